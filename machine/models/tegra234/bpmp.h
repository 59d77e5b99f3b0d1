/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234's BPMP firmware, as data for its model.
 */
#ifndef MODELS_TEGRA234_BPMP_H
#define MODELS_TEGRA234_BPMP_H

#include "../bpmp/bpmp.h"

/* The channels to and from BPMP, in on-chip memory, as in the device tree. */
#define TEGRA234_BPMP_TX_BASE		UINT64_C(0x40070000)
#define TEGRA234_BPMP_RX_BASE		UINT64_C(0x40071000)

#define TEGRA234_BPMP_NR_CLOCKS		477u
#define TEGRA234_CLK_SDMMC4		123u

/* Reset lines of blocks that have a model. */
#define TEGRA234_RESET_GPCDMA		18u
#define TEGRA234_RESET_SDMMC4		85u
#define TEGRA234_RESET_PCIE4_CORE	120u
#define TEGRA234_RESET_PCIE4_APB	125u

/* Numbers in the list of blocks that can be cut off. */
#define TEGRA234_BLOCK_GPCDMA		0u
#define TEGRA234_BLOCK_SDMMC4		1u

extern const struct bpmp_clock tegra234_bpmp_clocks[TEGRA234_BPMP_NR_CLOCKS];

/* The firmware, connected to nothing; it offers its tag by MRQ_QUERY_FW_TAG. */
extern const struct bpmp_config tegra234_bpmp_config;

#endif
