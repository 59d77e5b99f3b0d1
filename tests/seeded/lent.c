// SPDX-License-Identifier: GPL-2.0-only
/*
 * Seeded faults of banks that are lent to the host: stage 1 is the host's, who writes its
 * registers and its tables as it likes, and stage 2 is the driver's.
 */
#include "driver.h"

#define HOST_BANK	5u
#define ASID		33u

/* Addresses that the second instance translates, by other entries of the same tables. */
#define IOVA_NEXT	(IOVA + 2 * PAGE_SIZE)

/* The host's tables: stage 2 lets them be read. */
static uint64_t hosts_table(struct board *b, const struct domain *d, uint64_t pa)
{
	uint64_t root = table_new(b), table;

	map_page(b, root, IOVA, pa, S1_RW | S1_NG);
	for (table = root; table < root + 3 * PAGE_SIZE; table += PAGE_SIZE)
		map_page(b, d->root, table, table, S2_RO);
	return root;
}

static void lend(struct board *b, const struct domain *d, uint64_t root)
{
	bank_stage1(b, HOST_BANK, CBAR_NESTED(d->bank) | d->vmid, root, ASID);
	stream_to(b, 0, b->dev[0].sid, HOST_BANK);
}

static uint64_t begin_lent(struct board *b, struct domain *d, uint64_t *root)
{
	uint64_t pa = page_alloc(b, OWNER_HOST);

	takeover(b);
	judge_start(b);
	domain_new(b, d, 3, 7);
	map_page(b, d->root, pa, pa, S2_RW);
	*root = hosts_table(b, d, pa);
	return pa;
}

/* Entries have stage 1's VMID, which the invalidation of stage 2 does not name. */
static void vmid_apart(struct board *b)
{
	struct domain d;
	uint64_t root, pa = begin_lent(b, &d, &root);

	lend(b, &d, root);
	if (b->wrong)
		both(b, CBAR(HOST_BANK), CBAR_NESTED(d.bank) | (d.vmid + 1));
	expect_lands(b, 0, IOVA, false, pa);
	unmap_page(b, d.root, pa);
	flush_vmid(b, d.vmid);
	page_give(b, pa, OWNER_GUEST);
	expect_stopped(b, 0, IOVA, false);
}

static void on_one_instance(struct board *b)
{
	struct domain d;
	uint64_t root, secret;

	begin_lent(b, &d, &root);
	secret = page_alloc(b, OWNER_GUEST);
	map_page(b, root, IOVA, secret, S1_RW | S1_NG);
	bank_stage1(b, HOST_BANK, CBAR_NESTED(d.bank) | d.vmid, root, ASID);
	if (b->wrong)
		reg_write(b, SERVED_BY(IOVA), CBAR(HOST_BANK), CBAR_S1 | d.vmid);
	stream_to(b, 0, b->dev[0].sid, HOST_BANK);
	expect_stopped(b, 0, IOVA, false);
}

/* The bank gets a table of the driver's, and the host still reaches TTBR0. */
static void page_left_to_the_host(struct board *b)
{
	struct domain d, next;
	uint64_t root, guests;

	begin_lent(b, &d, &root);
	lend(b, &d, root);
	stream_block(b, 0);
	bank_off(b, HOST_BANK);
	flush_vmid(b, d.vmid);
	domain_new(b, &next, HOST_BANK, 8);
	guests = table_new(b);
	map_page(b, guests, IOVA, page_alloc(b, OWNER_GUEST), S2_RW);
	if (b->wrong)
		both64(b, CB(HOST_BANK, TTBR0), guests);
	stream_to(b, 0, b->dev[0].sid, HOST_BANK);
	expect_stopped(b, 0, IOVA, false);
}

/* The bank that is lent translates for a domain already. */
static void lent_in_use(struct board *b)
{
	uint64_t other = page_alloc(b, OWNER_HOST), root, pa;
	struct domain d, used;

	pa = begin_lent(b, &d, &root);
	domain_new(b, &used, b->wrong ? HOST_BANK : 6, 9);
	map_page(b, used.root, IOVA, other, S2_RW);
	stream_to(b, 1, b->dev[1].sid, used.bank);
	expect_lands(b, 1, IOVA, false, other);
	lend(b, &d, root);
	expect_lands(b, 0, IOVA, false, pa);
	expect_lands(b, 1, IOVA, false, other);
}

/* A guest's page is read as a table of stage 1 that it was before. */
static void table_left(struct board *b)
{
	uint64_t root, table, target, pa;
	struct domain d;

	pa = begin_lent(b, &d, &root);
	target = page_alloc(b, OWNER_HOST);
	map_page(b, d.root, target, target, S2_RW);
	lend(b, &d, root);
	expect_lands(b, 0, IOVA, false, pa);
	table = entry_at(b, root, 3, IOVA) / PAGE_SIZE * PAGE_SIZE;
	unmap_page(b, d.root, table);
	if (b->wrong)
		flush_ipa(b, &d, table);
	else
		flush_vmid(b, d.vmid);
	page_give(b, table, OWNER_GUEST);
	map_page(b, root, IOVA_NEXT, target, S1_RW | S1_NG);
	expect_stopped(b, 0, IOVA_NEXT, false);
}

static const struct seed seeds[] = {
	SEED("lent-vmid-apart", "a lent bank has the VMID of its stage 2", "guest's", vmid_apart),
	SEED("lent-on-one-instance", "a bank is lent on both instances", "guest's",
	     on_one_instance),
	SEED("lent-page-left", "the host loses a bank's page before the bank gets a table",
	     "guest's", page_left_to_the_host),
	SEED("lent-in-use", "a bank that is lent serves nothing else", "lands at", lent_in_use),
	SEED("lent-table-left", "a table's page leaves by VMID", "goes through", table_left),
};

const struct seed_list seeds_lent = SEED_LIST(seeds);
