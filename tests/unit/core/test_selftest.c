// SPDX-License-Identifier: GPL-2.0-only
/* EL2's own test of the live system: it finds nothing, and leaves nothing behind. */
#include "setup.h"

static void a_sound_system_passes(void **state)
{
	unsigned int before = pkvm_iommu_pool_used(), i;

	pkvm_iommu_selftest();
	check_invariants();
	/* Its pages are EL2's again: none is left with the host, or pinned. */
	assert_int_equal(pkvm_iommu_pool_used(), before + 5);
	for (i = 0; i < POOL_PAGES; i++) {
		struct hyp_page *page = hyp_phys_to_page(MEM1 + i * PAGE_SIZE);

		assert_int_equal(get_host_state(page), PKVM_NOPAGE);
		assert_int_equal(page->dma_pins, 0);
	}
	assert_int_equal(new_domain(0, 0), PKVM_IOMMU_DOMAIN_FIRST);
	assert_int_equal(fake_calls(FAKE_STREAM_SET), 0);
}

/* Too few pages for a domain: the calls that need none are tested all the same. */
static void a_small_pool_is_no_failure(void **state)
{
	while (pkvm_iommu_pool_alloc(NULL))
		;
	pkvm_iommu_selftest();
	assert_int_equal(pkvm_iommu_pool_used(), POOL_PAGES);
}

#define T(name) cmocka_unit_test_setup_teardown(name, active_system, check_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_sound_system_passes),
		T(a_small_pool_is_no_failure),
	};

	return cmocka_run_group_tests_name("core_selftest", tests, NULL, NULL);
}
