/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the driver's files expect of the kernel, for hosted tests: included before them. A
 * page is its frame number. Registers are what the test puts at their address.
 */
#ifndef HOST_TEST_KERNEL_H
#define HOST_TEST_KERNEL_H

#include <linux/iommu.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <asm/kvm_pkvm_iommu.h>

#include "hooks.h"

#define __counted_by(nr)
/* Who holds such a bit may sleep. */
#undef GFP_KERNEL
#define GFP_KERNEL		1
#define GFP_KERNEL_ACCOUNT	3
#define ERR_PTR(err)		((void *)(intptr_t)(err))
#define PTR_ERR(ptr)		((int)(intptr_t)(ptr))
#define ERR_CAST(ptr)		((void *)(ptr))
#define IS_ERR(ptr)		((uintptr_t)(ptr) >= (uintptr_t)-4095)
#define kzalloc_obj(obj)	((typeof(obj) *)(host_may_sleep(), host_zalloc(sizeof(obj))))
#define kfree(ptr)		free(ptr)
#define cond_resched()		host_may_sleep()

/* Locks that are held; and reasons not to sleep: spinlocks, and what a test adds. */
__attribute__((weak)) unsigned int host_locks, host_atomic;

static inline void host_may_sleep(void)
{
	BUG_ON(host_atomic);
}

static inline void host_gfp(gfp_t gfp)
{
	if (gfp & GFP_KERNEL)
		host_may_sleep();
}

/* Of the kernel's options the driver asks for one: is there an SMMUv3's part? */
#undef IS_ENABLED
#define IS_ENABLED(x)		1

typedef u64 __le64;
#define cpu_to_le64(n)		((__le64)(n))

/* Called, if set, at a barrier between two stores to memory that a device reads. */
__attribute__((weak)) void (*host_on_dma_wmb)(void);

#undef dma_wmb
#define dma_wmb()				\
	do {					\
		if (host_on_dma_wmb)		\
			host_on_dma_wmb();	\
		wmb();				\
	} while (0)
#define dma_alloc_coherent(dev, size, addr, gfp)	(host_gfp(gfp), host_dma_alloc(size, addr))
#define dma_free_coherent(dev, size, va, addr)		host_dma_free(size, va, addr)

/* The log: how many messages, and the last one, without what the kernel adds to %p. */
__attribute__((weak)) unsigned int host_messages;
__attribute__((weak)) char host_message[256];

#define pr_err(fmt, ...)		host_log(fmt, ##__VA_ARGS__)
#define pr_err_ratelimited(fmt, ...)	host_log(fmt, ##__VA_ARGS__)
#define pr_warn_ratelimited(fmt, ...)	host_log(fmt, ##__VA_ARGS__)
#define dev_err(dev, fmt, ...)		((void)(dev), host_log(fmt, ##__VA_ARGS__))
#define dev_err_ratelimited(dev, fmt, ...)	((void)(dev), host_log(fmt, ##__VA_ARGS__))

static inline void host_log(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(host_message, sizeof(host_message), fmt, args);
	va_end(args);
	host_messages++;
}

static inline __attribute__((format(printf, 3, 4)))
int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return n < (int)size ? n : (int)size - 1;
}

#define HZ			100
#define jiffies			host_jiffies()
#define time_before(a, b)	((long)((a) - (b)) < 0)

/* Pages of the host. */
#define page_to_pfn(page)		((unsigned long)(uintptr_t)(page))
#define pfn_to_page(pfn)		((struct page *)(uintptr_t)(pfn))
#define virt_to_page(va)		((struct page *)(va))
#define alloc_page(gfp)			(host_gfp(gfp), host_alloc_pages(1))
#define __free_page(page)		host_free_pages(page, 1)
#define alloc_pages_exact(size, gfp)	\
	(host_gfp(gfp), (void *)host_alloc_pages((size) / PAGE_SIZE))
#define free_pages_exact(va, size)	host_free_pages(virt_to_page(va), (size) / PAGE_SIZE)

/* @local: of one function, and of no lock. */
struct list_head {
	struct list_head *next, *prev;
	bool local;
};

#define LIST_HEAD(name)	struct list_head name = { &(name), &(name), false }

static inline struct list_head *host_locked(struct list_head *list)
{
	BUG_ON(!host_locks && !list->local);
	return list;
}

#define list_for_each_entry_safe(pos, n, head, member)				\
	for (pos = container_of(host_locked(head)->next, typeof(*pos), member),	\
	     n = container_of(pos->member.next, typeof(*pos), member);		\
	     &pos->member != (head);						\
	     pos = n, n = container_of(n->member.next, typeof(*n), member))

#define list_for_each_entry(pos, head, member)					\
	for (pos = container_of(host_locked(head)->next, typeof(*pos), member);	\
	     &pos->member != (head);						\
	     pos = container_of(pos->member.next, typeof(*pos), member))

#define INIT_LIST_HEAD(head)	((head)->local = false, (head)->next = (head)->prev = (head))

/* An entry is added once, as CONFIG_DEBUG_LIST has it. */
static inline void list_add_tail(struct list_head *entry, struct list_head *head)
{
	BUG_ON(entry == host_locked(head)->prev);
	entry->local = head->local;
	entry->next = head;
	entry->prev = head->prev;
	head->prev->next = entry;
	head->prev = entry;
}

static inline void list_del(struct list_head *entry)
{
	host_locked(entry)->next->prev = entry->prev;
	entry->prev->next = entry->next;
}

struct mutex {
	bool held;
};

#define DEFINE_MUTEX(name)	struct mutex name
#define lockdep_assert_held(m)	BUG_ON(!(m)->held)

static inline void mutex_lock(struct mutex *m)
{
	host_may_sleep();
	BUG_ON(m->held);
	m->held = true;
	host_locks++;
}

static inline void mutex_unlock(struct mutex *m)
{
	BUG_ON(!m->held);
	m->held = false;
	host_locks--;
}

typedef struct {
	bool initialised, held;
} spinlock_t;

#define spin_lock_init(lock)	(*(lock) = (spinlock_t){ .initialised = true })
#define spin_lock_irqsave(lock, flags)		\
	do {					\
		BUG_ON(!(lock)->initialised);	\
		BUG_ON((lock)->held);		\
		(lock)->held = (flags = 1);	\
		host_locks++, host_atomic++;	\
	} while (0)
#define spin_unlock_irqrestore(lock, flags)	\
	((lock)->held = !(flags), host_locks--, host_atomic--)

typedef spinlock_t raw_spinlock_t;

#define DEFINE_RAW_SPINLOCK(name)		spinlock_t name = { .initialised = true }
#define raw_spin_lock_irqsave			spin_lock_irqsave
#define raw_spin_unlock_irqrestore		spin_unlock_irqrestore

/* Gives up after as many reads as microseconds. */
#define read_poll_timeout_atomic(op, val, cond, delay, timeout, delay_first, ...)	\
	({										\
		u64 __left = (timeout);							\
											\
		(void)(delay_first);							\
		do {									\
			val = op(__VA_ARGS__);						\
		} while (!(cond) && (__left -= (delay)));				\
		(cond) ? 0 : -ETIMEDOUT;						\
	})

/* It has few entries. A NULL entry is none. */
#define XA_SLOTS	8

struct xarray {
	struct xa_slot {
		void *entry;
		unsigned long index;
	} slot[XA_SLOTS];
};

#define xa_for_each(xa, at, pos)						\
	for (struct xa_slot *_s = (xa)->slot; _s < (xa)->slot + XA_SLOTS; _s++)	\
		if ((at = _s->index, pos = _s->entry))

static inline void *xa_load(struct xarray *xa, unsigned long index)
{
	unsigned int i;

	for (i = 0; i < XA_SLOTS; i++) {
		if (xa->slot[i].entry && xa->slot[i].index == index)
			return xa->slot[i].entry;
	}
	return NULL;
}

/* The index is not in use, or @entry is NULL. */
static inline void *xa_store(struct xarray *xa, unsigned long index, void *entry, gfp_t gfp)
{
	unsigned int i;

	for (i = 0; i < XA_SLOTS; i++) {
		if (!entry ? xa->slot[i].index == index : !xa->slot[i].entry) {
			xa->slot[i] = (struct xa_slot){ entry, index };
			return NULL;
		}
	}
	return entry ? (void *)(intptr_t)-ENOMEM : NULL;
}

#define xa_erase(xa, index)	xa_store(xa, index, NULL, 0)
#define xa_err(ptr)		((intptr_t)(ptr) < 0 ? (int)(intptr_t)(ptr) : 0)

static inline bool list_empty(const struct list_head *head)
{
	return head->next == head;
}

#define list_first_entry_or_null(head, type, member)	\
	(list_empty(head) ? NULL : container_of((head)->next, type, member))

struct ratelimit_state {
	int interval;
};

struct resource {
	u64 start, size;
};

#define IORESOURCE_MEM		0
#define resource_size(res)	((res)->size)

struct iommu_fwspec;
struct device_node;

struct device {
	struct device_node *of_node;
	void *priv, *drvdata;
	struct iommu_fwspec *fwspec;
	bool coherent, pci;
	int refs;
	struct resource *regs;		/* up to one of size 0 */
};

struct platform_device {
	struct device dev;
};

#define to_platform_device(d)	container_of(d, struct platform_device, dev)

static inline struct resource *platform_get_resource(struct platform_device *pdev, int type,
						     unsigned int nr)
{
	return pdev->dev.regs[nr].size ? &pdev->dev.regs[nr] : NULL;
}

#define ioremap(phys, size)	host_ioremap(phys, size)
#define iounmap(va)		host_iounmap(va)

#define dev_iommu_priv_get(dev)	((dev)->priv)

struct iommu_device {
	struct device *dev;
};

struct iommu_group;
struct iommu_domain_ops;

struct iommu_domain_geometry {
	u64 aperture_start, aperture_end;
	bool force_aperture;
};

struct iommu_domain {
	unsigned int type;
	const struct iommu_domain_ops *ops;
	unsigned long pgsize_bitmap;
	struct iommu_domain_geometry geometry;
};

struct iommu_domain_ops {
	int (*attach_dev)(struct iommu_domain *domain, struct device *dev,
			  struct iommu_domain *old);
	int (*map_pages)(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr,
			 size_t pgsize, size_t pgcount, int prot, gfp_t gfp, size_t *mapped);
	size_t (*unmap_pages)(struct iommu_domain *domain, unsigned long iova, size_t pgsize,
			      size_t pgcount, struct iommu_iotlb_gather *gather);
	void (*flush_iotlb_all)(struct iommu_domain *domain);
	void (*iotlb_sync)(struct iommu_domain *domain, struct iommu_iotlb_gather *gather);
	phys_addr_t (*iova_to_phys)(struct iommu_domain *domain, dma_addr_t iova);
	void (*free)(struct iommu_domain *domain);
};

/* A gather is one range of pages of one size: what does not fit in is invalidated before. */
static inline void iommu_iotlb_gather_add_page(struct iommu_domain *domain,
					       struct iommu_iotlb_gather *gather,
					       unsigned long iova, size_t size)
{
	if (gather->pgsize && (gather->pgsize != size || iova > gather->end + 1 ||
			       iova + size < gather->start)) {
		domain->ops->iotlb_sync(domain, gather);
		gather->pgsize = 0;
	}
	if (!gather->pgsize || iova < gather->start)
		gather->start = iova;
	if (!gather->pgsize || iova + size - 1 > gather->end)
		gather->end = iova + size - 1;
	gather->pgsize = size;
}

struct iommu_ops;

#define pkvm_iommu_hvc(name, res, ...)	\
	host_hvc(#name, res, (const u64[6]){ __VA_ARGS__ })

#endif
