/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: hardware that doesn't do its part, to test what software makes of
 * it: the machine's property smmu-sync-stuck, which may be set at run time.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "tegra234.h"

static const char *const stuck_name[] = {
    [TEGRA234_STUCK_OFF] = "off",
    [TEGRA234_STUCK_ON] = "on",
    [TEGRA234_STUCK_WAKE] = "wake",
};

static void set_stuck_now(Tegra234Machine *s, bool stuck)
{
    for (unsigned int i = 0; i < TEGRA234_NUM_SMMUS; i++) {
        if (s->smmu[i].model) {
            mmu500_set_option(s->smmu[i].model, MMU500_OPT_SYNC_STUCK, stuck);
        }
    }
}

void tegra234_reset_broken(Tegra234Machine *s)
{
    set_stuck_now(s, s->sync_stuck == TEGRA234_STUCK_ON);
}

void tegra234_wake_broken(Tegra234Machine *s)
{
    if (s->sync_stuck == TEGRA234_STUCK_WAKE) {
        set_stuck_now(s, true);
    }
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
            tegra234_reset_broken(s);
            return;
        }
    }
    error_setg(errp, "smmu-sync-stuck is off, on or wake");
}

void tegra234_add_broken_properties(ObjectClass *oc)
{
    object_class_property_add_str(oc, "smmu-sync-stuck", get_stuck, set_stuck);
    object_class_property_set_description(oc, "smmu-sync-stuck",
        "The SMMUs never complete a TLB sync: off, on, or from the next wake "
        "from deep sleep on; may be set at run time");
}
