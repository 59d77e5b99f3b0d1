/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the core share among themselves and no other wing sees: the
 * state, the sealed topology, pins, the identity table. Calls go downward only, in
 * the order of the sections below, lowest first; domain.h has those above them.
 * Lock order: nvhe/iommu.h.
 */
#ifndef __PKVM_IOMMU_CORE_H
#define __PKVM_IOMMU_CORE_H

#include <linux/kvm_host.h>
#include <linux/nospec.h>
#include <linux/types.h>

#include <nvhe/iommu.h>
#include <nvhe/spinlock.h>

#include "ops.h"
#include "pgtable.h"

/**
 * enum iommu_power - what a suspend has left of the SMMUs and guards
 * @IOMMU_POWER_GOOD: all that EL2 programmed
 * @IOMMU_POWER_CLOSED: every stream faults; EL2 could not restore the rest
 * @IOMMU_POWER_OPEN: not even that is confirmed: no page may leave the host
 */
enum iommu_power {
	IOMMU_POWER_GOOD,
	IOMMU_POWER_CLOSED,
	IOMMU_POWER_OPEN,
};

/* state.c: one state for all SMMUs; it leaves PENDING once, under this lock. */
extern hyp_spinlock_t pkvm_iommu_setup_lock;
enum pkvm_iommu_state pkvm_iommu_get_state(void);
void pkvm_iommu_set_state(enum pkvm_iommu_state state);
int pkvm_iommu_refuse(enum pkvm_iommu_refused what, u64 which, int error); /* returns @error */
void pkvm_iommu_refusal(u64 *what, u64 *which);	/* of the seal; 0 and 0: none */
int pkvm_iommu_setup_gate(void);		/* 0 while set-up calls are allowed */
int pkvm_iommu_describe_gate(void);		/* the same, for calls that describe */
void pkvm_iommu_close_description(void);	/* a device tree has described all */
int pkvm_iommu_runtime_gate(void);		/* 0 while run-time calls are allowed */
int pkvm_iommu_release_gate(void);		/* 0 while unmap, detach, free are allowed */
void *pkvm_iommu_pool_alloc(void *cookie);	/* a zeroed page, or NULL */
unsigned long pkvm_iommu_pool_used(void);
void pkvm_iommu_set_power(enum iommu_power power);
bool pkvm_iommu_is_open(void);		/* IOMMU_POWER_OPEN */
unsigned int pkvm_iommu_restores(void);

static inline bool pkvm_iommu_active(void)
{
	return pkvm_iommu_get_state() == PKVM_IOMMU_ACTIVE;
}

/**
 * struct guard_regs - the registers of a guard as EL1 described them
 * @regs: the ranges
 * @nr: how many
 */
struct guard_regs {
	struct iommu_regs regs[PKVM_IOMMU_MAX_GUARD_REGS];
	unsigned int nr;
};

/**
 * struct iommu_topology - the described system, fixed once the state is not PENDING
 * @soc: what EL2 knows of the SoC; from the seal on
 * @smmus: by number
 * @nr_smmus: how many
 * @guards: described registers of guards, by enum pkvm_iommu_guard
 * @rows: the rows
 * @nr_rows: how many
 */
struct iommu_topology {
	const struct iommu_soc *soc;
	struct hyp_smmu *smmus[PKVM_IOMMU_MAX_SMMUS];
	unsigned int nr_smmus;
	struct guard_regs guards[PKVM_IOMMU_NR_GUARDS];
	struct iommu_row rows[PKVM_IOMMU_MAX_ROWS];
	unsigned int nr_rows;
};

/* topology.c: the description, which only topology.c changes. */
extern const struct iommu_topology * const pkvm_iommu_topology;

int pkvm_iommu_add_smmu(u64 nr, u64 kind, const struct smmu_ops *ops, u64 base, u64 size,
			u64 sid_mask);
int pkvm_iommu_add_smmu_regs(u64 nr, u64 base, u64 size);
int pkvm_iommu_add_guard_regs(u64 id, u64 base, u64 size);
int pkvm_iommu_add_row(const struct iommu_soc * const *socs, unsigned int nr_socs,
		       u64 smmu, u64 sid, u64 nr_sids, u64 client);
int pkvm_iommu_stream(const struct hyp_smmu *smmu, u64 sid);	/* index or -ENOENT */
int pkvm_iommu_find_stream(struct hyp_smmu *smmu, u64 sid);	/* the same, or adds it */

/**
 * pkvm_iommu_check_topology() - is what EL1 described a system that EL2 can own?
 * @socs: the SoCs that EL2 knows
 * @nr_socs: how many
 *
 * Picks the SoC whose SMMUs, guards and rows the description matches, and adds the
 * guards and rows that EL2 knows of by itself.
 *
 * Return: 0; -ENODEV when nothing was described; -EINVAL when the description
 * contradicts itself or matches no SoC; -ERANGE when memory lies too high.
 */
int pkvm_iommu_check_topology(const struct iommu_soc * const *socs, unsigned int nr_socs);

static inline struct hyp_smmu *pkvm_iommu_smmu(u64 nr)	/* or NULL */
{
	const u64 nr_smmus = pkvm_iommu_topology->nr_smmus;

	if (nr >= nr_smmus)
		return NULL;
	return pkvm_iommu_topology->smmus[array_index_nospec(nr, nr_smmus)];
}

static inline struct iommu_guard *pkvm_iommu_guard(unsigned int i)
{
	const struct iommu_soc *soc = pkvm_iommu_topology->soc;

	return soc && i < soc->nr_guards ? soc->guards[i].guard : NULL;
}

#define for_each_smmu(smmu)	\
	for (unsigned int __nr = 0; ((smmu) = pkvm_iommu_smmu(__nr)); __nr++)
#define for_each_guard(guard)	\
	for (unsigned int __nr = 0; ((guard) = pkvm_iommu_guard(__nr)); __nr++)

/**
 * pkvm_iommu_ask_all() - one operation on every SMMU, also after one has failed
 * @op: called with smmu->lock held
 * @ctx: by SMMU, a context; those where it is negative are left out; NULL: none is
 * @arg: of @op
 *
 * Return: the first error, or 0.
 */
static __always_inline int pkvm_iommu_ask_all(int (*op)(struct hyp_smmu *smmu, void *arg),
					      const s16 *ctx, void *arg)
{
	struct hyp_smmu *smmu;
	int err, ret = 0;

	for_each_smmu(smmu) {
		if (ctx && ctx[smmu->nr] < 0)
			continue;
		hyp_spin_lock(&smmu->lock);
		err = op(smmu, arg);
		hyp_spin_unlock(&smmu->lock);
		ret = ret ?: err;
	}
	return ret;
}

/* ranges.c: registers that EL2 owns. */
struct iommu_regs *pkvm_iommu_nth_regs(unsigned int i);	/* or NULL past the last */
int pkvm_iommu_check_ranges(void);	/* at the seal; -EINVAL: they overlap */
void pkvm_iommu_collect_ranges(void);	/* again, after a guard's probe dropped some */
void pkvm_iommu_lend_regs(struct hyp_smmu *smmu, int ctx);	/* the host may access them */
int pkvm_iommu_reclaim_regs(struct hyp_smmu *smmu, int ctx);	/* on an error: nor map them */

/* smc.c: the host's SMCs. */
int pkvm_iommu_set_trusted_os(void);	/* during set-up: 0 */
bool pkvm_iommu_trusted_os(void);
s64 pkvm_iommu_smcs_refused(void);

/* suspend.c: the host's calls of SYSTEM_SUSPEND. */
int pkvm_iommu_set_suspend(void);	/* during set-up: 0 */
bool pkvm_iommu_suspend_is_allowed(void);
s64 pkvm_iommu_suspends_refused(void);

/* tlb.c: @nr pages from @iova, by SMMU in context @ctx[smmu->nr], if not negative. */
int pkvm_iommu_invalidate(const s16 *ctx, u64 iova, u64 nr);
int pkvm_iommu_invalidate_contexts(void);	/* during set-up: whole contexts only; 0 */

/* memory.c */
bool pkvm_iommu_is_device_memory(u64 phys);
int pkvm_iommu_add_device_memory(u64 base, u64 size);	/* NOMAP, but a device's */
bool pkvm_iommu_nth_device_memory(unsigned int i, u64 *base, u64 *end);

/* pin.c: host_mmu.lock is held. */
int pkvm_iommu_pin_range(u64 phys, u64 nr);	/* all or none: -EPERM, -EBUSY */
bool pkvm_iommu_is_doorbell(u64 phys);		/* a page that devices may write */
void pkvm_iommu_unpin_page(u64 phys);
bool pkvm_iommu_range_pinned(u64 phys, u64 size);
bool pkvm_iommu_page_is_memory(u64 phys);	/* all of it, and none of it NOMAP */

/* identity.c: host_mmu.lock is held. */
int pkvm_iommu_build_identity(const struct iommu_soc *soc);
const struct io_pgtable_cfg *pkvm_iommu_identity_cfg(void);

/* systems.c, above the wings: the back ends, by kind of SMMU, and the SoCs. */
extern const struct smmu_ops * const pkvm_iommu_backends[PKVM_IOMMU_NR_SMMU_KINDS];
extern const struct iommu_soc * const pkvm_iommu_socs[];
extern const unsigned int pkvm_iommu_nr_socs;

/* setup.c, for the device tree: as the calls that describe, under setup_lock. */
int pkvm_iommu_setup_smmu(u64 nr, u64 kind, u64 base, u64 size, u64 sid_mask);
int pkvm_iommu_setup_row(u64 smmu, u64 sid, u64 nr_sids, u64 client);

/* selftest.c: under CONFIG_NVHE_EL2_DEBUG, once the state is ACTIVE. */
void pkvm_iommu_selftest(void);

/* Hosted tests only: back to the state at boot. */
void pkvm_iommu_reset_state(void);
void pkvm_iommu_reset_topology(void);
void pkvm_iommu_reset_domains(void);
void pkvm_iommu_reset_smcs(void);
void pkvm_iommu_reset_tlb(void);
void pkvm_iommu_reset_suspend(void);
void pkvm_iommu_reset_memory(void);
void pkvm_iommu_reset_tree(void);

#endif /* __PKVM_IOMMU_CORE_H */
