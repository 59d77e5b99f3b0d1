// SPDX-License-Identifier: GPL-2.0-only
/* The systems that EL2 can own: SMMU back ends and SoCs. */
#include "core/core.h"
#include "mmu500/mmu500.h"
#include "tegra/soc.h"

const struct smmu_ops * const pkvm_iommu_backends[PKVM_IOMMU_NR_SMMU_KINDS] = {
	[PKVM_IOMMU_SMMU_MMU500] = &pkvm_mmu500_ops,
};

const struct iommu_soc * const pkvm_iommu_socs[] = {
	&pkvm_tegra234,
};

const unsigned int pkvm_iommu_nr_socs = ARRAY_SIZE(pkvm_iommu_socs);
