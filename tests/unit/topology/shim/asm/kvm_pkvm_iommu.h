/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's name of the interface's header. */
#include "../../../../../abi/kvm_pkvm_iommu.h"
