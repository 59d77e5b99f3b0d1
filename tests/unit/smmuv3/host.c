// SPDX-License-Identifier: GPL-2.0-only
/* A host's descriptors and tables: see host.h. */
#include <string.h>

#include "shim.h"
#include "host.h"

#define T0SZ_39		25ULL
#define EPD1		(1ULL << 30)
#define IPS_40		(2ULL << 32)
#define R		(1ULL << 45)
#define LEAF		(3 | 1 << 10 | 1 << 11 | 3 << 8 | 1 << 6)	/* AF, nG, read and write */

void host_store(u64 pa, u64 val)
{
	memcpy(shim_mem(pa), &val, sizeof(val));
	shim_poc_write(pa, &val, sizeof(val));
}

void host_cd(u64 cd, u64 table, u16 asid)
{
	unsigned int i;

	for (i = 1; i < CD_WORDS; i++)
		host_store(cd + 8 * i, i == 1 ? table : 0);
	host_store(cd, T0SZ_39 | EPD1 | IPS_40 | CD0_AA64 | R | CD0_A | CD0_V | (u64)asid << 48);
}

void host_map(const u64 table[3], unsigned int n, u64 page)
{
	host_store(table[2] + 8 * n, page ? page | LEAF : 0);
}

void host_tables(const u64 table[3], const u64 *page, unsigned int nr)
{
	unsigned int i;

	host_store(table[0] + 8 * (HOST_VA >> 30), table[1] | 3);
	host_store(table[1] + 8 * (HOST_VA >> 21 & 511), table[2] | 3);
	for (i = 0; i < nr; i++)
		host_map(table, i, page[i]);
}
