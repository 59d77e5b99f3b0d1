// SPDX-License-Identifier: GPL-2.0-only
/*
 * The FIFO for tests: order, limits, and its two request lines; and as the peripheral of
 * two channels of the DMA engine.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../mc/rng.h"
#include "gpcdma/gpcdma.h"
#include "testfifo/testfifo.h"

#define BASE	UINT64_C(0xfa10000)
#define OUT	8u
#define IN	9u

struct fixture {
	struct testfifo *fifo;
	struct gpcdma *dma;
	uint32_t lines[2];
	uint8_t mem[0x4000];
};

static void on_request(void *opaque, unsigned int line, bool in, bool level)
{
	struct fixture *f = opaque;

	assert_true(level != (f->lines[in] >> line & 1));
	f->lines[in] ^= UINT32_C(1) << line;
	gpcdma_request(f->dma, line, in, level);
}

static void expect_lines(const struct fixture *f, uint32_t out, uint32_t in)
{
	assert_int_equal(f->lines[0], out);
	assert_int_equal(f->lines[1], in);
}

static enum bus_status on_mem(void *opaque, const struct bus_txn *txn, void *buf, size_t len)
{
	struct fixture *f = opaque;

	if (txn->addr + len > sizeof(f->mem))
		return BUS_FAULT;
	if (txn->write)
		memcpy(f->mem + txn->addr, buf, len);
	else
		memcpy(buf, f->mem + txn->addr, len);
	return BUS_OK;
}

static enum bus_status on_cbb(void *opaque, const struct bus_txn *txn, void *buf, size_t len)
{
	struct fixture *f = opaque;
	uint32_t word = 0;

	assert_int_equal(len, 4);
	if (txn->write) {
		memcpy(&word, buf, 4);
		testfifo_mmio_write(f->fifo, txn->addr - BASE, word, 4);
	} else {
		word = (uint32_t)testfifo_mmio_read(f->fifo, txn->addr - BASE, 4);
		memcpy(buf, &word, 4);
	}
	return BUS_OK;
}

static const struct bus_master_ops mem_ops = { .access = on_mem };
static const struct bus_master_ops cbb_ops = { .access = on_cbb };

static int setup(void **state)
{
	static struct fixture f;
	struct gpcdma_config cfg = { .mem = &mem_ops, .mem_opaque = &f,
				     .cbb = &cbb_ops, .cbb_opaque = &f };

	memset(&f, 0, sizeof(f));
	f.dma = gpcdma_new(&cfg);
	f.fifo = testfifo_new(on_request, &f);
	*state = &f;
	return f.fifo && f.dma ? 0 : -1;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	testfifo_free(f->fifo);
	gpcdma_free(f->dma);
	return 0;
}

static void wr(struct fixture *f, uint64_t off, uint32_t val)
{
	testfifo_mmio_write(f->fifo, off, val, 4);
}

static uint32_t rd(struct fixture *f, uint64_t off)
{
	return (uint32_t)testfifo_mmio_read(f->fifo, off, 4);
}

static void first_in_first_out(void **state)
{
	struct fixture *f = *state;
	unsigned int i;

	assert_int_equal(rd(f, TESTFIFO_ID), 0x4f464946);
	for (i = 0; i <= TESTFIFO_DEPTH; i++)
		wr(f, TESTFIFO_DATA, 100 + i);
	assert_int_equal(rd(f, TESTFIFO_LEVEL), TESTFIFO_DEPTH);
	assert_int_equal(rd(f, TESTFIFO_LOST), 1);
	for (i = 0; i < TESTFIFO_DEPTH; i++)
		assert_int_equal(rd(f, TESTFIFO_DATA), 100 + i);
	assert_int_equal(rd(f, TESTFIFO_DATA), 0);
	assert_int_equal(rd(f, TESTFIFO_LOST), 2);
	testfifo_mmio_write(f->fifo, TESTFIFO_DATA, 1, 8);
	assert_int_equal(rd(f, TESTFIFO_LEVEL), 0);
	testfifo_reset(f->fifo);
	assert_int_equal(rd(f, TESTFIFO_LOST), 0);
}

static void lines(void **state)
{
	struct fixture *f = *state;
	unsigned int i;

	wr(f, TESTFIFO_BURST, 4);
	wr(f, TESTFIFO_BURST, 0);
	wr(f, TESTFIFO_BURST, TESTFIFO_DEPTH + 1);
	assert_int_equal(rd(f, TESTFIFO_BURST), 4);
	wr(f, TESTFIFO_OUT_LINE, TESTFIFO_LINE_ON | OUT);
	wr(f, TESTFIFO_IN_LINE, TESTFIFO_LINE_ON | IN);
	expect_lines(f, 0, 1u << IN);
	for (i = 0; i < 4; i++)
		wr(f, TESTFIFO_DATA, i);
	expect_lines(f, 1u << OUT, 1u << IN);
	for (; i < TESTFIFO_DEPTH - 3; i++)
		wr(f, TESTFIFO_DATA, i);
	expect_lines(f, 1u << OUT, 0);
	rd(f, TESTFIFO_DATA);
	expect_lines(f, 1u << OUT, 1u << IN);
	wr(f, TESTFIFO_OUT_LINE, OUT);
	expect_lines(f, 0, 1u << IN);
	wr(f, TESTFIFO_OUT_LINE, TESTFIFO_LINE_ON | IN);
	expect_lines(f, 1u << IN, 1u << IN);
	testfifo_reset(f->fifo);
	expect_lines(f, 0, 0);
	assert_null(testfifo_new(NULL, NULL));
}

static void start(struct fixture *f, unsigned int ch, uint64_t src, uint64_t dst, uint32_t csr)
{
	uint64_t base = GPCDMA_CHANNEL_BASE(ch);

	gpcdma_mmio_write(f->dma, base + GPCDMA_SRC, src, 4);
	gpcdma_mmio_write(f->dma, base + GPCDMA_DST, dst, 4);
	gpcdma_mmio_write(f->dma, base + GPCDMA_WCOUNT, 0x1000 / 4 - 1, 4);
	/* Words, a window of one, bursts of four. */
	gpcdma_mmio_write(f->dma, base + GPCDMA_MMIOSEQ,
			  UINT32_C(2) << 28 | 3u << GPCDMA_MMIOSEQ_BURST_SHIFT |
			  1u << GPCDMA_MMIOSEQ_WRAP_SHIFT, 4);
	gpcdma_mmio_write(f->dma, base + GPCDMA_CSR, csr | GPCDMA_CSR_ONCE | GPCDMA_CSR_ENB, 4);
}

/* One channel fills, one drains it; without the request lines words would be lost. */
static void paces_two_channels(void **state)
{
	struct fixture *f = *state;
	unsigned int i;

	for (i = 0; i < 0x1000; i++)
		f->mem[i] = (uint8_t)(i * 7 + i / 256);
	wr(f, TESTFIFO_BURST, 4);
	wr(f, TESTFIFO_OUT_LINE, TESTFIFO_LINE_ON | OUT);
	wr(f, TESTFIFO_IN_LINE, TESTFIFO_LINE_ON | IN);
	start(f, 1, 0, BASE + TESTFIFO_DATA,
	      GPCDMA_MEM2IO_FC << GPCDMA_CSR_DMA_SHIFT | IN << GPCDMA_CSR_REQ_SEL_SHIFT);
	while (gpcdma_run(f->dma, 64))
		;
	assert_int_equal(rd(f, TESTFIFO_LEVEL), TESTFIFO_DEPTH);
	start(f, 2, BASE + TESTFIFO_DATA, 0x2000,
	      GPCDMA_IO2MEM_FC << GPCDMA_CSR_DMA_SHIFT | OUT << GPCDMA_CSR_REQ_SEL_SHIFT);
	while (gpcdma_run(f->dma, 64))
		;
	assert_memory_equal(f->mem + 0x2000, f->mem, 0x1000);
	assert_int_equal(rd(f, TESTFIFO_LEVEL), 0);
	assert_int_equal(rd(f, TESTFIFO_LOST), 0);
}

static void fuzz_registers(void **state)
{
	struct fixture *f = *state;
	long i, runs = rng_runs();
	struct rng r;

	rng_init(&r, "testfifo");
	for (i = 0; i < runs; i++) {
		uint64_t off = 4 * rng_below(&r, 9);

		if (rng_below(&r, 2))
			testfifo_mmio_write(f->fifo, off, rng_next(&r), 1u << rng_below(&r, 4));
		else
			wr(f, off, rng_below(&r, 40) | (uint32_t)rng_below(&r, 2) << 31);
		if (!rng_below(&r, 9))
			rd(f, TESTFIFO_DATA);
		assert_true(rd(f, TESTFIFO_LEVEL) <= TESTFIFO_DEPTH);
	}
	testfifo_reset(f->fifo);
	expect_lines(f, 0, 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(first_in_first_out),
		T(lines),
		T(paces_two_channels),
		T(fuzz_registers),
	};

	return cmocka_run_group_tests_name("testfifo", tests, NULL, NULL);
}
