// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers that the host may read at most: the scratch words that firmware obeys at
 * wake, on the model of the power management controller and of that firmware, and the
 * external memory controller's.
 */
#include "system.h"

/* The test's own figures, taken neither from EL2 nor from the model. */
#define SCRATCH		0x0c390000ULL
#define TABLE_WORD	0x2acU
#define REASON_WORD	0x2000U		/* mainline's driver writes it */
#define ALIAS		(1ULL << 39)
#define PAIR(reg, val)	((u64)(val) << 32 | (u32)(reg))

static const struct {
	u64 base, size;
} emc[] = { { 0x02c60000, 0x90000 }, { 0x01780000, 0x80000 } };

/* EL2 must leave these registers alone: which offsets they answer is not known. */
static unsigned int emc_accesses;

static u64 emc_read(void *opaque, u64 off, unsigned int size)
{
	emc_accesses++;
	return 0xe3ce3c;
}

static void emc_write(void *opaque, u64 off, unsigned int size, u64 val)
{
	emc_accesses++;
}

static void new_system(void)
{
	static const struct shim_mmio_ops emc_ops = { emc_read, emc_write };

	emc_accesses = 0;
	system_new(8, 0);
	shim_add_mmio(emc[0].base, emc[0].size, &emc_ops, NULL);
	shim_add_mmio(emc[1].base, emc[1].size, &emc_ops, NULL);
	system_describe();
}

static s64 seal(void)
{
	return hvc(handle___pkvm_iommu_seal, 0, 0, 0, 0, 0, NULL, NULL);
}

static u64 refused(unsigned int guard)
{
	return sys_query(PKVM_IOMMU_QUERY_REFUSED, guard);
}

static u64 load(u64 addr, unsigned int size)
{
	u64 val = ~0ULL;

	assert_true(sys_host_access(addr, size, false, &val));
	return val;
}

static void is_dropped(unsigned int guard, u64 addr, unsigned int size, u64 val)
{
	u64 before = refused(guard);

	assert_true(sys_host_access(addr, size, true, &val));
	assert_int_equal(refused(guard), before + 1);
}

static int setup(void **state)
{
	new_system();
	return 0;
}

static int teardown(void **state)
{
	check_complaints();
	return 0;
}

static void scratch_words_are_not_written(void **state)
{
	u32 off, size;

	assert_int_equal(seal(), 0);
	world_scratch_write(TABLE_WORD, 0x12345, 4);
	for (off = 0; off < PAGE_SIZE; off += 4)
		is_dropped(PKVM_IOMMU_GUARD_TEGRA_PMC, SCRATCH + off, 4, 0x80000);
	for (size = 1; size <= 8; size *= 2)
		is_dropped(PKVM_IOMMU_GUARD_TEGRA_PMC, SCRATCH + TABLE_WORD, size, 0);
	/* Half of this one is in the word. */
	is_dropped(PKVM_IOMMU_GUARD_TEGRA_PMC, SCRATCH + TABLE_WORD - 4, 8, ~0ULL);
	for (off = 0; off < PAGE_SIZE; off += 4)
		assert_int_equal(world_scratch_read(off, 4), off == TABLE_WORD ? 0x12345 : 0);
}

/* Any other offset may be an abort at EL2. */
static void only_the_tables_word_is_read(void **state)
{
	u64 reads;
	u32 off;

	assert_int_equal(seal(), 0);
	for (off = 0; off < PAGE_SIZE; off += 4)
		world_scratch_write(off, 0x12345678, 4);
	reads = system_scratch_reads;
	for (off = 0; off < PAGE_SIZE; off++) {
		if (off != TABLE_WORD)
			assert_int_equal(load(SCRATCH + off, 4), 0);
	}
	assert_int_equal(load(SCRATCH + TABLE_WORD, 1), 0);
	assert_int_equal(load(SCRATCH + TABLE_WORD, 2), 0);
	assert_int_equal(load(SCRATCH + TABLE_WORD, 8), 0);
	assert_int_equal(system_scratch_reads, reads);
	assert_int_equal(load(SCRATCH + TABLE_WORD, 4), 0x12345678);
	assert_int_equal(refused(PKVM_IOMMU_GUARD_TEGRA_PMC), 0);
}

static bool scratch_aborts(u64 phys, bool write)
{
	return phys - SCRATCH < PAGE_SIZE;
}

/* The host gets the abort that hardware would give it, and EL2 goes on. */
static void a_scratch_word_may_stop_to_answer(void **state)
{
	u64 val = 5;
	u32 off;

	assert_int_equal(seal(), 0);
	world_scratch_write(TABLE_WORD, 0x12345, 4);
	shim_mmio_aborts = scratch_aborts;
	assert_false(sys_host_access(SCRATCH + TABLE_WORD, 4, false, &val));
	/* What EL2 does not access does not abort. */
	for (off = 0; off < PAGE_SIZE; off += 4) {
		if (off != TABLE_WORD)
			assert_int_equal(load(SCRATCH + off, 4), 0);
	}
	is_dropped(PKVM_IOMMU_GUARD_TEGRA_PMC, SCRATCH + TABLE_WORD, 4, 0);
	shim_mmio_aborts = NULL;
	/* The abort is not remembered. */
	assert_int_equal(load(SCRATCH + TABLE_WORD, 4), 0x12345);
	assert_int_equal(refused(PKVM_IOMMU_GUARD_TEGRA_PMC), 1);
}

/* Then EL2 cannot tell where the table is. */
static void a_silent_scratch_word_fails_the_takeover(void **state)
{
	shim_mmio_aborts = scratch_aborts;
	assert_int_equal(seal(), -ENODEV);
	assert_int_equal(sys_query(PKVM_IOMMU_QUERY_STATE, 0), PKVM_IOMMU_FAILED);
}

/* Of the aperture EL2 takes one page: mainline's driver uses the third. */
static void the_reboot_reason_stays_the_hosts(void **state)
{
	u64 start = SCRATCH + 0x1000, end = SCRATCH + 0x10000, val = 1;

	assert_int_equal(seal(), 0);
	assert_false(sys_host_access(SCRATCH + REASON_WORD, 4, true, &val));
	assert_false(sys_host_access(SCRATCH + 0x1000, 4, true, &val));
	assert_int_equal(sys_clip(SCRATCH + REASON_WORD, &start, &end), 0);
	assert_int_equal(start, SCRATCH + 0x1000);
	assert_int_equal(end, SCRATCH + 0x10000);
	/* A block that the host's stage 2 would map ends at EL2's page. */
	start = SCRATCH & ~0x1fffffULL;
	end = start + 0x200000;
	assert_int_equal(sys_clip(SCRATCH + REASON_WORD, &start, &end), 0);
	assert_int_equal(start, SCRATCH + 0x1000);
	assert_int_equal(sys_clip(SCRATCH + TABLE_WORD, &start, &end), -EPERM);
}

/* The attack: the host makes a table in its memory that writes a page of another. */
static void the_hosts_table_is_not_played(void **state)
{
	u64 *table = shim_mem(page_phys(100)), *victim = shim_mem(page_phys(101));

	assert_int_equal(seal(), 0);
	table[0] = PAIR(0xcafe05c7, 2);
	table[1] = PAIR(page_phys(101), 0xbad);
	table[2] = ~0ULL;
	*victim = 0x600d;
	is_dropped(PKVM_IOMMU_GUARD_TEGRA_PMC, SCRATCH + TABLE_WORD, 4, page_phys(100) >> 12);
	assert_int_equal(world_wake(), 0);
	assert_int_equal(*victim, 0x600d);
	/* The same without EL2. */
	world_scratch_write(TABLE_WORD, page_phys(100) >> 12, 4);
	assert_int_equal(world_wake(), 1);
	assert_int_equal(*victim, 0xbad);
}

static void refused_at_the_seal(u64 table)
{
	new_system();
	world_scratch_write(TABLE_WORD, table >> 12, 4);
	assert_int_equal(seal(), -EPERM);
	assert_int_equal(sys_query(PKVM_IOMMU_QUERY_STATE, 0), PKVM_IOMMU_FAILED);
}

/* A kernel that ran before, or a driver of the vendor's, may have left one. */
static void a_table_in_memory_fails_the_takeover(void **state)
{
	refused_at_the_seal(page_phys(0));
	refused_at_the_seal(page_phys(NR_PAGES - 1));
	refused_at_the_seal(CARVEOUT);
	refused_at_the_seal(page_phys(100) | ALIAS);
	/* Address bits above the alias's may be ignored, too. */
	refused_at_the_seal(page_phys(100) | 3ULL << 42);
}

/* The length of the table is in its head, which EL2 cannot read. */
static void a_table_that_ends_in_memory_fails_the_takeover(void **state)
{
	refused_at_the_seal(MEM1 - PAGE_SIZE);
	refused_at_the_seal(MEM1 - 31 * PAGE_SIZE);
	refused_at_the_seal((MEM1 | 3ULL << 42) - PAGE_SIZE);
}

/* Firmware's own, in memory that the kernel was not given. */
static void a_table_elsewhere_is_accepted(void **state)
{
	static const u64 tables[] = { MEM1 - 32 * PAGE_SIZE, 0x40000000, 0x7f00000000, 0 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(tables); i++) {
		new_system();
		world_scratch_write(TABLE_WORD, tables[i] >> 12, 4);
		assert_int_equal(seal(), 0);
		assert_int_equal(load(SCRATCH + TABLE_WORD, 4), tables[i] >> 12);
	}
}

static void the_emc_is_closed(void **state)
{
	const unsigned int id = PKVM_IOMMU_GUARD_TEGRA_EMC;
	u64 before, off;
	unsigned int i, size;

	assert_int_equal(seal(), 0);
	for (i = 0; i < ARRAY_SIZE(emc); i++) {
		for (off = 0; off < emc[i].size; off += 0x1ffc) {
			for (size = 1; size <= 8; size *= 2) {
				before = refused(id);
				assert_int_equal(load(emc[i].base + off, size), 0);
				assert_int_equal(refused(id), before);
				is_dropped(id, emc[i].base + off, size, ~0ULL);
			}
		}
		is_dropped(id, emc[i].base + emc[i].size - 4, 4, 1);
	}
	assert_int_equal(emc_accesses, 0);
}

/* GPCDMA's way to these registers is closed with those of all guards. */
static void the_backbone_does_not_reach_them(void **state)
{
	unsigned int i;

	assert_int_equal(seal(), 0);
	assert_int_equal(pkvm_iommu_room(SCRATCH + TABLE_WORD), 0);
	assert_int_equal(pkvm_iommu_room(SCRATCH - 4), 4);
	assert_true(pkvm_iommu_room(SCRATCH + 0x1000) > 0x1000);
	for (i = 0; i < ARRAY_SIZE(emc); i++) {
		assert_int_equal(pkvm_iommu_room(emc[i].base), 0);
		assert_int_equal(pkvm_iommu_room(emc[i].base + emc[i].size - 4), 0);
	}
}

int main(void)
{
#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
		TEST(scratch_words_are_not_written),
		TEST(only_the_tables_word_is_read),
		TEST(a_scratch_word_may_stop_to_answer),
		TEST(a_silent_scratch_word_fails_the_takeover),
		TEST(the_reboot_reason_stays_the_hosts),
		TEST(the_hosts_table_is_not_played),
		TEST(a_table_in_memory_fails_the_takeover),
		TEST(a_table_that_ends_in_memory_fails_the_takeover),
		TEST(a_table_elsewhere_is_accepted),
		TEST(the_emc_is_closed),
		TEST(the_backbone_does_not_reach_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
