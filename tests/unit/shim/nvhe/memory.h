/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * EL2's view of memory: one struct hyp_page for each page, the host's and the
 * hypervisor's states in it, and the linear map. EL2's linear map reaches only
 * what EL2 owns: a stray access to another's page ends the test.
 */
#ifndef SHIM_NVHE_MEMORY_H
#define SHIM_NVHE_MEMORY_H

#include <linux/memblock.h>
#include <asm/kvm_mmu.h>

enum pkvm_page_state {
	PKVM_PAGE_OWNED			= 0,
	PKVM_PAGE_SHARED_OWNED		= 1,
	PKVM_PAGE_SHARED_BORROWED	= 2,
	PKVM_NOPAGE			= 3,
};

struct hyp_page {
	u16 refcount;
	u8 order;
	unsigned __host_state : 4;
	unsigned __hyp_state_comp : 4;
	u16 host_share_guest_count;
	u16 dma_pins;
};

extern struct memblock_region hyp_memory[];
extern unsigned int hyp_memblock_nr;

struct hyp_page *hyp_phys_to_page(phys_addr_t phys);
void *hyp_phys_to_virt(phys_addr_t phys);
phys_addr_t hyp_virt_to_phys(const void *va);

#define __hyp_va(phys)		hyp_phys_to_virt(phys)
#define __hyp_pa(va)		hyp_virt_to_phys((const void *)(va))
#define hyp_phys_to_pfn(phys)	((phys) >> PAGE_SHIFT)
#define hyp_pfn_to_phys(pfn)	((phys_addr_t)(pfn) << PAGE_SHIFT)
#define hyp_virt_to_pfn(va)	hyp_phys_to_pfn(__hyp_pa(va))

static inline enum pkvm_page_state get_host_state(struct hyp_page *p)
{
	return p->__host_state;
}

static inline void set_host_state(struct hyp_page *p, enum pkvm_page_state state)
{
	p->__host_state = state;
}

static inline enum pkvm_page_state get_hyp_state(struct hyp_page *p)
{
	return p->__hyp_state_comp ^ PKVM_NOPAGE;
}

static inline void set_hyp_state(struct hyp_page *p, enum pkvm_page_state state)
{
	p->__hyp_state_comp = state ^ PKVM_NOPAGE;
}

#endif
