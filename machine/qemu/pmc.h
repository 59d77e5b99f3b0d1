/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the power management controller's scratch words. A reset of the machine
 * clears them, a deep sleep keeps them.
 */

#ifndef HW_ARM_TEGRA234_PMC_H
#define HW_ARM_TEGRA234_PMC_H

#include "glue.h"
#include "models/pmc/pmc.h"

#define TYPE_TEGRA234_PMC "tegra234-pmc"
OBJECT_DECLARE_SIMPLE_TYPE(Tegra234Pmc, TEGRA234_PMC)

struct Tegra234Pmc {
    SysBusDevice parent_obj;

    struct pmc *model;
    MemoryRegion mmio;
};

#endif
