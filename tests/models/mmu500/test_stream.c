// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Stream matching, S2CR types, CLIENTPD, and unmatched streams.
 */
#include "rig.h"

#define PA	UINT64_C(0x90000000)

#define ICF	0x1u
#define USF	0x2u
#define SMCF	0x4u
#define UCBF	0x8u
#define MULTI	0x80000000u

static struct rig *one_page(void **state, unsigned int bank)
{
	struct rig *r = *state;
	uint64_t root = new_table(r, 4096);

	bank_s2(r, bank, bank + 1, root);
	map_page(r, root, 0, PA, S2_RW);
	return r;
}

static void expect_global(struct rig *r, uint32_t bits, uint16_t sid)
{
	assert_int_equal(r32(r, SGFSR), bits);
	assert_int_equal(r32(r, SGFSYNR1), sid);
	w32(r, SGFSR, UINT32_MAX);
	assert_int_equal(r32(r, SGFSR), 0);
}

static void match_exact(void **state)
{
	struct rig *r = one_page(state, 2);

	stream(r, 77, 0x804, 0, S2CR_TRANS, 2);
	expect_pa(r, 0x804, 0, "r", PA);
	expect_fault(r, 0x404, 0, "r");
	expect_global(r, USF, 0x404);
	expect_fault(r, 0x805, 0, "r");
	expect_global(r, USF, 0x805);
}

/* The DT's mask: TBU bits and bit 7 are ignored. */
static void match_masked(void **state)
{
	struct rig *r = one_page(state, 2);

	stream(r, 0, 0x4, 0x7f80, S2CR_TRANS, 2);
	expect_pa(r, 0x4, 0, "r", PA);
	expect_pa(r, 0x804, 0, "r", PA);
	expect_pa(r, 0x7f84, 0, "r", PA);
	expect_fault(r, 0x806, 0, "r");
	expect_global(r, USF, 0x806);
}

static void invalid_group(void **state)
{
	struct rig *r = one_page(state, 2);

	stream(r, 0, 0x4, 0, S2CR_TRANS, 2);
	w32(r, SMR(0), r32(r, SMR(0)) & 0x7fffffff);
	expect_fault(r, 0x4, 0, "r");
	expect_global(r, USF, 0x4);
}

static void unmatched_bypass(void **state)
{
	struct rig *r = *state;

	w32(r, SCR0, SCR0_STRICT & ~0x400u);
	expect_pa(r, 0x4, 0x1234, "w", 0x1234);
	assert_true(access(r, 4, 0, "r").bypassed);
	assert_int_equal(r32(r, SGFSR), 0);
}

static void clients_disabled(void **state)
{
	struct rig *r = *state;

	stream(r, 0, 0x4, 0, S2CR_FAULT, 0);
	w32(r, SCR0, SCR0_STRICT | 1);
	expect_pa(r, 0x4, 0x1234, "w", 0x1234);
	w32(r, SCR0, SCR0_STRICT);
	expect_fault(r, 0x4, 0x1234, "w");
}

/* Of both kinds of bypass, each cached by its own bit of sACR, until a full flush. */
static void cached_bypass(void **state)
{
	static const uint32_t enable[] = { 0x400, 0x100 };
	struct rig *r = *state;
	unsigned int i;

	mmu500_set_option(r->m, MMU500_OPT_BYPASS_CACHED, 1);
	stream(r, 0, 0x4, 0, S2CR_BYPASS, 0);
	for (i = 0; i < 4; i++) {
		uint16_t id = i & 1 ? 0x5 : 0x4;

		w32(r, SACR, enable[i >> 1]);
		w32(r, S2CR(0), S2CR_BYPASS << 16);
		w32(r, SCR0, SCR0_STRICT & ~0x400u);
		expect_pa(r, id, 0x1000, "w", 0x1000);
		w32(r, SCR0, SCR0_STRICT);
		w32(r, S2CR(0), S2CR_FAULT << 16);
		w32(r, TLBIALLH, 0);
		sync_global(r);
		if ((i & 1) == i >> 1) {
			assert_int_equal(reach(r, id, 0).whole, 1);
			assert_true(mmu500_may_bypass(r->m));
			expect_pa(r, id, 0x2000, "w", 0x2000);
			w32(r, TLBIALLNSNH, 0);
			sync_global(r);
		}
		expect_fault(r, id, 0x2000, "w");
		assert_int_equal(reach(r, id, 0).calls, 0);
		assert_false(mmu500_may_bypass(r->m));
	}
}

static void types(void **state)
{
	struct rig *r = one_page(state, 2);

	stream(r, 0, 0x4, 0, S2CR_BYPASS, 2);
	expect_pa(r, 0x4, 0x1234, "w", 0x1234);
	assert_true(access(r, 4, 0, "r").bypassed);
	w32(r, S2CR(0), S2CR_FAULT << 16 | 2);
	expect_fault(r, 0x4, 0x1000, "w");
	assert_true(r64(r, SGFAR) == 0x1000);
	assert_int_equal(r32(r, SGFSYNR0), 2);
	expect_global(r, ICF, 0x4);
	w32(r, S2CR(0), 3 << 16 | 2);
	expect_fault(r, 0x4, 0, "w");
	expect_global(r, ICF, 0x4);
}

static void conflict(void **state)
{
	struct rig *r = one_page(state, 2);

	stream(r, 0, 0x4, 0, S2CR_TRANS, 2);
	stream(r, 9, 0x0, 0xf, S2CR_TRANS, 2);
	expect_fault(r, 0x4, 0, "r");
	expect_global(r, SMCF, 0x4);
	expect_pa(r, 0x5, 0, "r", PA);
	/* SMCFCFG cannot be cleared. */
	w32(r, SCR0, SCR0_STRICT & ~0x200000u);
	expect_fault(r, 0x4, 0, "r");
	mmu500_set_option(r->m, MMU500_OPT_CONFLICT_UNSEEN, 1);
	expect_pa(r, 0x4, 0, "r", PA);
	assert_true(reach(r, 0x4, 0).hit);
}

static void bank_out_of_range(void **state)
{
	struct rig *r = *state;

	stream(r, 0, 0x4, 0, S2CR_TRANS, 128);
	expect_fault(r, 0x4, 0, "r");
	expect_global(r, UCBF, 0x4);
	w32(r, S2CR(0), 1);
	w32(r, CBAR(1), 3 << 16 | 200 << 8);
	expect_fault(r, 0x4, 0, "r");
	expect_global(r, UCBF, 0x4);
}

static void bank_of_wrong_kind(void **state)
{
	struct rig *r = *state;

	stream(r, 0, 0x4, 0, S2CR_TRANS, 1);
	w32(r, CBAR(1), 2 << 16);
	expect_fault(r, 0x4, 0, "r");
	expect_global(r, ICF, 0x4);
	/* Nested in a bank that is not stage 2 */
	w32(r, CBAR(1), 3 << 16 | 5 << 8);
	w32(r, CBAR(5), 1 << 16);
	expect_fault(r, 0x4, 0, "r");
	expect_global(r, ICF, 0x4);
}

static void multiple_global_faults(void **state)
{
	struct rig *r = *state;

	expect_fault(r, 0x4, 0x1000, "r");
	expect_fault(r, 0x5, 0x2000, "w");
	assert_true(r64(r, SGFAR) == 0x1000);
	assert_int_equal(r32(r, SGFSYNR0), 0);
	expect_global(r, USF | MULTI, 0x4);
}

/* The record has as many address bits as arrive from upstream. */
static void global_fault_address(void **state)
{
	struct rig *r = *state;

	expect_fault(r, 0x4, UINT64_C(0xabcd000000001000), "r");
	assert_true(r64(r, SGFAR) == UINT64_C(0x1000000001000));
	expect_global(r, USF, 0x4);
}

static void global_fault_report(void **state)
{
	struct rig *r = *state;

	assert_false(access(r, 4, 0, "r").quiet);
	assert_true(r->irq);
	w32(r, SGFSR, USF);
	assert_false(r->irq);
	w32(r, SCR0, SCR0_STRICT & ~6u);
	assert_true(access(r, 4, 0, "r").quiet);
	assert_false(r->irq);
	assert_int_equal(r32(r, SGFSR), USF);
	w32(r, SCR0, SCR0_STRICT);
	assert_true(r->irq);
}

static void global_restore(void **state)
{
	struct rig *r = *state;

	w32(r, 0x4c, USF);
	assert_int_equal(r32(r, SGFSR), USF);
	assert_true(r->irq);
	w32(r, 0x4c, 0);
	assert_false(r->irq);
}

static void privilege_override(void **state)
{
	struct rig *r = *state;
	uint64_t root = new_table(r, 4096);

	bank_s1(r, 2, 1, root);
	map_page(r, root, 0, PA, (S1_RW & ~UINT64_C(0x40)) | UINT64_C(1) << 54);
	stream(r, 0, 0x4, 0, S2CR_TRANS, 2);
	expect_fault(r, 0x4, 0, "w");
	w32(r, CB(2, FSR), UINT32_MAX);
	w32(r, S2CR(0), 3 << 24 | 2);
	expect_pa(r, 0x4, 0, "w", PA);
	w32(r, S2CR(0), 2 << 24 | 2);
	expect_fault(r, 0x4, 0, "wp");
	assert_false(reach(r, 0x4, 0).hit);
}

static void instruction_override(void **state)
{
	struct rig *r = *state;
	uint64_t root = new_table(r, 4096);

	bank_s2(r, 2, 1, root);
	map_page(r, root, 0, PA, S2_RW | UINT64_C(1) << 54);
	stream(r, 0, 0x4, 0, S2CR_TRANS, 2);
	w32(r, S2CR(0), 2 << 26 | 2);
	expect_pa(r, 0x4, 0, "rx", PA);
	w32(r, S2CR(0), 3 << 26 | 2);
	expect_fault(r, 0x4, 0, "r");
}

static void interleaving(void **state)
{
	(void)state;
	assert_int_equal(mmu500_interleave(1, 0x1000), 0);
	assert_int_equal(mmu500_interleave(2, 0x1fff), 1);
	assert_int_equal(mmu500_interleave(2, 0x2000), 0);
	assert_int_equal(mmu500_interleave(0, 0x1000), 0);
}

int main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, rig_setup, rig_teardown)
	static const struct CMUnitTest tests[] = {
		T(match_exact), T(match_masked), T(invalid_group), T(unmatched_bypass),
		T(clients_disabled), T(types), T(cached_bypass), T(conflict), T(bank_out_of_range),
		T(bank_of_wrong_kind), T(multiple_global_faults),
		T(global_fault_address), T(global_fault_report),
		T(global_restore), T(privilege_override), T(instruction_override),
		T(interleaving),
	};

	return cmocka_run_group_tests_name("mmu500 streams", tests, NULL, NULL);
}
