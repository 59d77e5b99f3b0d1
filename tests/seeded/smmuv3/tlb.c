// SPDX-License-Identifier: GPL-2.0-only
/* Seeded faults of TLB invalidation: a page has left, and an entry leads to it. */
#include "driver.h"

static void never_invalidated(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d);

	unmap_page(b, d.root, IOVA);
	if (!b->wrong)
		flush_vmid(b, d.vmid);
	give_away(b, pa);
}

static void not_synced(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d);

	unmap_page(b, d.root, IOVA);
	command(b, TLBI_VMALL | OF_VMID(d.vmid), 0);
	if (b->wrong)
		reg_write(b, CMDQ_PROD, b->prod);
	else
		sync(b);
	give_away(b, pa);
}

static void synced_too_early(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d);

	unmap_page(b, d.root, IOVA);
	if (b->wrong)
		sync(b);
	command(b, TLBI_VMALL | OF_VMID(d.vmid), 0);
	if (b->wrong)
		reg_write(b, CMDQ_PROD, b->prod);
	else
		sync(b);
	give_away(b, pa);
}

static void never_issued(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d);

	unmap_page(b, d.root, IOVA);
	if (b->wrong) {
		command(b, TLBI_VMALL | OF_VMID(d.vmid), 0);
		command(b, SYNC, 0);
	} else {
		flush_vmid(b, d.vmid);
	}
	give_away(b, pa);
}

static void wrong_vmid(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d);

	unmap_page(b, d.root, IOVA);
	flush_vmid(b, b->wrong ? d.vmid + 1 : d.vmid);
	give_away(b, pa);
}

static void invalidated_before_unmap(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d);

	if (b->wrong)
		flush_vmid(b, d.vmid);
	expect_lands(b, 0, IOVA, false, pa);
	unmap_page(b, d.root, IOVA);
	if (!b->wrong)
		flush_vmid(b, d.vmid);
	give_away(b, pa);
}

static void unmap_not_cleaned(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d), leaf = leaf_of(b, d.root, IOVA);

	store64(b, leaf, 0);
	if (!b->wrong)
		clean(b, leaf, 8);
	flush_vmid(b, d.vmid);
	give_away(b, pa);
}

static void other_address(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d);

	unmap_page(b, d.root, IOVA);
	command(b, TLBI_IPA | OF_VMID(d.vmid), b->wrong ? IOVA + PAGE_SIZE : IOVA);
	sync(b);
	give_away(b, pa);
}

/* @nr pages have been used, and leave after one invalidation. */
static void leave_by_range(struct board *b, unsigned int nr, uint64_t pages, uint64_t tg)
{
	struct domain d;
	unsigned int i;
	uint64_t pa[72];

	begin(b, &d);
	for (i = 0; i < nr; i++) {
		pa[i] = page_alloc(b, OWNER_HOST);
		map_page(b, d.root, IOVA + i * PAGE_SIZE, pa[i], S2_RW);
		expect_lands(b, 0, IOVA + i * PAGE_SIZE, false, pa[i]);
	}
	for (i = 0; i < nr; i++)
		unmap_page(b, d.root, IOVA + i * PAGE_SIZE);
	command(b, TLBI_IPA | OF_VMID(d.vmid) | pages, IOVA | tg);
	sync(b);
	for (i = 0; i < nr; i++)
		page_give(b, pa[i], OWNER_GUEST);
}

static void first_page_only(struct board *b)
{
	leave_by_range(b, 8, b->wrong ? 0 : PAGES(8, 0), b->wrong ? 0 : TG_4K);
}

static void range_one_short(struct board *b)
{
	leave_by_range(b, 8, PAGES(b->wrong ? 7 : 8, 0), TG_4K);
}

static void scale_forgotten(struct board *b)
{
	leave_by_range(b, 64, PAGES(16, b->wrong ? 0 : 2), TG_4K);
}

/* Without a granule the command's range is illegal, and the queue stops. */
static void granule_forgotten(struct board *b)
{
	leave_by_range(b, 8, PAGES(8, 0), b->wrong ? 0 : TG_4K);
}

/* An SMMU without ranges stops at the command. */
static void range_unknown(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d);

	unmap_page(b, d.root, IOVA);
	if (b->wrong)
		command(b, TLBI_IPA | OF_VMID(d.vmid) | PAGES(2, 0), IOVA | TG_4K);
	else
		command(b, TLBI_IPA | OF_VMID(d.vmid), IOVA);
	sync(b);
	give_away(b, pa);
}

static void read_only_kept_writable(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d);

	map_page(b, d.root, IOVA, pa, S2_RO);
	if (!b->wrong)
		flush_vmid(b, d.vmid);
	expect_stopped(b, 0, IOVA, true);
}

static void freed_before_detach(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d);

	if (!b->wrong) {
		stream_block(b, SID(0));
		flush_vmid(b, d.vmid);
	}
	give_away(b, pa);
}

static void entry_alone_forgotten(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d);

	stream_block(b, SID(0));
	if (!b->wrong) {
		unmap_page(b, d.root, IOVA);
		flush_vmid(b, d.vmid);
	}
	page_give(b, pa, OWNER_GUEST);
	stream_to(b, SID(0), &d);
	expect_stopped(b, 0, IOVA, false);
}

static const struct seed seeds[] = {
	SEED("never-invalidated", "an unmap invalidates", "guest's", never_invalidated),
	SEED("not-synced", "a CMD_SYNC follows the invalidation", "guest's", not_synced),
	SEED("synced-too-early", "the CMD_SYNC comes after the invalidation", "guest's",
	     synced_too_early),
	SEED("never-issued", "CMDQ_PROD tells the SMMU of commands", "guest's", never_issued),
	SEED("wrong-vmid", "the invalidation has the domain's VMID", "guest's", wrong_vmid),
	SEED("invalidated-before-unmap", "the entry is removed before the invalidation",
	     "guest's", invalidated_before_unmap),
	SEED("unmap-not-cleaned", "a removed entry is cleaned", "guest's", unmap_not_cleaned),
	SEED("other-address", "the invalidation has the page's address", "guest's",
	     other_address),
	SEED("first-page-only", "all pages of a range are invalidated", "guest's",
	     first_page_only),
	SEED("range-one-short", "NUM is the number of pages less one", "guest's",
	     range_one_short),
	SEED("scale-forgotten", "SCALE multiplies the pages", "guest's", scale_forgotten),
	SEED("granule-forgotten", "a range names its granule", "guest's", granule_forgotten),
	{ .name = "range-unknown", .rule = "ranges are used with IDR3.RIL only",
	  .sign = "guest's", .run = range_unknown, .fw = { .no_ranges = true } },
	SEED("read-only-kept-writable", "taking a right away invalidates", "goes through",
	     read_only_kept_writable),
	SEED("freed-before-detach", "a page is freed after its stream is detached", "guest's",
	     freed_before_detach),
	SEED("entry-alone-forgotten", "a detach does not invalidate translations", "guest's",
	     entry_alone_forgotten),
};

const struct seed_list seeds_tlb = SEED_LIST(seeds);
