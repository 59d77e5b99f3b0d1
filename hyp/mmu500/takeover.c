// SPDX-License-Identifier: GPL-2.0-only
/*
 * Takeover of a running MMU-500: from whatever firmware left to "every stream of
 * the topology is translated by the identity table, everything else faults".
 *
 * After each single register write every stream, on each instance, is at its old
 * state, at its new one, or faults. An instance with CLIENTPD set is programmed
 * behind that bit, which is cleared last. On an instance that translates:
 *
 *  1. unmatched streams and match conflicts fault from now on;
 *  2. a *stage* bank, which nothing selects, gets the identity table under a
 *     VMID that no bank uses. A group that firmware has set up for exactly one
 *     stream of the topology is kept for that stream, and switched over to the
 *     stage bank by one write: a running display loses no transaction;
 *  3. all other groups fault, then stop matching. No bank of firmware's can be
 *     reached any more, so the TLB is emptied and stays empty of them;
 *  4. every other bank is parked, bank 0 gets the identity table, kept groups
 *     move there, then the rest of the topology: S2CR first, SMR second;
 *  5. the stage bank is parked, the TLB emptied once more.
 *
 * A bank's SCTLR.M is never cleared while something selects it.
 */
#include "mmu500.h"

#define NO_GROUP	0xff
#define NO_BANK		(-1)

/* The groups that are kept, and the table that they get. */
struct takeover {
	const struct io_pgtable_cfg *identity;
	DECLARE_BITMAP(kept, MMU500_MAX_GROUPS);
	unsigned int nr_kept;
};

static u32 scr0(const struct hyp_smmu *smmu, unsigned int inst)
{
	return readl_relaxed(mmu500_gr0(smmu, inst, SMMU_SCR0));
}

static u32 smr(const struct hyp_smmu *smmu, unsigned int inst, unsigned int group)
{
	return readl_relaxed(mmu500_gr0(smmu, inst, SMMU_SMR(group)));
}

/* Streams are distinct, without bits that matching ignores. */
static int check_streams(const struct hyp_smmu *smmu)
{
	unsigned int i, j;

	if (smmu->nr_streams > to_mmu500(smmu)->nr_groups)
		return -EINVAL;
	for (i = 0; i < smmu->nr_streams; i++) {
		if (smmu->streams[i].sid & (smmu->sid_mask | 0x8000))
			return -EINVAL;
		for (j = 0; j < i; j++) {
			if (smmu->streams[i].sid == smmu->streams[j].sid)
				return -EINVAL;
		}
	}
	return 0;
}

static int stream_of(const struct hyp_smmu *smmu, u32 val)
{
	unsigned int i;

	for (i = 0; i < smmu->nr_streams; i++) {
		if (pkvm_mmu500_smr_serves(smmu, i, val))
			return i;
	}
	return -1;
}

/* The stream that a group matches on every instance that translates, or -1. */
static int firmware_stream(const struct hyp_smmu *smmu, unsigned int group)
{
	int stream = -1, other;
	unsigned int i;

	for (i = 0; i < smmu->nr_regs; i++) {
		if (scr0(smmu, i) & SCR0_CLIENTPD)
			continue;
		other = stream_of(smmu, smr(smmu, i, group));
		if (other < 0 || (stream >= 0 && stream != other))
			return -1;
		stream = other;
	}
	return stream;
}

static void keep_groups(struct hyp_smmu *smmu, struct takeover *t)
{
	unsigned int group;
	int stream;

	for (group = 0; group < to_mmu500(smmu)->nr_groups; group++) {
		stream = firmware_stream(smmu, group);
		if (stream < 0 || to_mmu500(smmu)->groups[stream] != NO_GROUP)
			continue;
		to_mmu500(smmu)->groups[stream] = group;
		__set_bit(group, t->kept);
		t->nr_kept++;
	}
}

/* Each stream gets a group of its own, for good, the same on all instances. */
static void assign_groups(struct hyp_smmu *smmu, struct takeover *t)
{
	unsigned int i, group = 0;

	for (i = 0; i < smmu->nr_streams; i++) {
		to_mmu500(smmu)->groups[i] = NO_GROUP;
		smmu->streams[i].ctx = SMMU_CTX_IDENTITY;
	}
	keep_groups(smmu, t);
	for (i = 0; i < smmu->nr_streams; i++) {
		if (to_mmu500(smmu)->groups[i] != NO_GROUP)
			continue;
		while (test_bit(group, t->kept))
			group++;
		to_mmu500(smmu)->groups[i] = group++;
	}
}

static int stream_in_group(const struct hyp_smmu *smmu, unsigned int group)
{
	unsigned int i;

	for (i = 0; i < smmu->nr_streams; i++) {
		if (to_mmu500(smmu)->groups[i] == group)
			return i;
	}
	return -1;
}

static bool vmid_used(const struct hyp_smmu *smmu, unsigned int inst, u8 vmid)
{
	bool wide = scr0(smmu, inst) & SCR0_VMID16EN;
	unsigned int i;
	u32 used;

	for (i = 0; i < to_mmu500(smmu)->nr_banks; i++) {
		if (wide)
			used = FIELD_GET(CBA2R_VMID16,
					 readl_relaxed(mmu500_gr1(smmu, inst, SMMU_CBA2R(i))));
		else
			used = FIELD_GET(CBAR_VMID,
					 readl_relaxed(mmu500_gr1(smmu, inst, SMMU_CBAR(i))));
		if (used == vmid)
			return true;
	}
	return false;
}

/* At most 128 of 256 are in use. */
static u8 unused_vmid(const struct hyp_smmu *smmu, unsigned int inst)
{
	u8 vmid = 255;

	while (vmid && vmid_used(smmu, inst, vmid))
		vmid--;
	return vmid;
}

static int unselected_bank(const struct hyp_smmu *smmu, unsigned int inst)
{
	int bank;

	for (bank = to_mmu500(smmu)->nr_banks - 1; bank > SMMU_CTX_IDENTITY; bank--) {
		if (!pkvm_mmu500_bank_selected(smmu, inst, bank))
			return bank;
	}
	return NO_BANK;
}

/*
 * The bank that kept groups use until bank 0 is programmed, which firmware may be
 * using. NO_BANK if no bank is free or no group is kept: kept groups then fault for a
 * moment, as the others do.
 */
static int open_stage(struct hyp_smmu *smmu, unsigned int inst, const struct takeover *t,
		      int *stage)
{
	u8 vmid;

	*stage = NO_BANK;
	if (!t->nr_kept || (scr0(smmu, inst) & SCR0_CLIENTPD))
		return 0;
	*stage = unselected_bank(smmu, inst);
	if (*stage == NO_BANK)
		return 0;

	vmid = unused_vmid(smmu, inst);
	return pkvm_mmu500_flush_vmid(smmu, vmid) ?:
	       pkvm_mmu500_bank_program(smmu, inst, *stage, vmid, t->identity);
}

/* Afterwards no group selects one of firmware's banks. */
static int leave_firmware_banks(struct hyp_smmu *smmu, unsigned int inst, const struct takeover *t,
				int stage)
{
	unsigned int group;
	bool keep;
	int ret = 0;

	for (group = 0; group < to_mmu500(smmu)->nr_groups && !ret; group++) {
		keep = stage != NO_BANK && test_bit(group, t->kept);
		ret = pkvm_mmu500_s2cr_write(smmu, inst, group, keep ? stage : SMMU_CTX_BLOCKED);
	}
	return ret;
}

/* After all S2CRs: an entry that stops matching may end a conflict, and open another. */
static int unmatch_others(struct hyp_smmu *smmu, unsigned int inst)
{
	unsigned int group;
	int stream, ret = 0;

	for (group = 0; group < to_mmu500(smmu)->nr_groups && !ret; group++) {
		stream = stream_in_group(smmu, group);
		if (stream >= 0 && pkvm_mmu500_smr_serves(smmu, stream, smr(smmu, inst, group)))
			continue;
		ret = mmu500_write_check(smmu, mmu500_gr0(smmu, inst, SMMU_SMR(group)), 0,
					 SMR_VALID);
	}
	return ret;
}

static int park_banks(struct hyp_smmu *smmu, unsigned int inst, int stage)
{
	int bank, ret = 0;

	for (bank = 0; bank < to_mmu500(smmu)->nr_banks && !ret; bank++) {
		if (bank != stage)
			ret = pkvm_mmu500_bank_park(smmu, inst, bank);
	}
	return ret;
}

static int close_firmware(struct hyp_smmu *smmu, unsigned int inst, const struct takeover *t,
			  int *stage)
{
	return pkvm_mmu500_close_unmatched(smmu, inst) ?:
	       open_stage(smmu, inst, t, stage) ?:
	       leave_firmware_banks(smmu, inst, t, *stage) ?:
	       unmatch_others(smmu, inst) ?:
	       pkvm_mmu500_flush_all(smmu) ?:
	       park_banks(smmu, inst, *stage);
}

static int takeover_instance(struct hyp_smmu *smmu, unsigned int inst, const struct takeover *t)
{
	int stage = NO_BANK, ret;

	ret = close_firmware(smmu, inst, t, &stage) ?:
	      pkvm_mmu500_bank_program(smmu, inst, SMMU_CTX_IDENTITY, SMMU_CTX_IDENTITY,
				       t->identity) ?:
	      pkvm_mmu500_lock_actlr(smmu, inst) ?:
	      pkvm_mmu500_open_streams(smmu, inst);
	if (ret)
		return ret;

	ret = pkvm_mmu500_finish(smmu, inst);
	if (!ret && stage != NO_BANK)
		ret = pkvm_mmu500_bank_park(smmu, inst, stage);
	return ret ?: pkvm_mmu500_flush_all(smmu);
}

/* Keep a copy of what a suspend may reset. */
static void remember_tables(struct hyp_smmu *smmu, const struct io_pgtable_cfg *identity)
{
	__set_bit(SMMU_CTX_IDENTITY, to_mmu500(smmu)->banks_used);
	to_mmu500(smmu)->tables[SMMU_CTX_IDENTITY] = pkvm_mmu500_table(identity);
}

/**
 * pkvm_mmu500_takeover() - see struct smmu_ops
 * @smmu: a probed node with its sealed streams
 * @identity: the identity table, complete and cleaned to the PoC
 *
 * Return: 0; -EINVAL: streams overlap; -EIO: a register did not take its value;
 * -ETIMEDOUT: an instance did not confirm an invalidation.
 */
int pkvm_mmu500_takeover(struct hyp_smmu *smmu, const struct io_pgtable_cfg *identity)
{
	struct takeover t = { .identity = identity };
	unsigned int i;
	int ret;

	hyp_assert_lock_held(&smmu->lock);
	ret = check_streams(smmu);
	if (ret)
		return ret;

	assign_groups(smmu, &t);
	for (i = 0; i < smmu->nr_regs && !ret; i++)
		ret = takeover_instance(smmu, i, &t);
	if (!ret)
		remember_tables(smmu, identity);
	return ret;
}
