/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: DRAM, its alias, and the BPMP's static memory, each as CPUs see it
 * and as the memory controller sees it.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/units.h"
#include "exec/address-spaces.h"
#include "tegra234.h"

static void map_for_cpus(Tegra234Machine *s)
{
    MachineState *ms = MACHINE(s);
    MemoryRegion *sysmem = get_system_memory();

    memory_region_init_ram(&s->sysram, NULL, "tegra234.sysram",
                           TEGRA234_SYSRAM_SIZE, &error_fatal);
    memory_region_init_ram(&s->firmware_memory, NULL,
                           "tegra234.firmware-memory", 4 * KiB, &error_fatal);
    memory_region_add_subregion(sysmem, TEGRA234_FIRMWARE_MEMORY,
                                &s->firmware_memory);
    memory_region_init_alias(&s->dram_alias, OBJECT(s), "tegra234.dram-alias",
                             ms->ram, 0, ms->ram_size);
    memory_region_add_subregion(sysmem, TEGRA234_SYSRAM_BASE, &s->sysram);
    memory_region_add_subregion(sysmem, TEGRA234_DRAM_BASE, ms->ram);
    memory_region_add_subregion(sysmem,
                                TEGRA234_DRAM_BASE | TEGRA234_DRAM_ALIAS,
                                &s->dram_alias);
}

/*
 * An address space without registers: behind SMMU and memory controller a
 * device's access reaches memory only.
 */
static void map_for_devices(Tegra234Machine *s)
{
    MachineState *ms = MACHINE(s);
    MemoryRegion *root = &s->memory_side;

    memory_region_init(root, OBJECT(s), "tegra234.memory-side", UINT64_MAX);
    memory_region_init_alias(&s->memory_side_sysram, OBJECT(s),
                             "tegra234.memory-side-sysram", &s->sysram, 0,
                             TEGRA234_SYSRAM_SIZE);
    memory_region_init_alias(&s->memory_side_dram, OBJECT(s),
                             "tegra234.memory-side-dram", ms->ram, 0,
                             ms->ram_size);
    memory_region_init_alias(&s->memory_side_alias, OBJECT(s),
                             "tegra234.memory-side-alias", ms->ram, 0,
                             ms->ram_size);
    memory_region_add_subregion(root, TEGRA234_SYSRAM_BASE,
                                &s->memory_side_sysram);
    memory_region_add_subregion(root, TEGRA234_DRAM_BASE,
                                &s->memory_side_dram);
    memory_region_add_subregion(root, TEGRA234_DRAM_BASE | TEGRA234_DRAM_ALIAS,
                                &s->memory_side_alias);
    address_space_init(&s->memory_as, root, "tegra234-memory");
}

static enum bus_status mem_read(void *opaque, uint64_t pa, void *buf,
                                size_t len)
{
    return address_space_read(opaque, pa, MEMTXATTRS_UNSPECIFIED, buf, len) ==
           MEMTX_OK ? BUS_OK : BUS_DECERR;
}

static enum bus_status mem_write(void *opaque, uint64_t pa, const void *buf,
                                 size_t len)
{
    return address_space_write(opaque, pa, MEMTXATTRS_UNSPECIFIED, buf, len) ==
           MEMTX_OK ? BUS_OK : BUS_DECERR;
}

const struct bus_mem_ops tegra234_mem_ops = {
    .read = mem_read,
    .write = mem_write,
};

void tegra234_create_memory(Tegra234Machine *s)
{
    map_for_cpus(s);
    map_for_devices(s);
}
