// SPDX-License-Identifier: GPL-2.0-only
/*
 * Attaches the stream of the DMA engine, or of one of its channels, to a domain of the
 * attacker's choice and maps any address, with the kernel's IOMMU API.
 */
#include <linux/device.h>
#include <linux/dmaengine.h>
#include <linux/errno.h>
#include <linux/iommu.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/platform_device.h>

#include "internal.h"

/* GPCDMA on Tegra234, and a device "edu" on QEMU's machine virt, of which there may be two. */
#define DMA_ENGINE	"2600000.dma-controller"
static char pci_engine[16] = "0000:00:01.0";
module_param_string(pci_engine, pci_engine, sizeof(pci_engine), 0644);

static struct iommu_domain *paging;	/* the attacker's domain while it is attached */
static struct iommu_domain *attached;	/* not the default domain */
static struct iommu_group *attached_group;

static void back_to_default(void)
{
	if (attached) {
		iommu_detach_group(attached, attached_group);
		iommu_group_put(attached_group);
	}
	attached = NULL;
	if (paging)
		iommu_domain_free(paging);
	paging = NULL;
}

static struct iommu_domain *domain_of_kind(struct device *dev, u32 kind)
{
	const struct iommu_ops *ops = dev->iommu->iommu_dev->ops;

	switch (kind) {
	case ATT_DOMAIN_IDENTITY:
		return ops->identity_domain;
	case ATT_DOMAIN_BLOCKED:
		return ops->blocked_domain;
	case ATT_DOMAIN_PAGING:
		paging = iommu_paging_domain_alloc(dev);
		if (IS_ERR(paging)) {
			struct iommu_domain *err = paging;

			paging = NULL;
			return err;
		}
		return paging;
	}
	return ERR_PTR(-EINVAL);
}

static int attach(struct device *dev, struct iommu_group *group, u32 kind)
{
	struct iommu_domain *domain;
	int ret;

	back_to_default();
	if (kind == ATT_DOMAIN_DEFAULT)
		return 0;
	domain = domain_of_kind(dev, kind);
	if (IS_ERR_OR_NULL(domain))
		return domain ? PTR_ERR(domain) : -EOPNOTSUPP;
	ret = iommu_attach_group(domain, group);
	if (!ret) {
		attached = domain;
		attached_group = iommu_group_ref_get(group);
	} else {
		back_to_default();
	}
	return ret;
}

struct device *att_engine(void)
{
	struct device *dev = bus_find_device_by_name(&platform_bus_type, NULL, DMA_ENGINE);

	if (!dev)
		dev = bus_find_device_by_name(&pci_bus_type, NULL, pci_engine);
	if (dev && dev->iommu && dev->iommu->iommu_dev)
		return dev;
	put_device(dev);
	return NULL;
}

/* The driver numbers its channels from 0; the first one of the engine is 1. */
static bool is_channel(struct dma_chan *chan, void *number)
{
	return !strcmp(dev_name(chan->device->dev), DMA_ENGINE) &&
	       chan->chan_id + 1 == *(u32 *)number;
}

/* A channel has a device for DMA if it has a stream of its own. */
static struct device *channel_device(u32 number)
{
	struct dma_chan *chan;
	struct device *dev;
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(DMA_MEMCPY, mask);
	chan = dma_request_channel(mask, is_channel, &number);
	if (!chan)
		return NULL;
	dev = get_device(dmaengine_get_dma_device(chan));
	dma_release_channel(chan);
	return dev;
}

static int on_device(u32 kind, u32 channel)
{
	struct device *dev = channel ? channel_device(channel) : att_engine();
	struct iommu_group *group;
	int ret = -ENODEV;

	if (!dev)
		return -ENODEV;
	group = iommu_group_get(dev);
	if (group) {
		ret = attach(dev, group, kind);
		iommu_group_put(group);
	}
	put_device(dev);
	return ret;
}

int att_domain(struct att_domain *domain)
{
	domain->ret = on_device(domain->kind, domain->channel);
	return 0;
}

void att_domain_exit(void)
{
	back_to_default();
}

int att_map(struct att_map *map)
{
	int prot = IOMMU_READ | IOMMU_CACHE | (map->write ? IOMMU_WRITE : 0);

	if (!paging)
		return -ENXIO;
	map->ret = iommu_map(paging, map->iova, map->phys, map->size, prot, GFP_KERNEL);
	return 0;
}

int att_unmap(struct att_map *map)
{
	if (!paging)
		return -ENXIO;
	map->ret = iommu_unmap(paging, map->iova, map->size) == map->size ? 0 : -ENOENT;
	return 0;
}

int att_phys(struct att_map *map)
{
	if (!paging)
		return -ENXIO;
	map->phys = iommu_iova_to_phys(paging, map->iova);
	map->ret = 0;
	return 0;
}
