/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: timer 0 and watchdog 0. The GPIO output "fiq" pulses at the
 * watchdog's second expiration.
 */

#ifndef HW_ARM_TEGRA234_WATCHDOG_H
#define HW_ARM_TEGRA234_WATCHDOG_H

#include "glue.h"
#include "models/watchdog/watchdog.h"

#define TYPE_TEGRA234_WATCHDOG "tegra234-watchdog"
OBJECT_DECLARE_SIMPLE_TYPE(Tegra234Watchdog, TEGRA234_WATCHDOG)

struct Tegra234Watchdog {
    SysBusDevice parent_obj;

    struct watchdog *model;
    MemoryRegion mmio;
    QEMUTimer *timer;
    qemu_irq fiq;
};

#endif
