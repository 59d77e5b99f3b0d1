/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: SDMMC4. QEMU's own SD host controller and eMMC, behind Tegra's
 * extra registers, with the SMMU between the controller's DMA and memory.
 */

#include "qemu/osdep.h"
#include "exec/address-spaces.h"
#include "hw/qdev-properties.h"
#include "hw/sd/sdhci.h"
#include "qapi/error.h"
#include "sdmmc.h"

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

    Tegra234Sdmmc *sdmmc;
};

static IOMMUTLBEntry translate(IOMMUMemoryRegion *mr, hwaddr addr,
                               IOMMUAccessFlags flag, int iommu_idx)
{
    Tegra234Sdmmc *s = TEGRA234_SDMMC_DMA(mr)->sdmmc;
    bool write = flag & IOMMU_WO;
    IOMMUTLBEntry entry = {
        .target_as = &s->memory_as,
        .iova = addr & ~PAGE_MASK,
        .addr_mask = PAGE_MASK,
        .perm = IOMMU_NONE,
    };
    struct bus_txn txn = {
        .client = write ? MC_CLIENT_SDMMCWAB : MC_CLIENT_SDMMCRAB,
        .sid = sdmmc_stream_id(s->model, write),
        .tbu = SDMMC4_TBU,
        .write = write,
        .addr = addr,
    };
    uint64_t pa;

    /* Only an access may record a fault. */
    if (flag != IOMMU_NONE &&
        fabric_translate(&s->port, &txn, &pa) == BUS_OK) {
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

static uint64_t sdmmc_read(void *opaque, hwaddr off, unsigned size)
{
    Tegra234Sdmmc *s = opaque;

    return sdmmc_mmio_read(s->model, off, size);
}

static void sdmmc_write(void *opaque, hwaddr off, uint64_t val, unsigned size)
{
    Tegra234Sdmmc *s = opaque;

    sdmmc_mmio_write(s->model, off, val, size);
}

static const MemoryRegionOps sdmmc_ops = {
    .read = sdmmc_read,
    .write = sdmmc_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8 },
    .impl = { .min_access_size = 1, .max_access_size = 8 },
};

static MemoryRegion *create_dma(Tegra234Sdmmc *s)
{
    Tegra234SdmmcDma *dma = g_new0(Tegra234SdmmcDma, 1);

    memory_region_init_iommu(dma, sizeof(*dma), TYPE_TEGRA234_SDMMC_DMA,
                             OBJECT(s), "tegra234.sdmmc4-dma", UINT64_MAX);
    dma->sdmmc = s;
    s->port.fabric = s->fabric->model;
    s->port.node = SMMU_NISO1;
    return MEMORY_REGION(dma);
}

static bool realize_controller(Tegra234Sdmmc *s, Error **errp)
{
    DeviceState *sdhci = DEVICE(&s->sdhci);
    SysBusDevice *sbd = SYS_BUS_DEVICE(&s->sdhci);

    object_property_set_link(OBJECT(sdhci), "dma", OBJECT(create_dma(s)),
                             &error_abort);
    qdev_prop_set_uint8(sdhci, "sd-spec-version", 2);
    /* Without this, Host Control 2 and its version 4 bits are not there. */
    qdev_prop_set_uint8(sdhci, "uhs", UHS_I);
    qdev_prop_set_uint64(sdhci, "capareg", CAPABILITIES);
    if (!sysbus_realize(sbd, errp)) {
        return false;
    }
    sysbus_pass_irq(SYS_BUS_DEVICE(s), sbd);
    memory_region_add_subregion_overlap(&s->mmio, 0,
                                        sysbus_mmio_get_region(sbd, 0), 1);
    return true;
}

BusState *tegra234_sdmmc_bus(Tegra234Sdmmc *s)
{
    return qdev_get_child_bus(DEVICE(&s->sdhci), "sd-bus");
}

void tegra234_sdmmc_reset_all(Tegra234Sdmmc *s)
{
    device_cold_reset(DEVICE(&s->sdhci));
    device_cold_reset(DEVICE(s));
}

static void reset_line(void *opaque, int n, int level)
{
    if (level) {
        tegra234_sdmmc_reset_all(opaque);
    }
}

static void tegra234_sdmmc_init(Object *obj)
{
    object_initialize_child(obj, "sdhci", &TEGRA234_SDMMC(obj)->sdhci,
                            TYPE_SYSBUS_SDHCI);
}

static void tegra234_sdmmc_realize(DeviceState *dev, Error **errp)
{
    Tegra234Sdmmc *s = TEGRA234_SDMMC(dev);

    if (!s->fabric || !s->memory) {
        error_setg(errp, "tegra234-sdmmc: no fabric or memory");
        return;
    }
    address_space_init(&s->memory_as, s->memory, "tegra234-sdmmc4-memory");
    s->model = sdmmc_new(tegra234_model_log, (void *)"sdmmc4");
    assert(s->model);
    qdev_init_gpio_in_named(dev, reset_line, "reset", 1);
    tegra234_init_mmio(SYS_BUS_DEVICE(dev), &s->mmio, &sdmmc_ops, s,
                       "tegra234.sdmmc4", SDMMC_MMIO_SIZE);
    realize_controller(s, errp);
}

/* The controller itself is reset as any device of QEMU's. */
static void tegra234_sdmmc_reset_hold(Object *obj, ResetType type)
{
    sdmmc_reset(TEGRA234_SDMMC(obj)->model);
}

static const Property tegra234_sdmmc_properties[] = {
    DEFINE_PROP_LINK("fabric", Tegra234Sdmmc, fabric, TYPE_TEGRA234_FABRIC,
                     Tegra234Fabric *),
    DEFINE_PROP_LINK("memory", Tegra234Sdmmc, memory, TYPE_MEMORY_REGION,
                     MemoryRegion *),
};

static void tegra234_sdmmc_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->realize = tegra234_sdmmc_realize;
    dc->user_creatable = false;
    RESETTABLE_CLASS(oc)->phases.hold = tegra234_sdmmc_reset_hold;
    device_class_set_props(dc, tegra234_sdmmc_properties);
}

static const TypeInfo tegra234_sdmmc_type = {
    .name = TYPE_TEGRA234_SDMMC,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(Tegra234Sdmmc),
    .instance_init = tegra234_sdmmc_init,
    .class_init = tegra234_sdmmc_class_init,
};

static void tegra234_sdmmc_register(void)
{
    type_register_static(&sdmmc_dma_type);
    type_register_static(&tegra234_sdmmc_type);
}

type_init(tegra234_sdmmc_register)
