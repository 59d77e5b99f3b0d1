/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the two HSPs, whose doorbells and mailboxes connect the CPUs with
 * the boot and power management processor and with the console's.
 */

#include "qemu/osdep.h"
#include "hw/irq.h"
#include "tegra234.h"
#include "trace.h"

#define HSP_TOP0_BASE           0x03c00000
#define HSP_TOP0_DOORBELL_SPI   176
#define HSP_TOP0_SHARED_SPI(i)  (120 + (i))
#define HSP_AON_BASE            0x0c150000
/* Shared interrupt 0 goes to the processor in the always-on domain. */
#define HSP_AON_SHARED_SPI(i)   (133 + (i) - 1)

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
    trace_tegra234_doorbell(db, master);
    if (db == HSP_DB_BPMP) {
        tegra234_ring_bpmp(opaque);
    }
}

static void read_by_cpus(void *opaque, unsigned int sm)
{
    if (sm == TEGRA234_TCU_RX) {
        tegra234_wake_tcu(opaque);
    }
}

static void written_by_cpus(void *opaque, unsigned int sm)
{
    if (sm == TEGRA234_TCU_TX) {
        tegra234_wake_tcu(opaque);
    }
}

static void create_top0(Tegra234Machine *s)
{
    Tegra234Hsp *hsp = &s->hsp_top0;
    struct hsp_config cfg = tegra234_hsp_top0_config;

    hsp->irq[HSP_IRQ_DOORBELL] = tegra234_spi(s, HSP_TOP0_DOORBELL_SPI);
    for (unsigned int i = 0; i < 8; i++) {
        hsp->irq[HSP_IRQ_SHARED(i)] = tegra234_spi(s, HSP_TOP0_SHARED_SPI(i));
    }
    cfg.ring = cpus_ring;
    cfg.ring_opaque = s;
    cfg.mailbox = read_by_cpus;
    cfg.mailbox_opaque = s;
    create_hsp(s, hsp, &cfg, "tegra234.hsp-top0", HSP_TOP0_BASE);
}

static void create_aon(Tegra234Machine *s)
{
    Tegra234Hsp *hsp = &s->hsp_aon;
    struct hsp_config cfg = tegra234_hsp_aon_config;

    for (unsigned int i = 1; i <= 4; i++) {
        hsp->irq[HSP_IRQ_SHARED(i)] = tegra234_spi(s, HSP_AON_SHARED_SPI(i));
    }
    cfg.mailbox = written_by_cpus;
    cfg.mailbox_opaque = s;
    create_hsp(s, hsp, &cfg, "tegra234.hsp-aon", HSP_AON_BASE);
}

void tegra234_create_hsps(Tegra234Machine *s)
{
    create_top0(s);
    create_aon(s);
}

void tegra234_reset_hsps(Tegra234Machine *s)
{
    hsp_reset(s->hsp_top0.model);
    hsp_reset(s->hsp_aon.model);
}
