// SPDX-License-Identifier: GPL-2.0-only
/*
 * Banks lent to the host: what their streams reach, whatever the host writes to their
 * registers, and what is left of them when EL2 takes them back.
 */
#include <string.h>

#include "lent.h"

static struct env *const e = &lent_env;

/* The page is not the host's any more, as far as the table says. */
static void leave(u64 page)
{
	env_unmap(e->identity.arm_lpae_s2_cfg.vttbr, page);
}

static void come_back(u64 page)
{
	env_map(e->identity.arm_lpae_s2_cfg.vttbr, page, page, true);
}

/* In the bank's own record, of which the host is told. */
static void expect_stage1_fault(int ctx, u64 addr)
{
	unsigned int inst;

	lent_expect(LENT_SID, addr, ~0ULL);
	for (inst = 0; inst < 2; inst++) {
		assert_true(env_peek(e, inst, ENV_CB(ctx, SMMU_CB_FSR)) & FSR_TF);
		assert_true(env_peek(e, inst, ENV_CB(ctx, SMMU_CB_SCTLR)) & SCTLR_CFIE);
	}
	lent_poke(ENV_CB(ctx, SMMU_CB_FSR), FSR_FAULTS);
}

/* In either half of the addresses. */
static void expect_closed(int ctx)
{
	expect_stage1_fault(ctx, DATA + 8);
	expect_stage1_fault(ctx, IOVA);
	expect_stage1_fault(ctx, 0);
	expect_stage1_fault(ctx, 0xffffff8000000000ULL);
	expect_stage1_fault(ctx, ~0xfffULL);
	lent_check_reaches_nothing();
}

static void stage1_faults_at_first(void **state)
{
	expect_closed(lend());
}

static void a_lent_stream_reaches_host_memory_alone(void **state)
{
	lend_and_program();
	lent_expect(LENT_SID, IOVA + 8, DATA + 8);
	lent_expect(LENT_SID, DATA, ~0ULL);
	env_store(HOST(2) + 8, S1_LEAF(GUEST));
	lent_expect(LENT_SID, IOVA + 0x1000, ~0ULL);
	lent_check_reach();
}

/* At each level: the walk itself goes through stage 2. */
static void tables_in_a_guests_page_are_not_read(void **state)
{
	int ctx = lend_and_program();

	env_store(GUEST, S1_LEAF(DATA));
	env_store(GUEST + 8, S1_LEAF(DATA));
	env_store(HOST(1), GUEST | 3);
	lent_expect(LENT_SID, IOVA, ~0ULL);
	env_store(HOST(1), HOST(2) | 3);
	env_store(HOST(0) + 8, GUEST | 3);
	lent_flush(ctx);
	lent_expect(LENT_SID, IOVA, ~0ULL);
	env_store(HOST(0) + 8, HOST(1) | 3);
	lent_expect(LENT_SID, IOVA, DATA);
	lent_flush(ctx);
	lent_poke(ENV_CB(ctx, SMMU_CB_TTBR0), GUEST | ASID << 48);
	lent_expect(LENT_SID, IOVA, ~0ULL);
	lent_check_reach();
}

/* What the TLB has combined of both stages goes with the page, on every instance. */
static void a_page_that_leaves_is_not_reached(void **state)
{
	static const unsigned int lengths[] = { 1, 64, 65 };
	unsigned int i;

	lend_and_program();
	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		lent_expect(LENT_SID, IOVA, DATA);
		leave(DATA);
		lent_expect(LENT_SID, IOVA, DATA);	/* stale entry: the test needs one */
		assert_int_equal(env_inval_range(e, SMMU_CTX_IDENTITY, DATA, lengths[i]), 0);
		lent_expect(LENT_SID, IOVA, ~0ULL);
		lent_check_reach();
		come_back(DATA);
	}
}

/* So does what is known of a table in it: a guest's data is not read as a table. */
static void a_table_that_leaves_is_not_read(void **state)
{
	lend_and_program();
	lent_expect(LENT_SID, IOVA, DATA);
	leave(HOST(2));
	assert_int_equal(env_inval_range(e, SMMU_CTX_IDENTITY, HOST(2), 1), 0);
	env_store(HOST(2) + 8, S1_LEAF(HOST(0)));
	lent_expect(LENT_SID, IOVA, ~0ULL);
	lent_expect(LENT_SID, IOVA + 0x1000, ~0ULL);
}

static void a_page_leaves_with_every_instance_confirmed(void **state)
{
	unsigned int stuck;

	lend_and_program();
	for (stuck = 0; stuck < 2; stuck++) {
		mmu500_set_option(e->model[stuck], MMU500_OPT_SYNC_STUCK, 1);
		assert_int_equal(env_inval_range(e, SMMU_CTX_IDENTITY, DATA, 1), -ETIMEDOUT);
		mmu500_set_option(e->model[stuck], MMU500_OPT_SYNC_STUCK, 0);
	}
}

/* As many writes and syncs as without lent banks: one for each instance, and a sync. */
static void a_page_costs_one_invalidation(void **state)
{
	u64 writes, syncs;
	int ctx = lend();

	writes = e->node.smmu.reg_writes;
	syncs = e->node.smmu.syncs;
	assert_int_equal(env_inval_range(e, SMMU_CTX_IDENTITY, DATA, 1), 0);
	assert_int_equal(e->node.smmu.reg_writes - writes, 2 * 2);
	assert_int_equal(e->node.smmu.syncs - syncs, 1);
	assert_int_equal(env_stream_set(e, 0, SMMU_CTX_BLOCKED), 0);
	assert_int_equal(env_ctx_take(e, ctx), 0);
	writes = e->node.smmu.reg_writes;
	assert_int_equal(env_inval_range(e, SMMU_CTX_IDENTITY, DATA, 8), 0);
	assert_int_equal(e->node.smmu.reg_writes - writes, 2 * (8 + 1));
}

/* Table entries that an access reads, on the first instance. */
static u64 walk(u16 stream, u64 addr, u64 pa)
{
	u64 before = env_reads();

	assert_true(env_access(e, 0, stream, addr, true) == pa);
	return env_reads() - before;
}

/*
 * What the invalidation costs the host's other DMA: in a nested domain the next access reads
 * three tables, and the tables of stage 2 by which these and the page are found: three the
 * first time, one for each of the others. The identity domain reads three, a paging one none.
 */
static void a_page_costs_others_a_walk(void **state)
{
	struct io_pgtable_cfg cfg = env_cfg(env_table());
	int paging;

	lend_and_program();
	paging = env_ctx_alloc(e, &cfg);
	env_map(cfg.arm_lpae_s2_cfg.vttbr, IOVA, DATA, true);
	assert_int_equal(env_stream_set(e, 1, paging), 0);
	lent_expect(LENT_SID, IOVA, DATA);
	lent_expect(PAGING_SID, IOVA, DATA);
	lent_expect(IDENTITY_SID, DATA, DATA);
	assert_int_equal(walk(LENT_SID, IOVA, DATA), 0);
	assert_int_equal(env_inval_range(e, SMMU_CTX_IDENTITY, HOST(0) + 0x10000, 1), 0);
	assert_int_equal(walk(LENT_SID, IOVA, DATA), 3 + 3 + 3);
	assert_int_equal(walk(LENT_SID, IOVA, DATA), 0);
	assert_int_equal(walk(PAGING_SID, IOVA, DATA), 0);
	assert_int_equal(env_inval_range(e, SMMU_CTX_IDENTITY, HOST(0) + 0x10000, 1), 0);
	assert_int_equal(walk(IDENTITY_SID, DATA, DATA), 3);
}

static u32 cbar(unsigned int inst, int ctx)
{
	return env_peek(e, inst, ENV_GR1(SMMU_CBAR(ctx)));
}

static void expect_parked(int ctx)
{
	unsigned int inst;

	for (inst = 0; inst < e->node.smmu.nr_regs; inst++) {
		assert_int_equal(FIELD_GET(CBAR_TYPE, cbar(inst, ctx)), CBAR_TYPE_S1_S2_FAULT);
		assert_int_equal(env_peek(e, inst, ENV_CB(ctx, SMMU_CB_SCTLR)) & SCTLR_M, 0);
	}
}

static void a_bank_that_is_taken_back_is_parked(void **state)
{
	int ctx = lend_and_program();
	unsigned int inst;

	lent_expect(LENT_SID, IOVA, DATA);
	assert_int_equal(env_ctx_take(e, ctx), -EBUSY);
	assert_int_equal(env_stream_set(e, 0, SMMU_CTX_BLOCKED), 0);
	assert_int_equal(env_ctx_free(e, ctx), -EINVAL);
	assert_int_equal(env_ctx_take(e, ctx), 0);
	expect_parked(ctx);
	assert_int_equal(env_ctx_take(e, ctx), -EINVAL);
	for (inst = 0; inst < 2; inst++)
		env_poke(e, inst, ENV_GR0(SMMU_S2CR(e->node.groups[0])), ctx);
	lent_expect(LENT_SID, IOVA, ~0ULL);
	lent_expect(LENT_SID, DATA, ~0ULL);
}

/* What walks until then may fill the TLB once more: the bank is parked before it is emptied. */
static int taken;

static void flushed_when_parked(struct env *env, unsigned int inst, u64 off, u64 val)
{
	if (off == SMMU_TLBIVMID)
		expect_parked(taken);
}

static void a_bank_is_parked_before_the_tlb_is_emptied(void **state)
{
	taken = lend_and_program();
	lent_expect(LENT_SID, IOVA, DATA);
	assert_int_equal(env_stream_set(e, 0, SMMU_CTX_BLOCKED), 0);
	e->step = flushed_when_parked;
	assert_int_equal(env_ctx_take(e, taken), 0);
}

/* One instance's group still selects it. */
static void a_selected_bank_is_not_taken_back(void **state)
{
	int ctx = lend();
	unsigned int inst;

	for (inst = 0; inst < 2; inst++) {
		assert_int_equal(env_stream_set(e, 0, SMMU_CTX_BLOCKED), 0);
		env_poke(e, inst, ENV_GR0(SMMU_S2CR(e->node.groups[2])), ctx);
		assert_int_equal(env_ctx_take(e, ctx), -EBUSY);
		env_poke(e, inst, ENV_GR0(SMMU_S2CR(e->node.groups[2])), 0);
	}
}

/* Whatever the host has left in its registers, the next user is not concerned. */
static void a_bank_taken_back_serves_a_table(void **state)
{
	struct io_pgtable_cfg cfg = env_cfg(env_table());
	int ctx = lend_and_program();
	u32 off;

	lent_expect(LENT_SID, IOVA, DATA);
	for (off = 0; off < 0x600; off += 4) {
		if (off != SMMU_CB_SCTLR)
			lent_poke(ENV_CB(ctx, off), 0x5a5a5a5a);
	}
	assert_int_equal(env_stream_set(e, 0, SMMU_CTX_BLOCKED), 0);
	assert_int_equal(env_ctx_take(e, ctx), 0);
	env_map(cfg.arm_lpae_s2_cfg.vttbr, IOVA + 0x1000, GUEST, true);
	assert_int_equal(env_ctx_alloc(e, &cfg), ctx);
	assert_int_equal(env_stream_set(e, 0, ctx), 0);
	lent_expect(LENT_SID, IOVA + 0x1000, GUEST);
	lent_expect(LENT_SID, IOVA, ~0ULL);
	assert_int_equal(env_get_fault(e).flags & PKVM_IOMMU_FAULT_MULTI, 0);
}

/* The next host's domain finds nothing of the last one's in the TLB, nor in registers. */
static void a_bank_is_lent_again(void **state)
{
	int ctx = lend_and_program();
	unsigned int inst;

	lent_expect(LENT_SID, IOVA, DATA);
	lent_poke(ENV_CB(ctx, SMMU_CB_TTBR1), HOST(0));
	assert_int_equal(env_stream_set(e, 0, SMMU_CTX_BLOCKED), 0);
	assert_int_equal(env_ctx_take(e, ctx), 0);
	assert_int_equal(lend(), ctx);
	for (inst = 0; inst < 2; inst++) {
		assert_int_equal(env_peek(e, inst, ENV_CB(ctx, SMMU_CB_TTBR0)), 0);
		assert_int_equal(env_peek(e, inst, ENV_CB(ctx, SMMU_CB_TTBR1)), 0);
	}
	expect_closed(ctx);
	lent_program(ctx);
	env_store(HOST(2), 0);
	lent_expect(LENT_SID, IOVA, ~0ULL);
}

/* Of a stage-2 context before it, the host learns nothing: not where its table is. */
static void a_lent_bank_has_no_table_of_el2s(void **state)
{
	struct io_pgtable_cfg cfg = env_cfg(env_table());
	int ctx = env_ctx_alloc(e, &cfg), off;
	unsigned int inst;

	assert_int_equal(env_ctx_free(e, ctx), 0);
	assert_int_equal(env_ctx_lend(e), ctx);
	for (inst = 0; inst < 2; inst++) {
		for (off = SMMU_CB_TTBR0; off < SMMU_CB_TTBR0 + 16; off += 4)
			assert_int_equal(env_peek(e, inst, ENV_CB(ctx, off)), 0);
	}
}

static void banks_run_out(void **state)
{
	struct io_pgtable_cfg cfg = env_cfg(env_table());
	int ctx;

	assert_int_equal(env_ctx_alloc(e, &cfg), 1);
	for (ctx = 2; ctx < 6; ctx++)
		assert_int_equal(env_ctx_lend(e), ctx);
	assert_int_equal(env_ctx_lend(e), -ENOSPC);
	assert_int_equal(env_ctx_take(e, 1), -EINVAL);
	assert_int_equal(env_ctx_take(e, 0), -EINVAL);
	assert_int_equal(env_ctx_take(e, -1), -EINVAL);
	assert_int_equal(env_ctx_take(e, 200), -EINVAL);
	assert_int_equal(env_ctx_free(e, 2), -EINVAL);
	assert_int_equal(env_ctx_take(e, 3), 0);
	assert_int_equal(env_ctx_lend(e), 3);
}

/* A stream leaves a lent bank: its transactions have completed, its entries are gone. */
static void leaving_a_lent_bank_drains_it(void **state)
{
	int ctx = lend_and_program();

	lent_expect(LENT_SID, IOVA, DATA);
	mmu500_set_option(e->model[1], MMU500_OPT_SYNC_STUCK, 1);
	assert_int_equal(env_stream_set(e, 0, SMMU_CTX_IDENTITY), -ETIMEDOUT);
	mmu500_set_option(e->model[1], MMU500_OPT_SYNC_STUCK, 0);
	assert_int_equal(env_stream_set(e, 0, ctx), 0);
	lent_expect(LENT_SID, IOVA, DATA);
	env_store(HOST(2), 0);
	lent_expect(LENT_SID, IOVA, DATA);	/* stale entry: the test needs one */
	assert_int_equal(env_stream_set(e, 0, SMMU_CTX_IDENTITY), 0);
	lent_poke(ENV_GR0(SMMU_S2CR(e->node.groups[0])), ctx);
	lent_expect(LENT_SID, IOVA, ~0ULL);
}

/* ---- what lending needs ---- */

static u64 no_nesting(struct env *env, unsigned int inst, u64 off, u64 val)
{
	return off == SMMU_IDR0 ? val & ~(u64)IDR0_NTS : val;
}

static u64 no_stage1(struct env *env, unsigned int inst, u64 off, u64 val)
{
	return off == SMMU_IDR0 ? val & ~(u64)IDR0_S1TS : val;
}

/* ACTLR has no lock there. */
static u64 revision_1(struct env *env, unsigned int inst, u64 off, u64 val)
{
	if (off == SMMU_IDR7)
		env_poke(env, inst, SMMU_SACR, 0);
	return off == SMMU_IDR7 ? (val & ~(u64)IDR7_MAJOR) | FIELD_PREP(IDR7_MAJOR, 1) : val;
}

static unsigned int lossy_inst;

static bool never_locked(struct env *env, unsigned int inst, u64 off, u64 *val)
{
	if (off == SMMU_SACR && inst == lossy_inst)
		*val &= ~(u64)SACR_CACHE_LOCK;
	return true;
}

/* All but lending works: an SMMU without these features is one that EL2 drives. */
static void expect_nothing_is_lent(lent_peek peek, lent_filter filter)
{
	struct io_pgtable_cfg cfg;

	lent_teardown(NULL);
	lent_start(peek, filter);
	assert_int_equal(env_ctx_lend(e), -EOPNOTSUPP);
	cfg = env_cfg(env_table());
	assert_int_equal(env_ctx_alloc(e, &cfg), 1);
	assert_int_equal(env_close(e), 0);
	assert_int_equal(env_restore(e), 0);
	assert_int_equal(env_ctx_lend(e), -EOPNOTSUPP);
}

static void lending_needs_nested_stages(void **state)
{
	expect_nothing_is_lent(no_nesting, NULL);
	expect_nothing_is_lent(no_stage1, NULL);
}

static void lending_needs_actlr_locked(void **state)
{
	expect_nothing_is_lent(revision_1, NULL);
	for (lossy_inst = 0; lossy_inst < 2; lossy_inst++)
		expect_nothing_is_lent(NULL, never_locked);
}

/* ---- prefetch ---- */

static bool prefetches(unsigned int inst, int bank)
{
	return env_peek(e, inst, ENV_CB(bank, SMMU_CB_ACTLR)) & ACTLR_CPRE;
}

/* After the takeover, and after a suspend. */
static void expect_prefetch_is_off_for_good(void)
{
	unsigned int inst;
	int bank;

	for (inst = 0; inst < 2; inst++) {
		assert_true(env_peek(e, inst, SMMU_SACR) & SACR_CACHE_LOCK);
		for (bank = 0; bank < LENT_BANKS; bank++) {
			env_poke(e, inst, ENV_CB(bank, SMMU_CB_ACTLR), ACTLR_CPRE);
			assert_false(prefetches(inst, bank));
		}
	}
}

static void prefetch_stays_off(void **state)
{
	expect_prefetch_is_off_for_good();
	lend_and_program();
	expect_prefetch_is_off_for_good();
	mmu500_reset(e->model[0]);
	mmu500_reset(e->model[1]);
	assert_int_equal(env_close(e), 0);
	assert_int_equal(env_restore(e), 0);
	expect_prefetch_is_off_for_good();
}

/* While EL2 restores, a CPU of the host writes what is not locked yet. */
static void write_cpre(struct env *env, unsigned int inst, u64 off, u64 val)
{
	if (off == ENV_GR1(SMMU_CBAR(1)))
		env_poke(env, inst, ENV_CB(1, SMMU_CB_ACTLR), ACTLR_CPRE);
}

static void prefetch_of_the_hosts_ends_no_suspend(void **state)
{
	assert_int_equal(lend(), 1);
	assert_int_equal(env_close(e), 0);
	lent_poke(ENV_CB(1, SMMU_CB_ACTLR), ACTLR_CPRE);
	assert_true(prefetches(0, 1) && prefetches(1, 1));
	e->step = write_cpre;
	assert_int_equal(env_restore(e), -EIO);
	e->step = NULL;
	assert_int_equal(env_close(e), 0);
	lent_expect(LENT_SID, DATA, ~0ULL);
	assert_int_equal(env_restore(e), 0);
	assert_false(prefetches(0, 1) || prefetches(1, 1));
	lent_program(1);
	lent_expect(LENT_SID, IOVA, DATA);
}

/* Without a lent bank the lock is not needed. */
static void a_lost_lock_ends_no_suspend(void **state)
{
	e->filter = never_locked;
	for (lossy_inst = 0; lossy_inst < 2; lossy_inst++) {
		assert_int_equal(env_close(e), 0);
		assert_int_equal(env_restore(e), 0);
	}
	e->filter = NULL;
	assert_int_equal(env_close(e), 0);
	assert_int_equal(env_restore(e), 0);
	lend();
	e->filter = never_locked;
	for (lossy_inst = 0; lossy_inst < 2; lossy_inst++) {
		assert_int_equal(env_close(e), 0);
		assert_int_equal(env_restore(e), -EIO);
	}
}

/* ---- suspend ---- */

static void lose_power(unsigned int seed)
{
	unsigned int inst;

	for (inst = 0; inst < 2; inst++) {
		mmu500_set_option(e->model[inst], MMU500_OPT_RESET_SEED, seed);
		mmu500_reset(e->model[inst]);
	}
	assert_int_equal(env_close(e), 0);
}

/* No record of before the loss, and none that the loss has made up. */
static void expect_no_fault(int ctx)
{
	unsigned int inst;

	for (inst = 0; inst < 2; inst++)
		assert_int_equal(env_peek(e, inst, ENV_CB(ctx, SMMU_CB_FSR)) & FSR_FAULTS, 0);
}

/* Bank 0, the bank's type and format are EL2's to restore; stage 1 faults, then is the host's. */
static void a_lent_bank_is_restored(void **state)
{
	int ctx = lend_and_program();
	unsigned int seed;

	lent_expect(LENT_SID, DATA, ~0ULL);
	assert_int_equal(env_close(e), 0);
	assert_int_equal(env_restore(e), 0);
	expect_no_fault(ctx);
	for (seed = 0; seed < 4; seed++) {
		lose_power(seed);
		lent_expect(LENT_SID, IOVA, ~0ULL);
		assert_int_equal(env_restore(e), 0);
		expect_no_fault(ctx);
		expect_closed(ctx);
		lent_program(ctx);
		lent_expect(LENT_SID, IOVA, DATA);
		lent_check_reach();
	}
}

static void closed_banks_are_taken_back_alone(void **state)
{
	int ctx = lend_and_program();

	lose_power(3);
	assert_int_equal(env_ctx_lend(e), -EIO);
	assert_int_equal(env_stream_set(e, 0, SMMU_CTX_BLOCKED), 0);
	lose_power(0);
	assert_int_equal(env_ctx_take(e, ctx), 0);
	expect_parked(ctx);
	assert_int_equal(env_restore(e), 0);
	expect_parked(ctx);
	assert_int_equal(env_ctx_lend(e), ctx);
}

/* ---- failures ---- */

static u64 lossy_off;

static bool lose(struct env *env, unsigned int inst, u64 off, u64 *val)
{
	return inst != lossy_inst || off != lossy_off ||
	       FIELD_GET(CBAR_TYPE, *val) == CBAR_TYPE_S1_S2_FAULT;
}

/* A lost write to what ties the bank to stage 2, on any instance. */
static void a_bank_that_does_not_nest_is_not_lent(void **state)
{
	static const u32 regs[] = { ENV_GR1(SMMU_CBAR(1)), ENV_GR1(SMMU_CBA2R(1)) };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(regs); i++) {
		for (lossy_inst = 0; lossy_inst < 2; lossy_inst++) {
			lent_poke(ENV_GR1(SMMU_CBA2R(1)), 0);
			lossy_off = regs[i];
			e->filter = lose;
			assert_int_equal(env_ctx_lend(e), -EIO);
			e->filter = NULL;
			expect_parked(1);
			assert_false(test_bit(1, e->node.banks_used));
			assert_int_equal(env_ctx_take(e, 1), -EINVAL);
		}
	}
}

static bool lose_all(struct env *env, unsigned int inst, u64 off, u64 *val)
{
	return inst != lossy_inst || off != lossy_off;
}

/* The bank, and what it may have in TLBs, is lent until a later call succeeds. */
static void a_bank_that_is_not_parked_is_in_quarantine(void **state)
{
	int ctx;

	for (lossy_inst = 0; lossy_inst < 2; lossy_inst++) {
		ctx = lend_and_program();
		lent_expect(LENT_SID, IOVA, DATA);
		assert_int_equal(env_stream_set(e, 0, SMMU_CTX_BLOCKED), 0);
		lossy_off = ENV_GR1(SMMU_CBAR(ctx));
		e->filter = lose_all;
		assert_int_equal(env_ctx_take(e, ctx), -EIO);
		e->filter = NULL;
		assert_int_not_equal(env_ctx_lend(e), ctx);
		assert_int_equal(env_ctx_take(e, ctx), 0);
		expect_parked(ctx);
	}
}

static void a_bank_that_is_not_flushed_is_in_quarantine(void **state)
{
	unsigned int stuck;
	u64 writes;
	int ctx;

	for (stuck = 0; stuck < 2; stuck++) {
		ctx = lend_and_program();
		lent_expect(LENT_SID, IOVA, DATA);
		assert_int_equal(env_stream_set(e, 0, SMMU_CTX_BLOCKED), 0);
		mmu500_set_option(e->model[stuck], MMU500_OPT_SYNC_STUCK, 1);
		assert_int_equal(env_ctx_take(e, ctx), -ETIMEDOUT);
		assert_int_equal(env_ctx_lend(e), -ETIMEDOUT);
		mmu500_set_option(e->model[stuck], MMU500_OPT_SYNC_STUCK, 0);
		writes = e->node.smmu.reg_writes;
		assert_int_equal(env_inval_range(e, SMMU_CTX_IDENTITY, DATA, 8), 0);
		assert_int_equal(e->node.smmu.reg_writes - writes, 2 * 2);
		assert_int_equal(env_ctx_take(e, ctx), 0);
		assert_int_equal(lend(), ctx);
		assert_int_equal(env_stream_set(e, 0, SMMU_CTX_BLOCKED), 0);
		assert_int_equal(env_ctx_take(e, ctx), 0);
	}
}

/* ---- faults ---- */

/* The host reads the record of its own stage; EL2 that of stage 2. */
static void each_stage_has_its_record(void **state)
{
	int ctx = lend_and_program();
	struct smmu_fault fault;

	lent_expect(LENT_SID, DATA, ~0ULL);
	assert_int_equal(env_get_fault(e).flags, 0);
	assert_true(env_peek(e, 0, ENV_CB(ctx, SMMU_CB_FSR)) & FSR_TF);
	assert_true(env_peek(e, 1, ENV_CB(ctx, SMMU_CB_FSR)) & FSR_TF);
	lent_poke(ENV_CB(ctx, SMMU_CB_FSR), FSR_FAULTS);
	env_store(HOST(2) + 8, S1_LEAF(GUEST));
	lent_expect(LENT_SID, IOVA + 0x1000, ~0ULL);
	fault = env_get_fault(e);
	assert_int_equal(FIELD_GET(PKVM_IOMMU_FAULT_MMU500_BANK, fault.flags), SMMU_CTX_IDENTITY);
	assert_int_equal(FIELD_GET(PKVM_IOMMU_FAULT_SID, fault.flags), LENT_SID);
	assert_int_equal(fault.addr, IOVA + 0x1000);
	assert_int_equal(env_peek(e, 0, ENV_CB(ctx, SMMU_CB_FSR)), 0);
}

/* Stage 1 may stall, stage 2 does not: a fault of it ends. */
static void stalled_transactions_end_when_the_bank_is_taken(void **state)
{
	int ctx = lend_and_program();
	unsigned int inst;

	lent_poke(ENV_CB(ctx, SMMU_CB_SCTLR), S1_SCTLR | SCTLR_CFCFG);
	lent_expect(LENT_SID, DATA, ~0ULL);
	for (inst = 0; inst < 2; inst++)
		assert_true(env_peek(e, inst, ENV_CB(ctx, SMMU_CB_FSR)) & FSR_SS);
	assert_int_equal(env_inval_range(e, SMMU_CTX_IDENTITY, DATA, 1), 0);
	assert_int_equal(env_stream_set(e, 0, SMMU_CTX_BLOCKED), 0);
	assert_int_equal(e->terminated, 0);
	assert_int_equal(env_ctx_take(e, ctx), 0);
	assert_int_equal(e->terminated, 2);
	for (inst = 0; inst < 2; inst++) {
		assert_int_equal(env_peek(e, inst, ENV_CB(ctx, SMMU_CB_FSR)) & FSR_FAULTS, 0);
		assert_int_equal(env_peek(e, inst, ENV_CB(0, SMMU_CB_SCTLR)) & SCTLR_CFCFG, 0);
	}
}

static void the_registers_are_one_page_of_each_instance(void **state)
{
	struct hyp_smmu *smmu = &e->node.smmu;
	u64 off, size;

	smmu->ops->lent_regs(smmu, 3, &off, &size);
	assert_int_equal(off, ENV_CB(3, 0));
	assert_int_equal(size, 0x10000);
}

#define TEST(t)	cmocka_unit_test_setup_teardown(t, lent_setup, lent_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(stage1_faults_at_first),
		TEST(a_lent_stream_reaches_host_memory_alone),
		TEST(tables_in_a_guests_page_are_not_read),
		TEST(a_page_that_leaves_is_not_reached),
		TEST(a_table_that_leaves_is_not_read),
		TEST(a_page_leaves_with_every_instance_confirmed),
		TEST(a_page_costs_one_invalidation),
		TEST(a_page_costs_others_a_walk),
		TEST(a_bank_that_is_taken_back_is_parked),
		TEST(a_bank_is_parked_before_the_tlb_is_emptied),
		TEST(a_selected_bank_is_not_taken_back),
		TEST(a_bank_taken_back_serves_a_table),
		TEST(a_bank_is_lent_again),
		TEST(a_lent_bank_has_no_table_of_el2s),
		TEST(banks_run_out),
		TEST(leaving_a_lent_bank_drains_it),
		TEST(the_registers_are_one_page_of_each_instance),
		TEST(lending_needs_nested_stages),
		TEST(lending_needs_actlr_locked),
		TEST(prefetch_stays_off),
		TEST(prefetch_of_the_hosts_ends_no_suspend),
		TEST(a_lost_lock_ends_no_suspend),
		TEST(a_lent_bank_is_restored),
		TEST(closed_banks_are_taken_back_alone),
		TEST(a_bank_that_does_not_nest_is_not_lent),
		TEST(a_bank_that_is_not_parked_is_in_quarantine),
		TEST(a_bank_that_is_not_flushed_is_in_quarantine),
		TEST(each_stage_has_its_record),
		TEST(stalled_transactions_end_when_the_bank_is_taken),
	};

	return cmocka_run_group_tests_name("backend_lend", tests, NULL, NULL);
}
