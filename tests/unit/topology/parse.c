// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parses a device tree blob, as EL1 does, and prints the table: SMMU, first stream ID, how
 * many, client. `tests/unit/topology/cost` counts its instructions.
 */
#include <stdio.h>

#include <linux/libfdt.h>

#include "../../../abi/topology_dt.h"

static struct pkvm_topology topo;

int main(int argc, char **argv)
{
	static char blob[4 << 20];
	FILE *f = argc == 2 ? fopen(argv[1], "rb") : NULL;
	char path[256] = "";
	int ret;

	if (!f || !fread(blob, 1, sizeof(blob), f)) {
		fprintf(stderr, "usage: %s BLOB\n", argv[0]);
		return 2;
	}
	fclose(f);
	ret = pkvm_topology_parse(blob, &topo);
	if (ret) {
		if (topo.bad_node >= 0)
			fdt_get_path(blob, topo.bad_node, path, sizeof(path));
		printf("refused (%d): %s: %s\n", ret, path, topo.why);
		return 1;
	}
	for (__u32 i = 0; i < topo.nr_rows; i++)
		printf("%u 0x%x %u 0x%x\n", topo.rows[i].smmu, topo.rows[i].sid,
		       topo.rows[i].nr_sids, topo.rows[i].client);
	return 0;
}
