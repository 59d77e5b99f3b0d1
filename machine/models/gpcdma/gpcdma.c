// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * GPCDMA: the channels' registers, creation and reset.
 *
 * Offsets and bits are those that the kernel's driver uses or names. What it names
 * and nothing here shows (weights, numbers of outstanding requests, masters) is
 * kept; error types other than those of the two sides and of an unknown mode never
 * arise; SRC, DST and WCOUNT read as written.
 */
#include <stdio.h>
#include <stdlib.h>

#include "internal.h"

#define CHANNEL_SIZE	UINT64_C(0x10000)
#define WCOUNT_MASK	0x3fffffffu

static void log_access(struct gpcdma *dma, const char *what, uint64_t off)
{
	char msg[96];

	if (!dma->cfg.log)
		return;
	snprintf(msg, sizeof(msg), "GPCDMA offset 0x%llx: %s", (unsigned long long)off, what);
	dma->cfg.log(dma->cfg.log_opaque, msg);
}

static uint32_t read_status(const struct gpcdma *dma, const struct gpcdma_channel *c)
{
	bool moving = gpcdma_can_move(dma, c);
	uint32_t status = c->status;

	if (gpcdma_running(c))
		status |= GPCDMA_STATUS_BUSY;
	if (c->csre & GPCDMA_CSRE_PAUSE)
		status |= GPCDMA_STATUS_PAUSED;
	if (moving)
		status |= GPCDMA_STATUS_ACTIVITY;
	if (moving && gpcdma_from_io(c))
		status |= GPCDMA_STATUS_RX;
	if (moving && gpcdma_to_io(c))
		status |= GPCDMA_STATUS_TX;
	return status;
}

/* Registers that hold what is written. */
static uint32_t *plain_reg(struct gpcdma_channel *c, uint32_t reg)
{
	switch (reg) {
	case GPCDMA_SRC:
		return &c->src;
	case GPCDMA_DST:
		return &c->dst;
	case GPCDMA_MCSEQ:
		return &c->mcseq;
	case GPCDMA_MMIOSEQ:
		return &c->mmioseq;
	case GPCDMA_FIXED_PATTERN:
		return &c->pattern;
	default:
		return NULL;
	}
}

static uint32_t read_reg(struct gpcdma *dma, unsigned int i, uint32_t reg)
{
	struct gpcdma_channel *c = &dma->ch[i];
	const uint32_t *plain = plain_reg(c, reg);

	switch (reg) {
	case GPCDMA_CSR:
		return c->csr;
	case GPCDMA_STATUS:
		return read_status(dma, c);
	case GPCDMA_CSRE:
		return c->csre;
	case GPCDMA_HIGH:
		return c->high;
	case GPCDMA_WCOUNT:
		return c->wcount;
	case GPCDMA_XFER_COUNT:
		return c->active ? c->now.words : 0;
	case GPCDMA_ERR:
		return c->err;
	default:
		return plain ? *plain : 0;
	}
}

static void write_csr(struct gpcdma *dma, unsigned int i, uint32_t val)
{
	struct gpcdma_channel *c = &dma->ch[i];

	c->csr = val;
	if (val & GPCDMA_CSR_ENB)
		gpcdma_start(dma, i);
	else if (c->active)
		gpcdma_stop(c);
	gpcdma_update_irq(dma, i);
}

static void write_reg(struct gpcdma *dma, unsigned int i, uint32_t reg, uint32_t val)
{
	struct gpcdma_channel *c = &dma->ch[i];
	uint32_t *plain = plain_reg(c, reg);

	switch (reg) {
	case GPCDMA_CSR:
		write_csr(dma, i, val);
		break;
	case GPCDMA_STATUS:
		c->status &= ~(val & GPCDMA_STATUS_ISE_EOC);
		gpcdma_update_irq(dma, i);
		break;
	case GPCDMA_CSRE:
		c->csre = val & GPCDMA_CSRE_PAUSE;
		gpcdma_kick(dma, c);
		break;
	case GPCDMA_HIGH:
		c->high = val & 0x00ff00ff;
		break;
	case GPCDMA_WCOUNT:
		c->wcount = val & WCOUNT_MASK;
		break;
	case GPCDMA_ERR:
		c->err &= ~val;
		gpcdma_update_irq(dma, i);
		break;
	default:
		if (plain)
			*plain = val;
	}
}

/* The page below the channels holds nothing that drivers use. */
static bool channel_of(struct gpcdma *dma, uint64_t off, unsigned int size, unsigned int *i)
{
	if (size != 4 || (off & 3) || off < CHANNEL_SIZE || off >= GPCDMA_MMIO_SIZE) {
		log_access(dma, "no channel register, or not a word", off);
		return false;
	}
	*i = (unsigned int)(off / CHANNEL_SIZE - 1);
	return true;
}

uint64_t gpcdma_mmio_read(struct gpcdma *dma, uint64_t off, unsigned int size)
{
	unsigned int i;

	if (!channel_of(dma, off, size, &i))
		return 0;
	return read_reg(dma, i, off % CHANNEL_SIZE);
}

void gpcdma_mmio_write(struct gpcdma *dma, uint64_t off, uint64_t val, unsigned int size)
{
	unsigned int i;

	if (channel_of(dma, off, size, &i))
		write_reg(dma, i, off % CHANNEL_SIZE, (uint32_t)val);
}

/* ---- creation, reset ---- */

void gpcdma_reset(struct gpcdma *dma)
{
	unsigned int i;

	for (i = 0; i < GPCDMA_NR_CHANNELS; i++) {
		struct gpcdma_channel *c = &dma->ch[i];

		*c = (struct gpcdma_channel){ .epoch = c->epoch + 1, .irq_level = c->irq_level };
		gpcdma_update_irq(dma, i);
	}
	dma->turn = 0;
}

struct gpcdma *gpcdma_new(const struct gpcdma_config *cfg)
{
	struct gpcdma *dma;

	if (!cfg->mem)
		return NULL;
	dma = calloc(1, sizeof(*dma));
	if (dma)
		dma->cfg = *cfg;
	return dma;
}

void gpcdma_free(struct gpcdma *dma)
{
	free(dma);
}

void gpcdma_get_stats(const struct gpcdma *dma, struct gpcdma_stats *st)
{
	*st = dma->stats;
}
