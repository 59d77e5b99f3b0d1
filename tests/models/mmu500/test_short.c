// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * AArch32 short descriptors: sizes, permissions, both TTBRs, TLB entries.
 */
#include "rig.h"

#define PA		UINT64_C(0x90000000)
#define CONTEXTIDR	0x34
#define AFE		0x4u
#define AFFD		0x8u
#define TYPE_TABLE	1u
#define TYPE_SECTION	2u
#define SUPER		(1u << 18)
#define SECTION_RW	(3u << 10)
#define SECTION_NG	(1u << 17)
#define SMALL_RW	(2u | 3u << 4)
#define LARGE_RW	(1u | 3u << 4)
#define PD0		(1u << 4)
#define PD1		(1u << 5)
#define TF		0x2u
#define AFF		0x4u
#define PF		0x8u
#define EF		0x10u

static void put32(struct rig *r, uint64_t pa, uint32_t desc)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		r->ram[pa - RAM_BASE + i] = (uint8_t)(desc >> (8 * i));
}

static void bank_short(struct rig *r, uint32_t ttbcr, uint32_t extra)
{
	w32(r, CBAR(2), 1 << 16);
	w32(r, CBA2R(2), 0);
	w32(r, CB(2, TCR), ttbcr);
	w32(r, CB(2, CONTEXTIDR), 5);
	w32(r, CB(2, SCTLR), SCTLR_ON | SCTLR_HUPCF | extra);
	stream(r, 0, 0x4, 0, S2CR_TRANS, 2);
}

/* A first-level table in TTBR0 only. */
static uint64_t whole(void **state, struct rig **r, uint32_t extra)
{
	uint64_t root = new_table(*state, 16384);

	*r = *state;
	bank_short(*r, 0, extra);
	w32(*r, CB(2, TTBR0), (uint32_t)root);
	return root;
}

static void put_l1(struct rig *r, uint64_t root, uint64_t va, uint32_t desc)
{
	put32(r, root + 4 * (va >> 20), desc);
}

static uint64_t l2(struct rig *r, uint64_t root, uint64_t va, uint32_t extra)
{
	uint64_t table = new_table(r, 1024);

	put_l1(r, root, va, (uint32_t)table | TYPE_TABLE | extra);
	return table;
}

static void put_l2(struct rig *r, uint64_t table, uint64_t va, uint32_t desc)
{
	put32(r, table + 4 * (va >> 12 & 0xff), desc);
}

static void expect_short(struct rig *r, uint64_t va, const char *how, uint32_t bits,
			 unsigned int level)
{
	expect_fault(r, 0x4, va, how);
	assert_int_equal(r32(r, CB(2, FSR)), bits);
	assert_int_equal(r32(r, CB(2, FSYNR0)) & 3, level);
	assert_true(r64(r, CB(2, FAR)) == va);
	w32(r, CB(2, FSR), UINT32_MAX);
}

static void sizes(void **state)
{
	struct rig *r;
	uint64_t root = whole(state, &r, 0), table;
	unsigned int i;

	put_l1(r, root, 0x12300000, 0xa5500000 | SECTION_RW | TYPE_SECTION);
	expect_pa(r, 0x4, 0x123abcde, "r", 0xa55abcde);
	/* PA[35:32] from [23:20], PA[39:36] from [8:5] */
	for (i = 0; i < 16; i++)
		put_l1(r, root, 0x45000000 + i * 0x100000,
		       0x86700000 | SUPER | 9u << 5 | SECTION_RW | TYPE_SECTION);
	expect_pa(r, 0x4, 0x45abcdef, "w", UINT64_C(0x9786abcdef));
	table = l2(r, root, 0xfff00000, 0);
	put_l2(r, table, 0xfffff000, (uint32_t)PA | SMALL_RW);
	expect_pa(r, 0x4, 0xfffffabc, "r", PA + 0xabc);
	for (i = 0; i < 16; i++)
		put_l2(r, table, 0xfff20000 + i * 4096, 0x90010000 | LARGE_RW);
	expect_pa(r, 0x4, 0xfff25678, "w", 0x90015678);
}

static void absent(void **state)
{
	struct rig *r;
	uint64_t root = whole(state, &r, 0);

	l2(r, root, 0x100000, 0);
	expect_short(r, 0x0, "r", TF, 1);
	expect_short(r, 0x101000, "w", TF, 2);
	expect_short(r, UINT64_C(0x100000000), "r", TF, 1);
	put_l1(r, root, 0x200000, 0x7000000 | TYPE_TABLE);
	expect_short(r, 0x200000, "r", EF, 2);
}

/* AP[2:0]: privileged and unprivileged permissions. */
static void access_permissions(void **state)
{
	static const struct {
		const char *privileged, *other;
	} may[8] = {
		{ "", "" }, { "rw", "" }, { "rw", "r" }, { "rw", "rw" },
		{ "", "" }, { "r", "" }, { "r", "r" }, { "r", "r" },
	};
	struct rig *r;
	uint64_t root = whole(state, &r, 0);
	uint64_t table = l2(r, root, 0, 0);
	unsigned int ap;

	for (ap = 0; ap < 8; ap++) {
		uint64_t va = ap * 4096, sec = (ap + 1) << 20;

		put_l2(r, table, va, (uint32_t)PA | (ap & 3) << 4 | (ap & 4) << 7 | 2);
		put_l1(r, root, sec, (uint32_t)PA | (ap & 3) << 10 | (ap & 4) << 13 | 2);
		assert_int_equal(!access(r, 0x4, va, "rp").status, *may[ap].privileged == 'r');
		assert_int_equal(!access(r, 0x4, va, "r").status, *may[ap].other == 'r');
		assert_int_equal(!access(r, 0x4, sec, "rp").status, *may[ap].privileged == 'r');
		assert_int_equal(!access(r, 0x4, va, "wp").status,
				 may[ap].privileged[0] && may[ap].privileged[1]);
		assert_int_equal(!access(r, 0x4, sec, "w").status,
				 may[ap].other[0] && may[ap].other[1]);
	}
	w32(r, CB(2, FSR), UINT32_MAX);
	expect_short(r, 0x0, "r", PF, 2);
	expect_short(r, 0x100000, "r", PF, 1);
}

/* With SCTLR.AFE, AP[0] is the access flag, and AP[2:1] the permission. */
static void access_flag(void **state)
{
	struct rig *r;
	uint64_t root = whole(state, &r, AFE);
	uint64_t table = l2(r, root, 0, 0);

	put_l1(r, root, 0x100000, (uint32_t)PA | 2u << 10 | TYPE_SECTION);
	put_l2(r, table, 0, (uint32_t)PA | 2u << 4 | 2);
	put_l2(r, table, 0x1000, (uint32_t)PA | 3u << 4 | 2);
	put_l2(r, table, 0x2000, (uint32_t)PA | 1u << 9 | 1u << 4 | 2);
	expect_short(r, 0x100000, "r", AFF, 1);
	expect_short(r, 0x0, "r", AFF, 2);
	expect_pa(r, 0x4, 0x1000, "w", PA);
	expect_pa(r, 0x4, 0x2000, "rp", PA);
	expect_short(r, 0x2000, "r", PF, 2);
	w32(r, CB(2, SCTLR), SCTLR_ON | SCTLR_HUPCF | AFE | AFFD);
	expect_pa(r, 0x4, 0x0, "w", PA);
}

static void execution(void **state)
{
	struct rig *r;
	uint64_t root = whole(state, &r, 0);
	uint64_t table = l2(r, root, 0, 0), pxn = l2(r, root, 0x100000, 1u << 2);

	put_l2(r, table, 0, (uint32_t)PA | 3u << 4 | 2);
	put_l2(r, table, 0x1000, (uint32_t)PA | 3u << 4 | 3);
	put_l2(r, table, 0x10000, (uint32_t)PA | 3u << 4 | 1u << 15 | 1);
	put_l2(r, pxn, 0x100000, (uint32_t)PA | 3u << 4 | 2);
	put_l1(r, root, 0x200000, (uint32_t)PA | SECTION_RW | 1u << 4 | TYPE_SECTION);
	put_l1(r, root, 0x300000, (uint32_t)PA | SECTION_RW | TYPE_SECTION | 1);
	expect_pa(r, 0x4, 0x0, "rx", PA);
	expect_pa(r, 0x4, 0x0, "rpx", PA);
	expect_short(r, 0x1000, "rx", PF, 2);
	expect_short(r, 0x10000, "rpx", PF, 2);
	put_l2(r, table, 0x20000, (uint32_t)PA | LARGE_RW);
	expect_pa(r, 0x4, 0x20000, "rpx", PA);
	expect_pa(r, 0x4, 0x100000, "rx", PA);
	expect_short(r, 0x100000, "rpx", PF, 2);
	expect_short(r, 0x200000, "rx", PF, 1);
	expect_pa(r, 0x4, 0x300000, "rx", PA);
	expect_short(r, 0x300000, "rpx", PF, 1);
	/* WXN */
	w32(r, CB(2, SCTLR), SCTLR_ON | SCTLR_HUPCF | 0x200);
	w32(r, CB(2, TLBIALL), 0);
	sync_bank(r, 2);
	expect_short(r, 0x0, "rx", PF, 2);
}

/* TTBCR.N = 3: TTBR0 translates the lowest 512 MiB, with a table of 2 KiB. */
static void two_tables(void **state)
{
	struct rig *r = *state;
	uint64_t lower = new_table(r, 2048), upper = new_table(r, 16384);

	bank_short(r, 3, 0);
	w32(r, CB(2, TTBR0), (uint32_t)lower | 0x7b);
	w32(r, CB(2, TTBR1), (uint32_t)upper);
	put_l1(r, lower, 0x1ff00000, (uint32_t)PA | SECTION_RW | TYPE_SECTION);
	put_l1(r, upper, 0x1ff00000, 0xb0000000 | SECTION_RW | TYPE_SECTION);
	put_l1(r, upper, 0x20000000, 0xa0000000 | SECTION_RW | TYPE_SECTION);
	expect_pa(r, 0x4, 0x1ff01234, "r", PA + 0x1234);
	expect_pa(r, 0x4, 0x20001234, "r", 0xa0001234);
	assert_true(reach(r, 0x4, 0x1ff01000).pa == PA + 0x1000);
	assert_true(reach(r, 0x4, 0x20001000).pa == 0xa0001000);
	w32(r, CB(2, TLBIALL), 0);
	sync_bank(r, 2);
	w32(r, CB(2, TCR), 3 | PD0);
	expect_short(r, 0x1ff01234, "r", TF, 1);
	expect_pa(r, 0x4, 0x20001234, "r", 0xa0001234);
	w32(r, CB(2, TLBIALL), 0);
	sync_bank(r, 2);
	w32(r, CB(2, TCR), 3 | PD1);
	expect_pa(r, 0x4, 0x1ff01234, "r", PA + 0x1234);
	expect_short(r, 0x20001234, "r", TF, 1);
	assert_false(reach(r, 0x4, 0x20001000).hit);
}

/* The ASID comes from CONTEXTIDR, not from the TTBR. */
static void asid(void **state)
{
	struct rig *r;
	uint64_t root = whole(state, &r, 0);

	put_l1(r, root, 0, (uint32_t)PA | SECTION_NG | SECTION_RW | TYPE_SECTION);
	put_l1(r, root, 0x100000, (uint32_t)PA | SECTION_RW | TYPE_SECTION);
	expect_pa(r, 0x4, 0, "r", PA);
	expect_pa(r, 0x4, 0x100000, "r", PA);
	put_l1(r, root, 0, 0);
	put_l1(r, root, 0x100000, 0);
	expect_pa(r, 0x4, 0, "r", PA);
	w32(r, CB(2, CONTEXTIDR), 6);
	expect_short(r, 0x0, "r", TF, 1);
	expect_pa(r, 0x4, 0x100000, "r", PA);
	w32(r, CB(2, CONTEXTIDR), 5);
	expect_pa(r, 0x4, 0, "r", PA);
	w32(r, CB(2, TLBIASID), 6);
	sync_bank(r, 2);
	expect_pa(r, 0x4, 0, "r", PA);
	w32(r, CB(2, TLBIASID), 5);
	sync_bank(r, 2);
	expect_short(r, 0x0, "r", TF, 1);
}

/* An invalidation by any address in it drops the whole supersection. */
static void by_address(void **state)
{
	struct rig *r;
	uint64_t root = whole(state, &r, 0);
	unsigned int i;

	for (i = 0; i < 16; i++)
		put_l1(r, root, i << 20, (uint32_t)PA | SUPER | SECTION_RW | TYPE_SECTION);
	expect_pa(r, 0x4, 0x123456, "r", PA + 0x123456);
	for (i = 0; i < 16; i++)
		put_l1(r, root, i << 20, 0);
	expect_pa(r, 0x4, 0xf00000, "r", PA + 0xf00000);
	w32(r, CB(2, TLBIVA), 0x1000000 | 5);
	sync_bank(r, 2);
	expect_pa(r, 0x4, 0xf00000, "r", PA + 0xf00000);
	w32(r, CB(2, TLBIVA), 0x800000 | 5);
	sync_bank(r, 2);
	expect_short(r, 0xf00000, "r", TF, 1);
}

/* The walk cache does not mix table entries of the two formats. */
static void table_cache(void **state)
{
	struct rig *r;
	uint64_t root = whole(state, &r, 0);
	uint64_t table = l2(r, root, 0, 0);
	unsigned int reads;

	put_l2(r, table, 0x1000, (uint32_t)PA | SMALL_RW);
	put_l2(r, table, 0x2000, (uint32_t)PA | SMALL_RW);
	expect_pa(r, 0x4, 0x1000, "r", PA);
	reads = r->reads;
	expect_pa(r, 0x4, 0x2000, "r", PA);
	assert_int_equal(r->reads, reads + 1);
	w32(r, CB(2, CONTEXTIDR), 0);
	expect_pa(r, 0x4, 0x2000, "r", PA);
	w32(r, CB(2, TCR), UINT32_C(1) << 31);
	expect_fault(r, 0x4, 0x3000, "r");
	assert_int_equal(r32(r, CB(2, FSR)) & 0x600, 0x200);
}

static void oracle(void **state)
{
	struct rig *r;
	uint64_t root = whole(state, &r, 0);
	uint64_t table = l2(r, root, 0, 0);
	struct seen s;
	unsigned int i;

	for (i = 0; i < 16; i++) {
		put_l1(r, root, 0x1000000 + (i << 20),
		       (uint32_t)PA | SUPER | SECTION_RW | TYPE_SECTION);
		put_l2(r, table, i << 12, 0xa0000000 | LARGE_RW);
	}
	s = reach(r, 0x4, 0x1fff000);
	assert_true(s.hit && s.readable && s.writable && s.pa == PA + 0xfff000);
	assert_int_equal(s.calls, 4096 + 16);
	assert_true(reach(r, 0x4, 0xf000).pa == 0xa000f000);
	assert_false(reach(r, 0x4, 0x2000000).hit);
}

/* Nested in a stage 2, which also translates the walks of stage 1. */
static void nested(void **state)
{
	struct rig *r = *state;
	uint64_t root = new_table(r, 16384), s2 = new_table(r, 4096), off;

	bank_s2(r, 3, 7, s2);
	bank_short(r, 0, 0);
	w32(r, CBAR(2), 3 << 16 | 3 << 8 | 7);
	w32(r, CB(2, TTBR0), 0x40000000);
	for (off = 0; off < 16384; off += 4096)
		map_page(r, s2, 0x40000000 + off, root + off, S2_RO);
	map_page(r, s2, 0x50001000, PA, S2_RW);
	put_l1(r, root, 0, 0x50000000 | SECTION_RW | TYPE_SECTION);
	expect_pa(r, 0x4, 0x1234, "w", PA + 0x234);
	expect_fault(r, 0x4, 0x2000, "r");
	assert_int_equal(r32(r, CB(3, FSR)), TF | 0x400);
	assert_true(r64(r, CB(3, IPAFAR)) == 0x50002000);
}

int main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, rig_setup, rig_teardown)
	static const struct CMUnitTest tests[] = {
		T(sizes), T(absent), T(access_permissions), T(access_flag), T(execution),
		T(two_tables), T(asid), T(by_address), T(table_cache), T(oracle), T(nested),
	};

	return cmocka_run_group_tests_name("mmu500 short descriptors", tests, NULL, NULL);
}
