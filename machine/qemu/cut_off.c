/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: a block in reset or without its clock answers no access. A region
 * over its registers then answers in their place: with an error, which a CPU
 * takes as an external abort, or, as Linux's driver of the backbone sets it up,
 * with no error and no data.
 */

#include "qemu/osdep.h"
#include "exec/address-spaces.h"
#include "bpmp.h"
#include "trace.h"

static MemTxResult answer(Tegra234Bpmp *s)
{
    return s->errors ? MEMTX_ERROR : MEMTX_OK;
}

static MemTxResult cut_off_read(void *opaque, hwaddr off, uint64_t *val,
                                unsigned size, MemTxAttrs attrs)
{
    trace_tegra234_cut_off("read", off);
    *val = 0;
    return answer(opaque);
}

static MemTxResult cut_off_write(void *opaque, hwaddr off, uint64_t val,
                                 unsigned size, MemTxAttrs attrs)
{
    trace_tegra234_cut_off("write", off);
    return answer(opaque);
}

static const MemoryRegionOps cut_off_ops = {
    .read_with_attrs = cut_off_read,
    .write_with_attrs = cut_off_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8 },
    .impl = { .min_access_size = 1, .max_access_size = 8 },
};

void tegra234_cut_off(Tegra234Bpmp *s, unsigned int nr, bool cut)
{
    memory_region_set_enabled(&s->cut_off[nr], cut);
}

void tegra234_create_cut_off(Tegra234Bpmp *s)
{
    const struct bpmp_soc *soc = tegra234_bpmp_config.soc;

    for (unsigned int i = 0; i < soc->nr_blocks; i++) {
        memory_region_init_io(&s->cut_off[i], OBJECT(s), &cut_off_ops, s,
                              "tegra234.cut-off", soc->blocks[i].size);
        memory_region_set_enabled(&s->cut_off[i], false);
        memory_region_add_subregion_overlap(get_system_memory(),
                                            soc->blocks[i].base,
                                            &s->cut_off[i], 1);
    }
}
