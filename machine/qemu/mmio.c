/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: what the glue of every model shares, register windows, the log, and
 * names of SMMUs.
 */

#include "qemu/osdep.h"
#include "qemu/log.h"
#include "exec/address-spaces.h"
#include "tegra234.h"

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

void tegra234_map_mmio(Tegra234Machine *s, MemoryRegion *mr,
                       const MemoryRegionOps *ops, void *opaque,
                       const char *name, hwaddr base, uint64_t size)
{
    memory_region_init_io(mr, OBJECT(s), ops, opaque, name, size);
    memory_region_add_subregion(get_system_memory(), base, mr);
}
