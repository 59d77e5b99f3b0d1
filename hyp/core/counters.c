// SPDX-License-Identifier: GPL-2.0-only
/* What the host may know: fault records, and figures about EL2's work. */
#include "core.h"

s64 __pkvm_iommu_get_fault(u64 smmu_nr, u64 *addr, u64 *status)
{
	struct smmu_fault fault = { };
	struct hyp_smmu *smmu;
	int ret;

	*addr = 0;
	*status = 0;
	ret = iommu_runtime_gate();
	if (ret)
		return ret;
	smmu = topology_smmu(smmu_nr);
	if (!smmu)
		return -ENODEV;

	hyp_spin_lock(&smmu->lock);
	smmu->ops->get_fault(smmu, &fault);
	hyp_spin_unlock(&smmu->lock);
	*addr = fault.addr;
	*status = fault.status;
	return fault.flags;
}

static s64 query_smmu(u64 what, u64 index)
{
	struct hyp_smmu *smmu = topology_smmu(index);
	s64 ret;

	if (!smmu)
		return -ENODEV;
	hyp_spin_lock(&smmu->lock);
	ret = what == PKVM_IOMMU_QUERY_SYNCS ? smmu->syncs : smmu->reg_writes;
	hyp_spin_unlock(&smmu->lock);
	return ret;
}

static s64 query_mc_refused(void)
{
	struct hyp_mc *mc = &topology.mc;
	s64 ret;

	hyp_spin_lock(&mc->lock);
	ret = mc->dropped;
	hyp_spin_unlock(&mc->lock);
	return ret;
}

static s64 query_gpcdma_refused(void)
{
	struct hyp_gpcdma *dma = &topology.gpcdma;
	s64 ret;

	hyp_spin_lock(&dma->lock);
	ret = dma->refused;
	hyp_spin_unlock(&dma->lock);
	return ret;
}

static s64 query_refused(u64 guard)
{
	switch (guard) {
	case PKVM_IOMMU_GUARD_TEGRA_MC:
		return query_mc_refused();
	case PKVM_IOMMU_GUARD_TEGRA_GPCDMA:
		return query_gpcdma_refused();
	default:
		return -ENODEV;
	}
}

s64 __pkvm_iommu_query(u64 what, u64 index)
{
	int ret;

	if (what == PKVM_IOMMU_QUERY_STATE)
		return iommu_state();
	if (what >= PKVM_IOMMU_NR_QUERIES)
		return -EINVAL;
	ret = iommu_runtime_gate();
	if (ret)
		return ret;

	switch (what) {
	case PKVM_IOMMU_QUERY_TABLE_PAGES:
		return identity_pages_used();
	case PKVM_IOMMU_QUERY_RESTORES:
		return iommu_restores();
	case PKVM_IOMMU_QUERY_REFUSED:
		return query_refused(index);
	default:
		return query_smmu(what, index);
	}
}
