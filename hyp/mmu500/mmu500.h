/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the MMU-500 back end share: the node, register access by
 * instance, and the steps that more than one operation takes.
 */
#ifndef __PKVM_MMU500_H
#define __PKVM_MMU500_H

#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/io.h>

#include "../core/ops.h"
#include "regs.h"

#define MMU500_MAX_GROUPS	128	/* stream-match groups */
#define MMU500_MAX_BANKS	PKVM_IOMMU_MAX_NESTED	/* context banks */

/**
 * struct mmu500_table - the registers by which a bank finds its table
 * @vttbr: TTBR0; 0 for a bank without a table
 * @vtcr: TCR, in stage 2's format
 */
struct mmu500_table {
	u64 vttbr;
	u32 vtcr;
};

/**
 * struct hyp_mmu500 - an MMU-500, of one or two mirrored instances
 * @smmu: the part that every back end has; its lock guards all of this
 * @streams: smmu->streams
 * @groups: the stream-match group of each stream; chosen at takeover
 * @nr_groups: how many groups the hardware has
 * @nr_banks: how many context banks; context n is bank n
 * @banks_used: banks in use, quarantined ones included
 * @banks_lent: banks whose stage 1 is the host's, quarantined ones included
 * @nr_lent: how many
 * @tables: the table of each bank, to restore it; a lent bank has none
 * @pgshift: log2 of the register pages' size
 * @numpage: register pages before the first context bank
 * @major: major revision
 * @nests: the hardware has stage 1, and stage 1 followed by stage 2
 * @closed: since it was closed, no restore has succeeded: banks may be in any state
 * @late: bit n: the last sync of instance n did not complete in time
 * @fault_next: fault source to be looked at first
 */
struct hyp_mmu500 {
	struct hyp_smmu smmu;
	struct smmu_stream streams[MMU500_MAX_GROUPS];
	u8 groups[MMU500_MAX_GROUPS];
	u16 nr_groups;
	u16 nr_banks;
	DECLARE_BITMAP(banks_used, MMU500_MAX_BANKS);
	DECLARE_BITMAP(banks_lent, MMU500_MAX_BANKS);
	u16 nr_lent;
	struct mmu500_table tables[MMU500_MAX_BANKS];
	u8 pgshift;
	u16 numpage;
	u8 major;
	bool nests;
	bool closed;
	u8 late;
	u16 fault_next;
};

extern const struct smmu_ops pkvm_mmu500_ops;

#define to_mmu500(ptr)	container_of_const(ptr, struct hyp_mmu500, smmu)

static inline void __iomem *mmu500_gr0(const struct hyp_smmu *smmu, unsigned int inst, u32 off)
{
	return smmu->regs[inst].va + off;
}

static inline void __iomem *mmu500_gr1(const struct hyp_smmu *smmu, unsigned int inst, u32 off)
{
	return smmu->regs[inst].va + (1UL << to_mmu500(smmu)->pgshift) + off;
}

static inline void __iomem *mmu500_cb(const struct hyp_smmu *smmu, unsigned int inst,
				      unsigned int bank, u32 off)
{
	unsigned long page = to_mmu500(smmu)->numpage + bank;

	return smmu->regs[inst].va + (page << to_mmu500(smmu)->pgshift) + off;
}

static inline void mmu500_write(struct hyp_smmu *smmu, void __iomem *reg, u32 val)
{
	writel_relaxed(val, reg);
	smmu->reg_writes++;
}

static inline void mmu500_writeq(struct hyp_smmu *smmu, void __iomem *reg, u64 val)
{
	writeq_relaxed(val, reg);
	smmu->reg_writes++;
}

/* Write a register whose bits @mask must take their values. */
static inline int mmu500_write_check(struct hyp_smmu *smmu, void __iomem *reg, u32 val,
				     u32 mask)
{
	mmu500_write(smmu, reg, val);
	return (readl_relaxed(reg) ^ val) & mask ? -EIO : 0;
}

static inline bool mmu500_ctx_valid(const struct hyp_smmu *smmu, int ctx)
{
	const struct hyp_mmu500 *node = to_mmu500(smmu);

	return ctx >= 0 && ctx < node->nr_banks && test_bit(ctx, node->banks_used);
}

static inline bool mmu500_lent(const struct hyp_smmu *smmu, unsigned int bank)
{
	return bank < MMU500_MAX_BANKS && test_bit(bank, to_mmu500(smmu)->banks_lent);
}

/*
 * The VMID of what a bank translates. A lent bank has that of its stage 2, so that one
 * invalidation removes entries of stage 2 and all that were combined with them.
 */
static inline u8 mmu500_vmid(const struct hyp_smmu *smmu, unsigned int bank)
{
	return mmu500_lent(smmu, bank) ? SMMU_CTX_IDENTITY : bank;
}

/* tlb.c */
int pkvm_mmu500_flush_all(struct hyp_smmu *smmu);
int pkvm_mmu500_flush_vmid(struct hyp_smmu *smmu, u8 vmid);
int pkvm_mmu500_inval_range(struct hyp_smmu *smmu, int ctx, u64 iova, u64 nr);
int pkvm_mmu500_inval_ctx(struct hyp_smmu *smmu, int ctx);

/* ctx.c */
int pkvm_mmu500_stop_prefetch(struct hyp_smmu *smmu, unsigned int inst, unsigned int bank);
int pkvm_mmu500_try_prefetch(struct hyp_smmu *smmu, unsigned int inst);
void pkvm_mmu500_drop_fault(struct hyp_smmu *smmu, unsigned int inst, unsigned int bank);
int pkvm_mmu500_bank_program(struct hyp_smmu *smmu, unsigned int inst, unsigned int bank, u8 vmid,
			     const struct io_pgtable_cfg *cfg);
struct mmu500_table pkvm_mmu500_table(const struct io_pgtable_cfg *cfg);
int pkvm_mmu500_bank_load(struct hyp_smmu *smmu, unsigned int inst, unsigned int bank, u8 vmid,
			  const struct mmu500_table *table);
int pkvm_mmu500_bank_park(struct hyp_smmu *smmu, unsigned int inst, unsigned int bank);
int pkvm_mmu500_park_all(struct hyp_smmu *smmu, int ctx);
int pkvm_mmu500_free_bank(const struct hyp_smmu *smmu);
bool pkvm_mmu500_ctx_selected(const struct hyp_smmu *smmu, int ctx);
int pkvm_mmu500_ctx_alloc(struct hyp_smmu *smmu, const struct io_pgtable_cfg *cfg);
int pkvm_mmu500_ctx_free(struct hyp_smmu *smmu, int ctx);

/* lend.c */
int pkvm_mmu500_lent_load(struct hyp_smmu *smmu, unsigned int inst, unsigned int bank);
int pkvm_mmu500_ctx_lend(struct hyp_smmu *smmu, u64 cd);
int pkvm_mmu500_ctx_take(struct hyp_smmu *smmu, int ctx);
void pkvm_mmu500_lent_regs(const struct hyp_smmu *smmu, int ctx, u64 *off, u64 *size);

/* stream.c */
int pkvm_mmu500_s2cr_write(struct hyp_smmu *smmu, unsigned int inst, unsigned int group, int ctx);
int pkvm_mmu500_open_streams(struct hyp_smmu *smmu, unsigned int inst);
bool pkvm_mmu500_smr_serves(const struct hyp_smmu *smmu, unsigned int stream, u32 smr);
bool pkvm_mmu500_bank_selected(const struct hyp_smmu *smmu, unsigned int inst, unsigned int bank);
int pkvm_mmu500_stream_set(struct hyp_smmu *smmu, unsigned int stream, int ctx);

/* control.c */
int pkvm_mmu500_close_unmatched(struct hyp_smmu *smmu, unsigned int inst);
int pkvm_mmu500_shut(struct hyp_smmu *smmu, unsigned int inst);
bool pkvm_mmu500_actlr_locked(const struct hyp_smmu *smmu, unsigned int inst);
int pkvm_mmu500_lock_actlr(struct hyp_smmu *smmu, unsigned int inst);
int pkvm_mmu500_finish(struct hyp_smmu *smmu, unsigned int inst);

/* takeover.c */
int pkvm_mmu500_takeover(struct hyp_smmu *smmu, const struct io_pgtable_cfg *identity);

/* power.c */
bool pkvm_mmu500_lost(struct hyp_smmu *smmu);
int pkvm_mmu500_shut_all(struct hyp_smmu *smmu);
int pkvm_mmu500_close(struct hyp_smmu *smmu);
int pkvm_mmu500_restore(struct hyp_smmu *smmu);

/* fault.c */
void pkvm_mmu500_get_fault(struct hyp_smmu *smmu, struct smmu_fault *fault);

#endif /* __PKVM_MMU500_H */
