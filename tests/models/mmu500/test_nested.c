// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Stage 1 nested in stage 2: addresses, combined entries, and the stage of a fault.
 */
#include "rig.h"

#define VA	UINT64_C(0x12345000)
#define IPA	UINT64_C(0x45678000)
#define PA	UINT64_C(0x90000000)
#define PA2	UINT64_C(0xa0000000)
#define TF	0x2u
#define PF	0x8u
#define VMID	5u

struct nest {
	struct rig *r;
	uint64_t s1, s2;
};

/* Tables of stage 1 lie in RAM, mapped one to one by stage 2 in a 1 GiB block. */
static struct nest nest(void **state)
{
	struct nest n = { .r = *state };

	n.s1 = new_table(n.r, 4096);
	n.s2 = new_table(n.r, 4096);
	map_at(n.r, n.s2, 1, 1, RAM_BASE, RAM_BASE | S2_RW | LEAF_BLOCK);
	bank_s2(n.r, 8, VMID, n.s2);
	bank_nested(n.r, 2, 8, VMID, 1, n.s1);
	stream(n.r, 0, 4, 0, S2CR_TRANS, 2);
	return n;
}

static void two_stages(void **state)
{
	struct nest n = nest(state);

	map_page(n.r, n.s1, VA, IPA, S1_RW_NG);
	map_page(n.r, n.s2, IPA, PA, S2_RW);
	expect_pa(n.r, 4, VA + 4, "w", PA + 4);
	assert_int_equal(access(n.r, 4, VA, "r").bank, 2);
}

/* A stage-1 block over a stage-2 page: the TLB entry has the page's size. */
static void block_over_page(void **state)
{
	struct nest n = nest(state);

	map_at(n.r, n.s1, 1, 2, 0x400000, 0x600000 | S1_RW_NG | LEAF_BLOCK);
	map_page(n.r, n.s2, 0x601000, PA, S2_RW);
	map_page(n.r, n.s2, 0x602000, PA2, S2_RW);
	expect_pa(n.r, 4, 0x401000, "r", PA);
	expect_pa(n.r, 4, 0x402008, "r", PA2 + 8);
	/* An invalidation by any address of the block drops all of its entries. */
	map_at(n.r, n.s1, 1, 2, 0x400000, 0);
	w64(n.r, CB(2, TLBIVAL), 0x4ff | UINT64_C(1) << 48);
	sync_bank(n.r, 2);
	expect_fault(n.r, 4, 0x401000, "r");
}

static void page_over_block(void **state)
{
	struct nest n = nest(state);

	map_page(n.r, n.s1, VA, RAM_BASE + 0x5000, S1_RW_NG);
	expect_pa(n.r, 4, VA, "r", RAM_BASE + 0x5000);
	expect_fault(n.r, 4, VA + 0x1000, "r");
	expect_record(n.r, 2, TF, 3, VA + 0x1000);
}

static void stage2_fault(void **state)
{
	struct nest n = nest(state);

	map_page(n.r, n.s1, VA, IPA, S1_RW_NG);
	expect_fault(n.r, 4, VA + 4, "w");
	assert_int_equal(r32(n.r, CB(2, FSR)), 0);
	assert_true(r64(n.r, CB(8, IPAFAR)) == IPA);
	assert_int_equal(r32(n.r, CB(8, FSYNR0)) >> 16 & 0xff, 2);
	assert_int_equal(r32(n.r, CB(8, FSYNR0)) & 0x410, 0x10);
	assert_int_equal(r32(n.r, CBFRSYNRA(8)), 4);
	expect_record(n.r, 8, TF, 1, VA + 4);
}

static void stage2_permission(void **state)
{
	struct nest n = nest(state);

	map_page(n.r, n.s1, VA, IPA, S1_RW_NG);
	map_page(n.r, n.s2, IPA, PA, S2_RO);
	expect_pa(n.r, 4, VA, "r", PA);
	expect_fault(n.r, 4, VA, "w");
	assert_true(r64(n.r, CB(8, IPAFAR)) == IPA);
	expect_record(n.r, 8, PF, 3, VA);
	map_page(n.r, n.s1, VA, IPA, S1_RW_NG | 0x80);
	w32(n.r, TLBIVMID, VMID);
	sync_global(n.r);
	expect_fault(n.r, 4, VA, "w");
	expect_record(n.r, 2, PF, 3, VA);
}

/* A stage-1 table that stage 2 does not map. */
static void walk_through_stage2(void **state)
{
	struct nest n = nest(state);

	map_at(n.r, n.s1, 1, 1, VA, IPA | 3);
	expect_fault(n.r, 4, VA, "r");
	assert_int_equal(r32(n.r, CB(8, FSYNR0)) & 0x400, 0x400);
	assert_true(r64(n.r, CB(8, IPAFAR)) == IPA);
	expect_record(n.r, 8, TF, 1, VA);
	map_page(n.r, n.s2, IPA, PA, S2_RW & ~UINT64_C(0x40));
	expect_fault(n.r, 4, VA, "r");
	assert_int_equal(r32(n.r, CB(8, FSYNR0)) & 0x400, 0x400);
	expect_record(n.r, 8, PF, 3, VA);
}

/* Combined entries are found by VA: an invalidation by IPA leaves them. */
static void combined_entries(void **state)
{
	struct nest n = nest(state);

	map_page(n.r, n.s1, VA, IPA, S1_RW_NG);
	map_page(n.r, n.s2, IPA, PA, S2_RW);
	expect_pa(n.r, 4, VA, "r", PA);
	map_page(n.r, n.s2, IPA, PA2, S2_RW);
	w64(n.r, CB(8, TLBIIPAS2L), IPA >> 12);
	sync_bank(n.r, 8);
	expect_pa(n.r, 4, VA, "r", PA);
	assert_true(reach(n.r, 4, VA).pa_tlb == PA);
	w32(n.r, 0xb8, VMID);		/* TLBIVMIDS1 */
	sync_global(n.r);
	expect_pa(n.r, 4, VA, "r", PA2);
}

#define IDX(va)	((va) >> 12 & 0x1ff)

/* A last table of stage 1 at IPA, which stage 2 translates to a page of RAM. */
static struct nest nest_table(void **state, uint64_t table)
{
	struct nest n = nest(state);

	map_at(n.r, n.s1, 1, 2, VA, IPA | 3);
	map_page(n.r, n.s2, IPA, table, S2_RW);
	return n;
}

/* What is known of a table is kept with stage 2's translation of it, by VA, too. */
static void combined_tables(void **state)
{
	static const uint64_t drops[] = { TLBIVMID, 0xb8 /* TLBIVMIDS1 */, TLBIALLNSNH };
	uint64_t one, two;
	struct nest n;
	size_t i;

	for (i = 0; i < sizeof(drops) / sizeof(drops[0]); i++) {
		n = nest_table(state, one = new_table(*state, 4096));
		two = new_table(n.r, 4096);
		put_desc(n.r, one + 8 * IDX(VA), (RAM_BASE + 0x5000) | S1_RW_NG | 3);
		put_desc(n.r, one + 8 * IDX(VA + 0x1000), (RAM_BASE + 0x6000) | S1_RW_NG | 3);
		put_desc(n.r, two + 8 * IDX(VA + 0x1000), (RAM_BASE + 0x7000) | S1_RW_NG | 3);
		expect_pa(n.r, 4, VA, "r", RAM_BASE + 0x5000);
		map_page(n.r, n.s2, IPA, two, S2_RW);
		w64(n.r, CB(8, TLBIIPAS2), IPA >> 12);
		sync_bank(n.r, 8);
		assert_true(reach(n.r, 4, VA + 0x1000).pa == RAM_BASE + 0x7000);
		assert_true(reach(n.r, 4, VA + 0x1000).pa_tlb == RAM_BASE + 0x6000);
		expect_pa(n.r, 4, VA + 0x1000, "r", RAM_BASE + 0x6000);
		w32(n.r, drops[i], VMID);
		sync_global(n.r);
		expect_pa(n.r, 4, VA + 0x1000, "r", RAM_BASE + 0x7000);
		expect_fault(n.r, 4, VA, "r");
		expect_record(n.r, 2, TF, 3, VA);
		w32(n.r, TLBIALLNSNH, 0);
		sync_global(n.r);
	}
}

/* A table that stage 2 lets nobody read is not kept. */
static void unreadable_tables(void **state)
{
	uint64_t table = new_table(*state, 4096);
	struct nest n = nest_table(state, table);

	put_desc(n.r, table + 8 * IDX(VA), (RAM_BASE + 0x5000) | S1_RW_NG | 3);
	map_page(n.r, n.s2, IPA, table, S2_RW & ~UINT64_C(0x40));
	expect_fault(n.r, 4, VA, "r");
	expect_record(n.r, 8, PF, 3, VA);
	map_page(n.r, n.s2, IPA, table, S2_RW);
	w64(n.r, CB(8, TLBIIPAS2), IPA >> 12);
	sync_bank(n.r, 8);
	expect_pa(n.r, 4, VA, "r", RAM_BASE + 0x5000);
}

/* The reverse: stage 2 is still cached after stage 1 is invalidated. */
static void stage2_entries(void **state)
{
	struct nest n = nest(state);

	map_page(n.r, n.s1, VA, IPA, S1_RW_NG);
	map_page(n.r, n.s2, IPA, PA, S2_RW);
	expect_pa(n.r, 4, VA, "r", PA);
	map_page(n.r, n.s2, IPA, PA2, S2_RW);
	w32(n.r, 0xb8, VMID);
	sync_global(n.r);
	assert_true(reach(n.r, 4, VA).pa == PA2);
	assert_true(reach(n.r, 4, VA).hit_tlb && reach(n.r, 4, VA).pa_tlb == PA);
	expect_pa(n.r, 4, VA, "r", PA);
}

static void stage1_off(void **state)
{
	struct nest n = nest(state);

	w32(n.r, CB(2, SCTLR), SCTLR_ON & ~1u);
	map_page(n.r, n.s2, IPA, PA, S2_RW);
	expect_pa(n.r, 4, IPA, "r", PA);
	assert_false(access(n.r, 4, IPA, "r").bypassed);
	assert_true(reach(n.r, 4, IPA).pa == PA);
	expect_fault(n.r, 4, VA, "r");
	expect_record(n.r, 8, TF, 1, VA);
}

static void stage2_off(void **state)
{
	struct nest n = nest(state);

	w32(n.r, CB(8, SCTLR), SCTLR_ON & ~1u);
	map_page(n.r, n.s1, VA, IPA, S1_RW_NG);
	expect_pa(n.r, 4, VA, "r", IPA);
	assert_true(reach(n.r, 4, VA).pa == IPA);
}

/* The same VMID and ASID without stage 2: the combined entry still hits. */
static void combined_outlives_stage2(void **state)
{
	struct nest n = nest(state);

	map_page(n.r, n.s1, VA, IPA, S1_RW_NG);
	map_page(n.r, n.s2, IPA, PA, S2_RO);
	expect_pa(n.r, 4, VA, "r", PA);
	w32(n.r, CBAR(2), 1 << 16 | VMID);
	expect_pa(n.r, 4, VA, "r", PA);
	expect_fault(n.r, 4, VA, "w");
	expect_record(n.r, 2, PF, 3, VA);
}

int main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, rig_setup, rig_teardown)
	static const struct CMUnitTest tests[] = {
		T(two_stages), T(block_over_page), T(page_over_block), T(stage2_fault),
		T(stage2_permission), T(walk_through_stage2), T(combined_entries),
		T(combined_tables), T(unreadable_tables),
		T(stage2_entries), T(stage1_off), T(stage2_off),
		T(combined_outlives_stage2),
	};

	return cmocka_run_group_tests_name("mmu500 nested", tests, NULL, NULL);
}
