/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the way of the devices' accesses, put together and traced.
 */

#include "qemu/osdep.h"
#include "tegra234.h"
#include "trace.h"

static void trace_access(void *opaque, const struct fabric_trace *t)
{
    const char *kind = t->txn->write ? "write" : "read";
    const char *smmu = tegra234_node_name(t->node);

    tegra234_window_access(opaque, t);
    trace_tegra234_dma(t->txn->client, kind, t->txn->addr, smmu,
                       t->instance, t->stream, t->bypassed, t->pa, t->status);
    if (t->status == BUS_STALLED) {
        trace_tegra234_dma_stall(t->txn->client, kind, t->txn->addr, smmu,
                                 t->instance, t->stream);
    } else if (t->status == BUS_FAULT) {
        trace_tegra234_dma_fault(t->txn->client, kind, t->txn->addr, smmu,
                                 t->instance, t->stream);
    } else if (t->status == BUS_DECERR) {
        trace_tegra234_dma_decerr(t->txn->client, kind, t->txn->addr, t->pa);
    }
}

void tegra234_create_fabric(Tegra234Machine *s)
{
    struct fabric_config cfg = {
        .mc = s->mc.model,
        .mem = &tegra234_mem_ops,
        .mem_opaque = &s->memory_as,
        .trace = trace_access,
        .trace_opaque = s,
    };

    for (unsigned int i = 0; i < TEGRA234_NUM_SMMUS; i++) {
        unsigned int node = s->smmu[i].node;

        cfg.smmu[node][cfg.nr_smmu[node]++] = s->smmu[i].model;
    }
    s->fabric = fabric_new(&cfg);
    assert(s->fabric);
    for (unsigned int i = 0; i < TEGRA234_NUM_SMMUS; i++) {
        tegra234_smmu_set_fabric(&s->smmu[i], s->fabric);
    }
}
