// SPDX-License-Identifier: GPL-2.0-only
/* Mapping and unmapping in paging domains: each refusal, and the pin counts. */
#include "setup.h"

#define RW	(PKVM_IOMMU_PROT_READ | PKVM_IOMMU_PROT_WRITE)
#define IOVA	0x12345000ULL
#define TOP	BIT_ULL(PKVM_IOMMU_IAS)

static unsigned int pins(u64 phys)
{
	return hyp_phys_to_page(phys)->dma_pins;
}

static s64 map(u64 handle, u64 iova, u64 phys, u64 nr, u64 prot)
{
	u64 need;

	return __pkvm_iommu_map(handle, iova, phys, nr, prot, &need);
}

static void mapped_is_reached_and_pinned(void **state)
{
	u64 handle = new_domain(0, 2);

	assert_int_equal(__pkvm_iommu_attach(0, 1, handle), 0);
	assert_true(fake_dma(0, 1, IOVA) == FAKE_FAULT);
	assert_int_equal(map(handle, IOVA, HOST_PAGE(20), 3, RW), 3);
	assert_int_equal(fake_dma(0, 1, IOVA + 0x2010), HOST_PAGE(22) + 0x10);
	assert_true(fake_dma(0, 1, IOVA + 0x3000) == FAKE_FAULT);
	assert_true(fake_dma(0, 1, HOST_PAGE(20)) == FAKE_FAULT);
	assert_int_equal(pins(HOST_PAGE(19)), 0);
	assert_int_equal(pins(HOST_PAGE(20)), 1);
	assert_int_equal(pins(HOST_PAGE(22)), 1);
	assert_int_equal(pins(HOST_PAGE(23)), 0);
}

static void a_map_is_in_memory_before_its_return(void **state)
{
	u64 handle = new_domain(0, 2);

	assert_int_equal(map(handle, IOVA, HOST_PAGE(20), 1, RW), 1);
	assert_false(shim_stores_pending);
	assert_int_equal(map(handle, IOVA + 0x1000, HOST_PAGE(21), 3, RW), 3);
	assert_false(shim_stores_pending);
}

static void prot_sets_the_leafs_permissions(void **state)
{
	const struct {
		u64 prot, bits;
	} cases[] = {
		{ PKVM_IOMMU_PROT_READ, 2 << 8 | 1 << 6 | 0x5 << 2 },
		{ PKVM_IOMMU_PROT_WRITE, 2 << 8 | 2 << 6 | 0x5 << 2 },
		{ RW, 2 << 8 | 3 << 6 | 0x5 << 2 },
		{ RW | PKVM_IOMMU_PROT_CACHE, 3 << 8 | 3 << 6 | 0xf << 2 },
	};
	u64 pte, handle = new_domain(0, 2);
	unsigned int i;

	assert_int_equal(__pkvm_iommu_attach(0, 1, handle), 0);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		assert_int_equal(map(handle, i << 12, HOST_PAGE(20), 1, cases[i].prot), 1);
		fake_walk(fake_root_of(0, fake_ctx_of(0, 0)), i << 12, &pte);
		assert_int_equal(pte & ~GENMASK_ULL(47, 12),
				 3ULL << 53 | 1 << 10 | 3 | cases[i].bits);
	}
}

static void a_doorbell_is_mapped_as_a_device(void **state)
{
	u64 pte, door = SMMU0_BASE1 - PAGE_SIZE, handle = new_domain(0, 2);

	fake_soc.doorbells = &door;
	fake_soc.nr_doorbells = 1;
	assert_int_equal(__pkvm_iommu_attach(0, 1, handle), 0);
	assert_int_equal(map(handle, IOVA, door, 1, PKVM_IOMMU_PROT_WRITE), 1);
	fake_walk(fake_root_of(0, fake_ctx_of(0, 0)), IOVA, &pte);
	assert_int_equal(pte, 3ULL << 53 | door | 1 << 10 | 2 << 8 | 2 << 6 | 1 << 2 | 3);
	assert_int_equal(__pkvm_iommu_unmap(handle, IOVA, 1), 1);
	fake_soc.nr_doorbells = 0;
}

static void unmapped_is_gone_from_every_smmu(void **state)
{
	u64 handle = new_domain(0, 2);

	assert_int_equal(__pkvm_iommu_attach(0, 1, handle), 0);
	assert_int_equal(__pkvm_iommu_attach(1, 3, handle), 0);
	assert_int_equal(map(handle, IOVA, HOST_PAGE(20), 2, RW), 2);
	assert_int_equal(fake_dma(0, 1, IOVA), HOST_PAGE(20));
	assert_int_equal(fake_dma(1, 3, IOVA), HOST_PAGE(20));
	assert_int_equal(__pkvm_iommu_unmap(handle, IOVA, 1), 1);
	assert_true(fake_dma(0, 1, IOVA) == FAKE_FAULT);
	assert_true(fake_dma(1, 3, IOVA) == FAKE_FAULT);
	assert_int_equal(fake_dma(0, 1, IOVA + PAGE_SIZE), HOST_PAGE(21));
	assert_int_equal(pins(HOST_PAGE(20)), 0);
	assert_int_equal(pins(HOST_PAGE(21)), 1);
}

static void unmap_stops_at_a_hole(void **state)
{
	u64 handle = new_domain(0, 2);

	assert_int_equal(__pkvm_iommu_unmap(handle, IOVA, 1), 0);
	assert_int_equal(map(handle, IOVA, HOST_PAGE(20), 2, RW), 2);
	assert_int_equal(map(handle, IOVA + 3 * PAGE_SIZE, HOST_PAGE(30), 1, RW), 1);
	assert_int_equal(__pkvm_iommu_unmap(handle, IOVA, 10), 2);
	assert_int_equal(__pkvm_iommu_unmap(handle, IOVA, 10), 0);
	assert_int_equal(pins(HOST_PAGE(30)), 1);
	assert_int_equal(__pkvm_iommu_unmap(handle, IOVA + 3 * PAGE_SIZE, 1), 1);
}

static void bad_arguments_are_refused(void **state)
{
	u64 h = new_domain(0, 2);
	const struct {
		u64 iova, phys, nr, prot;
		s64 err;
	} bad[] = {
		{ IOVA, HOST_PAGE(20), 1, 0, -EINVAL },
		{ IOVA, HOST_PAGE(20), 1, PKVM_IOMMU_PROT_CACHE, -EINVAL },
		{ IOVA, HOST_PAGE(20), 1, 8 | RW, -EINVAL },
		{ IOVA, HOST_PAGE(20), 1, BIT_ULL(63) | RW, -EINVAL },
		{ IOVA, HOST_PAGE(20), 0, RW, -EINVAL },
		{ IOVA + 1, HOST_PAGE(20), 1, RW, -EINVAL },
		{ IOVA, HOST_PAGE(20) + 0x800, 1, RW, -EINVAL },
		{ TOP, HOST_PAGE(20), 1, RW, -ERANGE },
		{ TOP - PAGE_SIZE, HOST_PAGE(20), 2, RW, -ERANGE },
		{ IOVA, HOST_PAGE(20), ~0ULL, RW, -ERANGE },
		{ IOVA, HOST_PAGE(20), BIT_ULL(52), RW, -ERANGE },
		{ ~0xfffULL, HOST_PAGE(20), 1, RW, -ERANGE },
		{ IOVA, HOST_PAGE(20) | TOP, 1, RW, -ERANGE },	/* alias of DRAM */
		{ IOVA, TOP - PAGE_SIZE, 2, RW, -ERANGE },
		{ IOVA, ~0xfffULL, 1, RW, -ERANGE },
		{ IOVA, MC_BASE, 1, RW, -EPERM },		/* registers */
		{ IOVA, SMMU0_BASE, 1, RW, -EPERM },
		{ IOVA, CARVEOUT, 1, RW, -EPERM },
		{ IOVA, MEM1, 1, RW, -EPERM },			/* owned by EL2 */
		{ IOVA, CARVEOUT - PAGE_SIZE, 2, RW, -EPERM },	/* straddles */
		{ IOVA, MEM2 - PAGE_SIZE, 2, RW, -EPERM },
		{ IOVA, MEM2 + MEM2_SIZE - PAGE_SIZE, 2, RW, -EPERM },
		{ IOVA, HOST_PAGE(0), 1, RW, -EPERM },		/* a page of the domain */
		{ IOVA, HOST_PAGE(1), 1, RW, -EPERM },
		{ IOVA, HOST_PAGE(2), 1, RW, -EPERM },		/* in the domain's pool */
		{ IOVA, MEM1 + (POOL_PAGES - 1) * PAGE_SIZE, 2, RW, -EPERM },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		s64 ret = map(h, bad[i].iova, bad[i].phys, bad[i].nr, bad[i].prot);

		if (ret != bad[i].err)
			fail_msg("case %u: %lld", i, ret);
	}
	assert_int_equal(pins(HOST_PAGE(20)), 0);
	assert_int_equal(map(h, IOVA, HOST_PAGE(20), 1, RW), 1);
}

/* The kernel keeps adjacent memory in several regions, of different nodes for instance. */
static void a_batch_spans_regions(void **state)
{
	const u64 half = PAGE_SIZE / 2;
	u64 handle;

	reset_system(state);
	shim_reset();
	shim_add_memory(MEM1, HOST_PAGE(22) - MEM1, false);
	shim_add_memory(HOST_PAGE(22), PAGE_SIZE + half, false);
	shim_add_memory(HOST_PAGE(23) + half, 4 * PAGE_SIZE, false);
	shim_add_memory(HOST_PAGE(27) + half, 4 * PAGE_SIZE, true);
	pkvm_iommu_init(shim_hyp_pages(MEM1, POOL_PAGES), POOL_PAGES);
	describe_system();
	assert_int_equal(__pkvm_iommu_seal(), 0);
	handle = new_domain(0, 2);
	assert_int_equal(map(handle, IOVA, HOST_PAGE(20), 7, RW), 7);
	assert_int_equal(pins(HOST_PAGE(21)), 1);
	assert_int_equal(pins(HOST_PAGE(22)), 1);
	assert_int_equal(pins(HOST_PAGE(23)), 1);
	/* The last one is partly firmware's. */
	assert_int_equal(map(handle, IOVA + 0x10000, HOST_PAGE(20), 8, RW), -EPERM);
	assert_int_equal(map(handle, IOVA + 0x10000, HOST_PAGE(28), 1, RW), -EPERM);
	assert_int_equal(pins(HOST_PAGE(22)), 1);
	assert_int_equal(__pkvm_iommu_unmap(handle, IOVA, 7), 7);
	active_system(state);
}

static void guests_pages_are_refused(void **state)
{
	u64 handle = new_domain(0, 2);

	assert_int_equal(shim_host_donate_guest(HOST_PAGE(25)), 0);
	assert_int_equal(map(handle, IOVA, HOST_PAGE(25), 1, RW), -EPERM);
	assert_int_equal(map(handle, IOVA, HOST_PAGE(20), 6, RW), -EPERM);
	assert_int_equal(pins(HOST_PAGE(20)), 0);
	assert_int_equal(map(handle, IOVA, HOST_PAGE(20), 5, RW), 5);
}

static void handles_are_checked(void **state)
{
	const u64 bad[] = { 0, 2, PKVM_IOMMU_MAX_DOMAINS, ~0ULL, BIT_ULL(32) | 1 };
	unsigned int i;

	assert_int_equal(new_domain(0, 2), 1);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_int_equal(map(bad[i], IOVA, HOST_PAGE(20), 1, RW), -ENOENT);
		assert_int_equal(__pkvm_iommu_unmap(bad[i], IOVA, 1), -ENOENT);
		assert_int_equal(__pkvm_iommu_iova_to_phys(bad[i], IOVA), -ENOENT);
		assert_int_equal(__pkvm_iommu_topup(bad[i], hyp_phys_to_pfn(HOST_PAGE(9))),
				 -ENOENT);
		assert_int_equal(__pkvm_iommu_free_domain(bad[i]), -ENOENT);
		assert_int_equal(__pkvm_iommu_attach(0, 1, bad[i] ?: 99), -ENOENT);
	}
	assert_int_equal(get_host_state(hyp_phys_to_page(HOST_PAGE(9))), PKVM_PAGE_OWNED);
}

static void unmap_arguments_are_checked(void **state)
{
	u64 handle = new_domain(0, 2);

	assert_int_equal(__pkvm_iommu_unmap(handle, IOVA, 0), -EINVAL);
	assert_int_equal(__pkvm_iommu_unmap(handle, IOVA + 4, 1), -EINVAL);
	assert_int_equal(__pkvm_iommu_unmap(handle, TOP, 1), -ERANGE);
	assert_int_equal(__pkvm_iommu_unmap(handle, TOP - PAGE_SIZE, 2), -ERANGE);
	assert_int_equal(__pkvm_iommu_unmap(handle, IOVA, ~0ULL), -ERANGE);
	assert_int_equal(__pkvm_iommu_iova_to_phys(handle, TOP), -ERANGE);
	assert_int_equal(__pkvm_iommu_iova_to_phys(handle, ~0ULL), -ERANGE);
	assert_int_equal(__pkvm_iommu_iova_to_phys(handle, IOVA), -ENOENT);
}

static void mapping_twice_is_refused(void **state)
{
	u64 handle = new_domain(0, 2);

	assert_int_equal(map(handle, IOVA, HOST_PAGE(20), 1, RW), 1);
	assert_int_equal(map(handle, IOVA, HOST_PAGE(30), 1, RW), -EEXIST);
	assert_int_equal(map(handle, IOVA - 2 * PAGE_SIZE, HOST_PAGE(30), 3, RW), -EEXIST);
	assert_int_equal(pins(HOST_PAGE(30)), 0);
	assert_int_equal(__pkvm_iommu_iova_to_phys(handle, IOVA), HOST_PAGE(20));
	assert_int_equal(__pkvm_iommu_iova_to_phys(handle, IOVA - PAGE_SIZE), -ENOENT);
	assert_int_equal(__pkvm_iommu_unmap(handle, IOVA, 1), 1);
	assert_int_equal(map(handle, IOVA, HOST_PAGE(30), 1, RW), 1);
}

static void a_call_handles_one_batch(void **state)
{
	u64 handle = new_domain(0, 3);

	assert_int_equal(map(handle, 0, HOST_PAGE(100), 1000, RW), PKVM_IOMMU_MAX_BATCH);
	assert_int_equal(pins(HOST_PAGE(100 + PKVM_IOMMU_MAX_BATCH)), 0);
	/* A batch ends at the end of a last-level table. */
	assert_int_equal(map(handle, SZ_2M - 3 * PAGE_SIZE, HOST_PAGE(600), 16, RW), 3);
	assert_int_equal(map(handle, SZ_2M, HOST_PAGE(603), 13, RW), 13);
	assert_int_equal(__pkvm_iommu_unmap(handle, SZ_2M - 3 * PAGE_SIZE, 16), 3);
	assert_int_equal(__pkvm_iommu_unmap(handle, 0, 1000), PKVM_IOMMU_MAX_BATCH);
	assert_int_equal(__pkvm_iommu_unmap(handle, SZ_2M, 1000), 13);
}

static void highest_address_works(void **state)
{
	u64 handle = new_domain(0, 2);

	assert_int_equal(__pkvm_iommu_attach(0, 1, handle), 0);
	assert_int_equal(map(handle, TOP - PAGE_SIZE, HOST_PAGE(20), 1, RW), 1);
	assert_int_equal(fake_dma(0, 1, TOP - 1), HOST_PAGE(20) + 0xfff);
	assert_int_equal(__pkvm_iommu_unmap(handle, TOP - PAGE_SIZE, 1), 1);
}

/* For each number of missing tables: EL2 returns it, and changes nothing. */
static void missing_tables_are_counted(void **state)
{
	u64 need, handle = new_domain(0, 0);
	u64 pfn = hyp_phys_to_pfn(HOST_PAGE(2));

	assert_int_equal(__pkvm_iommu_map(handle, IOVA, HOST_PAGE(20), 1, RW, &need), -ENOMEM);
	assert_int_equal(need, 2);
	assert_int_equal(__pkvm_iommu_topup(handle, pfn), 0);
	assert_int_equal(__pkvm_iommu_map(handle, IOVA, HOST_PAGE(20), 1, RW, &need), -ENOMEM);
	assert_int_equal(need, 1);
	assert_int_equal(pins(HOST_PAGE(20)), 0);
	assert_int_equal(__pkvm_iommu_topup(handle, pfn + 1), 0);
	assert_int_equal(__pkvm_iommu_map(handle, IOVA, HOST_PAGE(20), 1, RW, &need), 1);
	assert_int_equal(need, 0);
	/* Another 2 MiB of the same gigabyte needs one table, another gigabyte two. */
	assert_int_equal(__pkvm_iommu_map(handle, IOVA + SZ_2M, HOST_PAGE(20), 1, RW, &need),
			 -ENOMEM);
	assert_int_equal(need, 1);
	assert_int_equal(__pkvm_iommu_map(handle, IOVA + SZ_1G, HOST_PAGE(20), 1, RW, &need),
			 -ENOMEM);
	assert_int_equal(need, 2);
}

static void full_pin_count_is_busy(void **state)
{
	u64 handle = new_domain(0, 2);

	hyp_phys_to_page(HOST_PAGE(21))->dma_pins = U16_MAX - 1;
	assert_int_equal(map(handle, IOVA, HOST_PAGE(21), 1, RW), 1);
	assert_int_equal(map(handle, IOVA + SZ_4K, HOST_PAGE(20), 2, RW), -EBUSY);
	assert_int_equal(pins(HOST_PAGE(20)), 0);
	assert_int_equal(pins(HOST_PAGE(21)), U16_MAX);
	assert_int_equal(__pkvm_iommu_unmap(handle, IOVA, 1), 1);
	assert_int_equal(pins(HOST_PAGE(21)), U16_MAX - 1);
	hyp_phys_to_page(HOST_PAGE(21))->dma_pins = 0;
}

static void one_page_may_be_mapped_often(void **state)
{
	u64 a = new_domain(0, 2), b = new_domain(4, 2);

	assert_int_equal(map(a, 0, HOST_PAGE(20), 1, RW), 1);
	assert_int_equal(map(a, 0x1000, HOST_PAGE(20), 1, RW), 1);
	assert_int_equal(map(b, 0, HOST_PAGE(20), 1, RW), 1);
	assert_int_equal(pins(HOST_PAGE(20)), 3);
	assert_int_equal(__pkvm_iommu_unmap(a, 0, 2), 2);
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(20)), -EBUSY);
	assert_int_equal(__pkvm_iommu_unmap(b, 0, 1), 1);
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(20)), 0);
}

/*
 * A sync does not complete: unmap fails, and the page can't be donated, nor its place in
 * the table be reused, until an unmap is confirmed.
 */
static void unconfirmed_unmap_quarantines(void **state)
{
	unsigned int nth, before;

	for (nth = 1; nth <= 2; nth++) {
		active_system(state);
		u64 handle = new_domain(0, 2);

		assert_int_equal(__pkvm_iommu_attach(0, 1, handle), 0);
		assert_int_equal(__pkvm_iommu_attach(1, 1, handle), 0);
		assert_int_equal(map(handle, IOVA, HOST_PAGE(20), 2, RW), 2);
		assert_int_equal(fake_dma(0, 1, IOVA), HOST_PAGE(20));
		assert_int_equal(fake_dma(1, 1, IOVA), HOST_PAGE(20));
		before = fake_calls(FAKE_INVAL);
		fake_fail(FAKE_INVAL, nth, -ETIMEDOUT, false);
		assert_int_equal(__pkvm_iommu_unmap(handle, IOVA, 2), -ETIMEDOUT);
		assert_int_equal(fake_calls(FAKE_INVAL) - before, 2);	/* on both SMMUs */
		assert_true(fake_tlb_reaches(HOST_PAGE(20)));
		assert_int_equal(pins(HOST_PAGE(20)), 1);
		assert_int_equal(shim_host_donate_guest(HOST_PAGE(20)), -EBUSY);
		assert_int_equal(__pkvm_iommu_iova_to_phys(handle, IOVA), -ENOENT);
		assert_int_equal(map(handle, IOVA + PAGE_SIZE, HOST_PAGE(30), 1, RW), -EEXIST);
		assert_int_equal(pins(HOST_PAGE(30)), 0);
		fake_fail(FAKE_INVAL, nth, -ETIMEDOUT, false);
		assert_int_equal(__pkvm_iommu_unmap(handle, IOVA, 2), -ETIMEDOUT);
		assert_int_equal(__pkvm_iommu_unmap(handle, IOVA, 2), 2);
		assert_false(fake_tlb_reaches(HOST_PAGE(20)));
		assert_int_equal(pins(HOST_PAGE(20)), 0);
		assert_int_equal(pins(HOST_PAGE(21)), 0);
		assert_int_equal(shim_host_donate_guest(HOST_PAGE(20)), 0);
		assert_int_equal(map(handle, IOVA, HOST_PAGE(30), 1, RW), 1);
	}
}

/* No unmap is confirmed, but the context is freed: the end of the domain unpins. */
static void free_unpins_the_unconfirmed(void **state)
{
	u64 handle = new_domain(0, 2);

	assert_int_equal(__pkvm_iommu_attach(0, 1, handle), 0);
	assert_int_equal(map(handle, IOVA, HOST_PAGE(20), 2, RW), 2);
	assert_int_equal(fake_dma(0, 1, IOVA), HOST_PAGE(20));
	fake_fail(FAKE_INVAL, 1, -ETIMEDOUT, false);
	assert_int_equal(__pkvm_iommu_unmap(handle, IOVA, 1), -ETIMEDOUT);
	assert_int_equal(__pkvm_iommu_detach(0, 1), 0);
	while (__pkvm_iommu_free_domain(handle) > 0)
		;
	assert_int_equal(pins(HOST_PAGE(20)), 0);
	assert_int_equal(pins(HOST_PAGE(21)), 0);
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(20)), 0);
}

static void *next_table(void *cookie)
{
	u64 *phys = cookie;

	*phys += PAGE_SIZE;
	if (__pkvm_host_donate_hyp(hyp_phys_to_pfn(*phys), 1))
		return NULL;
	return memset(hyp_phys_to_virt(*phys), 0, PAGE_SIZE);
}

static void no_leaf(u64 phys)
{
}

static void a_removed_table_is_not_used_again(void **state)
{
	static struct hyp_pgtable pt;
	u64 tables = HOST_PAGE(40);

	assert_int_equal(pkvm_pgtable_init(&pt, pkvm_iommu_topology->soc, next_table, &tables), 0);
	assert_int_equal(pkvm_pgtable_map(&pt, IOVA, HOST_PAGE(20), 1, IOMMU_READ), 0);
	assert_int_equal(pkvm_pgtable_phys(&pt, IOVA), HOST_PAGE(20));
	assert_non_null(pkvm_pgtable_prune(&pt, no_leaf));
	assert_int_equal(pkvm_pgtable_phys(&pt, IOVA), -ENOENT);
	assert_int_equal(pkvm_pgtable_need(&pt, IOVA), 1);
}

static void iova_to_phys_is_a_walk(void **state)
{
	u64 handle = new_domain(0, 2);

	assert_int_equal(map(handle, IOVA, HOST_PAGE(20), 2, RW), 2);
	assert_int_equal(__pkvm_iommu_iova_to_phys(handle, IOVA + 0x1abc), HOST_PAGE(21) + 0xabc);
	assert_int_equal(__pkvm_iommu_iova_to_phys(handle, IOVA + 0x2000), -ENOENT);
}

#define T(name) cmocka_unit_test_setup_teardown(name, active_system, check_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(mapped_is_reached_and_pinned),
		T(a_map_is_in_memory_before_its_return),
		T(prot_sets_the_leafs_permissions),
		T(a_doorbell_is_mapped_as_a_device),
		T(unmapped_is_gone_from_every_smmu),
		T(unmap_stops_at_a_hole),
		T(bad_arguments_are_refused),
		T(a_batch_spans_regions),
		T(guests_pages_are_refused),
		T(handles_are_checked),
		T(unmap_arguments_are_checked),
		T(mapping_twice_is_refused),
		T(a_call_handles_one_batch),
		T(highest_address_works),
		T(missing_tables_are_counted),
		T(full_pin_count_is_busy),
		T(one_page_may_be_mapped_often),
		T(unconfirmed_unmap_quarantines),
		T(free_unpins_the_unconfirmed),
		T(a_removed_table_is_not_used_again),
		T(iova_to_phys_is_a_walk),
	};

	return cmocka_run_group_tests_name("core_map", tests, NULL, NULL);
}
