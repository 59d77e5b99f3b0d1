// SPDX-License-Identifier: GPL-2.0-only
/*
 * The domain that each stream of a device is attached to. EL2 does not trust the
 * stream IDs that the host passes: it compares them with its own table on every
 * attach.
 */
#include <linux/gfp.h>

#include "driver.h"

static s64 pkvm_smmu_call(struct pkvm_smmu_stream *stream, s64 handle)
{
	/* EL2 reads 64-bit registers: widen both, so that the upper halves are zero. */
	u64 smmu = stream->smmu->index, sid = stream->sid;

	if (handle == PKVM_SMMU_BLOCKED)
		return pkvm_iommu_hvc(__pkvm_iommu_detach, NULL, smmu, sid);
	return pkvm_iommu_hvc(__pkvm_iommu_attach, NULL, smmu, sid, handle);
}

/*
 * EL2 has no memory of its own for the entries of more than some streams. The page stays
 * with it, also if the call fails then.
 */
static int pkvm_smmu_topup_streams(struct pkvm_smmu *smmu)
{
	struct page *page = alloc_page(GFP_KERNEL);
	u64 handle = PKVM_IOMMU_STREAMS(smmu->index);
	s64 ret;

	if (!page)
		return -ENOMEM;
	ret = pkvm_iommu_hvc(__pkvm_iommu_topup, NULL, handle, page_to_pfn(page));
	/* A busy page is left alone; see pkvm_smmu_topup_page(). */
	if (ret && ret != -EBUSY)
		__free_page(page);
	return ret;
}

/*
 * Asks EL2, and records the result. -EREMOTEIO: the stream is blocked, but maybe not
 * confirmed. All other errors change nothing; but the IOMMU core does not let a detach
 * fail, and may free the domain next: don't report faults to it any more.
 */
static int pkvm_smmu_change(struct pkvm_smmu_stream *stream, s64 handle,
			    struct iommu_domain *domain)
{
	s64 ret = pkvm_smmu_call(stream, handle);

	if (ret == -ENOMEM && !pkvm_smmu_topup_streams(stream->smmu))
		ret = pkvm_smmu_call(stream, handle);
	if (!ret)
		stream->handle = handle;
	else if (ret == -EREMOTEIO)
		stream->handle = PKVM_SMMU_LOST;
	if (!ret)
		stream->domain = domain;
	else if (ret == -EREMOTEIO || handle == PKVM_SMMU_BLOCKED)
		stream->domain = NULL;
	return ret;
}

/**
 * pkvm_smmu_set_stream() - attach one stream, or block it
 * @stream: the stream
 * @handle: EL2's handle of the domain, or PKVM_SMMU_BLOCKED
 * @domain: the domain, or NULL
 *
 * Return: 0, or EL2's errno. After -EREMOTEIO the stream is in PKVM_SMMU_LOST; all other
 * errors leave it attached where it was. Called with smmu->lock held.
 */
int pkvm_smmu_set_stream(struct pkvm_smmu_stream *stream, s64 handle,
			 struct iommu_domain *domain)
{
	int ret;

	lockdep_assert_held(&stream->smmu->lock);

	/* Another device of the group has attached this stream already. */
	if (stream->handle == handle) {
		stream->domain = domain;
		return 0;
	}
	ret = pkvm_smmu_change(stream, handle, domain);
	/* EL2 attaches a stream only after the SMMU has confirmed an earlier block of it. */
	if (ret == -EBUSY && !pkvm_smmu_change(stream, PKVM_SMMU_BLOCKED, NULL))
		ret = pkvm_smmu_change(stream, handle, domain);
	return ret;
}

/*
 * Restores the attachment from before a failed attach. A stream that was in
 * PKVM_SMMU_UNKNOWN is blocked instead: no hypercall restores the state that EL2
 * gave it at the takeover.
 */
static void pkvm_smmu_undo_attach(struct pkvm_smmu_link *link)
{
	s64 handle = link->old_handle < 0 ? PKVM_SMMU_BLOCKED : link->old_handle;

	if (link->stream->handle == link->old_handle)
		return;
	if (pkvm_smmu_set_stream(link->stream, handle, link->old_domain))
		dev_err(link->dev, "can't attach stream 0x%x to its old domain again\n",
			link->stream->sid);
}

static int pkvm_smmu_attach_link(struct pkvm_smmu_link *link, struct iommu_domain *domain,
				 s64 handle)
{
	link->old_handle = link->stream->handle;
	link->old_domain = link->stream->domain;
	return pkvm_smmu_set_stream(link->stream, handle, domain);
}

/**
 * pkvm_smmu_attach() - attach all streams of a device
 * @dev: the device
 * @domain: the new domain
 * @handle: EL2's handle of @domain, or PKVM_SMMU_BLOCKED
 *
 * Return: 0, or EL2's error; the streams then have their old attachments.
 */
int pkvm_smmu_attach(struct device *dev, struct iommu_domain *domain, s64 handle)
{
	struct pkvm_smmu_master *master = dev_iommu_priv_get(dev);
	unsigned int i;
	int ret = 0;

	if (!master)
		return -ENODEV;

	mutex_lock(&master->smmu->lock);
	for (i = 0; i < master->nr && !ret; i++)
		ret = pkvm_smmu_attach_link(&master->links[i], domain, handle);
	if (ret)
		dev_err(dev, "EL2 refused domain %lld for stream 0x%x: %pe\n", handle,
			master->links[i - 1].stream->sid, ERR_PTR(ret));
	while (ret && i--)
		pkvm_smmu_undo_attach(&master->links[i]);
	mutex_unlock(&master->smmu->lock);
	return ret;
}
