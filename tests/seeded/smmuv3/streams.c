// SPDX-License-Identifier: GPL-2.0-only
/* Seeded faults of stream table entries and level 1 descriptors. */
#include "driver.h"

/* A guest's domain with one page, at IOVA. */
static struct domain guest_domain(struct board *b, unsigned int vmid)
{
	struct domain d = { .vmid = vmid, .root = table_new(b) };

	map_page(b, d.root, IOVA, page_alloc(b, OWNER_GUEST), S2_RW);
	return d;
}

/* The device has used its domain; then it moves to an empty one. */
static void moved(struct board *b, void (*move)(struct board *b, const struct domain *to))
{
	struct domain d, to = { .vmid = 2 };
	uint64_t pa = begin_mapped(b, &d);

	to.root = table_new(b);
	move(b, &to);
	page_give(b, pa, OWNER_GUEST);
	expect_stopped(b, 0, IOVA, false);
}

static void write_words(struct board *b, const struct entry *e, unsigned int first)
{
	uint64_t at = entry_of(b, SID(0));
	unsigned int i;

	for (i = first; i < 4; i++)
		put64(b, at + 8 * i, e->dw[i]);
}

static void move_without_forgetting(struct board *b, const struct domain *to)
{
	const struct entry e = entry_to(to);

	if (!b->wrong) {
		stream_set(b, SID(0), &e);
		return;
	}
	put64(b, entry_of(b, SID(0)), 0);
	write_words(b, &e, 1);
	put64(b, entry_of(b, SID(0)), e.dw[0]);
}

static void entry_not_forgotten(struct board *b)
{
	moved(b, move_without_forgetting);
}

static void forget_wrong_stream(struct board *b)
{
	struct domain d;

	begin_mapped(b, &d);
	put64(b, entry_of(b, SID(0)), 0);
	forget_stream(b, b->wrong ? SID(1) : SID(0));
	expect_stopped(b, 0, IOVA, false);
}

static void forget_not_synced(struct board *b)
{
	struct domain d;

	begin_mapped(b, &d);
	put64(b, entry_of(b, SID(0)), 0);
	command(b, CFGI_STE | OF_SID(SID(0)), LEAF);
	if (b->wrong)
		reg_write(b, CMDQ_PROD, b->prod);
	else
		sync(b);
	expect_stopped(b, 0, IOVA, false);
}

static void forgotten_too_early(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d);

	if (b->wrong)
		forget_stream(b, SID(0));
	expect_lands(b, 0, IOVA, false, pa);
	put64(b, entry_of(b, SID(0)), 0);
	if (!b->wrong)
		forget_stream(b, SID(0));
	expect_stopped(b, 0, IOVA, false);
}

static void entry_not_cleaned(struct board *b)
{
	struct domain d;

	begin_mapped(b, &d);
	store64(b, entry_of(b, SID(0)), 0);
	if (!b->wrong)
		clean(b, entry_of(b, SID(0)), 8);
	forget_stream(b, SID(0));
	expect_stopped(b, 0, IOVA, false);
}

/* The second device's entry has a guest's table left in it, and a guest's VMID. */
static void valid_bit_first(struct board *b)
{
	struct domain d, guest;
	struct entry e;
	uint64_t at;

	begin(b, &d);
	at = entry_of(b, SID(1));
	guest = guest_domain(b, 5);
	e = entry_to(&guest);
	put64(b, at + 16, e.dw[2]);
	put64(b, at + 24, e.dw[3]);
	if (b->wrong)
		put64(b, at, STE_S2);
	stream_to(b, SID(1), &d);
}

/* Both words describe the table: there is a moment with one of each. */
static void changed_in_place(struct board *b)
{
	struct domain d, to = { .vmid = 1 };
	uint64_t pa = begin_mapped(b, &d), at = entry_of(b, SID(0));

	to.root = table_new(b);
	map_page(b, to.root, IOVA, pa, S2_RW);
	flush_vmid(b, d.vmid);
	/* A table of a smaller input range lies where the large one ends. */
	if (b->wrong) {
		put64(b, at + 16, STE2_AA64 | d.vmid);
		put64(b, at + 16, STE2_GOOD | d.vmid);
		put64(b, at + 24, guest_domain(b, 7).root);
		put64(b, at + 24, to.root);
	} else {
		stream_to(b, SID(0), &to);
	}
	expect_lands(b, 0, IOVA, false, pa);
}

static void blocked_bypasses(struct board *b)
{
	struct domain d;

	begin(b, &d);
	page_alloc(b, OWNER_GUEST);
	if (b->wrong)
		put64(b, entry_of(b, SID(0)), STE_BYPASS);
	else
		stream_block(b, SID(0));
}

static void unset_streams_bypass(struct board *b)
{
	struct domain d;

	begin(b, &d);
	page_alloc(b, OWNER_GUEST);
	put64(b, entry_of(b, SID(1)), b->wrong ? STE_BYPASS : 0);
	forget_stream(b, SID(1));
}

static void ats_enabled(struct board *b)
{
	struct domain d;
	struct entry e;
	uint64_t pa = page_alloc(b, OWNER_GUEST);

	begin(b, &d);
	e = entry_to(&d);
	if (b->wrong)
		e.dw[1] |= STE1_EATS;
	stream_set(b, SID(0), &e);
	expect_translated_refused(b, 0, pa);
}

static void old_format(struct board *b)
{
	struct domain d;
	struct entry e;
	uint64_t pa = begin_mapped(b, &d);

	e = entry_to(&d);
	if (b->wrong)
		e.dw[2] &= ~STE2_AA64;
	stream_set(b, SID(0), &e);
	flush_vmid(b, d.vmid);
	expect_lands(b, 0, IOVA, false, pa);
}

/* A page of entries that nobody has cleared is a guest's to be, and full of bypasses. */
static void page_not_cleared(struct board *b)
{
	uint64_t page = page_alloc(b, OWNER_TABLE);
	struct domain d;

	put64(b, page + STE_BYTES * (SID(1) & 63), STE_BYPASS);
	begin(b, &d);
	page_alloc(b, OWNER_GUEST);
	if (!b->wrong)
		put64(b, page + STE_BYTES * (SID(1) & 63), 0);
	put64(b, b->strtab + 8, page | L1_SPAN_64);
	command(b, CFGI_RANGE, RANGE_ALL);
	sync(b);
}

/* The device has been stopped by the old page, whose descriptor the SMMU keeps. */
static void descriptor_kept(struct board *b)
{
	uint64_t page = page_alloc(b, OWNER_TABLE), pa = page_alloc(b, OWNER_HOST);
	struct domain d;

	begin(b, &d);
	map_page(b, d.root, IOVA, pa, S2_RW);
	expect_stopped(b, 1, IOVA, false);
	put64(b, b->strtab + 8, page | L1_SPAN_64);
	b->l2[1] = page;
	command(b, CFGI_STE | OF_SID(SID(1)), b->wrong ? LEAF : 0);
	sync(b);
	stream_to(b, SID(1), &d);
	expect_lands(b, 1, IOVA, false, pa);
}

static void span_too_short(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d);

	put64(b, b->strtab, b->l2[0] | (b->wrong ? 4 : L1_SPAN_64));
	command(b, CFGI_RANGE, RANGE_ALL);
	sync(b);
	expect_lands(b, 0, IOVA, false, pa);
}

/* Behind the table lies whatever there is: here, a descriptor that leads to bypasses. */
static void table_too_long(struct board *b)
{
	uint64_t page = page_alloc(b, OWNER_TABLE);
	struct domain d;
	unsigned int i;

	for (i = 0; i < 64; i++)
		put64(b, page + STE_BYTES * i, STE_BYPASS);
	takeover(b);
	put64(b, b->strtab + 8, page | L1_SPAN_64);
	set_cr0(b, 0);
	reg_write(b, STRTAB_CFG, b->wrong ? STRTAB_2LEVEL(7) : STRTAB_2LEVEL(6));
	set_cr0(b, CR0_CMDQEN);
	flush_all(b);
	set_cr0(b, CR0_GOOD);
	page_alloc(b, OWNER_GUEST);
	judge_start(b);
	d = (struct domain){ .vmid = 1, .root = table_new(b) };
	stream_to(b, SID(0), &d);
}

static void two_domains_one_vmid(struct board *b)
{
	struct domain d, other = { .vmid = b->wrong ? 1 : 2 };
	uint64_t pa = begin_mapped(b, &d), mine = page_alloc(b, OWNER_HOST);

	other.root = table_new(b);
	map_page(b, other.root, IOVA, mine, S2_RW);
	stream_to(b, SID(1), &other);
	expect_lands(b, 1, IOVA, false, mine);
	expect_lands(b, 0, IOVA, false, pa);
}

static void vmid_reused(struct board *b)
{
	struct domain d, next = { .vmid = 1 };
	uint64_t pa = begin_mapped(b, &d);

	stream_block(b, SID(0));
	if (!b->wrong)
		flush_vmid(b, d.vmid);
	page_give(b, pa, OWNER_GUEST);
	next.root = table_new(b);
	stream_to(b, SID(0), &next);
	expect_stopped(b, 0, IOVA, false);
}

static const struct seed seeds[] = {
	SEED("entry-not-forgotten", "an entry is invalidated after it has changed", "guest's",
	     entry_not_forgotten),
	SEED("forget-wrong-stream", "CMD_CFGI_STE names the stream", "goes through",
	     forget_wrong_stream),
	SEED("forget-not-synced", "a CMD_SYNC follows CMD_CFGI_STE", "goes through",
	     forget_not_synced),
	SEED("forgotten-too-early", "CMD_CFGI_STE follows the change", "goes through",
	     forgotten_too_early),
	SEED("entry-not-cleaned", "an entry is cleaned before it is invalidated", "goes through",
	     entry_not_cleaned),
	SEED("valid-bit-first", "an entry's valid bit is written last", "reaches a guest's",
	     valid_bit_first),
	SEED("changed-in-place", "an entry changes by way of an invalid one", "guest's",
	     changed_in_place),
	SEED("blocked-as-bypass", "a blocked stream's entry is invalid", "reaches a guest's",
	     blocked_bypasses),
	SEED("unset-as-bypass", "a stream that nobody set does not bypass", "reaches a guest's",
	     unset_streams_bypass),
	SEED("ats-enabled", "STE.EATS is 0", "translated request", ats_enabled),
	SEED("old-format", "STE.S2AA64 is set", "is stopped", old_format),
	SEED("page-not-cleared", "a page of entries is clear before a descriptor leads to it",
	     "reaches a guest's", page_not_cleared),
	SEED("descriptor-kept", "a level 1 descriptor is invalidated with Leaf=0", "is stopped",
	     descriptor_kept),
	SEED("span-too-short", "a descriptor's span covers its streams", "is stopped",
	     span_too_short),
	SEED("table-too-long", "the table's size is that of its memory", "reaches a guest's",
	     table_too_long),
	SEED("two-domains-one-vmid", "no two domains have the same VMID", "lands at",
	     two_domains_one_vmid),
	SEED("vmid-reused", "a VMID is reused after its invalidation", "guest's", vmid_reused),
};

const struct seed_list seeds_streams = SEED_LIST(seeds);
