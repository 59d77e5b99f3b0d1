/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: GPCDMA.
 *
 * Property "fabric" (link): its way to memory. Interrupt n is of channel n;
 * input "reset" is BPMP's reset line.
 */

#ifndef HW_ARM_TEGRA234_GPCDMA_H
#define HW_ARM_TEGRA234_GPCDMA_H

#include "fabric.h"
#include "glue.h"
#include "models/gpcdma/gpcdma.h"

#define TYPE_TEGRA234_GPCDMA "tegra234-gpcdma"
OBJECT_DECLARE_SIMPLE_TYPE(Tegra234Gpcdma, TEGRA234_GPCDMA)

struct Tegra234Gpcdma {
    SysBusDevice parent_obj;

    Tegra234Fabric *fabric;

    struct gpcdma *model;
    struct fabric_port port;
    MemoryRegion mmio;
    qemu_irq irq[GPCDMA_NR_CHANNELS];
    QEMUTimer *timer;
};

#endif
