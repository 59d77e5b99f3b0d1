// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state of DMA isolation at EL1: what it is after each way through the set-up, what the log
 * says, and whether protected VMs are allowed. EL2's answers are played.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "kvm/pkvm_iommu.c"

unsigned int hyp_memblock_nr;
bool pkvm_iommu_without_memory;
static bool pkvm_on, kvm_on, log_is_error;
static char log_line[512], calls[64];
static unsigned int nr_lines;
static struct arm_smccc_res answer;
static u64 told_what, told_which;
static int told_error, describe_result;

bool is_protected_kvm_enabled(void)
{
	return pkvm_on;
}

bool is_kvm_arm_initialised(void)
{
	return kvm_on;
}

void kvm_log(bool error, const char *fmt, ...)
{
	va_list args;

	log_is_error = error;
	nr_lines++;
	va_start(args, fmt);
	vsnprintf(log_line, sizeof(log_line), fmt, args);
	va_end(args);
}

void kvm_hvc(const char *name, struct arm_smccc_res *res)
{
	strcat(calls, name + strlen("__pkvm_iommu_"));
	*res = answer;
}

static int stored_error;
static char stored_reason[256];

void kvm_stored(int error, const char *reason)
{
	stored_error = error;
	snprintf(stored_reason, sizeof(stored_reason), "%s", reason);
}

static int describe(void)
{
	strcat(calls, "d ");
	return describe_result;
}

static void explain(u64 what, u64 which, int error)
{
	told_what = what;
	told_which = which;
	told_error = error;
	pkvm_iommu_set_reason("the reason");
}

static const struct pkvm_iommu_setup helper = { .describe = describe, .explain = explain };

static int start(void **unused)
{
	setup = helper;
	state = PKVM_IOMMU_PENDING;
	state_error = 0;
	pkvm_on = true;
	kvm_on = true;
	hyp_memblock_nr = 1;
	answer = (struct arm_smccc_res){};
	describe_result = PKVM_IOMMU_SETUP_TAKEOVER;
	told_error = 0;
	memset(calls, 0, sizeof(calls));
	nr_lines = 0;
	return 0;
}

static void expect(enum pkvm_iommu_state s, int error, bool pvms)
{
	assert_int_equal(pkvm_iommu_state(), s);
	assert_int_equal(pkvm_iommu_state_error(), error);
	assert_int_equal(stored_error, error);
	assert_string_equal(stored_reason, pkvm_iommu_state_reason());
	assert_int_equal(nr_lines, 1);
	/* "quiet" hides all but errors: nobody is to take the protection for granted. */
	assert_int_equal(log_is_error, s != PKVM_IOMMU_ACTIVE);
	assert_non_null(strstr(log_line, pkvm_iommu_state_reason()));
	assert_int_equal(pkvm_iommu_allows_pvms(), pvms);
	assert_int_equal(nr_lines, pvms ? 1 : 2);
}

static void a_takeover_makes_it_active(void **unused)
{
	assert_false(pkvm_iommu_allows_pvms());
	nr_lines = 0;
	pkvm_iommu_finalise(true);
	assert_string_equal(calls, "d seal");
	expect(PKVM_IOMMU_ACTIVE, 0, true);
}

static void a_refused_takeover_is_explained(void **unused)
{
	answer = (struct arm_smccc_res){ 0, (unsigned long)-EBUSY, 3, 5 };
	pkvm_iommu_finalise(true);
	expect(PKVM_IOMMU_FAILED, -EBUSY, false);
	assert_int_equal(told_what, 3);
	assert_int_equal(told_which, 5);
	assert_int_equal(told_error, -EBUSY);
	assert_non_null(strstr(log_line, "the reason"));
}

/* EL2's dispatcher does not know the call: what is in x1 is no result. */
static void an_unknown_call_is_no_success(void **unused)
{
	answer = (struct arm_smccc_res){ .a0 = (unsigned long)SMCCC_RET_NOT_SUPPORTED };
	pkvm_iommu_finalise(true);
	expect(PKVM_IOMMU_FAILED, -EOPNOTSUPP, false);
}

static void a_failed_description_is_not_sealed(void **unused)
{
	describe_result = -EINVAL;
	pkvm_iommu_finalise(true);
	assert_string_equal(calls, "d ");
	expect(PKVM_IOMMU_FAILED, -EINVAL, false);
}

static void without_a_helper_it_fails(void **unused)
{
	setup = (struct pkvm_iommu_setup){};
	pkvm_iommu_finalise(true);
	assert_string_equal(calls, "");
	expect(PKVM_IOMMU_FAILED, -ENODEV, false);
}

static void the_command_line_switches_it_off(void **unused)
{
	describe_result = PKVM_IOMMU_SETUP_OFF;
	pkvm_iommu_finalise(true);
	assert_string_equal(calls, "d switch_off");
	expect(PKVM_IOMMU_OFF, 0, true);
	start(NULL);
	describe_result = PKVM_IOMMU_SETUP_OFF;
	answer.a1 = (unsigned long)-EPERM;
	pkvm_iommu_finalise(true);
	expect(PKVM_IOMMU_FAILED, -EPERM, false);
}

/* No HVC is made: nobody would answer it. */
static void without_pkvm_nothing_is_called(void **unused)
{
	struct pkvm_iommu_res res;

	pkvm_on = false;
	pkvm_iommu_finalise(false);
	assert_int_equal(pkvm_iommu_state(), PKVM_IOMMU_OFF);
	assert_int_equal(nr_lines, 0);
	assert_int_equal(pkvm_iommu_hvc(__pkvm_iommu_query, &res, 0), -EOPNOTSUPP);
	assert_int_equal(res.ret, -EOPNOTSUPP);
	assert_string_equal(calls, "");

	start(NULL);
	kvm_on = false;
	hyp_memblock_nr = 0;
	pkvm_iommu_finalise(false);
	expect(PKVM_IOMMU_OFF, 0, true);
	assert_non_null(strstr(log_line, "more regions"));
	assert_int_equal(pkvm_iommu_hvc(__pkvm_iommu_query, NULL, 0), -EOPNOTSUPP);
	assert_string_equal(calls, "");
}

static void results_are_passed_on(void **unused)
{
	struct pkvm_iommu_res res;

	answer = (struct arm_smccc_res){ 0, 1, 2, 3 };
	assert_int_equal(pkvm_iommu_hvc(__pkvm_iommu_query, &res, 0), 1);
	assert_int_equal(res.ret, 1);
	assert_int_equal(res.x2, 2);
	assert_int_equal(res.x3, 3);
}

static void one_helper_registers(void **unused)
{
	assert_int_equal(pkvm_iommu_register_setup(&helper), -EBUSY);
	setup = (struct pkvm_iommu_setup){};
	assert_int_equal(pkvm_iommu_register_setup(&helper), 0);
	assert_ptr_equal(setup.describe, describe);
}

#define T(name) cmocka_unit_test_setup(name, start)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_takeover_makes_it_active),
		T(a_refused_takeover_is_explained),
		T(an_unknown_call_is_no_success),
		T(a_failed_description_is_not_sealed),
		T(without_a_helper_it_fails),
		T(the_command_line_switches_it_off),
		T(without_pkvm_nothing_is_called),
		T(results_are_passed_on),
		T(one_helper_registers),
	};

	return cmocka_run_group_tests_name("host_state", tests, NULL, NULL);
}
