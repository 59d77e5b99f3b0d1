// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guard of registers that nobody accesses, EL2 included: the host reads zeroes, and its
 * writes are dropped.
 */
#include "ops.h"

/* There is no state in which these registers cannot be closed. */
static int closed_probe(struct iommu_guard *guard, const struct iommu_row *rows,
			unsigned int nr_rows)
{
	return 0;
}

/* Which offsets the block answers is not known: EL2 reads none of them. */
static void closed_host_access(struct iommu_guard *guard, unsigned int range, u64 off,
			       unsigned int size, bool write, u64 *val)
{
	hyp_assert_lock_held(&guard->lock);
	if (write)
		guard->refused++;
	else
		*val = 0;
}

const struct iommu_guard_ops pkvm_iommu_closed_ops = {
	.probe = closed_probe,
	.host_access = closed_host_access,
};
