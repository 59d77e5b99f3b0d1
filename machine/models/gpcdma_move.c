// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * GPCDMA: the movement of data, one bounded access at a time.
 *
 * Assumed: modes with flow control find their peripheral always ready; the wrap
 * fields of MC_SEQ are not modelled, memory addresses always advance.
 */
#include "gpcdma_int.h"

#define PAGE			UINT64_C(0x1000)
#define IO_CHUNK		64u
#define MMIOSEQ_WIDTH_SHIFT	28
#define MMIOSEQ_WRAP_SHIFT	16
#define ERR_ILLEGAL_REQUEST	0xdu

static enum bus_status mem_access(struct gpcdma *dma, const struct gpcdma_channel *c, bool write,
				  unsigned int sid_shift, uint64_t addr, void *buf, size_t len)
{
	struct bus_txn txn = {
		.client = write ? dma->cfg.write_client : dma->cfg.read_client,
		.sid = c->mcseq >> sid_shift & GPCDMA_MCSEQ_SID_MASK,
		.tbu = dma->cfg.tbu,
		.write = write,
		.addr = addr & GPCDMA_ADDR_MASK,
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
		.addr = addr & GPCDMA_ADDR_MASK,
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

static struct gpcdma_step step_copy(struct gpcdma *dma, const struct gpcdma_channel *c, size_t want)
{
	size_t len = smaller(want, smaller(to_page_end(c->now.src), to_page_end(c->now.dst)));
	uint8_t buf[PAGE];

	if (mem_access(dma, c, false, GPCDMA_MCSEQ_SID0_SHIFT, c->now.src, buf, len) != BUS_OK ||
	    mem_access(dma, c, true, GPCDMA_MCSEQ_SID1_SHIFT, c->now.dst, buf, len) != BUS_OK)
		return (struct gpcdma_step){ len, GPCDMA_ERR_MC_SLAVE };
	return (struct gpcdma_step){ len, 0 };
}

static void store32(uint8_t *p, uint32_t val)
{
	p[0] = val & 0xff;
	p[1] = val >> 8 & 0xff;
	p[2] = val >> 16 & 0xff;
	p[3] = (uint8_t)(val >> 24);
}

static struct gpcdma_step step_fill(struct gpcdma *dma, const struct gpcdma_channel *c, size_t want)
{
	size_t len = smaller(want, to_page_end(c->now.dst)), i;
	uint8_t buf[PAGE];

	for (i = 0; i < len; i += 4)
		store32(buf + i, c->pattern);
	if (mem_access(dma, c, true, GPCDMA_MCSEQ_SID0_SHIFT, c->now.dst, buf, len) != BUS_OK)
		return (struct gpcdma_step){ len, GPCDMA_ERR_MC_SLAVE };
	return (struct gpcdma_step){ len, 0 };
}

/* Width of one access on the register side: 1, 2 or 4 bytes. */
static unsigned int io_width(const struct gpcdma_channel *c)
{
	unsigned int code = c->mmioseq >> MMIOSEQ_WIDTH_SHIFT & 7;

	return code < 2 ? 1u << code : 4;
}

/* Bytes after which the address on the register side starts again; 0: never. */
static uint32_t io_wrap(const struct gpcdma_channel *c)
{
	unsigned int code = c->mmioseq >> MMIOSEQ_WRAP_SHIFT & 7;

	return code ? 4u << (code - 1) : 0;
}

static enum bus_status io_words(struct gpcdma *dma, const struct gpcdma_channel *c, bool write,
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

static struct gpcdma_step step_io(struct gpcdma *dma, const struct gpcdma_channel *c, bool to_io, size_t want)
{
	uint64_t io = to_io ? c->now.dst : c->now.src;
	uint64_t mem = to_io ? c->now.src : c->now.dst;
	size_t len = smaller(smaller(want, IO_CHUNK), to_page_end(mem));
	uint8_t buf[IO_CHUNK];

	if (to_io && mem_access(dma, c, false, GPCDMA_MCSEQ_SID0_SHIFT, mem, buf, len) != BUS_OK)
		return (struct gpcdma_step){ len, GPCDMA_ERR_MC_SLAVE };
	if (io_words(dma, c, to_io, io, buf, len) != BUS_OK)
		return (struct gpcdma_step){ len, GPCDMA_ERR_MMIO_SLAVE };
	if (!to_io && mem_access(dma, c, true, GPCDMA_MCSEQ_SID0_SHIFT, mem, buf, len) != BUS_OK)
		return (struct gpcdma_step){ len, GPCDMA_ERR_MC_SLAVE };
	return (struct gpcdma_step){ len, 0 };
}

struct gpcdma_step gpcdma_move(struct gpcdma *dma, const struct gpcdma_channel *c, size_t want)
{
	switch (gpcdma_mode_of(c)) {
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
		return (struct gpcdma_step){ 0, ERR_ILLEGAL_REQUEST };
	}
}
