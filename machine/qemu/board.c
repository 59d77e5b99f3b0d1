/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the machine type, its properties, and the hand-over to the kernel
 * as boot firmware leaves it.
 */

#include "qemu/osdep.h"
#include "qemu/units.h"
#include "hw/char/pl011.h"
#include "migration/blocker.h"
#include "qapi/error.h"
#include "exec/address-spaces.h"
#include "system/blockdev.h"
#include "system/reset.h"
#include "system/system.h"
#include "tegra234.h"

#define PL011_LCR_H             0x2c
#define PL011_LCR_H_8BIT_FIFO   0x70
#define PL011_CR                0x30
#define PL011_CR_ENABLE         0x301

static void create_console(Tegra234Machine *s)
{
    pl011_create(TEGRA234_UARTI_BASE, tegra234_spi(s, TEGRA234_UARTI_SPI),
                 serial_hd(0));
}

/* The models' state can't be saved. */
static void block_migration(void)
{
    static Error *reason;

    error_setg(&reason, "tegra234: the devices' state can't be saved");
    migrate_add_blocker(&reason, &error_fatal);
}

static void modify_dtb(const struct arm_boot_info *info, void *fdt)
{
    Tegra234Machine *s = container_of(info, Tegra234Machine, boot);

    tegra234_reserve_frame_buffer(s, fdt);
}

static void tegra234_init(MachineState *ms)
{
    Tegra234Machine *s = TEGRA234_MACHINE(ms);

    tegra234_check_options(ms);
    block_migration();
    tegra234_create_unmodelled(s);
    tegra234_create_memory(s);
    tegra234_create_cpus(s);
    create_console(s);
    tegra234_create_smmus(s);
    tegra234_create_mc(s);
    tegra234_create_fabric(s);
    tegra234_create_gpcdma(s);
    tegra234_create_hsps(s);
    tegra234_create_pcie(s);
    tegra234_create_bpmp(s);
    tegra234_create_tcu(s);
    tegra234_create_sdmmc(s);
    tegra234_create_pmc(s);
    tegra234_create_stream_generator(s);
    tegra234_create_scanout(s);
    tegra234_create_window(s);
    tegra234_create_suspend(s);
    tegra234_create_watchdog(s);
    tegra234_create_el3(s);
    tegra234_register_view();

    s->boot.ram_size = ms->ram_size;
    s->boot.loader_start = TEGRA234_DRAM_BASE;
    s->boot.modify_dtb = modify_dtb;
    s->boot.psci_conduit = QEMU_PSCI_CONDUIT_SMC;
    arm_load_kernel(s->cpu[0], ms, &s->boot);
}

/* A kernel never enables an SBSA UART: firmware does. */
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

    tegra234_firmware_mc(s);
    qemu_devices_reset(type);
    tegra234_reset_suspend(s);
    tegra234_reset_el3(s);
    tegra234_firmware_smmus(s);
    tegra234_firmware_pmc(s);
    tegra234_reset_broken(s);
    if (s->scanout_on) {
        tegra234_window_begins(&s->window, true);
    }
    tegra234_firmware_scanout(s);
    firmware_enables_console();
}

static bool get_mc_locked(Object *obj, Error **errp)
{
    return TEGRA234_MACHINE(obj)->mc_locked;
}

static void set_mc_locked(Object *obj, bool value, Error **errp)
{
    TEGRA234_MACHINE(obj)->mc_locked = value;
}

static bool get_mc_around(Object *obj, Error **errp)
{
    return TEGRA234_MACHINE(obj)->mc_around;
}

static void set_mc_around(Object *obj, bool value, Error **errp)
{
    TEGRA234_MACHINE(obj)->mc_around = value;
}

static bool get_mc_own_sids(Object *obj, Error **errp)
{
    return TEGRA234_MACHINE(obj)->mc_own_sids;
}

static void set_mc_own_sids(Object *obj, bool value, Error **errp)
{
    TEGRA234_MACHINE(obj)->mc_own_sids = value;
}

static bool get_fw_tag(Object *obj, Error **errp)
{
    return TEGRA234_MACHINE(obj)->bpmp_fw_tag;
}

static void set_fw_tag(Object *obj, bool value, Error **errp)
{
    TEGRA234_MACHINE(obj)->bpmp_fw_tag = value;
}

static bool get_backbone_errors(Object *obj, Error **errp)
{
    return TEGRA234_MACHINE(obj)->backbone_errors;
}

static void set_backbone_errors(Object *obj, bool value, Error **errp)
{
    TEGRA234_MACHINE(obj)->backbone_errors = value;
}

static bool get_gpcdma_held(Object *obj, Error **errp)
{
    return TEGRA234_MACHINE(obj)->gpcdma_held;
}

static void set_gpcdma_held(Object *obj, bool value, Error **errp)
{
    TEGRA234_MACHINE(obj)->gpcdma_held = value;
}

static bool get_pcie(Object *obj, Error **errp)
{
    return TEGRA234_MACHINE(obj)->pcie_on;
}

static void set_pcie(Object *obj, bool value, Error **errp)
{
    TEGRA234_MACHINE(obj)->pcie_on = value;
}

static void tegra234_instance_init(Object *obj)
{
    Tegra234Machine *s = TEGRA234_MACHINE(obj);

    s->smmu_clientpd = true;
    s->mc_bypass_config = tegra234_mc_config.bypass_config;
    s->mc_locked = tegra234_mc_config.lock_overrides;
    s->mc_around = tegra234_mc_config.around;
    s->bpmp_fw_tag = true;
    s->backbone_errors = true;
    object_property_add_uint32_ptr(obj, "mc-bypass-config",
                                   &s->mc_bypass_config,
                                   OBJ_PROP_FLAG_READWRITE);
    object_property_set_description(obj, "mc-bypass-config",
        "MC_SMMU_BYPASS_CONFIG as firmware leaves it: 0 all accesses pass "
        "around the SMMUs, 2 those of stream ID 0x7f, 3 none; bit 31 locks");
    s->wake_bypass_config = TEGRA234_BYPASS_AS_AT_BOOT;
    object_property_add_uint32_ptr(obj, "wake-mc-bypass-config",
                                   &s->wake_bypass_config,
                                   OBJ_PROP_FLAG_READWRITE);
    object_property_set_description(obj, "wake-mc-bypass-config",
        "The same after a deep sleep; 0xffffffff: as wake-firmware says");
}

static void add_properties(ObjectClass *oc)
{
    object_class_property_add_bool(oc, "mc-locked", get_mc_locked,
                                   set_mc_locked);
    object_class_property_set_description(oc, "mc-locked",
        "Firmware has locked the stream-ID overrides that it forces");
    object_class_property_add_bool(oc, "mc-around", get_mc_around,
                                   set_mc_around);
    object_class_property_set_description(oc, "mc-around",
        "Firmware has forced stream ID 0x7f on all clients; what it locks "
        "leaves the stream ID to be written");
    object_class_property_add_bool(oc, "mc-own-sids", get_mc_own_sids,
                                   set_mc_own_sids);
    object_class_property_set_description(oc, "mc-own-sids",
        "Firmware has locked the clients of GPCDMA and of the SD controllers "
        "so that these choose their stream ID");
    object_class_property_add_bool(oc, "bpmp-fw-tag", get_fw_tag, set_fw_tag);
    object_class_property_set_description(oc, "bpmp-fw-tag",
        "BPMP tells its version in a message; off: by DMA, through niso1");
    object_class_property_add_bool(oc, "backbone-errors", get_backbone_errors,
                                   set_backbone_errors);
    object_class_property_set_description(oc, "backbone-errors",
        "A block in reset or without a clock aborts accesses; off: they read "
        "as zero and write nothing");
    object_class_property_add_bool(oc, "gpcdma-held", get_gpcdma_held,
                                   set_gpcdma_held);
    object_class_property_set_description(oc, "gpcdma-held",
        "Firmware has left GPCDMA in reset");
    object_class_property_add_bool(oc, "pcie", get_pcie, set_pcie);
    object_class_property_set_description(oc, "pcie",
        "PCIe controller 4, the M.2 slot's, is there: -device nvme goes to it");
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
    mc->block_default_type = IF_SD;
    mc->no_floppy = 1;
    mc->no_cdrom = 1;
    mc->no_parallel = 1;
    add_properties(oc);
    tegra234_add_firmware_properties(oc);
    tegra234_add_broken_properties(oc);
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
