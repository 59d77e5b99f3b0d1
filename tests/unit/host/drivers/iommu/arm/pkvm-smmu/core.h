/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The IOMMU core, buses and interrupts, as device.c and fault.c see them. It has this place
 * for the sake of device.c, which includes a header of the core by its relative path.
 */
#ifndef HOST_TEST_CORE_H
#define HOST_TEST_CORE_H

#include "kernel.h"

#define EPROBE_DEFER		517
#define THIS_MODULE		NULL
#define kzalloc_flex(obj, member, nr)	\
	((typeof(obj) *)host_zalloc(sizeof(obj) + (nr) * sizeof((obj).member[0])))
#define dev_err_probe(dev, err, fmt, ...)	(dev_err(dev, fmt, ##__VA_ARGS__), (err))

enum iommu_domain_type { IOMMU_DOMAIN_IDENTITY = 1, IOMMU_DOMAIN_BLOCKED };
enum iommu_cap {
	IOMMU_CAP_CACHE_COHERENCY, IOMMU_CAP_NOEXEC, IOMMU_CAP_DEFERRED_FLUSH, IOMMU_CAP_OTHER,
};

/* A node, or its handle, is the device that it describes. */
struct device_node {
	struct device dev;
};

struct fwnode_handle {
	struct device dev;
};

struct iommu_fwspec {
	struct fwnode_handle *iommu_fwnode;
	unsigned int num_ids;
	u32 ids[8];
};

struct of_phandle_args {
	struct device_node *np;
	int args_count;
	u32 args[2];
};

struct iommu_group {
	int refs;
	bool pci;
};

struct iommu_ops {
	struct iommu_domain *identity_domain, *blocked_domain;
	bool (*capable)(struct device *dev, enum iommu_cap cap);
	struct iommu_domain *(*domain_alloc_paging)(struct device *dev);
	struct iommu_device *(*probe_device)(struct device *dev);
	void (*release_device)(struct device *dev);
	struct iommu_group *(*device_group)(struct device *dev);
	int (*of_xlate)(struct device *dev, const struct of_phandle_args *args);
	void (*get_resv_regions)(struct device *dev, struct list_head *head);
	const struct iommu_domain_ops *default_domain_ops;
	void *owner;
};

#define dev_iommu_fwspec_get(d)		((d)->fwspec)
#define dev_iommu_priv_set(d, p)	((d)->priv = (p))
#define dev_get_drvdata(d)		((d)->drvdata)
#define dev_is_dma_coherent(d)		((d)->coherent)
#define dev_is_pci(d)			((d)->pci)

static inline void put_device(struct device *dev)
{
	if (dev)
		dev->refs--;
}

struct bus_type {
	int none;
};

static const struct bus_type platform_bus_type __attribute__((unused));

static inline struct device *bus_find_device_by_fwnode(const struct bus_type *bus,
						       struct fwnode_handle *fwnode)
{
	if (!fwnode)
		return NULL;
	fwnode->dev.refs++;
	return &fwnode->dev;
}

static inline const char *dev_name(const struct device *dev)
{
	return "device";
}

struct iommu_group *host_new_group(bool pci);
#define pci_device_group(dev)		((void)(dev), host_new_group(true))
#define generic_device_group(dev)	((void)(dev), host_new_group(false))

static inline struct iommu_group *iommu_group_ref_get(struct iommu_group *group)
{
	group->refs++;
	return group;
}

static inline void iommu_group_put(struct iommu_group *group)
{
	if (group)
		group->refs--;
}

static inline int iommu_fwspec_add_ids(struct device *dev, const u32 *ids, int nr)
{
	memcpy(&dev->fwspec->ids[dev->fwspec->num_ids], ids, nr * sizeof(*ids));
	dev->fwspec->num_ids += nr;
	return 0;
}

enum iommu_resv_type { IOMMU_RESV_SW_MSI = 4 };

struct iommu_resv_region {
	struct list_head list;
	u64 start;
	size_t length;
	int prot;
	enum iommu_resv_type type;
};

static inline struct iommu_resv_region *
iommu_alloc_resv_region(u64 start, size_t length, int prot, enum iommu_resv_type type, gfp_t gfp)
{
	struct iommu_resv_region *region = host_zalloc(sizeof(*region));

	if (region)
		*region = (struct iommu_resv_region){ {}, start, length, prot, type };
	return region;
}

/* Faults. */

typedef enum { IRQ_NONE, IRQ_HANDLED } irqreturn_t;
typedef irqreturn_t (*irq_handler_t)(int irq, void *data);

#define IRQF_ONESHOT		1
#define IRQF_SHARED		2
#define IOMMU_FAULT_READ	0
#define IOMMU_FAULT_WRITE	1

int host_irq(unsigned int i);		/* a number, an error, or 0 past the last */
extern int host_irq_error;		/* of the count of lines */
extern int host_request_error;
void host_request_irq(int irq, irq_handler_t thread, void *data);
void host_msleep(unsigned int ms);
int host_report(struct iommu_domain *domain, struct device *dev, u64 iova, int flags);
bool host_ratelimit(struct ratelimit_state *rs);

#define __ratelimit(rs)				host_ratelimit(rs)
#define msleep(ms)				host_msleep(ms)
#define report_iommu_fault(domain, dev, iova, flags)	host_report(domain, dev, iova, flags)
#define platform_get_irq(pdev, i)		((void)(pdev), host_irq(i))

static inline int devm_request_threaded_irq(struct device *dev, int irq, irq_handler_t handler,
					    irq_handler_t thread, unsigned long flags,
					    const char *name, void *data)
{
	if (host_request_error)
		return host_request_error;
	host_request_irq(irq, thread, data);
	return 0;
}

static inline int platform_irq_count(struct platform_device *pdev)
{
	int nr = 0;

	while (host_irq(nr))
		nr++;
	return host_irq_error ? host_irq_error : nr;
}

#endif
