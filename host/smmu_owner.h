/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decides which of two drivers binds to an SMMU: arm-smmu, or the driver for SMMUs
 * that EL2 owns.
 */
#ifndef __LINUX_SMMU_OWNER_H
#define __LINUX_SMMU_OWNER_H

struct device;

#ifdef CONFIG_PKVM_SMMU

/**
 * pkvm_smmu_owned_by_el2() - check if EL2 owns an SMMU's registers
 * @dev: the SMMU's device
 *
 * Call it at the start of a probe, before the first register access.
 *
 * Return: 0 if the driver may use the registers, -EPROBE_DEFER while this is not
 * decided, -ENODEV if EL2 owns the SMMU, also if it is the EL2 of the kernel before a
 * crash.
 */
int pkvm_smmu_owned_by_el2(struct device *dev);

#else

static inline int pkvm_smmu_owned_by_el2(struct device *dev)
{
	return 0;
}

#endif
#endif /* __LINUX_SMMU_OWNER_H */
