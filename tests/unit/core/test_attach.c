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
	assert_int_equal(__pkvm_iommu_attach(0, 2, handle), -EREMOTEIO);
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
	assert_int_equal(__pkvm_iommu_attach(0, 2, b), -EREMOTEIO);
	assert_int_equal(domain_of(0, 1), -1);
	assert_true(__pkvm_iommu_free_domain(a) > 0);
	assert_true(__pkvm_iommu_free_domain(b) > 0);
}

/* A failed allocation of a context has another code: the stream keeps its domain. */
static void refused_context_changes_nothing(void **state)
{
	u64 a = new_domain(0, 2), b = new_domain(4, 2);

	assert_int_equal(map_pages(a, 0x1000, HOST_PAGE(20), 1), 1);
	assert_int_equal(__pkvm_iommu_attach(0, 2, a), 0);
	fake_fail(FAKE_CTX_ALLOC, 1, -ETIMEDOUT, false);
	assert_int_equal(__pkvm_iommu_attach(0, 2, b), -ETIMEDOUT);
	fake_fail(FAKE_CTX_ALLOC, 1, -EIO, false);
	assert_int_equal(__pkvm_iommu_attach(0, 2, b), -EIO);
	assert_int_equal(domain_of(0, 1), a);
	assert_int_equal(fake_dma(0, 2, 0x1000), HOST_PAGE(20));
	assert_true(__pkvm_iommu_free_domain(b) > 0);
}

static void free_all(u64 handle)
{
	s64 ret;

	while ((ret = __pkvm_iommu_free_domain(handle)) > 0)
		;
	assert_int_equal(ret, 0);
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
	assert_int_equal(__pkvm_iommu_attach(0, 2, b), -EREMOTEIO);
	assert_int_equal(fake_calls(FAKE_CTX_FREE), 0);
	assert_int_equal(__pkvm_iommu_free_domain(a), -EBUSY);
	assert_int_equal(__pkvm_iommu_free_domain(b), -EBUSY);
	/* A repeated detach fails until the block is confirmed. */
	assert_int_equal(__pkvm_iommu_detach(0, 2), -EREMOTEIO);
	assert_int_equal(__pkvm_iommu_free_domain(a), -EBUSY);
	assert_int_equal(__pkvm_iommu_free_domain(b), -EBUSY);
	/* Unmaps in both domains still invalidate: the stream may use them. */
	assert_int_equal(map_pages(b, 0, HOST_PAGE(20), 1), 1);
	fake_fail(FAKE_INVAL, 1, -ETIMEDOUT, false);
	assert_int_equal(__pkvm_iommu_unmap(b, 0, 1), -ETIMEDOUT);
	fake_fail(FAKE_STREAM_SET, 1, 0, false);
	assert_int_equal(__pkvm_iommu_detach(0, 2), 0);
	assert_int_equal(domain_of(0, 1), -1);
	assert_int_equal(fake_ctx_of(0, 1), SMMU_CTX_BLOCKED);
	free_all(a);
	free_all(b);
	assert_int_equal(__pkvm_iommu_attach(0, 2, new_domain(10, 0)), 0);
}

/* Nor is it attached anywhere: each attach would count it once more. */
static void stuck_stream_is_not_attached(void **state)
{
	u64 a = new_domain(0, 2), b = new_domain(4, 2);
	unsigned int before;

	assert_int_equal(__pkvm_iommu_attach(0, 2, a), 0);
	fake_fail(FAKE_STREAM_SET, 1, -EIO, true);
	assert_int_equal(__pkvm_iommu_attach(0, 2, b), -EREMOTEIO);
	before = fake_calls(FAKE_STREAM_SET);
	assert_int_equal(__pkvm_iommu_attach(0, 2, a), -EBUSY);
	assert_int_equal(__pkvm_iommu_attach(0, 2, b), -EBUSY);
	assert_int_equal(__pkvm_iommu_attach(0, 2, PKVM_IOMMU_DOMAIN_IDENTITY), -EBUSY);
	assert_int_equal(__pkvm_iommu_attach(0, 2, new_domain(10, 0)), -EBUSY);
	assert_int_equal(fake_calls(FAKE_STREAM_SET), before);
	fake_fail(FAKE_STREAM_SET, 1, 0, false);
	assert_int_equal(__pkvm_iommu_detach(0, 2), 0);
	assert_int_equal(__pkvm_iommu_attach(0, 2, a), 0);
	free_all(b);
}

/*
 * The context's invalidation is not confirmed: its domain's pages stay with EL2, and it is
 * not used again, until a later attempt is confirmed.
 */
static void unconfirmed_context_free_quarantines(void **state)
{
	u64 handle = new_domain(0, 2);
	int ctx;

	assert_int_equal(map_pages(handle, 0x1000, HOST_PAGE(20), 1), 1);
	assert_int_equal(map_pages(handle, 0x2000, HOST_PAGE(21), 1), 1);
	assert_int_equal(__pkvm_iommu_attach(0, 2, handle), 0);
	ctx = fake_ctx_of(0, 1);
	fake_dma(0, 2, 0x1000);
	fake_fail(FAKE_CTX_FREE, 1, -ETIMEDOUT, true);
	assert_int_equal(__pkvm_iommu_detach(0, 2), 0);
	assert_true(fake_dma(0, 2, 0x1000) == FAKE_FAULT);
	assert_int_equal(__pkvm_iommu_free_domain(handle), -ETIMEDOUT);
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(20)), -EBUSY);
	/* The context can't be used again, not by this domain either; others get others. */
	assert_int_equal(__pkvm_iommu_attach(0, 2, handle), -ETIMEDOUT);
	assert_int_equal(__pkvm_iommu_attach(0, 2, new_domain(6, 0)), 0);
	assert_int_not_equal(fake_ctx_of(0, 1), ctx);
	/* A page's own invalidation counts, the context's is not needed for it. */
	assert_int_equal(__pkvm_iommu_unmap(handle, 0x1000, 1), 1);
	assert_false(fake_tlb_reaches(HOST_PAGE(20)));
	fake_fail(FAKE_INVAL, 1, -ETIMEDOUT, false);
	assert_int_equal(__pkvm_iommu_unmap(handle, 0x2000, 1), -ETIMEDOUT);
	fake_fail(FAKE_CTX_FREE, 1, 0, false);
	free_all(handle);
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(21)), 0);
}

static void quarantined_context_is_replaced(void **state)
{
	u64 handle = new_domain(0, 2);

	assert_int_equal(__pkvm_iommu_attach(0, 2, handle), 0);
	fake_fail(FAKE_CTX_FREE, 1, -ETIMEDOUT, false);
	assert_int_equal(__pkvm_iommu_detach(0, 2), 0);
	assert_int_equal(fake_calls(FAKE_CTX_ALLOC), 1);
	assert_int_equal(__pkvm_iommu_attach(0, 2, handle), 0);
	assert_int_equal(fake_calls(FAKE_CTX_ALLOC), 2);
	assert_int_equal(fake_calls(FAKE_CTX_FREE), 2);
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
		T(refused_context_changes_nothing),
		T(stuck_stream_keeps_both_domains),
		T(stuck_stream_is_not_attached),
		T(unconfirmed_context_free_quarantines),
		T(quarantined_context_is_replaced),
	};

	return cmocka_run_group_tests_name("core_attach", tests, NULL, NULL);
}
