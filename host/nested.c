// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nested domains: the host has stage 1 to itself, in a context bank that EL2 lends;
 * stage 2, in the same bank, is EL2's table of all that the host may reach. A map or
 * unmap takes no hypercall.
 *
 * Whatever the host writes to its tables and its bank, or forgets to invalidate, a device
 * reaches memory of the host's or faults. So unmapping may be lazy, as without EL2.
 */
#include <linux/bitfield.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "bank.h"

/* Output address bits of stage 1. Every MMU-500 has them, and EL2's stage 2 takes 39. */
#define NESTED_OAS		40

/**
 * struct pkvm_smmu_nested - a nested domain
 * @domain: the IOMMU core's domain
 * @smmu: the SMMU of the bank, to whose streams alone the domain can be attached
 * @handle: EL2's handle
 * @bank: the lent bank
 * @pgtable: stage 1
 * @node: in @smmu's list, or in that of domains that EL2 has not freed yet
 */
struct pkvm_smmu_nested {
	struct iommu_domain domain;
	struct pkvm_smmu *smmu;
	s64 handle;
	struct pkvm_smmu_bank bank;
	struct io_pgtable_ops *pgtable;
	struct list_head node;
};

static const struct iommu_domain_ops pkvm_smmu_nested_ops;

/* Domains whose bank EL2 could not take back: the SMMU has not confirmed it. */
static LIST_HEAD(nested_leftovers);
static DEFINE_MUTEX(nested_leftovers_lock);

static struct pkvm_smmu_nested *to_nested(struct iommu_domain *domain)
{
	return container_of(domain, struct pkvm_smmu_nested, domain);
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
		kfree(nested);
	}
	mutex_unlock(&nested_leftovers_lock);
}

/* Frees @nested, once EL2 has its bank again. */
static void nested_end(struct pkvm_smmu_nested *nested)
{
	s64 ret = nested_give_back(nested->handle);

	if (!ret) {
		kfree(nested);
		return;
	}
	dev_err(nested->smmu->dev, "domain %lld not freed: %pe, its context bank stays unused\n",
		nested->handle, ERR_PTR(ret));
	mutex_lock(&nested_leftovers_lock);
	list_add_tail(&nested->node, &nested_leftovers);
	mutex_unlock(&nested_leftovers_lock);
}

/*
 * No larger pages: T194's and T234's walk caches may keep the entry of a table that a
 * block replaces. Mainline's arm-smmu does the same.
 */
static int nested_alloc_tables(struct pkvm_smmu_nested *nested)
{
	struct io_pgtable_cfg cfg = {
		.pgsize_bitmap	= SZ_4K,
		.ias		= PKVM_IOMMU_IAS,
		.oas		= NESTED_OAS,
		.coherent_walk	= nested->bank.coherent,
		.tlb		= &pkvm_smmu_bank_flush_ops,
		.iommu_dev	= nested->smmu->dev,
	};

	nested->pgtable = alloc_io_pgtable_ops(ARM_64_LPAE_S1, &cfg, &nested->bank);
	if (!nested->pgtable)
		return -ENOMEM;
	pkvm_smmu_bank_use(&nested->bank, &cfg);
	nested->domain.pgsize_bitmap = cfg.pgsize_bitmap;
	nested->domain.geometry = (struct iommu_domain_geometry) {
		.aperture_end = BIT_ULL(cfg.ias) - 1,
		.force_aperture = true,
	};
	return 0;
}

static int nested_start(struct pkvm_smmu_nested *nested, u64 offset, u64 size)
{
	struct pkvm_smmu_bank *bank = &nested->bank;
	int ret;

	spin_lock_init(&bank->sync_lock);
	bank->nr = nested->handle - PKVM_IOMMU_DOMAIN_NESTED(nested->smmu->index, 0);
	bank->coherent = nested->smmu->coherent;
	ret = pkvm_smmu_bank_map(bank, nested->smmu->dev, offset, size);
	if (ret)
		return ret;
	ret = nested_alloc_tables(nested);
	if (ret)
		pkvm_smmu_bank_unmap(bank);
	else
		pkvm_smmu_bank_start(bank);
	return ret;
}

static int nested_lend(struct pkvm_smmu_nested *nested)
{
	struct pkvm_iommu_res res;
	int ret;

	nested->handle = pkvm_iommu_hvc(__pkvm_iommu_alloc_nested, &res, (u64)nested->smmu->index);
	if (nested->handle < 0) {
		ret = nested->handle;
		kfree(nested);
		return ret;
	}
	ret = nested_start(nested, res.x2, res.x3);
	if (ret)
		nested_end(nested);
	return ret;
}

/**
 * pkvm_smmu_nested_alloc() - allocate an empty nested domain
 * @smmu: the SMMU to whose streams it will be attached
 *
 * A domain has one bank, so that no unmap has to be repeated on another SMMU. The core
 * makes another domain for a device of another SMMU, as it does with arm-smmu.
 *
 * Return: the domain, or ERR_PTR().
 */
struct iommu_domain *pkvm_smmu_nested_alloc(struct pkvm_smmu *smmu)
{
	struct pkvm_smmu_nested *nested = kzalloc_obj(*nested);
	int ret;

	if (!nested)
		return ERR_PTR(-ENOMEM);
	nested_free_leftovers();
	nested->smmu = smmu;
	nested->domain.ops = &pkvm_smmu_nested_ops;
	ret = nested_lend(nested);
	if (ret)
		return ERR_PTR(ret);
	mutex_lock(&smmu->lock);
	list_add_tail(&nested->node, &smmu->nested_domains);
	mutex_unlock(&smmu->lock);
	return &nested->domain;
}

/* The list first: the fault handler accesses the registers of all banks in it. */
static void nested_free(struct iommu_domain *domain)
{
	struct pkvm_smmu_nested *nested = to_nested(domain);

	mutex_lock(&nested->smmu->lock);
	list_del(&nested->node);
	mutex_unlock(&nested->smmu->lock);
	pkvm_smmu_bank_stop(&nested->bank);
	free_io_pgtable_ops(nested->pgtable);
	pkvm_smmu_bank_unmap(&nested->bank);
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
	pkvm_smmu_bank_flush(&to_nested(domain)->bank);
}

static void nested_iotlb_sync(struct iommu_domain *domain, struct iommu_iotlb_gather *gather)
{
	pkvm_smmu_bank_sync(&to_nested(domain)->bank);
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

	for (i = 0; i < nested->bank.nr_regs; i++) {
		if (!pkvm_smmu_bank_fault(&nested->bank, i, &fault))
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
 * EL2 reports those of stage 2.
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
 * pkvm_smmu_nested_resume() - write the lent banks again after a suspend
 * @smmu: the SMMU, whose other registers EL2 has restored
 */
void pkvm_smmu_nested_resume(struct pkvm_smmu *smmu)
{
	struct pkvm_smmu_nested *nested;

	mutex_lock(&smmu->lock);
	list_for_each_entry(nested, &smmu->nested_domains, node)
		pkvm_smmu_bank_start(&nested->bank);
	mutex_unlock(&smmu->lock);
}

/**
 * pkvm_smmu_can_nest() - does EL2 lend banks of an SMMU?
 * @smmu: the SMMU
 *
 * Return: 0, or why not.
 */
int pkvm_smmu_can_nest(struct pkvm_smmu *smmu)
{
	s64 ret = pkvm_iommu_hvc(__pkvm_iommu_alloc_nested, NULL, (u64)smmu->index);

	if (ret >= 0)
		ret = nested_give_back(ret);
	return ret;
}
