// SPDX-License-Identifier: GPL-2.0-only
/*
 * TLB maintenance of an SMMUv3. Every stream is translated by stage 2 alone, so that the
 * invalidation of an IPA leaves nothing behind.
 */
#include <linux/minmax.h>

#include "smmuv3.h"

/* All non-secure entries, and all copies of the stream table. */
int pkvm_smmuv3_flush_all(struct hyp_smmu *smmu)
{
	bool el2 = to_smmuv3(smmu)->idr0 & IDR0_HYP;
	int ret;

	hyp_assert_lock_held(&smmu->lock);
	ret = pkvm_smmuv3_cmd(smmu, CMD_CFGI_STE_RANGE, FIELD_PREP(CMD1_RANGE, CMD1_RANGE_ALL));
	if (!ret && el2)
		ret = pkvm_smmuv3_cmd(smmu, CMD_TLBI_EL2_ALL, 0);
	return ret ?: pkvm_smmuv3_cmd(smmu, CMD_TLBI_NSNH_ALL, 0) ?: pkvm_smmuv3_sync(smmu);
}

/* All entries of a context's VMID, walk caches included. No sync. */
int pkvm_smmuv3_flush_ctx(struct hyp_smmu *smmu, int ctx)
{
	return pkvm_smmuv3_cmd(smmu, CMD_TLBI_S12_VMALL | FIELD_PREP(CMD0_VMID, smmuv3_vmid(ctx)),
			       0);
}

int pkvm_smmuv3_inval_ctx(struct hyp_smmu *smmu, int ctx)
{
	hyp_assert_lock_held(&smmu->lock);
	if (!smmuv3_ctx_valid(smmu, ctx))
		return -EINVAL;
	return pkvm_smmuv3_flush_ctx(smmu, ctx) ?: pkvm_smmuv3_sync(smmu);
}

/* A range command of one page at scale 0 is reserved: that page gets a plain one. */
static int inval_chunk(struct hyp_smmu *smmu, int ctx, u64 iova, u64 num, u64 scale)
{
	u64 dw0 = CMD_TLBI_S2_IPA | FIELD_PREP(CMD0_VMID, smmuv3_vmid(ctx));
	u64 dw1 = iova & CMD1_ADDR;

	if (num > 1 || scale) {
		dw0 |= FIELD_PREP(CMD0_NUM, num - 1) | FIELD_PREP(CMD0_SCALE, scale);
		dw1 |= FIELD_PREP(CMD1_TG, CMD1_TG_4K);
	}
	return pkvm_smmuv3_cmd(smmu, dw0, dw1);
}

/*
 * One command covers @num << @scale pages with @num up to 32: five bits of @nr, from the
 * lowest that is set. So 40 bits of pages take eight commands.
 */
static int inval_by_range(struct hyp_smmu *smmu, int ctx, u64 iova, u64 nr)
{
	u64 num, scale;
	int ret = 0;

	while (nr && !ret) {
		scale = __ffs(nr);
		num = (nr >> scale) & 0x1f;
		ret = inval_chunk(smmu, ctx, iova, num, scale);
		iova += num << (scale + 12);
		nr -= num << scale;
	}
	return ret;
}

static int inval_by_page(struct hyp_smmu *smmu, int ctx, u64 iova, u64 nr)
{
	int ret = 0;
	u64 i;

	for (i = 0; i < nr && !ret; i++)
		ret = inval_chunk(smmu, ctx, iova + (i << 12), 1, 0);
	return ret;
}

int pkvm_smmuv3_inval_range(struct hyp_smmu *smmu, int ctx, u64 iova, u64 nr)
{
	bool ril = to_smmuv3(smmu)->ril;
	int ret;

	if (!ril && nr > SMMUV3_BATCH)
		return pkvm_smmuv3_inval_ctx(smmu, ctx);

	hyp_assert_lock_held(&smmu->lock);
	if (!smmuv3_ctx_valid(smmu, ctx))
		return -EINVAL;
	ret = ril ? inval_by_range(smmu, ctx, iova, nr) : inval_by_page(smmu, ctx, iova, nr);
	return ret ?: pkvm_smmuv3_sync(smmu);
}
