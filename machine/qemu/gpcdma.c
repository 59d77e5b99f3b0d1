/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: GPCDMA, its registers, its interrupts, its two ways out and the
 * timer that makes it work beside the CPUs.
 */

#include "qemu/osdep.h"
#include "exec/address-spaces.h"
#include "gpcdma.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "qapi/error.h"
#include "qemu/timer.h"
#include "qemu/units.h"
#include "trace.h"

/* The TBU is not published: assumed, and not 0, so that masks matter. */
#define GPCDMA_TBU      1

/*
 * The engine moves STEP_BYTES each STEP_NS of the guest's clock: CPUs see it
 * busy, and under -icount every run interleaves in the same way.
 */
#define STEP_BYTES      (16 * KiB)
#define STEP_NS         4000

static uint64_t gpcdma_read(void *opaque, hwaddr off, unsigned size)
{
    Tegra234Gpcdma *s = opaque;

    return gpcdma_mmio_read(s->model, off, size);
}

static void gpcdma_write(void *opaque, hwaddr off, uint64_t val, unsigned size)
{
    Tegra234Gpcdma *s = opaque;

    trace_tegra234_gpcdma_write(off, val);
    gpcdma_mmio_write(s->model, off, val, size);
}

static const MemoryRegionOps gpcdma_ops = {
    .read = gpcdma_read,
    .write = gpcdma_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8 },
    .impl = { .min_access_size = 1, .max_access_size = 8 },
};

static void gpcdma_irq_set(void *opaque, unsigned int line, bool level)
{
    Tegra234Gpcdma *s = opaque;

    qemu_set_irq(s->irq[line], level);
}

static const struct bus_irq_ops gpcdma_irq_ops = { .set = gpcdma_irq_set };

static void kick(void *opaque)
{
    Tegra234Gpcdma *s = opaque;

    if (!timer_pending(s->timer)) {
        timer_mod(s->timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + STEP_NS);
    }
}

static void step(void *opaque)
{
    Tegra234Gpcdma *s = opaque;

    if (gpcdma_run(s->model, STEP_BYTES)) {
        kick(s);
    }
}

/* The control backbone reaches registers, past every SMMU, and no memory. */
static bool on_backbone(uint64_t addr, size_t len)
{
    return addr < TEGRA234_SYSRAM_BASE && len <= TEGRA234_SYSRAM_BASE - addr;
}

static enum bus_status backbone_access(void *opaque, const struct bus_txn *txn,
                                       void *buf, size_t len)
{
    MemTxResult r;

    trace_tegra234_backbone(txn->write ? "write" : "read", txn->addr, len);
    if (!on_backbone(txn->addr, len)) {
        return BUS_DECERR;
    }
    r = address_space_rw(&address_space_memory, txn->addr,
                         MEMTXATTRS_UNSPECIFIED, buf, len, txn->write);
    return r == MEMTX_OK ? BUS_OK : BUS_SLVERR;
}

static const struct bus_master_ops backbone_ops = {
    .access = backbone_access,
};

static void create_model(Tegra234Gpcdma *s)
{
    struct gpcdma_config cfg = {
        .read_client = MC_CLIENT_AXISR,
        .write_client = MC_CLIENT_AXISW,
        .tbu = GPCDMA_TBU,
        .mem = &fabric_ops,
        .mem_opaque = &s->port,
        .cbb = &backbone_ops,
        .cbb_opaque = s,
        .irq = &gpcdma_irq_ops,
        .irq_opaque = s,
        .kick = kick,
        .kick_opaque = s,
        .log = tegra234_model_log,
        .log_opaque = (void *)"gpcdma",
    };

    s->port.fabric = s->fabric->model;
    s->port.node = SMMU_NISO0;
    s->model = gpcdma_new(&cfg);
    assert(s->model);
}

/* BPMP's reset line. */
static void reset_line(void *opaque, int n, int level)
{
    if (level) {
        device_cold_reset(opaque);
    }
}

static void tegra234_gpcdma_realize(DeviceState *dev, Error **errp)
{
    Tegra234Gpcdma *s = TEGRA234_GPCDMA(dev);
    SysBusDevice *sbd = SYS_BUS_DEVICE(dev);

    if (!s->fabric) {
        error_setg(errp, "tegra234-gpcdma: no fabric");
        return;
    }
    for (unsigned int i = 0; i < GPCDMA_NR_CHANNELS; i++) {
        sysbus_init_irq(sbd, &s->irq[i]);
    }
    qdev_init_gpio_in_named(dev, reset_line, "reset", 1);
    s->timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, step, s);
    create_model(s);
    tegra234_init_mmio(sbd, &s->mmio, &gpcdma_ops, s, "tegra234.gpcdma",
                       GPCDMA_MMIO_SIZE);
}

static void tegra234_gpcdma_reset_hold(Object *obj, ResetType type)
{
    Tegra234Gpcdma *s = TEGRA234_GPCDMA(obj);

    timer_del(s->timer);
    gpcdma_reset(s->model);
}

static const Property tegra234_gpcdma_properties[] = {
    DEFINE_PROP_LINK("fabric", Tegra234Gpcdma, fabric, TYPE_TEGRA234_FABRIC,
                     Tegra234Fabric *),
};

static void tegra234_gpcdma_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->realize = tegra234_gpcdma_realize;
    dc->user_creatable = false;
    RESETTABLE_CLASS(oc)->phases.hold = tegra234_gpcdma_reset_hold;
    device_class_set_props(dc, tegra234_gpcdma_properties);
}

static const TypeInfo tegra234_gpcdma_type = {
    .name = TYPE_TEGRA234_GPCDMA,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(Tegra234Gpcdma),
    .class_init = tegra234_gpcdma_class_init,
};

static void tegra234_gpcdma_register(void)
{
    type_register_static(&tegra234_gpcdma_type);
}

type_init(tegra234_gpcdma_register)
