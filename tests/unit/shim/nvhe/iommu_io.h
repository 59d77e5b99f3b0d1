/* SPDX-License-Identifier: GPL-2.0-only */
/* In place of EL2's exception table: a test says which accesses abort. */
#ifndef SHIM_IOMMU_IO_H
#define SHIM_IOMMU_IO_H

#include <shim_base.h>

int pkvm_iommu_read(const void *va, unsigned int size, u64 *val);
int pkvm_iommu_write(void *va, unsigned int size, u64 val);
int pkvm_iommu_read32(const void *va, u32 *val);
int pkvm_iommu_write32(void *va, u32 val);

#endif
