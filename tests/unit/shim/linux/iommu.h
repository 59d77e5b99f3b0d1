/* SPDX-License-Identifier: GPL-2.0-only */
/* What io-pgtable needs of the kernel's linux/iommu.h. */
#ifndef SHIM_LINUX_IOMMU_H
#define SHIM_LINUX_IOMMU_H

#include "shim_base.h"

#define IOMMU_READ	BIT(0)
#define IOMMU_WRITE	BIT(1)
#define IOMMU_CACHE	BIT(2)
#define IOMMU_NOEXEC	BIT(3)
#define IOMMU_MMIO	BIT(4)
#define IOMMU_PRIV	BIT(5)

#define IOMMU_DIRTY_NO_CLEAR	BIT(0)

#define GFP_KERNEL	0
#define GFP_ATOMIC	0

struct device;
struct iommu_dirty_bitmap;

struct iommu_iotlb_gather {
	unsigned long start, end;
	size_t pgsize;
	bool queued;
};

static inline bool iommu_iotlb_gather_queued(struct iommu_iotlb_gather *gather)
{
	return gather && gather->queued;
}

#endif
