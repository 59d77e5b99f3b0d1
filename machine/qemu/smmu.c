/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the five MMU-500s at their addresses, with their interrupts.
 */

#include "qemu/osdep.h"
#include "hw/irq.h"
#include "tegra234.h"
#include "trace.h"

static const struct {
    const char *name;
    unsigned int node;
    hwaddr base;
    unsigned int spi;
} smmu_place[TEGRA234_NUM_SMMUS] = {
    { "niso1.0", SMMU_NISO1, 0x08000000, 238 },
    { "niso1.1", SMMU_NISO1, 0x07000000, 242 },
    { "iso.0",   SMMU_ISO,   0x10000000, 240 },
    { "niso0.0", SMMU_NISO0, 0x12000000, 170 },
    { "niso0.1", SMMU_NISO0, 0x11000000, 232 },
};

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
    tegra234_window_written(TEGRA234_MACHINE(qdev_get_machine()));
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
    fabric_resume(smmu->board->fabric, smmu->model, bank, terminate);
}

static void smmu_release(void *opaque, unsigned int bank, bool lost)
{
    Tegra234Smmu *smmu = opaque;

    fabric_release(smmu->board->fabric, smmu->model, bank, lost);
}

static void create_smmu(Tegra234Machine *s, unsigned int i)
{
    Tegra234Smmu *smmu = &s->smmu[i];
    struct mmu500_config cfg = {
        .name = smmu_place[i].name,
        .ids = &tegra234_mmu500_ids,
        .num_smrg = TEGRA234_NUM_SMRG,
        .num_cb = TEGRA234_NUM_CB,
        .mem = &tegra234_mem_ops,
        .mem_opaque = &s->memory_as,
        .irq = &smmu_irq_ops,
        .irq_opaque = smmu,
        .log = tegra234_model_log,
        .log_opaque = (void *)smmu_place[i].name,
        .resume = smmu_resume,
        .release = smmu_release,
        .resume_opaque = smmu,
    };
    g_autofree char *name = g_strdup_printf("tegra234.smmu-%s", cfg.name);

    smmu->board = s;
    smmu->name = cfg.name;
    smmu->node = smmu_place[i].node;
    smmu->irq = tegra234_spi(s, smmu_place[i].spi);
    smmu->model = mmu500_new(&cfg);
    assert(smmu->model);
    tegra234_map_mmio(s, &smmu->mmio, &smmu_ops, smmu, name,
                      smmu_place[i].base, mmu500_mmio_size(smmu->model));
}

void tegra234_create_smmus(Tegra234Machine *s)
{
    for (unsigned int i = 0; i < TEGRA234_NUM_SMMUS; i++) {
        create_smmu(s, i);
    }
}

void tegra234_reset_smmus(Tegra234Machine *s)
{
    for (unsigned int i = 0; i < TEGRA234_NUM_SMMUS; i++) {
        mmu500_reset(s->smmu[i].model);
    }
}
