// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page ownership for hosted tests: the functions of mem_protect.c as the series patches
 * them, out of the kernel's source, on stand-ins for stage 2. Only the stand-ins are
 * written here: mem_protect_functions.h has what moves pages, with pKVM's hooks.
 */
#include <stdlib.h>
#include <sys/mman.h>

#include <nvhe/iommu.h>
#include <nvhe/mm.h>

#include "hyp/core/core.h"
#include "shim.h"
#include "shim_internal.h"

struct host_mmu host_mmu;
hyp_spinlock_t pkvm_pgd_lock;
_Thread_local unsigned int shim_skipped;
unsigned int shim_fail_donate;
bool shim_fail_annotate;
unsigned int shim_fail_unmap;
bool shim_fwb;

/*
 * One guest. An entry of its stage 2 has the page's address, its state, and whether it is
 * valid; or says that the host has taken the page by force.
 */
typedef u64 kvm_pte_t;

#define VALID		BIT(0)
#define STATE		GENMASK(2, 1)
#define POISONED	BIT(3)
#define NR_ENTRIES	(SHIM_PHYS_SIZE >> PAGE_SHIFT)
#define ENTRIES_SIZE	(NR_ENTRIES * sizeof(kvm_pte_t))

struct pkvm_hyp_vm {
	hyp_spinlock_t lock;
	struct kvm_pgtable pgt;
};

struct pkvm_hyp_vcpu {
	struct {
		struct {
			int pkvm_memcache;
		} arch;
	} vcpu;
};

static struct pkvm_hyp_vm guest;
static struct pkvm_hyp_vcpu guest_vcpu;
static struct pkvm_hyp_vm *current_vm;
static hyp_spinlock_t vm_table_lock;
static struct kvm_pgtable pkvm_pgtable;

#define pkvm_hyp_vcpu_to_hyp_vm(vcpu)		((void)(vcpu), &guest)
#define __guest_check_pgtable_memcache(vcpu)	0
#define host_stage2_encode_gfn_meta(vm, gfn)	((void)(vm), (gfn) & 0)

/* The pages of registers that the host's stage 2 maps. */
static bool host_mmio[SHIM_PHYS_BASE >> PAGE_SHIFT];

void shim_reset(void)
{
	shim_memory_reset();
	shim_mmio_reset();
	shim_locks_reset();
	shim_trace_reset();
	hyp_spin_lock_init(&guest.lock);
	hyp_spin_lock_init(&vm_table_lock);
	if (guest.pgt.entries)
		munmap(guest.pgt.entries, ENTRIES_SIZE);
	guest.pgt.entries = mmap(NULL, ENTRIES_SIZE, PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (guest.pgt.entries == MAP_FAILED)
		exit(99);
	memset(host_mmio, 0, sizeof(host_mmio));
	shim_skipped = 0;
	shim_fail_donate = 0;
	shim_fail_annotate = false;
	shim_fail_unmap = 0;
	shim_fwb = false;
}

/* Stage 2 of a guest. */

#define KVM_PGTABLE_LAST_LEVEL			3
#define KVM_PGTABLE_PROT_RWX			0
#define kvm_granule_size(level)			\
	((level) == KVM_PGTABLE_LAST_LEVEL ? (u64)PAGE_SIZE : (u64)SZ_2M)
#define kvm_pte_valid(pte)			((pte) & VALID)
#define kvm_pte_to_phys(pte)			((pte) & PAGE_MASK)
#define kvm_pgtable_stage2_pte_prot(pte)	FIELD_GET(STATE, pte)
#define pkvm_getstate(prot)			((enum pkvm_page_state)(prot))
#define pkvm_mkstate(prot, state)		((prot) | (state))
#define guest_pte_is_poisoned(pte)		((pte) == POISONED)
#define PKVM_POISON				((enum pkvm_page_state)-1)
#define fallthrough				__attribute__((fallthrough))

static kvm_pte_t *entry_of(struct kvm_pgtable *pgt, u64 ipa)
{
	u64 i = (ipa - SHIM_PHYS_BASE) >> PAGE_SHIFT;

	return i < NR_ENTRIES ? &pgt->entries[i] : NULL;
}

static int kvm_pgtable_get_leaf(struct kvm_pgtable *pgt, u64 ipa, kvm_pte_t *pte, s8 *level)
{
	kvm_pte_t *entry = entry_of(pgt, ipa);

	*pte = entry ? *entry : 0;
	*level = KVM_PGTABLE_LAST_LEVEL;
	return 0;
}

#define cpus_have_final_cap(cap)	(cap)
#define ARM64_HAS_STAGE2_FWB		shim_fwb

/* What the host can still write after the clean gets to memory later, when its line goes. */
static void check_host_is_out(u64 phys)
{
	if (get_host_state(hyp_phys_to_page(phys)) != PKVM_NOPAGE)
		shim_panic("a page is cleaned while the host reaches it", __FILE__, __LINE__);
}

static void clean_for_guest(u64 phys, enum pkvm_page_state state)
{
	if (state == PKVM_PAGE_OWNED)
		check_host_is_out(phys);
	shim_poc_write(phys, shim_mem(phys), PAGE_SIZE);
}

/* A guest's page comes from caches to memory when it is mapped, not when its state changes. */
static int stage2_map(struct kvm_pgtable *pgt, u64 ipa, u64 phys, enum pkvm_page_state state)
{
	if (!cpus_have_final_cap(ARM64_HAS_STAGE2_FWB) && !kvm_pte_valid(*entry_of(pgt, ipa)))
		clean_for_guest(phys, state);
	*entry_of(pgt, ipa) = phys | FIELD_PREP(STATE, state) | VALID;
	return 0;
}

#define KVM_GUEST_INVALID_PTE_TYPE_POISONED	POISONED
#define kvm_pgtable_stage2_annotate(pgt, ipa, size, memcache, type, annotation)	\
	(shim_fail_annotate ? -ENOMEM : (*entry_of(pgt, ipa) = (type), 0))

static int unmap_host_mmio(u64 addr, u64 size)
{
	hyp_assert_lock_held(&host_mmu.lock);
	if (shim_fail_unmap && !--shim_fail_unmap)
		return -EINVAL;
	BUG_ON(addr + size > SHIM_PHYS_BASE || !size || (addr | size) & ~PAGE_MASK);
	memset(&host_mmio[addr >> PAGE_SHIFT], 0, size >> PAGE_SHIFT);
	return 0;
}

int kvm_pgtable_stage2_unmap(struct kvm_pgtable *pgt, u64 ipa, u64 size)
{
	if (pgt == &host_mmu.pgt)
		return unmap_host_mmio(ipa, size);
	BUG_ON(size != PAGE_SIZE);
	*entry_of(pgt, ipa) = 0;
	return 0;
}

bool shim_host_maps(u64 addr)
{
	return host_mmio[addr >> PAGE_SHIFT];
}

/* As host_stage2_adjust_range(): one page, if no larger block is free of what is clipped. */
bool shim_host_mmio(u64 addr)
{
	u64 start = 0, end = SHIM_PHYS_BASE;
	int ret = 0;

	hyp_spin_lock(&host_mmu.lock);
	if (!host_mmio[addr >> PAGE_SHIFT]) {
		ret = pkvm_iommu_clip_mmio(addr, &start, &end);
		BUG_ON(!ret && (start > addr || end <= addr || (start | end) & ~PAGE_MASK));
	}
	if (!ret)
		host_mmio[addr >> PAGE_SHIFT] = true;
	hyp_spin_unlock(&host_mmu.lock);
	return !ret;
}

#define kvm_pgtable_stage2_map(pgt, ipa, size, phys, prot, memcache, flags)	\
	((void)(memcache), stage2_map(pgt, ipa, phys, prot))

static enum pkvm_page_state guest_get_page_state(kvm_pte_t pte, u64 ipa);

static int __guest_check_page_state_range(struct pkvm_hyp_vm *vm, u64 ipa, u64 size,
					  enum pkvm_page_state state)
{
	kvm_pte_t pte;
	s8 level;

	hyp_assert_lock_held(&vm->lock);
	kvm_pgtable_get_leaf(&vm->pgt, ipa, &pte, &level);
	return guest_get_page_state(pte, ipa) == state ? 0 : -EPERM;
}

static void hyp_poison_page(u64 phys)
{
	memset(shim_mem(phys), 0, PAGE_SIZE);
	shim_poc_write(phys, shim_mem(phys), PAGE_SIZE);
}

/* Stage 2 of the host, and EL2's own mappings. */

#define PKVM_ID_HOST			0
#define PKVM_ID_HYP			1
#define PKVM_ID_GUEST			2
#define PKVM_HOST_MEM_PROT		0
#define KVM_HOST_DONATION_PTE_OWNER_MASK	GENMASK(3, 1)
#define KVM_HOST_DONATION_PTE_EXTRA_MASK	GENMASK(59, 4)

/* The address space of the host has 48 bits. */
#define kvm_phys_shift(mmu)		48
#define range_is_memory(start, end)	addr_is_memory(start)
#define pkvm_sme_dvmsync_fw_call()	do { } while (0)

#define host_stage2_try(fn, pgt, addr, size, pool, type, annotation)		\
	((void)(annotation), 0)
#define host_stage2_idmap_locked(addr, size, prot)	0

/* Unlike the shim's, the kernel's accepts any address, which it checks later. */
#undef __hyp_va
#define __hyp_va(phys)	\
	((void *)((u64)hyp_phys_to_virt(SHIM_PHYS_BASE) + ((phys) - SHIM_PHYS_BASE)))

#define pkvm_create_mappings_locked(from, to, prot)				\
	(shim_hyp_view(__hyp_pa(from), ((u64)(to) - (u64)(from)) >> PAGE_SHIFT, true), 0)
#define kvm_pgtable_hyp_unmap(pgt, va, size)					\
	((void)(pgt), shim_hyp_view(__hyp_pa(va), (size) >> PAGE_SHIFT, false), (size))

#define for_each_hyp_page(p, phys, size)					\
	for (struct hyp_page *p = hyp_phys_to_page(phys), *_end = p + ((size) >> PAGE_SHIFT); \
	     p < _end; p++)

/* What the host's stage 2 says of a page that it has given to the guest. */
static int host_stage2_get_guest_info(u64 phys, struct pkvm_hyp_vm **vm, u64 *gfn)
{
	if (get_host_state(hyp_phys_to_page(phys)) != PKVM_NOPAGE)
		return -EAGAIN;
	*vm = &guest;
	*gfn = phys >> PAGE_SHIFT;
	return 0;
}

/* The confirmation that no device reaches the page comes before its new owner. */
static int leave_in_order(phys_addr_t phys, u64 size)
{
	int ret = pkvm_iommu_host_leave_prepare(phys, size);

	if (!ret && shim_loads_pending && pkvm_iommu_active())
		shim_panic("a page leaves the host without a barrier", __FILE__, __LINE__);
	return ret;
}

static void flush_in_order(phys_addr_t phys)
{
	check_host_is_out(phys);
	pkvm_iommu_flush_page(phys);
}

static void flush_range_in_order(void *va, u64 size)
{
	check_host_is_out(__hyp_pa(va));
	pkvm_iommu_flush_range(va, size);
}

#define pkvm_iommu_host_leave_prepare	leave_in_order
#define pkvm_iommu_flush_page		flush_in_order
#define pkvm_iommu_flush_range		flush_range_in_order

/* A test may let a donation to EL2 fail. */
#define __pkvm_host_donate_hyp	kernels_host_donate_hyp
#include "mem_protect_functions.h"
#undef __pkvm_host_donate_hyp

int __pkvm_host_donate_hyp(u64 pfn, u64 nr_pages)
{
	if (shim_fail_donate && !--shim_fail_donate)
		return -EPERM;
	return kernels_host_donate_hyp(pfn, nr_pages);
}

int shim_host_donate_guest(u64 phys)
{
	return __pkvm_host_donate_guest(phys >> PAGE_SHIFT, phys >> PAGE_SHIFT, &guest_vcpu);
}

int shim_guest_share_host(u64 phys)
{
	return __pkvm_guest_share_host(&guest_vcpu, phys >> PAGE_SHIFT);
}

int shim_guest_unshare_host(u64 phys)
{
	return __pkvm_guest_unshare_host(&guest_vcpu, phys >> PAGE_SHIFT);
}

int shim_guest_reclaim(u64 phys)
{
	return __pkvm_host_reclaim_page_guest(phys >> PAGE_SHIFT, &guest);
}

int shim_guest_force_reclaim(u64 phys)
{
	return __pkvm_host_force_reclaim_page_guest(phys);
}

int shim_host_share_guest(u64 phys, u64 ipa)
{
	return __pkvm_host_share_guest(phys >> PAGE_SHIFT, ipa >> PAGE_SHIFT, 1, &guest_vcpu,
				       KVM_PGTABLE_PROT_RWX);
}

int shim_host_unshare_guest(u64 ipa)
{
	return __pkvm_host_unshare_guest(ipa >> PAGE_SHIFT, 1, &guest);
}

int shim_host_share_hyp(u64 phys)
{
	return __pkvm_host_share_hyp(phys >> PAGE_SHIFT);
}

int shim_host_unshare_hyp(u64 phys)
{
	return __pkvm_host_unshare_hyp(phys >> PAGE_SHIFT);
}
