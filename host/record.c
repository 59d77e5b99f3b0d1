// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fault records in words, for the log and debugfs: an MMU-500's by its registers, an
 * SMMUv3's by the event's number and name in Arm IHI 0070.
 */
#include <linux/bitfield.h>
#include <linux/kernel.h>

#include "driver.h"

/* Of the second 64 bits of an event that a translation caused. */
#define EVENT_S2		BIT_ULL(39)
#define EVENT_CLASS		GENMASK_ULL(41, 40)

/* The fault's kind, as the log and debugfs show it. */
const char *pkvm_smmu_fault_kind(const struct pkvm_smmu_fault *fault)
{
	return FIELD_GET(PKVM_IOMMU_FAULT_KIND, fault->flags) == PKVM_IOMMU_FAULT_KIND_CONTEXT ?
	       "context" : "global";
}

static const char * const events[] = {
	[0x01] = "F_UUT",
	[0x02] = "C_BAD_STREAMID",
	[0x03] = "F_STE_FETCH",
	[0x04] = "C_BAD_STE",
	[0x05] = "F_BAD_ATS_TREQ",
	[0x06] = "F_STREAM_DISABLED",
	[0x07] = "F_TRANSL_FORBIDDEN",
	[0x08] = "C_BAD_SUBSTREAMID",
	[0x09] = "F_CD_FETCH",
	[0x0a] = "C_BAD_CD",
	[0x0b] = "F_WALK_EABT",
	[0x10] = "F_TRANSLATION",
	[0x11] = "F_ADDR_SIZE",
	[0x12] = "F_ACCESS",
	[0x13] = "F_PERMISSION",
	[0x20] = "F_TLB_CONFLICT",
	[0x21] = "F_CFG_CONFLICT",
	[0x24] = "E_PAGE_REQUEST",
	[0x25] = "F_VMS_FETCH",
};

static const char *event_name(u32 event)
{
	return event < ARRAY_SIZE(events) && events[event] ? events[event] : "unknown";
}

static u32 event_of(const struct pkvm_smmu_fault *fault)
{
	return FIELD_GET(PKVM_IOMMU_FAULT_SMMUV3_EVENT, fault->flags);
}

/**
 * pkvm_smmu_fault_has_stream() - does the record name a stream?
 * @smmu: the SMMU
 * @fault: its record
 *
 * Return: false for an error of the SMMU itself, which an SMMUv3 reports in SMMU_GERROR.
 */
bool pkvm_smmu_fault_has_stream(const struct pkvm_smmu *smmu,
				const struct pkvm_smmu_fault *fault)
{
	return !smmu->v3 || event_of(fault);
}

/* An SMMUv3's event that no translation caused has neither address nor direction. */
static bool has_address(const struct pkvm_smmu *smmu, const struct pkvm_smmu_fault *fault)
{
	return !smmu->v3 ||
	       FIELD_GET(PKVM_IOMMU_FAULT_KIND, fault->flags) == PKVM_IOMMU_FAULT_KIND_CONTEXT;
}

static int access_in_words(const struct pkvm_smmu_fault *fault, char *words, size_t size)
{
	return scnprintf(words, size, "%s address=0x%llx ",
			 fault->flags & PKVM_IOMMU_FAULT_WRITE ? "write" : "read",
			 fault->address);
}

static void mmu500_in_words(const struct pkvm_smmu_fault *fault, char *words, size_t size)
{
	scnprintf(words, size, "fsr=0x%x fsynr=0x%x cb=%u instance=%u",
		  lower_32_bits(fault->status), upper_32_bits(fault->status),
		  (u32)FIELD_GET(PKVM_IOMMU_FAULT_MMU500_BANK, fault->flags),
		  (u32)FIELD_GET(PKVM_IOMMU_FAULT_MMU500_INSTANCE, fault->flags));
}

/*
 * Stage 1 is the host's, stage 2 is EL2's. CLASS says what the stage translated: the input
 * address, or the address of a table (TT) or of a context descriptor (CD) of stage 1.
 */
static int stage_in_words(const struct pkvm_smmu_fault *fault, char *words, size_t size)
{
	static const char * const classes[] = { "CD", "TT", "IN", "?" };

	return scnprintf(words, size, "stage=%u class=%s ", fault->status & EVENT_S2 ? 2 : 1,
			 classes[FIELD_GET(EVENT_CLASS, fault->status)]);
}

static void smmuv3_in_words(const struct pkvm_smmu *smmu, const struct pkvm_smmu_fault *fault,
			    char *words, size_t size)
{
	u32 event = event_of(fault);
	int at = has_address(smmu, fault) ? stage_in_words(fault, words, size) : 0;

	if (event)
		scnprintf(words + at, size - at, "event=0x%x (%s) status=0x%llx", event,
			  event_name(event), fault->status);
	else
		scnprintf(words, size, "gerror=0x%llx", fault->status);
}

/**
 * pkvm_smmu_fault_in_words() - what a fault record says besides its stream
 * @smmu: the SMMU
 * @fault: its record
 * @words: where the words go
 * @size: of @words
 */
void pkvm_smmu_fault_in_words(const struct pkvm_smmu *smmu, const struct pkvm_smmu_fault *fault,
			      char *words, size_t size)
{
	int at = has_address(smmu, fault) ? access_in_words(fault, words, size) : 0;

	if (smmu->v3)
		smmuv3_in_words(smmu, fault, words + at, size - at);
	else
		mmu500_in_words(fault, words + at, size - at);
}
