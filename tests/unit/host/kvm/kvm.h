/* SPDX-License-Identifier: GPL-2.0-only */
/* KVM and its hypercalls, as kvm/pkvm_iommu.c sees them. */
#ifndef HOST_TEST_KVM_H
#define HOST_TEST_KVM_H

#include <stdarg.h>
#include <stdio.h>

#include "shim_base.h"

#define __printf(fmt, args)	__attribute__((format(printf, fmt, args)))
#define __ro_after_init
#define __init
#define __initdata
#define SMCCC_RET_SUCCESS	0
#define SMCCC_RET_NOT_SUPPORTED	(-1)

struct arm_smccc_res {
	unsigned long a0, a1, a2, a3;
};

/* The number of a call is its name. */
#define KVM_HOST_SMCCC_FUNC(name)		#name
#define arm_smccc_1_1_hvc(name, arg, res)	((void)(arg), kvm_hvc(name, res))
void kvm_hvc(const char *name, struct arm_smccc_res *res);

bool is_protected_kvm_enabled(void);
bool is_kvm_arm_initialised(void);

extern unsigned int hyp_memblock_nr;
extern bool pkvm_iommu_without_memory;
#define kvm_nvhe_sym(sym)	(sym)

void kvm_stored(int error, const char *reason);
#undef smp_store_release
/* Whoever sees the state sees the error and the reason, too. */
#define smp_store_release(p, v)	(kvm_stored(state_error, state_reason), *(p) = (v))

/* The log: the last line, and whether "quiet" hides it. */
__printf(2, 3) void kvm_log(bool error, const char *fmt, ...);
#define kvm_info(fmt, ...)		kvm_log(false, fmt, ##__VA_ARGS__)
#define kvm_err(fmt, ...)		kvm_log(true, fmt, ##__VA_ARGS__)
#define pr_err_ratelimited(fmt, ...)	kvm_log(true, fmt, ##__VA_ARGS__)
#define current				NULL
#define task_tgid_nr(task)		((void)(task), 7)

#endif
