// SPDX-License-Identifier: GPL-2.0-only
/* The host identity table: pages that leave it, and come back. */
#include <nvhe/trap_handler.h>

#include "setup.h"

static u64 pfn_of(unsigned int n)
{
	return hyp_phys_to_pfn(HOST_PAGE(n));
}

/* Accesses the page with a stream of each SMMU, so that each TLB holds an entry. */
static void touch(u64 phys)
{
	assert_int_equal(fake_dma(0, 1, phys), phys);
	assert_int_equal(fake_dma(1, 2, phys), phys);
}

static void expect_out_of_reach(u64 phys)
{
	assert_true(fake_dma(0, 1, phys) == FAKE_FAULT);
	assert_true(fake_dma(1, 2, phys) == FAKE_FAULT);
}

static void donated_to_guest_is_out_of_reach(void **state)
{
	touch(HOST_PAGE(5));
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(5)), 0);
	expect_out_of_reach(HOST_PAGE(5));
	touch(HOST_PAGE(4));
	touch(HOST_PAGE(6));
}

static void donated_to_hyp_is_out_of_reach(void **state)
{
	touch(HOST_PAGE(5));
	assert_int_equal(__pkvm_host_donate_hyp(pfn_of(5), 1), 0);
	expect_out_of_reach(HOST_PAGE(5));
}

static void shared_by_guest_is_in_reach_until_unshared(void **state)
{
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(5)), 0);
	assert_int_equal(shim_guest_share_host(HOST_PAGE(5)), 0);
	touch(HOST_PAGE(5));
	assert_int_equal(shim_guest_unshare_host(HOST_PAGE(5)), 0);
	expect_out_of_reach(HOST_PAGE(5));
}

static void reclaimed_is_zero_and_within_reach(void **state)
{
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(5)), 0);
	memset(shim_mem(HOST_PAGE(5)), 0x5e, PAGE_SIZE);
	assert_int_equal(shim_guest_reclaim(HOST_PAGE(5)), 0);
	touch(HOST_PAGE(5));
	assert_int_equal(*(u64 *)shim_mem(HOST_PAGE(5)), 0);
}

/* The page is in the table already: the reclaim changes nothing and can't fail. */
static void taken_by_force_is_zero_and_within_reach(void **state)
{
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(1)), 0);
	memset(shim_mem(HOST_PAGE(1)), 0x5a, PAGE_SIZE);
	assert_int_equal(shim_guest_force_reclaim(HOST_PAGE(1)), 0);
	touch(HOST_PAGE(1));
	assert_int_equal(*(u64 *)shim_mem(HOST_PAGE(1)), 0);
	/* The guest's address stays poisoned: it is no page of the next guest's. */
	assert_int_not_equal(shim_host_donate_guest(HOST_PAGE(1)), 0);
	touch(HOST_PAGE(1));
}

/* A page of the host's that is shared with guests stays in reach; the count has 16 bits. */
static void shared_with_guests_up_to_the_limit(void **state)
{
	struct hyp_page *page = hyp_phys_to_page(HOST_PAGE(1));

	assert_int_equal(shim_host_share_guest(HOST_PAGE(1), HOST_PAGE(1)), 0);
	touch(HOST_PAGE(1));
	page->host_share_guest_count = U16_MAX - 1;
	assert_int_equal(shim_host_share_guest(HOST_PAGE(1), HOST_PAGE(2)), 0);
	assert_int_equal(shim_host_share_guest(HOST_PAGE(1), HOST_PAGE(3)), -EBUSY);
	assert_int_equal(page->host_share_guest_count, U16_MAX);
	assert_int_equal(page->dma_pins, 0);
	assert_int_equal(shim_host_unshare_guest(HOST_PAGE(2)), 0);
	assert_int_equal(shim_host_share_guest(HOST_PAGE(1), HOST_PAGE(3)), 0);
	page->host_share_guest_count = 2;
	assert_int_equal(shim_host_unshare_guest(HOST_PAGE(3)), 0);
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(1)), -EPERM);
	assert_int_equal(shim_host_unshare_guest(HOST_PAGE(1)), 0);
	touch(HOST_PAGE(1));
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(1)), 0);
	expect_out_of_reach(HOST_PAGE(1));
}

/* What a device sees that does not snoop: memory, as of the last clean. */
static bool memory_is(u64 phys, u64 val)
{
	u64 i, word;

	for (i = 0; i < PAGE_SIZE; i += sizeof(word)) {
		if (!shim_poc_read(phys + i, &word, sizeof(word)) || word != val)
			return false;
	}
	return true;
}

static void set_memory(u64 phys, u64 val)
{
	u64 i;

	for (i = 0; i < PAGE_SIZE; i += sizeof(val))
		shim_poc_write(phys + i, &val, sizeof(val));
}

/* The guest has overwritten a secret. That is in a cache, and the secret in memory. */
static void shared_by_guest_has_nothing_older(void **state)
{
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(5)), 0);
	set_memory(HOST_PAGE(5), 0x5ec4e7);
	assert_int_equal(shim_guest_share_host(HOST_PAGE(5)), 0);
	touch(HOST_PAGE(5));
	assert_true(memory_is(HOST_PAGE(5), 0));
}

/* A device has written to memory what CPUs' caches do not show, and show when lines are lost. */
static void unshared_by_guest_does_not_change(void **state)
{
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(5)), 0);
	assert_int_equal(shim_guest_share_host(HOST_PAGE(5)), 0);
	set_memory(HOST_PAGE(5), 0xbad);
	assert_int_equal(shim_guest_unshare_host(HOST_PAGE(5)), 0);
	assert_true(memory_is(HOST_PAGE(5), 0));
}

static void donated_to_guest_does_not_change(void **state)
{
	set_memory(HOST_PAGE(5), 0xbad);
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(5)), 0);
	assert_true(memory_is(HOST_PAGE(5), 0));
	shim_fwb = true;
	set_memory(HOST_PAGE(6), 0xbad);
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(6)), 0);
	assert_true(memory_is(HOST_PAGE(6), 0));
}

static void donated_to_hyp_does_not_change(void **state)
{
	set_memory(HOST_PAGE(5), 0xbad);
	set_memory(HOST_PAGE(6), 0xbad);
	assert_int_equal(__pkvm_host_donate_hyp(pfn_of(5), 2), 0);
	assert_true(memory_is(HOST_PAGE(5), 0));
	assert_true(memory_is(HOST_PAGE(6), 0));
}

static void returned_by_hyp_has_nothing_older(void **state)
{
	void *va = hyp_phys_to_virt(HOST_PAGE(5));

	assert_int_equal(__pkvm_host_donate_hyp(pfn_of(5), 1), 0);
	/* Something of EL2's is in memory, and zeroes in a cache. */
	set_memory(HOST_PAGE(5), 0x5ec4e7);
	memset(va, 0, PAGE_SIZE);
	assert_int_equal(__pkvm_hyp_donate_host(pfn_of(5), 1), 0);
	touch(HOST_PAGE(5));
	assert_true(memory_is(HOST_PAGE(5), 0));
}

static void reclaimed_while_shared_stays_within_reach(void **state)
{
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(5)), 0);
	assert_int_equal(shim_guest_share_host(HOST_PAGE(5)), 0);
	assert_int_equal(shim_guest_reclaim(HOST_PAGE(5)), 0);
	touch(HOST_PAGE(5));
}

static void returned_by_hyp_is_within_reach(void **state)
{
	assert_int_equal(__pkvm_host_donate_hyp(pfn_of(3), 4), 0);
	assert_int_equal(__pkvm_hyp_donate_host(pfn_of(4), 2), 0);
	touch(HOST_PAGE(4));
	touch(HOST_PAGE(5));
	expect_out_of_reach(HOST_PAGE(3));
	expect_out_of_reach(HOST_PAGE(6));
}

static void sharing_with_hyp_changes_nothing(void **state)
{
	touch(HOST_PAGE(5));
	assert_int_equal(shim_host_share_hyp(HOST_PAGE(5)), 0);
	touch(HOST_PAGE(5));
	check_invariants();
	assert_int_equal(shim_host_unshare_hyp(HOST_PAGE(5)), 0);
	touch(HOST_PAGE(5));
}

/* One invalidation for each SMMU for any number of pages, across 2 MiB boundaries. */
static void large_donation_invalidates_once(void **state)
{
	unsigned int before = fake_calls(FAKE_INVAL);
	u64 n, nr = 0x600;

	for (n = 0; n < nr; n += 0x155)
		touch(HOST_PAGE(n));
	assert_int_equal(__pkvm_host_donate_hyp(pfn_of(0), nr), 0);
	assert_int_equal(fake_calls(FAKE_INVAL) - before, 2);
	for (n = 0; n < nr; n += 0x155)
		expect_out_of_reach(HOST_PAGE(n));
	check_invariants();
	assert_int_equal(__pkvm_hyp_donate_host(pfn_of(0), nr), 0);
}

/* NOMAP, but a device's: within reach of streams and domains, and it never leaves the host. */
static void memory_of_a_device_is_within_reach(void **state)
{
	const u64 base = CARVEOUT + 2 * PAGE_SIZE;
	u64 handle;

	reset_system(state);
	describe_system();
	device_memory = base;
	device_memory_size = 3 * PAGE_SIZE;
	assert_int_equal(__pkvm_iommu_describe_memory(base, device_memory_size), 0);
	assert_int_equal(__pkvm_iommu_seal(), 0);
	assert_int_equal(__pkvm_iommu_describe_memory(base + SZ_64K, PAGE_SIZE), -EPERM);
	touch(base);
	touch(base + 3 * PAGE_SIZE - 8);
	expect_out_of_reach(base - 8);
	expect_out_of_reach(base + 3 * PAGE_SIZE);
	handle = new_domain(0, 2);
	assert_int_equal(map_pages(handle, 0x10000, base, 3), 3);
	assert_int_equal(map_pages(handle, 0x20000, base + 2 * PAGE_SIZE, 2), -EPERM);
	assert_int_equal(map_pages(handle, 0x20000, base - PAGE_SIZE, 1), -EPERM);
	assert_int_equal(__pkvm_host_donate_hyp(hyp_phys_to_pfn(base), 1), -EPERM);
	assert_int_equal(shim_host_donate_guest(base), -EPERM);
	touch(base);
}

static void only_whole_pages_of_nomap_memory_are_a_devices(void **state)
{
	unsigned int i;

	reset_system(state);
	describe_system();
	assert_int_equal(__pkvm_iommu_describe_memory(CARVEOUT, 0), -EINVAL);
	assert_int_equal(__pkvm_iommu_describe_memory(CARVEOUT + 8, PAGE_SIZE), -EINVAL);
	assert_int_equal(__pkvm_iommu_describe_memory(CARVEOUT, PAGE_SIZE + 8), -EINVAL);
	assert_int_equal(__pkvm_iommu_describe_memory(CARVEOUT, -PAGE_SIZE), -EINVAL);
	assert_int_equal(__pkvm_iommu_describe_memory(CARVEOUT, CARVEOUT_SIZE + PAGE_SIZE), -EPERM);
	assert_int_equal(__pkvm_iommu_describe_memory(CARVEOUT - PAGE_SIZE, 2 * PAGE_SIZE), -EPERM);
	assert_int_equal(__pkvm_iommu_describe_memory(HOST_PAGE(0), PAGE_SIZE), -EPERM);
	assert_int_equal(__pkvm_iommu_describe_memory(SMMU0_BASE, PAGE_SIZE), -EPERM);
	device_memory = CARVEOUT;
	device_memory_size = 2 * PKVM_IOMMU_MAX_MEMORY * PAGE_SIZE;
	for (i = 1; i < PKVM_IOMMU_MAX_MEMORY; i++)
		assert_int_equal(__pkvm_iommu_describe_memory(CARVEOUT + 2 * i * PAGE_SIZE,
							      2 * PAGE_SIZE), 0);
	assert_int_equal(__pkvm_iommu_describe_memory(CARVEOUT, 3 * PAGE_SIZE), -EEXIST);
	/* Around others, and past their ends. */
	assert_int_equal(__pkvm_iommu_describe_memory(CARVEOUT + PAGE_SIZE, 16 * PAGE_SIZE),
			 -EEXIST);
	assert_int_equal(__pkvm_iommu_describe_memory(CARVEOUT, 2 * PAGE_SIZE), 0);
	assert_int_equal(__pkvm_iommu_describe_memory(CARVEOUT + PAGE_SIZE, PAGE_SIZE), -EEXIST);
	assert_int_equal(__pkvm_iommu_describe_memory(CARVEOUT, CARVEOUT_SIZE), -EEXIST);
	assert_int_equal(__pkvm_iommu_describe_memory(CARVEOUT + CARVEOUT_SIZE - PAGE_SIZE,
						      PAGE_SIZE), -ENOSPC);
	assert_int_equal(__pkvm_iommu_seal(), 0);
	touch(CARVEOUT);
	expect_out_of_reach(CARVEOUT + 2 * PKVM_IOMMU_MAX_MEMORY * PAGE_SIZE);
}

/* pkvm_iommu=inval-context: the neighbours go, too, on every SMMU. */
static void one_page_invalidates_the_context(void **state)
{
	struct kvm_cpu_context c = { };
	u64 handle;

	reset_system(state);
	describe_system();
	handle___pkvm_iommu_invalidate_contexts(&c);
	assert_int_equal(cpu_reg(&c, 1), 0);
	assert_int_equal(__pkvm_iommu_seal(), 0);
	assert_int_equal(__pkvm_iommu_invalidate_contexts(), -EPERM);
	touch(HOST_PAGE(6));
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(5)), 0);
	assert_false(fake_tlb_reaches(HOST_PAGE(6)));
	handle = new_domain(0, 2);
	assert_int_equal(__pkvm_iommu_attach(0, 1, handle), 0);
	assert_int_equal(map_pages(handle, 0x10000, HOST_PAGE(20), 2), 2);
	fake_dma(0, 1, 0x11000);
	assert_int_equal(__pkvm_iommu_unmap(handle, 0x10000, 1), 1);
	assert_false(fake_tlb_reaches(HOST_PAGE(21)));
	/* It is confirmed in the same way. */
	fake_fail(FAKE_INVAL, 1, -ETIMEDOUT, false);
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(7)), -ETIMEDOUT);
}

static void one_page_invalidates_one_page(void **state)
{
	unsigned int before = fake_calls(FAKE_INVAL);

	touch(HOST_PAGE(6));
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(5)), 0);
	assert_int_equal(fake_calls(FAKE_INVAL) - before, 2);
	/* The neighbours' entries stay in the TLB. */
	assert_true(fake_tlb_reaches(HOST_PAGE(6)));
}

static void last_page_of_a_region_is_removed_alone(void **state)
{
	u64 last = MEM2 + MEM2_SIZE - PAGE_SIZE;

	assert_int_equal(shim_host_donate_guest(last), 0);
	expect_out_of_reach(last);
	assert_int_equal(shim_host_donate_guest(MEM2), 0);
	expect_out_of_reach(MEM2);
	touch(MEM2 + PAGE_SIZE);
	assert_int_equal(shim_guest_reclaim(MEM2), 0);
	touch(MEM2);
}

/* Either SMMU does not confirm: the donation fails and changes nothing. */
static void unconfirmed_invalidation_refuses(void **state)
{
	unsigned int nth;

	for (nth = 1; nth <= 2; nth++) {
		touch(HOST_PAGE(5));
		fake_fail(FAKE_INVAL, nth, -ETIMEDOUT, false);
		assert_int_equal(shim_host_donate_guest(HOST_PAGE(5)), -ETIMEDOUT);
		assert_int_equal(get_host_state(hyp_phys_to_page(HOST_PAGE(5))), PKVM_PAGE_OWNED);
		touch(HOST_PAGE(5));
		check_invariants();
	}
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(5)), 0);
	expect_out_of_reach(HOST_PAGE(5));
}

static void unconfirmed_large_invalidation_refuses(void **state)
{
	fake_fail(FAKE_INVAL, 1, -ETIMEDOUT, true);
	assert_int_equal(__pkvm_host_donate_hyp(pfn_of(0), 0x600), -ETIMEDOUT);
	check_invariants();
	touch(HOST_PAGE(0x5ff));
	fake_fail(FAKE_INVAL, 1, 0, false);
	assert_int_equal(__pkvm_host_donate_hyp(pfn_of(0), 0x600), 0);
}

static void unconfirmed_unshare_refuses(void **state)
{
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(5)), 0);
	assert_int_equal(shim_guest_share_host(HOST_PAGE(5)), 0);
	fake_fail(FAKE_INVAL, 2, -ETIMEDOUT, false);
	assert_int_equal(shim_guest_unshare_host(HOST_PAGE(5)), -ETIMEDOUT);
	touch(HOST_PAGE(5));
}

/* A page is missing from the table, which is a bug of EL2: refuse. */
static void hole_in_the_table_refuses(void **state)
{
	u64 root = fake_root_of(0, SMMU_CTX_IDENTITY);
	u64 *l1 = shim_mem(root), *l2, *l3, saved;

	l2 = shim_mem(l1[MEM1 >> 30 & 511] & GENMASK_ULL(47, 12));
	l3 = shim_mem(l2[HOST_PAGE(5) >> 21 & 511] & GENMASK_ULL(47, 12));
	saved = l3[HOST_PAGE(5) >> 12 & 511];
	l3[HOST_PAGE(5) >> 12 & 511] = 0;
	assert_int_equal(__pkvm_host_donate_hyp(pfn_of(4), 3), -EIO);
	touch(HOST_PAGE(4));
	l3[HOST_PAGE(5) >> 12 & 511] = saved;
	l2 = hyp_phys_to_virt(l2[HOST_PAGE(5) >> 21 & 511] & GENMASK_ULL(47, 12));
	shim_clean_to_poc(l2, PAGE_SIZE);
}

static void pinned_is_busy(u64 handle, int (*leave)(u64 phys), u64 phys)
{
	assert_int_equal(map_pages(handle, 0x10000, phys, 1), 1);
	touch(phys);
	assert_int_equal(leave(phys), -EBUSY);
	touch(phys);
	check_invariants();
	assert_int_equal(__pkvm_iommu_unmap(handle, 0x10000, 1), 1);
	assert_int_equal(leave(phys), 0);
	expect_out_of_reach(phys);
}

static int donate_hyp(u64 phys)
{
	return __pkvm_host_donate_hyp(hyp_phys_to_pfn(phys), 1);
}

static void mapped_for_dma_is_busy_at_every_exit(void **state)
{
	u64 handle = new_domain(0, 2);

	pinned_is_busy(handle, shim_host_donate_guest, HOST_PAGE(20));
	assert_int_equal(shim_guest_share_host(HOST_PAGE(20)), 0);
	pinned_is_busy(handle, shim_guest_unshare_host, HOST_PAGE(20));
	pinned_is_busy(handle, donate_hyp, HOST_PAGE(21));
}

static void one_pinned_page_keeps_the_range(void **state)
{
	u64 handle = new_domain(0, 2);

	assert_int_equal(map_pages(handle, 0, HOST_PAGE(29), 1), 1);
	assert_int_equal(__pkvm_host_donate_hyp(pfn_of(20), 10), -EBUSY);
	touch(HOST_PAGE(20));
	check_invariants();
	assert_int_equal(__pkvm_host_donate_hyp(pfn_of(20), 9), 0);
}

/* Shared pages can be mapped for DMA; unsharing is refused until the unmap. */
static void shared_pages_can_be_mapped(void **state)
{
	u64 handle = new_domain(0, 2);

	assert_int_equal(shim_host_share_hyp(HOST_PAGE(20)), 0);
	assert_int_equal(map_pages(handle, 0, HOST_PAGE(20), 1), 1);
	assert_int_equal(shim_host_unshare_hyp(HOST_PAGE(20)), 0);
	assert_int_equal(__pkvm_iommu_unmap(handle, 0, 1), 1);
}

static void hooks_sleep_until_active(void **state)
{
	reset_system(state);
	assert_int_equal(__pkvm_host_donate_hyp(pfn_of(5), 1), 0);
	describe_system();
	assert_int_equal(__pkvm_iommu_seal(), 0);
	expect_out_of_reach(HOST_PAGE(5));
	assert_int_equal(__pkvm_hyp_donate_host(pfn_of(5), 1), 0);
	touch(HOST_PAGE(5));
}

#define T(name) cmocka_unit_test_setup_teardown(name, active_system, check_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(donated_to_guest_is_out_of_reach),
		T(donated_to_hyp_is_out_of_reach),
		T(shared_by_guest_is_in_reach_until_unshared),
		T(shared_by_guest_has_nothing_older),
		T(unshared_by_guest_does_not_change),
		T(donated_to_guest_does_not_change),
		T(donated_to_hyp_does_not_change),
		T(returned_by_hyp_has_nothing_older),
		T(reclaimed_is_zero_and_within_reach),
		T(taken_by_force_is_zero_and_within_reach),
		T(shared_with_guests_up_to_the_limit),
		T(reclaimed_while_shared_stays_within_reach),
		T(returned_by_hyp_is_within_reach),
		T(sharing_with_hyp_changes_nothing),
		T(large_donation_invalidates_once),
		T(one_page_invalidates_one_page),
		T(memory_of_a_device_is_within_reach),
		T(only_whole_pages_of_nomap_memory_are_a_devices),
		T(one_page_invalidates_the_context),
		T(last_page_of_a_region_is_removed_alone),
		T(unconfirmed_invalidation_refuses),
		T(unconfirmed_large_invalidation_refuses),
		T(unconfirmed_unshare_refuses),
		T(hole_in_the_table_refuses),
		T(mapped_for_dma_is_busy_at_every_exit),
		T(one_pinned_page_keeps_the_range),
		T(shared_pages_can_be_mapped),
		T(hooks_sleep_until_active),
	};

	return cmocka_run_group_tests_name("core_pages", tests, NULL, NULL);
}
