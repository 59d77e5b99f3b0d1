// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a host's registers to a hypercall's arguments, and back: results go to
 * x1, to x2 and x3 where asm/kvm_pkvm_iommu.h says so.
 */
#include <linux/kvm_host.h>

#include <asm/kvm_hypevents.h>

#include <nvhe/iommu.h>
#include <nvhe/trap_handler.h>

#include "core.h"

/* A run-time call's result. EL2 refuses nothing if it needs pages or another call. */
static void give(struct kvm_cpu_context *host_ctxt, enum pkvm_iommu_call call, s64 ret)
{
	cpu_reg(host_ctxt, 1) = ret;
	if (ret < 0 && ret != -ENOMEM && ret != -EAGAIN)
		trace_pkvm_iommu_refused(call, ret);
}

void handle___pkvm_iommu_describe_smmu(struct kvm_cpu_context *host_ctxt)
{
	DECLARE_REG(u64, smmu, host_ctxt, 1);
	DECLARE_REG(u64, kind, host_ctxt, 2);
	DECLARE_REG(u64, base, host_ctxt, 3);
	DECLARE_REG(u64, size, host_ctxt, 4);
	DECLARE_REG(u64, sid_mask, host_ctxt, 5);

	cpu_reg(host_ctxt, 1) = __pkvm_iommu_describe_smmu(smmu, kind, base, size, sid_mask);
}

void handle___pkvm_iommu_describe_smmu_regs(struct kvm_cpu_context *host_ctxt)
{
	DECLARE_REG(u64, smmu, host_ctxt, 1);
	DECLARE_REG(u64, base, host_ctxt, 2);
	DECLARE_REG(u64, size, host_ctxt, 3);

	cpu_reg(host_ctxt, 1) = __pkvm_iommu_describe_smmu_regs(smmu, base, size);
}

void handle___pkvm_iommu_describe_guard(struct kvm_cpu_context *host_ctxt)
{
	DECLARE_REG(u64, guard, host_ctxt, 1);
	DECLARE_REG(u64, base, host_ctxt, 2);
	DECLARE_REG(u64, size, host_ctxt, 3);

	cpu_reg(host_ctxt, 1) = __pkvm_iommu_describe_guard(guard, base, size);
}

void handle___pkvm_iommu_describe_streams(struct kvm_cpu_context *host_ctxt)
{
	DECLARE_REG(u64, smmu, host_ctxt, 1);
	DECLARE_REG(u64, sid, host_ctxt, 2);
	DECLARE_REG(u64, nr_sids, host_ctxt, 3);
	DECLARE_REG(u64, client, host_ctxt, 4);

	cpu_reg(host_ctxt, 1) = __pkvm_iommu_describe_streams(smmu, sid, nr_sids, client);
}

void handle___pkvm_iommu_describe_memory(struct kvm_cpu_context *host_ctxt)
{
	DECLARE_REG(u64, base, host_ctxt, 1);
	DECLARE_REG(u64, size, host_ctxt, 2);

	cpu_reg(host_ctxt, 1) = __pkvm_iommu_describe_memory(base, size);
}

void handle___pkvm_iommu_allow_trusted_os(struct kvm_cpu_context *host_ctxt)
{
	cpu_reg(host_ctxt, 1) = __pkvm_iommu_allow_trusted_os();
}

void handle___pkvm_iommu_invalidate_contexts(struct kvm_cpu_context *host_ctxt)
{
	cpu_reg(host_ctxt, 1) = __pkvm_iommu_invalidate_contexts();
}

void handle___pkvm_iommu_allow_suspend(struct kvm_cpu_context *host_ctxt)
{
	cpu_reg(host_ctxt, 1) = __pkvm_iommu_allow_suspend();
}

void handle___pkvm_iommu_seal(struct kvm_cpu_context *host_ctxt)
{
	int ret = __pkvm_iommu_seal();
	u64 what, which;

	if (IS_ENABLED(CONFIG_NVHE_EL2_DEBUG) && !ret)
		pkvm_iommu_selftest();
	pkvm_iommu_refusal(&what, &which);
	cpu_reg(host_ctxt, 1) = ret;
	cpu_reg(host_ctxt, 2) = what;
	cpu_reg(host_ctxt, 3) = which;
}

void handle___pkvm_iommu_switch_off(struct kvm_cpu_context *host_ctxt)
{
	cpu_reg(host_ctxt, 1) = __pkvm_iommu_switch_off();
}

void handle___pkvm_iommu_alloc_domain(struct kvm_cpu_context *host_ctxt)
{
	DECLARE_REG(u64, pfn, host_ctxt, 1);

	give(host_ctxt, PKVM_IOMMU_CALL_ALLOC_DOMAIN, __pkvm_iommu_alloc_domain(pfn));
}

void handle___pkvm_iommu_free_domain(struct kvm_cpu_context *host_ctxt)
{
	DECLARE_REG(u64, handle, host_ctxt, 1);

	give(host_ctxt, PKVM_IOMMU_CALL_FREE_DOMAIN, __pkvm_iommu_free_domain(handle));
}

void handle___pkvm_iommu_topup(struct kvm_cpu_context *host_ctxt)
{
	DECLARE_REG(u64, handle, host_ctxt, 1);
	DECLARE_REG(u64, pfn, host_ctxt, 2);

	give(host_ctxt, PKVM_IOMMU_CALL_TOPUP, __pkvm_iommu_topup(handle, pfn));
}

void handle___pkvm_iommu_alloc_nested(struct kvm_cpu_context *host_ctxt)
{
	DECLARE_REG(u64, smmu, host_ctxt, 1);
	DECLARE_REG(u64, cd, host_ctxt, 2);
	u64 x2, x3;

	give(host_ctxt, PKVM_IOMMU_CALL_ALLOC_NESTED,
	     __pkvm_iommu_alloc_nested(smmu, cd, &x2, &x3));
	cpu_reg(host_ctxt, 2) = x2;
	cpu_reg(host_ctxt, 3) = x3;
}

void handle___pkvm_iommu_free_nested(struct kvm_cpu_context *host_ctxt)
{
	DECLARE_REG(u64, handle, host_ctxt, 1);

	give(host_ctxt, PKVM_IOMMU_CALL_FREE_NESTED, __pkvm_iommu_free_nested(handle));
}

void handle___pkvm_iommu_inval_nested(struct kvm_cpu_context *host_ctxt)
{
	DECLARE_REG(u64, handle, host_ctxt, 1);
	DECLARE_REG(u64, iova, host_ctxt, 2);
	DECLARE_REG(u64, size, host_ctxt, 3);
	DECLARE_REG(u64, flags, host_ctxt, 4);

	give(host_ctxt, PKVM_IOMMU_CALL_INVAL_NESTED,
	     __pkvm_iommu_inval_nested(handle, iova, size, flags));
}

void handle___pkvm_iommu_attach(struct kvm_cpu_context *host_ctxt)
{
	DECLARE_REG(u64, smmu, host_ctxt, 1);
	DECLARE_REG(u64, sid, host_ctxt, 2);
	DECLARE_REG(u64, handle, host_ctxt, 3);
	int ret = __pkvm_iommu_attach(smmu, sid, handle);

	trace_pkvm_iommu_attach(smmu, sid, handle, ret);
	give(host_ctxt, PKVM_IOMMU_CALL_ATTACH, ret);
}

void handle___pkvm_iommu_detach(struct kvm_cpu_context *host_ctxt)
{
	DECLARE_REG(u64, smmu, host_ctxt, 1);
	DECLARE_REG(u64, sid, host_ctxt, 2);
	int ret = __pkvm_iommu_detach(smmu, sid);

	trace_pkvm_iommu_detach(smmu, sid, ret);
	give(host_ctxt, PKVM_IOMMU_CALL_DETACH, ret);
}

void handle___pkvm_iommu_map(struct kvm_cpu_context *host_ctxt)
{
	DECLARE_REG(u64, handle, host_ctxt, 1);
	DECLARE_REG(u64, iova, host_ctxt, 2);
	DECLARE_REG(u64, phys, host_ctxt, 3);
	DECLARE_REG(u64, nr_pages, host_ctxt, 4);
	DECLARE_REG(u64, prot, host_ctxt, 5);
	u64 need;
	s64 ret = __pkvm_iommu_map(handle, iova, phys, nr_pages, prot, &need);

	trace_pkvm_iommu_map(handle, iova, nr_pages, prot, ret);
	give(host_ctxt, PKVM_IOMMU_CALL_MAP, ret);
	cpu_reg(host_ctxt, 2) = need;
}

void handle___pkvm_iommu_unmap(struct kvm_cpu_context *host_ctxt)
{
	DECLARE_REG(u64, handle, host_ctxt, 1);
	DECLARE_REG(u64, iova, host_ctxt, 2);
	DECLARE_REG(u64, nr_pages, host_ctxt, 3);
	s64 ret = __pkvm_iommu_unmap(handle, iova, nr_pages);

	trace_pkvm_iommu_unmap(handle, iova, nr_pages, ret);
	give(host_ctxt, PKVM_IOMMU_CALL_UNMAP, ret);
}

void handle___pkvm_iommu_iova_to_phys(struct kvm_cpu_context *host_ctxt)
{
	DECLARE_REG(u64, handle, host_ctxt, 1);
	DECLARE_REG(u64, iova, host_ctxt, 2);

	give(host_ctxt, PKVM_IOMMU_CALL_OTHER, __pkvm_iommu_iova_to_phys(handle, iova));
}

void handle___pkvm_iommu_get_fault(struct kvm_cpu_context *host_ctxt)
{
	DECLARE_REG(u64, smmu, host_ctxt, 1);
	u64 addr, status;
	s64 ret = __pkvm_iommu_get_fault(smmu, &addr, &status);

	if (ret > 0)
		trace_pkvm_iommu_fault(smmu, addr, ret);
	give(host_ctxt, PKVM_IOMMU_CALL_OTHER, ret);
	cpu_reg(host_ctxt, 2) = addr;
	cpu_reg(host_ctxt, 3) = status;
}

void handle___pkvm_iommu_query(struct kvm_cpu_context *host_ctxt)
{
	DECLARE_REG(u64, what, host_ctxt, 1);
	DECLARE_REG(u64, index, host_ctxt, 2);

	give(host_ctxt, PKVM_IOMMU_CALL_OTHER, __pkvm_iommu_query(what, index));
}
