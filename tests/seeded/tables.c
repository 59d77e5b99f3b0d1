// SPDX-License-Identifier: GPL-2.0-only
/*
 * Seeded faults of translation tables: contents, order of writing, cleaning.
 */
#include "driver.h"

static void map_not_cleaned(struct board *b)
{
	uint64_t pa = page_alloc(b, OWNER_HOST), at;
	struct domain d;

	begin(b, &d);
	at = entry_at(b, d.root, 3, IOVA);
	store64(b, at, pa | S2_RW | DESC_AF | DESC_PAGE);
	if (!b->wrong)
		clean(b, at, 8);
	expect_lands(b, 0, IOVA, true, pa);
}

static void unmap_not_cleaned(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d, IOVA), at = entry_at(b, d.root, 3, IOVA);

	store64(b, at, 0);
	if (!b->wrong)
		clean(b, at, 8);
	flush_vmid(b, d.vmid);
	page_give(b, pa, OWNER_GUEST);
	expect_stopped(b, 0, IOVA, false);
}

/* A page that the host has donated for a table, filled with its own descriptors. */
static uint64_t poisoned(struct board *b)
{
	uint64_t table = page_alloc(b, OWNER_TABLE), secret = page_alloc(b, OWNER_GUEST);

	store64(b, table + 8 * 9, secret | S2_RW | DESC_AF | DESC_PAGE);
	clean(b, table, PAGE_SIZE);
	return table;
}

static void zero(struct board *b, uint64_t table, bool cleaned)
{
	uint64_t off;

	for (off = 0; off < PAGE_SIZE; off += 8)
		store64(b, table + off, 0);
	if (cleaned)
		clean(b, table, PAGE_SIZE);
}

static void table_not_zeroed(struct board *b)
{
	uint64_t table = poisoned(b);
	struct domain d;

	begin(b, &d);
	if (!b->wrong)
		zero(b, table, true);
	entry_set(b, entry_at(b, d.root, 2, IOVA), table | DESC_TABLE);
}

static void zeroes_not_cleaned(struct board *b)
{
	uint64_t table = poisoned(b);
	struct domain d;

	begin(b, &d);
	zero(b, table, !b->wrong);
	entry_set(b, entry_at(b, d.root, 2, IOVA), table | DESC_TABLE);
}

/* Both orders end in the same state: the difference is between the writes. */
static void parent_before_child(struct board *b)
{
	uint64_t table = poisoned(b), parent;
	struct domain d;

	begin(b, &d);
	parent = entry_at(b, d.root, 2, IOVA);
	if (b->wrong)
		entry_set(b, parent, table | DESC_TABLE);
	zero(b, table, true);
	entry_set(b, parent, table | DESC_TABLE);
}

static void access_flag_left_out(struct board *b)
{
	uint64_t pa = page_alloc(b, OWNER_HOST);
	struct domain d;

	begin(b, &d);
	entry_set(b, entry_at(b, d.root, 3, IOVA),
		  pa | S2_RW | (b->wrong ? 0 : DESC_AF) | DESC_PAGE);
	expect_lands(b, 0, IOVA, true, pa);
}

static void read_only_writable(struct board *b)
{
	uint64_t pa = page_alloc(b, OWNER_HOST);
	struct domain d;

	begin(b, &d);
	map_page(b, d.root, IOVA, pa, b->wrong ? S2_RW : S2_RO);
	expect_lands(b, 0, IOVA, false, pa);
	expect_stopped(b, 0, IOVA, true);
}

/* Stage 1's AP[2] is inverted: set means read-only. */
static void stage1_permissions(struct board *b)
{
	uint64_t pa = page_alloc(b, OWNER_HOST);
	struct domain d;

	begin(b, &d);
	map_page(b, d.root, IOVA, pa, b->wrong ? S1_RW : S2_RW);
	expect_lands(b, 0, IOVA, true, pa);
}

/* The host requests one page; the other 511 of the block belong to a guest. */
static void block_for_a_page(struct board *b)
{
	uint64_t block = block_alloc(b, OWNER_GUEST), page = block + PAGE_SIZE;
	struct domain d;

	begin(b, &d);
	page_give(b, page, OWNER_HOST);
	if (b->wrong)
		map_block(b, d.root, IOVA & ~(BLOCK_SIZE - 1), block, S2_RW);
	else
		map_page(b, d.root, IOVA, page, S2_RW);
	expect_lands(b, 0, IOVA, true, page);
}

/* At level 3 a block descriptor is invalid. */
static void block_at_the_last_level(struct board *b)
{
	uint64_t pa = page_alloc(b, OWNER_HOST);
	struct domain d;

	begin(b, &d);
	entry_set(b, entry_at(b, d.root, 3, IOVA),
		  pa | S2_RW | DESC_AF | (b->wrong ? DESC_BLOCK : DESC_PAGE));
	expect_lands(b, 0, IOVA, true, pa);
}

/* Looks up the owner with bit 39 set, where no page has an owner. */
static void alias_mapped(struct board *b)
{
	uint64_t secret = page_alloc(b, OWNER_GUEST) | RAM_ALIAS;
	struct domain d;

	begin(b, &d);
	if (b->wrong || !(secret & RAM_ALIAS))
		map_page(b, d.root, IOVA, secret, S2_RW);
	expect_stopped(b, 0, IOVA, false);
}

static void table_mapped(struct board *b)
{
	struct domain d;
	uint64_t pa = page_alloc(b, OWNER_HOST);

	begin(b, &d);
	map_page(b, d.root, IOVA, b->wrong ? d.root : pa, S2_RW);
	expect_lands(b, 0, IOVA, true, pa);
}

/* Devices can't access registers: the memory controller logs an error. */
static void registers_mapped(struct board *b)
{
	uint64_t pa = b->wrong ? UINT64_C(0x08000000) : page_alloc(b, OWNER_HOST);
	struct domain d;

	begin(b, &d);
	map_page(b, d.root, IOVA, pa, S2_RW);
	expect_equal(b, "the bus status", touch(b, 0, IOVA, true), BUS_OK);
	expect_equal(b, "MC_INTSTATUS", mc_all_read(b, 0), 0);
}

/* 36 bits of output: higher addresses fault, even if there is memory. */
static void output_above_pasize(struct board *b)
{
	uint64_t pa = page_alloc(b, OWNER_HOST);
	struct domain d;

	begin(b, &d);
	map_page(b, d.root, IOVA, pa | (b->wrong ? RAM_ALIAS : 0), S2_RW);
	both(b, CB(d.bank, TCR), VTCR_OF(25u, 1u, 1u));
	expect_lands(b, 0, IOVA, true, pa);
}

/* An AArch32 long-format bank: without EAE its tables are walked as short format. */
static void eae_left_out(struct board *b)
{
	uint64_t root, pa = page_alloc(b, OWNER_HOST);

	takeover(b);
	judge_start(b);
	root = table_new(b);
	map_page(b, root, IOVA, pa, S1_RW);
	both(b, CBAR(3), CBAR_S1);
	both(b, CB(3, TCR), b->wrong ? 0 : TCR_EAE);
	both64(b, CB(3, TTBR0), root);
	both(b, CB(3, SCTLR), SCTLR_GOOD);
	stream_to(b, 0, b->dev[0].sid, 3);
	expect_lands(b, 0, IOVA, true, pa);
}

static const struct seed seeds[] = {
	SEED("map-not-cleaned", "a new entry is cleaned to the point of coherency", "is stopped",
	     map_not_cleaned),
	SEED("unmap-not-cleaned", "a cleared entry is cleaned before it is invalidated",
	     "guest's", unmap_not_cleaned),
	SEED("table-not-zeroed", "a table is zeroed before it is linked", "guest's",
	     table_not_zeroed),
	SEED("zeroes-not-cleaned", "a table's zeroes are cleaned before it is linked", "guest's",
	     zeroes_not_cleaned),
	SEED("parent-before-child", "a child is written before its parent", "guest's",
	     parent_before_child),
	SEED("access-flag-left-out", "a leaf's access flag is set", "is stopped",
	     access_flag_left_out),
	SEED("read-only-writable", "a read-only page has no write permission", "goes through",
	     read_only_writable),
	SEED("stage-1-permissions", "stage 2 uses its own permission bits", "is stopped",
	     stage1_permissions),
	SEED("block-for-a-page", "a block maps only requested pages", "guest's",
	     block_for_a_page),
	SEED("block-at-last-level", "a page descriptor has bits [1:0] = 3", "is stopped",
	     block_at_the_last_level),
	SEED("alias-mapped", "no address with bit 39 set is mapped", "guest's", alias_mapped),
	SEED("table-mapped", "no translation table is mapped", "table", table_mapped),
	SEED("registers-mapped", "no register is mapped", "bus status", registers_mapped),
	SEED("eae-left-out", "TCR.EAE is set for long-format tables",
	     "translation table", eae_left_out),
	SEED("output-above-pasize", "output addresses fit VTCR.PASize", "is stopped",
	     output_above_pasize),
};

const struct seed_list seeds_tables = SEED_LIST(seeds);
