/* SPDX-License-Identifier: GPL-2.0-only */
/* What a host of nested domains has in memory: a context descriptor and tables of stage 1. */
#ifndef SMMUV3_HOST_H
#define SMMUV3_HOST_H

#include <linux/types.h>

#define CD_WORDS	8
#define CD0_V		(1ULL << 31)
#define CD0_AA64	(1ULL << 41)
#define CD0_S		(1ULL << 44)
#define CD0_A		(1ULL << 46)

/* The first address that host_tables() maps, of 39 bits. */
#define HOST_VA		0x140200000ULL

/* Store 64 bits, and clean them to memory. */
void host_store(u64 pa, u64 val);
/* A descriptor at @cd for tables at @table, of 39 bits and 4 KiB pages. */
void host_cd(u64 cd, u64 table, u16 asid);
/* Levels 1 to 3 in three pages; HOST_VA + n * 4 KiB leads to @page[n]. */
void host_tables(const u64 table[3], const u64 *page, unsigned int nr);
/* The level 3 entry of HOST_VA + n * 4 KiB, not global. */
void host_map(const u64 table[3], unsigned int n, u64 page);

#endif
