// SPDX-License-Identifier: GPL-2.0-only
/* TLB invalidation on all SMMUs that may hold a translation. */
#include "core.h"

struct invalidation {
	const s16 *ctx;
	u64 iova;
	u64 nr;
};

static bool whole_contexts;	/* written during set-up only */

int pkvm_iommu_invalidate_contexts(void)
{
	hyp_assert_lock_held(&pkvm_iommu_setup_lock);
	whole_contexts = true;
	return 0;
}

static int invalidate_smmu(struct hyp_smmu *smmu, void *arg)
{
	const struct invalidation *inv = arg;

	if (whole_contexts)
		return smmu->ops->inval_ctx(smmu, inv->ctx[smmu->nr]);
	return smmu->ops->inval_range(smmu, inv->ctx[smmu->nr], inv->iova, inv->nr);
}

int pkvm_iommu_invalidate(const s16 *ctx, u64 iova, u64 nr)
{
	struct invalidation inv = { .ctx = ctx, .iova = iova, .nr = nr };

	return pkvm_iommu_ask_all(invalidate_smmu, ctx, &inv);
}

#ifndef __KVM_NVHE_HYPERVISOR__
void pkvm_iommu_reset_tlb(void)
{
	whole_contexts = false;
}
#endif
