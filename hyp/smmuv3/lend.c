// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nested domains of an SMMUv3: stage 1 by the host's context descriptor and tables, followed
 * by stage 2 by the identity table. What makes that safe is in the stream table entry, which
 * is EL2's: that there is a stage 2, its table and its VMID. The SMMU reads the descriptor and
 * the tables through stage 2, so EL2 does not look at them.
 *
 * All nested domains have one VMID: their stage 2 is the same, and one command removes what
 * the TLB has combined with it. The domains differ by their ASIDs, which EL2 chooses and
 * the host writes to its descriptors. A host that writes others spoils its own domains.
 */
#include "smmuv3.h"

/* A stall would hold a transaction until a command of EL2's ends it, which never comes. */
static u64 no_stalls(const struct hyp_smmu *smmu)
{
	u32 model = FIELD_GET(IDR0_STALL_MODEL, to_smmuv3(smmu)->idr0);

	return model == IDR0_STALL_BOTH ? STE1_S1STALLD : 0;
}

/* How the SMMU reads descriptors. */
static u64 cd_attributes(const struct hyp_smmu *smmu)
{
	if (!to_smmuv3(smmu)->coherent)
		return FIELD_PREP(STE1_S1CSH, CR1_OSH);
	return FIELD_PREP(STE1_S1CIR, CR1_WB) | FIELD_PREP(STE1_S1COR, CR1_WB) |
	       FIELD_PREP(STE1_S1CSH, CR1_ISH);
}

/*
 * Fields that are not named are zero: one descriptor, no substreams, translated requests of
 * ATS are refused (EATS). Neither it nor a table can be in a device's registers (S2PTW).
 */
struct smmuv3_ste pkvm_smmuv3_lent_ste(const struct hyp_smmu *smmu, int ctx)
{
	const struct smmuv3_table *stage2 = &to_smmuv3(smmu)->tables[SMMU_CTX_IDENTITY];
	u64 cd = to_smmuv3(smmu)->tables[ctx].cd;

	return (struct smmuv3_ste) {
		.dw = {
			STE0_V | FIELD_PREP(STE0_CONFIG, STE_CONFIG_S1_S2) | (cd & STE0_S1CTXPTR),
			FIELD_PREP(STE1_SHCFG, STE_SHCFG_INCOMING) | cd_attributes(smmu) |
				no_stalls(smmu),
			FIELD_PREP(STE2_S2VMID, SMMUV3_LENT_VMID) | stage2->vtcr |
				STE2_S2AA64 | STE2_S2PTW | STE2_S2R,
			stage2->vttbr & STE3_S2TTB,
		},
	};
}

/* Nothing of the context is in the TLB: ctx_take leaves nothing of all nested domains there. */
int pkvm_smmuv3_ctx_lend(struct hyp_smmu *smmu, u64 cd)
{
	int ctx = smmuv3_free_ctx(smmu);

	hyp_assert_lock_held(&smmu->lock);
	if (!to_smmuv3(smmu)->nests)
		return -EOPNOTSUPP;
	if (cd & ~STE0_S1CTXPTR || cd >> PKVM_IOMMU_IAS)
		return -EINVAL;
	if (ctx < 0 || ctx >= PKVM_IOMMU_MAX_NESTED)
		return -ENOSPC;

	__set_bit(ctx, to_smmuv3(smmu)->ctx_used);
	to_smmuv3(smmu)->tables[ctx] = (struct smmuv3_table) { .cd = cd, .lent = true };
	to_smmuv3(smmu)->nr_lent++;
	return ctx;
}

/* By VMID: the host may have given its descriptor any ASID. On a failure it stays lent. */
int pkvm_smmuv3_ctx_take(struct hyp_smmu *smmu, int ctx)
{
	int ret;

	hyp_assert_lock_held(&smmu->lock);
	if (!smmuv3_lent(smmu, ctx))
		return -EINVAL;
	if (smmuv3_ctx_selected(smmu, ctx))
		return -EBUSY;

	ret = pkvm_smmuv3_flush_ctx(smmu, ctx) ?: pkvm_smmuv3_sync(smmu);
	if (ret)
		return ret;
	to_smmuv3(smmu)->tables[ctx] = (struct smmuv3_table){};
	__clear_bit(ctx, to_smmuv3(smmu)->ctx_used);
	to_smmuv3(smmu)->nr_lent--;
	return 0;
}

/* Eight bits are enough for all contexts that can be lent, and 0 is none. */
u16 pkvm_smmuv3_lent_asid(const struct hyp_smmu *smmu, int ctx)
{
	return ctx;
}

static u64 stage1_command(const struct hyp_smmu *smmu, u64 command, int ctx)
{
	return command | FIELD_PREP(CMD0_VMID, SMMUV3_LENT_VMID) |
	       FIELD_PREP(CMD0_ASID, pkvm_smmuv3_lent_asid(smmu, ctx));
}

/* The granule of tables with pages or blocks of such a size, or 0. */
static u8 granule_of(u64 step)
{
	switch (step) {
	case 12: case 21: case 30: case 39:
		return 12;
	case 14: case 25: case 36:
		return 14;
	case 16: case 29: case 42:
		return 16;
	}
	return 0;
}

/* Too large for the fields of a range, or for the commands of a batch. */
static bool is_large(const struct hyp_smmu *smmu, const struct smmuv3_tlbi *op, u64 size)
{
	return to_smmuv3(smmu)->ril ? size >> PKVM_IOMMU_IAS : size >> op->step > SMMUV3_BATCH;
}

static int inval_stage1(struct hyp_smmu *smmu, int ctx, const struct smmuv3_tlbi *op, u64 iova,
			u64 size)
{
	if (!size || is_large(smmu, op, size))
		return pkvm_smmuv3_cmd(smmu, stage1_command(smmu, CMD_TLBI_NH_ASID, ctx), 0);
	return pkvm_smmuv3_tlbi(smmu, op, iova, size);
}

int pkvm_smmuv3_inval_lent(struct hyp_smmu *smmu, int ctx, u64 iova, u64 size, u64 flags)
{
	struct smmuv3_tlbi op = {
		.dw0 = stage1_command(smmu, CMD_TLBI_NH_VA, ctx),
		.dw1 = flags & PKVM_IOMMU_INVAL_LEAF ? CMD1_LEAF : 0,
		.step = FIELD_GET(PKVM_IOMMU_INVAL_GRANULE, flags),
	};

	hyp_assert_lock_held(&smmu->lock);
	if (!smmuv3_lent(smmu, ctx))
		return -ENOENT;
	op.granule = granule_of(op.step);
	if (size && !op.granule)
		return -EINVAL;
	return inval_stage1(smmu, ctx, &op, iova, size) ?: pkvm_smmuv3_sync(smmu);
}
