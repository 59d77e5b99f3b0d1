// SPDX-License-Identifier: GPL-2.0-only
/* Back to the state at boot, between two tests. At EL2 nothing ever goes back. */
#include "hyp/core/core.h"
#include "shim.h"

void hyp_state_reset(void)
{
	pkvm_iommu_reset_state();
	pkvm_iommu_reset_topology();
	pkvm_iommu_reset_domains();
	pkvm_iommu_reset_smcs();
	pkvm_iommu_reset_tlb();
	pkvm_iommu_reset_suspend();
	pkvm_iommu_reset_memory();
}
