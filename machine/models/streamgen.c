// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The stream generator: registers that describe an access, and its issue.
 */
#include <stdlib.h>
#include <string.h>

#include "streamgen.h"

#define PAGE		0x1000u
#define NR_REGS		(0x40 / 4)
#define REG(off)	((off) / 4)

struct streamgen {
	struct streamgen_config cfg;
	uint32_t regs[NR_REGS];
	uint8_t data[STREAMGEN_DATA_SIZE];
};

/* What of each register can be written. */
static const uint32_t writable[NR_REGS] = {
	[REG(STREAMGEN_CLIENT)] = 0xffff,
	[REG(STREAMGEN_SID)] = 0x7f,
	[REG(STREAMGEN_TBU)] = 0x1f,
	[REG(STREAMGEN_KIND)] = STREAMGEN_KIND_WRITE | STREAMGEN_KIND_PRIV | STREAMGEN_KIND_INSN,
	[REG(STREAMGEN_NODE)] = 3,
	[REG(STREAMGEN_ADDR_LO)] = UINT32_MAX,
	[REG(STREAMGEN_ADDR_HI)] = UINT32_MAX,
	[REG(STREAMGEN_LEN)] = 0x1fff,
};

struct streamgen *streamgen_new(const struct streamgen_config *cfg)
{
	struct streamgen *g;

	if (!cfg->mem)
		return NULL;
	g = calloc(1, sizeof(*g));
	if (!g)
		return NULL;
	g->cfg = *cfg;
	streamgen_reset(g);
	return g;
}

void streamgen_free(struct streamgen *g)
{
	free(g);
}

void streamgen_reset(struct streamgen *g)
{
	memset(g->regs, 0, sizeof(g->regs));
	memset(g->data, 0, sizeof(g->data));
	g->regs[REG(STREAMGEN_ID)] = STREAMGEN_ID_VALUE;
	g->regs[REG(STREAMGEN_CLIENT)] = BUS_CLIENT_NONE;
}

static void describe(const struct streamgen *g, struct bus_txn *txn)
{
	uint32_t kind = g->regs[REG(STREAMGEN_KIND)];

	*txn = (struct bus_txn){
		.client = (uint16_t)g->regs[REG(STREAMGEN_CLIENT)],
		.sid = (uint8_t)g->regs[REG(STREAMGEN_SID)],
		.tbu = (uint8_t)g->regs[REG(STREAMGEN_TBU)],
		.write = kind & STREAMGEN_KIND_WRITE,
		.priv = kind & STREAMGEN_KIND_PRIV,
		.insn = kind & STREAMGEN_KIND_INSN,
		.addr = g->regs[REG(STREAMGEN_ADDR_LO)] |
			(uint64_t)g->regs[REG(STREAMGEN_ADDR_HI)] << 32,
	};
}

/* The part of @len bytes that lies in the page of @addr. */
static uint32_t in_page(uint64_t addr, uint32_t len)
{
	uint32_t room = PAGE - (uint32_t)(addr & (PAGE - 1));

	return len < room ? len : room;
}

static void go(struct streamgen *g)
{
	void *port = g->cfg.mem_opaque[g->regs[REG(STREAMGEN_NODE)]];
	uint32_t left = g->regs[REG(STREAMGEN_LEN)], done = 0, part;
	enum bus_status status = BUS_OK;
	struct bus_txn txn;

	describe(g, &txn);
	if (!left || left > STREAMGEN_DATA_SIZE) {
		left = 0;
		status = BUS_SLVERR;
	}
	for (; left && status == BUS_OK; left -= part) {
		part = in_page(txn.addr, left);
		status = g->cfg.mem->access(port, &txn, g->data + done, part);
		g->regs[REG(STREAMGEN_COUNT)]++;
		if (status == BUS_OK)
			done += part;
		txn.addr += part;
	}
	g->regs[REG(STREAMGEN_STATUS)] = status;
	g->regs[REG(STREAMGEN_DONE)] = done;
}

static bool is_data(uint64_t off)
{
	return off >= STREAMGEN_DATA && off < STREAMGEN_DATA + STREAMGEN_DATA_SIZE;
}

uint64_t streamgen_mmio_read(const struct streamgen *g, uint64_t off, unsigned int size)
{
	uint32_t val = 0;

	if (size != 4 || off % 4)
		return 0;
	if (off < sizeof(g->regs))
		return g->regs[REG(off)];
	if (is_data(off))
		memcpy(&val, g->data + (off - STREAMGEN_DATA), sizeof(val));
	return val;
}

void streamgen_mmio_write(struct streamgen *g, uint64_t off, uint64_t val, unsigned int size)
{
	uint32_t word = (uint32_t)val;

	if (size != 4 || off % 4)
		return;
	if (off == STREAMGEN_GO)
		go(g);
	else if (off < sizeof(g->regs) && writable[REG(off)])
		g->regs[REG(off)] = word & writable[REG(off)];
	else if (is_data(off))
		memcpy(g->data + (off - STREAMGEN_DATA), &word, sizeof(word));
}
