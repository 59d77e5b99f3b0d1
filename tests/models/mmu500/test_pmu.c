// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Performance monitors: events, filters, and enables.
 */
#include "rig.h"

#define PA		UINT64_C(0x90000000)
#define PMU(reg)	(0x30000u + (reg))
#define PMEVCNTR(n)	PMU(4 * (n))
#define PMEVTYPER(n)	PMU(0x400 + 4 * (n))
#define PMCGCR(n)	PMU(0x800 + 4 * (n))
#define PMCGSMR(n)	PMU(0xa00 + 4 * (n))
#define PMCNTENSET	PMU(0xc00)
#define PMCNTENCLR	PMU(0xc20)
#define PMINTENSET	PMU(0xc40)
#define PMINTENCLR	PMU(0xc60)
#define PMOVSCLR	PMU(0xc80)
#define PMOVSSET	PMU(0xcc0)
#define PMCFGR		PMU(0xe00)
#define PMCR		PMU(0xe04)
#define PMCEID0		PMU(0xe20)
#define PMAUTHSTATUS	PMU(0xfb8)
#define PMDEVTYPE	PMU(0xfcc)
#define ALLOC		0x08
#define ALLOC_READ	0x09
#define ALLOC_WRITE	0x0a
#define ACCESS		0x10
#define READ		0x11
#define WRITE		0x12
#define GROUP_ON	0x800u
#define BY_STREAM	0x100u
#define BY_BANK		0x200u
#define TBU(n)		((uint16_t)((n) << 10))

/* Stream 4 reaches eight pages through any TBU; counter 0 of TBU 0 counts accesses. */
static struct rig *counting(void **state)
{
	struct rig *r = *state;
	uint64_t root = new_table(r, 4096), i;

	bank_s2(r, 2, 5, root);
	for (i = 0; i < 8; i++)
		map_page(r, root, i * 4096, PA + i * 4096, S2_RW);
	stream(r, 0, 0x4, 0x7c00, S2CR_TRANS, 2);
	w32(r, PMEVTYPER(0), ACCESS);
	w32(r, PMCGCR(0), GROUP_ON);
	w32(r, PMCNTENSET, 1);
	w32(r, PMCR, 1);
	return r;
}

static void identification(void **state)
{
	struct rig *r = *state;

	assert_int_equal(r32(r, PMCFGR), 0x05011f17);
	assert_int_equal(r32(r, PMCEID0), 0x00030303);
	assert_int_equal(r32(r, PMCEID0 + 4), 0);
	assert_int_equal(r32(r, PMAUTHSTATUS), 0x80);
	assert_int_equal(r32(r, PMDEVTYPE), 0x56);
	assert_int_equal(r32(r, PMCGCR(3)), 4u << 24 | 3u << 16);
	w32(r, PMCGCR(5), UINT32_MAX);
	assert_int_equal(r32(r, PMCGCR(5)), 0x04051bff);
	w32(r, PMCFGR, 0);
	assert_int_equal(r32(r, PMCFGR), 0x05011f17);
	r->logs = 0;
	assert_int_equal(r32(r, PMCGCR(6)), 0);
	assert_int_equal(r32(r, PMEVCNTR(24)), 0);
	assert_int_equal(r->logs, 2);
}

static void kinds_of_access(void **state)
{
	static const uint32_t events[] = { ACCESS, READ, WRITE, ALLOC };
	struct rig *r = counting(state);
	unsigned int i;

	for (i = 0; i < 4; i++)
		w32(r, PMEVTYPER(i), events[i]);
	w32(r, PMCNTENSET, 0xf);
	expect_pa(r, 0x4, 0x0, "r", PA);
	expect_pa(r, 0x4, 0x0, "w", PA);
	expect_pa(r, 0x4, 0x8, "w", PA + 8);
	expect_fault(r, 0x4, 0x9000, "r");
	assert_int_equal(r32(r, PMEVCNTR(0)), 4);
	assert_int_equal(r32(r, PMEVCNTR(1)), 2);
	assert_int_equal(r32(r, PMEVCNTR(2)), 2);
	assert_int_equal(r32(r, PMEVCNTR(3)), 1);
}

static void kinds_of_allocation(void **state)
{
	struct rig *r = counting(state);

	w32(r, PMEVTYPER(1), ALLOC_READ);
	w32(r, PMEVTYPER(2), ALLOC_WRITE);
	w32(r, PMEVTYPER(3), 0);
	w32(r, PMCNTENSET, 0xf);
	expect_pa(r, 0x4, 0x1000, "w", PA + 0x1000);
	expect_pa(r, 0x4, 0x2000, "w", PA + 0x2000);
	expect_pa(r, 0x4, 0x3000, "r", PA + 0x3000);
	expect_pa(r, 0x4, 0x3000, "r", PA + 0x3000);
	assert_int_equal(r32(r, PMEVCNTR(1)), 1);
	assert_int_equal(r32(r, PMEVCNTR(2)), 2);
	assert_int_equal(r32(r, PMEVCNTR(3)), 0);
}

static void expect_counted(struct rig *r, uint16_t sid, uint32_t counter, uint32_t more)
{
	uint32_t before = r32(r, PMEVCNTR(counter));

	expect_pa(r, sid, 0x0, "r", PA);
	assert_int_equal(r32(r, PMEVCNTR(counter)) - before, more);
}

static void switches(void **state)
{
	struct rig *r = counting(state);

	expect_counted(r, 0x4, 0, 1);
	w32(r, PMCR, 0);
	expect_counted(r, 0x4, 0, 0);
	w32(r, PMCR, 1);
	w32(r, PMCNTENCLR, 1);
	assert_int_equal(r32(r, PMCNTENSET), 0);
	expect_counted(r, 0x4, 0, 0);
	w32(r, PMCNTENSET, 1);
	assert_int_equal(r32(r, PMCNTENCLR), 1);
	w32(r, PMCGCR(0), 0);
	expect_counted(r, 0x4, 0, 0);
	w32(r, PMCGCR(0), GROUP_ON);
	expect_counted(r, 0x4, 0, 1);
	w32(r, PMCR, 3);
	assert_int_equal(r32(r, PMEVCNTR(0)), 0);
	assert_int_equal(r32(r, PMCR), 1);
}

static void groups_are_tbus(void **state)
{
	struct rig *r = counting(state);

	w32(r, PMEVTYPER(9), ACCESS);
	w32(r, PMCGCR(2), GROUP_ON);
	w32(r, PMCNTENSET, 1 << 9);
	expect_counted(r, TBU(2) | 0x4, 9, 1);
	expect_counted(r, TBU(2) | 0x4, 0, 0);
	expect_counted(r, 0x4, 9, 0);
	/* This TBU has no counter group. */
	expect_pa(r, TBU(31) | 0x4, 0x0, "r", PA);
}

static void filters(void **state)
{
	struct rig *r = counting(state);

	w32(r, PMCGCR(0), GROUP_ON | BY_STREAM);
	w32(r, PMCGSMR(0), 0x5);
	expect_counted(r, 0x4, 0, 0);
	w32(r, PMCGSMR(0), 1u << 16 | 0x5);
	expect_counted(r, 0x4, 0, 1);
	w32(r, PMCGCR(0), GROUP_ON | BY_BANK | 3);
	expect_counted(r, 0x4, 0, 0);
	w32(r, PMCGCR(0), GROUP_ON | BY_BANK | 2);
	expect_counted(r, 0x4, 0, 1);
	w32(r, PMCGCR(0), GROUP_ON | BY_BANK | BY_STREAM | 2);
	expect_counted(r, 0x4, 0, 0);
}

static void overflow(void **state)
{
	struct rig *r = counting(state);

	w32(r, PMEVCNTR(0), UINT32_MAX - 1);
	expect_counted(r, 0x4, 0, 1);
	assert_int_equal(r32(r, PMOVSSET), 0);
	expect_counted(r, 0x4, 0, 1);
	assert_int_equal(r32(r, PMEVCNTR(0)), 0);
	assert_int_equal(r32(r, PMOVSSET), 1);
	w32(r, PMOVSSET, UINT32_MAX);
	assert_int_equal(r32(r, PMOVSCLR), 0xffffff);
	w32(r, PMOVSCLR, 0xfffffe);
	assert_int_equal(r32(r, PMOVSSET), 1);
	w32(r, PMINTENSET, 3);
	w32(r, PMINTENCLR, 2);
	assert_int_equal(r32(r, PMINTENSET), 1);
	assert_false(r->irq);
}

static void reset_state(void **state)
{
	struct rig *r = counting(state);

	expect_pa(r, 0x4, 0x0, "r", PA);
	mmu500_reset(r->m);
	assert_int_equal(r32(r, PMEVCNTR(0)), 0);
	assert_int_equal(r32(r, PMCR), 0);
	assert_int_equal(r32(r, PMCNTENSET), 0);
}

int main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, rig_setup, rig_teardown)
	static const struct CMUnitTest tests[] = {
		T(identification), T(kinds_of_access), T(kinds_of_allocation), T(switches),
		T(groups_are_tbus), T(filters), T(overflow), T(reset_state),
	};

	return cmocka_run_group_tests_name("mmu500 performance monitors", tests, NULL, NULL);
}
