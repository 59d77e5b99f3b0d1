// SPDX-License-Identifier: GPL-2.0-only
/*
 * Takeover and power of an SMMUv3. After each register write every stream is at its old
 * state, aborts, or is at its new one:
 *
 *  abort:  GBPA.ABORT is set. From here on a disabled SMMU aborts all transactions.
 *  close:  the SMMU is disabled, and with it the queues that firmware left: all streams
 *          abort. Then stream table and command queue are EL2's, and everything that
 *          the SMMU has cached is invalidated.
 *  open:   the event queue is EL2's, and the SMMU is enabled.
 *
 * A takeover is all three, whatever firmware left. A device that runs meanwhile, such as
 * a display, gets aborts between the second and the third.
 */
#include "smmuv3.h"

#define CR0_FLAGS	(CR0_SMMUEN | CR0_PRIQEN | CR0_EVENTQEN | CR0_CMDQEN)

/* For a second. The last read comes after it. */
static int wait_reg(const struct hyp_smmu *smmu, u32 off, u32 val, u32 mask)
{
	struct smmuv3_clock clock = smmuv3_start_clock(1);
	bool expired = false;

	while (!expired) {
		expired = smmuv3_expired(&clock);
		if (!((smmuv3_read(smmu, off) ^ val) & mask))
			return 0;
		cpu_relax();
	}
	return -ETIMEDOUT;
}

/* Without this bit, translated requests of ATS pass unchecked. */
static u32 ats_check(const struct hyp_smmu *smmu)
{
	return to_smmuv3(smmu)->idr0 & IDR0_ATS ? CR0_ATSCHK : 0;
}

static int set_cr0(struct hyp_smmu *smmu, u32 val)
{
	u32 ats = ats_check(smmu);

	smmuv3_write(smmu, SMMUV3_CR0, val | ats);
	return wait_reg(smmu, SMMUV3_CR0ACK, val | ats, CR0_FLAGS | ats);
}

/**
 * pkvm_smmuv3_abort() - what a disabled SMMU does with transactions: abort
 * @smmu: the node
 *
 * Return: 0; -EIO: GBPA did not take the value; -ETIMEDOUT.
 */
int pkvm_smmuv3_abort(struct hyp_smmu *smmu)
{
	int ret;

	hyp_assert_lock_held(&smmu->lock);
	ret = wait_reg(smmu, SMMUV3_GBPA, 0, GBPA_UPDATE);
	if (ret)
		return ret;
	smmuv3_write(smmu, SMMUV3_GBPA,
		     smmuv3_read(smmu, SMMUV3_GBPA) | GBPA_ABORT | GBPA_UPDATE);
	ret = wait_reg(smmu, SMMUV3_GBPA, 0, GBPA_UPDATE);
	return ret ?: smmuv3_read(smmu, SMMUV3_GBPA) & GBPA_ABORT ? ret : -EIO;
}

static int disable_irqs(struct hyp_smmu *smmu)
{
	smmuv3_write(smmu, SMMUV3_IRQ_CTRL, 0);
	return wait_reg(smmu, SMMUV3_IRQ_CTRLACK, 0,
			IRQ_CTRL_GERROR | IRQ_CTRL_PRIQ | IRQ_CTRL_EVENTQ);
}

/* Interrupts are wires: a message would be a write to an address that firmware chose. */
static int disable_msis(struct hyp_smmu *smmu)
{
	u32 idr0 = to_smmuv3(smmu)->idr0;
	int ret;

	if (!(idr0 & IDR0_MSI))
		return 0;
	ret = smmuv3_writeq_check(smmu, SMMUV3_GERROR_IRQ_CFG0, 0, ~0ULL) ?:
	      smmuv3_writeq_check(smmu, SMMUV3_EVENTQ_IRQ_CFG0, 0, ~0ULL);
	if (!ret && idr0 & IDR0_PRI)
		ret = smmuv3_writeq_check(smmu, SMMUV3_PRIQ_IRQ_CFG0, 0, ~0ULL);
	return ret;
}

/* Errors that firmware left. An SMMU in service failure mode translates nothing. */
static int clear_errors(struct hyp_smmu *smmu)
{
	u32 gerror = smmuv3_read(smmu, SMMUV3_GERROR);
	u32 active = gerror ^ smmuv3_read(smmu, SMMUV3_GERRORN);

	smmuv3_write(smmu, SMMUV3_GERRORN, gerror & GERROR_ALL);
	return active & GERROR_SFM ? -EIO : 0;
}

/* Attributes of the SMMU's own accesses; CPUs' invalidations are not for it. */
static int program_attributes(struct hyp_smmu *smmu)
{
	u32 cr1 = FIELD_PREP(CR1_QUEUE_SH, CR1_OSH) | FIELD_PREP(CR1_TABLE_SH, CR1_OSH);

	if (to_smmuv3(smmu)->coherent)
		cr1 = FIELD_PREP(CR1_QUEUE_IC, CR1_WB) | FIELD_PREP(CR1_QUEUE_OC, CR1_WB) |
		      FIELD_PREP(CR1_QUEUE_SH, CR1_ISH) | FIELD_PREP(CR1_TABLE_IC, CR1_WB) |
		      FIELD_PREP(CR1_TABLE_OC, CR1_WB) | FIELD_PREP(CR1_TABLE_SH, CR1_ISH);
	smmuv3_write(smmu, SMMUV3_CR1, cr1);
	smmuv3_write(smmu, SMMUV3_CR2, CR2_RECINVSID | CR2_PTM);
	return 0;
}

static int program_queue(struct hyp_smmu *smmu, struct smmuv3_queue *q, u32 base, u32 prod,
			 u32 cons)
{
	u64 val = hyp_virt_to_phys(q->base) | FIELD_PREP(QUEUE_BASE_LOG2SIZE, q->log2);

	q->at = 0;
	return smmuv3_writeq_check(smmu, base, QUEUE_BASE_HINT | val,
				   QUEUE_BASE_ADDR | QUEUE_BASE_LOG2SIZE) ?:
	       smmuv3_write_check(smmu, prod, 0, ~0U) ?:
	       smmuv3_write_check(smmu, cons, 0, ~0U);
}

/**
 * pkvm_smmuv3_close() - see struct smmu_ops
 * @smmu: a node whose stream table exists
 *
 * An SMMU that cannot be made to abort stays as it is: disabled, it could bypass.
 *
 * Return: 0; -EIO: a register did not take its value, or the SMMU refused a command;
 * -ETIMEDOUT.
 */
int pkvm_smmuv3_close(struct hyp_smmu *smmu)
{
	int ret;

	hyp_assert_lock_held(&smmu->lock);
	ret = pkvm_smmuv3_abort(smmu) ?: set_cr0(smmu, 0);
	if (ret)
		return ret;
	return disable_irqs(smmu) ?: disable_msis(smmu) ?: clear_errors(smmu) ?:
	       program_attributes(smmu) ?: pkvm_smmuv3_strtab_program(smmu) ?:
	       program_queue(smmu, &to_smmuv3(smmu)->cmdq, SMMUV3_CMDQ_BASE, SMMUV3_CMDQ_PROD,
			     SMMUV3_CMDQ_CONS) ?:
	       set_cr0(smmu, CR0_CMDQEN) ?: pkvm_smmuv3_flush_all(smmu);
}

static int enable_irqs(struct hyp_smmu *smmu)
{
	u32 irqs = IRQ_CTRL_GERROR | IRQ_CTRL_EVENTQ;

	smmuv3_write(smmu, SMMUV3_IRQ_CTRL, irqs);
	return wait_reg(smmu, SMMUV3_IRQ_CTRLACK, irqs, irqs);
}

/**
 * pkvm_smmuv3_open() - after pkvm_smmuv3_close(): translate
 * @smmu: a closed node
 *
 * Return: 0; -EIO: a register did not take its value; -ETIMEDOUT.
 */
int pkvm_smmuv3_open(struct hyp_smmu *smmu)
{
	hyp_assert_lock_held(&smmu->lock);
	return program_queue(smmu, &to_smmuv3(smmu)->eventq, SMMUV3_EVENTQ_BASE,
			     SMMUV3_EVENTQ_PROD, SMMUV3_EVENTQ_CONS) ?:
	       set_cr0(smmu, CR0_CMDQEN | CR0_EVENTQEN) ?: enable_irqs(smmu) ?:
	       set_cr0(smmu, CR0_CMDQEN | CR0_EVENTQEN | CR0_SMMUEN);
}

bool pkvm_smmuv3_lost(struct hyp_smmu *smmu)
{
	hyp_assert_lock_held(&smmu->lock);
	return !(smmuv3_read(smmu, SMMUV3_CR0ACK) & CR0_SMMUEN);
}

/**
 * pkvm_smmuv3_takeover() - see struct smmu_ops
 * @smmu: a probed node with its sealed streams
 * @identity: the identity table, complete and cleaned to the PoC
 *
 * Return: 0; -ENOSPC: too many streams; -EIO: a register did not take its value, or the
 * SMMU refused a command; -ETIMEDOUT.
 */
int pkvm_smmuv3_takeover(struct hyp_smmu *smmu, const struct io_pgtable_cfg *identity)
{
	struct hyp_smmuv3 *node = to_smmuv3(smmu);

	hyp_assert_lock_held(&smmu->lock);
	__set_bit(SMMU_CTX_IDENTITY, node->ctx_used);
	node->tables[SMMU_CTX_IDENTITY] = pkvm_smmuv3_table(smmu, identity);
	return pkvm_smmuv3_strtab_build(smmu) ?: pkvm_smmuv3_close(smmu) ?:
	       pkvm_smmuv3_open(smmu);
}
