/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: PCIe controller 4, that of the M.2 slot, as a root complex. QEMU's
 * own DesignWare root port and MSI receiver, and what is plugged in behind it,
 * within the models of Tegra's registers and of the unrolled iATU.
 */

#include "qemu/osdep.h"
#include "hw/irq.h"
#include "hw/pci/pci_bridge.h"
#include "hw/pci/pcie.h"
#include "hw/qdev-properties.h"
#include "qapi/error.h"
#include "pcie.h"

#define DBI_SIZE        0x40000
#define HOST_IRQ_MSI    4

/* As Linux's quirks for this root port have it; the revision is assumed. */
#define VENDOR_NVIDIA   0x10de
#define DEVICE_RC_X4    0x229c
#define REVISION        0xa1

/*
 * Extended capabilities that the driver looks for and writes. The first follows
 * from the driver's own offset, 0x154; the others' places are assumed, and an
 * empty header leads to them: QEMU's port has no AER.
 */
#define CAP_START       0x100
#define CAP_SECPCI      0x148
#define SECPCI_LANES    0xc
#define CAP_16GT        0x168
#define PL_16GT_LANES   0x20
#define CAP_L1SS        0x1c0
#define CAP_RAS_DES     0x1d0
#define RAS_DES_SIZE    0x100
#define RAS_DES_HEADER  (RAS_DES_SIZE << 20 | 4 << 16 | 2)
#define CAP_DLF         0x308
#define LANES           4

/* The MSI receiver's registers, as the root port has them. */
#define MSI_ENABLE      0x828
#define MSI_MASK        0x82c
#define MSI_STATUS      0x830

static PCIDevice *root_port(Tegra234Pcie *s)
{
    return PCI_DEVICE(&s->pcie_host->root);
}

static PCIBus *slot(Tegra234Pcie *s)
{
    return pci_bridge_get_sec_bus(PCI_BRIDGE(root_port(s)));
}

/* ---- registers ---- */

static uint64_t appl_read(void *opaque, hwaddr off, unsigned size)
{
    return pcie_appl_read(TEGRA234_PCIE(opaque)->pcie, off, size);
}

static void appl_write(void *opaque, hwaddr off, uint64_t val, unsigned size)
{
    pcie_appl_write(TEGRA234_PCIE(opaque)->pcie, off, val, size);
}

static uint64_t atu_read(void *opaque, hwaddr off, unsigned size)
{
    return pcie_atu_read(TEGRA234_PCIE(opaque)->pcie, off, size);
}

static void atu_write(void *opaque, hwaddr off, uint64_t val, unsigned size)
{
    pcie_atu_write(TEGRA234_PCIE(opaque)->pcie, off, val, size);
}

/* QEMU's MSI receiver takes whole registers only. */
static bool is_part_of_msi(hwaddr off, unsigned size)
{
    return off >= PCIE_PORT_MSI && off < PCIE_PORT_MSI_END && size != 4;
}

static uint64_t dbi_read(void *opaque, hwaddr off, unsigned size)
{
    Tegra234Pcie *s = opaque;

    if (!pcie_dbi_answers(s->pcie)) {
        tegra234_model_log((void *)"pcie4", "read of the root port's "
                           "registers, which are off or elsewhere");
        return UINT64_MAX;
    }
    if (pcie_is_port_logic(off)) {
        return pcie_port_read(s->pcie, off, size);
    }
    if (is_part_of_msi(off, size)) {
        return 0;
    }
    return pci_host_config_read_common(root_port(s), off,
                                       pci_config_size(root_port(s)), size);
}

static void dbi_write(void *opaque, hwaddr off, uint64_t val, unsigned size)
{
    Tegra234Pcie *s = opaque;

    if (!pcie_dbi_answers(s->pcie)) {
        tegra234_model_log((void *)"pcie4", "write to the root port's "
                           "registers, which are off or elsewhere");
    } else if (pcie_is_port_logic(off)) {
        pcie_port_write(s->pcie, off, val, size);
    } else if (!is_part_of_msi(off, size)) {
        pci_host_config_write_common(root_port(s), off,
                                     pci_config_size(root_port(s)), val, size);
    }
}

#define REGISTER_OPS(name)                                      \
    static const MemoryRegionOps name##_ops = {                 \
        .read = name##_read,                                    \
        .write = name##_write,                                  \
        .endianness = DEVICE_LITTLE_ENDIAN,                     \
        .valid = { .min_access_size = 1, .max_access_size = 8 },\
        .impl = { .min_access_size = 1, .max_access_size = 4 }, \
    }

REGISTER_OPS(appl);
REGISTER_OPS(atu);
REGISTER_OPS(dbi);

static void init_registers(Tegra234Pcie *s)
{
    SysBusDevice *sbd = SYS_BUS_DEVICE(s);

    tegra234_init_mmio(sbd, &s->pcie_appl, &appl_ops, s,
                       "tegra234.pcie4-appl", PCIE_APPL_SIZE);
    tegra234_init_mmio(sbd, &s->pcie_atu, &atu_ops, s,
                       "tegra234.pcie4-iatu", PCIE_ATU_SIZE);
    tegra234_init_mmio(sbd, &s->pcie_dbi, &dbi_ops, s,
                       "tegra234.pcie4-dbi", DBI_SIZE);
}

/* ---- link and interrupts ---- */

/* Width and speed come from QEMU's port, the link's state from the model. */
static void link_changed(void *opaque, bool up)
{
    PCIDevice *port = root_port(opaque);
    uint8_t *status = port->config + port->exp.exp_cap + PCI_EXP_LNKSTA;

    if (up) {
        pci_word_test_and_set_mask(status, PCI_EXP_LNKSTA_DLLLA);
    } else {
        pci_word_test_and_clear_mask(status, PCI_EXP_LNKSTA_DLLLA);
    }
}

static void reset_slot(void *opaque)
{
    bus_cold_reset(BUS(slot(opaque)));
}

static void irq_set(void *opaque, unsigned int line, bool level)
{
    Tegra234Pcie *s = opaque;

    qemu_set_irq(s->pcie_irq[line], level);
}

static const struct bus_irq_ops irq_ops = { .set = irq_set };

/* Of QEMU's host bridge: four wired interrupts, and the MSI receiver's. */
static void host_irq(void *opaque, int n, int level)
{
    Tegra234Pcie *s = opaque;

    if (n == HOST_IRQ_MSI) {
        pcie_set_msi(s->pcie, level);
        return;
    }
    s->pcie_intx = deposit32(s->pcie_intx, n, 1, !!level);
    pcie_set_intx(s->pcie, s->pcie_intx);
}

/* ---- BPMP ---- */

static void enable_line(void *opaque, int n, int level)
{
    pcie_set_enabled(TEGRA234_PCIE(opaque)->pcie, level);
}

static void reset_port(Tegra234Pcie *s)
{
    PCIDevice *port = root_port(s);

    device_cold_reset(DEVICE(port));
    port->config_write(port, MSI_ENABLE, 0, 4);
    port->config_write(port, MSI_MASK, 0, 4);
    port->config_write(port, MSI_STATUS, UINT32_MAX, 4);
}

static void reset_line(void *opaque, int n, int asserted)
{
    Tegra234Pcie *s = opaque;
    bool core = n == PCIE_RESET_CORE;

    pcie_reset_line(s->pcie, core ? PCIE_RESET_CORE : PCIE_RESET_APB, asserted);
    if (core && asserted) {
        reset_port(s);
    }
}

/* ---- creation and reset ---- */

static void create_model(Tegra234Pcie *s)
{
    struct pcie_config cfg = {
        .dbi_base = s->dbi_base,
        .atu_base = s->atu_base,
        .irq = &irq_ops,
        .irq_opaque = s,
        .link = link_changed,
        .perst = reset_slot,
        .opaque = s,
        .log = tegra234_model_log,
        .log_opaque = (void *)"pcie4",
    };

    s->pcie = pcie_new(&cfg);
    assert(s->pcie);
}

static void create_host(Tegra234Pcie *s)
{
    DeviceState *dev = qdev_new(TYPE_DESIGNWARE_PCIE_HOST);
    SysBusDevice *sbd = SYS_BUS_DEVICE(dev);

    s->pcie_host = DESIGNWARE_PCIE_HOST(dev);
    sysbus_realize_and_unref(sbd, &error_fatal);
    for (int i = 0; i <= HOST_IRQ_MSI; i++) {
        sysbus_connect_irq(sbd, i, qemu_allocate_irq(host_irq, s, i));
    }
}

static void add_capabilities(PCIDevice *port)
{
    pcie_add_capability(port, 0, 1, CAP_START, 8);
    pcie_add_capability(port, PCI_EXT_CAP_ID_SECPCI, 1, CAP_SECPCI,
                        CAP_16GT - CAP_SECPCI);
    pcie_add_capability(port, PCI_EXT_CAP_ID_PL_16GT, 1, CAP_16GT, 0x28);
    pcie_add_capability(port, PCI_EXT_CAP_ID_L1SS, 1, CAP_L1SS, 0x10);
    pcie_add_capability(port, PCI_EXT_CAP_ID_VNDR, 1, CAP_RAS_DES,
                        RAS_DES_SIZE);
    pcie_add_capability(port, PCI_EXT_CAP_ID_DLF, 1, CAP_DLF, 0xc);
    pci_set_long(port->config + CAP_RAS_DES + 4, RAS_DES_HEADER);
    /* The driver's settings of the lanes, and of the counters. */
    memset(port->wmask + CAP_SECPCI + SECPCI_LANES, 0xff, 2 * LANES);
    memset(port->wmask + CAP_16GT + PL_16GT_LANES, 0xff, LANES);
    memset(port->wmask + CAP_RAS_DES + 8, 0xff, 4);
}

/* QEMU's port is of the first generation, with one lane. */
static void name_port(PCIDevice *port)
{
    uint8_t *link = port->config + port->exp.exp_cap + PCI_EXP_LNKCAP;

    pci_config_set_vendor_id(port->config, VENDOR_NVIDIA);
    pci_config_set_device_id(port->config, DEVICE_RC_X4);
    pci_config_set_revision(port->config, REVISION);
    pci_long_test_and_clear_mask(link, PCI_EXP_LNKCAP_MLW | PCI_EXP_LNKCAP_SLS);
    pci_long_test_and_set_mask(link, PCI_EXP_LNKCAP_DLLLARC |
                               QEMU_PCI_EXP_LNKCAP_MLW(QEMU_PCI_EXP_LNK_X4) |
                               QEMU_PCI_EXP_LNKCAP_MLS(QEMU_PCI_EXP_LNK_16GT));
    add_capabilities(port);
}

static void init_lines(DeviceState *dev)
{
    Tegra234Pcie *s = TEGRA234_PCIE(dev);

    sysbus_init_irq(SYS_BUS_DEVICE(dev), &s->pcie_irq[PCIE_IRQ_INTR]);
    sysbus_init_irq(SYS_BUS_DEVICE(dev), &s->pcie_irq[PCIE_IRQ_MSI]);
    qdev_init_gpio_in_named(dev, reset_line, "reset", PCIE_NR_RESETS);
    qdev_init_gpio_in_named(dev, enable_line, "enable", 1);
}

static void tegra234_pcie_realize(DeviceState *dev, Error **errp)
{
    Tegra234Pcie *s = TEGRA234_PCIE(dev);

    if (!s->fabric || !s->memory) {
        error_setg(errp, "tegra234-pcie: no fabric or memory");
        return;
    }
    address_space_init(&s->memory_as, s->memory, "tegra234-pcie4-memory");
    init_lines(dev);
    create_model(s);
    create_host(s);
    name_port(root_port(s));
    init_registers(s);
    tegra234_pcie_init_windows(s);
    tegra234_pcie_init_dma(s);
}

/* What is in the slot shows when all devices have been reset. */
static void tegra234_pcie_reset_exit(Object *obj, ResetType type)
{
    Tegra234Pcie *s = TEGRA234_PCIE(obj);

    pcie_reset(s->pcie);
    reset_port(s);
    reset_slot(s);
    pcie_set_present(s->pcie, slot(s)->devices[0] != NULL);
}

static const Property tegra234_pcie_properties[] = {
    DEFINE_PROP_LINK("fabric", Tegra234Pcie, fabric, TYPE_TEGRA234_FABRIC,
                     Tegra234Fabric *),
    DEFINE_PROP_LINK("memory", Tegra234Pcie, memory, TYPE_MEMORY_REGION,
                     MemoryRegion *),
    DEFINE_PROP_UINT64("dbi-base", Tegra234Pcie, dbi_base, 0),
    DEFINE_PROP_UINT64("atu-base", Tegra234Pcie, atu_base, 0),
};

static void tegra234_pcie_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->realize = tegra234_pcie_realize;
    dc->user_creatable = false;
    RESETTABLE_CLASS(oc)->phases.exit = tegra234_pcie_reset_exit;
    device_class_set_props(dc, tegra234_pcie_properties);
}

static const TypeInfo tegra234_pcie_type = {
    .name = TYPE_TEGRA234_PCIE,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(Tegra234Pcie),
    .class_init = tegra234_pcie_class_init,
};

static void tegra234_pcie_register(void)
{
    type_register_static(&tegra234_pcie_type);
}

type_init(tegra234_pcie_register)
