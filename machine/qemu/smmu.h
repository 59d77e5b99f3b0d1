/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: one MMU-500, an iso or one half of a pair.
 *
 * Properties: "name", as traces and the monitor show it; "node", the device
 * tree's SMMU that it belongs to; "memory", where its tables are (link).
 */

#ifndef HW_ARM_TEGRA234_SMMU_H
#define HW_ARM_TEGRA234_SMMU_H

#include "exec/memory.h"
#include "glue.h"
#include "models/fabric/fabric.h"
#include "models/tegra234/mmu500.h"
#include "qemu/notify.h"

#define TYPE_TEGRA234_SMMU "tegra234-smmu"
OBJECT_DECLARE_SIMPLE_TYPE(Tegra234Smmu, TEGRA234_SMMU)

struct Tegra234Smmu {
    SysBusDevice parent_obj;

    char *name;
    uint32_t node;
    MemoryRegion *memory;

    AddressSpace memory_as;
    struct mmu500 *model;
    struct fabric *fabric;
    MemoryRegion mmio;
    qemu_irq irq;
    /* Each write to a register, when it has had its effect. */
    NotifierList written;
};

/* Before the first access: who holds the accesses that the SMMU stalls. */
void tegra234_smmu_set_fabric(Tegra234Smmu *smmu, struct fabric *fabric);

#endif
