/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page tables for the tests of a back end: 4 KiB leaves, 39 bits of input. They are in memory
 * that the test's environment has.
 */
#ifndef SHIM_TABLES_H
#define SHIM_TABLES_H

#include <linux/io-pgtable.h>

#include "shim_base.h"

/* The environment's: an empty page for a table; a word of one. */
u64 env_table(void);
u64 env_load(u64 pa);
void env_store(u64 pa, u64 val);

/* The entry of @va's page, with the tables above it; 0: the page is unmapped. */
void env_leaf(u64 root, u64 va, u64 entry);
static inline void env_unmap(u64 root, u64 va)
{
	env_leaf(root, va, 0);
}

/* What the core hands to a back end for a stage 2 table at @root. */
struct io_pgtable_cfg env_cfg(u64 root);

#endif
