// SPDX-License-Identifier: GPL-2.0-only
/* Builds device tree blobs: see blob.h. */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <libfdt.h>

#include "../system/orin.h"
#include "blob.h"

static char blob[1 << 17];

void blob_begin(const char *name)
{
	fdt_begin_node(blob, name);
}

void blob_end(void)
{
	fdt_end_node(blob);
}

void blob_text(const char *name, const char *text)
{
	fdt_property_string(blob, name, text);
}

void blob_cells(const char *name, int nr, ...)
{
	fdt32_t cell[64];
	va_list ap;
	int i;

	va_start(ap, nr);
	for (i = 0; i < nr; i++)
		cell[i] = cpu_to_fdt32(va_arg(ap, unsigned int));
	va_end(ap);
	fdt_property(blob, name, cell, 4 * nr);
}

void blob_master(const char *name, int smmu, unsigned int sid, unsigned int client)
{
	blob_begin(name);
	blob_cells("iommus", 2, SMMU_PHANDLE + smmu, sid);
	if (client != 0xffff)
		blob_cells("interconnects", 4, MC_PHANDLE, client, MC_PHANDLE + 1, 0);
	blob_end();
}

static void add_smmu(int nr, bool off, unsigned int base, unsigned int mirror)
{
	char name[32];

	snprintf(name, sizeof(name), "iommu@%x", base);
	blob_begin(name);
	blob_text("compatible", "nvidia,tegra234-smmu");
	if (mirror)
		blob_cells("reg", 8, 0, base, 0, 0x1000000, 0, mirror, 0, 0x1000000);
	else
		blob_cells("reg", 4, 0, base, 0, 0x1000000);
	blob_cells("stream-match-mask", 1, 0x7f80);
	blob_cells("#iommu-cells", 1, 1);
	blob_cells("phandle", 1, SMMU_PHANDLE + nr);
	if (off)
		blob_text("status", "disabled");
	blob_end();
}

static void add_mc(void)
{
	static const uint32_t base[] = {
		0x2c00000, 0x2c10000, 0x2c20000, 0x2c30000, 0x2c40000, 0x2c50000, 0x2b80000,
		0x2b90000, 0x2ba0000, 0x2bb0000, 0x1700000, 0x1710000, 0x1720000, 0x1730000,
		0x1740000, 0x1750000, 0x1760000, 0x1770000,
	};
	fdt32_t reg[18 * 4];
	int i;

	for (i = 0; i < 18; i++) {
		reg[4 * i] = 0;
		reg[4 * i + 1] = cpu_to_fdt32(base[i]);
		reg[4 * i + 2] = 0;
		reg[4 * i + 3] = cpu_to_fdt32(0x10000);
	}
	blob_begin("memory-controller@2c00000");
	blob_text("compatible", "nvidia,tegra234-mc");
	fdt_property(blob, "reg", reg, sizeof(reg));
	blob_cells("#interconnect-cells", 1, 1);
	blob_cells("phandle", 1, MC_PHANDLE);
	blob_end();
	blob_begin("external-memory-controller@2c60000");
	blob_cells("#interconnect-cells", 1, 0);
	blob_cells("phandle", 1, MC_PHANDLE + 1);
	blob_end();
}

static void add_masters(void)
{
	char name[32];
	size_t i;

	for (i = 0; i < NR_ORIN_DT_ROWS; i++) {
		snprintf(name, sizeof(name), "dev%zu@%u.%x", i, orin_rows[i].smmu,
			 orin_rows[i].sid);
		blob_begin(name);
		blob_cells("iommus", 2, SMMU_PHANDLE + orin_rows[i].smmu, orin_rows[i].sid);
		if (orin_rows[i].client != 0xffff)
			blob_cells("interconnects", 3, MC_PHANDLE, orin_rows[i].client,
				   MC_PHANDLE + 1);
		blob_end();
	}
}

const void *blob_make(const struct blob_config *cfg, size_t *len)
{
	fdt_create(blob, sizeof(blob));
	fdt_finish_reservemap(blob);
	blob_begin("");
	blob_cells("#address-cells", 1, 2);
	blob_cells("#size-cells", 1, 2);
	blob_text("model", "a board of \"ours\"\n");
	blob_text("compatible", cfg->compatible ? cfg->compatible : "nvidia,tegra234");
	blob_begin("bus@0");
	blob_text("compatible", "simple-bus");
	blob_cells("#address-cells", 1, 2);
	blob_cells("#size-cells", 1, 2);
	fdt_property(blob, "ranges", "", 0);
	add_smmu(NISO1, cfg->off == NISO1, 0x8000000, 0x7000000);
	add_smmu(ISO, cfg->off == ISO, 0x10000000, 0);
	add_smmu(NISO0, cfg->off == NISO0, 0x12000000, 0x11000000);
	add_mc();
	add_masters();
	if (cfg->add)
		cfg->add();
	blob_end();
	blob_end();
	fdt_finish(blob);
	*len = fdt_totalsize(blob);
	return blob;
}
