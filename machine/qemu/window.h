/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: how long the SMMUs are open, and what passes meanwhile.
 *
 * Property "fabric" (link). It listens to the fabric's accesses, and to the
 * register writes of the fabric's memory controller and SMMUs.
 */

#ifndef HW_ARM_TEGRA234_WINDOW_H
#define HW_ARM_TEGRA234_WINDOW_H

#include "fabric.h"
#include "glue.h"
#include "mc.h"
#include "smmu.h"

/*
 * From a reset of a node's SMMUs to the write that closes them: what passed
 * untranslated, before and after the CPU's start, and later in spite of it.
 */
typedef struct Tegra234NodeWindow {
    bool open;
    bool awake;
    bool closed;
    int64_t since;
    int64_t ns;
    uint32_t asleep_passed;
    uint32_t awake_passed;
    uint32_t later_passed;
    uint32_t writes;
    uint32_t reopened;
} Tegra234NodeWindow;

#define TYPE_TEGRA234_WINDOW "tegra234-window"
OBJECT_DECLARE_SIMPLE_TYPE(Tegra234Window, TEGRA234_WINDOW)

typedef struct Tegra234SmmuListener {
    Notifier notifier;
    Tegra234Window *window;
} Tegra234SmmuListener;

struct Tegra234Window {
    SysBusDevice parent_obj;

    Tegra234Fabric *fabric;

    Tegra234NodeWindow node[SMMU_NR_NODES];
    Notifier mc_written;
    Tegra234SmmuListener smmu_written[TEGRA234_FABRIC_MAX_SMMUS];
    Notifier access;
    MemoryRegion mmio;
};

/* The SMMUs and the memory controller have been reset. */
void tegra234_window_begins(Tegra234Window *s, bool awake);
void tegra234_window_cpu_starts(Tegra234Window *s);

#endif
