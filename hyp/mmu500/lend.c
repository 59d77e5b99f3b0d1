// SPDX-License-Identifier: GPL-2.0-only
/*
 * Banks lent to the host: stage 1 by the host's tables, followed by stage 2 by bank 0. The
 * host reaches the bank's own register page, on every instance: SCTLR, TTBR, TCR, MAIR,
 * FSR and the invalidations of stage 1. What makes the translation safe lies in global
 * pages, which stay EL2's: S2CR selects the bank, CBAR ties it to bank 0, CBA2R has its
 * format.
 *
 * One register of the page is not the host's: ACTLR, by which it could turn prefetch on.
 * sACR.CACHE_LOCK keeps it read-only; without that bit no bank is lent.
 */
#include "mmu500.h"

/* Does every instance keep ACTLR of the host's banks as it is? */
static bool can_lend(const struct hyp_smmu *smmu)
{
	unsigned int i;

	for (i = 0; i < smmu->nr_regs; i++) {
		if (!pkvm_mmu500_actlr_locked(smmu, i))
			return false;
	}
	return to_mmu500(smmu)->nests;
}

/* One write changes the bank's type, from "fault" to "stage 2 by bank 0". */
static int nest(struct hyp_smmu *smmu, unsigned int inst, unsigned int bank)
{
	u32 cbar = FIELD_PREP(CBAR_TYPE, CBAR_TYPE_S1_S2) |
		   FIELD_PREP(CBAR_CBNDX, SMMU_CTX_IDENTITY) |
		   FIELD_PREP(CBAR_VMID, SMMU_CTX_IDENTITY);

	return mmu500_write_check(smmu, mmu500_gr1(smmu, inst, SMMU_CBA2R(bank)), CBA2R_VA64,
				  CBA2R_VA64) ?:
	       mmu500_write_check(smmu, mmu500_gr1(smmu, inst, SMMU_CBAR(bank)), cbar,
				  CBAR_TYPE | CBAR_CBNDX | CBAR_VMID);
}

/* Both halves of 39-bit addresses, and none has tables. */
#define S1TCR_CLOSED	(FIELD_PREP(S1TCR_TG1, S1TCR_TG1_4K) | \
			 FIELD_PREP(S1TCR_T1SZ, 64 - PKVM_IOMMU_IAS) | S1TCR_EPD1 | \
			 FIELD_PREP(S1TCR_T0SZ, 64 - PKVM_IOMMU_IAS) | S1TCR_EPD0)

/*
 * Stage 1 is on and has no tables: every access faults until the host has written its half,
 * and nothing of an earlier use is left. So it is when the bank is lent, and when EL2 has
 * restored it at a moment that the host has not chosen: with stage 1 off, a stream of the
 * bank would reach all memory of the host's. Faults interrupt the host (CFIE), which then
 * sees that there was a restore.
 *
 * Not checked: whatever is in these registers, the translation is safe, and the host may be
 * writing them.
 */
static void close_stage1(struct hyp_smmu *smmu, unsigned int inst, unsigned int bank)
{
	pkvm_mmu500_drop_fault(smmu, inst, bank);
	mmu500_write(smmu, mmu500_cb(smmu, inst, bank, SMMU_CB_TCR), S1TCR_CLOSED);
	mmu500_write(smmu, mmu500_cb(smmu, inst, bank, SMMU_CB_TCR2), 0);
	mmu500_writeq(smmu, mmu500_cb(smmu, inst, bank, SMMU_CB_TTBR0), 0);
	mmu500_writeq(smmu, mmu500_cb(smmu, inst, bank, SMMU_CB_TTBR1), 0);
	mmu500_write(smmu, mmu500_cb(smmu, inst, bank, SMMU_CB_SCTLR), SCTLR_LIVE);
}

/**
 * pkvm_mmu500_lent_load() - give a bank a stage 1 of the host's over stage 2 of bank 0
 * @smmu: the node
 * @inst: the instance
 * @bank: a bank that no stream selects
 *
 * Return: 0, or -EIO: a register did not take its value.
 */
int pkvm_mmu500_lent_load(struct hyp_smmu *smmu, unsigned int inst, unsigned int bank)
{
	close_stage1(smmu, inst, bank);
	return pkvm_mmu500_stop_prefetch(smmu, inst, bank) ?: nest(smmu, inst, bank);
}

static int lend_all(struct hyp_smmu *smmu, int ctx)
{
	int ret = pkvm_mmu500_flush_vmid(smmu, SMMU_CTX_IDENTITY);
	unsigned int i;

	for (i = 0; i < smmu->nr_regs && !ret; i++)
		ret = pkvm_mmu500_lent_load(smmu, i, ctx);
	return ret;
}

int pkvm_mmu500_ctx_lend(struct hyp_smmu *smmu, u64 cd)
{
	int ctx = pkvm_mmu500_free_bank(smmu), ret;

	hyp_assert_lock_held(&smmu->lock);
	if (to_mmu500(smmu)->closed)
		return -EIO;
	if (!can_lend(smmu))
		return -EOPNOTSUPP;
	if (cd)
		return -EINVAL;
	if (ctx < 0)
		return ctx;

	ret = lend_all(smmu, ctx);
	/* As for a bank with a table: one that keeps a part of this stays in use for good. */
	if (!ret || pkvm_mmu500_park_all(smmu, ctx))
		__set_bit(ctx, to_mmu500(smmu)->banks_used);
	if (ret)
		return ret;
	__set_bit(ctx, to_mmu500(smmu)->banks_lent);
	to_mmu500(smmu)->nr_lent++;
	return ctx;
}

/* Nothing stalls any more once stage 1 is off; what stalls now ends when the bank is parked. */
static void stop_stalls(struct hyp_smmu *smmu, int ctx)
{
	unsigned int i;

	for (i = 0; i < smmu->nr_regs; i++)
		mmu500_write(smmu, mmu500_cb(smmu, i, ctx, SMMU_CB_SCTLR), 0);
}

/*
 * On a failure the bank stays lent as far as TLBs are concerned, until a later call: what it
 * has combined is removed with stage 2's entries.
 */
int pkvm_mmu500_ctx_take(struct hyp_smmu *smmu, int ctx)
{
	int ret;

	hyp_assert_lock_held(&smmu->lock);
	if (ctx < 0 || !mmu500_lent(smmu, ctx))
		return -EINVAL;
	if (pkvm_mmu500_ctx_selected(smmu, ctx))
		return -EBUSY;

	stop_stalls(smmu, ctx);
	ret = pkvm_mmu500_park_all(smmu, ctx) ?:
	      pkvm_mmu500_flush_vmid(smmu, SMMU_CTX_IDENTITY);
	if (ret)
		return ret;
	__clear_bit(ctx, to_mmu500(smmu)->banks_lent);
	__clear_bit(ctx, to_mmu500(smmu)->banks_used);
	to_mmu500(smmu)->nr_lent--;
	return 0;
}

void pkvm_mmu500_lent_regs(const struct hyp_smmu *smmu, int ctx, u64 *off, u64 *size)
{
	*size = 1ULL << to_mmu500(smmu)->pgshift;
	*off = (to_mmu500(smmu)->numpage + (u64)ctx) << to_mmu500(smmu)->pgshift;
}
