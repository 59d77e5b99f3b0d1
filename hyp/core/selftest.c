// SPDX-License-Identifier: GPL-2.0-only
/*
 * Self-test of the live system right after the seal, as pkvm_ownership_selftest() is
 * one of page ownership: calls and transitions that are illegal, and what they must
 * return. A WARN at EL2 panics. Runs under CONFIG_NVHE_EL2_DEBUG only.
 *
 * Its pages are of the identity table's pool, which do not return there: the host
 * owns them for the time of the test, EL2 before and after. No stream is attached.
 */
#include <asm/kvm_mmu.h>

#include <nvhe/mem_protect.h>

#include "core.h"

#define NR_PAGES	5	/* a domain of two, two tables, one to map */
#define IOVA		0x1000
#define RW		(PKVM_IOMMU_PROT_READ | PKVM_IOMMU_PROT_WRITE)

static u64 pool_pages(void)
{
	void *page = pkvm_iommu_pool_alloc(NULL);
	unsigned int i;

	for (i = 1; i < NR_PAGES && page; i++) {
		if (!pkvm_iommu_pool_alloc(NULL))
			return 0;
	}
	return page ? hyp_virt_to_pfn(page) : 0;
}

static void test_setup_calls(void)
{
	WARN_ON(__pkvm_iommu_describe_smmu(0, 0, SZ_2M, SZ_2M, 0) != -EPERM);
	WARN_ON(__pkvm_iommu_describe_smmu_regs(0, SZ_2M, SZ_2M) != -EPERM);
	WARN_ON(__pkvm_iommu_describe_guard(0, SZ_2M, SZ_2M) != -EPERM);
	WARN_ON(__pkvm_iommu_describe_streams(0, 1, 1, 0) != -EPERM);
	WARN_ON(__pkvm_iommu_describe_memory(SZ_2M, SZ_2M) != -EPERM);
	WARN_ON(__pkvm_iommu_allow_trusted_os() != -EPERM);
	WARN_ON(__pkvm_iommu_invalidate_contexts() != -EPERM);
	WARN_ON(__pkvm_iommu_allow_suspend() != -EPERM);
	WARN_ON(__pkvm_iommu_switch_off() != -EPERM);
}

static void test_alloc(u64 pfn)
{
	WARN_ON(__pkvm_iommu_alloc_domain(0) != -EINVAL);
	/* Pages that EL2 owns, this domain's own. */
	WARN_ON(__pkvm_iommu_alloc_domain(pfn) != -EPERM);
}

static void test_attach(u64 handle)
{
	u64 sid = pkvm_iommu_smmu(0)->streams[0].sid;

	WARN_ON(__pkvm_iommu_attach(PKVM_IOMMU_MAX_SMMUS, sid, handle) != -ENODEV);
	WARN_ON(__pkvm_iommu_attach(0, U32_MAX, handle) != -ENOENT);
	WARN_ON(__pkvm_iommu_attach(0, sid, handle + 1) != -ENOENT);
	WARN_ON(__pkvm_iommu_detach(0, U32_MAX) != -ENOENT);
}

static void test_nested(u64 handle)
{
	u64 x2, x3;

	WARN_ON(__pkvm_iommu_alloc_nested(PKVM_IOMMU_MAX_SMMUS, 0, &x2, &x3) != -ENODEV);
	WARN_ON(__pkvm_iommu_free_nested(handle) != -ENOENT);
	WARN_ON(__pkvm_iommu_free_nested(PKVM_IOMMU_DOMAIN_NESTED(0, 1)) != -ENOENT);
	WARN_ON(__pkvm_iommu_inval_nested(handle, IOVA, PAGE_SIZE, PAGE_SHIFT) != -ENOENT);
}

static void test_map(u64 handle, u64 pfn)
{
	u64 own = hyp_pfn_to_phys(pfn), page = own + (NR_PAGES - 1) * PAGE_SIZE, need;

	WARN_ON(__pkvm_iommu_map(handle, IOVA, page, 1, RW, &need) != -ENOMEM || need != 2);
	WARN_ON(__pkvm_iommu_topup(handle, pfn) != -EPERM);
	WARN_ON(__pkvm_iommu_topup(handle, pfn + 2));
	WARN_ON(__pkvm_iommu_topup(handle, pfn + 3));
	WARN_ON(__pkvm_iommu_map(handle, IOVA, own, 1, RW, &need) != -EPERM);
	WARN_ON(__pkvm_iommu_map(handle, IOVA, page, 1, 0, &need) != -EINVAL);
	WARN_ON(__pkvm_iommu_map(handle, BIT_ULL(63), page, 1, RW, &need) != -ERANGE);
	WARN_ON(__pkvm_iommu_map(handle + 1, IOVA, page, 1, RW, &need) != -ENOENT);
	WARN_ON(__pkvm_iommu_unmap(handle, IOVA, 1));

	WARN_ON(__pkvm_iommu_map(handle, IOVA, page, 1, RW, &need) != 1);
	WARN_ON(__pkvm_iommu_map(handle, IOVA, page, 1, RW, &need) != -EEXIST);
	/* A page that is mapped for DMA cannot leave the host. */
	WARN_ON(__pkvm_host_donate_hyp(pfn + NR_PAGES - 1, 1) != -EBUSY);
	WARN_ON(__pkvm_iommu_iova_to_phys(handle, IOVA) != page);
	WARN_ON(__pkvm_iommu_unmap(handle, IOVA, 1) != 1);
	WARN_ON(__pkvm_host_donate_hyp(pfn + NR_PAGES - 1, 1));
}

/* Every page comes back, and goes to EL2 again. */
static void test_free(u64 handle)
{
	unsigned int n = 0;
	s64 pfn;

	while ((pfn = __pkvm_iommu_free_domain(handle)) > 0) {
		WARN_ON(__pkvm_host_donate_hyp(pfn, 1));
		n++;
	}
	WARN_ON(pfn || n != NR_PAGES - 1);
	WARN_ON(__pkvm_iommu_free_domain(handle) != -ENOENT);
}

void pkvm_iommu_selftest(void)
{
	u64 pfn = pool_pages();
	s64 handle;

	test_setup_calls();
	if (!pfn)
		return;
	WARN_ON(__pkvm_hyp_donate_host(pfn, NR_PAGES));
	handle = __pkvm_iommu_alloc_domain(pfn);
	WARN_ON(handle != PKVM_IOMMU_DOMAIN_FIRST);
	test_alloc(pfn);
	test_attach(handle);
	test_nested(handle);
	test_map(handle, pfn);
	test_free(handle);
}
