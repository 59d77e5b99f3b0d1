/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: what the devices behind PCIe controller 4 reach. MSIs end in the
 * root port, all else goes by the core's inbound windows to the fabric.
 */

#include "qemu/osdep.h"
#include "pcie.h"

/* The TBU is not published: assumed, and not 0, as for GPCDMA. */
#define PCIE4_TBU       3
/* The worst case, if it were not overridden (assumed). */
#define PCIE4_OWN_SID   MC_SID_PASSTHROUGH

#define PAGE_MASK       0xfffULL
#define MSI_MASK        0x3ULL

#define TYPE_TEGRA234_PCIE_DMA "tegra234-pcie-dma"
OBJECT_DECLARE_SIMPLE_TYPE(Tegra234PcieDma, TEGRA234_PCIE_DMA)

/* Memory as QEMU's PCI devices see it: each access is translated. */
struct Tegra234PcieDma {
    IOMMUMemoryRegion parent_obj;

    Tegra234Pcie *pcie;
};

/*
 * Memory that QEMU can't map for a device. Else a disk maps the pages of a
 * transfer, and has the host's kernel write them later, also after a sync of
 * the SMMU: on silicon a sync waits for such accesses. Here the disk gets a
 * buffer, and is translated again when that is copied to memory.
 */
static MemTxResult memory_read(void *opaque, hwaddr addr, uint64_t *val,
                               unsigned size, MemTxAttrs attrs)
{
    Tegra234Pcie *s = opaque;

    *val = 0;
    return address_space_read(&s->memory_as, addr, attrs, val, size);
}

static MemTxResult memory_write(void *opaque, hwaddr addr, uint64_t val,
                                unsigned size, MemTxAttrs attrs)
{
    Tegra234Pcie *s = opaque;

    return address_space_write(&s->memory_as, addr, attrs, &val, size);
}

/* Values are bytes in the order of memory: the host is little-endian, too. */
QEMU_BUILD_BUG_ON(HOST_BIG_ENDIAN);

static const MemoryRegionOps memory_ops = {
    .read_with_attrs = memory_read,
    .write_with_attrs = memory_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8, .unaligned = true },
    .impl = { .min_access_size = 1, .max_access_size = 8, .unaligned = true },
};

/* The receiver of MSIs is before the inbound windows, and takes writes only. */
static bool is_msi(Tegra234Pcie *s, hwaddr addr, bool write)
{
    const DesignwarePCIEMSI *msi = &s->pcie_host->root.msi;

    return write && msi->intr[0].enable && (addr & ~MSI_MASK) == msi->base;
}

static void through_fabric(Tegra234Pcie *s, hwaddr addr,
                           IOMMUAccessFlags flag, IOMMUTLBEntry *entry)
{
    bool write = flag & IOMMU_WO;
    struct bus_txn txn = {
        .client = write ? MC_CLIENT_PCIE4W : MC_CLIENT_PCIE4R,
        .sid = PCIE4_OWN_SID,
        .tbu = PCIE4_TBU,
        .write = write,
        .addr = pcie_inbound(s->pcie, addr),
    };
    uint64_t pa;

    if (fabric_translate(&s->pcie_port, &txn, &pa) == BUS_OK) {
        entry->translated_addr = pa & ~PAGE_MASK;
        entry->perm = flag;
    }
}

static IOMMUTLBEntry translate(IOMMUMemoryRegion *mr, hwaddr addr,
                               IOMMUAccessFlags flag, int iommu_idx)
{
    Tegra234Pcie *s = TEGRA234_PCIE_DMA(mr)->pcie;
    IOMMUTLBEntry entry = {
        .target_as = &s->pcie_memory_as,
        .iova = addr & ~PAGE_MASK,
        .addr_mask = PAGE_MASK,
        .perm = IOMMU_NONE,
    };

    if (is_msi(s, addr, flag & IOMMU_WO)) {
        entry.target_as = &s->pcie_bus_as;
        entry.iova = entry.translated_addr = addr & ~MSI_MASK;
        entry.addr_mask = MSI_MASK;
        entry.perm = IOMMU_WO;
    } else if (flag != IOMMU_NONE && pcie_link_is_up(s->pcie)) {
        /* Only an access may record a fault. */
        through_fabric(s, addr, flag, &entry);
    }
    return entry;
}

static void pcie_dma_class_init(ObjectClass *oc, void *data)
{
    IOMMU_MEMORY_REGION_CLASS(oc)->translate = translate;
}

static const TypeInfo pcie_dma_type = {
    .name = TYPE_TEGRA234_PCIE_DMA,
    .parent = TYPE_IOMMU_MEMORY_REGION,
    .instance_size = sizeof(Tegra234PcieDma),
    .class_init = pcie_dma_class_init,
};

static void pcie_dma_register(void)
{
    type_register_static(&pcie_dma_type);
}

type_init(pcie_dma_register)

static AddressSpace *devices_as(PCIBus *bus, void *opaque, int devfn)
{
    Tegra234Pcie *s = opaque;

    return &s->pcie_dma_as;
}

static const PCIIOMMUOps iommu_ops = { .get_address_space = devices_as };

/* Replaces the root port's own address space, which bypasses the fabric. */
void tegra234_pcie_init_dma(Tegra234Pcie *s)
{
    Tegra234PcieDma *dma = g_new0(Tegra234PcieDma, 1);
    PCIBus *bus = PCI_HOST_BRIDGE(s->pcie_host)->bus;

    memory_region_init_iommu(dma, sizeof(*dma), TYPE_TEGRA234_PCIE_DMA,
                             OBJECT(s), "tegra234.pcie4-dma", UINT64_MAX);
    dma->pcie = s;
    memory_region_init_io(&s->pcie_memory, OBJECT(s), &memory_ops, s,
                          "tegra234.pcie4-memory", UINT64_MAX);
    /* A CPU's access to the disk goes by a window of this device, too. */
    s->pcie_memory.disable_reentrancy_guard = true;
    address_space_init(&s->pcie_memory_as, &s->pcie_memory,
                       "tegra234-pcie4-unmapped");
    s->pcie_port.fabric = s->fabric->model;
    s->pcie_port.node = SMMU_NISO0;
    address_space_init(&s->pcie_dma_as, MEMORY_REGION(dma),
                       "tegra234-pcie4-dma");
    pci_setup_iommu(bus, &iommu_ops, s);
}
