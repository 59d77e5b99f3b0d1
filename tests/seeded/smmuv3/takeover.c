// SPDX-License-Identifier: GPL-2.0-only
/* Seeded faults of the takeover, of power, and of what a disabled SMMU does. */
#include "driver.h"

/* A guest's page is there from the start: whatever bypasses reaches it. */
static void watch(struct board *b)
{
	page_alloc(b, OWNER_GUEST);
	set_abort(b);
	set_cr0(b, 0);
	judge_start(b);
}

/* From the enabled SMMU of firmware, whose bypasses end with it. */
static void disabled_without_abort(struct board *b)
{
	if (!b->wrong)
		set_abort(b);
	page_alloc(b, OWNER_GUEST);
	set_cr0(b, 0);
	judge_start(b);
}

static void abort_without_update(struct board *b)
{
	reg_write(b, GBPA, GBPA_ABORT | (b->wrong ? 0 : GBPA_UPDATE));
	wait_for(b, GBPA, GBPA_UPDATE, 0);
	page_alloc(b, OWNER_GUEST);
	set_cr0(b, 0);
	judge_start(b);
}

static void abort_not_awaited(struct board *b)
{
	page_alloc(b, OWNER_GUEST);
	reg_write(b, GBPA, GBPA_ABORT | GBPA_UPDATE);
	if (!b->wrong)
		wait_for(b, GBPA, GBPA_UPDATE, 0);
	set_cr0(b, 0);
	judge_start(b);
}

static void abort_over_an_update(struct board *b)
{
	page_alloc(b, OWNER_GUEST);
	reg_write(b, GBPA, GBPA_UPDATE);
	if (!b->wrong)
		wait_for(b, GBPA, GBPA_UPDATE, 0);
	set_abort(b);
	set_cr0(b, 0);
	judge_start(b);
}

static void abort_taken_back(struct board *b)
{
	struct domain d;

	begin(b, &d);
	page_alloc(b, OWNER_GUEST);
	if (b->wrong) {
		reg_write(b, GBPA, GBPA_UPDATE);
		wait_for(b, GBPA, GBPA_UPDATE, 0);
	}
	set_cr0(b, CR0_CMDQEN);
}

/* Registers of the tables do not take writes while firmware's SMMU still translates. */
static void tables_while_enabled(struct board *b)
{
	set_abort(b);
	if (!b->wrong)
		set_cr0(b, 0);
	program_tables(b);
	set_cr0(b, 0);
	set_cr0(b, CR0_CMDQEN);
	flush_all(b);
	page_alloc(b, OWNER_GUEST);
	set_cr0(b, CR0_CMDQEN | CR0_SMMUEN);
	judge_start(b);
	expect_equal(b, "STRTAB_CFG", reg_read(b, STRTAB_CFG), STRTAB_2LEVEL(7));
}

static void disable_not_awaited(struct board *b)
{
	set_abort(b);
	reg_write(b, CR0, 0);
	if (!b->wrong)
		wait_for(b, CR0ACK, ~0u, 0);
	program_tables(b);
	expect_equal(b, "STRTAB_CFG", reg_read(b, STRTAB_CFG), STRTAB_2LEVEL(7));
}

/* The entries that firmware's SMMU has used are still cached. */
static void caches_kept(struct board *b)
{
	watch(b);
	program_tables(b);
	set_cr0(b, CR0_CMDQEN);
	if (!b->wrong)
		flush_all(b);
	set_cr0(b, CR0_CMDQEN | CR0_SMMUEN);
}

static void enabled_before_flush(struct board *b)
{
	watch(b);
	program_tables(b);
	if (b->wrong)
		set_cr0(b, CR0_CMDQEN | CR0_SMMUEN);
	else
		set_cr0(b, CR0_CMDQEN);
	flush_all(b);
	set_cr0(b, CR0_CMDQEN | CR0_SMMUEN);
}

static void entries_kept(struct board *b)
{
	watch(b);
	program_tables(b);
	set_cr0(b, CR0_CMDQEN);
	if (b->wrong)
		command(b, TLBI_ALL, 0);
	else
		command(b, CFGI_RANGE, RANGE_ALL);
	sync(b);
	set_cr0(b, CR0_CMDQEN | CR0_SMMUEN);
}

static void queue_reprogrammed_while_on(struct board *b)
{
	takeover(b);
	if (!b->wrong)
		set_cr0(b, 0);
	reg_write(b, CMDQ_CONS, 0);
	expect_equal(b, "CMDQ_CONS", reg_read(b, CMDQ_CONS), 0);
}

static void ats_not_checked(struct board *b)
{
	struct domain d;
	uint64_t pa = page_alloc(b, OWNER_GUEST);

	begin(b, &d);
	set_cr0(b, b->wrong ? CR0_GOOD & ~CR0_ATSCHK : CR0_GOOD);
	expect_translated_refused(b, 0, pa);
}

static const struct seed seeds[] = {
	SEED_ON("disabled-without-abort", "GBPA.ABORT is set before the SMMU is disabled",
		"reaches a guest's", disabled_without_abort),
	SEED_ON("abort-without-update", "GBPA is written with Update", "reaches a guest's",
		abort_without_update),
	SEED_ON("abort-not-awaited", "GBPA.Update reads 0 before the SMMU is disabled",
		"reaches a guest's", abort_not_awaited),
	SEED_ON("abort-over-an-update", "GBPA is not written while an update is under way",
		"reaches a guest's", abort_over_an_update),
	SEED("abort-taken-back", "GBPA.ABORT is never cleared", "reaches a guest's",
	     abort_taken_back),
	SEED_ON("tables-while-enabled", "the stream table is set while the SMMU is disabled",
		"guest's", tables_while_enabled),
	SEED_ON("disable-not-awaited", "CR0ACK says that the SMMU is disabled", "STRTAB_CFG",
		disable_not_awaited),
	SEED_ON("caches-kept", "all that is cached is invalidated before the SMMU translates",
		"reaches a guest's", caches_kept),
	SEED_ON("enabled-before-flush", "the SMMU is enabled after the invalidation",
		"reaches a guest's", enabled_before_flush),
	SEED_ON("entries-kept", "entries are invalidated, and not the TLB alone",
		"reaches a guest's", entries_kept),
	SEED("queue-set-while-on", "indexes of a queue are written while it is disabled",
	     "CMDQ_CONS", queue_reprogrammed_while_on),
	SEED("ats-not-checked", "CR0.ATSCHK is set", "translated request", ats_not_checked),
};

const struct seed_list seeds_takeover = SEED_LIST(seeds);
