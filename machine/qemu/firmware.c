/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: what firmware leaves in the SMMUs and in the memory controller, at
 * boot and, with wake-firmware=on, again when the machine wakes up.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "exec/address-spaces.h"
#include "models/mmu500/regs_global.h"
#include "tegra234.h"

/* The TBU number, and what the device tree's stream-match-mask leaves out. */
#define MASK_TBU        0x7f80u
#define MASK_ALL        STREAM_ID_MASK

#define DISPLAY_SID     1
#define LAST_GROUP      (TEGRA234_NUM_SMRG - 1)

/* Streams that are @sid in all bits but those of @mask bypass translation. */
static void write_group(Tegra234Smmu *smmu, unsigned int n, uint32_t mask,
                        uint32_t sid)
{
    mmu500_mmio_write(smmu->model, GR0_S2CR + 4 * n,
                      S2CR_TYPE_BYPASS << S2CR_TYPE_SHIFT, 4);
    mmu500_mmio_write(smmu->model, GR0_SMR + 4 * n,
                      SMR_VALID | mask << SMR_MASK_SHIFT | sid, 4);
}

/* The boot picture is scanned out through a group of its own. */
static void leave_display(Tegra234Smmu *smmu)
{
    if (smmu->node == SMMU_ISO) {
        write_group(smmu, 0, MASK_TBU, DISPLAY_SID);
    }
}

/* Firmware that uses every group: each matches one stream ID. */
static void leave_all(Tegra234Smmu *smmu)
{
    for (unsigned int n = 0; n <= LAST_GROUP; n++) {
        write_group(smmu, n, MASK_TBU, n);
    }
}

/* Faulty firmware: the last group also matches what the others match. */
static void leave_overlap(Tegra234Smmu *smmu)
{
    leave_all(smmu);
    write_group(smmu, LAST_GROUP, MASK_ALL, 0);
}

static void (*const leave_streams[])(Tegra234Smmu *smmu) = {
    [TEGRA234_STREAMS_DISPLAY] = leave_display,
    [TEGRA234_STREAMS_ALL] = leave_all,
    [TEGRA234_STREAMS_OVERLAP] = leave_overlap,
};

void tegra234_firmware_smmus(Tegra234Machine *s)
{
    for (unsigned int i = 0; i < TEGRA234_NUM_SMMUS; i++) {
        Tegra234Smmu *smmu = &s->smmu[i];
        uint64_t scr0 = mmu500_mmio_read(smmu->model, GR0_SCR0, 4);

        if (leave_streams[s->smmu_streams]) {
            leave_streams[s->smmu_streams](smmu);
        }
        if (!s->smmu_clientpd) {
            mmu500_mmio_write(smmu->model, GR0_SCR0, scr0 & ~SCR0_CLIENTPD, 4);
        }
    }
}

void tegra234_firmware_scanout(Tegra234Machine *s)
{
    if (s->scanout_on) {
        tegra234_scanout_start(&s->scanout);
    }
}

/* Pairs of a register and its value, as the PMC's model describes them. */
static void write_pair(unsigned int n, uint32_t reg, uint32_t val)
{
    hwaddr addr = TEGRA234_FIRMWARE_MEMORY + 8 * n;

    address_space_stl_le(&address_space_memory, addr, reg,
                         MEMTXATTRS_UNSPECIFIED, NULL);
    address_space_stl_le(&address_space_memory, addr + 4, val,
                         MEMTXATTRS_UNSPECIFIED, NULL);
}

/* A table of firmware's own: the memory controller's bypass, as at boot. */
void tegra234_firmware_pmc(Tegra234Machine *s)
{
    if (!s->wake_table) {
        return;
    }
    write_pair(0, PMC_TABLE_HEAD, 2);
    write_pair(1, tegra234_mc_region[MC_REGION_BROADCAST] + MC_SMMU_BYPASS_CONFIG,
               s->mc_bypass_config);
    write_pair(2, PMC_TABLE_END, PMC_TABLE_END);
    pmc_mmio_write(s->pmc.model, PMC_WAKE_TABLE, TEGRA234_FIRMWARE_MEMORY >> 12,
                   4);
}

void tegra234_firmware_mc(Tegra234Machine *s)
{
    mc_set_firmware(s->mc.model, s->mc_bypass_config,
                    s->mc_locked);
}

/* Without wake-firmware=on nothing is locked, and 0x7f passes around. */
void tegra234_firmware_wakes(Tegra234Machine *s)
{
    bool lock = s->wake_firmware && s->mc_locked;
    uint32_t bypass = s->wake_firmware ? s->mc_bypass_config :
                                         MC_BYPASS_SID;

    if (s->wake_bypass_config != TEGRA234_BYPASS_AS_AT_BOOT) {
        bypass = s->wake_bypass_config;
    }
    mc_set_firmware(s->mc.model, bypass, lock);
    device_cold_reset(DEVICE(&s->mc));
    if (s->wake_firmware) {
        tegra234_firmware_smmus(s);
    }
}

static const char *const streams_name[] = {
    [TEGRA234_STREAMS_NONE] = "none",
    [TEGRA234_STREAMS_DISPLAY] = "display",
    [TEGRA234_STREAMS_ALL] = "all",
    [TEGRA234_STREAMS_OVERLAP] = "overlap",
};

static char *get_streams(Object *obj, Error **errp)
{
    return g_strdup(streams_name[TEGRA234_MACHINE(obj)->smmu_streams]);
}

static void set_streams(Object *obj, const char *value, Error **errp)
{
    for (unsigned int i = 0; i < ARRAY_SIZE(streams_name); i++) {
        if (!strcmp(value, streams_name[i])) {
            TEGRA234_MACHINE(obj)->smmu_streams = i;
            return;
        }
    }
    error_setg(errp, "smmu-streams is none, display, all or overlap");
}

static bool get_clientpd(Object *obj, Error **errp)
{
    return TEGRA234_MACHINE(obj)->smmu_clientpd;
}

static void set_clientpd(Object *obj, bool value, Error **errp)
{
    TEGRA234_MACHINE(obj)->smmu_clientpd = value;
}

static bool get_scanout(Object *obj, Error **errp)
{
    return TEGRA234_MACHINE(obj)->scanout_on;
}

static void set_scanout(Object *obj, bool value, Error **errp)
{
    TEGRA234_MACHINE(obj)->scanout_on = value;
}

static bool get_scanout_sleeps(Object *obj, Error **errp)
{
    return TEGRA234_MACHINE(obj)->scanout_sleeps;
}

static void set_scanout_sleeps(Object *obj, bool value, Error **errp)
{
    TEGRA234_MACHINE(obj)->scanout_sleeps = value;
}

static bool get_wake_firmware(Object *obj, Error **errp)
{
    return TEGRA234_MACHINE(obj)->wake_firmware;
}

static void set_wake_firmware(Object *obj, bool value, Error **errp)
{
    TEGRA234_MACHINE(obj)->wake_firmware = value;
}

static bool get_wake_table(Object *obj, Error **errp)
{
    return TEGRA234_MACHINE(obj)->wake_table;
}

static void set_wake_table(Object *obj, bool value, Error **errp)
{
    TEGRA234_MACHINE(obj)->wake_table = value;
}

static bool get_generator(Object *obj, Error **errp)
{
    return TEGRA234_MACHINE(obj)->stream_generator;
}

static void set_generator(Object *obj, bool value, Error **errp)
{
    TEGRA234_MACHINE(obj)->stream_generator = value;
}

void tegra234_add_firmware_properties(ObjectClass *oc)
{
    object_class_property_add_str(oc, "smmu-streams", get_streams,
                                  set_streams);
    object_class_property_set_description(oc, "smmu-streams",
        "Stream-match groups that firmware left set to bypass: none, display, "
        "all, or overlap: the last one matches all streams");
    object_class_property_add_bool(oc, "smmu-clientpd", get_clientpd,
                                   set_clientpd);
    object_class_property_set_description(oc, "smmu-clientpd",
        "The SMMUs are off, as after reset; off: firmware switched them on");
    object_class_property_add_bool(oc, "scanout", get_scanout, set_scanout);
    object_class_property_set_description(oc, "scanout",
        "Firmware's display goes on reading its frame buffer");
    object_class_property_add_bool(oc, "scanout-sleeps", get_scanout_sleeps,
                                   set_scanout_sleeps);
    object_class_property_set_description(oc, "scanout-sleeps",
        "The display loses power in a deep sleep, and stops; off: it goes on");
    object_class_property_add_bool(oc, "wake-firmware", get_wake_firmware,
                                   set_wake_firmware);
    object_class_property_set_description(oc, "wake-firmware",
        "After a deep sleep firmware leaves what it left at boot");
    object_class_property_add_bool(oc, "wake-table", get_wake_table,
                                   set_wake_table);
    object_class_property_set_description(oc, "wake-table",
        "Firmware has a table of its own of registers to write after a deep "
        "sleep");
    object_class_property_add_bool(oc, "stream-generator", get_generator,
                                   set_generator);
    object_class_property_set_description(oc, "stream-generator",
        "A device for tests, which issues accesses of any stream");
}
