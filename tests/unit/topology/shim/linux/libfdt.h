/* SPDX-License-Identifier: GPL-2.0-only */
/* Makes the distribution's libfdt.h available under the kernel's path. */
#ifndef _SHIM_LINUX_LIBFDT_H
#define _SHIM_LINUX_LIBFDT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <libfdt.h>

#endif
