// SPDX-License-Identifier: GPL-2.0-only
/*
 * Changes device tree blobs at random and has the parser read them. Whatever the bytes are:
 * no access outside of the blob (the sanitizers tell), no endless loop, a reason for each
 * refusal, and a table within its bounds.
 *
 *   fuzz RUNS SEED BLOB...
 *
 * The same arguments give the same blobs. A blob that fails is written to fuzz-failed.dtb.
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <linux/errno.h>
#include <linux/libfdt.h>

#include "../../../abi/topology_dt.h"
#include "blobs.h"

#define SECONDS		10	/* for one blob, however busy the machine */

static struct pkvm_topology topo;

static int row_is_sane(const struct pkvm_topology_row *row)
{
	if (row->smmu >= topo.nr_smmus || !row->nr_sids || row->node < 0)
		return 0;
	return row->error || (row->nr_sids == 1 && row->sid <= 0x7fff &&
			      !(row->sid & topo.smmus[row->smmu].match_mask));
}

static int table_is_sane(void)
{
	uint32_t i;

	if (topo.nr_smmus > PKVM_IOMMU_MAX_SMMUS || topo.nr_rows > PKVM_IOMMU_MAX_ROWS ||
	    topo.nr_mc_regions > PKVM_IOMMU_MAX_GUARD_REGS || !topo.nr_smmus)
		return 0;
	for (i = 0; i < topo.nr_smmus; i++)
		if (topo.smmus[i].nr_instances > PKVM_IOMMU_MAX_SMMU_REGS)
			return 0;
	for (i = 0; i < topo.nr_rows; i++)
		if (!row_is_sane(&topo.rows[i]))
			return 0;
	return 1;
}

static int result_is_sane(int ret)
{
	switch (ret) {
	case 0:
		return table_is_sane();
	case -EINVAL:
	case -E2BIG:
	case -ENODEV:
	case -ENXIO:
		return topo.why && topo.bad_node >= -1 && topo.bad_node < (int)blob_len;
	default:
		return 0;
	}
}

static void too_slow(int sig)
{
	(void)sig;
	blobs_keep("fuzz-failed.dtb");
	_exit(3);
}

/* The number of blobs that the parser accepts. */
static uint64_t read_blobs(uint64_t runs)
{
	uint64_t i, accepted = 0;
	int ret;

	for (i = 0; i < runs; i++) {
		blobs_make();
		alarm(SECONDS);
		ret = pkvm_topology_parse(blob, &topo);
		if (!result_is_sane(ret)) {
			blobs_keep("fuzz-failed.dtb");
			fprintf(stderr, "run %llu: %d\n", (unsigned long long)i, ret);
			exit(1);
		}
		accepted += !ret;
	}
	return accepted;
}

int main(int argc, char **argv)
{
	uint64_t runs = blobs_arguments(argc, argv), accepted;

	if (!runs)
		return 2;
	signal(SIGALRM, too_slow);
	accepted = read_blobs(runs);
	printf("%llu blobs of %d trees, %llu accepted\n", (unsigned long long)runs, argc - 3,
	       (unsigned long long)accepted);
	return !accepted;
}
