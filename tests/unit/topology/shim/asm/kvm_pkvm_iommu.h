/* SPDX-License-Identifier: GPL-2.0-only */
/* Makes the ABI's header available under the kernel's path. */
#include "../../../../../abi/kvm_pkvm_iommu.h"
