// SPDX-License-Identifier: GPL-2.0-only
/* The parser of systems with SMMUv3s: a blob like QEMU's, and one for each refusal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include <linux/errno.h>
#include <linux/libfdt.h>

#include "abi/topology_dt.h"

static char blob[16384];
static struct pkvm_topology topo;

/* What differs from QEMU's blob. */
static struct {
	const char *status, *kind;
	unsigned int smmus, cells, mask, phandle, map_len, odd;
	bool below_bus, second_kind, with_tegra, no_mask, disabled_root;
} b;

static void put_cells(const char *name, unsigned int nr, const fdt32_t *cells)
{
	assert_int_equal(fdt_property(blob, name, cells, nr * sizeof(*cells)), 0);
}

static void put_smmu(unsigned int nr)
{
	fdt32_t reg[4] = { 0, cpu_to_fdt32(0x09050000 + nr * 0x20000), 0, cpu_to_fdt32(0x20000) };
	char name[32];

	snprintf(name, sizeof(name), "smmuv3@%x", 0x09050000 + nr * 0x20000);
	fdt_begin_node(blob, name);
	fdt_property_string(blob, "compatible", b.kind);
	if (b.status)
		fdt_property_string(blob, "status", b.status);
	put_cells("reg", 4, reg);
	fdt_property_u32(blob, "#iommu-cells", b.cells);
	fdt_property_u32(blob, "phandle", 0x8004 + nr);
	fdt_end_node(blob);
}

static void put_root(void)
{
	fdt32_t map[5] = { 0, cpu_to_fdt32(b.phandle), 0, cpu_to_fdt32(b.map_len) };

	fdt_begin_node(blob, "pcie@10000000");
	if (b.disabled_root)
		fdt_property_string(blob, "status", "disabled");
	put_cells("iommu-map", 4 + b.odd, map);
	if (!b.no_mask)
		fdt_property_u32(blob, "iommu-map-mask", b.mask);
	fdt_end_node(blob);
}

static void put_platform(void)
{
	fdt32_t iommus[4] = {
		cpu_to_fdt32(0x8004), cpu_to_fdt32(0x12345), cpu_to_fdt32(0x8004),
		cpu_to_fdt32(0x12345),
	};

	fdt_begin_node(blob, "dma@1000");
	put_cells("iommus", 4 - b.odd, iommus);
	fdt_end_node(blob);
}

static void put_blocks(void)
{
	unsigned int i;

	if (b.below_bus) {
		fdt_begin_node(blob, "bus");
		fdt_property_u32(blob, "#address-cells", 2);
		fdt_property_u32(blob, "#size-cells", 2);
	}
	for (i = 0; i < b.smmus; i++)
		put_smmu(i);
	if (b.below_bus)
		fdt_end_node(blob);
	if (b.second_kind || b.with_tegra) {
		fdt_begin_node(blob, "iommu@1");
		if (b.with_tegra)
			fdt_property_string(blob, "compatible", "nvidia,tegra234-smmu");
		fdt_property_u32(blob, "#iommu-cells", 1);
		fdt_end_node(blob);
	}
}

static int parse(void)
{
	fdt_create(blob, sizeof(blob));
	fdt_finish_reservemap(blob);
	fdt_begin_node(blob, "");
	fdt_property_u32(blob, "#address-cells", 2);
	fdt_property_u32(blob, "#size-cells", 2);
	put_blocks();
	put_root();
	put_platform();
	fdt_end_node(blob);
	assert_int_equal(fdt_finish(blob), 0);
	return pkvm_topology_parse_v3(blob, &topo);
}

static int setup(void **state)
{
	memset(&b, 0, sizeof(b));
	b.kind = "arm,smmu-v3";
	b.smmus = 1;
	b.cells = 1;
	b.mask = 0xffff;
	b.phandle = 0x8004;
	b.map_len = 0x10000;
	return 0;
}

static void test_like_qemu(void **state)
{
	b.no_mask = true;
	assert_int_equal(parse(), 0);
	assert_true(pkvm_topology_has_v3(blob));
	assert_int_equal(topo.nr_smmus, 1);
	assert_int_equal(topo.smmus[0].kind, PKVM_IOMMU_SMMU_V3);
	assert_int_equal(topo.smmus[0].nr_instances, 1);
	assert_int_equal(topo.smmus[0].base[0], 0x09050000);
	assert_int_equal(topo.smmus[0].size, 0x20000);
	assert_int_equal(topo.nr_mc_regions, 0);
	/* The root's range, and the other device's stream, once. */
	assert_int_equal(topo.nr_rows, 2);
	assert_int_equal(topo.rows[0].sid, 0);
	assert_int_equal(topo.rows[0].nr_sids, 0x10000);
	assert_int_equal(topo.rows[0].client, PKVM_IOMMU_NO_CLIENT);
	assert_int_equal(topo.rows[1].sid, 0x12345);
	assert_int_equal(topo.rows[1].nr_sids, 1);
}

static void test_two(void **state)
{
	b.smmus = 2;
	b.phandle = 0x8005;
	b.status = "okay";
	assert_int_equal(parse(), 0);
	assert_int_equal(topo.nr_smmus, 2);
	assert_int_equal(topo.rows[0].smmu, 1);
	assert_int_equal(topo.rows[1].smmu, 0);
	b.smmus = PKVM_IOMMU_MAX_SMMUS + 1;
	assert_int_equal(parse(), -E2BIG);
}

/* Whoever reaches a disabled device's registers can start it. */
static void test_disabled_master(void **state)
{
	b.disabled_root = true;
	assert_int_equal(parse(), 0);
	assert_int_equal(topo.nr_rows, 2);
}

static void test_disabled_smmu(void **state)
{
	b.status = "disabled";
	assert_int_equal(parse(), -ENODEV);
	assert_true(topo.bad_node > 0);
	assert_non_null(topo.why);
	assert_true(pkvm_topology_has_v3(blob));
}

static void test_other_iommu(void **state)
{
	b.second_kind = true;
	assert_int_equal(parse(), -ENODEV);
	b.second_kind = false;
	b.with_tegra = true;
	assert_int_equal(parse(), -ENODEV);
	assert_false(pkvm_topology_has_v3(blob));
	b.with_tegra = false;
	b.kind = "arm,smmu-v2";
	assert_int_equal(parse(), -ENODEV);
	assert_false(pkvm_topology_has_v3(blob));
}

static void test_not_understood(void **state)
{
	b.below_bus = true;
	assert_int_equal(parse(), -EINVAL);
	b.below_bus = false;
	b.cells = 2;
	assert_int_equal(parse(), -EINVAL);
	b.cells = 1;
	b.phandle = 0x9999;
	assert_int_equal(parse(), -EINVAL);
	b.phandle = 0x8004;
	b.odd = 1;
	assert_int_equal(parse(), -EINVAL);
	b.odd = 0;
	/* A mask that gives two requester IDs one stream. */
	b.mask = 0xfff8;
	assert_int_equal(parse(), -EINVAL);
	b.mask = 0x1ffff;
	assert_int_equal(parse(), 0);
}

static void test_no_blob(void **state)
{
	memset(blob, 0, sizeof(blob));
	assert_false(pkvm_topology_has_v3(blob));
	assert_int_equal(pkvm_topology_parse_v3(blob, &topo), -EINVAL);
	assert_non_null(topo.why);
	assert_int_equal(topo.bad_node, -1);
}

/* Such a blob does not say how long its structure block is. */
static void test_old_blob(void **state)
{
	assert_int_equal(parse(), 0);
	fdt_set_version(blob, 16);
	fdt_set_last_comp_version(blob, 16);
	assert_int_equal(pkvm_topology_parse_v3(blob, &topo), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_like_qemu, setup),
		cmocka_unit_test_setup(test_two, setup),
		cmocka_unit_test_setup(test_disabled_master, setup),
		cmocka_unit_test_setup(test_disabled_smmu, setup),
		cmocka_unit_test_setup(test_other_iommu, setup),
		cmocka_unit_test_setup(test_not_understood, setup),
		cmocka_unit_test(test_no_blob),
		cmocka_unit_test_setup(test_old_blob, setup),
	};

	return cmocka_run_group_tests_name("smmuv3_topology", tests, NULL, NULL);
}
