// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host identity table translates every stream until a driver attaches the
 * stream to a domain. It maps exactly the pages that the host may access, at their
 * own addresses. Two hooks keep it in step with page ownership.
 *
 * It has 4 KiB leaves only, and its tables come from pages reserved at boot. No
 * table is ever split, merged or freed: a page can be mapped again without an
 * allocation, and no walk cache holds a freed table.
 *
 * All of it is guarded by host_mmu.lock.
 */
#include <linux/iommu.h>
#include <linux/unroll.h>

#include <asm/kvm_mmu.h>

#include <nvhe/mem_protect.h>
#include <nvhe/mm.h>

#include "core.h"

static struct hyp_pgtable identity;

/* Write-back: a coherent master's own attributes apply. */
#define IDENTITY_PROT	(IOMMU_READ | IOMMU_WRITE | IOMMU_CACHE)

const struct io_pgtable_cfg *pkvm_iommu_identity_cfg(void)
{
	return &identity.cfg;
}

/* Map [phys, phys + size), of which nothing is mapped. */
static int identity_add(u64 phys, u64 size)
{
	u64 nr, end = phys + size;
	int ret;

	for (; phys < end; phys += nr << PAGE_SHIFT) {
		nr = pkvm_pgtable_chunk(phys, (end - phys) >> PAGE_SHIFT);
		ret = pkvm_pgtable_map(&identity, phys, phys, nr, IDENTITY_PROT);
		if (ret)
			return ret;
	}
	return 0;
}

/* Clear [phys, phys + size), up to the first hole; returns the bytes cleared. */
static u64 identity_clear(u64 phys, u64 size)
{
	u64 nr, done = 0;

	while (done < size) {
		nr = pkvm_pgtable_chunk(phys + done, (size - done) >> PAGE_SHIFT);
		nr = pkvm_pgtable_unmap(&identity, phys + done, nr);
		if (!nr)
			break;
		done += nr << PAGE_SHIFT;
	}
	return done;
}

/* As many pages are asked in one loop of a fixed length. */
#define STRIDE	8

/* How many of @nr pages from @page on are out of the host's reach; @nr: a constant. */
static __always_inline unsigned int holes(struct hyp_page *page, unsigned int nr)
{
	unsigned int i, n = 0;

	unrolled_count(STRIDE)
	for (i = 0; i < nr; i++)
		n += get_host_state(&page[i]) == PKVM_NOPAGE;
	return n;
}

/* How many of @nr pages from @page on are alike: within the host's reach, or not. */
static u64 run_of(struct hyp_page *page, u64 nr, bool reachable)
{
	u64 i = 0;

	while (nr - i >= STRIDE && holes(page + i, STRIDE) == (reachable ? 0 : STRIDE))
		i += STRIDE;
	while (i < nr && !holes(page + i, 1) == reachable)
		i++;
	return i;
}

static int identity_add_reachable(u64 phys, u64 end)
{
	u64 nr;
	int ret;

	while (phys < end) {
		nr = run_of(hyp_phys_to_page(phys), (end - phys) >> PAGE_SHIFT, false);
		phys += nr << PAGE_SHIFT;
		if (phys >= end)
			break;
		nr = run_of(hyp_phys_to_page(phys), (end - phys) >> PAGE_SHIFT, true);
		ret = identity_add(phys, nr << PAGE_SHIFT);
		if (ret)
			return ret;
		phys += nr << PAGE_SHIFT;
	}
	return 0;
}

/* A page at the edge of two regions belongs to the one that its first byte is in. */
static int identity_add_region(const struct memblock_region *reg)
{
	u64 end = ALIGN_DOWN((u64)reg->base + reg->size, PAGE_SIZE);
	int ret;

	if (reg->flags & MEMBLOCK_NOMAP)
		return 0;
	ret = identity_add_reachable(PAGE_ALIGN((u64)reg->base), end);
	/* Wraps, and is not below the size, if the region starts within the page. */
	if (!ret && end - reg->base < reg->size && pkvm_iommu_page_is_memory(end))
		ret = identity_add_reachable(end, end + PAGE_SIZE);
	return ret;
}

static int identity_add_doorbells(const struct iommu_soc *soc)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < soc->nr_doorbells && !ret; i++)
		ret = pkvm_pgtable_map(&identity, soc->doorbells[i], soc->doorbells[i], 1,
				       IOMMU_WRITE | IOMMU_MMIO);
	return ret;
}

/* What a device uses since before the kernel, and the kernel does not map. */
static int identity_add_device_memory(void)
{
	u64 base, end;
	unsigned int i;
	int ret = 0;

	for (i = 0; !ret && pkvm_iommu_nth_device_memory(i, &base, &end); i++)
		ret = identity_add_reachable(base, end);
	return ret;
}

/**
 * pkvm_iommu_build_identity() - build the table from the state of every page
 * @soc: format of the table
 *
 * Memory that the kernel must not map (NOMAP: firmware's, carveouts) is not the
 * host's, whatever its state says, but for what was described as a device's. A page that
 * is partly NOMAP is not mapped either.
 *
 * Return: 0, or -ENOMEM when the pages reserved at boot are too few.
 */
int pkvm_iommu_build_identity(const struct iommu_soc *soc)
{
	unsigned int i;
	int ret;

	hyp_assert_lock_held(&host_mmu.lock);
	ret = pkvm_pgtable_init(&identity, soc, pkvm_iommu_pool_alloc, NULL);
	for (i = 0; !ret && i < hyp_memblock_nr; i++)
		ret = identity_add_region(&hyp_memory[i]);
	if (!ret)
		ret = identity_add_device_memory();
	return ret ?: identity_add_doorbells(soc);
}

static int identity_invalidate(u64 phys, u64 size)
{
	static const s16 ctx[PKVM_IOMMU_MAX_SMMUS] = { SMMU_CTX_IDENTITY };

	BUILD_BUG_ON(SMMU_CTX_IDENTITY);	/* of all SMMUs, that is */
	return pkvm_iommu_invalidate(ctx, phys, size >> PAGE_SHIFT);
}

int pkvm_iommu_host_leave_prepare(phys_addr_t phys, u64 size)
{
	u64 cleared;
	int ret;

	hyp_assert_lock_held(&host_mmu.lock);
	if (!pkvm_iommu_active())
		return 0;
	if (pkvm_iommu_is_open())
		return -EIO;
	if (pkvm_iommu_range_pinned(phys, size))
		return -EBUSY;

	cleared = identity_clear(phys, size);
	ret = cleared == size ? identity_invalidate(phys, size) : -EIO;
	if (ret)
		identity_add(phys, cleared);
	return ret;
}

/*
 * Cannot fail: the tables exist since boot, and pkvm_iommu_host_leave_prepare()
 * cleared the entries. A failure would make devices fault, not let them pass.
 */
void pkvm_iommu_host_return(phys_addr_t phys, u64 size)
{
	hyp_assert_lock_held(&host_mmu.lock);
	if (pkvm_iommu_active())
		identity_add(phys, size);
}

/*
 * Clean: a device that does not snoop reads memory. Invalidate: what it has written there
 * must not appear later, when a clean line is evicted.
 */
void pkvm_iommu_flush_page(phys_addr_t phys)
{
	hyp_assert_lock_held(&host_mmu.lock);
	if (!pkvm_iommu_active())
		return;
	kvm_flush_dcache_to_poc(hyp_fixmap_map(phys), PAGE_SIZE);
	hyp_fixmap_unmap();
}

void pkvm_iommu_flush_range(void *va, u64 size)
{
	hyp_assert_lock_held(&host_mmu.lock);
	if (pkvm_iommu_active())
		kvm_flush_dcache_to_poc(va, size);
}
