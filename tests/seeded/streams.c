// SPDX-License-Identifier: GPL-2.0-only
/*
 * Seeded faults of stream matching, and bypasses of translation.
 */
#include "driver.h"
#include "mmu500/mmu500.h"

/* A guest's domain with one page of its own, for the streams of its devices. */
static void guest_domain(struct board *b, struct domain *d)
{
	domain_new(b, d, 9, 20);
	map_page(b, d->root, IOVA, page_alloc(b, OWNER_GUEST), S2_RW);
}

/* Group 5 was the guest's: its SMR is invalid, its S2CR still selects the bank. */
static void smr_before_s2cr(struct board *b)
{
	struct domain d, guest;
	unsigned int sid = b->dev[1].sid;

	begin(b, &d);
	guest_domain(b, &guest);
	both(b, S2CR(5), guest.bank);
	if (b->wrong) {
		both(b, SMR(5), SMR_OF(sid, STREAM_MASK));
		both(b, S2CR(5), d.bank);
	} else {
		stream_to(b, 5, sid, d.bank);
	}
}

/* Group 7 is firmware's: it matches the second device, whose accesses fault. */
static void group_still_matches(struct board *b)
{
	struct domain d, guest;

	begin(b, &d);
	guest_domain(b, &guest);
	both(b, SMR(7), SMR_OF(b->dev[1].sid, STREAM_MASK));
	if (!b->wrong)
		both(b, SMR(7), 0);
	stream_to(b, 7, 0x55, guest.bank);
}

/* Takes over, but leaves one part of firmware's state. */
static void take_over_after_firmware(struct board *b)
{
	struct domain d;

	both(b, S2CR(7), S2CR_BYPASS);
	both(b, SMR(7), SMR_OF(b->dev[1].sid, STREAM_MASK));
	if (b->wrong) {
		both(b, SCR0, SCR0_GOOD);
		judge_start(b);
	} else {
		begin(b, &d);
	}
}

/* The device runs untranslated; each instance caches that it does, where sACR allows it. */
static void run_around(struct board *b, uint32_t sacr, uint32_t scr0)
{
	const uint64_t pa = block_alloc(b, OWNER_HOST);
	unsigned int i;

	for (i = 0; i < INSTANCES; i++)
		mmu500_set_option(b->smmu[i], MMU500_OPT_BYPASS_CACHED, 1);
	both(b, SACR, sacr);
	both(b, SCR0, scr0);
	expect_lands(b, 0, pa, false, pa);
	expect_lands(b, 0, pa + PAGE_SIZE, false, pa + PAGE_SIZE);
}

/* No register bypasses any more: the TLB still does. */
static void end_bypass(struct board *b)
{
	stream_block(b, 0);
	both(b, SCR0, SCR0_GOOD);
	if (!b->wrong) {
		both(b, TLBIALLNSNH, 0);
		sync_both(b);
	}
	judge_start(b);
	expect_stopped(b, 0, IOVA, false);
	expect_stopped(b, 0, IOVA_EVEN, false);
}

static void bypass_group_cached(struct board *b)
{
	both(b, S2CR(0), S2CR_BYPASS);
	both(b, SMR(0), SMR_OF(b->dev[0].sid, STREAM_MASK));
	run_around(b, SACR_S2CRB_TLBEN, SCR0_GOOD);
	end_bypass(b);
}

static void bypass_stray_cached(struct board *b)
{
	run_around(b, SACR_SMTNMB_TLBEN, SCR0_GFRE | SCR0_GFIE);
	end_bypass(b);
}

static void clientpd_set(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d, IOVA);

	/* Stops the stream while the bank is set up again. */
	if (b->wrong)
		both(b, SCR0, SCR0_GOOD | SCR0_CLIENTPD);
	else
		stream_block(b, 0);
	bank_stage2(b, &d);
	if (b->wrong)
		both(b, SCR0, SCR0_GOOD);
	else
		stream_to(b, 0, b->dev[0].sid, d.bank);
	expect_lands(b, 0, IOVA, true, pa);
}

static void clientpd_one_instance(struct board *b)
{
	takeover(b);
	if (b->wrong)
		reg_write(b, 1, SCR0, SCR0_GOOD | SCR0_CLIENTPD);
	judge_start(b);
	expect_stopped(b, 0, IOVA, true);
}

static void usfcfg_clear(struct board *b)
{
	takeover(b);
	both(b, SCR0, b->wrong ? SCR0_GFRE | SCR0_GFIE : SCR0_GOOD);
	judge_start(b);
	expect_stopped(b, 1, IOVA, true);
}

static void blocked_bypasses(struct board *b)
{
	struct domain d;

	begin_mapped(b, &d, IOVA);
	both(b, S2CR(0), b->wrong ? S2CR_BYPASS : S2CR_FAULT);
	expect_stopped(b, 0, IOVA, false);
}

/* Unmatched streams bypass here: a blocked stream must still match. */
static void smr_removed_to_block(struct board *b)
{
	struct domain d;

	begin_mapped(b, &d, IOVA);
	b->dev[1].guests = true;
	both(b, SCR0, SCR0_GFRE | SCR0_GFIE);
	if (b->wrong)
		both(b, SMR(0), 0);
	else
		stream_block(b, 0);
	expect_stopped(b, 0, IOVA, false);
}

static void blocked_on_one_instance(struct board *b)
{
	struct domain d;

	begin_mapped(b, &d, IOVA);
	if (b->wrong)
		reg_write(b, 0, S2CR(0), S2CR_FAULT);
	else
		stream_block(b, 0);
	expect_stopped(b, 0, IOVA, false);
	expect_stopped(b, 0, IOVA_EVEN, false);
}

static void tbu_bits_compared(struct board *b)
{
	struct domain d;
	uint64_t pa = page_alloc(b, OWNER_HOST);

	begin(b, &d);
	map_page(b, d.root, IOVA, pa, S2_RW);
	both(b, SMR(1), SMR_OF(b->dev[1].sid, b->wrong ? 0 : STREAM_MASK));
	both(b, S2CR(1), d.bank);
	expect_lands(b, 1, IOVA, true, pa);
}

static void mask_too_wide(struct board *b)
{
	struct domain d;

	begin_mapped(b, &d, IOVA);
	both(b, SMR(0), SMR_OF(b->dev[0].sid, STREAM_MASK | (b->wrong ? 0x7u : 0)));
	expect_stopped(b, 1, IOVA, false);
}

static void entries_overlap(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d, IOVA);

	if (b->wrong)
		both(b, SMR(3), SMR_OF(b->dev[0].sid, STREAM_MASK));
	else
		both(b, SMR(3), SMR_OF(b->dev[1].sid, STREAM_MASK));
	expect_lands(b, 0, IOVA, true, pa);
}

/* IDR1.SMCD is 0: a conflict of entries is not guaranteed to fault. */
static void overlap_as_block(struct board *b)
{
	struct domain d;
	unsigned int i;

	for (i = 0; i < INSTANCES; i++)
		mmu500_set_option(b->smmu[i], MMU500_OPT_CONFLICT_UNSEEN, 1);
	begin_mapped(b, &d, IOVA);
	if (b->wrong)
		both(b, SMR(3), SMR_OF(b->dev[0].sid, STREAM_MASK));
	else
		stream_block(b, 0);
	expect_stopped(b, 0, IOVA, false);
}

/* Bit 15 of the ID field doesn't exist, so the entry matches another stream. */
static void sid_out_of_range(struct board *b)
{
	struct domain d, guest;
	unsigned int sid = 0x8000 | b->dev[1].sid;

	begin(b, &d);
	guest_domain(b, &guest);
	both(b, S2CR(6), guest.bank);
	if (b->wrong || sid < 0x8000)
		both(b, SMR(6), SMR_VALID | STREAM_MASK << 16 | sid);
	expect_stopped(b, 1, IOVA, false);
}

static const struct seed seeds[] = {
	SEED("smr-before-s2cr", "S2CR is written before its SMR is valid", "guest's",
	     smr_before_s2cr),
	SEED("firmware-group-translates", "an SMR is invalid when its S2CR is set up", "guest's",
	     group_still_matches),
	SEED("firmware-groups-left", "firmware's stream-match groups are removed", "around",
	     take_over_after_firmware),
	SEED("bypass-left-in-tlb", "a cached bypass of a group is invalidated", "around",
	     bypass_group_cached),
	SEED("stray-left-in-tlb", "a cached bypass of an unmatched stream is invalidated",
	     "around", bypass_stray_cached),
	SEED("clientpd-window", "CLIENTPD is never set again", "around", clientpd_set),
	SEED("clientpd-one-instance", "CLIENTPD is cleared on both instances", "around",
	     clientpd_one_instance),
	SEED("usfcfg-clear", "unmatched streams fault", "around", usfcfg_clear),
	SEED("blocked-as-bypass", "a blocked stream's S2CR has type fault", "around",
	     blocked_bypasses),
	SEED("smr-removed-to-block", "a blocked stream keeps its SMR", "around",
	     smr_removed_to_block),
	SEED("blocked-on-one-instance", "a stream is blocked on both instances", "goes through",
	     blocked_on_one_instance),
	SEED("tbu-bits-compared", "SMR.MASK ignores the TBU's number", "is stopped",
	     tbu_bits_compared),
	SEED("mask-too-wide", "SMR.MASK ignores no bit of the stream ID", "goes through",
	     mask_too_wide),
	SEED("entries-overlap", "no stream matches two groups", "is stopped", entries_overlap),
	SEED("overlap-as-block", "a conflict of groups is not used to block", "goes through",
	     overlap_as_block),
	SEED("sid-out-of-range", "a stream ID is checked before it is written to an SMR", "guest's",
	     sid_out_of_range),
};

const struct seed_list seeds_streams = SEED_LIST(seeds);
