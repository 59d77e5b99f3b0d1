// SPDX-License-Identifier: GPL-2.0-only
/*
 * A call that EL2 isn't ready for must look like a failure. It comes back with
 * "not supported" in one register and nothing in the other; taken for a success,
 * it lets the boot go on and die later, far away. So each run-time call is made
 * too early, and must be seen to fail.
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
 * @when: how the log calls this moment
 *
 * What was refused and what wasn't is counted, for debugfs to show.
 */
void __init pkvm_smmu_test_early_calls(const char *when)
{
	const u64 smmu = 0, sid = 4, handle = PKVM_IOMMU_DOMAIN_FIRST, iova = 0, nr = 1;
	const u64 identity = PKVM_IOMMU_DOMAIN_IDENTITY, prot = PKVM_IOMMU_PROT_READ;
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
	EXPECT_REFUSAL(when, __pkvm_iommu_attach, smmu, sid, identity);
	EXPECT_REFUSAL(when, __pkvm_iommu_detach, smmu, sid);
	EXPECT_REFUSAL(when, __pkvm_iommu_map, handle, iova, page_to_phys(page), nr, prot);
	EXPECT_REFUSAL(when, __pkvm_iommu_unmap, handle, iova, nr);
	EXPECT_REFUSAL(when, __pkvm_iommu_iova_to_phys, handle, iova);
	EXPECT_REFUSAL(when, __pkvm_iommu_get_fault, smmu);
	EXPECT_REFUSAL(when, __pkvm_iommu_free_domain, handle);

	/* A page that EL2 may have taken is not to be touched again. */
	if (accepted == pkvm_smmu_early_accepted)
		__free_pages(page, 1);
}
