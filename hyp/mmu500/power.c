// SPDX-License-Identifier: GPL-2.0-only
/*
 * An MMU-500 that has lost power. It comes out of reset with CLIENTPD set, so that
 * every stream passes; other registers have reset values or unknown ones.
 *
 * Every instance is closed before any is restored: after a later failure streams
 * fault, where a failure with CLIENTPD set would leave them passing. After each
 * single register write every stream, on each instance, has its old state, or
 * faults, or has its own context again:
 *
 *  shut:    CLIENTPD is cleared, unmatched streams fault. A group that reset or
 *           firmware left valid may still pass its stream, as before.
 *  close:   every group faults, then stops matching. Nothing matches. If sACR allowed
 *           the TLB to cache bypasses, it is emptied.
 *  restore: the TLB is emptied; banks get their tables back, or are parked; ACTLR is
 *           locked; S2CR first, SMR second, each stream goes to the context it had.
 *
 * Banks, groups and VMIDs are those of before.
 */
#include "mmu500.h"

bool pkvm_mmu500_lost(struct hyp_smmu *smmu)
{
	unsigned int i;
	u32 scr0;

	hyp_assert_lock_held(&smmu->lock);
	for (i = 0; i < smmu->nr_regs; i++) {
		scr0 = readl_relaxed(mmu500_gr0(smmu, i, SMMU_SCR0));
		if ((scr0 & (SCR0_CLIENTPD | SCR0_USFCFG)) != SCR0_USFCFG)
			return true;
	}
	return false;
}

/*
 * With CLIENTPD set every stream passes; without it, a stream passes only where a group
 * matches it.
 */
int pkvm_mmu500_shut_all(struct hyp_smmu *smmu)
{
	unsigned int i;
	int err, ret = 0;

	hyp_assert_lock_held(&smmu->lock);
	for (i = 0; i < smmu->nr_regs; i++) {
		err = pkvm_mmu500_shut(smmu, i);
		ret = ret ?: err;
	}
	return ret;
}

static int block_groups(struct hyp_smmu *smmu, unsigned int inst)
{
	unsigned int group;
	int err, ret = 0;

	for (group = 0; group < to_mmu500(smmu)->nr_groups; group++) {
		err = pkvm_mmu500_s2cr_write(smmu, inst, group, SMMU_CTX_BLOCKED);
		ret = ret ?: err;
	}
	return ret;
}

static int unmatch_groups(struct hyp_smmu *smmu, unsigned int inst)
{
	unsigned int group;
	int err, ret = 0;

	for (group = 0; group < to_mmu500(smmu)->nr_groups; group++) {
		err = mmu500_write_check(smmu, mmu500_gr0(smmu, inst, SMMU_SMR(group)), 0,
					 SMR_VALID);
		ret = ret ?: err;
	}
	return ret;
}

/* Takes each step, also after an error. */
static int close_instance(struct hyp_smmu *smmu, unsigned int inst)
{
	int ret = pkvm_mmu500_close_unmatched(smmu, inst), err;

	err = block_groups(smmu, inst);
	ret = ret ?: err;
	err = unmatch_groups(smmu, inst);
	ret = ret ?: err;
	err = pkvm_mmu500_shut(smmu, inst);
	return ret ?: err;
}

/* May the TLB hold bypasses? Not after a reset, but firmware may have set sACR so. */
static bool caches_bypass(const struct hyp_smmu *smmu)
{
	unsigned int i;

	for (i = 0; i < smmu->nr_regs; i++) {
		if (readl_relaxed(mmu500_gr0(smmu, i, SMMU_SACR)) &
		    (SACR_S2CRB_TLBEN | SACR_SMTNMB_TLBEN))
			return true;
	}
	return false;
}

/**
 * pkvm_mmu500_close() - see struct smmu_ops
 * @smmu: a node that was taken over once
 *
 * Return: 0; -EIO: a register did not take its value, a stream may pass; -ETIMEDOUT:
 * an instance did not confirm that a cached bypass is gone.
 */
int pkvm_mmu500_close(struct hyp_smmu *smmu)
{
	bool cached = caches_bypass(smmu);
	unsigned int i;
	int err, ret = 0;

	hyp_assert_lock_held(&smmu->lock);
	to_mmu500(smmu)->closed = true;
	for (i = 0; i < smmu->nr_regs; i++) {
		err = close_instance(smmu, i);
		ret = ret ?: err;
	}
	err = cached ? pkvm_mmu500_flush_all(smmu) : 0;
	return ret ?: err;
}

/* A quarantined bank has no table, and no group selects it. */
static int restore_bank(struct hyp_smmu *smmu, unsigned int inst, unsigned int bank)
{
	const struct mmu500_table *table = &to_mmu500(smmu)->tables[bank];

	if (table->vttbr)
		return pkvm_mmu500_bank_load(smmu, inst, bank, bank, table);
	if (mmu500_lent(smmu, bank))
		return pkvm_mmu500_lent_load(smmu, inst, bank);
	return pkvm_mmu500_bank_park(smmu, inst, bank);
}

static int restore_banks(struct hyp_smmu *smmu, unsigned int inst)
{
	unsigned int bank;
	int ret = 0;

	for (bank = 0; bank < to_mmu500(smmu)->nr_banks && !ret; bank++)
		ret = restore_bank(smmu, inst, bank);
	return ret ?: pkvm_mmu500_lock_actlr(smmu, inst);
}

/**
 * pkvm_mmu500_restore() - see struct smmu_ops
 * @smmu: a node that is closed
 *
 * All banks of all instances come before the first stream of any.
 *
 * Return: 0; -EIO: a register did not take its value; -ETIMEDOUT: an instance did
 * not confirm an invalidation.
 */
int pkvm_mmu500_restore(struct hyp_smmu *smmu)
{
	unsigned int i;
	int ret;

	hyp_assert_lock_held(&smmu->lock);
	ret = pkvm_mmu500_flush_all(smmu);
	for (i = 0; i < smmu->nr_regs && !ret; i++)
		ret = restore_banks(smmu, i);
	for (i = 0; i < smmu->nr_regs && !ret; i++)
		ret = pkvm_mmu500_open_streams(smmu, i) ?: pkvm_mmu500_finish(smmu, i);
	if (!ret)
		to_mmu500(smmu)->closed = false;
	return ret;
}
