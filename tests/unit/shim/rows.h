/* SPDX-License-Identifier: GPL-2.0-only */
/* Set-up calls in the form that tests use most: one stream ID a row, mirrored SMMUs. */
#ifndef SHIM_ROWS_H
#define SHIM_ROWS_H

#include "hyp/core/ops.h"

#define ROW(_smmu, _sid, _client)	\
	((struct iommu_row){ .sid = (_sid), .nr_sids = 1, .client = (_client), .smmu = (_smmu) })

static inline int describe_row(struct iommu_row row)
{
	return __pkvm_iommu_describe_streams(row.smmu, row.sid, row.nr_sids, row.client);
}

static inline int describe_mc(u64 base, u64 size)
{
	return __pkvm_iommu_describe_guard(PKVM_IOMMU_GUARD_TEGRA_MC, base, size);
}

/* @mirror: base of a second instance, or 0 */
static inline int describe_smmu(u64 nr, u64 base, u64 mirror, u64 size, u64 sid_mask)
{
	int ret = __pkvm_iommu_describe_smmu(nr, PKVM_IOMMU_SMMU_MMU500, base, size, sid_mask);

	return ret || !mirror ? ret : __pkvm_iommu_describe_smmu_regs(nr, mirror, size);
}

#endif
