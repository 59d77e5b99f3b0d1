// SPDX-License-Identifier: GPL-2.0-only
/*
 * The DMA engine's model, driven with the register sequences of the kernel's driver, on
 * a flat memory with configurable failures.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../mc/rng.h"
#include "gpcdma/gpcdma.h"

#define MEM_SIZE	0x40000u
#define RD_CLIENT	0x8cu
#define WR_CLIENT	0x8du
#define CSR_MODE(m)	((uint32_t)(m) << GPCDMA_CSR_DMA_SHIFT)
#define CSR_ONE_SHOT	(GPCDMA_CSR_ONCE | GPCDMA_CSR_IRQ_MASK | GPCDMA_CSR_IE_EOC)
#define NR_TXN		64

struct fixture {
	struct gpcdma *dma;
	uint8_t mem[MEM_SIZE];
	uint64_t hole;		/* accesses to this page fail */
	uint32_t io_reg[4];
	bool io_fails;
	/* register accesses, in order */
	uint64_t io_addr[NR_TXN];
	size_t io_len[NR_TXN];
	unsigned int nr_io;
	/* a peripheral that requests one access */
	bool io_drops, io_into;
	unsigned int io_line;
	struct bus_txn txn[NR_TXN];
	size_t txn_len[NR_TXN];
	unsigned int nr_txn;
	uint32_t lines;
	unsigned int kicks, logged;
	/* register write that a memory access makes to the engine itself */
	uint64_t poke_off;
	uint32_t poke_val;
};

static enum bus_status on_mem(void *opaque, const struct bus_txn *txn, void *buf, size_t len)
{
	struct fixture *f = opaque;

	assert_true(len > 0 && (txn->addr & 0xfff) + len <= 0x1000);
	if (f->nr_txn < NR_TXN) {
		f->txn_len[f->nr_txn] = len;
		f->txn[f->nr_txn++] = *txn;
	}
	if (f->poke_off)
		gpcdma_mmio_write(f->dma, f->poke_off, f->poke_val, 4);
	if (txn->addr + len > MEM_SIZE || (txn->addr & ~UINT64_C(0xfff)) == f->hole)
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

	assert_int_equal(txn->client, BUS_CLIENT_NONE);
	assert_in_range(len, 1, 16);
	if (f->nr_io < NR_TXN) {
		f->io_addr[f->nr_io] = txn->addr;
		f->io_len[f->nr_io++] = len;
	}
	if (f->io_drops)
		gpcdma_request(f->dma, f->io_line, f->io_into, false);
	if (f->io_fails || txn->addr < 0x2c00000 || txn->addr + len > 0x2c00010)
		return BUS_DECERR;
	if (txn->write)
		memcpy((uint8_t *)f->io_reg + (txn->addr & 15), buf, len);
	else
		memcpy(buf, (uint8_t *)f->io_reg + (txn->addr & 15), len);
	return BUS_OK;
}

static void on_irq(void *opaque, unsigned int line, bool level)
{
	struct fixture *f = opaque;

	assert_true(line < 32);
	assert_true(level != !!(f->lines & (UINT32_C(1) << line)));
	f->lines ^= UINT32_C(1) << line;
}

static void on_kick(void *opaque)
{
	((struct fixture *)opaque)->kicks++;
}

static void on_log(void *opaque, const char *msg)
{
	assert_null(strchr(msg, '\n'));
	((struct fixture *)opaque)->logged++;
}

static const struct bus_master_ops mem_ops = { .access = on_mem };
static const struct bus_master_ops cbb_ops = { .access = on_cbb };
static const struct bus_irq_ops irq_ops = { .set = on_irq };

static struct gpcdma_config config(struct fixture *f)
{
	return (struct gpcdma_config){
		.read_client = RD_CLIENT, .write_client = WR_CLIENT, .tbu = 2,
		.mem = &mem_ops, .mem_opaque = f, .cbb = &cbb_ops, .cbb_opaque = f,
		.irq = &irq_ops, .irq_opaque = f, .kick = on_kick, .kick_opaque = f,
		.log = on_log, .log_opaque = f,
	};
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct gpcdma_config cfg;
	unsigned int i;

	if (!f)
		return -1;
	cfg = config(f);
	f->hole = UINT64_MAX;
	for (i = 0; i < MEM_SIZE; i++)
		f->mem[i] = (uint8_t)(i * 7 + i / 251);
	f->dma = gpcdma_new(&cfg);
	*state = f;
	return f->dma ? 0 : -1;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	gpcdma_free(f->dma);
	free(f);
	return 0;
}

static void wr(struct fixture *f, unsigned int ch, uint32_t reg, uint32_t val)
{
	gpcdma_mmio_write(f->dma, GPCDMA_CHANNEL_BASE(ch) + reg, val, 4);
}

static uint32_t rd(struct fixture *f, unsigned int ch, uint32_t reg)
{
	return (uint32_t)gpcdma_mmio_read(f->dma, GPCDMA_CHANNEL_BASE(ch) + reg, 4);
}

/* In the order of the kernel's driver. */
static void program(struct fixture *f, unsigned int ch, uint64_t src, uint64_t dst,
		    uint32_t bytes, uint32_t csr)
{
	wr(f, ch, GPCDMA_SRC, (uint32_t)src);
	wr(f, ch, GPCDMA_DST, (uint32_t)dst);
	wr(f, ch, GPCDMA_HIGH, (uint32_t)(src >> 32) | (uint32_t)(dst >> 32) << 16);
	wr(f, ch, GPCDMA_WCOUNT, (bytes - 4) / 4);
	wr(f, ch, GPCDMA_CSR, 0);
	wr(f, ch, GPCDMA_CSR, csr);
	wr(f, ch, GPCDMA_CSR, csr | GPCDMA_CSR_ENB);
}

static void run_all(struct fixture *f)
{
	unsigned int n;

	for (n = 0; n < 10000 && gpcdma_run(f->dma, 4096); n++)
		continue;
	assert_true(n < 10000);
}

static void copy(void **state)
{
	struct fixture *f = *state;
	uint8_t want[0x3210];

	memcpy(want, f->mem + 0x1004, sizeof(want));
	program(f, 3, 0x1004, 0x20008, sizeof(want), CSR_MODE(GPCDMA_MEM2MEM) | CSR_ONE_SHOT);
	assert_int_equal(f->kicks, 1);
	assert_true(rd(f, 3, GPCDMA_STATUS) & GPCDMA_STATUS_BUSY);
	assert_int_equal(f->lines, 0);
	run_all(f);
	assert_memory_equal(f->mem + 0x20008, want, sizeof(want));
	assert_int_equal(f->mem[0x20008 + sizeof(want)],
			 (uint8_t)((0x20008 + sizeof(want)) * 7 + (0x20008 + sizeof(want)) / 251));
	assert_int_equal(f->lines, UINT32_C(1) << 3);
	assert_int_equal(rd(f, 3, GPCDMA_STATUS), GPCDMA_STATUS_ISE_EOC);
	assert_int_equal(rd(f, 3, GPCDMA_ERR), 0);
	wr(f, 3, GPCDMA_STATUS, GPCDMA_STATUS_ISE_EOC);
	assert_int_equal(f->lines, 0);
	assert_int_equal(rd(f, 3, GPCDMA_STATUS), 0);
}

static void stream_ids_of_a_copy(void **state)
{
	struct fixture *f = *state;

	wr(f, 1, GPCDMA_MCSEQ, 0x7f | 0x12 << GPCDMA_MCSEQ_SID1_SHIFT);
	program(f, 1, 0, 0x1000, 64, CSR_MODE(GPCDMA_MEM2MEM) | CSR_ONE_SHOT);
	run_all(f);
	assert_int_equal(f->nr_txn, 2);
	assert_int_equal(f->txn[0].client, RD_CLIENT);
	assert_int_equal(f->txn[0].sid, 0x7f);
	assert_false(f->txn[0].write);
	assert_int_equal(f->txn[1].client, WR_CLIENT);
	assert_int_equal(f->txn[1].sid, 0x12);
	assert_true(f->txn[1].write);
	assert_int_equal(f->txn[1].tbu, 2);
}

/* The driver's memset and slave paths keep SID0 only. */
static void stream_id_of_a_fill(void **state)
{
	struct fixture *f = *state;
	uint32_t word;

	wr(f, 1, GPCDMA_MCSEQ, 0x04);
	wr(f, 1, GPCDMA_FIXED_PATTERN, 0xdeadbeef);
	program(f, 1, 0, 0x2ffc, 12, CSR_MODE(GPCDMA_FIXED) | CSR_ONE_SHOT);
	run_all(f);
	assert_int_equal(f->nr_txn, 2);
	assert_int_equal(f->txn[0].sid, 0x04);
	assert_int_equal(f->txn_len[0], 4);
	assert_int_equal(f->txn_len[1], 8);
	memcpy(&word, f->mem + 0x3004, 4);
	assert_int_equal(word, 0xdeadbeef);
	assert_int_not_equal(f->mem[0x3008], 0xef);
}

static void addresses_are_forty_bits(void **state)
{
	struct fixture *f = *state;

	program(f, 1, UINT64_C(0xab12345678), UINT64_C(0xcd00001000), 4,
		CSR_MODE(GPCDMA_MEM2MEM) | CSR_ONE_SHOT);
	run_all(f);
	assert_true(f->txn[0].addr == UINT64_C(0xab12345678));
	assert_int_equal(rd(f, 1, GPCDMA_HIGH), 0x00cd00ab);
	program(f, 2, 0x1000, UINT64_C(0xcd00001000), 4,
		CSR_MODE(GPCDMA_MEM2MEM) | CSR_ONE_SHOT);
	run_all(f);
	assert_true(f->txn[2].addr == UINT64_C(0xcd00001000));
}

static void failing_read(void **state)
{
	struct fixture *f = *state;
	struct gpcdma_stats st;

	f->hole = 0x2000;
	program(f, 5, 0x1f00, 0x8000, 0x400, CSR_MODE(GPCDMA_MEM2MEM) | CSR_ONE_SHOT);
	run_all(f);
	assert_int_equal(rd(f, 5, GPCDMA_ERR) >> GPCDMA_ERR_TYPE_SHIFT, GPCDMA_ERR_MC_SLAVE);
	assert_int_equal(rd(f, 5, GPCDMA_STATUS), 0);
	assert_int_equal(rd(f, 5, GPCDMA_CSR) & GPCDMA_CSR_ENB, 0);
	assert_int_equal(f->lines, UINT32_C(1) << 5);
	/* Only the data before the hole has been transferred. */
	assert_memory_equal(f->mem + 0x8000, f->mem + 0x1f00, 0x100);
	assert_int_equal(f->mem[0x8100], (uint8_t)(0x8100 * 7 + 0x8100 / 251));
	wr(f, 5, GPCDMA_ERR, UINT32_MAX);
	assert_int_equal(f->lines, 0);
	gpcdma_get_stats(f->dma, &st);
	assert_int_equal(st.errors, 1);
	assert_int_equal(st.transfers, 0);
}

static void failing_write(void **state)
{
	struct fixture *f = *state;

	f->hole = 0x8000;
	program(f, 0, 0x1000, 0x8000, 0x40, CSR_MODE(GPCDMA_MEM2MEM) | CSR_ONE_SHOT);
	run_all(f);
	assert_int_equal(rd(f, 0, GPCDMA_ERR) >> GPCDMA_ERR_TYPE_SHIFT, GPCDMA_ERR_MC_SLAVE);
	/* The channel works again. */
	wr(f, 0, GPCDMA_ERR, UINT32_MAX);
	f->hole = UINT64_MAX;
	program(f, 0, 0x1000, 0x8000, 0x40, CSR_MODE(GPCDMA_MEM2MEM) | CSR_ONE_SHOT);
	run_all(f);
	assert_memory_equal(f->mem + 0x8000, f->mem + 0x1000, 0x40);
}

static void budget_bounds_a_call(void **state)
{
	struct fixture *f = *state;
	struct gpcdma_stats st;

	program(f, 0, 0, 0x20000, 0x10000, CSR_MODE(GPCDMA_MEM2MEM) | CSR_ONE_SHOT);
	assert_true(gpcdma_run(f->dma, 0));
	gpcdma_get_stats(f->dma, &st);
	assert_int_equal(st.bytes_written, 0);
	assert_true(gpcdma_run(f->dma, 8192));
	gpcdma_get_stats(f->dma, &st);
	assert_int_equal(st.bytes_written, 8192);
	assert_int_equal(rd(f, 0, GPCDMA_XFER_COUNT), (0x10000 - 8192) / 4);
	run_all(f);
	gpcdma_get_stats(f->dma, &st);
	assert_int_equal(st.bytes_written, 0x10000);
}

static void channels_take_turns(void **state)
{
	struct fixture *f = *state;

	program(f, 4, 0, 0x20000, 0x2000, CSR_MODE(GPCDMA_MEM2MEM) | CSR_ONE_SHOT);
	program(f, 31, 0, 0x24000, 0x2000, CSR_MODE(GPCDMA_MEM2MEM) | CSR_ONE_SHOT);
	gpcdma_run(f->dma, 8192);
	assert_int_equal(rd(f, 4, GPCDMA_XFER_COUNT), 0x400);
	assert_int_equal(rd(f, 31, GPCDMA_XFER_COUNT), 0x400);
	run_all(f);
	assert_int_equal(f->lines, UINT32_C(1) << 31 | UINT32_C(1) << 4);
}

static void pause_and_disable(void **state)
{
	struct fixture *f = *state;

	program(f, 2, 0, 0x20000, 0x3000, CSR_MODE(GPCDMA_MEM2MEM) | CSR_ONE_SHOT);
	gpcdma_run(f->dma, 4096);
	wr(f, 2, GPCDMA_CSRE, GPCDMA_CSRE_PAUSE);
	assert_false(rd(f, 2, GPCDMA_STATUS) & GPCDMA_STATUS_BUSY);
	assert_false(gpcdma_run(f->dma, 4096));
	assert_int_equal(f->kicks, 1);
	wr(f, 2, GPCDMA_CSRE, 0);
	assert_int_equal(f->kicks, 2);
	assert_true(gpcdma_run(f->dma, 4096));
	wr(f, 2, GPCDMA_CSR, CSR_MODE(GPCDMA_MEM2MEM));
	assert_false(gpcdma_run(f->dma, 4096));
	assert_int_equal(f->lines, 0);
	assert_int_not_equal(memcmp(f->mem + 0x22000, f->mem + 0x2000, 0x1000), 0);
}

static void no_interrupt_without_enable(void **state)
{
	static const uint32_t half[] = { 0, GPCDMA_CSR_IE_EOC, GPCDMA_CSR_IRQ_MASK };
	struct fixture *f = *state;
	unsigned int i;

	for (i = 0; i < 3; i++) {
		program(f, i, 0, 0x20000, 64,
			CSR_MODE(GPCDMA_MEM2MEM) | GPCDMA_CSR_ONCE | half[i]);
		run_all(f);
		assert_int_equal(rd(f, i, GPCDMA_STATUS), GPCDMA_STATUS_ISE_EOC);
		assert_int_equal(f->lines, 0);
	}
}

/* The cyclic path: the next transfer is programmed while the first is busy. */
static void continuous(void **state)
{
	uint32_t csr = CSR_MODE(GPCDMA_MEM2MEM) | GPCDMA_CSR_IRQ_MASK | GPCDMA_CSR_IE_EOC;
	struct fixture *f = *state;

	program(f, 6, 0x1000, 0x20000, 0x1000, csr);
	wr(f, 6, GPCDMA_SRC, 0x3000);
	wr(f, 6, GPCDMA_DST, 0x24000);
	wr(f, 6, GPCDMA_CSR, csr | GPCDMA_CSR_ENB);
	assert_true(gpcdma_run(f->dma, 4096));
	assert_int_equal(f->lines, UINT32_C(1) << 6);
	assert_memory_equal(f->mem + 0x20000, f->mem + 0x1000, 0x1000);
	assert_true(gpcdma_run(f->dma, 4096));
	assert_memory_equal(f->mem + 0x24000, f->mem + 0x3000, 0x1000);
	/* It continues until the budget is used up. */
	assert_true(gpcdma_run(f->dma, 0x40000));
	wr(f, 6, GPCDMA_CSR, 0);
	assert_false(gpcdma_run(f->dma, 4096));
}

static void to_a_register(void **state)
{
	struct fixture *f = *state;

	wr(f, 7, GPCDMA_MMIOSEQ, UINT32_C(2) << 28 | UINT32_C(1) << 16);
	wr(f, 7, GPCDMA_MCSEQ, 0x04 | 0x33 << GPCDMA_MCSEQ_SID1_SHIFT);
	program(f, 7, 0x1000, 0x2c00004, 0x100, CSR_MODE(GPCDMA_MEM2IO) | CSR_ONE_SHOT);
	run_all(f);
	assert_memory_equal(&f->io_reg[1], f->mem + 0x10fc, 4);
	assert_int_equal(f->io_reg[2], 0);
	assert_int_equal(f->txn[0].client, RD_CLIENT);
	assert_int_equal(f->txn[0].sid, 0x04);
}

static void from_registers(void **state)
{
	struct fixture *f = *state;

	f->io_reg[0] = 0x11111111;
	f->io_reg[1] = 0x22222222;
	wr(f, 7, GPCDMA_MMIOSEQ, UINT32_C(2) << 28);
	wr(f, 7, GPCDMA_MCSEQ, 0x04);
	program(f, 7, 0x2c00000, 0x5000, 8, CSR_MODE(GPCDMA_IO2MEM) | CSR_ONE_SHOT);
	run_all(f);
	assert_memory_equal(f->mem + 0x5000, f->io_reg, 8);
	assert_int_equal(f->txn[0].client, WR_CLIENT);
	assert_int_equal(f->txn[0].sid, 0x04);
}

static void byte_registers(void **state)
{
	struct fixture *f = *state;

	wr(f, 7, GPCDMA_MMIOSEQ, UINT32_C(1) << 16);
	program(f, 7, 0x1000, 0x2c00008, 8, CSR_MODE(GPCDMA_MEM2IO) | CSR_ONE_SHOT);
	run_all(f);
	/* One byte after the other into the same one. */
	assert_int_equal(f->io_reg[2], f->mem[0x1007]);
}

static void refused_register(void **state)
{
	struct fixture *f = *state;

	f->io_fails = true;
	program(f, 7, 0x1000, 0x2c00000, 8, CSR_MODE(GPCDMA_MEM2IO) | CSR_ONE_SHOT);
	run_all(f);
	assert_int_equal(rd(f, 7, GPCDMA_ERR) >> GPCDMA_ERR_TYPE_SHIFT, GPCDMA_ERR_MMIO_SLAVE);
}

static void register_side_with_failing_memory(void **state)
{
	struct fixture *f = *state;

	f->hole = 0x5000;
	program(f, 7, 0x2c00000, 0x5000, 8, CSR_MODE(GPCDMA_IO2MEM) | CSR_ONE_SHOT);
	run_all(f);
	assert_int_equal(rd(f, 7, GPCDMA_ERR) >> GPCDMA_ERR_TYPE_SHIFT, GPCDMA_ERR_MC_SLAVE);
	program(f, 8, 0x5000, 0x2c00000, 8, CSR_MODE(GPCDMA_MEM2IO) | CSR_ONE_SHOT);
	run_all(f);
	assert_int_equal(rd(f, 8, GPCDMA_ERR) >> GPCDMA_ERR_TYPE_SHIFT, GPCDMA_ERR_MC_SLAVE);
	assert_int_equal(f->io_reg[0], 0);
}

static void registers_read_back(void **state)
{
	static const uint32_t regs[] = {
		GPCDMA_SRC, GPCDMA_DST, GPCDMA_MCSEQ, GPCDMA_MMIOSEQ, GPCDMA_FIXED_PATTERN,
	};
	struct fixture *f = *state;
	unsigned int i;

	for (i = 0; i < sizeof(regs) / sizeof(regs[0]); i++)
		wr(f, 11, regs[i], 0x12345678 + i);
	for (i = 0; i < sizeof(regs) / sizeof(regs[0]); i++)
		assert_int_equal(rd(f, 11, regs[i]), 0x12345678 + i);
	wr(f, 11, GPCDMA_CSRE, UINT32_MAX);
	assert_int_equal(rd(f, 11, GPCDMA_CSRE), GPCDMA_CSRE_PAUSE);
	assert_int_equal(rd(f, 11, GPCDMA_WSTATUS), 0);
	assert_int_equal(rd(f, 12, GPCDMA_SRC), 0);
}

static void no_backbone(void **state)
{
	struct fixture *f = *state;
	struct gpcdma_config cfg = config(f);

	cfg.cbb = NULL;
	gpcdma_free(f->dma);
	f->dma = gpcdma_new(&cfg);
	program(f, 7, 0x2c00000, 0x1000, 8, CSR_MODE(GPCDMA_IO2MEM) | CSR_ONE_SHOT);
	run_all(f);
	assert_int_equal(rd(f, 7, GPCDMA_ERR) >> GPCDMA_ERR_TYPE_SHIFT, GPCDMA_ERR_MMIO_SLAVE);
	cfg.mem = NULL;
	assert_null(gpcdma_new(&cfg));
}

static void unknown_mode(void **state)
{
	struct fixture *f = *state;

	program(f, 0, 0, 0x1000, 8, CSR_MODE(7) | CSR_ONE_SHOT);
	run_all(f);
	assert_int_not_equal(rd(f, 0, GPCDMA_ERR), 0);
	assert_int_equal(f->nr_txn, 0);
}

/* A transfer whose own access disables its channel is not completed. */
static void channel_stops_itself(void **state)
{
	struct fixture *f = *state;

	program(f, 0, 0x1000, 0x20000, 0x1000, CSR_MODE(GPCDMA_MEM2MEM) | CSR_ONE_SHOT);
	f->poke_off = GPCDMA_CHANNEL_BASE(0) + GPCDMA_CSR;
	gpcdma_run(f->dma, 1);
	f->poke_off = 0;
	assert_int_equal(rd(f, 0, GPCDMA_STATUS), 0);
	assert_false(gpcdma_run(f->dma, 4096));
}

static void reset_stops_all(void **state)
{
	struct fixture *f = *state;

	wr(f, 9, GPCDMA_MCSEQ, 0x04);
	program(f, 8, 0, 0x20000, 64, CSR_MODE(GPCDMA_MEM2MEM) | CSR_ONE_SHOT);
	run_all(f);
	program(f, 9, 0, 0x20000, 0x8000, CSR_MODE(GPCDMA_MEM2MEM) | CSR_ONE_SHOT);
	assert_int_not_equal(f->lines, 0);
	gpcdma_reset(f->dma);
	assert_int_equal(f->lines, 0);
	assert_false(gpcdma_run(f->dma, 4096));
	assert_int_equal(rd(f, 9, GPCDMA_MCSEQ), 0);
}

static void missing_registers(void **state)
{
	struct fixture *f = *state;

	gpcdma_mmio_write(f->dma, 0, 1, 4);
	gpcdma_mmio_write(f->dma, GPCDMA_MMIO_SIZE, 1, 4);
	gpcdma_mmio_write(f->dma, GPCDMA_CHANNEL_BASE(0) + GPCDMA_SRC, ~UINT64_C(0), 8);
	gpcdma_mmio_write(f->dma, GPCDMA_CHANNEL_BASE(0) + GPCDMA_SRC + 2, 1, 4);
	assert_int_equal(rd(f, 0, GPCDMA_SRC), 0);
	assert_int_equal(gpcdma_mmio_read(f->dma, UINT64_MAX, 4), 0);
	assert_int_equal(f->logged, 5);
}

/* ---- windows, bursts, widths ---- */

#define WRAP0(code)	((uint32_t)(code) << GPCDMA_MCSEQ_WRAP0_SHIFT)
#define WRAP1(code)	((uint32_t)(code) << GPCDMA_MCSEQ_WRAP1_SHIFT)
#define WIDTH(code)	((uint32_t)(code) << GPCDMA_MMIOSEQ_WIDTH_SHIFT)
#define WINDOW(code)	((uint32_t)(code) << GPCDMA_MMIOSEQ_WRAP_SHIFT)
#define BURST(words)	((uint32_t)((words) - 1) << GPCDMA_MMIOSEQ_BURST_SHIFT)
#define REGS		UINT64_C(0x2c00000)

/* 32 words, aligned: the source address wraps in them. */
static void source_wraps(void **state)
{
	struct fixture *f = *state;

	wr(f, 1, GPCDMA_MCSEQ, WRAP0(1));
	program(f, 1, 0x1040, 0x20000, 0x100, CSR_MODE(GPCDMA_MEM2MEM) | CSR_ONE_SHOT);
	run_all(f);
	assert_memory_equal(f->mem + 0x20000, f->mem + 0x1040, 0x40);
	assert_memory_equal(f->mem + 0x20040, f->mem + 0x1000, 0x80);
	assert_memory_equal(f->mem + 0x200c0, f->mem + 0x1000, 0x40);
}

static void destination_wraps(void **state)
{
	struct fixture *f = *state;
	uint8_t before = f->mem[0x20080];

	wr(f, 1, GPCDMA_MCSEQ, WRAP1(1));
	program(f, 1, 0x1000, 0x20000, 0x100, CSR_MODE(GPCDMA_MEM2MEM) | CSR_ONE_SHOT);
	run_all(f);
	assert_memory_equal(f->mem + 0x20000, f->mem + 0x1080, 0x80);
	assert_int_equal(f->mem[0x20080], before);
	/* The largest window is two pages. */
	wr(f, 2, GPCDMA_MCSEQ, WRAP1(7));
	program(f, 2, 0x4000, 0x22f80, 0x2000, CSR_MODE(GPCDMA_MEM2MEM) | CSR_ONE_SHOT);
	run_all(f);
	assert_memory_equal(f->mem + 0x22f80, f->mem + 0x4000, 0x1080);
	assert_memory_equal(f->mem + 0x22000, f->mem + 0x5080, 0xf80);
}

/* With one memory side, the first window applies to it, source or destination. */
static void one_memory_side_wraps(void **state)
{
	struct fixture *f = *state;
	uint32_t word;

	wr(f, 3, GPCDMA_MCSEQ, WRAP0(1));
	wr(f, 3, GPCDMA_FIXED_PATTERN, 0x5a5a5a5a);
	program(f, 3, 0, 0x20040, 0x80, CSR_MODE(GPCDMA_FIXED) | CSR_ONE_SHOT);
	run_all(f);
	memcpy(&word, f->mem + 0x20000, 4);
	assert_int_equal(word, 0x5a5a5a5a);
	assert_int_not_equal(f->mem[0x20080], 0x5a);
	wr(f, 4, GPCDMA_MCSEQ, WRAP0(1));
	wr(f, 4, GPCDMA_MMIOSEQ, WIDTH(2) | WINDOW(1) | BURST(4));
	program(f, 4, 0x1078, REGS, 0x10, CSR_MODE(GPCDMA_MEM2IO) | CSR_ONE_SHOT);
	run_all(f);
	assert_memory_equal(&f->io_reg[0], f->mem + 0x1004, 4);
}

static void registers_wrap(void **state)
{
	static const uint64_t want[] = { REGS + 4, REGS, REGS + 4, REGS };
	struct fixture *f = *state;
	unsigned int i;

	wr(f, 7, GPCDMA_MMIOSEQ, WIDTH(2) | WINDOW(2));
	program(f, 7, 0x1000, REGS + 4, 16, CSR_MODE(GPCDMA_MEM2IO) | CSR_ONE_SHOT);
	run_all(f);
	assert_int_equal(f->nr_io, 4);
	for (i = 0; i < 4; i++)
		assert_true(f->io_addr[i] == want[i]);
}

static void widths(void **state)
{
	static const size_t len[] = { 1, 2, 4, 8, 16, 4, 4, 4 };
	struct fixture *f = *state;
	unsigned int i, k;

	for (i = 0; i < 8; i++) {
		f->nr_io = 0;
		wr(f, 7, GPCDMA_MMIOSEQ, WIDTH(i) | BURST(4));
		program(f, 7, 0x1000, REGS, 16, CSR_MODE(GPCDMA_MEM2IO) | CSR_ONE_SHOT);
		run_all(f);
		assert_int_equal(f->nr_io, 16 / len[i]);
		for (k = 0; k < f->nr_io; k++)
			assert_int_equal(f->io_len[k], len[i]);
		assert_memory_equal(f->io_reg, f->mem + 0x1000, 16);
	}
	/* A burst that is shorter than the register is one access of its own. */
	f->nr_io = 0;
	wr(f, 7, GPCDMA_MMIOSEQ, WIDTH(3));
	program(f, 7, 0x1000, REGS, 8, CSR_MODE(GPCDMA_MEM2IO) | CSR_ONE_SHOT);
	run_all(f);
	assert_int_equal(f->nr_io, 2);
	assert_int_equal(f->io_len[0], 4);
}

static void swapped_words(void **state)
{
	struct fixture *f = *state;
	uint32_t in, out;

	wr(f, 1, GPCDMA_MCSEQ, GPCDMA_MCSEQ_SWAP);
	program(f, 1, 0x1000, 0x20000, 8, CSR_MODE(GPCDMA_MEM2MEM) | CSR_ONE_SHOT);
	run_all(f);
	memcpy(&in, f->mem + 0x1004, 4);
	memcpy(&out, f->mem + 0x20004, 4);
	assert_int_equal(out, __builtin_bswap32(in));
	/* A memory that is only read keeps its order; so does a register. */
	wr(f, 2, GPCDMA_MCSEQ, GPCDMA_MCSEQ_SWAP);
	program(f, 2, 0x1000, REGS, 4, CSR_MODE(GPCDMA_MEM2IO) | CSR_ONE_SHOT);
	wr(f, 3, GPCDMA_MMIOSEQ, WIDTH(2) | GPCDMA_MMIOSEQ_SWAP);
	program(f, 3, 0x1000, REGS + 4, 4, CSR_MODE(GPCDMA_MEM2IO) | CSR_ONE_SHOT);
	wr(f, 4, GPCDMA_MMIOSEQ, WIDTH(2) | GPCDMA_MMIOSEQ_SWAP);
	program(f, 4, REGS + 8, 0x5000, 4, CSR_MODE(GPCDMA_IO2MEM) | CSR_ONE_SHOT);
	f->io_reg[2] = 0x12345678;
	run_all(f);
	memcpy(&in, f->mem + 0x1000, 4);
	assert_int_equal(f->io_reg[0], in);
	assert_int_equal(f->io_reg[1], __builtin_bswap32(in));
	assert_memory_equal(f->mem + 0x5000, &f->io_reg[2], 4);
}

static void burst_over_a_page(void **state)
{
	struct fixture *f = *state;

	wr(f, 7, GPCDMA_MMIOSEQ, WIDTH(2) | WINDOW(1) | BURST(16));
	program(f, 7, 0x1fe0, REGS, 64, CSR_MODE(GPCDMA_MEM2IO) | CSR_ONE_SHOT);
	run_all(f);
	assert_int_equal(f->nr_txn, 2);
	assert_int_equal(f->txn_len[0], 0x20);
	assert_int_equal(f->nr_io, 16);
	assert_memory_equal(&f->io_reg[0], f->mem + 0x201c, 4);
	assert_int_equal(rd(f, 7, GPCDMA_STATUS), GPCDMA_STATUS_ISE_EOC);
}

/* Three words in bursts of two: unsupported, according to the driver. */
static void part_of_a_burst(void **state)
{
	struct fixture *f = *state;

	wr(f, 7, GPCDMA_MMIOSEQ, WIDTH(2) | WINDOW(1) | BURST(2));
	program(f, 7, 0x1000, REGS, 12, CSR_MODE(GPCDMA_MEM2IO) | CSR_ONE_SHOT);
	run_all(f);
	assert_int_equal(f->logged, 1);
	assert_int_equal(f->nr_io, 2);
	assert_int_equal(rd(f, 7, GPCDMA_XFER_COUNT), 1);
	assert_int_equal(rd(f, 7, GPCDMA_STATUS), GPCDMA_STATUS_BUSY);
	assert_int_equal(f->lines, 0);
	wr(f, 7, GPCDMA_CSR, 0);
	assert_int_equal(rd(f, 7, GPCDMA_STATUS), 0);
}

static void protection(void **state)
{
	struct fixture *f = *state;

	program(f, 1, 0x1000, 0x20000, 4, CSR_MODE(GPCDMA_MEM2MEM) | CSR_ONE_SHOT);
	run_all(f);
	wr(f, 1, GPCDMA_MCSEQ, GPCDMA_MCSEQ_PRIV);
	program(f, 1, 0x1000, 0x20000, 4, CSR_MODE(GPCDMA_MEM2MEM) | CSR_ONE_SHOT);
	run_all(f);
	wr(f, 1, GPCDMA_MCSEQ, GPCDMA_MCSEQ_INSN);
	program(f, 1, 0x1000, 0x20000, 4, CSR_MODE(GPCDMA_MEM2MEM) | CSR_ONE_SHOT);
	run_all(f);
	assert_int_equal(f->nr_txn, 6);
	assert_false(f->txn[0].priv || f->txn[0].insn);
	assert_true(f->txn[2].priv && f->txn[3].priv && !f->txn[2].insn);
	assert_true(f->txn[4].insn && f->txn[5].insn && !f->txn[4].priv);
}

/* ---- requests ---- */

#define REQ_SEL(line)	((uint32_t)(line) << GPCDMA_CSR_REQ_SEL_SHIFT)
#define FC_MODE(m)	((uint32_t)(m) << GPCDMA_CSR_FC_MODE_SHIFT)

/* Programs a slave transfer as the driver does. */
static void program_slave(struct fixture *f, unsigned int ch, uint32_t csr, uint32_t bytes)
{
	wr(f, ch, GPCDMA_MMIOSEQ, WIDTH(2) | WINDOW(1) | BURST(2));
	program(f, ch, 0x1000, REGS, bytes, CSR_MODE(GPCDMA_MEM2IO_FC) | CSR_ONE_SHOT | csr);
}

static void peripheral_asks(void **state)
{
	struct fixture *f = *state;

	program_slave(f, 5, REQ_SEL(21), 32);
	assert_false(gpcdma_run(f->dma, 4096));
	assert_int_equal(f->nr_io + f->kicks, 0);
	assert_int_equal(rd(f, 5, GPCDMA_STATUS), GPCDMA_STATUS_BUSY);
	gpcdma_request(f->dma, 20, true, true);
	gpcdma_request(f->dma, 21, false, true);
	assert_false(gpcdma_run(f->dma, 4096));
	assert_int_equal(f->kicks, 0);
	/* A peripheral that requests one burst. */
	f->io_drops = true;
	f->io_into = true;
	f->io_line = 21;
	gpcdma_request(f->dma, 21, true, true);
	assert_int_equal(f->kicks, 1);
	assert_int_equal(rd(f, 5, GPCDMA_STATUS),
			 GPCDMA_STATUS_BUSY | GPCDMA_STATUS_ACTIVITY | GPCDMA_STATUS_TX);
	assert_false(gpcdma_run(f->dma, 4096));
	assert_int_equal(f->nr_io, 2);
	assert_int_equal(rd(f, 5, GPCDMA_XFER_COUNT), 6);
	/* A peripheral that requests continuously. */
	f->io_drops = false;
	gpcdma_request(f->dma, 21, true, true);
	run_all(f);
	assert_int_equal(f->nr_io, 8);
	assert_int_equal(rd(f, 5, GPCDMA_STATUS), GPCDMA_STATUS_ISE_EOC);
}

static void bursts_a_request(void **state)
{
	static const unsigned int words[] = { 2, 2, 4, 8 };
	struct fixture *f = *state;
	unsigned int i;

	f->io_drops = true;
	f->io_into = true;
	f->io_line = 9;
	for (i = 0; i < 4; i++) {
		f->nr_io = 0;
		program_slave(f, i, REQ_SEL(9) | FC_MODE(i), 64);
		gpcdma_request(f->dma, 9, true, true);
		run_all(f);
		assert_int_equal(f->nr_io, words[i]);
		wr(f, i, GPCDMA_CSR, 0);
	}
}

static void request_ends_with_its_transfer(void **state)
{
	struct fixture *f = *state;

	f->io_drops = true;
	f->io_into = true;
	f->io_line = 9;
	program_slave(f, 3, REQ_SEL(9) | FC_MODE(3), 64);
	gpcdma_request(f->dma, 9, true, true);
	assert_true(gpcdma_run(f->dma, 8));
	assert_int_equal(f->nr_io, 2);
	program_slave(f, 3, REQ_SEL(9) | FC_MODE(3), 64);
	assert_false(gpcdma_run(f->dma, 4096));
	assert_int_equal(f->nr_io, 2);
}

/* The driver of older chips stops a peripheral's transfers in this way. */
static void unused_line(void **state)
{
	struct fixture *f = *state;

	gpcdma_request(f->dma, GPCDMA_REQUEST_UNUSED, true, true);
	gpcdma_request(f->dma, 32, true, true);
	gpcdma_request(f->dma, 9, true, true);
	program_slave(f, 2, REQ_SEL(9), 64);
	gpcdma_run(f->dma, 8);
	assert_int_equal(f->nr_io, 2);
	wr(f, 2, GPCDMA_CSR,
	   (rd(f, 2, GPCDMA_CSR) & ~REQ_SEL(31)) | REQ_SEL(GPCDMA_REQUEST_UNUSED));
	assert_false(rd(f, 2, GPCDMA_STATUS) & GPCDMA_STATUS_TX);
	assert_false(gpcdma_run(f->dma, 4096));
	assert_int_equal(f->nr_io, 2);
	/* Lines are inputs, and asking for nothing in particular. */
	gpcdma_reset(f->dma);
	program_slave(f, 0, REQ_SEL(0), 64);
	assert_false(gpcdma_run(f->dma, 4096));
	program_slave(f, 2, REQ_SEL(9), 64);
	assert_true(gpcdma_run(f->dma, 8));
}

static void receive_status(void **state)
{
	struct fixture *f = *state;

	wr(f, 7, GPCDMA_MMIOSEQ, WIDTH(2) | WINDOW(1));
	program(f, 7, REGS, 0x5000, 8, CSR_MODE(GPCDMA_IO2MEM) | CSR_ONE_SHOT);
	assert_int_equal(rd(f, 7, GPCDMA_STATUS),
			 GPCDMA_STATUS_BUSY | GPCDMA_STATUS_ACTIVITY | GPCDMA_STATUS_RX);
	wr(f, 7, GPCDMA_CSRE, GPCDMA_CSRE_PAUSE);
	assert_int_equal(rd(f, 7, GPCDMA_STATUS), GPCDMA_STATUS_PAUSED);
}

/* The driver's periods, on request, each programmed while the previous one runs. */
static void periods_on_request(void **state)
{
	uint32_t csr = CSR_MODE(GPCDMA_MEM2IO_FC) | GPCDMA_CSR_IRQ_MASK | GPCDMA_CSR_IE_EOC |
		       REQ_SEL(30);
	struct fixture *f = *state;
	unsigned int period, last;

	wr(f, 6, GPCDMA_MMIOSEQ, WIDTH(2) | WINDOW(1) | BURST(8));
	program(f, 6, 0x1000, REGS, 0x40, csr);
	for (period = 1; period < 6; period++) {
		assert_true(rd(f, 6, GPCDMA_STATUS) & GPCDMA_STATUS_BUSY);
		wr(f, 6, GPCDMA_WCOUNT, 0x40 / 4 - 1);
		wr(f, 6, GPCDMA_SRC, 0x1000 + 0x40 * (period % 4));
		wr(f, 6, GPCDMA_DST, (uint32_t)REGS);
		wr(f, 6, GPCDMA_HIGH, 0);
		wr(f, 6, GPCDMA_CSR, csr | GPCDMA_CSR_ENB);
		gpcdma_request(f->dma, 30, true, true);
		gpcdma_run(f->dma, 0x40);
		gpcdma_request(f->dma, 30, true, false);
		assert_int_equal(f->lines, UINT32_C(1) << 6);
		last = 0x1000 + 0x40 * ((period - 1) % 4) + 0x3c;
		assert_memory_equal(&f->io_reg[0], f->mem + last, 4);
		wr(f, 6, GPCDMA_STATUS, GPCDMA_STATUS_ISE_EOC);
		assert_int_equal(f->lines, 0);
		assert_int_equal(!!(rd(f, 6, GPCDMA_STATUS) & GPCDMA_STATUS_PING_PONG), period & 1);
	}
	/* Registers read back as written; they show no progress. */
	assert_int_equal(rd(f, 6, GPCDMA_SRC), 0x1000 + 0x40 * (5 % 4));
	assert_int_equal(rd(f, 6, GPCDMA_XFER_COUNT), 0x10);
}

/* Twice the count, an interrupt after each half, then back to the start. */
static void double_buffer(void **state)
{
	uint32_t csr = CSR_MODE(GPCDMA_MEM2MEM) | GPCDMA_CSR_IRQ_MASK | GPCDMA_CSR_IE_EOC;
	struct fixture *f = *state;

	wr(f, 6, GPCDMA_MMIOSEQ, GPCDMA_MMIOSEQ_DBL_BUF);
	program(f, 6, 0x1000, 0x20000, 0x100, csr);
	gpcdma_run(f->dma, 0x100);
	wr(f, 6, GPCDMA_STATUS, GPCDMA_STATUS_ISE_EOC);
	assert_int_equal(f->lines, 0);
	gpcdma_run(f->dma, 0x100);
	assert_int_equal(f->lines, UINT32_C(1) << 6);
	assert_memory_equal(f->mem + 0x20000, f->mem + 0x1000, 0x200);
	f->mem[0x1000] ^= 0xff;
	gpcdma_run(f->dma, 0x100);
	assert_int_equal(f->mem[0x20000], f->mem[0x1000]);
	assert_int_equal(f->nr_txn, 6);
	assert_true(f->txn[4].addr == 0x1000);
}

static void fuzz_registers(void **state)
{
	struct fixture *f = *state;
	long runs = rng_runs();
	struct rng r;
	long i;

	rng_init(&r, "gpcdma");
	for (i = 0; i < runs; i++) {
		uint64_t off = GPCDMA_CHANNEL_BASE(rng_below(&r, 33)) + 4 * rng_below(&r, 16);
		uint32_t val = (uint32_t)rng_next(&r);

		if (off % 0x10000 == GPCDMA_SRC || off % 0x10000 == GPCDMA_DST)
			val %= 2 * MEM_SIZE;
		if (off % 0x10000 == GPCDMA_HIGH)
			val &= 0x00010001;
		if (off % 0x10000 == GPCDMA_WCOUNT)
			val %= 0x2000;
		f->hole = rng_below(&r, 0x40) << 12;
		f->poke_off = rng_below(&r, 16) ? 0 : off;
		f->poke_val = (uint32_t)rng_next(&r);
		f->io_drops = rng_below(&r, 2);
		f->io_line = rng_below(&r, 34);
		f->io_into = rng_below(&r, 2);
		gpcdma_request(f->dma, rng_below(&r, 34), rng_below(&r, 2), rng_below(&r, 2));
		gpcdma_mmio_write(f->dma, off, val, 4);
		gpcdma_mmio_read(f->dma, rng_next(&r) % (2 * GPCDMA_MMIO_SIZE), 1u << (i % 4));
		if (!rng_below(&r, 4))
			gpcdma_run(f->dma, rng_below(&r, 0x4000));
	}
	f->poke_off = 0;
	gpcdma_reset(f->dma);
	assert_int_equal(f->lines, 0);
	assert_false(gpcdma_run(f->dma, 4096));
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(copy),
		T(stream_ids_of_a_copy),
		T(stream_id_of_a_fill),
		T(addresses_are_forty_bits),
		T(failing_read),
		T(failing_write),
		T(budget_bounds_a_call),
		T(channels_take_turns),
		T(pause_and_disable),
		T(no_interrupt_without_enable),
		T(continuous),
		T(to_a_register),
		T(from_registers),
		T(byte_registers),
		T(refused_register),
		T(register_side_with_failing_memory),
		T(registers_read_back),
		T(no_backbone),
		T(unknown_mode),
		T(channel_stops_itself),
		T(reset_stops_all),
		T(missing_registers),
		T(source_wraps),
		T(destination_wraps),
		T(one_memory_side_wraps),
		T(registers_wrap),
		T(widths),
		T(swapped_words),
		T(burst_over_a_page),
		T(part_of_a_burst),
		T(protection),
		T(peripheral_asks),
		T(bursts_a_request),
		T(request_ends_with_its_transfer),
		T(unused_line),
		T(receive_status),
		T(periods_on_request),
		T(double_buffer),
		T(fuzz_registers),
	};

	return cmocka_run_group_tests_name("gpcdma", tests, NULL, NULL);
}
