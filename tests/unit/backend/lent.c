// SPDX-License-Identifier: GPL-2.0-only
/* What tests of lent banks share: see lent.h. */
#include "lent.h"

#define CB_TLBIALL	0x618

struct env lent_env;

static struct env *const e = &lent_env;

void lent_start(lent_peek peek, lent_filter filter)
{
	static const u16 topology[] = { LENT_SID, PAGING_SID, IDENTITY_SID };

	env_init(e, 2, 16, LENT_BANKS);
	env_streams(e, topology, ARRAY_SIZE(topology));
	e->peek = peek;
	e->filter = filter;
	assert_int_equal(e->node.smmu.ops->probe(&e->node.smmu), 0);
	assert_int_equal(env_takeover(e), 0);
}

int lent_setup(void **state)
{
	lent_start(NULL, NULL);
	return 0;
}

int lent_teardown(void **state)
{
	env_fini(e);
	return 0;
}

void lent_poke(u64 off, u64 val)
{
	unsigned int i;

	for (i = 0; i < e->node.smmu.nr_regs; i++)
		env_poke(e, i, off, val);
}

void lent_flush(int ctx)
{
	unsigned int i;

	lent_poke(ENV_CB(ctx, CB_TLBIALL), 0);
	lent_poke(ENV_CB(ctx, SMMU_CB_TLBSYNC), 0);
	for (i = 0; i < e->node.smmu.nr_regs; i++) {
		while (env_peek(e, i, ENV_CB(ctx, SMMU_CB_TLBSTATUS)) & TLBSTATUS_SACTIVE)
			;
	}
}

void lent_tables(void)
{
	env_store(HOST(0) + 8, HOST(1) | 3);
	env_store(HOST(1), HOST(2) | 3);
	env_store(HOST(2), S1_LEAF(DATA));
}

void lent_program(int ctx)
{
	lent_tables();
	lent_poke(ENV_CB(ctx, SMMU_CB_TTBR0), HOST(0) | ASID << 48);
	lent_poke(ENV_CB(ctx, SMMU_CB_TCR), S1_TCR);
	lent_poke(ENV_CB(ctx, SMMU_CB_TCR2), S1_TCR2);
	lent_poke(ENV_CB(ctx, SMMU_CB_SCTLR), S1_SCTLR);
}

int lend(void)
{
	int ctx = env_ctx_lend(e);

	assert_true(ctx > 0);
	assert_int_equal(env_stream_set(e, 0, ctx), 0);
	return ctx;
}

int lend_and_program(void)
{
	int ctx = lend();

	lent_program(ctx);
	return ctx;
}

void lent_expect(u16 stream, u64 addr, u64 pa)
{
	unsigned int inst;

	for (inst = 0; inst < e->node.smmu.nr_regs; inst++)
		assert_true(env_access(e, inst, stream, addr, true) == pa);
}

static void check_pages(const struct reach_page *page, unsigned int nr)
{
	for (; nr; nr--, page++) {
		if (page->pa - ENV_ID_BASE >= ENV_ID_PAGES * 0x1000)
			fail_msg("%#llx is reached at %#llx", page->pa, page->va);
	}
}

void lent_check_reach(void)
{
	struct reach r;
	unsigned int inst;

	for (inst = 0; inst < e->node.smmu.nr_regs; inst++) {
		env_reach(e, inst, LENT_SID, &r);
		assert_false(r.whole);
		check_pages(r.page, r.nr);
		check_pages(r.tlb, r.nr_tlb);
	}
}

void lent_check_reaches_nothing(void)
{
	struct reach r;
	unsigned int inst;

	for (inst = 0; inst < e->node.smmu.nr_regs; inst++) {
		env_reach(e, inst, LENT_SID, &r);
		assert_true(reach_nothing(&r));
	}
}
