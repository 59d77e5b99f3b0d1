// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The watchdog: when its FIQ comes, and when it does not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "watchdog/watchdog.h"

#define US	2000

struct fixture {
	struct watchdog *w;
	unsigned int fiqs;
};

static void on_fiq(void *opaque)
{
	struct fixture *f = opaque;

	f->fiqs++;
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct watchdog_config cfg = { .fiq = on_fiq, .opaque = f };

	if (!f)
		return -1;
	f->w = watchdog_new(&cfg);
	*state = f;
	return f->w ? 0 : -1;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	watchdog_free(f->w);
	free(f);
	return 0;
}

static uint32_t rd(struct fixture *f, uint64_t off)
{
	return (uint32_t)watchdog_mmio_read(f->w, off, 4);
}

static void wr(struct fixture *f, uint64_t off, uint32_t val)
{
	watchdog_mmio_write(f->w, off, val, 4);
}

static void start(struct fixture *f, uint32_t wdtcr)
{
	wr(f, TMR0_TMRCR, TMRCR_ENABLE | TMRCR_PERIODIC | US);
	wr(f, WDT0_WDTCR, wdtcr);
	wr(f, WDT0_WDTCMDR, WDTCMDR_START);
}

static void expire(struct fixture *f, unsigned int times)
{
	while (times--)
		watchdog_expire(f->w);
}

static void needs_a_fiq(void **state)
{
	struct watchdog_config cfg = { 0 };

	(void)state;
	assert_null(watchdog_new(&cfg));
}

static void fiq_at_second_expiration(void **state)
{
	struct fixture *f = *state;

	start(f, WDTCR_LOCAL_FIQ | 1 << 4);
	assert_int_equal(watchdog_next_us(f->w), US);
	expire(f, 1);
	assert_int_equal(f->fiqs, 0);
	assert_int_equal(rd(f, WDT0_WDTSR), 1 << WDTSR_COUNT_SHIFT);
	expire(f, 1);
	assert_int_equal(f->fiqs, 1);
	expire(f, 10);
	assert_int_equal(f->fiqs, 1);
	assert_int_equal(rd(f, WDT0_WDTSR), WATCHDOG_LAST << WDTSR_COUNT_SHIFT);
}

static void fiq_must_be_enabled(void **state)
{
	struct fixture *f = *state;

	start(f, 1 << 4);
	expire(f, 5);
	assert_int_equal(f->fiqs, 0);
}

static void periods_multiply(void **state)
{
	struct fixture *f = *state;

	start(f, WDTCR_LOCAL_FIQ | 3 << 4);
	expire(f, 5);
	assert_int_equal(f->fiqs, 0);
	expire(f, 1);
	assert_int_equal(f->fiqs, 1);
}

static void other_timer_is_not_there(void **state)
{
	struct fixture *f = *state;

	start(f, WDTCR_LOCAL_FIQ | 1 << 4 | 1);
	expire(f, 5);
	assert_int_equal(f->fiqs, 0);
}

static void not_started(void **state)
{
	struct fixture *f = *state;

	wr(f, TMR0_TMRCR, TMRCR_ENABLE | TMRCR_PERIODIC | US);
	wr(f, WDT0_WDTCR, WDTCR_LOCAL_FIQ | 1 << 4);
	expire(f, 5);
	assert_int_equal(f->fiqs, 0);
}

static void disabled_after_unlock_only(void **state)
{
	struct fixture *f = *state;

	start(f, WDTCR_LOCAL_FIQ | 1 << 4);
	wr(f, WDT0_WDTCMDR, WDTCMDR_DISABLE);
	wr(f, WDT0_WDTCR, 0);
	expire(f, 2);
	assert_int_equal(f->fiqs, 1);
	wr(f, WDT0_WDTCMDR, WDTCMDR_START);
	wr(f, WDT0_WDTUR, WDTUR_UNLOCK);
	wr(f, WDT0_WDTCMDR, WDTCMDR_DISABLE);
	expire(f, 2);
	assert_int_equal(f->fiqs, 1);
}

static void one_shot_timer_stops(void **state)
{
	struct fixture *f = *state;

	wr(f, TMR0_TMRCR, TMRCR_ENABLE | US);
	assert_int_equal(watchdog_next_us(f->w), US);
	expire(f, 1);
	assert_int_equal(watchdog_next_us(f->w), 0);
}

static void reset_stops_it(void **state)
{
	struct fixture *f = *state;

	start(f, WDTCR_LOCAL_FIQ | 1 << 4);
	watchdog_reset(f->w);
	assert_int_equal(watchdog_next_us(f->w), 0);
	assert_int_equal(rd(f, WDT0_WDTCR), 0);
	expire(f, 5);
	assert_int_equal(f->fiqs, 0);
}

static void wrong_sizes_do_nothing(void **state)
{
	struct fixture *f = *state;

	watchdog_mmio_write(f->w, TMR0_TMRCR, TMRCR_ENABLE | US, 8);
	assert_int_equal(watchdog_next_us(f->w), 0);
	wr(f, TMR0_TMRCR, US);
	assert_int_equal(watchdog_mmio_read(f->w, TMR0_TMRCR, 2), 0);
	assert_int_equal(rd(f, TMR0_TMRCR), US);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(needs_a_fiq),
		cmocka_unit_test_setup_teardown(fiq_at_second_expiration, setup, teardown),
		cmocka_unit_test_setup_teardown(fiq_must_be_enabled, setup, teardown),
		cmocka_unit_test_setup_teardown(periods_multiply, setup, teardown),
		cmocka_unit_test_setup_teardown(other_timer_is_not_there, setup, teardown),
		cmocka_unit_test_setup_teardown(not_started, setup, teardown),
		cmocka_unit_test_setup_teardown(disabled_after_unlock_only, setup, teardown),
		cmocka_unit_test_setup_teardown(one_shot_timer_stops, setup, teardown),
		cmocka_unit_test_setup_teardown(reset_stops_it, setup, teardown),
		cmocka_unit_test_setup_teardown(wrong_sizes_do_nothing, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
