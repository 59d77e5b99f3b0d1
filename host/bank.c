// SPDX-License-Identifier: GPL-2.0-only
/*
 * The registers of a lent context bank: stage 1, TLB maintenance, faults. Every write
 * goes to all instances of the SMMU, which share its traffic.
 */
#include <linux/bitfield.h>
#include <linux/io.h>
#include <linux/iopoll.h>
#include <linux/spinlock.h>

#include "bank.h"

/* Registers of a stage 1 bank (Arm SMMU architecture v2), and their fields. */
#define CB_SCTLR		0x000
#define SCTLR_ASIDPNE		BIT(12)
#define SCTLR_HUPCF		BIT(8)
#define SCTLR_CFIE		BIT(6)
#define SCTLR_CFRE		BIT(5)
#define SCTLR_AFE		BIT(2)
#define SCTLR_TRE		BIT(1)
#define SCTLR_M			BIT(0)
#define CB_RESUME		0x008
#define RESUME_TERMINATE	BIT(0)
#define CB_TCR2			0x010
#define TCR2_SEP		GENMASK(17, 15)
#define TCR2_SEP_UPSTREAM	7
#define TCR2_PASIZE		GENMASK(2, 0)
#define CB_TTBR0		0x020
#define CB_TTBR1		0x028
#define TTBR_ASID		GENMASK_ULL(63, 48)
#define CB_TCR			0x030
#define CB_TCR_EPD1		BIT(23)
#define CB_TCR_TG0		GENMASK(15, 14)
#define CB_TCR_SH0		GENMASK(13, 12)
#define CB_TCR_ORGN0		GENMASK(11, 10)
#define CB_TCR_IRGN0		GENMASK(9, 8)
#define CB_TCR_EPD0		BIT(7)
#define CB_TCR_T0SZ		GENMASK(5, 0)
#define CB_MAIR0		0x038
#define CB_MAIR1		0x03c
#define CB_FSR			0x058
#define FSR_MULTI		BIT(31)
#define FSR_SS			BIT(30)
#define FSR_EF			BIT(4)
#define FSR_PF			BIT(3)
#define FSR_AFF			BIT(2)
#define FSR_TF			BIT(1)
#define FSR_FAULTS		(FSR_MULTI | FSR_SS | GENMASK(8, 1))
#define CB_FAR			0x060
#define FAR_ADDRESS		GENMASK_ULL(48, 0)
#define CB_FSYNR0		0x068
#define FSYNR0_WNR		BIT(4)
#define CB_TLBIVA		0x600
#define CB_TLBIASID		0x610
#define CB_TLBIVAL		0x620
#define TLBIVA_ASID		GENMASK_ULL(63, 48)
#define CB_TLBSYNC		0x7f0
#define CB_TLBSTATUS		0x7f4
#define TLBSTATUS_SACTIVE	BIT(0)

/* Reads of TLBSTATUS without a pause, and how long a sync may take after them. */
#define SYNC_SPINS		10
#define SYNC_TIMEOUT_US		1000000

/* Banks that the host has programmed, and wants to stay so. */
static LIST_HEAD(started);
static DEFINE_RAW_SPINLOCK(started_lock);	/* the list, and the programming of its banks */

/* How often EL2 had restored the SMMUs when all of them were last written. */
static s64 restores;

static void bank_write(struct pkvm_smmu_bank *bank, unsigned int reg, u32 val)
{
	unsigned int i;

	for (i = 0; i < bank->nr_regs; i++)
		writel_relaxed(val, bank->regs[i] + reg);
}

static void bank_write64(struct pkvm_smmu_bank *bank, unsigned int reg, u64 val)
{
	unsigned int i;

	for (i = 0; i < bank->nr_regs; i++)
		writeq_relaxed(val, bank->regs[i] + reg);
}

/**
 * pkvm_smmu_bank_map() - map the registers of a bank that EL2 has lent
 * @bank: the bank
 * @dev: the SMMU
 * @offset: of the bank in each register range of the SMMU
 * @size: of the bank's registers
 *
 * Return: 0 or an error.
 */
int pkvm_smmu_bank_map(struct pkvm_smmu_bank *bank, struct device *dev, u64 offset, u64 size)
{
	struct platform_device *pdev = to_platform_device(dev);
	struct resource *res;
	unsigned int i;

	bank->dev = dev;
	for (i = 0; i < PKVM_IOMMU_MAX_SMMU_REGS; i++) {
		res = platform_get_resource(pdev, IORESOURCE_MEM, i);
		if (!res)
			break;
		if (offset >= resource_size(res) || size > resource_size(res) - offset)
			goto unmap;
		bank->regs[i] = ioremap(res->start + offset, size);
		if (!bank->regs[i])
			goto unmap;
		bank->nr_regs++;
	}
	if (bank->nr_regs)
		return 0;
unmap:
	pkvm_smmu_bank_unmap(bank);
	return -ENXIO;
}

/**
 * pkvm_smmu_bank_unmap() - unmap the registers before EL2 takes them back
 * @bank: the bank
 */
void pkvm_smmu_bank_unmap(struct pkvm_smmu_bank *bank)
{
	while (bank->nr_regs)
		iounmap(bank->regs[--bank->nr_regs]);
}

/**
 * pkvm_smmu_bank_use() - choose the tables that the bank will walk
 * @bank: the bank
 * @cfg: the tables
 */
void pkvm_smmu_bank_use(struct pkvm_smmu_bank *bank, const struct io_pgtable_cfg *cfg)
{
	const typeof(cfg->arm_lpae_s1_cfg.tcr) *tcr = &cfg->arm_lpae_s1_cfg.tcr;

	bank->tcr = FIELD_PREP(CB_TCR_TG0, tcr->tg) | FIELD_PREP(CB_TCR_SH0, tcr->sh) |
		    FIELD_PREP(CB_TCR_ORGN0, tcr->orgn) | FIELD_PREP(CB_TCR_IRGN0, tcr->irgn) |
		    FIELD_PREP(CB_TCR_T0SZ, tcr->tsz) | CB_TCR_EPD1;
	bank->tcr2 = FIELD_PREP(TCR2_PASIZE, tcr->ips) |
		     FIELD_PREP(TCR2_SEP, TCR2_SEP_UPSTREAM);
	bank->ttbr = cfg->arm_lpae_s1_cfg.ttbr;
	bank->mair = cfg->arm_lpae_s1_cfg.mair;
}

/*
 * Stage 1 faults until TCR's write: EL2 has left it on, without tables. So that is the last
 * one, and a stream that is attached never meets registers of which only some are written.
 */
static void bank_program(struct pkvm_smmu_bank *bank)
{
	u64 asid = FIELD_PREP(TTBR_ASID, bank->nr);

	bank_write(bank, CB_TCR2, bank->tcr2);
	bank_write64(bank, CB_TTBR0, bank->ttbr | asid);
	bank_write64(bank, CB_TTBR1, asid);
	bank_write(bank, CB_MAIR0, lower_32_bits(bank->mair));
	bank_write(bank, CB_MAIR1, upper_32_bits(bank->mair));
	/* HUPCF: what is mapped is reached while the record of a fault waits for its reader. */
	bank_write(bank, CB_SCTLR, SCTLR_ASIDPNE | SCTLR_HUPCF | SCTLR_CFIE | SCTLR_CFRE |
				   SCTLR_AFE | SCTLR_TRE | SCTLR_M);
	bank_write(bank, CB_TCR, bank->tcr);
}

/**
 * pkvm_smmu_bank_start() - make stage 1 translate
 * @bank: the bank, new or reset by a suspend
 */
void pkvm_smmu_bank_start(struct pkvm_smmu_bank *bank)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&started_lock, flags);
	if (!bank->started)
		list_add_tail(&bank->node, &started);
	bank->started = true;
	bank_program(bank);
	raw_spin_unlock_irqrestore(&started_lock, flags);
}

/**
 * pkvm_smmu_bank_stop() - make the bank fault, before its tables are freed
 * @bank: the bank
 *
 * With stage 1 off, a stream that is still attached would reach all memory of the host's.
 */
void pkvm_smmu_bank_stop(struct pkvm_smmu_bank *bank)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&started_lock, flags);
	list_del(&bank->node);
	bank->started = false;
	bank_write(bank, CB_TCR, bank->tcr | CB_TCR_EPD0);
	raw_spin_unlock_irqrestore(&started_lock, flags);
	pkvm_smmu_bank_flush(bank);
}

static void program_all(s64 nr_restores)
{
	struct pkvm_smmu_bank *bank;
	unsigned long flags;

	raw_spin_lock_irqsave(&started_lock, flags);
	list_for_each_entry(bank, &started, node)
		bank_program(bank);
	WRITE_ONCE(restores, nr_restores);
	raw_spin_unlock_irqrestore(&started_lock, flags);
}

/**
 * pkvm_smmu_banks_restored() - write the banks again if EL2 has restored the SMMUs
 *
 * EL2 restores its own half of a bank, and leaves it closed. To be called where that may have
 * happened. In any context.
 *
 * Return: 0, or EL2's error: it could not restore them, and all DMA faults.
 */
int pkvm_smmu_banks_restored(void)
{
	s64 nr = pkvm_iommu_hvc(__pkvm_iommu_query, NULL, (u64)PKVM_IOMMU_QUERY_RESTORES, 0);

	if (nr < 0)
		return nr;
	if (nr != READ_ONCE(restores))
		program_all(nr);
	return 0;
}

static bool bank_syncs(struct pkvm_smmu_bank *bank)
{
	unsigned int i;
	u32 status = 0;

	for (i = 0; i < bank->nr_regs; i++)
		status |= readl_relaxed(bank->regs[i] + CB_TLBSTATUS);
	return status & TLBSTATUS_SACTIVE;
}

static bool bank_syncs_for_long(struct pkvm_smmu_bank *bank)
{
	unsigned int spins = SYNC_SPINS;
	bool active;

	while (spins--) {
		if (!bank_syncs(bank))
			return false;
		cpu_relax();
	}
	return read_poll_timeout_atomic(bank_syncs, active, !active, 1, SYNC_TIMEOUT_US, false,
					bank);
}

/**
 * pkvm_smmu_bank_sync() - wait until all instances have done their invalidations
 * @bank: the bank
 *
 * As with any driver of an SMMU, nothing can be done when one does not answer. Memory of
 * guests does not depend on it: EL2 makes its own invalidations.
 */
void pkvm_smmu_bank_sync(struct pkvm_smmu_bank *bank)
{
	unsigned long flags;
	bool stuck;

	spin_lock_irqsave(&bank->sync_lock, flags);
	bank_write(bank, CB_TLBSYNC, 0);
	stuck = bank_syncs_for_long(bank);
	spin_unlock_irqrestore(&bank->sync_lock, flags);
	if (stuck)
		dev_err_ratelimited(bank->dev, "context bank %u: TLB sync timed out\n", bank->nr);
}

/**
 * pkvm_smmu_bank_flush() - drop all TLB entries of the bank
 * @bank: the bank
 */
void pkvm_smmu_bank_flush(struct pkvm_smmu_bank *bank)
{
	/* Entries of the tables that were cleared before must be seen by a walk after it. */
	wmb();
	bank_write(bank, CB_TLBIASID, bank->nr);
	pkvm_smmu_bank_sync(bank);
}

static void bank_invalidate(struct pkvm_smmu_bank *bank, unsigned int reg, unsigned long iova,
			    size_t size, size_t granule)
{
	u64 asid = FIELD_PREP(TLBIVA_ASID, bank->nr);
	unsigned long end = iova + size;

	if (bank->coherent) {
		/* As in pkvm_smmu_bank_flush(); else the clean of the entry has ordered it. */
		wmb();
	}
	for (; iova < end; iova += granule)
		bank_write64(bank, reg, asid | iova >> 12);
}

static void bank_flush_all(void *cookie)
{
	pkvm_smmu_bank_flush(cookie);
}

static void bank_flush_walk(unsigned long iova, size_t size, size_t granule, void *cookie)
{
	bank_invalidate(cookie, CB_TLBIVA, iova, size, granule);
	pkvm_smmu_bank_sync(cookie);
}

static void bank_add_page(struct iommu_iotlb_gather *gather, unsigned long iova, size_t granule,
			  void *cookie)
{
	bank_invalidate(cookie, CB_TLBIVAL, iova, granule, granule);
}

const struct iommu_flush_ops pkvm_smmu_bank_flush_ops = {
	.tlb_flush_all	= bank_flush_all,
	.tlb_flush_walk	= bank_flush_walk,
	.tlb_add_page	= bank_add_page,
};

static u64 fault_reason(u32 fsr)
{
	if (fsr & FSR_TF)
		return PKVM_IOMMU_FAULT_REASON_TRANSLATION;
	if (fsr & (FSR_PF | FSR_AFF))
		return PKVM_IOMMU_FAULT_REASON_PERMISSION;
	return fsr & FSR_EF ? PKVM_IOMMU_FAULT_REASON_EXTERNAL : PKVM_IOMMU_FAULT_REASON_OTHER;
}

/* In the form of EL2's records; the stream ID is in a register of EL2's. */
static void read_fault(struct pkvm_smmu_bank *bank, unsigned int instance, u32 fsr,
		       struct pkvm_smmu_fault *fault)
{
	void __iomem *regs = bank->regs[instance];
	u32 fsynr0 = readl_relaxed(regs + CB_FSYNR0);

	fault->address = readq_relaxed(regs + CB_FAR) & FAR_ADDRESS;
	fault->status = (u64)fsynr0 << 32 | fsr;
	fault->flags = PKVM_IOMMU_FAULT_VALID |
		       FIELD_PREP(PKVM_IOMMU_FAULT_KIND, PKVM_IOMMU_FAULT_KIND_CONTEXT) |
		       FIELD_PREP(PKVM_IOMMU_FAULT_REASON, fault_reason(fsr)) |
		       FIELD_PREP(PKVM_IOMMU_FAULT_MMU500_INSTANCE, instance) |
		       FIELD_PREP(PKVM_IOMMU_FAULT_MMU500_BANK, bank->nr);
	if (fsynr0 & FSYNR0_WNR)
		fault->flags |= PKVM_IOMMU_FAULT_WRITE;
	if (fsr & FSR_MULTI)
		fault->flags |= PKVM_IOMMU_FAULT_MULTI;
}

/**
 * pkvm_smmu_bank_fault() - read and clear the record of a stage 1 fault
 * @bank: the bank
 * @instance: the instance of the SMMU
 * @fault: filled if there is one; without the stream ID
 *
 * Return: true if there was one.
 */
bool pkvm_smmu_bank_fault(struct pkvm_smmu_bank *bank, unsigned int instance,
			  struct pkvm_smmu_fault *fault)
{
	void __iomem *regs = bank->regs[instance];
	u32 fsr = readl_relaxed(regs + CB_FSR);

	if (!(fsr & FSR_FAULTS))
		return false;
	read_fault(bank, instance, fsr, fault);
	writel_relaxed(fsr, regs + CB_FSR);
	/* This driver never asks for stalls. */
	if (fsr & FSR_SS)
		writel_relaxed(RESUME_TERMINATE, regs + CB_RESUME);
	return true;
}
