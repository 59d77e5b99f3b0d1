// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The oracle: it lists all memory that a stream can reach, and changes nothing.
 */
#include <string.h>

#include "rig.h"

#define IOVA	UINT64_C(0x12345000)
#define PA	UINT64_C(0x90000000)

static struct rig *s2_stream(void **state, uint64_t *root)
{
	struct rig *r = *state;

	*root = new_table(r, 4096);
	bank_s2(r, 2, 5, *root);
	stream(r, 0, 4, 0, S2CR_TRANS, 2);
	return r;
}

static void tables(void **state)
{
	uint64_t root;
	struct rig *r = s2_stream(state, &root);
	struct seen s;

	assert_int_equal(reach(r, 4, 0).calls, 0);
	map_page(r, root, IOVA, PA, S2_RW);
	map_page(r, root, IOVA + 0x1000, PA, S2_RO);
	s = reach(r, 4, IOVA);
	assert_int_equal(s.calls, 2);
	assert_true(s.hit && s.readable && s.writable && s.pa == PA && !s.from_tlb);
	s = reach(r, 4, IOVA + 0x1000);
	assert_true(s.hit && s.readable && !s.writable);
}

static void blocks_page_by_page(void **state)
{
	uint64_t root;
	struct rig *r = s2_stream(state, &root);
	struct seen s;

	map_at(r, root, 1, 2, 0x200000, PA | S2_RW | LEAF_BLOCK);
	s = reach(r, 4, 0x3ff000);
	assert_int_equal(s.calls, 512);
	assert_true(s.hit && s.pa == PA + 0x1ff000);
}

static void unusable_pages(void **state)
{
	uint64_t root;
	struct rig *r = s2_stream(state, &root);

	map_page(r, root, IOVA, PA, S2_RW & ~UINT64_C(0x400));
	map_page(r, root, IOVA + 0x1000, PA, UINT64_C(0x400) | UINT64_C(1) << 54);
	assert_int_equal(reach(r, 4, IOVA).calls, 0);
	/* Executable memory counts as readable. */
	map_page(r, root, IOVA + 0x1000, PA, UINT64_C(0x400));
	assert_true(reach(r, 4, IOVA + 0x1000).readable);
}

static void stale_page(void **state)
{
	uint64_t root;
	struct rig *r = s2_stream(state, &root);
	struct seen s;

	map_page(r, root, IOVA, PA, S2_RW);
	expect_pa(r, 4, IOVA, "r", PA);
	put_desc(r, desc_addr(r, root, 1, 3, IOVA), 0);
	s = reach(r, 4, IOVA);
	assert_true(!s.hit && s.hit_tlb && s.pa_tlb == PA && s.calls == 1);
	w64(r, CB(2, TLBIIPAS2L), IOVA >> 12);
	assert_true(reach(r, 4, IOVA).hit_tlb);
	sync_bank(r, 2);
	assert_int_equal(reach(r, 4, IOVA).calls, 0);
}

/* Even if the registers are no longer valid. */
static void stale_behind_bad_registers(void **state)
{
	uint64_t root;
	struct rig *r = s2_stream(state, &root);

	map_page(r, root, IOVA, PA, S2_RW);
	expect_pa(r, 4, IOVA, "r", PA);
	w32(r, CB(2, TCR), 25 | 3 << 6);
	assert_true(reach(r, 4, IOVA).hit_tlb);
	assert_false(reach(r, 4, IOVA).hit);
	expect_pa(r, 4, IOVA, "r", PA);
}

static void another_vmid(void **state)
{
	uint64_t root;
	struct rig *r = s2_stream(state, &root);

	map_page(r, root, IOVA, PA, S2_RW);
	expect_pa(r, 4, IOVA, "r", PA);
	w32(r, CBAR(2), 6);
	put_desc(r, desc_addr(r, root, 1, 3, IOVA), 0);
	assert_int_equal(reach(r, 4, IOVA).calls, 0);
}

static void whole(void **state)
{
	uint64_t root;
	struct rig *r = s2_stream(state, &root);

	w32(r, S2CR(0), S2CR_BYPASS << 16);
	assert_true(reach(r, 4, 0).whole == 1 && reach(r, 4, 0).calls == 1);
	w32(r, S2CR(0), S2CR_FAULT << 16);
	assert_int_equal(reach(r, 4, 0).calls, 0);
	assert_int_equal(reach(r, 5, 0).calls, 0);
	w32(r, SCR0, SCR0_STRICT & ~0x400u);
	assert_int_equal(reach(r, 5, 0).whole, 1);
	w32(r, SCR0, SCR0_STRICT | 1);
	assert_int_equal(reach(r, 4, 0).whole, 1);
	w32(r, SCR0, SCR0_STRICT);
	w32(r, S2CR(0), 2);
	w32(r, CB(2, SCTLR), SCTLR_ON & ~1u);
	assert_int_equal(reach(r, 4, 0).whole, 1);
}

static void upper_half(void **state)
{
	struct rig *r = *state;
	uint64_t root = new_table(r, 4096), upper = new_table(r, 4096);
	uint64_t va = (~UINT64_C(0) << 39) | IOVA;

	bank_s1(r, 2, 1, root);
	w64(r, CB(2, TTBR1), upper);
	stream(r, 0, 4, 0, S2CR_TRANS, 2);
	map_page(r, upper, IOVA, PA, S1_RW);
	assert_int_equal(reach(r, 4, va).calls, 0);
	w32(r, CB(2, TCR), 25 | 25 << 16 | UINT32_C(2) << 30);
	assert_true(reach(r, 4, va).hit && reach(r, 4, va).pa == PA);
}

/* Nothing recorded, nothing cached, no age changed. */
static void changes_nothing(void **state)
{
	uint64_t root;
	struct rig *r = s2_stream(state, &root);
	struct mmu500_stats a, b;

	map_page(r, root, IOVA, PA, S2_RW);
	map_at(r, root, 1, 2, 0x200000, UINT64_C(0x10000) | 3);
	mmu500_get_stats(r->m, &a);
	reach(r, 4, IOVA);
	reach(r, 9, IOVA);
	mmu500_get_stats(r->m, &b);
	assert_memory_equal(&a, &b, sizeof(a));
	assert_int_equal(r32(r, CB(2, FSR)) | r32(r, SGFSR), 0);
	assert_false(r->irq);
	put_desc(r, desc_addr(r, root, 1, 3, IOVA), 0);
	expect_fault(r, 4, IOVA, "r");
}

/* Each page that translates is reached, each that is not faults. */
static void agrees_with_translation(void **state)
{
	uint64_t root, va, base = UINT64_C(0x40000000);
	struct rig *r = s2_stream(state, &root);

	w32(r, CB(2, SCTLR), SCTLR_ON | SCTLR_HUPCF);
	for (va = 0; va < 64; va++)
		if (va % 3)
			map_page(r, root, base + (va << 12), PA + (va << 13),
				 va % 5 ? S2_RW : S2_RO);
	for (va = 0; va < 64; va++) {
		struct seen s = reach(r, 4, base + (va << 12));
		bool rd = access(r, 4, base + (va << 12), "r").status == BUS_OK;
		bool wr = access(r, 4, base + (va << 12), "w").status == BUS_OK;

		assert_int_equal(s.hit, va % 3 != 0);
		assert_int_equal(s.hit && s.readable, rd);
		assert_int_equal(s.hit && s.writable, wr);
	}
}

static void in_words(void **state)
{
	uint64_t root;
	struct rig *r = s2_stream(state, &root);
	char text[200], small[10];

	mmu500_describe(r->m, 4, text, sizeof(text));
	assert_string_equal(text,
			    "stream 0x4: group 0, translate, stage 2 (bank 2, VMID 5, ASID 0): table 0x80000000, level 1, 39 bits in");
	assert_true(mmu500_describe(r->m, 4, small, sizeof(small)) >= (int)sizeof(small));
	mmu500_describe(r->m, 9, text, sizeof(text));
	assert_string_equal(text, "stream 0x9: group -1, fault (unidentified stream)");
	w32(r, S2CR(0), S2CR_BYPASS << 16);
	mmu500_describe(r->m, 4, text, sizeof(text));
	assert_string_equal(text, "stream 0x4: group 0, bypass");
}

int main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, rig_setup, rig_teardown)
	static const struct CMUnitTest tests[] = {
		T(tables), T(blocks_page_by_page), T(unusable_pages), T(stale_page),
		T(stale_behind_bad_registers), T(another_vmid), T(whole), T(upper_half),
		T(changes_nothing), T(in_words), T(agrees_with_translation),
	};

	return cmocka_run_group_tests_name("mmu500 oracle", tests, NULL, NULL);
}
