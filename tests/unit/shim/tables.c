// SPDX-License-Identifier: GPL-2.0-only
/* Page tables for the tests of a back end: see tables.h. */
#include "tables.h"

static u64 at(u64 table, u64 va, unsigned int level)
{
	return table + 8 * (va >> (39 - 9 * level) & 0x1ff);
}

static u64 leaf_table(u64 root, u64 va)
{
	u64 table = root, entry;
	unsigned int level;

	for (level = 1; level < 3; level++) {
		entry = env_load(at(table, va, level));
		if (!entry) {
			entry = env_table() | 3;
			env_store(at(table, va, level), entry);
		}
		table = entry & ~0xfffULL;
	}
	return table;
}

void env_leaf(u64 root, u64 va, u64 entry)
{
	env_store(at(leaf_table(root, va), va, 3), entry);
}

struct io_pgtable_cfg env_cfg(u64 root)
{
	struct io_pgtable_cfg cfg = { .ias = 39, .oas = 48 };

	cfg.arm_lpae_s2_cfg.vttbr = root;
	cfg.arm_lpae_s2_cfg.vtcr.ps = 5;
	cfg.arm_lpae_s2_cfg.vtcr.sh = 2;
	cfg.arm_lpae_s2_cfg.vtcr.sl = 1;
	cfg.arm_lpae_s2_cfg.vtcr.tsz = 25;
	return cfg;
}
