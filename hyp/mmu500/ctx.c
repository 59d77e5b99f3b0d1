// SPDX-License-Identifier: GPL-2.0-only
/*
 * Translation contexts of an MMU-500: stage 2 only, one bank each, with the
 * bank's number as VMID, so that no two contexts share TLB entries.
 *
 * An unused bank is parked: its type is "stage 1 with stage 2 fault", so that a
 * stream that selects it by mistake faults and does not bypass.
 */
#include "mmu500.h"

#define SCTLR_CHECK	(SCTLR_LIVE | SCTLR_CFCFG)

static u32 vtcr(const struct io_pgtable_cfg *cfg)
{
	return VTCR_RES1 |
	       FIELD_PREP(VTCR_PS, cfg->arm_lpae_s2_cfg.vtcr.ps) |
	       FIELD_PREP(VTCR_TG0, cfg->arm_lpae_s2_cfg.vtcr.tg) |
	       FIELD_PREP(VTCR_SH0, cfg->arm_lpae_s2_cfg.vtcr.sh) |
	       FIELD_PREP(VTCR_ORGN0, cfg->arm_lpae_s2_cfg.vtcr.orgn) |
	       FIELD_PREP(VTCR_IRGN0, cfg->arm_lpae_s2_cfg.vtcr.irgn) |
	       FIELD_PREP(VTCR_SL0, cfg->arm_lpae_s2_cfg.vtcr.sl) |
	       FIELD_PREP(VTCR_T0SZ, cfg->arm_lpae_s2_cfg.vtcr.tsz);
}

/*
 * Next-page prefetch walks tables without a transaction, and has errata. After the takeover
 * it is off, and the register may be locked.
 */
int pkvm_mmu500_stop_prefetch(struct hyp_smmu *smmu, unsigned int inst, unsigned int bank)
{
	void __iomem *reg = mmu500_cb(smmu, inst, bank, SMMU_CB_ACTLR);
	u32 actlr = readl_relaxed(reg);

	if (!(actlr & ACTLR_CPRE))
		return 0;
	return mmu500_write_check(smmu, reg, actlr & ~ACTLR_CPRE, ACTLR_CPRE);
}

/* A bank of which prefetch is on, or -1. */
static int prefetching_bank(const struct hyp_smmu *smmu, unsigned int inst)
{
	int bank;

	for (bank = 0; bank < to_mmu500(smmu)->nr_banks; bank++) {
		if (readl_relaxed(mmu500_cb(smmu, inst, bank, SMMU_CB_ACTLR)) & ACTLR_CPRE)
			return bank;
	}
	return -1;
}

/**
 * pkvm_mmu500_try_prefetch() - can prefetch be turned off?
 * @smmu: the node
 * @inst: the instance
 *
 * The secure side may keep ACTLR read-only. Tries one bank, then puts the registers back.
 * A bank in use loses nothing but speed meanwhile.
 *
 * Return: 0, or -ENODEV.
 */
int pkvm_mmu500_try_prefetch(struct hyp_smmu *smmu, unsigned int inst)
{
	void __iomem *sacr = mmu500_gr0(smmu, inst, SMMU_SACR), *actlr;
	u32 old_sacr = readl_relaxed(sacr), old_actlr;
	int bank = prefetching_bank(smmu, inst), ret;

	if (bank < 0)
		return 0;
	actlr = mmu500_cb(smmu, inst, bank, SMMU_CB_ACTLR);
	old_actlr = readl_relaxed(actlr);
	if (to_mmu500(smmu)->major >= 2)
		mmu500_write(smmu, sacr, old_sacr & ~SACR_CACHE_LOCK);
	ret = pkvm_mmu500_stop_prefetch(smmu, inst, bank);
	mmu500_write(smmu, actlr, old_actlr);
	mmu500_write(smmu, sacr, old_sacr);
	return ret ? -ENODEV : 0;
}

/* A fault of the former user must not be reported as one of the next. */
void pkvm_mmu500_drop_fault(struct hyp_smmu *smmu, unsigned int inst, unsigned int bank)
{
	u32 fsr = readl_relaxed(mmu500_cb(smmu, inst, bank, SMMU_CB_FSR));

	if (!(fsr & FSR_FAULTS))
		return;
	mmu500_write(smmu, mmu500_cb(smmu, inst, bank, SMMU_CB_FSR), fsr);
	if (fsr & FSR_SS)
		mmu500_write(smmu, mmu500_cb(smmu, inst, bank, SMMU_CB_RESUME),
			     RESUME_TERMINATE);
}

static int set_ttbr0(struct hyp_smmu *smmu, unsigned int inst, unsigned int bank, u64 vttbr)
{
	void __iomem *reg = mmu500_cb(smmu, inst, bank, SMMU_CB_TTBR0);

	mmu500_writeq(smmu, reg, vttbr);
	return (readq_relaxed(reg) ^ vttbr) & TTBR0_BADDR ? -EIO : 0;
}

/* 16-bit VMIDs are in CBA2R: firmware may have left them enabled. */
static int set_type(struct hyp_smmu *smmu, unsigned int inst, unsigned int bank, u8 vmid)
{
	u32 cba2r = CBA2R_VA64 | FIELD_PREP(CBA2R_VMID16, vmid);
	u32 cbar = FIELD_PREP(CBAR_TYPE, CBAR_TYPE_S2) | FIELD_PREP(CBAR_VMID, vmid);

	return mmu500_write_check(smmu, mmu500_gr1(smmu, inst, SMMU_CBA2R(bank)), cba2r,
				  CBA2R_VA64) ?:
	       mmu500_write_check(smmu, mmu500_gr1(smmu, inst, SMMU_CBAR(bank)), cbar,
				  CBAR_TYPE | CBAR_VMID);
}

/* The register values of a table. */
struct mmu500_table pkvm_mmu500_table(const struct io_pgtable_cfg *cfg)
{
	return (struct mmu500_table) {
		.vttbr = cfg->arm_lpae_s2_cfg.vttbr,
		.vtcr = vtcr(cfg),
	};
}

/**
 * pkvm_mmu500_bank_load() - make a bank translate by a stage 2 table
 * @smmu: the node
 * @inst: the instance
 * @bank: a bank that no stream selects
 * @vmid: a VMID of which the TLB holds nothing
 * @table: the table
 *
 * Writes every register that matters, whatever the bank held before.
 *
 * Return: 0, or -EIO: a register did not take its value.
 */
int pkvm_mmu500_bank_load(struct hyp_smmu *smmu, unsigned int inst, unsigned int bank, u8 vmid,
			  const struct mmu500_table *table)
{
	int ret;

	pkvm_mmu500_drop_fault(smmu, inst, bank);
	ret = set_type(smmu, inst, bank, vmid);
	ret = ret ?: mmu500_write_check(smmu, mmu500_cb(smmu, inst, bank, SMMU_CB_TCR),
					table->vtcr, VTCR_FIELDS);
	ret = ret ?: set_ttbr0(smmu, inst, bank, table->vttbr);
	ret = ret ?: pkvm_mmu500_stop_prefetch(smmu, inst, bank);
	return ret ?: mmu500_write_check(smmu, mmu500_cb(smmu, inst, bank, SMMU_CB_SCTLR),
					 SCTLR_LIVE, SCTLR_CHECK);
}

/* The same for a table that io-pgtable describes. */
int pkvm_mmu500_bank_program(struct hyp_smmu *smmu, unsigned int inst, unsigned int bank, u8 vmid,
			     const struct io_pgtable_cfg *cfg)
{
	struct mmu500_table table = pkvm_mmu500_table(cfg);

	return pkvm_mmu500_bank_load(smmu, inst, bank, vmid, &table);
}

/**
 * pkvm_mmu500_bank_park() - take a bank out of use
 * @smmu: the node
 * @inst: the instance
 * @bank: a bank that no stream selects
 *
 * Return: 0, or -EIO: a register did not take its value.
 */
int pkvm_mmu500_bank_park(struct hyp_smmu *smmu, unsigned int inst, unsigned int bank)
{
	int ret;

	pkvm_mmu500_drop_fault(smmu, inst, bank);
	ret = pkvm_mmu500_stop_prefetch(smmu, inst, bank);
	ret = ret ?: mmu500_write_check(smmu, mmu500_gr1(smmu, inst, SMMU_CBAR(bank)),
					FIELD_PREP(CBAR_TYPE, CBAR_TYPE_S1_S2_FAULT), CBAR_TYPE);
	return ret ?: mmu500_write_check(smmu, mmu500_cb(smmu, inst, bank, SMMU_CB_SCTLR), 0,
					 SCTLR_M);
}

int pkvm_mmu500_free_bank(const struct hyp_smmu *smmu)
{
	int ctx;

	for (ctx = SMMU_CTX_IDENTITY + 1; ctx < to_mmu500(smmu)->nr_banks; ctx++) {
		if (!test_bit(ctx, to_mmu500(smmu)->banks_used))
			return ctx;
	}
	return -ENOSPC;
}

static int program_all(struct hyp_smmu *smmu, int ctx, const struct io_pgtable_cfg *cfg)
{
	int ret = pkvm_mmu500_flush_vmid(smmu, ctx);
	unsigned int i;

	for (i = 0; i < smmu->nr_regs && !ret; i++)
		ret = pkvm_mmu500_bank_program(smmu, i, ctx, ctx, cfg);
	return ret;
}

/* Takes each step, also after an error. */
int pkvm_mmu500_park_all(struct hyp_smmu *smmu, int ctx)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < smmu->nr_regs; i++)
		ret = pkvm_mmu500_bank_park(smmu, i, ctx) ?: ret;
	return ret;
}

int pkvm_mmu500_ctx_alloc(struct hyp_smmu *smmu, const struct io_pgtable_cfg *cfg)
{
	int ctx = pkvm_mmu500_free_bank(smmu), ret;

	hyp_assert_lock_held(&smmu->lock);
	if (ctx < 0)
		return ctx;

	ret = program_all(smmu, ctx, cfg);
	/* A bank that keeps a part of this stays in use for good, without a table. */
	if (!ret || pkvm_mmu500_park_all(smmu, ctx))
		__set_bit(ctx, to_mmu500(smmu)->banks_used);
	if (ret)
		return ret;
	to_mmu500(smmu)->tables[ctx] = pkvm_mmu500_table(cfg);
	return ctx;
}

/* On any instance? */
bool pkvm_mmu500_ctx_selected(const struct hyp_smmu *smmu, int ctx)
{
	unsigned int i;

	for (i = 0; i < smmu->nr_regs; i++) {
		if (pkvm_mmu500_bank_selected(smmu, i, ctx))
			return true;
	}
	return false;
}

int pkvm_mmu500_ctx_free(struct hyp_smmu *smmu, int ctx)
{
	int ret;

	hyp_assert_lock_held(&smmu->lock);
	if (ctx == SMMU_CTX_IDENTITY || !mmu500_ctx_valid(smmu, ctx) || mmu500_lent(smmu, ctx))
		return -EINVAL;
	if (pkvm_mmu500_ctx_selected(smmu, ctx))
		return -EBUSY;

	/* On a failure the bank stays in use, without a table, until a later call. */
	to_mmu500(smmu)->tables[ctx].vttbr = 0;
	ret = pkvm_mmu500_park_all(smmu, ctx) ?: pkvm_mmu500_flush_vmid(smmu, ctx);
	if (!ret)
		__clear_bit(ctx, to_mmu500(smmu)->banks_used);
	return ret;
}
