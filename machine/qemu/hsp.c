/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: an HSP, its registers, its interrupts, and what it tells the other
 * processors.
 */

#include "qemu/osdep.h"
#include "hsp.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "trace.h"

static uint64_t hsp_read(void *opaque, hwaddr off, unsigned size)
{
    Tegra234Hsp *hsp = opaque;

    return hsp_mmio_read(hsp->model, off, size);
}

static void hsp_write(void *opaque, hwaddr off, uint64_t val, unsigned size)
{
    Tegra234Hsp *hsp = opaque;

    hsp_mmio_write(hsp->model, off, val, size);
}

static const MemoryRegionOps hsp_ops = {
    .read = hsp_read,
    .write = hsp_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8 },
    .impl = { .min_access_size = 1, .max_access_size = 8 },
};

static void hsp_irq_set(void *opaque, unsigned int line, bool level)
{
    Tegra234Hsp *hsp = opaque;

    if (line < ARRAY_SIZE(hsp->irq)) {
        qemu_set_irq(hsp->irq[line], level);
    }
}

static const struct bus_irq_ops hsp_irq_ops = { .set = hsp_irq_set };

/* A line that nothing is connected to takes the pulse and does nothing. */
static void cpus_ring(void *opaque, unsigned int db, unsigned int master)
{
    Tegra234Hsp *hsp = opaque;

    trace_tegra234_doorbell(db, master);
    if (db < ARRAY_SIZE(hsp->ring)) {
        qemu_irq_pulse(hsp->ring[db]);
    }
}

static void mailbox_used(void *opaque, unsigned int sm)
{
    Tegra234Hsp *hsp = opaque;

    if (sm < ARRAY_SIZE(hsp->mailbox)) {
        qemu_irq_pulse(hsp->mailbox[sm]);
    }
}

static void create_model(Tegra234Hsp *hsp, const char *name)
{
    struct hsp_config cfg = hsp->aon ? tegra234_hsp_aon_config :
                                       tegra234_hsp_top0_config;

    if (!hsp->aon) {
        cfg.ring = cpus_ring;
        cfg.ring_opaque = hsp;
    }
    cfg.mailbox = mailbox_used;
    cfg.mailbox_opaque = hsp;
    cfg.irq = &hsp_irq_ops;
    cfg.irq_opaque = hsp;
    cfg.log = tegra234_model_log;
    cfg.log_opaque = (void *)name;
    hsp->model = hsp_new(&cfg);
    assert(hsp->model);
}

static void tegra234_hsp_realize(DeviceState *dev, Error **errp)
{
    Tegra234Hsp *hsp = TEGRA234_HSP(dev);
    SysBusDevice *sbd = SYS_BUS_DEVICE(dev);
    const char *name = hsp->aon ? "tegra234.hsp-aon" : "tegra234.hsp-top0";

    create_model(hsp, name);
    for (unsigned int i = 0; i < ARRAY_SIZE(hsp->irq); i++) {
        sysbus_init_irq(sbd, &hsp->irq[i]);
    }
    qdev_init_gpio_out_named(dev, hsp->ring, "ring", ARRAY_SIZE(hsp->ring));
    qdev_init_gpio_out_named(dev, hsp->mailbox, "mailbox",
                             ARRAY_SIZE(hsp->mailbox));
    tegra234_init_mmio(sbd, &hsp->mmio, &hsp_ops, hsp, name,
                       hsp_mmio_size(hsp->model));
}

static void tegra234_hsp_reset_hold(Object *obj, ResetType type)
{
    hsp_reset(TEGRA234_HSP(obj)->model);
}

static const Property tegra234_hsp_properties[] = {
    DEFINE_PROP_BOOL("aon", Tegra234Hsp, aon, false),
};

static void tegra234_hsp_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->realize = tegra234_hsp_realize;
    dc->user_creatable = false;
    RESETTABLE_CLASS(oc)->phases.hold = tegra234_hsp_reset_hold;
    device_class_set_props(dc, tegra234_hsp_properties);
}

static const TypeInfo tegra234_hsp_type = {
    .name = TYPE_TEGRA234_HSP,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(Tegra234Hsp),
    .class_init = tegra234_hsp_class_init,
};

static void tegra234_hsp_register(void)
{
    type_register_static(&tegra234_hsp_type);
}

type_init(tegra234_hsp_register)
