/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Registers of the Arm MMU-500 as EL2 uses them.
 *
 * Names are the architecture's, in capitals. Numbers agree with the kernel's arm-smmu.h;
 * those that it lacks (STALLD, SMCFCFG, GSE of sCR0, sGFAR, the fields of
 * sGFSYNR0, CBNDX of CBAR) are from memory of Arm IHI 0062, so: assumed.
 * sACR and ACTLR are Arm DDI 0517's, as arm_mmu500_reset() uses them.
 */
#ifndef __HYP_MMU500_REGS_H
#define __HYP_MMU500_REGS_H

#include <linux/bits.h>

/* Global register space 0: page 0 */
#define SMMU_SCR0			0x000
#define SCR0_VMID16EN			BIT(31)
#define SCR0_SMCFCFG			BIT(21)
#define SCR0_PTM			BIT(12)
#define SCR0_USFCFG			BIT(10)
#define SCR0_GSE			BIT(9)
#define SCR0_STALLD			BIT(8)
#define SCR0_GCFGFIE			BIT(5)
#define SCR0_GCFGFRE			BIT(4)
#define SCR0_EXIDENABLE			BIT(3)
#define SCR0_GFIE			BIT(2)
#define SCR0_GFRE			BIT(1)
#define SCR0_CLIENTPD			BIT(0)

#define SMMU_SACR			0x010
#define SACR_CACHE_LOCK			BIT(26)
#define SACR_S2CRB_TLBEN		BIT(10)
#define SACR_SMTNMB_TLBEN		BIT(8)

#define SMMU_IDR0			0x020
#define IDR0_S1TS			BIT(30)
#define IDR0_S2TS			BIT(29)
#define IDR0_NTS			BIT(28)
#define IDR0_SMS			BIT(27)
#define IDR0_NUMSIDB			GENMASK(12, 9)
#define IDR0_NUMSMRG			GENMASK(7, 0)
#define SMMU_IDR1			0x024
#define IDR1_PAGESIZE			BIT(31)
#define IDR1_NUMPAGENDXB		GENMASK(30, 28)
#define IDR1_NUMS2CB			GENMASK(23, 16)
#define IDR1_NUMCB			GENMASK(7, 0)
#define SMMU_IDR2			0x028
#define IDR2_PTFSV8_4K			BIT(12)
#define IDR2_OAS			GENMASK(7, 4)
#define IDR2_IAS			GENMASK(3, 0)
#define SMMU_IDR7			0x03c
#define IDR7_MAJOR			GENMASK(7, 4)

#define SMMU_SGFAR			0x040
#define SMMU_SGFSR			0x048
#define SGFSR_MULTI			BIT(31)
#define SGFSR_SMCF			BIT(2)
#define SGFSR_USF			BIT(1)
#define SMMU_SGFSYNR0			0x050
#define SGFSYNR0_WNR			BIT(1)
#define SMMU_SGFSYNR1			0x054
#define SGFSYNR1_STREAMID		GENMASK(14, 0)

#define SMMU_TLBIVMID			0x064
#define SMMU_TLBIALLNSNH		0x068
#define SMMU_TLBIALLH			0x06c
#define SMMU_STLBGSYNC			0x070
#define SMMU_STLBGSTATUS		0x074
#define TLBSTATUS_SACTIVE		BIT(0)

#define SMMU_SMR(n)			(0x800 + 4 * (n))
#define SMR_VALID			BIT(31)
#define SMR_MASK			GENMASK(30, 16)
#define SMR_ID				GENMASK(14, 0)

#define SMMU_S2CR(n)			(0xc00 + 4 * (n))
#define S2CR_TYPE			GENMASK(17, 16)
#define S2CR_TYPE_TRANS			0
#define S2CR_TYPE_FAULT			2
#define S2CR_CBNDX			GENMASK(7, 0)

/* Global register space 1: page 1 */
#define SMMU_CBAR(n)			(0x000 + 4 * (n))
#define CBAR_TYPE			GENMASK(17, 16)
#define CBAR_TYPE_S2			0
#define CBAR_TYPE_S1_S2_FAULT		2
#define CBAR_TYPE_S1_S2			3
#define CBAR_CBNDX			GENMASK(15, 8)
#define CBAR_VMID			GENMASK(7, 0)

#define SMMU_CBFRSYNRA(n)		(0x400 + 4 * (n))
#define CBFRSYNRA_STREAMID		GENMASK(14, 0)

#define SMMU_CBA2R(n)			(0x800 + 4 * (n))
#define CBA2R_VMID16			GENMASK(31, 16)
#define CBA2R_VA64			BIT(0)

/* A translation context bank: one page each, from page NUMPAGE on */
#define SMMU_CB_SCTLR			0x000
#define SCTLR_HUPCF			BIT(8)
#define SCTLR_CFCFG			BIT(7)
#define SCTLR_CFIE			BIT(6)
#define SCTLR_CFRE			BIT(5)
#define SCTLR_M				BIT(0)
/* Faults are reported, none stalls; a fault does not block other transactions (HUPCF). */
#define SCTLR_LIVE			(SCTLR_M | SCTLR_CFRE | SCTLR_CFIE | SCTLR_HUPCF)
#define SMMU_CB_ACTLR			0x004
#define ACTLR_CPRE			BIT(1)
#define SMMU_CB_RESUME			0x008
#define RESUME_TERMINATE		BIT(0)
#define SMMU_CB_TCR2			0x010
#define SMMU_CB_TTBR0			0x020
#define TTBR0_BADDR			GENMASK_ULL(47, 12)
#define SMMU_CB_TTBR1			0x028

/* SMMU_CBn_TCR of a stage 2 context in the AArch64 format */
#define SMMU_CB_TCR			0x030
#define VTCR_RES1			BIT(31)
#define VTCR_PS				GENMASK(18, 16)
#define VTCR_TG0			GENMASK(15, 14)
#define VTCR_SH0			GENMASK(13, 12)
#define VTCR_ORGN0			GENMASK(11, 10)
#define VTCR_IRGN0			GENMASK(9, 8)
#define VTCR_SL0			GENMASK(7, 6)
#define VTCR_T0SZ			GENMASK(5, 0)
#define VTCR_FIELDS			GENMASK(18, 0)

/* SMMU_CBn_TCR of a stage 1 context in the AArch64 format */
#define S1TCR_TG1			GENMASK(31, 30)
#define S1TCR_TG1_4K			2
#define S1TCR_EPD1			BIT(23)
#define S1TCR_T1SZ			GENMASK(21, 16)
#define S1TCR_EPD0			BIT(7)
#define S1TCR_T0SZ			GENMASK(5, 0)

#define SMMU_CB_FSR			0x058
#define FSR_MULTI			BIT(31)
#define FSR_SS				BIT(30)
#define FSR_EF				BIT(4)
#define FSR_PF				BIT(3)
#define FSR_TF				BIT(1)
#define FSR_FAULTS			(FSR_MULTI | FSR_SS | GENMASK(8, 1))
#define SMMU_CB_FAR			0x060
#define FAR_ADDR			GENMASK_ULL(47, 0)
#define SMMU_CB_FSYNR0			0x068
#define FSYNR0_WNR			BIT(4)
#define SMMU_CB_TLBIIPAS2		0x630
#define SMMU_CB_TLBSYNC			0x7f0
#define SMMU_CB_TLBSTATUS		0x7f4

#endif /* __HYP_MMU500_REGS_H */
