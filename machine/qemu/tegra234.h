/*
 * Tegra234 (Jetson AGX Orin): the machine's parts and where they lie.
 *
 * Addresses and interrupts are those of the upstream device tree,
 * arch/arm64/boot/dts/nvidia/tegra234.dtsi in Linux.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_ARM_TEGRA234_H
#define HW_ARM_TEGRA234_H

#include "hw/arm/boot.h"
#include "hw/boards.h"
#include "target/arm/cpu.h"

#define TEGRA234_MAX_CPUS       12
#define TEGRA234_CPU_HZ         31250000

#define TEGRA234_NUM_SPIS       960

#define TEGRA234_UARTI_BASE     0x031d0000
#define TEGRA234_UARTI_SPI      285
#define TEGRA234_GICD_BASE      0x0f400000
#define TEGRA234_GICR_BASE      0x0f440000
#define TEGRA234_SYSRAM_BASE    0x40000000
#define TEGRA234_SYSRAM_SIZE    0x80000
#define TEGRA234_DRAM_BASE      0x80000000ULL
#define TEGRA234_DRAM_MAX       (64 * GiB)
/* The same DRAM once more, in the format of the graphics crossbar. */
#define TEGRA234_DRAM_ALIAS     (1ULL << 39)
#define TEGRA234_PA_SIZE        (1ULL << 40)

#define TYPE_TEGRA234_MACHINE   MACHINE_TYPE_NAME("tegra234")
OBJECT_DECLARE_SIMPLE_TYPE(Tegra234Machine, TEGRA234_MACHINE)

struct Tegra234Machine {
    MachineState parent_obj;

    struct arm_boot_info boot;
    ARMCPU *cpu[TEGRA234_MAX_CPUS];
    DeviceState *gic;

    MemoryRegion unmodelled;
    GHashTable *unmodelled_seen;
    MemoryRegion sysram;
    MemoryRegion dram_alias;

    /* What lies behind the memory controller: memory, and no register. */
    MemoryRegion memory_side;
    MemoryRegion memory_side_sysram;
    MemoryRegion memory_side_dram;
    MemoryRegion memory_side_alias;
    AddressSpace memory_as;
};

void tegra234_create_cpus(Tegra234Machine *s);
void tegra234_create_memory(Tegra234Machine *s);
void tegra234_create_unmodelled(Tegra234Machine *s);

/* The interrupt controller's input for shared peripheral interrupt @spi. */
qemu_irq tegra234_spi(Tegra234Machine *s, unsigned int spi);

#endif
