/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the boot and power management processor.
 */

#include "qemu/osdep.h"
#include "qemu/timer.h"
#include "tegra234.h"
#include "trace.h"

/* How long firmware takes to answer, once its doorbell has rung. */
#define BPMP_ANSWER_NS          2000

void tegra234_ring_bpmp(Tegra234Machine *s)
{
    timer_mod(s->bpmp_timer,
              qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + BPMP_ANSWER_NS);
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

/* Reset lines end at the models; those of other blocks have no effect. */
static void reset_line(void *opaque, unsigned int id, bool asserted)
{
    Tegra234Machine *s = opaque;

    trace_tegra234_reset_line(id, asserted);
    if (id == TEGRA234_RESET_GPCDMA && asserted) {
        device_cold_reset(DEVICE(&s->gpcdma));
    }
    if (id == TEGRA234_RESET_SDMMC4 && asserted) {
        tegra234_reset_line_sdmmc(s);
    }
    if (id == TEGRA234_RESET_PCIE4_CORE || id == TEGRA234_RESET_PCIE4_APB) {
        tegra234_reset_line_pcie(s, id, asserted);
    }
}

static void create_firmware(Tegra234Machine *s)
{
    struct bpmp_config *cfg = &s->bpmp_config;

    s->bpmp_port.fabric = s->fabric.model;
    s->bpmp_port.node = SMMU_NISO1;
    cfg->mem = &tegra234_mem_ops;
    cfg->mem_opaque = &s->memory_as;
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
    create_firmware(s);
}

void tegra234_reset_bpmp(Tegra234Machine *s)
{
    timer_del(s->bpmp_timer);
    bpmp_reset(s->bpmp);
}
