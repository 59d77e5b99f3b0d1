/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the core share among themselves, and a back end does not
 * see: the state, the described system, pins, domains.
 *
 * Locks, outermost first (nvhe/iommu.h has their place among KVM's):
 *	setup_lock	the description, and the state until the seal
 *	attach_lock	which domain each stream is attached to
 *	table_lock	the table of domains, and who is using them
 *	domain->lock	one domain's table, pool and contexts
 *	host_mmu.lock	page ownership, DMA pins and the identity table
 *	smmu->lock	one SMMU's registers and streams
 *	mc->lock	the memory controller's registers
 *	dma->lock	GPCDMA's registers; never taken with mc->lock held
 */
#ifndef __HYP_CORE_H
#define __HYP_CORE_H

#include <linux/kvm_host.h>
#include <linux/types.h>

#include <nvhe/iommu.h>
#include <nvhe/spinlock.h>

#include "ops.h"
#include "pgtable.h"

/* state.c: one state for all SMMUs; it leaves PENDING once. */
enum pkvm_iommu_state iommu_state(void);
void iommu_set_state(enum pkvm_iommu_state state);
int iommu_setup_gate(void);		/* 0 while set-up calls are welcome */
int iommu_runtime_gate(void);		/* 0 while run-time calls are welcome */

static inline bool iommu_active(void)
{
	return iommu_state() == PKVM_IOMMU_ACTIVE;
}

/* power.c: has a suspend taken state that could not be brought back? */
bool iommu_is_lost(void);
unsigned int iommu_restores(void);

/* topology.c: what EL1 described. Fixed once the state is not PENDING. */
struct topology {
	unsigned int nr_smmus;
	struct hyp_smmu *smmus[PKVM_IOMMU_MAX_SMMUS];
	struct hyp_mc mc;
	struct hyp_gpcdma gpcdma;
	unsigned int nr_rows;
	struct iommu_row rows[PKVM_IOMMU_MAX_ROWS];
};

extern struct topology topology;

int topology_check(void);
int seal(void);				/* setup.c */
struct hyp_smmu *topology_smmu(u64 nr);			/* or NULL */
int topology_stream(const struct hyp_smmu *smmu, u64 sid);	/* index or -ENOENT */

/* The i-th range of registers that EL2 owns; false past the last. */
bool topology_mmio(unsigned int i, u64 *base, u64 *size);

/* invalidate.c: @nr pages from @iova, in context @ctx of @smmu. */
int smmu_invalidate(struct hyp_smmu *smmu, int ctx, u64 iova, u64 nr);

/* pin.c: host_mmu.lock is held. */
int pin_range(u64 phys, u64 nr);	/* all or none: -EPERM, -EBUSY */
void unpin_page(u64 phys);
bool range_is_pinned(u64 phys, u64 size);
bool page_is_reachable(u64 phys);	/* host memory, of a region without NOMAP */

/* identity.c: host_mmu.lock is held. */
bool identity_has_pool(void);
int identity_build(void);
const struct io_pgtable_cfg *identity_cfg(void);
unsigned long identity_pages_used(void);

#endif /* __HYP_CORE_H */
