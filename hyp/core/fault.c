// SPDX-License-Identifier: GPL-2.0-only
/* Fault records for the host. */
#include "core.h"

s64 __pkvm_iommu_get_fault(u64 smmu_nr, u64 *addr, u64 *status)
{
	struct smmu_fault fault = { };
	struct hyp_smmu *smmu;
	int ret;

	*addr = 0;
	*status = 0;
	ret = pkvm_iommu_runtime_gate();
	if (ret)
		return ret;
	smmu = pkvm_iommu_smmu(smmu_nr);
	if (!smmu)
		return -ENODEV;

	hyp_spin_lock(&smmu->lock);
	smmu->ops->get_fault(smmu, &fault);
	hyp_spin_unlock(&smmu->lock);
	*addr = fault.addr;
	*status = fault.status;
	return fault.flags;
}
