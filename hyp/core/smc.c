// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which SMCs of the host reach firmware in state ACTIVE.
 *
 * Firmware acts for its caller: there are calls that move or zero memory, register
 * memory of the caller's choice, or enter EL2 at the caller's address. So EL2 forwards
 * only calls that are known to be harmless, and the SoC's own list. PSCI is relayed
 * and FF-A is filtered before this (psci-relay.c, ffa.c).
 */
#include <linux/arm-smccc.h>
#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/kvm_host.h>

#include <asm/kvm_hypevents.h>

#include <nvhe/ffa.h>

#include "core.h"

/* Standard service calls: Arm DEN0098, TRNG, version 1.0. */
#define TRNG_MIN_FUNC_NUM	0x50
#define TRNG_MAX_FUNC_NUM	0x5f

/* Bits of a fast call that must be zero, with the hint bit that the caller clears. */
#define FAST_CALL_RESERVED	GENMASK(23, 16)

static atomic64_t refused = ATOMIC64_INIT(0);
static bool trusted_os;		/* written during set-up only */

int pkvm_iommu_set_trusted_os(void)
{
	hyp_assert_lock_held(&pkvm_iommu_setup_lock);
	trusted_os = true;
	return 0;
}

bool pkvm_iommu_trusted_os(void)
{
	return trusted_os;
}

s64 pkvm_iommu_smcs_refused(void)
{
	return atomic64_read(&refused);
}

static bool standard_is_allowed(u32 nr)
{
	return (nr >= TRNG_MIN_FUNC_NUM && nr <= TRNG_MAX_FUNC_NUM) ||
	       (nr >= FFA_MIN_FUNC_NUM && nr <= FFA_MAX_FUNC_NUM);
}

static bool soc_allows(u32 func_id)
{
	const struct iommu_soc *soc = pkvm_iommu_topology->soc;
	unsigned int i;

	for (i = 0; i < soc->nr_smcs; i++) {
		if (soc->smcs[i] == func_id)
			return true;
	}
	return false;
}

static bool is_allowed(u32 func_id)
{
	u32 owner = ARM_SMCCC_OWNER_NUM(func_id);

	/* OP-TEE's calls are yielding ones, too. */
	if (owner >= ARM_SMCCC_OWNER_TRUSTED_OS && owner <= ARM_SMCCC_OWNER_TRUSTED_OS_END)
		return trusted_os;
	if (!ARM_SMCCC_IS_FAST_CALL(func_id) || func_id & FAST_CALL_RESERVED)
		return false;
	if (owner == ARM_SMCCC_OWNER_ARCH)
		return true;
	if (owner == ARM_SMCCC_OWNER_STANDARD && standard_is_allowed(ARM_SMCCC_FUNC_NUM(func_id)))
		return true;
	return soc_allows(func_id);
}

bool pkvm_iommu_smc_allowed(u32 func_id)
{
	if (!pkvm_iommu_active() || is_allowed(func_id))
		return true;
	atomic64_inc(&refused);
	trace_pkvm_iommu_smc_refused(func_id);
	return false;
}

#ifndef __KVM_NVHE_HYPERVISOR__
void pkvm_iommu_reset_smcs(void)
{
	atomic64_set(&refused, 0);
	trusted_os = false;
}
#endif
