/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: what the command line asks for is checked before anything is built.
 */

#include "qemu/osdep.h"
#include "qemu/error-report.h"
#include "qemu/units.h"
#include "tegra234.h"

#include <libfdt.h>

#define IMAGE_MAGIC         "ARM\x64"
#define IMAGE_MAGIC_OFFSET  56
#define IMAGE_HEADER_SIZE   64

static void check_cpu(MachineState *ms)
{
    if (ms->cpu_type) {
        error_report("tegra234: -cpu can't be chosen, the CPUs are the chip's");
        exit(1);
    }
}

static void check_memory(MachineState *ms)
{
    if (ms->ram_size < 256 * MiB || ms->ram_size > TEGRA234_DRAM_MAX ||
        ms->ram_size % (2 * MiB)) {
        error_report("tegra234: -m must be a multiple of 2M, from 256M to 64G");
        exit(1);
    }
}

/* Reads a file that option @option names; ends QEMU if that fails. */
static char *read_file(const char *option, const char *name, gsize *size)
{
    g_autoptr(GError) err = NULL;
    char *data;

    if (!g_file_get_contents(name, &data, size, &err)) {
        error_report("tegra234: %s: %s", option, err->message);
        exit(1);
    }
    return data;
}

/* QEMU would start anything else as raw code. */
static void check_kernel(MachineState *ms)
{
    g_autofree char *image = NULL;
    gsize size;

    if (!ms->kernel_filename || ms->firmware) {
        error_report("tegra234: no firmware is emulated, the machine starts "
                     "an arm64 Image; give it one by -kernel");
        exit(1);
    }
    image = read_file("-kernel", ms->kernel_filename, &size);
    if (size < IMAGE_HEADER_SIZE ||
        memcmp(image + IMAGE_MAGIC_OFFSET, IMAGE_MAGIC, strlen(IMAGE_MAGIC))) {
        error_report("tegra234: -kernel %s is not an arm64 Image",
                     ms->kernel_filename);
        exit(1);
    }
}

/* The blob must describe this chip: the machine can't boot with another one. */
static void check_dtb(MachineState *ms)
{
    g_autofree char *fdt = NULL;
    gsize size;

    if (!ms->dtb) {
        error_report("tegra234: -dtb is missing; give it Linux's unmodified "
                     "tegra234-p3737-0000+p3701-0000.dtb");
        exit(1);
    }
    fdt = read_file("-dtb", ms->dtb, &size);
    if (fdt_check_full(fdt, size) ||
        fdt_node_check_compatible(fdt, 0, "nvidia,tegra234")) {
        error_report("tegra234: -dtb %s is not a device tree of a Tegra234",
                     ms->dtb);
        exit(1);
    }
}

void tegra234_check_options(MachineState *ms)
{
    check_cpu(ms);
    check_memory(ms);
    check_kernel(ms);
    check_dtb(ms);
}
