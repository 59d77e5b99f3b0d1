// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * TLB entries, and which of them each invalidation drops, and when.
 */
#include "rig.h"

#define IOVA	UINT64_C(0x12345000)
#define PA	UINT64_C(0x90000000)
#define PA2	UINT64_C(0xa0000000)

/* Two stage-2 banks (2: VMID 5, 3: VMID 6), streams 4 and 5, one page each. */
static struct rig *two_s2(void **state)
{
	struct rig *r = *state;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		uint64_t root = new_table(r, 4096);

		bank_s2(r, 2 + i, 5 + i, root);
		map_page(r, root, IOVA, PA, S2_RW);
		stream(r, i, 4 + i, 0, S2CR_TRANS, 2 + i);
		expect_pa(r, (uint16_t)(4 + i), IOVA, "r", PA);
		map_page(r, root, IOVA, PA2, S2_RW);
	}
	return r;
}

/* Two stage-1 banks of one VMID (2: ASID 1, 3: ASID 2), streams 4 and 5. */
static struct rig *two_s1(void **state, uint64_t attr)
{
	struct rig *r = *state;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		uint64_t root = new_table(r, 4096);

		bank_s1(r, 2 + i, 1 + i, root);
		map_page(r, root, IOVA, PA, attr);
		stream(r, i, 4 + i, 0, S2CR_TRANS, 2 + i);
		expect_pa(r, (uint16_t)(4 + i), IOVA, "r", PA);
		map_page(r, root, IOVA, PA2, attr);
	}
	return r;
}

static void is_stale(struct rig *r, uint16_t sid)
{
	expect_pa(r, sid, IOVA, "r", PA);
}

static void is_fresh(struct rig *r, uint16_t sid)
{
	expect_pa(r, sid, IOVA, "r", PA2);
}

static void kept(void **state)
{
	struct rig *r = two_s2(state);
	struct mmu500_stats a, b;
	unsigned int reads = r->reads;

	mmu500_get_stats(r->m, &a);
	is_stale(r, 4);
	is_stale(r, 5);
	mmu500_get_stats(r->m, &b);
	assert_int_equal(r->reads, reads);
	assert_int_equal(b.tlb_hits - a.tlb_hits, 2);
	assert_int_equal(b.walks, a.walks);
}

/* Faults are not cached: mapping a page needs no invalidation. */
static void faults_not_kept(void **state)
{
	struct rig *r = *state;
	uint64_t root = new_table(r, 4096);

	bank_s2(r, 2, 5, root);
	w32(r, CB(2, SCTLR), SCTLR_ON | SCTLR_HUPCF);
	stream(r, 0, 4, 0, S2CR_TRANS, 2);
	expect_fault(r, 4, IOVA, "r");
	map_page(r, root, IOVA, PA, S2_RW & ~UINT64_C(0x400));
	expect_fault(r, 4, IOVA, "r");
	map_page(r, root, IOVA, PA, S2_RW);
	expect_pa(r, 4, IOVA, "r", PA);
}

static void by_ipa(void **state)
{
	struct rig *r = two_s2(state);

	w64(r, CB(2, TLBIIPAS2L), (IOVA >> 12) + 1);
	sync_bank(r, 2);
	is_stale(r, 4);
	w64(r, CB(2, TLBIIPAS2L), IOVA >> 12);
	sync_bank(r, 2);
	is_fresh(r, 4);
	is_stale(r, 5);
	w64(r, CB(3, TLBIIPAS2), IOVA >> 12);
	sync_bank(r, 3);
	is_fresh(r, 5);
}

static void by_ipa_in_halves(void **state)
{
	struct rig *r = two_s2(state);

	w32(r, CB(2, TLBIIPAS2L) + 4, 0);
	w32(r, CB(2, TLBIIPAS2L), (uint32_t)(IOVA >> 12));
	sync_bank(r, 2);
	is_fresh(r, 4);
}

static void by_vmid(void **state)
{
	struct rig *r = two_s2(state);

	w32(r, TLBIVMID, 9);
	sync_global(r);
	is_stale(r, 4);
	w32(r, TLBIVMID, 6);
	sync_global(r);
	is_stale(r, 4);
	is_fresh(r, 5);
}

static void all(void **state)
{
	struct rig *r = two_s2(state);

	w32(r, TLBIALLH, 0);
	sync_global(r);
	is_stale(r, 4);
	w32(r, TLBIALLNSNH, 0);
	sync_global(r);
	is_fresh(r, 4);
	is_fresh(r, 5);
}

/* Entries are tagged by VMID, not by bank: a reused VMID hits old entries. */
static void vmid_reuse(void **state)
{
	struct rig *r = two_s2(state);

	w32(r, CBAR(3), 5);
	w64(r, CB(3, TTBR0), new_table(r, 4096));
	is_stale(r, 5);
	w32(r, CBAR(3), 7);
	expect_fault(r, 5, IOVA, "r");
}

static void by_va_and_asid(void **state)
{
	struct rig *r = two_s1(state, S1_RW_NG);

	w64(r, CB(2, TLBIVAL), IOVA >> 12 | UINT64_C(3) << 48);
	sync_bank(r, 2);
	is_stale(r, 4);
	w64(r, CB(2, TLBIVAL), IOVA >> 12 | UINT64_C(1) << 48);
	sync_bank(r, 2);
	is_fresh(r, 4);
	is_stale(r, 5);
	w64(r, CB(2, TLBIVA), IOVA >> 12 | UINT64_C(2) << 48);
	sync_bank(r, 2);
	is_fresh(r, 5);
}

static void by_va_all_asids(void **state)
{
	struct rig *r = two_s1(state, S1_RW_NG);

	w64(r, CB(2, TLBIVAAL), IOVA >> 12);
	sync_bank(r, 2);
	is_fresh(r, 4);
	is_fresh(r, 5);
}

static void by_va_all_asids_2(void **state)
{
	struct rig *r = two_s1(state, S1_RW_NG);

	w64(r, CB(2, TLBIVAA), IOVA >> 12);
	sync_bank(r, 2);
	is_fresh(r, 4);
	is_fresh(r, 5);
}

static void by_asid(void **state)
{
	struct rig *r = two_s1(state, S1_RW_NG);

	w32(r, CB(2, TLBIASID), 2);
	sync_bank(r, 2);
	is_stale(r, 4);
	is_fresh(r, 5);
}

/* A global entry hits for every ASID of its VMID, and TLBIASID keeps it. */
static void global_pages(void **state)
{
	struct rig *r = *state;
	uint64_t root = new_table(r, 4096);

	bank_s1(r, 2, 1, root);
	map_page(r, root, IOVA, PA, S1_RW);
	stream(r, 0, 4, 0, S2CR_TRANS, 2);
	bank_s1(r, 3, 2, new_table(r, 4096));
	stream(r, 1, 5, 0, S2CR_TRANS, 3);
	is_stale(r, 4);
	is_stale(r, 5);
	map_page(r, root, IOVA, PA2, S1_RW);
	w32(r, CB(2, TLBIASID), 1);
	sync_bank(r, 2);
	is_stale(r, 4);
	w64(r, CB(2, TLBIVAL), IOVA >> 12 | UINT64_C(7) << 48);
	sync_bank(r, 2);
	is_fresh(r, 4);
}

static void whole_stage1(void **state)
{
	struct rig *r = two_s1(state, S1_RW_NG);

	w32(r, CB(2, TLBIALL), 0);
	sync_bank(r, 2);
	is_fresh(r, 4);
	is_fresh(r, 5);
}

/* ASIDs are eight bits wide unless TCR2.AS says sixteen. */
static void asid_width(void **state)
{
	struct rig *r = two_s1(state, S1_RW_NG);

	w64(r, CB(3, TTBR0), UINT64_C(0x101) << 48 | new_table(r, 4096));
	expect_fault(r, 5, IOVA, "r");
	w32(r, CB(3, FSR), UINT32_MAX);
	w32(r, CB(3, TCR2), 7 << 15 | 5);
	is_stale(r, 5);
}

static void wrong_stage(void **state)
{
	struct rig *r = two_s2(state);

	w64(r, CB(2, TLBIVA), IOVA >> 12);
	w32(r, CB(2, TLBIALL), 0);
	sync_bank(r, 2);
	is_stale(r, 4);
	assert_int_equal(r->logs, 2);
}

/* Entries stay until a sync is observed to be complete. */
static void posted(void **state)
{
	struct rig *r = two_s2(state);

	w64(r, CB(2, TLBIIPAS2L), IOVA >> 12);
	is_stale(r, 4);
	w32(r, CB(2, TLBSYNC), 0);
	is_stale(r, 4);
	assert_int_equal(r32(r, CB(2, TLBSTATUS)), 1);
	is_stale(r, 4);
	assert_int_equal(r32(r, CB(2, TLBSTATUS)), 0);
	is_fresh(r, 4);
}

/* A sync covers invalidations before it, not those while it runs. */
static void posted_after_sync(void **state)
{
	struct rig *r = two_s2(state);

	w32(r, CB(2, TLBSYNC), 0);
	w64(r, CB(2, TLBIIPAS2L), IOVA >> 12);
	while (r32(r, CB(2, TLBSTATUS)))
		;
	is_stale(r, 4);
	sync_bank(r, 2);
	is_fresh(r, 4);
}

static void sync_of_another_bank(void **state)
{
	struct rig *r = two_s2(state);

	w64(r, CB(2, TLBIIPAS2L), IOVA >> 12);
	sync_bank(r, 3);
	is_stale(r, 4);
	sync_global(r);
	is_fresh(r, 4);
	w32(r, TLBIVMID, 6);
	sync_bank(r, 3);
	is_stale(r, 5);
	sync_global(r);
	is_fresh(r, 5);
}

static void sync_stuck(void **state)
{
	struct rig *r = two_s2(state);
	unsigned int i;

	mmu500_set_option(r->m, MMU500_OPT_SYNC_STUCK, 1);
	w32(r, TLBIALLNSNH, 0);
	w32(r, TLBGSYNC, 0);
	for (i = 0; i < 1000; i++)
		assert_int_equal(r32(r, TLBGSTATUS), 1);
	is_stale(r, 4);
	mmu500_set_option(r->m, MMU500_OPT_SYNC_STUCK, 0);
	assert_int_equal(r32(r, TLBGSTATUS) & r32(r, TLBGSTATUS), 0);
	is_fresh(r, 4);
}

static void flood(void **state)
{
	struct rig *r = two_s2(state);
	unsigned int i;

	w64(r, CB(2, TLBIIPAS2L), IOVA >> 12);
	for (i = 0; i < 10000; i++)
		w64(r, CB(2, TLBIIPAS2L), 0);
	assert_int_equal(r->logs, 2);
	is_fresh(r, 4);
}

/* Replaces the last-level table without an invalidation. */
static void swap_table(struct rig *r, uint64_t root)
{
	uint64_t at = desc_addr(r, root, 1, 2, IOVA), fresh = new_table(r, 4096);

	put_desc(r, fresh + 8 * (IOVA >> 12 & 0x1ff), PA2 | S2_RW | LEAF_PAGE);
	put_desc(r, fresh + 8 * ((IOVA >> 12 & 0x1ff) + 1), PA2 | S2_RW | LEAF_PAGE);
	put_desc(r, at, fresh | 3);
}

static struct rig *walk_cached(void **state, uint64_t *root)
{
	struct rig *r = *state;

	*root = new_table(r, 4096);
	bank_s2(r, 2, 5, *root);
	map_page(r, *root, IOVA, PA, S2_RW);
	map_page(r, *root, IOVA + 0x1000, PA, S2_RW);
	stream(r, 0, 4, 0, S2CR_TRANS, 2);
	is_stale(r, 4);
	swap_table(r, *root);
	return r;
}

static void walk_cache_survives_leaf(void **state)
{
	uint64_t root;
	struct rig *r = walk_cached(state, &root);

	mmu500_set_option(r->m, MMU500_OPT_WALK_CACHE_ERRATUM, 0);
	w64(r, CB(2, TLBIIPAS2L), IOVA >> 12);
	sync_bank(r, 2);
	is_stale(r, 4);
	w64(r, CB(2, TLBIIPAS2), IOVA >> 12);
	sync_bank(r, 2);
	is_fresh(r, 4);
}

static void walk_cache_erratum(void **state)
{
	uint64_t root;
	struct rig *r = walk_cached(state, &root);

	w64(r, CB(2, TLBIIPAS2), IOVA >> 12);
	sync_bank(r, 2);
	is_stale(r, 4);
	assert_true(reach(r, 4, IOVA + 0x1000).hit_tlb);
	assert_true(reach(r, 4, IOVA + 0x1000).pa_tlb == PA);
	w32(r, TLBIVMID, 5);
	sync_global(r);
	is_fresh(r, 4);
	assert_false(reach(r, 4, IOVA + 0x1000).hit_tlb);
}

static void walk_cache_stage1(void **state)
{
	struct rig *r = *state;
	uint64_t root = new_table(r, 4096);

	mmu500_set_option(r->m, MMU500_OPT_WALK_CACHE_ERRATUM, 0);
	bank_s1(r, 2, 1, root);
	map_page(r, root, IOVA, PA, S1_RW_NG);
	stream(r, 0, 4, 0, S2CR_TRANS, 2);
	is_stale(r, 4);
	swap_table(r, root);
	w64(r, CB(2, TLBIVAL), IOVA >> 12 | UINT64_C(1) << 48);
	sync_bank(r, 2);
	is_stale(r, 4);
	w64(r, CB(2, TLBIVA), IOVA >> 12 | UINT64_C(1) << 48);
	sync_bank(r, 2);
	is_fresh(r, 4);
	swap_table(r, root);
	w32(r, CB(2, TLBIASID), 1);
	sync_bank(r, 2);
	is_fresh(r, 4);
}

static void block_by_any_address(void **state)
{
	struct rig *r = *state;
	uint64_t root = new_table(r, 4096);

	bank_s2(r, 2, 5, root);
	map_at(r, root, 1, 2, 0x200000, PA | S2_RW | LEAF_BLOCK);
	stream(r, 0, 4, 0, S2CR_TRANS, 2);
	expect_pa(r, 4, 0x200000, "r", PA);
	map_at(r, root, 1, 2, 0x200000, 0);
	expect_pa(r, 4, 0x3ff000, "r", PA + 0x1ff000);
	w64(r, CB(2, TLBIIPAS2L), 0x234);
	sync_bank(r, 2);
	expect_fault(r, 4, 0x200000, "r");
}

static void prefetch(void **state)
{
	struct rig *r = *state;
	uint64_t root = new_table(r, 4096);

	bank_s2(r, 2, 5, root);
	w32(r, CB(2, ACTLR), 2);
	stream(r, 0, 4, 0, S2CR_TRANS, 2);
	map_page(r, root, IOVA, PA, S2_RW);
	map_page(r, root, IOVA + 0x1000, PA + 0x1000, S2_RW);
	expect_pa(r, 4, IOVA, "r", PA);
	map_page(r, root, IOVA + 0x1000, 0, 0);
	put_desc(r, desc_addr(r, root, 1, 3, IOVA + 0x1000), 0);
	expect_pa(r, 4, IOVA + 0x1000, "r", PA + 0x1000);
	/* A prefetch that faults leaves no record. */
	assert_int_equal(r32(r, CB(2, FSR)), 0);
	w32(r, TLBIALLNSNH, 0);
	sync_global(r);
	expect_pa(r, 4, IOVA, "r", PA);
	assert_int_equal(r32(r, CB(2, FSR)), 0);
}

/* At capacity the oldest entry is evicted and counted. */
static void capacity(void **state)
{
	struct rig *r = *state;
	uint64_t root = new_table(r, 4096), i;
	struct mmu500_stats st;

	bank_s2(r, 2, 5, root);
	stream(r, 0, 4, 0, S2CR_TRANS, 2);
	for (i = 0; i < 40000; i++) {
		map_page(r, root, i << 12, PA + (i << 12), S2_RW);
		expect_pa(r, 4, i << 12, "r", PA + (i << 12));
		if (i == 20000)
			mmu500_get_stats(r->m, &st);
	}
	assert_int_equal(st.tlb_evictions, 0);
	assert_int_equal(r->logs, 1);
	mmu500_get_stats(r->m, &st);
	assert_true(st.tlb_evictions > 7000 && st.tlb_evictions < 8000);
	map_page(r, root, 0, PA2, S2_RW);
	map_page(r, root, UINT64_C(39999) << 12, PA2, S2_RW);
	expect_pa(r, 4, 0, "r", PA2);
	expect_pa(r, 4, UINT64_C(39999) << 12, "r", PA + (UINT64_C(39999) << 12));
}

static void reset_empties(void **state)
{
	struct rig *r = two_s2(state);

	mmu500_reset(r->m);
	w32(r, SCR0, SCR0_STRICT);
	bank_s2(r, 2, 5, new_table(r, 4096));
	stream(r, 0, 4, 0, S2CR_TRANS, 2);
	expect_fault(r, 4, IOVA, "r");
}

int main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, rig_setup, rig_teardown)
	static const struct CMUnitTest tests[] = {
		T(kept), T(faults_not_kept), T(by_ipa), T(by_ipa_in_halves), T(by_vmid), T(all),
		T(vmid_reuse), T(by_va_and_asid), T(by_va_all_asids), T(by_va_all_asids_2),
		T(by_asid), T(global_pages), T(whole_stage1), T(asid_width), T(wrong_stage),
		T(posted), T(posted_after_sync), T(sync_of_another_bank), T(sync_stuck),
		T(flood), T(walk_cache_survives_leaf), T(walk_cache_erratum),
		T(walk_cache_stage1), T(block_by_any_address), T(prefetch), T(capacity),
		T(reset_empties),
	};

	return cmocka_run_group_tests_name("mmu500 tlb", tests, NULL, NULL);
}
