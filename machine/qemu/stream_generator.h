/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the stream generator, a device for tests. Property "fabric" (link):
 * its way to memory.
 */

#ifndef HW_ARM_TEGRA234_STREAM_GENERATOR_H
#define HW_ARM_TEGRA234_STREAM_GENERATOR_H

#include "fabric.h"
#include "glue.h"
#include "models/streamgen/streamgen.h"

#define TYPE_TEGRA234_STREAM_GENERATOR "tegra234-stream-generator"
OBJECT_DECLARE_SIMPLE_TYPE(Tegra234StreamGenerator, TEGRA234_STREAM_GENERATOR)

struct Tegra234StreamGenerator {
    SysBusDevice parent_obj;

    Tegra234Fabric *fabric;

    struct streamgen *model;
    struct fabric_port port[STREAMGEN_NR_NODES];
    MemoryRegion mmio;
};

#endif
