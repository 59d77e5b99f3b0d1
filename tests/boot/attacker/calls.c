// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hypercalls with any arguments, with no wrapper of the kernel's between.
 */
#include <linux/arm-smccc.h>
#include <linux/errno.h>

#include <asm/kvm_asm.h>

#include "internal.h"

/* The same attacker runs on kernels that have none of these calls. */
#if __has_include(<asm/kvm_pkvm_iommu.h>)
#define CALL(name, func)	[name] = KVM_HOST_SMCCC_FUNC(func)
#else
#define CALL(name, func)	[name] = 0
#endif

static const u32 att_funcs[ATT_NR_CALLS] = {
	CALL(ATT_DESCRIBE_SMMU, __pkvm_iommu_describe_smmu),
	CALL(ATT_DESCRIBE_MC, __pkvm_iommu_describe_mc),
	CALL(ATT_DESCRIBE_STREAM, __pkvm_iommu_describe_stream),
	CALL(ATT_TAKEOVER, __pkvm_iommu_takeover),
	CALL(ATT_SWITCH_OFF, __pkvm_iommu_switch_off),
	CALL(ATT_ALLOC_DOMAIN, __pkvm_iommu_alloc_domain),
	CALL(ATT_FREE_DOMAIN, __pkvm_iommu_free_domain),
	CALL(ATT_TOPUP, __pkvm_iommu_topup),
	CALL(ATT_ATTACH, __pkvm_iommu_attach),
	CALL(ATT_DETACH, __pkvm_iommu_detach),
	CALL(ATT_MAP, __pkvm_iommu_map),
	CALL(ATT_UNMAP, __pkvm_iommu_unmap),
	CALL(ATT_IOVA_TO_PHYS, __pkvm_iommu_iova_to_phys),
	CALL(ATT_GET_FAULT, __pkvm_iommu_get_fault),
	CALL(ATT_QUERY, __pkvm_iommu_query),
};

int att_call(struct att_call *call)
{
	const u64 *a = call->args;
	struct arm_smccc_res res;

	if (call->call >= ATT_NR_CALLS)
		return -EINVAL;
	if (!att_funcs[call->call]) {
		call->status = ATT_CALL_UNKNOWN;
		return 0;
	}
	arm_smccc_1_1_hvc(att_funcs[call->call], a[0], a[1], a[2], a[3], a[4], a[5], &res);
	call->status = res.a0 == SMCCC_RET_SUCCESS ? ATT_CALL_DONE : ATT_CALL_REFUSED;
	call->ret = res.a1;
	call->x2 = res.a2;
	call->x3 = res.a3;
	return 0;
}
