/* SPDX-License-Identifier: GPL-2.0-only */
/* Registers of an SMMUv3, from Arm IHI 0070. */
#ifndef VIRT_REGISTERS_H
#define VIRT_REGISTERS_H

#define SMMU_CR0		(SMMU_BASE + 0x20)
#define CR0_SMMUEN		1u
#define SMMU_CR0ACK		(SMMU_BASE + 0x24)
#define SMMU_GBPA		(SMMU_BASE + 0x44)
#define GBPA_UPDATE		(1u << 31)
#define SMMU_STRTAB_BASE	(SMMU_BASE + 0x80)
#define SMMU_CMDQ_PROD		(SMMU_BASE + 0x98)

#endif /* VIRT_REGISTERS_H */
