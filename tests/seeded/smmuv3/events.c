// SPDX-License-Identifier: GPL-2.0-only
/* Seeded faults of the event queue. */
#include "driver.h"

#define BAD_STREAMID	0x02
#define TRANSLATION	0x10

static void expect_event(struct board *b, unsigned int id, uint64_t addr)
{
	struct event e = { 0 };

	next_event(b, &e);
	expect_equal(b, "the event", e.id, id);
	expect_equal(b, "the event's address", e.addr, addr);
}

static void fault_at(struct board *b, unsigned int page)
{
	expect_stopped(b, 0, IOVA + page * PAGE_SIZE, false);
}

static void not_recorded(struct board *b)
{
	struct domain d;
	struct entry e;

	begin(b, &d);
	e = entry_to(&d);
	if (b->wrong)
		e.dw[2] &= ~STE2_RECORD;
	stream_set(b, SID(0), &e);
	fault_at(b, 3);
	expect_event(b, TRANSLATION, IOVA + 3 * PAGE_SIZE);
}

static void unknown_not_recorded(struct board *b)
{
	struct domain d;

	begin(b, &d);
	if (b->wrong) {
		set_cr0(b, CR0_GOOD & ~CR0_SMMUEN);
		reg_write(b, CR2, 0);
		set_cr0(b, CR0_GOOD);
	}
	put64(b, b->strtab, 0);
	command(b, CFGI_RANGE, RANGE_ALL);
	sync(b);
	fault_at(b, 0);
	expect_event(b, BAD_STREAMID, 0);
}

static void queue_never_enabled(struct board *b)
{
	struct domain d;

	begin(b, &d);
	set_cr0(b, b->wrong ? CR0_GOOD & ~CR0_EVENTQEN : CR0_GOOD);
	fault_at(b, 2);
	expect_event(b, TRANSLATION, IOVA + 2 * PAGE_SIZE);
}

/* Slots are not given back: once the queue is full, new records are lost. */
static void slots_kept(struct board *b)
{
	struct domain d;
	struct event e;
	unsigned int i;

	begin(b, &d);
	for (i = 0; i < ENTRIES; i++) {
		fault_at(b, i);
		if (!b->wrong)
			next_event(b, &e);
	}
	b->cons = b->wrong ? reg_read(b, EVENTQ_PROD) : b->cons;
	fault_at(b, 40);
	expect_event(b, TRANSLATION, IOVA + 40 * PAGE_SIZE);
}

static void overflow(struct board *b)
{
	unsigned int i;

	for (i = 0; i < ENTRIES + 1; i++)
		fault_at(b, i);
}

static void drain(struct board *b)
{
	struct event e;

	while (next_event(b, &e))
		;
}

static bool overflow_is_told(struct board *b)
{
	return (reg_read(b, EVENTQ_PROD) ^ reg_read(b, EVENTQ_CONS)) & OVERFLOW;
}

/* The flag is not acknowledged: a second overflow cannot be told. */
static void overflow_kept(struct board *b)
{
	struct domain d;

	begin(b, &d);
	overflow(b);
	expect_equal(b, "the overflow", overflow_is_told(b), true);
	drain(b);
	if (b->wrong)
		reg_write(b, EVENTQ_CONS, b->cons & ~OVERFLOW);
	expect_equal(b, "an overflow after it was read", overflow_is_told(b), false);
}

static void empty_by_index_alone(struct board *b)
{
	struct event e = { 0 };
	struct domain d;
	unsigned int i;
	bool empty;

	begin(b, &d);
	for (i = 0; i < ENTRIES; i++)
		fault_at(b, i);
	empty = b->wrong ? !((reg_read(b, EVENTQ_PROD) ^ b->cons) % ENTRIES) : !next_event(b, &e);
	expect_equal(b, "an empty queue of 16 records", empty, false);
}

static void freed_before_read(struct board *b)
{
	struct domain d;
	uint32_t next;
	unsigned int i;

	begin(b, &d);
	for (i = 0; i < ENTRIES; i++)
		fault_at(b, i);
	if (b->wrong) {
		next = (b->cons + 1) & WRAP;
		reg_write(b, EVENTQ_CONS, next);
		fault_at(b, 40);
	}
	expect_event(b, TRANSLATION, IOVA);
}

static const struct seed seeds[] = {
	SEED("not-recorded", "STE.S2R is set", "the event", not_recorded),
	SEED("unknown-not-recorded", "CR2.RECINVSID is set", "the event", unknown_not_recorded),
	SEED("queue-not-enabled", "CR0.EVENTQEN is set", "the event", queue_never_enabled),
	SEED("slots-kept", "EVENTQ_CONS gives slots back", "the event", slots_kept),
	SEED("overflow-kept", "the overflow flag is acknowledged", "an overflow", overflow_kept),
	SEED("empty-by-index", "a queue is empty if its wrap bits are equal, too", "16 records",
	     empty_by_index_alone),
	SEED("freed-before-read", "a record is read before its slot is given back", "the event",
	     freed_before_read),
};

const struct seed_list seeds_events = SEED_LIST(seeds);
