/* SPDX-License-Identifier: GPL-2.0-only */
/* Systems whose stream IDs are wired: no register that the host can write picks one. */
#ifndef __PKVM_WIRED_SOC_H
#define __PKVM_WIRED_SOC_H

#include "../core/ops.h"

extern const struct iommu_soc pkvm_qemu_virt;

#endif /* __PKVM_WIRED_SOC_H */
