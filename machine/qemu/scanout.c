/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the display that firmware leaves running, with
 * -M tegra234,scanout=on: the engine's timer, its frame buffer at the end of
 * DRAM, and the node that tells the kernel to leave that memory alone.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/timer.h"
#include "qemu/units.h"
#include "system/device_tree.h"
#include "tegra234.h"

#include <libfdt.h>

/* The display's TBU is not published: assumed. */
#define DISPLAY_TBU     3
#define DISPLAY_SID     1
#define FRAME_PAGES     300
/* A frame takes 15 ms: 60 steps of STEP_NS. */
#define STEP_PAGES      5
#define STEP_NS         250000
/* What the node reserves: whole blocks of the kernel's own tables. */
#define FRAME_BUFFER    (2 * MiB)

static uint64_t frame_buffer(Tegra234Machine *s)
{
    return TEGRA234_DRAM_BASE + MACHINE(s)->ram_size - FRAME_BUFFER;
}

static void step(void *opaque)
{
    Tegra234Machine *s = opaque;

    scanout_run(s->scanout, STEP_PAGES);
    timer_mod(s->scanout_timer,
              qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + STEP_NS);
}

static uint64_t display_read(void *opaque, hwaddr off, unsigned size)
{
    Tegra234Machine *s = opaque;

    return scanout_mmio_read(s->scanout, off, size);
}

static void display_write(void *opaque, hwaddr off, uint64_t val,
                          unsigned size)
{
    Tegra234Machine *s = opaque;

    scanout_mmio_write(s->scanout, off, val, size);
}

static const MemoryRegionOps display_ops = {
    .read = display_read,
    .write = display_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8 },
    .impl = { .min_access_size = 1, .max_access_size = 8 },
};

static void create_model(Tegra234Machine *s)
{
    struct scanout_config cfg = {
        .client = MC_CLIENT_NVDISPLAYR,
        .sid = DISPLAY_SID,
        .tbu = DISPLAY_TBU,
        .base = frame_buffer(s),
        .pages = FRAME_PAGES,
        .mem = &fabric_ops,
        .mem_opaque = &s->scanout_port,
    };

    s->scanout_port.fabric = s->fabric.model;
    s->scanout_port.node = SMMU_ISO;
    s->scanout = scanout_new(&cfg);
    assert(s->scanout);
}

void tegra234_create_scanout(Tegra234Machine *s)
{
    if (!s->scanout_on) {
        return;
    }
    create_model(s);
    s->scanout_timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, step, s);
    tegra234_map_mmio(s, &s->scanout_mmio, &display_ops, s,
                      "tegra234.scanout", TEGRA234_SCANOUT_BASE,
                      SCANOUT_MMIO_SIZE);
}

/* Nothing starts it again: its registers and firmware's set-up are lost. */
void tegra234_sleep_scanout(Tegra234Machine *s)
{
    if (s->scanout && s->scanout_sleeps) {
        scanout_reset(s->scanout);
        timer_del(s->scanout_timer);
    }
}

/* As firmware does it: the kernel may map this memory, but not use it. */
void tegra234_reserve_frame_buffer(Tegra234Machine *s, void *fdt)
{
    uint64_t base = frame_buffer(s);
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

/* Firmware's last picture: no page is like another one. */
static void paint(Tegra234Machine *s)
{
    g_autofree uint32_t *frame = g_new(uint32_t, FRAME_PAGES * 1024);

    for (uint32_t i = 0; i < FRAME_PAGES * 1024; i++) {
        frame[i] = cpu_to_le32(i * 2654435761u);
    }
    tegra234_mem_ops.write(&s->memory_as, frame_buffer(s), frame,
                           FRAME_PAGES * 4096);
}

void tegra234_reset_scanout(Tegra234Machine *s)
{
    if (!s->scanout) {
        return;
    }
    scanout_reset(s->scanout);
    paint(s);
    timer_mod(s->scanout_timer,
              qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + STEP_NS);
}
