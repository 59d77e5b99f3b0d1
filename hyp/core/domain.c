// SPDX-License-Identifier: GPL-2.0-only
/*
 * Paging domains: handles, the pages that they consist of, and how they are freed.
 * EL2 has no memory of its own for them: the host donates each page, and gets each
 * back zeroed. Freeing takes one call for each page, so that each call is bounded. Pages that
 * it donates for streams it does not get back.
 */
#include <linux/nospec.h>
#include <linux/types.h>

#include <asm/kvm_mmu.h>

#include <nvhe/mem_protect.h>

#include "domain.h"

enum slot_state {
	SLOT_FREE,
	SLOT_RESERVED,	/* being allocated */
	SLOT_LIVE,
	SLOT_DYING,	/* being freed: only __pkvm_iommu_free_domain() may use it */
	SLOT_EMPTY,	/* all pages are returned; the next free_domain call reports it */
};

/*
 * A slot's domain may be used only between pkvm_iommu_get_domain() and
 * pkvm_iommu_put_domain(). It leaves SLOT_LIVE only without users. Guarded by
 * table_lock.
 */
static struct slot {
	struct domain *domain;
	enum slot_state state;
	unsigned int users;
} slots[PKVM_IOMMU_MAX_DOMAINS];

static DEFINE_HYP_SPINLOCK(table_lock);

/* NULL: no paging domain has such a handle. */
static struct slot *find_slot(u64 handle)
{
	if (handle < PKVM_IOMMU_DOMAIN_FIRST || handle >= PKVM_IOMMU_MAX_DOMAINS)
		return NULL;
	return &slots[array_index_nospec(handle, PKVM_IOMMU_MAX_DOMAINS)];
}

struct domain *pkvm_iommu_get_domain(u64 handle)
{
	struct slot *slot = find_slot(handle);
	struct domain *domain = NULL;

	if (!slot)
		return NULL;

	hyp_spin_lock(&table_lock);
	if (slot->state == SLOT_LIVE) {
		slot->users++;
		domain = slot->domain;
	}
	hyp_spin_unlock(&table_lock);
	return domain;
}

void pkvm_iommu_put_domain(u64 handle)
{
	hyp_spin_lock(&table_lock);
	slots[handle].users--;
	hyp_spin_unlock(&table_lock);
}

void pkvm_iommu_pool_push(struct domain *domain, void *page)
{
	hyp_assert_lock_held(&domain->lock);
	*(void **)page = domain->pool;
	domain->pool = page;
	domain->nr_pool++;
}

/* The popped page is all zeroes: only its first word, the link, was in use. */
void *pkvm_iommu_pool_pop(void *cookie)
{
	struct domain *domain = cookie;
	void **page = domain->pool;

	hyp_assert_lock_held(&domain->lock);
	if (!page)
		return NULL;
	domain->pool = *page;
	domain->nr_pool--;
	*page = NULL;
	return page;
}

/* Take @nr pages from the host and zero them. */
static int take_pages(u64 pfn, u64 nr, void **va)
{
	int ret;

	if (!pfn)
		return -EINVAL;
	ret = __pkvm_host_donate_hyp(pfn, nr);
	if (ret)
		return ret;
	*va = hyp_phys_to_virt(hyp_pfn_to_phys(pfn));
	memset(*va, 0, nr << PAGE_SHIFT);
	return 0;
}

static s64 give_page(void *page)
{
	u64 pfn = hyp_virt_to_pfn(page);
	int ret;

	memset(page, 0, PAGE_SIZE);
	ret = __pkvm_hyp_donate_host(pfn, 1);
	return ret ? ret : (s64)pfn;
}

static s64 reserve_slot(void)
{
	s64 i, ret = -ENOSPC;

	hyp_spin_lock(&table_lock);
	for (i = PKVM_IOMMU_DOMAIN_FIRST; i < PKVM_IOMMU_MAX_DOMAINS; i++) {
		if (slots[i].state == SLOT_FREE) {
			slots[i].state = SLOT_RESERVED;
			ret = i;
			break;
		}
	}
	hyp_spin_unlock(&table_lock);
	return ret;
}

static void set_slot(u64 handle, struct domain *domain, enum slot_state state)
{
	hyp_spin_lock(&table_lock);
	slots[handle].domain = domain;
	slots[handle].state = state;
	hyp_spin_unlock(&table_lock);
}

/* Two zeroed pages become a domain: the structure, and the root of its table. */
static int domain_init(struct domain *domain)
{
	unsigned int i;
	int ret;

	BUILD_BUG_ON(sizeof(*domain) > PAGE_SIZE);

	hyp_spin_lock_init(&domain->lock);
	hyp_spin_lock(&domain->lock);
	for (i = 0; i < PKVM_IOMMU_MAX_SMMUS; i++)
		domain->ctx[i] = DOMAIN_NO_CTX;
	pkvm_iommu_pool_push(domain, (void *)domain + PAGE_SIZE);
	ret = pkvm_pgtable_init(&domain->pt, pkvm_iommu_topology->soc, pkvm_iommu_pool_pop,
				domain);
	hyp_spin_unlock(&domain->lock);
	return ret;
}

s64 __pkvm_iommu_alloc_domain(u64 pfn)
{
	void *pages;
	s64 handle;
	int ret;

	ret = pkvm_iommu_runtime_gate();
	if (ret)
		return ret;
	handle = reserve_slot();
	if (handle < 0)
		return handle;

	ret = take_pages(pfn, 2, &pages);
	if (ret) {
		set_slot(handle, NULL, SLOT_FREE);
		return ret;
	}
	/* The pool has the page of the root: the allocation cannot fail. */
	WARN_ON(domain_init(pages));
	set_slot(handle, pages, SLOT_LIVE);
	return handle;
}

/* Hand a page to the back end; NULL: would it take one? */
static int give_stream_page(struct hyp_smmu *smmu, void *page)
{
	int ret;

	hyp_assert_lock_held(&pkvm_iommu_attach_lock);
	hyp_spin_lock(&smmu->lock);
	ret = smmu->ops->stream_page(smmu, page);
	hyp_spin_unlock(&smmu->lock);
	return ret;
}

/* attach_lock, which every user of these pages holds, is held between the two questions. */
static int topup_streams(u64 nr, u64 pfn)
{
	struct hyp_smmu *smmu = pkvm_iommu_smmu(nr);
	void *page;
	int ret;

	if (!smmu || !smmu->ops->stream_page)
		return -ENOENT;
	hyp_spin_lock(&pkvm_iommu_attach_lock);
	ret = give_stream_page(smmu, NULL);
	if (!ret)
		ret = take_pages(pfn, 1, &page);
	if (!ret)
		WARN_ON(give_stream_page(smmu, page));
	hyp_spin_unlock(&pkvm_iommu_attach_lock);
	return ret;
}

int __pkvm_iommu_topup(u64 handle, u64 pfn)
{
	struct domain *domain;
	void *page;
	int ret;

	ret = pkvm_iommu_runtime_gate();
	if (ret)
		return ret;
	if (handle >= (u64)PKVM_IOMMU_STREAMS(0))
		return topup_streams(handle - PKVM_IOMMU_STREAMS(0), pfn);
	domain = pkvm_iommu_get_domain(handle);
	if (!domain)
		return pkvm_iommu_no_paging(handle);

	ret = take_pages(pfn, 1, &page);
	if (!ret) {
		hyp_spin_lock(&domain->lock);
		pkvm_iommu_pool_push(domain, page);
		hyp_spin_unlock(&domain->lock);
	}
	pkvm_iommu_put_domain(handle);
	return ret;
}

/* attach_lock is held: no stream attaches after the check. */
static int retire_ctxs(u64 handle)
{
	struct domain *domain = pkvm_iommu_get_domain(handle);
	int ret;

	if (!domain)
		return 0;
	ret = pkvm_iommu_retire_ctxs(domain);
	pkvm_iommu_put_domain(handle);
	return ret;
}

/*
 * Become the only user of the slot. 1: an earlier call returned the last page, and
 * the slot is free now; 0: there is a page to return.
 */
static int enter_dying(struct slot *slot)
{
	int ret = 0;

	hyp_assert_lock_held(&pkvm_iommu_attach_lock);
	hyp_spin_lock(&table_lock);
	if (slot->state == SLOT_EMPTY) {
		slot->state = SLOT_FREE;
		ret = 1;
	} else if (slot->state != SLOT_LIVE && slot->state != SLOT_DYING) {
		ret = -ENOENT;
	} else if (slot->users) {
		ret = -EAGAIN;
	} else if (slot->state == SLOT_LIVE) {
		ret = slot->domain->nr_attached ? -EBUSY : 0;
	}
	if (!ret) {
		slot->state = SLOT_DYING;
		slot->users = 1;
	}
	hyp_spin_unlock(&table_lock);
	return ret;
}

/*
 * No context uses the table, and each was invalidated when its last stream left:
 * the pages that the table still maps can be unpinned without an invalidation.
 */
static void *prune_table(struct domain *domain)
{
	void *table;

	hyp_spin_lock(&host_mmu.lock);
	table = pkvm_pgtable_prune(&domain->pt, pkvm_iommu_unpin_page);
	hyp_spin_unlock(&host_mmu.lock);
	return table;
}

/* One page of the domain: tables from below, the root, the pool; then NULL. */
static void *remove_page(struct domain *domain)
{
	void *page;

	hyp_assert_lock_held(&domain->lock);
	if (!domain->pt.ops)
		return pkvm_iommu_pool_pop(domain);
	page = prune_table(domain);
	if (!page) {
		page = pkvm_pgtable_root(&domain->pt);
		domain->pt.ops = NULL;
	}
	return page;
}

/* The domain's own page is the last. */
static void *free_step(u64 handle, struct domain *domain)
{
	void *page;

	hyp_spin_lock(&domain->lock);
	page = remove_page(domain);
	hyp_spin_unlock(&domain->lock);
	if (page)
		return page;
	set_slot(handle, NULL, SLOT_EMPTY);
	return domain;
}

s64 __pkvm_iommu_free_domain(u64 handle)
{
	struct slot *slot = find_slot(handle);
	struct domain *domain;
	s64 ret;

	ret = pkvm_iommu_release_gate();
	if (ret)
		return ret;
	if (!slot)
		return pkvm_iommu_no_paging(handle);

	hyp_spin_lock(&pkvm_iommu_attach_lock);
	ret = retire_ctxs(handle) ?: enter_dying(slot);
	hyp_spin_unlock(&pkvm_iommu_attach_lock);
	if (ret)
		return ret < 0 ? ret : 0;

	domain = slot->domain;
	ret = give_page(free_step(handle, domain));
	pkvm_iommu_put_domain(handle);
	return ret;
}

#ifndef __KVM_NVHE_HYPERVISOR__
void pkvm_iommu_reset_domains(void)
{
	memset(slots, 0, sizeof(slots));
}
#endif
