// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The scan-out engine: frames, their checksums, and that a fault doesn't stop it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../mc/rng.h"
#include "scanout/scanout.h"

#define BASE	UINT64_C(0x87fe00000)
#define PAGES	3

struct fixture {
	struct scanout *s;
	uint8_t frame[PAGES * 4096];
	uint64_t bad_page, held_page;
	unsigned int reads;
	struct bus_txn last;
};

static enum bus_status on_access(void *opaque, const struct bus_txn *txn, void *buf, size_t len)
{
	struct fixture *f = opaque;
	uint64_t off = txn->addr - BASE;

	f->reads++;
	f->last = *txn;
	if (txn->addr == f->bad_page)
		return BUS_FAULT;
	if (txn->addr == f->held_page) {
		txn->wait->state = BUS_WAIT_HELD;
		return BUS_STALLED;
	}
	txn->wait->state = BUS_WAIT_NONE;
	if (off + len > sizeof(f->frame))
		return BUS_DECERR;
	memcpy(buf, f->frame + off, len);
	return BUS_OK;
}

static const struct bus_master_ops ops = { .access = on_access };

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct scanout_config cfg = {
		.client = 0x92, .sid = 1, .tbu = 3, .base = BASE, .pages = PAGES,
		.mem = &ops, .mem_opaque = f,
	};
	size_t i;

	if (!f)
		return -1;
	for (i = 0; i < sizeof(f->frame); i++)
		f->frame[i] = (uint8_t)(i * 7 + i / 4096);
	f->s = scanout_new(&cfg);
	*state = f;
	return f->s ? 0 : -1;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	scanout_free(f->s);
	free(f);
	return 0;
}

static uint32_t rd(struct fixture *f, uint32_t off)
{
	return (uint32_t)scanout_mmio_read(f->s, off, 4);
}

static void frames_and_sums(void **state)
{
	struct fixture *f = *state;

	scanout_run(f->s, PAGES - 1);
	assert_int_equal(rd(f, SCANOUT_FRAMES), 0);
	assert_int_equal(rd(f, SCANOUT_SUM), 0);
	scanout_run(f->s, 1);
	assert_int_equal(rd(f, SCANOUT_FRAMES), 1);
	assert_int_equal(rd(f, SCANOUT_SUM), scanout_sum(0, f->frame, sizeof(f->frame)));
	assert_int_equal(f->last.client, 0x92);
	assert_int_equal(f->last.sid, 1);
	assert_int_equal(f->last.tbu, 3);
	assert_false(f->last.write);
	scanout_run(f->s, 10 * PAGES);
	assert_int_equal(rd(f, SCANOUT_FRAMES), 11);
	assert_int_equal(rd(f, SCANOUT_READS), 11 * PAGES);
	assert_int_equal(rd(f, SCANOUT_FAULTS), 0);
}

static void sum_depends_on_bytes_and_order(void **state)
{
	struct fixture *f = *state;
	uint32_t sum = scanout_sum(0, f->frame, 4096);

	f->frame[1] ^= 1;
	assert_int_not_equal(scanout_sum(0, f->frame, 4096), sum);
	assert_int_not_equal(scanout_sum(0, "ab", 2), scanout_sum(0, "ba", 2));
	assert_int_equal(scanout_sum(scanout_sum(0, "a", 1), "b", 1), scanout_sum(0, "ab", 2));
	assert_int_not_equal(scanout_sum(0, "\0", 1), scanout_sum(0, "\0\0", 2));
}

static void faults_do_not_stop_it(void **state)
{
	struct fixture *f = *state;
	uint32_t good;

	scanout_run(f->s, PAGES);
	good = rd(f, SCANOUT_SUM);
	f->bad_page = BASE + 4096;
	scanout_run(f->s, PAGES);
	assert_int_equal(rd(f, SCANOUT_FRAMES), 2);
	assert_int_equal(rd(f, SCANOUT_FAULTS), 1);
	assert_int_equal(rd(f, SCANOUT_BAD), 1);
	assert_int_not_equal(rd(f, SCANOUT_SUM), good);
	f->bad_page = 0;
	scanout_run(f->s, PAGES);
	assert_int_equal(rd(f, SCANOUT_SUM), good);
	assert_int_equal(rd(f, SCANOUT_BAD), 0);
	assert_int_equal(rd(f, SCANOUT_FAULTS), 1);
}

static void base_counts_from_the_next_frame(void **state)
{
	struct fixture *f = *state;

	scanout_run(f->s, 1);
	scanout_mmio_write(f->s, SCANOUT_BASE_LO, 0x12345678, 4);
	scanout_mmio_write(f->s, SCANOUT_BASE_HI, 0x7f, 4);
	scanout_run(f->s, PAGES - 1);
	assert_int_equal(rd(f, SCANOUT_BAD), 0);
	scanout_run(f->s, PAGES);
	assert_int_equal(rd(f, SCANOUT_BAD), PAGES);
	assert_int_equal(rd(f, SCANOUT_STATUS), BUS_DECERR);
	assert_true(f->last.addr == UINT64_C(0x7f12345000) + (PAGES - 1) * 4096);
	scanout_reset(f->s);
	scanout_run(f->s, PAGES);
	assert_int_equal(rd(f, SCANOUT_BAD), 0);
	assert_int_equal(rd(f, SCANOUT_FRAMES), 1);
}

static void fuzz_registers(void **state)
{
	struct fixture *f = *state;
	long runs = rng_runs();
	struct rng r;
	long i;

	rng_init(&r, "scanout");
	for (i = 0; i < runs; i++) {
		uint64_t off = rng_next(&r) >> rng_below(&r, 64);

		scanout_mmio_write(f->s, off, rng_next(&r), (unsigned int)rng_below(&r, 9));
		scanout_mmio_read(f->s, off, (unsigned int)rng_below(&r, 9));
		if (!rng_below(&r, 16))
			scanout_run(f->s, 1);
	}
	assert_int_equal(rd(f, SCANOUT_ID), SCANOUT_ID_VALUE);
}

/* A stalled read stops the frame; it continues at the same place. */
static void waits_for_a_stalled_read(void **state)
{
	struct fixture *f = *state;
	uint32_t whole;

	scanout_run(f->s, PAGES);
	whole = rd(f, SCANOUT_SUM);
	f->held_page = BASE;
	scanout_run(f->s, 5);
	assert_int_equal(rd(f, SCANOUT_STATUS), BUS_STALLED);
	assert_int_equal(f->reads, PAGES + 1);
	assert_int_equal(rd(f, SCANOUT_READS), PAGES);
	scanout_mmio_write(f->s, SCANOUT_BASE_LO, 0x1000, 4);
	scanout_run(f->s, 5);
	assert_true(f->last.addr == BASE);
	f->held_page = 0;
	scanout_run(f->s, PAGES);
	assert_int_equal(rd(f, SCANOUT_FRAMES), 2);
	assert_int_equal(rd(f, SCANOUT_FAULTS), 0);
	assert_int_equal(rd(f, SCANOUT_SUM), whole);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(frames_and_sums),
		T(sum_depends_on_bytes_and_order),
		T(faults_do_not_stop_it),
		T(waits_for_a_stalled_read),
		T(base_counts_from_the_next_frame),
		T(fuzz_registers),
	};

	return cmocka_run_group_tests_name("scanout", tests, NULL, NULL);
}
