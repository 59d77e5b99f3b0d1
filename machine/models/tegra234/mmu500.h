/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234's SMMUs. This folder holds what is Tegra234's about a block, as data that
 * the block's model is configured with; a model knows no SoC.
 */
#ifndef MODELS_TEGRA234_MMU500_H
#define MODELS_TEGRA234_MMU500_H

#include "../mmu500/mmu500.h"

/* The ID registers of each of the five MMU-500s. */
extern const struct mmu500_ids tegra234_mmu500_ids;

#endif
