// SPDX-License-Identifier: GPL-2.0-only
/*
 * Streams of an MMU-500: which context a stream-match group selects. A blocked stream
 * keeps its group, with S2CR.TYPE = fault.
 */
#include "mmu500.h"

static u32 s2cr(int ctx)
{
	if (ctx == SMMU_CTX_BLOCKED)
		return FIELD_PREP(S2CR_TYPE, S2CR_TYPE_FAULT);
	return FIELD_PREP(S2CR_TYPE, S2CR_TYPE_TRANS) | FIELD_PREP(S2CR_CBNDX, ctx);
}

/* One write, so that the group has either its old state or its new one. */
int pkvm_mmu500_s2cr_write(struct hyp_smmu *smmu, unsigned int inst, unsigned int group, int ctx)
{
	u32 mask = S2CR_TYPE | (ctx == SMMU_CTX_BLOCKED ? 0 : S2CR_CBNDX);

	return mmu500_write_check(smmu, mmu500_gr0(smmu, inst, SMMU_S2CR(group)), s2cr(ctx),
				  mask);
}

static u32 s2cr_read(const struct hyp_smmu *smmu, unsigned int inst, unsigned int group)
{
	return readl_relaxed(mmu500_gr0(smmu, inst, SMMU_S2CR(group)));
}

static bool s2cr_selects(u32 val, unsigned int bank)
{
	return FIELD_GET(S2CR_TYPE, val) == S2CR_TYPE_TRANS && FIELD_GET(S2CR_CBNDX, val) == bank;
}

/**
 * pkvm_mmu500_bank_selected() - may a transaction use this bank?
 * @smmu: the node
 * @inst: the instance
 * @bank: the bank
 *
 * Reads the hardware, not a copy, so that it is right for firmware's settings, too, and for
 * writes that were lost: a group selects the bank, or a nested stage 1 bank has it as its
 * stage 2. That is up to 256 loads of each instance, when a domain's last stream leaves an
 * SMMU: never for a map, an unmap, or another stream.
 *
 * Return: true if one may.
 */
bool pkvm_mmu500_bank_selected(const struct hyp_smmu *smmu, unsigned int inst, unsigned int bank)
{
	unsigned int i;
	u32 cbar;

	for (i = 0; i < to_mmu500(smmu)->nr_groups; i++) {
		if (s2cr_selects(s2cr_read(smmu, inst, i), bank))
			return true;
	}
	for (i = 0; i < to_mmu500(smmu)->nr_banks; i++) {
		cbar = readl_relaxed(mmu500_gr1(smmu, inst, SMMU_CBAR(i)));
		if (FIELD_GET(CBAR_TYPE, cbar) == CBAR_TYPE_S1_S2 &&
		    FIELD_GET(CBAR_CBNDX, cbar) == bank)
			return true;
	}
	return false;
}

/* Does a group with this SMR match exactly this stream? */
bool pkvm_mmu500_smr_serves(const struct hyp_smmu *smmu, unsigned int stream, u32 smr)
{
	/* ID bits under the mask need not be kept by the hardware. */
	return (smr & SMR_VALID) && FIELD_GET(SMR_MASK, smr) == smmu->sid_mask &&
	       (FIELD_GET(SMR_ID, smr) & ~smmu->sid_mask) == smmu->streams[stream].sid;
}

/*
 * Make the stream's group match it. The first write finds bits that are not
 * implemented before the entry is valid: a wider match would open other streams.
 */
static int smr_open(struct hyp_smmu *smmu, unsigned int inst, unsigned int stream)
{
	void __iomem *reg = mmu500_gr0(smmu, inst, SMMU_SMR(to_mmu500(smmu)->groups[stream]));
	u32 smr = FIELD_PREP(SMR_MASK, smmu->sid_mask) |
		  FIELD_PREP(SMR_ID, smmu->streams[stream].sid);
	u32 mask = SMR_VALID | SMR_MASK | FIELD_PREP(SMR_ID, (u16)~smmu->sid_mask & 0x7fff);

	if (pkvm_mmu500_smr_serves(smmu, stream, readl_relaxed(reg)))
		return 0;
	return mmu500_write_check(smmu, reg, smr, mask) ?:
	       mmu500_write_check(smmu, reg, smr | SMR_VALID, mask);
}

/* Every stream goes to its context: all of S2CR before the first SMR. */
int pkvm_mmu500_open_streams(struct hyp_smmu *smmu, unsigned int inst)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < smmu->nr_streams && !ret; i++)
		ret = pkvm_mmu500_s2cr_write(smmu, inst, to_mmu500(smmu)->groups[i],
					     smmu->streams[i].ctx);
	for (i = 0; i < smmu->nr_streams && !ret; i++)
		ret = smr_open(smmu, inst, i);
	return ret;
}

static int set_all_instances(struct hyp_smmu *smmu, unsigned int group, int ctx)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < smmu->nr_regs; i++)
		ret = pkvm_mmu500_s2cr_write(smmu, i, group, ctx) ?: ret;
	return ret;
}

/*
 * Transactions that the old context translated may still be in progress; they have
 * completed once an invalidation of that context is confirmed.
 */
static int drain_ctx(struct hyp_smmu *smmu, u32 old, int ctx)
{
	if (FIELD_GET(S2CR_TYPE, old) != S2CR_TYPE_TRANS || s2cr_selects(old, ctx))
		return 0;
	return pkvm_mmu500_flush_vmid(smmu, mmu500_vmid(smmu, FIELD_GET(S2CR_CBNDX, old)));
}

/* Instances may differ after a lost write. The same context is drained once. */
static int drain(struct hyp_smmu *smmu, const u32 *old, int ctx)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < smmu->nr_regs && !ret; i++) {
		if (!i || old[i] != old[0])
			ret = drain_ctx(smmu, old[i], ctx);
	}
	return ret;
}

/* On an error the stream faults: it has neither the old context nor the new one. */
int pkvm_mmu500_stream_set(struct hyp_smmu *smmu, unsigned int stream, int ctx)
{
	u32 old[PKVM_IOMMU_MAX_SMMU_REGS];
	unsigned int group, i;
	int ret;

	hyp_assert_lock_held(&smmu->lock);
	if (stream >= smmu->nr_streams)
		return -EINVAL;
	if (ctx != SMMU_CTX_BLOCKED && !mmu500_ctx_valid(smmu, ctx))
		return -EINVAL;

	group = to_mmu500(smmu)->groups[stream];
	for (i = 0; i < smmu->nr_regs; i++)
		old[i] = s2cr_read(smmu, i, group);
	ret = set_all_instances(smmu, group, ctx) ?: drain(smmu, old, ctx);
	if (ret)
		set_all_instances(smmu, group, SMMU_CTX_BLOCKED);
	smmu->streams[stream].ctx = ret ? SMMU_CTX_BLOCKED : ctx;
	return ret;
}
