// SPDX-License-Identifier: GPL-2.0-only
/*
 * DMA pins count how often paging domains map each page. A pinned page cannot leave
 * the host, and only a page that the host may access can be pinned.
 *
 * hyp_page.refcount cannot serve as the count: it belongs to hyp_pin_shared_mem(),
 * which maps a page at EL2 only when that count becomes 1.
 */
#include <linux/types.h>

#include <nvhe/mem_protect.h>

#include "core.h"

bool pkvm_iommu_page_reachable(u64 phys)
{
	hyp_assert_lock_held(&host_mmu.lock);
	return get_host_state(hyp_phys_to_page(phys)) != PKVM_NOPAGE;
}

static int may_pin(u64 phys)
{
	if (!pkvm_iommu_page_reachable(phys))
		return -EPERM;
	return hyp_phys_to_page(phys)->dma_pins == U16_MAX ? -EBUSY : 0;
}

/**
 * pkvm_iommu_pin_range() - pin @nr pages for DMA
 * @phys: first page; the range does not wrap
 * @nr: pages, at least 1
 *
 * Return: 0; -EPERM when a page is not memory that the host may access; -EBUSY when
 * the count of a page is at its maximum. On failure no page is pinned.
 */
int pkvm_iommu_pin_range(u64 phys, u64 nr)
{
	u64 i;
	int ret;

	hyp_assert_lock_held(&host_mmu.lock);
	if (check_range_allowed_memory(phys, phys + (nr << PAGE_SHIFT)))
		return -EPERM;
	for (i = 0; i < nr; i++) {
		ret = may_pin(phys + (i << PAGE_SHIFT));
		if (ret)
			return ret;
	}
	for (i = 0; i < nr; i++)
		hyp_phys_to_page(phys + (i << PAGE_SHIFT))->dma_pins++;
	return 0;
}

void pkvm_iommu_unpin_page(u64 phys)
{
	hyp_assert_lock_held(&host_mmu.lock);
	hyp_phys_to_page(phys)->dma_pins--;
}

bool pkvm_iommu_range_pinned(u64 phys, u64 size)
{
	u64 end = phys + size;

	hyp_assert_lock_held(&host_mmu.lock);
	for (; phys < end; phys += PAGE_SIZE)
		if (hyp_phys_to_page(phys)->dma_pins)
			return true;
	return false;
}
