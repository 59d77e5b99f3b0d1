/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the way of the devices' accesses, put together and traced.
 */

#include "qemu/osdep.h"
#include "fabric.h"
#include "hw/qdev-properties.h"
#include "qapi/error.h"
#include "models/tegra234/mmu500.h"
#include "trace.h"

static void trace_access(void *opaque, const struct fabric_trace *t)
{
    Tegra234Fabric *s = opaque;
    const char *kind = t->txn->write ? "write" : "read";
    const char *smmu = tegra234_node_name(t->node);

    notifier_list_notify(&s->access, (void *)t);
    trace_tegra234_dma(t->txn->client, kind, t->txn->addr, smmu,
                       t->instance, t->stream, t->bypassed, t->pa, t->status);
    if (t->status == BUS_STALLED) {
        trace_tegra234_dma_stall(t->txn->client, kind, t->txn->addr, smmu,
                                 t->instance, t->stream);
    } else if (t->status == BUS_FAULT) {
        trace_tegra234_dma_fault(t->txn->client, kind, t->txn->addr, smmu,
                                 t->instance, t->stream);
    } else if (t->status == BUS_DECERR) {
        trace_tegra234_dma_decerr(t->txn->client, kind, t->txn->addr, t->pa);
    }
}

void tegra234_fabric_add_smmu(Tegra234Fabric *s, Tegra234Smmu *smmu)
{
    assert(s->nr_smmus < ARRAY_SIZE(s->smmu));
    s->smmu[s->nr_smmus++] = smmu;
}

static void create_model(Tegra234Fabric *s)
{
    struct fabric_config cfg = {
        .mc = s->mc->model,
        .mem = &tegra234_mem_ops,
        .mem_opaque = &s->memory_as,
        .trace = trace_access,
        .trace_opaque = s,
    };

    for (unsigned int i = 0; i < s->nr_smmus; i++) {
        unsigned int node = s->smmu[i]->node;

        cfg.smmu[node][cfg.nr_smmu[node]++] = s->smmu[i]->model;
    }
    s->model = fabric_new(&cfg);
    assert(s->model);
}

static void tegra234_fabric_realize(DeviceState *dev, Error **errp)
{
    Tegra234Fabric *s = TEGRA234_FABRIC(dev);

    if (!s->mc || !s->memory) {
        error_setg(errp, "tegra234-fabric: no memory controller or memory");
        return;
    }
    address_space_init(&s->memory_as, s->memory, "tegra234-fabric");
    create_model(s);
    for (unsigned int i = 0; i < s->nr_smmus; i++) {
        tegra234_smmu_set_fabric(s->smmu[i], s->model);
    }
}

static void tegra234_fabric_init(Object *obj)
{
    notifier_list_init(&TEGRA234_FABRIC(obj)->access);
}

static const Property tegra234_fabric_properties[] = {
    DEFINE_PROP_LINK("mc", Tegra234Fabric, mc, TYPE_TEGRA234_MC, Tegra234Mc *),
    DEFINE_PROP_LINK("memory", Tegra234Fabric, memory, TYPE_MEMORY_REGION,
                     MemoryRegion *),
};

static void tegra234_fabric_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->realize = tegra234_fabric_realize;
    dc->user_creatable = false;
    device_class_set_props(dc, tegra234_fabric_properties);
}

static const TypeInfo tegra234_fabric_type = {
    .name = TYPE_TEGRA234_FABRIC,
    .parent = TYPE_DEVICE,
    .instance_size = sizeof(Tegra234Fabric),
    .instance_init = tegra234_fabric_init,
    .class_init = tegra234_fabric_class_init,
};

static void tegra234_fabric_register(void)
{
    type_register_static(&tegra234_fabric_type);
}

type_init(tegra234_fabric_register)
