// SPDX-License-Identifier: GPL-2.0-only
/*
 * Seeded faults of streams with both stages. Stage 1 is of a host that is not trusted: its
 * descriptor and tables are in its own pages, which stage 2 maps as they are.
 */
#include "driver.h"

#define CD_GOOD		(25ULL | 1ULL << 30 | 1ULL << 31 | 2ULL << 32 | 1ULL << 41 | 1ULL << 45 | \
			 1ULL << 46)
#define ASID		3ULL
#define S1_LEAF		(3ULL | 3ULL << 8 | 1ULL << 6 | DESC_AF)
#define S1_NG		(1ULL << 11)

/* struct nested - a domain whose stage 2 maps the host's pages; what the host has in these */
struct nested {
	struct domain d;
	uint64_t cd, table[3], page;
};

static uint64_t host_page(struct board *b, const struct domain *d)
{
	uint64_t pa = page_alloc(b, OWNER_HOST);

	map_page(b, d->root, pa, pa, S2_RW);
	return pa;
}

static void host_map(struct board *b, const struct nested *n, unsigned int i, uint64_t bits)
{
	put64(b, n->table[2] + 8 * i, bits ? n->page | bits : 0);
}

static void host_start(struct board *b, const struct nested *n)
{
	put64(b, n->cd + 8, n->table[0]);
	put64(b, n->cd, CD_GOOD | ASID << 48);
	put64(b, n->table[0] + 8 * (IOVA >> 30), n->table[1] | DESC_TABLE);
	put64(b, n->table[1] + 8 * (IOVA >> 21 & 511), n->table[2] | DESC_TABLE);
	host_map(b, n, 0, S1_LEAF | S1_NG);
}

static struct entry both_stages(const struct nested *n)
{
	return (struct entry){ { STE_S1_S2 | n->cd, STE1_SHCFG, STE2_GOOD | n->d.vmid,
				 n->d.root } };
}

/* The first device has used the host's page by both stages. */
static void begin_nested(struct board *b, struct nested *n)
{
	unsigned int i;
	struct entry e;

	begin(b, &n->d);
	n->d.vmid = 2;
	n->cd = host_page(b, &n->d);
	for (i = 0; i < 3; i++)
		n->table[i] = host_page(b, &n->d);
	n->page = host_page(b, &n->d);
	host_start(b, n);
	e = both_stages(n);
	stream_set(b, SID(0), &e);
	expect_lands(b, 0, IOVA, true, n->page);
}

static void by_ipa_alone(struct board *b)
{
	struct nested n;

	begin_nested(b, &n);
	unmap_page(b, n.d.root, n.page);
	command(b, TLBI_IPA | OF_VMID(n.d.vmid), n.page);
	if (!b->wrong)
		command(b, TLBI_VMALL | OF_VMID(n.d.vmid), 0);
	sync(b);
	give_away(b, n.page);
}

static void other_vmid(struct board *b)
{
	struct nested n;

	begin_nested(b, &n);
	unmap_page(b, n.d.root, n.page);
	flush_vmid(b, b->wrong ? 1 : n.d.vmid);
	give_away(b, n.page);
}

static void not_synced(struct board *b)
{
	struct nested n;

	begin_nested(b, &n);
	unmap_page(b, n.d.root, n.page);
	command(b, TLBI_VMALL | OF_VMID(n.d.vmid), 0);
	if (b->wrong)
		reg_write(b, CMDQ_PROD, b->prod);
	else
		sync(b);
	give_away(b, n.page);
}

/* The top table leaves; the SMMU knows by the descriptor where it was. */
static void descriptor_kept(struct board *b)
{
	struct nested n;

	begin_nested(b, &n);
	unmap_page(b, n.d.root, n.table[0]);
	if (!b->wrong)
		command(b, CFGI_RANGE, RANGE_ALL);
	command(b, TLBI_VMALL | OF_VMID(n.d.vmid), 0);
	sync(b);
	give_away(b, n.table[0]);
}

/* The page of the descriptor's own. */
static void descriptor_left(struct board *b)
{
	struct nested n;

	begin_nested(b, &n);
	unmap_page(b, n.d.root, n.cd);
	command(b, CFGI_RANGE, RANGE_ALL);
	if (!b->wrong)
		command(b, TLBI_VMALL | OF_VMID(n.d.vmid), 0);
	sync(b);
	give_away(b, n.cd);
}

static void table_left(struct board *b)
{
	struct nested n;

	begin_nested(b, &n);
	unmap_page(b, n.d.root, n.table[2]);
	command(b, TLBI_IPA | OF_VMID(n.d.vmid), n.table[2]);
	if (!b->wrong)
		flush_vmid(b, n.d.vmid);
	sync(b);
	page_give(b, n.table[2], OWNER_GUEST);
	expect_stopped(b, 0, IOVA + PAGE_SIZE, false);
}

static void no_stage_2(struct board *b)
{
	struct nested n;
	struct entry e;

	begin_nested(b, &n);
	page_alloc(b, OWNER_GUEST);
	e = both_stages(&n);
	if (b->wrong)
		e.dw[0] &= ~(2ULL << 1);
	stream_set(b, SID(0), &e);
}

static void ats_open(struct board *b)
{
	struct nested n;
	struct entry e;

	begin_nested(b, &n);
	e = both_stages(&n);
	if (b->wrong)
		e.dw[1] |= STE1_EATS;
	stream_set(b, SID(0), &e);
	expect_translated_refused(b, 0, n.page);
}

static void entries_outlive_the_stream(struct board *b)
{
	struct entry e;
	struct nested n;

	begin_nested(b, &n);
	stream_block(b, SID(0));
	unmap_page(b, n.d.root, n.page);
	if (!b->wrong)
		flush_vmid(b, n.d.vmid);
	page_give(b, n.page, OWNER_GUEST);
	e = both_stages(&n);
	stream_set(b, SID(0), &e);
	expect_stopped(b, 0, IOVA, false);
}

/* ---- invalidations for the host ---- */

static void other_asid(struct board *b)
{
	struct nested n;

	begin_nested(b, &n);
	host_map(b, &n, 0, 0);
	command(b, TLBI_VA | OF_VMID(n.d.vmid) | OF_ASID(b->wrong ? ASID + 1 : ASID), IOVA);
	sync(b);
	expect_stopped(b, 0, IOVA, false);
}

static void by_ipa_for_the_host(struct board *b)
{
	struct nested n;

	begin_nested(b, &n);
	host_map(b, &n, 0, 0);
	command(b, (b->wrong ? TLBI_IPA : TLBI_VA | OF_ASID(ASID)) | OF_VMID(n.d.vmid), IOVA);
	sync(b);
	expect_stopped(b, 0, IOVA, false);
}

/* A table is replaced by an empty one. */
static void leaf_of_a_table(struct board *b)
{
	struct nested n;

	begin_nested(b, &n);
	put64(b, n.table[1] + 8 * (IOVA >> 21 & 511), host_page(b, &n.d) | DESC_TABLE);
	command(b, TLBI_VA | OF_VMID(n.d.vmid) | OF_ASID(ASID), IOVA | (b->wrong ? LEAF : 0));
	sync(b);
	expect_stopped(b, 0, IOVA, false);
}

static void other_granule(struct board *b)
{
	struct nested n;

	begin_nested(b, &n);
	host_map(b, &n, 0, 0);
	command(b, TLBI_VA | OF_VMID(n.d.vmid) | OF_ASID(ASID) | PAGES(2, 0),
		IOVA | (b->wrong ? TG_64K : TG_4K));
	sync(b);
	expect_stopped(b, 0, IOVA, false);
}

static void global_by_asid(struct board *b)
{
	struct nested n;

	begin_nested(b, &n);
	host_map(b, &n, 1, S1_LEAF);
	expect_lands(b, 0, IOVA + PAGE_SIZE, false, n.page);
	host_map(b, &n, 1, 0);
	if (b->wrong)
		command(b, TLBI_ASID | OF_VMID(n.d.vmid) | OF_ASID(ASID), 0);
	else
		command(b, TLBI_VA | OF_VMID(n.d.vmid) | OF_ASID(ASID), IOVA + PAGE_SIZE);
	sync(b);
	expect_stopped(b, 0, IOVA + PAGE_SIZE, false);
}

/* The host ends its descriptor. */
static void descriptor_changed(struct board *b)
{
	struct nested n;

	begin_nested(b, &n);
	put64(b, n.cd, 0);
	flush_vmid(b, n.d.vmid);
	if (!b->wrong)
		command(b, CFGI_CD_ALL | OF_SID(SID(0)), 0);
	sync(b);
	expect_stopped(b, 0, IOVA, false);
}

static const struct seed seeds[] = {
	SEED("nested-by-ipa", "TLBI_S2_IPA does not find entries of both stages", "guest's",
	     by_ipa_alone),
	SEED("nested-other-vmid", "both stages are invalidated by the entry's VMID", "guest's",
	     other_vmid),
	SEED("nested-not-synced", "entries of both stages are gone after a CMD_SYNC", "guest's",
	     not_synced),
	SEED("nested-descriptor-kept", "the place of a table is cached with its descriptor",
	     "guest's", descriptor_kept),
	SEED("nested-descriptor-left", "the descriptor is read through stage 2's entries",
	     "guest's", descriptor_left),
	SEED("nested-table-left", "tables that are cached are no entries of stage 2", "guest's",
	     table_left),
	SEED("nested-no-stage-2", "Config says that there is a stage 2", "guest's", no_stage_2),
	SEED("nested-ats-open", "EATS is 0 with both stages", "translated", ats_open),
	SEED("nested-entries-outlive", "entries of both stages outlive the stream's", "guest's",
	     entries_outlive_the_stream),
	SEED("nested-other-asid", "TLBI_NH_VA goes by the ASID", "goes through", other_asid),
	SEED("nested-ipa-for-va", "TLBI_S2_IPA does not go by stage 1's input", "goes through",
	     by_ipa_for_the_host),
	SEED("nested-leaf-of-a-table", "with Leaf tables stay cached", "goes through",
	     leaf_of_a_table),
	SEED("nested-other-granule", "a range goes by the granule", "goes through",
	     other_granule),
	SEED("nested-global-by-asid", "TLBI_NH_ASID leaves global entries", "goes through",
	     global_by_asid),
	SEED("nested-descriptor-changed", "a changed descriptor is invalidated", "goes through",
	     descriptor_changed),
};

const struct seed_list seeds_nested = SEED_LIST(seeds);
