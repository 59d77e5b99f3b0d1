// SPDX-License-Identifier: GPL-2.0-only
/*
 * Takeover from the states that firmware may leave. After every register write and every
 * word of EL2's that the SMMU can see, each stream reaches what it reached before, or
 * what EL2 gives it, and no more.
 */
#include <string.h>

#include "env.h"

static const u32 watched[] = {
	SID_A, SID_B, RANGE_FIRST, 0x1080, RANGE_FIRST + RANGE_NR - 1, RANGE_FIRST - 1,
	RANGE_FIRST + RANGE_NR, SID_NONE, 0, 0xffff,
};

static unsigned int old[ARRAY_SIZE(watched)];
static bool closed;

static unsigned int given(u32 sid)
{
	return sid == SID_A || sid == SID_B || sid - RANGE_FIRST < RANGE_NR ? REACH_ID : 0;
}

static void judge(struct env *e)
{
	unsigned int i, may;

	/* Once the SMMU was disabled, what firmware allowed is over. */
	closed |= !(e->model.cr0 & 1) && !(e->model.cr0ack & 1) && e->model.aborts;
	for (i = 0; i < ARRAY_SIZE(watched); i++) {
		may = given(watched[i]) | (closed ? 0 : old[i]);
		assert_int_equal(env_reach(watched[i]) & ~may, 0);
	}
}

static void start(const struct v3_ids *ids)
{
	env_init(ids);
	env_stream(SID_A);
	env_stream(SID_B);
	env_range(RANGE_FIRST, RANGE_NR);
	assert_int_equal(env_probe(), 0);
}

static void watch(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(watched); i++)
		old[i] = env_reach(watched[i]);
	closed = false;
	env.judge = judge;
}

static void expect_closed_but_topology(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(watched); i++) {
		assert_int_equal(env_reach(watched[i]), given(watched[i]));
		assert_true(v3_access(&env.model, watched[i], ENV_SECRET, false) == V3_FAULT);
		assert_true(v3_access(&env.model, watched[i], ENV_ID + 8, true) ==
			    (given(watched[i]) ? ENV_ID + 8 : V3_FAULT));
		assert_true(v3_access_translated(&env.model, watched[i], ENV_SECRET) == V3_FAULT);
	}
}

static void take_over(void)
{
	watch();
	assert_int_equal(env_takeover(), 0);
	assert_true(closed);
	expect_closed_but_topology();
}

static void test_from_reset(void **state)
{
	start(&env_ids);
	assert_int_equal(env_reach(SID_NONE), REACH_ID | REACH_SECRET | REACH_OTHER);
	take_over();
	assert_int_equal(env.model.cr0 & 0x1f, 0x1d);
	assert_int_equal(env.model.cr2, 6);
	assert_int_equal(env.model.irq_ctrl, 5);
}

static void test_from_abort(void **state)
{
	start(&env_ids);
	env.model.gbpa = 1 << 20;
	env.model.aborts = true;
	assert_int_equal(env_reach(SID_NONE), 0);
	take_over();
}

/* A linear table of firmware's: SID_A is bypassed, SID_B aborts, SID_NONE has a table. */
static void firmware_streams(void)
{
	u64 root = env_table(), base = ENV_FIRMWARE;

	env_map(root, ENV_IOVA, ENV_PAGE(0), true);
	env_map(root, ENV_SECRET, ENV_SECRET, true);
	env_store(base + SID_A * 64, 1 | 4 << 1);
	env_store(base + SID_B * 64, 1);
	env_store(base + SID_NONE * 64, 1 | 6 << 1);
	env_store(base + SID_NONE * 64 + 16, 1 | 25ULL << 32 | 1ULL << 38 | 4ULL << 48 |
		  1ULL << 51);
	env_store(base + SID_NONE * 64 + 24, root);
	env.model.strtab_base = base;
	env.model.strtab_cfg = 15;
}

static void firmware_on(void)
{
	struct v3_model *m = &env.model;

	firmware_streams();
	m->cmdq_base = (ENV_FIRMWARE + 0x700000) | 8;
	m->eventq_base = (ENV_FIRMWARE + 0x701000) | 7;
	m->msi[0] = ENV_SECRET;
	m->msi[1] = ENV_SECRET;
	m->msi[2] = ENV_SECRET;
	m->irq_ctrl = 7;
	m->irq_ack = 7;
	m->cr0 = 0xf;
	m->cr0ack = 0xf;
	/* Entries and translations in the caches, one of them under EL2's VMIDs. */
	v3_access(m, SID_A, ENV_SECRET, false);
	v3_access(m, SID_NONE, ENV_IOVA, false);
	v3_access(m, SID_NONE, ENV_SECRET, true);
}

static void test_from_firmware(void **state)
{
	start(&env_ids);
	firmware_on();
	assert_int_equal(env_reach(SID_NONE), REACH_IOVA | REACH_SECRET);
	assert_int_equal(env_reach(SID_B), 0);
	assert_true(env_reach(SID_A) & REACH_SECRET);
	take_over();
	assert_int_equal(env.model.msi[0] | env.model.msi[1] | env.model.msi[2], 0);
}

/* Commands that nobody consumed, and an error of the command queue. */
static void test_from_firmware_stopped(void **state)
{
	start(&env_ids);
	firmware_on();
	env.model.cmdq_prod = 5;
	env.model.cmdq_cons = 2 | 1 << 24;
	v3_gerror(&env.model, 1 | 4 | 8);
	take_over();
	assert_int_equal(env.model.gerror, env.model.gerrorn);
}

/* Errors that it has acknowledged: GERRORN is toggled, not cleared. */
static void test_from_firmware_acknowledged(void **state)
{
	start(&env_ids);
	firmware_on();
	v3_gerror(&env.model, 1 | 4 | 8);
	env.model.gerrorn = env.model.gerror;
	take_over();
	assert_int_equal(env.model.gerror, env.model.gerrorn);
}

static void test_service_failure(void **state)
{
	start(&env_ids);
	v3_gerror(&env.model, 1 << 8);
	watch();
	assert_int_equal(env_takeover(), -EIO);
	assert_false(env.model.cr0 & 1);
}

static void test_coherent(void **state)
{
	struct v3_ids ids = env_ids;

	ids.idr0 |= 1 << 4;
	start(&ids);
	take_over();
	assert_int_equal(env.words, 0);
	assert_int_equal(env.model.cr1, 0xd75);
	start(&env_ids);
	take_over();
	assert_true(env.words > 0);
	assert_int_equal(env.model.cr1, 0x820);
}

static void expect_clean(const void *va, size_t size)
{
	static u8 poc[SMMUV3_L1_PAGES * PAGE_SIZE];

	assert_true(shim_poc_read(hyp_virt_to_phys(va), poc, size));
	assert_memory_equal(poc, va, size);
}

/*
 * What the SMMU reads or writes is in memory as EL2 has set it: all descriptors, also those of
 * no stream; and no line of the event queue is dirty, which would be written over an event.
 */
static void test_memory_is_clean(void **state)
{
	const struct hyp_smmuv3 *node;

	start(&env_ids);
	node = to_smmuv3(env.smmu);
	expect_clean(node->eventq.base, PAGE_SIZE);
	take_over();
	expect_clean(node->l1, SMMUV3_L1_PAGES << PAGE_SHIFT);
}

/* Neither ATS nor PRI nor MSIs: their registers do not exist. */
static void test_few_features(void **state)
{
	struct v3_ids ids = env_ids;

	ids.idr0 &= ~(1u << 9 | 1u << 10 | 1u << 13 | 1u << 16);
	ids.idr3 = 0;
	start(&ids);
	env.model.msi[0] = 0x1234;
	watch();
	assert_int_equal(env_takeover(), 0);
	assert_int_equal(env_reach(SID_A), REACH_ID);
	assert_int_equal(env.model.cr0, 0xd);
	assert_int_equal(env.model.msi[0], 0x1234);
}

static void test_linear(void **state)
{
	struct v3_ids ids = env_ids;

	ids.idr1 = (ids.idr1 & ~0x3fu) | 6;
	env_init(&ids);
	env_stream(SID_A);
	env_range(3, 5);
	assert_int_equal(env_probe(), 0);
	assert_int_equal(env_takeover(), 0);
	assert_int_equal(env_reach(SID_A), REACH_ID);
	assert_int_equal(env_reach(2), 0);
	assert_int_equal(env_reach(3), REACH_ID);
	assert_int_equal(env_reach(7), REACH_ID);
	assert_int_equal(env_reach(8), 0);
	assert_int_equal(env_reach(0x3f), 0);
}

/* Output sizes above the SMMU's are capped; an SMMU may have more than EL2 needs. */
static void test_output_size(void **state)
{
	struct v3_ids ids = env_ids;
	u32 oas;

	for (oas = 2; oas < 7; oas++) {
		ids.idr5 = oas | 1 << 4;
		env_ready(&ids);
		assert_int_equal(env_reach(SID_A), REACH_ID);
		/* S2PS: not more than the SMMU has, and no less than the tables need. */
		assert_int_equal(env_load(v3_ste_address(&env.model, SID_A) + 16) >> 48 & 7,
				 min((u32)env.identity.arm_lpae_s2_cfg.vtcr.ps, oas));
	}
}

/* Stage 1 of EL2's own: where the SMMU has none, the command is illegal. */
static void test_what_is_invalidated(void **state)
{
	struct v3_ids ids = env_ids;

	ids.idr0 |= 1 << 9;
	env_ready(&ids);
	assert_int_equal(env.model.nr_cmds, 4);
	ids.idr0 &= ~(1 << 9);
	env_ready(&ids);
	assert_int_equal(env.model.nr_cmds, 3);
}

static void test_too_many_blocks(void **state)
{
	unsigned int i;

	env_init(&env_ids);
	for (i = 0; i <= SMMUV3_RESERVED_L2; i++)
		env_stream(i * 64);
	assert_int_equal(env_probe(), 0);
	assert_int_equal(env_takeover(), -ENOSPC);
	assert_int_equal(env.writes, 0);
}

/* A whole PCIe segment takes the shared page only. */
static void test_whole_range(void **state)
{
	env_init(&env_ids);
	env_range(0, 0x10000);
	assert_int_equal(env_probe(), 0);
	assert_int_equal(env_takeover(), 0);
	assert_int_equal(to_smmuv3(env.smmu)->l2_used, 0);
	assert_int_equal(env_reach(0), REACH_ID);
	assert_int_equal(env_reach(0xffff), REACH_ID);
	assert_int_equal(env_reach(0x10000), 0);
}

/* Firmware's last change of GBPA is not complete yet. */
static void test_update_in_progress(void **state)
{
	start(&env_ids);
	firmware_on();
	env.model.gbpa = 1u << 31;
	env.model.gbpa_delay = 5;
	take_over();
}

static void fails(int err)
{
	watch();
	assert_int_equal(env_takeover(), err);
}

static u64 told;

static void gbpa_gets_stuck(struct env *e)
{
	e->model.gbpa_stuck = true;
}

static void gbpa_follows_late(void)
{
	env.model.gbpa_stuck = shim_counter - told < 3 * SMMUV3_MIN_FREQ / 2;
	env.model.gbpa_delay = 1;
}

static void test_stuck_hardware(void **state)
{
	/* An SMMU that would bypass when disabled is not disabled. */
	start(&env_ids);
	firmware_on();
	env.model.gbpa_stuck = true;
	env.model.gbpa = 1u << 31;
	fails(-ETIMEDOUT);
	assert_int_equal(env.model.cr0, 0xf);
	start(&env_ids);
	firmware_on();
	env.model.gbpa_dead = true;
	fails(-EIO);
	assert_int_equal(env.model.cr0, 0xf);
	start(&env_ids);
	env.judge = gbpa_gets_stuck;
	assert_int_equal(env_takeover(), -ETIMEDOUT);
	/* One that goes on too late: a register that is being updated is not written. */
	start(&env_ids);
	env.model.gbpa = 1u << 31;
	told = shim_counter;
	shim_counter_step = SMMUV3_MIN_FREQ / 100;
	env.before_read = gbpa_follows_late;
	assert_int_equal(env_takeover(), -ETIMEDOUT);
	assert_int_equal(env.writes, 0);
	start(&env_ids);
	env.model.cr0_stuck = true;
	env.model.cr0ack = 1;
	fails(-ETIMEDOUT);
	start(&env_ids);
	env.model.irq_stuck = true;
	env.model.irq_ack = 1;
	fails(-ETIMEDOUT);
	start(&env_ids);
	env.model.sync_stuck = true;
	fails(-ETIMEDOUT);
	assert_false(env.model.cr0 & 1);
}

/*
 * The CPU is held up between any two instructions for longer than it waits for a register,
 * and in that time the SMMU does what it was told.
 */
static void tell(struct env *e)
{
	told = shim_counter;
}

static void follow_late(void)
{
	bool stuck = shim_counter - told < 3 * SMMUV3_MIN_FREQ;

	env.model.gbpa_stuck = stuck;
	env.model.cr0_stuck = stuck;
	env.model.irq_stuck = stuck;
	env.model.ack_delay = 1;
	env.model.gbpa_delay = 1;
}

static void test_cpu_held_up(void **state)
{
	start(&env_ids);
	firmware_on();
	env.judge = tell;
	env.before_read = follow_late;
	shim_counter_step = 2 * SMMUV3_MIN_FREQ;
	assert_int_equal(env_takeover(), 0);
}

static void test_dropped_writes(void **state)
{
	static const u32 regs[] = {
		SMMUV3_STRTAB_BASE, SMMUV3_STRTAB_BASE_CFG, SMMUV3_CMDQ_BASE, SMMUV3_EVENTQ_BASE,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(regs); i++) {
		start(&env_ids);
		env.model.drop = regs[i];
		fails(-EIO);
		assert_false(env.model.cr0 & 1);
	}
	for (i = 0; i < 3; i++) {
		static const u32 msi[] = { 0x68, 0xb0, 0xd0 };

		start(&env_ids);
		env.model.msi[i] = ENV_SECRET;
		env.model.drop = msi[i];
		fails(-EIO);
		assert_false(env.model.cr0 & 1);
	}
}

static void test_queue_indexes(void **state)
{
	static const u32 regs[] = {
		SMMUV3_CMDQ_PROD, SMMUV3_CMDQ_CONS, SMMUV3_EVENTQ_PROD, SMMUV3_EVENTQ_CONS,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(regs); i++) {
		start(&env_ids);
		env.model.cmdq_prod = 3;
		env.model.cmdq_cons = 3;
		env.model.eventq_prod = 3;
		env.model.eventq_cons = 3;
		env.model.drop = regs[i];
		fails(-EIO);
		assert_false(env.model.cr0 & 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_from_reset),
		cmocka_unit_test(test_from_abort),
		cmocka_unit_test(test_from_firmware),
		cmocka_unit_test(test_from_firmware_stopped),
		cmocka_unit_test(test_from_firmware_acknowledged),
		cmocka_unit_test(test_memory_is_clean),
		cmocka_unit_test(test_service_failure),
		cmocka_unit_test(test_coherent),
		cmocka_unit_test(test_few_features),
		cmocka_unit_test(test_linear),
		cmocka_unit_test(test_output_size),
		cmocka_unit_test(test_what_is_invalidated),
		cmocka_unit_test(test_too_many_blocks),
		cmocka_unit_test(test_whole_range),
		cmocka_unit_test(test_update_in_progress),
		cmocka_unit_test(test_stuck_hardware),
		cmocka_unit_test(test_cpu_held_up),
		cmocka_unit_test(test_dropped_writes),
		cmocka_unit_test(test_queue_indexes),
	};

	return cmocka_run_group_tests_name("smmuv3_takeover", tests, NULL, NULL);
}
