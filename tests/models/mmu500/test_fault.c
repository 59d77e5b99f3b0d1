// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Context fault records: their contents, how they are cleared, and which accesses they
 * block.
 */
#include "rig.h"

#define PA	UINT64_C(0x90000000)
#define TF	0x402u
#define MULTI	0x80000000u
#define SS	0x40000000u

static struct rig *one_page(void **state)
{
	struct rig *r = *state;
	uint64_t root = new_table(r, 4096);

	bank_s2(r, 2, 5, root);
	map_page(r, root, 0, PA, S2_RW);
	stream(r, 0, 0x4, 0, S2CR_TRANS, 2);
	stream(r, 1, 0x5, 0, S2CR_TRANS, 2);
	return r;
}

static void kept_until_cleared(void **state)
{
	struct rig *r = one_page(state);

	w32(r, CB(2, SCTLR), SCTLR_ON | SCTLR_HUPCF);
	expect_fault(r, 0x4, 0x5008, "r");
	expect_fault(r, 0x5, 0x6000, "w");
	assert_int_equal(r32(r, CB(2, FSR)), TF | MULTI);
	assert_true(r64(r, CB(2, FAR)) == 0x5008);
	assert_true(r64(r, CB(2, IPAFAR)) == 0x5000);
	assert_int_equal(r32(r, CBFRSYNRA(2)), 0x4);
	assert_int_equal(r32(r, CB(2, FSYNR0)) & 0x10, 0);
	w32(r, CB(2, FSR), MULTI);
	assert_int_equal(r32(r, CB(2, FSR)), TF);
	w32(r, CB(2, FSR), 0x400);
	assert_int_equal(r32(r, CB(2, FSR)), TF);
	w32(r, CB(2, FSR), 2);
	assert_int_equal(r32(r, CB(2, FSR)), 0);
	expect_fault(r, 0x5, 0x6000, "w");
	assert_int_equal(r32(r, CB(2, FSR)), TF);
	assert_int_equal(r32(r, CBFRSYNRA(2)), 0x5);
}

/*
 * The whole syndrome, as other parts' logs have it: NSATTR clear, S1CBNDX neither zero
 * nor this bank.
 */
static void syndrome(void **state)
{
	static const struct { const char *how; uint32_t bits; } kinds[] = {
		{ "r", 0x03 }, { "w", 0x13 }, { "rp", 0x23 }, { "rx", 0x43 }, { "wp", 0x33 },
	};
	struct rig *r = one_page(state);
	unsigned int i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		expect_fault(r, 0x4, 0x5000, kinds[i].how);
		assert_int_equal(r32(r, CB(2, FSYNR0)) & 0xff00ffff, kinds[i].bits);
		assert_int_not_equal(r32(r, CB(2, FSYNR0)) >> 16, 0);
		assert_int_not_equal(r32(r, CB(2, FSYNR0)) >> 16, 2);
		w32(r, CB(2, FSR), TF);
	}
}

static void interrupt(void **state)
{
	struct rig *r = one_page(state);

	expect_fault(r, 0x4, 0x5000, "r");
	assert_true(r->irq);
	w32(r, CB(2, SCTLR), SCTLR_ON & ~0x40u);
	assert_false(r->irq);
	w32(r, CB(2, SCTLR), SCTLR_ON);
	assert_true(r->irq);
	w32(r, CB(2, FSR), TF);
	assert_false(r->irq);
	assert_int_equal(r->irq_changes, 4);
}

static void quiet_termination(void **state)
{
	struct rig *r = one_page(state);
	struct mmu500_result res;

	assert_false(access(r, 0x4, 0x5000, "r").quiet);
	w32(r, CB(2, FSR), TF);
	w32(r, CB(2, SCTLR), SCTLR_ON & ~0x20u);
	res = access(r, 0x4, 0x5000, "r");
	assert_int_equal(res.status, BUS_FAULT);
	assert_true(res.quiet);
	assert_int_equal(r32(r, CB(2, FSR)), TF);
}

/* A device's fault blocks the other devices of its bank, unless HUPCF is set. */
static void hit_under_fault(void **state)
{
	struct rig *r = one_page(state);

	expect_pa(r, 0x5, 0, "r", PA);
	expect_fault(r, 0x4, 0x5000, "r");
	expect_fault(r, 0x5, 0, "r");
	assert_int_equal(r32(r, CB(2, FSR)), TF);
	w32(r, CB(2, SCTLR), SCTLR_ON | SCTLR_HUPCF);
	expect_pa(r, 0x5, 0, "r", PA);
	w32(r, CB(2, SCTLR), SCTLR_ON);
	expect_fault(r, 0x5, 0, "r");
	w32(r, CB(2, FSR), TF);
	expect_pa(r, 0x5, 0, "r", PA);
}

/* What a bank lets pass that is off and holds a record, the oracle shows too. */
static void off_under_fault(void **state)
{
	struct rig *r = one_page(state);

	expect_fault(r, 0x4, 0x5000, "r");
	w32(r, CB(2, SCTLR), SCTLR_ON & ~1u);
	assert_int_equal(r32(r, CB(2, FSR)), TF);
	assert_int_equal(reach(r, 0x5, 0).whole, 1);
	assert_true(mmu500_may_bypass(r->m));
	expect_pa(r, 0x5, 0x5000, "w", 0x5000);
	w32(r, CB(2, SCTLR), SCTLR_ON);
	expect_fault(r, 0x5, 0, "r");
}

static void restore(void **state)
{
	struct rig *r = one_page(state);

	w32(r, CB(2, FSRRESTORE), TF | SS);
	assert_int_equal(r32(r, CB(2, FSR)), TF);
	assert_true(r->irq);
	expect_fault(r, 0x5, 0, "r");
	w32(r, CB(2, FSRRESTORE), 0);
	assert_false(r->irq);
	expect_pa(r, 0x5, 0, "r", PA);
}

static void stall_and_resume(void **state)
{
	struct rig *r = one_page(state);
	struct mmu500_result res;

	w32(r, CB(2, SCTLR), SCTLR_ON | 0x80);
	res = access(r, 0x4, 0x5000, "r");
	assert_true(res.stalled);
	assert_int_equal(r32(r, CB(2, FSR)), TF | SS);
	w32(r, CB(2, FSR), UINT32_MAX);
	assert_int_equal(r32(r, CB(2, FSR)) & SS, SS);
	assert_true(r->irq);
	w32(r, CB(2, RESUME), 1);
	assert_int_equal(r->resumed, 1);
	assert_int_equal(r->resumed_bank, 2);
	assert_int_equal(r32(r, CB(2, FSR)), 0);
	assert_false(r->irq);
	access(r, 0x4, 0x5000, "r");
	w32(r, CB(2, RESUME), 0);
	assert_int_equal(r->resumed, 0);
}

static void nothing_to_resume(void **state)
{
	struct rig *r = one_page(state);

	assert_false(access(r, 0x4, 0x5000, "r").stalled);
	assert_int_equal(r32(r, CB(2, FSR)), TF);
	w32(r, CB(2, RESUME), 1);
	assert_int_equal(r->resumed, -1);
	assert_int_equal(r->logs, 1);
}

/* STALLD is fixed at 0. */
static void stall_always_possible(void **state)
{
	struct rig *r = one_page(state);

	w32(r, SCR0, SCR0_STRICT | 0x100);
	w32(r, CB(2, SCTLR), SCTLR_ON | 0x80);
	assert_true(access(r, 0x4, 0x5000, "r").stalled);
}

/* Another bank has its own record. */
static void banks_apart(void **state)
{
	struct rig *r = one_page(state);
	uint64_t root = new_table(r, 4096);

	bank_s2(r, 6, 6, root);
	stream(r, 2, 0x6, 0, S2CR_TRANS, 6);
	expect_fault(r, 0x6, 0, "r");
	expect_pa(r, 0x4, 0, "r", PA);
	assert_int_equal(r32(r, CB(2, FSR)), 0);
	assert_int_equal(r32(r, CB(6, FSR)), TF);
	assert_int_equal(r32(r, SGFSR), 0);
}

int main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, rig_setup, rig_teardown)
	static const struct CMUnitTest tests[] = {
		T(kept_until_cleared), T(syndrome), T(interrupt), T(quiet_termination),
		T(hit_under_fault), T(off_under_fault), T(restore),
		T(stall_and_resume), T(nothing_to_resume), T(stall_always_possible),
		T(banks_apart),
	};

	return cmocka_run_group_tests_name("mmu500 faults", tests, NULL, NULL);
}
