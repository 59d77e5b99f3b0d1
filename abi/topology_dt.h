/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The topology that a flattened device tree describes: SMMUs, the memory
 * controller, and which stream of which SMMU each device presents. Needs libfdt
 * and nothing else, so that the kernel, a hosted tool and EL2 read the same blob
 * with the same code and can't come to different tables.
 */
#ifndef __PKVM_TOPOLOGY_DT_H__
#define __PKVM_TOPOLOGY_DT_H__

#include <linux/types.h>
#include <asm/kvm_pkvm_iommu.h>

/**
 * struct pkvm_topology_smmu - one SMMU node
 * @kind: enum pkvm_iommu_smmu_kind
 * @base: register bases of its instances, as the CPUs see them
 * @nr_instances: how many of @base are meant, all programmed alike
 * @size: bytes of each instance
 * @match_mask: stream ID bits that the SMMU is to ignore
 * @phandle: how the masters refer to it
 * @node: the node's offset in the blob
 */
struct pkvm_topology_smmu {
	__u32 kind;
	__u64 base[PKVM_IOMMU_MAX_SMMU_REGS];
	__u32 nr_instances;
	__u64 size;
	__u32 match_mask;
	__u32 phandle;
	int node;
};

/**
 * struct pkvm_topology_region - a range of registers
 * @base: where it starts, as the CPUs see it
 * @size: its bytes
 */
struct pkvm_topology_region {
	__u64 base;
	__u64 size;
};

/**
 * struct pkvm_topology_row - a stream, and the memory client that presents it
 * @sid: first stream ID, without the bits that the SMMU ignores
 * @nr_sids: how many, from @sid on
 * @client: memory client, PKVM_IOMMU_CHANNEL(n), or PKVM_IOMMU_NO_CLIENT
 * @smmu: number of the SMMU that the stream arrives at
 * @error: 0, or why the row is none that the SMMU can have: -EINVAL, -E2BIG
 * @node: offset of the first node that names it
 */
struct pkvm_topology_row {
	__u32 sid;
	__u32 nr_sids;
	__u16 client;
	__u8 smmu;
	int error;
	int node;
};

/**
 * struct pkvm_topology - all that the set-up calls tell EL2
 * @nr_smmus: entries of @smmus that are filled
 * @nr_mc_regions: entries of @mc that are filled
 * @nr_rows: entries of @rows that are filled
 * @nr_memory: entries of @memory that are filled
 * @smmus: in the order of the blob; the index is the SMMU's number
 * @mc: the memory controller's regions in the order of its "reg"
 * @rows: no two alike
 * @memory: reserved memory that the kernel must not map and a device uses
 * @bad_node: when parsing failed, the offset of the node to blame, or -1
 * @why: when parsing failed, what is wrong with that node, or with the blob
 */
struct pkvm_topology {
	__u32 nr_smmus;
	__u32 nr_mc_regions;
	__u32 nr_rows;
	__u32 nr_memory;
	struct pkvm_topology_smmu smmus[PKVM_IOMMU_MAX_SMMUS];
	struct pkvm_topology_region mc[PKVM_IOMMU_MAX_GUARD_REGS];
	struct pkvm_topology_row rows[PKVM_IOMMU_MAX_ROWS];
	struct pkvm_topology_region memory[PKVM_IOMMU_MAX_MEMORY];
	int bad_node;
	const char *why;
};

int pkvm_topology_parse(const void *fdt, struct pkvm_topology *topo);

/* topology_v3.c */
bool pkvm_topology_has_v3(const void *fdt);
int pkvm_topology_parse_v3(const void *fdt, struct pkvm_topology *topo);

/**
 * struct pkvm_topology_calls - who is told what a tree describes: EL2, by hypercalls or by
 *	itself; each returns 0 or an error
 * @smmu: an SMMU, with its first range of registers
 * @smmu_regs: a further range of an SMMU
 * @guard_regs: a range of a guard
 * @streams: a row; after all SMMUs and guards
 * @memory: reserved memory that a device uses; an error costs the device that memory
 */
struct pkvm_topology_calls {
	int (*smmu)(__u64 nr, __u64 kind, __u64 base, __u64 size, __u64 match_mask);
	int (*smmu_regs)(__u64 nr, __u64 base, __u64 size);
	int (*guard_regs)(__u64 id, __u64 base, __u64 size);
	int (*streams)(__u64 smmu, __u64 sid, __u64 nr_sids, __u64 client);
	int (*memory)(__u64 base, __u64 size);
};

int pkvm_topology_describe(struct pkvm_topology *topo, const struct pkvm_topology_calls *calls);

#endif /* __PKVM_TOPOLOGY_DT_H__ */
