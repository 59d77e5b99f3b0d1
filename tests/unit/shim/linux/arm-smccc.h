/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stands in for the kernel's header of this name: fields of a function ID and owners, by
 * Arm DEN0028.
 */
#ifndef SHIM_ARM_SMCCC_H
#define SHIM_ARM_SMCCC_H

#define ARM_SMCCC_IS_FAST_CALL(id)	((id) & 1U << 31)
#define ARM_SMCCC_OWNER_NUM(id)		((id) >> 24 & 0x3f)
#define ARM_SMCCC_FUNC_NUM(id)		((id) & 0xffff)

#define ARM_SMCCC_OWNER_ARCH		0
#define ARM_SMCCC_OWNER_STANDARD	4
#define ARM_SMCCC_OWNER_TRUSTED_OS	50
#define ARM_SMCCC_OWNER_TRUSTED_OS_END	63

#endif
