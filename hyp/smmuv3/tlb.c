// SPDX-License-Identifier: GPL-2.0-only
/*
 * TLB maintenance of an SMMUv3. What stage 2 alone translates, the invalidation of an IPA
 * removes. Of a nested domain the TLB has entries of both stages, which are found by the
 * input of stage 1 only, and the SMMU may keep with a stream's configuration where stage 2
 * has put the descriptor and the tables that it leads to.
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
	return pkvm_smmuv3_cmd(smmu, CMD_TLBI_S12_VMALL |
			       FIELD_PREP(CMD0_VMID, smmuv3_vmid(smmu, ctx)), 0);
}

/*
 * What nested domains have of stage 2, which changes with the table of @ctx. The TLB first: by
 * its entries the SMMU would find, with a descriptor that it reads again, a table where it was.
 * A sync alone orders commands. What the SMMU makes meanwhile of configuration that it still
 * has passes stage 2 as it is. No sync at the end.
 */
static int flush_lent(struct hyp_smmu *smmu, int ctx)
{
	if (ctx != SMMU_CTX_IDENTITY || !to_smmuv3(smmu)->nr_lent)
		return 0;
	return pkvm_smmuv3_cmd(smmu, CMD_TLBI_S12_VMALL |
			       FIELD_PREP(CMD0_VMID, SMMUV3_LENT_VMID), 0) ?:
	       pkvm_smmuv3_sync(smmu) ?:
	       pkvm_smmuv3_cmd(smmu, CMD_CFGI_STE_RANGE, FIELD_PREP(CMD1_RANGE, CMD1_RANGE_ALL));
}

int pkvm_smmuv3_inval_ctx(struct hyp_smmu *smmu, int ctx)
{
	hyp_assert_lock_held(&smmu->lock);
	if (!smmuv3_ctx_valid(smmu, ctx))
		return -EINVAL;
	return flush_lent(smmu, ctx) ?: pkvm_smmuv3_flush_ctx(smmu, ctx) ?:
	       pkvm_smmuv3_sync(smmu);
}

/* A range command of one page at scale 0 is reserved: that page gets a plain one. */
static int inval_chunk(struct hyp_smmu *smmu, const struct smmuv3_tlbi *op, u64 addr, u64 num,
		       u64 scale)
{
	u64 dw0 = op->dw0, dw1 = op->dw1 | (addr & CMD1_ADDR);

	if (num > 1 || scale) {
		dw0 |= FIELD_PREP(CMD0_NUM, num - 1) | FIELD_PREP(CMD0_SCALE, scale);
		dw1 |= FIELD_PREP(CMD1_TG, (op->granule - 10) / 2);
	}
	return pkvm_smmuv3_cmd(smmu, dw0, dw1);
}

/*
 * One command covers @num << @scale pages with @num up to 32: five bits of @nr, from the
 * lowest that is set. So 40 bits of pages take eight commands.
 */
static int inval_by_range(struct hyp_smmu *smmu, const struct smmuv3_tlbi *op, u64 addr, u64 nr)
{
	u64 num, scale;
	int ret = 0;

	while (nr && !ret) {
		scale = __ffs(nr);
		num = (nr >> scale) & 0x1f;
		ret = inval_chunk(smmu, op, addr, num, scale);
		addr += num << (scale + op->granule);
		nr -= num << scale;
	}
	return ret;
}

static int inval_by_page(struct hyp_smmu *smmu, const struct smmuv3_tlbi *op, u64 addr, u64 nr)
{
	int ret = 0;
	u64 i;

	for (i = 0; i < nr && !ret; i++)
		ret = inval_chunk(smmu, op, addr + (i << op->step), 1, 0);
	return ret;
}

/**
 * pkvm_smmuv3_tlbi() - invalidate by address, without a sync
 * @smmu: the node
 * @op: what
 * @addr: from here
 * @size: in bytes, of not too many commands: 2^40 pages where there are ranges, else a batch
 *
 * Return: 0, or -ETIMEDOUT: the queue is full.
 */
int pkvm_smmuv3_tlbi(struct hyp_smmu *smmu, const struct smmuv3_tlbi *op, u64 addr, u64 size)
{
	if (to_smmuv3(smmu)->ril)
		return inval_by_range(smmu, op, addr, size >> op->granule);
	return inval_by_page(smmu, op, addr, size >> op->step);
}

/* Commands by address in a batch, besides those of flush_lent(). */
#define MAX_BY_ADDRESS	(SMMUV3_BATCH - 2)

int pkvm_smmuv3_inval_range(struct hyp_smmu *smmu, int ctx, u64 iova, u64 nr)
{
	struct smmuv3_tlbi op = { .granule = PAGE_SHIFT, .step = PAGE_SHIFT };

	if (!to_smmuv3(smmu)->ril && nr > MAX_BY_ADDRESS)
		return pkvm_smmuv3_inval_ctx(smmu, ctx);

	hyp_assert_lock_held(&smmu->lock);
	if (!smmuv3_ctx_valid(smmu, ctx))
		return -EINVAL;
	op.dw0 = CMD_TLBI_S2_IPA | FIELD_PREP(CMD0_VMID, smmuv3_vmid(smmu, ctx));
	return flush_lent(smmu, ctx) ?: pkvm_smmuv3_tlbi(smmu, &op, iova, nr << PAGE_SHIFT) ?:
	       pkvm_smmuv3_sync(smmu);
}
