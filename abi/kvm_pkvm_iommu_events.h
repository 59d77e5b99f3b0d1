/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * EL2's trace events of DMA isolation, which asm/kvm_hypevents.h includes.
 *
 * An event has what the host passed with its own call or access, and what it got back. It has
 * no address of a guest's or of EL2's.
 *
 * The order of fields leaves no padding: the kernel's files "format" do not know of any. Numbers
 * that are too large for their field have its highest value.
 */
#ifndef __PKVM_IOMMU_CALL
#define __PKVM_IOMMU_CALL
/* Calls of the host that EL2 may refuse. */
enum pkvm_iommu_call {
	PKVM_IOMMU_CALL_ALLOC_DOMAIN,
	PKVM_IOMMU_CALL_FREE_DOMAIN,
	PKVM_IOMMU_CALL_TOPUP,
	PKVM_IOMMU_CALL_ATTACH,
	PKVM_IOMMU_CALL_DETACH,
	PKVM_IOMMU_CALL_MAP,
	PKVM_IOMMU_CALL_UNMAP,
	PKVM_IOMMU_CALL_ALLOC_NESTED,
	PKVM_IOMMU_CALL_FREE_NESTED,
	PKVM_IOMMU_CALL_INVAL_NESTED,
	PKVM_IOMMU_CALL_OTHER,
};
#endif

#if !defined(__ASM_KVM_PKVM_IOMMU_EVENTS_H) || defined(HYP_EVENT_MULTI_READ)
#define __ASM_KVM_PKVM_IOMMU_EVENTS_H

HYP_EVENT(pkvm_iommu_attach,
	  HE_PROTO(u64 smmu, u64 sid, u64 domain, s64 ret),
	  HE_STRUCT(he_field(u16, smmu)
		    he_field(u32, sid)
		    he_field(u64, domain)
		    he_field(s64, ret)),
	  HE_ASSIGN(__entry->smmu = min_t(u64, smmu, U16_MAX);
		    __entry->sid = min_t(u64, sid, U32_MAX);
		    __entry->domain = domain;
		    __entry->ret = ret;),
	  HE_PRINTK("smmu=%u sid=0x%x domain=%llu ret=%lld",
		    __entry->smmu, __entry->sid, __entry->domain, __entry->ret));

HYP_EVENT(pkvm_iommu_detach,
	  HE_PROTO(u64 smmu, u64 sid, int ret),
	  HE_STRUCT(he_field(u16, smmu)
		    he_field(u32, sid)
		    he_field(int, ret)),
	  HE_ASSIGN(__entry->smmu = min_t(u64, smmu, U16_MAX);
		    __entry->sid = min_t(u64, sid, U32_MAX);
		    __entry->ret = ret;),
	  HE_PRINTK("smmu=%u sid=0x%x ret=%d", __entry->smmu, __entry->sid, __entry->ret));

/* @ret: pages mapped, or an error */
HYP_EVENT(pkvm_iommu_map,
	  HE_PROTO(u64 domain, u64 iova, u64 pages, u64 prot, s64 ret),
	  HE_STRUCT(he_field(u16, domain)
		    he_field(u32, prot)
		    he_field(u64, iova)
		    he_field(u64, pages)
		    he_field(s64, ret)),
	  HE_ASSIGN(__entry->domain = min_t(u64, domain, U16_MAX);
		    __entry->prot = min_t(u64, prot, U32_MAX);
		    __entry->iova = iova;
		    __entry->pages = pages;
		    __entry->ret = ret;),
	  HE_PRINTK("domain=%u iova=0x%llx pages=%llu prot=0x%x ret=%lld",
		    __entry->domain, __entry->iova, __entry->pages, __entry->prot, __entry->ret));

/* @ret: pages unmapped, or an error */
HYP_EVENT(pkvm_iommu_unmap,
	  HE_PROTO(u64 domain, u64 iova, u64 pages, int ret),
	  HE_STRUCT(he_field(u16, domain)
		    he_field(int, ret)
		    he_field(u64, iova)
		    he_field(u64, pages)),
	  HE_ASSIGN(__entry->domain = min_t(u64, domain, U16_MAX);
		    __entry->ret = ret;
		    __entry->iova = iova;
		    __entry->pages = pages;),
	  HE_PRINTK("domain=%u iova=0x%llx pages=%llu ret=%d",
		    __entry->domain, __entry->iova, __entry->pages, __entry->ret));

/* A call that has changed nothing; enum pkvm_iommu_call */
HYP_EVENT(pkvm_iommu_refused,
	  HE_PROTO(u16 call, int error),
	  HE_STRUCT(he_field(u16, call)
		    he_field(int, error)),
	  HE_ASSIGN(__entry->call = call;
		    __entry->error = error;),
	  HE_PRINTK("call=%s error=%d",
		    __entry->call == 0 ? "alloc_domain" : __entry->call == 1 ? "free_domain" :
		    __entry->call == 2 ? "topup" : __entry->call == 3 ? "attach" :
		    __entry->call == 4 ? "detach" : __entry->call == 5 ? "map" :
		    __entry->call == 6 ? "unmap" : __entry->call == 7 ? "alloc_nested" :
		    __entry->call == 8 ? "free_nested" :
		    __entry->call == 9 ? "inval_nested" : "other", __entry->error));

/* A fault record that the host fetches; @flags: PKVM_IOMMU_FAULT_* */
HYP_EVENT(pkvm_iommu_fault,
	  HE_PROTO(u64 smmu, u64 addr, u64 flags),
	  HE_STRUCT(he_field(u16, smmu)
		    he_field(u32, sid)
		    he_field(u64, addr)
		    he_field(u64, flags)),
	  HE_ASSIGN(__entry->smmu = smmu;
		    __entry->sid = (u32)flags;
		    __entry->addr = addr;
		    __entry->flags = flags;),
	  HE_PRINTK("smmu=%u sid=0x%x addr=0x%llx flags=0x%llx",
		    __entry->smmu, __entry->sid, __entry->addr, __entry->flags));

/* A write to registers of a guard that is not carried out; enum pkvm_iommu_guard */
HYP_EVENT(pkvm_iommu_dropped,
	  HE_PROTO(u16 guard, u32 size, u64 addr),
	  HE_STRUCT(he_field(u16, guard)
		    he_field(u32, size)
		    he_field(u64, addr)),
	  HE_ASSIGN(__entry->guard = guard;
		    __entry->size = size;
		    __entry->addr = addr;),
	  HE_PRINTK("guard=%u addr=0x%llx size=%u", __entry->guard, __entry->addr, __entry->size));

HYP_EVENT(pkvm_iommu_smc_refused,
	  HE_PROTO(u32 func_id),
	  HE_STRUCT(he_field(u16, owner)
		    he_field(u32, func_id)),
	  HE_ASSIGN(__entry->owner = ARM_SMCCC_OWNER_NUM(func_id);
		    __entry->func_id = func_id;),
	  HE_PRINTK("func_id=0x%x owner=%u", __entry->func_id, __entry->owner));
#endif
