/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the memory controller.
 *
 * Register window n is the model's region n. Property "dram-size": what there
 * is; "around": firmware has forced stream ID 0x7f on all clients; "own-sids":
 * it has locked clients so that their device chooses.
 */

#ifndef HW_ARM_TEGRA234_MC_H
#define HW_ARM_TEGRA234_MC_H

#include "glue.h"
#include "models/tegra234/mc.h"
#include "qemu/notify.h"

#define TYPE_TEGRA234_MC "tegra234-mc"
OBJECT_DECLARE_SIMPLE_TYPE(Tegra234Mc, TEGRA234_MC)

typedef struct Tegra234McRegion {
    struct mc *model;
    unsigned int region;
    NotifierList *written;
    MemoryRegion mmio;
} Tegra234McRegion;

struct Tegra234Mc {
    SysBusDevice parent_obj;

    uint64_t dram_size;
    bool around;
    bool own_sids;

    struct mc *model;
    Tegra234McRegion region[MC_NR_REGIONS];
    qemu_irq irq;
    /* Each write to a register, when it has had its effect. */
    NotifierList written;
};

#endif
