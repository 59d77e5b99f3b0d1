// SPDX-License-Identifier: GPL-2.0-only
/* Events and global errors. */
#include "env.h"

static int setup(void **state)
{
	env_ready(&env_ids);
	return 0;
}

static void expect(const struct smmu_fault *f, u64 kind, u64 reason, u32 sid, u64 addr, bool write)
{
	assert_true(f->flags & PKVM_IOMMU_FAULT_VALID);
	assert_int_equal(FIELD_GET(PKVM_IOMMU_FAULT_KIND, f->flags), kind);
	assert_int_equal(FIELD_GET(PKVM_IOMMU_FAULT_REASON, f->flags), reason);
	assert_int_equal(FIELD_GET(PKVM_IOMMU_FAULT_SID, f->flags), sid);
	assert_int_equal(!!(f->flags & PKVM_IOMMU_FAULT_WRITE), write);
	assert_int_equal(f->addr, addr);
}

static void expect_none(void)
{
	struct smmu_fault f = env_get_fault();

	assert_int_equal(f.flags | f.addr | f.status, 0);
}

static void test_none(void **state)
{
	expect_none();
	assert_int_equal(env.model.eventq_cons, 0);
}

static void test_translation(void **state)
{
	struct smmu_fault f;

	v3_access(&env.model, SID_A, ENV_SECRET + 0x123, false);
	v3_access(&env.model, SID_B, ENV_SECRET, true);
	f = env_get_fault();
	expect(&f, PKVM_IOMMU_FAULT_KIND_CONTEXT, PKVM_IOMMU_FAULT_REASON_TRANSLATION, SID_A,
	       ENV_SECRET + 0x123, false);
	assert_true(f.flags & PKVM_IOMMU_FAULT_MORE);
	assert_int_equal(FIELD_GET(PKVM_IOMMU_FAULT_SMMUV3_EVENT, f.flags), 0x10);
	f = env_get_fault();
	expect(&f, PKVM_IOMMU_FAULT_KIND_CONTEXT, PKVM_IOMMU_FAULT_REASON_TRANSLATION, SID_B,
	       ENV_SECRET, true);
	assert_false(f.flags & (PKVM_IOMMU_FAULT_MORE | PKVM_IOMMU_FAULT_MULTI));
	expect_none();
}

static void test_permission(void **state)
{
	u64 root = env_table();
	struct io_pgtable_cfg cfg = env_cfg(root);
	int ctx = env_op(env_ops->ctx_alloc(env.smmu, &cfg));
	struct smmu_fault f;

	env_map(root, ENV_IOVA, ENV_PAGE(0), false);
	assert_int_equal(env_op(env_ops->stream_set(env.smmu, 0, ctx)), 0);
	v3_access(&env.model, SID_A, ENV_IOVA, true);
	f = env_get_fault();
	expect(&f, PKVM_IOMMU_FAULT_KIND_CONTEXT, PKVM_IOMMU_FAULT_REASON_PERMISSION, SID_A,
	       ENV_IOVA, true);
}

static void test_unknown_and_blocked(void **state)
{
	struct smmu_fault f;

	v3_access(&env.model, SID_NONE, ENV_ID, true);
	assert_int_equal(env_op(env_ops->stream_set(env.smmu, 0, SMMU_CTX_BLOCKED)), 0);
	v3_access(&env.model, SID_A, ENV_ID, true);
	f = env_get_fault();
	expect(&f, PKVM_IOMMU_FAULT_KIND_STREAM, PKVM_IOMMU_FAULT_REASON_UNKNOWN_STREAM,
	       SID_NONE, 0, false);
	f = env_get_fault();
	expect(&f, PKVM_IOMMU_FAULT_KIND_STREAM, PKVM_IOMMU_FAULT_REASON_UNKNOWN_STREAM, SID_A, 0,
	       false);
}

static void test_reasons(void **state)
{
	static const struct { u8 id; u64 kind, reason; } events[] = {
		{ 0x01, 0, PKVM_IOMMU_FAULT_REASON_OTHER },
		{ 0x03, 0, PKVM_IOMMU_FAULT_REASON_EXTERNAL },
		{ 0x09, 0, PKVM_IOMMU_FAULT_REASON_EXTERNAL },
		{ 0x07, 0, PKVM_IOMMU_FAULT_REASON_OTHER },
		{ 0x0b, 1, PKVM_IOMMU_FAULT_REASON_EXTERNAL },
		{ 0x11, 1, PKVM_IOMMU_FAULT_REASON_OTHER },
		{ 0x12, 1, PKVM_IOMMU_FAULT_REASON_OTHER },
		{ 0x20, 0, PKVM_IOMMU_FAULT_REASON_CONFLICT },
		{ 0x21, 0, PKVM_IOMMU_FAULT_REASON_CONFLICT },
		{ 0xee, 0, PKVM_IOMMU_FAULT_REASON_OTHER },
	};
	struct smmu_fault f;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(events); i++) {
		v3_event(&env.model, events[i].id, 0x5, 0x1000, false);
		f = env_get_fault();
		expect(&f, events[i].kind, events[i].reason, 5, events[i].kind ? 0x1000 : 0, false);
		assert_int_equal(f.status, 1ULL << 35);
	}
	expect_none();
}

/* A storm fills the queue: what is lost is said once, and a call is one record. */
static void test_overflow(void **state)
{
	struct smmu_fault f;
	unsigned int i, round, nr;
	u64 writes;

	for (round = 0; round < 5; round++) {
		for (i = 0; i < 300; i++)
			v3_event(&env.model, 0x10, SID_A, 0x1000 * i, true);
		f = env_get_fault();
		assert_true(f.flags & PKVM_IOMMU_FAULT_MULTI);
		assert_int_equal(f.addr, 0);
		for (nr = 1; f.flags & PKVM_IOMMU_FAULT_MORE; nr++) {
			writes = env.writes;
			f = env_get_fault();
			assert_int_equal(env.writes, writes + 1);
			assert_int_equal(f.addr, 0x1000 * nr);
			assert_false(f.flags & PKVM_IOMMU_FAULT_MULTI);
		}
		assert_int_equal(nr, 128);
		expect_none();
	}
}

static void test_global_error(void **state)
{
	struct smmu_fault f;

	v3_gerror(&env.model, BIT(2));
	v3_access(&env.model, SID_A, ENV_SECRET, false);
	f = env_get_fault();
	assert_true(f.flags & PKVM_IOMMU_FAULT_VALID);
	assert_true(f.flags & PKVM_IOMMU_FAULT_MORE);
	assert_int_equal(FIELD_GET(PKVM_IOMMU_FAULT_REASON, f.flags),
			 PKVM_IOMMU_FAULT_REASON_EXTERNAL);
	assert_int_equal(f.status, BIT(2));
	assert_int_equal(env.model.gerror, env.model.gerrorn);
	f = env_get_fault();
	assert_int_equal(f.addr, ENV_SECRET);
	expect_none();
	v3_gerror(&env.model, BIT(2));
	f = env_get_fault();
	assert_true(f.flags & PKVM_IOMMU_FAULT_VALID);
	assert_false(f.flags & PKVM_IOMMU_FAULT_MORE);
	/* An error of the command queue is for who waits for the commands. */
	v3_gerror(&env.model, BIT(0));
	expect_none();
	assert_int_not_equal(env.model.gerror, env.model.gerrorn);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_none, setup),
		cmocka_unit_test_setup(test_translation, setup),
		cmocka_unit_test_setup(test_permission, setup),
		cmocka_unit_test_setup(test_unknown_and_blocked, setup),
		cmocka_unit_test_setup(test_reasons, setup),
		cmocka_unit_test_setup(test_overflow, setup),
		cmocka_unit_test_setup(test_global_error, setup),
	};

	return cmocka_run_group_tests_name("smmuv3_fault", tests, NULL, NULL);
}
