// SPDX-License-Identifier: GPL-2.0-only
/*
 * DMA pins: how often each page is mapped by paging domains. A pinned page
 * can't leave the host's reach, and only what is within it can be pinned.
 *
 * The count is its own. hyp_page.refcount belongs to hyp_pin_shared_mem(),
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
 * @phys: first page; the range doesn't wrap and lies below 2^39
 * @nr: pages, at least 1
 *
 * Return: 0; -EPERM when a page is not memory that the host may reach; -EBUSY
 * when a page can't be pinned once more. On failure no pin was taken.
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
