// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arm SMMUv3: whether EL2 can drive it, the memory that it needs, and the table of
 * operations.
 */
#include <linux/minmax.h>

#include "smmuv3.h"

/* Stage 2, AArch64 tables. */
#define IDR0_NEEDED	(IDR0_S2P | IDR0_TTF_AARCH64)

/*
 * Tables and queues at fixed addresses may be out of EL2's memory. Enhanced command
 * queues are in register pages that EL2 does not know: the host could issue commands.
 */
#define IDR1_REFUSED	(IDR1_TABLES_PRESET | IDR1_QUEUES_PRESET | IDR1_ECMDQ)

/* IDR5.OAS: 2 is 40 bits; fewer do not cover the tables' input addresses. */
#define IDR5_OAS_40	2

/* Arm errata 1209401 of the MMU-600, 2268618 and 2812531 of the MMU-700. */
static bool is_unfit_to_nest(u32 iidr)
{
	u32 variant = FIELD_GET(IIDR_VARIANT, iidr);

	switch (iidr & IIDR_PRODUCT) {
	case IIDR_MMU_600:
		return variant < 2;
	case IIDR_MMU_700:
		return variant < 1 || !FIELD_GET(IIDR_REVISION, iidr);
	}
	return false;
}

static int probe_features(struct hyp_smmu *smmu)
{
	u32 idr0 = smmuv3_read(smmu, SMMUV3_IDR0);
	u32 idr5 = smmuv3_read(smmu, SMMUV3_IDR5);

	if ((idr0 & IDR0_NEEDED) != IDR0_NEEDED || !(idr5 & IDR5_GRAN4K))
		return -ENODEV;
	if (FIELD_GET(IDR0_TTENDIAN, idr0) == IDR0_TTENDIAN_BE ||
	    FIELD_GET(IDR0_STALL_MODEL, idr0) == IDR0_STALL_FORCED)
		return -ENODEV;
	if (FIELD_GET(IDR5_OAS, idr5) < IDR5_OAS_40)
		return -ENODEV;

	to_smmuv3(smmu)->idr0 = idr0;
	to_smmuv3(smmu)->coherent = idr0 & IDR0_COHACC;
	to_smmuv3(smmu)->oas = FIELD_GET(IDR5_OAS, idr5);
	to_smmuv3(smmu)->ril = smmuv3_read(smmu, SMMUV3_IDR3) & IDR3_RIL;
	to_smmuv3(smmu)->nests = idr0 & IDR0_S1P &&
				 !is_unfit_to_nest(smmuv3_read(smmu, SMMUV3_IIDR));
	return 0;
}

static int probe_queues(struct hyp_smmu *smmu)
{
	u32 idr1 = smmuv3_read(smmu, SMMUV3_IDR1);

	if (idr1 & IDR1_REFUSED || FIELD_GET(IDR1_CMDQS, idr1) < CMDQ_MIN_LOG2)
		return -ENODEV;
	to_smmuv3(smmu)->cmdq.log2 = min_t(u32, FIELD_GET(IDR1_CMDQS, idr1), CMDQ_MAX_LOG2);
	to_smmuv3(smmu)->eventq.log2 = min_t(u32, FIELD_GET(IDR1_EVENTQS, idr1),
					     EVENTQ_MAX_LOG2);
	return 0;
}

/* The largest stream ID of the topology. */
static u32 last_sid(const struct hyp_smmu *smmu)
{
	u32 last = 0;
	unsigned int i;

	for (i = 0; i < smmu->nr_streams; i++)
		last = max(last, smmu->streams[i].sid);
	for (i = 0; i < smmu->nr_ranges; i++)
		last = max(last, smmu->ranges[i].sid + smmu->ranges[i].nr - 1);
	return last;
}

/* The architecture has one level only where stream IDs have 6 bits at most. */
static int probe_streams(struct hyp_smmu *smmu)
{
	struct hyp_smmuv3 *node = to_smmuv3(smmu);
	u32 bits = FIELD_GET(IDR1_SIDSIZE, smmuv3_read(smmu, SMMUV3_IDR1));

	node->linear = FIELD_GET(IDR0_ST_LEVEL, node->idr0) != IDR0_ST_LEVEL_2 ||
		       bits <= SMMUV3_SPLIT;
	node->sid_bits = min_t(u32, bits, node->linear ? SMMUV3_SPLIT : SMMUV3_MAX_SID_BITS);
	return last_sid(smmu) >> node->sid_bits ? -ENOSPC : 0;
}

static int alloc_queues(struct hyp_smmu *smmu)
{
	struct hyp_smmuv3 *node = to_smmuv3(smmu);

	node->cmdq.base = smmuv3_reserve(smmu, 1);
	node->eventq.base = smmuv3_reserve(smmu, 1);
	return node->cmdq.base && node->eventq.base ? 0 : -ENOMEM;
}

static int smmuv3_probe(struct hyp_smmu *smmu)
{
	/* Queues, both levels with a page lost to alignment, the shared page. */
	BUILD_BUG_ON(2 + SMMUV3_L1_PAGES + 1 + SMMUV3_RESERVED_L2 + 1 > PKVM_IOMMU_SMMU_V3_PAGES);

	if (smmu->nr_regs != 1 || smmu->regs[0].size != SMMUV3_SIZE)
		return -ENODEV;
	return probe_features(smmu) ?: probe_queues(smmu) ?: probe_streams(smmu) ?:
	       alloc_queues(smmu) ?: pkvm_smmuv3_strtab_alloc(smmu);
}

static struct hyp_smmuv3 nodes[PKVM_IOMMU_MAX_SMMUS];

static struct hyp_smmu *smmuv3_alloc(unsigned int nr)
{
	struct hyp_smmuv3 *node = &nodes[nr];

	memset(node, 0, sizeof(*node));
	node->smmu.streams = node->streams;
	node->smmu.max_streams = SMMUV3_MAX_STREAMS;
	return &node->smmu;
}

const struct smmu_ops pkvm_smmuv3_ops = {
	.sid_bits = 32,
	.alloc = smmuv3_alloc,
	.probe = smmuv3_probe,
	.takeover = pkvm_smmuv3_takeover,
	.ctx_alloc = pkvm_smmuv3_ctx_alloc,
	.ctx_free = pkvm_smmuv3_ctx_free,
	.ctx_lend = pkvm_smmuv3_ctx_lend,
	.ctx_take = pkvm_smmuv3_ctx_take,
	.lent_asid = pkvm_smmuv3_lent_asid,
	.inval_lent = pkvm_smmuv3_inval_lent,
	.stream_add = pkvm_smmuv3_stream_add,
	.stream_page = pkvm_smmuv3_stream_page,
	.stream_set = pkvm_smmuv3_stream_set,
	.inval_range = pkvm_smmuv3_inval_range,
	.inval_ctx = pkvm_smmuv3_inval_ctx,
	.get_fault = pkvm_smmuv3_get_fault,
	.lost = pkvm_smmuv3_lost,
	.shut = pkvm_smmuv3_abort,
	.close = pkvm_smmuv3_close,
	.restore = pkvm_smmuv3_open,
};
