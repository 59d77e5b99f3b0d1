// SPDX-License-Identifier: GPL-2.0-only
/* EL1's parser of device trees, compiled for EL2. */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/limits.h>

#include "tree.h"

/* Sections that the kernel frees after boot are not EL2's. */
#undef __section
#define __section(section)

#include "topology_dt.c"
#include "topology_describe.c"
