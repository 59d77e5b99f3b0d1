/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pKVM's DMA isolation as the rest of the nVHE hypervisor sees it: hypercall
 * entry points, and the hooks that mem_protect.c, psci-relay.c and pkvm.c call.
 *
 * Lock order, outermost first. Hosted tests read it from here and assert it.
 *	setup_lock	the description, and the state until the seal
 *	pkvm_iommu_attach_lock	which domain each stream is attached to
 *	table_lock	the table of domains, and who is using them
 *	domain->lock	one domain's table, pool and contexts
 *	resume_lock	a restore after a suspend, which one CPU makes at a time
 *	host_mmu.lock	page ownership, DMA pins, the identity table, lent registers
 *	pkvm_pgd_lock	EL2's own page table
 *	vm->lock	a guest's page table
 *	smmu->lock	one SMMU's registers and streams
 *	guard->lock	one guard's registers; two are never held at once
 */
#ifndef __KVM_NVHE_IOMMU_H__
#define __KVM_NVHE_IOMMU_H__

#include <linux/types.h>
#include <asm/kvm_pkvm_iommu.h>

struct kvm_cpu_context;

#ifdef CONFIG_PKVM_IOMMU

/* Memory for the identity table, from divide_memory_pool(); before takeover. */
void pkvm_iommu_init(void *pool, unsigned long nr_pages);

/*
 * A range of pages is about to leave the host. Called with host_mmu.lock held, after
 * every other check and before any commit. On success no device reaches the range any
 * more, on every SMMU, and the caller must commit. On failure nothing has changed.
 * -EBUSY: a page is mapped for DMA. -ETIMEDOUT: an SMMU did not confirm. -EIO: an
 * SMMUv3 refused a command; or a suspend has opened an SMMU, and EL2 could not close it.
 */
int pkvm_iommu_host_leave_prepare(phys_addr_t phys, u64 size);

/*
 * A range of pages belongs to the host again. Called with host_mmu.lock held, after
 * its contents are safe for the host to read. Cannot fail.
 */
void pkvm_iommu_host_return(phys_addr_t phys, u64 size);

/*
 * A guest's page is about to be shared with the host, or no device reaches it any more.
 * Called with host_mmu.lock held. On return CPUs' caches and memory have the same, for there
 * are devices that do not snoop, and a host's stage 1 can keep any device from it.
 */
void pkvm_iommu_flush_page(phys_addr_t phys);

/*
 * Pages of EL2's have just come from the host, or are about to return. Called with
 * host_mmu.lock held, while the host has them not. On return CPUs' caches and memory have the
 * same: a device that does not snoop has left nothing that shows later, and finds nothing
 * older.
 */
void pkvm_iommu_flush_range(void *va, u64 size);

/*
 * Does EL2 own MMIO in [*start, *end)? Called with host_mmu.lock held and
 * *start <= addr < *end. Returns -EPERM when EL2 owns addr; else clips the range to the
 * part around addr that EL2 does not own, and returns 0. A page of registers that EL2 has
 * lent to the host is a part of its own.
 */
int pkvm_iommu_clip_mmio(u64 addr, u64 *start, u64 *end);

/*
 * A host access aborted at stage 2. Returns true when it was an access to a trapped
 * register and has been emulated; the program counter then points to the next
 * instruction.
 */
bool pkvm_iommu_host_abort(struct kvm_cpu_context *host_ctxt, u64 esr, u64 addr);

/*
 * A CPU resumes from a suspend, of the whole system or its own, or firmware returns from
 * the call; the CPU has not been at EL1 since. Returns 0 when no device reaches more
 * than before; all of them may fault. On an error the host must not run again.
 */
int pkvm_iommu_resume(bool system);

/*
 * May an SMC of the host reach firmware, with the hint bits of @func_id cleared? PSCI
 * and FF-A calls that have been handled are not asked for. Counts a refusal.
 */
bool pkvm_iommu_smc_allowed(u32 func_id);

/*
 * A protected virtual machine, or a page of one, comes into being or is gone for good:
 * the host has it back, and it is zeroed. Each get has its put.
 */
void pkvm_iommu_guest_get(void);
void pkvm_iommu_guest_put(void);

/*
 * May the host suspend the system? Not while there is something of a protected guest's
 * in memory, unless the command line allowed it. Counts a refusal.
 */
bool pkvm_iommu_may_suspend(void);

bool pkvm_iommu_forbids_pvms(void);	/* in states FAILED and PENDING */

/* Hypercalls; arguments and results as in asm/kvm_pkvm_iommu.h. */
int __pkvm_iommu_describe_smmu(u64 smmu, u64 kind, u64 base, u64 size, u64 sid_mask);
int __pkvm_iommu_describe_smmu_regs(u64 smmu, u64 base, u64 size);
int __pkvm_iommu_describe_guard(u64 guard, u64 base, u64 size);
int __pkvm_iommu_describe_streams(u64 smmu, u64 sid, u64 nr_sids, u64 client);
int __pkvm_iommu_describe_memory(u64 base, u64 size);
int __pkvm_iommu_describe_tree(u64 phys, u64 size);
int __pkvm_iommu_tree_row(u64 index, u64 *stream, u64 *client);
int __pkvm_iommu_allow_trusted_os(void);
int __pkvm_iommu_invalidate_contexts(void);
int __pkvm_iommu_allow_suspend(void);
int __pkvm_iommu_seal(void);
int __pkvm_iommu_switch_off(void);

s64 __pkvm_iommu_alloc_domain(u64 pfn);
s64 __pkvm_iommu_free_domain(u64 handle);
int __pkvm_iommu_topup(u64 handle, u64 pfn);
s64 __pkvm_iommu_alloc_nested(u64 smmu, u64 cd, u64 *x2, u64 *x3);
int __pkvm_iommu_free_nested(u64 handle);
int __pkvm_iommu_inval_nested(u64 handle, u64 iova, u64 size, u64 flags);
int __pkvm_iommu_attach(u64 smmu, u64 sid, u64 handle);
int __pkvm_iommu_detach(u64 smmu, u64 sid);
s64 __pkvm_iommu_map(u64 handle, u64 iova, u64 phys, u64 nr_pages, u64 prot, u64 *need);
s64 __pkvm_iommu_unmap(u64 handle, u64 iova, u64 nr_pages);
s64 __pkvm_iommu_iova_to_phys(u64 handle, u64 iova);
s64 __pkvm_iommu_get_fault(u64 smmu, u64 *addr, u64 *status);
s64 __pkvm_iommu_query(u64 what, u64 index);

/* The same, from the host's registers and back to them: hyp-main.c's table. */
void handle___pkvm_iommu_describe_smmu(struct kvm_cpu_context *host_ctxt);
void handle___pkvm_iommu_describe_smmu_regs(struct kvm_cpu_context *host_ctxt);
void handle___pkvm_iommu_describe_guard(struct kvm_cpu_context *host_ctxt);
void handle___pkvm_iommu_describe_streams(struct kvm_cpu_context *host_ctxt);
void handle___pkvm_iommu_describe_memory(struct kvm_cpu_context *host_ctxt);
void handle___pkvm_iommu_describe_tree(struct kvm_cpu_context *host_ctxt);
void handle___pkvm_iommu_tree_row(struct kvm_cpu_context *host_ctxt);
void handle___pkvm_iommu_allow_trusted_os(struct kvm_cpu_context *host_ctxt);
void handle___pkvm_iommu_invalidate_contexts(struct kvm_cpu_context *host_ctxt);
void handle___pkvm_iommu_allow_suspend(struct kvm_cpu_context *host_ctxt);
void handle___pkvm_iommu_seal(struct kvm_cpu_context *host_ctxt);
void handle___pkvm_iommu_switch_off(struct kvm_cpu_context *host_ctxt);
void handle___pkvm_iommu_alloc_domain(struct kvm_cpu_context *host_ctxt);
void handle___pkvm_iommu_free_domain(struct kvm_cpu_context *host_ctxt);
void handle___pkvm_iommu_topup(struct kvm_cpu_context *host_ctxt);
void handle___pkvm_iommu_alloc_nested(struct kvm_cpu_context *host_ctxt);
void handle___pkvm_iommu_free_nested(struct kvm_cpu_context *host_ctxt);
void handle___pkvm_iommu_inval_nested(struct kvm_cpu_context *host_ctxt);
void handle___pkvm_iommu_attach(struct kvm_cpu_context *host_ctxt);
void handle___pkvm_iommu_detach(struct kvm_cpu_context *host_ctxt);
void handle___pkvm_iommu_map(struct kvm_cpu_context *host_ctxt);
void handle___pkvm_iommu_unmap(struct kvm_cpu_context *host_ctxt);
void handle___pkvm_iommu_iova_to_phys(struct kvm_cpu_context *host_ctxt);
void handle___pkvm_iommu_get_fault(struct kvm_cpu_context *host_ctxt);
void handle___pkvm_iommu_query(struct kvm_cpu_context *host_ctxt);

#else

static inline void pkvm_iommu_init(void *pool, unsigned long nr_pages) { }
static inline int pkvm_iommu_host_leave_prepare(phys_addr_t phys, u64 size) { return 0; }
static inline void pkvm_iommu_host_return(phys_addr_t phys, u64 size) { }
static inline void pkvm_iommu_flush_page(phys_addr_t phys) { }
static inline void pkvm_iommu_flush_range(void *va, u64 size) { }
static inline int pkvm_iommu_clip_mmio(u64 addr, u64 *start, u64 *end) { return 0; }
static inline bool pkvm_iommu_host_abort(struct kvm_cpu_context *host_ctxt, u64 esr,
					 u64 addr) { return false; }
static inline int pkvm_iommu_resume(bool system) { return 0; }
static inline bool pkvm_iommu_smc_allowed(u32 func_id) { return true; }
static inline void pkvm_iommu_guest_get(void) { }
static inline void pkvm_iommu_guest_put(void) { }
static inline bool pkvm_iommu_may_suspend(void) { return true; }
static inline bool pkvm_iommu_forbids_pvms(void) { return false; }

#endif /* CONFIG_PKVM_IOMMU */
#endif /* __KVM_NVHE_IOMMU_H__ */
