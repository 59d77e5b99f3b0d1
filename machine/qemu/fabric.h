/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the devices' way to memory.
 *
 * Properties: "mc" and "memory" (links). Masters fill a struct fabric_port with
 * the model.
 */

#ifndef HW_ARM_TEGRA234_FABRIC_H
#define HW_ARM_TEGRA234_FABRIC_H

#include "exec/memory.h"
#include "mc.h"
#include "models/fabric/fabric.h"
#include "qemu/notify.h"
#include "smmu.h"

#define TEGRA234_FABRIC_MAX_SMMUS   (FABRIC_MAX_NODES * FABRIC_MAX_INSTANCES)

#define TYPE_TEGRA234_FABRIC "tegra234-fabric"
OBJECT_DECLARE_SIMPLE_TYPE(Tegra234Fabric, TEGRA234_FABRIC)

struct Tegra234Fabric {
    DeviceState parent_obj;

    Tegra234Mc *mc;
    MemoryRegion *memory;
    Tegra234Smmu *smmu[TEGRA234_FABRIC_MAX_SMMUS];
    unsigned int nr_smmus;

    AddressSpace memory_as;
    struct fabric *model;
    /* Each access that has ended or waits: a struct fabric_trace. */
    NotifierList access;
};

/* Before it is realized: an instance of the SMMU's node, in their order. */
void tegra234_fabric_add_smmu(Tegra234Fabric *s, Tegra234Smmu *smmu);

#endif
