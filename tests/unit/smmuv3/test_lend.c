// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nested domains: what a stream reaches, whatever the host's descriptor and tables are and
 * wherever they lie; what is left when a page leaves the host, or the domain ends; and the
 * host's own invalidations.
 */
#include <string.h>

#include "env.h"
#include "host.h"
#include "model_nested.h"

#define HOST(n)		(ENV_ID + 0x1000ULL * (n))
#define CD		HOST(0)
#define DATA		HOST(4)
#define OTHER		HOST(5)
#define NR_DATA		2

static const u64 tables[] = { HOST(1), HOST(2), HOST(3) };
static const u64 pages[NR_DATA] = { DATA, OTHER };
static struct v3_ids ids;

static bool is_host(u64 pa)
{
	return pa >= ENV_ID && pa < ENV_ID + ENV_ID_PAGES * 0x1000;
}

/* A page that is not the host's any more. */
static u64 gone = V3_FAULT;

static bool is_reachable(u64 pa)
{
	return is_host(pa) && (pa & ~0xfffULL) != gone;
}

static void check_fetch(uint64_t pa)
{
	if (!is_reachable(pa))
		fail_msg("a table or a descriptor is read at %#llx", (unsigned long long)pa);
}

static void check_address(u32 sid, u64 addr)
{
	u64 out[V3_OUTPUTS];
	unsigned int n = v3_outputs(&env.model, sid, addr, out);

	while (n--) {
		if (!is_reachable(out[n]))
			fail_msg("%#llx leads to %#llx", (unsigned long long)addr,
				 (unsigned long long)out[n]);
	}
}

static void check_reach(struct env *e)
{
	static const u64 addrs[] = {
		HOST_VA, HOST_VA + 0x1000, HOST_VA + 0x2000, DATA, ENV_SECRET, ENV_IOVA, 0,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(addrs); i++)
		check_address(SID_A, addrs[i]);
}

static int start(void **state)
{
	env_ready(&ids);
	gone = V3_FAULT;
	env.model.on_fetch = check_fetch;
	host_tables(tables, pages, NR_DATA);
	return 0;
}

static int setup(void **state)
{
	ids = env_ids;
	return start(state);
}

static int lend(u64 cd)
{
	return env_op(env_ops->ctx_lend(env.smmu, cd));
}

static int set(unsigned int stream, int ctx)
{
	return env_op(env_ops->stream_set(env.smmu, stream, ctx));
}

static int take(int ctx)
{
	return env_op(env_ops->ctx_take(env.smmu, ctx));
}

static int leave(u64 page, u64 nr)
{
	env_unmap(env.identity.arm_lpae_s2_cfg.vttbr, page);
	return env_op(env_ops->inval_range(env.smmu, SMMU_CTX_IDENTITY, page, nr));
}

static u64 dma(u64 addr)
{
	return v3_access(&env.model, SID_A, addr, true);
}

#define EXPECT(addr, pa)	assert_int_equal(dma(addr), pa)

/* A domain with the host's descriptor, and stream A in it. */
static int nest(void)
{
	int ctx = lend(CD);

	assert_true(ctx > 0);
	host_cd(CD, tables[0], env_ops->lent_asid(env.smmu, ctx));
	env.judge = check_reach;
	assert_int_equal(set(0, ctx), 0);
	return ctx;
}

/* ---- what a stream reaches ---- */

static void test_host_memory_alone(void **state)
{
	nest();
	EXPECT(HOST_VA + 8, DATA + 8);
	EXPECT(HOST_VA + 0x1008, OTHER + 8);
	EXPECT(HOST_VA + 0x2000, V3_FAULT);
	EXPECT(DATA, V3_FAULT);
	host_map(tables, 2, ENV_SECRET);
	EXPECT(HOST_VA + 0x2000, V3_FAULT);
	host_map(tables, 3, ENV_BASE);
	EXPECT(HOST_VA + 0x3000, V3_FAULT);
	check_reach(&env);
}

static u64 fault_event(void)
{
	return FIELD_GET(PKVM_IOMMU_FAULT_SMMUV3_EVENT, env_get_fault().flags);
}

/* The fault of stage 2 is told, with the address before stage 1. */
static void test_faults_are_told(void **state)
{
	struct smmu_fault fault;

	nest();
	host_map(tables, 2, ENV_SECRET);
	EXPECT(HOST_VA + 0x2008, V3_FAULT);
	fault = env_get_fault();
	assert_int_equal(fault.addr, HOST_VA + 0x2008);
	assert_int_equal(FIELD_GET(PKVM_IOMMU_FAULT_REASON, fault.flags),
			 PKVM_IOMMU_FAULT_REASON_TRANSLATION);
	assert_true(fault.status >> 39 & 1);
	host_store(CD, 0);
	env.model.nr_cds = 0;
	EXPECT(HOST_VA, V3_FAULT);
	assert_int_equal(fault_event(), 0xa);	/* C_BAD_CD */
	assert_int_equal(fault_event(), 0);
}

static void test_descriptor_elsewhere(void **state)
{
	static const u64 places[] = { ENV_SECRET, ENV_BASE, 0, BIT_ULL(39) - 64 };
	unsigned int i;
	int ctx;

	host_cd(ENV_SECRET, tables[0], 1);
	for (i = 0; i < ARRAY_SIZE(places); i++) {
		ctx = lend(places[i]);
		assert_int_equal(set(0, ctx), 0);
		EXPECT(HOST_VA, V3_FAULT);
		assert_int_equal(fault_event(), 0x10);
		assert_int_equal(set(0, SMMU_CTX_BLOCKED), 0);
		assert_int_equal(take(ctx), 0);
	}
}

/* At each level; check_fetch() sees what is read. */
static void test_tables_elsewhere(void **state)
{
	host_store(ENV_SECRET + 8 * (HOST_VA >> 30), tables[1] | 3);
	host_store(ENV_SECRET + 8 * (HOST_VA >> 21 & 511), tables[2] | 3);
	nest();
	host_store(tables[1] + 8 * (HOST_VA >> 21 & 511), ENV_SECRET | 3);
	EXPECT(HOST_VA, V3_FAULT);
	host_store(tables[0] + 8 * (HOST_VA >> 30), ENV_SECRET | 3);
	EXPECT(HOST_VA, V3_FAULT);
	host_cd(CD, ENV_SECRET, 1);
	env.model.nr_cds = 0;
	EXPECT(HOST_VA, V3_FAULT);
	check_reach(&env);
}

static void forget_all(void)
{
	env.model.nr_cds = 0;
	env.model.nr_both = 0;
	env.model.nr_walks = 0;
	env.model.nr_tlb = 0;
}

static void try_all(void)
{
	forget_all();
	dma(HOST_VA);
	dma(HOST_VA + 0x2000);
	dma(DATA);
	dma(ENV_SECRET);
	dma(~0ULL << 39 | HOST_VA);
	check_reach(&env);
	env.model.eventq_cons = env.model.eventq_prod;
	assert_int_equal(env.model.nr_stalled, 0);
}

/* Each field at each value, of up to 8 bits at once. */
static void test_each_field_of_a_descriptor(void **state)
{
	unsigned int bit, val;
	u64 at, old;

	nest();
	for (bit = 0; bit < 64 * CD_WORDS; bit += 4) {
		at = CD + bit / 64 * 8;
		old = *(u64 *)shim_mem(at);
		for (val = 0; val < 256; val++) {
			host_store(at, (old & ~(0xffULL << bit % 64)) | (u64)val << bit % 64);
			try_all();
		}
		host_store(at, old);
	}
}

static u64 random_word(u64 old)
{
	static const u64 places[] = { ENV_SECRET, ENV_SECRET | 3, HOST(1), HOST(2) | 3, ENV_BASE };
	u64 any = (u64)env_random() << 32 | env_random();

	switch (env_random() % 4) {
	case 0:
		return any;
	case 1:
		return old ^ BIT_ULL(env_random() % 64);
	case 2:
		return places[any % ARRAY_SIZE(places)] | (any & BIT(10));
	}
	return old;
}

/* Descriptors and tables of anything, by SMMUs that stall and that do not. */
static void test_garbage(void **state)
{
	unsigned int i, n;
	u64 at;

	env_seed();
	for (i = 0; i < 20000; i++) {
		if (!(i % 1000)) {
			ids = env_ids;
			ids.idr0 &= i & 1000 ? ~0U : ~(3U << 24);
			start(state);
			nest();
		}
		for (n = 0; n < 3; n++) {
			at = HOST(env_random() % 4) + 8 * (env_random() % 16);
			host_store(at, random_word(*(u64 *)shim_mem(at)));
		}
		try_all();
		if (env_random() % 8)
			continue;
		host_tables(tables, pages, NR_DATA);
		host_cd(CD, tables[0], env_random());
	}
}

/* An entry says that faults do not stall, where the SMMU has a say in it. */
static void test_no_stalls(void **state)
{
	unsigned int model;

	for (model = 0; model < 2; model++) {
		ids = env_ids;
		ids.idr0 = (ids.idr0 & ~(3U << 24)) | model << 24;
		start(state);
		assert_int_equal(pkvm_smmuv3_make_ste(env.smmu, nest()).dw[1] >> 27 & 1, !model);
		EXPECT(HOST_VA, DATA);
		host_store(CD, *(u64 *)shim_mem(CD) | CD0_S);
		env.model.nr_cds = 0;
		EXPECT(HOST_VA + 0x2000, V3_FAULT);
		assert_int_equal(env.model.nr_stalled, 0);
	}
}

static void test_no_translated_requests(void **state)
{
	nest();
	assert_int_equal(v3_access_translated(&env.model, SID_A, DATA), V3_FAULT);
	assert_int_equal(v3_access_translated(&env.model, SID_A, ENV_SECRET), V3_FAULT);
}

/* The rest of an entry, which is zero where it is not named. */
static void test_entry(void **state)
{
	static const u64 zero[] = {
		GENMASK_ULL(63, 52) | GENMASK_ULL(5, 4),	/* S1CDMax, S1Fmt */
		~(GENMASK_ULL(7, 2) | GENMASK_ULL(45, 44)),	/* but S1CIR, S1COR, S1CSH, SHCFG */
		BIT_ULL(57) | BIT_ULL(53),			/* S2S, S2AFFD */
	};
	struct smmuv3_ste identity, ste;
	unsigned int i;

	ids.idr0 |= 1 << 4;
	start(state);
	identity = pkvm_smmuv3_make_ste(env.smmu, SMMU_CTX_IDENTITY);
	ste = pkvm_smmuv3_make_ste(env.smmu, nest());
	for (i = 0; i < ARRAY_SIZE(zero); i++)
		assert_int_equal(ste.dw[i] & zero[i], 0);
	assert_int_equal(ste.dw[0] & 0xf, 0xf);
	assert_int_equal(ste.dw[1] >> 2 & 0x3f, 0x35);	/* write-back, inner shareable */
	assert_int_equal(ste.dw[2] & 0xffff, 255);
	assert_true(ste.dw[2] >> 54 & 1);		/* S2PTW */
	assert_int_equal(ste.dw[2] >> 32 & 0x7ffff, identity.dw[2] >> 32 & 0x7ffff);
	assert_int_equal(ste.dw[3], identity.dw[3]);
	for (i = 4; i < STE_DWORDS; i++)
		assert_int_equal(ste.dw[i], 0);
}

/* After each word and each write, and with what the SMMU has cached before. */
static void test_streams_move(void **state)
{
	u64 root = env_table();
	struct io_pgtable_cfg cfg = env_cfg(root);
	int nested = nest(), other = lend(CD), paging;
	const int ctxs[] = { SMMU_CTX_IDENTITY, nested, SMMU_CTX_BLOCKED, other };
	unsigned int i, j;

	paging = env_op(env_ops->ctx_alloc(env.smmu, &cfg));
	env_map(root, HOST_VA, OTHER, true);
	for (i = 0; i < ARRAY_SIZE(ctxs); i++) {
		for (j = 0; j < ARRAY_SIZE(ctxs); j++) {
			assert_int_equal(set(0, ctxs[i]), 0);
			dma(HOST_VA);
			dma(DATA);
			assert_int_equal(set(0, ctxs[j]), 0);
			EXPECT(HOST_VA, ctxs[j] == nested || ctxs[j] == other ? DATA : V3_FAULT);
			EXPECT(DATA, ctxs[j] ? V3_FAULT : DATA);
			assert_int_equal(set(0, paging), 0);
			EXPECT(HOST_VA, OTHER);
			EXPECT(DATA, V3_FAULT);
		}
	}
}

/* ---- a page leaves ---- */

static void test_stale_entries(void **state)
{
	static const u64 lengths[] = { 1, 60, 61, 62, 63, 64, 512 };
	unsigned int i;

	for (i = 0; i < 2 * ARRAY_SIZE(lengths); i++) {
		ids = env_ids;
		ids.idr3 = i & 1 ? env_ids.idr3 : 0;
		start(state);
		nest();
		EXPECT(HOST_VA, DATA);
		env_unmap(env.identity.arm_lpae_s2_cfg.vttbr, DATA);
		EXPECT(HOST_VA, DATA);		/* stale entry: the test needs one */
		assert_int_equal(leave(DATA, lengths[i / 2]), 0);
		gone = DATA;
		check_reach(&env);
		EXPECT(HOST_VA, V3_FAULT);
		EXPECT(HOST_VA + 0x1000, OTHER);
		assert_true(env.model.max_since_sync <= 63);
	}
}

/* By whole contexts, as with pkvm_iommu=inval-context. */
static void test_stale_entries_by_context(void **state)
{
	nest();
	EXPECT(HOST_VA, DATA);
	env_unmap(env.identity.arm_lpae_s2_cfg.vttbr, DATA);
	assert_int_equal(env_op(env_ops->inval_ctx(env.smmu, SMMU_CTX_IDENTITY)), 0);
	gone = DATA;
	check_reach(&env);
	EXPECT(HOST_VA, V3_FAULT);
}

/*
 * The descriptor, and a table of each level: neither by a translation, nor by what the SMMU
 * has kept with the descriptor.
 */
static void test_tables_leave(void **state)
{
	unsigned int n;

	for (n = 0; n < 4; n++) {
		start(state);
		nest();
		EXPECT(HOST_VA, DATA);
		assert_int_equal(leave(HOST(n), 1), 0);
		gone = HOST(n);
		/* A guest's data, by which the device would reach the host's page. */
		host_cd(gone + 0x800, tables[0], 1);
		EXPECT(HOST_VA, V3_FAULT);
		EXPECT(HOST_VA + 0x1000, V3_FAULT);
		check_reach(&env);
	}
}

static void use_nested(void)
{
	dma(HOST_VA);
	dma(HOST_VA + 0x1000);
}

/*
 * The same, and a page of data, with a device that runs between any two commands of a batch,
 * which take effect in either order.
 */
static void test_running_device(void **state)
{
	unsigned int n;

	for (n = 0; n < 2 * 5; n++) {
		start(state);
		nest();
		EXPECT(HOST_VA, DATA);
		env.model.on_command = use_nested;
		env.model.backwards = n & 1;
		assert_int_equal(leave(HOST(n / 2), 1), 0);
		env.model.on_command = NULL;
		gone = HOST(n / 2);
		EXPECT(HOST_VA, V3_FAULT);
		check_reach(&env);
	}
	/* The stream leaves: no entry comes by the old descriptor. */
	start(state);
	nest();
	EXPECT(HOST_VA, DATA);
	env.model.on_command = use_nested;
	assert_int_equal(set(0, SMMU_CTX_BLOCKED), 0);
	assert_int_equal(env.model.nr_both, 0);
}

static void test_a_page_leaves_when_confirmed(void **state)
{
	nest();
	EXPECT(HOST_VA, DATA);
	env.model.sync_stuck = true;
	assert_int_equal(leave(DATA, 1), -ETIMEDOUT);
}

static void count_anew(void)
{
	env.model.nr_cmds = 0;
	env.model.nr_syncs = 0;
}

static void expect_cost(unsigned int cmds, unsigned int syncs)
{
	assert_int_equal(env.model.nr_cmds, cmds);
	assert_int_equal(env.model.nr_syncs, syncs);
	count_anew();
}

/* Those of docs/smmuv3.md: without nested domains as ever; others keep their entries. */
static void test_costs(void **state)
{
	int ctx = nest();

	v3_access(&env.model, SID_B, DATA, false);
	count_anew();
	assert_int_equal(leave(OTHER, 1), 0);
	expect_cost(5, 2);
	assert_true(v3_tlb_find(&env.model, 1, DATA) >= 0);
	assert_int_equal(set(0, SMMU_CTX_BLOCKED), 0);
	expect_cost(3, 1);
	assert_int_equal(set(0, ctx), 0);
	expect_cost(4, 2);
	assert_int_equal(set(0, SMMU_CTX_IDENTITY), 0);
	expect_cost(5, 2);
	assert_int_equal(take(ctx), 0);
	expect_cost(2, 1);
	assert_int_equal(leave(HOST(6), 1), 0);
	expect_cost(2, 1);
}

/* ---- its end ---- */

static void test_taken_back(void **state)
{
	int ctx = nest();

	EXPECT(HOST_VA, DATA);
	assert_int_equal(take(ctx), -EBUSY);
	assert_int_equal(env_op(env_ops->ctx_free(env.smmu, ctx)), -EINVAL);
	assert_int_equal(set(0, SMMU_CTX_BLOCKED), 0);
	assert_int_equal(env.model.nr_both + env.model.nr_walks + env.model.nr_cds, 0);
	assert_int_equal(take(ctx), 0);
	assert_int_equal(take(ctx), -EINVAL);
	assert_int_equal(take(SMMU_CTX_IDENTITY), -EINVAL);
	assert_int_equal(take(-1), -EINVAL);
	assert_int_equal(take(SMMUV3_MAX_CTX), -EINVAL);
	assert_int_equal(set(0, ctx), -EINVAL);
	assert_int_equal(lend(CD), ctx);
}

/* Whatever ASID the host has used, and global entries. */
static void test_nothing_is_left(void **state)
{
	int a = lend(CD), b = lend(CD + 64);

	host_cd(CD, tables[0], 77);
	host_cd(CD + 64, tables[0], 0);
	assert_int_equal(set(0, a), 0);
	EXPECT(HOST_VA, DATA);
	host_store(tables[2] + 8, OTHER | 3 | 1 << 10);
	EXPECT(HOST_VA + 0x1000, OTHER);
	assert_int_equal(set(0, b), 0);
	EXPECT(HOST_VA, DATA);
	assert_int_equal(set(0, SMMU_CTX_IDENTITY), 0);
	/* Another stream's, in a domain that has none any more. */
	env.model.both[env.model.nr_both++] = (struct v3_both) { .vmid = 255, .asid = 77 };
	assert_int_equal(take(a), 0);
	assert_int_equal(env.model.nr_both, 0);
	assert_int_equal(take(b), 0);
}

/* The context is nested as long as it is not confirmed: its entries go with pages. */
static void test_quarantine(void **state)
{
	int ctx = nest();

	EXPECT(HOST_VA, DATA);
	assert_int_equal(set(0, SMMU_CTX_BLOCKED), 0);
	env.model.both[env.model.nr_both++] = (struct v3_both) { .vmid = 255, .asid = 77 };
	env.model.ill = 1;
	assert_int_equal(take(ctx), -EIO);
	memset(env.model.refused, 0, sizeof(env.model.refused));
	assert_int_not_equal(lend(CD), ctx);
	assert_int_equal(env_op(env_ops->ctx_free(env.smmu, ctx)), -EINVAL);
	assert_int_equal(env.model.nr_both, 1);
	assert_int_equal(leave(DATA, 1), 0);
	assert_int_equal(env.model.nr_both, 0);
	assert_int_equal(take(ctx), 0);
	assert_int_equal(lend(CD), ctx);
}

/* The next user of the context is not concerned. */
static void test_context_serves_a_table(void **state)
{
	u64 root = env_table();
	struct io_pgtable_cfg cfg = env_cfg(root);
	int ctx = nest();

	EXPECT(HOST_VA, DATA);
	assert_int_equal(set(0, SMMU_CTX_BLOCKED), 0);
	assert_int_equal(take(ctx), 0);
	assert_int_equal(env_op(env_ops->ctx_alloc(env.smmu, &cfg)), ctx);
	env_map(root, HOST_VA + 0x1000, OTHER, true);
	assert_int_equal(set(0, ctx), 0);
	EXPECT(HOST_VA, V3_FAULT);
	EXPECT(HOST_VA + 0x1000, OTHER);
	assert_int_equal(take(ctx), -EINVAL);
}

/* ---- suspend ---- */

static void test_suspend(void **state)
{
	nest();
	EXPECT(HOST_VA, DATA);
	v3_init(&env.model, &ids);
	env.model.on_fetch = check_fetch;
	env.judge = NULL;
	assert_int_equal(env_op(env_ops->close(env.smmu)), 0);
	EXPECT(HOST_VA, V3_FAULT);
	env.judge = check_reach;
	assert_int_equal(env_op(env_ops->restore(env.smmu)), 0);
	EXPECT(HOST_VA, DATA);
	EXPECT(ENV_SECRET, V3_FAULT);
}

/* ---- the host's invalidations ---- */

#define PAGES	(PAGE_SHIFT)
#define LEAF	PKVM_IOMMU_INVAL_LEAF

static int inval(int ctx, u64 iova, u64 size, u64 flags)
{
	return env_op(env_ops->inval_lent(env.smmu, ctx, iova, size, flags));
}

/* Entries of @nr pages, of a domain and of its neighbour with the same addresses. */
static void fill(int ctx, unsigned int nr)
{
	unsigned int i;

	forget_all();
	for (i = 0; i < 2 * nr; i++)
		env.model.both[i] = (struct v3_both) {
			.vmid = 255, .asid = ctx + (i >= nr), .granule = 12, .shift = 12,
			.va = HOST_VA + 0x1000ULL * (i % nr),
		};
	env.model.nr_both = 2 * nr;
}

static unsigned int left(u16 asid)
{
	unsigned int i, n = 0;

	for (i = 0; i < env.model.nr_both; i++)
		n += env.model.both[i].asid == asid;
	return n;
}

static void test_inval_pages(void **state)
{
	static const u64 nrs[] = { 1, 2, 3, 31, 32, 33, 61, 62, 63, 100 };
	unsigned int i;
	int ctx;

	for (i = 0; i < 2 * ARRAY_SIZE(nrs); i++) {
		ids = env_ids;
		ids.idr3 = i & 1 ? env_ids.idr3 : 0;
		start(state);
		ctx = nest();
		fill(ctx, 110);
		assert_int_equal(inval(ctx, HOST_VA + 0x5000, nrs[i / 2] << 12, PAGES | LEAF), 0);
		assert_int_equal(env.model.nr_pending, 0);
		assert_int_equal(left(ctx), !ids.idr3 && nrs[i / 2] > 62 ? 0 : 110 - nrs[i / 2]);
		assert_int_equal(left(ctx + 1), 110);
		assert_true(env.model.max_since_sync <= 63);
	}
}

static void test_inval_all(void **state)
{
	int ctx = nest();

	fill(ctx, 10);
	env.model.both[10].global = true;
	assert_int_equal(inval(ctx, 0, 0, PKVM_IOMMU_INVAL_ALL), 0);
	assert_int_equal(left(ctx), 0);
	assert_int_equal(left(ctx + 1), 10);
	v3_access(&env.model, SID_B, DATA, false);
	assert_true(v3_tlb_find(&env.model, 1, DATA) >= 0);
}

/* With LEAF, what the SMMU knows of tables stays. */
static void test_inval_tables(void **state)
{
	int ctx = nest();

	EXPECT(HOST_VA, DATA);
	assert_int_equal(env.model.nr_walks, 1);
	assert_int_equal(inval(ctx, HOST_VA, 0x1000, PAGES | LEAF), 0);
	assert_int_equal(env.model.nr_both, 0);
	assert_int_equal(env.model.nr_walks, 1);
	assert_int_equal(inval(ctx, HOST_VA, 0x200000, PAGES), 0);
	assert_int_equal(env.model.nr_walks, 0);
	EXPECT(HOST_VA, DATA);
	assert_int_equal(inval(ctx, 0, 0, PKVM_IOMMU_INVAL_ALL), 0);
	assert_int_equal(env.model.nr_both + env.model.nr_walks, 0);
}

/* Of @nr pages or blocks of 1 << @shift, the last has an entry. */
static void inval_last(int ctx, unsigned int shift, unsigned int granule, u64 nr)
{
	fill(ctx, 1);
	env.model.both[0].shift = shift;
	env.model.both[0].granule = granule;
	env.model.both[0].va = BIT_ULL(43) + (nr << shift) - 0x1000;
	assert_int_equal(inval(ctx, BIT_ULL(43), nr << shift, shift), 0);
	assert_int_equal(left(ctx), 0);
}

/* Sizes of pages and blocks, of tables of each granule; ranges of one command and of several. */
static void test_inval_granules(void **state)
{
	static const u8 sizes[] = { 12, 21, 30, 39, 14, 25, 36, 16, 29, 42 };
	static const u8 granules[] = { 12, 12, 12, 12, 14, 14, 14, 16, 16, 16 };
	unsigned int i, log2, ril;
	int ctx;

	for (ril = 0; ril < 2; ril++) {
		ids.idr3 = ril ? env_ids.idr3 : 0;
		start(state);
		ctx = nest();
		for (i = 0; i < ARRAY_SIZE(sizes); i++) {
			inval_last(ctx, sizes[i], granules[i], 1);
			inval_last(ctx, sizes[i], granules[i], 3);
			inval_last(ctx, sizes[i], granules[i], 33);
		}
		for (log2 = 12; log2 < 64; log2++) {
			if (!memchr(sizes, log2, sizeof(sizes)))
				assert_int_equal(inval(ctx, 0, BIT_ULL(log2), log2), -EINVAL);
		}
	}
}

/* However large: few commands. */
static void test_inval_is_bounded(void **state)
{
	unsigned int log2, ril;
	int ctx;

	for (ril = 0; ril < 2; ril++) {
		ids.idr3 = ril ? env_ids.idr3 : 0;
		start(state);
		ctx = nest();
		for (log2 = 12; log2 < 64; log2++) {
			count_anew();
			fill(ctx, 2);
			assert_int_equal(inval(ctx, HOST_VA & ~(BIT_ULL(log2) - 1),
					       BIT_ULL(log2) - (log2 > 12 ? 0x1000 : 0), PAGES), 0);
			assert_true(env.model.nr_cmds <= 63);
			assert_true(!ril || env.model.nr_cmds <= 9);
			assert_int_equal(env.model.nr_syncs, 1);
			assert_int_equal(left(ctx + 1), 2);
		}
		assert_int_equal(inval(ctx, 0, ~0xfffULL, PAGES), 0);
		assert_int_equal(left(ctx), 0);
	}
}

/* Those of docs/smmuv3.md. */
static void test_inval_costs(void **state)
{
	static const u64 pages[] = { 1, 16, 256, 512, 511 };
	static const u8 cmds[] = { 2, 2, 2, 2, 3 };
	unsigned int i;
	int ctx = nest();

	for (i = 0; i < ARRAY_SIZE(pages); i++) {
		count_anew();
		assert_int_equal(inval(ctx, HOST_VA, pages[i] << 12, PAGES), 0);
		expect_cost(cmds[i], 1);
	}
	assert_int_equal(inval(ctx, 0, 0, PKVM_IOMMU_INVAL_ALL), 0);
	expect_cost(2, 1);
	assert_int_equal(inval(ctx, 0, BIT_ULL(39) - 0x1000, PAGES), 0);
	expect_cost(7, 1);
}

static void test_inval_refused(void **state)
{
	u64 root = env_table();
	struct io_pgtable_cfg cfg = env_cfg(root);
	int ctx = nest(), paging = env_op(env_ops->ctx_alloc(env.smmu, &cfg));

	count_anew();
	assert_int_equal(inval(SMMU_CTX_IDENTITY, 0, 0, PKVM_IOMMU_INVAL_ALL), -ENOENT);
	assert_int_equal(inval(paging, 0, 0, PKVM_IOMMU_INVAL_ALL), -ENOENT);
	assert_int_equal(inval(paging + 1, 0, 0, PKVM_IOMMU_INVAL_ALL), -ENOENT);
	assert_int_equal(inval(SMMUV3_MAX_CTX, 0, 0, PKVM_IOMMU_INVAL_ALL), -ENOENT);
	expect_cost(0, 0);
	env.model.sync_stuck = true;
	assert_int_equal(inval(ctx, 0, 0x1000, PAGES), -ETIMEDOUT);
}

#define T(name)	cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_host_memory_alone),
		T(test_faults_are_told),
		T(test_descriptor_elsewhere),
		T(test_tables_elsewhere),
		T(test_each_field_of_a_descriptor),
		T(test_garbage),
		T(test_no_stalls),
		T(test_no_translated_requests),
		T(test_entry),
		T(test_streams_move),
		T(test_stale_entries),
		T(test_stale_entries_by_context),
		T(test_tables_leave),
		T(test_a_page_leaves_when_confirmed),
		T(test_costs),
		T(test_taken_back),
		T(test_running_device),
		T(test_nothing_is_left),
		T(test_quarantine),
		T(test_context_serves_a_table),
		T(test_suspend),
		T(test_inval_pages),
		T(test_inval_all),
		T(test_inval_tables),
		T(test_inval_granules),
		T(test_inval_is_bounded),
		T(test_inval_costs),
		T(test_inval_refused),
	};

	return cmocka_run_group_tests_name("smmuv3_lend", tests, NULL, NULL);
}
