// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random sequences of a hostile host's operations on the whole system, with valid,
 * nearly valid and arbitrary arguments. Devices keep issuing DMA, and syncs get stuck now
 * and then. Checks the invariants after each step.
 *
 * SEED=<number> runs one sequence again; STEPS=<number> sets its length.
 */
#include <stdio.h>
#include <time.h>

#include "account.h"

#define NUM_CB		6
#define NR_LIVE		10	/* domains, more than there are banks */

/* Streams that sequences attach: a few of each SMMU, one per pair of rows. */
static const struct { u8 smmu, sid; } toys[] = {
	{ 0, 0x01 }, { 0, 0x0e }, { 1, 0x01 }, { 2, 0x04 }, { 2, 0x03 }, { 2, 0x13 },
};

/* Streams that stay in the identity domain. */
static const struct { u8 smmu, sid; } anchors[] = { { 0, 0x10 }, { 2, 0x06 } };

static bool stuck_smmus;

/* Pages that were donated to EL2 only to be returned. */
static u64 lent[32];
static unsigned int nr_lent;

static u64 wild(void)
{
	static const u64 odd[] = {
		0, 1, 8, 0xfff, PAGE_SIZE, SZ_2M, BIT_ULL(38), BIT_ULL(39) - PAGE_SIZE, BIT_ULL(39),
		BIT_ULL(39) | MEM1, BIT_ULL(40), BIT_ULL(48), BIT_ULL(52), BIT_ULL(63),
		~0ULL, ~0ULL << 12, 0x80000000ULL, 0xffffffffULL, 0x12000000, 0x02c00000,
	};

	return odd[rnd(ARRAY_SIZE(odd))];
}

/* The next page that the host owns. */
static u64 host_page(u64 phys)
{
	unsigned int i, nr = page_nr(phys);

	for (i = 0; i < NR_PAGES && !host_reaches(page_phys(nr)); i++)
		nr = (nr + 1) % NR_PAGES;
	return page_phys(nr);
}

static u64 some_page(void)
{
	u64 phys = page_phys(rnd(NR_PAGES));	/* also EL2's pool and the carveout */

	switch (rnd(24)) {
	case 0:
		return wild();
	case 1:
		return phys | BIT_ULL(39 + rnd(12));
	case 2:
		return phys + 8 * rnd(512);
	case 3:
	case 4:
		return phys;
	default:
		return host_page(phys);
	}
}

/* The first domain from a random index on; 0 if there is none. */
static u64 some_handle(void)
{
	unsigned int i, at = rnd(NR_LIVE);

	if (!rnd(16))
		return rnd(4) ? wild() : BIT_ULL(32) * rnd(3) + rnd(PKVM_IOMMU_MAX_DOMAINS + 1);
	for (i = 0; i < NR_LIVE; i++, at = (at + 1) % NR_LIVE)
		if (account.domain[at + 1].live)
			return at + 1;
	return 1;
}

static u64 some_iova(void)
{
	switch (rnd(16)) {
	case 0:
		return wild();
	case 1:
		return BIT_ULL(39) - (1 + rnd(4)) * PAGE_SIZE;
	case 2:
		return MEM1 + rnd(64) * PAGE_SIZE;
	default:
		return SZ_2M - (24 - rnd(48)) * PAGE_SIZE;	/* across two tables */
	}
}

static u64 some_nr(void)
{
	switch (rnd(24)) {
	case 0:
		return wild();
	case 1:
		return rnd(300);
	default:
		return 1 + rnd(rnd(2) ? 8 : 2);
	}
}

static u64 some_pfn(void)
{
	return rnd(24) ? hyp_phys_to_pfn(some_page()) : wild();
}

static void step_alloc(void)
{
	s64 ret = do_alloc(some_pfn());

	if (ret > NR_LIVE)	/* more than sequences use */
		do_free(ret);
}

static void step_free(void)
{
	if (!rnd(3))
		do_free(some_handle());
}

static void step_topup(void)
{
	if (!rnd(4))
		do_topup(some_handle(), some_pfn());
}

static bool has_room(u64 handle)
{
	return handle >= PKVM_IOMMU_MAX_DOMAINS ||
	       account.domain[handle].nr + PKVM_IOMMU_MAX_BATCH <= ACCOUNT_MAX_MAPPINGS;
}

static void step_map(void)
{
	u64 handle = some_handle(), iova = some_iova(), phys = some_page(), nr = some_nr();
	u64 prot = rnd(24) ? 1 + rnd(3) + 4 * rnd(2) : rnd(2) * wild(), need;
	unsigned int tries;

	if (!has_room(handle) || do_map(handle, iova, phys, nr, prot, &need) != -ENOMEM)
		return;
	for (tries = 0; need && tries < 20; tries++)
		need -= !do_topup(handle, some_pfn());
	do_map(handle, iova, phys, nr, prot, &need);
}

static void step_unmap(void)
{
	u64 handle = some_handle(), iova = some_iova();

	/* Close to a mapped page, if there is one. */
	if (handle < PKVM_IOMMU_MAX_DOMAINS && account.domain[handle].nr && rnd(8))
		iova = account.domain[handle].map[rnd(account.domain[handle].nr)].iova -
		       !rnd(4) * PAGE_SIZE;
	do_unmap(handle, iova, some_nr());
}

static void step_lookup(void)
{
	do_iova_to_phys(some_handle(), some_iova() + rnd(2) * rnd(PAGE_SIZE));
}

static void step_attach(void)
{
	unsigned int toy = rnd(ARRAY_SIZE(toys));

	if (!rnd(12))
		do_attach(rnd(5), rnd(2) ? rnd(0x100) : wild(), NR_LIVE + 1 + rnd(1000));
	else if (rnd(5))
		do_attach(toys[toy].smmu, toys[toy].sid, rnd(6) ? some_handle() : 0);
	else
		do_detach(toys[toy].smmu, toys[toy].sid);
}

static void step_detach_wild(void)
{
	u64 smmu = rnd(5), sid = rnd(2) ? 0x80 + rnd(0x8000) : wild();

	if (sid >= 128)
		do_detach(smmu, sid);
}

static void step_donate(void)
{
	u64 phys = some_page() & PAGE_MASK;

	if (page_nr(phys) < 0)
		return;
	if (rnd(2)) {
		do_donate_guest(phys);
	} else if (rnd(3)) {
		if (nr_lent < ARRAY_SIZE(lent) && !do_donate_hyp(phys, 1))
			lent[nr_lent++] = phys;
	} else {
		u64 nr = 1 + rnd(80);

		if (!do_donate_hyp(phys, nr))
			assert_int_equal(__pkvm_hyp_donate_host(hyp_phys_to_pfn(phys), nr), 0);
	}
}

static void step_return(void)
{
	if (nr_lent)
		assert_int_equal(__pkvm_hyp_donate_host(hyp_phys_to_pfn(lent[--nr_lent]), 1), 0);
}

/* Operations of a guest, and returns. Pages of EL2's pool and tables stay. */
static void step_guest(void)
{
	u64 phys = page_phys(rnd(NR_PAGES));
	unsigned int tries;

	for (tries = 0; tries < 64 && get_host_state(hyp_phys_to_page(phys)) == PKVM_PAGE_OWNED;
	     tries++)
		phys = page_phys(rnd(NR_PAGES));
	switch (rnd(4)) {
	case 0:
		shim_guest_share_host(phys);
		break;
	case 1:
		do_unshare_guest(phys);
		break;
	default:
		shim_guest_reclaim(phys);
	}
}

static void step_share_hyp(void)
{
	u64 phys = page_phys(rnd(NR_PAGES));

	if (rnd(2))
		shim_host_share_hyp(phys);
	else
		shim_host_unshare_hyp(phys);
}

static void step_registers(void)
{
	u64 addr = rnd(4) ? world_mc_base(rnd(WORLD_MC_REGIONS)) + rnd(WORLD_MC_REGION_SIZE) :
			    world_smmu_base(rnd(WORLD_NODES), 0) + rnd(WORLD_SMMU_SIZE);
	u64 val = rnd(2) ? wild() : rnd(~0ULL), start = 0, end = MEM1;
	unsigned int size = 1U << rnd(4);
	bool is_mc = addr < 0x03000000;

	if (rnd(2))
		addr &= ~3ULL;
	assert_int_equal(sys_host_access(addr, size, rnd(4), &val), is_mc);
	assert_int_equal(sys_clip(addr, &start, &end), -EPERM);
}

static void step_setup(void)
{
	assert_int_equal(hvc(handle___pkvm_iommu_seal, 0, 0, 0, 0, 0, NULL, NULL), -EPERM);
	assert_int_equal(hvc(handle___pkvm_iommu_switch_off, 0, 0, 0, 0, 0, NULL, NULL), -EPERM);
	assert_int_equal(hvc(handle___pkvm_iommu_describe_streams, rnd(4), rnd(128), 1,
			     rnd(512), 0, NULL, NULL), -EPERM);
	assert_int_equal(hvc(handle___pkvm_iommu_describe_smmu, rnd(4), 0, some_page(), SZ_2M, 0,
			     NULL, NULL), -EPERM);
	assert_int_equal(hvc(handle___pkvm_iommu_describe_guard, rnd(3), some_page(), SZ_2M, 0,
			     0, NULL, NULL), -EPERM);
	assert_int_equal(hvc(handle___pkvm_iommu_describe_smmu_regs, rnd(4), some_page(), SZ_2M, 0,
			     0, NULL, NULL), -EPERM);
}

static void step_query(void)
{
	u64 what = rnd(8) ? rnd(6) : wild(), index = rnd(8) ? rnd(4) : wild();
	s64 ret = sys_query(what, index);

	if (what == PKVM_IOMMU_QUERY_STATE)
		assert_int_equal(ret, PKVM_IOMMU_ACTIVE);
	else if (what >= PKVM_IOMMU_NR_QUERIES)
		assert_true(ret < 0);
	assert_false(pkvm_iommu_forbids_pvms());
}

static void step_fault(void)
{
	u64 smmu = rnd(8) ? rnd(WORLD_NODES) : wild(), addr, status;
	s64 ret = sys_get_fault(smmu, &addr, &status);

	if (smmu >= WORLD_NODES) {
		assert_true(ret < 0);
	} else if (ret) {
		assert_true(ret > 0 && ret & PKVM_IOMMU_FAULT_VALID);
		assert_true(FIELD_GET(PKVM_IOMMU_FAULT_MMU500_INSTANCE, ret) <
			    world_instances(smmu));
		assert_int_not_equal(status, 0);
	}
}

static void step_stick(void)
{
	unsigned int node = rnd(WORLD_NODES);

	if (stuck_smmus && !rnd(2))
		world_stick(node, rnd(world_instances(node)), 1 + rnd(3));
}

/* Every device accesses memory, to fill the TLBs. */
static void traffic(void)
{
	unsigned int i, row;

	for (i = 0; i < 12; i++) {
		row = rnd(NR_ORIN_ROWS);
		do_dma(row, rnd(4) ? orin_rows[row].sid : rnd(128), rnd(32),
		       rnd(2) ? some_page() : some_iova(), rnd(2));
	}
	for (i = 0; i < NR_ORIN_ROWS; i++) {
		bool toy = account.stream[orin_rows[i].smmu][orin_rows[i].sid];

		do_dma(i, orin_rows[i].sid, rnd(32), toy ? some_iova() : some_page(), rnd(2));
	}
}

static void (* const steps[])(void) = {
	step_alloc, step_alloc, step_free, step_topup, step_map, step_map, step_map, step_map,
	step_map, step_unmap, step_unmap, step_unmap, step_lookup, step_attach, step_attach,
	step_attach, step_detach_wild, step_donate, step_donate, step_donate, step_guest,
	step_guest, step_guest, step_return, step_return, step_share_hyp, step_registers,
	step_registers, step_setup, step_query, step_fault, step_stick,
};

static void check_some(void)
{
	unsigned int i;

	check_pins();
	for (i = 0; i < ARRAY_SIZE(toys); i++)
		check_stream(toys[i].smmu, toys[i].sid);
	for (i = 0; i < ARRAY_SIZE(anchors); i++)
		check_stream(anchors[i].smmu, anchors[i].sid);
	check_stream(rnd(WORLD_NODES), rnd(128));
}

/* A sequence in which every call is refused tests nothing. */
static void check_deeds(u64 nr_steps)
{
	const struct account_deeds *d = &account.did;

	printf("# %lu pages mapped, %lu unmapped, %lu streams attached, %lu donations\n", d->mapped,
	       d->unmapped, d->attached, d->left);
	printf("# %lu accesses through, %lu TLB entries seen, %llu syncs stuck\n", d->dma,
	       d->entries, (u64)world_stuck());
	if (nr_steps >= 500)
		assert_true(d->mapped > 20 && d->unmapped > 3 && d->attached > 3 &&
			    d->left > 10 && d->dma > nr_steps && d->entries > nr_steps);
}

static void run(u64 seed, bool stuck, u64 nr_steps)
{
	u64 i;

	printf("# SEED=%llu STEPS=%llu\n", seed, nr_steps);
	fflush(stdout);
	seed_rng(seed);
	stuck_smmus = stuck;
	nr_lent = 0;
	account_start(NUM_CB, seed);
	check_all();
	for (i = 0; i < nr_steps; i++) {
		traffic();
		steps[rnd(ARRAY_SIZE(steps))]();
		check_some();
		if (i % 64 == 63)
			check_clients();
	}
	check_all();
	check_deeds(nr_steps);
}

static void sequences(bool stuck, u64 nr_steps)
{
	u64 seed = env_number("SEED", 0);

	run(seed ? seed : (u64)time(NULL), stuck, env_number("STEPS", nr_steps));
}

static void any_sequence_on_sound_smmus(void **state)
{
	sequences(false, 1500);
}

static void any_sequence_on_stuck_smmus(void **state)
{
	sequences(true, 700);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_sequence_on_sound_smmus),
		cmocka_unit_test(any_sequence_on_stuck_smmus),
	};

	return cmocka_run_group_tests_name("system_random", tests, NULL, NULL);
}
