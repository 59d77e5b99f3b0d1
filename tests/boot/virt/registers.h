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

/* QEMU's fw_cfg: the address of what it is to do. */
#define FW_CFG_DMA		0x09020010UL

/* The ITS's control frame, from Arm IHI 0069. */
#define GITS_CTLR		0x08080000UL
#define GITS_CTLR_ENABLED	1u
#define GITS_CTLR_QUIESCENT	(1u << 31)
#define GITS_CBASER		0x08080080UL
#define GITS_CBASER_VALID	(1UL << 63)
#define GITS_CWRITER		0x08080088UL
#define GITS_CREADR		0x08080090UL
#define GITS_QUEUE_OFFSET	0xfffe0UL

#endif /* VIRT_REGISTERS_H */
