// SPDX-License-Identifier: GPL-2.0-only
/* Probe: supported SMMUs, and each reason for a refusal. */
#include "env.h"

struct lie {
	unsigned int inst;
	u32 reg, clear, set;
};

static const struct lie *lie;

static u64 tell(struct env *env, unsigned int inst, u64 off, u64 val)
{
	return lie && off == lie->reg && inst == lie->inst ? (val & ~lie->clear) | lie->set : val;
}

static int probe(struct env *env)
{
	return env->node.smmu.ops->probe(&env->node.smmu);
}

static void test_orin(void **state)
{
	struct env env;

	env_init(&env, 2, 128, 128);
	assert_int_equal(probe(&env), 0);
	assert_int_equal(env.node.nr_groups, 128);
	assert_int_equal(env.node.nr_banks, 128);
	assert_int_equal(env.node.pgshift, 16);
	assert_int_equal(env.node.numpage, 128);
	env_fini(&env);
}

static void refuse(unsigned int nr_instances, const struct lie *l, int err)
{
	struct env env;
	u64 writes;

	env_init(&env, nr_instances, 16, 8);
	env.peek = tell;
	lie = NULL;
	assert_int_equal(probe(&env), 0);
	writes = env.writes;
	lie = l;
	assert_int_equal(probe(&env), err);
	assert_int_equal(env.writes, writes);
	env_fini(&env);
}

static void test_features_missing(void **state)
{
	static const struct lie lies[] = {
		{ 0, SMMU_IDR0, IDR0_S2TS, 0 },
		{ 0, SMMU_IDR0, IDR0_SMS, 0 },
		{ 0, SMMU_IDR0, 1 << 9, 0 },	/* 14 bits of stream ID */
		{ 0, SMMU_IDR0, 0xff, 0 },	/* no stream-match group */
		{ 0, SMMU_IDR0, 0xff, 129 },
		{ 0, SMMU_IDR1, 0xff, 129 },
		{ 0, SMMU_IDR1, 1U << 31, 0 },	/* too few register pages of 4 KiB */
		{ 0, SMMU_IDR1, 7 << 28, 5 << 28 },
		{ 0, SMMU_IDR1, 7 << 28, 7 << 28 },
		{ 0, SMMU_IDR1, 0, 1 << 16 },	/* a bank for stage 2 only */
		{ 0, SMMU_IDR2, 1 << 12, 0 },
		{ 0, SMMU_IDR2, 0xf, 1 },	/* 36 bits of IPA */
		{ 0, SMMU_IDR2, 0xf0, 0x10 },
		{ 0, SMMU_SCR0, 0, SCR0_EXIDENABLE },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lies); i++)
		refuse(1, &lies[i], -ENODEV);
}

static void test_instances_disagree(void **state)
{
	static const struct lie lies[] = {
		{ 1, SMMU_IDR0, 1, 0x20 },
		{ 1, SMMU_IDR1, 1, 0x20 },
		{ 1, SMMU_IDR2, 1, 0 },
		{ 1, SMMU_IDR7, 0xf0, 0x10 },
		{ 1, SMMU_SCR0, 0, SCR0_EXIDENABLE },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(lies); i++)
		refuse(2, &lies[i], -ENODEV);
}

/* One bank holds the identity table: a second is the least that is of use. */
static void test_too_small(void **state)
{
	static const struct lie lies[] = {
		{ 0, SMMU_IDR1, 0xff, 0 },
		{ 0, SMMU_IDR1, 0xff, 1 },
	};
	unsigned int i;
	struct env env;

	for (i = 0; i < ARRAY_SIZE(lies); i++)
		refuse(1, &lies[i], -ENOSPC);

	env_init(&env, 1, 16, 2);
	env.node.smmu.nr_streams = 17;
	assert_int_equal(probe(&env), -ENOSPC);
	env.node.smmu.nr_streams = 16;
	assert_int_equal(probe(&env), 0);
	env_fini(&env);
}

static void test_wrong_description(void **state)
{
	struct env env;

	env_init(&env, 1, 16, 8);
	env.node.smmu.regs[0].size = 0x800000;
	assert_int_equal(probe(&env), -ENODEV);
	env.node.smmu.regs[0].size = 0x2000000;
	assert_int_equal(probe(&env), -ENODEV);
	env.node.smmu.regs[0].size = 0x1000000;
	env.node.smmu.nr_regs = 0;
	assert_int_equal(probe(&env), -ENODEV);
	env.node.smmu.nr_regs = 3;
	assert_int_equal(probe(&env), -ENODEV);
	env.node.smmu.nr_regs = 1;
	env_fini(&env);
}

/* More banks than pages for them: the last ones would be past the registers. */
static void test_banks_without_registers(void **state)
{
	const struct lie banks[] = {
		{ 0, SMMU_IDR1, 7 << 28 | 0xff, 5 << 28 | 64 },
		{ 0, SMMU_IDR1, 7 << 28 | 0xff, 5 << 28 | 65 },
		{ 0, SMMU_IDR1, 7 << 28 | 0xff, 5 << 28 | 128 },
	};
	unsigned int i;
	struct env env;

	env_init(&env, 1, 16, 8);
	env.peek = tell;
	env.node.smmu.regs[0].size = 0x800000;
	for (i = 0; i < ARRAY_SIZE(banks); i++) {
		lie = &banks[i];
		assert_int_equal(probe(&env), i ? -ENODEV : 0);
	}
	env_fini(&env);
}

static unsigned int aborting;

static bool instance_aborts(u64 phys, bool write)
{
	return phys / 0x1000000 == aborting;
}

static u64 aborting_reg;

static bool register_aborts(u64 phys, bool write)
{
	return phys == aborting_reg;
}

/* A block without a clock, or in reset: no panic. */
static void test_no_answer(void **state)
{
	unsigned int i, writes;
	struct env env;

	/* One register of the second instance. */
	env_init(&env, 2, 16, 8);
	aborting_reg = env.node.smmu.regs[1].base;
	shim_mmio_aborts = register_aborts;
	assert_int_equal(probe(&env), -ENODEV);
	env_fini(&env);
	for (i = 0; i < 2; i++) {
		env_init(&env, 2, 16, 8);
		assert_int_equal(probe(&env), 0);
		writes = env.writes;
		aborting = env.node.smmu.regs[i].base / 0x1000000;
		shim_mmio_aborts = instance_aborts;
		assert_int_equal(probe(&env), -ENODEV);
		shim_mmio_aborts = NULL;
		assert_int_equal(env.writes, writes);
		env_fini(&env);
	}
}

struct prefetch_regs {
	u32 sacr[2], actlr[2][8];
};

static struct prefetch_regs prefetch_regs(struct env *env)
{
	struct prefetch_regs r;
	unsigned int inst, bank;

	for (inst = 0; inst < 2; inst++) {
		r.sacr[inst] = env_peek(env, inst, ENV_GR0(SMMU_SACR));
		for (bank = 0; bank < 8; bank++)
			r.actlr[inst][bank] = env_peek(env, inst, ENV_CB(bank, SMMU_CB_ACTLR));
	}
	return r;
}

/* Whether ACTLR can be written is known before the takeover, which depends on it. */
static void prefetch_is_tried(unsigned int locked, unsigned int inst, unsigned int bank, int ret)
{
	struct prefetch_regs before, after;
	struct env env;
	unsigned int i;

	env_init(&env, 2, 16, 8);
	for (i = 0; i < 16; i++)
		env_poke(&env, i / 8, ENV_CB(i % 8, SMMU_CB_ACTLR), 0);
	env_poke(&env, inst, ENV_CB(bank, SMMU_CB_ACTLR), ACTLR_CPRE);
	env_poke(&env, inst, ENV_GR0(SMMU_SACR), SACR_CACHE_LOCK);
	mmu500_set_option(env.model[inst], MMU500_OPT_ACTLR_LOCKED, locked);
	before = prefetch_regs(&env);
	assert_int_equal(before.actlr[inst][bank] & ACTLR_CPRE, ACTLR_CPRE);
	assert_int_equal(probe(&env), ret);
	after = prefetch_regs(&env);
	assert_memory_equal(&before, &after, sizeof(before));
	env_fini(&env);
}

static void test_prefetch_is_tried(void **state)
{
	unsigned int inst, bank;

	for (inst = 0; inst < 2; inst++) {
		for (bank = 0; bank < 8; bank += 7) {
			prefetch_is_tried(0, inst, bank, 0);
			prefetch_is_tried(1, inst, bank, -ENODEV);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_orin),
		cmocka_unit_test(test_features_missing),
		cmocka_unit_test(test_instances_disagree),
		cmocka_unit_test(test_too_small),
		cmocka_unit_test(test_wrong_description),
		cmocka_unit_test(test_banks_without_registers),
		cmocka_unit_test(test_no_answer),
		cmocka_unit_test(test_prefetch_is_tried),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
