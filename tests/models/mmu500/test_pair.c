// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Two instances that share one node's traffic: a register that is written on only one of
 * them has an effect on every other page.
 */
#include <stdlib.h>

#include "rig.h"

#define IOVA	UINT64_C(0x40000000)
#define PA	UINT64_C(0x90000000)
#define SID	4

struct pair {
	struct rig *r[2];
	uint64_t root;
};

/* Both use the same memory. */
static int pair_setup(void **state)
{
	struct pair *p = calloc(1, sizeof(*p));
	unsigned int i;

	assert_non_null(p);
	for (i = 0; i < 2; i++) {
		void *rig;

		rig_setup(&rig);
		p->r[i] = rig;
	}
	free(p->r[1]->ram);
	p->r[1]->ram = p->r[0]->ram;
	p->root = new_table(p->r[0], 4096);
	*state = p;
	return 0;
}

static int pair_teardown(void **state)
{
	struct pair *p = *state;

	p->r[1]->ram = NULL;
	rig_free(p->r[1]);
	rig_free(p->r[0]);
	free(p);
	return 0;
}

static void program(struct pair *p, unsigned int i)
{
	bank_s2(p->r[i], 2, 5, p->root);
	stream(p->r[i], 0, SID, 0, S2CR_TRANS, 2);
}

static bool translates(struct pair *p, uint64_t addr)
{
	return access(p->r[mmu500_interleave(2, addr)], SID, addr, "r").status == BUS_OK;
}

static void both_programmed(void **state)
{
	struct pair *p = *state;
	unsigned int i;

	program(p, 0);
	program(p, 1);
	for (i = 0; i < 8; i++) {
		map_page(p->r[0], p->root, IOVA + i * 4096, PA, S2_RW);
		assert_true(translates(p, IOVA + i * 4096));
	}
}

static void one_programmed(void **state)
{
	struct pair *p = *state;

	program(p, 0);
	map_page(p->r[0], p->root, IOVA, PA, S2_RW);
	map_page(p->r[0], p->root, IOVA + 4096, PA, S2_RW);
	assert_true(translates(p, IOVA));
	assert_false(translates(p, IOVA + 4096));
}

static void one_invalidated(void **state)
{
	struct pair *p = *state;
	unsigned int i;

	program(p, 0);
	program(p, 1);
	for (i = 0; i < 2; i++) {
		map_page(p->r[0], p->root, IOVA + i * 4096, PA, S2_RW);
		assert_true(translates(p, IOVA + i * 4096));
		put_desc(p->r[0], desc_addr(p->r[0], p->root, 1, 3, IOVA + i * 4096), 0);
	}
	w32(p->r[0], TLBIVMID, 5);
	sync_global(p->r[0]);
	assert_false(translates(p, IOVA));
	assert_true(translates(p, IOVA + 4096));
	assert_true(reach(p->r[1], SID, IOVA + 4096).hit_tlb);
}

int main(void)
{
#define T(f)	cmocka_unit_test_setup_teardown(f, pair_setup, pair_teardown)
	static const struct CMUnitTest tests[] = {
		T(both_programmed), T(one_programmed), T(one_invalidated),
	};

	return cmocka_run_group_tests_name("mmu500 pair", tests, NULL, NULL);
}
