// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Scratch words of the power management controller, and the table that firmware plays
 * back.
 */
#include <stdlib.h>
#include <string.h>

#include "pmc.h"

#define PAGE_SHIFT	12
#define PAIR_SIZE	8u

struct pair {
	uint32_t reg, val;
};

struct pmc {
	const struct bus_mem_ops *mem;
	void *mem_opaque;
	bus_log_fn log;
	void *log_opaque;
	uint32_t word[PMC_SCRATCH_SIZE / 4];
};

struct pmc *pmc_new(const struct bus_mem_ops *mem, void *mem_opaque, bus_log_fn log,
		    void *log_opaque)
{
	struct pmc *p = mem ? calloc(1, sizeof(*p)) : NULL;

	if (!p)
		return NULL;
	p->mem = mem;
	p->mem_opaque = mem_opaque;
	p->log = log;
	p->log_opaque = log_opaque;
	return p;
}

void pmc_free(struct pmc *p)
{
	free(p);
}

void pmc_reset(struct pmc *p)
{
	memset(p->word, 0, sizeof(p->word));
}

static bool shape_ok(uint64_t off, unsigned int size)
{
	return (size == 1 || size == 2 || size == 4) && !(off % size) && off < PMC_SCRATCH_SIZE;
}

static uint32_t lanes(uint64_t off, unsigned int size)
{
	return (uint32_t)(((UINT64_C(1) << (8 * size)) - 1) << (8 * (off & 3)));
}

uint64_t pmc_mmio_read(const struct pmc *p, uint64_t off, unsigned int size)
{
	if (!shape_ok(off, size))
		return 0;
	return (p->word[off / 4] & lanes(off, size)) >> (8 * (off & 3));
}

void pmc_mmio_write(struct pmc *p, uint64_t off, uint64_t val, unsigned int size)
{
	uint32_t mask;

	if (!shape_ok(off, size))
		return;
	mask = lanes(off, size);
	p->word[off / 4] = (p->word[off / 4] & ~mask) | ((uint32_t)(val << (8 * (off & 3))) & mask);
}

/* Pairs are aligned, and so are in one page each. */
static bool read_pair(struct pmc *p, uint64_t addr, struct pair *pair)
{
	uint8_t b[PAIR_SIZE];

	if (p->mem->read(p->mem_opaque, addr, b, sizeof(b)) != BUS_OK)
		return false;
	pair->reg = b[0] | b[1] << 8 | b[2] << 16 | (uint32_t)b[3] << 24;
	pair->val = b[4] | b[5] << 8 | b[6] << 16 | (uint32_t)b[7] << 24;
	return true;
}

static bool write_reg(struct pmc *p, const struct pair *pair)
{
	uint8_t b[4] = { pair->val & 0xff, pair->val >> 8 & 0xff, pair->val >> 16 & 0xff,
			 pair->val >> 24 };

	return p->mem->write(p->mem_opaque, pair->reg, b, sizeof(b)) == BUS_OK;
}

static bool is_end(const struct pair *pair)
{
	return pair->reg == PMC_TABLE_END && pair->val == PMC_TABLE_END;
}

unsigned int pmc_wake(struct pmc *p)
{
	uint64_t table = (uint64_t)p->word[PMC_WAKE_TABLE / 4] << PAGE_SHIFT;
	unsigned int written = 0;
	struct pair head, pair;
	uint32_t i;

	if (!table || !read_pair(p, table, &head) || head.reg != PMC_TABLE_HEAD)
		return 0;
	for (i = 1; i < head.val && i <= PMC_TABLE_MAX; i++) {
		if (!read_pair(p, table + (uint64_t)i * PAIR_SIZE, &pair) || is_end(&pair))
			return written;
		written += write_reg(p, &pair);
	}
	if (i < head.val && p->log)
		p->log(p->log_opaque, "the table of the wake-up has no end");
	return written;
}
