// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads the topology of a system with SMMUv3s out of a flattened device tree: the SMMUs,
 * and which stream IDs each device or PCIe root presents. Such a system has no memory
 * controller to describe, and stream IDs that no register picks.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/libfdt.h>
#include <linux/types.h>

#include "topology_dt.h"

#define V3_COMPATIBLE	"arm,smmu-v3"

struct v3_cells {
	const fdt32_t *cell;
	int nr;
};

static bool __init v3_get_cells(const void *fdt, int node, const char *name, struct v3_cells *c)
{
	int len;

	c->cell = fdt_getprop(fdt, node, name, &len);
	c->nr = c->cell ? len / (int)sizeof(*c->cell) : 0;
	return c->cell && !(len % (int)sizeof(*c->cell));
}

static __u32 __init v3_cell(const struct v3_cells *c, int i)
{
	return fdt32_ld(c->cell + i);
}

static bool __init v3_is_enabled(const void *fdt, int node)
{
	return !fdt_getprop(fdt, node, "status", NULL) ||
	       !fdt_stringlist_search(fdt, node, "status", "okay") ||
	       !fdt_stringlist_search(fdt, node, "status", "ok");
}

/* Below the root only, where addresses are the CPUs'. */
static int __init v3_read_reg(const void *fdt, int node, struct pkvm_topology_smmu *smmu)
{
	struct v3_cells c;

	if (fdt_parent_offset(fdt, node) != 0 || fdt_address_cells(fdt, 0) != 2 ||
	    fdt_size_cells(fdt, 0) != 2)
		return -EINVAL;
	if (!v3_get_cells(fdt, node, "reg", &c) || c.nr != 4)
		return -EINVAL;
	smmu->base[0] = (__u64)v3_cell(&c, 0) << 32 | v3_cell(&c, 1);
	smmu->size = (__u64)v3_cell(&c, 2) << 32 | v3_cell(&c, 3);
	return 0;
}

/* A disabled SMMU would leave DMA that nothing contains. */
static int __init v3_add_smmu(const void *fdt, int node, struct pkvm_topology *topo)
{
	struct pkvm_topology_smmu *smmu = &topo->smmus[topo->nr_smmus];
	struct v3_cells c;
	int ret;

	if (fdt_node_check_compatible(fdt, node, V3_COMPATIBLE) || !v3_is_enabled(fdt, node))
		return -ENODEV;
	if (topo->nr_smmus == PKVM_IOMMU_MAX_SMMUS)
		return -E2BIG;
	if (!v3_get_cells(fdt, node, "#iommu-cells", &c) || c.nr != 1 || v3_cell(&c, 0) != 1)
		return -EINVAL;
	ret = v3_read_reg(fdt, node, smmu);
	if (ret)
		return ret;
	smmu->kind = PKVM_IOMMU_SMMU_V3;
	smmu->nr_instances = 1;
	smmu->phandle = fdt_get_phandle(fdt, node);
	smmu->node = node;
	topo->nr_smmus++;
	return 0;
}

static int __init v3_smmu_of(const struct pkvm_topology *topo, __u32 phandle)
{
	__u32 i;

	for (i = 0; i < topo->nr_smmus; i++) {
		if (phandle && topo->smmus[i].phandle == phandle)
			return i;
	}
	return -EINVAL;
}

static bool __init v3_have_row(const struct pkvm_topology *topo,
			       const struct pkvm_topology_row *row)
{
	__u32 i;

	for (i = 0; i < topo->nr_rows; i++) {
		if (topo->rows[i].smmu == row->smmu && topo->rows[i].sid == row->sid &&
		    topo->rows[i].nr_sids == row->nr_sids)
			return true;
	}
	return false;
}

static int __init v3_add_row(struct pkvm_topology *topo, int node, __u32 phandle, __u32 sid,
			     __u32 nr)
{
	struct pkvm_topology_row row = {
		.sid = sid, .nr_sids = nr, .client = PKVM_IOMMU_NO_CLIENT, .node = node,
	};
	int smmu = v3_smmu_of(topo, phandle);

	if (smmu < 0)
		return smmu;
	row.smmu = smmu;
	if (v3_have_row(topo, &row))
		return 0;
	if (topo->nr_rows == PKVM_IOMMU_MAX_ROWS)
		return -E2BIG;
	topo->rows[topo->nr_rows++] = row;
	return 0;
}

static int __init v3_parse_iommus(const void *fdt, int node, struct pkvm_topology *topo)
{
	struct v3_cells c;
	int i, ret = 0;

	if (!v3_get_cells(fdt, node, "iommus", &c) || c.nr % 2)
		return c.cell ? -EINVAL : 0;
	for (i = 0; i < c.nr && !ret; i += 2)
		ret = v3_add_row(topo, node, v3_cell(&c, i), v3_cell(&c, i + 1), 1);
	return ret;
}

/*
 * Entries are requester ID, SMMU, stream ID, length. A mask that merges requester IDs is
 * not understood.
 */
static int __init v3_parse_map(const void *fdt, int node, struct pkvm_topology *topo)
{
	struct v3_cells c, mask;
	int i, ret = 0;

	if (!v3_get_cells(fdt, node, "iommu-map", &c) || c.nr % 4)
		return c.cell ? -EINVAL : 0;
	v3_get_cells(fdt, node, "iommu-map-mask", &mask);
	if (mask.cell && (mask.nr != 1 || (v3_cell(&mask, 0) & 0xffff) != 0xffff))
		return -EINVAL;
	for (i = 0; i < c.nr && !ret; i += 4)
		ret = v3_add_row(topo, node, v3_cell(&c, i + 1), v3_cell(&c, i + 2),
				 v3_cell(&c, i + 3));
	return ret;
}

/* Every node counts, whatever its "status": a disabled device is wired all the same. */
static int __init v3_parse_master(const void *fdt, int node, struct pkvm_topology *topo)
{
	int ret = v3_parse_iommus(fdt, node, topo);

	return ret ? ret : v3_parse_map(fdt, node, topo);
}

static int __init v3_parse_smmu(const void *fdt, int node, struct pkvm_topology *topo)
{
	/* Another kind of IOMMU is refused, too: EL2 would not own it. */
	if (!fdt_getprop(fdt, node, "#iommu-cells", NULL) &&
	    fdt_node_check_compatible(fdt, node, V3_COMPATIBLE))
		return 0;
	return v3_add_smmu(fdt, node, topo);
}

static int __init v3_refuse(struct pkvm_topology *topo, int node, int error)
{
	topo->bad_node = node;
	if (error == -ENODEV)
		topo->why = "a disabled SMMU, or no SMMUv3: nothing contains the DMA behind it";
	else if (error == -E2BIG)
		topo->why = "more SMMUs or streams than EL2 has room for";
	else
		topo->why = "the SMMU or its streams are not understood";
	return error;
}

static int __init v3_parse_nodes(const void *fdt, struct pkvm_topology *topo,
				 int (*parse)(const void *fdt, int node,
					      struct pkvm_topology *topo))
{
	int node, ret;

	for (node = fdt_next_node(fdt, -1, NULL); node >= 0;
	     node = fdt_next_node(fdt, node, NULL)) {
		ret = parse(fdt, node, topo);
		if (ret)
			return v3_refuse(topo, node, ret);
	}
	return node == -FDT_ERR_NOTFOUND ? 0 : v3_refuse(topo, -1, -EINVAL);
}

/**
 * pkvm_topology_has_v3() - is this a system for pkvm_topology_parse_v3()?
 * @fdt: the blob, as the boot loader gave it
 *
 * Return: true if a node of it is an SMMUv3, enabled or not, and none is an SMMU of
 * Tegra's: a system with both is for pkvm_topology_parse() to refuse.
 */
bool __init pkvm_topology_has_v3(const void *fdt)
{
	return !fdt_check_header(fdt) &&
	       fdt_node_offset_by_compatible(fdt, -1, V3_COMPATIBLE) >= 0 &&
	       fdt_node_offset_by_compatible(fdt, -1, "nvidia,tegra234-smmu") < 0;
}

/**
 * pkvm_topology_parse_v3() - read the topology of a system with SMMUv3s
 * @fdt: the blob, as the boot loader gave it
 * @topo: filled; on failure its contents mean nothing but @bad_node and @why
 *
 * Return: 0, -EINVAL for a blob that contradicts itself or that is not understood,
 * -E2BIG for more than the interface can describe, -ENODEV for an SMMUv3 that is
 * disabled or an IOMMU of another kind.
 */
int __init pkvm_topology_parse_v3(const void *fdt, struct pkvm_topology *topo)
{
	int ret;

	memset(topo, 0, sizeof(*topo));
	topo->bad_node = -1;
	/* Older versions do not say how long the structure block is. */
	if (fdt_check_header(fdt) || fdt_version(fdt) < 17)
		return v3_refuse(topo, -1, -EINVAL);
	ret = v3_parse_nodes(fdt, topo, v3_parse_smmu);
	return ret ? ret : v3_parse_nodes(fdt, topo, v3_parse_master);
}
