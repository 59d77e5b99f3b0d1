/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the monitor's "info smmu" and "info mc", the models' state in
 * words.
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qobject/qdict.h"
#include "monitor/hmp.h"
#include "monitor/monitor.h"
#include "tegra234.h"

static void print_line(void *opaque, const char *line)
{
    monitor_printf(opaque, "%s\n", line);
}

static Tegra234Machine *machine(Monitor *mon)
{
    Object *obj = object_dynamic_cast(qdev_get_machine(),
                                      TYPE_TEGRA234_MACHINE);

    if (!obj) {
        monitor_printf(mon, "this machine is no tegra234\n");
    }
    return (Tegra234Machine *)obj;
}

static Tegra234Smmu *find_smmu(Tegra234Machine *s, const char *name)
{
    for (unsigned int i = 0; i < TEGRA234_NUM_SMMUS; i++) {
        if (!strcmp(s->smmu[i].name, name)) {
            return &s->smmu[i];
        }
    }
    return NULL;
}

static void list_smmus(Monitor *mon, Tegra234Machine *s)
{
    for (unsigned int i = 0; i < TEGRA234_NUM_SMMUS; i++) {
        struct mmu500_stats st;

        mmu500_get_stats(s->smmu[i].model, &st);
        monitor_printf(mon, "%s: %s, %" PRIu64 " walks, %" PRIu64 " faults, %"
                       PRIu64 " invalidations, %" PRIu64 " syncs\n",
                       s->smmu[i].name,
                       mmu500_may_bypass(s->smmu[i].model) ? "open" : "closed",
                       st.walks, st.faults, st.tlb_inval, st.syncs);
    }
}

/* info smmu [INSTANCE [STREAM ADDRESS]] */
static void info_smmu(Monitor *mon, const QDict *qdict)
{
    const char *name = qdict_get_try_str(qdict, "instance");
    Tegra234Machine *s = machine(mon);
    Tegra234Smmu *smmu;

    if (!s) {
        return;
    }
    if (!name) {
        list_smmus(mon, s);
        return;
    }
    smmu = find_smmu(s, name);
    if (!smmu) {
        monitor_printf(mon, "no SMMU %s; \"info smmu\" lists them\n", name);
    } else if (!qdict_haskey(qdict, "stream")) {
        mmu500_show(smmu->model, print_line, mon);
    } else {
        mmu500_show_walk(smmu->model, qdict_get_int(qdict, "stream"),
                         qdict_get_try_int(qdict, "address", 0), print_line,
                         mon);
    }
}

static void info_mc(Monitor *mon, const QDict *qdict)
{
    Tegra234Machine *s = machine(mon);

    if (s) {
        mc_show(s->mc.model, print_line, mon);
    }
}

void tegra234_register_view(void)
{
    monitor_register_hmp("smmu", true, info_smmu);
    monitor_register_hmp("mc", true, info_mc);
}
