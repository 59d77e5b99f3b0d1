/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which of two drivers an SMMU is for: the one that drives it, or the one that
 * asks EL2 to.
 */
#ifndef __LINUX_SMMU_OWNER_H
#define __LINUX_SMMU_OWNER_H

struct device;

#ifdef CONFIG_PKVM_SMMU

/**
 * pkvm_smmu_owned_by_el2() - may a driver touch this SMMU's registers?
 * @dev: the SMMU's device
 *
 * To be called at the start of a probe, before the first access to a register.
 *
 * Return: 0 if the driver may go on, -EPROBE_DEFER while it is not decided,
 * -ENODEV if EL2 owns the SMMU.
 */
int pkvm_smmu_owned_by_el2(struct device *dev);

#else

static inline int pkvm_smmu_owned_by_el2(struct device *dev)
{
	return 0;
}

#endif
#endif /* __LINUX_SMMU_OWNER_H */
