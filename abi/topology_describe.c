// SPDX-License-Identifier: GPL-2.0-only
/*
 * Describes a topology to EL2. Where EL1 parses the device tree, each call is a hypercall;
 * where EL2 does, it is the function behind that.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/libfdt.h>
#include <linux/types.h>

#include "topology_dt.h"

static int __init refuse_node(struct pkvm_topology *topo, int node, int error, const char *why)
{
	topo->bad_node = node;
	topo->why = why;
	return error;
}

static int __init describe_smmu(struct pkvm_topology *topo, __u32 nr,
				const struct pkvm_topology_calls *calls)
{
	const struct pkvm_topology_smmu *smmu = &topo->smmus[nr];
	int ret = calls->smmu(nr, smmu->kind, smmu->base[0], smmu->size, smmu->match_mask);
	__u32 i;

	for (i = 1; i < smmu->nr_instances && !ret; i++)
		ret = calls->smmu_regs(nr, smmu->base[i], smmu->size);
	return ret ? refuse_node(topo, smmu->node, ret, "EL2 refused this SMMU") : 0;
}

static int __init describe_mc(struct pkvm_topology *topo, const struct pkvm_topology_calls *calls)
{
	int ret = 0;
	__u32 i;

	for (i = 0; i < topo->nr_mc_regions && !ret; i++)
		ret = calls->guard_regs(PKVM_IOMMU_GUARD_TEGRA_MC, topo->mc[i].base,
					topo->mc[i].size);
	return ret ? refuse_node(topo, -1, ret, "EL2 refused the memory controller") : 0;
}

/* A row that is refused costs its device, not the system. */
static void __init describe_row(struct pkvm_topology_row *row,
				const struct pkvm_topology_calls *calls)
{
	if (!row->error)
		row->error = calls->streams(row->smmu, row->sid, row->nr_sids, row->client);
}

/**
 * pkvm_topology_describe() - tell EL2 of SMMUs, the memory controller, streams and memory
 * @topo: the topology; each row gets its error
 * @calls: whom to tell
 *
 * SMMUs and guards come first: EL2 tells from them which rows there can be.
 *
 * Return: 0, or the first error of an SMMU or guard, with @topo->bad_node and @topo->why.
 */
int __init pkvm_topology_describe(struct pkvm_topology *topo,
				  const struct pkvm_topology_calls *calls)
{
	int ret = 0;
	__u32 i;

	for (i = 0; i < topo->nr_smmus && !ret; i++)
		ret = describe_smmu(topo, i, calls);
	if (!ret)
		ret = describe_mc(topo, calls);
	for (i = 0; i < topo->nr_rows && !ret; i++)
		describe_row(&topo->rows[i], calls);
	for (i = 0; i < topo->nr_memory && !ret; i++)
		calls->memory(topo->memory[i].base, topo->memory[i].size);
	return ret;
}
