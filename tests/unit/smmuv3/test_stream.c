// SPDX-License-Identifier: GPL-2.0-only
/* Streams and contexts: each word that the SMMU sees is judged. */
#include "env.h"

/* What the stream that changes may reach meanwhile. */
static u32 changing;
static unsigned int allowed;

static void judge(struct env *e)
{
	assert_int_equal(env_reach(changing) & ~allowed, 0);
	assert_int_equal(env_reach(SID_A == changing ? SID_B : SID_A), REACH_ID);
	assert_int_equal(env_reach(SID_NONE), 0);
	assert_int_equal(env_reach(RANGE_FIRST), REACH_ID);
}

static int set(unsigned int stream, int ctx, unsigned int from, unsigned int to)
{
	int ret;

	changing = env.smmu->streams[stream].sid;
	allowed = from | to;
	env.judge = judge;
	ret = env_op(env_ops->stream_set(env.smmu, stream, ctx));
	env.judge = NULL;
	return ret;
}

static int table(void)
{
	u64 root = env_table();
	struct io_pgtable_cfg cfg;

	env_map(root, ENV_IOVA, ENV_PAGE(0), true);
	cfg = env_cfg(root);
	return env_op(env_ops->ctx_alloc(env.smmu, &cfg));
}

static int setup(void **state)
{
	env_ready(&env_ids);
	return 0;
}

static void use(u32 sid)
{
	v3_access(&env.model, sid, ENV_ID, false);
	v3_access(&env.model, sid, ENV_ID + 0x1000, true);
	v3_access(&env.model, sid, ENV_IOVA, true);
}

static void test_attach_detach(void **state)
{
	int ctx = table();

	assert_int_equal(ctx, 1);
	use(SID_A);
	assert_int_equal(set(0, ctx, REACH_ID, REACH_IOVA), 0);
	assert_int_equal(env_reach(SID_A), REACH_IOVA);
	use(SID_A);
	assert_int_equal(env_op(env_ops->ctx_free(env.smmu, ctx)), -EBUSY);
	assert_int_equal(set(0, SMMU_CTX_BLOCKED, REACH_IOVA, 0), 0);
	assert_int_equal(env_reach(SID_A), 0);
	assert_int_equal(env_op(env_ops->ctx_free(env.smmu, ctx)), 0);
	assert_int_equal(set(0, SMMU_CTX_IDENTITY, 0, REACH_ID), 0);
	assert_int_equal(env_reach(SID_A), REACH_ID);
	assert_int_equal(v3_access_translated(&env.model, SID_A, ENV_ID), V3_FAULT);
}

static void test_coherent(void **state)
{
	struct v3_ids ids = env_ids;
	int ctx;

	ids.idr0 |= 1 << 4;
	env_ready(&ids);
	ctx = table();
	use(SID_A);
	assert_int_equal(set(0, ctx, REACH_ID, REACH_IOVA), 0);
	assert_int_equal(env_reach(SID_A), REACH_IOVA);
	assert_int_equal(set(0, SMMU_CTX_BLOCKED, REACH_IOVA, 0), 0);
}

static void test_bad_arguments(void **state)
{
	assert_int_equal(env_op(env_ops->stream_set(env.smmu, 2, SMMU_CTX_IDENTITY)), -EINVAL);
	assert_int_equal(env_op(env_ops->stream_set(env.smmu, 0, 1)), -EINVAL);
	assert_int_equal(env_op(env_ops->stream_set(env.smmu, 0, -2)), -EINVAL);
	assert_int_equal(env_op(env_ops->stream_set(env.smmu, 0, SMMUV3_MAX_CTX)), -EINVAL);
	assert_int_equal(env_op(env_ops->ctx_free(env.smmu, SMMU_CTX_IDENTITY)), -EINVAL);
	assert_int_equal(env_op(env_ops->ctx_free(env.smmu, 1)), -EINVAL);
	assert_int_equal(env_op(env_ops->ctx_free(env.smmu, -1)), -EINVAL);
	assert_int_equal(env_op(env_ops->inval_ctx(env.smmu, 1)), -EINVAL);
	assert_int_equal(env_op(env_ops->inval_range(env.smmu, 1, 0, 1)), -EINVAL);
	assert_int_equal(env_op(env_ops->inval_range(env.smmu, SMMUV3_MAX_CTX, 0, 1)), -EINVAL);
	assert_int_equal(env_reach(SID_A), REACH_ID);
}

/* The streams of a block, of which the SMMU has no copy, while it gets its own page. */
static void judge_block(struct env *e)
{
	u32 sid;

	for (sid = 0x1100; sid < 0x1140; sid++)
		assert_int_equal(env_reach(sid), REACH_ID);
}

static void test_own_page(void **state)
{
	env.judge = judge_block;
	assert_int_equal(env_add_stream(0x1105), 2);
	env.judge = NULL;
	assert_true(env.words > 64);
}

/* A stream of a range gets a page of its own; its neighbours notice nothing. */
static void test_range(void **state)
{
	u32 sid = 0x1085;
	int ctx = table(), nr;

	use(sid);
	use(sid + 1);
	nr = env_add_stream(sid);
	assert_int_equal(nr, 2);
	use(sid + 2);
	assert_int_equal(set(nr, ctx, REACH_ID, REACH_IOVA), 0);
	assert_int_equal(env_reach(sid), REACH_IOVA);
	assert_int_equal(env_reach(sid - 1), REACH_ID);
	assert_int_equal(env_reach(sid + 1), REACH_ID);
	assert_int_equal(env_reach(sid + 2), REACH_ID);
	/* The same place in another block. */
	assert_int_equal(env_reach(sid + 64), REACH_ID);
	/* Another one of the same block: the SMMU still has the old descriptor. */
	nr = env_add_stream(sid + 1);
	assert_int_equal(nr, 3);
	assert_int_equal(set(nr, SMMU_CTX_BLOCKED, REACH_ID, 0), 0);
	assert_int_equal(env_reach(sid + 1), 0);
	assert_int_equal(env_reach(sid), REACH_IOVA);
	/* A block that is partly in the range has had its page since the takeover. */
	nr = env_add_stream(RANGE_FIRST + RANGE_NR - 1);
	assert_int_equal(set(nr, SMMU_CTX_BLOCKED, REACH_ID, 0), 0);
	assert_int_equal(env_reach(RANGE_FIRST + RANGE_NR), 0);
	assert_int_equal(env_reach(RANGE_FIRST + RANGE_NR - 2), REACH_ID);
}

/* Two streams of one block, of which the second was used before the first was set. */
static void test_old_descriptor(void **state)
{
	u32 sid = 0x10c0;
	int nr;

	use(sid);
	assert_int_equal(env_add_stream(sid + 1), 2);
	assert_int_equal(set(2, SMMU_CTX_BLOCKED, REACH_ID, 0), 0);
	nr = env_add_stream(sid);
	assert_int_equal(set(nr, SMMU_CTX_BLOCKED, REACH_ID, 0), 0);
	assert_int_equal(env_reach(sid), 0);
	assert_true(v3_access(&env.model, sid, ENV_ID, false) == V3_FAULT);
}

static void test_pages_run_out(void **state)
{
	unsigned int i, nr;

	env_init(&env_ids);
	env_range(0, 0x10000);
	assert_int_equal(env_probe(), 0);
	assert_int_equal(env_takeover(), 0);
	for (i = 0; i < SMMUV3_RESERVED_L2; i++)
		assert_true(env_add_stream(i * 64 + 1) >= 0);
	nr = env.smmu->nr_streams;
	assert_int_equal(env_add_stream(i * 64), -ENOMEM);
	assert_int_equal(env.smmu->nr_streams, nr);
	assert_int_equal(env_reach(i * 64), REACH_ID);
	/* A block that has its page takes more. */
	assert_true(env_add_stream(2) >= 0);
}

static int give_page(void *page)
{
	return env_op(env_ops->stream_page(env.smmu, page));
}

/* The page's first stream is blocked: of the block it alone. */
static void use_page_for(u32 sid, unsigned int page)
{
	int nr;

	assert_int_equal(env_add_stream(sid), -ENOMEM);
	assert_int_equal(give_page(NULL), 0);
	assert_int_equal(give_page(shim_hyp_pages(ENV_PAGE(page), 1)), 0);
	assert_int_equal(give_page(shim_hyp_pages(ENV_PAGE(page + 1), 1)), -EEXIST);
	nr = env_add_stream(sid);
	assert_int_equal(env_reach(sid), REACH_ID);
	assert_int_equal(env_op(env_ops->stream_set(env.smmu, nr, SMMU_CTX_BLOCKED)), 0);
	assert_int_equal(env_reach(sid), 0);
	assert_int_equal(env_reach(sid + 1), REACH_ID);
}

/* The host's pages: one at a time, when none is left, up to what EL2 counts. */
static void test_pages_from_the_host(void **state)
{
	unsigned int i;

	env_init(&env_ids);
	env_range(0, 0x10000);
	assert_int_equal(env_probe(), 0);
	assert_int_equal(env_takeover(), 0);
	assert_int_equal(give_page(NULL), -EEXIST);
	for (i = 0; i < SMMUV3_RESERVED_L2; i++)
		assert_true(env_add_stream(i * 64) >= 0);
	for (; i < SMMUV3_MAX_L2; i++)
		use_page_for(i * 64, i);
	assert_int_equal(env_op(env_ops->stream_add(env.smmu, i * 64)), -ENOSPC);
	assert_int_equal(give_page(NULL), -ENOSPC);
	assert_int_equal(env_reach(i * 64), REACH_ID);
}

static void test_contexts_run_out(void **state)
{
	u64 root = env_table();
	struct io_pgtable_cfg cfg = env_cfg(root);
	int i;

	for (i = 1; i < SMMUV3_MAX_CTX; i++)
		assert_int_equal(env_op(env_ops->ctx_alloc(env.smmu, &cfg)), i);
	assert_int_equal(env_op(env_ops->ctx_alloc(env.smmu, &cfg)), -ENOSPC);
	assert_int_equal(env_op(env_ops->ctx_free(env.smmu, 7)), 0);
	assert_int_equal(env_op(env_ops->ctx_alloc(env.smmu, &cfg)), 7);
}

/* Each context has a VMID of its own, and none has 0. */
static void test_vmids(void **state)
{
	struct smmuv3_ste a = pkvm_smmuv3_make_ste(env.smmu, SMMU_CTX_IDENTITY);

	assert_int_equal(a.dw[2] & 0xffff, 1);
	assert_int_equal(smmuv3_vmid(env.smmu, SMMUV3_MAX_CTX - 1), 254);
}

static void test_reuse_of_a_context(void **state)
{
	int ctx = table(), again;

	assert_int_equal(set(0, ctx, REACH_ID, REACH_IOVA), 0);
	use(SID_A);
	assert_int_equal(set(0, SMMU_CTX_BLOCKED, REACH_IOVA, 0), 0);
	assert_int_equal(env_op(env_ops->ctx_free(env.smmu, ctx)), 0);
	{
		u64 root = env_table();
		struct io_pgtable_cfg cfg = env_cfg(root);

		again = env_op(env_ops->ctx_alloc(env.smmu, &cfg));
	}
	assert_int_equal(again, ctx);
	assert_int_equal(set(0, again, 0, 0), 0);
	assert_int_equal(env_reach(SID_A), 0);
}

static void use_a(void)
{
	use(SID_A);
}

/* As set(), with a device that runs all the time: between any two commands of a batch, too. */
static int set_running(int ctx, unsigned int from, unsigned int to)
{
	int ret;

	env.model.on_command = use_a;
	ret = set(0, ctx, from, to);
	env.model.on_command = NULL;
	return ret;
}

static unsigned int entries_of(int ctx)
{
	unsigned int i, n = 0;

	for (i = 0; i < env.model.nr_tlb; i++)
		n += env.model.tlb[i].vmid == smmuv3_vmid(env.smmu, ctx);
	return n;
}

/*
 * What its old context translates has ended: nothing of it has been fetched by the old entry
 * after the invalidation that waits for the rest.
 */
static void test_running_device(void **state)
{
	int ctx = table(), other = table();

	assert_int_equal(set_running(ctx, REACH_ID, REACH_IOVA), 0);
	assert_true(entries_of(ctx) > 0);
	assert_int_equal(set_running(other, REACH_IOVA, REACH_IOVA), 0);
	assert_int_equal(entries_of(ctx), 0);
	assert_true(entries_of(other) > 0);
	assert_int_equal(set_running(SMMU_CTX_BLOCKED, REACH_IOVA, 0), 0);
	assert_int_equal(entries_of(other), 0);
}

static const void *valid_word;
static unsigned int nr_valid, nr_unordered;

static void on_store(const volatile void *at, bool pending)
{
	if (at != valid_word)
		return;
	nr_valid++;
	nr_unordered += pending;
}

/* An SMMU that snoops reads what a CPU has stored: the rest of an entry, then its valid bit. */
static void test_order_of_an_entry(void **state)
{
	struct v3_ids ids = env_ids;
	int ctx;

	ids.idr0 |= 1 << 4;
	env_ready(&ids);
	ctx = table();
	valid_word = pkvm_smmuv3_ste(env.smmu, SID_A);
	nr_valid = 0;
	nr_unordered = 0;
	shim_on_store = on_store;
	assert_int_equal(env_op(env_ops->stream_set(env.smmu, 0, ctx)), 0);
	shim_on_store = NULL;
	assert_int_equal(nr_valid, 2);
	assert_int_equal(nr_unordered, 0);
}

/* The SMMU confirms nothing: the entry is invalid, the context stays in use. */
static void test_unconfirmed(void **state)
{
	int ctx = table();

	use(SID_A);
	env.model.sync_stuck = true;
	assert_int_equal(table(), -ETIMEDOUT);
	assert_int_equal(env_op(env_ops->stream_set(env.smmu, 0, ctx)), -ETIMEDOUT);
	assert_int_equal(env.smmu->streams[0].ctx, SMMU_CTX_BLOCKED);
	assert_int_equal(env_op(env_ops->stream_set(env.smmu, 0, SMMU_CTX_BLOCKED)), -ETIMEDOUT);
	assert_int_equal(env_op(env_ops->ctx_free(env.smmu, ctx)), -ETIMEDOUT);
	env.model.sync_stuck = false;
	assert_int_equal(env_op(env_ops->stream_set(env.smmu, 0, SMMU_CTX_BLOCKED)), 0);
	assert_int_equal(env_reach(SID_A), 0);
	/* Quarantined for good. */
	assert_int_equal(table(), ctx + 1);
}

static void test_open_unconfirmed(void **state)
{
	int ctx = table();

	/* The block's two commands and sync, then the entry's command is refused. */
	env.model.ill = 4;
	assert_int_equal(env_op(env_ops->stream_set(env.smmu, 0, ctx)), -EIO);
	assert_int_equal(env.smmu->streams[0].ctx, SMMU_CTX_BLOCKED);
	assert_int_equal(env_reach(SID_A), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_attach_detach, setup),
		cmocka_unit_test(test_coherent),
		cmocka_unit_test(test_order_of_an_entry),
		cmocka_unit_test_setup(test_bad_arguments, setup),
		cmocka_unit_test_setup(test_own_page, setup),
		cmocka_unit_test_setup(test_range, setup),
		cmocka_unit_test_setup(test_old_descriptor, setup),
		cmocka_unit_test(test_pages_run_out),
		cmocka_unit_test(test_pages_from_the_host),
		cmocka_unit_test_setup(test_contexts_run_out, setup),
		cmocka_unit_test_setup(test_vmids, setup),
		cmocka_unit_test_setup(test_reuse_of_a_context, setup),
		cmocka_unit_test_setup(test_running_device, setup),
		cmocka_unit_test_setup(test_unconfirmed, setup),
		cmocka_unit_test_setup(test_open_unconfirmed, setup),
	};

	return cmocka_run_group_tests_name("smmuv3_stream", tests, NULL, NULL);
}
