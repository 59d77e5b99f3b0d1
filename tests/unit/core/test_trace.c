// SPDX-License-Identifier: GPL-2.0-only
/* EL2's trace events: what the host did, and nothing that it did not know. */
#include "setup.h"

#include <asm/esr.h>
#include <nvhe/trap_handler.h>

static int traced_system(void **state)
{
	active_system(state);
	shim_tracing = true;
	return 0;
}

static s64 call(void (*handle)(struct kvm_cpu_context *ctxt), u64 a, u64 b, u64 c, u64 d, u64 e)
{
	struct kvm_cpu_context ctxt = { .regs.regs = { 0, a, b, c, d, e } };

	handle(&ctxt);
	return ctxt.regs.regs[1];
}

/* The events since the first @from, one by one. */
static void expect_event(unsigned int from, const char *text)
{
	assert_int_equal(shim_events(), from + 1);
	assert_string_equal(shim_event_text(from), text);
}

static void expect_two(unsigned int from, const char *first, const char *second)
{
	assert_int_equal(shim_events(), from + 2);
	assert_string_equal(shim_event_text(from), first);
	assert_string_equal(shim_event_text(from + 1), second);
}

static void a_stream_is_attached_and_detached(void **state)
{
	u64 handle = new_domain(0, 0);

	(void)state;
	assert_int_equal(handle, 1);
	assert_int_equal(call(handle___pkvm_iommu_attach, 0, 2, handle, 0, 0), 0);
	expect_event(0, "pkvm_iommu_attach smmu=0 sid=0x2 domain=1 ret=0");
	assert_int_equal(call(handle___pkvm_iommu_detach, 0, 2, 0, 0, 0), 0);
	expect_event(1, "pkvm_iommu_detach smmu=0 sid=0x2 ret=0");
}

static void pages_are_mapped_and_unmapped(void **state)
{
	u64 handle = new_domain(0, 3);

	(void)state;
	assert_int_equal(call(handle___pkvm_iommu_map, handle, 0x10000, HOST_PAGE(9), 3, 3), 3);
	expect_event(0, "pkvm_iommu_map domain=1 iova=0x10000 pages=3 prot=0x3 ret=3");
	assert_int_equal(call(handle___pkvm_iommu_unmap, handle, 0x11000, 9, 0, 0), 2);
	expect_event(1, "pkvm_iommu_unmap domain=1 iova=0x11000 pages=9 ret=2");
}

/* The page is EL2's: the event has not even the address that the host gave for it. */
static void refused_calls_are_named(void **state)
{
	u64 handle = new_domain(0, 3);

	(void)state;
	assert_int_equal(call(handle___pkvm_iommu_map, handle, 0x10000, MEM1, 1, 3), -EPERM);
	expect_two(0, "pkvm_iommu_map domain=1 iova=0x10000 pages=1 prot=0x3 ret=-1",
		   "pkvm_iommu_refused call=map error=-1");
	assert_int_equal(call(handle___pkvm_iommu_unmap, 9, 0x1000, 1, 0, 0), -ENOENT);
	expect_two(2, "pkvm_iommu_unmap domain=9 iova=0x1000 pages=1 ret=-2",
		   "pkvm_iommu_refused call=unmap error=-2");
	assert_int_equal(call(handle___pkvm_iommu_attach, 0, 0x70, handle, 0, 0), -ENOENT);
	expect_two(4, "pkvm_iommu_attach smmu=0 sid=0x70 domain=1 ret=-2",
		   "pkvm_iommu_refused call=attach error=-2");
	assert_int_equal(call(handle___pkvm_iommu_detach, 1ULL << 40, 1, 0, 0, 0), -ENODEV);
	expect_two(6, "pkvm_iommu_detach smmu=65535 sid=0x1 ret=-19",
		   "pkvm_iommu_refused call=detach error=-19");
}

static void refused_calls_of_domains_are_named(void **state)
{
	(void)state;
	assert_true(call(handle___pkvm_iommu_alloc_domain, MEM1 >> PAGE_SHIFT, 0, 0, 0, 0) < 0);
	assert_string_equal(shim_event_text(0), "pkvm_iommu_refused call=alloc_domain error=-1");
	assert_true(call(handle___pkvm_iommu_free_domain, 7, 0, 0, 0, 0) < 0);
	assert_string_equal(shim_event_text(1), "pkvm_iommu_refused call=free_domain error=-2");
	assert_true(call(handle___pkvm_iommu_topup, 7, 0, 0, 0, 0) < 0);
	assert_string_equal(shim_event_text(2), "pkvm_iommu_refused call=topup error=-2");
	assert_true(call(handle___pkvm_iommu_alloc_nested, 7, 0, 0, 0, 0) < 0);
	assert_string_equal(shim_event_text(3), "pkvm_iommu_refused call=alloc_nested error=-19");
	assert_true(call(handle___pkvm_iommu_free_nested, 7, 0, 0, 0, 0) < 0);
	assert_string_equal(shim_event_text(4), "pkvm_iommu_refused call=free_nested error=-2");
	assert_true(call(handle___pkvm_iommu_inval_nested, 7, 0, 0, 0, 0) < 0);
	assert_string_equal(shim_event_text(5), "pkvm_iommu_refused call=inval_nested error=-2");
	assert_true(call(handle___pkvm_iommu_query, 1000, 0, 0, 0, 0) < 0);
	expect_event(6, "pkvm_iommu_refused call=other error=-22");
}

/* EL2 asks for pages, and the host calls again: nothing is refused. */
static void a_call_for_pages_is_no_refusal(void **state)
{
	u64 handle = new_domain(0, 0);

	(void)state;
	assert_int_equal(call(handle___pkvm_iommu_map, handle, 0x10000, HOST_PAGE(9), 1, 3),
			 -ENOMEM);
	expect_event(0, "pkvm_iommu_map domain=1 iova=0x10000 pages=1 prot=0x3 ret=-12");
}

static void smcs_are_named(void **state)
{
	(void)state;
	assert_true(pkvm_iommu_smc_allowed(0x80000000));
	assert_int_equal(shim_events(), 0);
	assert_false(pkvm_iommu_smc_allowed(0x82000001));
	expect_event(0, "pkvm_iommu_smc_refused func_id=0x82000001 owner=2");
}

static void faults_are_events_once(void **state)
{
	(void)state;
	assert_int_equal(call(handle___pkvm_iommu_get_fault, 1, 0, 0, 0, 0), 0);
	assert_int_equal(shim_events(), 0);
	fake_fault = (struct smmu_fault) { PKVM_IOMMU_FAULT_VALID | 3, 0x1234, 0x402 };
	assert_true(call(handle___pkvm_iommu_get_fault, 1, 0, 0, 0, 0) > 0);
	expect_event(0, "pkvm_iommu_fault smmu=1 sid=0x3 addr=0x1234 flags=0x4000000000000003");
	assert_true(call(handle___pkvm_iommu_get_fault, 9, 0, 0, 0, 0) < 0);
	expect_event(1, "pkvm_iommu_refused call=other error=-19");
}

static void dropped_writes_are_named(void **state)
{
	const u64 load = ESR_ELx_EC_DABT_LOW << ESR_ELx_EC_SHIFT | ESR_ELx_IL | ESR_ELx_ISV |
			 2ULL << ESR_ELx_SAS_SHIFT;
	struct kvm_cpu_context c = { };

	(void)state;
	assert_true(pkvm_iommu_host_abort(&c, load | ESR_ELx_WNR, MC_BASE + 8));
	assert_int_equal(shim_events(), 0);
	fake_drop_writes = true;
	assert_true(pkvm_iommu_host_abort(&c, load, MC_BASE + 8));
	assert_int_equal(shim_events(), 0);
	assert_true(pkvm_iommu_host_abort(&c, load | ESR_ELx_WNR, FAKE_GPCDMA_BASE + 0x10010));
	expect_event(0, "pkvm_iommu_dropped guard=1 addr=0x2610010 size=4");
}

static void without_tracing_there_is_no_event(void **state)
{
	(void)state;
	shim_tracing = false;
	assert_false(pkvm_iommu_smc_allowed(0x82000001));
	assert_int_equal(call(handle___pkvm_iommu_detach, 0, 0x70, 0, 0, 0), -ENOENT);
	assert_int_equal(shim_events(), 0);
}

#define test(t)	cmocka_unit_test_setup_teardown(t, traced_system, check_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_stream_is_attached_and_detached),
		test(pages_are_mapped_and_unmapped),
		test(refused_calls_are_named),
		test(refused_calls_of_domains_are_named),
		test(a_call_for_pages_is_no_refusal),
		test(smcs_are_named),
		test(faults_are_events_once),
		test(dropped_writes_are_named),
		test(without_tracing_there_is_no_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
