// SPDX-License-Identifier: GPL-2.0-only
/* Seeded faults of page tables. */
#include "driver.h"

/* A page that was a guest's table once, and is to be one of this domain's. */
static uint64_t old_table(struct board *b)
{
	uint64_t page = table_new(b), secret = page_alloc(b, OWNER_GUEST);
	unsigned int i;

	for (i = 0; i < 512; i++)
		store64(b, page + 8 * i, secret | S2_RW | DESC_AF | 3);
	clean(b, page, PAGE_SIZE);
	return page;
}

static void clear(struct board *b, uint64_t page)
{
	unsigned int i;

	for (i = 0; i < 512; i++)
		store64(b, page + 8 * i, 0);
	clean(b, page, PAGE_SIZE);
}

/* The entry that leads to the last level's table. */
static uint64_t level_2(struct board *b, const struct domain *d)
{
	leaf_of(b, d->root, IOVA);
	return (load64(b, d->root + 8 * (IOVA >> 30 & 511)) & ~0xfffULL) + 8 * (IOVA >> 21 & 511);
}

static void table_not_cleared(struct board *b)
{
	struct domain d;
	uint64_t page;

	begin(b, &d);
	page = old_table(b);
	if (!b->wrong)
		clear(b, page);
	put64(b, level_2(b, &d), page | DESC_TABLE);
}

static void parent_before_child(struct board *b)
{
	struct domain d;
	uint64_t page;

	begin(b, &d);
	page = old_table(b);
	if (!b->wrong)
		clear(b, page);
	put64(b, level_2(b, &d), page | DESC_TABLE);
	if (b->wrong)
		clear(b, page);
}

static void clear_not_cleaned(struct board *b)
{
	struct domain d;
	uint64_t page;
	unsigned int i;

	begin(b, &d);
	page = old_table(b);
	for (i = 0; i < 512; i++)
		store64(b, page + 8 * i, 0);
	if (!b->wrong)
		clean(b, page, PAGE_SIZE);
	put64(b, level_2(b, &d), page | DESC_TABLE);
}

static void mapping_not_cleaned(struct board *b)
{
	uint64_t pa = page_alloc(b, OWNER_HOST), leaf;
	struct domain d;

	begin(b, &d);
	leaf = leaf_of(b, d.root, IOVA);
	store64(b, leaf, pa | S2_RW | DESC_AF | 3);
	if (!b->wrong)
		clean(b, leaf, 8);
	expect_lands(b, 0, IOVA, true, pa);
}

static void access_flag_clear(struct board *b)
{
	uint64_t pa = page_alloc(b, OWNER_HOST);
	struct domain d;

	begin(b, &d);
	put64(b, leaf_of(b, d.root, IOVA), pa | S2_RW | 3 | (b->wrong ? 0 : DESC_AF));
	expect_lands(b, 0, IOVA, true, pa);
}

static void no_rights(struct board *b)
{
	uint64_t pa = page_alloc(b, OWNER_HOST);
	struct domain d;

	begin(b, &d);
	map_page(b, d.root, IOVA, pa, b->wrong ? 0 : S2_RW);
	expect_lands(b, 0, IOVA, false, pa);
}

static void mapped_for_writes_too(struct board *b)
{
	uint64_t pa = page_alloc(b, OWNER_HOST);
	struct domain d;

	begin(b, &d);
	map_page(b, d.root, IOVA, pa, b->wrong ? S2_RW : S2_RO);
	expect_stopped(b, 0, IOVA, true);
}

/* A valid entry is replaced by another, with the old one in the TLB. */
static void replaced_in_place(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d), other = page_alloc(b, OWNER_HOST);

	if (!b->wrong) {
		unmap_page(b, d.root, IOVA);
		flush_vmid(b, d.vmid);
	}
	map_page(b, d.root, IOVA, other, S2_RW);
	page_give(b, pa, OWNER_GUEST);
	expect_lands(b, 0, IOVA, true, other);
}

/* The table's page is a guest's now, who writes what he likes. */
static void table_freed_in_use(struct board *b)
{
	struct domain d;
	uint64_t at, page;

	begin_mapped(b, &d);
	at = level_2(b, &d);
	page = load64(b, at) & ~0xfffULL;
	if (!b->wrong) {
		put64(b, at, 0);
		flush_vmid(b, d.vmid);
	}
	page_give(b, page, OWNER_HOST);
	put64(b, page + 8 * 5, page_alloc(b, OWNER_GUEST) | S2_RW | DESC_AF | 3);
}

static const struct seed seeds[] = {
	SEED("table-not-cleared", "a table is clear before it is linked", "reaches a guest's",
	     table_not_cleared),
	SEED("parent-before-child", "a table is cleared before its parent is written",
	     "reaches a guest's", parent_before_child),
	SEED("clear-not-cleaned", "a cleared table is cleaned", "reaches a guest's",
	     clear_not_cleaned),
	SEED("mapping-not-cleaned", "a new entry is cleaned", "is stopped", mapping_not_cleaned),
	SEED("access-flag-clear", "an entry has its access flag", "is stopped",
	     access_flag_clear),
	SEED("no-rights", "an entry has the rights that are asked for", "is stopped", no_rights),
	SEED("writable-too", "an entry has no other rights", "goes through",
	     mapped_for_writes_too),
	SEED("replaced-in-place", "an entry is replaced by way of an invalid one", "guest's",
	     replaced_in_place),
	SEED("table-freed-in-use", "a table is freed after it is unlinked", "reaches a guest's",
	     table_freed_in_use),
};

const struct seed_list seeds_tables = SEED_LIST(seeds);
