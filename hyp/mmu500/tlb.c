// SPDX-License-Identifier: GPL-2.0-only
/*
 * TLB maintenance of an MMU-500: an invalidation is done when every mirrored
 * instance has confirmed the sync that follows it.
 */
#include <linux/minmax.h>

#include <asm/arch_timer.h>

#include "mmu500.h"

/*
 * How long a sync may take, in fractions of a second: as long as in Linux's driver. After
 * one has taken longer, those of this instance get less time until one completes: a host
 * that repeats its calls does not hold a CPU at EL2 for seconds in each.
 */
#define SYNC_TIMEOUT_HZ		1
#define SYNC_TIMEOUT_LATE_HZ	100

/* Firmware may have left CNTFRQ at 0. */
#define SYNC_MIN_FREQ		1000000U

/* Above this many pages one invalidation by VMID is cheaper, refills included. */
#define RANGE_MAX_PAGES	64

static u64 sync_limit(const struct hyp_smmu *smmu, unsigned int inst)
{
	u64 freq = max(arch_timer_get_cntfrq(), SYNC_MIN_FREQ);

	return freq / (to_mmu500(smmu)->late & BIT(inst) ? SYNC_TIMEOUT_LATE_HZ :
							   SYNC_TIMEOUT_HZ);
}

/* The last read of the status comes after the limit. */
static int poll_status(void __iomem *status, u64 limit)
{
	u64 start = __arch_counter_get_cntvct();
	bool expired = false;

	while (!expired) {
		expired = __arch_counter_get_cntvct() - start > limit;
		if (!(readl_relaxed(status) & TLBSTATUS_SACTIVE))
			return 0;
		cpu_relax();
	}
	return -ETIMEDOUT;
}

static int sync_wait(struct hyp_smmu *smmu, unsigned int inst, void __iomem *status)
{
	int ret = poll_status(status, sync_limit(smmu, inst));

	if (ret)
		to_mmu500(smmu)->late |= BIT(inst);
	else
		to_mmu500(smmu)->late &= ~BIT(inst);
	return ret;
}

/*
 * Waits for all earlier invalidations on all instances. When one instance fails, the
 * others are waited for all the same, and their success does not hide the failure.
 */
static int sync_global(struct hyp_smmu *smmu)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < smmu->nr_regs; i++)
		mmu500_write(smmu, mmu500_gr0(smmu, i, SMMU_STLBGSYNC), 0);
	for (i = 0; i < smmu->nr_regs; i++)
		ret = sync_wait(smmu, i, mmu500_gr0(smmu, i, SMMU_STLBGSTATUS)) ?: ret;
	smmu->syncs++;
	/* Orders the confirmation before the reuse of the memory. */
	mb();
	return ret;
}

/* The same for invalidations through the registers of one bank. */
static int sync_bank(struct hyp_smmu *smmu, unsigned int bank)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < smmu->nr_regs; i++)
		mmu500_write(smmu, mmu500_cb(smmu, i, bank, SMMU_CB_TLBSYNC), 0);
	for (i = 0; i < smmu->nr_regs; i++)
		ret = sync_wait(smmu, i, mmu500_cb(smmu, i, bank, SMMU_CB_TLBSTATUS)) ?: ret;
	smmu->syncs++;
	/* As in sync_global(). */
	mb();
	return ret;
}

/* All non-secure entries: stage 1, stage 2, hypervisor contexts, cached bypasses. */
int pkvm_mmu500_flush_all(struct hyp_smmu *smmu)
{
	unsigned int i;

	hyp_assert_lock_held(&smmu->lock);
	/* The caller has cleaned its table writes to the PoC; order them before. */
	wmb();
	for (i = 0; i < smmu->nr_regs; i++) {
		mmu500_write(smmu, mmu500_gr0(smmu, i, SMMU_TLBIALLH), 0);
		mmu500_write(smmu, mmu500_gr0(smmu, i, SMMU_TLBIALLNSNH), 0);
	}
	return sync_global(smmu);
}

/* All entries of a VMID, walk caches included (walk-cache erratum of T194, T234). */
int pkvm_mmu500_flush_vmid(struct hyp_smmu *smmu, u8 vmid)
{
	unsigned int i;

	hyp_assert_lock_held(&smmu->lock);
	/* As in pkvm_mmu500_flush_all(). */
	wmb();
	for (i = 0; i < smmu->nr_regs; i++)
		mmu500_write(smmu, mmu500_gr0(smmu, i, SMMU_TLBIVMID), vmid);
	return sync_global(smmu);
}

int pkvm_mmu500_inval_ctx(struct hyp_smmu *smmu, int ctx)
{
	hyp_assert_lock_held(&smmu->lock);
	if (!mmu500_ctx_valid(smmu, ctx))
		return -EINVAL;
	return pkvm_mmu500_flush_vmid(smmu, mmu500_vmid(smmu, ctx));
}

static void inval_page(struct hyp_smmu *smmu, unsigned int bank, u64 ipa)
{
	unsigned int i;

	for (i = 0; i < smmu->nr_regs; i++)
		mmu500_writeq(smmu, mmu500_cb(smmu, i, bank, SMMU_CB_TLBIIPAS2), ipa >> 12);
}

/*
 * Can entries be removed by address? The bank of a context in quarantine may be parked, and
 * take no stage 2 address. Entries that lent banks have combined with stage 2 are found by
 * their own input address only, which the host has chosen.
 */
static bool by_address(const struct hyp_mmu500 *node, int ctx)
{
	if (!node->tables[ctx].vttbr || node->closed)
		return false;
	return ctx != SMMU_CTX_IDENTITY || !node->nr_lent;
}

int pkvm_mmu500_inval_range(struct hyp_smmu *smmu, int ctx, u64 iova, u64 nr)
{
	u64 i;

	hyp_assert_lock_held(&smmu->lock);
	if (!mmu500_ctx_valid(smmu, ctx))
		return -EINVAL;
	if (nr > RANGE_MAX_PAGES || !by_address(to_mmu500(smmu), ctx))
		return pkvm_mmu500_flush_vmid(smmu, mmu500_vmid(smmu, ctx));

	/* As in pkvm_mmu500_flush_all(). */
	wmb();
	for (i = 0; i < nr; i++)
		inval_page(smmu, ctx, iova + (i << 12));
	return sync_bank(smmu, ctx);
}
