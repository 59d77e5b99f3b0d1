/* SPDX-License-Identifier: GPL-2.0-only */
/* The kinds of EL2 mapping, by name only. */
#ifndef SHIM_ASM_KVM_PGTABLE_H
#define SHIM_ASM_KVM_PGTABLE_H

#include "shim_base.h"

enum kvm_pgtable_prot {
	PAGE_HYP,
	PAGE_HYP_DEVICE,
};

#endif
