// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events of an SMMUv3: read one record, free its slot. A full queue loses later records,
 * which the next one that is read says.
 */
#include "smmuv3.h"

/* Global errors that are reported as records; those of commands are handled at once. */
#define GERROR_REPORTED	(GERROR_ALL & ~GERROR_CMDQ)

static u64 reason(u32 id)
{
	switch (id) {
	case EVT_TRANSLATION:
		return PKVM_IOMMU_FAULT_REASON_TRANSLATION;
	case EVT_PERMISSION:
		return PKVM_IOMMU_FAULT_REASON_PERMISSION;
	case EVT_STE_FETCH:
	case EVT_CD_FETCH:
	case EVT_WALK_EABT:
		return PKVM_IOMMU_FAULT_REASON_EXTERNAL;
	case EVT_BAD_STREAMID:
	case EVT_BAD_STE:
		return PKVM_IOMMU_FAULT_REASON_UNKNOWN_STREAM;
	case EVT_TLB_CONFLICT:
	case EVT_CFG_CONFLICT:
		return PKVM_IOMMU_FAULT_REASON_CONFLICT;
	default:
		return PKVM_IOMMU_FAULT_REASON_OTHER;
	}
}

/* Events of a translation have an address, and say whether it was a read. */
static bool has_address(u32 id)
{
	return id == EVT_WALK_EABT || (id >= EVT_TRANSLATION && id <= EVT_PERMISSION);
}

static void read_event(const u64 *evt, struct smmu_fault *fault)
{
	u32 id = FIELD_GET(EVT0_ID, evt[0]);
	u64 kind = has_address(id) ? PKVM_IOMMU_FAULT_KIND_CONTEXT : PKVM_IOMMU_FAULT_KIND_STREAM;

	fault->flags = PKVM_IOMMU_FAULT_VALID | FIELD_PREP(PKVM_IOMMU_FAULT_KIND, kind) |
		       FIELD_PREP(PKVM_IOMMU_FAULT_REASON, reason(id)) |
		       FIELD_PREP(PKVM_IOMMU_FAULT_SMMUV3_EVENT, id) |
		       FIELD_PREP(PKVM_IOMMU_FAULT_SID, FIELD_GET(EVT0_SID, evt[0]));
	fault->status = evt[1];
	if (!has_address(id))
		return;
	fault->addr = evt[2];
	if (!(evt[1] & EVT1_RNW))
		fault->flags |= PKVM_IOMMU_FAULT_WRITE;
}

static u32 index_mask(const struct smmuv3_queue *q)
{
	return (2U << q->log2) - 1;
}

static bool is_empty(const struct smmuv3_queue *q, u32 prod)
{
	return !((prod ^ q->at) & index_mask(q));
}

/* The SMMU toggles its flag when it loses a record; EL2 acknowledges with the same value. */
static void pop(struct hyp_smmu *smmu, u32 prod, struct smmu_fault *fault)
{
	struct smmuv3_queue *q = &to_smmuv3(smmu)->eventq;
	u64 *evt = q->base + (q->at & (index_mask(q) >> 1)) * EVT_DWORDS;
	u32 overflow = prod & EVENTQ_OVERFLOW;

	/* The record was written before the index that says so. */
	rmb();
	smmuv3_clean(smmu, evt, EVT_DWORDS * sizeof(*evt));
	read_event(evt, fault);
	if ((prod ^ q->at) & EVENTQ_OVERFLOW)
		fault->flags |= PKVM_IOMMU_FAULT_MULTI;

	q->at = ((q->at + 1) & index_mask(q)) | overflow;
	/* The record was read before the SMMU may write the next one there. */
	mb();
	smmuv3_write(smmu, SMMUV3_EVENTQ_CONS, q->at);
	if (!is_empty(q, prod))
		fault->flags |= PKVM_IOMMU_FAULT_MORE;
}

/* An error that concerns no stream: the event queue or an interrupt could not be written. */
static bool read_global(struct hyp_smmu *smmu, struct smmu_fault *fault)
{
	u32 gerrorn = smmuv3_read(smmu, SMMUV3_GERRORN);
	u32 active = (smmuv3_read(smmu, SMMUV3_GERROR) ^ gerrorn) & GERROR_REPORTED;

	if (!active)
		return false;
	smmuv3_write(smmu, SMMUV3_GERRORN, gerrorn ^ active);
	fault->flags = PKVM_IOMMU_FAULT_VALID |
		       FIELD_PREP(PKVM_IOMMU_FAULT_KIND, PKVM_IOMMU_FAULT_KIND_STREAM) |
		       FIELD_PREP(PKVM_IOMMU_FAULT_REASON, PKVM_IOMMU_FAULT_REASON_EXTERNAL);
	fault->status = active;
	return true;
}

void pkvm_smmuv3_get_fault(struct hyp_smmu *smmu, struct smmu_fault *fault)
{
	u32 prod = smmuv3_read(smmu, SMMUV3_EVENTQ_PROD);
	bool empty = is_empty(&to_smmuv3(smmu)->eventq, prod);

	hyp_assert_lock_held(&smmu->lock);
	*fault = (struct smmu_fault){};
	if (!read_global(smmu, fault) && !empty)
		pop(smmu, prod, fault);
	else if (fault->flags && !empty)
		fault->flags |= PKVM_IOMMU_FAULT_MORE;
}
