// SPDX-License-Identifier: GPL-2.0-only
/* Set-up calls, the gates, and the takeover's verdicts. */
#include "setup.h"

static void takeover_makes_it_active(void **state)
{
	assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_VERDICT, 0), PKVM_IOMMU_PENDING);
	describe_system();
	assert_int_equal(__pkvm_iommu_takeover(), 0);
	assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_VERDICT, 0), PKVM_IOMMU_ACTIVE);
	assert_true(__pkvm_iommu_query(PKVM_IOMMU_QUERY_TABLE_PAGES, 0) > 3);
	assert_true(pkvm_iommu_forbids_suspend());
	assert_false(pkvm_iommu_forbids_pvms());
}

static void every_stream_reaches_host_memory_only(void **state)
{
	unsigned int smmu, sid;

	describe_system();
	assert_int_equal(__pkvm_iommu_takeover(), 0);
	for (smmu = 0; smmu < 2; smmu++) {
		for (sid = 1; sid <= 3; sid++) {
			assert_int_equal(fake_dma(smmu, sid, HOST_PAGE(0) + 8), HOST_PAGE(0) + 8);
			assert_true(fake_dma(smmu, sid, MEM1) == FAKE_FAULT);
			assert_true(fake_dma(smmu, sid, CARVEOUT) == FAKE_FAULT);
			assert_true(fake_dma(smmu, sid, MC_BASE) == FAKE_FAULT);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(takeover_makes_it_active, reset_system,
						check_teardown),
		cmocka_unit_test_setup_teardown(every_stream_reaches_host_memory_only,
						reset_system, check_teardown),
	};

	return cmocka_run_group_tests_name("core_setup", tests, NULL, NULL);
}
