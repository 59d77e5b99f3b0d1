/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the stream generator, a device for tests that no chip has. It is
 * there only with -M tegra234,stream-generator=on.
 */

#include "qemu/osdep.h"
#include "hw/qdev-properties.h"
#include "qapi/error.h"
#include "stream_generator.h"

static uint64_t generator_read(void *opaque, hwaddr off, unsigned size)
{
    Tegra234StreamGenerator *s = opaque;

    return streamgen_mmio_read(s->model, off, size);
}

static void generator_write(void *opaque, hwaddr off, uint64_t val,
                            unsigned size)
{
    Tegra234StreamGenerator *s = opaque;

    streamgen_mmio_write(s->model, off, val, size);
}

static const MemoryRegionOps generator_ops = {
    .read = generator_read,
    .write = generator_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8 },
    .impl = { .min_access_size = 1, .max_access_size = 8 },
};

static void create_model(Tegra234StreamGenerator *s)
{
    struct streamgen_config cfg = { .mem = &fabric_ops };

    for (unsigned int i = 0; i < STREAMGEN_NR_NODES; i++) {
        s->port[i].fabric = s->fabric->model;
        s->port[i].node = i < SMMU_NR_NODES ? i : SMMU_NONE;
        cfg.mem_opaque[i] = &s->port[i];
    }
    s->model = streamgen_new(&cfg);
    assert(s->model);
}

static void tegra234_stream_generator_realize(DeviceState *dev, Error **errp)
{
    Tegra234StreamGenerator *s = TEGRA234_STREAM_GENERATOR(dev);

    if (!s->fabric) {
        error_setg(errp, "tegra234-stream-generator: no fabric");
        return;
    }
    create_model(s);
    tegra234_init_mmio(SYS_BUS_DEVICE(dev), &s->mmio, &generator_ops, s,
                       "tegra234.stream-generator", STREAMGEN_MMIO_SIZE);
}

/* After the SMMUs, whose reset lets go the access that it may wait for. */
static void tegra234_stream_generator_reset_exit(Object *obj, ResetType type)
{
    streamgen_reset(TEGRA234_STREAM_GENERATOR(obj)->model);
}

static const Property tegra234_stream_generator_properties[] = {
    DEFINE_PROP_LINK("fabric", Tegra234StreamGenerator, fabric,
                     TYPE_TEGRA234_FABRIC, Tegra234Fabric *),
};

static void tegra234_stream_generator_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->realize = tegra234_stream_generator_realize;
    dc->user_creatable = false;
    RESETTABLE_CLASS(oc)->phases.exit = tegra234_stream_generator_reset_exit;
    device_class_set_props(dc, tegra234_stream_generator_properties);
}

static const TypeInfo tegra234_stream_generator_type = {
    .name = TYPE_TEGRA234_STREAM_GENERATOR,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(Tegra234StreamGenerator),
    .class_init = tegra234_stream_generator_class_init,
};

static void tegra234_stream_generator_register(void)
{
    type_register_static(&tegra234_stream_generator_type);
}

type_init(tegra234_stream_generator_register)
