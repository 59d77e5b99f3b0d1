// SPDX-License-Identifier: GPL-2.0-only
/* Contexts, streams and invalidation after the takeover, on mirrored instances. */
#include <string.h>

#include <asm/arch_timer.h>

#include "env.h"

static const u16 topology[] = { 0x01, 0x04, 0x0e };

#define IOVA	0x40000000ULL
#define PAGE(n)	(ENV_RAM_BASE + 0x180000 + 0x1000 * (n))

static struct env env;

static int setup(void **state)
{
	env_init(&env, 2, 16, 6);
	env_streams(&env, topology, ARRAY_SIZE(topology));
	assert_int_equal(env.node.smmu.ops->probe(&env.node.smmu), 0);
	assert_int_equal(env_takeover(&env), 0);
	return 0;
}

static int teardown(void **state)
{
	env_fini(&env);
	return 0;
}

static struct io_pgtable_cfg table(unsigned int nr)
{
	u64 root = env_table();
	unsigned int i;

	for (i = 0; i < nr; i++)
		env_map(root, IOVA + 0x1000 * i, PAGE(i), true);
	return env_cfg(root);
}

static u64 root_of(const struct io_pgtable_cfg *cfg)
{
	return cfg->arm_lpae_s2_cfg.vttbr;
}

static void expect(u16 stream, u64 addr, u64 pa)
{
	unsigned int inst;

	for (inst = 0; inst < 2; inst++)
		assert_true(env_access(&env, inst, stream, addr, true) == pa);
}

static void test_alloc_attach_detach_free(void **state)
{
	struct io_pgtable_cfg cfg = table(2);
	int ctx = env_ctx_alloc(&env, &cfg);

	assert_true(ctx > 0);
	expect(0x04, IOVA, ~0ULL);
	assert_int_equal(env_stream_set(&env, 1, ctx), 0);
	expect(0x04, IOVA + 0x1234, PAGE(1) + 0x234);
	expect(0x04, ENV_ID_BASE, ~0ULL);
	expect(0x01, ENV_ID_BASE, ENV_ID_BASE);
	assert_int_equal(env_ctx_free(&env, ctx), -EBUSY);
	assert_int_equal(env_stream_set(&env, 1, SMMU_CTX_BLOCKED), 0);
	expect(0x04, IOVA, ~0ULL);
	assert_int_equal(env_ctx_free(&env, ctx), 0);
	assert_int_equal(env_stream_set(&env, 1, SMMU_CTX_IDENTITY), 0);
	expect(0x04, ENV_ID_BASE, ENV_ID_BASE);
}

static void test_bad_arguments(void **state)
{
	assert_int_equal(env_stream_set(&env, 3, SMMU_CTX_IDENTITY), -EINVAL);
	assert_int_equal(env_stream_set(&env, 0, 1), -EINVAL);
	assert_int_equal(env_stream_set(&env, 0, -2), -EINVAL);
	assert_int_equal(env_stream_set(&env, 0, 6), -EINVAL);
	assert_int_equal(env_ctx_free(&env, SMMU_CTX_IDENTITY), -EINVAL);
	assert_int_equal(env_ctx_free(&env, 2), -EINVAL);
	assert_int_equal(env_inval_ctx(&env, 2), -EINVAL);
	assert_int_equal(env_inval_ctx(&env, 128), -EINVAL);
	assert_int_equal(env_inval_range(&env, -1, 0, 1), -EINVAL);
	assert_int_equal(env_inval_range(&env, 5, 0, 1000), -EINVAL);
}

static void test_exhaustion(void **state)
{
	struct io_pgtable_cfg cfg = table(1);
	int ctx;

	for (ctx = 1; ctx < 6; ctx++)
		assert_int_equal(env_ctx_alloc(&env, &cfg), ctx);
	assert_int_equal(env_ctx_alloc(&env, &cfg), -ENOSPC);
	assert_int_equal(env_ctx_free(&env, 3), 0);
	assert_int_equal(env_ctx_alloc(&env, &cfg), 3);
}

/* A reallocated bank keeps none of its old registers and TLB entries. */
static void test_reuse(void **state)
{
	struct io_pgtable_cfg old = table(2), new = env_cfg(env_table());
	int ctx = env_ctx_alloc(&env, &old);
	unsigned int inst;

	assert_int_equal(env_stream_set(&env, 1, ctx), 0);
	expect(0x04, IOVA, PAGE(0));
	assert_int_equal(env_stream_set(&env, 1, SMMU_CTX_BLOCKED), 0);
	assert_int_equal(env_ctx_free(&env, ctx), 0);
	for (inst = 0; inst < 2; inst++) {
		env_poke(&env, inst, ENV_GR1(SMMU_CBAR(ctx)), 0x10000);
		env_poke(&env, inst, ENV_GR1(SMMU_CBA2R(ctx)), 0);
		env_poke(&env, inst, ENV_CB(ctx, SMMU_CB_TCR), 0);
		env_poke(&env, inst, ENV_CB(ctx, SMMU_CB_SCTLR), SCTLR_CFCFG);
		env_poke(&env, inst, ENV_CB(ctx, SMMU_CB_ACTLR), ACTLR_CPRE);
	}
	env_map(root_of(&new), IOVA + 0x1000, PAGE(3), true);
	assert_int_equal(env_ctx_alloc(&env, &new), ctx);
	assert_int_equal(env_stream_set(&env, 1, ctx), 0);
	expect(0x04, IOVA, ~0ULL);
	expect(0x04, IOVA + 0x1000, PAGE(3));
	for (inst = 0; inst < 2; inst++)
		assert_int_equal(env_peek(&env, inst, ENV_CB(ctx, SMMU_CB_ACTLR)) & ACTLR_CPRE, 0);
}

/* A freed bank that is still selected faults; it does not bypass. */
static void test_parked_bank_faults(void **state)
{
	struct io_pgtable_cfg cfg = table(1);
	int ctx = env_ctx_alloc(&env, &cfg);
	unsigned int inst;

	assert_int_equal(env_ctx_free(&env, ctx), 0);
	for (inst = 0; inst < 2; inst++)
		env_poke(&env, inst, ENV_GR0(SMMU_S2CR(env.node.groups[1])), ctx);
	expect(0x04, IOVA, ~0ULL);
	expect(0x04, PAGE(0), ~0ULL);
}

static void test_inval_range(void **state)
{
	static const unsigned int lengths[] = { 1, 2, 64, 65, 100 };
	struct io_pgtable_cfg cfg = table(100);
	int ctx = env_ctx_alloc(&env, &cfg);
	unsigned int i, l;

	assert_int_equal(env_stream_set(&env, 1, ctx), 0);
	for (l = 0; l < ARRAY_SIZE(lengths); l++) {
		for (i = 0; i < lengths[l]; i++) {
			env_map(root_of(&cfg), IOVA + 0x1000 * i, PAGE(i), true);
			expect(0x04, IOVA + 0x1000 * i, PAGE(i));
		}
		for (i = 0; i < lengths[l]; i++)
			env_unmap(root_of(&cfg), IOVA + 0x1000 * i);
		expect(0x04, IOVA, PAGE(0));	/* stale entry: the test needs one */
		assert_int_equal(env_inval_range(&env, ctx, IOVA, lengths[l]), 0);
		for (i = 0; i < lengths[l]; i++)
			expect(0x04, IOVA + 0x1000 * i, ~0ULL);
	}
}

/* Cost of an unmap: one write for each page, and one sync, on each instance. */
static void test_inval_cost(void **state)
{
	struct io_pgtable_cfg cfg = table(1);
	int ctx = env_ctx_alloc(&env, &cfg);
	u64 writes = env.node.smmu.reg_writes, syncs = env.node.smmu.syncs;

	assert_int_equal(env_inval_range(&env, ctx, IOVA, 64), 0);
	assert_int_equal(env.node.smmu.reg_writes - writes, 2 * (64 + 1));
	assert_int_equal(env_inval_range(&env, ctx, IOVA, 65), 0);
	assert_int_equal(env.node.smmu.reg_writes - writes, 2 * (64 + 1 + 2));
	assert_int_equal(env_inval_range(&env, ctx, IOVA, 1ULL << 40), 0);
	assert_int_equal(env.node.smmu.reg_writes - writes, 2 * (64 + 1 + 2 + 2));
	assert_int_equal(env.node.smmu.syncs - syncs, 3);
}

/* The same after a suspend; in between, no bank takes an address. */
static void test_inval_cost_over_a_suspend(void **state)
{
	struct io_pgtable_cfg cfg = table(1);
	int ctx = env_ctx_alloc(&env, &cfg), ret;
	struct hyp_smmu *smmu = &env.node.smmu;
	u64 writes;

	hyp_spin_lock(&smmu->lock);
	ret = smmu->ops->close(smmu);
	hyp_spin_unlock(&smmu->lock);
	assert_int_equal(ret, 0);
	writes = smmu->reg_writes;
	assert_int_equal(env_inval_range(&env, ctx, IOVA, 8), 0);
	assert_int_equal(smmu->reg_writes - writes, 2 * 2);
	hyp_spin_lock(&smmu->lock);
	ret = smmu->ops->restore(smmu);
	hyp_spin_unlock(&smmu->lock);
	assert_int_equal(ret, 0);
	writes = smmu->reg_writes;
	assert_int_equal(env_inval_range(&env, ctx, IOVA, 8), 0);
	assert_int_equal(smmu->reg_writes - writes, 2 * (8 + 1));
}

/* Only an invalidation of the whole context drops walk-cache entries. */
static void test_inval_ctx_flushes_walks(void **state)
{
	struct io_pgtable_cfg cfg = table(1), other = table(0);
	int ctx = env_ctx_alloc(&env, &cfg);
	unsigned int inst;

	assert_int_equal(env_stream_set(&env, 1, ctx), 0);
	expect(0x04, IOVA, PAGE(0));
	env_map(root_of(&other), IOVA, PAGE(9), true);
	for (inst = 0; inst < 2; inst++)
		env_poke(&env, inst, ENV_CB(ctx, SMMU_CB_TTBR0), root_of(&other));
	assert_int_equal(env_inval_ctx(&env, ctx), 0);
	expect(0x04, IOVA, PAGE(9));
}

/* Each operation that waits for a sync returns an error if any instance is stuck. */
static void test_sync_timeouts(void **state)
{
	struct io_pgtable_cfg cfg = table(1);
	int ctx = env_ctx_alloc(&env, &cfg), stuck;

	assert_int_equal(env_stream_set(&env, 1, ctx), 0);
	for (stuck = 0; stuck < 2; stuck++) {
		mmu500_set_option(env.model[stuck], MMU500_OPT_SYNC_STUCK, 1);
		assert_int_equal(env_inval_range(&env, ctx, IOVA, 1), -ETIMEDOUT);
		assert_int_equal(env_inval_range(&env, ctx, IOVA, 65), -ETIMEDOUT);
		assert_int_equal(env_inval_ctx(&env, ctx), -ETIMEDOUT);
		assert_int_equal(env_ctx_alloc(&env, &cfg), -ETIMEDOUT);
		mmu500_set_option(env.model[stuck], MMU500_OPT_SYNC_STUCK, 0);
	}
}

/* The sync of one instance completes when the counter has advanced by @slow_ticks. */
static u64 slow_start, slow_ticks;
static unsigned int slow_inst;

static u64 complete_late(struct env *e, unsigned int inst, u64 off, u64 val)
{
	if (inst == slow_inst && shim_counter - slow_start >= slow_ticks)
		mmu500_set_option(e->model[inst], MMU500_OPT_SYNC_STUCK, 0);
	return val;
}

static int slow_sync(int ctx, bool by_vmid, u64 ticks)
{
	int ret;

	mmu500_set_option(env.model[slow_inst], MMU500_OPT_SYNC_STUCK, 1);
	slow_start = shim_counter;
	slow_ticks = ticks;
	env.peek = complete_late;
	ret = by_vmid ? env_inval_ctx(&env, ctx) : env_inval_range(&env, ctx, IOVA, 1);
	env.peek = NULL;
	mmu500_set_option(env.model[slow_inst], MMU500_OPT_SYNC_STUCK, 0);
	return ret;
}

/* A second by the counter; after a timeout a hundredth of it, until a sync completes. */
static void test_sync_by_the_counter(void **state)
{
	struct io_pgtable_cfg cfg = table(1);
	int ctx = env_ctx_alloc(&env, &cfg), by_vmid;

	shim_cntfrq = 31250000;		/* Orin's */
	shim_counter_step = 31250;
	for (slow_inst = 0; slow_inst < 2; slow_inst++) {
		for (by_vmid = 0; by_vmid < 2; by_vmid++) {
			assert_int_equal(slow_sync(ctx, by_vmid, 31250000 * 9ULL / 10), 0);
			assert_int_equal(slow_sync(ctx, by_vmid, 31250000 * 11ULL / 10),
					 -ETIMEDOUT);
			assert_int_equal(slow_sync(ctx, by_vmid, 31250000 / 50), -ETIMEDOUT);
			assert_true(shim_counter - slow_start < 31250000 / 25);
			assert_int_equal(slow_sync(ctx, by_vmid, 31250000 / 200), 0);
			assert_int_equal(slow_sync(ctx, by_vmid, 31250000 * 9ULL / 10), 0);
		}
	}
	slow_inst = 0;
	shim_cntfrq = 0;
	assert_int_equal(slow_sync(ctx, 0, 500000), 0);
}

/* The CPU is held up for two seconds after the first read, in which the sync completes. */
static u64 hold_up(struct env *e, unsigned int inst, u64 off, u64 val)
{
	if (inst != slow_inst || off % SZ_4K != SMMU_CB_TLBSTATUS)
		return val;
	if (slow_ticks) {
		shim_counter += slow_ticks;
		slow_ticks = 0;
		return val | TLBSTATUS_SACTIVE;
	}
	return val & ~(u64)TLBSTATUS_SACTIVE;
}

static void test_sync_of_a_cpu_held_up(void **state)
{
	struct io_pgtable_cfg cfg = table(1);
	int ctx = env_ctx_alloc(&env, &cfg);

	shim_cntfrq = 31250000;
	for (slow_inst = 0; slow_inst < 2; slow_inst++) {
		slow_ticks = 2 * 31250000;
		env.peek = hold_up;
		assert_int_equal(env_inval_range(&env, ctx, IOVA, 1), 0);
		env.peek = NULL;
		assert_int_equal(slow_ticks, 0);
	}
	slow_inst = 0;
	shim_cntfrq = 0;
}

static void test_timeout_blocks_stream(void **state)
{
	struct io_pgtable_cfg cfg = table(1);
	int ctx = env_ctx_alloc(&env, &cfg), stuck;

	for (stuck = 0; stuck < 2; stuck++) {
		mmu500_set_option(env.model[stuck], MMU500_OPT_SYNC_STUCK, 1);
		assert_int_equal(env_stream_set(&env, stuck, ctx), -ETIMEDOUT);
		mmu500_set_option(env.model[stuck], MMU500_OPT_SYNC_STUCK, 0);
		expect(topology[stuck], IOVA, ~0ULL);
		expect(topology[stuck], ENV_ID_BASE, ~0ULL);
	}
}

/* The context is not reused until a later call has freed it. */
static void test_timeout_quarantines_context(void **state)
{
	struct io_pgtable_cfg cfg = table(1);
	int ctx = env_ctx_alloc(&env, &cfg);

	mmu500_set_option(env.model[1], MMU500_OPT_SYNC_STUCK, 1);
	assert_int_equal(env_ctx_free(&env, ctx), -ETIMEDOUT);
	mmu500_set_option(env.model[1], MMU500_OPT_SYNC_STUCK, 0);
	assert_int_not_equal(env_ctx_alloc(&env, &cfg), ctx);
	assert_int_equal(env_inval_range(&env, ctx, IOVA, 1), 0);
	assert_int_equal(env_ctx_free(&env, ctx), 0);
	assert_int_equal(env_ctx_alloc(&env, &cfg), ctx);
}

/* A lost write has left an instance with another context: both are drained. */
static void test_both_instances_drain(void **state)
{
	struct io_pgtable_cfg cfg = table(1);
	int ctx = env_ctx_alloc(&env, &cfg);
	u64 syncs;

	env_poke(&env, 1, ENV_GR0(SMMU_S2CR(env.node.groups[1])), ctx);
	syncs = env.node.smmu.syncs;
	assert_int_equal(env_stream_set(&env, 1, SMMU_CTX_BLOCKED), 0);
	assert_int_equal(env.node.smmu.syncs - syncs, 2);
	env_poke(&env, 1, ENV_GR0(SMMU_S2CR(env.node.groups[1])), ctx);
	syncs = env.node.smmu.syncs;
	assert_int_equal(env_stream_set(&env, 1, SMMU_CTX_BLOCKED), 0);
	assert_int_equal(env.node.smmu.syncs - syncs, 1);
}

/* Between any two accesses of EL2's to registers, on each instance. */
static void keep_running(struct env *e, unsigned int inst, u64 off, u64 val)
{
	unsigned int i;

	for (i = 0; i < 2; i++)
		env_access(e, i, topology[1], IOVA, true);
}

static u64 keep_running_at_reads(struct env *e, unsigned int inst, u64 off, u64 val)
{
	keep_running(e, inst, off, val);
	return val;
}

/*
 * A device that runs all the time: nothing of what its old context translates comes after the
 * invalidation that waits for the rest, so that nothing of it is in a TLB.
 */
static void test_running_device(void **state)
{
	struct io_pgtable_cfg cfg = table(1), none = table(0);
	int ctx = env_ctx_alloc(&env, &cfg), other = env_ctx_alloc(&env, &none), to;
	unsigned int inst;

	for (to = SMMU_CTX_BLOCKED; to <= other; to++) {
		if (to == ctx)
			continue;
		env_map(root_of(&cfg), IOVA, PAGE(0), true);
		assert_int_equal(env_stream_set(&env, 1, ctx), 0);
		env.step = keep_running;
		env.peek = keep_running_at_reads;
		assert_int_equal(env_stream_set(&env, 1, to), 0);
		env.step = NULL;
		env.peek = NULL;
		/* By a write that is not EL2's, the stream has the old context again. */
		env_map(root_of(&cfg), IOVA, PAGE(1), true);
		for (inst = 0; inst < 2; inst++)
			env_poke(&env, inst, ENV_GR0(SMMU_S2CR(env.node.groups[1])), ctx);
		expect(topology[1], IOVA, PAGE(1));
		assert_int_equal(env_stream_set(&env, 1, SMMU_CTX_BLOCKED), 0);
	}
}

/* A bank that a group of one instance still selects is in use. */
static void test_one_instance_selects(void **state)
{
	struct io_pgtable_cfg cfg = table(1);
	int ctx = env_ctx_alloc(&env, &cfg);

	env_poke(&env, 1, ENV_GR0(SMMU_S2CR(env.node.groups[2])), ctx);
	assert_int_equal(env_ctx_free(&env, ctx), -EBUSY);
}

static unsigned int lossy_inst;
static u64 lossy_off;

static bool lose(struct env *e, unsigned int inst, u64 off, u64 *val)
{
	return !(inst == lossy_inst && off == lossy_off && *val != 0x20000);
}

/* S2CR keeps its old value on one instance: the stream faults on both. */
static void test_s2cr_stuck(void **state)
{
	struct io_pgtable_cfg cfg = table(1);
	int ctx = env_ctx_alloc(&env, &cfg);

	for (lossy_inst = 0; lossy_inst < 2; lossy_inst++) {
		lossy_off = SMMU_S2CR(env.node.groups[lossy_inst]);
		env.filter = lose;
		assert_int_equal(env_stream_set(&env, lossy_inst, ctx), -EIO);
		expect(topology[lossy_inst], IOVA, ~0ULL);
		expect(topology[lossy_inst], ENV_ID_BASE, ~0ULL);
	}
}

/* On both instances: no table is used by a stream that selects the bank. */
static void expect_parked(unsigned int bank)
{
	unsigned int inst;
	u32 cbar;

	for (inst = 0; inst < 2; inst++) {
		cbar = env_peek(&env, inst, ENV_GR1(SMMU_CBAR(bank)));
		assert_int_equal(FIELD_GET(CBAR_TYPE, cbar), CBAR_TYPE_S1_S2_FAULT);
		assert_int_equal(env_peek(&env, inst, ENV_CB(bank, SMMU_CB_SCTLR)) & SCTLR_M, 0);
	}
}

/* A walk under way may fill the TLB until the bank is parked. */
static int freed;

static void flushed_when_parked(struct env *e, unsigned int inst, u64 off, u64 val)
{
	if (off == SMMU_TLBIVMID)
		expect_parked(freed);
}

static void test_parked_before_flush(void **state)
{
	struct io_pgtable_cfg cfg = table(1);

	freed = env_ctx_alloc(&env, &cfg);
	env.step = flushed_when_parked;
	assert_int_equal(env_ctx_free(&env, freed), 0);
}

/* A lost write to any register of a bank, on any instance, fails the allocation. */
static void test_bank_register_stuck(void **state)
{
	static const u32 regs[] = {
		ENV_GR1(SMMU_CBAR(1)), ENV_GR1(SMMU_CBA2R(1)), ENV_CB(1, SMMU_CB_TCR),
		ENV_CB(1, SMMU_CB_TTBR0), ENV_CB(1, SMMU_CB_SCTLR),
	};
	struct io_pgtable_cfg cfg = table(1);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(regs); i++) {
		for (lossy_inst = 0; lossy_inst < 2; lossy_inst++) {
			env.filter = NULL;
			assert_int_equal(env_ctx_alloc(&env, &cfg), 1);
			assert_int_equal(env_ctx_free(&env, 1), 0);
			env_poke(&env, lossy_inst, ENV_GR1(SMMU_CBA2R(1)), 0);
			env_poke(&env, lossy_inst, ENV_CB(1, SMMU_CB_TCR), 0);
			env_poke(&env, lossy_inst, ENV_CB(1, SMMU_CB_TTBR0), 0);
			lossy_off = regs[i];
			env.filter = lose;
			assert_int_equal(env_ctx_alloc(&env, &cfg), -EIO);
			expect_parked(1);
			assert_false(test_bit(1, env.node.banks_used));
		}
	}
}

/* The second instance doesn't turn the bank on, the first doesn't park it. */
static bool lose_two(struct env *e, unsigned int inst, u64 off, u64 *val)
{
	if (inst)
		return off != ENV_CB(1, SMMU_CB_SCTLR);
	return off != ENV_GR1(SMMU_CBAR(1)) || FIELD_GET(CBAR_TYPE, *val) == CBAR_TYPE_S2;
}

/* A bank that takes its table, and then cannot be parked, is not used again. */
static void test_bank_that_stays_on(void **state)
{
	struct io_pgtable_cfg cfg = table(1);

	env.filter = lose_two;
	assert_int_equal(env_ctx_alloc(&env, &cfg), -EIO);
	assert_true(test_bit(1, env.node.banks_used));
	env.filter = NULL;
	assert_int_equal(env_ctx_alloc(&env, &cfg), 2);
}

/* After an attach, the stream reaches nothing of its old domain. */
static void look(struct env *e, unsigned int inst, u64 off, u64 val)
{
	struct reach now, *states = e->priv;

	env_reach(e, inst, topology[1], &now);
	assert_true(reach_nothing(&now) ||
		    (reach_same(&now, &states[0]) && reach_tlb_within(&now, &states[0])) ||
		    (reach_same(&now, &states[1]) && reach_tlb_within(&now, &states[1])));
}

static void test_every_write_of_attach(void **state)
{
	struct io_pgtable_cfg cfg = table(2);
	int ctx = env_ctx_alloc(&env, &cfg), round;
	struct reach states[2];

	assert_int_equal(env_stream_set(&env, 2, ctx), 0);
	env_reach(&env, 0, topology[1], &states[0]);
	env_reach(&env, 0, topology[2], &states[1]);
	env.priv = states;
	env.step = look;
	for (round = 0; round < 4; round++) {
		expect(topology[2], IOVA, PAGE(0));
		assert_int_equal(env_stream_set(&env, 1, round & 1 ? 0 : ctx), 0);
		expect(topology[1], round & 1 ? ENV_ID_BASE : IOVA,
		       round & 1 ? ENV_ID_BASE : PAGE(0));
	}
}

#define TEST(t)	cmocka_unit_test_setup_teardown(t, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_alloc_attach_detach_free),
		TEST(test_bad_arguments),
		TEST(test_exhaustion),
		TEST(test_reuse),
		TEST(test_parked_before_flush),
		TEST(test_parked_bank_faults),
		TEST(test_inval_range),
		TEST(test_inval_cost),
		TEST(test_inval_cost_over_a_suspend),
		TEST(test_inval_ctx_flushes_walks),
		TEST(test_sync_timeouts),
		TEST(test_sync_by_the_counter),
		TEST(test_sync_of_a_cpu_held_up),
		TEST(test_timeout_blocks_stream),
		TEST(test_timeout_quarantines_context),
		TEST(test_one_instance_selects),
		TEST(test_s2cr_stuck),
		TEST(test_bank_register_stuck),
		TEST(test_bank_that_stays_on),
		TEST(test_both_instances_drain),
		TEST(test_running_device),
		TEST(test_every_write_of_attach),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
