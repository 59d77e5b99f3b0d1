// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fault records of an MMU-500: read one, clear it. The sources (the global record
 * and that of each bank, on each instance) take turns, so that a stream that faults
 * all the time does not hide the others.
 */
#include "mmu500.h"

static u64 fault_flags(u64 kind, u64 reason, unsigned int inst, unsigned int bank, u32 sid)
{
	return PKVM_IOMMU_FAULT_VALID | FIELD_PREP(PKVM_IOMMU_FAULT_KIND, kind) |
	       FIELD_PREP(PKVM_IOMMU_FAULT_REASON, reason) |
	       FIELD_PREP(PKVM_IOMMU_FAULT_MMU500_INSTANCE, inst) |
	       FIELD_PREP(PKVM_IOMMU_FAULT_MMU500_BANK, bank) |
	       FIELD_PREP(PKVM_IOMMU_FAULT_SID, sid);
}

static u64 global_reason(u32 sgfsr)
{
	if (sgfsr & SGFSR_USF)
		return PKVM_IOMMU_FAULT_REASON_UNKNOWN_STREAM;
	return sgfsr & SGFSR_SMCF ? PKVM_IOMMU_FAULT_REASON_CONFLICT :
				    PKVM_IOMMU_FAULT_REASON_OTHER;
}

static u64 bank_reason(u32 fsr)
{
	if (fsr & FSR_TF)
		return PKVM_IOMMU_FAULT_REASON_TRANSLATION;
	if (fsr & FSR_PF)
		return PKVM_IOMMU_FAULT_REASON_PERMISSION;
	return fsr & FSR_EF ? PKVM_IOMMU_FAULT_REASON_EXTERNAL : PKVM_IOMMU_FAULT_REASON_OTHER;
}

static void read_global(struct hyp_smmu *smmu, unsigned int inst, u32 fsr,
			struct smmu_fault *fault)
{
	u32 syn0 = readl_relaxed(mmu500_gr0(smmu, inst, SMMU_SGFSYNR0));
	u32 syn1 = readl_relaxed(mmu500_gr0(smmu, inst, SMMU_SGFSYNR1));

	fault->flags = fault_flags(PKVM_IOMMU_FAULT_KIND_STREAM, global_reason(fsr), inst, 0,
				   FIELD_GET(SGFSYNR1_STREAMID, syn1));
	if (syn0 & SGFSYNR0_WNR)
		fault->flags |= PKVM_IOMMU_FAULT_WRITE;
	if (fsr & SGFSR_MULTI)
		fault->flags |= PKVM_IOMMU_FAULT_MULTI;
	fault->addr = readq_relaxed(mmu500_gr0(smmu, inst, SMMU_SGFAR)) & FAR_ADDR;
	fault->status = (u64)syn0 << 32 | fsr;
}

static void read_bank(struct hyp_smmu *smmu, unsigned int inst, unsigned int bank, u32 fsr,
		      struct smmu_fault *fault)
{
	u32 syn0 = readl_relaxed(mmu500_cb(smmu, inst, bank, SMMU_CB_FSYNR0));
	u32 syna = readl_relaxed(mmu500_gr1(smmu, inst, SMMU_CBFRSYNRA(bank)));

	fault->flags = fault_flags(PKVM_IOMMU_FAULT_KIND_CONTEXT, bank_reason(fsr), inst, bank,
				   FIELD_GET(CBFRSYNRA_STREAMID, syna));
	if (syn0 & FSYNR0_WNR)
		fault->flags |= PKVM_IOMMU_FAULT_WRITE;
	if (fsr & FSR_MULTI)
		fault->flags |= PKVM_IOMMU_FAULT_MULTI;
	fault->addr = readq_relaxed(mmu500_cb(smmu, inst, bank, SMMU_CB_FAR)) & FAR_ADDR;
	fault->status = (u64)syn0 << 32 | fsr;
}

/* Source 0 of an instance is its global record, source n + 1 is bank n. */
static void __iomem *status_reg(struct hyp_smmu *smmu, unsigned int inst, unsigned int source)
{
	if (!source)
		return mmu500_gr0(smmu, inst, SMMU_SGFSR);
	return mmu500_cb(smmu, inst, source - 1, SMMU_CB_FSR);
}

/* The pending status of a source, 0 for none. */
static u32 pending_status(struct hyp_smmu *smmu, unsigned int inst, unsigned int source)
{
	u32 fsr;

	/* The record of a lent bank is the host's. */
	if (source && (!test_bit(source - 1, to_mmu500(smmu)->banks_used) ||
		       mmu500_lent(smmu, source - 1)))
		return 0;
	fsr = readl_relaxed(status_reg(smmu, inst, source));
	return source && !(fsr & FSR_FAULTS) ? 0 : fsr;
}

static void read_record(struct hyp_smmu *smmu, unsigned int inst, unsigned int source, u32 fsr,
			struct smmu_fault *fault)
{
	if (source)
		read_bank(smmu, inst, source - 1, fsr, fault);
	else
		read_global(smmu, inst, fsr, fault);
	mmu500_write(smmu, status_reg(smmu, inst, source), fsr);
}

/* Checks each source at most once: returns one record, and whether there are more. */
void pkvm_mmu500_get_fault(struct hyp_smmu *smmu, struct smmu_fault *fault)
{
	unsigned int per_inst = to_mmu500(smmu)->nr_banks + 1;
	unsigned int total = per_inst * smmu->nr_regs;
	unsigned int first = to_mmu500(smmu)->fault_next, i, at;
	u32 fsr;

	hyp_assert_lock_held(&smmu->lock);
	*fault = (struct smmu_fault){};
	for (i = 0; i < total; i++) {
		at = (first + i) % total;
		fsr = pending_status(smmu, at / per_inst, at % per_inst);
		if (!fsr)
			continue;
		if (fault->flags) {
			fault->flags |= PKVM_IOMMU_FAULT_MORE;
			return;
		}
		read_record(smmu, at / per_inst, at % per_inst, fsr, fault);
		to_mmu500(smmu)->fault_next = (at + 1) % total;
	}
}
