// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The scan-out engine: reads of a frame buffer, one page at a time.
 */
#include <stdlib.h>
#include <string.h>

#include "scanout.h"

#define PAGE		0x1000u
#define SUM_STEP	16777619u
#define NR_REGS		(0x40 / 4)
#define REG(off)	((off) / 4)

struct scanout {
	struct scanout_config cfg;
	uint32_t regs[NR_REGS];
	uint64_t base;		/* of the frame that is being read */
	uint32_t page;		/* next one of it */
	uint32_t sum, bad;	/* of this frame so far */
	struct bus_wait wait;
};

/* scanout_run() repeats the access. */
static void wake(void *opaque)
{
	(void)opaque;
}

struct scanout *scanout_new(const struct scanout_config *cfg)
{
	struct scanout *s;

	if (!cfg->mem || !cfg->pages)
		return NULL;
	s = calloc(1, sizeof(*s));
	if (!s)
		return NULL;
	s->cfg = *cfg;
	s->wait = (struct bus_wait){ .wake = wake };
	scanout_reset(s);
	return s;
}

void scanout_free(struct scanout *s)
{
	free(s);
}

void scanout_reset(struct scanout *s)
{
	if (s->wait.state != BUS_WAIT_NONE && s->cfg.mem->forget)
		s->cfg.mem->forget(s->cfg.mem_opaque, &s->wait);
	memset(s->regs, 0, sizeof(s->regs));
	s->regs[REG(SCANOUT_ID)] = SCANOUT_ID_VALUE;
	s->regs[REG(SCANOUT_BASE_LO)] = (uint32_t)s->cfg.base;
	s->regs[REG(SCANOUT_BASE_HI)] = (uint32_t)(s->cfg.base >> 32);
	s->regs[REG(SCANOUT_SIZE)] = s->cfg.pages * PAGE;
	s->page = 0;
}

uint32_t scanout_sum(uint32_t sum, const void *buf, size_t len)
{
	const uint8_t *p = buf;

	while (len--)
		sum = (sum ^ *p++) * SUM_STEP + 1;
	return sum;
}

static void begin_frame(struct scanout *s)
{
	s->base = (s->regs[REG(SCANOUT_BASE_LO)] |
		   (uint64_t)s->regs[REG(SCANOUT_BASE_HI)] << 32) & ~(uint64_t)(PAGE - 1);
	s->sum = 0;
	s->bad = 0;
}

static void end_frame(struct scanout *s)
{
	s->page = 0;
	s->regs[REG(SCANOUT_SUM)] = s->sum;
	s->regs[REG(SCANOUT_BAD)] = s->bad;
	s->regs[REG(SCANOUT_FRAMES)]++;
}

/* Return: false if the read has to wait. */
static bool read_page(struct scanout *s)
{
	struct bus_txn txn = {
		.client = s->cfg.client, .sid = s->cfg.sid, .tbu = s->cfg.tbu,
		.addr = s->base + (uint64_t)s->page * PAGE, .wait = &s->wait,
	};
	enum bus_status status;
	uint8_t buf[PAGE];

	status = s->cfg.mem->access(s->cfg.mem_opaque, &txn, buf, sizeof(buf));
	s->regs[REG(SCANOUT_STATUS)] = status;
	if (status == BUS_STALLED)
		return false;
	s->regs[REG(SCANOUT_READS)]++;
	if (status == BUS_OK) {
		s->sum = scanout_sum(s->sum, buf, sizeof(buf));
		return true;
	}
	s->regs[REG(SCANOUT_FAULTS)]++;
	s->bad++;
	return true;
}

void scanout_run(struct scanout *s, unsigned int pages)
{
	while (pages--) {
		if (!s->page && s->wait.state == BUS_WAIT_NONE)
			begin_frame(s);
		if (!read_page(s))
			return;
		if (++s->page == s->cfg.pages)
			end_frame(s);
	}
}

uint64_t scanout_mmio_read(const struct scanout *s, uint64_t off, unsigned int size)
{
	if (size != 4 || off % 4 || off >= sizeof(s->regs))
		return 0;
	return s->regs[REG(off)];
}

void scanout_mmio_write(struct scanout *s, uint64_t off, uint64_t val, unsigned int size)
{
	if (size == 4 && (off == SCANOUT_BASE_LO || off == SCANOUT_BASE_HI))
		s->regs[REG(off)] = (uint32_t)val;
}
