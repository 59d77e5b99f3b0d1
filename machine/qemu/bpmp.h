/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the boot and power management processor.
 *
 * Properties: "fabric", "memory" and "hsp", the one by which it tells the CPUs
 * of its answer (links); "fw-tag": it tells its version in a message; "pcie":
 * the PCIe controllers that there are, one bit each; "errors": accesses to a
 * block in reset or without a clock fail; "held": a reset line that firmware
 * left asserted, or 0. Input "doorbell" makes it
 * look for requests. Outputs: "reset", its reset lines, and "pcie-on", high
 * while that controller is started.
 */

#ifndef HW_ARM_TEGRA234_BPMP_H
#define HW_ARM_TEGRA234_BPMP_H

#include "exec/memory.h"
#include "fabric.h"
#include "glue.h"
#include "hsp.h"
#include "models/tegra234/bpmp.h"

#define TEGRA234_BPMP_NR_PCIE   32

#define TYPE_TEGRA234_BPMP "tegra234-bpmp"
OBJECT_DECLARE_SIMPLE_TYPE(Tegra234Bpmp, TEGRA234_BPMP)

struct Tegra234Bpmp {
    SysBusDevice parent_obj;

    Tegra234Fabric *fabric;
    MemoryRegion *memory;
    Tegra234Hsp *hsp;
    bool fw_tag;
    uint32_t pcie;
    bool errors;
    uint16_t held;

    AddressSpace memory_as;
    struct bpmp *model;
    struct fabric_port port;
    QEMUTimer *timer;
    qemu_irq reset_line[BPMP_MAX_RESETS];
    qemu_irq pcie_on[TEGRA234_BPMP_NR_PCIE];
    MemoryRegion cut_off[BPMP_MAX_BLOCKS];
};

/* Answer in place of the blocks that do not. */
void tegra234_create_cut_off(Tegra234Bpmp *s);
void tegra234_cut_off(Tegra234Bpmp *s, unsigned int nr, bool cut);

#endif
