// SPDX-License-Identifier: GPL-2.0-only
/*
 * Accesses that an SMMU stalls or terminates without an abort, with stream generators as
 * devices: which accesses wait, what RESUME does, and what else ends the wait.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../mc/rng.h"
#include "fabric/fabric.h"
#include "streamgen/streamgen.h"
#include "tegra234/mc.h"

#define DRAM_BASE	UINT64_C(0x80000000)
#define DRAM_SIZE	0x100000u
#define TABLES		UINT64_C(0x80010000)
#define PAGE		UINT64_C(0x80004000)
#define SID		5
#define BANK		3
#define IOVA		UINT64_C(0x40000000)
#define ELSEWHERE	UINT64_C(0x40005000)

#define SCR0		0x0u
#define SCR0_ON		0x402u
#define SCR0_QUIET	0x400u
#define CB(reg)		(0x800000u + 0x10000u * BANK + (reg))
#define SCTLR		CB(0x0u)
#define RESUME		CB(0x8u)
#define FSR		CB(0x58u)
#define FAR		CB(0x60u)
/* M, CFRE, CFCFG, HUPCF */
#define STALLING	0x1a1u
#define STALLING_QUIET	0x181u
#define STALLING_ALL	0x0a1u
#define TF		0x402u
#define FORMAT		0x400u
#define SS		UINT32_C(0x40000000)
#define MULTI		UINT32_C(0x80000000)
#define RETRY		0u
#define TERMINATE	1u

struct fixture {
	uint8_t dram[DRAM_SIZE];
	struct mc *mc;
	struct mmu500 *smmu;
	struct fabric *fabric;
	struct fabric_port port;
	struct streamgen *gen[2];
};

static enum bus_status mem(struct fixture *f, uint64_t pa, void *to, const void *from, size_t len)
{
	uint64_t off = pa - DRAM_BASE;

	if (off >= DRAM_SIZE || len > DRAM_SIZE - off)
		return BUS_DECERR;
	memcpy(to ? to : f->dram + off, from ? from : f->dram + off, len);
	return BUS_OK;
}

static enum bus_status on_read(void *opaque, uint64_t pa, void *buf, size_t len)
{
	return mem(opaque, pa, buf, NULL, len);
}

static enum bus_status on_write(void *opaque, uint64_t pa, const void *buf, size_t len)
{
	return mem(opaque, pa, NULL, buf, len);
}

static const struct bus_mem_ops mem_ops = { .read = on_read, .write = on_write };

static void on_resume(void *opaque, unsigned int bank, bool terminate)
{
	struct fixture *f = opaque;

	fabric_resume(f->fabric, f->smmu, bank, terminate);
}

static void on_release(void *opaque, unsigned int bank, bool lost)
{
	struct fixture *f = opaque;

	fabric_release(f->fabric, f->smmu, bank, lost);
}

static void wr(struct fixture *f, uint32_t off, uint32_t val)
{
	mmu500_mmio_write(f->smmu, off, val, 4);
}

static uint32_t rd(struct fixture *f, uint32_t off)
{
	return (uint32_t)mmu500_mmio_read(f->smmu, off, 4);
}

static uint64_t far(struct fixture *f)
{
	return mmu500_mmio_read(f->smmu, FAR, 8);
}

static void put(struct fixture *f, uint64_t pa, uint64_t val)
{
	memcpy(f->dram + (pa - DRAM_BASE), &val, sizeof(val));
}

/* Tables for the first pages from IOVA; their entries are written later. */
static void program(struct fixture *f)
{
	put(f, TABLES + 8, (TABLES + 0x1000) | 3);
	put(f, TABLES + 0x1000, (TABLES + 0x2000) | 3);
	wr(f, 0x10000 + 4 * BANK, 7);
	wr(f, 0x10800 + 4 * BANK, 1);
	wr(f, CB(0x30), 25u | 1u << 6 | 5u << 16);
	mmu500_mmio_write(f->smmu, CB(0x20), TABLES, 8);
	wr(f, SCTLR, STALLING);
	wr(f, 0xc00, BANK);
	wr(f, 0x800, UINT32_C(0x80000000) | SID);
	wr(f, SCR0, SCR0_ON);
}

static void map(struct fixture *f, uint64_t iova, uint64_t pa)
{
	put(f, TABLES + 0x2000 + (iova >> 12 & 0x1ff) * 8, pa | 0x4c3);
}

static void new_models(struct fixture *f)
{
	struct mmu500_config smmu = {
		.name = "smmu", .ids = &tegra234_mmu500_ids, .num_smrg = 4, .num_cb = 4,
		.mem = &mem_ops, .mem_opaque = f,
		.resume = on_resume, .release = on_release, .resume_opaque = f,
	};
	struct fabric_config fabric = {
		.mem = &mem_ops, .mem_opaque = f, .nr_smmu = { [SMMU_ISO] = 1 },
	};
	struct streamgen_config gen = { .mem = &fabric_ops, .mem_opaque = { &f->port } };
	struct mc_config mc = tegra234_mc_config;
	int i;

	mc.dram_size = DRAM_SIZE;
	f->mc = mc_new(&mc);
	f->smmu = mmu500_new(&smmu);
	fabric.mc = f->mc;
	fabric.smmu[SMMU_ISO][0] = f->smmu;
	f->fabric = fabric_new(&fabric);
	f->port = (struct fabric_port){ f->fabric, SMMU_ISO };
	for (i = 0; i < 2; i++)
		f->gen[i] = streamgen_new(&gen);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	if (!f)
		return -1;
	new_models(f);
	program(f);
	memset(f->dram + (PAGE - DRAM_BASE), 0x5a, 0x1000);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	streamgen_free(f->gen[0]);
	streamgen_free(f->gen[1]);
	fabric_free(f->fabric);
	mmu500_free(f->smmu);
	mc_free(f->mc);
	free(f);
	return 0;
}

static uint32_t gen(struct fixture *f, int i, uint32_t off)
{
	return (uint32_t)streamgen_mmio_read(f->gen[i], off, 4);
}

static void go(struct fixture *f, int i, uint32_t kind, uint64_t addr, uint32_t len)
{
	const uint32_t regs[][2] = {
		{ STREAMGEN_SID, SID }, { STREAMGEN_KIND, kind }, { STREAMGEN_LEN, len },
		{ STREAMGEN_ADDR_LO, (uint32_t)addr }, { STREAMGEN_GO, 0 },
	};
	size_t n;

	for (n = 0; n < sizeof(regs) / sizeof(regs[0]); n++)
		streamgen_mmio_write(f->gen[i], regs[n][0], regs[n][1], 4);
}

#define expect_status(i, s)	assert_int_equal(gen(f, (i), STREAMGEN_STATUS), (s))

static void stalled_read(struct fixture *f)
{
	go(f, 0, 0, IOVA, 4);
	expect_status(0, BUS_STALLED);
	assert_int_equal(rd(f, FSR), TF | SS);
}

static void retry_lands(void **state)
{
	struct fixture *f = *state;

	stalled_read(f);
	assert_int_equal(gen(f, 0, STREAMGEN_DATA), 0);
	map(f, IOVA, PAGE);
	expect_status(0, BUS_STALLED);
	wr(f, FSR, TF);
	assert_int_equal(rd(f, FSR), SS | FORMAT);
	wr(f, RESUME, RETRY);
	expect_status(0, BUS_OK);
	assert_int_equal(gen(f, 0, STREAMGEN_DATA), 0x5a5a5a5a);
	assert_int_equal(gen(f, 0, STREAMGEN_COUNT), 1);
	assert_int_equal(rd(f, FSR), 0);
}

static void terminate_ends(void **state)
{
	struct fixture *f = *state;

	stalled_read(f);
	map(f, IOVA, PAGE);
	wr(f, FSR, TF);
	wr(f, RESUME, TERMINATE);
	expect_status(0, BUS_FAULT);
	assert_int_equal(gen(f, 0, STREAMGEN_DONE), 0);
	go(f, 0, 0, IOVA, 4);
	expect_status(0, BUS_OK);
}

/* A retry that faults again stalls again; it is recorded once FSR is clear. */
static void retry_faults_again(void **state)
{
	struct fixture *f = *state;

	stalled_read(f);
	wr(f, RESUME, RETRY);
	expect_status(0, BUS_STALLED);
	assert_int_equal(rd(f, FSR), TF | MULTI);
	wr(f, FSR, TF | MULTI);
	expect_status(0, BUS_STALLED);
	assert_int_equal(rd(f, FSR), TF | SS);
}

/* The second fault is recorded when the first has been handled. */
static void one_after_another(void **state)
{
	struct fixture *f = *state;

	stalled_read(f);
	go(f, 1, STREAMGEN_KIND_WRITE, ELSEWHERE, 4);
	expect_status(1, BUS_STALLED);
	assert_int_equal(rd(f, FSR), TF | SS | MULTI);
	assert_true(far(f) == IOVA);
	wr(f, FSR, TF | MULTI);
	wr(f, RESUME, TERMINATE);
	expect_status(0, BUS_FAULT);
	expect_status(1, BUS_STALLED);
	assert_int_equal(rd(f, FSR), TF | SS);
	assert_true(far(f) == ELSEWHERE);
	map(f, ELSEWHERE, PAGE);
	wr(f, FSR, TF);
	wr(f, RESUME, RETRY);
	expect_status(1, BUS_OK);
	assert_int_equal(f->dram[PAGE - DRAM_BASE], 0);
}

/* The stalled access owns the record even after its own bit is cleared. */
static void record_stays(void **state)
{
	struct fixture *f = *state;

	stalled_read(f);
	wr(f, FSR, TF);
	go(f, 1, 0, ELSEWHERE, 4);
	expect_status(1, BUS_STALLED);
	assert_int_equal(rd(f, FSR), SS | MULTI | FORMAT);
	assert_true(far(f) == IOVA);
	wr(f, RESUME, TERMINATE);
	expect_status(0, BUS_FAULT);
	assert_int_equal(rd(f, FSR), TF | SS);
	assert_true(far(f) == ELSEWHERE);
}

/* Without HUPCF a valid access waits behind a faulting one. */
static void behind_a_fault(void **state)
{
	struct fixture *f = *state;

	map(f, ELSEWHERE, PAGE);
	wr(f, SCTLR, STALLING_ALL);
	stalled_read(f);
	go(f, 1, 0, ELSEWHERE, 4);
	expect_status(1, BUS_STALLED);
	assert_int_equal(rd(f, FSR), TF | SS);
	wr(f, RESUME, TERMINATE);
	expect_status(1, BUS_STALLED);
	wr(f, FSR, TF);
	expect_status(1, BUS_OK);
}

static void only_resume_ends_it(void **state)
{
	struct fixture *f = *state;

	stalled_read(f);
	map(f, IOVA, PAGE);
	wr(f, SCTLR, STALLING & ~0x80u);
	wr(f, SCTLR, 0);
	wr(f, 0xc00, 2u << 16);
	wr(f, 0x800, 0);
	expect_status(0, BUS_STALLED);
	go(f, 0, 0, ELSEWHERE, 4);
	expect_status(0, BUS_STALLED);
	assert_true(rd(f, FSR) & SS);
	/* The retry matches streams again: its stream has no group now. */
	wr(f, RESUME, RETRY);
	expect_status(0, BUS_FAULT);
}

static void across_pages(void **state)
{
	struct fixture *f = *state;

	map(f, IOVA, PAGE);
	go(f, 0, 0, IOVA + 0xff8, 16);
	expect_status(0, BUS_STALLED);
	assert_int_equal(gen(f, 0, STREAMGEN_DONE), 8);
	assert_int_equal(gen(f, 0, STREAMGEN_COUNT), 1);
	map(f, IOVA + 0x1000, PAGE);
	wr(f, FSR, TF);
	wr(f, RESUME, RETRY);
	expect_status(0, BUS_OK);
	assert_int_equal(gen(f, 0, STREAMGEN_DONE), 16);
	assert_int_equal(gen(f, 0, STREAMGEN_DATA + 12), 0x5a5a5a5a);
}

/* A reset discards stalled accesses, recorded or not: none passes the open SMMU. */
static void smmu_reset(void **state)
{
	struct fixture *f = *state;

	stalled_read(f);
	go(f, 1, 0, ELSEWHERE, 4);
	expect_status(1, BUS_STALLED);
	mmu500_reset(f->smmu);
	expect_status(0, BUS_FAULT);
	expect_status(1, BUS_FAULT);
}

static void device_reset(void **state)
{
	struct fixture *f = *state;

	stalled_read(f);
	map(f, IOVA, PAGE);
	streamgen_reset(f->gen[0]);
	assert_true(rd(f, FSR) & SS);
	wr(f, RESUME, RETRY);
	expect_status(0, BUS_OK);
	assert_int_equal(gen(f, 0, STREAMGEN_DATA), 0);
	assert_int_equal(gen(f, 0, STREAMGEN_COUNT), 0);
	assert_int_equal(rd(f, FSR) & SS, 0);
}

/* The bank stalls the access, but the device gets an error. */
static void device_that_cannot_wait(void **state)
{
	struct fixture *f = *state;
	struct bus_txn txn = { .client = BUS_CLIENT_NONE, .sid = SID, .addr = IOVA };
	uint64_t pa;
	uint8_t byte;

	assert_int_equal(fabric_access(&f->port, &txn, &byte, 1), BUS_FAULT);
	assert_int_equal(rd(f, FSR), TF | SS);
	wr(f, RESUME, RETRY);
	assert_int_equal(fabric_translate(&f->port, &txn, &pa), BUS_FAULT);
}

static void restore_keeps_ss(void **state)
{
	struct fixture *f = *state;

	stalled_read(f);
	wr(f, CB(0x5cu), 0);
	assert_int_equal(rd(f, FSR), SS);
	wr(f, RESUME, TERMINATE);
	expect_status(0, BUS_FAULT);
}

static void quiet_read_and_write(struct fixture *f)
{
	streamgen_mmio_write(f->gen[1], STREAMGEN_DATA, 0x11111111, 4);
	go(f, 1, STREAMGEN_KIND_WRITE, IOVA, 4);
	expect_status(1, BUS_OK);
	go(f, 1, 0, IOVA, 4);
	expect_status(1, BUS_OK);
	assert_int_equal(gen(f, 1, STREAMGEN_DATA), 0);
	assert_int_equal(f->dram[PAGE - DRAM_BASE], 0x5a);
}

static uint64_t errors(struct fixture *f)
{
	struct mc_stats st;

	mc_get_stats(f->mc, &st);
	return st.errors;
}

/* The device gets no error, but the memory controller logs one. */
static void quiet_faults(void **state)
{
	struct fixture *f = *state;

	wr(f, SCTLR, STALLING_QUIET & ~0x80u);
	quiet_read_and_write(f);
	assert_int_equal(rd(f, FSR), TF | MULTI);
	wr(f, SCTLR, STALLING);
	wr(f, 0x800, 0);
	wr(f, SCR0, SCR0_QUIET);
	quiet_read_and_write(f);
	assert_int_equal(errors(f), 4);
	wr(f, SCR0, SCR0_ON);
	go(f, 1, 0, IOVA, 4);
	expect_status(1, BUS_FAULT);
}

static void quiet_end_of_a_stall(void **state)
{
	struct fixture *f = *state;

	wr(f, SCTLR, STALLING_QUIET);
	streamgen_mmio_write(f->gen[0], STREAMGEN_DATA, 0x11111111, 4);
	stalled_read(f);
	wr(f, RESUME, TERMINATE);
	expect_status(0, BUS_OK);
	assert_int_equal(gen(f, 0, STREAMGEN_DATA), 0);
	assert_int_equal(errors(f), 1);
}

static void random_step(struct fixture *f, struct rng *r)
{
	static const uint32_t sctlr[] = { STALLING, STALLING_QUIET, STALLING_ALL, 0x61u, 0 };
	uint64_t iova = IOVA + rng_below(r, 8) * 0x1000;
	int i = (int)rng_below(r, 2);

	switch (rng_below(r, 8)) {
	case 0:
		wr(f, SCTLR, sctlr[rng_below(r, 5)]);
		break;
	case 1:
		wr(f, FSR, (uint32_t)rng_next(r));
		break;
	case 2:
		wr(f, RESUME, (uint32_t)rng_below(r, 2));
		break;
	case 3:
		put(f, TABLES + 0x2000 + rng_below(r, 8) * 8, rng_below(r, 2) ? PAGE | 0x4c3 : 0);
		break;
	case 4:
		if (!rng_below(r, 8))
			streamgen_reset(f->gen[i]);
		if (!rng_below(r, 64))
			program(f);
		break;
	default:
		go(f, i, (uint32_t)rng_below(r, 8), iova + rng_below(r, 4096), 64);
	}
}

/* Nobody who waits is forgotten: the record's owner, or the record, can be cleared. */
static void fuzz_waits(void **state)
{
	struct fixture *f = *state;
	long runs = rng_runs(), i;
	unsigned int waited = 0;
	struct rng r;

	rng_init(&r, "waits");
	for (i = 0; i < runs; i++) {
		random_step(f, &r);
		if (gen(f, 0, STREAMGEN_STATUS) != BUS_STALLED)
			continue;
		waited++;
		assert_int_not_equal(rd(f, FSR) & (SS | 0x1fe), 0);
	}
	mmu500_reset(f->smmu);
	assert_int_not_equal(gen(f, 0, STREAMGEN_STATUS), BUS_STALLED);
	assert_int_not_equal(gen(f, 1, STREAMGEN_STATUS), BUS_STALLED);
	assert_true(waited > 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(retry_lands), T(terminate_ends), T(retry_faults_again), T(one_after_another),
		T(record_stays), T(behind_a_fault),
		T(only_resume_ends_it), T(across_pages), T(smmu_reset),
		T(device_reset), T(device_that_cannot_wait), T(restore_keeps_ss), T(quiet_faults),
		T(quiet_end_of_a_stall), T(fuzz_waits),
	};

	return cmocka_run_group_tests_name("stalls", tests, NULL, NULL);
}
