/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the power management controller's scratch words. The rest of the
 * controller has no model.
 */

#include "qemu/osdep.h"
#include "exec/address-spaces.h"
#include "pmc.h"
#include "trace.h"

static uint64_t scratch_read(void *opaque, hwaddr off, unsigned size)
{
    Tegra234Pmc *s = opaque;

    return pmc_mmio_read(s->model, off, size);
}

static void scratch_write(void *opaque, hwaddr off, uint64_t val, unsigned size)
{
    Tegra234Pmc *s = opaque;

    trace_tegra234_scratch_write(off, val, size);
    pmc_mmio_write(s->model, off, val, size);
}

static const MemoryRegionOps scratch_ops = {
    .read = scratch_read,
    .write = scratch_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8 },
    .impl = { .min_access_size = 1, .max_access_size = 8 },
};

/* Firmware reaches what the CPUs reach: memory and all registers. */
static void tegra234_pmc_realize(DeviceState *dev, Error **errp)
{
    Tegra234Pmc *s = TEGRA234_PMC(dev);

    s->model = pmc_new(&tegra234_mem_ops, &address_space_memory,
                       tegra234_model_log, (void *)"pmc");
    assert(s->model);
    tegra234_init_mmio(SYS_BUS_DEVICE(dev), &s->mmio, &scratch_ops, s,
                       "tegra234.pmc-scratch", PMC_SCRATCH_SIZE);
}

static void tegra234_pmc_reset_hold(Object *obj, ResetType type)
{
    pmc_reset(TEGRA234_PMC(obj)->model);
}

static void tegra234_pmc_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->realize = tegra234_pmc_realize;
    dc->user_creatable = false;
    RESETTABLE_CLASS(oc)->phases.hold = tegra234_pmc_reset_hold;
}

static const TypeInfo tegra234_pmc_type = {
    .name = TYPE_TEGRA234_PMC,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(Tegra234Pmc),
    .class_init = tegra234_pmc_class_init,
};

static void tegra234_pmc_register(void)
{
    type_register_static(&tegra234_pmc_type);
}

type_init(tegra234_pmc_register)
