// SPDX-License-Identifier: GPL-2.0-only
/*
 * EL1's parser of device trees, as it is in the kernel, and the streams of single nodes,
 * which it finds but does not keep.
 */
#include "kernel.h"

#include "../abi/topology_dt.c"
#include "../host/driver.h"

#include "audit.h"
#include "el1.h"

const void *initial_boot_params;

s64 el1_hvc(const char *name, struct pkvm_iommu_res *res, const u64 *args)
{
	unsigned long long x2 = 0, x3 = 0;
	s64 ret = el2_hvc(name, args, &x2, &x3);

	if (res)
		*res = (struct pkvm_iommu_res) { .ret = ret, .x2 = x2, .x3 = x3 };
	return ret;
}

/* The parser's own steps for one master, with a table that has no row yet. */
static int parse_one(const void *fdt, int offset, struct pkvm_topology *one)
{
	struct node n;
	int ret;

	parser.fdt = fdt;
	parser.topo = one;
	parser.nr_named = 0;
	ret = read_node(&parser, offset, &n);
	return ret ? ret : parse_master(&parser, &n);
}

int rows_of(const void *fdt, int offset, struct audit_stream *stream, int max)
{
	static struct pkvm_topology one;
	int i, nr;

	one = *pkvm_smmu_topology();
	one.nr_rows = 0;
	if (one.why || !one.nr_smmus || parse_one(fdt, offset, &one))
		return 0;
	nr = min_t(int, one.nr_rows, max);
	for (i = 0; i < nr; i++)
		stream[i] = (struct audit_stream) {
			.smmu = one.rows[i].smmu, .sid = one.rows[i].sid,
			.nr = one.rows[i].nr_sids, .client = one.rows[i].client,
		};
	return nr;
}

int rows_error(const struct audit_stream *s)
{
	const struct pkvm_topology *topo = pkvm_smmu_topology();
	u32 i;

	for (i = 0; i < topo->nr_rows; i++) {
		const struct pkvm_topology_row *row = &topo->rows[i];

		if (row->smmu == s->smmu && row->sid == s->sid && row->nr_sids == s->nr &&
		    row->client == s->client)
			return row->error;
	}
	return -ENOENT;
}

bool rows_refused(unsigned int i, char *words, size_t size, int *error, int *offset)
{
	const struct pkvm_topology *topo = pkvm_smmu_topology();
	u32 n;

	for (n = 0; !topo->why && n < topo->nr_rows; n++) {
		if (!topo->rows[n].error || i--)
			continue;
		pkvm_smmu_row_in_words(&topo->rows[n], words, size);
		*error = topo->rows[n].error;
		*offset = topo->rows[n].node;
		return true;
	}
	return false;
}
