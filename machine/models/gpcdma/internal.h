/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GPCDMA: what the files of the model share.
 */
#ifndef MODELS_GPCDMA_INTERNAL_H
#define MODELS_GPCDMA_INTERNAL_H

#include "gpcdma.h"

#define GPCDMA_ADDR_MASK	((UINT64_C(1) << 40) - 1)

/* A transfer as the registers described it when it was started. */
struct gpcdma_job {
	uint64_t src, dst;
	uint32_t words;
};

/*
 * struct gpcdma_channel - registers, and the transfer in progress
 * @now:	the job in progress, its addresses and count advanced
 * @loop:	what continuous mode starts next
 * @io_offset:	bytes already moved on the register side
 * @credit:	bursts left of those that the last request was for
 * @second:	the second half of a double buffer is in progress
 * @epoch:	changes whenever a transfer starts or stops, so that an access
 *		that reprograms its own channel doesn't advance the new transfer
 */
struct gpcdma_channel {
	uint32_t csr, status, csre, src, dst, high, mcseq, mmioseq, wcount;
	uint32_t err, pattern;
	struct gpcdma_job now, loop;
	uint32_t io_offset;
	unsigned int credit;
	bool second;
	uint32_t epoch;
	bool active;
	bool irq_level;
};

struct gpcdma {
	struct gpcdma_config cfg;
	struct gpcdma_channel ch[GPCDMA_NR_CHANNELS];
	unsigned int turn;
	uint32_t requests[2];	/* out of peripherals, into them */
	struct gpcdma_stats stats;
};

/* The result of one step: bytes moved, or the error type. */
struct gpcdma_step {
	size_t len;
	uint32_t error;
};

static inline uint32_t gpcdma_mode_of(const struct gpcdma_channel *c)
{
	return c->csr >> GPCDMA_CSR_DMA_SHIFT & GPCDMA_CSR_DMA_MASK;
}

/* Which side of the transfer lies on the register side, if one does. */
static inline bool gpcdma_from_io(const struct gpcdma_channel *c)
{
	return gpcdma_mode_of(c) == GPCDMA_IO2MEM || gpcdma_mode_of(c) == GPCDMA_IO2MEM_FC;
}

static inline bool gpcdma_to_io(const struct gpcdma_channel *c)
{
	return gpcdma_mode_of(c) == GPCDMA_MEM2IO || gpcdma_mode_of(c) == GPCDMA_MEM2IO_FC;
}

/* Bytes of a burst on the register side; less than that never moves there. */
static inline size_t gpcdma_io_burst(const struct gpcdma_channel *c)
{
	return 4 * ((c->mmioseq >> GPCDMA_MMIOSEQ_BURST_SHIFT & GPCDMA_MMIOSEQ_BURST_MASK) + 1);
}

/* engine.c: the life of a channel's transfers. */
bool gpcdma_running(const struct gpcdma_channel *c);
bool gpcdma_can_move(const struct gpcdma *dma, const struct gpcdma_channel *c);
void gpcdma_start(struct gpcdma *dma, unsigned int i);
void gpcdma_stop(struct gpcdma_channel *c);
void gpcdma_kick(struct gpcdma *dma, const struct gpcdma_channel *c);
void gpcdma_update_irq(struct gpcdma *dma, unsigned int i);

/*
 * move.c: one bounded access of @c; and the address of one of its memory sides after
 * @len bytes.
 */
struct gpcdma_step gpcdma_move(struct gpcdma *dma, const struct gpcdma_channel *c);
uint64_t gpcdma_after(const struct gpcdma_channel *c, bool destination, size_t len);

#endif
