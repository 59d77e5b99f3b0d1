// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every call that changes an SMMU, with each of its steps failing on each SMMU with each
 * error that a back end may have: the call says so, nothing that devices must not reach comes
 * into reach, and the same call succeeds once the step does.
 */
#include "setup.h"

#define IOVA	0x1000ULL

static u64 first, second;	/* domains; both SMMUs have a stream in the first */
static s64 nested, unused;	/* nested domains; the first has a stream of SMMU 0 */

static s64 attach_on_smmu_0(void)
{
	return __pkvm_iommu_attach(0, 2, second);
}

static s64 attach_on_smmu_1(void)
{
	return __pkvm_iommu_attach(1, 2, second);
}

static s64 move(void)
{
	return __pkvm_iommu_attach(1, 1, second);
}

static s64 detach(void)
{
	return __pkvm_iommu_detach(1, 1);
}

static s64 unmap(void)
{
	s64 ret = __pkvm_iommu_unmap(first, IOVA, 3);

	return ret == 3 ? 0 : ret;
}

static s64 donate_guest(void)
{
	return shim_host_donate_guest(HOST_PAGE(40));
}

static s64 topup(void)
{
	return __pkvm_iommu_topup(second, hyp_phys_to_pfn(HOST_PAGE(41)));
}

static s64 unshare(void)
{
	return shim_guest_unshare_host(HOST_PAGE(42));
}

static s64 free_second(void)
{
	unsigned int i;
	s64 ret;

	for (i = 0; i < 64; i++) {
		ret = __pkvm_iommu_free_domain(second);
		if (ret <= 0 && ret != -EAGAIN)
			return ret;
	}
	return -EAGAIN;
}

static s64 lend(void)
{
	u64 off, size;

	return __pkvm_iommu_alloc_nested(0, 0, &off, &size);
}

static s64 alloc_nested(void)
{
	return min(lend(), 0LL);
}

static s64 attach_nested(void)
{
	return __pkvm_iommu_attach(0, 1, nested);
}

static s64 leave_nested(void)
{
	return __pkvm_iommu_attach(0, 3, second);
}

static s64 free_nested(void)
{
	s64 ret = __pkvm_iommu_free_nested(unused);

	/* Whatever came of it, the host has lost the registers. */
	assert_false(shim_host_mmio(SMMU0_BASE + FAKE_LENT_OFF(unused % PKVM_IOMMU_MAX_NESTED)));
	return ret;
}

static void prepare(void **state)
{
	active_system(state);
	first = new_domain(0, 2);
	second = new_domain(4, 2);
	assert_int_equal(__pkvm_iommu_attach(0, 1, first), 0);
	assert_int_equal(__pkvm_iommu_attach(1, 1, first), 0);
	assert_int_equal(map_pages(first, IOVA, HOST_PAGE(20), 3), 3);
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(42)), 0);
	assert_int_equal(shim_guest_share_host(HOST_PAGE(42)), 0);
	/* A context that no stream selects any more. */
	assert_int_equal(__pkvm_iommu_attach(0, 3, second), 0);
	assert_int_equal(__pkvm_iommu_detach(0, 3), 0);
	nested = lend();
	unused = lend();
	assert_int_equal(__pkvm_iommu_attach(0, 3, nested), 0);
}

/* Everybody asks for everything, so that the TLBs have what they may. */
static void devices_ask(void)
{
	unsigned int n, sid, i;

	for (n = 0; n < 2; n++)
		for (sid = 1; sid <= 3; sid++)
			for (i = 0; i < 3; i++) {
				fake_dma(n, sid, IOVA + i * PAGE_SIZE);
				fake_dma(n, sid, HOST_PAGE(40 + i));
			}
}

static const struct {
	const char *name;
	s64 (*make)(void);
} calls[] = {
	{ "attach on SMMU 0", attach_on_smmu_0 },
	{ "attach on SMMU 1", attach_on_smmu_1 },
	{ "move to another domain", move },
	{ "detach", detach },
	{ "unmap", unmap },
	{ "donate to a guest", donate_guest },
	{ "topup", topup },
	{ "a guest takes a page back", unshare },
	{ "free a domain", free_second },
	{ "alloc a nested domain", alloc_nested },
	{ "attach to a nested domain", attach_nested },
	{ "leave a nested domain", leave_nested },
	{ "free a nested domain", free_nested },
};

static const enum fake_op ops[] = {
	FAKE_CTX_ALLOC, FAKE_CTX_FREE, FAKE_STREAM_SET, FAKE_INVAL, FAKE_CTX_LEND, FAKE_CTX_TAKE,
};

/* How often call @c makes @op when all goes well */
static unsigned int count(void **state, unsigned int c, enum fake_op op)
{
	unsigned int before;

	prepare(state);
	before = fake_calls(op);
	assert_int_equal(calls[c].make(), 0);
	check_invariants();
	return fake_calls(op) - before;
}

static void fails_and_is_repeated(void **state, unsigned int c, enum fake_op op,
				  unsigned int nth, int err)
{
	s64 ret;

	prepare(state);
	devices_ask();
	fake_fail(op, nth, err, false);
	ret = calls[c].make();
	/* A context that is not free stays in quarantine; the call did what it says. */
	if (!ret && op != FAKE_CTX_FREE)
		fail_msg("%s: error %d of step %u of operation %u is lost", calls[c].name, err,
			 nth, op);
	if (ret && ret != err && ret != -EREMOTEIO)
		fail_msg("%s: %lld in place of %d", calls[c].name, ret, err);
	devices_ask();
	check_invariants();
	ret = calls[c].make();
	if (ret)
		fail_msg("%s: %lld after error %d of step %u of operation %u", calls[c].name, ret,
			 err, nth, op);
	devices_ask();
	check_invariants();
}

static void every_step_fails_with_every_error(void **state)
{
	static const int errors[] = { -EIO, -EBUSY, -ETIMEDOUT, -ENODEV };
	unsigned int c, o, e, nth, steps = 0;

	for (c = 0; c < ARRAY_SIZE(calls); c++) {
		for (o = 0; o < ARRAY_SIZE(ops); o++) {
			for (nth = count(state, c, ops[o]); nth; nth--, steps++)
				for (e = 0; e < ARRAY_SIZE(errors); e++)
					fails_and_is_repeated(state, c, ops[o], nth, errors[e]);
		}
	}
	assert_true(steps >= 22);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_step_fails_with_every_error, active_system,
						check_teardown),
	};

	return cmocka_run_group_tests_name("failures", tests, NULL, NULL);
}
