// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The stream generator: its accesses have the programmed fields, and its registers report
 * their results.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../mc/rng.h"
#include "streamgen/streamgen.h"

struct fixture {
	struct streamgen *g;
	int ports[STREAMGEN_NR_NODES];
	struct bus_txn txn[4];
	size_t len[4];
	unsigned int nr, port;
	enum bus_status answer[4];
	uint8_t got[2];
};

static struct fixture *current;

static enum bus_status on_access(void *opaque, const struct bus_txn *txn, void *buf, size_t len)
{
	struct fixture *f = current;
	unsigned int n = f->nr++ & 3;

	assert_in_range((txn->addr & 0xfff) + len, 1, 0x1000);
	f->port = (unsigned int)((int *)opaque - f->ports);
	f->txn[n] = *txn;
	f->len[n] = len;
	if (f->answer[n] == BUS_OK && !txn->write)
		memset(buf, 0x30 + (int)n, len);
	if (txn->write)
		memcpy(f->got, buf, sizeof(f->got));
	return f->answer[n];
}

static const struct bus_master_ops ops = { .access = on_access };

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct streamgen_config cfg = { .mem = &ops };
	unsigned int i;

	if (!f)
		return -1;
	for (i = 0; i < STREAMGEN_NR_NODES; i++)
		cfg.mem_opaque[i] = &f->ports[i];
	f->g = streamgen_new(&cfg);
	current = f;
	*state = f;
	return f->g ? 0 : -1;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	streamgen_free(f->g);
	free(f);
	return 0;
}

static void wr(struct fixture *f, uint32_t off, uint32_t val)
{
	streamgen_mmio_write(f->g, off, val, 4);
}

static uint32_t rd(struct fixture *f, uint32_t off)
{
	return (uint32_t)streamgen_mmio_read(f->g, off, 4);
}

static void all_fields_are_used(void **state)
{
	struct fixture *f = *state;

	wr(f, STREAMGEN_CLIENT, 0x1234567);
	wr(f, STREAMGEN_SID, 0xffffff85);
	wr(f, STREAMGEN_TBU, 0x23);
	wr(f, STREAMGEN_KIND, STREAMGEN_KIND_WRITE | STREAMGEN_KIND_INSN);
	wr(f, STREAMGEN_NODE, 2);
	wr(f, STREAMGEN_ADDR_LO, 0x9abcd010);
	wr(f, STREAMGEN_ADDR_HI, 0x12345678);
	wr(f, STREAMGEN_LEN, 2);
	wr(f, STREAMGEN_DATA, 0xbeef);
	wr(f, STREAMGEN_GO, 1);
	assert_int_equal(f->nr, 1);
	assert_int_equal(f->port, 2);
	assert_int_equal(f->txn[0].client, 0x4567);
	assert_int_equal(f->txn[0].sid, 0x05);
	assert_int_equal(f->txn[0].tbu, 0x03);
	assert_true(f->txn[0].write && f->txn[0].insn && !f->txn[0].priv);
	assert_true(f->txn[0].addr == UINT64_C(0x123456789abcd010));
	assert_memory_equal(f->got, "\xef\xbe", 2);
	assert_int_equal(rd(f, STREAMGEN_STATUS), BUS_OK);
	assert_int_equal(rd(f, STREAMGEN_DONE), 2);
	wr(f, STREAMGEN_KIND, STREAMGEN_KIND_PRIV);
	wr(f, STREAMGEN_GO, 0);
	assert_true(!f->txn[1].write && !f->txn[1].insn && f->txn[1].priv);
	assert_int_equal(rd(f, STREAMGEN_COUNT), 2);
}

static void limited_to_a_page(void **state)
{
	struct fixture *f = *state;

	wr(f, STREAMGEN_ADDR_LO, 0x80000ff8);
	wr(f, STREAMGEN_LEN, 4096);
	wr(f, STREAMGEN_GO, 0);
	assert_int_equal(f->nr, 2);
	assert_int_equal(f->len[0], 8);
	assert_int_equal(f->len[1], 4088);
	assert_true(f->txn[1].addr == 0x80001000);
	assert_int_equal(rd(f, STREAMGEN_DONE), 4096);
	assert_int_equal(rd(f, STREAMGEN_DATA), 0x30303030);
	assert_int_equal(rd(f, STREAMGEN_DATA + 8), 0x31313131);
}

static void failures_are_reported(void **state)
{
	struct fixture *f = *state;

	f->answer[1] = BUS_FAULT;
	wr(f, STREAMGEN_ADDR_LO, 0x80000ff8);
	wr(f, STREAMGEN_LEN, 16);
	wr(f, STREAMGEN_GO, 0);
	assert_int_equal(rd(f, STREAMGEN_STATUS), BUS_FAULT);
	assert_int_equal(rd(f, STREAMGEN_DONE), 8);
	assert_int_equal(rd(f, STREAMGEN_DATA + 8), 0);
	f->answer[2] = BUS_DECERR;
	wr(f, STREAMGEN_GO, 0);
	assert_int_equal(rd(f, STREAMGEN_STATUS), BUS_DECERR);
	assert_int_equal(f->nr, 3);
}

static void lengths(void **state)
{
	static const uint32_t wrong[] = { 0, 4097, 0x1fff };
	struct fixture *f = *state;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		wr(f, STREAMGEN_LEN, wrong[i]);
		wr(f, STREAMGEN_GO, 0);
		assert_int_equal(rd(f, STREAMGEN_STATUS), BUS_SLVERR);
		assert_int_equal(rd(f, STREAMGEN_DONE), 0);
	}
	assert_int_equal(f->nr, 0);
}

static void reset_state(void **state)
{
	struct fixture *f = *state;

	wr(f, STREAMGEN_SID, 5);
	wr(f, STREAMGEN_DATA + 0xffc, 5);
	wr(f, STREAMGEN_ID, 0);
	streamgen_reset(f->g);
	assert_int_equal(rd(f, STREAMGEN_ID), STREAMGEN_ID_VALUE);
	assert_int_equal(rd(f, STREAMGEN_CLIENT), BUS_CLIENT_NONE);
	assert_int_equal(rd(f, STREAMGEN_SID), 0);
	assert_int_equal(rd(f, STREAMGEN_DATA + 0xffc), 0);
}

static void fuzz_registers(void **state)
{
	struct fixture *f = *state;
	long runs = rng_runs();
	struct rng r;
	long i;

	rng_init(&r, "streamgen");
	for (i = 0; i < runs; i++) {
		uint64_t off = rng_below(&r, 2) ? rng_below(&r, 16) * 4 : rng_next(&r) >>
			       rng_below(&r, 64);
		unsigned int size = rng_below(&r, 4) ? 4 : (unsigned int)rng_below(&r, 10);

		streamgen_mmio_write(f->g, off, rng_next(&r) >> rng_below(&r, 64), size);
		streamgen_mmio_read(f->g, off, size);
	}
	assert_int_not_equal(f->nr, 0);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(all_fields_are_used),
		T(limited_to_a_page),
		T(failures_are_reported),
		T(lengths),
		T(reset_state),
		T(fuzz_registers),
	};

	return cmocka_run_group_tests_name("streamgen", tests, NULL, NULL);
}
