/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the scan-out engine that firmware leaves running. Its registers and
 * what it does are lost in a reset; firmware starts it.
 *
 * Properties: "fabric", its way to memory, "memory", which holds the picture
 * (links); "frame-buffer", its address.
 */

#ifndef HW_ARM_TEGRA234_SCANOUT_H
#define HW_ARM_TEGRA234_SCANOUT_H

#include "exec/memory.h"
#include "fabric.h"
#include "glue.h"
#include "models/scanout/scanout.h"

#define TYPE_TEGRA234_SCANOUT "tegra234-scanout"
OBJECT_DECLARE_SIMPLE_TYPE(Tegra234Scanout, TEGRA234_SCANOUT)

struct Tegra234Scanout {
    SysBusDevice parent_obj;

    Tegra234Fabric *fabric;
    MemoryRegion *memory;
    uint64_t frame_buffer;

    AddressSpace memory_as;
    struct scanout *model;
    struct fabric_port port;
    MemoryRegion mmio;
    QEMUTimer *timer;
};

/* As firmware does it: with its last picture in the frame buffer. */
void tegra234_scanout_start(Tegra234Scanout *s);

#endif
