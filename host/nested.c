// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nested domains: the host has stage 1 to itself; stage 2 is EL2's table of all that the
 * host may reach. A map takes no hypercall. Whatever the host writes to its tables and to
 * what leads to them, or forgets to invalidate, a device reaches memory of the host's or
 * faults. So unmapping may be lazy, as without EL2.
 */
#include <linux/bitfield.h>
#include <linux/mutex.h>

#include "nested.h"

/* Output address bits of stage 1. Every SMMU has them, and EL2's stage 2 takes 39. */
#define NESTED_OAS		40

static const struct iommu_domain_ops pkvm_smmu_nested_ops;

/* Domains that EL2 could not take back: the SMMU has not confirmed it. */
static LIST_HEAD(nested_leftovers);
static DEFINE_MUTEX(nested_leftovers_lock);

static struct pkvm_smmu_nested *to_nested(struct iommu_domain *domain)
{
	return container_of(domain, struct pkvm_smmu_nested, domain);
}

static const struct pkvm_smmu_stage1 *stage1_of(const struct pkvm_smmu *smmu)
{
	if (IS_ENABLED(CONFIG_PKVM_SMMU_V3) && smmu->v3)
		return &pkvm_smmu_smmuv3;
	return &pkvm_smmu_mmu500;
}

static s64 nested_give_back(s64 handle)
{
	return pkvm_iommu_hvc(__pkvm_iommu_free_nested, NULL, handle);
}

/* The SMMU may have confirmed it meanwhile. */
static void nested_free_leftovers(void)
{
	struct pkvm_smmu_nested *nested, *next;

	mutex_lock(&nested_leftovers_lock);
	list_for_each_entry_safe(nested, next, &nested_leftovers, node) {
		if (nested_give_back(nested->handle))
			continue;
		list_del(&nested->node);
		nested->stage1->release(nested);
	}
	mutex_unlock(&nested_leftovers_lock);
}

/* Frees @nested, once EL2 has taken it back. */
static s64 nested_end(struct pkvm_smmu_nested *nested)
{
	s64 ret = nested_give_back(nested->handle);

	if (!ret) {
		nested->stage1->release(nested);
		return 0;
	}
	dev_err(nested->smmu->dev, "domain %lld not freed: %pe, its context stays unused\n",
		nested->handle, ERR_PTR(ret));
	mutex_lock(&nested_leftovers_lock);
	list_add_tail(&nested->node, &nested_leftovers);
	mutex_unlock(&nested_leftovers_lock);
	return ret;
}

static void nested_close(struct pkvm_smmu_nested *nested)
{
	if (nested->stage1->close)
		nested->stage1->close(nested);
}

static int nested_start(struct pkvm_smmu_nested *nested)
{
	struct io_pgtable_cfg cfg = {
		.pgsize_bitmap	= nested->stage1->pgsize_bitmap,
		.ias		= PKVM_IOMMU_IAS,
		.oas		= NESTED_OAS,
		.coherent_walk	= nested->smmu->coherent,
		.tlb		= nested->stage1->flush_ops,
		.iommu_dev	= nested->smmu->dev,
	};

	nested->pgtable = alloc_io_pgtable_ops(ARM_64_LPAE_S1, &cfg, nested->cookie);
	if (!nested->pgtable)
		return -ENOMEM;
	nested->domain.pgsize_bitmap = cfg.pgsize_bitmap;
	nested->domain.geometry = (struct iommu_domain_geometry) {
		.aperture_end = BIT_ULL(cfg.ias) - 1,
		.force_aperture = true,
	};
	nested->stage1->start(nested, &cfg);
	return 0;
}

static int nested_open(struct pkvm_smmu_nested *nested, const struct pkvm_iommu_res *res)
{
	int ret = nested->stage1->open(nested, res);

	if (ret)
		return ret;
	ret = nested_start(nested);
	if (ret)
		nested_close(nested);
	return ret;
}

/* Asks EL2 for a domain of @smmu. */
static struct pkvm_smmu_nested *nested_begin(struct pkvm_smmu *smmu, struct pkvm_iommu_res *res)
{
	const struct pkvm_smmu_stage1 *stage1 = stage1_of(smmu);
	struct pkvm_smmu_nested *nested = stage1->alloc(smmu);
	s64 handle;

	if (!nested)
		return ERR_PTR(-ENOMEM);
	nested->stage1 = stage1;
	nested->smmu = smmu;
	nested->domain.ops = &pkvm_smmu_nested_ops;
	handle = pkvm_iommu_hvc(__pkvm_iommu_alloc_nested, res, (u64)smmu->index, nested->cd);
	if (handle < 0) {
		stage1->release(nested);
		return ERR_PTR(handle);
	}
	nested->handle = handle;
	return nested;
}

/**
 * pkvm_smmu_nested_alloc() - allocate an empty nested domain
 * @smmu: the SMMU to whose streams it will be attached
 *
 * A domain is one context of one SMMU, so that no unmap has to be repeated on another one.
 * The core makes another domain for a device of another SMMU, as it does with arm-smmu.
 *
 * Return: the domain, or ERR_PTR().
 */
struct iommu_domain *pkvm_smmu_nested_alloc(struct pkvm_smmu *smmu)
{
	struct pkvm_smmu_nested *nested;
	struct pkvm_iommu_res res;
	int ret;

	nested_free_leftovers();
	nested = nested_begin(smmu, &res);
	if (IS_ERR(nested))
		return ERR_CAST(nested);
	ret = nested_open(nested, &res);
	if (ret) {
		nested_end(nested);
		return ERR_PTR(ret);
	}
	mutex_lock(&smmu->lock);
	list_add_tail(&nested->node, &smmu->nested_domains);
	mutex_unlock(&smmu->lock);
	return &nested->domain;
}

/* The list first: the fault handler accesses the registers of all domains in it. */
static void nested_free(struct iommu_domain *domain)
{
	struct pkvm_smmu_nested *nested = to_nested(domain);

	mutex_lock(&nested->smmu->lock);
	list_del(&nested->node);
	mutex_unlock(&nested->smmu->lock);
	nested->stage1->stop(nested);
	free_io_pgtable_ops(nested->pgtable);
	nested_close(nested);
	nested_end(nested);
}

static int nested_attach(struct iommu_domain *domain, struct device *dev,
			 struct iommu_domain *old)
{
	struct pkvm_smmu_nested *nested = to_nested(domain);
	struct pkvm_smmu_master *master = dev_iommu_priv_get(dev);

	if (!master || master->smmu != nested->smmu)
		return -EINVAL;
	return pkvm_smmu_attach(dev, domain, nested->handle);
}

static int nested_map_pages(struct iommu_domain *domain, unsigned long iova, phys_addr_t paddr,
			    size_t pgsize, size_t pgcount, int prot, gfp_t gfp, size_t *mapped)
{
	struct io_pgtable_ops *pgtable = to_nested(domain)->pgtable;

	return pgtable->map_pages(pgtable, iova, paddr, pgsize, pgcount, prot, gfp, mapped);
}

static size_t nested_unmap_pages(struct iommu_domain *domain, unsigned long iova, size_t pgsize,
				 size_t pgcount, struct iommu_iotlb_gather *gather)
{
	struct io_pgtable_ops *pgtable = to_nested(domain)->pgtable;

	return pgtable->unmap_pages(pgtable, iova, pgsize, pgcount, gather);
}

static phys_addr_t nested_iova_to_phys(struct iommu_domain *domain, dma_addr_t iova)
{
	struct io_pgtable_ops *pgtable = to_nested(domain)->pgtable;

	return pgtable->iova_to_phys(pgtable, iova);
}

static void nested_flush_iotlb_all(struct iommu_domain *domain)
{
	struct pkvm_smmu_nested *nested = to_nested(domain);

	nested->stage1->flush(nested);
}

static void nested_iotlb_sync(struct iommu_domain *domain, struct iommu_iotlb_gather *gather)
{
	struct pkvm_smmu_nested *nested = to_nested(domain);

	nested->stage1->sync(nested, gather);
}

static const struct iommu_domain_ops pkvm_smmu_nested_ops = {
	.attach_dev	= nested_attach,
	.map_pages	= nested_map_pages,
	.unmap_pages	= nested_unmap_pages,
	.flush_iotlb_all = nested_flush_iotlb_all,
	.iotlb_sync	= nested_iotlb_sync,
	.iova_to_phys	= nested_iova_to_phys,
	.free		= nested_free,
};

/* Which stream faulted is in a register of EL2's: one that is attached to the domain. */
static u64 nested_sid(struct pkvm_smmu_nested *nested)
{
	struct pkvm_smmu_stream *stream;
	unsigned long sid;

	xa_for_each(&nested->smmu->streams, sid, stream) {
		if (stream->domain == &nested->domain)
			return sid;
	}
	return 0;
}

static unsigned int nested_faults(struct pkvm_smmu_nested *nested)
{
	struct pkvm_smmu_fault fault;
	unsigned int i, nr = 0;
	int found = 0;

	for (i = 0; nested->stage1->fault && found >= 0; i++) {
		found = nested->stage1->fault(nested, i, &fault);
		if (found <= 0)
			continue;
		fault.flags |= FIELD_PREP(PKVM_IOMMU_FAULT_SID, nested_sid(nested));
		pkvm_smmu_record_fault(nested->smmu, &fault);
		nr++;
	}
	return nr;
}

/**
 * pkvm_smmu_nested_faults() - report the stage 1 faults of all nested domains
 * @smmu: the SMMU
 *
 * Those that EL2 does not report: of an MMU-500. EL2 reports those of stage 2.
 *
 * Return: the number of faults.
 */
unsigned int pkvm_smmu_nested_faults(struct pkvm_smmu *smmu)
{
	struct pkvm_smmu_nested *nested;
	unsigned int nr = 0;

	mutex_lock(&smmu->lock);
	list_for_each_entry(nested, &smmu->nested_domains, node)
		nr += nested_faults(nested);
	mutex_unlock(&smmu->lock);
	return nr;
}

/**
 * pkvm_smmu_nested_resume() - turn stage 1 on again after a suspend
 * @smmu: the SMMU, of which EL2 has restored its own half
 */
void pkvm_smmu_nested_resume(struct pkvm_smmu *smmu)
{
	struct pkvm_smmu_nested *nested;

	mutex_lock(&smmu->lock);
	list_for_each_entry(nested, &smmu->nested_domains, node) {
		if (nested->stage1->resume)
			nested->stage1->resume(nested);
	}
	mutex_unlock(&smmu->lock);
}

/**
 * pkvm_smmu_can_nest() - does EL2 give stage 1 of an SMMU to the host?
 * @smmu: the SMMU
 *
 * Return: 0, or why not.
 */
int pkvm_smmu_can_nest(struct pkvm_smmu *smmu)
{
	struct pkvm_smmu_nested *nested = nested_begin(smmu, NULL);

	return IS_ERR(nested) ? PTR_ERR(nested) : nested_end(nested);
}
