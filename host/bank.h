/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A context bank of an MMU-500 whose registers EL2 lends to the host: stage 1 is the
 * host's; which streams use the bank, and stage 2, are EL2's.
 */
#ifndef __PKVM_SMMU_BANK_H
#define __PKVM_SMMU_BANK_H

#include <linux/io-pgtable.h>
#include <linux/list.h>
#include <linux/platform_device.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "driver.h"

/**
 * struct pkvm_smmu_bank - a lent bank
 * @dev: the SMMU
 * @regs: the bank's registers in each instance of the SMMU, programmed alike
 * @nr_regs: number of instances
 * @nr: number of the bank, and the ASID of its TLB entries
 * @coherent: table walks snoop the CPUs' caches
 * @tcr: value of TCR
 * @tcr2: value of TCR2
 * @ttbr: value of TTBR0, without the ASID
 * @mair: value of MAIR0 and, in the upper half, of MAIR1
 * @started: stage 1 is to translate
 * @node: then in the list of these banks
 * @sync_lock: a sync covers one CPU's invalidations
 */
struct pkvm_smmu_bank {
	struct device *dev;
	void __iomem *regs[PKVM_IOMMU_MAX_SMMU_REGS];
	unsigned int nr_regs;
	u16 nr;
	bool coherent;
	u32 tcr;
	u32 tcr2;
	u64 ttbr;
	u64 mair;
	bool started;
	struct list_head node;
	spinlock_t sync_lock;	/* from TLBSYNC to its completion */
};

/* The cookie is a struct pkvm_smmu_bank. */
extern const struct iommu_flush_ops pkvm_smmu_bank_flush_ops;

int pkvm_smmu_bank_map(struct pkvm_smmu_bank *bank, struct device *dev, u64 offset, u64 size);
void pkvm_smmu_bank_unmap(struct pkvm_smmu_bank *bank);
void pkvm_smmu_bank_use(struct pkvm_smmu_bank *bank, const struct io_pgtable_cfg *cfg);
void pkvm_smmu_bank_start(struct pkvm_smmu_bank *bank);
void pkvm_smmu_bank_stop(struct pkvm_smmu_bank *bank);
void pkvm_smmu_bank_sync(struct pkvm_smmu_bank *bank);
void pkvm_smmu_bank_flush(struct pkvm_smmu_bank *bank);
bool pkvm_smmu_bank_fault(struct pkvm_smmu_bank *bank, unsigned int instance,
			  struct pkvm_smmu_fault *fault);

#endif /* __PKVM_SMMU_BANK_H */
