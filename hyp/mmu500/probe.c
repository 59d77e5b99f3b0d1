// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arm MMU-500 (SMMUv2): whether EL2 can drive it, and the table of operations.
 */
#include "mmu500.h"

/* Features that the operations need. */
#define IDR0_NEEDED	(IDR0_S2TS | IDR0_SMS)
#define IDR2_NEEDED	IDR2_PTFSV8_4K

/* Features that lending a bank needs. */
#define IDR0_NESTS	(IDR0_S1TS | IDR0_NTS)

/* IDR2.IAS and OAS: 2 is 40 bits; fewer do not cover DRAM. */
#define IDR2_SIZE_40	2

/* 0 if the read aborts: no feature is there, and EL2 does not drive the SMMU. */
static u32 idr(const struct hyp_smmu *smmu, unsigned int inst, u32 reg)
{
	u32 val = 0;

	pkvm_iommu_read32(smmu->regs[inst].va + reg, &val);
	return val;
}

/* Mirrored instances are programmed alike, so they must be alike. */
static bool instances_agree(const struct hyp_smmu *smmu)
{
	static const u32 regs[] = { SMMU_IDR0, SMMU_IDR1, SMMU_IDR2, SMMU_IDR7 };
	unsigned int i, r;

	for (i = 1; i < smmu->nr_regs; i++) {
		for (r = 0; r < ARRAY_SIZE(regs); r++) {
			if (idr(smmu, i, regs[r]) != idr(smmu, 0, regs[r]))
				return false;
		}
	}
	return true;
}

/* Extended stream IDs change the format of SMRs; EL2 does not support them. */
static bool extended_ids(const struct hyp_smmu *smmu)
{
	unsigned int i;

	for (i = 0; i < smmu->nr_regs; i++) {
		u32 scr0 = SCR0_EXIDENABLE;

		pkvm_iommu_read32(smmu->regs[i].va + SMMU_SCR0, &scr0);
		if (scr0 & SCR0_EXIDENABLE)
			return true;
	}
	return false;
}

static int probe_matching(struct hyp_smmu *smmu)
{
	struct hyp_mmu500 *node = to_mmu500(smmu);
	u32 idr0 = idr(smmu, 0, SMMU_IDR0);

	if ((idr0 & IDR0_NEEDED) != IDR0_NEEDED || FIELD_GET(IDR0_NUMSIDB, idr0) < 15)
		return -ENODEV;

	node->nests = (idr0 & IDR0_NESTS) == IDR0_NESTS;
	node->nr_groups = FIELD_GET(IDR0_NUMSMRG, idr0);
	if (!node->nr_groups || node->nr_groups > MMU500_MAX_GROUPS || extended_ids(smmu))
		return -ENODEV;
	return smmu->nr_streams > node->nr_groups ? -ENOSPC : 0;
}

/*
 * All registers that EL2 uses must be within the described range. A bank that can do
 * stage 2 only cannot be parked: while it is off, a stream that selects it bypasses.
 */
static int probe_geometry(struct hyp_smmu *smmu)
{
	struct hyp_mmu500 *node = to_mmu500(smmu);
	u32 idr1 = idr(smmu, 0, SMMU_IDR1);

	node->pgshift = idr1 & IDR1_PAGESIZE ? 16 : 12;
	node->numpage = 1U << (FIELD_GET(IDR1_NUMPAGENDXB, idr1) + 1);
	if ((u64)node->numpage << (node->pgshift + 1) != smmu->regs[0].size)
		return -ENODEV;

	node->nr_banks = FIELD_GET(IDR1_NUMCB, idr1);
	if (node->nr_banks > MMU500_MAX_BANKS || node->nr_banks > node->numpage ||
	    FIELD_GET(IDR1_NUMS2CB, idr1))
		return -ENODEV;
	return node->nr_banks <= SMMU_CTX_IDENTITY + 1 ? -ENOSPC : 0;
}

static int probe_tables(struct hyp_smmu *smmu)
{
	u32 idr2 = idr(smmu, 0, SMMU_IDR2);

	if ((idr2 & IDR2_NEEDED) != IDR2_NEEDED ||
	    FIELD_GET(IDR2_IAS, idr2) < IDR2_SIZE_40 || FIELD_GET(IDR2_OAS, idr2) < IDR2_SIZE_40)
		return -ENODEV;
	return 0;
}

/* The last step: the registers' places are known. */
static int probe_prefetch(struct hyp_smmu *smmu)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < smmu->nr_regs && !ret; i++)
		ret = pkvm_mmu500_try_prefetch(smmu, i);
	return ret;
}

static struct hyp_mmu500 nodes[PKVM_IOMMU_MAX_SMMUS];

static struct hyp_smmu *mmu500_alloc(unsigned int nr)
{
	struct hyp_mmu500 *node = &nodes[nr];

	memset(node, 0, sizeof(*node));
	node->smmu.streams = node->streams;
	node->smmu.max_streams = MMU500_MAX_GROUPS;
	return &node->smmu;
}

static int mmu500_probe(struct hyp_smmu *smmu)
{
	if (!smmu->nr_regs || smmu->nr_regs > PKVM_IOMMU_MAX_SMMU_REGS ||
	    !instances_agree(smmu))
		return -ENODEV;

	to_mmu500(smmu)->major = FIELD_GET(IDR7_MAJOR, idr(smmu, 0, SMMU_IDR7));
	return probe_matching(smmu) ?: probe_geometry(smmu) ?: probe_tables(smmu) ?:
	       probe_prefetch(smmu);
}

const struct smmu_ops pkvm_mmu500_ops = {
	.sid_bits = 15,
	.alloc = mmu500_alloc,
	.probe = mmu500_probe,
	.takeover = pkvm_mmu500_takeover,
	.ctx_alloc = pkvm_mmu500_ctx_alloc,
	.ctx_free = pkvm_mmu500_ctx_free,
	.ctx_lend = pkvm_mmu500_ctx_lend,
	.ctx_take = pkvm_mmu500_ctx_take,
	.lent_regs = pkvm_mmu500_lent_regs,
	.stream_set = pkvm_mmu500_stream_set,
	.inval_range = pkvm_mmu500_inval_range,
	.inval_ctx = pkvm_mmu500_inval_ctx,
	.get_fault = pkvm_mmu500_get_fault,
	.lost = pkvm_mmu500_lost,
	.shut = pkvm_mmu500_shut_all,
	.close = pkvm_mmu500_close,
	.restore = pkvm_mmu500_restore,
};
