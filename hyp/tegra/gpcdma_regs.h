/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Registers of Tegra234's GPCDMA as EL2 uses them: those of a channel that the
 * kernel's tegra186-gpc-dma.c names.
 */
#ifndef __HYP_TEGRA_GPCDMA_REGS_H
#define __HYP_TEGRA_GPCDMA_REGS_H

#include <linux/bits.h>

/* A page of each channel's follows one that all channels share. */
#define GPCDMA_CHANNEL_SIZE	0x10000

#define GPCDMA_CSR		0x00
#define GPCDMA_CSR_ENB			BIT(31)
#define GPCDMA_CSR_DMA			GENMASK(23, 21)
#define GPCDMA_CSR_WEIGHT		GENMASK(13, 10)
#define GPCDMA_STATUS		0x04
#define GPCDMA_CSRE		0x08
#define GPCDMA_SRC		0x0c
#define GPCDMA_DST		0x10
#define GPCDMA_HIGH		0x14
#define GPCDMA_HIGH_SRC			GENMASK(7, 0)
#define GPCDMA_HIGH_DST			GENMASK(23, 16)
#define GPCDMA_MCSEQ		0x18
#define GPCDMA_MCSEQ_SID1		GENMASK(13, 7)
#define GPCDMA_MCSEQ_SID0		GENMASK(6, 0)
#define GPCDMA_MMIOSEQ		0x1c
#define GPCDMA_MMIOSEQ_DBL_BUF		BIT(31)
#define GPCDMA_WCOUNT		0x20
#define GPCDMA_XFER_COUNT	0x24
#define GPCDMA_WSTATUS		0x28
#define GPCDMA_ERR		0x30
#define GPCDMA_FIXED_PATTERN	0x34

/* MMIOSEQ.BURST, in words */
#define GPCDMA_MAX_BURST	32

/* CSR.DMA: from where to where. "IO" is the control backbone. */
enum gpcdma_mode {
	GPCDMA_IO2MEM		= 0,
	GPCDMA_IO2MEM_FC	= 1,
	GPCDMA_MEM2IO		= 2,
	GPCDMA_MEM2IO_FC	= 3,
	GPCDMA_MEM2MEM		= 4,
	GPCDMA_FIXED_PATTERN2MEM = 6,
};

#endif /* __HYP_TEGRA_GPCDMA_REGS_H */
