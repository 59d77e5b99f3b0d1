// SPDX-License-Identifier: GPL-2.0-only
/*
 * sCR0 and sACR of an MMU-500: from "unmatched streams fault" to "every stream is
 * translated or faults".
 */
#include "mmu500.h"

/* sCR0 after takeover: nothing passes unless it is translated. */
#define SCR0_CLOSED	(SCR0_USFCFG | SCR0_SMCFCFG)
#define SCR0_REPORT	(SCR0_GFRE | SCR0_GFIE | SCR0_GCFGFRE | SCR0_GCFGFIE)
#define SCR0_FINAL	(SCR0_CLOSED | SCR0_REPORT | SCR0_STALLD | SCR0_PTM)
/*
 * The bits that isolation depends on. The others are written but not checked: an
 * MMU-500 fixes SMCFCFG at 1 and STALLD, GCFGFRE and GCFGFIE at 0; no bank stalls,
 * and a broadcast invalidation of the CPUs does no harm.
 */
#define SCR0_CHECK	(SCR0_CLIENTPD | SCR0_USFCFG | SCR0_GFRE | SCR0_GFIE | SCR0_GSE | \
			 SCR0_EXIDENABLE | SCR0_VMID16EN)

/*
 * sCR0 while all streams fault. A device is told that its access faulted, since a
 * fault without a report reads as zeros. No interrupt: nobody reads the record yet.
 */
#define SCR0_SHUT	(SCR0_FINAL & ~(SCR0_GFIE | SCR0_GCFGFIE))
#define SHUT_CHECK	(SCR0_CHECK & ~SCR0_REPORT)

/* Let ACTLR be written (r2p0 on), cache no bypasses, pass nothing unmatched. */
int pkvm_mmu500_close_unmatched(struct hyp_smmu *smmu, unsigned int inst)
{
	void __iomem *reg = mmu500_gr0(smmu, inst, SMMU_SACR);
	u32 acr = readl_relaxed(reg) & ~(SACR_S2CRB_TLBEN | SACR_SMTNMB_TLBEN);

	if (to_mmu500(smmu)->major >= 2)
		acr &= ~SACR_CACHE_LOCK;
	mmu500_write(smmu, reg, acr);

	reg = mmu500_gr0(smmu, inst, SMMU_SCR0);
	return mmu500_write_check(smmu, reg, readl_relaxed(reg) | SCR0_CLOSED, SCR0_USFCFG);
}

/* No group matches: clear CLIENTPD, so that every stream faults. */
int pkvm_mmu500_shut(struct hyp_smmu *smmu, unsigned int inst)
{
	return mmu500_write_check(smmu, mmu500_gr0(smmu, inst, SMMU_SCR0), SCR0_SHUT,
				  SHUT_CHECK);
}

bool pkvm_mmu500_actlr_locked(const struct hyp_smmu *smmu, unsigned int inst)
{
	return to_mmu500(smmu)->major >= 2 &&
	       readl_relaxed(mmu500_gr0(smmu, inst, SMMU_SACR)) & SACR_CACHE_LOCK;
}

/* Is prefetch off in the lent banks, for good? */
static bool lent_banks_locked(const struct hyp_smmu *smmu, unsigned int inst)
{
	unsigned int bank;

	if (!pkvm_mmu500_actlr_locked(smmu, inst))
		return false;
	for (bank = 0; bank < to_mmu500(smmu)->nr_banks; bank++) {
		if (mmu500_lent(smmu, bank) &&
		    readl_relaxed(mmu500_cb(smmu, inst, bank, SMMU_CB_ACTLR)) & ACTLR_CPRE)
			return false;
	}
	return true;
}

/**
 * pkvm_mmu500_lock_actlr() - no bank's ACTLR takes a write any more (r2p0 on)
 * @smmu: the node
 * @inst: an instance of which prefetch is off in all banks
 *
 * Before a stream is open. The host reaches ACTLR of lent banks, and may have written it
 * while it was not locked. Where nothing is lent, the lock may be missing.
 *
 * Return: 0, or -EIO.
 */
int pkvm_mmu500_lock_actlr(struct hyp_smmu *smmu, unsigned int inst)
{
	void __iomem *reg = mmu500_gr0(smmu, inst, SMMU_SACR);

	if (to_mmu500(smmu)->major >= 2)
		mmu500_write(smmu, reg, readl_relaxed(reg) | SACR_CACHE_LOCK);
	return to_mmu500(smmu)->nr_lent && !lent_banks_locked(smmu, inst) ? -EIO : 0;
}

static void clear_global_fault(struct hyp_smmu *smmu, unsigned int inst)
{
	void __iomem *reg = mmu500_gr0(smmu, inst, SMMU_SGFSR);

	mmu500_write(smmu, reg, readl_relaxed(reg));
}

/* From now on the instance translates and reports faults. */
int pkvm_mmu500_finish(struct hyp_smmu *smmu, unsigned int inst)
{
	clear_global_fault(smmu, inst);
	return mmu500_write_check(smmu, mmu500_gr0(smmu, inst, SMMU_SCR0), SCR0_FINAL,
				  SCR0_CHECK);
}
