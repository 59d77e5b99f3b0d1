// SPDX-License-Identifier: GPL-2.0-only
/*
 * The state of DMA isolation, and the gates that depend on it.
 *
 * The hypercall dispatcher keeps set-up and run-time calls apart by a static
 * key; that is not enough. The key never flips in plain nVHE, and flips before
 * the last CPU has given its privileges up. So each handler asks here as well.
 */
#include <asm/barrier.h>
#include <asm/kvm_pkvm_iommu.h>

#include "core.h"

static enum pkvm_iommu_state state;

enum pkvm_iommu_state iommu_state(void)
{
	/* Pairs with the release in iommu_set_state(). */
	return smp_load_acquire(&state);
}

void iommu_set_state(enum pkvm_iommu_state s)
{
	/* Orders the set-up before the state for readers of iommu_state(). */
	smp_store_release(&state, s);
}

/* There is a pool only if __pkvm_init() has run, so not in plain nVHE. */
int iommu_setup_gate(void)
{
	if (!identity_has_pool())
		return -EOPNOTSUPP;
	return iommu_state() == PKVM_IOMMU_PENDING ? 0 : -EPERM;
}

int iommu_runtime_gate(void)
{
	switch (iommu_state()) {
	case PKVM_IOMMU_ACTIVE:
		return iommu_is_lost() ? -EIO : 0;
	case PKVM_IOMMU_PENDING:
		return -EPERM;
	default:
		return -EOPNOTSUPP;
	}
}

/* PENDING also forbids protected VMs: the host never completed set-up. */
bool pkvm_iommu_forbids_pvms(void)
{
	enum pkvm_iommu_state s = iommu_state();

	return s == PKVM_IOMMU_FAILED || s == PKVM_IOMMU_PENDING;
}
