// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command queue of an SMMUv3. EL2 alone writes commands. Operations issue a batch and
 * wait until the SMMU has consumed the sync that ends it, so the queue is empty between
 * two operations, unless a sync was lost.
 */
#include "smmuv3.h"

/*
 * How long a sync may take, in fractions of a second: as long as in Linux's driver. After
 * one has taken longer, others get less time until one completes: a host that repeats its
 * calls does not hold a CPU at EL2 for a second in each.
 */
#define SYNC_TIMEOUT_HZ		1
#define SYNC_TIMEOUT_LATE_HZ	100

/* Index and wrap bit. */
static u32 index_mask(const struct smmuv3_queue *q)
{
	return (2U << q->log2) - 1;
}

static u32 slot(const struct smmuv3_queue *q, u32 at)
{
	return at & (index_mask(q) >> 1);
}

static u32 consumed(const struct hyp_smmu *smmu)
{
	return smmuv3_read(smmu, SMMUV3_CMDQ_CONS) & index_mask(&to_smmuv3(smmu)->cmdq);
}

static bool is_full(const struct hyp_smmu *smmu)
{
	const struct smmuv3_queue *q = &to_smmuv3(smmu)->cmdq;

	return ((q->at - consumed(smmu)) & index_mask(q)) >= BIT(q->log2);
}

static void put(struct hyp_smmu *smmu, u32 at, u64 dw0, u64 dw1)
{
	struct smmuv3_queue *q = &to_smmuv3(smmu)->cmdq;
	u64 *cmd = q->base + slot(q, at) * CMD_DWORDS;

	WRITE_ONCE(cmd[0], dw0);
	WRITE_ONCE(cmd[1], dw1);
	smmuv3_clean(smmu, cmd, CMD_DWORDS * sizeof(*cmd));
}

/**
 * pkvm_smmuv3_cmd() - put a command into the queue
 * @smmu: the node
 * @dw0: the command
 * @dw1: its second half
 *
 * The SMMU reads it at the next pkvm_smmuv3_sync().
 *
 * Return: 0, or -ETIMEDOUT: the queue is full of commands that the SMMU does not consume.
 */
int pkvm_smmuv3_cmd(struct hyp_smmu *smmu, u64 dw0, u64 dw1)
{
	struct smmuv3_queue *q = &to_smmuv3(smmu)->cmdq;

	hyp_assert_lock_held(&smmu->lock);
	if (is_full(smmu))
		return -ETIMEDOUT;
	put(smmu, q->at, dw0, dw1);
	q->at = (q->at + 1) & index_mask(q);
	return 0;
}

static bool cmdq_failed(const struct hyp_smmu *smmu)
{
	return (smmuv3_read(smmu, SMMUV3_GERROR) ^ smmuv3_read(smmu, SMMUV3_GERRORN)) &
	       GERROR_CMDQ;
}

/*
 * The SMMU stops at a command that it cannot carry out. A sync in its place lets it go on
 * with the others. It reads a command again that it could not read.
 */
static int skip_failed(struct hyp_smmu *smmu)
{
	u32 cons = smmuv3_read(smmu, SMMUV3_CMDQ_CONS);
	bool retry = FIELD_GET(CMDQ_CONS_ERR, cons) == CERROR_ABT;

	if (!retry)
		put(smmu, cons, CMD_SYNC, 0);
	/* The command is in memory before the SMMU goes on. */
	wmb();
	smmuv3_write(smmu, SMMUV3_GERRORN, smmuv3_read(smmu, SMMUV3_GERRORN) ^ GERROR_CMDQ);
	return retry ? 0 : -EIO;
}

/* The last read of the index comes after the limit. */
static int wait_consumed(struct hyp_smmu *smmu)
{
	bool late = to_smmuv3(smmu)->late, expired = false;
	struct smmuv3_clock clock;
	int ret = 0;

	clock = smmuv3_start_clock(late ? SYNC_TIMEOUT_LATE_HZ : SYNC_TIMEOUT_HZ);
	while (!expired) {
		expired = smmuv3_expired(&clock);
		if (consumed(smmu) == to_smmuv3(smmu)->cmdq.at)
			return ret;
		if (cmdq_failed(smmu))
			ret = skip_failed(smmu) ?: ret;
		cpu_relax();
	}
	return -ETIMEDOUT;
}

/**
 * pkvm_smmuv3_sync() - carry out the commands of a batch
 * @smmu: the node
 *
 * Return: 0: all have completed; -EIO: the SMMU refused a command; -ETIMEDOUT: it did not
 * confirm.
 */
int pkvm_smmuv3_sync(struct hyp_smmu *smmu)
{
	int ret = pkvm_smmuv3_cmd(smmu, CMD_SYNC, 0);

	if (ret)
		return ret;
	/* Tables and commands are in memory before the SMMU reads them. */
	wmb();
	smmuv3_write(smmu, SMMUV3_CMDQ_PROD, to_smmuv3(smmu)->cmdq.at);
	ret = wait_consumed(smmu);
	to_smmuv3(smmu)->late = ret == -ETIMEDOUT;
	smmu->syncs++;
	/* Orders the confirmation before the reuse of the memory. */
	mb();
	return ret;
}
