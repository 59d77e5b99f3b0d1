// SPDX-License-Identifier: GPL-2.0-only
/* What the probe accepts, and what it refuses before anything is written. */
#include "env.h"

static int probe_with(const struct v3_ids *ids)
{
	env_init(ids);
	env_stream(SID_A);
	return env_probe();
}

static void test_accepts(void **state)
{
	struct v3_ids ids = env_ids;

	assert_int_equal(probe_with(&ids), 0);
	assert_int_equal(env.writes, 0);
	ids.idr0 |= 1 << 4;
	assert_int_equal(probe_with(&ids), 0);
	ids.idr3 = 0;
	ids.idr0 &= ~(1u << 18);
	assert_int_equal(probe_with(&ids), 0);
}

static void refuse(u32 *reg, u32 clear, u32 set, const struct v3_ids *ids)
{
	u32 before = *reg;

	*reg = (before & ~clear) | set;
	assert_int_equal(probe_with(ids), -ENODEV);
	assert_int_equal(env.writes, 0);
	*reg = before;
	assert_int_equal(probe_with(ids), 0);
}

static void test_refuses_features(void **state)
{
	struct v3_ids ids = env_ids;

	refuse(&ids.idr0, 1, 0, &ids);				/* no stage 2 */
	refuse(&ids.idr0, 3 << 2, 1 << 2, &ids);		/* AArch32 tables only */
	refuse(&ids.idr0, 3 << 21, 3 << 21, &ids);		/* big endian only */
	refuse(&ids.idr0, 3 << 24, 2 << 24, &ids);		/* faults always stall */
	refuse(&ids.idr5, 1 << 4, 1 << 5, &ids);		/* no 4 KiB granule */
	refuse(&ids.idr5, 7, 1, &ids);				/* 36 bits of output */
}

static void test_refuses_queues(void **state)
{
	struct v3_ids ids = env_ids;

	refuse(&ids.idr1, 0, 1u << 29, &ids);			/* queues at fixed addresses */
	refuse(&ids.idr1, 0, 1u << 30, &ids);			/* tables at fixed addresses */
	refuse(&ids.idr1, 0, 1u << 31, &ids);			/* enhanced command queues */
	refuse(&ids.idr1, 31 << 21, 6 << 21, &ids);		/* 64 commands */
	ids.idr1 = (ids.idr1 & ~(31u << 21)) | 7 << 21;		/* 128 are enough */
	assert_int_equal(probe_with(&ids), 0);
}

static void test_refuses_registers(void **state)
{
	env_init(&env_ids);
	env.smmu->regs[0].size = 0x10000;
	assert_int_equal(env_probe(), -ENODEV);
	env.smmu->regs[0].size = 0x20000;
	env.smmu->nr_regs = 2;
	assert_int_equal(env_probe(), -ENODEV);
}

static int probe_sid(u32 idr1_bits, u32 first, u32 nr)
{
	struct v3_ids ids = env_ids;

	ids.idr1 = (ids.idr1 & ~0x3fu) | idr1_bits;
	env_init(&ids);
	if (nr > 1)
		env_range(first, nr);
	else
		env_stream(first);
	return env_probe();
}

static void test_stream_ids(void **state)
{
	assert_int_equal(probe_sid(16, 0xffff, 1), 0);
	assert_int_equal(probe_sid(32, 0xffff, 1), 0);
	assert_int_equal(probe_sid(32, 0x10000, 1), -ENOSPC);
	assert_int_equal(probe_sid(32, 0xff00, 0x101), -ENOSPC);
	assert_int_equal(probe_sid(8, 0xff, 1), 0);
	assert_int_equal(probe_sid(8, 0x100, 1), -ENOSPC);
	assert_int_equal(probe_sid(6, 0x3f, 1), 0);
	assert_int_equal(probe_sid(6, 0x40, 1), -ENOSPC);
}

/* One level only, though stream IDs have more than 6 bits: not possible by the rules. */
static void test_one_level(void **state)
{
	struct v3_ids ids = env_ids;

	ids.idr0 &= ~(3u << 27);
	env_init(&ids);
	env_stream(0x3f);
	assert_int_equal(env_probe(), 0);
	env_init(&ids);
	env_stream(0x40);
	assert_int_equal(env_probe(), -ENOSPC);
}

static void test_too_little_memory(void **state)
{
	unsigned int pages;
	int ret = -1;

	for (pages = 1; pages < ENV_POOL_PAGES && ret; pages++) {
		env_init(&env_ids);
		env_stream(SID_A);
		pkvm_iommu_reset_state();
		pkvm_iommu_init(shim_hyp_pages(ENV_POOL, pages), pages);
		ret = env_probe();
		assert_true(!ret || ret == -ENOMEM);
	}
	/* Two queues, two pages of descriptors, the shared page, the others. */
	assert_int_equal(pages - 1, 5 + SMMUV3_RESERVED_L2);
}

static void test_reserve_aligns(void **state)
{
	void *a, *b;

	env_init(&env_ids);
	a = pkvm_iommu_reserve(1);
	b = pkvm_iommu_reserve(4);
	assert_int_equal(hyp_virt_to_phys(a), ENV_POOL);
	assert_int_equal(hyp_virt_to_phys(b), ENV_POOL + 0x4000);
	assert_int_equal(pkvm_iommu_pool_used(), 8);
	assert_null(pkvm_iommu_reserve(64));
	/* Some are left, but too few. */
	pkvm_iommu_reset_state();
	pkvm_iommu_init(shim_hyp_pages(ENV_POOL, 6), 6);
	assert_non_null(pkvm_iommu_reserve(4));
	assert_null(pkvm_iommu_reserve(4));
	assert_non_null(pkvm_iommu_reserve(2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accepts),
		cmocka_unit_test(test_refuses_features),
		cmocka_unit_test(test_refuses_queues),
		cmocka_unit_test(test_refuses_registers),
		cmocka_unit_test(test_stream_ids),
		cmocka_unit_test(test_one_level),
		cmocka_unit_test(test_too_little_memory),
		cmocka_unit_test(test_reserve_aligns),
	};

	return cmocka_run_group_tests_name("smmuv3_probe", tests, NULL, NULL);
}
