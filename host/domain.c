// SPDX-License-Identifier: GPL-2.0-only
/*
 * Paging domains: page tables that EL2 owns and that the host changes by hypercall.
 * EL2 has no memory of its own for them: the host donates pages on demand, and gets
 * them back when the domain is freed.
 */
#define pr_fmt(fmt) "pkvm-smmu: " fmt

#include <linux/gfp.h>
#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "driver.h"

/* Pages that __pkvm_iommu_alloc_domain takes. */
#define DOMAIN_PAGES		2

/* Limit on how often one map may return -ENOMEM and be repeated after a top-up. */
#define MAX_TOPUP_ROUNDS	16

/* How long __pkvm_iommu_free_domain may return -EAGAIN before it is tried again later. */
#define FREE_TIMEOUT		(5 * HZ)

/**
 * struct pkvm_smmu_domain - a paging domain
 * @domain: the IOMMU core's domain
 * @handle: EL2's handle
 * @stale: an unmap was not confirmed: EL2 maps nothing else there until it is
 * @node: in the list of domains that EL2 has not freed yet
 */
struct pkvm_smmu_domain {
	struct iommu_domain domain;
	s64 handle;
	bool stale;
	struct list_head node;
};

/* Domains that EL2 could not free: an SMMU has not confirmed that it is done with them. */
static LIST_HEAD(pkvm_smmu_leftovers);
static DEFINE_MUTEX(pkvm_smmu_leftovers_lock);

static struct pkvm_smmu_domain *to_pkvm_smmu_domain(struct iommu_domain *domain)
{
	return container_of(domain, struct pkvm_smmu_domain, domain);
}

static s64 handle_of(struct iommu_domain *domain)
{
	return to_pkvm_smmu_domain(domain)->handle;
}

static s64 pkvm_smmu_alloc_handle(void)
{
	void *pages = alloc_pages_exact(DOMAIN_PAGES * PAGE_SIZE, GFP_KERNEL_ACCOUNT);
	s64 handle;

	if (!pages)
		return -ENOMEM;
	handle = pkvm_iommu_hvc(__pkvm_iommu_alloc_domain, NULL, page_to_pfn(virt_to_page(pages)));
	/* EL2 never returns a reserved handle for a new domain. */
	if (handle >= 0 && handle < PKVM_IOMMU_DOMAIN_FIRST)
		return -EPROTO;
	/* Don't free busy pages; see pkvm_smmu_topup_page(). */
	if (handle < 0 && handle != -EBUSY)
		free_pages_exact(pages, DOMAIN_PAGES * PAGE_SIZE);
	return handle;
}

/* Returns 0 when EL2 has given all pages back, and the handle is free. */
static s64 pkvm_smmu_free_handle(s64 handle)
{
	unsigned long deadline = jiffies + FREE_TIMEOUT;
	s64 ret;

	do {
		ret = pkvm_iommu_hvc(__pkvm_iommu_free_domain, NULL, handle);
		if (ret > 0) {
			__free_page(pfn_to_page(ret));
			deadline = jiffies + FREE_TIMEOUT;
		}
		cond_resched();
	} while (ret > 0 || (ret == -EAGAIN && time_before(jiffies, deadline)));
	return ret;
}

/* The SMMU may have completed its syncs meanwhile. */
static void pkvm_smmu_free_leftovers(void)
{
	struct pkvm_smmu_domain *domain, *next;

	mutex_lock(&pkvm_smmu_leftovers_lock);
	list_for_each_entry_safe(domain, next, &pkvm_smmu_leftovers, node) {
		if (pkvm_smmu_free_handle(domain->handle))
			continue;
		list_del(&domain->node);
		kfree(domain);
	}
	mutex_unlock(&pkvm_smmu_leftovers_lock);
}

/**
 * pkvm_smmu_domain_alloc() - allocate an empty paging domain, or a nested one
 * @dev: the device that will be attached first; NULL: a paging domain
 *
 * Return: the domain, or ERR_PTR() of EL2's error.
 */
struct iommu_domain *pkvm_smmu_domain_alloc(struct device *dev)
{
	struct pkvm_smmu_master *master = dev ? dev_iommu_priv_get(dev) : NULL;
	struct pkvm_smmu_domain *domain;

	if (master && master->smmu->nested)
		return pkvm_smmu_nested_alloc(master->smmu);
	domain = kzalloc_obj(*domain);
	if (!domain)
		return ERR_PTR(-ENOMEM);
	pkvm_smmu_free_leftovers();
	domain->handle = pkvm_smmu_alloc_handle();
	if (domain->handle < 0) {
		int ret = domain->handle;

		kfree(domain);
		return ERR_PTR(ret);
	}
	/*
	 * No larger pages: a block would replace a table, and T234's walk caches may
	 * keep the old table entry.
	 */
	domain->domain.pgsize_bitmap = SZ_4K;
	domain->domain.geometry = (struct iommu_domain_geometry) {
		.aperture_end = BIT_ULL(PKVM_IOMMU_IAS) - 1,
		.force_aperture = true,
	};
	return &domain->domain;
}

static void pkvm_smmu_domain_free(struct iommu_domain *domain)
{
	struct pkvm_smmu_domain *smmu_domain = to_pkvm_smmu_domain(domain);
	s64 ret = pkvm_smmu_free_handle(smmu_domain->handle);

	if (!ret) {
		kfree(smmu_domain);
		return;
	}
	pr_err("domain %lld not freed: %pe, its pages stay with EL2 for now\n",
	       smmu_domain->handle, ERR_PTR(ret));
	mutex_lock(&pkvm_smmu_leftovers_lock);
	list_add_tail(&smmu_domain->node, &pkvm_smmu_leftovers);
	mutex_unlock(&pkvm_smmu_leftovers_lock);
}

static int pkvm_smmu_attach_paging(struct iommu_domain *domain, struct device *dev,
				   struct iommu_domain *old)
{
	return pkvm_smmu_attach(dev, domain, handle_of(domain));
}

static int pkvm_smmu_topup_page(s64 handle, gfp_t gfp)
{
	struct page *page = alloc_page(gfp);
	s64 ret;

	if (!page)
		return -ENOMEM;
	ret = pkvm_iommu_hvc(__pkvm_iommu_topup, NULL, handle, page_to_pfn(page));
	/*
	 * -EBUSY: the page stays pinned, because an SMMU has not confirmed its
	 * invalidation. Don't free it, or the next top-up may fail on it again.
	 */
	if (ret == -EBUSY)
		pr_err_ratelimited("page 0x%lx may still be in an SMMU's TLB\n",
				   page_to_pfn(page));
	else if (ret)
		__free_page(page);
	return ret;
}

static int pkvm_smmu_topup(s64 handle, u64 need, gfp_t gfp)
{
	int ret = need ? 0 : -EPROTO;

	while (!ret && need--)
		ret = pkvm_smmu_topup_page(handle, gfp);
	return ret == -EBUSY ? -EAGAIN : ret;
}

static int pkvm_smmu_prot(int prot, u64 *el2)
{
	/* Of registers, EL2 maps those that take interrupt messages, and knows them by itself. */
	if (!(prot & (IOMMU_READ | IOMMU_WRITE)))
		return -EINVAL;
	*el2 = (prot & IOMMU_READ ? PKVM_IOMMU_PROT_READ : 0) |
	       (prot & IOMMU_WRITE ? PKVM_IOMMU_PROT_WRITE : 0) |
	       (prot & IOMMU_CACHE ? PKVM_IOMMU_PROT_CACHE : 0);
	return 0;
}

/*
 * Maps one batch. Repeats top-up and map, because other CPUs that map in the same
 * domain may consume the donated pages. Returns the number of mapped pages, or an
 * error.
 */
static s64 pkvm_smmu_map_batch(s64 handle, unsigned long iova, phys_addr_t paddr, size_t nr,
			       u64 prot, gfp_t gfp)
{
	struct pkvm_iommu_res res;
	unsigned int round;
	s64 ret;

	for (round = 0; round < MAX_TOPUP_ROUNDS; round++) {
		ret = pkvm_iommu_hvc(__pkvm_iommu_map, &res, handle, iova, paddr, nr, prot);
		if (ret != -ENOMEM)
			return ret;
		ret = pkvm_smmu_topup(handle, res.x2, gfp);
		if (ret && ret != -EAGAIN)
			return ret;
	}
	return -ENOMEM;
}

/*
 * Unmaps again what an SMMU had not confirmed. Entries that are valid belong to somebody:
 * -EEXIST.
 */
static s64 pkvm_smmu_unmap_again(s64 handle, unsigned long iova, size_t nr)
{
	s64 ret = 0;

	for (; nr && ret >= 0; nr--, iova += SZ_4K) {
		if (pkvm_iommu_hvc(__pkvm_iommu_iova_to_phys, NULL, handle, iova) != -ENOENT)
			return -EEXIST;
		ret = pkvm_iommu_hvc(__pkvm_iommu_unmap, NULL, handle, iova, 1);
	}
	return ret < 0 ? ret : 0;
}

/* In a stale domain, EL2 refuses an IOVA whose last unmap was not confirmed. */
static s64 pkvm_smmu_map_some(struct pkvm_smmu_domain *domain, unsigned long iova,
			      phys_addr_t paddr, size_t nr, u64 prot, gfp_t gfp)
{
	s64 ret = pkvm_smmu_map_batch(domain->handle, iova, paddr, nr, prot, gfp);

	if (ret != -EEXIST || !READ_ONCE(domain->stale))
		return ret;
	ret = pkvm_smmu_unmap_again(domain->handle, iova, nr);
	return ret ? ret : pkvm_smmu_map_batch(domain->handle, iova, paddr, nr, prot, gfp);
}

static int pkvm_smmu_map_pages(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr,
			       size_t pgsize, size_t pgcount, int prot, gfp_t gfp, size_t *mapped)
{
	size_t done = 0, nr = pgsize / SZ_4K * pgcount;
	u64 el2_prot;
	s64 ret;

	ret = pkvm_smmu_prot(prot, &el2_prot);
	while (!ret && done < nr) {
		size_t batch = min_t(size_t, nr - done, PKVM_IOMMU_MAX_BATCH);

		ret = pkvm_smmu_map_some(to_pkvm_smmu_domain(domain), iova + done * SZ_4K,
					 paddr + done * SZ_4K, batch, el2_prot, gfp);
		/* EL2 maps at least one page, and never more than the batch. */
		if (!ret || ret > (s64)batch)
			ret = -EPROTO;
		if (ret < 0)
			break;
		done += ret;
		ret = 0;
	}
	/* The DMA API does not pass the error on to drivers: log it. */
	if (ret && ret != -ENOMEM)
		pr_warn_ratelimited("EL2 refused to map %pa at 0x%lx: %pe\n", &paddr,
				    iova, ERR_PTR(ret));
	*mapped += done * SZ_4K;
	return ret;
}

/*
 * If an IOVA is reused while a TLB still holds its old entry, DMA goes to the old
 * page and silently corrupts memory. After an unconfirmed invalidation EL2 refuses
 * to map the IOVA until an unmap is confirmed: drivers handle a failed map.
 */
static void pkvm_smmu_unmap_failed(struct iommu_domain *domain, unsigned long iova, s64 err)
{
	struct pkvm_smmu_domain *smmu_domain = to_pkvm_smmu_domain(domain);

	pr_err_ratelimited("EL2 failed to unmap 0x%lx: %pe\n", iova, ERR_PTR(err));
	/* Any other error: nothing has changed. */
	if ((err != -ETIMEDOUT && err != -EIO) || READ_ONCE(smmu_domain->stale))
		return;
	WRITE_ONCE(smmu_domain->stale, true);
	pr_err("domain %lld: a TLB may still hold removed mappings, these IOVAs stay unusable until it has dropped them\n",
	       smmu_domain->handle);
}

static size_t pkvm_smmu_unmap_pages(struct iommu_domain *domain, unsigned long iova, size_t pgsize,
				    size_t pgcount, struct iommu_iotlb_gather *gather)
{
	size_t done = 0, nr = pgsize / SZ_4K * pgcount;
	s64 ret = 0;

	while (done < nr) {
		size_t batch = min_t(size_t, nr - done, PKVM_IOMMU_MAX_BATCH);

		ret = pkvm_iommu_hvc(__pkvm_iommu_unmap, NULL, handle_of(domain),
				     iova + done * SZ_4K, batch);
		if (ret <= 0 || ret > (s64)batch)
			break;
		done += ret;
	}
	if (ret < 0)
		pkvm_smmu_unmap_failed(domain, iova + done * SZ_4K, ret);
	return done * SZ_4K;
}

static phys_addr_t pkvm_smmu_iova_to_phys(struct iommu_domain *domain, dma_addr_t iova)
{
	s64 ret = pkvm_iommu_hvc(__pkvm_iommu_iova_to_phys, NULL, handle_of(domain), iova);

	return ret < 0 ? 0 : ret;
}

/*
 * The core calls this when a group is switched to lazy unmapping, even though the
 * driver doesn't have IOMMU_CAP_DEFERRED_FLUSH. There is nothing to flush: EL2
 * completes the invalidation before an unmap returns.
 */
static void pkvm_smmu_flush_iotlb_all(struct iommu_domain *domain)
{
}

const struct iommu_domain_ops pkvm_smmu_paging_ops = {
	.attach_dev	= pkvm_smmu_attach_paging,
	.map_pages	= pkvm_smmu_map_pages,
	.unmap_pages	= pkvm_smmu_unmap_pages,
	.flush_iotlb_all = pkvm_smmu_flush_iotlb_all,
	.iova_to_phys	= pkvm_smmu_iova_to_phys,
	.free		= pkvm_smmu_domain_free,
};
