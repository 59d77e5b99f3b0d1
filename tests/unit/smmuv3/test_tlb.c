// SPDX-License-Identifier: GPL-2.0-only
/* Invalidation and the command queue. */
#include <string.h>

#include <asm/arch_timer.h>

#include "env.h"

static u64 root;
static int ctx;

static void ready(const struct v3_ids *ids)
{
	struct io_pgtable_cfg cfg;

	env_ready(ids);
	root = env_table();
	cfg = env_cfg(root);
	ctx = env_op(env_ops->ctx_alloc(env.smmu, &cfg));
	assert_int_equal(env_op(env_ops->stream_set(env.smmu, 0, ctx)), 0);
}

static const struct v3_ids *no_ril(void)
{
	static struct v3_ids ids;

	ids = env_ids;
	ids.idr3 = 0;
	return &ids;
}

/* Maps and uses @nr pages, unmaps them, invalidates, and looks what the TLB kept. */
static void inval(u64 iova, u64 nr)
{
	u64 i;

	for (i = 0; i < nr; i++)
		env_map(root, iova + i * 0x1000, ENV_PAGE(i), true);
	env_map(root, iova + nr * 0x1000, ENV_PAGE(nr), true);
	for (i = 0; i <= nr; i++)
		assert_true(v3_access(&env.model, SID_A, iova + i * 0x1000, true) == ENV_PAGE(i));
	for (i = 0; i < nr; i++)
		env_unmap(root, iova + i * 0x1000);
	assert_true(v3_access(&env.model, SID_A, iova, true) != V3_FAULT);
	assert_int_equal(env_op(env_ops->inval_range(env.smmu, ctx, iova, nr)), 0);
	for (i = 0; i < nr; i++)
		assert_true(v3_access(&env.model, SID_A, iova + i * 0x1000, false) == V3_FAULT);
	assert_int_equal(env.model.nr_pending, 0);
}

static void test_ranges(void **state)
{
	static const u64 nrs[] = { 1, 2, 3, 31, 32, 33, 62, 63, 64, 65, 200 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(nrs); i++) {
		ready(&env_ids);
		inval(ENV_IOVA + 0x5000, nrs[i]);
		ready(no_ril());
		inval(ENV_IOVA + 0x5000, nrs[i]);
		assert_true(env.model.max_since_sync <= 63);
	}
}

/* Other pages and other contexts keep their entries: an invalidation is not all of them. */
static void test_only_what_is_asked(void **state)
{
	unsigned int before;

	ready(&env_ids);
	v3_access(&env.model, SID_B, ENV_ID, false);
	inval(ENV_IOVA, 7);
	before = env.model.nr_tlb;
	assert_int_equal(before, 2);
	assert_int_equal(env_op(env_ops->inval_ctx(env.smmu, ctx)), 0);
	assert_int_equal(env.model.nr_tlb, 1);
	assert_int_equal(env_op(env_ops->inval_ctx(env.smmu, SMMU_CTX_IDENTITY)), 0);
	assert_int_equal(env.model.nr_tlb, 0);
}

/* However many pages: a few commands. */
static void test_bounded(void **state)
{
	unsigned int before;

	ready(&env_ids);
	before = env.model.nr_cmds;
	assert_int_equal(env_op(env_ops->inval_range(env.smmu, ctx, 0, BIT(27) - 1)), 0);
	assert_true(env.model.nr_cmds - before <= 9);
	ready(no_ril());
	before = env.model.nr_cmds;
	assert_int_equal(env_op(env_ops->inval_range(env.smmu, ctx, 0, BIT(27) - 1)), 0);
	assert_int_equal(env.model.nr_cmds - before, 2);
}

static void test_random_ranges(void **state)
{
	unsigned int i, n;

	env_seed();
	for (i = 0; i < 40; i++) {
		n = 1 + env_random() % 300;
		ready(i & 1 ? &env_ids : no_ril());
		inval(ENV_IOVA + (env_random() % 64) * 0x1000, n);
	}
}

/* The queue wraps many times. */
static void test_wrap(void **state)
{
	unsigned int i;

	ready(no_ril());
	for (i = 0; i < 100; i++)
		assert_int_equal(env_op(env_ops->inval_range(env.smmu, ctx, 0, 1 + i % 60)), 0);
	inval(ENV_IOVA, 20);
	assert_true(env.model.nr_cmds > 2000);
}

/* The command that the SMMU refuses is lost, and said to be; the others are carried out. */
static void test_refused_command(void **state)
{
	unsigned int i, before;

	for (i = 1; i <= 4; i++) {
		ready(no_ril());
		before = env.model.nr_cmds;
		env.model.ill = i;
		assert_int_equal(env_op(env_ops->inval_range(env.smmu, ctx, ENV_IOVA, 3)), -EIO);
		assert_int_equal(env.model.nr_cmds - before, 4);
		assert_int_equal(env.model.gerror, env.model.gerrorn);
		memset(env.model.refused, 0, sizeof(env.model.refused));
		assert_int_equal(env_op(env_ops->inval_range(env.smmu, ctx, ENV_IOVA, 3)), 0);
		assert_int_equal(env.model.nr_cmds - before, 8);
	}
}

/* An error that is there already is for the host's log, and waits until that asks. */
static void test_refused_command_beside_an_error(void **state)
{
	struct smmu_fault f;

	ready(no_ril());
	v3_gerror(&env.model, BIT(2));
	env.model.ill = 1;
	assert_int_equal(env_op(env_ops->inval_range(env.smmu, ctx, ENV_IOVA, 3)), -EIO);
	assert_int_equal(env.model.gerror ^ env.model.gerrorn, BIT(2));
	f = env_get_fault();
	assert_int_equal(f.status, BIT(2));
	assert_int_equal(env.model.gerror, env.model.gerrorn);
}

static void test_unreadable_command(void **state)
{
	ready(no_ril());
	env.model.abt = 2;
	inval(ENV_IOVA, 3);
	assert_int_equal(env.model.gerror, env.model.gerrorn);
}

/* Several errors in one batch, in any order: one command is lost, whatever comes of the others. */
static void test_errors_in_a_row(void **state)
{
	unsigned int ill, abt;

	for (ill = 1; ill <= 4; ill++) {
		for (abt = 1; abt <= 5; abt++) {
			ready(no_ril());
			env.model.ill = ill;
			env.model.abt = abt;
			assert_int_equal(env_op(env_ops->inval_range(env.smmu, ctx, ENV_IOVA, 3)),
					 -EIO);
			assert_int_equal(env.model.ill | env.model.abt, 0);
			assert_int_equal(env.model.gerror, env.model.gerrorn);
		}
	}
}

static void test_lost_sync(void **state)
{
	unsigned int i;
	int ret = 0;

	ready(no_ril());
	env_map(root, ENV_IOVA, ENV_PAGE(0), true);
	v3_access(&env.model, SID_A, ENV_IOVA, true);
	env_unmap(root, ENV_IOVA);
	env.model.sync_stuck = true;
	/* The queue fills up, and that is no reason to write over commands. */
	for (i = 0; i < 8; i++) {
		ret = env_op(env_ops->inval_range(env.smmu, ctx, ENV_IOVA, 60));
		assert_int_equal(ret, -ETIMEDOUT);
		assert_true(((to_smmuv3(env.smmu)->cmdq.at - env.model.cmdq_cons) & 511) <= 256);
	}
	assert_true(v3_access(&env.model, SID_A, ENV_IOVA, true) == ENV_PAGE(0));
	env.model.sync_stuck = false;
	v3_write(&env.model, SMMUV3_CMDQ_PROD, env.model.cmdq_prod, 4);
	assert_int_equal(env_op(env_ops->inval_range(env.smmu, ctx, ENV_IOVA, 1)), 0);
	assert_true(v3_access(&env.model, SID_A, ENV_IOVA, true) == V3_FAULT);
}

static unsigned int room_in_queue(void)
{
	return 256 - ((to_smmuv3(env.smmu)->cmdq.at - env.model.cmdq_cons) & 511);
}

/* Leaves room for @room commands. The SMMU goes on at the next write of its index. */
static void fill_queue(unsigned int room)
{
	unsigned int nr, left;

	env.model.sync_stuck = true;
	while ((left = room_in_queue() - room)) {
		nr = min(left, 61);
		/* A sync alone is no call. */
		nr -= left - nr == 1;
		assert_int_equal(env_op(env_ops->inval_range(env.smmu, SMMU_CTX_IDENTITY, 0,
							     nr - 1)), -ETIMEDOUT);
	}
	env.model.sync_stuck = false;
}

static int spare;

static int inval_one(void) { return env_ops->inval_range(env.smmu, ctx, ENV_IOVA, 1); }
static int inval_five(void) { return env_ops->inval_range(env.smmu, ctx, ENV_IOVA, 5); }
static int inval_all(void) { return env_ops->inval_ctx(env.smmu, ctx); }
static int block(void) { return env_ops->stream_set(env.smmu, 0, SMMU_CTX_BLOCKED); }
static int pass(void) { return env_ops->stream_set(env.smmu, 0, SMMU_CTX_IDENTITY); }
static int free_spare(void) { return env_ops->ctx_free(env.smmu, spare); }

static int alloc(void)
{
	struct io_pgtable_cfg cfg = env_cfg(root);

	return env_ops->ctx_alloc(env.smmu, &cfg);
}

/*
 * What does not fit is not confirmed, even if the SMMU has gone on meanwhile and would
 * confirm the rest: not a command is left out, and no sync either.
 */
static void test_full_queue(void **state)
{
	static const struct {
		int (*call)(void);
		unsigned int cmds;	/* up to the first sync */
	} ops[] = {
		{ inval_one, 2 }, { inval_five, 6 }, { inval_all, 2 }, { block, 3 }, { pass, 3 },
		{ free_spare, 2 }, { alloc, 2 },
	};
	unsigned int i, room;
	u32 prod;

	for (i = 0; i < ARRAY_SIZE(ops); i++) {
		for (room = 0; room < ops[i].cmds; room++) {
			ready(no_ril());
			spare = env_op(alloc());
			fill_queue(room);
			prod = env.model.cmdq_prod;
			assert_int_equal(env_op(ops[i].call()), -ETIMEDOUT);
			assert_int_equal(env.model.cmdq_prod, prod);
		}
	}
}

/* The SMMU goes on when the counter has advanced by @slow_ticks. */
static u64 slow_start, slow_ticks;

static void complete_late(void)
{
	if (!env.model.sync_stuck || shim_counter - slow_start < slow_ticks)
		return;
	env.model.sync_stuck = false;
	v3_write(&env.model, SMMUV3_CMDQ_PROD, env.model.cmdq_prod, 4);
}

static int slow_sync(u64 ticks)
{
	int ret;

	env.model.sync_stuck = true;
	slow_start = shim_counter;
	slow_ticks = ticks;
	env.before_read = complete_late;
	ret = env_op(env_ops->inval_ctx(env.smmu, ctx));
	env.before_read = NULL;
	env.model.sync_stuck = false;
	return ret;
}

/* A second by the counter; after a timeout a hundredth of it, until a sync completes. */
static void test_sync_by_the_counter(void **state)
{
	ready(&env_ids);
	shim_cntfrq = 62500000;		/* QEMU's */
	shim_counter_step = 62500;
	assert_int_equal(slow_sync(62500000 * 9ULL / 10), 0);
	assert_int_equal(slow_sync(62500000 * 11ULL / 10), -ETIMEDOUT);
	assert_int_equal(slow_sync(62500000 / 50), -ETIMEDOUT);
	assert_true(shim_counter - slow_start < 62500000 / 25);
	assert_int_equal(slow_sync(62500000 / 200), 0);
	assert_int_equal(slow_sync(62500000 * 9ULL / 10), 0);
	shim_cntfrq = 0;
	assert_int_equal(slow_sync(500000), 0);
}

/* The CPU is held up for longer than a sync may take, and in that time the sync completes. */
static void test_sync_of_a_cpu_held_up(void **state)
{
	ready(&env_ids);
	shim_counter_step = 2 * SMMUV3_MIN_FREQ;
	assert_int_equal(slow_sync(3 * SMMUV3_MIN_FREQ), 0);
}

/* A refused command is no reason to give the next ones less time. */
static void test_refused_is_not_late(void **state)
{
	ready(&env_ids);
	env.model.ill = 1;
	assert_int_equal(env_op(env_ops->inval_ctx(env.smmu, ctx)), -EIO);
	memset(env.model.refused, 0, sizeof(env.model.refused));
	assert_int_equal(slow_sync(shim_cntfrq * 9ULL / 10), 0);
}

static void test_counters(void **state)
{
	u64 syncs, writes;

	ready(&env_ids);
	syncs = env.smmu->syncs;
	writes = env.smmu->reg_writes;
	assert_int_equal(env_op(env_ops->inval_range(env.smmu, ctx, 0, 5)), 0);
	assert_int_equal(env.smmu->syncs, syncs + 1);
	assert_int_equal(env.smmu->reg_writes, writes + 1);
}

static void count_anew(void)
{
	env.model.nr_cmds = 0;
	env.model.nr_syncs = 0;
	env.writes = 0;
}

/* Commands, syncs and register writes of an operation: those of docs/smmuv3.md. */
static void expect_cost(unsigned int cmds, unsigned int syncs)
{
	assert_int_equal(env.model.nr_cmds, cmds);
	assert_int_equal(env.model.nr_syncs, syncs);
	assert_int_equal(env.writes, syncs);
	count_anew();
}

static void expect_range_cost(u64 nr, unsigned int cmds)
{
	assert_int_equal(env_op(env_ops->inval_range(env.smmu, ctx, ENV_IOVA, nr)), 0);
	expect_cost(cmds, 1);
}

static void test_costs(void **state)
{
	ready(&env_ids);
	count_anew();
	expect_range_cost(1, 2);
	expect_range_cost(16, 2);
	expect_range_cost(256, 2);
	expect_range_cost(255, 3);
	assert_int_equal(env_op(env_ops->inval_ctx(env.smmu, ctx)), 0);
	expect_cost(2, 1);
	assert_int_equal(env_op(env_ops->stream_set(env.smmu, 0, SMMU_CTX_BLOCKED)), 0);
	expect_cost(3, 1);
	assert_int_equal(env_op(env_ops->stream_set(env.smmu, 0, ctx)), 0);
	expect_cost(4, 2);
	assert_int_equal(env_op(env_ops->stream_set(env.smmu, 0, SMMU_CTX_IDENTITY)), 0);
	expect_cost(5, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_only_what_is_asked),
		cmocka_unit_test(test_bounded),
		cmocka_unit_test(test_random_ranges),
		cmocka_unit_test(test_wrap),
		cmocka_unit_test(test_refused_command),
		cmocka_unit_test(test_refused_command_beside_an_error),
		cmocka_unit_test(test_unreadable_command),
		cmocka_unit_test(test_errors_in_a_row),
		cmocka_unit_test(test_lost_sync),
		cmocka_unit_test(test_full_queue),
		cmocka_unit_test(test_sync_by_the_counter),
		cmocka_unit_test(test_sync_of_a_cpu_held_up),
		cmocka_unit_test(test_refused_is_not_late),
		cmocka_unit_test(test_counters),
		cmocka_unit_test(test_costs),
	};

	return cmocka_run_group_tests_name("smmuv3_tlb", tests, NULL, NULL);
}
