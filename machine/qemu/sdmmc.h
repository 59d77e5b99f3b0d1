/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: SDMMC4, QEMU's SD host controller within Tegra's registers.
 *
 * Properties: "fabric", its way to memory, and "memory", as it is behind the
 * fabric (links). Interrupt 0 is the controller's. Input "reset" is BPMP's; it
 * resets both, as a sleep does.
 */

#ifndef HW_ARM_TEGRA234_SDMMC_H
#define HW_ARM_TEGRA234_SDMMC_H

#include "exec/memory.h"
#include "fabric.h"
#include "glue.h"
#include "hw/sd/sdhci.h"
#include "models/sdmmc/sdmmc.h"

#define TYPE_TEGRA234_SDMMC "tegra234-sdmmc"
OBJECT_DECLARE_SIMPLE_TYPE(Tegra234Sdmmc, TEGRA234_SDMMC)

struct Tegra234Sdmmc {
    SysBusDevice parent_obj;

    Tegra234Fabric *fabric;
    MemoryRegion *memory;

    AddressSpace memory_as;
    struct sdmmc *model;
    struct fabric_port port;
    MemoryRegion mmio;
    SDHCIState sdhci;
};

/* BPMP's reset line, or a loss of power: with the controller and its card. */
void tegra234_sdmmc_reset_all(Tegra234Sdmmc *s);
/* The bus that a card is put on. */
BusState *tegra234_sdmmc_bus(Tegra234Sdmmc *s);

#endif
