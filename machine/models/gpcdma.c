// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * GPCDMA: channel registers, and the movement of data, one bounded access at a
 * time.
 *
 * Offsets and bits are those that the kernel's driver uses. Assumed beyond it:
 * an error stops the channel, raises its interrupt and leaves the end-of-chunk
 * bit clear; modes with flow control find their peripheral always ready; the
 * wrap fields of MC_SEQ are not modelled, memory addresses always advance.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gpcdma.h"

#define PAGE		UINT64_C(0x1000)
#define ADDR_MASK	((UINT64_C(1) << 40) - 1)
#define CHANNEL_SIZE	UINT64_C(0x10000)
#define IO_CHUNK	64u

#define MCSEQ_WRAP_MASK		(UINT32_C(0x3f) << 17)
#define MMIOSEQ_WIDTH_SHIFT	28
#define MMIOSEQ_WRAP_SHIFT	16
#define WCOUNT_MASK		0x3fffffffu
#define ERR_ILLEGAL_REQUEST	0xdu

/* A transfer as the registers described it when it was started. */
struct job {
	uint64_t src, dst;
	uint32_t words;
};

/*
 * struct channel - registers, and the transfer in progress
 * @now:	the job in progress, its addresses and count advanced
 * @loop:	what continuous mode starts next
 * @io_offset:	bytes already moved on the register side
 * @epoch:	changes whenever a transfer starts or stops, so that an access
 *		that reprograms its own channel doesn't advance the new transfer
 */
struct channel {
	uint32_t csr, status, csre, src, dst, high, mcseq, mmioseq, wcount;
	uint32_t err, pattern;
	struct job now, loop;
	uint32_t io_offset;
	uint32_t epoch;
	bool active;
	bool irq_level;
};

struct gpcdma {
	struct gpcdma_config cfg;
	struct channel ch[GPCDMA_NR_CHANNELS];
	unsigned int turn;
	struct gpcdma_stats stats;
};

static void log_channel(struct gpcdma *dma, unsigned int i, const char *what)
{
	char msg[96];

	if (!dma->cfg.log)
		return;
	snprintf(msg, sizeof(msg), "GPCDMA channel %u: %s", i, what);
	dma->cfg.log(dma->cfg.log_opaque, msg);
}

static void log_access(struct gpcdma *dma, const char *what, uint64_t off)
{
	char msg[96];

	if (!dma->cfg.log)
		return;
	snprintf(msg, sizeof(msg), "GPCDMA offset 0x%llx: %s", (unsigned long long)off, what);
	dma->cfg.log(dma->cfg.log_opaque, msg);
}

/* ---- life of a transfer ---- */

static void update_irq(struct gpcdma *dma, unsigned int i)
{
	struct channel *c = &dma->ch[i];
	bool done = (c->status & GPCDMA_STATUS_ISE_EOC) && (c->csr & GPCDMA_CSR_IE_EOC);
	bool level = (c->csr & GPCDMA_CSR_IRQ_MASK) && (done || c->err);

	if (level == c->irq_level)
		return;
	c->irq_level = level;
	if (dma->cfg.irq)
		dma->cfg.irq->set(dma->cfg.irq_opaque, i, level);
}

static bool runnable(const struct channel *c)
{
	return c->active && !(c->csre & GPCDMA_CSRE_PAUSE);
}

static void kick(struct gpcdma *dma, const struct channel *c)
{
	if (runnable(c) && dma->cfg.kick)
		dma->cfg.kick(dma->cfg.kick_opaque);
}

static void load(struct channel *c, struct job *job)
{
	job->src = ((uint64_t)(c->high & 0xff) << 32 | c->src) & ~UINT64_C(3);
	job->dst = ((uint64_t)(c->high >> 16 & 0xff) << 32 | c->dst) & ~UINT64_C(3);
	job->words = c->wcount + 1;
}

/*
 * In continuous mode a write to an enabled channel prepares the transfer that
 * follows the current one.
 */
static void start(struct gpcdma *dma, unsigned int i)
{
	struct channel *c = &dma->ch[i];

	load(c, &c->loop);
	if (c->active)
		return;
	c->now = c->loop;
	c->io_offset = 0;
	c->active = true;
	c->epoch++;
	if (c->mcseq & MCSEQ_WRAP_MASK)
		log_channel(dma, i, "address wrap on the memory side is not modelled");
	kick(dma, c);
}

static void stop(struct channel *c)
{
	c->active = false;
	c->epoch++;
}

static void fail(struct gpcdma *dma, unsigned int i, uint32_t type)
{
	struct channel *c = &dma->ch[i];

	stop(c);
	c->csr &= ~GPCDMA_CSR_ENB;
	c->err = type << GPCDMA_ERR_TYPE_SHIFT;
	dma->stats.errors++;
	update_irq(dma, i);
}

static void complete(struct gpcdma *dma, unsigned int i)
{
	struct channel *c = &dma->ch[i];

	dma->stats.transfers++;
	c->status |= GPCDMA_STATUS_ISE_EOC;
	if (c->csr & GPCDMA_CSR_ONCE) {
		stop(c);
		c->csr &= ~GPCDMA_CSR_ENB;
	} else {
		c->now = c->loop;
		c->io_offset = 0;
	}
	update_irq(dma, i);
}

/* ---- moving data ---- */

static enum bus_status mem_access(struct gpcdma *dma, const struct channel *c, bool write,
				  unsigned int sid_shift, uint64_t addr, void *buf, size_t len)
{
	struct bus_txn txn = {
		.client = write ? dma->cfg.write_client : dma->cfg.read_client,
		.sid = c->mcseq >> sid_shift & GPCDMA_MCSEQ_SID_MASK,
		.tbu = dma->cfg.tbu,
		.write = write,
		.addr = addr & ADDR_MASK,
	};
	enum bus_status st = dma->cfg.mem->access(dma->cfg.mem_opaque, &txn, buf, len);

	if (st == BUS_OK) {
		dma->stats.bytes_read += write ? 0 : len;
		dma->stats.bytes_written += write ? len : 0;
	}
	return st;
}

static enum bus_status cbb_access(struct gpcdma *dma, bool write, uint64_t addr, void *buf,
				  size_t len)
{
	struct bus_txn txn = {
		.client = BUS_CLIENT_NONE,
		.write = write,
		.addr = addr & ADDR_MASK,
	};

	if (!dma->cfg.cbb)
		return BUS_DECERR;
	return dma->cfg.cbb->access(dma->cfg.cbb_opaque, &txn, buf, len);
}

static size_t to_page_end(uint64_t addr)
{
	return PAGE - (addr & (PAGE - 1));
}

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* The result of one step: bytes moved, or the error type. */
struct step {
	size_t len;
	uint32_t error;
};

static struct step step_copy(struct gpcdma *dma, const struct channel *c, size_t want)
{
	size_t len = smaller(want, smaller(to_page_end(c->now.src), to_page_end(c->now.dst)));
	uint8_t buf[PAGE];

	if (mem_access(dma, c, false, GPCDMA_MCSEQ_SID0_SHIFT, c->now.src, buf, len) != BUS_OK ||
	    mem_access(dma, c, true, GPCDMA_MCSEQ_SID1_SHIFT, c->now.dst, buf, len) != BUS_OK)
		return (struct step){ len, GPCDMA_ERR_MC_SLAVE };
	return (struct step){ len, 0 };
}

static void store32(uint8_t *p, uint32_t val)
{
	p[0] = val & 0xff;
	p[1] = val >> 8 & 0xff;
	p[2] = val >> 16 & 0xff;
	p[3] = (uint8_t)(val >> 24);
}

static struct step step_fill(struct gpcdma *dma, const struct channel *c, size_t want)
{
	size_t len = smaller(want, to_page_end(c->now.dst)), i;
	uint8_t buf[PAGE];

	for (i = 0; i < len; i += 4)
		store32(buf + i, c->pattern);
	if (mem_access(dma, c, true, GPCDMA_MCSEQ_SID0_SHIFT, c->now.dst, buf, len) != BUS_OK)
		return (struct step){ len, GPCDMA_ERR_MC_SLAVE };
	return (struct step){ len, 0 };
}

/* Width of one access on the register side: 1, 2 or 4 bytes. */
static unsigned int io_width(const struct channel *c)
{
	unsigned int code = c->mmioseq >> MMIOSEQ_WIDTH_SHIFT & 7;

	return code < 2 ? 1u << code : 4;
}

/* Bytes after which the address on the register side starts again; 0: never. */
static uint32_t io_wrap(const struct channel *c)
{
	unsigned int code = c->mmioseq >> MMIOSEQ_WRAP_SHIFT & 7;

	return code ? 4u << (code - 1) : 0;
}

static enum bus_status io_words(struct gpcdma *dma, const struct channel *c, bool write,
				uint64_t base, uint8_t *buf, size_t len)
{
	unsigned int width = io_width(c);
	uint32_t wrap = io_wrap(c);
	enum bus_status st = BUS_OK;
	uint32_t off;
	size_t i;

	for (i = 0; i < len && st == BUS_OK; i += width) {
		off = c->io_offset + (uint32_t)i;
		if (wrap)
			/* Narrow registers are accessed at their own address. */
			off = off % wrap & ~UINT32_C(3);
		st = cbb_access(dma, write, base + off, buf + i, width);
	}
	return st;
}

static struct step step_io(struct gpcdma *dma, const struct channel *c, bool to_io, size_t want)
{
	uint64_t io = to_io ? c->now.dst : c->now.src;
	uint64_t mem = to_io ? c->now.src : c->now.dst;
	size_t len = smaller(smaller(want, IO_CHUNK), to_page_end(mem));
	uint8_t buf[IO_CHUNK];

	if (to_io && mem_access(dma, c, false, GPCDMA_MCSEQ_SID0_SHIFT, mem, buf, len) != BUS_OK)
		return (struct step){ len, GPCDMA_ERR_MC_SLAVE };
	if (io_words(dma, c, to_io, io, buf, len) != BUS_OK)
		return (struct step){ len, GPCDMA_ERR_MMIO_SLAVE };
	if (!to_io && mem_access(dma, c, true, GPCDMA_MCSEQ_SID0_SHIFT, mem, buf, len) != BUS_OK)
		return (struct step){ len, GPCDMA_ERR_MC_SLAVE };
	return (struct step){ len, 0 };
}

static struct step step_mode(struct gpcdma *dma, const struct channel *c, size_t want)
{
	switch (c->csr >> GPCDMA_CSR_DMA_SHIFT & GPCDMA_CSR_DMA_MASK) {
	case GPCDMA_IO2MEM:
	case GPCDMA_IO2MEM_FC:
		return step_io(dma, c, false, want);
	case GPCDMA_MEM2IO:
	case GPCDMA_MEM2IO_FC:
		return step_io(dma, c, true, want);
	case GPCDMA_MEM2MEM:
		return step_copy(dma, c, want);
	case GPCDMA_FIXED:
		return step_fill(dma, c, want);
	default:
		return (struct step){ 0, ERR_ILLEGAL_REQUEST };
	}
}

static bool io_side_is(const struct channel *c, bool destination)
{
	uint32_t mode = c->csr >> GPCDMA_CSR_DMA_SHIFT & GPCDMA_CSR_DMA_MASK;

	return destination ? mode == GPCDMA_MEM2IO || mode == GPCDMA_MEM2IO_FC :
			     mode == GPCDMA_IO2MEM || mode == GPCDMA_IO2MEM_FC;
}

static void advance(struct gpcdma *dma, unsigned int i, size_t len)
{
	struct channel *c = &dma->ch[i];

	if (!io_side_is(c, false))
		c->now.src = (c->now.src + len) & ADDR_MASK;
	if (!io_side_is(c, true))
		c->now.dst = (c->now.dst + len) & ADDR_MASK;
	c->io_offset += (uint32_t)len;
	c->now.words -= (uint32_t)(len / 4);
	if (!c->now.words)
		complete(dma, i);
}

/* Return: bytes of budget that the step used, at least one word. */
static size_t run_channel(struct gpcdma *dma, unsigned int i)
{
	struct channel *c = &dma->ch[i];
	/* The callbacks may reprogram the channel: work on what it was. */
	const struct channel before = *c;
	struct step s = step_mode(dma, &before, (size_t)c->now.words * 4);

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
		if (runnable(&dma->ch[*i]))
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

/* ---- registers ---- */

static uint32_t read_status(const struct channel *c)
{
	uint32_t status = c->status;

	if (runnable(c))
		status |= GPCDMA_STATUS_BUSY;
	if (c->csre & GPCDMA_CSRE_PAUSE)
		status |= GPCDMA_STATUS_PAUSED;
	return status;
}

static uint32_t read_reg(const struct channel *c, uint32_t reg)
{
	switch (reg) {
	case GPCDMA_CSR:
		return c->csr;
	case GPCDMA_STATUS:
		return read_status(c);
	case GPCDMA_CSRE:
		return c->csre;
	case GPCDMA_SRC:
		return c->src;
	case GPCDMA_DST:
		return c->dst;
	case GPCDMA_HIGH:
		return c->high;
	case GPCDMA_MCSEQ:
		return c->mcseq;
	case GPCDMA_MMIOSEQ:
		return c->mmioseq;
	case GPCDMA_WCOUNT:
		return c->wcount;
	case GPCDMA_XFER_COUNT:
		return c->active ? c->now.words : 0;
	case GPCDMA_ERR:
		return c->err;
	case GPCDMA_FIXED_PATTERN:
		return c->pattern;
	default:
		return 0;
	}
}

static void write_csr(struct gpcdma *dma, unsigned int i, uint32_t val)
{
	struct channel *c = &dma->ch[i];

	c->csr = val;
	if (val & GPCDMA_CSR_ENB)
		start(dma, i);
	else if (c->active)
		stop(c);
	update_irq(dma, i);
}

static void write_reg(struct gpcdma *dma, unsigned int i, uint32_t reg, uint32_t val)
{
	struct channel *c = &dma->ch[i];

	switch (reg) {
	case GPCDMA_CSR:
		write_csr(dma, i, val);
		break;
	case GPCDMA_STATUS:
		c->status &= ~(val & GPCDMA_STATUS_ISE_EOC);
		update_irq(dma, i);
		break;
	case GPCDMA_CSRE:
		c->csre = val & GPCDMA_CSRE_PAUSE;
		kick(dma, c);
		break;
	case GPCDMA_SRC:
		c->src = val;
		break;
	case GPCDMA_DST:
		c->dst = val;
		break;
	case GPCDMA_HIGH:
		c->high = val & 0x00ff00ff;
		break;
	case GPCDMA_MCSEQ:
		c->mcseq = val;
		break;
	case GPCDMA_MMIOSEQ:
		c->mmioseq = val;
		break;
	case GPCDMA_WCOUNT:
		c->wcount = val & WCOUNT_MASK;
		break;
	case GPCDMA_ERR:
		c->err &= ~val;
		update_irq(dma, i);
		break;
	case GPCDMA_FIXED_PATTERN:
		c->pattern = val;
		break;
	default:
		break;
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
	return read_reg(&dma->ch[i], off % CHANNEL_SIZE);
}

void gpcdma_mmio_write(struct gpcdma *dma, uint64_t off, uint64_t val, unsigned int size)
{
	unsigned int i;

	if (channel_of(dma, off, size, &i))
		write_reg(dma, i, off % CHANNEL_SIZE, (uint32_t)val);
}

/* ---- life of the engine ---- */

void gpcdma_reset(struct gpcdma *dma)
{
	unsigned int i;

	for (i = 0; i < GPCDMA_NR_CHANNELS; i++) {
		struct channel *c = &dma->ch[i];

		*c = (struct channel){ .epoch = c->epoch + 1, .irq_level = c->irq_level };
		update_irq(dma, i);
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
