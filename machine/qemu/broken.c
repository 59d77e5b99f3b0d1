/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: faulty hardware and firmware for tests: the machine's properties
 * smmu-sync-stuck and cpu-suspend-loses, which may be set at run time.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "tegra234.h"

static const char *const stuck_name[] = {
    [TEGRA234_STUCK_OFF] = "off",
    [TEGRA234_STUCK_ON] = "on",
    [TEGRA234_STUCK_WAKE] = "wake",
    /* One instance, of iso or of a pair: the other one confirms. */
    [TEGRA234_STUCK_ISO] = "iso.0",
    [TEGRA234_STUCK_NISO0] = "niso0.1",
    [TEGRA234_STUCK_NISO1] = "niso1.0",
};

static bool is_stuck(Tegra234Machine *s, Tegra234Smmu *smmu, bool woken)
{
    return s->sync_stuck == TEGRA234_STUCK_ON ||
           (s->sync_stuck == TEGRA234_STUCK_WAKE && woken) ||
           !strcmp(stuck_name[s->sync_stuck], smmu->name);
}

static void apply(Tegra234Machine *s, bool woken)
{
    for (unsigned int i = 0; i < TEGRA234_NUM_SMMUS; i++) {
        Tegra234Smmu *smmu = &s->smmu[i];

        mmu500_set_option(smmu->model, MMU500_OPT_SYNC_STUCK,
                          is_stuck(s, smmu, woken));
    }
}

void tegra234_reset_broken(Tegra234Machine *s)
{
    apply(s, false);
}

void tegra234_wake_broken(Tegra234Machine *s)
{
    apply(s, true);
}

static char *get_stuck(Object *obj, Error **errp)
{
    return g_strdup(stuck_name[TEGRA234_MACHINE(obj)->sync_stuck]);
}

static void set_stuck(Object *obj, const char *value, Error **errp)
{
    Tegra234Machine *s = TEGRA234_MACHINE(obj);

    for (unsigned int i = 0; i < ARRAY_SIZE(stuck_name); i++) {
        if (!strcmp(value, stuck_name[i])) {
            s->sync_stuck = i;
            /* Before the SMMUs exist; the reset applies it then. */
            if (s->smmu[0].model) {
                apply(s, false);
            }
            return;
        }
    }
    error_setg(errp, "smmu-sync-stuck is off, on, wake, iso.0, niso0.1 or "
               "niso1.0");
}

static char *get_suspend_loses(Object *obj, Error **errp)
{
    return g_strdup(TEGRA234_MACHINE(obj)->suspend_loses ? "smmus" : "nothing");
}

static void set_suspend_loses(Object *obj, const char *value, Error **errp)
{
    bool smmus = !strcmp(value, "smmus");

    if (!smmus && strcmp(value, "nothing")) {
        error_setg(errp, "cpu-suspend-loses is nothing or smmus");
        return;
    }
    TEGRA234_MACHINE(obj)->suspend_loses = smmus;
}

void tegra234_add_broken_properties(ObjectClass *oc)
{
    object_class_property_add_str(oc, "cpu-suspend-loses", get_suspend_loses,
                                  set_suspend_loses);
    object_class_property_set_description(oc, "cpu-suspend-loses",
        "What is reset when the next CPU is suspended: nothing, or smmus, with "
        "the memory controller; may be set at run time");
    object_class_property_add_str(oc, "smmu-sync-stuck", get_stuck, set_stuck);
    object_class_property_set_description(oc, "smmu-sync-stuck",
        "No TLB sync completes: off, on, wake (from the next wake on), or one "
        "instance's: iso.0, niso0.1, niso1.0; may be set at run time");
}
