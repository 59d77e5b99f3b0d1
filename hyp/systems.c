// SPDX-License-Identifier: GPL-2.0-only
/* The systems that EL2 can own: SMMU back ends and SoCs. */
#include "core/core.h"
#include "mmu500/mmu500.h"
#include "smmuv3/smmuv3.h"
#include "tegra/soc.h"
#include "wired/soc.h"

const struct smmu_ops * const pkvm_iommu_backends[PKVM_IOMMU_NR_SMMU_KINDS] = {
	[PKVM_IOMMU_SMMU_MMU500] = &pkvm_mmu500_ops,
#ifdef CONFIG_PKVM_SMMU_V3
	[PKVM_IOMMU_SMMU_V3] = &pkvm_smmuv3_ops,
#endif
};

const struct iommu_soc * const pkvm_iommu_socs[] = {
	&pkvm_tegra234,
#ifdef CONFIG_PKVM_SMMU_V3
	&pkvm_qemu_virt,
#endif
};

const unsigned int pkvm_iommu_nr_socs = ARRAY_SIZE(pkvm_iommu_socs);
