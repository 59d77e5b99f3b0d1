/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the memory controller's eighteen register regions.
 */

#include "qemu/osdep.h"
#include "hw/irq.h"
#include "tegra234.h"
#include "trace.h"

#define MC_SPI  223

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
    tegra234_window_written(TEGRA234_MACHINE(qdev_get_machine()));
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
    Tegra234Machine *s = opaque;

    qemu_set_irq(s->mc_irq, level);
}

static const struct bus_irq_ops mc_irq_ops = { .set = mc_irq_set };

static void configure(Tegra234Machine *s)
{
    struct mc_config *cfg = &s->mc_config;

    cfg->dram_size = MACHINE(s)->ram_size;
    cfg->irq = &mc_irq_ops;
    cfg->irq_opaque = s;
    cfg->log = tegra234_model_log;
    cfg->log_opaque = (void *)"mc";
}

void tegra234_create_mc(Tegra234Machine *s)
{
    configure(s);
    s->mc_irq = tegra234_spi(s, MC_SPI);
    s->mc = mc_new(&s->mc_config);
    assert(s->mc);
    for (unsigned int i = 0; i < MC_NR_REGIONS; i++) {
        Tegra234McRegion *r = &s->mc_region[i];

        r->model = s->mc;
        r->region = i;
        tegra234_map_mmio(s, &r->mmio, &mc_ops, r, "tegra234.mc",
                          tegra234_mc_region[i], MC_REGION_SIZE);
    }
}

void tegra234_reset_mc(Tegra234Machine *s)
{
    mc_reset(s->mc);
}
