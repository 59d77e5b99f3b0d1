// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tegra234's MMU-500s: their names, and their ID registers.
 */
#include "mmu500.h"

const char *const tegra234_smmu_name[SMMU_NR_NODES] = {
	[SMMU_ISO] = "iso",
	[SMMU_NISO0] = "niso0",
	[SMMU_NISO1] = "niso1",
};

/*
 * IDR0 to IDR2 are derived from the arm-smmu lines of public boot logs; Intel's
 * Stratix 10 register reference has the same IDR2 and PIDR0. The revision, in IDR7
 * and PIDR2, is assumed: r2p4.
 */
const struct mmu500_ids tegra234_mmu500_ids = {
	.idr = { [0] = 0xfc013e80, [1] = 0xe0000f80, [2] = 0x00005555, [7] = 0x00000024 },
	.pidr = { 0x81, 0xb4, 0x4b, 0x00, 0x04 },
};
