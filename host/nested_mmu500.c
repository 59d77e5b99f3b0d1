// SPDX-License-Identifier: GPL-2.0-only
/* Nested domains of an MMU-500: stage 1 is in the registers of a bank that EL2 lends. */
#include <linux/sizes.h>
#include <linux/slab.h>

#include "bank.h"
#include "nested.h"

struct nested_mmu500 {
	struct pkvm_smmu_nested nested;
	struct pkvm_smmu_bank bank;
};

static struct pkvm_smmu_bank *bank_of(struct pkvm_smmu_nested *nested)
{
	return &container_of(nested, struct nested_mmu500, nested)->bank;
}

static struct pkvm_smmu_nested *mmu500_alloc(struct pkvm_smmu *smmu)
{
	struct nested_mmu500 *mmu500 = kzalloc_obj(*mmu500);

	if (!mmu500)
		return NULL;
	mmu500->nested.cookie = &mmu500->bank;
	mmu500->bank.coherent = smmu->coherent;
	spin_lock_init(&mmu500->bank.sync_lock);
	return &mmu500->nested;
}

static void mmu500_release(struct pkvm_smmu_nested *nested)
{
	kfree(container_of(nested, struct nested_mmu500, nested));
}

static int mmu500_open(struct pkvm_smmu_nested *nested, const struct pkvm_iommu_res *res)
{
	struct pkvm_smmu_bank *bank = bank_of(nested);

	bank->nr = nested->handle - PKVM_IOMMU_DOMAIN_NESTED(nested->smmu->index, 0);
	return pkvm_smmu_bank_map(bank, nested->smmu->dev, res->x2, res->x3);
}

static void mmu500_close(struct pkvm_smmu_nested *nested)
{
	pkvm_smmu_bank_unmap(bank_of(nested));
}

static void mmu500_start(struct pkvm_smmu_nested *nested, const struct io_pgtable_cfg *cfg)
{
	pkvm_smmu_bank_use(bank_of(nested), cfg);
	pkvm_smmu_bank_start(bank_of(nested));
}

static void mmu500_stop(struct pkvm_smmu_nested *nested)
{
	pkvm_smmu_bank_stop(bank_of(nested));
}

static void mmu500_sync(struct pkvm_smmu_nested *nested, struct iommu_iotlb_gather *gather)
{
	pkvm_smmu_bank_sync(bank_of(nested));
}

static void mmu500_flush(struct pkvm_smmu_nested *nested)
{
	pkvm_smmu_bank_flush(bank_of(nested));
}

static int mmu500_fault(struct pkvm_smmu_nested *nested, unsigned int i,
			struct pkvm_smmu_fault *fault)
{
	if (i >= bank_of(nested)->nr_regs)
		return -ENOENT;
	return pkvm_smmu_bank_fault(bank_of(nested), i, fault);
}

static void mmu500_resume(struct pkvm_smmu_nested *nested)
{
	pkvm_smmu_bank_start(bank_of(nested));
}

/*
 * No larger pages: T194's and T234's walk caches may keep the entry of a table that a
 * block replaces. Mainline's arm-smmu does the same.
 */
const struct pkvm_smmu_stage1 pkvm_smmu_mmu500 = {
	.pgsize_bitmap	= SZ_4K,
	.flush_ops	= &pkvm_smmu_bank_flush_ops,
	.alloc		= mmu500_alloc,
	.release	= mmu500_release,
	.open		= mmu500_open,
	.close		= mmu500_close,
	.start		= mmu500_start,
	.stop		= mmu500_stop,
	.sync		= mmu500_sync,
	.flush		= mmu500_flush,
	.fault		= mmu500_fault,
	.resume		= mmu500_resume,
};
