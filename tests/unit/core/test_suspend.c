// SPDX-License-Identifier: GPL-2.0-only
/* When the host may suspend the system. */
#include "setup.h"

static s64 query(u64 what)
{
	return __pkvm_iommu_query(what, 0);
}

static void without_a_guest_it_suspends(void **state)
{
	assert_true(pkvm_iommu_may_suspend());
	assert_int_equal(query(PKVM_IOMMU_QUERY_SUSPENDS_REFUSED), 0);
	assert_int_equal(query(PKVM_IOMMU_QUERY_SUSPEND_ALLOWED), 0);
}

static void with_a_guest_it_does_not(void **state)
{
	pkvm_iommu_guest_get();
	assert_false(pkvm_iommu_may_suspend());
	assert_false(pkvm_iommu_may_suspend());
	assert_int_equal(query(PKVM_IOMMU_QUERY_SUSPENDS_REFUSED), 2);
	pkvm_iommu_guest_put();
	assert_true(pkvm_iommu_may_suspend());
	assert_int_equal(query(PKVM_IOMMU_QUERY_SUSPENDS_REFUSED), 2);
}

/* A virtual machine that ended while one of its pages was not reclaimed. */
static void the_last_page_counts(void **state)
{
	unsigned int i;

	for (i = 0; i < 4; i++)
		pkvm_iommu_guest_get();
	for (i = 0; i < 4; i++) {
		assert_false(pkvm_iommu_may_suspend());
		pkvm_iommu_guest_put();
	}
	assert_true(pkvm_iommu_may_suspend());
}

/* Each page that a guest has counts, however the host gets it back. */
static void pages_of_guests_count(void **state)
{
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(0)), 0);
	assert_int_not_equal(shim_host_donate_guest(HOST_PAGE(0)), 0);
	fake_fail(FAKE_INVAL, 1, -ETIMEDOUT, false);
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(1)), -ETIMEDOUT);
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(1)), 0);
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(2)), 0);
	assert_int_equal(shim_guest_share_host(HOST_PAGE(2)), 0);
	assert_false(pkvm_iommu_may_suspend());
	assert_int_equal(shim_guest_reclaim(HOST_PAGE(0)), 0);
	assert_int_not_equal(shim_guest_reclaim(HOST_PAGE(0)), 0);
	/* A page that the guest keeps counts on. */
	shim_fail_annotate = true;
	assert_int_equal(shim_guest_force_reclaim(HOST_PAGE(1)), -ENOMEM);
	shim_fail_annotate = false;
	assert_int_equal(shim_guest_force_reclaim(HOST_PAGE(1)), 0);
	assert_int_not_equal(shim_guest_force_reclaim(HOST_PAGE(1)), 0);
	assert_false(pkvm_iommu_may_suspend());
	assert_int_not_equal(shim_guest_force_reclaim(HOST_PAGE(2)), 0);
	assert_false(pkvm_iommu_may_suspend());
	/* The guest's end finds that page taken already, and says success. */
	assert_int_equal(shim_guest_reclaim(HOST_PAGE(1)), 0);
	assert_false(pkvm_iommu_may_suspend());
	assert_int_equal(shim_guest_reclaim(HOST_PAGE(2)), 0);
	assert_true(pkvm_iommu_may_suspend());
}

static void the_host_can_allow_it_before_the_seal(void **state)
{
	reset_system(state);
	describe_system();
	assert_int_equal(__pkvm_iommu_allow_suspend(), 0);
	assert_int_equal(__pkvm_iommu_seal(), 0);
	pkvm_iommu_guest_get();
	assert_true(pkvm_iommu_may_suspend());
	assert_int_equal(query(PKVM_IOMMU_QUERY_SUSPENDS_REFUSED), 0);
	assert_int_equal(query(PKVM_IOMMU_QUERY_SUSPEND_ALLOWED), 1);
	pkvm_iommu_guest_put();
}

static void but_not_after_it(void **state)
{
	pkvm_iommu_guest_get();
	assert_int_equal(__pkvm_iommu_allow_suspend(), -EPERM);
	assert_false(pkvm_iommu_may_suspend());
	pkvm_iommu_guest_put();
}

/* Without isolation the suspend takes nothing away. */
static void only_the_active_state_refuses(void **state)
{
	reset_system(state);
	pkvm_iommu_guest_get();
	assert_true(pkvm_iommu_may_suspend());
	assert_int_equal(__pkvm_iommu_switch_off(), 0);
	assert_true(pkvm_iommu_may_suspend());
	reset_system(state);
	assert_int_equal(__pkvm_iommu_seal(), -ENODEV);
	pkvm_iommu_guest_get();
	assert_true(pkvm_iommu_may_suspend());
}

#define T(name) cmocka_unit_test_setup_teardown(name, active_system, check_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(without_a_guest_it_suspends),
		T(with_a_guest_it_does_not),
		T(the_last_page_counts),
		T(pages_of_guests_count),
		T(the_host_can_allow_it_before_the_seal),
		T(but_not_after_it),
		T(only_the_active_state_refuses),
	};

	return cmocka_run_group_tests_name("core_suspend", tests, NULL, NULL);
}
