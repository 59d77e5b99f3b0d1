// SPDX-License-Identifier: GPL-2.0-only
/*
 * Checks that a hypercall made before EL2 is ready returns an error. The dispatcher
 * then reports "not supported" in x0 and leaves x1 as it was. If a caller takes this for
 * success, the boot fails later, in unrelated code. So this makes each run-time call
 * too early, and expects an error.
 */
#define pr_fmt(fmt) "pkvm-smmu: " fmt

#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/printk.h>

#include "driver.h"

unsigned int pkvm_smmu_early_refused, pkvm_smmu_early_accepted;

static void __init expect_refusal(const char *call, const char *when, s64 ret)
{
	if (ret < 0) {
		pkvm_smmu_early_refused++;
		return;
	}
	pkvm_smmu_early_accepted++;
	pr_err("%s %s looked like a success: %lld\n", call, when, ret);
}

#define EXPECT_REFUSAL(when, name, ...) \
	expect_refusal(#name, when, pkvm_iommu_hvc(name, NULL, __VA_ARGS__))

/**
 * pkvm_smmu_test_early_calls() - make every run-time call too early
 * @when: the point of the boot, for the log
 *
 * Counts refused and accepted calls; debugfs shows the counters.
 */
void __init pkvm_smmu_test_early_calls(const char *when)
{
	const u64 smmu = 0, sid = 4, handle = PKVM_IOMMU_DOMAIN_FIRST, iova = 0, nr = 1;
	const u64 size = PAGE_SIZE, granule = PAGE_SHIFT;
	const u64 identity = PKVM_IOMMU_DOMAIN_IDENTITY, prot = PKVM_IOMMU_PROT_READ;
	const u64 nested = PKVM_IOMMU_DOMAIN_NESTED(0, 1), cd = 0;
	unsigned int accepted = pkvm_smmu_early_accepted;
	struct page *page = alloc_pages(GFP_KERNEL, 1);
	struct iommu_domain *domain;

	if (!page) {
		pr_err("early calls not tested: no memory\n");
		return;
	}
	domain = pkvm_smmu_domain_alloc(NULL);
	expect_refusal("domain_alloc_paging", when, PTR_ERR_OR_ZERO(domain));
	EXPECT_REFUSAL(when, __pkvm_iommu_alloc_domain, page_to_pfn(page));
	EXPECT_REFUSAL(when, __pkvm_iommu_topup, handle, page_to_pfn(page));
	EXPECT_REFUSAL(when, __pkvm_iommu_alloc_nested, smmu, cd);
	EXPECT_REFUSAL(when, __pkvm_iommu_inval_nested, nested, iova, size, granule);
	EXPECT_REFUSAL(when, __pkvm_iommu_free_nested, nested);
	EXPECT_REFUSAL(when, __pkvm_iommu_attach, smmu, sid, identity);
	EXPECT_REFUSAL(when, __pkvm_iommu_detach, smmu, sid);
	EXPECT_REFUSAL(when, __pkvm_iommu_map, handle, iova, page_to_phys(page), nr, prot);
	EXPECT_REFUSAL(when, __pkvm_iommu_unmap, handle, iova, nr);
	EXPECT_REFUSAL(when, __pkvm_iommu_iova_to_phys, handle, iova);
	EXPECT_REFUSAL(when, __pkvm_iommu_get_fault, smmu);
	EXPECT_REFUSAL(when, __pkvm_iommu_free_domain, handle);

	/* If a call was accepted, EL2 may own the pages: don't free them. */
	if (accepted == pkvm_smmu_early_accepted)
		__free_pages(page, 1);
}
