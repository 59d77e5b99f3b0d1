// SPDX-License-Identifier: GPL-2.0-only
/*
 * hyp-main.c: the table of the host's hypercalls, which number has which handler, and in which
 * phase the dispatcher lets it pass. A handler is its name here.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <linux/kvm_host.h>
#include <nvhe/trap_handler.h>

#include "shim_base.h"

#define CONFIG_PKVM_IOMMU_FDT_AT_EL2	1
#define ARM_SMCCC_CALL_HINTS		0x10000
#define KVM_HOST_SMCCC_ID(nr)		(0xc6000000UL + (nr))
#define SMCCC_RET_SUCCESS		0
#define SMCCC_RET_NOT_SUPPORTED		((u64)-1)
#define static_branch_unlikely(key)	(*(key))
#define __KVM_HOST_SMCCC_FUNC___kvm_hyp_init	0

#include "calls_numbers.h"

typedef const char *hcall_t;

#include "calls_table.h"

static bool kvm_protected_mode_initialized;
static const char *called;

#define hfn(ctxt)	((void)(ctxt), called = hfn)

void shim_panic(const char *what, const char *file, int line)
{
	fail_msg("EL2 panic: %s at %s:%d", what, file, line);
	exit(1);
}

#include "functions_calls.h"

/* All that nvhe/iommu.h declares a handler for. */
static const struct {
	const char *name;
	unsigned long nr;
} calls[] = {
#define CALL(x)	{ #x, __KVM_HOST_SMCCC_FUNC_##x },
#include "calls_declared.h"
};

/* Set-up calls; all others are of run time. */
static const char * const setup_calls[] = {
	"__pkvm_iommu_describe_smmu", "__pkvm_iommu_describe_smmu_regs",
	"__pkvm_iommu_describe_guard", "__pkvm_iommu_describe_streams",
	"__pkvm_iommu_describe_memory", "__pkvm_iommu_describe_tree", "__pkvm_iommu_tree_row",
	"__pkvm_iommu_allow_trusted_os", "__pkvm_iommu_invalidate_contexts",
	"__pkvm_iommu_allow_suspend", "__pkvm_iommu_seal", "__pkvm_iommu_switch_off",
};

static bool is_setup(const char *name)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(setup_calls); i++) {
		if (!strcmp(name, setup_calls[i]))
			return true;
	}
	return false;
}

/* The handler that a call reaches, or NULL; what is in x1 is left to it. */
static const char *hvc(unsigned long nr, bool finalised)
{
	struct kvm_cpu_context ctxt = {};

	called = NULL;
	kvm_protected_mode_initialized = finalised;
	ctxt.regs.regs[0] = KVM_HOST_SMCCC_ID(nr);
	ctxt.regs.regs[1] = 0x5a;
	handle_host_hcall(&ctxt);
	assert_int_equal(ctxt.regs.regs[0], called ? SMCCC_RET_SUCCESS : SMCCC_RET_NOT_SUPPORTED);
	assert_int_equal(ctxt.regs.regs[1], 0x5a);
	return called;
}

/* A call whose handler is missing would look as if EL2 did not know it, at run time only. */
static void each_call_has_its_handler(void **state)
{
	const char *handler;
	unsigned int i;

	assert_true(ARRAY_SIZE(calls) > 20);
	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		handler = hvc(calls[i].nr, !is_setup(calls[i].name));
		if (!handler)
			fail_msg("%s has no handler", calls[i].name);
		assert_string_equal(handler, calls[i].name);
	}
}

static void no_call_passes_in_the_other_phase(void **state)
{
	unsigned int i, nr = 0;

	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		if (hvc(calls[i].nr, is_setup(calls[i].name)))
			fail_msg("%s passes", calls[i].name);
		nr += is_setup(calls[i].name);
	}
	assert_int_equal(nr, ARRAY_SIZE(setup_calls));
}

/* Mainline's too: no number is without a handler, and none is left over. */
static void every_number_is_used(void **state)
{
	unsigned long nr;

	assert_int_equal(ARRAY_SIZE(host_hcall), __KVM_HOST_SMCCC_FUNC_MAX);
	for (nr = 1; nr < ARRAY_SIZE(host_hcall); nr++) {
		if (!host_hcall[nr])
			fail_msg("call %lu has no handler", nr);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_call_has_its_handler),
		cmocka_unit_test(no_call_passes_in_the_other_phase),
		cmocka_unit_test(every_number_is_used),
	};

	return cmocka_run_group_tests_name("kernel_calls", tests, NULL, NULL);
}
