// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * GPCDMA: how a channel starts, ends and fails a transfer, and how channels take
 * turns.
 *
 * Assumed: an error stops the channel, raises its interrupt and leaves the
 * end-of-chunk bit clear.
 */
#include <stdio.h>

#include "gpcdma_int.h"

#define MCSEQ_WRAP_MASK		(UINT32_C(0x3f) << 17)

static void log_channel(struct gpcdma *dma, unsigned int i, const char *what)
{
	char msg[96];

	if (!dma->cfg.log)
		return;
	snprintf(msg, sizeof(msg), "GPCDMA channel %u: %s", i, what);
	dma->cfg.log(dma->cfg.log_opaque, msg);
}

void gpcdma_update_irq(struct gpcdma *dma, unsigned int i)
{
	struct gpcdma_channel *c = &dma->ch[i];
	bool done = (c->status & GPCDMA_STATUS_ISE_EOC) && (c->csr & GPCDMA_CSR_IE_EOC);
	bool level = (c->csr & GPCDMA_CSR_IRQ_MASK) && (done || c->err);

	if (level == c->irq_level)
		return;
	c->irq_level = level;
	if (dma->cfg.irq)
		dma->cfg.irq->set(dma->cfg.irq_opaque, i, level);
}

bool gpcdma_runnable(const struct gpcdma_channel *c)
{
	return c->active && !(c->csre & GPCDMA_CSRE_PAUSE);
}

void gpcdma_kick(struct gpcdma *dma, const struct gpcdma_channel *c)
{
	if (gpcdma_runnable(c) && dma->cfg.kick)
		dma->cfg.kick(dma->cfg.kick_opaque);
}

static void load(struct gpcdma_channel *c, struct gpcdma_job *job)
{
	job->src = ((uint64_t)(c->high & 0xff) << 32 | c->src) & ~UINT64_C(3);
	job->dst = ((uint64_t)(c->high >> 16 & 0xff) << 32 | c->dst) & ~UINT64_C(3);
	job->words = c->wcount + 1;
}

/*
 * In continuous mode a write to an enabled channel prepares the transfer that
 * follows the current one.
 */
void gpcdma_start(struct gpcdma *dma, unsigned int i)
{
	struct gpcdma_channel *c = &dma->ch[i];

	load(c, &c->loop);
	if (c->active)
		return;
	c->now = c->loop;
	c->io_offset = 0;
	c->active = true;
	c->epoch++;
	if (c->mcseq & MCSEQ_WRAP_MASK)
		log_channel(dma, i, "address wrap on the memory side is not modelled");
	gpcdma_kick(dma, c);
}

void gpcdma_stop(struct gpcdma_channel *c)
{
	c->active = false;
	c->epoch++;
}

static void fail(struct gpcdma *dma, unsigned int i, uint32_t type)
{
	struct gpcdma_channel *c = &dma->ch[i];

	gpcdma_stop(c);
	c->csr &= ~GPCDMA_CSR_ENB;
	c->err = type << GPCDMA_ERR_TYPE_SHIFT;
	dma->stats.errors++;
	gpcdma_update_irq(dma, i);
}

static void complete(struct gpcdma *dma, unsigned int i)
{
	struct gpcdma_channel *c = &dma->ch[i];

	dma->stats.transfers++;
	c->status |= GPCDMA_STATUS_ISE_EOC;
	if (c->csr & GPCDMA_CSR_ONCE) {
		gpcdma_stop(c);
		c->csr &= ~GPCDMA_CSR_ENB;
	} else {
		c->now = c->loop;
		c->io_offset = 0;
	}
	gpcdma_update_irq(dma, i);
}

/* ---- turns ---- */

static bool io_side_is(const struct gpcdma_channel *c, bool destination)
{
	uint32_t mode = gpcdma_mode_of(c);

	return destination ? mode == GPCDMA_MEM2IO || mode == GPCDMA_MEM2IO_FC :
			     mode == GPCDMA_IO2MEM || mode == GPCDMA_IO2MEM_FC;
}

static void advance(struct gpcdma *dma, unsigned int i, size_t len)
{
	struct gpcdma_channel *c = &dma->ch[i];

	if (!io_side_is(c, false))
		c->now.src = (c->now.src + len) & GPCDMA_ADDR_MASK;
	if (!io_side_is(c, true))
		c->now.dst = (c->now.dst + len) & GPCDMA_ADDR_MASK;
	c->io_offset += (uint32_t)len;
	c->now.words -= (uint32_t)(len / 4);
	if (!c->now.words)
		complete(dma, i);
}

/* Return: bytes of budget that the step used, at least one word. */
static size_t run_channel(struct gpcdma *dma, unsigned int i)
{
	struct gpcdma_channel *c = &dma->ch[i];
	/* The callbacks may reprogram the channel: work on what it was. */
	const struct gpcdma_channel before = *c;
	struct gpcdma_step s = gpcdma_move(dma, &before, (size_t)c->now.words * 4);

	if (c->epoch != before.epoch)
		return 4;
	if (s.error)
		fail(dma, i, s.error);
	else
		advance(dma, i, s.len);
	return s.len ? s.len : 4;
}

static bool next_channel(struct gpcdma *dma, unsigned int *i)
{
	unsigned int n;

	for (n = 0; n < GPCDMA_NR_CHANNELS; n++) {
		*i = (dma->turn + n) % GPCDMA_NR_CHANNELS;
		if (gpcdma_runnable(&dma->ch[*i]))
			return true;
	}
	return false;
}

bool gpcdma_run(struct gpcdma *dma, size_t budget)
{
	size_t used = 0;
	unsigned int i;

	while (next_channel(dma, &i)) {
		if (used >= budget)
			return true;
		dma->turn = (i + 1) % GPCDMA_NR_CHANNELS;
		used += run_channel(dma, i);
	}
	return false;
}
