// SPDX-License-Identifier: GPL-2.0-only
/* Counters for the host: what EL2 has done, and what it has refused. */
#include <nvhe/mem_protect.h>

#include "core.h"

static s64 query_smmu(u64 what, u64 index)
{
	struct hyp_smmu *smmu = pkvm_iommu_smmu(index);
	s64 ret;

	if (!smmu)
		return -ENODEV;
	hyp_spin_lock(&smmu->lock);
	ret = what == PKVM_IOMMU_QUERY_SYNCS ? smmu->syncs : smmu->reg_writes;
	hyp_spin_unlock(&smmu->lock);
	return ret;
}

static s64 query_lent(u64 index)
{
	const struct hyp_smmu *smmu = pkvm_iommu_smmu(index);
	unsigned int ctx;
	s64 nr = 0;

	if (!smmu)
		return -ENODEV;
	hyp_spin_lock(&host_mmu.lock);
	for (ctx = 0; ctx < PKVM_IOMMU_MAX_NESTED; ctx++)
		nr += test_bit(ctx, smmu->lent);
	hyp_spin_unlock(&host_mmu.lock);
	return nr;
}

static s64 query_refused(u64 id)
{
	struct iommu_guard *guard;
	s64 ret = -ENODEV;

	for_each_guard(guard) {
		if (guard->id != id)
			continue;
		hyp_spin_lock(&guard->lock);
		ret = guard->refused;
		hyp_spin_unlock(&guard->lock);
	}
	return ret;
}

s64 __pkvm_iommu_query(u64 what, u64 index)
{
	int ret;

	if (what == PKVM_IOMMU_QUERY_STATE)
		return pkvm_iommu_get_state();
	if (what >= PKVM_IOMMU_NR_QUERIES)
		return -EINVAL;
	ret = pkvm_iommu_runtime_gate();
	if (ret)
		return ret;

	switch (what) {
	case PKVM_IOMMU_QUERY_TABLE_PAGES:
		return pkvm_iommu_pool_used();
	case PKVM_IOMMU_QUERY_RESTORES:
		return pkvm_iommu_restores();
	case PKVM_IOMMU_QUERY_SMCS_REFUSED:
		return pkvm_iommu_smcs_refused();
	case PKVM_IOMMU_QUERY_TRUSTED_OS:
		return pkvm_iommu_trusted_os();
	case PKVM_IOMMU_QUERY_SUSPENDS_REFUSED:
		return pkvm_iommu_suspends_refused();
	case PKVM_IOMMU_QUERY_SUSPEND_ALLOWED:
		return pkvm_iommu_suspend_is_allowed();
	case PKVM_IOMMU_QUERY_LENT:
		return query_lent(index);
	case PKVM_IOMMU_QUERY_REFUSED:
		return query_refused(index);
	default:
		return query_smmu(what, index);
	}
}
