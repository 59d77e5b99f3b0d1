// SPDX-License-Identifier: GPL-2.0-only
/* Seeded faults of the command queue: full, wrapped, stopped. */
#include "driver.h"

#define ILLEGAL	0x7fULL

/* Unmaps, with an illegal command before the invalidation. Returns the place of the former. */
static uint64_t unmap_behind_an_error(struct board *b, const struct domain *d)
{
	uint64_t at = b->cmdq + CMD_BYTES * (b->prod % ENTRIES);

	unmap_page(b, d->root, IOVA);
	command(b, ILLEGAL, 0);
	command(b, TLBI_VMALL | OF_VMID(d->vmid), 0);
	sync(b);
	return at;
}

static void acknowledge(struct board *b)
{
	reg_write(b, GERRORN, reg_read(b, GERROR));
	wait_for(b, CMDQ_CONS, WRAP, b->prod);
}

static void error_ignored(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d), at = unmap_behind_an_error(b, &d);

	if (!b->wrong) {
		put64(b, at, SYNC);
		acknowledge(b);
	}
	give_away(b, pa);
}

static void acknowledged_alone(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d), at = unmap_behind_an_error(b, &d);

	if (!b->wrong)
		put64(b, at, SYNC);
	acknowledge(b);
	give_away(b, pa);
}

static void skipped_not_cleaned(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d), at = unmap_behind_an_error(b, &d);

	store64(b, at, SYNC);
	if (!b->wrong)
		clean(b, at, 8);
	acknowledge(b);
	give_away(b, pa);
}

/* The commands behind the illegal one are thrown away with it. */
static void queue_emptied(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d), at = unmap_behind_an_error(b, &d);

	if (b->wrong) {
		set_cr0(b, CR0_GOOD & ~CR0_CMDQEN);
		reg_write(b, CMDQ_CONS, b->prod);
		reg_write(b, GERRORN, reg_read(b, GERROR));
		set_cr0(b, CR0_GOOD);
		sync(b);
	} else {
		put64(b, at, SYNC);
		acknowledge(b);
	}
	give_away(b, pa);
}

static void error_of_others_acknowledged(struct board *b)
{
	struct domain d;
	uint64_t pa;

	pa = begin_mapped(b, &d);
	v3_gerror(&b->m, 4);
	reg_write(b, GERRORN, b->wrong ? 1 : reg_read(b, GERROR));
	unmap_page(b, d.root, IOVA);
	flush_vmid(b, d.vmid);
	give_away(b, pa);
}

static void timeout_ignored(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d);
	bool done;

	unmap_page(b, d.root, IOVA);
	b->m.sync_stuck = true;
	command(b, TLBI_VMALL | OF_VMID(d.vmid), 0);
	done = sync(b);
	if (done || b->wrong)
		give_away(b, pa);
}

/* The queue is full: without the wrap bit it looks empty. */
static void wrap_lost(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d);
	unsigned int i;

	unmap_page(b, d.root, IOVA);
	for (i = 0; i < ENTRIES - 1; i++)
		command(b, TLBI_VMALL | OF_VMID(d.vmid), 0);
	command(b, SYNC, 0);
	reg_write(b, CMDQ_PROD, b->wrong ? b->prod ^ ENTRIES : b->prod);
	give_away(b, pa);
}

/* More commands than the queue has room for: the first are overwritten. */
static void overrun(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d);
	unsigned int i;

	unmap_page(b, d.root, IOVA);
	command(b, TLBI_VMALL | OF_VMID(d.vmid), 0);
	for (i = 0; i < ENTRIES; i++) {
		if (!b->wrong && i == ENTRIES / 2)
			sync(b);
		command(b, TLBI_VMALL | OF_VMID(9), 0);
	}
	sync(b);
	give_away(b, pa);
}

static void command_not_cleaned(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d), at;

	/* An old command is where the new one goes. */
	while (b->prod % ENTRIES)
		sync(b);
	unmap_page(b, d.root, IOVA);
	at = b->cmdq;
	store64(b, at, TLBI_VMALL | OF_VMID(d.vmid));
	if (!b->wrong)
		clean(b, at, CMD_BYTES);
	b->prod = (b->prod + 1) & WRAP;
	sync(b);
	give_away(b, pa);
}

static void told_before_written(struct board *b)
{
	struct domain d;
	uint64_t pa = begin_mapped(b, &d), at = b->cmdq + CMD_BYTES * (b->prod % ENTRIES);

	unmap_page(b, d.root, IOVA);
	b->prod = (b->prod + 1) & WRAP;
	if (b->wrong) {
		put64(b, at, SYNC);
		reg_write(b, CMDQ_PROD, b->prod);
	}
	put64(b, at, TLBI_VMALL | OF_VMID(d.vmid));
	sync(b);
	give_away(b, pa);
}

static const struct seed seeds[] = {
	SEED("error-ignored", "GERROR.CMDQ_ERR is handled", "guest's", error_ignored),
	SEED("acknowledged-alone", "a refused command is replaced before the error is acknowledged",
	     "guest's", acknowledged_alone),
	SEED("skipped-not-cleaned", "the command in its place is cleaned", "guest's",
	     skipped_not_cleaned),
	SEED("queue-emptied", "commands behind a refused one are not lost", "guest's",
	     queue_emptied),
	SEED("errors-made-up", "GERRORN acknowledges what GERROR says", "guest's",
	     error_of_others_acknowledged),
	SEED("timeout-ignored", "a page does not leave without a confirmation", "guest's",
	     timeout_ignored),
	SEED("wrap-lost", "CMDQ_PROD has its wrap bit", "guest's", wrap_lost),
	SEED("overrun", "a full queue takes no command", "guest's", overrun),
	SEED("command-not-cleaned", "commands are cleaned", "guest's", command_not_cleaned),
	SEED("told-before-written", "CMDQ_PROD is written after the command", "guest's",
	     told_before_written),
};

const struct seed_list seeds_queue = SEED_LIST(seeds);
