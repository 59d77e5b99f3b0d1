// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver's registers of a lent bank, on the model of the SMMU, with EL2's back end below:
 * what a device reaches once the driver has started the bank, unmapped a page, stopped it.
 */
#include "../backend/lent.h"
#include "driver_bank.h"

static struct env *const e = &lent_env;
static int ctx;

static int setup(void **state)
{
	static const u64 bases[] = { ENV_BASE(0), ENV_BASE(1) };

	lent_setup(state);
	lent_tables();
	ctx = lend();
	return driver_bank_start(bases, ARRAY_SIZE(bases), 0x1000000, ENV_CB(ctx, 0), ctx,
				 HOST(0));
}

static int teardown(void **state)
{
	driver_bank_end();
	return lent_teardown(state);
}

static void expect(u64 addr, u64 pa, bool write)
{
	unsigned int i;

	for (i = 0; i < e->node.smmu.nr_regs; i++)
		assert_true(env_access(e, i, LENT_SID, addr, write) == pa);
}

static void a_started_bank_uses_the_tables(void **state)
{
	expect(IOVA + 8, DATA + 8, true);
	expect(IOVA, DATA, false);
	/* Stage 1 is on: an address is not the host's by itself. */
	expect(DATA, ~0ULL, true);
	lent_check_reach();
}

static void an_unmapped_page_is_unmapped_on_every_instance(void **state)
{
	expect(IOVA, DATA, true);
	env_store(HOST(2), 0);
	/* With a flush queue the old entry is used until then, and leads to the host's page. */
	expect(IOVA, DATA, true);
	driver_bank_unmapped(IOVA);
	expect(IOVA, ~0ULL, true);
	lent_tables();
	/* The record of that fault is still there. */
	expect(IOVA, DATA, true);
	env_store(HOST(2), 0);
	driver_bank_flush();
	expect(IOVA, ~0ULL, true);
}

/* Where no clean of the entry has ordered its store, a barrier does. */
static void an_invalidation_comes_after_the_store(void **state)
{
	driver_bank_is_coherent();
	expect(IOVA, DATA, true);
	env_store(HOST(2), 0);
	shim_stores_pending = true;
	driver_bank_unmapped(IOVA);
	expect(IOVA, ~0ULL, true);
	shim_stores_pending = true;
	driver_bank_flush();
	shim_stores_pending = true;
	driver_bank_stop();
}

static void expect_fault(unsigned int inst, u64 iova, bool write)
{
	u64 addr;
	bool w;

	assert_true(driver_bank_fault(inst, &addr, &w));
	assert_true(addr == iova);
	assert_int_equal(w, write);
	assert_false(driver_bank_fault(inst, &addr, &w));
}

/* EL2 does not report them. */
static void the_bank_has_the_faults_of_stage_1(void **state)
{
	unsigned int i;

	for (i = 0; i < e->node.smmu.nr_regs; i++) {
		assert_true(env_access(e, i, LENT_SID, IOVA + 0x5000, i) == ~0ULL);
		assert_int_equal(env_get_fault(e).flags, 0);
		expect_fault(i, IOVA + 0x5000, i);
	}
}

/* Stopped, the bank reaches nothing, not even what stage 1 that is off would. */
static void a_stopped_bank_faults(void **state)
{
	expect(IOVA, DATA, true);
	driver_bank_stop();
	expect(IOVA, ~0ULL, true);
	expect(DATA, ~0ULL, true);
}

/* ---- EL2 has restored its half ---- */

static void lose_and_restore(unsigned int seed)
{
	unsigned int i;

	for (i = 0; i < e->node.smmu.nr_regs; i++) {
		mmu500_set_option(e->model[i], MMU500_OPT_RESET_SEED, seed);
		mmu500_reset(e->model[i]);
	}
	assert_int_equal(env_close(e), 0);
	assert_int_equal(env_restore(e), 0);
}

/* Stage 1 walks nothing until all registers are written: it would have a fault of stage 2. */
static void faults_or_maps(struct env *env, unsigned int inst, u64 off, u64 val)
{
	u64 pa = env_access(env, inst, LENT_SID, IOVA, true);

	assert_true(pa == DATA || pa == ~0ULL);
	assert_true(env_access(env, inst, LENT_SID, DATA, true) == ~0ULL);
	assert_true(env_access(env, inst, LENT_SID, 0, true) == ~0ULL);
	assert_int_equal(env_get_fault(env).flags, 0);
}

static void a_restored_bank_is_written_again(void **state)
{
	unsigned int seed;

	for (seed = 0; seed < 4; seed++) {
		lose_and_restore(seed);
		expect(IOVA, ~0ULL, true);
		expect(DATA, ~0ULL, true);
		e->step = faults_or_maps;
		driver_bank_restored();
		e->step = NULL;
		expect(IOVA, DATA, true);
		expect(DATA, ~0ULL, true);
	}
}

static void a_stopped_bank_is_not_written_again(void **state)
{
	driver_bank_stop();
	lose_and_restore(1);
	driver_bank_restored();
	expect(IOVA, ~0ULL, true);
	expect(DATA, ~0ULL, true);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_started_bank_uses_the_tables),
		T(an_unmapped_page_is_unmapped_on_every_instance),
		T(an_invalidation_comes_after_the_store),
		T(the_bank_has_the_faults_of_stage_1),
		T(a_stopped_bank_faults),
		T(a_restored_bank_is_written_again),
		T(a_stopped_bank_is_not_written_again),
	};

	return cmocka_run_group_tests_name("host_bank", tests, NULL, NULL);
}
