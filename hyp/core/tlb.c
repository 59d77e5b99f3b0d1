// SPDX-License-Identifier: GPL-2.0-only
/* TLB invalidation of one SMMU, in bounded time whatever the size. */
#include "core.h"

/*
 * Above this many pages one invalidation of the whole context is cheaper than
 * one for each page, and its cost doesn't grow with what the host asks for.
 */
#define RANGE_MAX_PAGES	64

int smmu_invalidate(struct hyp_smmu *smmu, int ctx, u64 iova, u64 nr)
{
	int ret;

	hyp_spin_lock(&smmu->lock);
	if (nr > RANGE_MAX_PAGES)
		ret = smmu->ops->inval_ctx(smmu, ctx);
	else
		ret = smmu->ops->inval_range(smmu, ctx, iova, nr);
	hyp_spin_unlock(&smmu->lock);
	return ret;
}
