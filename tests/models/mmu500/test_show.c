// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The model's text output: the whole instance, the walk of one address, and whether a
 * stream may bypass translation.
 */
#include <stdio.h>
#include <string.h>

#include "rig.h"

#define VA	UINT64_C(0x12345000)
#define IPA	UINT64_C(0x45678000)
#define PA	UINT64_C(0x90000000)
#define PA2	UINT64_C(0x91000000)

struct text {
	unsigned int lines;
	char all[8192];
};

static void on_line(void *opaque, const char *line)
{
	struct text *t = opaque;

	assert_null(strchr(line, '\n'));
	assert_true(strlen(t->all) + strlen(line) + 2 < sizeof(t->all));
	strcat(t->all, line);
	strcat(t->all, "\n");
	t->lines++;
}

static struct text show(struct rig *r)
{
	struct text t = { 0 };

	mmu500_show(r->m, on_line, &t);
	return t;
}

static struct text walk(struct rig *r, uint16_t sid, uint64_t addr)
{
	struct text t = { 0 };

	mmu500_show_walk(r->m, sid, addr, on_line, &t);
	return t;
}

static void expect_line(const struct text *t, const char *words)
{
	if (!strstr(t->all, words))
		fail_msg("\"%s\" is not in:\n%s", words, t->all);
}

static void after_reset(void **state)
{
	struct rig *r = *state;
	struct text t;

	mmu500_reset(r->m);
	t = show(r);
	assert_int_equal(t.lines, 1);
	expect_line(&t, "sCR0 0x00200001: clients bypass, unmatched streams bypass, sGFSR 0x0");
}

static void groups_and_banks(void **state)
{
	struct rig *r = *state;
	struct text t;

	bank_s2(r, 2, 5, 0x80002000);
	bank_s1(r, 3, 1, 0x80003000);
	stream(r, 0, 4, 0x7f80, S2CR_TRANS, 2);
	stream(r, 7, 9, 0, S2CR_BYPASS, 2);
	stream(r, 9, 10, 0, S2CR_FAULT, 2);
	t = show(r);
	assert_int_equal(t.lines, 6);
	expect_line(&t, "clients translated, unmatched streams fault");
	expect_line(&t, "group 0: stream 0x0004 mask 0x7f80: translate by bank 2\n");
	expect_line(&t, "group 7: stream 0x0009 mask 0x0000: bypass\n");
	expect_line(&t, "group 9: stream 0x000a mask 0x0000: fault\n");
	expect_line(&t, "bank 2: stage 2, on, AArch64, VMID 5, TTBR0 0x80002000,");
	expect_line(&t, "bank 3: stage 1, on, AArch64,");
}

static void faults(void **state)
{
	struct rig *r = *state;
	struct text t;

	bank_s2(r, 2, 5, new_table(r, 4096));
	stream(r, 0, 4, 0, S2CR_TRANS, 2);
	expect_fault(r, 4, VA, "w");
	expect_fault(r, 5, VA, "r");
	t = show(r);
	expect_line(&t, "bank 2: fault FSR 0x402, FSYNR0 0x");
	expect_line(&t, "stream 0x4, address 0x12345000\n");
	expect_line(&t, "sGFSR 0x2\n");
	expect_line(&t, "first global fault: stream 0x5, address 0x12345000\n");
}

/* Compares the shown entries with the test's own tables. */
static void one_stage(void **state)
{
	struct rig *r = *state;
	uint64_t root = new_table(r, 4096);
	struct text t;
	char want[120];

	bank_s2(r, 2, 5, root);
	stream(r, 0, 4, 0, S2CR_TRANS, 2);
	map_page(r, root, VA, PA, S2_RO);
	t = walk(r, 4, VA + 8);
	assert_int_equal(t.lines, 5);
	expect_line(&t, "stream 0x4: group 0, translate, stage 2 (bank 2, VMID 5");
	snprintf(want, sizeof(want), "  stage 2 level 3: entry at 0x%llx is 0x%016llx, page\n",
		 (unsigned long long)desc_addr(r, root, 1, 3, VA),
		 (unsigned long long)(PA | S2_RO | LEAF_PAGE));
	expect_line(&t, want);
	expect_line(&t, "  stage 2: 0x12345008 to 0x90000008, 4 KiB, may read\n");
	t = walk(r, 4, VA + 0x1000);
	expect_line(&t, "is 0x0000000000000000, invalid\n");
	t = walk(r, 4, UINT64_C(1) << 40);
	expect_line(&t, "  stage 2: 0x10000000000 is not an input of it\n");
	t = walk(r, 9, VA);
	assert_int_equal(t.lines, 1);
}

static void two_stages(void **state)
{
	struct rig *r = *state;
	uint64_t s1 = new_table(r, 4096), s2 = new_table(r, 4096);
	struct text t;

	map_at(r, s2, 1, 1, RAM_BASE, RAM_BASE | S2_RW | LEAF_BLOCK);
	bank_s2(r, 8, 5, s2);
	bank_nested(r, 2, 8, 5, 1, s1);
	stream(r, 0, 4, 0, S2CR_TRANS, 2);
	map_page(r, s1, VA, IPA, S1_RW_NG);
	map_page(r, s2, IPA, PA, S2_RW);
	t = walk(r, 4, VA);
	assert_int_equal(t.lines, 9);
	expect_line(&t, "  stage 1: 0x12345000 to 0x45678000, 4 KiB, may read, write\n");
	expect_line(&t, "  stage 2: 0x45678000 to 0x90000000, 4 KiB, may read, write\n");
	map_at(r, s2, 1, 1, RAM_BASE, 0);
	t = walk(r, 4, VA);
	expect_line(&t, "can't be read, FSR 0x2\n");
}

/* Stale entries are shown. */
static void stale(void **state)
{
	struct rig *r = *state;
	uint64_t root = new_table(r, 4096);
	struct text t;

	bank_s2(r, 2, 5, root);
	stream(r, 0, 4, 0, S2CR_TRANS, 2);
	map_page(r, root, VA, PA, S2_RW);
	t = walk(r, 4, VA);
	assert_null(strstr(t.all, "cache"));
	expect_pa(r, 4, VA, "r", PA);
	t = walk(r, 4, VA);
	assert_null(strstr(t.all, "cache"));
	map_page(r, root, VA, PA2, S2_RW);
	t = walk(r, 4, VA);
	expect_line(&t, "  stage 2: 0x12345000 to 0x91000000");
	expect_line(&t, "  the caches still say 0x90000000\n");
	map_at(r, root, 1, 3, VA, 0);
	t = walk(r, 4, VA);
	expect_line(&t, "  the caches still say 0x90000000\n");
	w32(r, TLBIALLNSNH, 0);
	sync_global(r);
	t = walk(r, 4, VA);
	assert_null(strstr(t.all, "cache"));
}

static void may_bypass(void **state)
{
	struct rig *r = *state;

	assert_false(mmu500_may_bypass(r->m));
	w32(r, SCR0, SCR0_STRICT | 1);
	assert_true(mmu500_may_bypass(r->m));
	w32(r, SCR0, SCR0_STRICT & ~0x400u);
	assert_true(mmu500_may_bypass(r->m));
	w32(r, SCR0, SCR0_STRICT);
	assert_false(mmu500_may_bypass(r->m));
	stream(r, 100, 4, 0, S2CR_BYPASS, 0);
	assert_true(mmu500_may_bypass(r->m));
	stream(r, 100, 4, 0, S2CR_FAULT, 0);
	assert_false(mmu500_may_bypass(r->m));
	bank_s2(r, 2, 5, new_table(r, 4096));
	stream(r, 100, 4, 0, S2CR_TRANS, 2);
	assert_false(mmu500_may_bypass(r->m));
	w32(r, CB(2, SCTLR), 0);
	assert_true(mmu500_may_bypass(r->m));
	w32(r, SMR(100), 0);
	assert_false(mmu500_may_bypass(r->m));
}

int main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, rig_setup, rig_teardown)
	static const struct CMUnitTest tests[] = {
		T(after_reset), T(groups_and_banks), T(faults), T(one_stage), T(two_stages),
		T(stale), T(may_bypass),
	};

	return cmocka_run_group_tests_name("mmu500 in words", tests, NULL, NULL);
}
