/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: where firmware's frame buffer is, with -M tegra234,scanout=on: at
 * the end of DRAM, and in a node that tells the kernel to leave it alone.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/units.h"
#include "system/device_tree.h"
#include "tegra234.h"

#include <libfdt.h>

/* What the node reserves: whole blocks of the kernel's own tables. */
#define FRAME_BUFFER    (2 * MiB)

uint64_t tegra234_frame_buffer(Tegra234Machine *s)
{
    return TEGRA234_DRAM_BASE + MACHINE(s)->ram_size - FRAME_BUFFER;
}

/* As firmware does it: the kernel may map this memory, but not use it. */
void tegra234_reserve_frame_buffer(Tegra234Machine *s, void *fdt)
{
    uint64_t base = tegra234_frame_buffer(s);
    g_autofree char *name = NULL;

    if (!s->scanout_on) {
        return;
    }
    if (fdt_path_offset(fdt, "/reserved-memory") < 0) {
        qemu_fdt_add_subnode(fdt, "/reserved-memory");
        qemu_fdt_setprop_cell(fdt, "/reserved-memory", "#address-cells", 2);
        qemu_fdt_setprop_cell(fdt, "/reserved-memory", "#size-cells", 2);
        qemu_fdt_setprop(fdt, "/reserved-memory", "ranges", NULL, 0);
    }
    name = g_strdup_printf("/reserved-memory/framebuffer@%" PRIx64, base);
    qemu_fdt_add_subnode(fdt, name);
    qemu_fdt_setprop_sized_cells(fdt, name, "reg", 2, base, 2, FRAME_BUFFER);
}
