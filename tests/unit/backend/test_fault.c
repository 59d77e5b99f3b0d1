// SPDX-License-Identifier: GPL-2.0-only
/* Fault records: contents, fairness, and which registers are cleared. */
#include "env.h"

static const u16 topology[] = { 0x01, 0x04, 0x0e };

static struct env env;

static int setup(void **state)
{
	env_init(&env, 2, 16, 6);
	env_streams(&env, topology, ARRAY_SIZE(topology));
	assert_int_equal(env.node.smmu.ops->probe(&env.node.smmu), 0);
	assert_int_equal(env_takeover(&env), 0);
	return 0;
}

static int teardown(void **state)
{
	env_fini(&env);
	return 0;
}

#define NOT_MAPPED	0x123456000ULL

static void fault_on(unsigned int inst, u16 stream, bool write)
{
	assert_true(env_access(&env, inst, stream, NOT_MAPPED, write) == ~0ULL);
}

static void test_none(void **state)
{
	struct smmu_fault f = env_get_fault(&env);

	assert_int_equal(f.flags, 0);
}

static u64 kind_of(const struct smmu_fault *f)
{
	return FIELD_GET(PKVM_IOMMU_FAULT_KIND, f->flags);
}

static u64 reason_of(const struct smmu_fault *f)
{
	return FIELD_GET(PKVM_IOMMU_FAULT_REASON, f->flags);
}

static u64 context_fault(u64 reason, u64 inst, u64 sid)
{
	return PKVM_IOMMU_FAULT_VALID |
	       FIELD_PREP(PKVM_IOMMU_FAULT_KIND, PKVM_IOMMU_FAULT_KIND_CONTEXT) |
	       FIELD_PREP(PKVM_IOMMU_FAULT_REASON, reason) |
	       FIELD_PREP(PKVM_IOMMU_FAULT_MMU500_INSTANCE, inst) | sid;
}

static void test_context_fault(void **state)
{
	unsigned int inst;
	struct smmu_fault f;

	for (inst = 0; inst < 2; inst++) {
		fault_on(inst, 0x0804, inst);
		f = env_get_fault(&env);
		assert_int_equal(f.flags & ~PKVM_IOMMU_FAULT_WRITE,
				 context_fault(PKVM_IOMMU_FAULT_REASON_TRANSLATION, inst, 0x804));
		assert_int_equal(!!(f.flags & PKVM_IOMMU_FAULT_WRITE), inst);
		assert_int_equal(f.addr, NOT_MAPPED);
		assert_int_equal(f.status & 0xffffffff, 0x402);
		assert_int_equal(env_get_fault(&env).flags, 0);
	}
}

static void test_context_number(void **state)
{
	struct io_pgtable_cfg cfg = env_cfg(env_table());
	int ctx = env_ctx_alloc(&env, &cfg);
	struct smmu_fault f;

	assert_int_equal(env_stream_set(&env, 2, ctx), 0);
	fault_on(1, 0x0e, false);
	f = env_get_fault(&env);
	assert_int_equal(FIELD_GET(PKVM_IOMMU_FAULT_MMU500_BANK, f.flags), ctx);
	assert_int_equal(FIELD_GET(PKVM_IOMMU_FAULT_SID, f.flags), 0x0e);
}

static void test_global_fault(void **state)
{
	struct smmu_fault f;

	fault_on(1, 0x7f, true);
	f = env_get_fault(&env);
	assert_int_equal(kind_of(&f), PKVM_IOMMU_FAULT_KIND_STREAM);
	assert_int_equal(reason_of(&f), PKVM_IOMMU_FAULT_REASON_UNKNOWN_STREAM);
	assert_int_equal(f.flags & ~PKVM_IOMMU_FAULT_REASON, PKVM_IOMMU_FAULT_VALID |
			 PKVM_IOMMU_FAULT_WRITE | 0x7f | 1ULL << 48);
	assert_int_equal(f.addr, NOT_MAPPED);
	assert_int_equal(f.status & 0xffffffff, 2);
	assert_int_equal(env_get_fault(&env).flags, 0);
}

static void test_blocked_stream(void **state)
{
	struct smmu_fault f;

	assert_int_equal(env_stream_set(&env, 0, SMMU_CTX_BLOCKED), 0);
	fault_on(0, 0x01, false);
	f = env_get_fault(&env);
	assert_int_equal(f.flags & ~PKVM_IOMMU_FAULT_SID,
			 PKVM_IOMMU_FAULT_VALID);
	assert_int_equal(kind_of(&f), PKVM_IOMMU_FAULT_KIND_STREAM);
	fault_on(0, 0x01, true);
	f = env_get_fault(&env);
	assert_int_equal(f.flags & ~PKVM_IOMMU_FAULT_SID,
			 PKVM_IOMMU_FAULT_VALID | PKVM_IOMMU_FAULT_WRITE);
}

static void test_more_and_multi(void **state)
{
	struct smmu_fault f;

	fault_on(0, 0x01, false);
	fault_on(0, 0x04, false);
	fault_on(1, 0x55, false);
	f = env_get_fault(&env);
	assert_true(f.flags & PKVM_IOMMU_FAULT_MORE);
	assert_true(f.flags & PKVM_IOMMU_FAULT_MULTI);
	f = env_get_fault(&env);
	assert_int_equal(kind_of(&f), PKVM_IOMMU_FAULT_KIND_STREAM);
	assert_false(f.flags & (PKVM_IOMMU_FAULT_MORE | PKVM_IOMMU_FAULT_MULTI));
	assert_int_equal(env_get_fault(&env).flags, 0);
}

/* Once a status is cleared, the next fault of its source fills the record. */
static void fault_again(struct env *e, unsigned int inst, u64 off, u64 val)
{
	if (off == SMMU_SGFSR)
		env_access(e, inst, 0x66, NOT_MAPPED + 0x1000, true);
	else if (off == ENV_CB(SMMU_CTX_IDENTITY, SMMU_CB_FSR))
		env_access(e, inst, 0x04, NOT_MAPPED + 0x1000, true);
}

static void test_fault_meanwhile(void **state)
{
	static const u16 streams[] = { 0x01, 0x55 };	/* in a bank, and unmatched */
	struct smmu_fault f;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(streams); i++) {
		fault_on(1, streams[i], false);
		env.step = fault_again;
		f = env_get_fault(&env);
		env.step = NULL;
		assert_int_equal(FIELD_GET(PKVM_IOMMU_FAULT_SID, f.flags), streams[i]);
		assert_int_equal(f.addr, NOT_MAPPED);
		assert_false(f.flags & PKVM_IOMMU_FAULT_WRITE);
		f = env_get_fault(&env);
		assert_int_equal(f.addr, NOT_MAPPED + 0x1000);
		assert_int_equal(env_get_fault(&env).flags, 0);
	}
}

/* A stream that faults continuously does not hide the faults of others. */
static void test_fairness(void **state)
{
	struct io_pgtable_cfg cfg = env_cfg(env_table());
	bool seen_bank = false, seen_other = false, seen_global = false;
	int ctx = env_ctx_alloc(&env, &cfg), i;
	struct smmu_fault f;

	assert_int_equal(env_stream_set(&env, 2, ctx), 0);
	fault_on(0, 0x0e, false);
	fault_on(1, 0x0e, false);
	fault_on(1, 0x55, false);
	for (i = 0; i < 6; i++) {
		fault_on(0, 0x01, false);
		f = env_get_fault(&env);
		assert_true(f.flags & PKVM_IOMMU_FAULT_VALID);
		seen_global |= kind_of(&f) == PKVM_IOMMU_FAULT_KIND_STREAM;
		if (FIELD_GET(PKVM_IOMMU_FAULT_MMU500_BANK, f.flags) == ctx) {
			seen_bank |= !FIELD_GET(PKVM_IOMMU_FAULT_MMU500_INSTANCE, f.flags);
			seen_other |= !!FIELD_GET(PKVM_IOMMU_FAULT_MMU500_INSTANCE, f.flags);
		}
	}
	assert_true(seen_bank && seen_other && seen_global);
}

/* A call's number of register accesses is bounded for any number of records. */
static unsigned int reads;

static u64 count(struct env *e, unsigned int inst, u64 off, u64 val)
{
	reads++;
	return val;
}

static void test_bounded(void **state)
{
	u64 writes = env.writes;

	fault_on(0, 0x01, false);
	fault_on(1, 0x01, false);
	env.peek = count;
	reads = 0;
	env_get_fault(&env);
	assert_in_range(reads, 1, 2 * (6 + 1) + 3);
	assert_int_equal(env.writes - writes, 1);
}

/* A fault of one stream doesn't block the other streams of the context. */
static void test_no_head_of_line(void **state)
{
	fault_on(0, 0x01, false);
	assert_true(env_access(&env, 0, 0x04, ENV_ID_BASE, true) == ENV_ID_BASE);
	assert_true(env_access(&env, 0, 0x01, ENV_ID_BASE, true) == ENV_ID_BASE);
}

#define TEST(t)	cmocka_unit_test_setup_teardown(t, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_none),
		TEST(test_context_fault),
		TEST(test_context_number),
		TEST(test_global_fault),
		TEST(test_blocked_stream),
		TEST(test_more_and_multi),
		TEST(test_fault_meanwhile),
		TEST(test_fairness),
		TEST(test_bounded),
		TEST(test_no_head_of_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
