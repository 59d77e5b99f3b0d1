// SPDX-License-Identifier: GPL-2.0-only
/*
 * Banks lent to the host: what their streams reach, whatever the host writes to their
 * registers, and what is left of them when EL2 takes them back.
 */
#include <string.h>

#include "env.h"

/* Streams: one for a lent bank, one for a paging context, one in the identity domain. */
static const u16 topology[] = { 0x01, 0x04, 0x0e };
#define LENT	0x01
#define PAGING	0x04

#define IOVA	0x40000000ULL
/* The host's memory is four pages: three tables of stage 1, and data. */
#define HOST(n)	(ENV_ID_BASE + 0x1000ULL * (n))
#define DATA	HOST(3)
#define GUEST	(ENV_RAM_BASE + 0x180000)
#define ASID	5ULL

/* Stage 1 leaf: AP read-write at any level, AF, not global. */
#define S1_LEAF(pa)	((pa) | 3 | BIT(6) | BIT(10) | BIT(11) | 3 << 8)
/* TCR: 39 bits of input, 4 KiB, no upper half. TCR2: 40 bits of output, 48 of sign. */
#define S1_TCR		(25 | BIT(23) | 2U << 30)
#define S1_TCR2		(2 | 7 << 15)
#define S1_SCTLR	(SCTLR_M | SCTLR_CFRE | SCTLR_CFIE | SCTLR_HUPCF)

static struct env env;

static int start(unsigned int nr_instances)
{
	int ret;

	env_init(&env, nr_instances, 16, 6);
	env_streams(&env, topology, ARRAY_SIZE(topology));
	ret = env.node.smmu.ops->probe(&env.node.smmu);
	return ret ?: env_takeover(&env);
}

static int setup(void **state)
{
	assert_int_equal(start(2), 0);
	return 0;
}

static int teardown(void **state)
{
	env_fini(&env);
	return 0;
}

static void poke_all(u64 off, u64 val)
{
	unsigned int i;

	for (i = 0; i < env.node.smmu.nr_regs; i++)
		env_poke(&env, i, off, val);
}

/* The host's own invalidation of all that its stage 1 has translated. */
static void flush_stage1(int ctx)
{
	unsigned int i;

	poke_all(ENV_CB(ctx, 0x618), 0);	/* TLBIALL */
	poke_all(ENV_CB(ctx, SMMU_CB_TLBSYNC), 0);
	for (i = 0; i < env.node.smmu.nr_regs; i++) {
		while (env_peek(&env, i, ENV_CB(ctx, SMMU_CB_TLBSTATUS)) & TLBSTATUS_SACTIVE)
			;
	}
}

/* As a host's driver would: tables in its own memory, stage 1 on. */
static void program_stage1(int ctx)
{
	env_store(HOST(0) + 8, HOST(1) | 3);
	env_store(HOST(1), HOST(2) | 3);
	env_store(HOST(2), S1_LEAF(DATA));
	poke_all(ENV_CB(ctx, SMMU_CB_TTBR0), HOST(0) | ASID << 48);
	poke_all(ENV_CB(ctx, SMMU_CB_TCR), S1_TCR);
	poke_all(ENV_CB(ctx, SMMU_CB_TCR2), S1_TCR2);
	poke_all(ENV_CB(ctx, SMMU_CB_SCTLR), S1_SCTLR);
}

static int lend(void)
{
	int ctx = env_ctx_lend(&env);

	assert_true(ctx > 0);
	assert_int_equal(env_stream_set(&env, 0, ctx), 0);
	return ctx;
}

static int lend_and_program(void)
{
	int ctx = lend();

	program_stage1(ctx);
	return ctx;
}

static void expect(u16 stream, u64 addr, u64 pa)
{
	unsigned int inst;

	for (inst = 0; inst < env.node.smmu.nr_regs; inst++)
		assert_true(env_access(&env, inst, stream, addr, true) == pa);
}

/* The page is not the host's any more, as far as the table says. */
static void leave(u64 page)
{
	env_unmap(env.identity.arm_lpae_s2_cfg.vttbr, page);
}

static void come_back(u64 page)
{
	env_map(env.identity.arm_lpae_s2_cfg.vttbr, page, page, true);
}

/* On every instance: nothing but host memory, by tables and by the TLB. */
static void check_reach(void)
{
	unsigned int inst, i;
	struct reach r;

	for (inst = 0; inst < env.node.smmu.nr_regs; inst++) {
		env_reach(&env, inst, LENT, &r);
		assert_false(r.whole);
		for (i = 0; i < r.nr; i++)
			assert_true(r.page[i].pa - ENV_ID_BASE < ENV_ID_PAGES * 0x1000);
		for (i = 0; i < r.nr_tlb; i++)
			assert_true(r.tlb[i].pa - ENV_ID_BASE < ENV_ID_PAGES * 0x1000);
	}
}

static void stage1_is_off_at_first(void **state)
{
	lend();
	expect(LENT, DATA + 8, DATA + 8);
	expect(LENT, GUEST, ~0ULL);
	check_reach();
}

static void a_lent_stream_reaches_host_memory_alone(void **state)
{
	lend_and_program();
	expect(LENT, IOVA + 8, DATA + 8);
	expect(LENT, DATA, ~0ULL);
	env_store(HOST(2) + 8, S1_LEAF(GUEST));
	expect(LENT, IOVA + 0x1000, ~0ULL);
	check_reach();
}

/* At each level: the walk itself goes through stage 2. */
static void tables_in_a_guests_page_are_not_read(void **state)
{
	int ctx = lend_and_program();

	env_store(GUEST, S1_LEAF(DATA));
	env_store(GUEST + 8, S1_LEAF(DATA));
	env_store(HOST(1), GUEST | 3);
	expect(LENT, IOVA, ~0ULL);
	env_store(HOST(1), HOST(2) | 3);
	env_store(HOST(0) + 8, GUEST | 3);
	flush_stage1(ctx);
	expect(LENT, IOVA, ~0ULL);
	env_store(HOST(0) + 8, HOST(1) | 3);
	expect(LENT, IOVA, DATA);
	flush_stage1(ctx);
	poke_all(ENV_CB(ctx, SMMU_CB_TTBR0), GUEST | ASID << 48);
	expect(LENT, IOVA, ~0ULL);
	check_reach();
}

/* What the TLB has combined of both stages goes with the page, on every instance. */
static void a_page_that_leaves_is_not_reached(void **state)
{
	static const unsigned int lengths[] = { 1, 64, 65 };
	unsigned int i;

	lend_and_program();
	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		expect(LENT, IOVA, DATA);
		leave(DATA);
		expect(LENT, IOVA, DATA);	/* stale entry: the test needs one */
		assert_int_equal(env_inval_range(&env, SMMU_CTX_IDENTITY, DATA, lengths[i]), 0);
		expect(LENT, IOVA, ~0ULL);
		check_reach();
		come_back(DATA);
	}
}

/* So does what is known of a table in it: a guest's data is not read as a table. */
static void a_table_that_leaves_is_not_read(void **state)
{
	lend_and_program();
	expect(LENT, IOVA, DATA);
	leave(HOST(2));
	assert_int_equal(env_inval_range(&env, SMMU_CTX_IDENTITY, HOST(2), 1), 0);
	env_store(HOST(2) + 8, S1_LEAF(HOST(0)));
	expect(LENT, IOVA, ~0ULL);
	expect(LENT, IOVA + 0x1000, ~0ULL);
}

static void a_page_leaves_with_every_instance_confirmed(void **state)
{
	unsigned int stuck;

	lend_and_program();
	for (stuck = 0; stuck < 2; stuck++) {
		mmu500_set_option(env.model[stuck], MMU500_OPT_SYNC_STUCK, 1);
		assert_int_equal(env_inval_range(&env, SMMU_CTX_IDENTITY, DATA, 1), -ETIMEDOUT);
		mmu500_set_option(env.model[stuck], MMU500_OPT_SYNC_STUCK, 0);
	}
}

/* As many writes and syncs as without lent banks: one for each instance, and a sync. */
static void a_page_costs_one_invalidation(void **state)
{
	u64 writes, syncs;
	int ctx = lend();

	writes = env.node.smmu.reg_writes;
	syncs = env.node.smmu.syncs;
	assert_int_equal(env_inval_range(&env, SMMU_CTX_IDENTITY, DATA, 1), 0);
	assert_int_equal(env.node.smmu.reg_writes - writes, 2 * 2);
	assert_int_equal(env.node.smmu.syncs - syncs, 1);
	assert_int_equal(env_stream_set(&env, 0, SMMU_CTX_BLOCKED), 0);
	assert_int_equal(env_ctx_take(&env, ctx), 0);
	writes = env.node.smmu.reg_writes;
	assert_int_equal(env_inval_range(&env, SMMU_CTX_IDENTITY, DATA, 8), 0);
	assert_int_equal(env.node.smmu.reg_writes - writes, 2 * (8 + 1));
}

static u32 cbar(unsigned int inst, int ctx)
{
	return env_peek(&env, inst, ENV_GR1(SMMU_CBAR(ctx)));
}

static void expect_parked(int ctx)
{
	unsigned int inst;

	for (inst = 0; inst < env.node.smmu.nr_regs; inst++) {
		assert_int_equal(FIELD_GET(CBAR_TYPE, cbar(inst, ctx)), CBAR_TYPE_S1_S2_FAULT);
		assert_int_equal(env_peek(&env, inst, ENV_CB(ctx, SMMU_CB_SCTLR)) & SCTLR_M, 0);
	}
}

static void a_bank_that_is_taken_back_is_parked(void **state)
{
	int ctx = lend_and_program();
	unsigned int inst;

	expect(LENT, IOVA, DATA);
	assert_int_equal(env_ctx_take(&env, ctx), -EBUSY);
	assert_int_equal(env_stream_set(&env, 0, SMMU_CTX_BLOCKED), 0);
	assert_int_equal(env_ctx_free(&env, ctx), -EINVAL);
	assert_int_equal(env_ctx_take(&env, ctx), 0);
	expect_parked(ctx);
	assert_int_equal(env_ctx_take(&env, ctx), -EINVAL);
	for (inst = 0; inst < 2; inst++)
		env_poke(&env, inst, ENV_GR0(SMMU_S2CR(env.node.groups[0])), ctx);
	expect(LENT, IOVA, ~0ULL);
	expect(LENT, DATA, ~0ULL);
}

/* One instance's group still selects it. */
static void a_selected_bank_is_not_taken_back(void **state)
{
	int ctx = lend();
	unsigned int inst;

	for (inst = 0; inst < 2; inst++) {
		assert_int_equal(env_stream_set(&env, 0, SMMU_CTX_BLOCKED), 0);
		env_poke(&env, inst, ENV_GR0(SMMU_S2CR(env.node.groups[2])), ctx);
		assert_int_equal(env_ctx_take(&env, ctx), -EBUSY);
		env_poke(&env, inst, ENV_GR0(SMMU_S2CR(env.node.groups[2])), 0);
	}
}

/* Whatever the host has left in its registers, the next user is not concerned. */
static void a_bank_taken_back_serves_a_table(void **state)
{
	struct io_pgtable_cfg cfg = env_cfg(env_table());
	int ctx = lend_and_program();
	u32 off;

	expect(LENT, IOVA, DATA);
	for (off = 0; off < 0x600; off += 4) {
		if (off != SMMU_CB_SCTLR)
			poke_all(ENV_CB(ctx, off), 0x5a5a5a5a);
	}
	assert_int_equal(env_stream_set(&env, 0, SMMU_CTX_BLOCKED), 0);
	assert_int_equal(env_ctx_take(&env, ctx), 0);
	env_map(cfg.arm_lpae_s2_cfg.vttbr, IOVA + 0x1000, GUEST, true);
	assert_int_equal(env_ctx_alloc(&env, &cfg), ctx);
	assert_int_equal(env_stream_set(&env, 0, ctx), 0);
	expect(LENT, IOVA + 0x1000, GUEST);
	expect(LENT, IOVA, ~0ULL);
	assert_int_equal(env_get_fault(&env).flags & PKVM_IOMMU_FAULT_MULTI, 0);
}

/* The next host's domain finds nothing of the last one's in the TLB, nor in registers. */
static void a_bank_is_lent_again(void **state)
{
	int ctx = lend_and_program();
	unsigned int inst;

	expect(LENT, IOVA, DATA);
	assert_int_equal(env_stream_set(&env, 0, SMMU_CTX_BLOCKED), 0);
	assert_int_equal(env_ctx_take(&env, ctx), 0);
	assert_int_equal(lend(), ctx);
	for (inst = 0; inst < 2; inst++) {
		assert_int_equal(env_peek(&env, inst, ENV_CB(ctx, SMMU_CB_SCTLR)) & SCTLR_M, 0);
		assert_int_equal(env_peek(&env, inst, ENV_CB(ctx, SMMU_CB_TTBR0)), 0);
		assert_int_equal(env_peek(&env, inst, ENV_CB(ctx, SMMU_CB_TCR)), 0);
	}
	program_stage1(ctx);
	env_store(HOST(2), 0);
	expect(LENT, IOVA, ~0ULL);
}

/* Of a stage-2 context before it, the host learns nothing: not where its table is. */
static void a_lent_bank_has_no_table_of_el2s(void **state)
{
	struct io_pgtable_cfg cfg = env_cfg(env_table());
	int ctx = env_ctx_alloc(&env, &cfg), off;
	unsigned int inst;

	assert_int_equal(env_ctx_free(&env, ctx), 0);
	assert_int_equal(env_ctx_lend(&env), ctx);
	for (inst = 0; inst < 2; inst++) {
		for (off = SMMU_CB_TTBR0; off < SMMU_CB_TTBR0 + 16; off += 4)
			assert_int_equal(env_peek(&env, inst, ENV_CB(ctx, off)), 0);
	}
}

static void banks_run_out(void **state)
{
	struct io_pgtable_cfg cfg = env_cfg(env_table());
	int ctx;

	assert_int_equal(env_ctx_alloc(&env, &cfg), 1);
	for (ctx = 2; ctx < 6; ctx++)
		assert_int_equal(env_ctx_lend(&env), ctx);
	assert_int_equal(env_ctx_lend(&env), -ENOSPC);
	assert_int_equal(env_ctx_take(&env, 1), -EINVAL);
	assert_int_equal(env_ctx_take(&env, 0), -EINVAL);
	assert_int_equal(env_ctx_take(&env, -1), -EINVAL);
	assert_int_equal(env_ctx_take(&env, 200), -EINVAL);
	assert_int_equal(env_ctx_free(&env, 2), -EINVAL);
	assert_int_equal(env_ctx_take(&env, 3), 0);
	assert_int_equal(env_ctx_lend(&env), 3);
}

/* A stream leaves a lent bank: its transactions have completed, its entries are gone. */
static void leaving_a_lent_bank_drains_it(void **state)
{
	int ctx = lend_and_program();

	expect(LENT, IOVA, DATA);
	mmu500_set_option(env.model[1], MMU500_OPT_SYNC_STUCK, 1);
	assert_int_equal(env_stream_set(&env, 0, SMMU_CTX_IDENTITY), -ETIMEDOUT);
	mmu500_set_option(env.model[1], MMU500_OPT_SYNC_STUCK, 0);
	assert_int_equal(env_stream_set(&env, 0, ctx), 0);
	expect(LENT, IOVA, DATA);
	env_store(HOST(2), 0);
	expect(LENT, IOVA, DATA);	/* stale entry: the test needs one */
	assert_int_equal(env_stream_set(&env, 0, SMMU_CTX_IDENTITY), 0);
	poke_all(ENV_GR0(SMMU_S2CR(env.node.groups[0])), ctx);
	expect(LENT, IOVA, ~0ULL);
}

static void the_registers_are_one_page_of_each_instance(void **state)
{
	struct hyp_smmu *smmu = &env.node.smmu;
	u64 off, size;

	smmu->ops->lent_regs(smmu, 3, &off, &size);
	assert_int_equal(off, ENV_CB(3, 0));
	assert_int_equal(size, 0x10000);
}

#define TEST(t)	cmocka_unit_test_setup_teardown(t, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(stage1_is_off_at_first),
		TEST(a_lent_stream_reaches_host_memory_alone),
		TEST(tables_in_a_guests_page_are_not_read),
		TEST(a_page_that_leaves_is_not_reached),
		TEST(a_table_that_leaves_is_not_read),
		TEST(a_page_leaves_with_every_instance_confirmed),
		TEST(a_page_costs_one_invalidation),
		TEST(a_bank_that_is_taken_back_is_parked),
		TEST(a_selected_bank_is_not_taken_back),
		TEST(a_bank_taken_back_serves_a_table),
		TEST(a_bank_is_lent_again),
		TEST(a_lent_bank_has_no_table_of_el2s),
		TEST(banks_run_out),
		TEST(leaving_a_lent_bank_drains_it),
		TEST(the_registers_are_one_page_of_each_instance),
	};

	return cmocka_run_group_tests_name("backend_lend", tests, NULL, NULL);
}
