// SPDX-License-Identifier: GPL-2.0-only
/* The kernel's libfdt, as lib/fdt.c and lib/fdt_ro.c: what only reads a blob. */
#include <linux/libfdt_env.h>

#include "fdt.c"
#include "fdt_ro.c"
