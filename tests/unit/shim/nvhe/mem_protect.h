/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page ownership as mem_protect.c keeps it: the same checks in the same order
 * and the hooks at the same places, but no stage 2 behind it. It decides
 * nothing about DMA.
 */
#ifndef SHIM_NVHE_MEM_PROTECT_H
#define SHIM_NVHE_MEM_PROTECT_H

#include <nvhe/memory.h>
#include <nvhe/spinlock.h>

struct kvm_pgtable {
	u64 *entries;
};

struct host_mmu {
	hyp_spinlock_t lock;
	struct kvm_pgtable pgt;
};
extern struct host_mmu host_mmu;

bool addr_is_memory(phys_addr_t phys);
int check_range_allowed_memory(u64 start, u64 end);
int __pkvm_host_donate_hyp(u64 pfn, u64 nr_pages);
int __pkvm_hyp_donate_host(u64 pfn, u64 nr_pages);
int kvm_pgtable_stage2_unmap(struct kvm_pgtable *pgt, u64 addr, u64 size);

#endif
