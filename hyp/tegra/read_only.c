// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers that the host may read at most: the scratch words of the power management
 * controller that firmware obeys at the end of a deep sleep, before EL2 runs. EL2 itself
 * writes none of them.
 */
#include <linux/bits.h>
#include <linux/errno.h>

#include <nvhe/iommu_io.h>
#include <nvhe/mem_protect.h>

#include "soc.h"

/*
 * Secure scratch word 73: the address of a table of registers and values, in pages.
 * Firmware writes these registers when the system wakes up.
 */
#define PMC_WAKE_TABLE		0x2ac

/* From address bit 39 on, DRAM is visible again. */
#define PMC_WAKE_TABLE_PAGE	GENMASK(26, 0)

/*
 * Pages that a table may have: 16384 pairs. NVIDIA's driver for five SMMU instances
 * with 128 groups and 128 contexts makes some 9000.
 */
#define PMC_WAKE_TABLE_PAGES	32

/**
 * scratch_probe() - is the table that firmware plays back out of the host's reach?
 * @guard: its range is mapped
 * @rows: not used
 * @nr_rows: not used
 *
 * The table may be firmware's own, in memory that the kernel was not given. EL2 cannot
 * read how long it is: such memory may be secure.
 *
 * Return: 0; -EPERM: a page of the table is in memory that the host can write; -ENODEV:
 * the read aborts.
 */
static int scratch_probe(struct iommu_guard *guard, const struct iommu_row *rows,
			 unsigned int nr_rows)
{
	unsigned int i;
	u32 word;
	u64 page;

	if (pkvm_iommu_read32(guard->regs[0].va + PMC_WAKE_TABLE, &word))
		return -ENODEV;
	page = word;
	for (i = 0; page && i < PMC_WAKE_TABLE_PAGES; i++) {
		if (addr_is_memory(((page + i) & PMC_WAKE_TABLE_PAGE) << PAGE_SHIFT))
			return -EPERM;
	}
	return 0;
}

/*
 * No write passes. Of the reads only that of the table's address does, which the probe
 * has made already: which other offsets the block answers is not known.
 */
static void scratch_host_access(struct iommu_guard *guard, unsigned int range, u64 off,
				unsigned int size, bool write, u64 *val)
{
	bool is_table = off == PMC_WAKE_TABLE && size == sizeof(u32);

	hyp_assert_lock_held(&guard->lock);
	if (write)
		guard->refused++;
	else if (is_table)
		guard->aborted = pkvm_iommu_read(guard->regs[range].va + off, size, val);
	else
		*val = 0;
}

const struct iommu_guard_ops pkvm_tegra_scratch_ops = {
	.probe = scratch_probe,
	.host_access = scratch_host_access,
};
