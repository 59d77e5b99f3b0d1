// SPDX-License-Identifier: GPL-2.0-only
/*
 * psci-relay.c: EL2 asks before a suspend, and restores before the host runs again, whichever
 * way a suspend ends. Firmware and the host are played here.
 */
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <linux/kvm_host.h>
#include <nvhe/trap_handler.h>

#include "shim_base.h"

#define __noreturn	__attribute__((noreturn))
#define asmlinkage
#define this_cpu_ptr(ptr)	(ptr)
#define __hyp_pa(va)		((u64)(uintptr_t)(va))

#define PSCI_0_2_FN_SYSTEM_RESET	0x84000009
#define CPU_SUSPEND			0xc4000001
#define SYSTEM_SUSPEND			0xc400000e
#define PSCI_RET_DENIED			(-3)
#define REFUSED_BY_FIRMWARE		(-2)

struct arm_smccc_res {
	unsigned long a0;
};

struct psci_boot_args {
	unsigned long pc;
	unsigned long r0;
	bool system;
};

struct kvm_nvhe_init_params {
	int none;
};

static struct psci_boot_args suspend_args;
static struct kvm_nvhe_init_params kvm_init_params;
static bool may_suspend;
static int resume_result;

/* In order: S firmware suspends, r a CPU is resumed, R the system, H the host, X a reset. */
static char happened[16];
static unsigned int nr_happened;
static jmp_buf away;
static bool wakes;		/* at the entry point; else the call returns */
static unsigned long host_pc, host_r0;

static void happens(char what)
{
	assert_true(nr_happened < sizeof(happened) - 1);
	happened[nr_happened++] = what;
}

bool pkvm_iommu_may_suspend(void)
{
	return may_suspend;
}

int pkvm_iommu_resume(bool system)
{
	happens(system ? 'R' : 'r');
	return resume_result;
}

void kvm_hyp_cpu_resume(unsigned long r0)
{
}

void __kvm_host_psci_cpu_resume_entry(void);

static void hyp_smccc_1_1_smc(unsigned long fn, unsigned long a0, unsigned long a1,
			      unsigned long a2, struct arm_smccc_res *res)
{
	unsigned long entry = fn == CPU_SUSPEND ? a1 : a0;

	if (fn == PSCI_0_2_FN_SYSTEM_RESET) {
		happens('X');
		res->a0 = 0;
		return;
	}
	happens('S');
	assert_int_equal(entry, (uintptr_t)kvm_hyp_cpu_resume);
	if (wakes)
		__kvm_host_psci_cpu_resume_entry();
	res->a0 = REFUSED_BY_FIRMWARE;
}

/* Firmware that does not reset the system: EL2 waits for ever. */
#define wfe()	longjmp(away, 1)

static void __noreturn __kvm_host_psci_cpu_entry(unsigned long pc, unsigned long r0)
{
	host_pc = pc;
	host_r0 = r0;
	happens('H');
	longjmp(away, 1);
}

#include "functions_psci.h"

static int setup(void **state)
{
	may_suspend = true;
	resume_result = 0;
	wakes = false;
	return 0;
}

/* Returns what the host gets, if the call returns to it. */
static int suspend(unsigned long fn)
{
	struct kvm_cpu_context ctxt = {};
	unsigned int at = fn == CPU_SUSPEND ? 2 : 1;
	volatile int ret = 1;

	memset(happened, 0, sizeof(happened));
	nr_happened = 0;
	ctxt.regs.regs[at] = 0x1234;
	ctxt.regs.regs[at + 1] = 0x5678;
	if (!setjmp(away))
		ret = fn == CPU_SUSPEND ? psci_cpu_suspend(fn, &ctxt) :
					  psci_system_suspend(fn, &ctxt);
	return ret;
}

static void the_host_runs_after_the_restore(void **state)
{
	wakes = true;
	suspend(CPU_SUSPEND);
	assert_string_equal(happened, "SrH");
	suspend(SYSTEM_SUSPEND);
	assert_string_equal(happened, "SRH");
	assert_int_equal(host_pc, 0x1234);
	assert_int_equal(host_r0, 0x5678);
	/* The next one is not the system's again. */
	suspend(CPU_SUSPEND);
	assert_string_equal(happened, "SrH");
}

/* A shallow state, or an error of firmware's: nobody knows what it has reset. */
static void a_call_that_returns_is_looked_at(void **state)
{
	assert_int_equal(suspend(CPU_SUSPEND), REFUSED_BY_FIRMWARE);
	assert_string_equal(happened, "Sr");
	assert_int_equal(suspend(SYSTEM_SUSPEND), REFUSED_BY_FIRMWARE);
	assert_string_equal(happened, "Sr");
}

static void the_host_does_not_run_if_smmus_are_open(void **state)
{
	resume_result = -EIO;
	suspend(CPU_SUSPEND);
	assert_string_equal(happened, "SrX");
	suspend(SYSTEM_SUSPEND);
	assert_string_equal(happened, "SrX");
	wakes = true;
	suspend(CPU_SUSPEND);
	assert_string_equal(happened, "SrX");
	suspend(SYSTEM_SUSPEND);
	assert_string_equal(happened, "SRX");
}

static void a_suspend_may_be_refused(void **state)
{
	may_suspend = false;
	assert_int_equal(suspend(SYSTEM_SUSPEND), PSCI_RET_DENIED);
	assert_string_equal(happened, "");
	wakes = true;
	suspend(CPU_SUSPEND);
	assert_string_equal(happened, "SrH");
}

#define T(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_host_runs_after_the_restore),
		T(a_call_that_returns_is_looked_at),
		T(the_host_does_not_run_if_smmus_are_open),
		T(a_suspend_may_be_refused),
	};

	return cmocka_run_group_tests_name("kernel_psci", tests, NULL, NULL);
}
