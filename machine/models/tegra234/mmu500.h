/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234's SMMUs. This folder holds what is Tegra234's about a block, as data that
 * the block's model is configured with; a model knows no SoC.
 */
#ifndef MODELS_TEGRA234_MMU500_H
#define MODELS_TEGRA234_MMU500_H

#include "../mmu500/mmu500.h"

/* The three SMMUs as device-tree nodes; niso0 and niso1 are pairs. */
enum tegra234_smmu_node {
	SMMU_ISO,
	SMMU_NISO0,
	SMMU_NISO1,
	SMMU_NR_NODES,
};

/* Stream-match groups and context banks of an instance. */
#define TEGRA234_NUM_SMRG	128u
#define TEGRA234_NUM_CB		128u

extern const char *const tegra234_smmu_name[SMMU_NR_NODES];

/* The ID registers of each of the five MMU-500s. */
extern const struct mmu500_ids tegra234_mmu500_ids;

#endif
