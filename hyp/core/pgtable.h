/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stage-2 tables for SMMUs: io-pgtable-arm.c on EL2's memory, with 4 KiB leaves only
 * and at most 39 bits of input address, so that the root is one page.
 *
 * No locking here: the owner of a table (the identity table or a domain) has the lock.
 */
#ifndef __HYP_PGTABLE_H
#define __HYP_PGTABLE_H

#include <linux/io-pgtable.h>
#include <linux/types.h>

#include "ops.h"

/* A last-level table covers this much. */
#define PGTABLE_SPAN	(PAGE_SIZE * (PAGE_SIZE / sizeof(u64)))

/* Tables below the root that one address needs. */
#define PGTABLE_MAX_NEED	2

/**
 * struct hyp_pgtable - a table
 * @cfg: what a context bank is programmed with
 * @ops: io-pgtable's operations
 * @alloc: where its pages come from
 * @cookie: what @alloc is called with
 * @last_table: last-level table of @last_span, to which the last walk led, or NULL
 * @last_span: input address in units of PGTABLE_SPAN
 * @impl: io-pgtable's own state
 */
struct hyp_pgtable {
	struct io_pgtable_cfg cfg;
	struct io_pgtable_ops *ops;
	void *(*alloc)(void *cookie);
	void *cookie;
	u64 *last_table;
	u64 last_span;
	u64 impl[32];
};

/**
 * pkvm_pgtable_init() - an empty table
 * @pt: the table
 * @soc: input address size, and whether table walks snoop
 * @alloc: returns a zeroed page or NULL; called with @cookie
 * @cookie: the owner
 *
 * Return: 0, or -ENOMEM when @alloc had no page for the root.
 */
int pkvm_pgtable_init(struct hyp_pgtable *pt, const struct iommu_soc *soc,
		      void *(*alloc)(void *cookie), void *cookie);

/* How many pages from @addr on share its last-level table, @nr at most. */
u64 pkvm_pgtable_chunk(u64 addr, u64 nr);

/* How many tables are missing to map @iova. */
unsigned int pkvm_pgtable_need(struct hyp_pgtable *pt, u64 iova);

/**
 * pkvm_pgtable_map() - map @nr pages, all or none
 * @pt: the table
 * @iova: input address; @nr pages from it lie in one pkvm_pgtable_chunk()
 * @phys: output address
 * @nr: pages
 * @prot: IOMMU_READ, IOMMU_WRITE, IOMMU_CACHE, IOMMU_MMIO
 *
 * Return: 0, -EEXIST when an entry of them is in use (valid, or disabled and not dropped),
 * -ENOMEM.
 */
int pkvm_pgtable_map(struct hyp_pgtable *pt, u64 iova, u64 phys, u64 nr, int prot);

/* Clear up to @nr pages of one chunk, up to the first hole; returns how many. */
u64 pkvm_pgtable_unmap(struct hyp_pgtable *pt, u64 iova, u64 nr);

/**
 * pkvm_pgtable_disable() - make entries invalid that keep their page
 * @pt: the table
 * @iova: input address; @nr pages from it lie in one pkvm_pgtable_chunk()
 * @nr: pages
 *
 * Goes up to the first entry that is not in use. May be repeated.
 *
 * Return: how many entries are disabled now.
 */
u64 pkvm_pgtable_disable(struct hyp_pgtable *pt, u64 iova, u64 nr);

/* Forget the pages of @nr disabled entries; @leaf is called for each page. */
void pkvm_pgtable_drop(struct hyp_pgtable *pt, u64 iova, u64 nr, void (*leaf)(u64 phys));

/* The physical address behind @iova, or -ENOENT. */
s64 pkvm_pgtable_phys(struct hyp_pgtable *pt, u64 iova);

/**
 * pkvm_pgtable_prune() - remove one table, of the lowest level first
 * @pt: a table that no SMMU walks or caches
 * @leaf: called for each page that the table mapped
 *
 * Return: the page that held the table, or NULL when the root is empty.
 */
void *pkvm_pgtable_prune(struct hyp_pgtable *pt, void (*leaf)(u64 phys));

/* The page of the root, to be freed after the last pkvm_pgtable_prune(). */
void *pkvm_pgtable_root(struct hyp_pgtable *pt);

#endif /* __HYP_PGTABLE_H */
