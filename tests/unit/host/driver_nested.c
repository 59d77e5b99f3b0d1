// SPDX-License-Identifier: GPL-2.0-only
/* See driver_nested.h: host/nested_smmuv3.c, with io-pgtable's settings for 4 KiB pages. */
#include "nested.h"
#include "driver_nested.h"
#include "shim.h"

unsigned int host_fail_alloc;

static struct platform_device pdev;
static struct pkvm_smmu smmu;
static struct iommu_domain *domain;
static struct io_pgtable_ops pgtable;
static const struct iommu_flush_ops *flush_ops;
static void *flush_cookie;
static u64 ttbr;

/* 40 bits of output; walks of inner and outer write-back memory. */
struct io_pgtable_ops *alloc_io_pgtable_ops(enum io_pgtable_fmt fmt, struct io_pgtable_cfg *cfg,
					    void *cookie)
{
	cfg->arm_lpae_s1_cfg.tcr.tsz = 64 - cfg->ias;
	cfg->arm_lpae_s1_cfg.tcr.ips = 2;
	cfg->arm_lpae_s1_cfg.tcr.sh = 3;
	cfg->arm_lpae_s1_cfg.tcr.irgn = 1;
	cfg->arm_lpae_s1_cfg.tcr.orgn = 1;
	cfg->arm_lpae_s1_cfg.mair = 0xf404ff44;
	cfg->arm_lpae_s1_cfg.ttbr = ttbr;
	flush_ops = cfg->tlb;
	flush_cookie = cookie;
	return &pgtable;
}

void free_io_pgtable_ops(struct io_pgtable_ops *ops)
{
	flush_ops->tlb_flush_all(flush_cookie);
}

/* What an MMU-500's domain or another room of the driver would do. */
void *host_ioremap(u64 phys, u64 size)
{
	return NULL;
}

void host_iounmap(void *va)
{
}

int pkvm_smmu_attach(struct device *dev, struct iommu_domain *dom, s64 handle)
{
	return -ENODEV;
}

void pkvm_smmu_record_fault(struct pkvm_smmu *s, const struct pkvm_smmu_fault *fault)
{
}

s64 driver_nested_start(u64 root)
{
	smmu = (struct pkvm_smmu){ .dev = &pdev.dev, .v3 = true };
	INIT_LIST_HEAD(&smmu.nested_domains);
	ttbr = root;
	domain = pkvm_smmu_nested_alloc(&smmu);
	if (IS_ERR(domain))
		return PTR_ERR(domain);
	return container_of(domain, struct pkvm_smmu_nested, domain)->handle;
}

void driver_nested_stop(void)
{
	domain->ops->free(domain);
}

void driver_nested_unmapped(u64 iova, unsigned int nr)
{
	struct iommu_iotlb_gather gather = {};

	for (; nr--; iova += SZ_4K)
		flush_ops->tlb_add_page(&gather, iova, SZ_4K, flush_cookie);
	domain->ops->iotlb_sync(domain, &gather);
}

void driver_nested_flush(void)
{
	domain->ops->flush_iotlb_all(domain);
}
