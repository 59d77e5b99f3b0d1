// SPDX-License-Identifier: GPL-2.0-only
/*
 * The combined UART: words as the kernel's driver writes and reads them, and the
 * bytes at the console's end.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../mc/rng.h"
#include "tcu/tcu.h"
#include "tegra234/hsp.h"

#define SM(i)	(UINT64_C(0x10000) + UINT64_C(0x8000) * (i))
#define TX	SM(1)
#define RX	SM(0)

struct fixture {
	struct hsp *aon, *top0;
	struct tcu *tcu;
	char out[256];
	size_t len;
};

static void on_put(void *opaque, const uint8_t *bytes, size_t len)
{
	struct fixture *f = opaque;

	assert_in_range(len, 1, TCU_MAX_BYTES);
	if (f->len + len > sizeof(f->out))
		f->len = 0;
	memcpy(f->out + f->len, bytes, len);
	f->len += len;
}

static int setup(void **state)
{
	static struct fixture f;
	struct hsp_config aon = tegra234_hsp_aon_config, top0 = tegra234_hsp_top0_config;
	struct tcu_config cfg;

	memset(&f, 0, sizeof(f));
	f.aon = hsp_new(&aon);
	f.top0 = hsp_new(&top0);
	cfg = (struct tcu_config){ .tx = f.aon, .tx_sm = 1, .rx = f.top0, .rx_sm = 0,
				   .put = on_put, .put_opaque = &f };
	f.tcu = tcu_new(&cfg);
	*state = &f;
	return f.tcu ? 0 : -1;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	tcu_free(f->tcu);
	hsp_free(f->aon);
	hsp_free(f->top0);
	return 0;
}

static void wr(struct hsp *hsp, uint64_t off, uint32_t val)
{
	hsp_mmio_write(hsp, off, val, 4);
}

static uint32_t rd(struct hsp *hsp, uint64_t off)
{
	return (uint32_t)hsp_mmio_read(hsp, off, 4);
}

static void config_is_checked(void **state)
{
	struct fixture *f = *state;
	struct tcu_config cfg = { .tx = f->aon, .rx = f->top0 };

	assert_null(tcu_new(&cfg));
	cfg.put = on_put;
	cfg.tx = NULL;
	assert_null(tcu_new(&cfg));
}

static void bytes_go_out(void **state)
{
	struct fixture *f = *state;

	wr(f->aon, TX, 0x83636261);
	assert_int_equal(rd(f->aon, TX), 0x83636261);
	tcu_run(f->tcu);
	/* The whole word is cleared, not only the full bit. */
	assert_int_equal(rd(f->aon, TX), 0);
	wr(f->aon, TX, 0x81ffff64);
	tcu_run(f->tcu);
	tcu_run(f->tcu);
	assert_int_equal(f->len, 4);
	assert_memory_equal(f->out, "abcd", 4);
}

static void words_without_bytes(void **state)
{
	struct fixture *f = *state;

	/* Not full: firmware ignores it. */
	wr(f->aon, TX, 0x03636261);
	tcu_run(f->tcu);
	assert_int_equal(rd(f->aon, TX), 0x03636261);
	/* Flush only. */
	wr(f->aon, TX, 0x84636261);
	tcu_run(f->tcu);
	assert_int_equal(rd(f->aon, TX), 0);
	assert_int_equal(f->len, 0);
}

static void bytes_come_in(void **state)
{
	struct fixture *f = *state;

	tcu_type(f->tcu, (const uint8_t *)"hello", 5);
	assert_int_equal(rd(f->top0, RX), 0);
	tcu_run(f->tcu);
	assert_int_equal(rd(f->top0, RX), 0x836c6568);
	/* Further bytes wait until the CPU has read the mailbox. */
	tcu_run(f->tcu);
	assert_int_equal(rd(f->top0, RX), 0x836c6568);
	wr(f->top0, RX, 0);
	tcu_run(f->tcu);
	assert_int_equal(rd(f->top0, RX), 0x82006f6c);
	wr(f->top0, RX, 0);
	tcu_run(f->tcu);
	assert_int_equal(rd(f->top0, RX), 0);
	assert_int_equal(f->len, 0);
}

static void input_is_bounded(void **state)
{
	struct fixture *f = *state;
	uint8_t much[TCU_INPUT_SIZE + 10];
	unsigned int got = 0;

	memset(much, 'x', sizeof(much));
	assert_int_equal(tcu_room(f->tcu), TCU_INPUT_SIZE);
	tcu_type(f->tcu, much, sizeof(much));
	assert_int_equal(tcu_room(f->tcu), 0);
	tcu_type(f->tcu, much, 1);
	for (tcu_run(f->tcu); rd(f->top0, RX); tcu_run(f->tcu)) {
		got += rd(f->top0, RX) >> TCU_NR_BYTES_SHIFT & TCU_NR_BYTES_MASK;
		wr(f->top0, RX, 0);
	}
	assert_int_equal(got, TCU_INPUT_SIZE);
	tcu_type(f->tcu, much, 3);
	tcu_reset(f->tcu);
	tcu_run(f->tcu);
	assert_int_equal(rd(f->top0, RX), 0);
}

/* Random writes: input stays in order, no buffer overflows. */
static void fuzz_mailboxes(void **state)
{
	struct fixture *f = *state;
	long i, runs = rng_runs();
	uint8_t next = 0, want = 0;
	unsigned int k, nr;
	struct rng r;

	rng_init(&r, "tcu");
	for (i = 0; i < runs; i++) {
		uint32_t word = rd(f->top0, RX);

		if (!rng_below(&r, 3))
			wr(f->aon, SM(rng_below(&r, 8)), (uint32_t)rng_next(&r));
		for (; tcu_room(f->tcu) && rng_below(&r, 3); next++)
			tcu_type(f->tcu, &next, 1);
		if (word & HSP_SM_FULL && rng_below(&r, 2)) {
			nr = word >> TCU_NR_BYTES_SHIFT & TCU_NR_BYTES_MASK;
			for (k = 0; k < nr; k++)
				assert_int_equal(word >> (8 * k) & 0xff, want++);
			wr(f->top0, RX, 0);
		}
		tcu_run(f->tcu);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(config_is_checked),
		T(bytes_go_out),
		T(words_without_bytes),
		T(bytes_come_in),
		T(input_is_bounded),
		T(fuzz_mailboxes),
	};

	return cmocka_run_group_tests_name("tcu", tests, NULL, NULL);
}
