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
#include "tegra234.h"
#include "trace.h"

#define REG_OPEN        0x00    /* 1: it is open now */
#define REG_ASLEEP      0x04    /* passed from the reset to the CPU's start */
#define REG_AWAKE       0x08    /* passed since then, until it was closed */
#define REG_LATER       0x0c    /* passed untranslated after that */
#define REG_NS          0x10    /* guest time from the CPU's start to closed */
#define REG_WRITES      0x14    /* SMMUs' and MC's register writes till then */
#define REG_REOPENED    0x18    /* writes that opened it again */
#define NODE_SIZE       0x20

static bool passes_around(Tegra234Machine *s)
{
    struct bus_txn txn = { .client = BUS_CLIENT_NONE, .sid = 1 };
    struct mc_resolution res;

    mc_resolve(s->mc.model, &txn, &res);
    return res.bypass_smmu;
}

static bool is_open(Tegra234Machine *s, unsigned int node)
{
    for (unsigned int i = 0; i < TEGRA234_NUM_SMMUS; i++) {
        if (s->smmu[i].node == node && mmu500_may_bypass(s->smmu[i].model)) {
            return true;
        }
    }
    return passes_around(s);
}

static int64_t now(void)
{
    return qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

static void update(Tegra234Machine *s, unsigned int node)
{
    Tegra234Window *w = &s->window[node];
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

void tegra234_window_written(Tegra234Machine *s)
{
    if (!s->scanout_on) {
        return;
    }
    for (unsigned int node = 0; node < SMMU_NR_NODES; node++) {
        update(s, node);
    }
}

/* The SMMUs and the memory controller have been reset. */
void tegra234_window_begins(Tegra234Machine *s, bool awake)
{
    for (unsigned int node = 0; node < SMMU_NR_NODES; node++) {
        s->window[node] = (Tegra234Window) {
            .open = is_open(s, node), .awake = awake, .since = now(),
        };
    }
}

void tegra234_window_cpu_starts(Tegra234Machine *s)
{
    for (unsigned int node = 0; node < SMMU_NR_NODES; node++) {
        s->window[node].awake = true;
        s->window[node].since = now();
    }
}

/* An access that went around its SMMU is counted for the one it went around. */
void tegra234_window_access(Tegra234Machine *s, const struct fabric_trace *t)
{
    const struct mc_client *client = mc_client_find(&tegra234_mc_clients,
                                                    t->txn->client);
    unsigned int node = client ? client->node : t->node;
    Tegra234Window *w;

    if (!t->bypassed || t->status == BUS_FAULT || node >= SMMU_NR_NODES) {
        return;
    }
    w = &s->window[node];
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
    Tegra234Machine *s = opaque;
    Tegra234Window *w = &s->window[MIN(off / NODE_SIZE, SMMU_NR_NODES - 1)];

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

void tegra234_create_window(Tegra234Machine *s)
{
    if (s->scanout_on) {
        tegra234_map_mmio(s, &s->window_mmio, &window_ops, s,
                          "tegra234.window", TEGRA234_WINDOW_BASE,
                          SMMU_NR_NODES * NODE_SIZE);
    }
}
