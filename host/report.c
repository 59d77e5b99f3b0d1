// SPDX-License-Identifier: GPL-2.0-only
/* What becomes of a fault: it is kept for debugfs, and told to the device's driver, or logged. */
#include <linux/bitfield.h>
#include <linux/device.h>
#include <linux/iommu.h>

#include "driver.h"

static const char *fault_reason(const struct pkvm_smmu_fault *fault)
{
	switch (FIELD_GET(PKVM_IOMMU_FAULT_REASON, fault->flags)) {
	case PKVM_IOMMU_FAULT_REASON_TRANSLATION:
		return "not mapped";
	case PKVM_IOMMU_FAULT_REASON_PERMISSION:
		return "not permitted";
	case PKVM_IOMMU_FAULT_REASON_EXTERNAL:
		return "table walk failed";
	case PKVM_IOMMU_FAULT_REASON_UNKNOWN_STREAM:
		return "unknown stream";
	case PKVM_IOMMU_FAULT_REASON_CONFLICT:
		return "stream matched twice";
	default:
		return "other reason";
	}
}

static void pkvm_smmu_log_fault(struct pkvm_smmu *smmu, u32 sid, struct device *master,
				const struct pkvm_smmu_fault *fault)
{
	char words[PKVM_SMMU_FAULT_WORDS];

	if (!__ratelimit(&smmu->log))
		return;
	pkvm_smmu_fault_in_words(smmu, fault, words, sizeof(words));
	dev_err(smmu->dev, "%s fault: sid=0x%x (%s), %s, %s%s\n", pkvm_smmu_fault_kind(fault), sid,
		master ? dev_name(master) : "no device", words, fault_reason(fault),
		fault->flags & PKVM_IOMMU_FAULT_MULTI ? ", others lost" : "");
}

/* An error that concerns no device: the SMMU could not write an event or an interrupt. */
static void pkvm_smmu_log_error(struct pkvm_smmu *smmu, const struct pkvm_smmu_fault *fault)
{
	char words[PKVM_SMMU_FAULT_WORDS];

	if (!__ratelimit(&smmu->log))
		return;
	pkvm_smmu_fault_in_words(smmu, fault, words, sizeof(words));
	dev_err(smmu->dev, "global error: %s\n", words);
}

/*
 * The stream ID in a fault record has the TBU's number in the bits that
 * stream-match-mask ignores: clear them. Report the stream's first device: the SMMU
 * can't distinguish the devices of a stream.
 */
static void pkvm_smmu_report_fault(struct pkvm_smmu *smmu, u32 sid,
				   const struct pkvm_smmu_fault *fault)
{
	bool write = fault->flags & PKVM_IOMMU_FAULT_WRITE;
	struct pkvm_smmu_stream *stream = xa_load(&smmu->streams, sid & ~smmu->match_mask);
	struct pkvm_smmu_link *link = NULL;
	bool handled = false;

	if (!pkvm_smmu_fault_has_stream(smmu, fault)) {
		pkvm_smmu_log_error(smmu, fault);
		return;
	}
	if (stream)
		link = list_first_entry_or_null(&stream->links, struct pkvm_smmu_link, node);
	if (link && stream->domain)
		handled = !report_iommu_fault(stream->domain, link->dev, fault->address,
					      write ? IOMMU_FAULT_WRITE : IOMMU_FAULT_READ);
	if (!handled)
		pkvm_smmu_log_fault(smmu, sid, link ? link->dev : NULL, fault);
}

/**
 * pkvm_smmu_record_fault() - keep a fault for debugfs, and report it
 * @smmu: the SMMU, whose lock is held
 * @fault: the fault
 */
void pkvm_smmu_record_fault(struct pkvm_smmu *smmu, const struct pkvm_smmu_fault *fault)
{
	lockdep_assert_held(&smmu->lock);
	smmu->faults[smmu->nr_faults++ % PKVM_SMMU_KEPT_FAULTS] = *fault;
	pkvm_smmu_report_fault(smmu, FIELD_GET(PKVM_IOMMU_FAULT_SID, fault->flags), fault);
}
