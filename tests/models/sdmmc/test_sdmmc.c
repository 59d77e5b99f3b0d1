// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The SD host controller's vendor registers: stream IDs, calibrations that complete,
 * byte lanes, a queue engine that logs when it is used.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../mc/rng.h"
#include "sdmmc/sdmmc.h"

static unsigned int logged;

static void on_log(void *opaque, const char *msg)
{
	(void)opaque;
	assert_non_null(msg);
	logged++;
}

static int setup(void **state)
{
	logged = 0;
	*state = sdmmc_new(on_log, NULL);
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	sdmmc_free(*state);
	return 0;
}

static void stream_ids(void **state)
{
	struct sdmmc *s = *state;

	assert_int_equal(sdmmc_stream_id(s, false), 0x7f);
	assert_int_equal(sdmmc_stream_id(s, true), 0x7f);
	sdmmc_mmio_write(s, SDMMC_CIF2AXI_CTRL, 0x0403, 4);
	assert_int_equal(sdmmc_stream_id(s, false), 3);
	assert_int_equal(sdmmc_stream_id(s, true), 4);
	sdmmc_mmio_write(s, SDMMC_CIF2AXI_CTRL, 0xffff, 4);
	assert_int_equal(sdmmc_stream_id(s, true), 0x7f);
	sdmmc_mmio_write(s, SDMMC_CIF2AXI_CTRL, 0, 4);
	sdmmc_reset(s);
	assert_int_equal(sdmmc_stream_id(s, false), 0x7f);
}

static void calibrations_end(void **state)
{
	struct sdmmc *s = *state;

	sdmmc_mmio_write(s, SDMMC_AUTO_CAL_CONFIG, SDMMC_AUTO_CAL_START | 0x55, 4);
	assert_int_equal(sdmmc_mmio_read(s, SDMMC_AUTO_CAL_CONFIG, 4), 0x55);
	sdmmc_mmio_write(s, SDMMC_DLLCAL_CFG, SDMMC_DLLCAL_CALIBRATE, 4);
	assert_int_equal(sdmmc_mmio_read(s, SDMMC_DLLCAL_CFG, 4), 0);
	sdmmc_mmio_write(s, SDMMC_AUTO_CAL_STATUS, UINT32_MAX, 4);
	sdmmc_mmio_write(s, SDMMC_DLLCAL_STA, UINT32_MAX, 4);
	assert_int_equal(sdmmc_mmio_read(s, SDMMC_AUTO_CAL_STATUS, 4), 0);
	assert_int_equal(sdmmc_mmio_read(s, SDMMC_DLLCAL_STA, 4), 0);
}

static void byte_lanes(void **state)
{
	struct sdmmc *s = *state;

	sdmmc_mmio_write(s, 0x120, 0x11223344, 4);
	sdmmc_mmio_write(s, 0x121, 0xaa, 1);
	sdmmc_mmio_write(s, 0x122, 0xbbcc, 2);
	assert_int_equal(sdmmc_mmio_read(s, 0x120, 4), 0xbbccaa44);
	assert_int_equal(sdmmc_mmio_read(s, 0x121, 1), 0xaa);
	assert_int_equal(sdmmc_mmio_read(s, 0x122, 2), 0xbbcc);
	sdmmc_mmio_write(s, 0x120, UINT64_MAX, 8);
	sdmmc_mmio_write(s, 0x121, 0xffff, 2);
	assert_int_equal(sdmmc_mmio_read(s, 0x120, 4), 0xbbccaa44);
	assert_int_equal(sdmmc_mmio_read(s, 0x120, 8), 0);
}

static void queue_engine_is_idle(void **state)
{
	struct sdmmc *s = *state;

	assert_int_equal(sdmmc_mmio_read(s, SDMMC_CQE_VERSION, 4), SDMMC_CQE_VERSION_5_1);
	sdmmc_mmio_write(s, SDMMC_CQE_VERSION, 0, 4);
	assert_int_equal(sdmmc_mmio_read(s, SDMMC_CQE_VERSION, 4), SDMMC_CQE_VERSION_5_1);
	sdmmc_mmio_write(s, SDMMC_CQE_BASE + 8, 1, 4);
	assert_int_equal(sdmmc_mmio_read(s, SDMMC_CQE_BASE + 8, 4), 1);
	assert_int_equal(logged, 0);
	sdmmc_mmio_write(s, SDMMC_CQE_DOORBELL, 1, 4);
	assert_int_equal(logged, 1);
	assert_int_equal(sdmmc_mmio_read(s, SDMMC_CQE_DOORBELL, 4), 0);
}

static void fuzz_registers(void **state)
{
	struct sdmmc *s = *state;
	long runs = rng_runs();
	struct rng r;
	long i;

	rng_init(&r, "sdmmc");
	for (i = 0; i < runs; i++) {
		uint64_t off = rng_next(&r) >> rng_below(&r, 64);
		unsigned int size = (unsigned int)rng_below(&r, 10);

		sdmmc_mmio_write(s, off, rng_next(&r), size);
		sdmmc_mmio_read(s, rng_below(&r, SDMMC_MMIO_SIZE), size);
		assert_true(sdmmc_stream_id(s, i & 1) <= 0x7f);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(stream_ids),
		T(calibrations_end),
		T(byte_lanes),
		T(queue_engine_is_idle),
		T(fuzz_registers),
	};

	return cmocka_run_group_tests_name("sdmmc", tests, NULL, NULL);
}
