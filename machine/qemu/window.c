/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: how long the SMMUs are open after a reset or a loss of power, and
 * which accesses pass meanwhile. Counted with -M tegra234,scanout=on; tests
 * read the counts as registers.
 *
 * A node is open while any stream, known or not, may pass one of its instances
 * untranslated, or while the memory controller bypasses them all. This is
 * checked after each write to one of their registers.
 */

#include "qemu/osdep.h"
#include "qemu/timer.h"
#include "hw/qdev-properties.h"
#include "qapi/error.h"
#include "window.h"
#include "trace.h"

#define REG_OPEN        0x00    /* 1: it is open now */
#define REG_ASLEEP      0x04    /* passed from the reset to the CPU's start */
#define REG_AWAKE       0x08    /* passed since then, until it was closed */
#define REG_LATER       0x0c    /* passed untranslated after that */
#define REG_NS          0x10    /* guest time from the CPU's start to closed */
#define REG_WRITES      0x14    /* SMMUs' and MC's register writes till then */
#define REG_REOPENED    0x18    /* writes that opened it again */
#define NODE_SIZE       0x20

static bool passes_around(Tegra234Window *s)
{
    struct bus_txn txn = { .client = BUS_CLIENT_NONE, .sid = 1 };
    struct mc_resolution res;

    mc_resolve(s->fabric->mc->model, &txn, &res);
    return res.bypass_smmu;
}

static bool is_open(Tegra234Window *s, unsigned int node)
{
    for (unsigned int i = 0; i < s->fabric->nr_smmus; i++) {
        Tegra234Smmu *smmu = s->fabric->smmu[i];

        if (smmu->node == node && mmu500_may_bypass(smmu->model)) {
            return true;
        }
    }
    return passes_around(s);
}

static int64_t now(void)
{
    return qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

static void update(Tegra234Window *s, unsigned int node)
{
    Tegra234NodeWindow *w = &s->node[node];
    bool open = is_open(s, node);

    w->writes += w->awake && !w->closed;
    if (w->open && !open && !w->closed) {
        w->closed = true;
        w->ns = w->awake ? now() - w->since : 0;
        trace_tegra234_window_closed(tegra234_node_name(node), w->asleep_passed,
                                     w->awake_passed, w->ns, w->writes);
    }
    if (open && !w->open && w->closed) {
        w->reopened++;
        trace_tegra234_window_reopened(tegra234_node_name(node));
    }
    w->open = open;
}

static void written(Tegra234Window *s)
{
    for (unsigned int node = 0; node < SMMU_NR_NODES; node++) {
        update(s, node);
    }
}

static void mc_written(Notifier *n, void *unused)
{
    written(container_of(n, Tegra234Window, mc_written));
}

static void smmu_written(Notifier *n, void *unused)
{
    written(container_of(n, Tegra234SmmuListener, notifier)->window);
}

void tegra234_window_begins(Tegra234Window *s, bool awake)
{
    for (unsigned int node = 0; node < SMMU_NR_NODES; node++) {
        s->node[node] = (Tegra234NodeWindow) {
            .open = is_open(s, node), .awake = awake, .since = now(),
        };
    }
}

void tegra234_window_cpu_starts(Tegra234Window *s)
{
    for (unsigned int node = 0; node < SMMU_NR_NODES; node++) {
        s->node[node].awake = true;
        s->node[node].since = now();
    }
}

/* An access that went around its SMMU is counted for the one it went around. */
static void accessed(Notifier *n, void *trace)
{
    Tegra234Window *s = container_of(n, Tegra234Window, access);
    const struct fabric_trace *t = trace;
    const struct mc_client *client = mc_client_find(&tegra234_mc_clients,
                                                    t->txn->client);
    unsigned int node = client ? client->node : t->node;
    Tegra234NodeWindow *w;

    if (!t->bypassed || t->status == BUS_FAULT || node >= SMMU_NR_NODES) {
        return;
    }
    w = &s->node[node];
    if (w->closed) {
        w->later_passed++;
    } else if (w->awake) {
        w->awake_passed++;
    } else {
        w->asleep_passed++;
    }
}

static uint64_t window_read(void *opaque, hwaddr off, unsigned size)
{
    Tegra234Window *s = opaque;
    Tegra234NodeWindow *w = &s->node[MIN(off / NODE_SIZE, SMMU_NR_NODES - 1)];

    switch (off % NODE_SIZE) {
    case REG_OPEN:
        return w->open;
    case REG_ASLEEP:
        return w->asleep_passed;
    case REG_AWAKE:
        return w->awake_passed;
    case REG_LATER:
        return w->later_passed;
    case REG_NS:
        return MIN(w->ns, UINT32_MAX);
    case REG_WRITES:
        return w->writes;
    case REG_REOPENED:
        return w->reopened;
    }
    return 0;
}

static void window_write(void *opaque, hwaddr off, uint64_t val, unsigned size)
{
}

static const MemoryRegionOps window_ops = {
    .read = window_read,
    .write = window_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 4, .max_access_size = 4 },
    .impl = { .min_access_size = 4, .max_access_size = 4 },
};

static void start_listening(Tegra234Window *s)
{
    s->mc_written.notify = mc_written;
    notifier_list_add(&s->fabric->mc->written, &s->mc_written);
    for (unsigned int i = 0; i < s->fabric->nr_smmus; i++) {
        s->smmu_written[i] = (Tegra234SmmuListener) {
            .notifier.notify = smmu_written, .window = s,
        };
        notifier_list_add(&s->fabric->smmu[i]->written,
                          &s->smmu_written[i].notifier);
    }
    s->access.notify = accessed;
    notifier_list_add(&s->fabric->access, &s->access);
}

static void tegra234_window_realize(DeviceState *dev, Error **errp)
{
    Tegra234Window *s = TEGRA234_WINDOW(dev);

    if (!s->fabric) {
        error_setg(errp, "tegra234-window: no fabric");
        return;
    }
    start_listening(s);
    tegra234_init_mmio(SYS_BUS_DEVICE(dev), &s->mmio, &window_ops, s,
                       "tegra234.window", SMMU_NR_NODES * NODE_SIZE);
}

static void tegra234_window_reset_hold(Object *obj, ResetType type)
{
    memset(TEGRA234_WINDOW(obj)->node, 0, sizeof(TEGRA234_WINDOW(obj)->node));
}

static const Property tegra234_window_properties[] = {
    DEFINE_PROP_LINK("fabric", Tegra234Window, fabric, TYPE_TEGRA234_FABRIC,
                     Tegra234Fabric *),
};

static void tegra234_window_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->realize = tegra234_window_realize;
    dc->user_creatable = false;
    RESETTABLE_CLASS(oc)->phases.hold = tegra234_window_reset_hold;
    device_class_set_props(dc, tegra234_window_properties);
}

static const TypeInfo tegra234_window_type = {
    .name = TYPE_TEGRA234_WINDOW,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(Tegra234Window),
    .class_init = tegra234_window_class_init,
};

static void tegra234_window_register(void)
{
    type_register_static(&tegra234_window_type);
}

type_init(tegra234_window_register)
