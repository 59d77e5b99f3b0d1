/* SPDX-License-Identifier: GPL-2.0-only */
/* The driver's own header, where the kernel has it. */
#include "host/kvm/pkvm_iommu.h"
