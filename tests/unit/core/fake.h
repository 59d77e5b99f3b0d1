/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A fake SMMU back end and a fake SoC with two guards for tests of the core. The
 * back end translates by the tables as they reached PoC, keeps in its TLB what
 * it ever translated, and can be told which of its operations shall fail.
 */
#ifndef FAKE_H
#define FAKE_H

#include <stdbool.h>

#include "hyp/core/ops.h"
#include "rows.h"

/* The operations, in the order in which each call is numbered. */
enum fake_op {
	FAKE_PROBE, FAKE_TAKEOVER, FAKE_CTX_ALLOC, FAKE_CTX_FREE, FAKE_STREAM_SET,
	FAKE_INVAL, FAKE_MC_PROBE, FAKE_MC_TAKEOVER, FAKE_CLOSE, FAKE_RESTORE, FAKE_MC_RESTORE,
	FAKE_GPCDMA_PROBE, FAKE_SHUT, FAKE_MC_CLOSE, FAKE_CTX_LEND, FAKE_CTX_TAKE,
	FAKE_NR_OPS,
};

#define FAKE_FAULT	(~0ULL)

void fake_reset(void);

/* From now on, call number @nth (1: the next) of @op returns @err; @all: and every later one. */
void fake_fail(enum fake_op op, unsigned int nth, int err, bool all);
unsigned int fake_calls(enum fake_op op);

/* Called, if set, at the end of each restore of an SMMU, with its lock held. */
extern void (*fake_after_restore)(unsigned int smmu);

/* How many contexts an SMMU has; before takeover. */
extern unsigned int fake_nr_ctx;

#define FAKE_MAX_STREAMS	128

/* The fake SoC; its rows, those past FAKE_NR_ROWS free for a test. */
#define FAKE_NR_ROWS	6
#define FAKE_MAX_ROWS	16

extern struct iommu_soc fake_soc;
extern struct soc_row fake_rows[FAKE_MAX_ROWS];

#define FAKE_SMMU0_BASE		0x08000000ULL
#define FAKE_SMMU0_BASE1	0x07000000ULL
#define FAKE_SMMU1_BASE		0x10000000ULL
#define FAKE_SMMU_SIZE		0x1000000ULL
#define FAKE_SID_MASK		0x7f80
/* Registers of a lent context, in each range. */
#define FAKE_LENT_OFF(ctx)	(0x800000ULL + (ctx) * 0x10000ULL)
#define FAKE_LENT_SIZE		0x10000ULL
#define FAKE_MC_BASE		0x02c00000ULL
#define FAKE_MC_SIZE		0x10000ULL
#define FAKE_GPCDMA_BASE	0x02600000ULL
#define FAKE_GPCDMA_SIZE	0x210000ULL

/* What the memory controller reads as; GPCDMA reads as its complement. */
extern u64 fake_mc_val;
extern u16 fake_culprit;	/* whom a failed probe of it is about */
extern struct fake_access {
	unsigned int guard;
	u64 addr, val;
	unsigned int size;
	bool write;
} fake_access_last;

extern struct smmu_fault fake_fault;
extern bool fake_drop_writes;	/* guards count each write as refused */

/*
 * The oracle: where a device's access arrives, or FAKE_FAULT. Fills the TLB as
 * hardware would. @prot: what the entry allows, may be NULL.
 */
u64 fake_dma(unsigned int smmu, u32 sid, u64 iova);
/* The same without the TLB's learning: what the tables alone say. */
u64 fake_walk(u64 root, u64 iova, u64 *pte);
/* All state is lost: every stream passes, until closed. */
void fake_lose_power(void);
/* Only the memory controller lets accesses bypass the SMMUs. */
void fake_open_mc(void);
/* Does any TLB entry of any SMMU lead to this page? */
bool fake_tlb_reaches(u64 phys);
/* The context that a stream selects, and its table's root. */
int fake_ctx_of(unsigned int smmu, unsigned int stream);
u64 fake_root_of(unsigned int smmu, int ctx);
/* Is the context one with a stage 1 of the host's? */
bool fake_is_lent(unsigned int smmu, int ctx);

#endif
