// SPDX-License-Identifier: GPL-2.0-only
/*
 * Set-up: EL1 describes the system, then seals it. Everything that can be refused
 * is refused before the first takeover: probes leave every register as it was, and
 * the identity table is complete before any SMMU uses it.
 *
 * When hardware refuses in the middle, the state becomes FAILED: no register range
 * is closed to the host, and mainline's drivers bind, which initialise the hardware
 * from any state. Until they do, the streams that were taken over translate or
 * fault. The host is still trusted at this point, and in state FAILED no protected
 * VM can be created.
 */
#include <asm/kvm_pgtable.h>

#include <nvhe/mem_protect.h>
#include <nvhe/mm.h>

#include "core.h"

static int map_regs(struct iommu_regs *regs)
{
	unsigned long va;
	int ret;

	ret = __pkvm_create_private_mapping(regs->base, regs->size, PAGE_HYP_DEVICE, &va);
	if (!ret)
		regs->va = (void __iomem *)va;
	return ret;
}

static int map_all(void)
{
	struct iommu_regs *regs;
	unsigned int i;
	int ret = 0;

	for (i = 0; !ret && (regs = pkvm_iommu_nth_regs(i)); i++)
		ret = map_regs(regs);
	return ret;
}

static int probe_smmu(struct hyp_smmu *smmu)
{
	return pkvm_iommu_refuse(PKVM_IOMMU_REFUSED_SMMU, smmu->nr, smmu->ops->probe(smmu));
}

/* A guard that fails may know which client is to blame. */
static int refuse_guard(const struct iommu_guard *guard, int error)
{
	if (guard->culprit != PKVM_IOMMU_NO_CLIENT)
		return pkvm_iommu_refuse(PKVM_IOMMU_REFUSED_CLIENT, guard->culprit, error);
	return pkvm_iommu_refuse(PKVM_IOMMU_REFUSED_GUARD, guard->id, error);
}

/* A guard may have dropped ranges: from now on they are the host's for everybody. */
static int probe_guard(struct iommu_guard *guard)
{
	int ret = guard->ops->probe(guard, pkvm_iommu_topology->rows,
				    pkvm_iommu_topology->nr_rows);

	pkvm_iommu_collect_ranges();
	return refuse_guard(guard, ret);
}

static int probe_all(void)
{
	struct iommu_guard *guard;
	struct hyp_smmu *smmu;
	int ret = 0;

	for_each_smmu(smmu)
		ret = ret ?: probe_smmu(smmu);
	for_each_guard(guard)
		ret = ret ?: probe_guard(guard);
	return ret;
}

static int takeover_smmu(struct hyp_smmu *smmu)
{
	int ret;

	hyp_spin_lock(&smmu->lock);
	ret = smmu->ops->takeover(smmu, pkvm_iommu_identity_cfg());
	hyp_spin_unlock(&smmu->lock);
	return pkvm_iommu_refuse(PKVM_IOMMU_REFUSED_SMMU, smmu->nr, ret);
}

static int takeover_guard(struct iommu_guard *guard)
{
	int ret;

	if (!guard->ops->takeover)
		return 0;
	hyp_spin_lock(&guard->lock);
	ret = guard->ops->takeover(guard);
	hyp_spin_unlock(&guard->lock);
	return refuse_guard(guard, ret);
}

/*
 * Guards come last: until the memory controller forces each client's stream ID, a
 * client may present another's, and by then all streams are contained.
 *
 * host_mmu.lock is held throughout: ownership must not change between the
 * identity table and the first hook.
 */
static int takeover_all(void)
{
	struct iommu_guard *guard;
	struct hyp_smmu *smmu;
	int ret;

	hyp_spin_lock(&host_mmu.lock);
	ret = pkvm_iommu_build_identity(pkvm_iommu_topology->soc);
	for_each_smmu(smmu)
		ret = ret ?: takeover_smmu(smmu);
	for_each_guard(guard)
		ret = ret ?: takeover_guard(guard);
	pkvm_iommu_set_state(ret ? PKVM_IOMMU_FAILED : PKVM_IOMMU_ACTIVE);
	hyp_spin_unlock(&host_mmu.lock);
	return ret;
}

int pkvm_iommu_setup_smmu(u64 nr, u64 kind, u64 base, u64 size, u64 sid_mask)
{
	const struct smmu_ops *ops = NULL;

	if (kind < PKVM_IOMMU_NR_SMMU_KINDS)
		ops = pkvm_iommu_backends[kind];
	return pkvm_iommu_add_smmu(nr, kind, ops, base, size, sid_mask);
}

int pkvm_iommu_setup_row(u64 smmu, u64 sid, u64 nr_sids, u64 client)
{
	return pkvm_iommu_add_row(pkvm_iommu_socs, pkvm_iommu_nr_socs, smmu, sid, nr_sids,
				  client);
}

static int seal_topology(void)
{
	int ret;

	ret = pkvm_iommu_check_topology(pkvm_iommu_socs, pkvm_iommu_nr_socs) ?:
	      pkvm_iommu_check_ranges() ?: map_all() ?: probe_all();
	if (!ret)
		return takeover_all();
	pkvm_iommu_set_state(PKVM_IOMMU_FAILED);
	return ret;
}

static int switch_off(void)
{
	pkvm_iommu_set_state(PKVM_IOMMU_OFF);
	return 0;
}

/* Each set-up call checks the state with setup_lock held. */
#define GATED_CALL(gate, call)						\
	({								\
		int __ret;						\
									\
		hyp_spin_lock(&pkvm_iommu_setup_lock);			\
		__ret = gate();						\
		if (!__ret)						\
			__ret = (call);					\
		hyp_spin_unlock(&pkvm_iommu_setup_lock);		\
		__ret;							\
	})
#define SETUP_CALL(call)	GATED_CALL(pkvm_iommu_setup_gate, call)
#define DESCRIBE_CALL(call)	GATED_CALL(pkvm_iommu_describe_gate, call)

int __pkvm_iommu_describe_smmu(u64 smmu, u64 kind, u64 base, u64 size, u64 sid_mask)
{
	return DESCRIBE_CALL(pkvm_iommu_setup_smmu(smmu, kind, base, size, sid_mask));
}

int __pkvm_iommu_describe_smmu_regs(u64 smmu, u64 base, u64 size)
{
	return DESCRIBE_CALL(pkvm_iommu_add_smmu_regs(smmu, base, size));
}

int __pkvm_iommu_describe_guard(u64 guard, u64 base, u64 size)
{
	return DESCRIBE_CALL(pkvm_iommu_add_guard_regs(guard, base, size));
}

int __pkvm_iommu_describe_streams(u64 smmu, u64 sid, u64 nr_sids, u64 client)
{
	return DESCRIBE_CALL(pkvm_iommu_setup_row(smmu, sid, nr_sids, client));
}

int __pkvm_iommu_describe_memory(u64 base, u64 size)
{
	return DESCRIBE_CALL(pkvm_iommu_add_device_memory(base, size));
}

int __pkvm_iommu_allow_trusted_os(void)
{
	return SETUP_CALL(pkvm_iommu_set_trusted_os());
}

int __pkvm_iommu_invalidate_contexts(void)
{
	return SETUP_CALL(pkvm_iommu_invalidate_contexts());
}

int __pkvm_iommu_allow_suspend(void)
{
	return SETUP_CALL(pkvm_iommu_set_suspend());
}

int __pkvm_iommu_seal(void)
{
	return SETUP_CALL(seal_topology());
}

int __pkvm_iommu_switch_off(void)
{
	return SETUP_CALL(switch_off());
}
