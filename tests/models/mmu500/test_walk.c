// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Translation table walks: formats, sizes, permissions, faults and their levels.
 */
#include "rig.h"

#define IOVA	UINT64_C(0x12345000)
#define PA	UINT64_C(0x3456789000)
#define SID	0x804

#define TF	0x2u
#define AFF	0x4u
#define PF	0x8u
#define EF	0x10u
#define ASF	0x80u

static void flush(struct rig *r)
{
	w32(r, TLBIALLNSNH, 0);
	sync_global(r);
}

static struct rig *s2_stream(void **state, uint64_t *root)
{
	struct rig *r = *state;

	*root = new_table(r, 4096);
	bank_s2(r, 3, 7, *root);
	stream(r, 0, SID, 0, S2CR_TRANS, 3);
	return r;
}

static struct rig *s1_stream(void **state, uint64_t *root)
{
	struct rig *r = *state;

	*root = new_table(r, 4096);
	bank_s1(r, 3, 9, *root);
	stream(r, 0, SID, 0, S2CR_TRANS, 3);
	return r;
}

static void stage2_page(void **state)
{
	uint64_t root;
	struct rig *r = s2_stream(state, &root);

	map_page(r, root, IOVA, PA, S2_RW);
	expect_pa(r, SID, IOVA + 0x123, "r", PA + 0x123);
	expect_pa(r, SID, IOVA + 0xfff, "w", PA + 0xfff);
	assert_int_equal(access(r, SID, IOVA, "r").bank, 3);
	assert_false(access(r, SID, IOVA, "r").bypassed);
}

static void stage2_blocks(void **state)
{
	uint64_t root;
	struct rig *r = s2_stream(state, &root);

	map_at(r, root, 1, 2, 0x200000, UINT64_C(0x1000600000) | S2_RW | LEAF_BLOCK);
	map_at(r, root, 1, 1, 0x40000000, UINT64_C(0x1100000000) | S2_RW | LEAF_BLOCK);
	expect_pa(r, SID, 0x234567, "r", UINT64_C(0x1000634567));
	expect_pa(r, SID, 0x52345678, "r", UINT64_C(0x1112345678));
}

static void stage2_missing(void **state)
{
	uint64_t root;
	struct rig *r = s2_stream(state, &root);

	expect_fault(r, SID, IOVA, "r");
	expect_record(r, 3, TF, 1, IOVA);
	map_page(r, root, IOVA, PA, S2_RW);
	expect_fault(r, SID, IOVA + 0x200000, "r");
	expect_record(r, 3, TF, 2, IOVA + 0x200000);
	expect_fault(r, SID, IOVA + 0x1008, "w");
	assert_int_equal(r32(r, CB(3, FSYNR0)) & 0x10, 0x10);
	assert_true(r64(r, CB(3, IPAFAR)) == IOVA + 0x1000);
	expect_record(r, 3, TF, 3, IOVA + 0x1008);
}

/* Invalid: a level-3 descriptor with bit 1 clear, a block at level 0. */
static void invalid_encodings(void **state)
{
	uint64_t root;
	struct rig *r = s2_stream(state, &root);

	map_at(r, root, 1, 3, IOVA, PA | S2_RW | LEAF_BLOCK);
	expect_fault(r, SID, IOVA, "r");
	expect_record(r, 3, TF, 3, IOVA);
	root = new_table(r, 4096);
	flush(r);
	w32(r, CB(3, TCR), 16 | 2 << 6 | 5 << 16);
	w64(r, CB(3, TTBR0), root);
	map_at(r, root, 0, 0, 0, UINT64_C(0) | S2_RW | LEAF_BLOCK);
	expect_fault(r, SID, 0x1000, "r");
	expect_record(r, 3, TF, 0, 0x1000);
}

static void stage2_input_size(void **state)
{
	uint64_t root;
	struct rig *r = s2_stream(state, &root);

	map_page(r, root, 0, PA, S2_RW);
	expect_pa(r, SID, 0, "r", PA);
	/* One bit above T0SZ, which an index of nine bits would drop. */
	expect_fault(r, SID, UINT64_C(1) << 39, "r");
	expect_record(r, 3, TF, 0, UINT64_C(1) << 39);
}

static void stage2_concatenated(void **state)
{
	struct rig *r = *state;
	uint64_t root = new_table(r, 4 * 4096);
	uint64_t high = (UINT64_C(3) << 39) | IOVA;

	bank_s2(r, 3, 7, root);
	w32(r, CB(3, TCR), 23 | 1 << 6 | 5 << 16);
	stream(r, 0, SID, 0, S2CR_TRANS, 3);
	map_page(r, root, high, PA, S2_RW);
	expect_pa(r, SID, high, "r", PA);
	/* Low bits of a root that is not aligned to all four tables are ignored. */
	w64(r, CB(3, TTBR0), root + 4096);
	flush(r);
	expect_pa(r, SID, high, "r", PA);
}

/* 39 bits from level 2 need 256 concatenated tables; the maximum is 16. */
static void stage2_bad_start(void **state)
{
	uint64_t root;
	struct rig *r = s2_stream(state, &root);

	map_page(r, root, IOVA, PA, S2_RW);
	w32(r, CB(3, TCR), 25 | 0 << 6 | 5 << 16);
	expect_fault(r, SID, IOVA, "r");
	expect_record(r, 3, TF, 0, IOVA);
	w32(r, CB(3, TCR), 25 | 3 << 6 | 5 << 16);
	expect_fault(r, SID, IOVA, "r");
	expect_record(r, 3, TF, 0, IOVA);
	/* 25 bits of input are the fewest. */
	map_at(r, root, 2, 3, 0, PA | S2_RW | LEAF_PAGE);
	w32(r, CB(3, TCR), 39 | 0 << 6 | 5 << 16);
	expect_pa(r, SID, 0, "w", PA);
	flush(r);
	w32(r, CB(3, TCR), 40 | 0 << 6 | 5 << 16);
	expect_fault(r, SID, 0, "w");
	expect_record(r, 3, TF, 0, 0);
	assert_int_equal(reach(r, SID, 0).calls, 0);
	w32(r, CB(3, TCR), 34 | 1 << 6 | 5 << 16);
	expect_fault(r, SID, IOVA, "r");
	expect_record(r, 3, TF, 0, IOVA);
}

static void stage2_permissions(void **state)
{
	uint64_t root;
	struct rig *r = s2_stream(state, &root);

	map_page(r, root, IOVA, PA, S2_RO);
	map_page(r, root, IOVA + 0x1000, PA, S2_RW & ~UINT64_C(0x40));
	map_page(r, root, IOVA + 0x2000, PA, S2_RW | UINT64_C(1) << 54);
	expect_pa(r, SID, IOVA, "r", PA);
	expect_fault(r, SID, IOVA, "w");
	expect_record(r, 3, PF, 3, IOVA);
	expect_pa(r, SID, IOVA + 0x1000, "w", PA);
	expect_fault(r, SID, IOVA + 0x1000, "r");
	expect_record(r, 3, PF, 3, IOVA + 0x1000);
	expect_pa(r, SID, IOVA, "rx", PA);
	expect_fault(r, SID, IOVA + 0x2000, "rx");
	assert_int_equal(r32(r, CB(3, FSYNR0)) & 0x40, 0x40);
	expect_record(r, 3, PF, 3, IOVA + 0x2000);
}

static void access_flag(void **state)
{
	uint64_t root;
	struct rig *r = s2_stream(state, &root);

	map_page(r, root, IOVA, PA, S2_RW & ~UINT64_C(0x400));
	expect_fault(r, SID, IOVA, "r");
	expect_record(r, 3, AFF, 3, IOVA);
	w32(r, CB(3, SCTLR), SCTLR_ON | 8);
	expect_pa(r, SID, IOVA, "r", PA);
}

static void output_size(void **state)
{
	uint64_t root;
	struct rig *r = s2_stream(state, &root);

	w32(r, CB(3, TCR), 25 | 1 << 6 | 1 << 16);	/* 36 bits out */
	map_page(r, root, IOVA, UINT64_C(0xffffff000), S2_RW);
	map_page(r, root, IOVA + 0x1000, UINT64_C(0x1000000000), S2_RW);
	expect_pa(r, SID, IOVA, "r", UINT64_C(0xffffff000));
	expect_fault(r, SID, IOVA + 0x1000, "r");
	expect_record(r, 3, ASF, 3, IOVA + 0x1000);
	flush(r);
	map_at(r, root, 1, 1, 0, UINT64_C(0x2000000000) | 3);
	expect_fault(r, SID, 0x1000, "r");
	expect_record(r, 3, ASF, 1, 0x1000);
	w64(r, CB(3, TTBR0), UINT64_C(0x3000000000));
	flush(r);
	expect_fault(r, SID, IOVA, "r");
	expect_record(r, 3, ASF, 0, IOVA);
}

static void walk_external_abort(void **state)
{
	uint64_t root;
	struct rig *r = s2_stream(state, &root);

	map_at(r, root, 1, 2, IOVA, UINT64_C(0x10000) | 3);
	expect_fault(r, SID, IOVA, "r");
	expect_record(r, 3, EF, 3, IOVA);
}

/* The walk of a table that points to itself ends at level 3. */
static void self_reference(void **state)
{
	uint64_t root;
	struct rig *r = s2_stream(state, &root);

	put_desc(r, root, root | S2_RW | 3);
	expect_pa(r, SID, 0x10, "r", root + 0x10);
}

static void stage1_page(void **state)
{
	uint64_t root;
	struct rig *r = s1_stream(state, &root);

	map_page(r, root, IOVA, PA, S1_RW);
	expect_pa(r, SID, IOVA + 8, "r", PA + 8);
	expect_pa(r, SID, IOVA + 8, "w", PA + 8);
	expect_fault(r, SID, IOVA + 0x1000, "r");
	assert_int_equal(r32(r, CBFRSYNRA(3)), SID);
	expect_record(r, 3, TF, 3, IOVA + 0x1000);
}

static void stage1_privilege(void **state)
{
	uint64_t root;
	struct rig *r = s1_stream(state, &root);

	map_page(r, root, IOVA, PA, S1_RW & ~UINT64_C(0x40));
	map_page(r, root, IOVA + 0x1000, PA, S1_RW | 0x80);
	expect_pa(r, SID, IOVA, "rp", PA);
	expect_pa(r, SID, IOVA, "wp", PA);
	expect_fault(r, SID, IOVA, "r");
	expect_record(r, 3, PF, 3, IOVA);
	expect_pa(r, SID, IOVA + 0x1000, "r", PA);
	expect_fault(r, SID, IOVA + 0x1000, "wp");
	assert_int_equal(r32(r, CB(3, FSYNR0)) & 0x30, 0x30);
	expect_record(r, 3, PF, 3, IOVA + 0x1000);
}

static void stage1_execute(void **state)
{
	uint64_t root;
	struct rig *r = s1_stream(state, &root);

	map_page(r, root, IOVA, PA, S1_RW | 0x80);
	map_page(r, root, IOVA + 0x1000, PA, S1_RW | 0x80 | UINT64_C(1) << 54);
	map_page(r, root, IOVA + 0x2000, PA, S1_RW | 0x80 | UINT64_C(1) << 53);
	map_page(r, root, IOVA + 0x3000, PA, S1_RW);
	expect_pa(r, SID, IOVA, "rx", PA);
	expect_pa(r, SID, IOVA, "rxp", PA);
	expect_fault(r, SID, IOVA + 0x1000, "rx");
	expect_record(r, 3, PF, 3, IOVA + 0x1000);
	expect_pa(r, SID, IOVA + 0x1000, "rxp", PA);
	expect_fault(r, SID, IOVA + 0x2000, "rxp");
	expect_record(r, 3, PF, 3, IOVA + 0x2000);
	/* Memory that is writable by unprivileged accesses is never privileged-executable. */
	expect_fault(r, SID, IOVA + 0x3000, "rxp");
	expect_record(r, 3, PF, 3, IOVA + 0x3000);
	expect_pa(r, SID, IOVA + 0x3000, "rx", PA);
	w32(r, CB(3, SCTLR), SCTLR_ON | 0x200);		/* WXN */
	w32(r, CB(3, TLBIALL), 0);
	sync_bank(r, 3);
	expect_fault(r, SID, IOVA + 0x3000, "rx");
	expect_record(r, 3, PF, 3, IOVA + 0x3000);
}

static void stage1_table_limits(void **state)
{
	uint64_t root, at;
	struct rig *r = s1_stream(state, &root);

	map_page(r, root, IOVA, PA, S1_RW);
	at = desc_addr(r, root, 1, 1, IOVA);
	put_desc(r, at, get_desc(r, at) | UINT64_C(1) << 62);
	expect_pa(r, SID, IOVA, "r", PA);
	expect_fault(r, SID, IOVA, "w");
	expect_record(r, 3, PF, 3, IOVA);
	put_desc(r, at, (get_desc(r, at) & ~(UINT64_C(1) << 62)) | UINT64_C(1) << 61);
	w32(r, CB(3, TLBIALL), 0);
	sync_bank(r, 3);
	expect_fault(r, SID, IOVA, "r");
	expect_record(r, 3, PF, 3, IOVA);
	expect_pa(r, SID, IOVA, "wp", PA);
}

static void stage1_both_halves(void **state)
{
	uint64_t root, upper;
	struct rig *r = s1_stream(state, &root);
	uint64_t high = (UINT64_C(0x1ff) << 40 | UINT64_C(1) << 39) | IOVA;	/* 49 bits */

	high &= (UINT64_C(1) << 49) - 1;
	expect_fault(r, SID, high, "r");	/* EPD1 */
	expect_record(r, 3, TF, 0, high);
	upper = new_table(r, 4096);
	map_page(r, upper, IOVA, PA, S1_RW);
	w64(r, CB(3, TTBR1), upper);
	w32(r, CB(3, TCR), 25 | 25 << 16 | UINT32_C(2) << 30);
	expect_pa(r, SID, high, "r", PA);
	expect_fault(r, SID, IOVA, "r");
	expect_record(r, 3, TF, 1, IOVA);
	/* Between the halves */
	expect_fault(r, SID, UINT64_C(1) << 45, "r");
	expect_record(r, 3, TF, 0, UINT64_C(1) << 45);
}

static void stage1_64k(void **state)
{
	struct rig *r = *state;
	uint64_t root = new_table(r, 64), l2 = new_table(r, 65536), l3 = new_table(r, 65536);

	bank_s1(r, 3, 9, root);
	stream(r, 0, SID, 0, S2CR_TRANS, 3);
	w32(r, CB(3, TCR), 1 << 23 | 22 | 1 << 14);	/* 42 bits: from level 2 */
	w64(r, CB(3, TTBR0), l2);
	put_desc(r, l2 + 8, l3 | 3);
	put_desc(r, l2 + 16, UINT64_C(0x1040000000) | S1_RW | LEAF_BLOCK);
	put_desc(r, l3 + 24, UINT64_C(0x1000050000) | S1_RW | LEAF_PAGE);
	expect_pa(r, SID, 0x2003abcd, "r", UINT64_C(0x100005abcd));
	expect_pa(r, SID, 0x4abcdef0, "r", UINT64_C(0x104abcdef0));
	expect_fault(r, SID, 0x2004abcd, "r");
	expect_record(r, 3, TF, 3, 0x2004abcd);
}

static void input_too_wide(void **state)
{
	uint64_t root;
	struct rig *r = s1_stream(state, &root);

	w32(r, CB(3, TCR), 1 << 23 | 15);
	expect_fault(r, SID, IOVA, "r");
	expect_record(r, 3, TF, 0, IOVA);
}

/* A 16 KiB granule is not implemented. */
static void granule_16k(void **state)
{
	uint64_t root;
	struct rig *r = s1_stream(state, &root);

	w32(r, CB(3, TCR), 1 << 23 | 25 | 2 << 14);
	expect_fault(r, SID, IOVA, "r");
	expect_record(r, 3, TF, 0, IOVA);
}

static void stage1_off(void **state)
{
	uint64_t root;
	struct rig *r = s1_stream(state, &root);

	w32(r, CB(3, SCTLR), SCTLR_ON & ~1u);
	expect_pa(r, SID, IOVA, "w", IOVA);
	assert_true(access(r, SID, IOVA, "r").bypassed);
}

static void aarch32_long(void **state)
{
	uint64_t root;
	struct rig *r = s1_stream(state, &root);

	map_at(r, root, 1, 3, IOVA, PA | S1_RW | LEAF_PAGE);
	w32(r, CBA2R(3), 0);
	w32(r, CB(3, TCR), UINT32_C(1) << 31);
	expect_pa(r, SID, IOVA, "r", PA);
	expect_fault(r, SID, IOVA + 0x1000, "r");
	assert_int_equal(r32(r, CB(3, FSR)), 0x200 | TF);
	w32(r, CB(3, FSR), UINT32_MAX);
	expect_fault(r, SID, UINT64_C(1) << 32 | IOVA, "r");
	w32(r, CB(3, FSR), UINT32_MAX);
	w32(r, CB(3, TCR), 0);
	w32(r, CB(3, TLBIALL), 0);
	sync_bank(r, 3);
	expect_fault(r, SID, IOVA, "r");
	assert_int_equal(r32(r, CB(3, FSR)), TF);
}

static void aarch32_stage2(void **state)
{
	uint64_t root;
	struct rig *r = s2_stream(state, &root);
	uint64_t high = UINT64_C(1) << 38 | IOVA;

	map_page(r, root, high, PA, S2_RW);
	w32(r, CBA2R(3), 0);
	w32(r, CB(3, TCR), 9 | 1 << 4 | 1 << 6);	/* T0SZ -7: 39 bits */
	expect_pa(r, SID, high, "r", PA);
}

int main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, rig_setup, rig_teardown)
	static const struct CMUnitTest tests[] = {
		T(stage2_page), T(stage2_blocks), T(stage2_missing), T(invalid_encodings),
		T(stage2_input_size), T(stage2_concatenated), T(stage2_bad_start),
		T(stage2_permissions), T(access_flag), T(output_size), T(walk_external_abort),
		T(self_reference), T(stage1_page), T(stage1_privilege), T(stage1_execute),
		T(stage1_table_limits), T(stage1_both_halves), T(stage1_64k), T(granule_16k),
		T(input_too_wide),
		T(stage1_off), T(aarch32_long), T(aarch32_stage2),
	};

	return cmocka_run_group_tests_name("mmu500 walk", tests, NULL, NULL);
}
