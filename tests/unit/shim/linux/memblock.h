/* SPDX-License-Identifier: GPL-2.0-only */
/* The description of memory, as EL2 gets it from the host's memblock. */
#ifndef SHIM_LINUX_MEMBLOCK_H
#define SHIM_LINUX_MEMBLOCK_H

#include "shim_base.h"

#define MEMBLOCK_NONE	0
#define MEMBLOCK_NOMAP	4

struct memblock_region {
	phys_addr_t base;
	phys_addr_t size;
	unsigned int flags;
};

#endif
