// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * GPCDMA: the movement of data, one bounded access at a time.
 *
 * Assumed, as Tegra20's APB DMA does it: addresses wrap within an aligned window,
 * of 32 words for the smallest value on the memory side, of one word on the register
 * side; what is swapped is the bytes of each word, on its way to the side whose
 * register says so. Assumed besides: WRAP0 and SID0 are the source's in a copy and
 * the only memory side's elsewhere; MC_SEQ's protection bits are AXI's; a narrow
 * register stays at its address while the window is one word.
 */
#include "internal.h"

#define PAGE			UINT64_C(0x1000)
#define MAX_BURST		64u
#define MAX_WIDTH		16u
#define ERR_ILLEGAL_REQUEST	0xdu

static size_t smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* ---- the memory side ---- */

/* A copy's destination has fields of its own in MC_SEQ. */
static bool second_fields(const struct gpcdma_channel *c, bool destination)
{
	return destination && gpcdma_mode_of(c) == GPCDMA_MEM2MEM;
}

/* Bytes after which the address on a memory side starts again; 0: never. */
static uint64_t mem_window(const struct gpcdma_channel *c, bool destination)
{
	unsigned int shift = second_fields(c, destination) ? GPCDMA_MCSEQ_WRAP1_SHIFT :
							     GPCDMA_MCSEQ_WRAP0_SHIFT;
	unsigned int code = c->mcseq >> shift & GPCDMA_MCSEQ_WRAP_MASK;

	return code ? UINT64_C(64) << code : 0;
}

static uint64_t wrapped(uint64_t addr, uint64_t window, uint64_t len)
{
	if (!window)
		return (addr + len) & GPCDMA_ADDR_MASK;
	return (addr & ~(window - 1)) | ((addr + len) & (window - 1));
}

uint64_t gpcdma_after(const struct gpcdma_channel *c, bool destination, size_t len)
{
	return wrapped(destination ? c->now.dst : c->now.src, mem_window(c, destination), len);
}

/* How many bytes at @addr one access may have: up to a page's end, or a window's. */
static size_t run_length(const struct gpcdma_channel *c, bool destination, uint64_t addr)
{
	uint64_t window = mem_window(c, destination);

	if (!window || window > PAGE)
		window = PAGE;
	return window - (addr & (window - 1));
}

static enum bus_status mem_access(struct gpcdma *dma, const struct gpcdma_channel *c, bool write,
				  uint64_t addr, void *buf, size_t len)
{
	unsigned int sid_shift = second_fields(c, write) ? GPCDMA_MCSEQ_SID1_SHIFT :
							   GPCDMA_MCSEQ_SID0_SHIFT;
	struct bus_txn txn = {
		.client = write ? dma->cfg.write_client : dma->cfg.read_client,
		.sid = c->mcseq >> sid_shift & GPCDMA_MCSEQ_SID_MASK,
		.tbu = dma->cfg.tbu,
		.write = write,
		.priv = c->mcseq & GPCDMA_MCSEQ_PRIV,
		.insn = c->mcseq & GPCDMA_MCSEQ_INSN,
		.addr = addr & GPCDMA_ADDR_MASK,
	};
	enum bus_status st = dma->cfg.mem->access(dma->cfg.mem_opaque, &txn, buf, len);

	if (st == BUS_OK) {
		dma->stats.bytes_read += write ? 0 : len;
		dma->stats.bytes_written += write ? len : 0;
	}
	return st;
}

static void swap_words(uint8_t *p, size_t len)
{
	uint8_t *end = p + len;

	for (; p < end; p += 4) {
		uint8_t b0 = p[0], b1 = p[1];

		p[0] = p[3];
		p[1] = p[2];
		p[2] = b1;
		p[3] = b0;
	}
}

/* A source is read, a destination written; what is written may be swapped for it. */
static enum bus_status mem_side(struct gpcdma *dma, const struct gpcdma_channel *c,
				bool destination, uint8_t *buf, size_t len)
{
	uint64_t addr = destination ? c->now.dst : c->now.src;
	enum bus_status st = BUS_OK;
	size_t n;

	if (destination && (c->mcseq & GPCDMA_MCSEQ_SWAP))
		swap_words(buf, len);
	for (; len && st == BUS_OK; len -= n, buf += n) {
		n = smaller(len, run_length(c, destination, addr));
		st = mem_access(dma, c, destination, addr, buf, n);
		addr = wrapped(addr, mem_window(c, destination), n);
	}
	return st;
}

static struct gpcdma_step step_copy(struct gpcdma *dma, const struct gpcdma_channel *c, size_t want)
{
	size_t len = smaller(want, smaller(run_length(c, false, c->now.src),
					   run_length(c, true, c->now.dst)));
	uint8_t buf[PAGE];

	if (mem_side(dma, c, false, buf, len) != BUS_OK ||
	    mem_side(dma, c, true, buf, len) != BUS_OK)
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
	size_t len = smaller(want, run_length(c, true, c->now.dst)), i;
	uint8_t buf[PAGE];

	for (i = 0; i < len; i += 4)
		store32(buf + i, c->pattern);
	if (mem_side(dma, c, true, buf, len) != BUS_OK)
		return (struct gpcdma_step){ len, GPCDMA_ERR_MC_SLAVE };
	return (struct gpcdma_step){ len, 0 };
}

/* ---- the register side ---- */

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

/* Width of one access: 1, 2, 4, 8 or 16 bytes. */
static size_t io_width(const struct gpcdma_channel *c)
{
	unsigned int code = c->mmioseq >> GPCDMA_MMIOSEQ_WIDTH_SHIFT & GPCDMA_MMIOSEQ_WIDTH_MASK;

	return 1u << code <= MAX_WIDTH ? 1u << code : 4;
}

static uint64_t io_address(const struct gpcdma_channel *c, uint64_t base, uint64_t off)
{
	unsigned int code = c->mmioseq >> GPCDMA_MMIOSEQ_WRAP_SHIFT & GPCDMA_MMIOSEQ_WRAP_MASK;

	if (!code)
		return base + off;
	return wrapped(base, UINT64_C(4) << (code - 1), off & ~UINT64_C(3));
}

static enum bus_status io_side(struct gpcdma *dma, const struct gpcdma_channel *c, bool write,
			       uint8_t *buf, size_t len)
{
	uint64_t base = write ? c->now.dst : c->now.src;
	enum bus_status st = BUS_OK;
	size_t i, n;

	if (write && (c->mmioseq & GPCDMA_MMIOSEQ_SWAP))
		swap_words(buf, len);
	for (i = 0; i < len && st == BUS_OK; i += n) {
		n = smaller(io_width(c), len - i);
		st = cbb_access(dma, write, io_address(c, base, c->io_offset + i), buf + i, n);
	}
	return st;
}

/* One burst between memory and registers. */
static struct gpcdma_step step_io(struct gpcdma *dma, const struct gpcdma_channel *c)
{
	bool to_io = gpcdma_to_io(c);
	size_t len = gpcdma_io_burst(c);
	uint8_t buf[MAX_BURST];

	if (to_io && mem_side(dma, c, false, buf, len) != BUS_OK)
		return (struct gpcdma_step){ len, GPCDMA_ERR_MC_SLAVE };
	if (io_side(dma, c, to_io, buf, len) != BUS_OK)
		return (struct gpcdma_step){ len, GPCDMA_ERR_MMIO_SLAVE };
	if (!to_io && mem_side(dma, c, true, buf, len) != BUS_OK)
		return (struct gpcdma_step){ len, GPCDMA_ERR_MC_SLAVE };
	return (struct gpcdma_step){ len, 0 };
}

struct gpcdma_step gpcdma_move(struct gpcdma *dma, const struct gpcdma_channel *c)
{
	size_t want = (size_t)c->now.words * 4;

	switch (gpcdma_mode_of(c)) {
	case GPCDMA_IO2MEM:
	case GPCDMA_IO2MEM_FC:
	case GPCDMA_MEM2IO:
	case GPCDMA_MEM2IO_FC:
		return step_io(dma, c);
	case GPCDMA_MEM2MEM:
		return step_copy(dma, c, want);
	case GPCDMA_FIXED:
		return step_fill(dma, c, want);
	default:
		return (struct gpcdma_step){ 0, ERR_ILLEGAL_REQUEST };
	}
}
