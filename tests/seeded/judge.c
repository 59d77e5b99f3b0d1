// SPDX-License-Identifier: GPL-2.0-only
/*
 * The judge: it makes the devices' accesses, and checks the memory that they can reach
 * in the models. It uses the owners of pages, and nothing of the driver.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "board.h"
#include "fabric/fabric.h"
#include "tegra234/mmu500.h"

static const char *const whose[] = { "the host's", "a translation table", "a guest's" };

void complain(struct board *b, const char *fmt, ...)
{
	va_list ap;

	if (b->complaint[0])
		return;
	va_start(ap, fmt);
	vsnprintf(b->complaint, sizeof(b->complaint), fmt, ap);
	va_end(ap);
}

static struct bus_txn txn_of(const struct board *b, unsigned int dev, uint64_t iova, bool write)
{
	const struct device *d = &b->dev[dev];

	return (struct bus_txn){
		.client = write ? d->write_client : d->read_client,
		.sid = d->sid, .tbu = d->tbu, .write = write, .addr = iova,
	};
}

/* Owner of the memory at @pa or its alias; the host if there is no memory. */
static enum owner owner_of(const struct board *b, uint64_t pa)
{
	uint64_t mem;

	if (mc_decode(b->mc, pa, &mem) != BUS_OK || mem < RAM_BASE ||
	    mem - RAM_BASE >= RAM_PAGES * PAGE_SIZE)
		return OWNER_HOST;
	return b->owner[(mem - RAM_BASE) / PAGE_SIZE];
}

struct look {
	struct board *b;
	unsigned int dev;
};

static void on_reach(void *opaque, uint64_t va, uint64_t pa, uint64_t len, bool readable,
		     bool writable, bool from_tlb, bool whole)
{
	struct look *l = opaque;
	enum owner owner = owner_of(l->b, pa);

	(void)len;
	(void)readable;
	(void)writable;
	if (whole)
		complain(l->b, "device %u passes around all tables", l->dev);
	else if (owner != OWNER_HOST)
		complain(l->b, "device %u reaches %s page by 0x%" PRIx64 "%s", l->dev, whose[owner],
			 va, from_tlb ? ", from the TLB" : "");
}

static void look_at(struct board *b, unsigned int dev, bool write)
{
	struct fabric_port port = { b->fabric, SMMU_NISO0 };
	struct bus_txn txn = txn_of(b, dev, 0, write);
	struct look l = { b, dev };

	fabric_reach(&port, &txn, on_reach, &l);
}

void judge_reach(struct board *b)
{
	unsigned int dev;

	if (!b->judging || b->complaint[0])
		return;
	for (dev = 0; dev < DEVICES; dev++) {
		if (b->dev[dev].guests)
			continue;
		look_at(b, dev, false);
		look_at(b, dev, true);
	}
}

/* Starts the checks; called after the takeover. */
void judge_start(struct board *b)
{
	b->judging = true;
	judge_reach(b);
}

/*
 * Finds the page that an access reached: during an access, each page contains its own
 * address.
 */
#define MARK_OFFSET	8u

static void mark_pages(struct board *b)
{
	uint64_t pa, end = RAM_BASE + RAM_PAGES * PAGE_SIZE;

	for (pa = RAM_BASE; pa < end; pa += PAGE_SIZE)
		if (b->owner[(pa - RAM_BASE) / PAGE_SIZE] != OWNER_TABLE)
			memcpy(b->poc + (pa - RAM_BASE) + PAGE_SIZE - MARK_OFFSET, &pa, 8);
}

static uint64_t find_word(const struct board *b, uint64_t word)
{
	uint64_t i, got;

	for (i = 0; i < RAM_PAGES; i++) {
		memcpy(&got, b->poc + (i + 1) * PAGE_SIZE - MARK_OFFSET, 8);
		if (got == word)
			return RAM_BASE + i * PAGE_SIZE;
	}
	return 0;
}

static enum bus_status access_word(struct board *b, unsigned int dev, uint64_t iova, bool write,
				   uint64_t *landed)
{
	struct fabric_port port = { b->fabric, SMMU_NISO0 };
	struct bus_txn txn = txn_of(b, dev, (iova & ~(PAGE_SIZE - 1)) + PAGE_SIZE - MARK_OFFSET,
				    write);
	uint64_t word = UINT64_C(0x5eeded5eeded5eed);
	enum bus_status status;

	*landed = 0;
	mark_pages(b);
	status = fabric_access(&port, &txn, &word, sizeof(word));
	if (status == BUS_OK)
		*landed = write ? find_word(b, word) : word;
	if (*landed && !b->dev[dev].guests && owner_of(b, *landed) != OWNER_HOST)
		complain(b, "device %u %s %s page through 0x%" PRIx64, dev,
			 write ? "wrote to" : "read", whose[owner_of(b, *landed)], iova);
	return status;
}

enum bus_status touch(struct board *b, unsigned int dev, uint64_t iova, bool write)
{
	uint64_t landed;

	return access_word(b, dev, iova, write, &landed);
}

void expect_lands(struct board *b, unsigned int dev, uint64_t iova, bool write, uint64_t pa)
{
	uint64_t landed;
	enum bus_status status = access_word(b, dev, iova, write, &landed);

	if (status != BUS_OK)
		complain(b, "device %u's %s at 0x%" PRIx64 " is stopped", dev,
			 write ? "write" : "read", iova);
	else if (landed != pa)
		complain(b, "device %u's %s at 0x%" PRIx64 " lands at 0x%" PRIx64, dev,
			 write ? "write" : "read", iova, landed);
}

void expect_stopped(struct board *b, unsigned int dev, uint64_t iova, bool write)
{
	uint64_t landed;
	enum bus_status status = access_word(b, dev, iova, write, &landed);

	if (status == BUS_OK)
		complain(b, "device %u's %s at 0x%" PRIx64 " goes through", dev,
			 write ? "write" : "read", iova);
}

void expect_told(struct board *b, unsigned int dev, uint64_t iova)
{
	const struct device *d = &b->dev[dev];
	struct bus_txn txn = txn_of(b, dev, iova, false);
	uint16_t stream = (uint16_t)(d->tbu << 10 | d->sid);
	struct mmu500_result res;

	mmu500_translate(b->smmu[SERVED_BY(iova)], stream, &txn, &res);
	if (res.status == BUS_OK)
		complain(b, "device %u's read at 0x%" PRIx64 " goes through", dev, iova);
	else if (res.stalled)
		complain(b, "device %u's read at 0x%" PRIx64 " waits for ever", dev, iova);
	else if (res.quiet)
		complain(b, "device %u isn't told of its fault", dev);
}

static void patient_tries(void *opaque)
{
	struct patient *p = opaque;
	struct fabric_port port = { p->board->fabric, SMMU_NISO0 };
	struct bus_txn txn = txn_of(p->board, p->dev, p->iova, false);
	uint64_t word;

	txn.wait = &p->place;
	p->status = fabric_access(&port, &txn, &word, sizeof(word));
}

void read_patiently(struct board *b, unsigned int dev, uint64_t iova)
{
	struct patient *p = &b->patient;

	*p = (struct patient){
		.place = { .wake = patient_tries, .opaque = p },
		.board = b, .dev = dev, .iova = iova,
	};
	patient_tries(p);
}

void expect_ended(struct board *b)
{
	if (b->patient.status == BUS_STALLED)
		complain(b, "device %u's read at 0x%" PRIx64 " waits for ever", b->patient.dev,
			 b->patient.iova);
}

void expect_irq(struct board *b, unsigned int inst, bool level)
{
	if (b->irq[inst] != level)
		complain(b, "instance %u's interrupt is %s", inst, level ? "low" : "high");
}

void expect_equal(struct board *b, const char *what, uint64_t got, uint64_t want)
{
	if (got != want)
		complain(b, "%s is 0x%" PRIx64 ", not 0x%" PRIx64, what, got, want);
}
