// SPDX-License-Identifier: GPL-2.0-only
/*
 * Seeded faults of context banks: the values that a bank's registers must have, on both
 * instances, before a stream selects it.
 */
#include "driver.h"

static void guest_domain(struct board *b, struct domain *d, unsigned int bank)
{
	domain_new(b, d, bank, 20);
	map_page(b, d->root, IOVA, page_alloc(b, OWNER_GUEST), S2_RW);
}

/* Clears SCTLR.M for a while, although a stream selects the bank. */
static void bank_switched_off(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d, IOVA);

	if (!b->wrong)
		stream_block(b, 0);
	bank_off(b, d.bank);
	bank_stage2(b, &d);
	stream_to(b, 0, b->dev[0].sid, d.bank);
	expect_lands(b, 0, IOVA, false, pa);
}

static void bank_reused_while_selected(struct board *b)
{
	struct domain d, guest;

	begin_mapped(b, &d, IOVA);
	if (!b->wrong)
		stream_block(b, 0);
	guest_domain(b, &guest, d.bank);
	expect_stopped(b, 0, IOVA, false);
}

static void ttbr_on_one_instance(struct board *b)
{
	struct domain d;
	uint64_t pa = page_alloc(b, OWNER_HOST), root;

	begin_mapped(b, &d, IOVA);
	stream_block(b, 0);
	bank_off(b, d.bank);
	flush_vmid(b, d.vmid);
	root = table_new(b);
	map_page(b, root, IOVA, pa, S2_RW);
	if (b->wrong)
		reg_write64(b, 0, CB(d.bank, TTBR0), root);
	else
		both64(b, CB(d.bank, TTBR0), root);
	both(b, CB(d.bank, SCTLR), SCTLR_GOOD);
	stream_to(b, 0, b->dev[0].sid, d.bank);
	expect_lands(b, 0, IOVA, false, pa);
}

/*
 * The bank was used for stage 1. With CBAR's old value it walks the new stage-2 tables
 * as stage 1, whose access permissions have another encoding.
 */
static void cbar_left(struct board *b)
{
	struct domain d = { .bank = 5, .vmid = 7 };
	uint64_t pa = page_alloc(b, OWNER_HOST);

	takeover(b);
	judge_start(b);
	bank_stage1(b, 5, CBAR_S1 | d.vmid, table_new(b), 1);
	bank_off(b, 5);
	d.root = table_new(b);
	map_page(b, d.root, IOVA, pa, S2_RO);
	if (b->wrong) {
		both(b, CB(5, TCR), VTCR_GOOD);
		both64(b, CB(5, TTBR0), d.root);
		both(b, CB(5, SCTLR), SCTLR_GOOD);
	} else {
		bank_stage2(b, &d);
	}
	stream_to(b, 0, b->dev[0].sid, 5);
	expect_lands(b, 0, IOVA, false, pa);
	expect_stopped(b, 0, IOVA, true);
}

/* The bank's accesses hit TLB entries of the old VMID. */
static void vmid_of_the_predecessor(struct board *b)
{
	struct domain guest, d;

	takeover(b);
	judge_start(b);
	guest_domain(b, &guest, 3);
	b->dev[1].guests = true;
	stream_to(b, 1, b->dev[1].sid, 3);
	touch(b, 1, IOVA, false);
	domain_new(b, &d, 4, 21);
	if (b->wrong)
		both(b, CBAR(4), guest.vmid);
	stream_to(b, 0, b->dev[0].sid, 4);
	expect_stopped(b, 0, IOVA, false);
}

static void va64_left_out(struct board *b)
{
	uint64_t pa = page_alloc(b, OWNER_HOST), root;

	takeover(b);
	judge_start(b);
	root = table_new(b);
	map_page(b, root, IOVA, pa, S1_RW);
	bank_stage1(b, 5, CBAR_S1 | 7, root, 1);
	if (b->wrong)
		both(b, CBA2R(5), 0);
	stream_to(b, 0, b->dev[0].sid, 5);
	expect_lands(b, 0, IOVA, true, pa);
}

/* Stage 1 has the number of its stage-2 bank: here it is another domain's. */
static void nested_on_wrong_bank(struct board *b)
{
	uint64_t secret = page_alloc(b, OWNER_GUEST), root, table;
	struct domain host, guest;

	takeover(b);
	judge_start(b);
	domain_new(b, &host, 3, 7);
	guest_domain(b, &guest, 4);
	root = table_new(b);
	map_page(b, root, IOVA, IOVA_EVEN, S1_RW | S1_NG);
	for (table = root; table < root + 3 * PAGE_SIZE; table += PAGE_SIZE) {
		map_page(b, host.root, table, table, S2_RO);
		map_page(b, guest.root, table, table, S2_RO);
	}
	map_page(b, guest.root, IOVA_EVEN, secret, S2_RW);
	bank_stage1(b, 5, CBAR_NESTED(b->wrong ? 4u : 3u) | host.vmid, root, 1);
	stream_to(b, 0, b->dev[0].sid, 5);
	expect_stopped(b, 0, IOVA, false);
}

/* Stage 1 only: the host's tables reach all memory without a stage 2 of EL2's. */
static void nested_without_stage2(struct board *b)
{
	uint64_t secret = page_alloc(b, OWNER_GUEST), root, table;
	struct domain host;

	takeover(b);
	judge_start(b);
	domain_new(b, &host, 3, 7);
	root = table_new(b);
	map_page(b, root, IOVA, secret, S1_RW | S1_NG);
	for (table = root; table < root + 3 * PAGE_SIZE; table += PAGE_SIZE)
		map_page(b, host.root, table, table, S2_RO);
	bank_stage1(b, 5, (b->wrong ? CBAR_S1 : CBAR_NESTED(3u)) | host.vmid, root, 1);
	stream_to(b, 0, b->dev[0].sid, 5);
	expect_stopped(b, 0, IOVA, false);
}

static void with_vtcr(struct board *b, uint32_t vtcr, uint64_t iova)
{
	uint64_t pa = page_alloc(b, OWNER_HOST);
	struct domain d;

	begin(b, &d);
	map_page(b, d.root, iova, pa, S2_RW);
	both(b, CB(d.bank, TCR), b->wrong ? vtcr : VTCR_GOOD);
	expect_lands(b, 0, iova, true, pa);
}

/* 32 bits of input: higher addresses of a device are truncated. */
static void t0sz_too_large(struct board *b)
{
	with_vtcr(b, VTCR_OF(32u, 1u, 5u), UINT64_C(0x7f00001000));
}

/* The first table is of level 1, but is walked as one of level 2. */
static void sl0_wrong(struct board *b)
{
	with_vtcr(b, VTCR_OF(34u, 0u, 5u), IOVA);
}

/* The SMMU does not implement 16 KiB granules. */
static void granule_wrong(struct board *b)
{
	with_vtcr(b, VTCR_GOOD | 2u << 14, IOVA);
}

/* The input size needs more first-level tables than can be concatenated. */
static void t0sz_sl0_mismatch(struct board *b)
{
	with_vtcr(b, VTCR_OF(16u, 0u, 5u), IOVA);
}

static const struct seed seeds[] = {
	SEED("bank-switched-off", "a bank that a stream selects keeps SCTLR.M", "around",
	     bank_switched_off),
	SEED("bank-reused-while-selected", "a bank is reused only if no S2CR selects it", "guest's",
	     bank_reused_while_selected),
	SEED("ttbr-on-one-instance", "TTBR is written on both instances", "lands at",
	     ttbr_on_one_instance),
	SEED("cbar-left", "CBAR is written again for each use of a bank", "goes through",
	     cbar_left),
	SEED("vmid-of-another", "a VMID belongs to one domain", "guest's",
	     vmid_of_the_predecessor),
	SEED("va64-left-out", "CBA2R.VA64 matches the tables' format", "is stopped",
	     va64_left_out),
	SEED("nested-on-wrong-bank", "CBAR names the domain's own stage-2 bank", "guest's",
	     nested_on_wrong_bank),
	SEED("nested-without-stage-2", "the host's stage 1 is nested in a stage 2", "guest's",
	     nested_without_stage2),
	SEED("t0sz-too-large", "VTCR.T0SZ covers the domain's addresses", "is stopped",
	     t0sz_too_large),
	SEED("sl0-wrong", "VTCR.SL0 is the level of the first table", "is stopped", sl0_wrong),
	SEED("granule-not-there", "VTCR.TG0 is a granule that IDR2 lists", "is stopped",
	     granule_wrong),
	SEED("t0sz-sl0-mismatch", "VTCR.T0SZ and SL0 are consistent", "is stopped",
	     t0sz_sl0_mismatch),
};

const struct seed_list seeds_banks = SEED_LIST(seeds);
