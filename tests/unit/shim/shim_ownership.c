// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page ownership for hosted tests: mem_protect.c's checks in mem_protect.c's
 * order, with pKVM's hooks where the kernel patch puts them. What may be
 * reached by DMA is not decided here.
 */
#include <nvhe/iommu.h>
#include <nvhe/mm.h>

#include "shim.h"
#include "shim_internal.h"

struct host_mmu host_mmu;
hyp_spinlock_t pkvm_pgd_lock;
unsigned int shim_skipped;
unsigned int shim_fail_donate;

/* One guest is enough: pages that are neither the host's nor EL2's are its. */
static hyp_spinlock_t guest_lock;


static void lock_host_and_hyp(void)
{
	hyp_spin_lock(&host_mmu.lock);
	hyp_spin_lock(&pkvm_pgd_lock);
}

static void unlock_host_and_hyp(void)
{
	hyp_spin_unlock(&pkvm_pgd_lock);
	hyp_spin_unlock(&host_mmu.lock);
}

static void lock_host_and_guest(void)
{
	hyp_spin_lock(&host_mmu.lock);
	shim_lock(&guest_lock, "vm->lock");
}

static void unlock_host_and_guest(void)
{
	hyp_spin_unlock(&guest_lock);
	hyp_spin_unlock(&host_mmu.lock);
}

void shim_reset(void)
{
	shim_memory_reset();
	shim_mmio_reset();
	shim_locks_reset();
	hyp_spin_lock_init(&guest_lock);
	shim_skipped = 0;
	shim_fail_donate = 0;
}

#define for_each_page(p, phys, size)						\
	for (u64 _a = (phys); _a < (phys) + (size); _a += PAGE_SIZE)		\
		for (struct hyp_page *p = hyp_phys_to_page(_a); p; p = NULL)

static int host_check(u64 phys, u64 size, enum pkvm_page_state state)
{
	int ret = check_range_allowed_memory(phys, phys + size);

	if (ret)
		return ret;
	for_each_page(p, phys, size)
		if (get_host_state(p) != state)
			return -EPERM;
	return 0;
}

static int hyp_check(u64 phys, u64 size, enum pkvm_page_state state)
{
	for_each_page(p, phys, size)
		if (get_hyp_state(p) != state)
			return -EPERM;
	return 0;
}

static void hyp_set(u64 phys, u64 size, enum pkvm_page_state state)
{
	for_each_page(p, phys, size)
		set_hyp_state(p, state);
}

/* The choke point by which a page comes back within the host's reach. */
static void host_set(u64 phys, u64 size, enum pkvm_page_state state)
{
	bool returns = state != PKVM_NOPAGE &&
		       get_host_state(hyp_phys_to_page(phys)) == PKVM_NOPAGE;

	for_each_page(p, phys, size)
		set_host_state(p, state);
	if (returns)
		pkvm_iommu_host_return(phys, size);
}

int __pkvm_host_donate_hyp(u64 pfn, u64 nr_pages)
{
	u64 phys = hyp_pfn_to_phys(pfn), size = nr_pages << PAGE_SHIFT;
	int ret;

	if (pfn >= BIT(36) || nr_pages > BIT(36) - pfn)
		return -EINVAL;
	if (shim_fail_donate && !--shim_fail_donate)
		return -EPERM;

	lock_host_and_hyp();
	ret = host_check(phys, size, PKVM_PAGE_OWNED);
	ret = ret ?: hyp_check(phys, size, PKVM_NOPAGE);
	ret = ret ?: pkvm_iommu_host_leave_prepare(phys, size);
	if (!ret) {
		hyp_set(phys, size, PKVM_PAGE_OWNED);
		shim_hyp_view(phys, nr_pages, true);
		host_set(phys, size, PKVM_NOPAGE);
	}
	unlock_host_and_hyp();
	return ret;
}

int __pkvm_hyp_donate_host(u64 pfn, u64 nr_pages)
{
	u64 phys = hyp_pfn_to_phys(pfn), size = nr_pages << PAGE_SHIFT;
	int ret;

	lock_host_and_hyp();
	ret = hyp_check(phys, size, PKVM_PAGE_OWNED);
	ret = ret ?: host_check(phys, size, PKVM_NOPAGE);
	if (!ret) {
		hyp_set(phys, size, PKVM_NOPAGE);
		shim_hyp_view(phys, nr_pages, false);
		host_set(phys, size, PKVM_PAGE_OWNED);
	}
	unlock_host_and_hyp();
	return ret;
}

int shim_host_donate_guest(u64 phys)
{
	int ret;

	lock_host_and_guest();
	ret = host_check(phys, PAGE_SIZE, PKVM_PAGE_OWNED);
	ret = ret ?: pkvm_iommu_host_leave_prepare(phys, PAGE_SIZE);
	if (!ret)
		host_set(phys, PAGE_SIZE, PKVM_NOPAGE);
	unlock_host_and_guest();
	return ret;
}

static int guest_owns(u64 phys)
{
	return host_check(phys, PAGE_SIZE, PKVM_NOPAGE) ?: hyp_check(phys, PAGE_SIZE, PKVM_NOPAGE);
}

int shim_guest_share_host(u64 phys)
{
	int ret;

	lock_host_and_guest();
	ret = guest_owns(phys);
	if (!ret)
		host_set(phys, PAGE_SIZE, PKVM_PAGE_SHARED_BORROWED);
	unlock_host_and_guest();
	return ret;
}

int shim_guest_unshare_host(u64 phys)
{
	int ret;

	lock_host_and_guest();
	ret = host_check(phys, PAGE_SIZE, PKVM_PAGE_SHARED_BORROWED);
	ret = ret ?: pkvm_iommu_host_leave_prepare(phys, PAGE_SIZE);
	if (!ret)
		host_set(phys, PAGE_SIZE, PKVM_NOPAGE);
	unlock_host_and_guest();
	return ret;
}

int shim_guest_reclaim(u64 phys)
{
	int ret = 0;

	lock_host_and_guest();
	if (!guest_owns(phys))
		memset(shim_mem(phys), 0, PAGE_SIZE);
	else
		ret = host_check(phys, PAGE_SIZE, PKVM_PAGE_SHARED_BORROWED);
	if (!ret)
		host_set(phys, PAGE_SIZE, PKVM_PAGE_OWNED);
	unlock_host_and_guest();
	return ret;
}

int shim_host_share_hyp(u64 phys)
{
	int ret;

	lock_host_and_hyp();
	ret = host_check(phys, PAGE_SIZE, PKVM_PAGE_OWNED);
	ret = ret ?: hyp_check(phys, PAGE_SIZE, PKVM_NOPAGE);
	if (!ret) {
		hyp_set(phys, PAGE_SIZE, PKVM_PAGE_SHARED_BORROWED);
		host_set(phys, PAGE_SIZE, PKVM_PAGE_SHARED_OWNED);
	}
	unlock_host_and_hyp();
	return ret;
}

int shim_host_unshare_hyp(u64 phys)
{
	int ret;

	lock_host_and_hyp();
	ret = host_check(phys, PAGE_SIZE, PKVM_PAGE_SHARED_OWNED);
	ret = ret ?: hyp_check(phys, PAGE_SIZE, PKVM_PAGE_SHARED_BORROWED);
	if (!ret) {
		hyp_set(phys, PAGE_SIZE, PKVM_NOPAGE);
		host_set(phys, PAGE_SIZE, PKVM_PAGE_OWNED);
	}
	unlock_host_and_hyp();
	return ret;
}
