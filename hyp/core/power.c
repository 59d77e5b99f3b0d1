// SPDX-License-Identifier: GPL-2.0-only
/*
 * What EL2 does after a suspend, before the host runs again.
 *
 * The first writes end the bypass: in the memory controller, then in each instance of
 * each SMMU. Then every SMMU is closed: all streams fault. Then the guards are restored:
 * the memory controller binds each client to its stream again. Only then does the first
 * stream translate. So no client presents another's stream to an open SMMU, and after
 * any failure streams fault.
 *
 * After a suspend of the system EL2 does not check what was kept: it writes all
 * registers afresh. A CPU's own suspend is expected to keep SMMUs and guards powered,
 * and EL2 only checks whether one of them came up open.
 *
 * No operation is in progress that a suspend of the system could interrupt: firmware
 * suspends it when all other CPUs are off (assumed), the host can turn a CPU off only
 * from EL1, and a CPU that waits for a sync is at EL2, with the SMMU's lock held. If
 * firmware suspended the system all the same, the lock would keep the host from running.
 */
#include <nvhe/mem_protect.h>

#include "core.h"

static bool any_lost(void)
{
	struct iommu_guard *guard;
	struct hyp_smmu *smmu;
	bool ret = false;

	for_each_smmu(smmu) {
		hyp_spin_lock(&smmu->lock);
		ret = ret || smmu->ops->lost(smmu);
		hyp_spin_unlock(&smmu->lock);
	}
	for_each_guard(guard) {
		hyp_spin_lock(&guard->lock);
		ret = ret || (guard->ops->lost && guard->ops->lost(guard));
		hyp_spin_unlock(&guard->lock);
	}
	return ret;
}

static int close_guards(void)
{
	struct iommu_guard *guard;
	int err, ret = 0;

	for_each_guard(guard) {
		hyp_spin_lock(&guard->lock);
		err = guard->ops->close ? guard->ops->close(guard) : 0;
		hyp_spin_unlock(&guard->lock);
		ret = ret ?: err;
	}
	return ret;
}

static int shut_smmu(struct hyp_smmu *smmu, void *arg)
{
	return smmu->ops->shut(smmu);
}

static int close_smmu(struct hyp_smmu *smmu, void *arg)
{
	return smmu->ops->close(smmu);
}

/* Each step is taken, whatever came of the one before: the fewer stay open, the better. */
static int close_all(void)
{
	int guards = close_guards(), shut, closed;

	shut = pkvm_iommu_ask_all(shut_smmu, NULL, NULL);
	closed = pkvm_iommu_ask_all(close_smmu, NULL, NULL);
	return guards ?: shut ?: closed;
}

static int restore_guards(void)
{
	struct iommu_guard *guard;
	int ret = 0;

	for_each_guard(guard) {
		if (ret || !guard->ops->restore)
			continue;
		hyp_spin_lock(&guard->lock);
		ret = guard->ops->restore(guard);
		hyp_spin_unlock(&guard->lock);
	}
	return ret;
}

static int restore_smmus(void)
{
	struct hyp_smmu *smmu;
	int ret = 0;

	for_each_smmu(smmu) {
		if (ret)
			break;
		hyp_spin_lock(&smmu->lock);
		ret = smmu->ops->restore(smmu);
		hyp_spin_unlock(&smmu->lock);
	}
	return ret;
}

/* CPUs come out of a suspend at any time, and each decides for all SMMUs. */
static DEFINE_HYP_SPINLOCK(resume_lock);

/* Also where another CPU has failed, and its reset of the system has not come yet. */
static bool is_needed(bool system)
{
	return system || pkvm_iommu_is_open() || any_lost();
}

/* No donation is in progress on another CPU that relies on an SMMU's confirmation. */
static void mark_open(void)
{
	hyp_spin_lock(&host_mmu.lock);
	pkvm_iommu_set_power(IOMMU_POWER_OPEN);
	hyp_spin_unlock(&host_mmu.lock);
}

static int close_and_restore(void)
{
	int ret;

	hyp_assert_lock_held(&resume_lock);
	mark_open();
	ret = close_all() ?: restore_guards();
	if (ret)
		return ret;
	if (!restore_smmus()) {
		pkvm_iommu_set_power(IOMMU_POWER_GOOD);
		return 0;
	}
	ret = close_all();
	if (!ret)
		pkvm_iommu_set_power(IOMMU_POWER_CLOSED);
	return ret;
}

/**
 * pkvm_iommu_resume() - close all streams, then restore what the suspend took
 * @system: the whole system was suspended, not this CPU alone
 *
 * Runs at EL2 on the way out of a suspend, before the host does. When the SMMUs
 * cannot be restored they stay closed: calls that take access away work, the others
 * fail, devices fault, guests keep their memory. A later suspend may restore them.
 *
 * CPUs take turns: one that has restored an older state must not say that all is good
 * while another finds a stream open. One that comes after a failure tries again.
 *
 * Return: 0, or -EIO when EL2 cannot confirm that streams fault: then the host must
 * not run, and no page leaves it.
 */
int pkvm_iommu_resume(bool system)
{
	int ret = 0;

	/* The answer without the lock is that of most CPUs, whenever they leave idle. */
	if (!pkvm_iommu_active() || !is_needed(system))
		return 0;

	hyp_spin_lock(&resume_lock);
	if (is_needed(system))
		ret = close_and_restore();
	hyp_spin_unlock(&resume_lock);
	return ret;
}
