// SPDX-License-Identifier: GPL-2.0-only
/* See driver_bank.h: host/bank.c, with io-pgtable's settings for tables of 4 KiB pages. */
#include "bank.h"
#include "driver_bank.h"
#include "shim.h"

static struct resource regs[PKVM_IOMMU_MAX_SMMU_REGS + 1];
static struct platform_device pdev = { .dev.regs = regs };
static struct pkvm_smmu_bank bank;
static bool stopped;
static s64 restores;

/* EL2's count of restores: the only call that bank.c makes. */
s64 host_hvc(const char *name, struct pkvm_iommu_res *res, const u64 *a)
{
	return restores;
}

void *host_ioremap(u64 phys, u64 size)
{
	return shim_ioremap(phys, size);
}

void host_iounmap(void *va)
{
}

int driver_bank_start(const u64 *bases, unsigned int nr, u64 size, u64 offset, u16 number,
		      u64 root)
{
	struct io_pgtable_cfg cfg = {};
	unsigned int i;
	int ret;

	memset(regs, 0, sizeof(regs));
	for (i = 0; i < nr; i++)
		regs[i] = (struct resource){ bases[i], size };
	/* 39 bits of input, 40 of output; walks of inner and outer write-back memory. */
	cfg.arm_lpae_s1_cfg.tcr.tsz = 64 - PKVM_IOMMU_IAS;
	cfg.arm_lpae_s1_cfg.tcr.ips = 2;
	cfg.arm_lpae_s1_cfg.tcr.sh = 3;
	cfg.arm_lpae_s1_cfg.tcr.irgn = 1;
	cfg.arm_lpae_s1_cfg.tcr.orgn = 1;
	cfg.arm_lpae_s1_cfg.mair = 0xf404ff44;
	cfg.arm_lpae_s1_cfg.ttbr = root;
	memset(&bank, 0, sizeof(bank));
	spin_lock_init(&bank.sync_lock);
	bank.nr = number;
	ret = pkvm_smmu_bank_map(&bank, &pdev.dev, offset, SZ_64K);
	if (ret)
		return ret;
	pkvm_smmu_bank_use(&bank, &cfg);
	pkvm_smmu_bank_start(&bank);
	stopped = false;
	return 0;
}

void driver_bank_is_coherent(void)
{
	bank.coherent = true;
}

void driver_bank_stop(void)
{
	pkvm_smmu_bank_stop(&bank);
	stopped = true;
}

void driver_bank_end(void)
{
	if (!stopped)
		driver_bank_stop();
	pkvm_smmu_bank_unmap(&bank);
}

void driver_bank_restored(void)
{
	restores++;
	pkvm_smmu_banks_restored();
}

void driver_bank_unmapped(u64 iova)
{
	pkvm_smmu_bank_flush_ops.tlb_add_page(NULL, iova, SZ_4K, &bank);
	pkvm_smmu_bank_sync(&bank);
}

void driver_bank_flush(void)
{
	pkvm_smmu_bank_flush(&bank);
}

bool driver_bank_fault(unsigned int instance, u64 *iova, bool *write)
{
	struct pkvm_smmu_fault fault;

	if (!pkvm_smmu_bank_fault(&bank, instance, &fault))
		return false;
	*iova = fault.address;
	*write = fault.flags & PKVM_IOMMU_FAULT_WRITE;
	return FIELD_GET(PKVM_IOMMU_FAULT_REASON, fault.flags) ==
	       PKVM_IOMMU_FAULT_REASON_TRANSLATION;
}
