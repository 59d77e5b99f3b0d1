// SPDX-License-Identifier: GPL-2.0-only
/*
 * Streams of an SMMUv3: which context an entry of the stream table has. A blocked stream
 * has an invalid entry: its transactions abort, and are reported.
 *
 * An entry changes in two steps, each confirmed: it becomes invalid, then it gets its new
 * contents, the word with the valid bit last. So the SMMU reads the old entry, the new
 * one or an invalid one, and no other.
 */
#include "smmuv3.h"

/* The SMMU forgets the entry, and the descriptor by which it found it. */
static int forget_ste(struct hyp_smmu *smmu, u32 sid)
{
	return pkvm_smmuv3_cmd(smmu, CMD_CFGI_STE | FIELD_PREP(CMD0_SID, (u64)sid), 0);
}

static void write_valid(struct hyp_smmu *smmu, struct smmuv3_ste *ste, u64 dw0)
{
	/* The rest of the entry is in memory before the valid bit. */
	wmb();
	WRITE_ONCE(ste->dw[0], dw0);
	smmuv3_clean(smmu, ste, sizeof(*ste));
}

/*
 * What the old context translated has completed once an invalidation of it is
 * confirmed.
 */
static int block(struct hyp_smmu *smmu, struct smmuv3_ste *ste, u32 sid, int old)
{
	int ret;

	write_valid(smmu, ste, 0);
	ret = forget_ste(smmu, sid);
	if (!ret && old != SMMU_CTX_BLOCKED)
		ret = pkvm_smmuv3_flush_ctx(smmu, old);
	return ret ?: pkvm_smmuv3_sync(smmu);
}

static int open(struct hyp_smmu *smmu, struct smmuv3_ste *ste, u32 sid, int ctx)
{
	struct smmuv3_ste new = pkvm_smmuv3_make_ste(smmu, ctx);
	unsigned int i;
	int ret;

	for (i = 1; i < STE_DWORDS; i++)
		WRITE_ONCE(ste->dw[i], new.dw[i]);
	smmuv3_clean(smmu, ste, sizeof(*ste));
	write_valid(smmu, ste, new.dw[0]);
	ret = forget_ste(smmu, sid) ?: pkvm_smmuv3_sync(smmu);
	if (ret)
		block(smmu, ste, sid, ctx);
	return ret;
}

static int set_ste(struct hyp_smmu *smmu, u32 sid, int old, int ctx)
{
	struct smmuv3_ste *ste = pkvm_smmuv3_ste(smmu, sid);
	int ret = block(smmu, ste, sid, old);

	return ret || ctx == SMMU_CTX_BLOCKED ? ret : open(smmu, ste, sid, ctx);
}

/* On an error the stream's entry is invalid. */
int pkvm_smmuv3_stream_set(struct hyp_smmu *smmu, unsigned int stream, int ctx)
{
	struct smmu_stream *s;
	int ret;

	hyp_assert_lock_held(&smmu->lock);
	if (stream >= smmu->nr_streams)
		return -EINVAL;
	if (ctx != SMMU_CTX_BLOCKED && !smmuv3_ctx_valid(smmu, ctx))
		return -EINVAL;

	s = &smmu->streams[stream];
	ret = set_ste(smmu, s->sid, s->ctx, ctx);
	s->ctx = ret ? SMMU_CTX_BLOCKED : ctx;
	return ret;
}
