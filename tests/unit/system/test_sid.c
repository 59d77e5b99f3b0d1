// SPDX-License-Identifier: GPL-2.0-only
/*
 * Devices that choose their stream ID, behind firmware that lets them: the host writes
 * any values to their registers, the models tell what the devices then present.
 */
#include <stdio.h>

#include "system.h"

/* The test's own offsets, clients and stream IDs, taken neither from EL2 nor a model. */
#define CIF2AXI		0x1fc
#define ASID0		0x8400
#define ASID1		0x8404
#define ASID2		0x8408
#define SDMMC4		1
#define MGBE0		2

static const struct {
	u16 read, write;
	u8 sid;
} devices[WORLD_DEVICES] = {
	{ 0x60, 0x64, 0x01 },
	{ 0x63, 0x67, 0x02 },
	{ 0x58, 0x5c, 0x06 },
	{ 0x59, 0x5f, 0x49 },
	{ 0x5a, 0x61, 0x4a },
	{ 0x5b, 0x65, 0x4b },
};

static u64 refused(void)
{
	return sys_query(PKVM_IOMMU_QUERY_REFUSED, PKVM_IOMMU_GUARD_TEGRA_SID);
}

static bool reach(unsigned int i, u32 off, unsigned int size, bool write, u64 *val)
{
	return sys_host_access(world_device_base(i) + off, size, write, val);
}

static void put(unsigned int i, u32 off, unsigned int size, u64 val)
{
	assert_true(reach(i, off, size, true, &val));
}

static void is_dropped(unsigned int i, u32 off, unsigned int size, u64 val)
{
	u64 before = refused();

	put(i, off, size, val);
	assert_int_equal(refused(), before + 1);
}

static void passes(unsigned int i, u32 off, unsigned int size, u64 val)
{
	u64 before = refused(), read = 0;

	put(i, off, size, val);
	assert_int_equal(refused(), before);
	assert_int_equal(world_device_read(i, off, size), val);
	assert_true(reach(i, off, size, false, &read));
	assert_int_equal(read, val);
}

static u32 peek(unsigned int i, u32 off)
{
	return world_device_read(i, off, 4);
}

static int clip(u64 addr)
{
	u64 start = 0, end = 1ULL << 39;

	return sys_clip(addr, &start, &end);
}

static int setup_with(enum world_own_sids own_sids)
{
	system_own_sids = own_sids;
	system_start(8, 0);
	return 0;
}

static int setup(void **state)
{
	(void)state;
	return setup_with(WORLD_ALL_OWN_SIDS);
}

static int teardown(void **state)
{
	system_own_sids = WORLD_NO_OWN_SIDS;
	check_complaints();
	return 0;
}

/* A trap costs: where the memory controller forces the stream ID, there is none. */
static void forced_devices_stay_the_hosts(void **state)
{
	unsigned int i, nr[] = { 0, MGBE0, WORLD_DEVICES };
	enum world_own_sids own;
	u64 val = 0, start, end;

	for (own = WORLD_NO_OWN_SIDS; own <= WORLD_ALL_OWN_SIDS; own++) {
		setup_with(own);
		for (i = 0; i < WORLD_DEVICES; i++) {
			assert_int_equal(reach(i, 0x10, 4, false, &val), i < nr[own]);
			assert_int_equal(clip(world_device_base(i)), i < nr[own] ? -EPERM : 0);
			assert_int_equal(clip(world_device_base(i) + 0x1ffff),
					 i < nr[own] ? -EPERM : 0);
		}
		/* The whole gap between two other devices of EL2's is the host's. */
		start = 0;
		end = 1ULL << 39;
		assert_int_equal(sys_clip(0x03450000, &start, &end), 0);
		assert_int_equal(start, nr[own] ? 0x03420000 : 0x02cf0000);
		assert_int_equal(end, nr[own] ? 0x03460000 : 0x07000000);
	}
}

/* A block may be off then: a read by EL2 would be an external abort. */
static void takeover_and_resume_touch_no_device(void **state)
{
	assert_int_equal(system_device_accesses, 0);
	world_lose_power();
	assert_int_equal(pkvm_iommu_resume(true), 0);
	assert_int_equal(pkvm_iommu_resume(false), 0);
	assert_int_equal(system_device_accesses, 0);
}

static void other_stream_ids_are_dropped(void **state)
{
	static const u32 foreign[] = {
		0x7f7f, 0x027f, 0x7f02, 0x0102, 0x0201, 0x7f, 0x8202, 0x0282, 0x020202, 0x02000202,
		0x80000202, 0xffffffff,
	};
	static const u32 own[] = { 0x0202, 0x0002, 0x0200, 0 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(own); i++)
		passes(SDMMC4, CIF2AXI, 4, own[i]);
	passes(SDMMC4, CIF2AXI, 4, 0x0202);
	for (i = 0; i < ARRAY_SIZE(foreign); i++) {
		is_dropped(SDMMC4, CIF2AXI, 4, foreign[i]);
		assert_int_equal(peek(SDMMC4, CIF2AXI), 0x0202);
	}
	/* Another device's own. */
	is_dropped(SDMMC4, CIF2AXI, 4, 0x0101);
	passes(0, CIF2AXI, 4, 0x0101);
	is_dropped(0, CIF2AXI, 4, 0x0202);
}

static void every_register_and_field_is_held(void **state)
{
	u32 i, off, shift, sid;

	for (i = MGBE0; i < WORLD_DEVICES; i++) {
		sid = devices[i].sid;
		for (off = ASID0; off <= ASID2; off += 4) {
			for (shift = 0; shift < 32; shift += 8) {
				is_dropped(i, off, 4, 0x7fU << shift);
				is_dropped(i, off, 4, 0x01U << shift);
				if (off == ASID2 && shift > 8)
					is_dropped(i, off, 4, sid << shift);
				else
					passes(i, off, 4, sid << shift);
			}
			passes(i, off, 4, 0);
			passes(i, off, 4, off == ASID2 ? 0x101 * sid : 0x01010101 * sid);
		}
		passes(i, ASID2 + 4, 4, 0x7f7f7f7f);
		passes(i, ASID0 - 4, 4, 0x7f7f7f7f);
	}
}

static void parts_of_a_stream_id_register_are_dropped(void **state)
{
	u32 off;

	passes(SDMMC4, CIF2AXI, 4, 0x0202);
	for (off = CIF2AXI; off < CIF2AXI + 4; off++)
		is_dropped(SDMMC4, off, 1, 0x02);
	is_dropped(SDMMC4, CIF2AXI, 2, 0x0202);
	is_dropped(SDMMC4, CIF2AXI + 2, 2, 0);
	is_dropped(SDMMC4, CIF2AXI - 4, 8, 0x020200000000);
	assert_int_equal(peek(SDMMC4, CIF2AXI), 0x0202);
	is_dropped(MGBE0, ASID0, 8, 0);
	is_dropped(MGBE0, ASID2, 8, 0);
}

static void unaligned_accesses_do_nothing(void **state)
{
	u64 val, before = peek(MGBE0, 0x100);

	passes(MGBE0, CIF2AXI, 4, 5);
	is_dropped(MGBE0, 0x101, 2, 0);
	is_dropped(MGBE0, 0x102, 4, 0);
	is_dropped(MGBE0, 0x104, 8, 0);
	/* Into a stream-ID register from below. */
	is_dropped(MGBE0, ASID0 - 2, 4, 0x7f7f0000);
	is_dropped(MGBE0, ASID0 - 4, 8, 0);
	assert_int_equal(peek(MGBE0, 0x100), before);
	val = 9;
	assert_true(reach(MGBE0, 0x102, 4, false, &val));
	assert_int_equal(val, 0);
}

static void all_else_passes_in_its_size(void **state)
{
	static const u32 offs[] = { 0, 0x108, 0x1f0, 0x200, 0x8410, 0x10000, 0x1fff8 };
	u32 i, size;

	for (i = 0; i < ARRAY_SIZE(offs); i++) {
		for (size = 1; size <= 8; size *= 2) {
			u64 mask = ~0ULL >> (64 - 8 * size), val = 0x8877665544332211ULL & mask;

			passes(MGBE0, offs[i], 8, ~0ULL);
			passes(MGBE0, offs[i], size, val);
			assert_true(world_device_read(MGBE0, offs[i], 8) == (~mask | val));
		}
	}
	for (size = 1; size <= 4; size *= 2)
		passes(SDMMC4, 0x104, size, 0x21);
}

/* Whatever firmware, a reset or a suspend left: before a write of the host's has an effect. */
static void the_own_stream_id_comes_first(void **state)
{
	u32 i;

	for (i = 0; i < 3; i++) {
		assert_int_equal(peek(SDMMC4, CIF2AXI), 0x7f7f);
		passes(SDMMC4, 0x104, 1, i);
		assert_int_equal(peek(SDMMC4, CIF2AXI), 0x0202);
		assert_int_equal(peek(MGBE0, ASID1), 0x7f7f7f7f);
		passes(MGBE0, 0x11100, 4, i);
		assert_int_equal(peek(MGBE0, ASID0), 0x06060606);
		assert_int_equal(peek(MGBE0, ASID1), 0x06060606);
		assert_int_equal(peek(MGBE0, ASID2), 0x0606);
		if (i) {
			world_device_reset(SDMMC4);
			world_device_reset(MGBE0);
		} else {
			world_lose_power();
			assert_int_equal(pkvm_iommu_resume(true), 0);
		}
	}
}

/* A read changes nothing: the block may be one that the host only looks at. */
static void reads_change_nothing(void **state)
{
	u64 val = 0;

	assert_true(reach(SDMMC4, CIF2AXI, 4, false, &val));
	assert_int_equal(val, 0x7f7f);
	assert_int_equal(peek(SDMMC4, CIF2AXI), 0x7f7f);
	assert_int_equal(refused(), 0);
}

/* The device could present another's: no write starts it. */
static void a_device_that_does_not_take_its_own_is_not_written(void **state)
{
	world_device_stick(SDMMC4);
	is_dropped(SDMMC4, 0x104, 1, 0x21);
	is_dropped(SDMMC4, CIF2AXI, 4, 0x0202);
	assert_int_equal(world_device_read(SDMMC4, 0x104, 1), 0);
	passes(0, 0x104, 1, 0x21);
}

/* One access of EL2's to the device aborts: the clock is back for the next. */
static unsigned int wrong, nr_touched;

static bool goes_wrong(u64 phys, bool write)
{
	u64 off = phys - world_device_base(SDMMC4);

	return off < 0x20000 && nr_touched++ == wrong;
}

static void access_aborts(unsigned int n)
{
	wrong = n;
	nr_touched = 0;
	shim_mmio_aborts = goes_wrong;
}

/* The host gets the abort of a device without a clock. */
static void a_device_that_is_off_aborts(void **state)
{
	static const unsigned int sizes[] = { 1, 2, 4, 8 };
	unsigned int i;
	u64 val = 0;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		access_aborts(0);
		assert_false(reach(SDMMC4, 0x20, sizes[i], false, &val));
		access_aborts(0);
		assert_false(reach(SDMMC4, 0x20, sizes[i], true, &val));
		shim_mmio_aborts = NULL;
		assert_true(reach(SDMMC4, 0x20, sizes[i], true, &val));
	}
	assert_int_equal(refused(), 0);
}

/* Without the stream ID in place no write passes, whenever the clock comes back. */
static void nothing_is_written_unheld(void **state)
{
	unsigned int n;
	u64 val = 0x21;

	for (n = 0; n < 4; n++) {
		world_device_write(SDMMC4, CIF2AXI, 0x7f7f, 4);
		world_device_write(SDMMC4, 0x104, 0, 4);
		access_aborts(n);
		assert_false(reach(SDMMC4, 0x104, 4, true, &val));
		shim_mmio_aborts = NULL;
		assert_int_equal(peek(SDMMC4, 0x104), 0);
	}
	access_aborts(n);
	put(SDMMC4, 0x104, 4, 0x21);
	shim_mmio_aborts = NULL;
	assert_int_equal(peek(SDMMC4, 0x104), 0x21);
}

static unsigned int silent_for;

static bool is_silent(u64 phys, bool write)
{
	if (phys - world_device_base(SDMMC4) >= 0x20000 || !silent_for)
		return false;
	silent_for--;
	return true;
}

/* What a read gives that nobody answers is not the device's stream ID. */
static void silence_is_no_stream_id(void **state)
{
	static const u64 vals[] = { 0, ~0ULL };
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(vals); i++) {
		for (n = 1; n < 4; n++) {
			world_device_write(SDMMC4, CIF2AXI, 0x7f7f, 4);
			world_device_write(SDMMC4, 0x104, 0, 4);
			silent_for = n;
			shim_mmio_lost_value = vals[i];
			shim_mmio_lost = is_silent;
			put(SDMMC4, 0x104, 4, 0x21);
			shim_mmio_lost = NULL;
			assert_true(!peek(SDMMC4, 0x104) || peek(SDMMC4, CIF2AXI) == 0x0202);
		}
	}
}

/* GPCDMA's control backbone does not reach the registers either. */
static void the_dma_engine_does_not_reach_the_registers(void **state)
{
	u64 before = sys_query(PKVM_IOMMU_QUERY_REFUSED, PKVM_IOMMU_GUARD_TEGRA_GPCDMA);
	u64 dst = WORLD_GPCDMA_BASE + 0x10000 * 21 + 0x10, csr = dst - 0x10, val;

	val = world_device_base(SDMMC4) + CIF2AXI;
	assert_true(sys_host_access(dst, 4, true, &val));
	val = 0x88400000;
	assert_true(sys_host_access(csr, 4, true, &val));
	assert_int_equal(sys_query(PKVM_IOMMU_QUERY_REFUSED, PKVM_IOMMU_GUARD_TEGRA_GPCDMA),
			 before + 1);
}

static void check_contained(unsigned int i)
{
	int r = world_client_sid(devices[i].read, world_sdmmc_sid(i, false));
	int w = world_client_sid(devices[i].write, world_sdmmc_sid(i, true));

	assert_true(r == 0 || r == devices[i].sid);
	assert_true(w == 0 || w == devices[i].sid);
}

/* After each write of the host's, SD controllers present their own stream ID or none. */
static void random_writes_never_change_the_stream(void **state)
{
	u64 rounds = env_number("SID_ROUNDS", 20000), n, val;
	bool written[2] = { false, false };
	u32 i, off, size;

	world_expect_complaint("command queue engine");
	assert_int_equal(world_client_sid(devices[SDMMC4].read, 0x7f), -1);
	for (n = 0; n < rounds; n++) {
		i = rnd(2);
		size = 1U << rnd(4);
		off = rnd(4) ? CIF2AXI - 8 + rnd(16) : rnd(WORLD_DEVICE_SIZE);
		val = rnd(2) ? devices[i].sid * (rnd(2) ? 0x101 : 1) : rnd(0x100000000ULL);
		if (!rnd(50)) {
			world_device_reset(i);
			written[i] = false;
		}
		assert_true(reach(i, off, size, true, &val));
		if (!rnd(3)) {
			put(i, 0x104, 1, 0);
			written[i] = true;
		}
		/* Until a write passes, a device does not run. */
		if (written[i])
			check_contained(i);
	}
	assert_true(refused() > rounds / 10 && refused() < rounds);
}

/* The table's stream IDs are those that the topology has for these clients. */
static void held_clients_have_a_row(void **state)
{
	u32 i, j, found = 0;

	for (i = 0; i < WORLD_DEVICES; i++)
		for (j = 0; j < NR_ORIN_DT_ROWS; j++)
			found += (orin_rows[j].client == devices[i].read ||
				  orin_rows[j].client == devices[i].write) &&
				 orin_rows[j].sid == devices[i].sid;
	assert_int_equal(found, 2 * WORLD_DEVICES);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(forced_devices_stay_the_hosts),
		T(takeover_and_resume_touch_no_device),
		T(other_stream_ids_are_dropped),
		T(every_register_and_field_is_held),
		T(parts_of_a_stream_id_register_are_dropped),
		T(unaligned_accesses_do_nothing),
		T(all_else_passes_in_its_size),
		T(the_own_stream_id_comes_first),
		T(reads_change_nothing),
		T(a_device_that_does_not_take_its_own_is_not_written),
		T(a_device_that_is_off_aborts),
		T(nothing_is_written_unheld),
		T(silence_is_no_stream_id),
		T(the_dma_engine_does_not_reach_the_registers),
		T(random_writes_never_change_the_stream),
		T(held_clients_have_a_row),
	};
	u64 seed = env_number("SEED", 1);

	printf("# SEED=%llu\n", seed);
	seed_rng(seed);
	return cmocka_run_group_tests_name("system_sid", tests, NULL, NULL);
}
