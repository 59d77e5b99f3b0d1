/* SPDX-License-Identifier: GPL-2.0-only */
/* EL2's private mappings: here, addresses that only the MMIO accessors know. */
#ifndef SHIM_NVHE_MM_H
#define SHIM_NVHE_MM_H

#include <asm/kvm_pgtable.h>
#include <nvhe/memory.h>
#include <nvhe/spinlock.h>

extern hyp_spinlock_t pkvm_pgd_lock;

int __pkvm_create_private_mapping(phys_addr_t phys, size_t size, enum kvm_pgtable_prot prot,
				  unsigned long *haddr);

/* One page of anybody's, for a moment; shim_on_fixmap is called first, if it is set. */
void *hyp_fixmap_map(phys_addr_t phys);
void hyp_fixmap_unmap(void);
extern void (*shim_on_fixmap)(u64 phys);

#endif
