/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234's memory controller, as data for its model: clients, memory map, and the
 * addresses of its register regions.
 */
#ifndef MODELS_TEGRA234_MC_H
#define MODELS_TEGRA234_MC_H

#include "../mc/mc.h"
#include "mmu500.h"

#define TEGRA234_SYSRAM_BASE	UINT64_C(0x40000000)
#define TEGRA234_SYSRAM_SIZE	UINT64_C(0x80000)
#define TEGRA234_DRAM_BASE	UINT64_C(0x80000000)
/* The same DRAM once more, in the format of the graphics crossbar. */
#define TEGRA234_DRAM_ALIAS	(UINT64_C(1) << 39)
#define TEGRA234_ADDRESS_BITS	40

/* Clients of blocks that have a model. */
#define MC_CLIENT_SDMMCRA	0x60u
#define MC_CLIENT_SDMMCRAB	0x63u
#define MC_CLIENT_SDMMCWA	0x64u
#define MC_CLIENT_SDMMCWAB	0x67u
#define MC_CLIENT_AXISR		0x8cu
#define MC_CLIENT_AXISW		0x8du
#define MC_CLIENT_NVDISPLAYR	0x92u
#define MC_CLIENT_BPMPR		0x93u
#define MC_CLIENT_BPMPW		0x94u
#define MC_CLIENT_BPMPDMAR	0x95u
#define MC_CLIENT_BPMPDMAW	0x96u
#define MC_CLIENT_PCIE4R	0xe0u
#define MC_CLIENT_PCIE4W	0xe1u

extern const struct mc_clients tegra234_mc_clients;

/* Clients of blocks that have a model and a stream-ID register that the host writes. */
#define TEGRA234_NR_CHOOSERS	6u
extern const uint16_t tegra234_mc_choosers[TEGRA234_NR_CHOOSERS];

/* Physical addresses of the regions of enum mc_region. */
extern const uint64_t tegra234_mc_region[MC_NR_REGIONS];

/*
 * No DRAM yet; firmware leaves as much open as it may: stream ID 0x7f passes around
 * the SMMU, nothing is locked.
 */
extern const struct mc_config tegra234_mc_config;

#endif
