/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: everything that no model answers for reads as zero, ignores
 * writes, and is named once per 64 KiB in the log (-d unimp).
 */

#include "qemu/osdep.h"
#include "qemu/log.h"
#include "exec/address-spaces.h"
#include "tegra234.h"
#include "trace.h"

#define BLOCK_BITS      16
/* Bounds the memory that a guest's walk over the whole address space takes. */
#define MAX_BLOCKS      4096

static void report_once(Tegra234Machine *s, hwaddr addr, const char *what)
{
    gpointer block = GSIZE_TO_POINTER((addr >> BLOCK_BITS) + 1);

    if (g_hash_table_size(s->unmodelled_seen) >= MAX_BLOCKS ||
        !g_hash_table_add(s->unmodelled_seen, block)) {
        return;
    }
    qemu_log_mask(LOG_UNIMP, "tegra234: nothing modelled at 0x%" HWADDR_PRIx
                  ", first touched by a %s; reads as zero\n", addr, what);
}

static uint64_t unmodelled_read(void *opaque, hwaddr addr, unsigned size)
{
    trace_tegra234_unmodelled_read(addr, size);
    report_once(opaque, addr, "read");
    return 0;
}

static void unmodelled_write(void *opaque, hwaddr addr, uint64_t val,
                             unsigned size)
{
    trace_tegra234_unmodelled_write(addr, val, size);
    report_once(opaque, addr, "write");
}

static const MemoryRegionOps unmodelled_ops = {
    .read = unmodelled_read,
    .write = unmodelled_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8 },
    .impl = { .min_access_size = 1, .max_access_size = 8 },
};

void tegra234_create_unmodelled(Tegra234Machine *s)
{
    s->unmodelled_seen = g_hash_table_new(NULL, NULL);
    memory_region_init_io(&s->unmodelled, OBJECT(s), &unmodelled_ops, s,
                          "tegra234.unmodelled", TEGRA234_PA_SIZE);
    memory_region_add_subregion_overlap(get_system_memory(), 0,
                                        &s->unmodelled, -1);
}
