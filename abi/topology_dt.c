// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads the topology table out of a flattened device tree, in one pass for SMMUs, the
 * memory controller and the offsets of all masters, and then master by master.
 *
 * Every master counts, whatever its "status": a device that the tree disables
 * is still wired to its SMMU, and whoever can reach its registers can start it.
 * The memory controller counts only when enabled, since a disabled one is not there
 * for the operating system to describe. An SMMU or IOMMU that EL2 cannot own, or that is
 * disabled, leaves DMA that nothing contains: the whole tree is refused.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/libfdt.h>
#include <linux/limits.h>
#include <linux/types.h>

#include "topology_dt.h"

/* More streams than an MMU-500 has stream-match groups can't be one node's. */
#define MAX_NODE_STREAMS	128

/* Stream IDs of an MMU-500 have 15 bits. */
#define MMU500_SID_MAX		0x7fffU

#define MAX_SPECIFIER_CELLS	16
#define MAX_DEPTH		16
#define MAX_PROVIDERS		64
#define MAX_MASTERS		512
#define NR_REMEMBERED_NAMES	64

/* Streams and clients that are named, all nodes together. Boards have some hundreds. */
#define MAX_NAMED		16384

/* The properties that say something of SMMUs and streams. */
enum prop_id {
	COMPATIBLE, STATUS, REG, RANGES, ADDRESS_CELLS, SIZE_CELLS, PHANDLE, LINUX_PHANDLE,
	IOMMU_CELLS, INTERCONNECT_CELLS, MATCH_MASK, IOMMUS, IOMMU_MAP, IOMMU_MAP_MASK,
	INTERCONNECTS, NO_MAP, IOMMU_ADDRESSES, NR_PROPS, NO_PROP = NR_PROPS,
};

static const char * const prop_names[NR_PROPS] __initconst = {
	[COMPATIBLE] = "compatible",
	[STATUS] = "status",
	[REG] = "reg",
	[RANGES] = "ranges",
	[ADDRESS_CELLS] = "#address-cells",
	[SIZE_CELLS] = "#size-cells",
	[PHANDLE] = "phandle",
	[LINUX_PHANDLE] = "linux,phandle",
	[IOMMU_CELLS] = "#iommu-cells",
	[INTERCONNECT_CELLS] = "#interconnect-cells",
	[MATCH_MASK] = "stream-match-mask",
	[IOMMUS] = "iommus",
	[IOMMU_MAP] = "iommu-map",
	[IOMMU_MAP_MASK] = "iommu-map-mask",
	[INTERCONNECTS] = "interconnects",
	[NO_MAP] = "no-map",
	[IOMMU_ADDRESSES] = "iommu-addresses",
};

/* What the first known string of a node's "compatible" makes of the node. */
enum kind { OTHER_NODE, SMMU_NODE, MC_NODE, R35_NODE, UNKNOWN_SMMU_NODE, DMA_ENGINE_NODE };

struct known_string {
	const char *compatible;
	enum kind kind;
};

/*
 * SMMUs that arm-smmu and arm-smmu-v3 match; other IOMMUs are known by "#iommu-cells". L4T
 * r35 has a memory controller of its own.
 */
static const struct known_string kinds[] __initconst = {
	{ "nvidia,tegra234-smmu", SMMU_NODE },
	{ "nvidia,tegra234-mc", MC_NODE },
	{ "nvidia,tegra-t23x-mc", R35_NODE },
	{ "nvidia,tegra234-gpcdma", DMA_ENGINE_NODE },
	{ "nvidia,tegra194-smmu", UNKNOWN_SMMU_NODE },
	{ "nvidia,smmu-500", UNKNOWN_SMMU_NODE },
	{ "arm,mmu-400", UNKNOWN_SMMU_NODE },
	{ "arm,mmu-401", UNKNOWN_SMMU_NODE },
	{ "arm,mmu-500", UNKNOWN_SMMU_NODE },
	{ "arm,smmu-v1", UNKNOWN_SMMU_NODE },
	{ "arm,smmu-v2", UNKNOWN_SMMU_NODE },
	{ "arm,smmu-v3", UNKNOWN_SMMU_NODE },
	{ "cavium,smmu-v2", UNKNOWN_SMMU_NODE },
	{ "qcom,smmu-v2", UNKNOWN_SMMU_NODE },
};

/* A property: bytes, of which most are read as 32-bit cells. */
struct value {
	const char *data;
	__u32 len;
};

/* A node's own properties, those that count. */
struct node {
	int offset;
	bool visited;
	struct value prop[NR_PROPS];
};

/* A property as a list of 32-bit cells. */
struct cells {
	const fdt32_t *cell;
	int nr;
};

/*
 * The streams of one master node, as rows that name no client yet, but for channels of a
 * DMA engine; @channels: those that have a row.
 */
struct streams {
	struct pkvm_topology_row row[MAX_NODE_STREAMS];
	int nr;
	int node;
	__u32 channels;
};

/* A node that specifiers may name. */
struct provider {
	__u32 phandle;
	__u32 iommu_cells;
	__u32 interconnect_cells;
};

static struct parser {
	const void *fdt;
	struct pkvm_topology *topo;
	__u32 mc_phandle;
	struct node node[MAX_DEPTH];	/* from the root to the current one */
	int depth;
	struct provider provider[MAX_PROVIDERS];
	int nr_providers;
	int master[MAX_MASTERS];
	int nr_masters;
	int nr_named;
	int unknown_smmu;		/* offset of the first one, or -1 */
	int r35;			/* of a node that L4T r35 has, or -1 */
	struct {
		__u32 name;
		__u8 prop;
		bool known;
	} remembered[NR_REMEMBERED_NAMES];
	struct streams streams;
} parser __initdata;

/* Every refusal comes from here, so that none lacks a reason. */
static int __init refuse(struct parser *p, int node, int error, const char *why)
{
	p->topo->bad_node = node;
	p->topo->why = why;
	return error;
}

/*
 * Which property has the name at offset @name of the block of strings? The same few names
 * come again and again; most blobs hold each once. Returns -EINVAL if there is no string.
 */
static int __init prop_of(struct parser *p, __u32 name)
{
	unsigned int slot = (name ^ name / NR_REMEMBERED_NAMES) % NR_REMEMBERED_NAMES;
	const char *text;
	unsigned int i;

	if (p->remembered[slot].known && p->remembered[slot].name == name)
		return p->remembered[slot].prop;
	text = fdt_get_string(p->fdt, name, NULL);
	if (!text)
		return -EINVAL;
	for (i = 0; i < NR_PROPS; i++) {
		if (*text == *prop_names[i] && !strcmp(text, prop_names[i]))
			break;
	}
	p->remembered[slot].known = true;
	p->remembered[slot].name = name;
	p->remembered[slot].prop = i;
	return i;
}

/* The first of two properties with one name counts, as in libfdt. */
static int __init add_prop(struct parser *p, struct node *n, int offset)
{
	const struct fdt_property *property;
	int len, prop;

	property = fdt_get_property_by_offset(p->fdt, offset, &len);
	if (!property)
		return -EINVAL;
	prop = prop_of(p, fdt32_ld(&property->nameoff));
	if (prop < 0)
		return prop;
	if (prop != NO_PROP && !n->prop[prop].data)
		n->prop[prop] = (struct value) { .data = property->data, .len = len };
	return 0;
}

static bool __init get_cells(const struct node *n, enum prop_id prop, struct cells *c)
{
	const struct value *v = &n->prop[prop];

	c->cell = (const fdt32_t *)v->data;
	c->nr = v->len / sizeof(*c->cell);
	return c->cell && !(v->len % sizeof(*c->cell));
}

static __u32 __init get_cell(const struct cells *c, int i)
{
	return fdt32_ld(c->cell + i);
}

/* One number of one or two cells, at cell @i. */
static __u64 __init get_number(const struct cells *c, int i, int nr)
{
	__u64 value = 0;

	while (nr--)
		value = (value << 32) | get_cell(c, i++);
	return value;
}

static __u32 __init get_u32(const struct node *n, enum prop_id prop, __u32 otherwise)
{
	struct cells c;

	if (!get_cells(n, prop, &c) || c.nr != 1)
		return otherwise;
	return get_cell(&c, 0);
}

static __u32 __init get_phandle(const struct node *n)
{
	return get_u32(n, PHANDLE, get_u32(n, LINUX_PHANDLE, 0));
}

static bool __init has_text(const struct value *v, const char *text)
{
	__u32 size = strlen(text) + 1;

	return v->len >= size && !memcmp(v->data, text, size);
}

static bool __init is_enabled(const struct node *n)
{
	const struct value *v = &n->prop[STATUS];

	return !v->data || has_text(v, "okay") || has_text(v, "ok");
}

static enum kind __init kind_of_string(const struct value *v)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (has_text(v, kinds[i].compatible))
			return kinds[i].kind;
	}
	return OTHER_NODE;
}

static enum kind __init kind_of(const struct node *n)
{
	struct value v = n->prop[COMPATIBLE];
	enum kind kind = OTHER_NODE;
	__u32 len;

	while (v.len && !kind) {
		kind = kind_of_string(&v);
		len = strnlen(v.data, v.len - 1) + 1;
		v.data += len;
		v.len -= len;
	}
	/* Whatever else translates for other devices. */
	return !kind && n->prop[IOMMU_CELLS].data ? UNKNOWN_SMMU_NODE : kind;
}

/* Takes *@addr from below the bus @bus, whose parent is @above, to above it. */
static int __init translate_once(const struct node *bus, const struct node *above, __u64 *addr)
{
	__u32 child = get_u32(bus, ADDRESS_CELLS, 2), size = get_u32(bus, SIZE_CELLS, 1);
	__u32 parent = get_u32(above, ADDRESS_CELLS, 2);
	__u32 nr = child + parent + size;
	struct cells c;
	int i;

	if (!get_cells(bus, RANGES, &c))
		return -EINVAL;
	if (!c.nr)
		return 0;
	if (child < 1 || child > 2 || size < 1 || size > 2 || parent < 1 || parent > 2)
		return -EINVAL;

	for (i = 0; i + (int)nr <= c.nr; i += nr) {
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

/* Takes *@addr from a "reg" of the current node to what the CPUs use. */
static int __init translate(const struct parser *p, __u64 *addr)
{
	int bus, ret = 0;

	for (bus = p->depth - 1; bus > 0 && !ret; bus--)
		ret = translate_once(&p->node[bus], &p->node[bus - 1], addr);
	return ret;
}

/* Returns the number of regions in the current node's "reg", at most @max. */
static int __init read_reg(const struct parser *p, struct pkvm_topology_region *region, int max)
{
	const struct node *n = &p->node[p->depth], *bus = n - 1;
	__u32 nr_addr, nr_size;
	struct cells c;
	int i, nr;

	if (!p->depth || !get_cells(n, REG, &c))
		return -EINVAL;
	nr_addr = get_u32(bus, ADDRESS_CELLS, 2);
	nr_size = get_u32(bus, SIZE_CELLS, 1);
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
		if (translate(p, &region[i].base))
			return -EINVAL;
	}
	return nr;
}

static int __init fill_smmu(struct parser *p, struct pkvm_topology_smmu *smmu)
{
	struct pkvm_topology_region region[PKVM_IOMMU_MAX_SMMU_REGS];
	const struct node *n = &p->node[p->depth];
	int i, nr = read_reg(p, region, PKVM_IOMMU_MAX_SMMU_REGS);

	if (nr < 0)
		return nr;
	for (i = 0; i < nr; i++) {
		/* Instances that are programmed alike have the same registers. */
		if (region[i].size != region[0].size)
			return -EINVAL;
		smmu->base[i] = region[i].base;
	}
	smmu->nr_instances = nr;
	smmu->size = region[0].size;
	smmu->match_mask = get_u32(n, MATCH_MASK, 0);
	smmu->phandle = get_phandle(n);
	smmu->node = n->offset;
	return 0;
}

static int __init add_smmu(struct parser *p)
{
	const struct node *n = &p->node[p->depth];
	struct pkvm_topology *topo = p->topo;
	int ret;

	if (!is_enabled(n))
		return refuse(p, n->offset, -ENODEV,
			      "this SMMU is disabled: nothing contains the DMA behind it");
	if (topo->nr_smmus == PKVM_IOMMU_MAX_SMMUS)
		return refuse(p, n->offset, -E2BIG, "more SMMUs than EL2 has room for");
	ret = fill_smmu(p, &topo->smmus[topo->nr_smmus]);
	if (ret)
		return refuse(p, n->offset, ret, "the SMMU's registers are not understood");
	topo->nr_smmus++;
	return 0;
}

static int __init add_mc(struct parser *p)
{
	const struct node *n = &p->node[p->depth];
	int nr;

	if (!is_enabled(n))
		return 0;
	/* A second controller would leave clients that nobody watches. */
	if (p->topo->nr_mc_regions)
		return refuse(p, n->offset, -EINVAL, "a second memory controller");
	nr = read_reg(p, p->topo->mc, PKVM_IOMMU_MAX_GUARD_REGS);
	if (nr < 0)
		return refuse(p, n->offset, nr,
			      "the memory controller's registers are not understood");
	p->topo->nr_mc_regions = nr;
	p->mc_phandle = get_phandle(n);
	return 0;
}

static bool __init is_reserved_memory(const struct parser *p)
{
	const char *name = p->depth == 2 ? fdt_get_name(p->fdt, p->node[1].offset, NULL) : NULL;

	return name && !strcmp(name, "reserved-memory");
}

/*
 * Memory that the kernel must not map, and that a device uses since before: the frame buffer
 * of a display. What is not understood, or too much, is left out: the device faults.
 */
static void __init add_memory(struct parser *p)
{
	const struct node *n = &p->node[p->depth];
	struct pkvm_topology_region region;

	if (!n->prop[NO_MAP].data || !n->prop[IOMMU_ADDRESSES].data || !is_enabled(n) ||
	    !is_reserved_memory(p) || p->topo->nr_memory == PKVM_IOMMU_MAX_MEMORY)
		return;
	if (read_reg(p, &region, 1) == 1 && region.size)
		p->topo->memory[p->topo->nr_memory++] = region;
}

static int __init add_block(struct parser *p)
{
	const struct node *n = &p->node[p->depth];

	switch (kind_of(n)) {
	case SMMU_NODE:
		return add_smmu(p);
	case MC_NODE:
		return add_mc(p);
	case R35_NODE:
		p->r35 = n->offset;
		return 0;
	case UNKNOWN_SMMU_NODE:
		if (p->unknown_smmu < 0)
			p->unknown_smmu = n->offset;
		return 0;
	default:
		return 0;
	}
}

static int __init add_provider(struct parser *p)
{
	const struct node *n = &p->node[p->depth];
	__u32 phandle = get_phandle(n);

	if (!phandle || (!n->prop[IOMMU_CELLS].data && !n->prop[INTERCONNECT_CELLS].data))
		return 0;
	if (p->nr_providers == MAX_PROVIDERS)
		return refuse(p, n->offset, -E2BIG,
			      "more SMMUs and interconnects than EL1 has room for");
	p->provider[p->nr_providers++] = (struct provider) {
		.phandle = phandle,
		.iommu_cells = get_u32(n, IOMMU_CELLS, U32_MAX),
		.interconnect_cells = get_u32(n, INTERCONNECT_CELLS, U32_MAX),
	};
	return 0;
}

static int __init add_master(struct parser *p)
{
	const struct node *n = &p->node[p->depth];

	if (!n->prop[IOMMUS].data && !n->prop[IOMMU_MAP].data)
		return 0;
	if (p->nr_masters == MAX_MASTERS)
		return refuse(p, n->offset, -E2BIG, "more DMA masters than EL1 has room for");
	p->master[p->nr_masters++] = n->offset;
	return 0;
}

/* Once for each node, when all of its properties have been read. */
static int __init visit(struct parser *p)
{
	struct node *n = &p->node[p->depth];
	int ret;

	if (n->visited)
		return 0;
	n->visited = true;
	add_memory(p);
	ret = add_block(p);
	if (!ret)
		ret = add_provider(p);
	return ret ? ret : add_master(p);
}

static int __init enter(struct parser *p, int offset)
{
	int ret = p->depth >= 0 ? visit(p) : 0;

	if (ret)
		return ret;
	if (++p->depth == MAX_DEPTH)
		return refuse(p, offset, -E2BIG, "nodes are nested too deeply");
	p->node[p->depth] = (struct node) { .offset = offset };
	return 0;
}

static int __init step(struct parser *p, __u32 tag, int offset)
{
	int ret;

	switch (tag) {
	case FDT_NOP:
		return 0;
	case FDT_BEGIN_NODE:
		return enter(p, offset);
	case FDT_PROP:
		/* Those that follow a child are not the node's, as in libfdt. */
		if (p->depth < 0 || p->node[p->depth].visited)
			return 0;
		return add_prop(p, &p->node[p->depth], offset);
	default:
		ret = p->depth >= 0 ? visit(p) : -EINVAL;
		p->depth--;
		return ret;
	}
}

static int __init walk_blob(struct parser *p)
{
	int offset, next = 0, ret = 0;
	__u32 tag;

	p->depth = -1;
	do {
		offset = next;
		tag = fdt_next_tag(p->fdt, offset, &next);
		if (tag != FDT_END)
			ret = step(p, tag, offset);
	} while (!ret && tag != FDT_END);
	/* libfdt calls an error the end, with a negative offset. */
	if (!ret && (next < 0 || p->depth != -1))
		ret = -EINVAL;
	if (ret && !p->topo->why)
		return refuse(p, -1, ret, "the device tree blob is damaged");
	return ret;
}

/* The masters' part: nodes one by one, and the streams that they name. */

static int __init read_node(struct parser *p, int offset, struct node *n)
{
	int prop, ret = 0;

	*n = (struct node) { .offset = offset };
	fdt_for_each_property_offset(prop, p->fdt, offset) {
		ret = add_prop(p, n, prop);
		if (ret)
			break;
	}
	return ret;
}

static const struct provider *__init find_provider(const struct parser *p, __u32 phandle)
{
	int i;

	for (i = 0; i < p->nr_providers; i++) {
		if (p->provider[i].phandle == phandle)
			return &p->provider[i];
	}
	return NULL;
}

static int __init iommu_cells(const struct parser *p, __u32 phandle)
{
	const struct provider *provider = find_provider(p, phandle);

	if (!provider || provider->iommu_cells > MAX_SPECIFIER_CELLS)
		return -EINVAL;
	return provider->iommu_cells;
}

static int __init interconnect_cells(const struct parser *p, __u32 phandle)
{
	const struct provider *provider = find_provider(p, phandle);

	if (!provider || provider->interconnect_cells > MAX_SPECIFIER_CELLS)
		return -EINVAL;
	return provider->interconnect_cells;
}

static int __init smmu_of_phandle(const struct pkvm_topology *topo, __u32 phandle)
{
	__u32 i;

	for (i = 0; i < topo->nr_smmus; i++) {
		if (phandle && topo->smmus[i].phandle == phandle)
			return i;
	}
	return -1;
}

/* Bounds the time for a blob that names the same streams over and over. */
static int __init count_named(struct parser *p, int node)
{
	if (p->nr_named++ < MAX_NAMED)
		return 0;
	return refuse(p, node, -E2BIG, "more streams are named than EL1 has time for");
}

static bool __init same_row(const struct pkvm_topology_row *a, const struct pkvm_topology_row *b)
{
	return a->sid == b->sid && a->nr_sids == b->nr_sids && a->client == b->client &&
	       a->smmu == b->smmu;
}

/*
 * More than one stream ID when they are too many to be told apart. An ID with ignored bits
 * set is another stream's second name: such a row is kept, to be named as refused.
 */
static int __init add_row_of_node(struct parser *p, struct streams *s,
				  struct pkvm_topology_row row)
{
	int i, ret = count_named(p, s->node);

	if (ret)
		return ret;
	row.node = s->node;
	if (row.nr_sids > 1)
		row.error = -E2BIG;
	else if (row.sid > MMU500_SID_MAX || row.sid & p->topo->smmus[row.smmu].match_mask)
		row.error = -EINVAL;
	for (i = 0; i < s->nr; i++) {
		if (same_row(&s->row[i], &row))
			return 0;
	}
	if (s->nr == MAX_NODE_STREAMS)
		return refuse(p, s->node, -E2BIG, "more streams than an SMMU can match");
	s->row[s->nr++] = row;
	return 0;
}

static int __init add_stream(struct parser *p, struct streams *s, int smmu, __u32 sid, __u32 nr)
{
	return add_row_of_node(p, s, (struct pkvm_topology_row) {
		.sid = sid, .nr_sids = nr, .client = PKVM_IOMMU_NO_CLIENT, .smmu = smmu,
	});
}

static int __init malformed(struct parser *p, int node, enum prop_id prop)
{
	switch (prop) {
	case IOMMUS:
		return refuse(p, node, -EINVAL, "\"iommus\" is not understood");
	case IOMMU_MAP:
		return refuse(p, node, -EINVAL, "\"iommu-map\" is not understood");
	default:
		return refuse(p, node, -EINVAL, "\"interconnects\" is not understood");
	}
}

static int __init parse_iommus(struct parser *p, const struct node *n, struct streams *s)
{
	struct cells c;
	int i = 0, ret;

	if (!get_cells(n, IOMMUS, &c))
		return c.cell ? malformed(p, n->offset, IOMMUS) : 0;

	while (i < c.nr) {
		__u32 phandle = get_cell(&c, i++);
		int smmu = smmu_of_phandle(p->topo, phandle);

		if (smmu < 0 || iommu_cells(p, phandle) != 1 || i == c.nr)
			return malformed(p, n->offset, IOMMUS);
		ret = add_stream(p, s, smmu, get_cell(&c, i++), 1);
		if (ret)
			return ret;
	}
	return 0;
}

/* The smallest number from @from on that has no bits but those of @mask; ULLONG_MAX: none. */
static __u64 __init next_masked(__u64 from, __u32 mask)
{
	__u64 wrong = from & ~(__u64)mask & U32_MAX;
	int bit;

	if (from > U32_MAX)
		return ULLONG_MAX;
	if (!wrong)
		return from;
	/* The highest wrong bit goes; a bit of the mask above it, that is clear, is set. */
	for (bit = 31; !(wrong >> bit & 1); bit--)
		;
	for (bit++; bit < 32; bit++) {
		if (mask >> bit & 1 && !(from >> bit & 1))
			return (from >> bit | 1) << bit;
	}
	return ULLONG_MAX;
}

/*
 * One entry of "iommu-map": the requester IDs from e[0] on, e[2] of them, go to stream IDs
 * from e[1] on. The mask is applied first, so other IDs are never looked up. An entry of
 * more streams than a node may have is one row, which names all.
 */
static int __init parse_map_entry(struct parser *p, struct streams *s, int smmu,
				  const __u32 e[3], __u32 mask)
{
	__u64 rid = next_masked(e[0], mask), end = (__u64)e[0] + e[2];
	__u32 sid[MAX_NODE_STREAMS];
	int nr, i, ret = 0;

	for (nr = 0; rid < end; nr++) {
		if (nr == MAX_NODE_STREAMS)
			return add_stream(p, s, smmu, e[1], e[2]);
		sid[nr] = e[1] + (__u32)(rid - e[0]);
		rid = next_masked(rid + 1, mask);
	}
	for (i = 0; i < nr && !ret; i++)
		ret = add_stream(p, s, smmu, sid[i], 1);
	return ret;
}

/*
 * One entry of a DMA engine's "iommu-map", whose requester IDs are channels. A channel has
 * one stream, that of the first entry that names it. Channel 0 is firmware's.
 */
static int __init parse_channels(struct parser *p, struct streams *s, int smmu,
				 const __u32 e[3], __u32 mask)
{
	__u32 ch, id;
	int ret = 0;

	for (ch = 1; ch < PKVM_IOMMU_NR_CHANNELS && !ret; ch++) {
		id = ch & mask;
		if (id < e[0] || id - e[0] >= e[2] || s->channels >> ch & 1)
			continue;
		s->channels |= 1U << ch;
		ret = add_row_of_node(p, s, (struct pkvm_topology_row) {
			.sid = e[1] + (id - e[0]), .nr_sids = 1, .client = PKVM_IOMMU_CHANNEL(ch),
			.smmu = smmu,
		});
	}
	return ret;
}

static int __init parse_iommu_map(struct parser *p, const struct node *n, struct streams *s)
{
	__u32 mask = get_u32(n, IOMMU_MAP_MASK, ~0U);
	bool has_channels;
	struct cells c;
	int i, ret;

	if (!get_cells(n, IOMMU_MAP, &c))
		return c.cell ? malformed(p, n->offset, IOMMU_MAP) : 0;

	has_channels = kind_of(n) == DMA_ENGINE_NODE;
	for (i = 0; i < c.nr; i += 4) {
		__u32 e[3];
		int smmu;

		if (i + 4 > c.nr)
			return malformed(p, n->offset, IOMMU_MAP);
		smmu = smmu_of_phandle(p->topo, get_cell(&c, i + 1));
		if (smmu < 0 || iommu_cells(p, get_cell(&c, i + 1)) != 1)
			return malformed(p, n->offset, IOMMU_MAP);
		e[0] = get_cell(&c, i);
		e[1] = get_cell(&c, i + 2);
		e[2] = get_cell(&c, i + 3);
		ret = has_channels ? parse_channels(p, s, smmu, e, mask) :
				     parse_map_entry(p, s, smmu, e, mask);
		if (ret)
			return ret;
	}
	return 0;
}

static int __init add_row(struct parser *p, const struct pkvm_topology_row *row)
{
	struct pkvm_topology *topo = p->topo;
	int ret = count_named(p, row->node);
	__u32 i;

	if (ret)
		return ret;
	for (i = 0; i < topo->nr_rows; i++) {
		if (same_row(&topo->rows[i], row))
			return 0;
	}
	if (topo->nr_rows == PKVM_IOMMU_MAX_ROWS)
		return refuse(p, row->node, -E2BIG, "more streams than EL2 has room for");
	topo->rows[topo->nr_rows++] = *row;
	return 0;
}

/*
 * Adds a row for each memory client that "interconnects" names. Returns how many
 * were named. Each path is two endpoints; a client is an endpoint at the memory
 * controller.
 */
static int __init add_clients(struct parser *p, const struct node *n, struct pkvm_topology_row row)
{
	struct cells c;
	int i = 0, found = 0, ret;

	if (!get_cells(n, INTERCONNECTS, &c))
		return c.cell ? malformed(p, n->offset, INTERCONNECTS) : 0;

	while (i < c.nr) {
		__u32 phandle = get_cell(&c, i++);
		int nr = interconnect_cells(p, phandle);

		if (nr < 0 || i + nr > c.nr)
			return malformed(p, n->offset, INTERCONNECTS);
		if (p->mc_phandle && phandle == p->mc_phandle) {
			if (nr != 1 || get_cell(&c, i) >= PKVM_IOMMU_CHANNEL(0))
				return malformed(p, n->offset, INTERCONNECTS);
			row.client = get_cell(&c, i);
			ret = add_row(p, &row);
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
static int __init parse_master(struct parser *p, const struct node *n)
{
	struct streams *s = &p->streams;
	int own, i, ret;

	s->nr = 0;
	s->node = n->offset;
	s->channels = 0;
	ret = parse_iommus(p, n, s);
	if (ret)
		return ret;
	own = s->nr;
	ret = parse_iommu_map(p, n, s);
	if (ret)
		return ret;
	if (!own && s->nr == 1 && !s->channels)
		own = 1;

	for (i = 0; i < s->nr; i++) {
		ret = own == 1 && i == 0 ? add_clients(p, n, s->row[0]) : 0;
		if (!ret)
			ret = add_row(p, &s->row[i]);
		if (ret < 0)
			return ret;
	}
	return 0;
}

static int __init parse_masters(struct parser *p)
{
	struct node n;
	int i, ret = 0;

	for (i = 0; i < p->nr_masters && !ret; i++) {
		ret = read_node(p, p->master[i], &n);
		if (!ret)
			ret = parse_master(p, &n);
	}
	return ret;
}

/* Is there DMA that EL2 could not contain? */
static int __init check_blocks(struct parser *p)
{
	if (p->r35 >= 0)
		return refuse(p, p->r35, -ENODEV,
			      "this is a device tree of L4T r35, which lacks what EL2 needs: boot the kernel's own, or L4T r36's");
	if (p->unknown_smmu >= 0)
		return refuse(p, p->unknown_smmu, -ENODEV,
			      "EL2 has no driver for this SMMU or IOMMU");
	if (!p->topo->nr_smmus)
		return refuse(p, -1, -ENODEV, "the device tree has no SMMU");
	if (!p->topo->nr_mc_regions)
		return refuse(p, -1, -ENXIO,
			      "the device tree has no memory controller that decides what reaches the SMMUs");
	return 0;
}

/**
 * pkvm_topology_parse() - read the topology out of a device tree blob
 * @fdt: the blob, as the boot loader gave it
 * @topo: filled; on failure its contents mean nothing but @bad_node and @why
 *
 * Takes time that grows with the size of the blob, at most with the number of rows times
 * its size, whatever the blob holds.
 *
 * Return: 0, -EINVAL for a blob that contradicts itself or its bindings, -E2BIG
 * for more than the interface can describe, -ENODEV for a system with an SMMU or IOMMU
 * that EL2 cannot own, or with none, -ENXIO for SMMUs without the memory controller
 * that decides what reaches them.
 */
int __init pkvm_topology_parse(const void *fdt, struct pkvm_topology *topo)
{
	struct parser *p = &parser;
	int ret;

	memset(topo, 0, sizeof(*topo));
	topo->bad_node = -1;
	memset(p, 0, sizeof(*p));
	p->fdt = fdt;
	p->topo = topo;
	p->unknown_smmu = -1;
	p->r35 = -1;
	/* Older versions do not say how long the structure block is. */
	if (fdt_check_header(fdt) || fdt_version(fdt) < 17)
		return refuse(p, -1, -EINVAL, "the device tree blob is damaged");

	ret = walk_blob(p);
	if (!ret)
		ret = check_blocks(p);
	return ret ? ret : parse_masters(p);
}
