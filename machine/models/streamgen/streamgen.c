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
	/* The access under way, which a stalled one goes on with. */
	struct bus_txn txn;
	void *port;
	uint32_t left, done;
	struct bus_wait wait;
};

static void go_on(void *opaque);

/* What of each register can be written. */
static const uint32_t writable[NR_REGS] = {
	[REG(STREAMGEN_CLIENT)] = 0xffff,
	[REG(STREAMGEN_SID)] = 0x7f,
	[REG(STREAMGEN_TBU)] = 0x1f,
	[REG(STREAMGEN_KIND)] = STREAMGEN_KIND_WRITE | STREAMGEN_KIND_PRIV | STREAMGEN_KIND_INSN,
	[REG(STREAMGEN_NODE)] = STREAMGEN_NR_NODES - 1,
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
	g->wait = (struct bus_wait){ .wake = go_on, .opaque = g };
	streamgen_reset(g);
	return g;
}

void streamgen_free(struct streamgen *g)
{
	free(g);
}

void streamgen_reset(struct streamgen *g)
{
	if (g->wait.state != BUS_WAIT_NONE && g->cfg.mem->forget)
		g->cfg.mem->forget(g->port, &g->wait);
	memset(g->regs, 0, sizeof(g->regs));
	memset(g->data, 0, sizeof(g->data));
	g->regs[REG(STREAMGEN_ID)] = STREAMGEN_ID_VALUE;
	g->regs[REG(STREAMGEN_CLIENT)] = BUS_CLIENT_NONE;
}

static void describe(struct streamgen *g, struct bus_txn *txn)
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
		.wait = &g->wait,
	};
}

/* The part of @len bytes that lies in the page of @addr. */
static uint32_t in_page(uint64_t addr, uint32_t len)
{
	uint32_t room = PAGE - (uint32_t)(addr & (PAGE - 1));

	return len < room ? len : room;
}

static void finish(struct streamgen *g, enum bus_status status)
{
	g->regs[REG(STREAMGEN_STATUS)] = status;
	g->regs[REG(STREAMGEN_DONE)] = g->done;
}

static void go_on(void *opaque)
{
	struct streamgen *g = opaque;
	enum bus_status status = BUS_OK;
	uint32_t part;

	while (g->left) {
		part = in_page(g->txn.addr, g->left);
		status = g->cfg.mem->access(g->port, &g->txn, g->data + g->done, part);
		g->regs[REG(STREAMGEN_COUNT)] += status != BUS_STALLED;
		if (status != BUS_OK)
			break;
		g->done += part;
		g->left -= part;
		g->txn.addr += part;
	}
	finish(g, status);
}

static void go(struct streamgen *g)
{
	uint32_t len = g->regs[REG(STREAMGEN_LEN)];

	if (g->regs[REG(STREAMGEN_STATUS)] == BUS_STALLED)
		return;
	describe(g, &g->txn);
	g->port = g->cfg.mem_opaque[g->regs[REG(STREAMGEN_NODE)]];
	g->left = len;
	g->done = 0;
	if (len && len <= STREAMGEN_DATA_SIZE)
		go_on(g);
	else
		finish(g, BUS_SLVERR);
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
