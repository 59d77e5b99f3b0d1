// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * GPCDMA: how a channel starts, ends and fails a transfer, and how channels take
 * turns.
 *
 * Assumed: an error stops the channel, raises its interrupt and leaves the
 * end-of-chunk bit clear. A write of CSR fixes what continuous mode does next; with
 * a double buffer it does so every other time, and goes on where it is in between.
 * A request is for as many bursts as CSR.FC_MODE says, for one if it says none.
 * What is left of a transfer and fills no burst never moves.
 */
#include <stdio.h>

#include "internal.h"

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

bool gpcdma_running(const struct gpcdma_channel *c)
{
	return c->active && !(c->csre & GPCDMA_CSRE_PAUSE);
}

static bool flow_controlled(const struct gpcdma_channel *c)
{
	return gpcdma_mode_of(c) == GPCDMA_IO2MEM_FC || gpcdma_mode_of(c) == GPCDMA_MEM2IO_FC;
}

static bool requested(const struct gpcdma *dma, const struct gpcdma_channel *c)
{
	unsigned int line = c->csr >> GPCDMA_CSR_REQ_SEL_SHIFT & GPCDMA_CSR_REQ_SEL_MASK;

	return dma->requests[gpcdma_to_io(c)] >> line & 1;
}

bool gpcdma_can_move(const struct gpcdma *dma, const struct gpcdma_channel *c)
{
	if (!gpcdma_running(c))
		return false;
	if (!gpcdma_from_io(c) && !gpcdma_to_io(c))
		return true;
	if ((uint64_t)c->now.words * 4 < gpcdma_io_burst(c))
		return false;
	return !flow_controlled(c) || c->credit || requested(dma, c);
}

void gpcdma_kick(struct gpcdma *dma, const struct gpcdma_channel *c)
{
	if (gpcdma_can_move(dma, c) && dma->cfg.kick)
		dma->cfg.kick(dma->cfg.kick_opaque);
}

void gpcdma_request(struct gpcdma *dma, unsigned int line, bool to_io, bool level)
{
	uint32_t *requests = &dma->requests[to_io];
	unsigned int i;

	if (line >= GPCDMA_NR_REQUESTS || line == GPCDMA_REQUEST_UNUSED)
		return;
	*requests &= ~(UINT32_C(1) << line);
	*requests |= (uint32_t)level << line;
	for (i = 0; level && i < GPCDMA_NR_CHANNELS; i++)
		gpcdma_kick(dma, &dma->ch[i]);
}

static void load(struct gpcdma_channel *c, struct gpcdma_job *job)
{
	job->src = ((uint64_t)(c->high & 0xff) << 32 | c->src) & ~UINT64_C(3);
	job->dst = ((uint64_t)(c->high >> 16 & 0xff) << 32 | c->dst) & ~UINT64_C(3);
	job->words = c->wcount + 1;
}

static void begin(struct gpcdma_channel *c)
{
	c->now = c->loop;
	c->io_offset = 0;
	c->second = false;
}

static void check_bursts(struct gpcdma *dma, unsigned int i)
{
	const struct gpcdma_channel *c = &dma->ch[i];

	if ((gpcdma_from_io(c) || gpcdma_to_io(c)) &&
	    (uint64_t)c->now.words * 4 % gpcdma_io_burst(c))
		log_channel(dma, i, "not a number of whole bursts, so it will never end");
}

/*
 * In continuous mode a write to an enabled channel prepares the transfer that
 * follows the current one.
 */
void gpcdma_start(struct gpcdma *dma, unsigned int i)
{
	struct gpcdma_channel *c = &dma->ch[i];

	load(c, &c->loop);
	if (!c->active) {
		begin(c);
		c->credit = 0;
		c->active = true;
		c->epoch++;
		check_bursts(dma, i);
	}
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

/* With a double buffer the second half follows the first in memory. */
static void go_on(struct gpcdma_channel *c)
{
	if ((c->mmioseq & GPCDMA_MMIOSEQ_DBL_BUF) && !c->second) {
		c->now.words = c->loop.words;
		c->second = true;
	} else {
		begin(c);
	}
	c->status ^= GPCDMA_STATUS_PING_PONG;
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
		go_on(c);
	}
	gpcdma_update_irq(dma, i);
}

/* ---- turns ---- */

static void advance(struct gpcdma *dma, unsigned int i, size_t len)
{
	struct gpcdma_channel *c = &dma->ch[i];

	if (!gpcdma_from_io(c))
		c->now.src = gpcdma_after(c, false, len);
	if (!gpcdma_to_io(c))
		c->now.dst = gpcdma_after(c, true, len);
	c->io_offset += (uint32_t)len;
	c->now.words -= (uint32_t)(len / 4);
	if (!c->now.words)
		complete(dma, i);
}

/* A request is taken when its first burst begins. */
static void spend_credit(struct gpcdma_channel *c)
{
	static const unsigned int bursts[] = { 1, 1, 2, 4 };

	if (!flow_controlled(c))
		return;
	if (!c->credit)
		c->credit = bursts[c->csr >> GPCDMA_CSR_FC_MODE_SHIFT & GPCDMA_CSR_FC_MODE_MASK];
	c->credit--;
}

/* Return: bytes of budget that the step used, at least one word. */
static size_t run_channel(struct gpcdma *dma, unsigned int i)
{
	struct gpcdma_channel *c = &dma->ch[i];
	struct gpcdma_channel before;
	struct gpcdma_step s;

	spend_credit(c);
	/* The callbacks may reprogram the channel: work on what it was. */
	before = *c;
	s = gpcdma_move(dma, &before);
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
		if (gpcdma_can_move(dma, &dma->ch[*i]))
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
