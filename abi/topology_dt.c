// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads the topology table out of a flattened device tree.
 *
 * Every master counts, whatever its "status": a device that the tree disables
 * is still wired to its SMMU, and whoever can reach its registers can start it.
 * SMMUs and the memory controller count only when enabled, since a disabled one
 * is not there for the operating system to describe.
 */
#include <linux/errno.h>
#include <linux/libfdt.h>
#include <linux/types.h>

#include "topology_dt.h"

#define SMMU_COMPATIBLE		"nvidia,tegra234-smmu"
#define MC_COMPATIBLE		"nvidia,tegra234-mc"

/* More streams than an MMU-500 has stream-match groups can't be one node's. */
#define MAX_NODE_STREAMS	128

/* Stream IDs of an MMU-500 have 15 bits. */
#define MMU500_SID_MAX		0x7fffU

#define MAX_SPECIFIER_CELLS	16
#define NR_CACHED_CELLS		8

/* A property as a list of 32-bit cells. */
struct cells {
	const fdt32_t *cell;
	int nr;
};

/* The streams of one master node, as rows that name no client yet. */
struct streams {
	struct pkvm_topology_row row[MAX_NODE_STREAMS];
	int nr;
};

/* "#...-cells" of phandles met before: looking one up walks the whole blob. */
struct cached_cells {
	const char *name;
	__u32 phandle;
	int nr;
};

struct parser {
	const void *fdt;
	struct pkvm_topology *topo;
	__u32 mc_phandle;
	struct cached_cells cache[NR_CACHED_CELLS];
	unsigned int next_cached;
};

static bool get_cells(const void *fdt, int node, const char *name, struct cells *c)
{
	int len;

	c->cell = fdt_getprop(fdt, node, name, &len);
	c->nr = c->cell ? len / (int)sizeof(*c->cell) : 0;
	return c->cell && len % (int)sizeof(*c->cell) == 0;
}

static __u32 get_cell(const struct cells *c, int i)
{
	return fdt32_ld(c->cell + i);
}

/* One number of one or two cells, at cell @i. */
static __u64 get_number(const struct cells *c, int i, int nr)
{
	__u64 value = 0;

	while (nr--)
		value = (value << 32) | get_cell(c, i++);
	return value;
}

static __u32 get_u32(const void *fdt, int node, const char *name, __u32 otherwise)
{
	struct cells c;

	if (!get_cells(fdt, node, name, &c) || c.nr != 1)
		return otherwise;
	return get_cell(&c, 0);
}

static bool is_enabled(const void *fdt, int node)
{
	if (!fdt_getprop(fdt, node, "status", NULL))
		return true;
	return fdt_stringlist_search(fdt, node, "status", "okay") == 0 ||
	       fdt_stringlist_search(fdt, node, "status", "ok") == 0;
}

/* Takes *@addr from below the bus @bus, whose parent is @above, to above it. */
static int translate_once(const void *fdt, int bus, int above, __u64 *addr)
{
	int child = fdt_address_cells(fdt, bus), size = fdt_size_cells(fdt, bus);
	int parent = fdt_address_cells(fdt, above);
	struct cells c;
	int i;

	if (!get_cells(fdt, bus, "ranges", &c))
		return -EINVAL;
	if (!c.nr)
		return 0;
	if (child < 1 || child > 2 || size < 1 || size > 2 || parent < 1 || parent > 2)
		return -EINVAL;

	for (i = 0; i + child + parent + size <= c.nr; i += child + parent + size) {
		__u64 from = get_number(&c, i, child);
		__u64 to = get_number(&c, i + child, parent);
		__u64 bytes = get_number(&c, i + child + parent, size);

		if (*addr >= from && *addr - from < bytes) {
			*addr = *addr - from + to;
			return 0;
		}
	}
	return -EINVAL;
}

/* Takes *@addr from a "reg" of a child of @bus to what the CPUs use. */
static int translate(const void *fdt, int bus, __u64 *addr)
{
	while (bus > 0) {
		int above = fdt_parent_offset(fdt, bus);
		int ret;

		if (above < 0)
			return -EINVAL;
		ret = translate_once(fdt, bus, above, addr);
		if (ret)
			return ret;
		bus = above;
	}
	return 0;
}

/* Returns the number of regions in a node's "reg", at most @max. */
static int read_reg(const void *fdt, int node, struct pkvm_topology_region *region, int max)
{
	int bus = fdt_parent_offset(fdt, node);
	int nr_addr, nr_size, i, nr;
	struct cells c;

	if (bus < 0 || !get_cells(fdt, node, "reg", &c))
		return -EINVAL;
	nr_addr = fdt_address_cells(fdt, bus);
	nr_size = fdt_size_cells(fdt, bus);
	if (nr_addr < 1 || nr_addr > 2 || nr_size < 1 || nr_size > 2)
		return -EINVAL;
	nr = c.nr / (nr_addr + nr_size);
	if (!nr || c.nr % (nr_addr + nr_size))
		return -EINVAL;
	if (nr > max)
		return -E2BIG;

	for (i = 0; i < nr; i++) {
		int at = i * (nr_addr + nr_size);

		region[i].base = get_number(&c, at, nr_addr);
		region[i].size = get_number(&c, at + nr_addr, nr_size);
		if (translate(fdt, bus, &region[i].base))
			return -EINVAL;
	}
	return nr;
}

static int add_smmu(struct parser *p, int node)
{
	struct pkvm_topology_region region[PKVM_IOMMU_MAX_SMMU_REGS];
	struct pkvm_topology *topo = p->topo;
	struct pkvm_topology_smmu *smmu;
	int i, nr;

	if (topo->nr_smmus == PKVM_IOMMU_MAX_SMMUS)
		return -E2BIG;
	nr = read_reg(p->fdt, node, region, PKVM_IOMMU_MAX_SMMU_REGS);
	if (nr < 0)
		return nr;

	smmu = &topo->smmus[topo->nr_smmus];
	for (i = 0; i < nr; i++) {
		/* Instances that are programmed alike have the same registers. */
		if (region[i].size != region[0].size)
			return -EINVAL;
		smmu->base[i] = region[i].base;
	}
	smmu->nr_instances = nr;
	smmu->size = region[0].size;
	smmu->match_mask = get_u32(p->fdt, node, "stream-match-mask", 0);
	smmu->phandle = fdt_get_phandle(p->fdt, node);
	smmu->node = node;
	topo->nr_smmus++;
	return 0;
}

static int add_mc(struct parser *p, int node)
{
	int nr;

	/* A second controller would leave clients that nobody watches. */
	if (p->topo->nr_mc_regions)
		return -EINVAL;
	nr = read_reg(p->fdt, node, p->topo->mc, PKVM_IOMMU_MAX_GUARD_REGS);
	if (nr < 0)
		return nr;
	p->topo->nr_mc_regions = nr;
	p->mc_phandle = fdt_get_phandle(p->fdt, node);
	return 0;
}

static int parse_block(struct parser *p, int node)
{
	if (!fdt_node_check_compatible(p->fdt, node, SMMU_COMPATIBLE))
		return is_enabled(p->fdt, node) ? add_smmu(p, node) : 0;
	if (!fdt_node_check_compatible(p->fdt, node, MC_COMPATIBLE))
		return is_enabled(p->fdt, node) ? add_mc(p, node) : 0;
	return 0;
}

/* How many cells follow @phandle; @name is a literal, compared by address. */
static int specifier_cells(struct parser *p, __u32 phandle, const char *name)
{
	struct cached_cells *hit;
	int i, node;

	for (i = 0; i < NR_CACHED_CELLS; i++) {
		hit = &p->cache[i];
		if (hit->name == name && hit->phandle == phandle)
			return hit->nr;
	}

	node = fdt_node_offset_by_phandle(p->fdt, phandle);
	if (node < 0)
		return -EINVAL;
	hit = &p->cache[p->next_cached++ % NR_CACHED_CELLS];
	hit->nr = (int)get_u32(p->fdt, node, name, MAX_SPECIFIER_CELLS + 1);
	hit->name = name;
	hit->phandle = phandle;
	return hit->nr >= 0 && hit->nr <= MAX_SPECIFIER_CELLS ? hit->nr : -EINVAL;
}

static int smmu_of_phandle(const struct pkvm_topology *topo, __u32 phandle)
{
	__u32 i;

	for (i = 0; i < topo->nr_smmus; i++) {
		if (phandle && topo->smmus[i].phandle == phandle)
			return i;
	}
	return -1;
}

static bool same_row(const struct pkvm_topology_row *a, const struct pkvm_topology_row *b)
{
	return a->sid == b->sid && a->nr_sids == b->nr_sids && a->client == b->client &&
	       a->smmu == b->smmu;
}

static int add_stream(const struct pkvm_topology *topo, struct streams *s, int smmu, __u32 sid)
{
	struct pkvm_topology_row row = {
		.sid = sid, .nr_sids = 1, .client = PKVM_IOMMU_NO_CLIENT, .smmu = smmu,
	};
	int i;

	/* An ID with ignored bits set is another stream's second name. */
	if (sid > MMU500_SID_MAX || sid & topo->smmus[smmu].match_mask)
		return -EINVAL;
	for (i = 0; i < s->nr; i++) {
		if (same_row(&s->row[i], &row))
			return 0;
	}
	if (s->nr == MAX_NODE_STREAMS)
		return -E2BIG;
	s->row[s->nr++] = row;
	return 0;
}

static int parse_iommus(struct parser *p, int node, struct streams *s)
{
	static const char name[] = "#iommu-cells";
	struct cells c;
	int i = 0, ret;

	if (!get_cells(p->fdt, node, "iommus", &c))
		return c.cell ? -EINVAL : 0;

	while (i < c.nr) {
		__u32 phandle = get_cell(&c, i++);
		int smmu = smmu_of_phandle(p->topo, phandle);
		int nr = specifier_cells(p, phandle, name);

		if (nr < 0 || i + nr > c.nr)
			return -EINVAL;
		if (smmu >= 0) {
			if (nr != 1)
				return -EINVAL;
			ret = add_stream(p->topo, s, smmu, get_cell(&c, i));
			if (ret)
				return ret;
		}
		i += nr;
	}
	return 0;
}

/* One entry of "iommu-map": @len requester IDs from @rid go to IDs from @sid. */
static int parse_map_entry(struct parser *p, struct streams *s, int smmu, const __u32 e[3],
			   __u32 mask)
{
	__u32 rid = e[0], sid = e[1], len = e[2], i;
	int ret;

	for (i = 0; i < len; i++) {
		/* The mask is applied first, so other IDs are never looked up. */
		if ((rid + i) & ~mask)
			continue;
		ret = add_stream(p->topo, s, smmu, sid + i);
		if (ret)
			return ret;
	}
	return 0;
}

static int parse_iommu_map(struct parser *p, int node, struct streams *s)
{
	static const char name[] = "#iommu-cells";
	__u32 mask = get_u32(p->fdt, node, "iommu-map-mask", ~0U);
	struct cells c;
	int i = 0, ret;

	if (!get_cells(p->fdt, node, "iommu-map", &c))
		return c.cell ? -EINVAL : 0;

	while (i < c.nr) {
		int smmu, nr;

		if (i + 2 > c.nr)
			return -EINVAL;
		smmu = smmu_of_phandle(p->topo, get_cell(&c, i + 1));
		nr = specifier_cells(p, get_cell(&c, i + 1), name);
		if (nr < 0 || i + nr + 3 > c.nr || (smmu >= 0 && nr != 1))
			return -EINVAL;
		if (smmu >= 0) {
			__u32 e[3] = { get_cell(&c, i), get_cell(&c, i + 2), get_cell(&c, i + 3) };

			ret = parse_map_entry(p, s, smmu, e, mask);
			if (ret)
				return ret;
		}
		i += nr + 3;
	}
	return 0;
}

static int add_row(struct pkvm_topology *topo, const struct pkvm_topology_row *row)
{
	__u32 i;

	for (i = 0; i < topo->nr_rows; i++) {
		if (same_row(&topo->rows[i], row))
			return 0;
	}
	if (topo->nr_rows == PKVM_IOMMU_MAX_ROWS)
		return -E2BIG;
	topo->rows[topo->nr_rows++] = *row;
	return 0;
}

/*
 * Adds a row for each memory client that "interconnects" names. Returns how many
 * were named. Each path is two endpoints; a client is an endpoint at the memory
 * controller.
 */
static int add_clients(struct parser *p, int node, struct pkvm_topology_row row)
{
	static const char name[] = "#interconnect-cells";
	struct cells c;
	int i = 0, found = 0, ret;

	if (!get_cells(p->fdt, node, "interconnects", &c))
		return c.cell ? -EINVAL : 0;

	while (i < c.nr) {
		__u32 phandle = get_cell(&c, i++);
		int nr = specifier_cells(p, phandle, name);

		if (nr < 0 || i + nr > c.nr)
			return -EINVAL;
		if (p->mc_phandle && phandle == p->mc_phandle) {
			if (nr != 1 || get_cell(&c, i) >= PKVM_IOMMU_NO_CLIENT)
				return -EINVAL;
			row.client = get_cell(&c, i);
			ret = add_row(p->topo, &row);
			if (ret)
				return ret;
			found++;
		}
		i += nr;
	}
	return found;
}

/*
 * Clients belong to the node's own stream. A node with several streams and no
 * "iommus" of its own, or with several there, doesn't say which is whose; its
 * clients are then left out, and EL2 treats them as clients no table names.
 */
static int parse_master(struct parser *p, int node)
{
	struct streams s = { .nr = 0 };
	int own, i, ret;

	ret = parse_iommus(p, node, &s);
	if (ret)
		return ret;
	own = s.nr;
	ret = parse_iommu_map(p, node, &s);
	if (ret)
		return ret;
	if (!own && s.nr == 1)
		own = 1;

	for (i = 0; i < s.nr; i++) {
		ret = own == 1 && i == 0 ? add_clients(p, node, s.row[0]) : 0;
		if (!ret)
			ret = add_row(p->topo, &s.row[i]);
		if (ret < 0)
			return ret;
	}
	return 0;
}

typedef int (*node_parser)(struct parser *p, int node);

static int parse_nodes(struct parser *p, node_parser parse)
{
	int node, ret;

	for (node = fdt_next_node(p->fdt, -1, NULL); node >= 0;
	     node = fdt_next_node(p->fdt, node, NULL)) {
		ret = parse(p, node);
		if (ret) {
			p->topo->bad_node = node;
			return ret;
		}
	}
	return node == -FDT_ERR_NOTFOUND ? 0 : -EINVAL;
}

/**
 * pkvm_topology_parse() - read the topology out of a device tree blob
 * @fdt: the blob, as the boot loader gave it
 * @topo: filled; on failure its contents mean nothing but @bad_node
 *
 * Without any enabled SMMU of a known kind, @topo is empty: there is nothing to
 * own, which is no error.
 *
 * Return: 0, -EINVAL for a blob that contradicts itself or its bindings, -E2BIG
 * for more than the interface can describe, -ENXIO for SMMUs without the memory
 * controller that decides what reaches them.
 */
int pkvm_topology_parse(const void *fdt, struct pkvm_topology *topo)
{
	struct parser p = { .fdt = fdt, .topo = topo };
	int ret;

	memset(topo, 0, sizeof(*topo));
	topo->bad_node = -1;
	if (fdt_check_header(fdt))
		return -EINVAL;

	ret = parse_nodes(&p, parse_block);
	if (ret)
		return ret;
	if (!topo->nr_smmus) {
		topo->nr_mc_regions = 0;
		return 0;
	}
	if (!topo->nr_mc_regions)
		return -ENXIO;
	return parse_nodes(&p, parse_master);
}
