// SPDX-License-Identifier: GPL-2.0-only
/* Attaching streams: contexts, detach, and SMMUs that don't confirm. */
#include "setup.h"

static int domain_of(unsigned int smmu, unsigned int stream)
{
	return pkvm_iommu_topology->smmus[smmu]->streams[stream].domain;
}

static void attach_moves_one_stream_only(void **state)
{
	u64 handle = new_domain(0, 2);

	assert_int_equal(map_pages(handle, 0x1000, HOST_PAGE(20), 1), 1);
	assert_int_equal(__pkvm_iommu_attach(0, 2, handle), 0);
	assert_int_equal(fake_dma(0, 2, 0x1000), HOST_PAGE(20));
	assert_true(fake_dma(0, 2, HOST_PAGE(20)) == FAKE_FAULT);
	assert_int_equal(fake_dma(0, 1, HOST_PAGE(20)), HOST_PAGE(20));
	assert_int_equal(fake_dma(1, 2, HOST_PAGE(20)), HOST_PAGE(20));
}

static void detached_faults(void **state)
{
	u64 handle = new_domain(0, 2);

	assert_int_equal(map_pages(handle, 0x1000, HOST_PAGE(20), 1), 1);
	assert_int_equal(__pkvm_iommu_attach(0, 2, handle), 0);
	assert_int_equal(__pkvm_iommu_detach(0, 2), 0);
	assert_true(fake_dma(0, 2, 0x1000) == FAKE_FAULT);
	assert_true(fake_dma(0, 2, HOST_PAGE(20)) == FAKE_FAULT);
	assert_int_equal(__pkvm_iommu_attach(0, 2, PKVM_IOMMU_DOMAIN_IDENTITY), 0);
	assert_int_equal(fake_dma(0, 2, HOST_PAGE(20)), HOST_PAGE(20));
}

/* Devices share streams, so the host may repeat a request. */
static void attaching_twice_writes_once(void **state)
{
	u64 handle = new_domain(0, 2);
	unsigned int before;

	assert_int_equal(__pkvm_iommu_attach(0, 2, handle), 0);
	before = fake_calls(FAKE_STREAM_SET);
	assert_int_equal(__pkvm_iommu_attach(0, 2, handle), 0);
	assert_int_equal(fake_calls(FAKE_STREAM_SET), before);
	assert_int_equal(__pkvm_iommu_detach(0, 2), 0);
	assert_int_equal(__pkvm_iommu_detach(0, 2), 0);
	assert_int_equal(fake_calls(FAKE_STREAM_SET), before + 1);
	assert_int_equal(__pkvm_iommu_free_domain(handle) > 0, true);
}

static void one_context_per_domain_and_smmu(void **state)
{
	u64 a = new_domain(0, 2), b = new_domain(4, 2);

	assert_int_equal(__pkvm_iommu_attach(0, 1, a), 0);
	assert_int_equal(__pkvm_iommu_attach(0, 2, a), 0);
	assert_int_equal(__pkvm_iommu_attach(0, 3, b), 0);
	assert_int_equal(__pkvm_iommu_attach(1, 1, a), 0);
	assert_int_equal(fake_calls(FAKE_CTX_ALLOC), 3);
	assert_int_equal(fake_ctx_of(0, 0), fake_ctx_of(0, 1));
	assert_int_not_equal(fake_ctx_of(0, 0), fake_ctx_of(0, 2));
	assert_int_equal(__pkvm_iommu_detach(0, 1), 0);
	assert_int_equal(fake_calls(FAKE_CTX_FREE), 0);
	assert_int_equal(__pkvm_iommu_attach(0, 2, b), 0);
	assert_int_equal(fake_calls(FAKE_CTX_FREE), 1);
}

/* Detaching a domain's last stream invalidates its TLB entries. */
static void last_detach_empties_the_tlb(void **state)
{
	u64 handle = new_domain(0, 2);

	assert_int_equal(map_pages(handle, 0x1000, HOST_PAGE(20), 1), 1);
	assert_int_equal(__pkvm_iommu_attach(0, 2, handle), 0);
	fake_dma(0, 2, 0x1000);
	assert_true(fake_tlb_reaches(HOST_PAGE(20)));
	assert_int_equal(__pkvm_iommu_detach(0, 2), 0);
	assert_false(fake_tlb_reaches(HOST_PAGE(20)));
}

static void unknown_streams_are_refused(void **state)
{
	const struct {
		u64 smmu, sid;
		int err;
	} bad[] = {
		{ 2, 1, -ENODEV },
		{ ~0ULL, 1, -ENODEV },
		{ 0, 0, -ENOENT },
		{ 0, 4, -ENOENT },
		{ 0, 0x7f, -ENOENT },
		{ 0, 0x401, -ENOENT },		/* with TBU bits */
		{ 0, 0x10001, -ENOENT },
		{ 0, ~0ULL, -ENOENT },
	};
	u64 handle = new_domain(0, 2);
	unsigned int i, before = fake_calls(FAKE_STREAM_SET);

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_int_equal(__pkvm_iommu_attach(bad[i].smmu, bad[i].sid, handle), bad[i].err);
		assert_int_equal(__pkvm_iommu_attach(bad[i].smmu, bad[i].sid, 0), bad[i].err);
		assert_int_equal(__pkvm_iommu_detach(bad[i].smmu, bad[i].sid), bad[i].err);
	}
	assert_int_equal(fake_calls(FAKE_STREAM_SET), before);
}

/* No handle attaches a stream to "blocked", and a blocked stream has no handle. */
static void blocked_is_no_handle(void **state)
{
	assert_int_equal(__pkvm_iommu_detach(0, 1), 0);
	assert_int_equal(__pkvm_iommu_attach(0, 1, ~0ULL), -ENOENT);
	assert_int_equal(__pkvm_iommu_attach(0, 1, 0xffff), -ENOENT);
	assert_int_equal(__pkvm_iommu_attach(0, 1, BIT_ULL(32)), -ENOENT);
	assert_int_equal(domain_of(0, 0), -1);
}

static void contexts_run_out_with_an_error(void **state)
{
	unsigned int i;

	reset_system(state);
	fake_nr_ctx = 3;
	describe_system();
	assert_int_equal(__pkvm_iommu_seal(), 0);
	for (i = 0; i < 3; i++)
		new_domain(4 * i, 0);
	assert_int_equal(__pkvm_iommu_attach(0, 1, 1), 0);
	assert_int_equal(__pkvm_iommu_attach(0, 2, 2), 0);
	assert_int_equal(__pkvm_iommu_attach(0, 3, 3), -ENOSPC);
	assert_int_equal(domain_of(0, 2), 0);
	assert_int_equal(fake_dma(0, 3, HOST_PAGE(50)), HOST_PAGE(50));
	assert_true(__pkvm_iommu_free_domain(3) > 0);	/* still not attached */
	assert_int_equal(__pkvm_iommu_attach(0, 2, 0), 0);
}

/* A register kept its old value: the stream is blocked, its context is freed. */
static void refused_attach_blocks(void **state)
{
	u64 handle = new_domain(0, 2);

	fake_fail(FAKE_STREAM_SET, 1, -EIO, false);
	assert_int_equal(__pkvm_iommu_attach(0, 2, handle), -EIO);
	assert_int_equal(domain_of(0, 1), -1);
	assert_true(fake_dma(0, 2, HOST_PAGE(20)) == FAKE_FAULT);
	assert_int_equal(fake_calls(FAKE_CTX_FREE), 1);
	assert_int_equal(__pkvm_iommu_attach(0, 2, handle), 0);
	assert_int_equal(__pkvm_iommu_detach(0, 2), 0);
	assert_true(__pkvm_iommu_free_domain(handle) > 0);
}

static void refused_move_blocks_and_leaves_the_old(void **state)
{
	u64 a = new_domain(0, 2), b = new_domain(4, 2);

	assert_int_equal(__pkvm_iommu_attach(0, 2, a), 0);
	fake_fail(FAKE_STREAM_SET, 1, -ETIMEDOUT, false);
	assert_int_equal(__pkvm_iommu_attach(0, 2, b), -ETIMEDOUT);
	assert_int_equal(domain_of(0, 1), -1);
	assert_true(__pkvm_iommu_free_domain(a) > 0);
	assert_true(__pkvm_iommu_free_domain(b) > 0);
}

/*
 * Blocking is not confirmed either: the stream may use either domain. Neither domain
 * may be freed, nor a context that may still be selected.
 */
static void stuck_stream_keeps_both_domains(void **state)
{
	u64 a = new_domain(0, 2), b = new_domain(4, 2);

	assert_int_equal(__pkvm_iommu_attach(0, 2, a), 0);
	fake_fail(FAKE_STREAM_SET, 1, -EIO, true);
	assert_int_equal(__pkvm_iommu_attach(0, 2, b), -EIO);
	assert_int_equal(fake_calls(FAKE_CTX_FREE), 0);
	assert_int_equal(__pkvm_iommu_free_domain(a), -EBUSY);
	assert_int_equal(__pkvm_iommu_free_domain(b), -EBUSY);
	/* A repeated detach fails until the block is confirmed. */
	assert_int_equal(__pkvm_iommu_detach(0, 2), -EIO);
	fake_fail(FAKE_STREAM_SET, 1, 0, false);
	assert_int_equal(__pkvm_iommu_detach(0, 2), 0);
	assert_int_equal(domain_of(0, 1), -1);
	assert_int_equal(fake_ctx_of(0, 1), SMMU_CTX_BLOCKED);
	/* Unmaps in the old domain still invalidate: the stream may use it. */
	assert_int_equal(map_pages(a, 0, HOST_PAGE(20), 1), 1);
	assert_int_equal(__pkvm_iommu_unmap(a, 0, 1), 1);
	active_system(state);
}

/* The context's invalidation is not confirmed: its domain's pages stay with EL2. */
static void unconfirmed_context_free_quarantines(void **state)
{
	u64 handle = new_domain(0, 2);

	assert_int_equal(map_pages(handle, 0x1000, HOST_PAGE(20), 1), 1);
	assert_int_equal(map_pages(handle, 0x2000, HOST_PAGE(21), 1), 1);
	assert_int_equal(__pkvm_iommu_attach(0, 2, handle), 0);
	fake_dma(0, 2, 0x1000);
	fake_fail(FAKE_CTX_FREE, 1, -ETIMEDOUT, false);
	assert_int_equal(__pkvm_iommu_detach(0, 2), 0);
	assert_true(fake_dma(0, 2, 0x1000) == FAKE_FAULT);
	assert_int_equal(__pkvm_iommu_unmap(handle, 0x1000, 1), -ETIMEDOUT);
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(20)), -EBUSY);
	assert_int_equal(__pkvm_iommu_free_domain(handle), -ETIMEDOUT);
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(21)), -EBUSY);
	/* Other domains get other contexts. */
	assert_int_equal(__pkvm_iommu_attach(0, 2, new_domain(6, 0)), 0);
	assert_int_not_equal(fake_ctx_of(0, 1), 1);
}

#define T(name) cmocka_unit_test_setup_teardown(name, active_system, check_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(attach_moves_one_stream_only),
		T(detached_faults),
		T(attaching_twice_writes_once),
		T(one_context_per_domain_and_smmu),
		T(last_detach_empties_the_tlb),
		T(unknown_streams_are_refused),
		T(blocked_is_no_handle),
		T(contexts_run_out_with_an_error),
		T(refused_attach_blocks),
		T(refused_move_blocks_and_leaves_the_old),
		T(stuck_stream_keeps_both_domains),
		T(unconfirmed_context_free_quarantines),
	};

	return cmocka_run_group_tests_name("core_attach", tests, NULL, NULL);
}
