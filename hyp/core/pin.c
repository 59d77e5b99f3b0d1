// SPDX-License-Identifier: GPL-2.0-only
/*
 * DMA pins count how often paging domains map each page. A pinned page cannot leave
 * the host, and only a page that the host may access can be pinned.
 *
 * hyp_page.refcount cannot serve as the count: it belongs to hyp_pin_shared_mem(),
 * which maps a page at EL2 only when that count becomes 1.
 */
#include <linux/memblock.h>
#include <linux/types.h>

#include <nvhe/mem_protect.h>

#include "core.h"

/* The memblock region of @addr, or NULL. The kernel keeps them sorted. */
static const struct memblock_region *region_of(u64 addr)
{
	unsigned int low = 0, high = hyp_memblock_nr, mid;

	while (low < high) {
		mid = (low + high) / 2;
		if (addr - hyp_memory[mid].base < hyp_memory[mid].size)
			return &hyp_memory[mid];
		if (addr < hyp_memory[mid].base)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

/*
 * Is the whole page memory that the kernel may map? A page at the edge of two regions is,
 * if both are; not if one is NOMAP or ends before the page does, unless it was described
 * as a device's.
 */
bool pkvm_iommu_page_is_memory(u64 phys)
{
	const struct memblock_region *reg;
	u64 addr = phys;

	if (pkvm_iommu_is_device_memory(phys))
		return true;
	while (addr - phys < PAGE_SIZE) {
		reg = region_of(addr);
		if (!reg || reg->flags & MEMBLOCK_NOMAP)
			return false;
		addr = reg->base + reg->size;
	}
	return true;
}

/* The end of the run of pages from @phys on, to @end at most, that are memory; or @phys. */
static u64 memory_end(u64 phys, u64 end)
{
	const struct memblock_region *reg = region_of(phys);
	u64 whole = 0;

	if (reg && !(reg->flags & MEMBLOCK_NOMAP))
		whole = ALIGN_DOWN((u64)reg->base + reg->size, PAGE_SIZE);
	if (whole > phys)
		return min(whole, end);
	return pkvm_iommu_page_is_memory(phys) ? phys + PAGE_SIZE : phys;
}

/**
 * pkvm_iommu_is_doorbell() - does the page take interrupt messages, and nothing else?
 * @phys: the page
 *
 * Such a page is no memory (the seal checks it), so that it is never pinned.
 *
 * Return: true if it is one of the SoC's.
 */
bool pkvm_iommu_is_doorbell(u64 phys)
{
	const struct iommu_soc *soc = pkvm_iommu_topology->soc;
	unsigned int i;

	for (i = 0; i < soc->nr_doorbells; i++) {
		if (soc->doorbells[i] == phys)
			return true;
	}
	return false;
}

/* Pages from @phys to @end, all of them memory. */
static int may_pin(u64 phys, u64 end)
{
	struct hyp_page *page = hyp_phys_to_page(phys);

	for (; phys < end; phys += PAGE_SIZE, page++) {
		if (get_host_state(page) == PKVM_NOPAGE)
			return -EPERM;
		if (page->dma_pins == U16_MAX)
			return -EBUSY;
	}
	return 0;
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
	u64 i, next, addr = phys, end = phys + (nr << PAGE_SHIFT);
	struct hyp_page *page;
	int ret = 0;

	hyp_assert_lock_held(&host_mmu.lock);
	for (; !ret && addr < end; addr = next) {
		next = memory_end(addr, end);
		ret = next == addr ? -EPERM : may_pin(addr, next);
	}
	if (ret)
		return ret;
	page = hyp_phys_to_page(phys);
	for (i = 0; i < nr; i++)
		page[i].dma_pins++;
	return 0;
}

void pkvm_iommu_unpin_page(u64 phys)
{
	hyp_assert_lock_held(&host_mmu.lock);
	if (!pkvm_iommu_is_doorbell(phys))
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
