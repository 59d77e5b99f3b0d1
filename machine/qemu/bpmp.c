/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the boot and power management processor, and the two HSPs whose
 * doorbells it and the CPUs ring.
 */

#include "qemu/osdep.h"
#include "hw/irq.h"
#include "qemu/timer.h"
#include "tegra234.h"
#include "trace.h"

#define HSP_TOP0_BASE           0x03c00000
#define HSP_TOP0_DOORBELL_SPI   176
#define HSP_TOP0_SHARED_SPI(i)  (120 + (i))
#define HSP_AON_BASE            0x0c150000
/* Shared interrupt 0 goes to the processor in the always-on domain. */
#define HSP_AON_SHARED_SPI(i)   (133 + (i) - 1)

/* How long firmware takes to look, once its doorbell has rung. */
#define BPMP_ANSWER_NS          2000

static uint64_t hsp_read(void *opaque, hwaddr off, unsigned size)
{
    Tegra234Hsp *hsp = opaque;

    return hsp_mmio_read(hsp->model, off, size);
}

static void hsp_write(void *opaque, hwaddr off, uint64_t val, unsigned size)
{
    Tegra234Hsp *hsp = opaque;

    hsp_mmio_write(hsp->model, off, val, size);
}

static const MemoryRegionOps hsp_ops = {
    .read = hsp_read,
    .write = hsp_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8 },
    .impl = { .min_access_size = 1, .max_access_size = 8 },
};

static void hsp_irq_set(void *opaque, unsigned int line, bool level)
{
    Tegra234Hsp *hsp = opaque;

    if (line < ARRAY_SIZE(hsp->irq)) {
        qemu_set_irq(hsp->irq[line], level);
    }
}

static const struct bus_irq_ops hsp_irq_ops = { .set = hsp_irq_set };

static void create_hsp(Tegra234Machine *s, Tegra234Hsp *hsp,
                       struct hsp_config *cfg, const char *name, hwaddr base)
{
    cfg->irq = &hsp_irq_ops;
    cfg->irq_opaque = hsp;
    cfg->log = tegra234_model_log;
    cfg->log_opaque = (void *)name;
    hsp->model = hsp_new(cfg);
    assert(hsp->model);
    tegra234_map_mmio(s, &hsp->mmio, &hsp_ops, hsp, name, base,
                      hsp_mmio_size(hsp->model));
}

static void cpus_ring(void *opaque, unsigned int db, unsigned int master)
{
    Tegra234Machine *s = opaque;

    trace_tegra234_doorbell(db, master);
    if (db == HSP_DB_BPMP) {
        timer_mod(s->bpmp_timer,
                  qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + BPMP_ANSWER_NS);
    }
}

static void bpmp_answers(void *opaque)
{
    Tegra234Machine *s = opaque;

    bpmp_doorbell(s->bpmp);
}

static void bpmp_rings(void *opaque)
{
    Tegra234Machine *s = opaque;

    hsp_ring(s->hsp_top0.model, HSP_DB_CCPLEX, HSP_MASTER_BPMP);
}

static void create_top0(Tegra234Machine *s)
{
    Tegra234Hsp *hsp = &s->hsp_top0;
    struct hsp_config cfg;

    hsp->irq[HSP_IRQ_DOORBELL] = tegra234_spi(s, HSP_TOP0_DOORBELL_SPI);
    for (unsigned int i = 0; i < 8; i++) {
        hsp->irq[HSP_IRQ_SHARED(i)] = tegra234_spi(s, HSP_TOP0_SHARED_SPI(i));
    }
    hsp_config_top0(&cfg);
    cfg.ring = cpus_ring;
    cfg.ring_opaque = s;
    create_hsp(s, hsp, &cfg, "tegra234.hsp-top0", HSP_TOP0_BASE);
}

static void create_aon(Tegra234Machine *s)
{
    Tegra234Hsp *hsp = &s->hsp_aon;
    struct hsp_config cfg;

    for (unsigned int i = 1; i <= 4; i++) {
        hsp->irq[HSP_IRQ_SHARED(i)] = tegra234_spi(s, HSP_AON_SHARED_SPI(i));
    }
    hsp_config_aon(&cfg);
    create_hsp(s, hsp, &cfg, "tegra234.hsp-aon", HSP_AON_BASE);
}

/* Reset lines end at the models; those of other blocks have no effect. */
static void reset_line(void *opaque, unsigned int id, bool asserted)
{
    Tegra234Machine *s = opaque;

    trace_tegra234_reset_line(id, asserted);
    if (id == BPMP_RESET_GPCDMA && asserted) {
        tegra234_reset_gpcdma(s);
    }
    if (id == BPMP_RESET_SDMMC4 && asserted) {
        tegra234_reset_line_sdmmc(s);
    }
    if (id == BPMP_RESET_PCIE4_CORE || id == BPMP_RESET_PCIE4_APB) {
        tegra234_reset_line_pcie(s, id, asserted);
    }
}

static void create_firmware(Tegra234Machine *s)
{
    struct bpmp_config *cfg = &s->bpmp_config;

    s->bpmp_port.fabric = s->fabric;
    s->bpmp_port.node = SMMU_NISO1;
    cfg->mem = &tegra234_mem_ops;
    cfg->mem_opaque = s;
    cfg->ring = bpmp_rings;
    cfg->ring_opaque = s;
    cfg->dma = &fabric_ops;
    cfg->dma_opaque = &s->bpmp_port;
    cfg->reset = reset_line;
    cfg->reset_opaque = s;
    cfg->log = tegra234_model_log;
    cfg->log_opaque = (void *)"bpmp";
    s->bpmp = bpmp_new(cfg);
    assert(s->bpmp);
}

void tegra234_create_bpmp(Tegra234Machine *s)
{
    s->bpmp_timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, bpmp_answers, s);
    create_top0(s);
    create_aon(s);
    create_firmware(s);
}

void tegra234_reset_hsps(Tegra234Machine *s)
{
    hsp_reset(s->hsp_top0.model);
    hsp_reset(s->hsp_aon.model);
}

void tegra234_reset_bpmp(Tegra234Machine *s)
{
    timer_del(s->bpmp_timer);
    tegra234_reset_hsps(s);
    bpmp_reset(s->bpmp);
}
