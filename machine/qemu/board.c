/*
 * Tegra234: the machine type, the checks of its options, the hand-over to the
 * kernel as boot firmware leaves it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/error-report.h"
#include "qemu/units.h"
#include "hw/char/pl011.h"
#include "qapi/error.h"
#include "exec/address-spaces.h"
#include "system/reset.h"
#include "system/system.h"
#include "tegra234.h"

#include <libfdt.h>

#define PL011_LCR_H             0x2c
#define PL011_LCR_H_8BIT_FIFO   0x70
#define PL011_CR                0x30
#define PL011_CR_ENABLE         0x301

static void check_memory(MachineState *ms)
{
    if (ms->ram_size < 256 * MiB || ms->ram_size > TEGRA234_DRAM_MAX) {
        error_report("tegra234: -m must be between 256M and 64G, as one piece "
                     "of DRAM at 2 GiB");
        exit(1);
    }
    if (ms->ram_size % (2 * MiB)) {
        error_report("tegra234: -m must be a multiple of 2M");
        exit(1);
    }
}

/* The blob must describe this chip: anything else fails in a hundred places. */
static void check_dtb(MachineState *ms)
{
    g_autofree gchar *fdt = NULL;
    gsize size;

    if (!ms->dtb) {
        error_report("tegra234: -dtb is missing; give it Linux's unmodified "
                     "tegra234-p3737-0000+p3701-0000.dtb");
        exit(1);
    }
    if (!g_file_test(ms->dtb, G_FILE_TEST_IS_REGULAR)) {
        error_report("tegra234: -dtb %s: no such file", ms->dtb);
        exit(1);
    }
    if (!g_file_get_contents(ms->dtb, &fdt, &size, NULL) ||
        fdt_check_full(fdt, size) ||
        fdt_node_check_compatible(fdt, 0, "nvidia,tegra234")) {
        error_report("tegra234: -dtb %s is not a device tree of a Tegra234",
                     ms->dtb);
        exit(1);
    }
}

static void check_options(MachineState *ms)
{
    check_memory(ms);
    if (!ms->kernel_filename) {
        error_report("tegra234: -kernel is missing; no firmware is emulated, "
                     "the machine starts an arm64 Image");
        exit(1);
    }
    check_dtb(ms);
}

static void create_console(Tegra234Machine *s)
{
    pl011_create(TEGRA234_UARTI_BASE, tegra234_spi(s, TEGRA234_UARTI_SPI),
                 serial_hd(0));
}

static void tegra234_init(MachineState *ms)
{
    Tegra234Machine *s = TEGRA234_MACHINE(ms);

    check_options(ms);
    tegra234_create_unmodelled(s);
    tegra234_create_memory(s);
    tegra234_create_cpus(s);
    create_console(s);
    tegra234_create_smmus(s);
    tegra234_create_mc(s);
    tegra234_create_fabric(s);
    tegra234_create_gpcdma(s);
    tegra234_create_bpmp(s);

    s->boot.ram_size = ms->ram_size;
    s->boot.loader_start = TEGRA234_DRAM_BASE;
    s->boot.psci_conduit = QEMU_PSCI_CONDUIT_SMC;
    arm_load_kernel(s->cpu[0], ms, &s->boot);
}

/* An SBSA UART has no enable bit that a kernel knows of: firmware set it. */
static void firmware_enables_console(void)
{
    AddressSpace *as = &address_space_memory;

    address_space_stl_le(as, TEGRA234_UARTI_BASE + PL011_LCR_H,
                         PL011_LCR_H_8BIT_FIFO, MEMTXATTRS_UNSPECIFIED, NULL);
    address_space_stl_le(as, TEGRA234_UARTI_BASE + PL011_CR,
                         PL011_CR_ENABLE, MEMTXATTRS_UNSPECIFIED, NULL);
}

static void tegra234_reset(MachineState *ms, ResetType type)
{
    Tegra234Machine *s = TEGRA234_MACHINE(ms);

    qemu_devices_reset(type);
    tegra234_reset_bpmp(s);
    tegra234_reset_gpcdma(s);
    tegra234_reset_mc(s);
    tegra234_reset_smmus(s);
    firmware_enables_console();
}

static void tegra234_instance_init(Object *obj)
{
    mc_config_init(&TEGRA234_MACHINE(obj)->mc_config);
}

static void tegra234_class_init(ObjectClass *oc, void *data)
{
    MachineClass *mc = MACHINE_CLASS(oc);

    mc->desc = "NVIDIA Tegra234 (Jetson AGX Orin), boots Linux's own DTB";
    mc->init = tegra234_init;
    mc->reset = tegra234_reset;
    mc->min_cpus = 1;
    mc->default_cpus = 4;
    mc->max_cpus = TEGRA234_MAX_CPUS;
    mc->default_ram_size = 8 * GiB;
    mc->default_ram_id = "tegra234.dram";
    mc->no_floppy = 1;
    mc->no_cdrom = 1;
    mc->no_parallel = 1;
}

static const TypeInfo tegra234_type = {
    .name = TYPE_TEGRA234_MACHINE,
    .parent = TYPE_MACHINE,
    .instance_size = sizeof(Tegra234Machine),
    .instance_init = tegra234_instance_init,
    .class_init = tegra234_class_init,
};

static void tegra234_register(void)
{
    type_register_static(&tegra234_type);
}

type_init(tegra234_register)
