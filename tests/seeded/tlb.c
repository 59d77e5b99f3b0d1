// SPDX-License-Identifier: GPL-2.0-only
/*
 * Seeded faults of invalidation: stale entries of a TLB or walk cache after a page has
 * changed its owner.
 */
#include "driver.h"
#include "mmu500/mmu500.h"

/* The page leaves the host: the device must not reach it any more. */
static void give_away(struct board *b, uint64_t pa)
{
	page_give(b, pa, OWNER_GUEST);
	expect_stopped(b, 0, IOVA, false);
	expect_stopped(b, 0, IOVA_EVEN, false);
}

static void never_invalidated(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d, IOVA);

	unmap_page(b, d.root, IOVA);
	if (!b->wrong)
		flush_vmid(b, d.vmid);
	give_away(b, pa);
}

static void one_instance_invalidated(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d, IOVA);

	unmap_page(b, d.root, IOVA);
	if (b->wrong)
		reg_write(b, 0, TLBIVMID, d.vmid);
	else
		both(b, TLBIVMID, d.vmid);
	sync_both(b);
	give_away(b, pa);
}

static void not_synced(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d, IOVA);

	unmap_page(b, d.root, IOVA);
	both(b, TLBIVMID, d.vmid);
	if (!b->wrong)
		sync_both(b);
	give_away(b, pa);
}

static void one_instance_polled(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d, IOVA);

	unmap_page(b, d.root, IOVA);
	both(b, TLBIVMID, d.vmid);
	if (b->wrong) {
		both(b, TLBGSYNC, 0);
		while (reg_read(b, 0, TLBGSTATUS) & 1)
			;
	} else {
		sync_both(b);
	}
	give_away(b, pa);
}

/* A sync covers only invalidations before it. */
static void synced_too_early(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d, IOVA);

	unmap_page(b, d.root, IOVA);
	if (b->wrong)
		both(b, TLBGSYNC, 0);
	both(b, TLBIVMID, d.vmid);
	if (!b->wrong)
		both(b, TLBGSYNC, 0);
	wait_both(b);
	give_away(b, pa);
}

/* Another bank's sync does not cover this bank's invalidations. */
static void synced_in_other_bank(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d, IOVA);
	unsigned int i, bank;

	unmap_page(b, d.root, IOVA);
	both64(b, CB(d.bank, TLBIIPAS2), IOVA >> 12);
	bank = b->wrong ? d.bank + 1 : d.bank;
	both(b, CB(bank, TLBSYNC), 0);
	for (i = 0; i < INSTANCES; i++)
		while (reg_read(b, i, CB(bank, TLBSTATUS)) & 1)
			;
	give_away(b, pa);
}

/* The device is still running between the invalidation and the unmap. */
static void invalidated_before_unmap(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d, IOVA);

	if (b->wrong)
		flush_vmid(b, d.vmid);
	touch(b, 0, IOVA, false);
	unmap_page(b, d.root, IOVA);
	if (!b->wrong)
		flush_vmid(b, d.vmid);
	give_away(b, pa);
}

static void wrong_vmid(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d, IOVA);

	unmap_page(b, d.root, IOVA);
	flush_vmid(b, b->wrong ? d.bank : d.vmid);
	give_away(b, pa);
}

/* TLBIALLH invalidates the entries of Hyp, and no others. */
static void flushed_as_hyp(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d, IOVA);

	unmap_page(b, d.root, IOVA);
	both(b, b->wrong ? TLBIALLH : TLBIALLNSNH, 0);
	sync_both(b);
	give_away(b, pa);
}

/* Stage-1 TLB maintenance has no effect in a stage-2 bank. */
static void wrong_stage(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d, IOVA);

	unmap_page(b, d.root, IOVA);
	if (b->wrong)
		both(b, CB(d.bank, TLBIALL), 0);
	else
		both(b, TLBIVMID, d.vmid);
	sync_both(b);
	give_away(b, pa);
}

static void one_page_short(struct board *b)
{
	struct domain d;
	uint64_t first = begin_mapped(b, &d, IOVA), second = page_alloc(b, OWNER_HOST);

	map_page(b, d.root, IOVA_EVEN, second, S2_RW);
	expect_lands(b, 0, IOVA_EVEN, true, second);
	unmap_page(b, d.root, IOVA);
	unmap_page(b, d.root, IOVA_EVEN);
	flush_ipa(b, &d, IOVA);
	if (!b->wrong)
		flush_ipa(b, &d, IOVA_EVEN);
	page_give(b, first, OWNER_GUEST);
	give_away(b, second);
}

/* Instance 1 never completes a sync: its pages must not change their owner. */
static void sync_timeout_ignored(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d, IOVA);
	bool done;

	mmu500_set_option(b->smmu[1], MMU500_OPT_SYNC_STUCK, 1);
	unmap_page(b, d.root, IOVA);
	both(b, TLBIVMID, d.vmid);
	done = sync_both(b);
	if (done || b->wrong)
		page_give(b, pa, OWNER_GUEST);
}

static void vmid_reused(struct board *b)
{
	struct domain d, next;
	uint64_t pa = begin_mapped(b, &d, IOVA);

	stream_block(b, 0);
	bank_off(b, d.bank);
	if (!b->wrong)
		flush_vmid(b, d.vmid);
	page_give(b, pa, OWNER_GUEST);
	domain_new(b, &next, 4, d.vmid);
	stream_to(b, 0, b->dev[0].sid, next.bank);
	expect_stopped(b, 0, IOVA, false);
}

/*
 * A table is returned to the host, which writes descriptors to it. The walk cache holds
 * its address until the whole VMID is invalidated.
 */
static void table_freed(struct board *b, bool unlink, bool whole)
{
	struct domain d;
	uint64_t mine = begin_mapped(b, &d, IOVA), secret = page_alloc(b, OWNER_GUEST), table;

	table = load64(b, entry_at(b, d.root, 2, IOVA)) & DESC_ADDR;
	unmap_page(b, d.root, IOVA);
	if (unlink)
		entry_set(b, entry_at(b, d.root, 2, IOVA), 0);
	if (whole)
		flush_vmid(b, d.vmid);
	else
		flush_ipa(b, &d, IOVA);
	page_give(b, table, OWNER_HOST);
	store64(b, table + 8, secret | S2_RW | DESC_AF | DESC_PAGE);
	clean(b, table, PAGE_SIZE);
	expect_stopped(b, 0, IOVA, false);
	page_give(b, mine, OWNER_HOST);
}

static void walk_cache_left(struct board *b)
{
	table_freed(b, true, !b->wrong);
}

static void freed_table_linked(struct board *b)
{
	table_freed(b, !b->wrong, true);
}

/* A table of pages with a hole replaces a block, which the TLB still holds. */
static void block_split(struct board *b)
{
	uint64_t block = block_alloc(b, OWNER_HOST), iova = UINT64_C(0x40000000), table, i;
	struct domain d;

	begin(b, &d);
	map_block(b, d.root, iova, block, S2_RW);
	expect_lands(b, 0, IOVA, false, block + PAGE_SIZE);
	table = table_new(b);
	for (i = 0; i < 512; i++)
		entry_set(b, table + 8 * i, i == 1 ? 0 :
			  (block + i * PAGE_SIZE) | S2_RW | DESC_AF | DESC_PAGE);
	entry_set(b, entry_at(b, d.root, 2, iova), 0);
	if (!b->wrong)
		flush_vmid(b, d.vmid);
	entry_set(b, entry_at(b, d.root, 2, iova), table | DESC_TABLE);
	page_give(b, block + PAGE_SIZE, OWNER_GUEST);
	expect_stopped(b, 0, IOVA, false);
	expect_lands(b, 0, IOVA_EVEN, false, block + 2 * PAGE_SIZE);
}

/* No device has accessed the second page, but a prefetch may have cached it. */
static void prefetch_left(struct board *b)
{
	uint64_t iova = UINT64_C(0x40003000), pa, second = page_alloc(b, OWNER_HOST);
	struct domain d;

	takeover(b);
	if (b->wrong)
		both(b, CB(3, ACTLR), ACTLR_CPRE);
	judge_start(b);
	domain_new(b, &d, 3, 7);
	stream_to(b, 0, b->dev[0].sid, d.bank);
	pa = page_alloc(b, OWNER_HOST);
	map_page(b, d.root, iova, pa, S2_RW);
	map_page(b, d.root, iova + PAGE_SIZE, second, S2_RW);
	expect_lands(b, 0, iova, false, pa);
	unmap_page(b, d.root, iova + PAGE_SIZE);
	page_give(b, second, OWNER_GUEST);
}

/* ACTLR is read-only while sACR.CACHE_LOCK is set: only a read shows it. */
static void prefetch_lock_left(struct board *b)
{
	unsigned int i;

	takeover(b);
	for (i = 0; i < INSTANCES; i++) {
		/* Firmware's value. */
		reg_write(b, i, CB(3, ACTLR), ACTLR_CPRE);
		reg_write(b, i, SACR, SACR_CACHE_LOCK);
	}
	if (!b->wrong)
		both(b, SACR, 0);
	both(b, CB(3, ACTLR), 0);
	for (i = 0; i < INSTANCES; i++)
		expect_equal(b, "ACTLR.CPRE", reg_read(b, i, CB(3, ACTLR)) & ACTLR_CPRE, 0);
}

/* ---- stage 1 and nested ---- */

static uint64_t s1_table(struct board *b, uint64_t iova, uint64_t pa)
{
	uint64_t root = table_new(b);

	map_page(b, root, iova, pa, S1_RW | S1_NG);
	return root;
}

static void asid_reused(struct board *b)
{
	uint64_t pa = page_alloc(b, OWNER_HOST);

	takeover(b);
	judge_start(b);
	bank_stage1(b, 5, CBAR_S1 | 9, s1_table(b, IOVA, pa), 33);
	stream_to(b, 0, b->dev[0].sid, 5);
	expect_lands(b, 0, IOVA, false, pa);
	stream_block(b, 0);
	if (!b->wrong) {
		both(b, CB(5, TLBIASID), 33);
		sync_both(b);
	}
	page_give(b, pa, OWNER_GUEST);
	bank_stage1(b, 5, CBAR_S1 | 9, table_new(b), 33);
	stream_to(b, 0, b->dev[0].sid, 5);
	expect_stopped(b, 0, IOVA, false);
}

/* An entry that combines both stages is not found by its IPA. */
static void combined_left(struct board *b)
{
	uint64_t pa = page_alloc(b, OWNER_HOST), ipa = UINT64_C(0x10005000), root, table;
	struct domain d;

	takeover(b);
	judge_start(b);
	domain_new(b, &d, 3, 7);
	root = s1_table(b, IOVA, ipa);
	for (table = root; table < root + 3 * PAGE_SIZE; table += PAGE_SIZE)
		map_page(b, d.root, table, table, S2_RO);
	map_page(b, d.root, ipa, pa, S2_RW);
	bank_stage1(b, 5, CBAR_NESTED(d.bank) | d.vmid, root, 33);
	stream_to(b, 0, b->dev[0].sid, 5);
	expect_lands(b, 0, IOVA, false, pa);
	unmap_page(b, d.root, ipa);
	if (b->wrong)
		flush_ipa(b, &d, ipa);
	else
		flush_vmid(b, d.vmid);
	give_away(b, pa);
}

static const struct seed seeds[] = {
	SEED("no-invalidation", "an unmapped page is invalidated", "guest's", never_invalidated),
	SEED("one-instance-invalidated", "both instances are invalidated", "guest's",
	     one_instance_invalidated),
	SEED("no-sync", "an invalidation is followed by a sync", "guest's", not_synced),
	SEED("one-instance-polled", "a sync is complete when both instances confirm it", "guest's",
	     one_instance_polled),
	SEED("sync-before-invalidation", "the sync comes after the invalidation", "guest's",
	     synced_too_early),
	SEED("sync-of-another-bank", "a bank's invalidations need that bank's sync", "guest's",
	     synced_in_other_bank),
	SEED("invalidation-before-unmap", "the entry is cleared before it is invalidated",
	     "guest's", invalidated_before_unmap),
	SEED("wrong-vmid", "the VMID is the domain's", "guest's", wrong_vmid),
	SEED("hyp-maintenance", "stage 2 is not invalidated by TLBIALLH", "guest's",
	     flushed_as_hyp),
	SEED_SAYS("stage-1-maintenance", "stage 2 is invalidated by stage-2 registers", "guest's",
		  wrong_stage, "invalidation for stage 1"),
	SEED("one-page-short", "each page of a range is invalidated", "guest's", one_page_short),
	SEED("timeout-ignored", "an unconfirmed page keeps its owner", "guest's",
	     sync_timeout_ignored),
	SEED("vmid-reused", "a VMID is reused after its invalidation", "guest's", vmid_reused),
	SEED("walk-cache-left", "a table is freed after an invalidation of the whole VMID",
	     "guest's", walk_cache_left),
	SEED("freed-table-linked", "a table is unlinked before it is freed", "guest's",
	     freed_table_linked),
	SEED("split-block-cached", "a block is invalidated before it is split", "guest's",
	     block_split),
	SEED("prefetch-on", "ACTLR.CPRE is cleared", "guest's", prefetch_left),
	SEED_SAYS("actlr-locked", "sACR.CACHE_LOCK is cleared before ACTLR is written",
		  "ACTLR.CPRE", prefetch_lock_left, "ACTLR is locked"),
	SEED("asid-reused", "an ASID is reused after its invalidation", "guest's", asid_reused),
	SEED("combined-entry-left", "stage-2 unmap invalidates combined entries by VMID", "guest's",
	     combined_left),
};

const struct seed_list seeds_tlb = SEED_LIST(seeds);
