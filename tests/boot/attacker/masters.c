// SPDX-License-Identifier: GPL-2.0-only
/*
 * Creates devices behind the SMMUs that have no driver, from device tree nodes, with
 * the calls that a bus makes for the functions behind a bridge, or host1x for its
 * contexts.
 */
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/iommu.h>
#include <linux/of.h>
#include <linux/of_device.h>
#include <linux/platform_device.h>

#include "internal.h"

#define NR_SLOTS	16

static struct platform_device *slots[NR_SLOTS];

static int free_slot(void)
{
	unsigned int i;

	for (i = 0; i < NR_SLOTS; i++) {
		if (!slots[i])
			return i;
	}
	return -ENOSPC;
}

/* Set the node late, or the bus would parse the node's own iommus only. */
static int configure(struct device *dev, struct att_master *m)
{
	struct device_node *np = of_find_node_by_path(m->node);
	struct iommu_fwspec *fwspec;
	int ret;

	if (!np)
		return -ENOENT;
	dev->coherent_dma_mask = DMA_BIT_MASK(39);
	dev->dma_mask = &dev->coherent_dma_mask;
	ret = of_dma_configure_id(dev, np, true, m->id == ATT_NO_ID ? NULL : &m->id);
	of_node_put(np);
	if (ret)
		return ret;
	fwspec = dev_iommu_fwspec_get(dev);
	if (!fwspec || !dev->iommu_group)
		return -ENODEV;
	m->nr_sids = fwspec->num_ids;
	m->sid = fwspec->ids[0] & 0x7fff;
	m->group = iommu_group_id(dev->iommu_group);
	return 0;
}

int att_master(struct att_master *m)
{
	int slot = free_slot();
	struct platform_device *pdev;

	if (slot < 0)
		return slot;
	m->node[sizeof(m->node) - 1] = 0;
	pdev = platform_device_register_simple("attacker-master", slot, NULL, 0);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);
	m->ret = configure(&pdev->dev, m);
	m->slot = slot;
	if (m->ret)
		platform_device_unregister(pdev);
	else
		slots[slot] = pdev;
	return 0;
}

static struct device *device_in(const struct att_slot *slot)
{
	return slot->slot < NR_SLOTS && slots[slot->slot] ? &slots[slot->slot]->dev : NULL;
}

static int try_domain(struct device *dev, struct iommu_domain *domain)
{
	struct page *page = alloc_page(GFP_KERNEL);
	int ret;

	if (!page)
		return -ENOMEM;
	ret = iommu_attach_group(domain, dev->iommu_group);
	if (ret)
		goto free;
	ret = iommu_map(domain, SZ_1G, page_to_phys(page), PAGE_SIZE, IOMMU_READ, GFP_KERNEL);
	if (!ret && iommu_unmap(domain, SZ_1G, PAGE_SIZE) != PAGE_SIZE)
		ret = -EIO;
	iommu_detach_group(domain, dev->iommu_group);
free:
	__free_page(page);
	return ret;
}

int att_try(struct att_slot *slot)
{
	struct device *dev = device_in(slot);
	struct iommu_domain *domain;

	if (!dev)
		return -ENOENT;
	domain = iommu_paging_domain_alloc(dev);
	slot->ret = PTR_ERR_OR_ZERO(domain);
	if (slot->ret)
		return 0;
	slot->ret = try_domain(dev, domain);
	iommu_domain_free(domain);
	return 0;
}

int att_remove(struct att_slot *slot)
{
	if (!device_in(slot))
		return -ENOENT;
	platform_device_unregister(slots[slot->slot]);
	slots[slot->slot] = NULL;
	slot->ret = 0;
	return 0;
}

void att_masters_exit(void)
{
	struct att_slot slot;

	for (slot.slot = 0; slot.slot < NR_SLOTS; slot.slot++)
		att_remove(&slot);
}
