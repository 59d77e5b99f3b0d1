// SPDX-License-Identifier: GPL-2.0-only
/*
 * Translation contexts of an SMMUv3: a VMID and a stage 2 table. No register holds them;
 * they are what the entries of streams are made of. lend.c has those with a stage 1.
 */
#include <linux/minmax.h>

#include "smmuv3.h"

/* The fields of STE dword 2 that describe a table. Output addresses have IDR5.OAS bits. */
struct smmuv3_table pkvm_smmuv3_table(const struct hyp_smmu *smmu,
				      const struct io_pgtable_cfg *cfg)
{
	u64 ps = min_t(u64, cfg->arm_lpae_s2_cfg.vtcr.ps, to_smmuv3(smmu)->oas);

	return (struct smmuv3_table) {
		.vttbr = cfg->arm_lpae_s2_cfg.vttbr,
		.vtcr = FIELD_PREP(STE2_S2PS, ps) |
			FIELD_PREP(STE2_S2TG, cfg->arm_lpae_s2_cfg.vtcr.tg) |
			FIELD_PREP(STE2_S2SH0, cfg->arm_lpae_s2_cfg.vtcr.sh) |
			FIELD_PREP(STE2_S2OR0, cfg->arm_lpae_s2_cfg.vtcr.orgn) |
			FIELD_PREP(STE2_S2IR0, cfg->arm_lpae_s2_cfg.vtcr.irgn) |
			FIELD_PREP(STE2_S2SL0, cfg->arm_lpae_s2_cfg.vtcr.sl) |
			FIELD_PREP(STE2_S2T0SZ, cfg->arm_lpae_s2_cfg.vtcr.tsz),
	};
}

/*
 * The entry of a context. Fields that are not named are zero: no stage 1, no
 * substreams, faults do not stall, translated requests of ATS are refused (EATS).
 */
struct smmuv3_ste pkvm_smmuv3_make_ste(const struct hyp_smmu *smmu, int ctx)
{
	const struct smmuv3_table *table = &to_smmuv3(smmu)->tables[ctx];

	if (smmuv3_lent(smmu, ctx))
		return pkvm_smmuv3_lent_ste(smmu, ctx);
	return (struct smmuv3_ste) {
		.dw = {
			STE0_V | FIELD_PREP(STE0_CONFIG, STE_CONFIG_S2),
			FIELD_PREP(STE1_SHCFG, STE_SHCFG_INCOMING),
			FIELD_PREP(STE2_S2VMID, smmuv3_vmid(smmu, ctx)) | table->vtcr |
				STE2_S2AA64 | STE2_S2R,
			table->vttbr & STE3_S2TTB,
		},
	};
}

int pkvm_smmuv3_ctx_alloc(struct hyp_smmu *smmu, const struct io_pgtable_cfg *cfg)
{
	int ctx = smmuv3_free_ctx(smmu), ret;

	hyp_assert_lock_held(&smmu->lock);
	if (ctx < 0)
		return ctx;
	ret = pkvm_smmuv3_flush_ctx(smmu, ctx) ?: pkvm_smmuv3_sync(smmu);
	if (ret)
		return ret;

	__set_bit(ctx, to_smmuv3(smmu)->ctx_used);
	to_smmuv3(smmu)->tables[ctx] = pkvm_smmuv3_table(smmu, cfg);
	return ctx;
}

int pkvm_smmuv3_ctx_free(struct hyp_smmu *smmu, int ctx)
{
	int ret;

	hyp_assert_lock_held(&smmu->lock);
	if (ctx == SMMU_CTX_IDENTITY || !smmuv3_ctx_valid(smmu, ctx) || smmuv3_lent(smmu, ctx))
		return -EINVAL;
	if (smmuv3_ctx_selected(smmu, ctx))
		return -EBUSY;

	/* On a failure the context stays in use, without a table, until a later call. */
	to_smmuv3(smmu)->tables[ctx].vttbr = 0;
	ret = pkvm_smmuv3_flush_ctx(smmu, ctx) ?: pkvm_smmuv3_sync(smmu);
	if (!ret)
		__clear_bit(ctx, to_smmuv3(smmu)->ctx_used);
	return ret;
}
