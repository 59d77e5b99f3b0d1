// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tegra234's memory controller: memory map and register regions, as in the device
 * tree.
 */
#include "mc.h"

const uint64_t tegra234_mc_region[MC_NR_REGIONS] = {
	0x02c00000, 0x02c10000,
	0x02c20000, 0x02c30000, 0x02c40000, 0x02c50000,
	0x02b80000, 0x02b90000, 0x02ba0000, 0x02bb0000,
	0x01700000, 0x01710000, 0x01720000, 0x01730000,
	0x01740000, 0x01750000, 0x01760000, 0x01770000,
};

const uint16_t tegra234_mc_choosers[TEGRA234_NR_CHOOSERS] = {
	MC_CLIENT_SDMMCRA, MC_CLIENT_SDMMCWA, MC_CLIENT_SDMMCRAB, MC_CLIENT_SDMMCWAB,
	MC_CLIENT_AXISR, MC_CLIENT_AXISW,
};

const struct mc_config tegra234_mc_config = {
	.clients = &tegra234_mc_clients,
	.address_bits = TEGRA234_ADDRESS_BITS,
	.dram_base = TEGRA234_DRAM_BASE,
	.dram_alias = TEGRA234_DRAM_ALIAS,
	.sysram_base = TEGRA234_SYSRAM_BASE,
	.sysram_size = TEGRA234_SYSRAM_SIZE,
	.bypass_config = MC_BYPASS_SID,
};
