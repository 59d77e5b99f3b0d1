/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Environment of the back end's tests: an SMMU node whose registers are the model's,
 * page tables in a small memory, and the pages that a stream reaches in the model.
 */
#ifndef BACKEND_ENV_H
#define BACKEND_ENV_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "random.h"
#include "tables.h"
#include "rows.h"
#include "hyp/mmu500/mmu500.h"
#include "shim.h"
#include "../../../machine/models/mmu500/mmu500.h"
#include "../../../machine/models/tegra234/mmu500.h"

#define ENV_RAM_BASE	0x80000000ULL
#define ENV_RAM_PAGES	512
#define ENV_MASK	0x7f80
#define ENV_BASE(inst)	(0x12000000ULL - 0x1000000ULL * (inst))

/* Offsets of registers that tests access directly. */
#define ENV_GR0(off)		(off)
#define ENV_GR1(off)		(0x10000 + (off))
#define ENV_CB(bank, off)	(0x800000 + 0x10000 * (bank) + (off))

struct env {
	struct hyp_mmu500 node;
	struct mmu500 *model[PKVM_IOMMU_MAX_SMMU_REGS];
	struct io_pgtable_cfg identity;
	unsigned int num_smrg, num_cb;
	/* Called for each write of EL2's; may change or drop it. */
	bool (*filter)(struct env *env, unsigned int inst, u64 off, u64 *val);
	/* Called for each read of EL2's; may change the value. */
	u64 (*peek)(struct env *env, unsigned int inst, u64 off, u64 val);
	/* Called after each write of EL2's. */
	void (*step)(struct env *env, unsigned int inst, u64 off, u64 val);
	u64 writes;
	unsigned int terminated;	/* stalled transactions that EL2 terminated */
	void *priv;
};

/* The pages that the identity table of every test maps, read-write. */
#define ENV_ID_BASE	(ENV_RAM_BASE + 0x100000)
#define ENV_ID_PAGES	4

void env_init(struct env *env, unsigned int nr_instances, unsigned int num_smrg,
	      unsigned int num_cb);
void env_streams(struct env *env, const u16 *sids, unsigned int nr);
void env_fini(struct env *env);

/* EL2's operations, with the lock. */
int env_takeover(struct env *env);
int env_ctx_alloc(struct env *env, const struct io_pgtable_cfg *cfg);
int env_ctx_free(struct env *env, int ctx);
int env_ctx_lend(struct env *env);
int env_ctx_take(struct env *env, int ctx);
int env_stream_set(struct env *env, unsigned int stream, int ctx);
int env_inval_range(struct env *env, int ctx, u64 iova, u64 nr);
int env_inval_ctx(struct env *env, int ctx);
struct smmu_fault env_get_fault(struct env *env);
int env_close(struct env *env);
int env_restore(struct env *env);

/* Direct register accesses, not made by EL2. */
void env_poke(struct env *env, unsigned int inst, u64 off, u64 val);
u32 env_peek(struct env *env, unsigned int inst, u64 off);

/* Table entries that the SMMU has read. */
u64 env_reads(void);

/* Tables, of either stage: 4 KiB leaves, 39 bits of input. */
void env_map(u64 root, u64 va, u64 pa, bool s2);

/* Memory that a stream reaches: none, all, or these pages. */
#define ENV_MAX_PAGES	512

struct reach {
	bool whole;
	unsigned int nr, nr_tlb;
	struct reach_page {
		u64 va, pa;
		bool r, w;
	} page[ENV_MAX_PAGES], tlb[ENV_MAX_PAGES];
};

void env_reach(struct env *env, unsigned int inst, u16 stream, struct reach *r);
bool reach_nothing(const struct reach *r);
/* Walks the tables for the same pages. */
bool reach_same(const struct reach *a, const struct reach *b);
/* Returns true if @r's TLB entries reach only what @by reaches through its tables. */
bool reach_tlb_within(const struct reach *r, const struct reach *by);

/* Makes one access of a device. Returns the output address, or ~0 for a fault. */
u64 env_access(struct env *env, unsigned int inst, u16 stream, u64 addr, bool write);

#endif
