// SPDX-License-Identifier: GPL-2.0-only
/*
 * io-pgtable-arm.c at EL2. The file is included unmodified; this file defines for EL2
 * the kernel functions that it calls (addresses, DMA syncs, allocation).
 *
 * io-pgtable WARNs about bad input, and a WARN at EL2 is a panic: callers check
 * sizes, alignments and ranges before any call.
 */
#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/dma-mapping.h>
#include <linux/io-pgtable.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/types.h>
#include <linux/unroll.h>

#include <asm/barrier.h>
#include <asm/kvm_mmu.h>
#include <asm/kvm_pkvm_iommu.h>

#include <nvhe/memory.h>

#include "pgtable.h"

/* For walks that do not snoop; io-pgtable does not call it for others. */
static dma_addr_t clean_table(void *va, size_t size)
{
	kvm_flush_dcache_to_poc(va, size);
	return hyp_virt_to_phys(va);
}

static void *table_storage(struct io_pgtable_cfg *cfg)
{
	return container_of(cfg, struct hyp_pgtable, cfg)->impl;
}

/* In place of the kernel's DMA API and allocators. */
static inline dma_addr_t el2_dma_map(void *dev, void *va, size_t size, int dir)
{
	return clean_table(va, size);
}

static inline void el2_dma_unmap(void *dev, dma_addr_t dma, size_t size, int dir)
{
}

static inline bool el2_dma_mapping_error(void *dev, dma_addr_t dma)
{
	return false;
}

static inline void el2_dma_sync(void *dev, dma_addr_t dma, size_t size, int dir)
{
	clean_table(hyp_phys_to_virt(dma), size);
}

static inline void el2_no_free(const void *obj)
{
}

static inline void el2_no_dirty_bitmap(void *dirty, unsigned long iova, size_t size)
{
}

/* Never called: cfg->alloc is always set. */
static inline void *el2_no_alloc_pages(int nid, gfp_t gfp, size_t size)
{
	return NULL;
}

static inline int el2_no_start_incoherent(void *va, void *dev)
{
	return -EOPNOTSUPP;
}

static inline void el2_no_free_incoherent(void *va, void *dev)
{
}

#undef pr_fmt
#undef virt_to_phys
#undef phys_to_virt
#undef dma_map_single
#undef dma_unmap_single
#undef dma_mapping_error
#undef dma_sync_single_for_device
#undef dev_err
#undef kmalloc_obj
#undef kfree
#undef WARN_ONCE
#undef iommu_dirty_bitmap_record
#define virt_to_phys(va)		hyp_virt_to_phys(va)
#define phys_to_virt(pa)		hyp_phys_to_virt(pa)
#define dma_map_single			el2_dma_map
#define dma_unmap_single		el2_dma_unmap
#define dma_mapping_error		el2_dma_mapping_error
#define dma_sync_single_for_device	el2_dma_sync
#define dev_err(dev, ...)		((void)(dev))
#define kmalloc_obj(obj)		((typeof(obj) *)table_storage(cfg))
#define kfree				el2_no_free
#define WARN_ONCE(cond, ...)		WARN_ON(cond)
#define iommu_dirty_bitmap_record	el2_no_dirty_bitmap

/* In place of drivers/iommu/iommu-pages.h. */
#define __IOMMU_PAGES_H
#define iommu_alloc_pages_node_sz	el2_no_alloc_pages
#define iommu_pages_start_incoherent	el2_no_start_incoherent
#define iommu_pages_free_incoherent	el2_no_free_incoherent
#define iommu_free_pages		el2_no_free

#include "io-pgtable-arm.c"

#define TABLE_ENTRIES	(PAGE_SIZE / sizeof(arm_lpae_iopte))
#define LAST_LEVEL	(ARM_LPAE_MAX_LEVELS - 1)

static void *alloc_table(void *cookie, size_t size, gfp_t gfp)
{
	struct hyp_pgtable *pt = cookie;

	return size == PAGE_SIZE ? pt->alloc(pt->cookie) : NULL;
}

/* Never called: pkvm_pgtable_prune() frees tables, and installs do not race. */
static void free_table(void *cookie, void *table, size_t size)
{
}

int pkvm_pgtable_init(struct hyp_pgtable *pt, const struct iommu_soc *soc,
		      void *(*alloc)(void *cookie), void *cookie)
{
	struct io_pgtable *iop;

	BUILD_BUG_ON(sizeof(struct arm_lpae_io_pgtable) > sizeof(pt->impl));

	memset(pt, 0, sizeof(*pt));
	pt->alloc = alloc;
	pt->cookie = cookie;
	pt->cfg = (struct io_pgtable_cfg) {
		.quirks		= IO_PGTABLE_QUIRK_NO_WARN,
		.pgsize_bitmap	= SZ_4K,
		.ias		= soc->ias,
		.oas		= 48,
		.coherent_walk	= soc->coherent_walk,
		.alloc		= alloc_table,
		.free		= free_table,
	};

	iop = io_pgtable_arm_64_lpae_s2_init_fns.alloc(&pt->cfg, pt);
	if (!iop)
		return -ENOMEM;
	iop->fmt = ARM_64_LPAE_S2;
	iop->cookie = pt;
	iop->cfg = pt->cfg;
	pt->ops = &iop->ops;
	return 0;
}

u64 pkvm_pgtable_chunk(u64 addr, u64 nr)
{
	u64 left = (PGTABLE_SPAN - (addr & (PGTABLE_SPAN - 1))) >> PAGE_SHIFT;

	return nr < left ? nr : left;
}

/* Walks to the last-level table of @iova, or NULL; @depth: tables found below the root. */
static arm_lpae_iopte *walk(struct hyp_pgtable *pt, u64 iova, unsigned int *depth)
{
	struct arm_lpae_io_pgtable *data = io_pgtable_ops_to_data(pt->ops);
	arm_lpae_iopte *table = data->pgd;
	int lvl;

	*depth = 0;
	for (lvl = data->start_level; lvl < LAST_LEVEL; lvl++) {
		arm_lpae_iopte pte = table[ARM_LPAE_LVL_IDX(iova, lvl, data)];

		if (!iopte_table(pte, lvl))
			return NULL;
		table = iopte_deref(pte, data);
		(*depth)++;
	}
	return table;
}

/* As walk(), which a call repeats for one address: the last result is kept. */
static arm_lpae_iopte *leaf_table(struct hyp_pgtable *pt, u64 iova, unsigned int *depth)
{
	arm_lpae_iopte *table;

	*depth = PGTABLE_MAX_NEED;
	if (pt->last_table && pt->last_span == iova / PGTABLE_SPAN)
		return pt->last_table;
	table = walk(pt, iova, depth);
	if (table) {
		pt->last_table = table;
		pt->last_span = iova / PGTABLE_SPAN;
	}
	return table;
}

unsigned int pkvm_pgtable_need(struct hyp_pgtable *pt, u64 iova)
{
	unsigned int depth;

	leaf_table(pt, iova, &depth);
	return PGTABLE_MAX_NEED - depth;
}

/* The entry of @iova in its last-level table, or NULL. */
static arm_lpae_iopte *leaf_entry(struct hyp_pgtable *pt, u64 iova)
{
	struct arm_lpae_io_pgtable *data = io_pgtable_ops_to_data(pt->ops);
	unsigned int depth;
	arm_lpae_iopte *table = leaf_table(pt, iova, &depth);

	return table ? table + ARM_LPAE_LVL_IDX(iova, LAST_LEVEL, data) : NULL;
}

static bool used(const arm_lpae_iopte *pte, u64 nr)
{
	u64 i;

	for (i = 0; i < nr; i++)
		if (pte[i])
			return true;
	return false;
}

/* Leaves of @nr pages from @phys on: io-pgtable writes the first, the others follow from it. */
static void write_leaves(struct arm_lpae_io_pgtable *data, arm_lpae_iopte *pte, u64 phys,
			 u64 nr, int prot)
{
	arm_lpae_iopte entry;
	u64 i;

	__arm_lpae_init_pte(data, phys, arm_lpae_prot_to_pte(data, prot), LAST_LEVEL, 1, pte);
	entry = *pte;
	unrolled_count(8)
	for (i = 1; i < nr; i++) {
		entry += PAGE_SIZE;
		pte[i] = entry;
	}
	if (nr > 1 && !data->iop.cfg.coherent_walk)
		__arm_lpae_sync_pte(pte, nr, &data->iop.cfg);
}

/*
 * io-pgtable makes the tables, by mapping the first page. Its loop over many pages looks
 * at each entry in turn for what cannot be here: a table or a block.
 */
int pkvm_pgtable_map(struct hyp_pgtable *pt, u64 iova, u64 phys, u64 nr, int prot)
{
	arm_lpae_iopte *pte = leaf_entry(pt, iova);
	size_t mapped = 0;
	int ret;

	prot |= IOMMU_NOEXEC;
	if (!pte) {
		ret = pt->ops->map_pages(pt->ops, iova, phys, SZ_4K, 1, prot, 0, &mapped);
		if (ret)
			return ret;
		pte = leaf_entry(pt, iova);
	} else if (used(pte, nr)) {
		return -EEXIST;
	}
	write_leaves(io_pgtable_ops_to_data(pt->ops), pte, phys, nr, prot);
	/* Before a device is told of @iova. */
	wmb();
	return 0;
}

u64 pkvm_pgtable_unmap(struct hyp_pgtable *pt, u64 iova, u64 nr)
{
	return pt->ops->unmap_pages(pt->ops, iova, SZ_4K, nr, NULL) >> PAGE_SHIFT;
}

u64 pkvm_pgtable_disable(struct hyp_pgtable *pt, u64 iova, u64 nr)
{
	arm_lpae_iopte *pte = leaf_entry(pt, iova);
	u64 i;

	for (i = 0; pte && i < nr && pte[i]; i++)
		WRITE_ONCE(pte[i], pte[i] & ~ARM_LPAE_PTE_VALID);
	if (i && !pt->cfg.coherent_walk)
		__arm_lpae_sync_pte(pte, i, &pt->cfg);
	return i;
}

void pkvm_pgtable_drop(struct hyp_pgtable *pt, u64 iova, u64 nr, void (*leaf)(u64 phys))
{
	struct arm_lpae_io_pgtable *data = io_pgtable_ops_to_data(pt->ops);
	arm_lpae_iopte *pte = leaf_entry(pt, iova);
	u64 i;

	for (i = 0; i < nr; i++) {
		leaf(iopte_to_paddr(pte[i], data));
		WRITE_ONCE(pte[i], 0);
	}
}

s64 pkvm_pgtable_phys(struct hyp_pgtable *pt, u64 iova)
{
	const arm_lpae_iopte *pte = leaf_entry(pt, iova);

	if (!pte || !(*pte & ARM_LPAE_PTE_VALID))
		return -ENOENT;
	return iopte_to_paddr(*pte, io_pgtable_ops_to_data(pt->ops)) | offset_in_page(iova);
}

/* The first valid entry of @table, or NULL. */
static arm_lpae_iopte *first_entry(arm_lpae_iopte *table)
{
	unsigned int i;

	for (i = 0; i < TABLE_ENTRIES; i++)
		if (table[i])
			return &table[i];
	return NULL;
}

static void visit_leaves(struct arm_lpae_io_pgtable *data, arm_lpae_iopte *table,
			 void (*leaf)(u64 phys))
{
	unsigned int i;

	for (i = 0; i < TABLE_ENTRIES; i++)
		if (table[i])
			leaf(iopte_to_paddr(table[i], data));
}

void *pkvm_pgtable_prune(struct hyp_pgtable *pt, void (*leaf)(u64 phys))
{
	struct arm_lpae_io_pgtable *data = io_pgtable_ops_to_data(pt->ops);
	arm_lpae_iopte *entry = NULL, *next, *table = data->pgd;
	int lvl = data->start_level;

	for (; lvl < LAST_LEVEL; lvl++) {
		next = first_entry(table);
		if (!next)
			break;
		entry = next;
		table = iopte_deref(*entry, data);
	}
	if (!entry)
		return NULL;
	if (lvl == LAST_LEVEL)
		visit_leaves(data, table, leaf);
	pt->last_table = NULL;
	__arm_lpae_clear_pte(entry, &data->iop.cfg, 1);
	return table;
}

void *pkvm_pgtable_root(struct hyp_pgtable *pt)
{
	return io_pgtable_ops_to_data(pt->ops)->pgd;
}
