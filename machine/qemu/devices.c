/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the devices at their addresses, with their interrupts, and what
 * connects them.
 */

#include "qemu/osdep.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "hw/qdev-properties-system.h"
#include "hw/sd/sd.h"
#include "qapi/error.h"
#include "system/block-backend.h"
#include "system/blockdev.h"
#include "system/system.h"
#include "tegra234.h"

static const struct {
    const char *name;
    unsigned int node;
    hwaddr base;
    unsigned int spi;
} smmu_place[TEGRA234_NUM_SMMUS] = {
    { "niso1.0", SMMU_NISO1, 0x08000000, 238 },
    { "niso1.1", SMMU_NISO1, 0x07000000, 242 },
    { "iso.0",   SMMU_ISO,   0x10000000, 240 },
    { "niso0.0", SMMU_NISO0, 0x12000000, 170 },
    { "niso0.1", SMMU_NISO0, 0x11000000, 232 },
};

#define MC_SPI          223
#define GPCDMA_BASE     0x02600000
#define GPCDMA_SPI(i)   (75 + (i))

#define WATCHDOG_BASE   0x02080000

#define PCIE4                   4
#define PCIE4_ATU_BASE          0x36040000
#define PCIE4_DBI_BASE          0x36080000
#define PCIE4_INTR_SPI          51
#define PCIE4_MSI_SPI           52
#define SDMMC4_BASE             0x03460000
#define SDMMC4_SPI              65

#define HSP_TOP0_BASE           0x03c00000
#define HSP_TOP0_DOORBELL_SPI   176
#define HSP_TOP0_SHARED_SPI(i)  (120 + (i))
#define HSP_AON_BASE            0x0c150000
/* Shared interrupt 0 goes to the processor in the always-on domain. */
#define HSP_AON_SHARED_SPI(i)   (133 + (i) - 1)

#define PMC_SCRATCH_BASE        0x0c390000

/* Devices for tests, where no device tree has a node. */
#define STREAM_GENERATOR_BASE   0x0fa00000
#define TEST_FIFO_BASE          0x0fa10000
#define SCANOUT_BASE            0x0fb00000
#define WINDOW_BASE             0x0fb10000

/* Address and interrupt are those of window 0 and line 0. */
static void place_at(SysBusDevice *sbd, hwaddr base)
{
    sysbus_realize(sbd, &error_fatal);
    sysbus_mmio_map(sbd, 0, base);
}

static void place(SysBusDevice *sbd, hwaddr base, qemu_irq irq)
{
    place_at(sbd, base);
    sysbus_connect_irq(sbd, 0, irq);
}

static void link_to(void *dev, const char *property, void *target)
{
    object_property_set_link(OBJECT(dev), property, OBJECT(target),
                             &error_abort);
}

static void create_smmu(Tegra234Machine *s, unsigned int i)
{
    Tegra234Smmu *smmu = &s->smmu[i];
    g_autofree char *child = g_strdup_printf("smmu-%s", smmu_place[i].name);

    object_initialize_child(OBJECT(s), child, smmu, TYPE_TEGRA234_SMMU);
    qdev_prop_set_string(DEVICE(smmu), "name", smmu_place[i].name);
    qdev_prop_set_uint32(DEVICE(smmu), "node", smmu_place[i].node);
    link_to(smmu, "memory", &s->memory_side);
    place(SYS_BUS_DEVICE(smmu), smmu_place[i].base,
          tegra234_spi(s, smmu_place[i].spi));
}

void tegra234_create_smmus(Tegra234Machine *s)
{
    for (unsigned int i = 0; i < TEGRA234_NUM_SMMUS; i++) {
        create_smmu(s, i);
    }
}

void tegra234_create_mc(Tegra234Machine *s)
{
    SysBusDevice *sbd;

    object_initialize_child(OBJECT(s), "mc", &s->mc, TYPE_TEGRA234_MC);
    qdev_prop_set_uint64(DEVICE(&s->mc), "dram-size", MACHINE(s)->ram_size);
    qdev_prop_set_bit(DEVICE(&s->mc), "around", s->mc_around);
    qdev_prop_set_bit(DEVICE(&s->mc), "own-sids", s->mc_own_sids);
    sbd = SYS_BUS_DEVICE(&s->mc);
    place(sbd, tegra234_mc_region[0], tegra234_spi(s, MC_SPI));
    for (unsigned int i = 1; i < MC_NR_REGIONS; i++) {
        sysbus_mmio_map(sbd, i, tegra234_mc_region[i]);
    }
}

void tegra234_create_fabric(Tegra234Machine *s)
{
    Tegra234Fabric *fabric = &s->fabric;

    object_initialize_child(OBJECT(s), "fabric", fabric, TYPE_TEGRA234_FABRIC);
    link_to(fabric, "mc", &s->mc);
    link_to(fabric, "memory", &s->memory_side);
    for (unsigned int i = 0; i < TEGRA234_NUM_SMMUS; i++) {
        tegra234_fabric_add_smmu(fabric, &s->smmu[i]);
    }
    qdev_realize(DEVICE(fabric), NULL, &error_fatal);
}

void tegra234_create_gpcdma(Tegra234Machine *s)
{
    SysBusDevice *sbd;

    object_initialize_child(OBJECT(s), "gpcdma", &s->gpcdma,
                            TYPE_TEGRA234_GPCDMA);
    link_to(&s->gpcdma, "fabric", &s->fabric);
    sbd = SYS_BUS_DEVICE(&s->gpcdma);
    place(sbd, GPCDMA_BASE, tegra234_spi(s, GPCDMA_SPI(0)));
    for (unsigned int i = 1; i < GPCDMA_NR_CHANNELS; i++) {
        sysbus_connect_irq(sbd, i, tegra234_spi(s, GPCDMA_SPI(i)));
    }
}

void tegra234_create_stream_generator(Tegra234Machine *s)
{
    if (!s->stream_generator) {
        return;
    }
    object_initialize_child(OBJECT(s), "stream-generator-device",
                            &s->generator, TYPE_TEGRA234_STREAM_GENERATOR);
    link_to(&s->generator, "fabric", &s->fabric);
    place_at(SYS_BUS_DEVICE(&s->generator), STREAM_GENERATOR_BASE);
    object_initialize_child(OBJECT(s), "test-fifo", &s->test_fifo,
                            TYPE_TEGRA234_TEST_FIFO);
    link_to(&s->test_fifo, "gpcdma", &s->gpcdma);
    place_at(SYS_BUS_DEVICE(&s->test_fifo), TEST_FIFO_BASE);
}

static void create_top0(Tegra234Machine *s)
{
    SysBusDevice *sbd = SYS_BUS_DEVICE(&s->hsp_top0);

    place(sbd, HSP_TOP0_BASE, tegra234_spi(s, HSP_TOP0_DOORBELL_SPI));
    for (unsigned int i = 0; i < 8; i++) {
        sysbus_connect_irq(sbd, HSP_IRQ_SHARED(i),
                           tegra234_spi(s, HSP_TOP0_SHARED_SPI(i)));
    }
}

static void create_aon(Tegra234Machine *s)
{
    SysBusDevice *sbd = SYS_BUS_DEVICE(&s->hsp_aon);

    qdev_prop_set_bit(DEVICE(sbd), "aon", true);
    place_at(sbd, HSP_AON_BASE);
    for (unsigned int i = 1; i <= 4; i++) {
        sysbus_connect_irq(sbd, HSP_IRQ_SHARED(i),
                           tegra234_spi(s, HSP_AON_SHARED_SPI(i)));
    }
}

void tegra234_create_hsps(Tegra234Machine *s)
{
    object_initialize_child(OBJECT(s), "hsp-top0", &s->hsp_top0,
                            TYPE_TEGRA234_HSP);
    object_initialize_child(OBJECT(s), "hsp-aon", &s->hsp_aon,
                            TYPE_TEGRA234_HSP);
    create_top0(s);
    create_aon(s);
}

static void connect_reset(Tegra234Machine *s, unsigned int id, qemu_irq line)
{
    qdev_connect_gpio_out_named(DEVICE(&s->bpmp), "reset", id, line);
}

static void connect_pcie(Tegra234Machine *s)
{
    DeviceState *pcie = DEVICE(&s->pcie);

    connect_reset(s, TEGRA234_RESET_PCIE4_CORE,
                  qdev_get_gpio_in_named(pcie, "reset", PCIE_RESET_CORE));
    connect_reset(s, TEGRA234_RESET_PCIE4_APB,
                  qdev_get_gpio_in_named(pcie, "reset", PCIE_RESET_APB));
    qdev_connect_gpio_out_named(DEVICE(&s->bpmp), "pcie-on", PCIE4,
                                qdev_get_gpio_in_named(pcie, "enable", 0));
}

static void connect_bpmp(Tegra234Machine *s)
{
    DeviceState *bpmp = DEVICE(&s->bpmp);

    qdev_connect_gpio_out_named(DEVICE(&s->hsp_top0), "ring", HSP_DB_BPMP,
                                qdev_get_gpio_in_named(bpmp, "doorbell", 0));
    connect_reset(s, TEGRA234_RESET_GPCDMA,
                  qdev_get_gpio_in_named(DEVICE(&s->gpcdma), "reset", 0));
    if (s->pcie_on) {
        connect_pcie(s);
    }
}

void tegra234_create_bpmp(Tegra234Machine *s)
{
    DeviceState *bpmp;

    object_initialize_child(OBJECT(s), "bpmp", &s->bpmp, TYPE_TEGRA234_BPMP);
    bpmp = DEVICE(&s->bpmp);
    link_to(bpmp, "fabric", &s->fabric);
    link_to(bpmp, "memory", &s->memory_side);
    link_to(bpmp, "hsp", &s->hsp_top0);
    qdev_prop_set_bit(bpmp, "fw-tag", s->bpmp_fw_tag);
    qdev_prop_set_uint32(bpmp, "pcie", s->pcie_on ? 1u << PCIE4 : 0);
    qdev_prop_set_bit(bpmp, "errors", s->backbone_errors);
    qdev_prop_set_uint16(bpmp, "held",
                         s->gpcdma_held ? TEGRA234_RESET_GPCDMA : 0);
    sysbus_realize(SYS_BUS_DEVICE(bpmp), &error_fatal);
    connect_bpmp(s);
}

/* Each mailbox has a line of its own into the UART. */
static void connect_mailbox(Tegra234Machine *s, Tegra234Hsp *hsp, int sm, int n)
{
    qdev_connect_gpio_out_named(DEVICE(hsp), "mailbox", sm,
                                qdev_get_gpio_in_named(DEVICE(&s->tcu),
                                                       "mailbox", n));
}

void tegra234_create_tcu(Tegra234Machine *s)
{
    object_initialize_child(OBJECT(s), "tcu", &s->tcu, TYPE_TEGRA234_TCU);
    link_to(&s->tcu, "rx", &s->hsp_top0);
    link_to(&s->tcu, "tx", &s->hsp_aon);
    qdev_prop_set_chr(DEVICE(&s->tcu), "chardev", serial_hd(1));
    sysbus_realize(SYS_BUS_DEVICE(&s->tcu), &error_fatal);
    connect_mailbox(s, &s->hsp_top0, TEGRA234_TCU_RX, 0);
    connect_mailbox(s, &s->hsp_aon, TEGRA234_TCU_TX, 1);
}

void tegra234_create_scanout(Tegra234Machine *s)
{
    if (!s->scanout_on) {
        return;
    }
    object_initialize_child(OBJECT(s), "scanout-engine", &s->scanout,
                            TYPE_TEGRA234_SCANOUT);
    link_to(&s->scanout, "fabric", &s->fabric);
    link_to(&s->scanout, "memory", &s->memory_side);
    qdev_prop_set_uint64(DEVICE(&s->scanout), "frame-buffer",
                         tegra234_frame_buffer(s));
    place_at(SYS_BUS_DEVICE(&s->scanout), SCANOUT_BASE);
}

void tegra234_create_window(Tegra234Machine *s)
{
    if (!s->scanout_on) {
        return;
    }
    object_initialize_child(OBJECT(s), "window", &s->window,
                            TYPE_TEGRA234_WINDOW);
    link_to(&s->window, "fabric", &s->fabric);
    place_at(SYS_BUS_DEVICE(&s->window), WINDOW_BASE);
}

void tegra234_create_watchdog(Tegra234Machine *s)
{
    object_initialize_child(OBJECT(s), "watchdog", &s->watchdog,
                            TYPE_TEGRA234_WATCHDOG);
    place_at(SYS_BUS_DEVICE(&s->watchdog), WATCHDOG_BASE);
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
    qdev_realize_and_unref(card, tegra234_sdmmc_bus(&s->sdmmc), &error_fatal);
}

/* After BPMP, which has the reset line. */
void tegra234_create_sdmmc(Tegra234Machine *s)
{
    object_initialize_child(OBJECT(s), "sdmmc4", &s->sdmmc,
                            TYPE_TEGRA234_SDMMC);
    link_to(&s->sdmmc, "fabric", &s->fabric);
    link_to(&s->sdmmc, "memory", &s->memory_side);
    place(SYS_BUS_DEVICE(&s->sdmmc), SDMMC4_BASE, tegra234_spi(s, SDMMC4_SPI));
    connect_reset(s, TEGRA234_RESET_SDMMC4,
                  qdev_get_gpio_in_named(DEVICE(&s->sdmmc), "reset", 0));
    create_card(s);
}

void tegra234_create_pmc(Tegra234Machine *s)
{
    object_initialize_child(OBJECT(s), "pmc", &s->pmc, TYPE_TEGRA234_PMC);
    place_at(SYS_BUS_DEVICE(&s->pmc), PMC_SCRATCH_BASE);
}

/* The last is memory of both kinds, and the ECAM (unused). */
static const hwaddr pcie_window_base[] = {
    0x14160000, PCIE4_ATU_BASE, PCIE4_DBI_BASE, 0x36000000, 0x36100000,
    0x2140000000ULL,
};

void tegra234_create_pcie(Tegra234Machine *s)
{
    SysBusDevice *sbd;

    if (!s->pcie_on) {
        return;
    }
    object_initialize_child(OBJECT(s), "pcie4", &s->pcie, TYPE_TEGRA234_PCIE);
    link_to(&s->pcie, "fabric", &s->fabric);
    link_to(&s->pcie, "memory", &s->memory_side);
    qdev_prop_set_uint64(DEVICE(&s->pcie), "dbi-base", PCIE4_DBI_BASE);
    qdev_prop_set_uint64(DEVICE(&s->pcie), "atu-base", PCIE4_ATU_BASE);
    sbd = SYS_BUS_DEVICE(&s->pcie);
    place(sbd, pcie_window_base[0], tegra234_spi(s, PCIE4_INTR_SPI));
    sysbus_connect_irq(sbd, PCIE_IRQ_MSI, tegra234_spi(s, PCIE4_MSI_SPI));
    for (unsigned int i = 1; i < ARRAY_SIZE(pcie_window_base); i++) {
        sysbus_mmio_map(sbd, i, pcie_window_base[i]);
    }
}
