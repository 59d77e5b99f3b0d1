/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of the MMU-500's registers and fields, as SMMUv2 (Arm IHI 0062) and the
 * MMU-500 (Arm DDI 0517) name them. The model's own list: it shares none with
 * any driver, so that one wrong constant cannot fool both.
 *
 * Which bits are fixed, and reset values: from the register references of two
 * other parts with an MMU-500, Intel's Stratix 10 and Agilex HPS (SMMU_SCR0,
 * SMMU_NSACR, SMMU_NSGFSR, SMMU_SMRn, SMMU_CBARn, SMMU_CBn_SCTLR, SMMU_CBA2Rn)
 * and AMD UG1087 (SMMU_SGFSYNR0, SMMU_S2CRn, SMMU_CBARn, SMMU_CBFRSYNRAn,
 * SMMU_CBn_SCTLR, SMMU_CBn_ACTLR, SMMU_CBn_FSYNR0). That Tegra234's is synthesised
 * alike in these is assumed.
 */
#ifndef MODELS_MMU500_REGS_H
#define MODELS_MMU500_REGS_H

#include "regs_global.h"

/*
 * Global frame 3: performance monitors. Offsets, fields and PMCFGR's and PMCEID0's
 * values as AMD UG1087 has them for its MMU-500 (PMCFGR, SMMU_CBn_PMCEID,
 * SMMU_CBn_PMEVTYPERn); how many counters Tegra234 has is assumed to be the same.
 */
#define PMU_FRAME		3
#define PMU_GROUPS		6u
#define PMU_PER_GROUP		4u
#define PMU_COUNTERS		(PMU_GROUPS * PMU_PER_GROUP)
#define PMU_ALL			((UINT32_C(1) << PMU_COUNTERS) - 1)
#define PMEVCNTR		0x000
#define PMEVTYPER		0x400
#define  PMEVTYPER_EVENT(r)	BITS(r, 4, 0)
#define  PMEVTYPER_WRITABLE	UINT32_C(0xf000001f)
#define  EVENT_TLB_ALLOC	0x08
#define  EVENT_TLB_ALLOC_READ	0x09
#define  EVENT_TLB_ALLOC_WRITE	0x0a
#define  EVENT_ACCESS		0x10
#define  EVENT_ACCESS_READ	0x11
#define  EVENT_ACCESS_WRITE	0x12
#define PMCGCR			0x800
#define  PMCGCR_NDX(r)		BITS(r, 7, 0)
#define  PMCGCR_TCEFCFG(r)	BITS(r, 9, 8)
#define  TCEFCFG_GLOBAL		0
#define  TCEFCFG_STREAM		1
#define  TCEFCFG_BANK		2
#define  PMCGCR_E		BIT32(11)
#define  PMCGCR_SIDG(n)		((uint32_t)(n) << 16)
#define  PMCGCR_CGNC		(PMU_PER_GROUP << 24)
/* CBAEN [10] is fixed at 0: banks have no view of their own (assumed). */
#define  PMCGCR_WRITABLE	UINT32_C(0x00001bff)
#define PMCGSMR			0xa00
#define  PMCGSMR_WRITABLE	UINT32_C(0x7fff7fff)
#define PMCNTENSET		0xc00
#define PMCNTENCLR		0xc20
#define PMINTENSET		0xc40
#define PMINTENCLR		0xc60
#define PMOVSCLR		0xc80
#define PMOVSSET		0xcc0
#define PMCFGR			0xe00
#define  PMCFGR_VALUE		UINT32_C(0x05011f17)
#define PMCR			0xe04
#define  PMCR_E			BIT32(0)
#define  PMCR_P			BIT32(1)
#define  PMCR_WRITABLE		UINT32_C(0x00000011)
#define PMCEID0			0xe20
#define  PMCEID0_VALUE		UINT32_C(0x00030303)
#define PMDEVTYPE		0xfcc
#define  PMDEVTYPE_VALUE	UINT32_C(0x00000056)
#define PMAUTHSTATUS		0xfb8
#define  PMAUTHSTATUS_VALUE	UINT32_C(0x00000080)

/* Context bank frames */
#define CB_SCTLR		0x000
#define  SCTLR_M		BIT32(0)
#define  SCTLR_AFE		BIT32(2)
#define  SCTLR_AFFD		BIT32(3)
#define  SCTLR_CFRE		BIT32(5)
#define  SCTLR_CFIE		BIT32(6)
#define  SCTLR_CFCFG		BIT32(7)
#define  SCTLR_HUPCF		BIT32(8)
#define  SCTLR_WXN		BIT32(9)
#define  SCTLR_UWXN		BIT32(10)
/* ASIDPNE [12] is RAZ/WI. */
#define  SCTLR_WRITABLE		UINT32_C(0x3fffe7ff)
#define  SCTLR_RESET		SCTLR_HUPCF
#define CB_ACTLR		0x004
#define  ACTLR_CMTLB		BIT32(0)
#define  ACTLR_CPRE		BIT32(1)
#define  ACTLR_RESET		(ACTLR_CPRE | ACTLR_CMTLB)
#define CB_RESUME		0x008
#define  RESUME_TERMINATE	BIT32(0)
#define CB_TCR2			0x010
#define  TCR2_PASIZE(r)		BITS(r, 2, 0)
#define  TCR2_AS		BIT32(4)
#define  TCR2_SEP(r)		BITS(r, 17, 15)
/* TBI0 [5] and TBI1 [6] are fixed at 1; NSCFG0 and NSCFG1 do nothing here. */
#define  TCR2_WRITABLE		UINT32_C(0x4003c017)
#define  TCR2_RESET		UINT32_C(0x00000060)
#define CB_TTBR0		0x020
#define CB_TTBR1		0x028
#define  TTBR_ASID(r)		BITS(r, 63, 48)
#define  TTBR_BASE		UINT64_C(0x0000fffffffffff0)
#define CB_TCR			0x030
#define  TCR_T0SZ(r)		BITS(r, 5, 0)
#define  TCR_EPD0		BIT32(7)
#define  TCR_TG0(r)		BITS(r, 15, 14)
#define  TCR_T1SZ(r)		BITS(r, 21, 16)
#define  TCR_A1			BIT32(22)
#define  TCR_EPD1		BIT32(23)
#define  TCR_TG1(r)		BITS(r, 31, 30)
#define  TCR_EAE		BIT32(31)
/* Of the short format, EAE = 0 */
#define  TTBCR_N(r)		BITS(r, 2, 0)
#define  TTBCR_PD0		BIT32(4)
#define  TTBCR_PD1		BIT32(5)
#define  VTCR_SL0(r)		BITS(r, 7, 6)
#define  VTCR_PASIZE(r)		BITS(r, 18, 16)
#define CB_CONTEXTIDR		0x034
#define  CONTEXTIDR_ASID(r)	BITS(r, 7, 0)
#define CB_MAIR0		0x038
#define CB_PAR			0x050
#define CB_FSR			0x058
#define  FSR_TF			BIT32(1)
#define  FSR_AFF		BIT32(2)
#define  FSR_PF			BIT32(3)
#define  FSR_EF			BIT32(4)
#define  FSR_ASF		BIT32(7)
#define  FSR_UUT		BIT32(8)
#define  FSR_FORMAT_AARCH32S	(0u << 9)
#define  FSR_FORMAT_AARCH32L	(1u << 9)
#define  FSR_FORMAT_AARCH64	(2u << 9)
#define  FSR_FORMAT		(3u << 9)
#define  FSR_SS			BIT32(30)
#define  FSR_MULTI		BIT32(31)
#define  FSR_FAULTS		UINT32_C(0x000001fe)
#define CB_FSRRESTORE		0x05c
#define CB_FAR			0x060
/* 49 bits arrive from upstream: IDR2.UBS. */
#define  FAR_WRITABLE		UINT64_C(0x0001ffffffffffff)
#define CB_FSYNR0		0x068
#define  FSYNR0_PLVL(l)		((uint32_t)(l) & 3)
#define  FSYNR0_WNR		BIT32(4)
#define  FSYNR0_PNU		BIT32(5)
#define  FSYNR0_IND		BIT32(6)
#define  FSYNR0_NSATTR		BIT32(8)
#define  FSYNR0_PTWF		BIT32(10)
#define  FSYNR0_S1CBNDX(n)	((uint32_t)(n) << 16)
/* ATOF [9] is fixed at 0. */
#define  FSYNR0_WRITABLE	UINT32_C(0x00ff0d73)
#define CB_FSYNR1		0x06c
#define CB_IPAFAR		0x070
#define  IPAFAR_WRITABLE	UINT64_C(0x0000fffffffff000)
#define CB_TLBIVA		0x600
#define CB_TLBIVAA		0x608
#define CB_TLBIASID		0x610
#define CB_TLBIALL		0x618
#define CB_TLBIVAL		0x620
#define CB_TLBIVAAL		0x628
#define CB_TLBIIPAS2		0x630
#define CB_TLBIIPAS2L		0x638
#define CB_TLBSYNC		0x7f0
#define CB_TLBSTATUS		0x7f4
#define  TLBSTATUS_SACTIVE	BIT32(0)

/* Descriptors of the long format */
#define DESC_VALID		BIT64(0)
#define DESC_TABLE		BIT64(1)
#define DESC_ADDR		UINT64_C(0x0000fffffffff000)
#define DESC_S1_UNPRIV		BIT64(6)
#define DESC_S1_RDONLY		BIT64(7)
#define DESC_S2_READ		BIT64(6)
#define DESC_S2_WRITE		BIT64(7)
#define DESC_AF			BIT64(10)
#define DESC_NG			BIT64(11)
#define DESC_PXN		BIT64(53)
#define DESC_XN			BIT64(54)
#define DESC_PXN_TABLE		BIT64(59)
#define DESC_XN_TABLE		BIT64(60)
#define DESC_AP_TABLE_NOEL0	BIT64(61)
#define DESC_AP_TABLE_RDONLY	BIT64(62)

/* Descriptors of the short format: first level, then second */
#define SHORT_TYPE(d)		BITS(d, 1, 0)
#define  SHORT_TABLE		1
#define  SHORT_LARGE		1
#define SHORT_TABLE_SHIFT	10
#define SHORT_TABLE_PXN		BIT64(2)
#define SHORT_SECTION_PXN	BIT64(0)
#define SHORT_SECTION_XN	BIT64(4)
#define SHORT_SECTION_AP10(d)	BITS(d, 11, 10)
#define SHORT_SECTION_AP2(d)	BITS(d, 15, 15)
#define SHORT_SECTION_NG	BIT64(17)
#define SHORT_SUPERSECTION	BIT64(18)
#define SHORT_SUPER_PA39_36(d)	BITS(d, 8, 5)
#define SHORT_SUPER_PA35_32(d)	BITS(d, 23, 20)
#define SHORT_SMALL_XN		BIT64(0)
#define SHORT_LARGE_XN		BIT64(15)
#define SHORT_PAGE_AP10(d)	BITS(d, 5, 4)
#define SHORT_PAGE_AP2(d)	BITS(d, 9, 9)
#define SHORT_PAGE_NG		BIT64(11)

#endif
