// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whether the host may suspend the system.
 *
 * A suspend resets the SMMUs, and until EL2 runs again they let all accesses pass. That
 * part of the resume is firmware's: EL2 cannot shorten it. So EL2 refuses the suspend
 * while memory has something of a protected guest's in it, unless the kernel command
 * line has allowed it.
 *
 * Virtual machines and pages are counted, not virtual machines alone: the host may end
 * one without having reclaimed all of its pages, which keep their contents. No guest
 * begins between the check and the suspend: firmware denies SYSTEM_SUSPEND while another
 * CPU is on (PSCI, DEN0022).
 */
#include <linux/atomic.h>

#include "core.h"

static atomic64_t held = ATOMIC64_INIT(0);
static atomic64_t refused = ATOMIC64_INIT(0);
static bool allowed;		/* written during set-up only */

int pkvm_iommu_set_suspend(void)
{
	hyp_assert_lock_held(&pkvm_iommu_setup_lock);
	allowed = true;
	return 0;
}

bool pkvm_iommu_suspend_is_allowed(void)
{
	return allowed;
}

s64 pkvm_iommu_suspends_refused(void)
{
	return atomic64_read(&refused);
}

void pkvm_iommu_guest_get(void)
{
	atomic64_inc(&held);
}

void pkvm_iommu_guest_put(void)
{
	atomic64_dec(&held);
}

bool pkvm_iommu_may_suspend(void)
{
	if (!pkvm_iommu_active() || allowed || !atomic64_read(&held))
		return true;
	atomic64_inc(&refused);
	return false;
}

#ifndef __KVM_NVHE_HYPERVISOR__
void pkvm_iommu_reset_suspend(void)
{
	atomic64_set(&held, 0);
	atomic64_set(&refused, 0);
	allowed = false;
}
#endif
