// SPDX-License-Identifier: GPL-2.0-only
/*
 * Raw hypercalls with any arguments, without the kernel's wrappers.
 */
#include <linux/arm-smccc.h>
#include <linux/errno.h>

#include <asm/kvm_asm.h>

#include "internal.h"

/* 0: this kernel has no such call. */
static const u32 att_funcs[ATT_NR_CALLS] = {
#ifdef HAVE_PKVM_IOMMU
	[ATT_DESCRIBE_SMMU] = KVM_HOST_SMCCC_FUNC(__pkvm_iommu_describe_smmu),
	[ATT_DESCRIBE_SMMU_REGS] = KVM_HOST_SMCCC_FUNC(__pkvm_iommu_describe_smmu_regs),
	[ATT_DESCRIBE_GUARD] = KVM_HOST_SMCCC_FUNC(__pkvm_iommu_describe_guard),
	[ATT_DESCRIBE_STREAMS] = KVM_HOST_SMCCC_FUNC(__pkvm_iommu_describe_streams),
	[ATT_SEAL] = KVM_HOST_SMCCC_FUNC(__pkvm_iommu_seal),
	[ATT_SWITCH_OFF] = KVM_HOST_SMCCC_FUNC(__pkvm_iommu_switch_off),
	[ATT_ALLOC_DOMAIN] = KVM_HOST_SMCCC_FUNC(__pkvm_iommu_alloc_domain),
	[ATT_FREE_DOMAIN] = KVM_HOST_SMCCC_FUNC(__pkvm_iommu_free_domain),
	[ATT_TOPUP] = KVM_HOST_SMCCC_FUNC(__pkvm_iommu_topup),
	[ATT_ATTACH] = KVM_HOST_SMCCC_FUNC(__pkvm_iommu_attach),
	[ATT_DETACH] = KVM_HOST_SMCCC_FUNC(__pkvm_iommu_detach),
	[ATT_MAP] = KVM_HOST_SMCCC_FUNC(__pkvm_iommu_map),
	[ATT_UNMAP] = KVM_HOST_SMCCC_FUNC(__pkvm_iommu_unmap),
	[ATT_IOVA_TO_PHYS] = KVM_HOST_SMCCC_FUNC(__pkvm_iommu_iova_to_phys),
	[ATT_GET_FAULT] = KVM_HOST_SMCCC_FUNC(__pkvm_iommu_get_fault),
	[ATT_QUERY] = KVM_HOST_SMCCC_FUNC(__pkvm_iommu_query),
	[ATT_ALLOC_NESTED] = KVM_HOST_SMCCC_FUNC(__pkvm_iommu_alloc_nested),
	[ATT_FREE_NESTED] = KVM_HOST_SMCCC_FUNC(__pkvm_iommu_free_nested),
	[ATT_INVAL_NESTED] = KVM_HOST_SMCCC_FUNC(__pkvm_iommu_inval_nested),
#endif
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
