// SPDX-License-Identifier: GPL-2.0-only
/*
 * Seeded faults of fault handling: to whom a fault is reported, and whether the next one
 * is reported, too.
 */
#include "driver.h"

#define BAD	UINT64_C(0x50001000)
#define WORSE	UINT64_C(0x50003000)

/* Reads a bank's record on the instance of the fault. */
static uint64_t handle(struct board *b, const struct domain *d, uint32_t cleared)
{
	uint64_t far = reg_read64(b, 1, CB(d->bank, FAR));

	reg_write(b, 1, CB(d->bank, FSR), cleared);
	return far & ~(PAGE_SIZE - 1);
}

static void record_not_cleared(struct board *b)
{
	struct domain d;

	begin(b, &d);
	touch(b, 0, BAD, false);
	expect_equal(b, "FAR", handle(b, &d, b->wrong ? 0 : UINT32_MAX), BAD);
	touch(b, 0, WORSE, false);
	expect_equal(b, "FAR", handle(b, &d, UINT32_MAX), WORSE);
}

/* Clears the fault's own bit, but not FSR.MULTI. */
static void multi_not_cleared(struct board *b)
{
	struct domain d;

	begin(b, &d);
	touch(b, 0, BAD, false);
	touch(b, 0, BAD, false);
	handle(b, &d, b->wrong ? 0x1feu : UINT32_MAX);
	expect_equal(b, "FSR.MULTI after it was handled", reg_read(b, 1, CB(d.bank, FSR)) >> 31, 0);
}

static void with_sctlr(struct board *b, struct domain *d, uint32_t wrong)
{
	begin(b, d);
	both(b, CB(d->bank, SCTLR), b->wrong ? wrong : SCTLR_GOOD);
}

/* While the record is not handled, other accesses of the bank continue. */
static void hupcf_clear(struct board *b)
{
	uint64_t pa = page_alloc(b, OWNER_HOST);
	struct domain d;

	with_sctlr(b, &d, SCTLR_GOOD & ~SCTLR_HUPCF);
	map_page(b, d.root, IOVA, pa, S2_RW);
	touch(b, 0, BAD, false);
	expect_lands(b, 0, IOVA, true, pa);
}

static void cfie_clear(struct board *b)
{
	struct domain d;

	with_sctlr(b, &d, SCTLR_GOOD & ~SCTLR_CFIE);
	touch(b, 0, BAD, false);
	expect_irq(b, 1, true);
}

static void cfre_clear(struct board *b)
{
	struct domain d;

	with_sctlr(b, &d, SCTLR_GOOD & ~SCTLR_CFRE);
	expect_told(b, 0, BAD);
}

/* A stalled access blocks its device until RESUME is written. */
static void stall_left_on(struct board *b)
{
	struct domain d;

	with_sctlr(b, &d, SCTLR_GOOD | SCTLR_CFCFG);
	expect_told(b, 0, BAD);
}

static void stalling(struct board *b, struct domain *d)
{
	begin(b, d);
	both(b, CB(d->bank, SCTLR), SCTLR_GOOD | SCTLR_CFCFG);
}

/* A driver with demand paging: it maps the page, but does not resume the access. */
static void resume_forgotten(struct board *b)
{
	struct domain d;

	stalling(b, &d);
	read_patiently(b, 0, BAD);
	map_page(b, d.root, BAD, page_alloc(b, OWNER_HOST), S2_RW);
	handle(b, &d, UINT32_MAX);
	if (!b->wrong)
		reg_write(b, 1, CB(d.bank, RESUME), 0);
	expect_ended(b);
}

/* Neither clearing the record nor disabling the bank ends a stalled access. */
static void given_up_with_a_stall(struct board *b)
{
	struct domain d;

	stalling(b, &d);
	read_patiently(b, 0, BAD);
	handle(b, &d, UINT32_MAX);
	if (!b->wrong)
		reg_write(b, 1, CB(d.bank, RESUME), RESUME_TERMINATE);
	stream_block(b, 0);
	bank_off(b, d.bank);
	expect_ended(b);
}

/* Each instance has its own interrupt line, and signals its own faults. */
static void one_line_listened_to(struct board *b)
{
	struct domain d;
	unsigned int i;

	begin(b, &d);
	touch(b, 0, BAD, false);
	for (i = 0; i < (b->wrong ? 1u : INSTANCES); i++)
		if (b->irq[i])
			reg_write(b, i, CB(d.bank, FSR), UINT32_MAX);
	touch(b, 0, WORSE, false);
	expect_equal(b, "FAR", handle(b, &d, UINT32_MAX), WORSE);
}

static void gfie_clear(struct board *b)
{
	struct domain d;

	begin(b, &d);
	if (b->wrong)
		both(b, SCR0, SCR0_GOOD & ~SCR0_GFIE);
	touch(b, 1, IOVA, false);
	expect_irq(b, 1, true);
}

static void gfre_clear(struct board *b)
{
	struct domain d;

	begin(b, &d);
	if (b->wrong)
		both(b, SCR0, SCR0_GOOD & ~SCR0_GFRE);
	expect_told(b, 1, IOVA);
}

/* The line is the OR of both instances. */
static void cleared_on_one_instance(struct board *b)
{
	struct domain d;
	unsigned int i;

	begin(b, &d);
	touch(b, 0, BAD, false);
	touch(b, 0, BAD + PAGE_SIZE, false);
	for (i = 0; i < (b->wrong ? 1u : INSTANCES); i++)
		reg_write(b, i, CB(d.bank, FSR), UINT32_MAX);
	for (i = 0; i < INSTANCES; i++)
		expect_irq(b, i, false);
}

/* sGFSR is write-one-to-clear, like FSR: zeroes clear nothing. */
static void global_record_zeroed(struct board *b)
{
	struct domain d;

	begin(b, &d);
	touch(b, 1, IOVA, false);
	reg_write(b, 1, SGFSR, b->wrong ? 0 : reg_read(b, 1, SGFSR));
	expect_irq(b, 1, false);
}

/* Stage-2 faults are recorded in the stage-2 bank. */
static void nested_fault_looked_for_in_stage1(struct board *b)
{
	uint64_t root, table;
	struct domain d;

	takeover(b);
	judge_start(b);
	domain_new(b, &d, 3, 7);
	root = table_new(b);
	map_page(b, root, BAD, IOVA, S1_RW | S1_NG);
	for (table = root; table < root + 3 * PAGE_SIZE; table += PAGE_SIZE)
		map_page(b, d.root, table, table, S2_RO);
	bank_stage1(b, 5, CBAR_NESTED(d.bank) | d.vmid, root, 1);
	stream_to(b, 0, b->dev[0].sid, 5);
	touch(b, 0, BAD, false);
	reg_write(b, 1, CB(b->wrong ? 5 : d.bank, FSR), UINT32_MAX);
	expect_irq(b, 1, false);
}

static const struct seed seeds[] = {
	SEED("record-not-cleared", "a fault's record is cleared once read", "FAR",
	     record_not_cleared),
	SEED("multi-not-cleared", "FSR.MULTI is cleared with the rest", "FSR.MULTI",
	     multi_not_cleared),
	SEED("hupcf-clear", "SCTLR.HUPCF: one fault doesn't stop the bank", "is stopped",
	     hupcf_clear),
	SEED("cfie-clear", "SCTLR.CFIE: a context fault interrupts", "interrupt is low",
	     cfie_clear),
	SEED("cfre-clear", "SCTLR.CFRE: the device gets an error", "isn't told",
	     cfre_clear),
	SEED("stall-left-on", "SCTLR.CFCFG is clear if the driver doesn't resume", "waits for ever",
	     stall_left_on),
	SEED("resume-forgotten", "a stalled access continues after RESUME",
	     "waits for ever", resume_forgotten),
	SEED("given-up-with-a-stall", "a stalled access is terminated before its bank is freed",
	     "waits for ever", given_up_with_a_stall),
	SEED("one-line-listened-to", "a fault is signalled on its instance's line",
	     "FAR", one_line_listened_to),
	SEED("gfie-clear", "sCR0.GFIE: an unknown stream interrupts", "interrupt is low",
	     gfie_clear),
	SEED("gfre-clear", "sCR0.GFRE: an unknown stream's device gets an error", "isn't told",
	     gfre_clear),
	SEED("cleared-on-one-instance", "records are cleared on both instances",
	     "interrupt is high", cleared_on_one_instance),
	SEED("global-record-zeroed", "sGFSR is cleared by writing ones", "interrupt is high",
	     global_record_zeroed),
	SEED("nested-record-missed", "a nested stage-2 fault is in stage 2's bank",
	     "interrupt is high", nested_fault_looked_for_in_stage1),
};

const struct seed_list seeds_faults = SEED_LIST(seeds);
