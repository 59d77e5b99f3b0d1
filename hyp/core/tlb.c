// SPDX-License-Identifier: GPL-2.0-only
/* TLB invalidation on all SMMUs that may hold a translation. */
#include "core.h"

struct invalidation {
	const s16 *ctx;
	u64 iova;
	u64 nr;
};

static int invalidate_smmu(struct hyp_smmu *smmu, void *arg)
{
	const struct invalidation *inv = arg;

	return smmu->ops->inval_range(smmu, inv->ctx[smmu->nr], inv->iova, inv->nr);
}

int pkvm_iommu_invalidate(const s16 *ctx, u64 iova, u64 nr)
{
	struct invalidation inv = { .ctx = ctx, .iova = iova, .nr = nr };

	return pkvm_iommu_ask_all(invalidate_smmu, ctx, &inv);
}
