/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's limits; <limits.h> includes this header, too, for some of its own. */
#ifndef _SHIM_LINUX_LIMITS_H
#define _SHIM_LINUX_LIMITS_H

#include_next <linux/limits.h>
#include <limits.h>
#include <stdint.h>

#define U32_MAX		UINT32_MAX

#endif
