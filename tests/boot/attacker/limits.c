// SPDX-License-Identifier: GPL-2.0-only
/*
 * Limits of the kernel's IOMMU API: no free domain, no memory for a domain's tables,
 * too many mappings of one page.
 */
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/iommu.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "internal.h"

#define MAX_DOMAINS	1024
#define SPAN_ORDER	10
#define SPAN		(PAGE_SIZE << SPAN_ORDER)
#define MAX_SPANS	512
#define HALF_WAY	16

/* Flags that allocate below the watermarks, and flags of an ordinary caller. */
#define GREEDY		(GFP_ATOMIC | __GFP_NOWARN)
#define CAREFUL		(GFP_NOWAIT | __GFP_NOWARN | __GFP_NORETRY)

int att_domains(struct att_domains *domains)
{
	struct iommu_domain **all, *domain;
	struct device *dev = att_engine();
	u32 i;

	all = kcalloc(MAX_DOMAINS, sizeof(*all), GFP_KERNEL);
	if (!all || !dev) {
		kfree(all);
		put_device(dev);
		return -ENODEV;
	}
	domains->err = 0;
	for (i = 0; i < min(domains->want, MAX_DOMAINS); i++) {
		domain = iommu_paging_domain_alloc(dev);
		if (IS_ERR(domain)) {
			domains->err = PTR_ERR(domain);
			break;
		}
		all[i] = domain;
	}
	domains->got = i;
	while (i--)
		iommu_domain_free(all[i]);
	kfree(all);
	put_device(dev);
	return 0;
}

/* Allocates all memory that is available without waiting, larger orders first. */
static void take_all(struct list_head *taken)
{
	struct page *page;
	int order;

	for (order = SPAN_ORDER; order >= 0; order--) {
		while ((page = alloc_pages(GREEDY, order))) {
			set_page_private(page, order);
			list_add(&page->lru, taken);
		}
	}
}

static void split(struct page *page, struct list_head *taken)
{
	unsigned int i, order = page_private(page);

	split_page(page, order);
	for (i = 0; i < 1U << order; i++) {
		set_page_private(page + i, 0);
		list_add(&page[i].lru, taken);
	}
}

static bool give_one(struct list_head *taken)
{
	struct page *page = list_first_entry_or_null(taken, struct page, lru);

	if (!page)
		return false;
	list_del(&page->lru);
	if (page_private(page)) {
		split(page, taken);
		return give_one(taken);
	}
	__free_page(page);
	return true;
}

static void give_all(struct list_head *taken)
{
	struct page *page, *next;
	unsigned int order;

	list_for_each_entry_safe(page, next, taken, lru) {
		order = page_private(page);
		set_page_private(page, 0);
		__free_pages(page, order);
		cond_resched();
	}
}

/* Number of pages in [@from, @to) that are mapped to the right address. */
static u32 count(struct iommu_domain *domain, u64 iova, phys_addr_t phys, size_t from, size_t to)
{
	phys_addr_t at;
	u32 nr = 0;
	size_t off;

	for (off = from; off < to; off += PAGE_SIZE) {
		at = iommu_iova_to_phys(domain, iova + off);
		nr += at && at == phys + off;
	}
	return nr;
}

/* A page of each table that the span may have. */
static bool any_left(struct iommu_domain *domain, u64 iova)
{
	return iommu_iova_to_phys(domain, iova) || iommu_iova_to_phys(domain, iova + PAGE_SIZE) ||
	       iommu_iova_to_phys(domain, iova + SPAN / 2) ||
	       iommu_iova_to_phys(domain, iova + SPAN - PAGE_SIZE);
}

/*
 * Maps span after span until memory runs out. The first page of a span is in the last
 * table of the span before, so a map that fails has mapped this page already.
 */
static void map_hungry(struct iommu_domain *domain, struct att_starve *s, phys_addr_t phys)
{
	u64 iova = s->iova;
	LIST_HEAD(taken);
	int ret = -ENOMEM;

	take_all(&taken);
	while (s->half_way < HALF_WAY && iova - s->iova < MAX_SPANS * SPAN && !s->err) {
		ret = iommu_map(domain, iova, phys, SPAN, IOMMU_READ | IOMMU_WRITE, CAREFUL);
		if (!ret) {
			iova += SPAN;
			continue;
		}
		s->refused += ret == -ENOMEM;
		s->half_way += iova != s->iova;
		s->left_mapped += any_left(domain, iova);
		if (ret != -ENOMEM || !give_one(&taken))
			s->err = ret;
	}
	give_all(&taken);
	if (iommu_unmap(domain, s->iova, iova - s->iova) != iova - s->iova)
		s->err = -EIO;
}

static void take_apart(struct iommu_domain *domain, struct att_starve *s, phys_addr_t phys)
{
	const size_t from = SPAN / 4 + PAGE_SIZE, to = SPAN * 3 / 4 - PAGE_SIZE;

	s->mapped = count(domain, s->iova, phys, 0, SPAN) == SPAN / PAGE_SIZE;
	s->hole = iommu_unmap(domain, s->iova + from, to - from) == to - from &&
		  count(domain, s->iova, phys, 0, from) == from / PAGE_SIZE &&
		  !count(domain, s->iova, phys, from, to) &&
		  count(domain, s->iova, phys, to, SPAN) == (SPAN - to) / PAGE_SIZE;
	s->gone = iommu_unmap(domain, s->iova, from) == from &&
		  iommu_unmap(domain, s->iova + to, SPAN - to) == SPAN - to &&
		  !count(domain, s->iova, phys, 0, SPAN);
}

int att_starve(struct att_starve *s)
{
	struct page *span = alloc_pages(GFP_KERNEL | __GFP_COMP, SPAN_ORDER);
	struct device *dev = att_engine();
	struct iommu_domain *domain;
	int ret = -ENOMEM;

	if (!span || !dev)
		goto out;
	domain = iommu_paging_domain_alloc(dev);
	ret = PTR_ERR_OR_ZERO(domain);
	if (ret)
		goto out;
	*s = (struct att_starve){ .iova = s->iova };
	map_hungry(domain, s, page_to_phys(span));
	ret = iommu_map(domain, s->iova, page_to_phys(span), SPAN, IOMMU_READ, GFP_KERNEL);
	if (!ret)
		take_apart(domain, s, page_to_phys(span));
	iommu_domain_free(domain);
out:
	if (span)
		__free_pages(span, SPAN_ORDER);
	put_device(dev);
	return ret;
}

static void map_often(struct iommu_domain *domain, struct att_pins *pins, phys_addr_t phys)
{
	u32 i;

	pins->err = 0;
	for (i = 0; i < pins->want && !pins->err; i++) {
		pins->err = iommu_map(domain, SZ_1G + i * PAGE_SIZE, phys, PAGE_SIZE, IOMMU_READ,
				      GFP_KERNEL);
		cond_resched();
	}
	pins->got = pins->err ? i - 1 : i;
	pins->gone = iommu_unmap(domain, SZ_1G, pins->got * PAGE_SIZE) / PAGE_SIZE;
}

int att_pins(struct att_pins *pins)
{
	struct page *page = alloc_page(GFP_KERNEL);
	struct device *dev = att_engine();
	struct iommu_domain *domain;
	int ret = -ENOMEM;

	if (!page || !dev)
		goto out;
	domain = iommu_paging_domain_alloc(dev);
	ret = PTR_ERR_OR_ZERO(domain);
	if (ret)
		goto out;
	map_often(domain, pins, page_to_phys(page));
	iommu_domain_free(domain);
out:
	if (page)
		__free_page(page);
	put_device(dev);
	return ret;
}
