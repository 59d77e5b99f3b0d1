/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the display that firmware leaves running, with
 * -M tegra234,scanout=on: the engine, its timer and its picture.
 */

#include "qemu/osdep.h"
#include "hw/qdev-properties.h"
#include "qapi/error.h"
#include "qemu/timer.h"
#include "scanout.h"

/* The display's TBU is not published: assumed. */
#define DISPLAY_TBU     3
#define DISPLAY_SID     1
#define FRAME_PAGES     300
/* A frame takes 15 ms: 60 steps of STEP_NS. */
#define STEP_PAGES      5
#define STEP_NS         250000

static void step(void *opaque)
{
    Tegra234Scanout *s = opaque;

    scanout_run(s->model, STEP_PAGES);
    timer_mod(s->timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + STEP_NS);
}

static uint64_t display_read(void *opaque, hwaddr off, unsigned size)
{
    Tegra234Scanout *s = opaque;

    return scanout_mmio_read(s->model, off, size);
}

static void display_write(void *opaque, hwaddr off, uint64_t val,
                          unsigned size)
{
    Tegra234Scanout *s = opaque;

    scanout_mmio_write(s->model, off, val, size);
}

static const MemoryRegionOps display_ops = {
    .read = display_read,
    .write = display_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8 },
    .impl = { .min_access_size = 1, .max_access_size = 8 },
};

static void create_model(Tegra234Scanout *s)
{
    struct scanout_config cfg = {
        .client = MC_CLIENT_NVDISPLAYR,
        .sid = DISPLAY_SID,
        .tbu = DISPLAY_TBU,
        .base = s->frame_buffer,
        .pages = FRAME_PAGES,
        .mem = &fabric_ops,
        .mem_opaque = &s->port,
    };

    s->port.fabric = s->fabric->model;
    s->port.node = SMMU_ISO;
    s->model = scanout_new(&cfg);
    assert(s->model);
}

/* Firmware's last picture: no page is like another one. */
static void paint(Tegra234Scanout *s)
{
    g_autofree uint32_t *frame = g_new(uint32_t, FRAME_PAGES * 1024);

    for (uint32_t i = 0; i < FRAME_PAGES * 1024; i++) {
        frame[i] = cpu_to_le32(i * 2654435761u);
    }
    tegra234_mem_ops.write(&s->memory_as, s->frame_buffer, frame,
                           FRAME_PAGES * 4096);
}

void tegra234_scanout_start(Tegra234Scanout *s)
{
    paint(s);
    timer_mod(s->timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + STEP_NS);
}

static void tegra234_scanout_realize(DeviceState *dev, Error **errp)
{
    Tegra234Scanout *s = TEGRA234_SCANOUT(dev);

    if (!s->fabric || !s->memory) {
        error_setg(errp, "tegra234-scanout: no fabric or memory");
        return;
    }
    address_space_init(&s->memory_as, s->memory, "tegra234-scanout");
    create_model(s);
    s->timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, step, s);
    tegra234_init_mmio(SYS_BUS_DEVICE(dev), &s->mmio, &display_ops, s,
                       "tegra234.scanout", SCANOUT_MMIO_SIZE);
}

/* After the SMMUs, whose reset lets go the access that it may wait for. */
static void tegra234_scanout_reset_exit(Object *obj, ResetType type)
{
    Tegra234Scanout *s = TEGRA234_SCANOUT(obj);

    timer_del(s->timer);
    scanout_reset(s->model);
}

static const Property tegra234_scanout_properties[] = {
    DEFINE_PROP_LINK("fabric", Tegra234Scanout, fabric, TYPE_TEGRA234_FABRIC,
                     Tegra234Fabric *),
    DEFINE_PROP_LINK("memory", Tegra234Scanout, memory, TYPE_MEMORY_REGION,
                     MemoryRegion *),
    DEFINE_PROP_UINT64("frame-buffer", Tegra234Scanout, frame_buffer, 0),
};

static void tegra234_scanout_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->realize = tegra234_scanout_realize;
    dc->user_creatable = false;
    RESETTABLE_CLASS(oc)->phases.exit = tegra234_scanout_reset_exit;
    device_class_set_props(dc, tegra234_scanout_properties);
}

static const TypeInfo tegra234_scanout_type = {
    .name = TYPE_TEGRA234_SCANOUT,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(Tegra234Scanout),
    .class_init = tegra234_scanout_class_init,
};

static void tegra234_scanout_register(void)
{
    type_register_static(&tegra234_scanout_type);
}

type_init(tegra234_scanout_register)
