/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the memory controller's eighteen register regions.
 */

#include "qemu/osdep.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "mc.h"
#include "trace.h"

static uint64_t mc_read(void *opaque, hwaddr off, unsigned size)
{
    Tegra234McRegion *r = opaque;

    return mc_mmio_read(r->model, r->region, off, size);
}

static void mc_write(void *opaque, hwaddr off, uint64_t val, unsigned size)
{
    Tegra234McRegion *r = opaque;

    if (r->region == MC_REGION_SID) {
        trace_tegra234_mc_sid_write(off / 8, off % 8 ? "security" : "override",
                                    val);
    } else {
        trace_tegra234_mc_write(r->region, off, val, size);
    }
    mc_mmio_write(r->model, r->region, off, val, size);
    notifier_list_notify(r->written, NULL);
}

static const MemoryRegionOps mc_ops = {
    .read = mc_read,
    .write = mc_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8 },
    .impl = { .min_access_size = 1, .max_access_size = 8 },
};

static void mc_irq_set(void *opaque, unsigned int line, bool level)
{
    Tegra234Mc *s = opaque;

    qemu_set_irq(s->irq, level);
}

static const struct bus_irq_ops mc_irq_ops = { .set = mc_irq_set };

static void create_model(Tegra234Mc *s)
{
    struct mc_config cfg = tegra234_mc_config;

    cfg.dram_size = s->dram_size;
    cfg.around = s->around;
    cfg.lock_leaves_sid = s->around;
    if (s->own_sids) {
        cfg.choosers = tegra234_mc_choosers;
        cfg.nr_choosers = TEGRA234_NR_CHOOSERS;
    }
    cfg.irq = &mc_irq_ops;
    cfg.irq_opaque = s;
    cfg.log = tegra234_model_log;
    cfg.log_opaque = (void *)"mc";
    s->model = mc_new(&cfg);
    assert(s->model);
}

static void tegra234_mc_realize(DeviceState *dev, Error **errp)
{
    Tegra234Mc *s = TEGRA234_MC(dev);
    SysBusDevice *sbd = SYS_BUS_DEVICE(dev);

    create_model(s);
    sysbus_init_irq(sbd, &s->irq);
    for (unsigned int i = 0; i < MC_NR_REGIONS; i++) {
        Tegra234McRegion *r = &s->region[i];

        r->model = s->model;
        r->region = i;
        r->written = &s->written;
        tegra234_init_mmio(sbd, &r->mmio, &mc_ops, r, "tegra234.mc",
                           MC_REGION_SIZE);
    }
}

static void tegra234_mc_reset_hold(Object *obj, ResetType type)
{
    mc_reset(TEGRA234_MC(obj)->model);
}

static void tegra234_mc_init(Object *obj)
{
    notifier_list_init(&TEGRA234_MC(obj)->written);
}

static const Property tegra234_mc_properties[] = {
    DEFINE_PROP_UINT64("dram-size", Tegra234Mc, dram_size, 0),
    DEFINE_PROP_BOOL("around", Tegra234Mc, around, false),
    DEFINE_PROP_BOOL("own-sids", Tegra234Mc, own_sids, false),
};

static void tegra234_mc_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->realize = tegra234_mc_realize;
    dc->user_creatable = false;
    RESETTABLE_CLASS(oc)->phases.hold = tegra234_mc_reset_hold;
    device_class_set_props(dc, tegra234_mc_properties);
}

static const TypeInfo tegra234_mc_type = {
    .name = TYPE_TEGRA234_MC,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(Tegra234Mc),
    .instance_init = tegra234_mc_init,
    .class_init = tegra234_mc_class_init,
};

static void tegra234_mc_register(void)
{
    type_register_static(&tegra234_mc_type);
}

type_init(tegra234_mc_register)
