/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: what the glue of every model shares, register windows, the log, and
 * names of SMMUs.
 */

#include "qemu/osdep.h"
#include "qemu/log.h"
#include "glue.h"
#include "models/mc/mc.h"
#include "models/tegra234/mmu500.h"

void tegra234_model_log(void *opaque, const char *msg)
{
    const char *name = opaque;

    qemu_log_mask(LOG_GUEST_ERROR, "tegra234: %s: %s\n", name, msg);
}

const char *tegra234_node_name(unsigned int node)
{
    return node == SMMU_NONE ? "none" : tegra234_smmu_name[node];
}

void tegra234_init_mmio(SysBusDevice *sbd, MemoryRegion *mr,
                        const MemoryRegionOps *ops, void *opaque,
                        const char *name, uint64_t size)
{
    memory_region_init_io(mr, OBJECT(sbd), ops, opaque, name, size);
    sysbus_init_mmio(sbd, mr);
}
