/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the SMMUv3 back end share: the node, register access, and the steps
 * that more than one operation takes.
 *
 * Stream table, command queue and event queue are in EL2's memory. A stream table has
 * two levels of 64 entries a page, or is one page where the SMMU has no more streams.
 */
#ifndef __PKVM_SMMUV3_H
#define __PKVM_SMMUV3_H

#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/minmax.h>

#include <asm/arch_timer.h>
#include <asm/kvm_mmu.h>

#include <nvhe/memory.h>

#include "../core/ops.h"
#include "regs.h"

#define SMMUV3_MAX_STREAMS	256	/* that are set one by one */
#define SMMUV3_MAX_CTX		254	/* context n has VMID n + 1: 8 bits, 0 is unused */
#define SMMUV3_LENT_VMID	255	/* of all nested domains, whose stage 2 is the same */
#define SMMUV3_RESERVED_L2	32	/* pages of stream table entries, from boot on */
#define SMMUV3_MAX_L2		256	/* these and what the host donates */
#define SMMUV3_SPLIT		6	/* log2 of the entries in such a page */
#define SMMUV3_MAX_SID_BITS	16
#define SMMUV3_L1_PAGES		2	/* level 1 descriptors of so many IDs */

#define STE_DWORDS		8
#define STES_PER_PAGE		BIT(SMMUV3_SPLIT)
#define CMD_DWORDS		2
#define EVT_DWORDS		4

/*
 * Commands between two syncs. A limit of 63 is what mainline's driver works with for an
 * erratum of the MMU-700 (2812531).
 */
#define SMMUV3_BATCH		62

/* A queue of this size takes a batch, the sync after it, and fits a page. */
#define CMDQ_MIN_LOG2		7
#define CMDQ_MAX_LOG2		8
#define EVENTQ_MAX_LOG2		7

/**
 * struct smmuv3_ste - a stream table entry
 * @dw: its 64-bit words
 */
struct smmuv3_ste {
	u64 dw[STE_DWORDS];
};

/**
 * struct smmuv3_queue - a queue that EL2 shares with the SMMU
 * @base: its memory
 * @log2: entries
 * @at: EL2's index: PROD of commands, CONS of events; with the wrap bit
 */
struct smmuv3_queue {
	u64 *base;
	u8 log2;
	u32 at;
};

/**
 * struct smmuv3_table - how a stream table entry finds a page table
 * @vttbr: S2TTB; 0 for a context without a table
 * @vtcr: the fields of dword 2 that describe the table
 * @cd: of a nested domain: where the host's context descriptor is
 * @lent: it is a nested domain, through the identity table; @vttbr and @vtcr are unused
 */
struct smmuv3_table {
	u64 vttbr;
	u64 vtcr;
	u64 cd;
	bool lent;
};

/**
 * struct smmuv3_tlbi - an invalidation by address
 * @dw0: of the command
 * @dw1: of the command, without an address
 * @granule: log2 of the granule of the tables
 * @step: log2 of the size of their pages or blocks
 */
struct smmuv3_tlbi {
	u64 dw0;
	u64 dw1;
	u8 granule;
	u8 step;
};

/**
 * struct hyp_smmuv3 - an SMMUv3
 * @smmu: the part that every back end has; its lock guards all of this
 * @streams: smmu->streams
 * @idr0: SMMU_IDR0
 * @sid_bits: bits of the stream IDs that the stream table covers
 * @oas: SMMU_IDR5.OAS
 * @ril: TLB invalidation by range
 * @nests: both stages, and no erratum of them
 * @coherent: the SMMU's accesses to table and queues snoop
 * @linear: the stream table has one level, of one page
 * @l1: level 1 descriptors
 * @shared: 64 entries that translate by the identity table, for all blocks of 64
 *	stream IDs of which each is in a range and none was ever set
 * @l2_pages: other pages of entries; a linear table is the first
 * @l2_nr: how many there are
 * @l2_used: how many are in use
 * @cmdq: command queue
 * @eventq: event queue
 * @late: the last sync did not complete in time
 * @ctx_used: contexts in use, quarantined ones included
 * @nr_lent: how many of them are nested domains
 * @tables: the table of each context
 */
struct hyp_smmuv3 {
	struct hyp_smmu smmu;
	struct smmu_stream streams[SMMUV3_MAX_STREAMS];
	u32 idr0;
	u8 sid_bits;
	u8 oas;
	bool ril;
	bool nests;
	bool coherent;
	bool linear;
	u64 *l1;
	struct smmuv3_ste *shared;
	struct smmuv3_ste *l2_pages[SMMUV3_MAX_L2];
	unsigned int l2_nr;
	unsigned int l2_used;
	struct smmuv3_queue cmdq;
	struct smmuv3_queue eventq;
	bool late;
	DECLARE_BITMAP(ctx_used, SMMUV3_MAX_CTX);
	unsigned int nr_lent;
	struct smmuv3_table tables[SMMUV3_MAX_CTX];
};

extern const struct smmu_ops pkvm_smmuv3_ops;

#define to_smmuv3(ptr)	container_of_const(ptr, struct hyp_smmuv3, smmu)

static inline u32 smmuv3_read(const struct hyp_smmu *smmu, u32 off)
{
	return readl_relaxed(smmu->regs[0].va + off);
}

static inline void smmuv3_write(struct hyp_smmu *smmu, u32 off, u32 val)
{
	writel_relaxed(val, smmu->regs[0].va + off);
	smmu->reg_writes++;
}

/* Write a register whose bits @mask must take their values. */
static inline int smmuv3_write_check(struct hyp_smmu *smmu, u32 off, u32 val, u32 mask)
{
	smmuv3_write(smmu, off, val);
	return (smmuv3_read(smmu, off) ^ val) & mask ? -EIO : 0;
}

static inline int smmuv3_writeq_check(struct hyp_smmu *smmu, u32 off, u64 val, u64 mask)
{
	void __iomem *reg = smmu->regs[0].va + off;

	writeq_relaxed(val, reg);
	smmu->reg_writes++;
	return (readq_relaxed(reg) ^ val) & mask ? -EIO : 0;
}

/* Firmware may have left CNTFRQ at 0. */
#define SMMUV3_MIN_FREQ		1000000U

/**
 * struct smmuv3_clock - how long to wait for the SMMU
 * @start: when the wait began
 * @ticks: of the system counter
 */
struct smmuv3_clock {
	u64 start;
	u64 ticks;
};

/* For the @hz-th part of a second. */
static inline struct smmuv3_clock smmuv3_start_clock(unsigned int hz)
{
	return (struct smmuv3_clock) {
		.start = __arch_counter_get_cntvct(),
		.ticks = max(arch_timer_get_cntfrq(), SMMUV3_MIN_FREQ) / hz,
	};
}

static inline bool smmuv3_expired(const struct smmuv3_clock *clock)
{
	return __arch_counter_get_cntvct() - clock->start > clock->ticks;
}

/* Make what EL2 has written visible to the SMMU. */
static inline void smmuv3_clean(const struct hyp_smmu *smmu, void *va, size_t size)
{
	if (!to_smmuv3(smmu)->coherent)
		kvm_flush_dcache_to_poc(va, size);
}

/* Zeroes for the SMMU to read, or to write: no line of a cache is written over its words. */
static inline void *smmuv3_reserve(const struct hyp_smmu *smmu, unsigned int nr)
{
	void *pages = pkvm_iommu_reserve(nr);

	if (pages)
		smmuv3_clean(smmu, pages, nr << PAGE_SHIFT);
	return pages;
}

static inline bool smmuv3_ctx_valid(const struct hyp_smmu *smmu, int ctx)
{
	return ctx >= 0 && ctx < SMMUV3_MAX_CTX && test_bit(ctx, to_smmuv3(smmu)->ctx_used);
}

static inline bool smmuv3_lent(const struct hyp_smmu *smmu, int ctx)
{
	return smmuv3_ctx_valid(smmu, ctx) && to_smmuv3(smmu)->tables[ctx].lent;
}

/* A context that is not in use, or -ENOSPC. */
static inline int smmuv3_free_ctx(const struct hyp_smmu *smmu)
{
	int ctx;

	for (ctx = SMMU_CTX_IDENTITY + 1; ctx < SMMUV3_MAX_CTX; ctx++) {
		if (!test_bit(ctx, to_smmuv3(smmu)->ctx_used))
			return ctx;
	}
	return -ENOSPC;
}

static inline bool smmuv3_ctx_selected(const struct hyp_smmu *smmu, int ctx)
{
	unsigned int i;

	for (i = 0; i < smmu->nr_streams; i++) {
		if (smmu->streams[i].ctx == ctx)
			return true;
	}
	return false;
}

/* The VMID of a context in use. None has VMID 0. */
static inline u16 smmuv3_vmid(const struct hyp_smmu *smmu, int ctx)
{
	return smmuv3_lent(smmu, ctx) ? SMMUV3_LENT_VMID : ctx + 1;
}

/* cmdq.c: commands, at most SMMUV3_BATCH of them before a sync. */
int pkvm_smmuv3_cmd(struct hyp_smmu *smmu, u64 dw0, u64 dw1);
int pkvm_smmuv3_sync(struct hyp_smmu *smmu);

/* tlb.c */
int pkvm_smmuv3_flush_all(struct hyp_smmu *smmu);
int pkvm_smmuv3_flush_ctx(struct hyp_smmu *smmu, int ctx);
int pkvm_smmuv3_tlbi(struct hyp_smmu *smmu, const struct smmuv3_tlbi *op, u64 addr, u64 size);
int pkvm_smmuv3_inval_range(struct hyp_smmu *smmu, int ctx, u64 iova, u64 nr);
int pkvm_smmuv3_inval_ctx(struct hyp_smmu *smmu, int ctx);

/* ctx.c */
struct smmuv3_table pkvm_smmuv3_table(const struct hyp_smmu *smmu,
				      const struct io_pgtable_cfg *cfg);
struct smmuv3_ste pkvm_smmuv3_make_ste(const struct hyp_smmu *smmu, int ctx);
int pkvm_smmuv3_ctx_alloc(struct hyp_smmu *smmu, const struct io_pgtable_cfg *cfg);
int pkvm_smmuv3_ctx_free(struct hyp_smmu *smmu, int ctx);

/* lend.c */
struct smmuv3_ste pkvm_smmuv3_lent_ste(const struct hyp_smmu *smmu, int ctx);
int pkvm_smmuv3_ctx_lend(struct hyp_smmu *smmu, u64 cd);
int pkvm_smmuv3_ctx_take(struct hyp_smmu *smmu, int ctx);
u16 pkvm_smmuv3_lent_asid(const struct hyp_smmu *smmu, int ctx);
int pkvm_smmuv3_inval_lent(struct hyp_smmu *smmu, int ctx, u64 iova, u64 size, u64 flags);

/* strtab.c */
int pkvm_smmuv3_strtab_alloc(struct hyp_smmu *smmu);
int pkvm_smmuv3_strtab_build(struct hyp_smmu *smmu);
int pkvm_smmuv3_strtab_program(struct hyp_smmu *smmu);
int pkvm_smmuv3_stream_add(struct hyp_smmu *smmu, u32 sid);
int pkvm_smmuv3_stream_page(struct hyp_smmu *smmu, void *page);
struct smmuv3_ste *pkvm_smmuv3_ste(const struct hyp_smmu *smmu, u32 sid);

/* stream.c */
int pkvm_smmuv3_stream_set(struct hyp_smmu *smmu, unsigned int stream, int ctx);

/* control.c */
int pkvm_smmuv3_abort(struct hyp_smmu *smmu);
int pkvm_smmuv3_close(struct hyp_smmu *smmu);
int pkvm_smmuv3_open(struct hyp_smmu *smmu);
bool pkvm_smmuv3_lost(struct hyp_smmu *smmu);
int pkvm_smmuv3_takeover(struct hyp_smmu *smmu, const struct io_pgtable_cfg *identity);

/* fault.c */
void pkvm_smmuv3_get_fault(struct hyp_smmu *smmu, struct smmu_fault *fault);

#endif /* __PKVM_SMMUV3_H */
