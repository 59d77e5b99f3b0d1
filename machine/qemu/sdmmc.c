/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: SDMMC4. QEMU's own SD host controller and eMMC, behind Tegra's
 * extra registers, with the SMMU between the controller's DMA and memory.
 */

#include "qemu/osdep.h"
#include "exec/address-spaces.h"
#include "hw/qdev-properties.h"
#include "hw/qdev-properties-system.h"
#include "hw/sd/sd.h"
#include "hw/sd/sdhci.h"
#include "qapi/error.h"
#include "system/block-backend.h"
#include "system/blockdev.h"
#include "tegra234.h"

#define SDMMC4_BASE     0x03460000
#define SDMMC4_SPI      65
/* The TBU is not published: assumed, and not 0, as for GPCDMA. */
#define SDMMC4_TBU      2

#define PAGE_BITS       12
#define PAGE_MASK       ((1ULL << PAGE_BITS) - 1)

/*
 * Capabilities (assumed, but for the 12 MHz timeout clock that the driver
 * names): ADMA2 and 64-bit addresses, high speed, 3.3 V and 1.8 V.
 */
#define CAP_TIMEOUT_12MHZ   (12 | 1 << 7)
#define CAP_BASE_CLOCK      (52 << 8)
#define CAP_ADMA2           (1 << 19)
#define CAP_HIGH_SPEED      (1 << 21)
#define CAP_SDMA            (1 << 22)
#define CAP_3V3             (1 << 24)
#define CAP_1V8             (1 << 26)
#define CAP_64BIT           (1 << 28)
#define CAPABILITIES        (CAP_TIMEOUT_12MHZ | CAP_BASE_CLOCK | CAP_ADMA2 | \
                             CAP_HIGH_SPEED | CAP_SDMA | CAP_3V3 | CAP_1V8 | \
                             CAP_64BIT)

#define TYPE_TEGRA234_SDMMC_DMA "tegra234-sdmmc-dma"
OBJECT_DECLARE_SIMPLE_TYPE(Tegra234SdmmcDma, TEGRA234_SDMMC_DMA)

/* Memory as QEMU's controller sees it: each access is translated. */
struct Tegra234SdmmcDma {
    IOMMUMemoryRegion parent_obj;

    Tegra234Machine *machine;
};

static IOMMUTLBEntry translate(IOMMUMemoryRegion *mr, hwaddr addr,
                               IOMMUAccessFlags flag, int iommu_idx)
{
    Tegra234Machine *s = TEGRA234_SDMMC_DMA(mr)->machine;
    bool write = flag & IOMMU_WO;
    IOMMUTLBEntry entry = {
        .target_as = &s->memory_as,
        .iova = addr & ~PAGE_MASK,
        .addr_mask = PAGE_MASK,
        .perm = IOMMU_NONE,
    };
    struct bus_txn txn = {
        .client = write ? MC_CLIENT_SDMMCWAB : MC_CLIENT_SDMMCRAB,
        .sid = sdmmc_stream_id(s->sdmmc, write),
        .tbu = SDMMC4_TBU,
        .write = write,
        .addr = addr,
    };
    uint64_t pa;

    /* Only an access may record a fault. */
    if (flag != IOMMU_NONE &&
        fabric_translate(&s->sdmmc_port, &txn, &pa) == BUS_OK) {
        entry.translated_addr = pa & ~PAGE_MASK;
        entry.perm = flag;
    }
    return entry;
}

static void sdmmc_dma_class_init(ObjectClass *oc, void *data)
{
    IOMMU_MEMORY_REGION_CLASS(oc)->translate = translate;
}

static const TypeInfo sdmmc_dma_type = {
    .name = TYPE_TEGRA234_SDMMC_DMA,
    .parent = TYPE_IOMMU_MEMORY_REGION,
    .instance_size = sizeof(Tegra234SdmmcDma),
    .class_init = sdmmc_dma_class_init,
};

static void sdmmc_register(void)
{
    type_register_static(&sdmmc_dma_type);
}

type_init(sdmmc_register)

static uint64_t sdmmc_read(void *opaque, hwaddr off, unsigned size)
{
    Tegra234Machine *s = opaque;

    return sdmmc_mmio_read(s->sdmmc, off, size);
}

static void sdmmc_write(void *opaque, hwaddr off, uint64_t val, unsigned size)
{
    Tegra234Machine *s = opaque;

    sdmmc_mmio_write(s->sdmmc, off, val, size);
}

static const MemoryRegionOps sdmmc_ops = {
    .read = sdmmc_read,
    .write = sdmmc_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8 },
    .impl = { .min_access_size = 1, .max_access_size = 8 },
};

static MemoryRegion *create_dma(Tegra234Machine *s)
{
    Tegra234SdmmcDma *dma = g_new0(Tegra234SdmmcDma, 1);

    memory_region_init_iommu(dma, sizeof(*dma), TYPE_TEGRA234_SDMMC_DMA,
                             OBJECT(s), "tegra234.sdmmc4-dma", UINT64_MAX);
    dma->machine = s;
    s->sdmmc_port.fabric = s->fabric.model;
    s->sdmmc_port.node = SMMU_NISO1;
    return MEMORY_REGION(dma);
}

/* -drive if=sd is the eMMC; without one, there is a controller and no card. */
static void create_card(Tegra234Machine *s)
{
    DriveInfo *drive = drive_get(IF_SD, 0, 0);
    DeviceState *card;

    if (!drive) {
        return;
    }
    card = qdev_new(TYPE_EMMC);
    qdev_prop_set_drive_err(card, "drive", blk_by_legacy_dinfo(drive),
                            &error_fatal);
    qdev_realize_and_unref(card, qdev_get_child_bus(s->sdhci, "sd-bus"),
                           &error_fatal);
}

static void create_controller(Tegra234Machine *s)
{
    SysBusDevice *sbd;

    s->sdhci = qdev_new(TYPE_SYSBUS_SDHCI);
    sbd = SYS_BUS_DEVICE(s->sdhci);
    object_property_set_link(OBJECT(s->sdhci), "dma", OBJECT(create_dma(s)),
                             &error_fatal);
    qdev_prop_set_uint8(s->sdhci, "sd-spec-version", 2);
    /* Without this, Host Control 2 and its version 4 bits are not there. */
    qdev_prop_set_uint8(s->sdhci, "uhs", UHS_I);
    qdev_prop_set_uint64(s->sdhci, "capareg", CAPABILITIES);
    sysbus_realize_and_unref(sbd, &error_fatal);
    sysbus_connect_irq(sbd, 0, tegra234_spi(s, SDMMC4_SPI));
    memory_region_add_subregion_overlap(&s->sdmmc_mmio, 0,
                                        sysbus_mmio_get_region(sbd, 0), 1);
}

void tegra234_create_sdmmc(Tegra234Machine *s)
{
    s->sdmmc = sdmmc_new(tegra234_model_log, (void *)"sdmmc4");
    assert(s->sdmmc);
    tegra234_map_mmio(s, &s->sdmmc_mmio, &sdmmc_ops, s, "tegra234.sdmmc4",
                      SDMMC4_BASE, SDMMC_MMIO_SIZE);
    create_controller(s);
    create_card(s);
}

/* The controller itself is reset as any device of QEMU's. */
void tegra234_reset_sdmmc(Tegra234Machine *s)
{
    sdmmc_reset(s->sdmmc);
}

void tegra234_reset_line_sdmmc(Tegra234Machine *s)
{
    device_cold_reset(s->sdhci);
    sdmmc_reset(s->sdmmc);
}
