// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mapping and unmapping in paging domains.
 *
 * map:   check -> pin every page -> write the table.
 * unmap: make invalid -> invalidate on every SMMU -> confirmed -> unpin, clear.
 * So a page is pinned for as long as a table or a TLB may translate to it. While an SMMU
 * does not confirm an invalidation, the entries stay in the table, invalid, and their
 * pages stay pinned; an unmap that is repeated, or the end of the domain, unpins them.
 */
#include <linux/iommu.h>

#include <nvhe/mem_protect.h>

#include "domain.h"

/* @nr pages from page-aligned @addr, all below the input address size and without a wrap? */
static int check_range(u64 addr, u64 nr)
{
	if (!PAGE_ALIGNED(addr) || !nr)
		return -EINVAL;
	if (addr >= BIT_ULL(pkvm_iommu_topology->soc->ias) ||
	    nr > (BIT_ULL(pkvm_iommu_topology->soc->ias) - addr) >> PAGE_SHIFT)
		return -ERANGE;
	return 0;
}

/* A message is a write: nothing can be read from a doorbell. */
static bool maps_doorbell(u64 phys, u64 nr, u64 prot)
{
	return nr == 1 && prot == PKVM_IOMMU_PROT_WRITE && pkvm_iommu_is_doorbell(phys);
}

/* One call handles at most a batch, within one last-level table. */
static u64 batch_of(u64 iova, u64 nr)
{
	return min_t(u64, pkvm_pgtable_chunk(iova, nr), PKVM_IOMMU_MAX_BATCH);
}

static int iommu_prot(u64 phys, u64 prot)
{
	return (pkvm_iommu_is_doorbell(phys) ? IOMMU_MMIO : 0) |
	       (prot & PKVM_IOMMU_PROT_READ ? IOMMU_READ : 0) |
	       (prot & PKVM_IOMMU_PROT_WRITE ? IOMMU_WRITE : 0) |
	       (prot & PKVM_IOMMU_PROT_CACHE ? IOMMU_CACHE : 0);
}

static void unpin_range(u64 phys, u64 nr)
{
	u64 i;

	hyp_spin_lock(&host_mmu.lock);
	for (i = 0; i < nr; i++)
		pkvm_iommu_unpin_page(phys + (i << PAGE_SHIFT));
	hyp_spin_unlock(&host_mmu.lock);
}

/* 0; -EPERM, -EBUSY as pkvm_iommu_pin_range(). */
static int pin_range(u64 phys, u64 nr, u64 prot)
{
	int ret;

	if (maps_doorbell(phys, nr, prot))
		return 0;
	hyp_spin_lock(&host_mmu.lock);
	ret = pkvm_iommu_pin_range(phys, nr);
	hyp_spin_unlock(&host_mmu.lock);
	return ret;
}

static s64 map_batch(struct domain *domain, u64 iova, u64 phys, u64 nr, u64 prot, u64 *need)
{
	unsigned int tables = pkvm_pgtable_need(&domain->pt, iova);
	int ret;

	hyp_assert_lock_held(&domain->lock);
	/* Before all else: io-pgtable must not run out of pages half-way. */
	if (tables > domain->nr_pool) {
		*need = tables - domain->nr_pool;
		return -ENOMEM;
	}

	ret = pin_range(phys, nr, prot);
	if (ret)
		return ret;

	ret = pkvm_pgtable_map(&domain->pt, iova, phys, nr, iommu_prot(phys, prot));
	if (!ret)
		return nr;
	unpin_range(phys, nr);
	return ret;
}

static int check_map(u64 iova, u64 phys, u64 nr, u64 prot)
{
	int ret;

	if (prot & ~(u64)PKVM_IOMMU_PROT_MASK ||
	    !(prot & (PKVM_IOMMU_PROT_READ | PKVM_IOMMU_PROT_WRITE)))
		return -EINVAL;
	ret = check_range(iova, nr);
	return ret ? ret : check_range(phys, nr);
}

/* Keeps the paging domain alive and its table unchanged by others, until unlock_domain(). */
static int lock_domain(u64 handle, struct domain **locked)
{
	struct domain *domain = pkvm_iommu_get_domain(handle);

	*locked = domain;
	if (!domain)
		return pkvm_iommu_no_paging(handle);
	hyp_spin_lock(&domain->lock);
	return 0;
}

static void unlock_domain(u64 handle, struct domain *domain)
{
	hyp_spin_unlock(&domain->lock);
	pkvm_iommu_put_domain(handle);
}

s64 __pkvm_iommu_map(u64 handle, u64 iova, u64 phys, u64 nr_pages, u64 prot, u64 *need)
{
	struct domain *domain;
	s64 ret;

	*need = 0;
	ret = pkvm_iommu_runtime_gate();
	if (!ret)
		ret = check_map(iova, phys, nr_pages, prot);
	if (ret)
		return ret;
	ret = lock_domain(handle, &domain);
	if (ret)
		return ret;

	ret = map_batch(domain, iova, phys, batch_of(iova, nr_pages), prot, need);
	unlock_domain(handle, domain);
	return ret;
}

static s64 unmap_batch(struct domain *domain, u64 iova, u64 nr)
{
	int ret;

	hyp_assert_lock_held(&domain->lock);
	nr = pkvm_pgtable_disable(&domain->pt, iova, nr);
	if (!nr)
		return 0;
	ret = pkvm_iommu_invalidate(domain->ctx, iova, nr);
	if (ret)
		return ret;
	hyp_spin_lock(&host_mmu.lock);
	pkvm_pgtable_drop(&domain->pt, iova, nr, pkvm_iommu_unpin_page);
	hyp_spin_unlock(&host_mmu.lock);
	return nr;
}

s64 __pkvm_iommu_unmap(u64 handle, u64 iova, u64 nr_pages)
{
	struct domain *domain;
	s64 ret;

	ret = pkvm_iommu_release_gate();
	if (!ret)
		ret = check_range(iova, nr_pages);
	if (ret)
		return ret;
	ret = lock_domain(handle, &domain);
	if (ret)
		return ret;

	ret = unmap_batch(domain, iova, batch_of(iova, nr_pages));
	unlock_domain(handle, domain);
	return ret;
}

s64 __pkvm_iommu_iova_to_phys(u64 handle, u64 iova)
{
	struct domain *domain;
	s64 ret;

	ret = pkvm_iommu_runtime_gate();
	if (ret)
		return ret;
	if (iova >= BIT_ULL(pkvm_iommu_topology->soc->ias))
		return -ERANGE;
	ret = lock_domain(handle, &domain);
	if (ret)
		return ret;

	ret = pkvm_pgtable_phys(&domain->pt, iova);
	unlock_domain(handle, domain);
	return ret;
}
