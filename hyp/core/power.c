// SPDX-License-Identifier: GPL-2.0-only
/*
 * Power lost and found: what EL2 does before the host runs again.
 *
 * First every SMMU is closed and the memory controller's bypass with them, then
 * each client is bound to its stream again, and only then does the first stream
 * translate. So no client presents another's stream to an open SMMU, and whatever
 * fails leaves streams that fault.
 *
 * A suspend of the system is not asked what it kept: all is written afresh. A
 * CPU's own suspend is believed to keep the SMMUs powered, and is asked only
 * whether one of them came up open.
 *
 * No operation is under way that this could cut in half: firmware suspends the
 * system when all other CPUs are off (assumed), the host can turn a CPU off only
 * from EL1, and a CPU that waits for a sync is at EL2, with the SMMU's lock held.
 * Were firmware to do it all the same, the lock would keep the host from running.
 */
#include "core.h"

static bool lost;		/* written by one CPU, while no other runs */
static unsigned int restores;

bool iommu_is_lost(void)
{
	return READ_ONCE(lost);
}

unsigned int iommu_restores(void)
{
	return READ_ONCE(restores);
}

static bool any_lost(void)
{
	bool ret = false;
	unsigned int i;

	for (i = 0; i < topology.nr_smmus && !ret; i++) {
		struct hyp_smmu *smmu = topology.smmus[i];

		hyp_spin_lock(&smmu->lock);
		ret = smmu->ops->lost(smmu);
		hyp_spin_unlock(&smmu->lock);
	}
	return ret;
}

/* Goes on after an error: the fewer stay open, the better. */
static int close_all(void)
{
	unsigned int i;
	int err, ret = 0;

	for (i = 0; i < topology.nr_smmus; i++) {
		struct hyp_smmu *smmu = topology.smmus[i];

		hyp_spin_lock(&smmu->lock);
		err = smmu->ops->close(smmu);
		hyp_spin_unlock(&smmu->lock);
		ret = ret ?: err;
	}
	return ret;
}

static int restore_mc(void)
{
	struct hyp_mc *mc = &topology.mc;
	int ret;

	hyp_spin_lock(&mc->lock);
	ret = tegra_mc_restore(mc);
	hyp_spin_unlock(&mc->lock);
	return ret;
}

static int restore_all(void)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < topology.nr_smmus && !ret; i++) {
		struct hyp_smmu *smmu = topology.smmus[i];

		hyp_spin_lock(&smmu->lock);
		ret = smmu->ops->restore(smmu);
		hyp_spin_unlock(&smmu->lock);
	}
	return ret;
}

/**
 * pkvm_iommu_resume() - nothing passes until all is as it was
 * @system: the whole system was suspended, not this CPU alone
 *
 * Runs at EL2 on the way out of a suspend, before the host does. When the SMMUs
 * can't be restored they stay closed: run-time calls fail, devices fault, guests
 * keep what is theirs. A later suspend may mend it.
 *
 * Return: 0, or -EIO when not even that is certain: then the host must not run.
 */
int pkvm_iommu_resume(bool system)
{
	int ret;

	if (!iommu_active() || (!system && !any_lost()))
		return 0;

	ret = close_all();
	if (!ret)
		ret = restore_mc();
	if (ret)
		return ret;

	WRITE_ONCE(lost, restore_all());
	if (lost)
		return close_all();
	WRITE_ONCE(restores, restores + 1);
	return 0;
}
