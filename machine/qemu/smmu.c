/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: an MMU-500, its registers and its interrupt.
 */

#include "qemu/osdep.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "qapi/error.h"
#include "smmu.h"
#include "trace.h"

#define REG_NAME_SIZE   32

/* Names cost time, and only traces show them. */
static bool name_is_traced(void)
{
    return trace_event_get_state_backends(TRACE_TEGRA234_SMMU_READ) ||
           trace_event_get_state_backends(TRACE_TEGRA234_SMMU_WRITE) ||
           trace_event_get_state_backends(TRACE_TEGRA234_SMMU_INVALIDATE) ||
           trace_event_get_state_backends(TRACE_TEGRA234_SMMU_SYNC);
}

static void reg_name(Tegra234Smmu *smmu, hwaddr off, char *name)
{
    name[0] = 0;
    if (name_is_traced()) {
        mmu500_reg_name(smmu->model, off, name, REG_NAME_SIZE);
    }
}

static uint64_t smmu_read(void *opaque, hwaddr off, unsigned size)
{
    Tegra234Smmu *smmu = opaque;
    uint64_t val = mmu500_mmio_read(smmu->model, off, size);
    char name[REG_NAME_SIZE];

    reg_name(smmu, off, name);
    trace_tegra234_smmu_read(smmu->name, name, off, val, size);
    return val;
}

/* The model counts invalidations; the trace names the write that caused one. */
static void smmu_write(void *opaque, hwaddr off, uint64_t val, unsigned size)
{
    Tegra234Smmu *smmu = opaque;
    struct mmu500_stats before, after;
    char name[REG_NAME_SIZE];

    reg_name(smmu, off, name);
    trace_tegra234_smmu_write(smmu->name, name, off, val, size);
    mmu500_get_stats(smmu->model, &before);
    mmu500_mmio_write(smmu->model, off, val, size);
    mmu500_get_stats(smmu->model, &after);
    if (after.tlb_inval != before.tlb_inval) {
        trace_tegra234_smmu_invalidate(smmu->name, name, val);
    }
    if (after.syncs != before.syncs) {
        trace_tegra234_smmu_sync(smmu->name, name);
    }
    notifier_list_notify(&smmu->written, NULL);
}

static const MemoryRegionOps smmu_ops = {
    .read = smmu_read,
    .write = smmu_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8 },
    .impl = { .min_access_size = 1, .max_access_size = 8 },
};

static void smmu_irq_set(void *opaque, unsigned int line, bool level)
{
    Tegra234Smmu *smmu = opaque;

    trace_tegra234_smmu_irq(smmu->name, level);
    qemu_set_irq(smmu->irq, level);
}

static const struct bus_irq_ops smmu_irq_ops = { .set = smmu_irq_set };

/* The fabric has the queue of the transactions that a bank stalls. */
static void smmu_resume(void *opaque, unsigned int bank, bool terminate)
{
    Tegra234Smmu *smmu = opaque;

    trace_tegra234_smmu_resume(smmu->name, bank, terminate);
    fabric_resume(smmu->fabric, smmu->model, bank, terminate);
}

static void smmu_release(void *opaque, unsigned int bank, bool lost)
{
    Tegra234Smmu *smmu = opaque;

    fabric_release(smmu->fabric, smmu->model, bank, lost);
}

void tegra234_smmu_set_fabric(Tegra234Smmu *smmu, struct fabric *fabric)
{
    smmu->fabric = fabric;
}

static void create_model(Tegra234Smmu *smmu)
{
    struct mmu500_config cfg = {
        .name = smmu->name,
        .ids = &tegra234_mmu500_ids,
        .num_smrg = TEGRA234_NUM_SMRG,
        .num_cb = TEGRA234_NUM_CB,
        .mem = &tegra234_mem_ops,
        .mem_opaque = &smmu->memory_as,
        .irq = &smmu_irq_ops,
        .irq_opaque = smmu,
        .log = tegra234_model_log,
        .log_opaque = smmu->name,
        .resume = smmu_resume,
        .release = smmu_release,
        .resume_opaque = smmu,
    };

    smmu->model = mmu500_new(&cfg);
    assert(smmu->model);
}

static void tegra234_smmu_realize(DeviceState *dev, Error **errp)
{
    Tegra234Smmu *smmu = TEGRA234_SMMU(dev);
    SysBusDevice *sbd = SYS_BUS_DEVICE(dev);
    g_autofree char *name = NULL;

    if (!smmu->name || !smmu->memory) {
        error_setg(errp, "tegra234-smmu: no name, or no memory");
        return;
    }
    name = g_strdup_printf("tegra234.smmu-%s", smmu->name);
    address_space_init(&smmu->memory_as, smmu->memory, name);
    create_model(smmu);
    sysbus_init_irq(sbd, &smmu->irq);
    tegra234_init_mmio(sbd, &smmu->mmio, &smmu_ops, smmu, name,
                       mmu500_mmio_size(smmu->model));
}

static void tegra234_smmu_reset_hold(Object *obj, ResetType type)
{
    mmu500_reset(TEGRA234_SMMU(obj)->model);
}

static void tegra234_smmu_init(Object *obj)
{
    notifier_list_init(&TEGRA234_SMMU(obj)->written);
}

static const Property tegra234_smmu_properties[] = {
    DEFINE_PROP_STRING("name", Tegra234Smmu, name),
    DEFINE_PROP_UINT32("node", Tegra234Smmu, node, SMMU_NONE),
    DEFINE_PROP_LINK("memory", Tegra234Smmu, memory, TYPE_MEMORY_REGION,
                     MemoryRegion *),
};

static void tegra234_smmu_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->realize = tegra234_smmu_realize;
    dc->user_creatable = false;
    RESETTABLE_CLASS(oc)->phases.hold = tegra234_smmu_reset_hold;
    device_class_set_props(dc, tegra234_smmu_properties);
}

static const TypeInfo tegra234_smmu_type = {
    .name = TYPE_TEGRA234_SMMU,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(Tegra234Smmu),
    .instance_init = tegra234_smmu_init,
    .class_init = tegra234_smmu_class_init,
};

static void tegra234_smmu_register(void)
{
    type_register_static(&tegra234_smmu_type);
}

type_init(tegra234_smmu_register)
