// SPDX-License-Identifier: GPL-2.0-only
/*
 * Two CPUs: one makes a call, and whenever it lets go of its last lock, the other makes a whole
 * call of its own. Whatever the two are, what must always hold does, and all that was donated
 * can be had back.
 */
#include "setup.h"

#define IOVA	0x10000000ULL
#define DATA	HOST_PAGE(100)		/* mapped by the first domain */
#define OTHER	HOST_PAGE(101)
#define GIVEN	HOST_PAGE(102)		/* EL2's */

static u64 first, second;
static s64 nested, busy;

static u64 pfn_of(u64 phys)
{
	return hyp_phys_to_pfn(phys);
}

static s64 alloc_domain(void)
{
	return __pkvm_iommu_alloc_domain(pfn_of(HOST_PAGE(30)));
}

static s64 free_first(void)
{
	return __pkvm_iommu_free_domain(first);
}

static s64 end_second(void)
{
	s64 ret;

	do {
		ret = __pkvm_iommu_free_domain(second);
	} while (ret > 0);
	return ret;
}

static s64 topup_second(void)
{
	return __pkvm_iommu_topup(second, pfn_of(HOST_PAGE(40)));
}

static s64 alloc_nested(void)
{
	u64 x2, x3;

	return __pkvm_iommu_alloc_nested(0, 0, &x2, &x3);
}

static s64 free_nested(void)
{
	return __pkvm_iommu_free_nested(nested);
}

static s64 attach_second(void)
{
	return __pkvm_iommu_attach(0, 1, second);
}

static s64 attach_nested(void)
{
	return __pkvm_iommu_attach(0, 3, nested);
}

static s64 attach_and_detach(void)
{
	return __pkvm_iommu_attach(0, 3, second) ?: __pkvm_iommu_detach(0, 3);
}

static s64 detach_first(void)
{
	return __pkvm_iommu_detach(0, 1);
}

static s64 detach_nested(void)
{
	return __pkvm_iommu_detach(0, 2);
}

/* The domains that the other CPU is about to get. */
static s64 attach_new(void)
{
	return __pkvm_iommu_attach(0, 3, second + 1);
}

static s64 map_new(void)
{
	return map_pages(second + 1, IOVA, OTHER, 1);
}

static s64 topup_new(void)
{
	return __pkvm_iommu_topup(second + 1, pfn_of(HOST_PAGE(41)));
}

static s64 attach_new_nested(void)
{
	return __pkvm_iommu_attach(0, 3, busy + 1);
}

static s64 map_second(void)
{
	return map_pages(second, IOVA, OTHER, 1);
}

static s64 map_first(void)
{
	return map_pages(first, IOVA + PAGE_SIZE, OTHER, 1);
}

static s64 unmap_first(void)
{
	return __pkvm_iommu_unmap(first, IOVA, 1);
}

static s64 donate_data(void)
{
	return __pkvm_host_donate_hyp(pfn_of(DATA), 1);
}

static s64 donate_other(void)
{
	return __pkvm_host_donate_hyp(pfn_of(OTHER), 1);
}

static s64 return_given(void)
{
	return __pkvm_hyp_donate_host(pfn_of(GIVEN), 1);
}

static s64 (* const calls[])(void) = {
	alloc_domain, free_first, end_second, topup_second, alloc_nested, free_nested,
	attach_second, attach_nested, attach_and_detach, attach_new, map_new, topup_new,
	attach_new_nested, detach_first, detach_nested, map_second, map_first, unmap_first,
	donate_data, donate_other, return_given,
};

/* One stream in a domain that maps a page, one in a nested domain; two domains without one. */
static void start(void)
{
	active_system(NULL);
	first = new_domain(0, 4);
	second = new_domain(10, 4);
	nested = alloc_nested();
	busy = alloc_nested();
	assert_true(nested > 0 && busy > 0);
	assert_int_equal(map_pages(first, IOVA, DATA, 1), 1);
	assert_int_equal(__pkvm_iommu_attach(0, 1, first), 0);
	assert_int_equal(__pkvm_iommu_attach(0, 2, busy), 0);
	assert_int_equal(__pkvm_host_donate_hyp(pfn_of(GIVEN), 1), 0);
}

static void end_domain(u64 handle)
{
	s64 ret;

	do {
		ret = __pkvm_iommu_free_domain(handle);
		assert_int_not_equal(ret, -EAGAIN);
		assert_int_not_equal(ret, -EBUSY);
	} while (ret > 0);
}

static unsigned int away(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < 128; i++)
		n += get_host_state(hyp_phys_to_page(HOST_PAGE(i))) == PKVM_NOPAGE;
	return n;
}

/* Nothing stays pinned, lent or donated but what a call has donated for good. */
static void end(void)
{
	unsigned int i;

	for (i = 1; i <= 3; i++)
		assert_int_equal(__pkvm_iommu_detach(0, i), 0);
	for (i = PKVM_IOMMU_DOMAIN_FIRST; i < 5; i++)
		end_domain(i);
	for (i = 1; i < fake_nr_ctx; i++)
		__pkvm_iommu_free_nested(PKVM_IOMMU_DOMAIN_NESTED(0, i));
	assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_LENT, 0), 0);
	for (i = 0; i < 128; i++)
		assert_int_equal(hyp_phys_to_page(HOST_PAGE(i))->dma_pins, 0);
	__pkvm_hyp_donate_host(pfn_of(DATA), 1);
	__pkvm_hyp_donate_host(pfn_of(OTHER), 1);
	__pkvm_hyp_donate_host(pfn_of(GIVEN), 1);
	assert_int_equal(away(), 0);
}

static s64 (*other)(void);
static enum fake_op failing;
static int error;
static unsigned int turn;

static void make_other_call(const hyp_spinlock_t *lock)
{
	if (turn--)
		return;
	fake_fail(failing, 1, error, true);
	other();
}

/* Returns false if the call has fewer turns. */
static bool try(s64 (*call)(void), unsigned int nth)
{
	start();
	turn = nth;
	shim_other_turn = make_other_call;
	call();
	shim_other_turn = NULL;
	check_tables();
	fake_fail(failing, 1, 0, false);
	end();
	check_tables();
	return (int)turn < 0;
}

/* From the other call on, @op returns @err. */
static void try_all(enum fake_op op, int err)
{
	unsigned int i, j, nth;

	failing = op;
	error = err;
	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		for (j = 0; j < ARRAY_SIZE(calls); j++) {
			other = calls[j];
			for (nth = 0; try(calls[i], nth); nth++)
				;
		}
		check_invariants();
	}
}

static void nothing_fails(void **state)
{
	try_all(FAKE_INVAL, 0);
}

static void contexts_are_not_freed(void **state)
{
	try_all(FAKE_CTX_FREE, -ETIMEDOUT);
}

static void invalidations_are_not_confirmed(void **state)
{
	try_all(FAKE_INVAL, -ETIMEDOUT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_fails),
		cmocka_unit_test(contexts_are_not_freed),
		cmocka_unit_test(invalidations_are_not_confirmed),
	};

	return cmocka_run_group_tests_name("core_turns", tests, NULL, NULL);
}
