/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: GPCDMA, its registers, its interrupts, its two ways out and the
 * timer that makes it work beside the CPUs.
 */

#include "qemu/osdep.h"
#include "exec/address-spaces.h"
#include "hw/irq.h"
#include "qemu/timer.h"
#include "qemu/units.h"
#include "tegra234.h"
#include "trace.h"

#define GPCDMA_BASE     0x02600000
#define GPCDMA_SPI(i)   (75 + (i))
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
    Tegra234Machine *s = opaque;

    return gpcdma_mmio_read(s->gpcdma, off, size);
}

static void gpcdma_write(void *opaque, hwaddr off, uint64_t val, unsigned size)
{
    Tegra234Machine *s = opaque;

    trace_tegra234_gpcdma_write(off, val);
    gpcdma_mmio_write(s->gpcdma, off, val, size);
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
    Tegra234Machine *s = opaque;

    qemu_set_irq(s->gpcdma_irq[line], level);
}

static const struct bus_irq_ops gpcdma_irq_ops = { .set = gpcdma_irq_set };

static void kick(void *opaque)
{
    Tegra234Machine *s = opaque;

    if (!timer_pending(s->gpcdma_timer)) {
        timer_mod(s->gpcdma_timer,
                  qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + STEP_NS);
    }
}

static void step(void *opaque)
{
    Tegra234Machine *s = opaque;

    if (gpcdma_run(s->gpcdma, STEP_BYTES)) {
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

static void create_model(Tegra234Machine *s)
{
    struct gpcdma_config cfg = {
        .read_client = MC_CLIENT_AXISR,
        .write_client = MC_CLIENT_AXISW,
        .tbu = GPCDMA_TBU,
        .mem = &fabric_ops,
        .mem_opaque = &s->gpcdma_port,
        .cbb = &backbone_ops,
        .cbb_opaque = s,
        .irq = &gpcdma_irq_ops,
        .irq_opaque = s,
        .kick = kick,
        .kick_opaque = s,
        .log = tegra234_model_log,
        .log_opaque = (void *)"gpcdma",
    };

    s->gpcdma_port.fabric = s->fabric.model;
    s->gpcdma_port.node = SMMU_NISO0;
    s->gpcdma = gpcdma_new(&cfg);
    assert(s->gpcdma);
}

void tegra234_create_gpcdma(Tegra234Machine *s)
{
    for (unsigned int i = 0; i < GPCDMA_NR_CHANNELS; i++) {
        s->gpcdma_irq[i] = tegra234_spi(s, GPCDMA_SPI(i));
    }
    s->gpcdma_timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, step, s);
    create_model(s);
    tegra234_map_mmio(s, &s->gpcdma_mmio, &gpcdma_ops, s, "tegra234.gpcdma",
                      GPCDMA_BASE, GPCDMA_MMIO_SIZE);
}

void tegra234_reset_gpcdma(Tegra234Machine *s)
{
    timer_del(s->gpcdma_timer);
    gpcdma_reset(s->gpcdma);
}
