/* SPDX-License-Identifier: GPL-2.0-only */
/* Cache maintenance: what a non-coherent walker sees changes only here. */
#ifndef SHIM_ASM_KVM_MMU_H
#define SHIM_ASM_KVM_MMU_H

#include "shim_base.h"
#include <asm/kvm_pgtable.h>

void shim_clean_to_poc(const void *va, size_t size);

#define kvm_flush_dcache_to_poc(a, l)	shim_clean_to_poc((const void *)(a), l)
#define dcache_clean_inval_poc(s, e)	\
	shim_clean_to_poc((const void *)(s), (unsigned long)(e) - (unsigned long)(s))

#endif
