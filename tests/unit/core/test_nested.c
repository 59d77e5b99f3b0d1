// SPDX-License-Identifier: GPL-2.0-only
/* Nested domains: which registers the host reaches and when, streams, and their end. */
#include "setup.h"

#define SECRET	HOST_PAGE(300)

static const u64 bases[] = { SMMU0_BASE, SMMU0_BASE1 };

static s64 lend(u64 smmu)
{
	u64 off, size;

	return __pkvm_iommu_alloc_nested(smmu, 0, &off, &size);
}

static int ctx_of(s64 handle)
{
	return handle % PKVM_IOMMU_MAX_NESTED;
}

static s64 lent(u64 smmu)
{
	return __pkvm_iommu_query(PKVM_IOMMU_QUERY_LENT, smmu);
}

/* Every page of the registers of a context, on each instance of SMMU 0. */
static void expect_registers(int ctx, bool reached)
{
	unsigned int i;
	u64 off;

	for (i = 0; i < ARRAY_SIZE(bases); i++) {
		for (off = 0; off < FAKE_LENT_SIZE; off += PAGE_SIZE)
			assert_int_equal(shim_host_mmio(bases[i] + FAKE_LENT_OFF(ctx) + off),
					 reached);
	}
}

/* The host's stage 2 maps none of them any more when the host asks for one. */
static void expect_clipped(int ctx)
{
	u64 start, end;
	unsigned int i;

	hyp_spin_lock(&host_mmu.lock);
	for (i = 0; i < ARRAY_SIZE(bases); i++) {
		start = 0;
		end = MEM1;
		assert_int_equal(pkvm_iommu_clip_mmio(bases[i] + FAKE_LENT_OFF(ctx), &start, &end),
				 -EPERM);
	}
	hyp_spin_unlock(&host_mmu.lock);
}

static void host_reaches_the_lent_registers_alone(void **state)
{
	u64 off, size, at;
	s64 handle = __pkvm_iommu_alloc_nested(0, 0, &off, &size);
	unsigned int i, pages = 0;

	assert_true(handle >= PKVM_IOMMU_MAX_DOMAINS);
	assert_int_equal(off, FAKE_LENT_OFF(ctx_of(handle)));
	assert_int_equal(size, FAKE_LENT_SIZE);
	expect_registers(ctx_of(handle), true);
	for (i = 0; i < ARRAY_SIZE(bases); i++) {
		for (at = bases[i]; at < bases[i] + SMMU_SIZE; at += PAGE_SIZE)
			pages += shim_host_mmio(at);
	}
	assert_int_equal(pages, 2 * FAKE_LENT_SIZE / PAGE_SIZE);
	assert_false(shim_host_mmio(SMMU1_BASE + off));
}

/* A block of the host's stage 2 would reach the neighbours, too. */
static void a_lent_range_is_clipped(void **state)
{
	s64 handle = lend(0);
	u64 first = SMMU0_BASE + FAKE_LENT_OFF(ctx_of(handle)), start = 0, end = MEM1;

	hyp_spin_lock(&host_mmu.lock);
	assert_int_equal(pkvm_iommu_clip_mmio(first + FAKE_LENT_SIZE / 2, &start, &end), 0);
	assert_int_equal(start, first);
	assert_int_equal(end, first + FAKE_LENT_SIZE);
	start = first + PAGE_SIZE;
	end = first + 2 * PAGE_SIZE;
	assert_int_equal(pkvm_iommu_clip_mmio(first + PAGE_SIZE, &start, &end), 0);
	assert_int_equal(start, first + PAGE_SIZE);
	assert_int_equal(end, first + 2 * PAGE_SIZE);
	hyp_spin_unlock(&host_mmu.lock);
}

/* A DMA engine on the control backbone must not be aimed at them: it is no CPU of the host's. */
static void lent_registers_are_no_room(void **state)
{
	s64 handle = lend(0);
	u64 at = SMMU0_BASE + FAKE_LENT_OFF(ctx_of(handle));

	assert_int_equal(pkvm_iommu_room(at), 0);
	assert_int_equal(pkvm_iommu_room(at + FAKE_LENT_SIZE - 1), 0);
}

static void streams_reach_what_the_host_reaches(void **state)
{
	s64 handle = lend(0);

	assert_int_equal(__pkvm_host_donate_hyp(hyp_phys_to_pfn(SECRET), 1), 0);
	assert_int_equal(__pkvm_iommu_attach(0, 1, handle), 0);
	assert_int_equal(__pkvm_iommu_attach(0, 1, handle), 0);
	assert_int_equal(fake_ctx_of(0, 0), ctx_of(handle));
	assert_true(fake_dma(0, 1, HOST_PAGE(5)) == HOST_PAGE(5));
	assert_true(fake_dma(0, 1, SECRET) == FAKE_FAULT);
	assert_int_equal(__pkvm_host_donate_hyp(hyp_phys_to_pfn(HOST_PAGE(5)), 1), 0);
	assert_true(fake_dma(0, 1, HOST_PAGE(5)) == FAKE_FAULT);
	assert_int_equal(__pkvm_iommu_detach(0, 1), 0);
	assert_true(fake_dma(0, 1, HOST_PAGE(6)) == FAKE_FAULT);
}

static void a_freed_domain_is_gone(void **state)
{
	s64 handle = lend(0);
	int ctx = ctx_of(handle);

	expect_registers(ctx, true);
	assert_int_equal(lent(0), 1);
	assert_int_equal(__pkvm_iommu_free_nested(handle), 0);
	expect_registers(ctx, false);
	assert_false(fake_is_lent(0, ctx));
	assert_int_equal(lent(0), 0);
	assert_int_equal(__pkvm_iommu_free_nested(handle), -ENOENT);
	assert_int_equal(__pkvm_iommu_attach(0, 1, handle), -ENOENT);
	assert_int_equal(lend(0), handle);
	expect_registers(ctx, true);
}

/* One domain's end leaves another's registers with the host. */
static void each_domain_has_registers_of_its_own(void **state)
{
	s64 a = lend(0), b = lend(0), c = lend(1);

	assert_true(a != b && b != c && a != c);
	assert_int_equal(lent(0), 2);
	assert_int_equal(lent(1), 1);
	expect_registers(ctx_of(a), true);
	expect_registers(ctx_of(b), true);
	assert_int_equal(__pkvm_iommu_free_nested(a), 0);
	expect_registers(ctx_of(a), false);
	expect_registers(ctx_of(b), true);
	assert_int_equal(lent(0), 1);
	assert_int_equal(lent(1), 1);
}

static void a_domain_with_streams_stays(void **state)
{
	s64 handle = lend(0);

	assert_int_equal(__pkvm_iommu_attach(0, 2, handle), 0);
	assert_int_equal(__pkvm_iommu_free_nested(handle), -EBUSY);
	expect_registers(ctx_of(handle), true);
	assert_int_equal(__pkvm_iommu_attach(0, 2, PKVM_IOMMU_DOMAIN_IDENTITY), 0);
	assert_int_equal(__pkvm_iommu_free_nested(handle), 0);
}

/* The stream may still use the domain that it was to leave, or the one to enter. */
static void a_domain_of_a_stuck_stream_stays(void **state)
{
	s64 a = lend(0), b = lend(0);

	assert_int_equal(__pkvm_iommu_attach(0, 2, a), 0);
	fake_fail(FAKE_STREAM_SET, 1, -EIO, true);
	assert_int_equal(__pkvm_iommu_attach(0, 2, b), -EREMOTEIO);
	assert_int_equal(__pkvm_iommu_free_nested(a), -EBUSY);
	assert_int_equal(__pkvm_iommu_free_nested(b), -EBUSY);
	fake_fail(FAKE_STREAM_SET, 0, 0, false);
	assert_int_equal(__pkvm_iommu_detach(0, 2), 0);
	assert_int_equal(__pkvm_iommu_free_nested(a), 0);
	assert_int_equal(__pkvm_iommu_free_nested(b), 0);
}

static void streams_move_between_kinds_of_domain(void **state)
{
	s64 nested = lend(0);
	u64 paging = new_domain(0, 2);

	assert_int_equal(map_pages(paging, 0x1000, HOST_PAGE(20), 1), 1);
	assert_int_equal(__pkvm_iommu_attach(0, 1, paging), 0);
	assert_int_equal(__pkvm_iommu_attach(0, 1, nested), 0);
	assert_true(fake_dma(0, 1, 0x1000) == FAKE_FAULT);
	assert_int_equal(fake_calls(FAKE_CTX_FREE), 1);
	assert_int_equal(__pkvm_iommu_attach(0, 1, paging), 0);
	assert_true(fake_dma(0, 1, 0x1000) == HOST_PAGE(20));
	assert_int_equal(fake_calls(FAKE_CTX_FREE), 1);
	assert_int_equal(__pkvm_iommu_free_nested(nested), 0);
	assert_int_equal(__pkvm_iommu_detach(0, 1), 0);
	assert_true(__pkvm_iommu_free_domain(paging) > 0);
}

static void other_handles_are_refused(void **state)
{
	s64 handle = lend(0);
	const u64 bad[] = {
		0, 1, PKVM_IOMMU_MAX_DOMAINS, handle + 1, handle + PKVM_IOMMU_MAX_NESTED,
		PKVM_IOMMU_DOMAIN_NESTED(PKVM_IOMMU_MAX_SMMUS, 1), BIT_ULL(16) | handle,
		BIT_ULL(32) | handle, ~0ULL,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		assert_int_equal(__pkvm_iommu_free_nested(bad[i]), -ENOENT);
		assert_true(!bad[i] || __pkvm_iommu_attach(0, 1, bad[i]) == -ENOENT);
	}
	assert_int_equal(__pkvm_iommu_attach(1, 1, handle), -EINVAL);
	assert_int_equal(fake_ctx_of(1, 0), SMMU_CTX_IDENTITY);
}

static void a_nested_domain_takes_no_pages(void **state)
{
	s64 handle = lend(0);
	u64 pfn = hyp_phys_to_pfn(HOST_PAGE(0)), need;

	assert_int_equal(map_pages(handle, 0, HOST_PAGE(1), 1), -EINVAL);
	assert_int_equal(__pkvm_iommu_unmap(handle, 0, 1), -EINVAL);
	assert_int_equal(__pkvm_iommu_topup(handle, pfn), -EINVAL);
	assert_int_equal(__pkvm_iommu_iova_to_phys(handle, 0), -EINVAL);
	assert_int_equal(__pkvm_iommu_free_domain(handle), -EINVAL);
	assert_int_equal(__pkvm_iommu_map(handle + 1, 0, HOST_PAGE(1), 1, 1, &need), -ENOENT);
	assert_int_equal(__pkvm_iommu_free_domain(handle + 1), -ENOENT);
}

/* Where the host has registers for that. */
static void a_host_with_registers_invalidates_by_itself(void **state)
{
	s64 handle = lend(0);

	assert_int_equal(__pkvm_iommu_inval_nested(handle, 0, 0, PKVM_IOMMU_INVAL_ALL), -EINVAL);
	assert_int_equal(__pkvm_iommu_inval_nested(handle, 0, PAGE_SIZE, PAGE_SHIFT), -EINVAL);
	assert_int_equal(__pkvm_iommu_inval_nested(0, 0, PAGE_SIZE, PAGE_SHIFT), -ENOENT);
}

static void a_context_that_is_not_freed_is_in_quarantine(void **state)
{
	s64 handle = lend(0);

	fake_fail(FAKE_CTX_TAKE, 1, -ETIMEDOUT, false);
	expect_registers(ctx_of(handle), true);
	assert_int_equal(__pkvm_iommu_free_nested(handle), -ETIMEDOUT);
	expect_registers(ctx_of(handle), false);
	assert_int_equal(__pkvm_iommu_attach(0, 1, handle), -ENOENT);
	assert_int_equal(map_pages(handle, 0, HOST_PAGE(1), 1), -EINVAL);
	assert_int_equal(lent(0), 0);
	assert_int_not_equal(lend(0), handle);
	assert_int_equal(__pkvm_iommu_free_nested(handle), 0);
	assert_int_equal(lend(0), handle);
}

/* The context is not touched while the host may reach its registers. */
static void registers_that_stay_mapped_keep_the_context(void **state)
{
	s64 handle;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bases); i++) {
		handle = lend(0);
		expect_registers(ctx_of(handle), true);
		shim_fail_unmap = i + 1;
		assert_int_equal(__pkvm_iommu_free_nested(handle), -EINVAL);
		/* The end has begun: no stream, and no further page of the registers. */
		assert_int_equal(__pkvm_iommu_attach(0, 1, handle), -ENOENT);
		assert_int_equal(lent(0), 0);
		expect_clipped(ctx_of(handle));
		assert_true(shim_host_maps(bases[i] + FAKE_LENT_OFF(ctx_of(handle))));
		assert_false(shim_host_maps(bases[!i] + FAKE_LENT_OFF(ctx_of(handle))));
		assert_true(fake_is_lent(0, ctx_of(handle)));
		assert_int_equal(__pkvm_iommu_free_nested(handle), 0);
		expect_registers(ctx_of(handle), false);
	}
}

static void a_refusal_lends_nothing(void **state)
{
	u64 off = 1, size = 1;

	fake_fail(FAKE_CTX_LEND, 1, -EOPNOTSUPP, false);
	assert_int_equal(__pkvm_iommu_alloc_nested(0, 0, &off, &size), -EOPNOTSUPP);
	assert_int_equal(off, 0);
	assert_int_equal(size, 0);
	assert_int_equal(lent(0), 0);
	assert_int_equal(lend(2), -ENODEV);
	assert_int_equal(lend(~0ULL), -ENODEV);
	assert_int_equal(lent(2), -ENODEV);
	while (lend(0) > 0)
		;
	assert_int_equal(lend(0), -ENOSPC);
	assert_int_equal(lent(0), fake_nr_ctx - 1);
}

/* A domain can be freed while the SMMUs are closed. */
static void closed_smmus_lend_nothing(void **state)
{
	s64 handle = lend(0);

	fake_lose_power();
	fake_fail(FAKE_RESTORE, 1, -EIO, true);
	assert_int_equal(pkvm_iommu_resume(true), 0);
	assert_int_equal(lend(0), -EIO);
	assert_int_equal(__pkvm_iommu_attach(0, 1, handle), -EIO);
	assert_int_equal(__pkvm_iommu_free_nested(handle), 0);
	expect_registers(ctx_of(handle), false);
}

#define T(name) cmocka_unit_test_setup_teardown(name, active_system, check_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(host_reaches_the_lent_registers_alone),
		T(a_lent_range_is_clipped),
		T(lent_registers_are_no_room),
		T(streams_reach_what_the_host_reaches),
		T(a_freed_domain_is_gone),
		T(each_domain_has_registers_of_its_own),
		T(a_domain_with_streams_stays),
		T(a_domain_of_a_stuck_stream_stays),
		T(streams_move_between_kinds_of_domain),
		T(other_handles_are_refused),
		T(a_nested_domain_takes_no_pages),
		T(a_host_with_registers_invalidates_by_itself),
		T(a_context_that_is_not_freed_is_in_quarantine),
		T(registers_that_stay_mapped_keep_the_context),
		T(a_refusal_lends_nothing),
		T(closed_smmus_lend_nothing),
	};

	return cmocka_run_group_tests_name("core_nested", tests, NULL, NULL);
}
