// SPDX-License-Identifier: GPL-2.0-only
/*
 * Power loss: after every register write each stream is at the state that the loss left,
 * aborts, or is at the state that EL2 had set. Once it is shut, the first is over.
 */
#include "env.h"

static int ctx;
static bool shut;
static u64 root;

static const u32 watched[] = { SID_A, SID_B, SID_NONE, RANGE_FIRST, 0x1085, 0 };

static unsigned int own(u32 sid)
{
	if (sid == SID_A)
		return REACH_IOVA;
	if (sid == SID_B || sid == SID_NONE || !sid)
		return 0;
	return REACH_ID;
}

static void judge(struct env *e)
{
	unsigned int i;

	shut |= e->model.aborts && !(e->model.cr0ack & 1);
	for (i = 0; shut && i < ARRAY_SIZE(watched); i++)
		assert_int_equal(env_reach(watched[i]) & ~own(watched[i]), 0);
}

static int setup(void **state)
{
	struct io_pgtable_cfg cfg;

	env_ready(&env_ids);
	root = env_table();
	env_map(root, ENV_IOVA, ENV_PAGE(0), true);
	cfg = env_cfg(root);
	ctx = env_op(env_ops->ctx_alloc(env.smmu, &cfg));
	assert_int_equal(env_op(env_ops->stream_set(env.smmu, 0, ctx)), 0);
	assert_int_equal(env_op(env_ops->stream_set(env.smmu, 1, SMMU_CTX_BLOCKED)), 0);
	v3_access(&env.model, SID_B, ENV_ID, true);
	assert_true(env_get_fault().flags & PKVM_IOMMU_FAULT_VALID);
	return 0;
}

/* All registers and caches are as after a reset, or hold garbage. */
static void lose_power(bool garbage)
{
	struct v3_model *m = &env.model;

	v3_init(m, &env_ids);
	if (garbage) {
		m->strtab_base = ENV_SECRET;
		m->cmdq_base = ENV_SECRET | 8;
		m->cmdq_prod = 77;
		m->cmdq_cons = 0x1234;
		m->eventq_prod = 0x80000042;
		m->gerror = 0xf;
	}
	shut = false;
	env.judge = judge;
}

static void expect_own(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(watched); i++)
		assert_int_equal(env_reach(watched[i]), own(watched[i]));
	assert_true(v3_access(&env.model, SID_A, ENV_IOVA, true) == ENV_PAGE(0));
}

static void restore(bool garbage)
{
	lose_power(garbage);
	assert_true(env_lost());
	assert_int_equal(env_op(env_ops->shut(env.smmu)), 0);
	assert_true(env.model.aborts);
	assert_int_equal(env_op(env_ops->close(env.smmu)), 0);
	assert_false(env.model.cr0 & 1);
	assert_int_equal(env_op(env_ops->restore(env.smmu)), 0);
	assert_false(env_lost());
	assert_int_equal(env_get_fault().flags, 0);
	expect_own();
}

static void test_restore(void **state)
{
	restore(false);
	restore(true);
	/* All operations work as before. */
	env.judge = NULL;
	assert_int_equal(env_op(env_ops->stream_set(env.smmu, 0, SMMU_CTX_IDENTITY)), 0);
	assert_int_equal(env_reach(SID_A), REACH_ID);
	v3_access(&env.model, SID_B, ENV_ID, true);
	assert_true(env_get_fault().flags & PKVM_IOMMU_FAULT_VALID);
}

static void test_kept(void **state)
{
	assert_false(env_lost());
	env.judge = judge;
	shut = false;
	assert_int_equal(env_op(env_ops->shut(env.smmu)), 0);
	assert_int_equal(env_op(env_ops->close(env.smmu)), 0);
	assert_int_equal(env_op(env_ops->restore(env.smmu)), 0);
	expect_own();
}

/* While closed, what takes access away is confirmed. */
static void test_closed(void **state)
{
	lose_power(true);
	assert_int_equal(env_op(env_ops->shut(env.smmu)), 0);
	assert_int_equal(env_op(env_ops->close(env.smmu)), 0);
	assert_int_equal(env_op(env_ops->inval_range(env.smmu, ctx, ENV_IOVA, 3)), 0);
	assert_int_equal(env_op(env_ops->inval_ctx(env.smmu, SMMU_CTX_IDENTITY)), 0);
	assert_int_equal(env_op(env_ops->stream_set(env.smmu, 0, SMMU_CTX_BLOCKED)), 0);
	assert_int_equal(env_op(env_ops->ctx_free(env.smmu, ctx)), 0);
	assert_int_equal(env_op(env_ops->restore(env.smmu)), 0);
	env.judge = NULL;
	assert_int_equal(env_reach(SID_A), 0);
	assert_int_equal(env_reach(RANGE_FIRST), REACH_ID);
}

static void test_failures(void **state)
{
	lose_power(false);
	env.model.gbpa_dead = true;
	assert_int_equal(env_op(env_ops->shut(env.smmu)), -EIO);
	assert_int_equal(env_op(env_ops->close(env.smmu)), -EIO);
	lose_power(false);
	assert_int_equal(env_op(env_ops->shut(env.smmu)), 0);
	env.model.sync_stuck = true;
	assert_int_equal(env_op(env_ops->close(env.smmu)), -ETIMEDOUT);
	assert_false(env.model.cr0 & 1);
	lose_power(false);
	assert_int_equal(env_op(env_ops->close(env.smmu)), 0);
	env.model.drop = SMMUV3_EVENTQ_BASE;
	assert_int_equal(env_op(env_ops->restore(env.smmu)), -EIO);
	assert_false(env.model.cr0 & 1);
	env.model.drop = 0;
	env.model.irq_stuck = true;
	assert_int_equal(env_op(env_ops->restore(env.smmu)), -ETIMEDOUT);
	assert_false(env.model.cr0 & 1);
	env.model.irq_stuck = false;
	assert_int_equal(env_op(env_ops->close(env.smmu)), 0);
	assert_int_equal(env_op(env_ops->restore(env.smmu)), 0);
	expect_own();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_restore, setup),
		cmocka_unit_test_setup(test_kept, setup),
		cmocka_unit_test_setup(test_closed, setup),
		cmocka_unit_test_setup(test_failures, setup),
	};

	return cmocka_run_group_tests_name("smmuv3_power", tests, NULL, NULL);
}
