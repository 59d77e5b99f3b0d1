/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of the MMU-500's registers and fields in global frames 0 and 1; regs.h, which
 * includes this file, has the others and says where the values come from. Code outside
 * the model can include this file: no name here is also one of a CPU's registers.
 */
#ifndef MODELS_MMU500_REGS_GLOBAL_H
#define MODELS_MMU500_REGS_GLOBAL_H

#include <stdint.h>

#define BITS(v, hi, lo)		(((v) >> (lo)) & ((UINT64_C(1) << ((hi) - (lo) + 1)) - 1))
#define BIT32(n)		(UINT32_C(1) << (n))
#define BIT64(n)		(UINT64_C(1) << (n))

/* Register frames are 64 KiB: IDR1.PAGESIZE. */
#define FRAME_SHIFT		16
#define FRAME_SIZE		BIT32(FRAME_SHIFT)
/* IDR1.NUMPAGENDXB = 6: 128 frames of globals, 128 of context banks. */
#define NUM_GLOBAL_FRAMES	128u
#define MAX_BANKS		128u
#define MAX_GROUPS		128u

/* Global frame 0 */
#define GR0_SCR0		0x000
#define  SCR0_CLIENTPD		BIT32(0)
#define  SCR0_GFRE		BIT32(1)
#define  SCR0_GFIE		BIT32(2)
#define  SCR0_USFCFG		BIT32(10)
#define  SCR0_SMCFCFG		BIT32(21)
/* GCFGFRE, GCFGFIE, STALLD, GSE are RAZ/WI, SMCFCFG is RAO/WI. */
#define  SCR0_WRITABLE		UINT32_C(0x0fdffcc7)
#define  SCR0_RESET		(SCR0_SMCFCFG | SCR0_CLIENTPD)
#define GR0_SCR2		0x008
#define  SCR2_WRITABLE		UINT32_C(0x000000ff)
#define GR0_SACR		0x010
#define  SACR_SMTNMB_TLBEN	BIT32(8)
#define  SACR_S2CRB_TLBEN	BIT32(10)
#define  SACR_CACHE_LOCK	BIT32(26)
/* The rest: which caches are on, and which bypasses are cached. */
#define  SACR_WRITABLE		UINT32_C(0x0700071c)
#define  SACR_RESET		UINT32_C(0x0400001c)
#define GR0_IDR0		0x020
#define  IDR0_NUMSMRG		UINT32_C(0x000000ff)
#define GR0_IDR1		0x024
#define  IDR1_NUMCB		UINT32_C(0x000000ff)
#define GR0_IDR2		0x028
#define GR0_IDR7		0x03c
#define GR0_SGFAR		0x040
#define GR0_SGFSR		0x048
#define  SGFSR_ICF		BIT32(0)
#define  SGFSR_USF		BIT32(1)
#define  SGFSR_SMCF		BIT32(2)
#define  SGFSR_UCBF		BIT32(3)
#define  SGFSR_MULTI		BIT32(31)
/*
 * UCIF [4] needs a CBAR.IRPTNDX that isn't there; CAF [5], EF [6] and UUT [8] are
 * of accesses that this model's world doesn't make: only a restore sets them.
 */
#define  SGFSR_ALL		UINT32_C(0x8000017f)
#define GR0_SGFSRRESTORE	0x04c
#define GR0_SGFSYNR0		0x050
#define  SGFSYNR0_NESTED	BIT32(0)
#define  SGFSYNR0_WNR		BIT32(1)
#define  SGFSYNR0_PNU		BIT32(2)
#define  SGFSYNR0_IND		BIT32(3)
#define  SGFSYNR0_NSSTATE	BIT32(4)
#define  SGFSYNR0_NSATTR	BIT32(5)
#define  SGFSYNR0_WRITABLE	UINT32_C(0x0000003f)
#define GR0_SGFSYNR1		0x054
/* SSD_Index is fixed at 0 here and in CBFRSYNRA. */
#define  SYNR_STREAM		UINT32_C(0x00007fff)
#define GR0_SGFSYNR2		0x058
#define GR0_STLBIALL		0x060
#define GR0_TLBIVMID		0x064
#define GR0_TLBIALLNSNH		0x068
#define GR0_TLBIALLH		0x06c
#define GR0_STLBGSYNC		0x070
#define GR0_STLBGSTATUS		0x074
#define  STLBGSTATUS_GSACTIVE	BIT32(0)
#define GR0_TLBIVAH		0x078
#define GR0_TLBIVALH64		0x0b0
#define GR0_TLBIVMIDS1		0x0b8
#define GR0_TLBIVAH64		0x0c0
#define GR0_NSCR0		0x400
#define GR0_NSTLBGSTATUS	0x474
#define GR0_SMR			0x800
#define  SMR_VALID		BIT32(31)
#define  SMR_MASK_SHIFT		16
#define  SMR_MASK(r)		BITS(r, 30, 16)
#define  SMR_ID(r)		BITS(r, 14, 0)
/* IDR0.NUMSIDB = 15: bit 15 of the identifier does not exist. */
#define  SMR_WRITABLE		UINT32_C(0xffff7fff)
#define  STREAM_ID_MASK		UINT16_C(0x7fff)
#define GR0_S2CR		0xc00
#define  S2CR_CBNDX(r)		BITS(r, 7, 0)
#define  S2CR_TYPE_SHIFT	16
#define  S2CR_TYPE(r)		BITS(r, 17, 16)
#define  S2CR_TYPE_TRANSLATE	0
#define  S2CR_TYPE_BYPASS	1
#define  S2CR_TYPE_FAULT	2
#define  S2CR_RESET		UINT32_C(0x00020000)
#define  S2CR_PRIVCFG(r)	BITS(r, 25, 24)
#define  S2CR_PRIVCFG_UNPRIV	2
#define  S2CR_PRIVCFG_PRIV	3
#define  S2CR_INSTCFG(r)	BITS(r, 27, 26)
#define  S2CR_INSTCFG_DATA	2
#define  S2CR_INSTCFG_INSN	3
/* EXIDVALID [10] does not exist without extended identifiers. */
#define  S2CR_WRITABLE		UINT32_C(0x3ffffbff)
#define GR0_PIDR4		0xfd0
#define GR0_PIDR0		0xfe0
#define GR0_CIDR0		0xff0

/* Global frame 1 */
#define GR1_CBAR		0x000
#define  CBAR_VMID(r)		BITS(r, 7, 0)
#define  CBAR_S2_CBNDX(r)	BITS(r, 15, 8)
#define  CBAR_HYPC		BIT32(10)
#define  CBAR_TYPE_SHIFT	16
#define  CBAR_TYPE_MASK		(UINT32_C(3) << CBAR_TYPE_SHIFT)
#define  CBAR_TYPE(r)		BITS(r, 17, 16)
#define  CBAR_TYPE_S2		0
#define  CBAR_TYPE_S1_S2BYPASS	1
#define  CBAR_TYPE_S1_S2FAULT	2
#define  CBAR_TYPE_S1_S2	3
/* IRPTNDX [31:24] is fixed at 0: there is one context interrupt. */
#define  CBAR_WRITABLE		UINT32_C(0x00ffffff)
#define  CBAR_RESET		((uint32_t)CBAR_TYPE_S1_S2FAULT << 16)
#define GR1_CBFRSYNRA		0x400
#define GR1_CBA2R		0x800
#define  CBA2R_VA64		BIT32(0)
/* No VMID16: only VA64 and MONC. */
#define  CBA2R_WRITABLE		UINT32_C(0x00000003)

#endif
