// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of the device tree parser: the topology of upstream's blobs, and blobs built
 * here, one for each rule and each refusal.
 *
 * BLOBS=FOLDER has upstream's tegra234-*.dtb; without it they are in build/mainline.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include <unistd.h>

#include <linux/errno.h>
#include <linux/libfdt.h>

#include "../../../abi/topology_dt.h"

#define NO_CLIENT	PKVM_IOMMU_NO_CLIENT

/* Phandles in the blobs built here. */
#define MC		1
#define EMC		2
#define SMMU_A		3
#define SMMU_B		4
#define NO_IOMMU	5

static const char *dtb_folder;
static struct pkvm_topology topo;
static char blob[1 << 18];

/* Upstream's blobs. */

static const void *load(const char *name)
{
	static char dtb[1 << 20];
	char path[512];
	size_t len;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", dtb_folder, name);
	f = fopen(path, "rb");
	if (!f) {
		print_error("no %s\n", path);
		fail();
	}
	len = fread(dtb, 1, sizeof(dtb), f);
	fclose(f);
	assert_true(len > 0 && len < sizeof(dtb));
	return dtb;
}

static int smmu_at(__u64 base)
{
	for (__u32 i = 0; i < topo.nr_smmus; i++) {
		if (topo.smmus[i].base[0] == base)
			return i;
	}
	fail_msg("no SMMU at 0x%llx", (unsigned long long)base);
	return -1;
}

static int has_row(int smmu, __u32 sid, __u32 client)
{
	int nr = 0;

	for (__u32 i = 0; i < topo.nr_rows; i++)
		nr += topo.rows[i].smmu == smmu && topo.rows[i].sid == sid &&
		      topo.rows[i].client == client;
	return nr;
}

static int rows_of_stream(int smmu, __u32 sid)
{
	int nr = 0;

	for (__u32 i = 0; i < topo.nr_rows; i++)
		nr += topo.rows[i].smmu == smmu && topo.rows[i].sid == sid;
	return nr;
}

static int distinct_streams(void)
{
	int nr = 0;

	for (__u32 i = 0; i < topo.nr_rows; i++) {
		__u32 j = 0;

		while (topo.rows[j].smmu != topo.rows[i].smmu ||
		       topo.rows[j].sid != topo.rows[i].sid)
			j++;
		nr += i == j;
	}
	return nr;
}

/* Checks that hold for every table. */
static void check_table(void)
{
	for (__u32 i = 0; i < topo.nr_rows; i++) {
		const struct pkvm_topology_row *row = &topo.rows[i];

		assert_int_equal(has_row(row->smmu, row->sid, row->client), 1);
		assert_true(row->smmu < topo.nr_smmus);
		assert_int_equal(row->nr_sids, 1);
		assert_false(row->sid & (topo.smmus[row->smmu].match_mask | ~0x7fffU));
	}
}

static void upstream_blocks(void **state)
{
	const struct pkvm_topology_smmu *s;

	(void)state;
	assert_int_equal(pkvm_topology_parse(load("tegra234-p3737-0000+p3701-0000.dtb"), &topo), 0);
	check_table();
	assert_int_equal(topo.nr_smmus, 3);

	s = &topo.smmus[smmu_at(0x08000000)];
	assert_int_equal(s->nr_instances, 2);
	assert_int_equal(s->base[1], 0x07000000);
	assert_int_equal(s->size, 0x1000000);
	assert_int_equal(s->match_mask, 0x7f80);
	s = &topo.smmus[smmu_at(0x10000000)];
	assert_int_equal(s->nr_instances, 1);
	assert_int_equal(s->base[1], 0);
	s = &topo.smmus[smmu_at(0x12000000)];
	assert_int_equal(s->nr_instances, 2);
	assert_int_equal(s->base[1], 0x11000000);

	assert_int_equal(topo.nr_mc_regions, 18);
	assert_int_equal(topo.mc[0].base, 0x02c00000);
	assert_int_equal(topo.mc[1].base, 0x02c10000);
	assert_int_equal(topo.mc[17].base, 0x01770000);
	for (__u32 i = 0; i < topo.nr_mc_regions; i++)
		assert_int_equal(topo.mc[i].size, 0x10000);
}

static void upstream_streams(void **state)
{
	int niso0, niso1;

	(void)state;
	assert_int_equal(pkvm_topology_parse(load("tegra234-p3737-0000+p3701-0000.dtb"), &topo), 0);
	niso0 = smmu_at(0x12000000);
	niso1 = smmu_at(0x08000000);

	assert_int_equal(distinct_streams(), 46);

	/* GPCDMA and three SPI controllers share a stream without a client. */
	assert_int_equal(has_row(niso0, 0x4, NO_CLIENT), 1);
	assert_int_equal(rows_of_stream(niso0, 0x4), 1);

	/* SID 2 is SDMMC4 on one SMMU and the audio engine on the other. */
	assert_int_equal(has_row(niso1, 0x2, 0x63), 1);
	assert_int_equal(has_row(niso1, 0x2, 0x67), 1);
	assert_int_equal(rows_of_stream(niso1, 0x2), 2);
	assert_int_equal(has_row(niso0, 0x2, 0x9f), 1);
	assert_int_equal(has_row(niso0, 0x2, 0xa0), 1);
	assert_int_equal(rows_of_stream(niso0, 0x2), 2);

	/* A context of host1x has a stream on both SMMUs, and no client. */
	assert_int_equal(has_row(niso0, 0x35, NO_CLIENT), 1);
	assert_int_equal(has_row(niso1, 0x35, NO_CLIENT), 1);
}

static void upstream_boards(void **state)
{
	static const char * const name[] = {
		"tegra234-p3737-0000+p3701-0000.dtb", "tegra234-p3737-0000+p3701-0008.dtb",
		"tegra234-p3740-0002+p3701-0008.dtb", "tegra234-p3768-0000+p3767-0000.dtb",
	};
	char path[512];
	int nr = 0;
	FILE *f;

	/* One blob is always built; the others are of the same chip: the table is the same. */
	(void)state;
	for (size_t i = 0; i < sizeof(name) / sizeof(*name); i++) {
		snprintf(path, sizeof(path), "%s/%s", dtb_folder, name[i]);
		f = fopen(path, "rb");
		if (!f)
			continue;
		fclose(f);
		assert_int_equal(pkvm_topology_parse(load(name[i]), &topo), 0);
		check_table();
		assert_int_equal(topo.nr_smmus, 3);
		assert_int_equal(distinct_streams(), 46);
		nr++;
	}
	assert_true(nr >= 1);
}

/* Blobs built here. */

static void cells(const char *name, int nr, ...)
{
	fdt32_t value[64];
	va_list ap;

	assert_true(nr <= 64);
	va_start(ap, nr);
	for (int i = 0; i < nr; i++)
		value[i] = cpu_to_fdt32(va_arg(ap, unsigned int));
	va_end(ap);
	assert_int_equal(fdt_property(blob, name, value, nr * sizeof(*value)), 0);
}

#define CELLS(name, ...) \
	cells(name, sizeof((unsigned int[]){ __VA_ARGS__ }) / sizeof(int), __VA_ARGS__)

static void node(const char *name)
{
	assert_int_equal(fdt_begin_node(blob, name), 0);
}

static void end(void)
{
	assert_int_equal(fdt_end_node(blob), 0);
}

static void text(const char *name, const char *value)
{
	assert_int_equal(fdt_property_string(blob, name, value), 0);
}

static void begin_blob(void)
{
	assert_int_equal(fdt_create(blob, sizeof(blob)), 0);
	assert_int_equal(fdt_finish_reservemap(blob), 0);
	node("");
	CELLS("#address-cells", 2);
	CELLS("#size-cells", 2);
}

static int parse_blob(void)
{
	end();
	assert_int_equal(fdt_finish(blob), 0);
	return pkvm_topology_parse(blob, &topo);
}

static void smmu(const char *name, unsigned int phandle, unsigned int base)
{
	node(name);
	text("compatible", "nvidia,tegra234-smmu");
	CELLS("reg", 0, base, 0, 0x1000000);
	CELLS("stream-match-mask", 0x7f80);
	CELLS("#iommu-cells", 1);
	CELLS("phandle", phandle);
	end();
}

static void mc(void)
{
	node("mc");
	text("compatible", "nvidia,tegra234-mc");
	CELLS("reg", 0, 0x2c00000, 0, 0x10000);
	CELLS("#interconnect-cells", 1);
	CELLS("phandle", MC);
	end();
	node("emc");
	CELLS("#interconnect-cells", 0);
	CELLS("phandle", EMC);
	end();
}

/* The nodes that most blobs have: a memory controller and two SMMUs. */
static void begin_machine(void)
{
	begin_blob();
	mc();
	smmu("smmu-a", SMMU_A, 0x8000000);
	smmu("smmu-b", SMMU_B, 0x9000000);
	node("no-iommu");
	CELLS("phandle", NO_IOMMU);
	end();
}

static int parse_master_with(const char *name, unsigned int a, unsigned int b)
{
	begin_machine();
	node("master");
	CELLS(name, a, b);
	end();
	return parse_blob();
}

static void not_a_blob(void **state)
{
	(void)state;
	memset(blob, 0, sizeof(blob));
	assert_int_equal(pkvm_topology_parse(blob, &topo), -EINVAL);
	assert_int_equal(topo.bad_node, -1);
}

/* The tree is refused as a whole, and the reason says what to look at. */
static void expect_refusal(int error, const char *path, const char *why)
{
	char at[64] = "";

	assert_int_equal(parse_blob(), error);
	assert_non_null(topo.why);
	assert_non_null(strstr(topo.why, why));
	if (!path) {
		assert_int_equal(topo.bad_node, -1);
		return;
	}
	assert_int_equal(fdt_get_path(blob, topo.bad_node, at, sizeof(at)), 0);
	assert_string_equal(at, path);
}

static void no_smmu(void **state)
{
	(void)state;
	begin_blob();
	mc();
	expect_refusal(-ENODEV, NULL, "no SMMU");
}

/* What UEFI hands over when it has no tree. */
static void empty_tree(void **state)
{
	(void)state;
	begin_blob();
	node("chosen");
	end();
	expect_refusal(-ENODEV, NULL, "no SMMU");
}

static void iommu_node(const char *compatible, int nr_cells)
{
	node("iommu@5000000");
	text("compatible", compatible);
	CELLS("reg", 0, 0x5000000, 0, 0x20000);
	if (nr_cells)
		CELLS("#iommu-cells", nr_cells);
	CELLS("phandle", 9);
	end();
}

/* Alone, or besides those that EL2 can own: its DMA would not be contained. */
static void unknown_iommus(void **state)
{
	static const char * const name[] = {
		"arm,mmu-500", "nvidia,tegra194-smmu", "nvidia,smmu-500", "arm,smmu-v3",
		"arm,mmu-400", "arm,mmu-401", "arm,smmu-v1", "arm,smmu-v2", "cavium,smmu-v2",
		"qcom,smmu-v2",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(name) / sizeof(*name); i++) {
		begin_blob();
		iommu_node(name[i], 0);
		expect_refusal(-ENODEV, "/iommu@5000000", "no driver");
		begin_machine();
		iommu_node(name[i], 0);
		expect_refusal(-ENODEV, "/iommu@5000000", "no driver");
	}
	/* Of any other kind: it has cells, whatever its name and status. */
	begin_machine();
	iommu_node("renesas,ipmmu-r8a7795", 2);
	expect_refusal(-ENODEV, "/iommu@5000000", "no driver");
	begin_machine();
	node("bus");
	node("iommu@1");
	text("status", "disabled");
	CELLS("#iommu-cells", 0);
	end();
	end();
	expect_refusal(-ENODEV, "/bus/iommu@1", "no driver");
}

/* A node whose strings begin or end like those of an SMMU is none. */
static void nearly_an_iommu(void **state)
{
	static const char list[] = "nvidia,smmu_test\0arm,mmu-5000\0arm,mmu-50";

	(void)state;
	begin_machine();
	node("test");
	assert_int_equal(fdt_property(blob, "compatible", list, sizeof(list)), 0);
	end();
	assert_int_equal(parse_blob(), 0);
}

/* The second string of a list counts, too, and so does one that does not end. */
static void compatible_lists(void **state)
{
	static const char list[] = "vendor,smmu\0arm,mmu-500", open[] = { 'a', 'r', 'm' };

	(void)state;
	begin_machine();
	node("iommu");
	assert_int_equal(fdt_property(blob, "compatible", list, sizeof(list)), 0);
	end();
	expect_refusal(-ENODEV, "/iommu", "no driver");

	begin_machine();
	node("odd");
	assert_int_equal(fdt_property(blob, "compatible", open, sizeof(open)), 0);
	end();
	assert_int_equal(parse_blob(), 0);
}

/* L4T r35: the reason says what to boot instead. */
static void r35_tree(void **state)
{
	static const char smmu500[] = "arm,mmu-500\0nvidia,tegra194-smmu";

	(void)state;
	begin_blob();
	node("iommu@8000000");
	assert_int_equal(fdt_property(blob, "compatible", smmu500, sizeof(smmu500)), 0);
	CELLS("reg", 0, 0x8000000, 0, 0x1000000, 0, 0x7000000, 0, 0x1000000);
	CELLS("stream-match-mask", 0x7f80);
	CELLS("#iommu-cells", 1);
	text("status", "disabled");
	end();
	node("memory-controller");
	text("compatible", "nvidia,tegra-t23x-mc");
	CELLS("reg", 0, 0x2c10000, 0, 0x10000);
	end();
	node("mc_sid@2c00000");
	text("compatible", "nvidia,tegra234-mc-sid");
	CELLS("reg", 0, 0x2c00000, 0, 0x10000);
	end();
	expect_refusal(-ENODEV, "/memory-controller", "L4T r36");
}

static void smmu_without_mc(void **state)
{
	(void)state;
	begin_blob();
	smmu("smmu", SMMU_A, 0x8000000);
	expect_refusal(-ENXIO, NULL, "no memory controller");
}

static void disabled_mc_is_ignored(void **state)
{
	(void)state;
	begin_blob();
	node("mc");
	text("compatible", "nvidia,tegra234-mc");
	text("status", "disabled");
	CELLS("reg", 0, 0x2c00000, 0, 0x10000);
	end();
	smmu("smmu", SMMU_A, 0x8000000);
	assert_int_equal(parse_blob(), -ENXIO);
}

static void second_mc(void **state)
{
	(void)state;
	begin_blob();
	mc();
	node("mc2");
	text("compatible", "nvidia,tegra234-mc");
	CELLS("reg", 0, 0x3c00000, 0, 0x10000);
	end();
	smmu("smmu", SMMU_A, 0x8000000);
	assert_int_equal(parse_blob(), -EINVAL);
}

static void disabled_smmu(void **state)
{
	(void)state;
	begin_machine();
	node("smmu-c");
	text("compatible", "nvidia,tegra234-smmu");
	text("status", "disabled");
	CELLS("reg", 0, 0xa000000, 0, 0x1000000);
	CELLS("#iommu-cells", 1);
	end();
	expect_refusal(-ENODEV, "/smmu-c", "disabled");

	/* "ok" is enabled, too; anything else is not. */
	begin_machine();
	node("smmu-c");
	text("compatible", "nvidia,tegra234-smmu");
	text("status", "ok");
	CELLS("reg", 0, 0xa000000, 0, 0x1000000);
	end();
	assert_int_equal(parse_blob(), 0);
	begin_machine();
	node("smmu-c");
	text("compatible", "nvidia,tegra234-smmu");
	text("status", "okayish");
	CELLS("reg", 0, 0xa000000, 0, 0x1000000);
	end();
	expect_refusal(-ENODEV, "/smmu-c", "disabled");
}

static void disabled_master_counts(void **state)
{
	(void)state;
	begin_machine();
	node("master");
	text("status", "disabled");
	CELLS("iommus", SMMU_A, 7);
	end();
	assert_int_equal(parse_blob(), 0);
	assert_int_equal(has_row(0, 7, NO_CLIENT), 1);
}

static void too_many_smmus(void **state)
{
	char name[32];

	(void)state;
	begin_blob();
	mc();
	for (int i = 0; i <= PKVM_IOMMU_MAX_SMMUS; i++) {
		snprintf(name, sizeof(name), "smmu%d", i);
		smmu(name, 10 + i, 0x8000000 + (i << 24));
	}
	assert_int_equal(parse_blob(), -E2BIG);
}

static int parse_smmu_with_reg(unsigned int size1, int third)
{
	begin_blob();
	mc();
	node("smmu");
	text("compatible", "nvidia,tegra234-smmu");
	if (third)
		CELLS("reg", 0, 0x8000000, 0, 0x1000000, 0, 0x9000000, 0, size1,
		      0, 0xa000000, 0, 0x1000000);
	else
		CELLS("reg", 0, 0x8000000, 0, 0x1000000, 0, 0x9000000, 0, size1);
	end();
	return parse_blob();
}

static void instances(void **state)
{
	(void)state;
	assert_int_equal(parse_smmu_with_reg(0x1000000, 0), 0);
	assert_int_equal(topo.smmus[0].nr_instances, 2);
	assert_int_equal(parse_smmu_with_reg(0x2000000, 0), -EINVAL);
	assert_int_equal(parse_smmu_with_reg(0x1000000, 1), -E2BIG);
}

static void reg_of_odd_length(void **state)
{
	(void)state;
	begin_blob();
	mc();
	node("smmu");
	text("compatible", "nvidia,tegra234-smmu");
	CELLS("reg", 0, 0x8000000, 0);
	end();
	assert_int_equal(parse_blob(), -EINVAL);
	assert_true(topo.bad_node > 0);
}

static int parse_under_bus(unsigned int from, unsigned int to, unsigned int size, int ranges)
{
	begin_blob();
	mc();
	node("bus");
	CELLS("#address-cells", 1);
	CELLS("#size-cells", 1);
	if (ranges)
		CELLS("ranges", from, 1, to, size);
	node("smmu");
	text("compatible", "nvidia,tegra234-smmu");
	CELLS("reg", 0x8000000, 0x1000000);
	end();
	end();
	return parse_blob();
}

static void bus_ranges(void **state)
{
	(void)state;
	assert_int_equal(parse_under_bus(0x7000000, 0x20000000, 0x10000000, 1), 0);
	assert_int_equal(topo.smmus[0].base[0], 0x121000000ULL);
	/* Below the range, above it, and a bus without ranges. */
	assert_int_equal(parse_under_bus(0x9000000, 0, 0x1000000, 1), -EINVAL);
	assert_int_equal(parse_under_bus(0x7000000, 0, 0x1000000, 1), -EINVAL);
	assert_int_equal(parse_under_bus(0, 0, 0, 0), -EINVAL);
}

static void same_sid_on_two_smmus(void **state)
{
	(void)state;
	begin_machine();
	node("master");
	CELLS("iommus", SMMU_A, 5, SMMU_B, 5);
	end();
	assert_int_equal(parse_blob(), 0);
	assert_int_equal(topo.nr_rows, 2);
	assert_int_equal(has_row(0, 5, NO_CLIENT), 1);
	assert_int_equal(has_row(1, 5, NO_CLIENT), 1);
}

static void two_masters_one_row(void **state)
{
	(void)state;
	begin_machine();
	for (int i = 0; i < 2; i++) {
		node(i ? "master0" : "master1");
		CELLS("iommus", SMMU_A, 5);
		CELLS("interconnects", MC, 0x44, EMC, MC, 0x45, EMC);
		end();
	}
	assert_int_equal(parse_blob(), 0);
	assert_int_equal(topo.nr_rows, 2);
	assert_int_equal(has_row(0, 5, 0x44), 1);
	assert_int_equal(has_row(0, 5, 0x45), 1);
	assert_int_equal(has_row(0, 5, NO_CLIENT), 0);
}

static void client_of_which_stream(void **state)
{
	(void)state;
	begin_machine();
	node("two-streams");
	CELLS("iommus", SMMU_A, 5, SMMU_A, 6);
	CELLS("interconnects", MC, 0x44, EMC);
	end();
	node("own-and-map");
	CELLS("iommus", SMMU_B, 7);
	CELLS("iommu-map", 0, SMMU_B, 8, 1);
	CELLS("interconnects", MC, 0x46, EMC);
	end();
	node("map-of-one");
	CELLS("iommu-map", 0, SMMU_B, 9, 1);
	CELLS("interconnects", MC, 0x47, EMC);
	end();
	assert_int_equal(parse_blob(), 0);
	assert_int_equal(topo.nr_rows, 5);
	assert_int_equal(has_row(0, 5, NO_CLIENT), 1);
	assert_int_equal(has_row(0, 6, NO_CLIENT), 1);
	assert_int_equal(has_row(1, 7, 0x46), 1);
	assert_int_equal(has_row(1, 8, NO_CLIENT), 1);
	assert_int_equal(has_row(1, 9, 0x47), 1);
}

static int parse_map(unsigned int rid, unsigned int sid, unsigned int len, int masked,
		     unsigned int mask)
{
	begin_machine();
	node("pcie");
	CELLS("iommu-map", rid, SMMU_A, sid, len);
	if (masked)
		CELLS("iommu-map-mask", mask);
	end();
	return parse_blob();
}

static void iommu_map(void **state)
{
	(void)state;
	assert_int_equal(parse_map(4, 0x10, 3, 0, 0), 0);
	assert_int_equal(topo.nr_rows, 3);
	for (int i = 0; i < 3; i++)
		assert_int_equal(has_row(0, 0x10 + i, NO_CLIENT), 1);

	/* A mask of 0: a whole root complex is one stream. */
	assert_int_equal(parse_map(0, 0x10, 0x1000, 1, 0), 0);
	assert_int_equal(topo.nr_rows, 1);
	assert_int_equal(has_row(0, 0x10, NO_CLIENT), 1);

	assert_int_equal(parse_map(0, 0x10, 4, 1, 2), 0);
	assert_int_equal(topo.nr_rows, 2);
	assert_int_equal(has_row(0, 0x10, NO_CLIENT), 1);
	assert_int_equal(has_row(0, 0x12, NO_CLIENT), 1);

	/* Masked requester IDs are not consecutive, nor do they begin at the base. */
	assert_int_equal(parse_map(3, 0x10, 7, 1, 0xa), 0);
	assert_int_equal(topo.nr_rows, 1);
	assert_int_equal(has_row(0, 0x10 + (8 - 3), NO_CLIENT), 1);

	/* Nothing is mapped: no entry, or none that the mask leaves. */
	assert_int_equal(parse_map(0, 0x10, 0, 0, 0), 0);
	assert_int_equal(topo.nr_rows, 0);
	assert_int_equal(parse_map(4, 0x10, 2, 1, 0), 0);
	assert_int_equal(topo.nr_rows, 0);
	assert_int_equal(parse_map(0xfffffffe, 0x10, 8, 0, 0), 0);
	assert_int_equal(topo.nr_rows, 2);
}

/*
 * GPCDMA's requester IDs are its channels, each with one stream: that of the first entry.
 * Channel 0 is firmware's, and there is no channel 32.
 */
static void iommu_map_of_channels(void **state)
{
	(void)state;
	begin_machine();
	node("dma");
	text("compatible", "nvidia,tegra234-gpcdma");
	CELLS("iommus", SMMU_A, 4);
	CELLS("iommu-map", 0, SMMU_A, 0x30, 2, 1, SMMU_A, 0x40, 2, 31, SMMU_B, 0x50, 0xffffffff);
	CELLS("interconnects", MC, 0x8c, EMC);
	end();
	assert_int_equal(parse_blob(), 0);
	check_table();
	assert_int_equal(topo.nr_rows, 4);
	assert_int_equal(has_row(0, 4, 0x8c), 1);
	assert_int_equal(has_row(0, 0x31, PKVM_IOMMU_CHANNEL(1)), 1);
	assert_int_equal(has_row(0, 0x41, PKVM_IOMMU_CHANNEL(2)), 1);
	assert_int_equal(has_row(1, 0x50, PKVM_IOMMU_CHANNEL(31)), 1);

	/* The mask applies to channels; a stream may be that of several. */
	begin_machine();
	node("dma");
	text("compatible", "nvidia,tegra234-gpcdma");
	CELLS("iommu-map", 2, SMMU_A, 0x10, 1);
	CELLS("iommu-map-mask", 0x1e);
	end();
	assert_int_equal(parse_blob(), 0);
	assert_int_equal(topo.nr_rows, 2);
	assert_int_equal(has_row(0, 0x10, PKVM_IOMMU_CHANNEL(2)), 1);
	assert_int_equal(has_row(0, 0x10, PKVM_IOMMU_CHANNEL(3)), 1);

	/* One channel does not say whose the clients are. */
	begin_machine();
	node("dma");
	text("compatible", "nvidia,tegra234-gpcdma");
	CELLS("iommu-map", 2, SMMU_A, 0x10, 1);
	CELLS("interconnects", MC, 0x8c, EMC);
	end();
	assert_int_equal(parse_blob(), 0);
	assert_int_equal(topo.nr_rows, 1);
	assert_int_equal(topo.rows[0].client, PKVM_IOMMU_CHANNEL(2));

	/* A row that is refused is one more, and no channel's. */
	begin_machine();
	node("dma");
	text("compatible", "nvidia,tegra234-gpcdma");
	CELLS("iommu-map", 2, SMMU_A, 0x10, 1, 3, SMMU_A, 0x8000, 1);
	CELLS("interconnects", MC, 0x8c, EMC);
	end();
	assert_int_equal(parse_blob(), 0);
	assert_int_equal(topo.nr_rows, 2);
	assert_int_equal(topo.rows[0].client, PKVM_IOMMU_CHANNEL(2));
	assert_int_equal(topo.rows[1].error, -EINVAL);
}

/* Overlapping entries name their streams once. */
static void iommu_map_overlaps(void **state)
{
	(void)state;
	begin_machine();
	node("pcie");
	CELLS("iommu-map", 0, SMMU_A, 0x10, 4, 2, SMMU_A, 0x12, 4, 0, SMMU_B, 0x10, 1);
	end();
	assert_int_equal(parse_blob(), 0);
	assert_int_equal(topo.nr_rows, 7);
	for (int i = 0; i < 6; i++)
		assert_int_equal(has_row(0, 0x10 + i, NO_CLIENT), 1);
	assert_int_equal(has_row(1, 0x10, NO_CLIENT), 1);
}

static void reserved(const char *name, int no_map, int addresses, const char *status)
{
	node(name);
	CELLS("reg", 0x1, 0x80000000, 0, 0x200000);
	if (no_map)
		assert_int_equal(fdt_property(blob, "no-map", NULL, 0), 0);
	if (addresses)
		CELLS("iommu-addresses", SMMU_A, 0, 0, 0, 0);
	if (status)
		text("status", status);
	end();
}

static void begin_reserved(void)
{
	begin_machine();
	node("display");
	CELLS("iommus", SMMU_A, 1);
	end();
	node("reserved-memory");
	CELLS("#address-cells", 2);
	CELLS("#size-cells", 2);
	assert_int_equal(fdt_property(blob, "ranges", NULL, 0), 0);
}

/* Memory that the kernel must not map, and that a device uses: no other. */
static void memory_of_devices(void **state)
{
	(void)state;
	begin_reserved();
	reserved("a", 1, 1, NULL);
	reserved("b", 0, 1, NULL);
	reserved("c", 1, 0, NULL);
	reserved("d", 1, 1, "disabled");
	/* As long as firmware has not filled it in, and one without a register. */
	node("e");
	CELLS("reg", 0, 0, 0, 0);
	CELLS("iommu-addresses", SMMU_A, 0, 0, 0, 0);
	assert_int_equal(fdt_property(blob, "no-map", NULL, 0), 0);
	end();
	node("f");
	CELLS("iommu-addresses", SMMU_A, 0, 0xc0000000, 0xffffffff, 0x3fffffff);
	assert_int_equal(fdt_property(blob, "no-map", NULL, 0), 0);
	end();
	end();
	node("other");
	CELLS("#address-cells", 2);
	CELLS("#size-cells", 2);
	assert_int_equal(fdt_property(blob, "ranges", NULL, 0), 0);
	reserved("a", 1, 1, NULL);
	end();
	assert_int_equal(parse_blob(), 0);
	assert_int_equal(topo.nr_memory, 1);
	assert_int_equal(topo.memory[0].base, 0x180000000);
	assert_int_equal(topo.memory[0].size, 0x200000);
	assert_int_equal(topo.nr_rows, 1);

	begin_reserved();
	for (int i = 0; i < PKVM_IOMMU_MAX_MEMORY + 1; i++)
		reserved("a", 1, 1, "okay");
	end();
	assert_int_equal(parse_blob(), 0);
	assert_int_equal(topo.nr_memory, PKVM_IOMMU_MAX_MEMORY);
}

static const struct pkvm_topology_row *find_row(int smmu, __u32 sid)
{
	for (__u32 i = 0; i < topo.nr_rows; i++) {
		if (topo.rows[i].smmu == smmu && topo.rows[i].sid == sid)
			return &topo.rows[i];
	}
	fail_msg("no row of stream 0x%x", sid);
	return NULL;
}

/* Any length takes little time; too many streams are one row, which is refused. */
static void iommu_map_lengths(void **state)
{
	(void)state;
	alarm(5);
	assert_int_equal(parse_map(0, 0x13, 0xffffffff, 1, 0), 0);
	assert_int_equal(topo.nr_rows, 1);
	assert_int_equal(find_row(0, 0x13)->error, 0);
	assert_int_equal(parse_map(0x80000000, 0, 0xffffffff, 1, 0xc0000000), 0);
	assert_int_equal(topo.nr_rows, 2);
	assert_int_equal(find_row(0, 0)->error, 0);
	assert_int_equal(find_row(0, 0x40000000)->error, -EINVAL);

	assert_int_equal(parse_map(0, 0x13, 0xffffffff, 0, 0), 0);
	assert_int_equal(topo.nr_rows, 1);
	assert_int_equal(topo.rows[0].sid, 0x13);
	assert_int_equal(topo.rows[0].nr_sids, 0xffffffff);
	assert_int_equal(topo.rows[0].error, -E2BIG);
	assert_int_equal(parse_map(0, 0, 128, 0, 0), 0);
	assert_int_equal(topo.nr_rows, 128);
	assert_int_equal(parse_map(0, 0, 129, 0, 0), 0);
	assert_int_equal(topo.nr_rows, 1);
	alarm(0);
}

/* Reaches the bits that the SMMU ignores: those rows are refused, not the others. */
static void ignored_bits(void **state)
{
	(void)state;
	assert_int_equal(parse_map(0, 0x70, 0x20, 0, 0), 0);
	assert_int_equal(topo.nr_rows, 0x20);
	for (__u32 i = 0; i < topo.nr_rows; i++)
		assert_int_equal(topo.rows[i].error, topo.rows[i].sid < 0x80 ? 0 : -EINVAL);
}

/* More names than there is time for, of the same few streams. */
static void too_many_names(void **state)
{
	static fdt32_t same[3000 * 2];
	char name[32];

	(void)state;
	for (int i = 0; i < 3000; i++) {
		same[i * 2] = cpu_to_fdt32(SMMU_A);
		same[i * 2 + 1] = cpu_to_fdt32(1 + i % 100);
	}
	alarm(5);
	begin_machine();
	for (int i = 0; i < 2; i++) {
		snprintf(name, sizeof(name), "master%d", i);
		node(name);
		assert_int_equal(fdt_property(blob, "iommus", same, sizeof(same)), 0);
		end();
	}
	assert_int_equal(parse_blob(), 0);
	assert_int_equal(topo.nr_rows, 100);

	begin_machine();
	for (int i = 0; i < 6; i++) {
		snprintf(name, sizeof(name), "master%d", i);
		node(name);
		assert_int_equal(fdt_property(blob, "iommus", same, sizeof(same)), 0);
		end();
	}
	expect_refusal(-E2BIG, "/master5", "time");
	alarm(0);
}

/* A master with one stream and 60 memory clients of its own. */
static void master_with_clients(unsigned int i)
{
	fdt32_t path[60 * 3];
	char name[32];

	for (unsigned int k = 0; k < 60; k++) {
		path[k * 3] = cpu_to_fdt32(MC);
		path[k * 3 + 1] = cpu_to_fdt32(i * 60 + k);
		path[k * 3 + 2] = cpu_to_fdt32(EMC);
	}
	snprintf(name, sizeof(name), "master%u", i);
	node(name);
	CELLS("iommus", SMMU_A, i + 1);
	assert_int_equal(fdt_property(blob, "interconnects", path, sizeof(path)), 0);
	end();
}

static void too_many_rows(void **state)
{
	(void)state;
	begin_machine();
	for (unsigned int i = 0; i < 4; i++)
		master_with_clients(i);
	assert_int_equal(parse_blob(), 0);
	assert_int_equal(topo.nr_rows, 240);

	begin_machine();
	for (unsigned int i = 0; i < 5; i++)
		master_with_clients(i);
	assert_int_equal(parse_blob(), -E2BIG);
}

static void too_many_streams_of_a_node(void **state)
{
	fdt32_t ids[129 * 2];

	(void)state;
	for (int i = 0; i < 129; i++) {
		ids[i * 2] = cpu_to_fdt32(i < 64 ? SMMU_A : SMMU_B);
		ids[i * 2 + 1] = cpu_to_fdt32(i);
	}
	begin_machine();
	node("master");
	assert_int_equal(fdt_property(blob, "iommus", ids, sizeof(ids) - 8), 0);
	end();
	assert_int_equal(parse_blob(), 0);
	assert_int_equal(topo.nr_rows, 128);
	begin_machine();
	node("master");
	assert_int_equal(fdt_property(blob, "iommus", ids, sizeof(ids)), 0);
	end();
	expect_refusal(-E2BIG, "/master", "more streams");
}

/* The row is kept, to be refused by its name; the others of the system stay. */
static void bad_stream_ids(void **state)
{
	static const unsigned int bad[] = { 0x80, 0x8000, 0xffffffff };

	(void)state;
	assert_int_equal(parse_master_with("iommus", SMMU_A, 0x7f), 0);
	assert_int_equal(find_row(0, 0x7f)->error, 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_int_equal(parse_master_with("iommus", SMMU_A, bad[i]), 0);
		assert_int_equal(topo.nr_rows, 1);
		assert_int_equal(find_row(0, bad[i])->error, -EINVAL);
	}
	/* So is each row of a client that would present it. */
	begin_machine();
	node("master");
	CELLS("iommus", SMMU_A, 0x80);
	CELLS("interconnects", MC, 0x44, EMC, MC, 0x45, EMC);
	end();
	assert_int_equal(parse_blob(), 0);
	assert_int_equal(topo.nr_rows, 2);
	for (int i = 0; i < 2; i++)
		assert_int_equal(topo.rows[i].error, -EINVAL);
}

static void bad_specifiers(void **state)
{
	static const char ragged[7] = { 0 };

	(void)state;
	/* A truncated property, and a dangling phandle. */
	assert_int_equal(parse_master_with("iommus", NO_IOMMU, 0), -EINVAL);
	assert_int_equal(parse_master_with("iommus", 0x99, 0), -EINVAL);
	assert_int_equal(parse_master_with("iommu-map", 0, SMMU_A), -EINVAL);
	begin_machine();
	node("master");
	CELLS("iommus", SMMU_A, 5, SMMU_A);
	end();
	expect_refusal(-EINVAL, "/master", "iommus");
	begin_machine();
	node("master");
	CELLS("iommu-map", 0, SMMU_A, 5, 1, 1, SMMU_A, 6);
	end();
	expect_refusal(-EINVAL, "/master", "iommu-map");

	/* The same in a master with a stream, where clients are parsed. */
	begin_machine();
	node("master");
	CELLS("iommus", SMMU_A, 5);
	CELLS("interconnects", MC);
	end();
	expect_refusal(-EINVAL, "/master", "interconnects");

	begin_machine();
	node("master");
	CELLS("iommus", SMMU_A, 5);
	CELLS("interconnects", MC, 0xffff, EMC);
	end();
	assert_int_equal(parse_blob(), -EINVAL);

	/* A channel's number is no client's. */
	begin_machine();
	node("master");
	CELLS("iommus", SMMU_A, 5);
	CELLS("interconnects", MC, PKVM_IOMMU_CHANNEL(0), EMC);
	end();
	assert_int_equal(parse_blob(), -EINVAL);

	begin_machine();
	node("master");
	assert_int_equal(fdt_property(blob, "iommus", ragged, sizeof(ragged)), 0);
	end();
	assert_int_equal(parse_blob(), -EINVAL);
}

static void smmu_with_wide_specifiers(void **state)
{
	(void)state;
	begin_blob();
	mc();
	node("smmu");
	text("compatible", "nvidia,tegra234-smmu");
	CELLS("reg", 0, 0x8000000, 0, 0x1000000);
	CELLS("#iommu-cells", 2);
	CELLS("phandle", SMMU_A);
	end();
	node("master");
	CELLS("iommus", SMMU_A, 5, 0);
	end();
	assert_int_equal(parse_blob(), -EINVAL);
}

/* Each node is named by its offset, which libfdt understands. */
static void rows_name_their_node(void **state)
{
	char path[64];

	(void)state;
	begin_machine();
	node("bus@0");
	for (int i = 0; i < 2; i++) {
		node(i ? "second" : "first");
		CELLS("iommus", SMMU_A, 5 + i);
		CELLS("interconnects", MC, 0x80, EMC);
		end();
	}
	end();
	assert_int_equal(parse_blob(), 0);
	assert_int_equal(topo.nr_rows, 2);
	assert_int_equal(fdt_get_path(blob, find_row(0, 5)->node, path, sizeof(path)), 0);
	assert_string_equal(path, "/bus@0/first");
	assert_int_equal(fdt_get_path(blob, find_row(0, 6)->node, path, sizeof(path)), 0);
	assert_string_equal(path, "/bus@0/second");
}

/* Nine entries, one of them twice, and a map, on one node. */
static void many_iommus(void **state)
{
	(void)state;
	begin_machine();
	node("host1x");
	CELLS("iommus", SMMU_A, 0x35, SMMU_A, 0x36, SMMU_A, 0x37, SMMU_A, 0x38, SMMU_A, 0x35,
	      SMMU_B, 0x35, SMMU_B, 0x36, SMMU_B, 0x37, SMMU_B, 0x38);
	CELLS("iommu-map", 0, SMMU_A, 0x35, 4);
	CELLS("interconnects", MC, 0x44, EMC);
	end();
	node("pcie");
	CELLS("iommus", SMMU_A, 0x14);
	CELLS("iommu-map", 0, SMMU_A, 0x14, 0x1000);
	CELLS("iommu-map-mask", 0);
	CELLS("interconnects", MC, 0xe2, EMC);
	end();
	assert_int_equal(parse_blob(), 0);
	assert_int_equal(topo.nr_rows, 8 + 1);
	assert_int_equal(has_row(0, 0x14, 0xe2), 1);
}

static void nested_nodes(int depth)
{
	for (int i = 0; i < depth; i++)
		node("deep");
	for (int i = 0; i < depth; i++)
		end();
}

static void deep_trees(void **state)
{
	(void)state;
	begin_machine();
	nested_nodes(15);
	assert_int_equal(parse_blob(), 0);
	begin_machine();
	nested_nodes(16);
	assert_int_equal(parse_blob(), -E2BIG);
	assert_non_null(strstr(topo.why, "nested"));
}

/* The tables for masters, and for nodes that specifiers name, have an end. */
static void too_many_nodes(void **state)
{
	char name[32];

	(void)state;
	for (int nr = 512; nr <= 513; nr++) {
		begin_machine();
		for (int i = 0; i < nr; i++) {
			snprintf(name, sizeof(name), "m%d", i);
			node(name);
			CELLS("iommus", SMMU_A, 5);
			end();
		}
		assert_int_equal(parse_blob(), nr == 512 ? 0 : -E2BIG);
	}
	/* The memory controller, its child and two SMMUs are four. */
	for (int nr = 60; nr <= 61; nr++) {
		begin_machine();
		for (int i = 0; i < nr; i++) {
			snprintf(name, sizeof(name), "noc%d", i);
			node(name);
			CELLS("#interconnect-cells", 1);
			CELLS("phandle", 100 + i);
			end();
		}
		assert_int_equal(parse_blob(), nr == 60 ? 0 : -E2BIG);
	}
}

/* Words that overwrite the blob's structure: a result, and no access outside of it. */
static void damaged_blobs(void **state)
{
	static const __u32 values[] = { 0, 1, 2, 3, 4, 9, 0xff, 0x7fffffff, 0x80000000,
					  0xfffffffc, ~0U };
	static char good[sizeof(blob)];
	unsigned int refused = 0;
	char *copy;
	int size;

	(void)state;
	begin_machine();
	node("bus");
	CELLS("#address-cells", 1);
	CELLS("#size-cells", 1);
	CELLS("ranges", 0, 0, 0, 0x10000000);
	master_with_clients(0);
	node("pcie");
	CELLS("iommu-map", 0, SMMU_A, 0x10, 4, 4, SMMU_B, 8, 4);
	end();
	end();
	assert_int_equal(parse_blob(), 0);
	size = fdt_totalsize(blob);
	memcpy(good, blob, size);
	/* Of the blob's own size, so that a sanitizer sees what goes beyond it. */
	copy = malloc(size);
	assert_non_null(copy);
	for (int off = 4; off + 4 <= size; off += 4) {
		for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
			memcpy(copy, good, size);
			fdt32_st(copy + off, values[i]);
			if ((int)fdt_totalsize(copy) > size)
				continue;
			refused += pkvm_topology_parse(copy, &topo) != 0;
			assert_true(!topo.why || topo.bad_node >= -1);
		}
	}
	free(copy);
	assert_true(refused > 100);
}

/* The last name has no end: it would go on in what follows the blob. */
static void open_strings(void **state)
{
	(void)state;
	begin_machine();
	end();
	assert_int_equal(fdt_finish(blob), 0);
	assert_int_equal(pkvm_topology_parse(blob, &topo), 0);
	blob[fdt_off_dt_strings(blob) + fdt_size_dt_strings(blob) - 1] = 'x';
	assert_int_equal(pkvm_topology_parse(blob, &topo), -EINVAL);
	assert_non_null(strstr(topo.why, "damaged"));
}

/* Blobs of before 2005 do not say where their structure ends. */
static void old_version(void **state)
{
	(void)state;
	begin_machine();
	end();
	assert_int_equal(fdt_finish(blob), 0);
	assert_int_equal(pkvm_topology_parse(blob, &topo), 0);
	fdt_set_version(blob, 16);
	assert_int_equal(pkvm_topology_parse(blob, &topo), -EINVAL);
	assert_non_null(strstr(topo.why, "damaged"));
}

/* What follows the root is the end, or the blob is damaged. */
static void no_end(void **state)
{
	fdt32_t *last;

	(void)state;
	begin_machine();
	end();
	assert_int_equal(fdt_finish(blob), 0);
	last = (fdt32_t *)(blob + fdt_off_dt_struct(blob) + fdt_size_dt_struct(blob)) - 1;
	assert_int_equal(fdt32_ld(last), FDT_END);
	fdt32_st(last, 7);
	assert_int_equal(pkvm_topology_parse(blob, &topo), -EINVAL);
	assert_non_null(strstr(topo.why, "damaged"));
}

/* A property without a value is one, and the first of two with one name counts. */
static void odd_properties(void **state)
{
	(void)state;
	begin_machine();
	node("no-value");
	assert_int_equal(fdt_property(blob, "iommus", NULL, 0), 0);
	end();
	node("twice");
	CELLS("iommus", SMMU_A, 5);
	CELLS("iommus", SMMU_A, 6);
	end();
	assert_int_equal(parse_blob(), 0);
	assert_int_equal(topo.nr_rows, 1);
	assert_int_equal(has_row(0, 5, NO_CLIENT), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(upstream_blocks),
		cmocka_unit_test(upstream_streams),
		cmocka_unit_test(upstream_boards),
		cmocka_unit_test(not_a_blob),
		cmocka_unit_test(no_smmu),
		cmocka_unit_test(empty_tree),
		cmocka_unit_test(unknown_iommus),
		cmocka_unit_test(nearly_an_iommu),
		cmocka_unit_test(compatible_lists),
		cmocka_unit_test(r35_tree),
		cmocka_unit_test(smmu_without_mc),
		cmocka_unit_test(disabled_mc_is_ignored),
		cmocka_unit_test(second_mc),
		cmocka_unit_test(disabled_smmu),
		cmocka_unit_test(disabled_master_counts),
		cmocka_unit_test(too_many_smmus),
		cmocka_unit_test(instances),
		cmocka_unit_test(reg_of_odd_length),
		cmocka_unit_test(bus_ranges),
		cmocka_unit_test(same_sid_on_two_smmus),
		cmocka_unit_test(two_masters_one_row),
		cmocka_unit_test(client_of_which_stream),
		cmocka_unit_test(iommu_map),
		cmocka_unit_test(iommu_map_of_channels),
		cmocka_unit_test(memory_of_devices),
		cmocka_unit_test(iommu_map_overlaps),
		cmocka_unit_test(iommu_map_lengths),
		cmocka_unit_test(ignored_bits),
		cmocka_unit_test(too_many_names),
		cmocka_unit_test(too_many_rows),
		cmocka_unit_test(too_many_streams_of_a_node),
		cmocka_unit_test(bad_stream_ids),
		cmocka_unit_test(bad_specifiers),
		cmocka_unit_test(smmu_with_wide_specifiers),
		cmocka_unit_test(rows_name_their_node),
		cmocka_unit_test(many_iommus),
		cmocka_unit_test(deep_trees),
		cmocka_unit_test(too_many_nodes),
		cmocka_unit_test(damaged_blobs),
		cmocka_unit_test(old_version),
		cmocka_unit_test(no_end),
		cmocka_unit_test(open_strings),
		cmocka_unit_test(odd_properties),
	};

	dtb_folder = getenv("BLOBS");
	if (!dtb_folder)
		dtb_folder = "build/mainline/arch/arm64/boot/dts/nvidia";
	return cmocka_run_group_tests_name("topology", tests, NULL, NULL);
}
