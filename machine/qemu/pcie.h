/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: PCIe controller 4, that of the M.2 slot.
 *
 * Properties: "fabric", its devices' way to memory, and "memory", as it is
 * behind the fabric (links); "dbi-base", "atu-base": where those windows are.
 * Windows: APPL, iATU, DBI, then those of the bus: configuration, I/O, memory.
 * Inputs from BPMP: "reset", by the model's number, and "enable".
 */

#ifndef HW_ARM_TEGRA234_PCIE_H
#define HW_ARM_TEGRA234_PCIE_H

#include "exec/memory.h"
#include "fabric.h"
#include "glue.h"
#include "hw/pci-host/designware.h"
#include "models/pcie/pcie.h"

#define TYPE_TEGRA234_PCIE "tegra234-pcie"
OBJECT_DECLARE_SIMPLE_TYPE(Tegra234Pcie, TEGRA234_PCIE)

/* Addresses of the CPUs behind which the bus lies. */
#define TEGRA234_PCIE_NR_WINDOWS 3

typedef struct Tegra234PcieWindow {
    Tegra234Pcie *pcie;
    MemoryRegion mr;
} Tegra234PcieWindow;

struct Tegra234Pcie {
    SysBusDevice parent_obj;

    Tegra234Fabric *fabric;
    MemoryRegion *memory;
    uint64_t dbi_base;
    uint64_t atu_base;

    AddressSpace memory_as;
    MemoryRegion pcie_memory;
    AddressSpace pcie_memory_as;
    struct pcie *pcie;
    struct fabric_port pcie_port;
    DesignwarePCIEHost *pcie_host;
    MemoryRegion pcie_appl;
    MemoryRegion pcie_atu;
    MemoryRegion pcie_dbi;
    Tegra234PcieWindow pcie_window[TEGRA234_PCIE_NR_WINDOWS];
    /* As CPUs see the bus, and as its devices see memory. */
    AddressSpace pcie_bus_as;
    AddressSpace pcie_dma_as;
    qemu_irq pcie_irq[2];
    uint32_t pcie_intx;
};

/* Parts of its realization. */
void tegra234_pcie_init_windows(Tegra234Pcie *s);
void tegra234_pcie_init_dma(Tegra234Pcie *s);

#endif
