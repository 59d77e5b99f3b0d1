// SPDX-License-Identifier: GPL-2.0-only
/* Domains: allocation, donated pages, and the return of every page. */
#include "setup.h"

static u64 pfn_of(unsigned int n)
{
	return hyp_phys_to_pfn(HOST_PAGE(n));
}

static bool is_zero(u64 phys)
{
	const u8 *page = shim_mem(phys);
	unsigned int i;

	for (i = 0; i < PAGE_SIZE; i++)
		if (page[i])
			return false;
	return true;
}

/* Frees completely; each returned page belongs to the host and is zeroed to the PoC. */
static unsigned int free_all(u64 handle)
{
	u8 poc[PAGE_SIZE];
	unsigned int nr = 0;
	s64 ret;

	while ((ret = __pkvm_iommu_free_domain(handle)) > 0) {
		u64 phys = hyp_pfn_to_phys(ret);

		assert_int_equal(get_host_state(hyp_phys_to_page(phys)), PKVM_PAGE_OWNED);
		assert_true(is_zero(phys));
		assert_true(shim_poc_read(phys, poc, sizeof(poc)));
		assert_memory_equal(poc, shim_mem(phys), PAGE_SIZE);
		check_invariants();
		nr++;
	}
	assert_int_equal(ret, 0);
	return nr;
}

static void donated_pages_are_out_of_reach(void **state)
{
	unsigned int n;

	new_domain(0, 2);
	for (n = 0; n < 4; n++) {
		assert_true(fake_dma(0, 1, HOST_PAGE(n)) == FAKE_FAULT);
		assert_int_equal(get_host_state(hyp_phys_to_page(HOST_PAGE(n))), PKVM_NOPAGE);
	}
	assert_int_equal(fake_dma(0, 1, HOST_PAGE(4)), HOST_PAGE(4));
}

static void donated_pages_are_zeroed(void **state)
{
	u64 handle;

	memset(shim_mem(HOST_PAGE(0)), 0xff, 4 * PAGE_SIZE);
	handle = new_domain(0, 2);
	assert_int_equal(__pkvm_iommu_iova_to_phys(handle, 0), -ENOENT);
	assert_int_equal(map_pages(handle, 0, HOST_PAGE(20), 1), 1);
	assert_int_equal(__pkvm_iommu_iova_to_phys(handle, 0x1000), -ENOENT);
	assert_int_equal(__pkvm_iommu_iova_to_phys(handle, SZ_2M), -ENOENT);
	assert_int_equal(__pkvm_iommu_iova_to_phys(handle, SZ_1G), -ENOENT);
	assert_int_equal(free_all(handle), 4);
}

static void empty_domain_gives_two_pages_back(void **state)
{
	assert_int_equal(free_all(new_domain(0, 0)), 2);
	assert_int_equal(__pkvm_iommu_free_domain(1), -ENOENT);
}

static void unused_pool_comes_back(void **state)
{
	assert_int_equal(free_all(new_domain(0, 7)), 9);
}

static void mapped_pages_are_unpinned_by_free(void **state)
{
	u64 handle = new_domain(0, 8);
	u64 n;

	assert_int_equal(map_pages(handle, 0, HOST_PAGE(20), 100), 100);
	assert_int_equal(map_pages(handle, 5 * SZ_2M, HOST_PAGE(20), 5), 5);
	assert_int_equal(map_pages(handle, 7 * SZ_1G, HOST_PAGE(22), 1), 1);
	assert_int_equal(hyp_phys_to_page(HOST_PAGE(22))->dma_pins, 3);
	assert_int_equal(free_all(handle), 10);
	for (n = 20; n < 120; n++)
		assert_int_equal(hyp_phys_to_page(HOST_PAGE(n))->dma_pins, 0);
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(22)), 0);
}

static void dying_domain_is_refused(void **state)
{
	u64 handle = new_domain(0, 3);

	assert_int_equal(map_pages(handle, 0, HOST_PAGE(20), 1), 1);
	assert_true(__pkvm_iommu_free_domain(handle) > 0);
	assert_int_equal(map_pages(handle, 0x1000, HOST_PAGE(20), 1), -ENOENT);
	assert_int_equal(__pkvm_iommu_unmap(handle, 0, 1), -ENOENT);
	assert_int_equal(__pkvm_iommu_attach(0, 1, handle), -ENOENT);
	assert_int_equal(__pkvm_iommu_topup(handle, pfn_of(9)), -ENOENT);
	assert_int_equal(__pkvm_iommu_iova_to_phys(handle, 0), -ENOENT);
	assert_int_equal(free_all(handle), 4);
}

static void handle_is_reused_only_when_free(void **state)
{
	u64 handle = new_domain(0, 0);

	assert_true(__pkvm_iommu_free_domain(handle) > 0);
	assert_true(__pkvm_iommu_free_domain(handle) > 0);
	/* Both pages are returned, but the host has not seen the final 0 yet. */
	assert_int_equal(new_domain(4, 0), handle + 1);
	assert_int_equal(__pkvm_iommu_free_domain(handle), 0);
	assert_int_equal(new_domain(0, 0), handle);
}

static void attached_domain_is_busy(void **state)
{
	u64 handle = new_domain(0, 2);

	assert_int_equal(__pkvm_iommu_attach(0, 1, handle), 0);
	assert_int_equal(__pkvm_iommu_attach(0, 2, handle), 0);
	assert_int_equal(__pkvm_iommu_free_domain(handle), -EBUSY);
	assert_int_equal(__pkvm_iommu_detach(0, 1), 0);
	assert_int_equal(__pkvm_iommu_free_domain(handle), -EBUSY);
	assert_int_equal(map_pages(handle, 0, HOST_PAGE(20), 1), 1);	/* still alive */
	assert_int_equal(__pkvm_iommu_attach(0, 2, 0), 0);
	assert_int_equal(free_all(handle), 4);
}

static void free_of_a_used_domain_returns_eagain(void **state)
{
	u64 handle = new_domain(0, 0);

	assert_non_null(pkvm_iommu_get_domain(handle));
	assert_int_equal(__pkvm_iommu_free_domain(handle), -EAGAIN);
	pkvm_iommu_put_domain(handle);
	assert_int_equal(free_all(handle), 2);
}

static void bad_pages_are_refused(void **state)
{
	u64 handle = new_domain(0, 0);
	const u64 bad[] = {
		0,					/* 0 is the end of free_domain() */
		hyp_phys_to_pfn(MEM1),			/* owned by EL2 */
		hyp_phys_to_pfn(CARVEOUT),
		hyp_phys_to_pfn(MC_BASE),
		hyp_phys_to_pfn(SMMU0_BASE),
		pfn_of(0),				/* owned by a domain */
		~0ULL, BIT_ULL(52), BIT_ULL(36),
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_true(__pkvm_iommu_topup(handle, bad[i]) < 0);
		assert_true(__pkvm_iommu_alloc_domain(bad[i]) < 0);
	}
	/* Two pages; the second does not belong to the host. */
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(11)), 0);
	assert_int_equal(__pkvm_iommu_alloc_domain(pfn_of(10)), -EPERM);
	assert_int_equal(__pkvm_iommu_alloc_domain(hyp_phys_to_pfn(CARVEOUT) - 1), -EINVAL);
	assert_int_equal(get_host_state(hyp_phys_to_page(HOST_PAGE(10))), PKVM_PAGE_OWNED);
	assert_int_equal(shim_host_share_hyp(HOST_PAGE(12)), 0);
	assert_int_equal(__pkvm_iommu_topup(handle, pfn_of(12)), -EPERM);
	/* The failed calls leak no slot. */
	assert_int_equal(new_domain(20, 0), handle + 1);
}

static void pinned_pages_are_refused(void **state)
{
	u64 handle = new_domain(0, 2);

	assert_int_equal(map_pages(handle, 0, HOST_PAGE(21), 1), 1);
	assert_int_equal(__pkvm_iommu_topup(handle, pfn_of(21)), -EBUSY);
	assert_int_equal(__pkvm_iommu_alloc_domain(pfn_of(20)), -EBUSY);
	assert_int_equal(__pkvm_iommu_alloc_domain(pfn_of(21)), -EBUSY);
	assert_int_equal(get_host_state(hyp_phys_to_page(HOST_PAGE(20))), PKVM_PAGE_OWNED);
}

static void domains_run_out_with_an_error(void **state)
{
	unsigned int i;
	s64 handle;

	for (i = PKVM_IOMMU_DOMAIN_FIRST; i < PKVM_IOMMU_MAX_DOMAINS; i++) {
		handle = __pkvm_iommu_alloc_domain(pfn_of(2 * i));
		assert_int_equal(handle, i);
	}
	assert_int_equal(__pkvm_iommu_alloc_domain(pfn_of(0)), -ENOSPC);
	assert_int_equal(get_host_state(hyp_phys_to_page(HOST_PAGE(0))), PKVM_PAGE_OWNED);
	assert_int_equal(free_all(77), 2);
	assert_int_equal(__pkvm_iommu_alloc_domain(pfn_of(0)), 77);
}

static void unconfirmed_invalidation_refuses_pages(void **state)
{
	u64 handle = new_domain(0, 0);

	fake_fail(FAKE_INVAL, 1, -ETIMEDOUT, false);
	assert_int_equal(__pkvm_iommu_topup(handle, pfn_of(9)), -ETIMEDOUT);
	fake_fail(FAKE_INVAL, 2, -ETIMEDOUT, false);
	assert_int_equal(__pkvm_iommu_alloc_domain(pfn_of(10)), -ETIMEDOUT);
	check_invariants();
	assert_int_equal(new_domain(10, 0), handle + 1);
}

static void assert_bounded(u64 index, u64 size)
{
	assert_int_equal(shim_bounded.index, index);
	assert_int_equal(shim_bounded.size, size);
	shim_bounded = (struct shim_bounded) {};
}

/* A CPU may guess that a compare has passed, and go on with what it reads beyond an array. */
static void indices_are_bounded_for_speculation_too(void **state)
{
	u64 handle = new_domain(0, 0);

	assert_int_equal(__pkvm_iommu_topup(handle, 0), -EINVAL);
	assert_bounded(handle, PKVM_IOMMU_MAX_DOMAINS);
	__pkvm_iommu_query(PKVM_IOMMU_QUERY_SYNCS, 1);
	assert_bounded(1, pkvm_iommu_topology->nr_smmus);
}

/* Each SMMU that has used the domain must have done with it, not the last one alone. */
static void one_silent_smmu_keeps_the_domain(void **state)
{
	unsigned int silent;
	u64 handle;

	for (silent = 0; silent < 2; silent++) {
		handle = new_domain(0, 2);
		assert_int_equal(__pkvm_iommu_attach(0, 1, handle), 0);
		assert_int_equal(__pkvm_iommu_attach(1, 1, handle), 0);
		fake_fail(FAKE_CTX_FREE, 1, -ETIMEDOUT, true);
		assert_int_equal(__pkvm_iommu_detach(0, 1), 0);
		assert_int_equal(__pkvm_iommu_detach(1, 1), 0);
		fake_fail(FAKE_CTX_FREE, 1 + silent, -ETIMEDOUT, false);
		assert_int_equal(__pkvm_iommu_free_domain(handle), -ETIMEDOUT);
		check_invariants();
		fake_fail(FAKE_CTX_FREE, 1, 0, false);
		assert_int_equal(free_all(handle), 4);
	}
}

static u64 ending;
static unsigned int turn;

/* It attaches a stream and detaches it, and its SMMU does not confirm that. */
static void use_meanwhile(const hyp_spinlock_t *lock)
{
	if (lock != &pkvm_iommu_attach_lock || turn--)
		return;
	if (__pkvm_iommu_attach(0, 1, ending))
		return;
	fake_fail(FAKE_CTX_FREE, 1, -ETIMEDOUT, true);
	assert_int_equal(__pkvm_iommu_detach(0, 1), 0);
}

/* Another CPU uses the domain between any two steps of its end. */
static void an_ending_domain_is_not_used(void **state)
{
	unsigned int n;
	s64 ret;

	for (n = 0; n < 4; n++) {
		ending = new_domain(0, 2);
		assert_int_equal(map_pages(ending, 0, HOST_PAGE(20), 1), 1);
		turn = n;
		shim_other_turn = use_meanwhile;
		while ((ret = __pkvm_iommu_free_domain(ending)) > 0)
			check_tables();
		check_tables();
		shim_other_turn = NULL;
		fake_fail(FAKE_CTX_FREE, 1, 0, false);
		if (ret)
			free_all(ending);
		check_invariants();
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, active_system, check_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(donated_pages_are_out_of_reach),
		T(donated_pages_are_zeroed),
		T(empty_domain_gives_two_pages_back),
		T(unused_pool_comes_back),
		T(mapped_pages_are_unpinned_by_free),
		T(dying_domain_is_refused),
		T(one_silent_smmu_keeps_the_domain),
		T(handle_is_reused_only_when_free),
		T(attached_domain_is_busy),
		T(free_of_a_used_domain_returns_eagain),
		T(bad_pages_are_refused),
		T(pinned_pages_are_refused),
		T(domains_run_out_with_an_error),
		T(unconfirmed_invalidation_refuses_pages),
		T(indices_are_bounded_for_speculation_too),
		T(an_ending_domain_is_not_used),
	};

	return cmocka_run_group_tests_name("core_domain", tests, NULL, NULL);
}
