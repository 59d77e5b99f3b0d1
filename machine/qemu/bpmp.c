/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the boot and power management processor.
 */

#include "qemu/osdep.h"
#include "bpmp.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "qapi/error.h"
#include "qemu/timer.h"
#include "trace.h"

/* How long firmware takes to answer, once its doorbell has rung. */
#define BPMP_ANSWER_NS          2000

static void doorbell(void *opaque, int n, int level)
{
    Tegra234Bpmp *s = opaque;

    if (level) {
        timer_mod(s->timer,
                  qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + BPMP_ANSWER_NS);
    }
}

static void bpmp_answers(void *opaque)
{
    Tegra234Bpmp *s = opaque;

    bpmp_doorbell(s->model);
}

static void bpmp_rings(void *opaque)
{
    Tegra234Bpmp *s = opaque;

    hsp_ring(s->hsp->model, HSP_DB_CCPLEX, HSP_MASTER_BPMP);
}

/* Reset lines end at the models; those of other blocks have no effect. */
static void reset_line(void *opaque, unsigned int id, bool asserted)
{
    Tegra234Bpmp *s = opaque;

    trace_tegra234_reset_line(id, asserted);
    if (id < ARRAY_SIZE(s->reset_line)) {
        qemu_set_irq(s->reset_line[id], asserted);
    }
}

static void pcie_state(void *opaque, unsigned int id, bool enable)
{
    Tegra234Bpmp *s = opaque;

    if (id < ARRAY_SIZE(s->pcie_on)) {
        qemu_set_irq(s->pcie_on[id], enable);
    }
}

static void block_changed(void *opaque, unsigned int nr, bool answers)
{
    tegra234_cut_off(opaque, nr, !answers);
}

static void create_model(Tegra234Bpmp *s)
{
    struct bpmp_config cfg = tegra234_bpmp_config;

    s->port.fabric = s->fabric->model;
    s->port.node = SMMU_NISO1;
    cfg.mem = &tegra234_mem_ops;
    cfg.mem_opaque = &s->memory_as;
    cfg.ring = bpmp_rings;
    cfg.ring_opaque = s;
    cfg.dma = &fabric_ops;
    cfg.dma_opaque = &s->port;
    cfg.offer_fw_tag = s->fw_tag;
    cfg.reset = reset_line;
    cfg.reset_opaque = s;
    cfg.held_reset = s->held;
    cfg.block = block_changed;
    cfg.block_opaque = s;
    cfg.pcie_controllers = s->pcie;
    cfg.pcie_state = pcie_state;
    cfg.pcie_opaque = s;
    cfg.log = tegra234_model_log;
    cfg.log_opaque = (void *)"bpmp";
    s->model = bpmp_new(&cfg);
    assert(s->model);
}

static void tegra234_bpmp_realize(DeviceState *dev, Error **errp)
{
    Tegra234Bpmp *s = TEGRA234_BPMP(dev);

    if (!s->fabric || !s->memory || !s->hsp) {
        error_setg(errp, "tegra234-bpmp: no fabric, memory or HSP");
        return;
    }
    address_space_init(&s->memory_as, s->memory, "tegra234-bpmp");
    s->timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, bpmp_answers, s);
    qdev_init_gpio_in_named(dev, doorbell, "doorbell", 1);
    qdev_init_gpio_out_named(dev, s->reset_line, "reset",
                             ARRAY_SIZE(s->reset_line));
    qdev_init_gpio_out_named(dev, s->pcie_on, "pcie-on",
                             ARRAY_SIZE(s->pcie_on));
    create_model(s);
    tegra234_create_cut_off(s);
}

static void tegra234_bpmp_reset_hold(Object *obj, ResetType type)
{
    Tegra234Bpmp *s = TEGRA234_BPMP(obj);

    timer_del(s->timer);
    bpmp_reset(s->model);
    for (unsigned int i = 0; i < tegra234_bpmp_config.soc->nr_blocks; i++) {
        tegra234_cut_off(s, i, !bpmp_block_answers(s->model, i));
    }
}

static const Property tegra234_bpmp_properties[] = {
    DEFINE_PROP_LINK("fabric", Tegra234Bpmp, fabric, TYPE_TEGRA234_FABRIC,
                     Tegra234Fabric *),
    DEFINE_PROP_LINK("memory", Tegra234Bpmp, memory, TYPE_MEMORY_REGION,
                     MemoryRegion *),
    DEFINE_PROP_LINK("hsp", Tegra234Bpmp, hsp, TYPE_TEGRA234_HSP,
                     Tegra234Hsp *),
    DEFINE_PROP_BOOL("fw-tag", Tegra234Bpmp, fw_tag, true),
    DEFINE_PROP_UINT32("pcie", Tegra234Bpmp, pcie, 0),
    DEFINE_PROP_BOOL("errors", Tegra234Bpmp, errors, true),
    DEFINE_PROP_UINT16("held", Tegra234Bpmp, held, 0),
};

static void tegra234_bpmp_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->realize = tegra234_bpmp_realize;
    dc->user_creatable = false;
    RESETTABLE_CLASS(oc)->phases.hold = tegra234_bpmp_reset_hold;
    device_class_set_props(dc, tegra234_bpmp_properties);
}

static const TypeInfo tegra234_bpmp_type = {
    .name = TYPE_TEGRA234_BPMP,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(Tegra234Bpmp),
    .class_init = tegra234_bpmp_class_init,
};

static void tegra234_bpmp_register(void)
{
    type_register_static(&tegra234_bpmp_type);
}

type_init(tegra234_bpmp_register)
