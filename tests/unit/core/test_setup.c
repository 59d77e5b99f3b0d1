// SPDX-License-Identifier: GPL-2.0-only
/* Set-up calls, the phases in which calls are accepted, and the state after the seal. */
#include "setup.h"

#include <unistd.h>

#include <nvhe/trap_handler.h>

static s64 current_state(void)
{
	return __pkvm_iommu_query(PKVM_IOMMU_QUERY_STATE, 0);
}

static void takeover_makes_it_active(void **state)
{
	assert_int_equal(current_state(), PKVM_IOMMU_PENDING);
	describe_system();
	assert_int_equal(__pkvm_iommu_seal(), 0);
	assert_int_equal(current_state(), PKVM_IOMMU_ACTIVE);
	/* Root, one table for the gigabyte, one for each 2 MiB of MEM1 and MEM2. */
	assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_TABLE_PAGES, 0), 2 + 4 + 4);
	assert_false(pkvm_iommu_forbids_pvms());
	assert_ptr_equal(pkvm_iommu_topology->soc, &fake_soc);
}

static void every_stream_reaches_host_memory_only(void **state)
{
	unsigned int smmu, sid;

	describe_system();
	assert_int_equal(__pkvm_iommu_seal(), 0);
	for (smmu = 0; smmu < 2; smmu++) {
		for (sid = 1; sid <= 3; sid++) {
			assert_int_equal(fake_dma(smmu, sid, HOST_PAGE(0) + 8), HOST_PAGE(0) + 8);
			assert_true(fake_dma(smmu, sid, MEM1) == FAKE_FAULT);
			assert_true(fake_dma(smmu, sid, CARVEOUT) == FAKE_FAULT);
			assert_true(fake_dma(smmu, sid, MC_BASE) == FAKE_FAULT);
			assert_true(fake_dma(smmu, sid, HOST_PAGE(0) | BIT_ULL(39)) == FAKE_FAULT);
		}
	}
}

/* The teardown looks at every page. */
static void holes_of_any_size_are_left_out(void **state)
{
	unsigned int i, at = 1;

	for (i = 1; i < 24; i++) {
		shim_hyp_pages(HOST_PAGE(at), i);
		at += i + (i * 7) % 23 + 1;
	}
	describe_system();
	assert_int_equal(__pkvm_iommu_seal(), 0);
}

/*
 * Firmware's memory may not be page-aligned. Leave out a page that is partly
 * firmware's, as check_range_allowed_memory() does.
 */
static void regions_are_cut_to_whole_pages(void **state)
{
	const u64 half = PAGE_SIZE / 2, mem = CARVEOUT + CARVEOUT_SIZE - half;

	shim_reset();
	shim_add_memory(MEM1, MEM1_SIZE - half, false);
	shim_add_memory(MEM1 + MEM1_SIZE - half, CARVEOUT_SIZE, true);
	shim_add_memory(mem, MEM2 + MEM2_SIZE - mem, false);
	pkvm_iommu_init(shim_hyp_pages(MEM1, POOL_PAGES), POOL_PAGES);
	describe_system();

	alarm(10);	/* fail instead of looping forever */
	assert_int_equal(__pkvm_iommu_seal(), 0);
	alarm(0);
	assert_true(fake_dma(0, 1, MEM1 + MEM1_SIZE - 2 * PAGE_SIZE) != FAKE_FAULT);
	assert_true(fake_dma(0, 1, MEM1 + MEM1_SIZE - PAGE_SIZE) == FAKE_FAULT);
	assert_true(fake_dma(0, 1, mem - half) == FAKE_FAULT);
	assert_int_equal(fake_dma(0, 1, mem + half), mem + half);
	assert_int_equal(fake_dma(0, 1, MEM2 + MEM2_SIZE - PAGE_SIZE),
			 MEM2 + MEM2_SIZE - PAGE_SIZE);
}

/* A page that two regions share is the host's if both are, and only then. */
static void regions_share_the_page_at_their_edge(void **state)
{
	const u64 edge = MEM1 + MEM1_SIZE / 2, half = PAGE_SIZE / 2;

	shim_reset();
	shim_add_memory(MEM1, MEM1_SIZE / 2 + half, false);
	shim_add_memory(edge + half, 0x100, false);	/* a region within the page */
	shim_add_memory(edge + half + 0x100, 3 * PAGE_SIZE, false);
	shim_add_memory(edge + half + 0x100 + 3 * PAGE_SIZE, PAGE_SIZE, true);
	shim_add_memory(edge + half + 0x100 + 4 * PAGE_SIZE, PAGE_SIZE, false);
	pkvm_iommu_init(shim_hyp_pages(MEM1, POOL_PAGES), POOL_PAGES);
	describe_system();

	assert_int_equal(__pkvm_iommu_seal(), 0);
	assert_int_equal(fake_dma(0, 1, edge - PAGE_SIZE), edge - PAGE_SIZE);
	assert_int_equal(fake_dma(0, 1, edge), edge);
	assert_int_equal(fake_dma(0, 1, edge + 2 * PAGE_SIZE), edge + 2 * PAGE_SIZE);
	assert_true(fake_dma(0, 1, edge + 3 * PAGE_SIZE) == FAKE_FAULT);
	assert_true(fake_dma(0, 1, edge + 4 * PAGE_SIZE) == FAKE_FAULT);
	assert_true(fake_dma(0, 1, edge + 5 * PAGE_SIZE) == FAKE_FAULT);
}

/* Leaves are readable, writable, and execute-never. */
static void identity_leaves_are_write_back_and_never_executable(void **state)
{
	u64 pte;

	describe_system();
	assert_int_equal(__pkvm_iommu_seal(), 0);
	fake_walk(fake_root_of(0, SMMU_CTX_IDENTITY), HOST_PAGE(0), &pte);
	assert_int_equal(pte & ~GENMASK_ULL(47, 12),
			 3ULL << 53 | 1 << 10 | 3 << 8 | 3 << 6 | 0xf << 2 | 3);
}

/* Walks that snoop need no clean to the PoC, and say so in VTCR. */
static void coherent_walks_are_not_cleaned_for(void **state)
{
	const struct io_pgtable_cfg *cfg;
	u64 word;

	fake_soc.coherent_walk = true;
	describe_system();
	assert_int_equal(__pkvm_iommu_seal(), 0);
	cfg = pkvm_iommu_identity_cfg();
	assert_int_equal(cfg->arm_lpae_s2_cfg.vtcr.sh, 3);
	assert_int_equal(cfg->arm_lpae_s2_cfg.vtcr.orgn, 1);
	assert_int_equal(cfg->arm_lpae_s2_cfg.vtcr.irgn, 1);
	/* An SMMU that does not snoop would see what was there before the table. */
	assert_true(shim_poc_read(cfg->arm_lpae_s2_cfg.vttbr, &word, sizeof(word)));
	assert_true(word == 0xa5a5a5a5a5a5a5a5);
}

static void invalid_smmus_are_refused(void **state)
{
	const u64 bad[][5] = {
		{ 1, SMMU0_BASE, 0, SMMU_SIZE, SID_MASK },	/* not the next number */
		{ ~0ULL, SMMU0_BASE, 0, SMMU_SIZE, SID_MASK },
		{ 0, 0, 0, SMMU_SIZE, SID_MASK },
		{ 0, SMMU0_BASE + 1, 0, SMMU_SIZE, SID_MASK },
		{ 0, SMMU0_BASE, 0, 0, SID_MASK },
		{ 0, SMMU0_BASE, 0, 12, SID_MASK },
		{ 0, SMMU0_BASE, 0, ~0xfffULL, SID_MASK },	/* wraps */
		{ 0, BIT_ULL(39), 0, SMMU_SIZE, SID_MASK },
		{ 0, BIT_ULL(39) - PAGE_SIZE, 0, SMMU_SIZE, SID_MASK },
		{ 0, SMMU0_BASE, 0, SMMU_SIZE, 0x8000 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(describe_smmu(bad[i][0], bad[i][1], bad[i][2], bad[i][3],
					       bad[i][4]), -EINVAL);
	assert_int_equal(__pkvm_iommu_describe_smmu(0, PKVM_IOMMU_NR_SMMU_KINDS, SMMU0_BASE,
						    SMMU_SIZE, SID_MASK), -EINVAL);
	assert_int_equal(pkvm_iommu_topology->nr_smmus, 0);
	for (i = 0; i < PKVM_IOMMU_MAX_SMMUS; i++)
		assert_int_equal(describe_smmu(i, SMMU0_BASE, 0, SMMU_SIZE, 0), 0);
	assert_int_equal(describe_smmu(i, SMMU0_BASE, 0, SMMU_SIZE, 0), -EINVAL);
}

static void further_smmu_ranges_are_checked(void **state)
{
	assert_int_equal(__pkvm_iommu_describe_smmu_regs(0, SMMU0_BASE1, SMMU_SIZE), -EINVAL);
	assert_int_equal(describe_smmu(0, SMMU0_BASE, 0, SMMU_SIZE, SID_MASK), 0);
	assert_int_equal(__pkvm_iommu_describe_smmu_regs(1, SMMU0_BASE1, SMMU_SIZE), -EINVAL);
	assert_int_equal(__pkvm_iommu_describe_smmu_regs(0, SMMU0_BASE1 + 1, SMMU_SIZE), -EINVAL);
	assert_int_equal(__pkvm_iommu_describe_smmu_regs(0, BIT_ULL(40), SMMU_SIZE), -EINVAL);
	assert_int_equal(__pkvm_iommu_describe_smmu_regs(0, SMMU0_BASE1, SMMU_SIZE / 2), -EINVAL);
	assert_int_equal(pkvm_iommu_topology->smmus[0]->nr_regs, 1);
	assert_int_equal(__pkvm_iommu_describe_smmu_regs(0, SMMU0_BASE1, SMMU_SIZE), 0);
	assert_int_equal(__pkvm_iommu_describe_smmu_regs(0, SMMU1_BASE, SMMU_SIZE), -EINVAL);
}

static void invalid_mc_regions_are_refused(void **state)
{
	unsigned int i;

	assert_int_equal(__pkvm_iommu_describe_guard(PKVM_IOMMU_NR_GUARDS, MC_BASE, MC_SIZE),
			 -EINVAL);
	assert_int_equal(describe_mc(MC_BASE + 4, MC_SIZE), -EINVAL);
	assert_int_equal(describe_mc(MC_BASE, 0), -EINVAL);
	assert_int_equal(describe_mc(BIT_ULL(39), MC_SIZE), -EINVAL);
	for (i = 0; i < PKVM_IOMMU_MAX_GUARD_REGS; i++)
		assert_int_equal(describe_mc(MC_BASE, MC_SIZE), 0);
	assert_int_equal(describe_mc(MC_BASE, MC_SIZE), -EINVAL);
}

static void invalid_rows_are_refused(void **state)
{
	const struct iommu_row bad[] = {
		ROW(2, 5, 0x50),		/* no such SMMU */
		ROW(0xff, 5, 0x50),
		ROW(0, 0x405, 0x50),		/* bits that matching ignores */
		ROW(0, 0x8005, 0x50),		/* wider than the SMMU's stream IDs */
		ROW(0, 0x80000005, 0x50),
	};
	unsigned int i;

	describe_system();
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(describe_row(bad[i]), -EINVAL);
	/* Bits above the row's fields. */
	assert_int_equal(__pkvm_iommu_describe_streams(BIT_ULL(8), 5, 1, 0x50), -EINVAL);
	assert_int_equal(__pkvm_iommu_describe_streams(0, BIT_ULL(32) | 5, 1, 0x50), -EINVAL);
	assert_int_equal(__pkvm_iommu_describe_streams(0, 5, BIT_ULL(32) | 1, 0x50), -EINVAL);
	assert_int_equal(__pkvm_iommu_describe_streams(0, 5, 1, BIT_ULL(16) | 0x50), -EINVAL);
	assert_int_equal(describe_row(ROW(0, 1, 0x11)), -EEXIST);
	assert_int_equal(describe_row(ROW(0, 2, 0x11)), -EEXIST);
	assert_int_equal(describe_row(ROW(1, 1, 0x11)), -EEXIST);
	assert_int_equal(pkvm_iommu_topology->nr_rows, 6);
	assert_int_equal(pkvm_iommu_topology->smmus[0]->nr_streams, 3);
}

static int describe_range(u64 sid, u64 nr, u64 client)
{
	return __pkvm_iommu_describe_streams(0, sid, nr, client);
}

static void a_row_may_be_a_range_of_streams(void **state)
{
	describe_smmus();
	describe_six_rows();
	assert_int_equal(describe_range(0x10, 4, PKVM_IOMMU_NO_CLIENT), 0);
	assert_int_equal(pkvm_iommu_topology->smmus[0]->nr_streams, 3 + 4);
	assert_int_equal(pkvm_iommu_stream(pkvm_iommu_topology->smmus[0], 0x13), 6);
	assert_int_equal(pkvm_iommu_stream(pkvm_iommu_topology->smmus[0], 0x14), -ENOENT);
	assert_int_equal(pkvm_iommu_topology->nr_rows, 7);
	/* Ranges overlap at either end, or one contains the other. */
	assert_int_equal(describe_range(0x13, 2, PKVM_IOMMU_NO_CLIENT), -EEXIST);
	assert_int_equal(describe_range(0x0f, 2, PKVM_IOMMU_NO_CLIENT), -EEXIST);
	assert_int_equal(describe_range(0x0f, 8, PKVM_IOMMU_NO_CLIENT), -EEXIST);
	assert_int_equal(describe_range(0x11, 1, PKVM_IOMMU_NO_CLIENT), -EEXIST);
	assert_int_equal(describe_range(0x14, 1, PKVM_IOMMU_NO_CLIENT), 0);
	assert_int_equal(pkvm_iommu_topology->nr_rows, 8);
}

static void invalid_ranges_are_refused(void **state)
{
	unsigned int before;

	describe_system();
	before = pkvm_iommu_topology->smmus[0]->nr_streams;
	assert_int_equal(describe_range(0x10, 0, PKVM_IOMMU_NO_CLIENT), -EINVAL);
	assert_int_equal(describe_range(0x10, 2, 0x50), -EINVAL);	/* a client has one ID */
	assert_int_equal(describe_range(0x7e, 3, PKVM_IOMMU_NO_CLIENT), -EINVAL);
	assert_int_equal(describe_range(0x7ffe, 3, PKVM_IOMMU_NO_CLIENT), -EINVAL);
	assert_int_equal(describe_range(0x10, U32_MAX, PKVM_IOMMU_NO_CLIENT), -EINVAL);
	assert_int_equal(pkvm_iommu_topology->smmus[0]->nr_streams, before);
	assert_int_equal(pkvm_iommu_topology->nr_rows, 6);

	/* A range that does not fit adds no stream. */
	reset_system(state);
	assert_int_equal(describe_smmu(0, SMMU0_BASE, 0, SMMU_SIZE, 0), 0);
	assert_int_equal(describe_range(0x100, FAKE_MAX_STREAMS - 1, PKVM_IOMMU_NO_CLIENT), 0);
	assert_int_equal(describe_range(0x7ffe, 3, PKVM_IOMMU_NO_CLIENT), -EINVAL);
	assert_int_equal(describe_range(0x200, 2, PKVM_IOMMU_NO_CLIENT), -ENOSPC);
	assert_int_equal(pkvm_iommu_topology->smmus[0]->nr_streams, FAKE_MAX_STREAMS - 1);
	assert_int_equal(describe_range(0x200, 1, PKVM_IOMMU_NO_CLIENT), 0);
}

static void one_stream_may_serve_many_clients(void **state)
{
	describe_smmus();
	describe_six_rows();
	assert_int_equal(describe_row(ROW(0, 1, 0x77)), 0);
	assert_int_equal(pkvm_iommu_topology->smmus[0]->nr_streams, 3);
	assert_int_equal(pkvm_iommu_topology->nr_rows, 7);
}

static void rows_and_streams_run_out_with_an_error(void **state)
{
	unsigned int i;

	assert_int_equal(describe_smmu(0, SMMU0_BASE, 0, SMMU_SIZE, 0), 0);
	for (i = 0; i < PKVM_IOMMU_MAX_ROWS; i++)
		assert_int_equal(describe_row(ROW(0, 1, i)), 0);
	assert_int_equal(describe_row(ROW(0, 1, i)), -ENOSPC);

	reset_system(state);
	assert_int_equal(describe_smmu(0, SMMU0_BASE, 0, SMMU_SIZE, 0), 0);
	for (i = 0; i < FAKE_MAX_STREAMS; i++) {
		struct iommu_row row = ROW(0, 0x100 + i, PKVM_IOMMU_NO_CLIENT);

		assert_int_equal(describe_row(row), 0);
	}
	assert_int_equal(describe_row(ROW(0, 1, 1)), -ENOSPC);
	assert_int_equal(pkvm_iommu_topology->nr_rows, FAKE_MAX_STREAMS);
}

/* Each failure of the seal: state FAILED, and the host keeps all registers. */
static void expect_failed_seal(int err)
{
	u64 start = 0, end = ~0ULL;

	assert_int_equal(__pkvm_iommu_seal(), err);
	assert_int_equal(current_state(), PKVM_IOMMU_FAILED);
	assert_true(pkvm_iommu_forbids_pvms());
	hyp_spin_lock(&host_mmu.lock);
	assert_int_equal(pkvm_iommu_clip_mmio(SMMU0_BASE, &start, &end), 0);
	hyp_spin_unlock(&host_mmu.lock);
	assert_int_equal(start, 0);
	assert_int_equal(__pkvm_iommu_seal(), -EPERM);
	assert_int_equal(__pkvm_iommu_switch_off(), -EPERM);
	assert_int_equal(__pkvm_iommu_alloc_domain(hyp_phys_to_pfn(HOST_PAGE(0))), -EOPNOTSUPP);
	assert_int_equal(__pkvm_host_donate_hyp(hyp_phys_to_pfn(HOST_PAGE(0)), 1), 0);
}

/* What EL1 is told of it. */
static void expect_blame(u64 what, u64 which)
{
	u64 a = ~0ULL, b = ~0ULL;

	pkvm_iommu_refusal(&a, &b);
	assert_int_equal(a, what);
	assert_int_equal(b, which);
}

static void an_empty_description_fails(void **state)
{
	expect_failed_seal(-ENODEV);
}

static void a_missing_stream_fails(void **state)
{
	assert_int_equal(describe_smmu(0, SMMU0_BASE, 0, SMMU_SIZE, 0), 0);
	assert_int_equal(describe_mc(MC_BASE, MC_SIZE), 0);
	expect_failed_seal(-ENODEV);
}

static void describe_rows(void)
{
	assert_int_equal(describe_row(ROW(0, 1, 0x11)), 0);
	assert_int_equal(describe_row(ROW(0, 1, PKVM_IOMMU_NO_CLIENT)), 0);
}

/* SMMU 0 with another register range, size or mask than the SoC has. */
static void another_socs_smmu_fails(void **state)
{
	static const u64 bad[][4] = {
		{ SMMU0_BASE + SMMU_SIZE, SMMU0_BASE1, SMMU_SIZE, SID_MASK },
		{ SMMU0_BASE, SMMU0_BASE1 - SMMU_SIZE, SMMU_SIZE, SID_MASK },
		{ SMMU0_BASE1, SMMU0_BASE, SMMU_SIZE, SID_MASK },
		{ SMMU0_BASE, 0, SMMU_SIZE, SID_MASK },	/* its mirror would stay the host's */
		{ SMMU0_BASE, SMMU0_BASE1, SMMU_SIZE / 2, SID_MASK },
		{ SMMU0_BASE, SMMU0_BASE1, SMMU_SIZE, 0 },
		{ SMMU0_BASE, SMMU0_BASE1, SMMU_SIZE, 0x7e80 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		reset_system(state);
		assert_int_equal(describe_smmu(0, bad[i][0], bad[i][1], bad[i][2], bad[i][3]), 0);
		assert_int_equal(describe_smmu(1, SMMU1_BASE, 0, SMMU_SIZE, SID_MASK), 0);
		assert_int_equal(describe_mc(MC_BASE, MC_SIZE), 0);
		describe_rows();
		expect_failed_seal(-EINVAL);
		expect_blame(PKVM_IOMMU_REFUSED_SMMU, 0);
		assert_int_equal(fake_calls(FAKE_PROBE), 0);
	}
	reset_system(state);
	assert_int_equal(describe_smmu(0, SMMU0_BASE, SMMU0_BASE1, SMMU_SIZE, SID_MASK), 0);
	assert_int_equal(describe_smmu(1, SMMU1_BASE, 0, SMMU_SIZE, SID_MASK), 0);
	assert_int_equal(describe_mc(MC_BASE, MC_SIZE), 0);
	describe_rows();
	assert_int_equal(__pkvm_iommu_seal(), 0);
}

/* All ranges of a guard that EL1 describes, and none of one that EL2 adds. */
static void another_socs_guard_fails(void **state)
{
	static const u64 bad[][2] = {
		{ 0, 0 }, { MC_BASE + MC_SIZE, MC_SIZE }, { MC_BASE, MC_SIZE * 2 },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		reset_system(state);
		assert_int_equal(describe_smmu(0, SMMU0_BASE, SMMU0_BASE1, SMMU_SIZE, SID_MASK),
				 0);
		assert_int_equal(describe_smmu(1, SMMU1_BASE, 0, SMMU_SIZE, SID_MASK), 0);
		if (bad[i][0])
			assert_int_equal(describe_mc(bad[i][0], bad[i][1]), 0);
		describe_rows();
		expect_failed_seal(-EINVAL);
		expect_blame(PKVM_IOMMU_REFUSED_GUARD, PKVM_IOMMU_GUARD_TEGRA_MC);
	}

	reset_system(state);
	describe_system();
	assert_int_equal(describe_mc(MC_BASE + MC_SIZE, MC_SIZE), 0);
	expect_failed_seal(-EINVAL);

	reset_system(state);
	describe_system();
	assert_int_equal(__pkvm_iommu_describe_guard(PKVM_IOMMU_GUARD_TEGRA_GPCDMA,
						     FAKE_GPCDMA_BASE, FAKE_GPCDMA_SIZE), 0);
	expect_failed_seal(-EINVAL);
	expect_blame(PKVM_IOMMU_REFUSED_GUARD, PKVM_IOMMU_GUARD_TEGRA_GPCDMA);
}

static const struct iommu_row foreign_rows[] = {
	ROW(0, 4, 0x14), ROW(0, 2, 0x14), ROW(0, 1, 0x21), ROW(1, 1, 0x14),
	ROW(0, 0, 0x14), ROW(0, 0x7f, PKVM_IOMMU_NO_CLIENT), ROW(0, 0x7d, PKVM_IOMMU_NO_CLIENT),
	/* Of the other SMMU, and of one client with another's stream ID. */
	ROW(0, 1, 0x22), ROW(1, 2, 0x23),
	{ .sid = 3, .nr_sids = 2, .client = PKVM_IOMMU_NO_CLIENT },
};

/* Described before what tells the SoC: the seal finds them. */
static void another_socs_row_fails(void **state)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(foreign_rows); i++) {
		reset_system(state);
		describe_smmus();
		describe_six_rows();
		assert_int_equal(describe_row(foreign_rows[i]), 0);
		assert_int_equal(describe_mc(MC_BASE, MC_SIZE), 0);
		expect_failed_seal(-EINVAL);
		assert_int_equal(fake_calls(FAKE_PROBE), 0);
	}
	reset_system(state);
	describe_system();
	assert_int_equal(describe_range(1, 3, PKVM_IOMMU_NO_CLIENT), 0);
	assert_int_equal(__pkvm_iommu_seal(), 0);
}

/* The row is left out, its stream faults and can't be attached; all others work. */
static void another_socs_row_costs_the_row(void **state)
{
	unsigned int i;

	describe_system();
	for (i = 0; i < ARRAY_SIZE(foreign_rows); i++)
		assert_int_equal(describe_row(foreign_rows[i]), -ENXIO);
	assert_int_equal(pkvm_iommu_topology->nr_rows, 6);
	assert_int_equal(pkvm_iommu_topology->smmus[0]->nr_streams, 3);
	assert_int_equal(pkvm_iommu_topology->smmus[1]->nr_streams, 3);
	assert_int_equal(__pkvm_iommu_seal(), 0);
	assert_int_equal(current_state(), PKVM_IOMMU_ACTIVE);
	assert_int_equal(fake_dma(0, 1, HOST_PAGE(0)), HOST_PAGE(0));
	assert_true(fake_dma(0, 4, HOST_PAGE(0)) == FAKE_FAULT);
	assert_true(fake_dma(0, 0x7f, HOST_PAGE(0)) == FAKE_FAULT);
	assert_int_equal(__pkvm_iommu_attach(0, 4, PKVM_IOMMU_DOMAIN_IDENTITY), -ENOENT);
	assert_int_equal(__pkvm_iommu_attach(0, 0x7f, PKVM_IOMMU_DOMAIN_IDENTITY), -ENOENT);
}

/* The SoC's own ranges, should its table be wrong: [0] is the memory controller. */
static void with_mc_at(u32 base, int err, u64 wrong)
{
	struct soc_guard other[2];
	const struct soc_guard *orig = fake_soc.guards;

	memcpy(other, orig, sizeof(other));
	other[0].base = &base;
	fake_soc.guards = other;
	assert_int_equal(describe_smmu(0, SMMU0_BASE, SMMU0_BASE1, SMMU_SIZE, SID_MASK), 0);
	assert_int_equal(describe_smmu(1, SMMU1_BASE, 0, SMMU_SIZE, SID_MASK), 0);
	assert_int_equal(describe_mc(base, MC_SIZE), 0);
	describe_rows();
	assert_int_equal(__pkvm_iommu_seal(), err);
	if (err)
		expect_blame(PKVM_IOMMU_REFUSED_REGS, wrong);
	assert_int_equal(current_state(), err ? PKVM_IOMMU_FAILED : PKVM_IOMMU_ACTIVE);
	reset_system(NULL);
	fake_soc.guards = orig;
}

static void overlapping_registers_fail(void **state)
{
	with_mc_at(SMMU0_BASE + SMMU_SIZE - PAGE_SIZE, -EINVAL, SMMU0_BASE + SMMU_SIZE - PAGE_SIZE);
	with_mc_at(FAKE_GPCDMA_BASE - MC_SIZE + PAGE_SIZE, -EINVAL, FAKE_GPCDMA_BASE);
	with_mc_at(FAKE_GPCDMA_BASE - MC_SIZE, 0, 0);
	/* One within the other. */
	with_mc_at(SMMU0_BASE + PAGE_SIZE, -EINVAL, SMMU0_BASE + PAGE_SIZE);
	with_mc_at(FAKE_GPCDMA_BASE + PAGE_SIZE, -EINVAL, FAKE_GPCDMA_BASE);
}

static void registers_in_memory_fail(void **state)
{
	with_mc_at(MEM1 - PAGE_SIZE, -EINVAL, MEM1 - PAGE_SIZE);
	with_mc_at(MEM1 - MC_SIZE, 0, 0);
	with_mc_at(CARVEOUT + CARVEOUT_SIZE - PAGE_SIZE, -EINVAL,
		   CARVEOUT + CARVEOUT_SIZE - PAGE_SIZE);
	/* A region within the registers, and the other way round. */
	with_mc_at(MEM1 + PAGE_SIZE, -EINVAL, MEM1 + PAGE_SIZE);
	hyp_memory[2].base = MC_BASE + PAGE_SIZE;
	hyp_memory[2].size = PAGE_SIZE;
	with_mc_at(MC_BASE, -EINVAL, MC_BASE);
	hyp_memory[2].base = MEM2;
	hyp_memory[2].size = MEM2_SIZE;
}

static void with_doorbell_at(u64 page, int expected)
{
	describe_system();
	fake_soc.doorbells = &page;
	fake_soc.nr_doorbells = 1;
	assert_int_equal(__pkvm_iommu_seal(), expected);
	if (expected)
		expect_blame(PKVM_IOMMU_REFUSED_REGS, page);
	fake_soc.nr_doorbells = 0;
	reset_system(NULL);
}

/* Devices write there whoever owns the page. */
static void a_doorbell_of_somebody_fails(void **state)
{
	with_doorbell_at(SMMU0_BASE1, -EINVAL);
	with_doorbell_at(MC_BASE, -EINVAL);
	with_doorbell_at(MEM1, -EINVAL);
	with_doorbell_at(CARVEOUT, -EINVAL);
	with_doorbell_at(SMMU0_BASE1 - PAGE_SIZE, 0);
}

static void memory_in_the_alias_fails(void **state)
{
	describe_system();
	hyp_memory[2].size = BIT_ULL(39) - hyp_memory[2].base + PAGE_SIZE;
	assert_int_equal(__pkvm_iommu_seal(), -ERANGE);
	expect_blame(PKVM_IOMMU_REFUSED_MEMORY, hyp_memory[2].base);
	assert_int_equal(current_state(), PKVM_IOMMU_FAILED);
	hyp_memory[2].size = MEM2_SIZE;
}

static void add_row_to_soc(unsigned int smmu, u32 sid, u16 client)
{
	fake_rows[FAKE_NR_ROWS] = (struct soc_row) {
		.smmu = smmu, .sid = sid, .client = client,
	};
}

/* Also those of the two clients of SMMU 1, for whose streams other rows are described. */
static void rows_of_the_soc_are_added(void **state)
{
	describe_system();
	add_row_to_soc(1, 9, 0x90);
	assert_int_equal(__pkvm_iommu_seal(), 0);
	assert_int_equal(pkvm_iommu_stream(pkvm_iommu_topology->smmus[1], 9), 3);
	assert_int_equal(pkvm_iommu_topology->nr_rows, 9);
	assert_int_equal(pkvm_iommu_topology->rows[6].client, 0x21);
	assert_int_equal(pkvm_iommu_topology->rows[7].client, 0x22);
	assert_int_equal(pkvm_iommu_topology->rows[8].smmu, 1);
	assert_int_equal(pkvm_iommu_topology->rows[8].sid, 9);
	assert_int_equal(pkvm_iommu_topology->rows[8].client, 0x90);
	assert_true(pkvm_iommu_topology->rows[8].added);
	assert_false(pkvm_iommu_topology->rows[5].added);
}

/* SMMUs are numbered as EL1 describes them, not as the SoC's table has them. */
static void rows_of_the_soc_find_their_smmu(void **state)
{
	assert_int_equal(describe_smmu(0, SMMU1_BASE, 0, SMMU_SIZE, SID_MASK), 0);
	assert_int_equal(describe_smmu(1, SMMU0_BASE, SMMU0_BASE1, SMMU_SIZE, SID_MASK), 0);
	assert_int_equal(describe_mc(MC_BASE, MC_SIZE), 0);
	assert_int_equal(describe_row(ROW(1, 1, 0x11)), 0);
	add_row_to_soc(1, 9, 0x90);
	assert_int_equal(__pkvm_iommu_seal(), 0);
	assert_int_equal(pkvm_iommu_topology->rows[5].smmu, 0);
	assert_int_equal(pkvm_iommu_topology->rows[5].sid, 9);
}

static void rows_of_the_soc_may_be_there_already(void **state)
{
	describe_system();
	add_row_to_soc(0, 1, 0x11);
	assert_int_equal(__pkvm_iommu_seal(), 0);
	assert_int_equal(pkvm_iommu_topology->nr_rows, 8);
}

static void rows_of_the_soc_must_fit(void **state)
{
	describe_system();
	add_row_to_soc(0, 0x80, 0x90);
	expect_failed_seal(-EINVAL);

	/* Its SMMU was not described. */
	reset_system(state);
	assert_int_equal(describe_smmu(0, SMMU0_BASE, SMMU0_BASE1, SMMU_SIZE, SID_MASK), 0);
	assert_int_equal(describe_mc(MC_BASE, MC_SIZE), 0);
	describe_rows();
	add_row_to_soc(1, 9, 0x90);
	expect_failed_seal(-EINVAL);
	expect_blame(PKVM_IOMMU_REFUSED_NO_SMMU, SMMU1_BASE);
}

static void every_failed_mapping_fails_the_seal(void **state)
{
	unsigned int nth;

	for (nth = 1; nth <= 5; nth++) {
		reset_system(state);
		describe_system();
		shim_fail_private_mapping = nth;
		expect_failed_seal(-ENOMEM);
		assert_int_equal(fake_calls(FAKE_PROBE), 0);
	}
}

/* Probes write nothing, so all of them come before any takeover. */
static void every_failed_probe_fails_the_seal(void **state)
{
	describe_system();
	fake_fail(FAKE_PROBE, 1, -ENODEV, false);
	expect_failed_seal(-ENODEV);

	reset_system(state);
	describe_system();
	fake_fail(FAKE_PROBE, 2, -ENODEV, false);
	expect_failed_seal(-ENODEV);
	expect_blame(PKVM_IOMMU_REFUSED_SMMU, 1);
	assert_int_equal(fake_calls(FAKE_TAKEOVER), 0);

	reset_system(state);
	describe_system();
	fake_fail(FAKE_MC_PROBE, 1, -EPERM, false);
	fake_culprit = 0x12;
	expect_failed_seal(-EPERM);
	expect_blame(PKVM_IOMMU_REFUSED_CLIENT, 0x12);
	assert_int_equal(fake_calls(FAKE_TAKEOVER), 0);

	reset_system(state);
	describe_system();
	fake_fail(FAKE_GPCDMA_PROBE, 1, -EBUSY, false);
	expect_failed_seal(-EBUSY);
	expect_blame(PKVM_IOMMU_REFUSED_GUARD, PKVM_IOMMU_GUARD_TEGRA_GPCDMA);
	assert_int_equal(fake_calls(FAKE_TAKEOVER), 0);
}

static void every_failed_takeover_fails_the_seal(void **state)
{
	unsigned int nth;

	for (nth = 1; nth <= 2; nth++) {
		reset_system(state);
		describe_system();
		fake_fail(FAKE_TAKEOVER, nth, -ETIMEDOUT, false);
		expect_failed_seal(-ETIMEDOUT);
		expect_blame(PKVM_IOMMU_REFUSED_SMMU, nth - 1);
		assert_int_equal(fake_calls(FAKE_MC_TAKEOVER), 0);
	}
	reset_system(state);
	describe_system();
	fake_fail(FAKE_MC_TAKEOVER, 1, -EIO, false);
	expect_failed_seal(-EIO);
	expect_blame(PKVM_IOMMU_REFUSED_GUARD, PKVM_IOMMU_GUARD_TEGRA_MC);
}

static unsigned int nr_given;

/* Another CPU donates a page whenever ownership may change. */
static void give_meanwhile(const hyp_spinlock_t *lock)
{
	if (lock != &host_mmu.lock)
		return;
	if (!__pkvm_host_donate_hyp(hyp_phys_to_pfn(HOST_PAGE(200 + nr_given)), 1))
		nr_given++;
}

/* It leaves the host before the identity table is built, or once the table follows. */
static void a_page_that_leaves_with_the_takeover_is_out_of_reach(void **state)
{
	unsigned int n;

	describe_system();
	nr_given = 0;
	shim_other_turn = give_meanwhile;
	shim_turn_lock = &host_mmu.lock;
	assert_int_equal(__pkvm_iommu_seal(), 0);
	shim_turn_lock = NULL;
	shim_other_turn = NULL;
	assert_int_not_equal(nr_given, 0);
	for (n = 0; n < nr_given; n++)
		assert_true(fake_dma(0, 1, HOST_PAGE(200 + n)) == FAKE_FAULT);
	assert_true(fake_dma(0, 1, HOST_PAGE(200 + n)) == HOST_PAGE(200 + n));
}

/* Ten pages are needed: the seal fails with each smaller number. */
static void too_small_a_pool_fails_the_seal(void **state)
{
	unsigned int pages;

	for (pages = 0; pages < 10; pages++) {
		reset_system(state);
		describe_system();
		pkvm_iommu_init(hyp_phys_to_virt(MEM1), pages);
		expect_failed_seal(-ENOMEM);
		assert_int_equal(fake_calls(FAKE_TAKEOVER), 0);
	}
	reset_system(state);
	describe_system();
	pkvm_iommu_init(hyp_phys_to_virt(MEM1), pages);
	assert_int_equal(__pkvm_iommu_seal(), 0);
}

static int call_setup(unsigned int i)
{
	switch (i) {
	case 0:
		return describe_smmu(2, 0x20000000, 0, SMMU_SIZE, 0);
	case 1:
		return describe_mc(0x20000000, MC_SIZE);
	case 2:
		return describe_row(ROW(0, 5, 0x55));
	case 3:
		return __pkvm_iommu_seal();
	default:
		return __pkvm_iommu_switch_off();
	}
}

static void setup_calls_end_with_the_seal(void **state)
{
	struct iommu_topology before;
	unsigned int i;

	active_system(state);
	before = *pkvm_iommu_topology;
	for (i = 0; i < 5; i++)
		assert_int_equal(call_setup(i), -EPERM);
	assert_memory_equal(&before, pkvm_iommu_topology, sizeof(before));
	assert_int_equal(current_state(), PKVM_IOMMU_ACTIVE);
}

/* Without protected mode, the dispatcher refuses no call: its static key never flips. */
static void setup_calls_need_protected_mode(void **state)
{
	unsigned int i;

	pkvm_iommu_init(NULL, 0);
	for (i = 0; i < 5; i++)
		assert_int_equal(call_setup(i), -EOPNOTSUPP);
	assert_int_equal(current_state(), PKVM_IOMMU_PENDING);
}

static s64 call_runtime(unsigned int i)
{
	u64 a, b, pfn = hyp_phys_to_pfn(HOST_PAGE(0));

	switch (i) {
	case 0:
		return __pkvm_iommu_alloc_domain(pfn);
	case 1:
		return __pkvm_iommu_free_domain(1);
	case 2:
		return __pkvm_iommu_topup(1, pfn);
	case 3:
		return __pkvm_iommu_attach(0, 1, 0);
	case 4:
		return __pkvm_iommu_detach(0, 1);
	case 5:
		return __pkvm_iommu_map(1, 0, HOST_PAGE(0), 1, PKVM_IOMMU_PROT_READ, &a);
	case 6:
		return __pkvm_iommu_unmap(1, 0, 1);
	case 7:
		return __pkvm_iommu_iova_to_phys(1, 0);
	case 8:
		return __pkvm_iommu_get_fault(0, &a, &b);
	case 9:
		return __pkvm_iommu_alloc_nested(0, 0, &a, &b);
	case 10:
		return __pkvm_iommu_free_nested(PKVM_IOMMU_DOMAIN_NESTED(0, 1));
	case 11:
		return __pkvm_iommu_inval_nested(PKVM_IOMMU_DOMAIN_NESTED(0, 1), 0, PAGE_SIZE,
						 PAGE_SHIFT);
	default:
		return __pkvm_iommu_query(PKVM_IOMMU_QUERY_SYNCS, 0);
	}
}

static void runtime_calls_wait_for_the_state(void **state)
{
	unsigned int i;

	describe_system();
	for (i = 0; i < 13; i++)
		assert_int_equal(call_runtime(i), -EPERM);
}

static void runtime_calls_are_refused_when_off(void **state)
{
	unsigned int i;

	describe_system();
	assert_int_equal(__pkvm_iommu_switch_off(), 0);
	assert_int_equal(current_state(), PKVM_IOMMU_OFF);
	for (i = 0; i < 13; i++)
		assert_int_equal(call_runtime(i), -EOPNOTSUPP);
	for (i = 0; i < 5; i++)
		assert_int_equal(call_setup(i), -EPERM);
	assert_false(pkvm_iommu_forbids_pvms());
	assert_int_equal(fake_calls(FAKE_PROBE), 0);
}

static void undecided_means_no_protected_vm(void **state)
{
	assert_true(pkvm_iommu_forbids_pvms());
}

static void queries_return_their_counters(void **state)
{
	active_system(state);
	pkvm_iommu_topology->smmus[0]->reg_writes = 12;
	pkvm_iommu_topology->smmus[1]->syncs = 34;
	pkvm_iommu_topology->soc->guards[0].guard->refused = 56;
	pkvm_iommu_topology->soc->guards[1].guard->refused = 78;
	assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_REG_WRITES, 0), 12);
	assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_SYNCS, 1), 34);
	assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_REFUSED,
					    PKVM_IOMMU_GUARD_TEGRA_MC), 56);
	assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_REFUSED,
					    PKVM_IOMMU_GUARD_TEGRA_GPCDMA), 78);
	assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_SYNCS, 2), -ENODEV);
	assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_REFUSED, PKVM_IOMMU_NR_GUARDS),
			 -ENODEV);
	assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_NR_QUERIES, 0), -EINVAL);
	assert_int_equal(__pkvm_iommu_query(~0ULL, ~0ULL), -EINVAL);
}

static void faults_are_passed_on(void **state)
{
	u64 addr, status;

	active_system(state);
	assert_int_equal(__pkvm_iommu_get_fault(0, &addr, &status), 0);
	fake_fault = (struct smmu_fault) { PKVM_IOMMU_FAULT_VALID | 3, 0x1234, 0x402 };
	assert_int_equal(__pkvm_iommu_get_fault(1, &addr, &status), PKVM_IOMMU_FAULT_VALID | 3);
	assert_int_equal(addr, 0x1234);
	assert_int_equal(status, 0x402);
	assert_int_equal(__pkvm_iommu_get_fault(2, &addr, &status), -ENODEV);
	assert_int_equal(addr, 0);
	assert_int_equal(status, 0);
}

/* The same by registers, as the dispatcher calls: arguments in x1.., results in x1..x3. */
static void registers_carry_arguments_and_results(void **state)
{
	struct kvm_cpu_context c = { };

#define CALL(name, ...)								\
	({									\
		const u64 args[] = { __VA_ARGS__ };				\
		memset(&c, 0xa5, sizeof(c));					\
		memcpy(&cpu_reg(&c, 1), args, sizeof(args));			\
		handle___pkvm_iommu_##name(&c);					\
		(s64)cpu_reg(&c, 1);						\
	})
	assert_int_equal(CALL(describe_smmu, 0, PKVM_IOMMU_SMMU_MMU500, SMMU0_BASE, SMMU_SIZE,
			      SID_MASK), 0);
	assert_int_equal(CALL(describe_smmu_regs, 0, SMMU0_BASE1, SMMU_SIZE), 0);
	assert_int_equal(pkvm_iommu_topology->smmus[0]->regs[1].base, SMMU0_BASE1);
	assert_int_equal(pkvm_iommu_topology->smmus[0]->sid_mask, SID_MASK);
	assert_int_equal(CALL(describe_smmu, 1, PKVM_IOMMU_SMMU_MMU500, SMMU1_BASE, SMMU_SIZE,
			      SID_MASK), 0);
	assert_int_equal(CALL(describe_guard, PKVM_IOMMU_GUARD_TEGRA_MC, MC_BASE, MC_SIZE), 0);
	assert_int_equal(CALL(describe_streams, 0, 1, 1, 0x11), 0);
	assert_int_equal(CALL(seal, 0), 0);
	assert_int_equal(cpu_reg(&c, 2), PKVM_IOMMU_REFUSED_SYSTEM);
	assert_int_equal(cpu_reg(&c, 3), 0);
	assert_int_equal(CALL(switch_off, 0), -EPERM);
	assert_int_equal(CALL(alloc_domain, hyp_phys_to_pfn(HOST_PAGE(0))), 1);
	assert_int_equal(CALL(attach, 0, 1, 1), 0);
	assert_int_equal(CALL(map, 1, 0x5000, HOST_PAGE(9), 2, 3), -ENOMEM);
	assert_int_equal(cpu_reg(&c, 2), 2);
	assert_int_equal(CALL(topup, 1, hyp_phys_to_pfn(HOST_PAGE(2))), 0);
	assert_int_equal(CALL(topup, 1, hyp_phys_to_pfn(HOST_PAGE(3))), 0);
	assert_int_equal(CALL(map, 1, 0x5000, HOST_PAGE(9), 2, 3), 2);
	assert_int_equal(cpu_reg(&c, 2), 0);
	assert_int_equal(CALL(iova_to_phys, 1, 0x6004), HOST_PAGE(10) + 4);
	assert_int_equal(CALL(unmap, 1, 0x5000, 2), 2);
	assert_int_equal(CALL(detach, 0, 1), 0);
	fake_fault = (struct smmu_fault) { PKVM_IOMMU_FAULT_VALID, 7, 8 };
	assert_int_equal(CALL(get_fault, 0), PKVM_IOMMU_FAULT_VALID);
	assert_int_equal(cpu_reg(&c, 2), 7);
	assert_int_equal(cpu_reg(&c, 3), 8);
	assert_int_equal(CALL(query, PKVM_IOMMU_QUERY_STATE, 0), PKVM_IOMMU_ACTIVE);
	assert_true(CALL(free_domain, 1) > 0);
#undef CALL
}

/* Calls without arguments are easily taken for one another. */
static void each_option_is_for_itself(void **state)
{
	static void (* const options[])(struct kvm_cpu_context *ctxt) = {
		handle___pkvm_iommu_allow_trusted_os, handle___pkvm_iommu_allow_suspend,
		handle___pkvm_iommu_invalidate_contexts,
	};
	struct kvm_cpu_context c = { };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(options); i++) {
		reset_system(state);
		describe_system();
		options[i](&c);
		assert_int_equal(cpu_reg(&c, 1), 0);
		assert_int_equal(__pkvm_iommu_seal(), 0);
		assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_TRUSTED_OS, 0), i == 0);
		assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_SUSPEND_ALLOWED, 0), i == 1);
		options[i](&c);
		assert_int_equal((s64)cpu_reg(&c, 1), -EPERM);
	}
	reset_system(state);
	handle___pkvm_iommu_switch_off(&c);
	assert_int_equal(cpu_reg(&c, 1), 0);
	assert_int_equal(current_state(), PKVM_IOMMU_OFF);
}

#define T(name) cmocka_unit_test_setup_teardown(name, reset_system, check_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(takeover_makes_it_active),
		T(every_stream_reaches_host_memory_only),
		T(holes_of_any_size_are_left_out),
		/* The invariants check whole pages. */
		cmocka_unit_test_setup(regions_are_cut_to_whole_pages, reset_system),
		cmocka_unit_test_setup(regions_share_the_page_at_their_edge, reset_system),
		T(identity_leaves_are_write_back_and_never_executable),
		cmocka_unit_test_setup(coherent_walks_are_not_cleaned_for, reset_system),
		T(invalid_smmus_are_refused),
		T(further_smmu_ranges_are_checked),
		T(invalid_mc_regions_are_refused),
		T(invalid_rows_are_refused),
		T(a_row_may_be_a_range_of_streams),
		T(invalid_ranges_are_refused),
		T(one_stream_may_serve_many_clients),
		T(rows_and_streams_run_out_with_an_error),
		T(an_empty_description_fails),
		T(a_missing_stream_fails),
		T(overlapping_registers_fail),
		T(registers_in_memory_fail),
		T(a_doorbell_of_somebody_fails),
		T(memory_in_the_alias_fails),
		T(another_socs_smmu_fails),
		T(another_socs_guard_fails),
		T(another_socs_row_fails),
		T(another_socs_row_costs_the_row),
		T(rows_of_the_soc_are_added),
		T(rows_of_the_soc_find_their_smmu),
		T(rows_of_the_soc_may_be_there_already),
		T(rows_of_the_soc_must_fit),
		T(every_failed_mapping_fails_the_seal),
		T(every_failed_probe_fails_the_seal),
		T(every_failed_takeover_fails_the_seal),
		T(a_page_that_leaves_with_the_takeover_is_out_of_reach),
		T(too_small_a_pool_fails_the_seal),
		T(setup_calls_end_with_the_seal),
		T(setup_calls_need_protected_mode),
		T(runtime_calls_wait_for_the_state),
		T(runtime_calls_are_refused_when_off),
		T(undecided_means_no_protected_vm),
		T(queries_return_their_counters),
		T(faults_are_passed_on),
		T(registers_carry_arguments_and_results),
		T(each_option_is_for_itself),
	};

	return cmocka_run_group_tests_name("core_setup", tests, NULL, NULL);
}
