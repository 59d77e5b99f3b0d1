// SPDX-License-Identifier: GPL-2.0-only
/* Devices as the IOMMU core sees them: probe, groups, identity and blocked domains. */
#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/of.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "../../dma-iommu.h"
#include "driver.h"

/* As with mainline's arm-smmu-v3: what a process must not use in a device's domain. */
#define MSI_WINDOW		0x8000000
#define MSI_WINDOW_SIZE		SZ_1M

static int pkvm_smmu_attach_identity(struct iommu_domain *domain, struct device *dev,
				     struct iommu_domain *old)
{
	return pkvm_smmu_attach(dev, domain, PKVM_IOMMU_DOMAIN_IDENTITY);
}

/* EL2's identity table: it maps only memory that the host may access. Not a bypass. */
static struct iommu_domain pkvm_smmu_identity_domain = {
	.type = IOMMU_DOMAIN_IDENTITY,
	.ops = &(const struct iommu_domain_ops) {
		.attach_dev = pkvm_smmu_attach_identity,
	},
};

static int pkvm_smmu_attach_blocked(struct iommu_domain *domain, struct device *dev,
				    struct iommu_domain *old)
{
	return pkvm_smmu_attach(dev, domain, PKVM_SMMU_BLOCKED);
}

static struct iommu_domain pkvm_smmu_blocked_domain = {
	.type = IOMMU_DOMAIN_BLOCKED,
	.ops = &(const struct iommu_domain_ops) {
		.attach_dev = pkvm_smmu_attach_blocked,
	},
};

static struct pkvm_smmu_stream *pkvm_smmu_get_stream(struct pkvm_smmu *smmu, u32 sid)
{
	struct pkvm_smmu_stream *stream = xa_load(&smmu->streams, sid);
	int ret;

	if (stream)
		return stream;
	stream = kzalloc_obj(*stream);
	if (!stream)
		return ERR_PTR(-ENOMEM);
	stream->smmu = smmu;
	stream->sid = sid;
	stream->handle = PKVM_SMMU_UNKNOWN;
	INIT_LIST_HEAD(&stream->links);

	ret = xa_err(xa_store(&smmu->streams, sid, stream, GFP_KERNEL));
	if (ret) {
		kfree(stream);
		return ERR_PTR(ret);
	}
	return stream;
}

/*
 * Frees the stream when its last device is gone. It is detached first, because its
 * domain may be freed next. While the stream has other devices, it stays attached.
 */
static void pkvm_smmu_put_stream(struct pkvm_smmu_stream *stream)
{
	struct pkvm_smmu *smmu = stream->smmu;

	if (!list_empty(&stream->links))
		return;
	if (stream->handle != PKVM_SMMU_UNKNOWN &&
	    pkvm_smmu_set_stream(stream, PKVM_SMMU_BLOCKED, NULL))
		dev_err(smmu->dev, "stream 0x%x can't be detached\n", stream->sid);
	xa_erase(&smmu->streams, stream->sid);
	iommu_group_put(stream->group);
	kfree(stream);
}

static void pkvm_smmu_unlink_streams(struct pkvm_smmu_master *master, unsigned int nr)
{
	while (nr--) {
		list_del(&master->links[nr].node);
		pkvm_smmu_put_stream(master->links[nr].stream);
	}
}

static int pkvm_smmu_link_streams(struct pkvm_smmu_master *master, struct device *dev,
				  const struct iommu_fwspec *fwspec)
{
	unsigned int i;

	for (i = 0; i < master->nr; i++) {
		struct pkvm_smmu_link *link = &master->links[i];

		link->stream = pkvm_smmu_get_stream(master->smmu, fwspec->ids[i]);
		if (IS_ERR(link->stream)) {
			pkvm_smmu_unlink_streams(master, i);
			return PTR_ERR(link->stream);
		}
		link->dev = dev;
		list_add_tail(&link->node, &link->stream->links);
	}
	return 0;
}

static struct pkvm_smmu *pkvm_smmu_of_fwnode(struct fwnode_handle *fwnode)
{
	struct device *dev = bus_find_device_by_fwnode(&platform_bus_type, fwnode);

	put_device(dev);
	return dev ? dev_get_drvdata(dev) : NULL;
}

static struct iommu_device *pkvm_smmu_probe_device(struct device *dev)
{
	struct iommu_fwspec *fwspec = dev_iommu_fwspec_get(dev);
	struct pkvm_smmu *smmu = pkvm_smmu_of_fwnode(fwspec->iommu_fwnode);
	struct pkvm_smmu_master *master;
	int ret;

	if (!smmu || !fwspec->num_ids)
		return ERR_PTR(-ENODEV);

	master = kzalloc_flex(*master, links, fwspec->num_ids);
	if (!master)
		return ERR_PTR(-ENOMEM);
	master->nr = fwspec->num_ids;
	master->smmu = smmu;

	mutex_lock(&smmu->lock);
	ret = pkvm_smmu_link_streams(master, dev, fwspec);
	mutex_unlock(&smmu->lock);
	if (ret) {
		kfree(master);
		return ERR_PTR(ret);
	}
	dev_iommu_priv_set(dev, master);
	return &smmu->iommu;
}

static void pkvm_smmu_release_device(struct device *dev)
{
	struct pkvm_smmu_master *master = dev_iommu_priv_get(dev);

	mutex_lock(&master->smmu->lock);
	pkvm_smmu_unlink_streams(master, master->nr);
	mutex_unlock(&master->smmu->lock);
	dev_iommu_priv_set(dev, NULL);
	kfree(master);
}

/* Returns the group that the device's streams already have, or NULL. */
static struct iommu_group *pkvm_smmu_stream_group(struct pkvm_smmu_master *master)
{
	struct iommu_group *group = NULL;
	unsigned int i;

	for (i = 0; i < master->nr; i++) {
		struct iommu_group *other = master->links[i].stream->group;

		if (group && other && group != other)
			return ERR_PTR(-EINVAL);
		group = group ?: other;
	}
	return group ? iommu_group_ref_get(group) : NULL;
}

/* All devices of a stream share a group: the SMMU can't distinguish them. */
static struct iommu_group *pkvm_smmu_device_group(struct device *dev)
{
	struct pkvm_smmu_master *master = dev_iommu_priv_get(dev);
	struct iommu_group *group;
	unsigned int i;

	mutex_lock(&master->smmu->lock);
	group = pkvm_smmu_stream_group(master);
	if (!group)
		group = dev_is_pci(dev) ? pci_device_group(dev) : generic_device_group(dev);
	for (i = 0; !IS_ERR(group) && i < master->nr; i++) {
		if (!master->links[i].stream->group)
			master->links[i].stream->group = iommu_group_ref_get(group);
	}
	mutex_unlock(&master->smmu->lock);
	return group;
}

/*
 * A stream of which EL2 refused every row faults, whatever the device's driver does. Any
 * other error would mean "no IOMMU" to the OF code, and the driver would bind and wait for
 * DMA that never completes; this one keeps it from binding. The reason is in debugfs, in
 * devices_deferred, and in the log when the driver core gives up waiting.
 */
static int pkvm_smmu_check_stream(struct device *dev, const struct of_phandle_args *args)
{
	int index = pkvm_smmu_index(args->np);

	if (index >= 0 && pkvm_smmu_has_stream(index, args->args[0]))
		return 0;
	return dev_err_probe(dev, -EPROBE_DEFER, "EL2 refused stream 0x%x of %pOF\n",
			     args->args[0], args->np);
}

/*
 * Stores the ID alone, without arm-smmu's mask in the upper half: EL2 has the mask,
 * and Tegra's drivers read the lower half only. The PCI code calls this once for
 * each alias of a device. On Tegra all aliases of a root complex have the same
 * stream ID, and Tegra's drivers expect exactly one: skip duplicates.
 */
static int pkvm_smmu_of_xlate(struct device *dev, const struct of_phandle_args *args)
{
	struct iommu_fwspec *fwspec = dev_iommu_fwspec_get(dev);
	u32 sid = args->args[0];
	unsigned int i;
	int ret;

	if (args->args_count != 1)
		return -EINVAL;
	ret = pkvm_smmu_check_stream(dev, args);
	if (ret)
		return ret;
	for (i = 0; i < fwspec->num_ids; i++) {
		if (fwspec->ids[i] == sid)
			return 0;
	}
	return iommu_fwspec_add_ids(dev, &sid, 1);
}

static bool pkvm_smmu_capable(struct device *dev, enum iommu_cap cap)
{
	struct pkvm_smmu_master *master = dev_iommu_priv_get(dev);

	switch (cap) {
	case IOMMU_CAP_CACHE_COHERENCY:
		/* Not device_get_dma_attr(): PCI devices have no node of their own. */
		return dev_is_dma_coherent(dev);
	case IOMMU_CAP_NOEXEC:
		return true;
	case IOMMU_CAP_DEFERRED_FLUSH:
		/* In a paging domain EL2 invalidates before an unmap returns. */
		return master->smmu->nested;
	default:
		return false;
	}
}

/*
 * The window in which VFIO and iommufd map the doorbell of interrupt messages, an ITS's. On
 * the systems with MMU-500s that EL2 knows, messages do not get as far as an SMMU.
 */
static void pkvm_smmu_get_resv_regions(struct device *dev, struct list_head *head)
{
	const struct pkvm_smmu_master *master = dev_iommu_priv_get(dev);
	int prot = IOMMU_WRITE | IOMMU_NOEXEC | IOMMU_MMIO;
	struct iommu_resv_region *window = NULL;

	if (master->smmu->v3)
		window = iommu_alloc_resv_region(MSI_WINDOW, MSI_WINDOW_SIZE, prot,
						 IOMMU_RESV_SW_MSI, GFP_KERNEL);
	if (window)
		list_add_tail(&window->list, head);
	iommu_dma_get_resv_regions(dev, head);
}

const struct iommu_ops pkvm_smmu_ops = {
	.identity_domain	= &pkvm_smmu_identity_domain,
	.blocked_domain		= &pkvm_smmu_blocked_domain,
	.capable		= pkvm_smmu_capable,
	.domain_alloc_paging	= pkvm_smmu_domain_alloc,
	.probe_device		= pkvm_smmu_probe_device,
	.release_device		= pkvm_smmu_release_device,
	.device_group		= pkvm_smmu_device_group,
	.of_xlate		= pkvm_smmu_of_xlate,
	.get_resv_regions	= pkvm_smmu_get_resv_regions,
	.default_domain_ops	= &pkvm_smmu_paging_ops,
	.owner			= THIS_MODULE,
};
