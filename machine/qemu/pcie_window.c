/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the addresses by which CPUs reach what is behind PCIe controller 4.
 * The core's outbound windows say which configuration space or address on the
 * bus an access is for; what goes wrong reads as all ones.
 */

#include "qemu/osdep.h"
#include "pcie.h"

/* Configuration, and I/O, then memory of both kinds and the ECAM (unused). */
#define LOW_SIZE        0x40000
#define IO_SIZE         0x100000
#define HIGH_SIZE       0x300000000ULL

/* The device of a configuration access; the port itself is none of them. */
static PCIDevice *addressed(Tegra234Pcie *s, const struct pcie_tlp *tlp)
{
    PCIBus *root_bus = PCI_HOST_BRIDGE(s->pcie_host)->bus;
    PCIDevice *dev = pci_find_device(root_bus, tlp->bus, tlp->devfn);

    return dev == PCI_DEVICE(&s->pcie_host->root) ? NULL : dev;
}

static uint64_t config_read(Tegra234Pcie *s, const struct pcie_tlp *tlp,
                            unsigned size)
{
    PCIDevice *dev = addressed(s, tlp);

    if (!dev || size > 4) {
        return UINT64_MAX;
    }
    return pci_host_config_read_common(dev, tlp->reg, pci_config_size(dev),
                                       size);
}

static void config_write(Tegra234Pcie *s, const struct pcie_tlp *tlp,
                         uint64_t val, unsigned size)
{
    PCIDevice *dev = addressed(s, tlp);

    if (dev && size <= 4) {
        pci_host_config_write_common(dev, tlp->reg, pci_config_size(dev), val,
                                     size);
    }
}

static uint64_t bus_read(Tegra234Pcie *s, uint64_t addr, unsigned size)
{
    uint8_t buf[8] = { 0 };

    if (address_space_read(&s->pcie_bus_as, addr, MEMTXATTRS_UNSPECIFIED, buf,
                           size) != MEMTX_OK) {
        return UINT64_MAX;
    }
    return ldn_le_p(buf, size);
}

static void bus_write(Tegra234Pcie *s, uint64_t addr, uint64_t val,
                      unsigned size)
{
    uint8_t buf[8];

    stn_le_p(buf, size, val);
    address_space_write(&s->pcie_bus_as, addr, MEMTXATTRS_UNSPECIFIED, buf,
                        size);
}

static uint64_t window_read(Tegra234Pcie *s, hwaddr addr, unsigned size)
{
    struct pcie_tlp tlp;

    if (!pcie_outbound(s->pcie, addr, &tlp)) {
        return UINT64_MAX;
    }
    switch (tlp.type) {
    case PCIE_TLP_MEM:
        return bus_read(s, tlp.addr, size);
    case PCIE_TLP_CFG0:
    case PCIE_TLP_CFG1:
        return config_read(s, &tlp, size);
    default:
        return UINT64_MAX;
    }
}

static void window_write(Tegra234Pcie *s, hwaddr addr, uint64_t val,
                         unsigned size)
{
    struct pcie_tlp tlp;

    if (!pcie_outbound(s->pcie, addr, &tlp)) {
        return;
    }
    switch (tlp.type) {
    case PCIE_TLP_MEM:
        bus_write(s, tlp.addr, val, size);
        break;
    case PCIE_TLP_CFG0:
    case PCIE_TLP_CFG1:
        config_write(s, &tlp, val, size);
        break;
    }
}

static uint64_t read_op(void *opaque, hwaddr off, unsigned size)
{
    Tegra234PcieWindow *w = opaque;

    return window_read(w->pcie, w->mr.addr + off, size);
}

static void write_op(void *opaque, hwaddr off, uint64_t val, unsigned size)
{
    Tegra234PcieWindow *w = opaque;

    window_write(w->pcie, w->mr.addr + off, val, size);
}

static const MemoryRegionOps window_ops = {
    .read = read_op,
    .write = write_op,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8 },
    .impl = { .min_access_size = 1, .max_access_size = 8 },
};

void tegra234_pcie_init_windows(Tegra234Pcie *s)
{
    static const struct {
        const char *name;
        uint64_t size;
    } windows[TEGRA234_PCIE_NR_WINDOWS] = {
        { "tegra234.pcie4-config", LOW_SIZE },
        { "tegra234.pcie4-io", IO_SIZE },
        { "tegra234.pcie4-memory", HIGH_SIZE },
    };

    address_space_init(&s->pcie_bus_as, &s->pcie_host->pci.memory,
                       "tegra234-pcie4-bus");
    for (unsigned int i = 0; i < ARRAY_SIZE(windows); i++) {
        Tegra234PcieWindow *w = &s->pcie_window[i];

        w->pcie = s;
        tegra234_init_mmio(SYS_BUS_DEVICE(s), &w->mr, &window_ops, w,
                           windows[i].name, windows[i].size);
    }
}
