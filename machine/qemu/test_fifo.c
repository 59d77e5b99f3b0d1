/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the test FIFO, which asks GPCDMA for data. It is there only beside
 * the stream generator, and no chip has it either.
 */

#include "qemu/osdep.h"
#include "hw/qdev-properties.h"
#include "qapi/error.h"
#include "test_fifo.h"

static uint64_t fifo_read(void *opaque, hwaddr off, unsigned size)
{
    Tegra234TestFifo *s = opaque;

    return testfifo_mmio_read(s->model, off, size);
}

static void fifo_write(void *opaque, hwaddr off, uint64_t val, unsigned size)
{
    Tegra234TestFifo *s = opaque;

    testfifo_mmio_write(s->model, off, val, size);
}

static const MemoryRegionOps fifo_ops = {
    .read = fifo_read,
    .write = fifo_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8 },
    .impl = { .min_access_size = 1, .max_access_size = 8 },
};

static void request(void *opaque, unsigned int line, bool in, bool level)
{
    Tegra234TestFifo *s = opaque;

    gpcdma_request(s->gpcdma->model, line, in, level);
}

static void tegra234_test_fifo_realize(DeviceState *dev, Error **errp)
{
    Tegra234TestFifo *s = TEGRA234_TEST_FIFO(dev);

    if (!s->gpcdma) {
        error_setg(errp, "tegra234-test-fifo: no GPCDMA");
        return;
    }
    s->model = testfifo_new(request, s);
    assert(s->model);
    tegra234_init_mmio(SYS_BUS_DEVICE(dev), &s->mmio, &fifo_ops, s,
                       "tegra234.test-fifo", TESTFIFO_MMIO_SIZE);
}

/* After GPCDMA, which takes its requests. */
static void tegra234_test_fifo_reset_exit(Object *obj, ResetType type)
{
    testfifo_reset(TEGRA234_TEST_FIFO(obj)->model);
}

static const Property tegra234_test_fifo_properties[] = {
    DEFINE_PROP_LINK("gpcdma", Tegra234TestFifo, gpcdma, TYPE_TEGRA234_GPCDMA,
                     Tegra234Gpcdma *),
};

static void tegra234_test_fifo_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->realize = tegra234_test_fifo_realize;
    dc->user_creatable = false;
    RESETTABLE_CLASS(oc)->phases.exit = tegra234_test_fifo_reset_exit;
    device_class_set_props(dc, tegra234_test_fifo_properties);
}

static const TypeInfo tegra234_test_fifo_type = {
    .name = TYPE_TEGRA234_TEST_FIFO,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(Tegra234TestFifo),
    .class_init = tegra234_test_fifo_class_init,
};

static void tegra234_test_fifo_register(void)
{
    type_register_static(&tegra234_test_fifo_type);
}

type_init(tegra234_test_fifo_register)
