/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's name of libfdt's header; here it is the distribution's. */
#ifndef _SHIM_LINUX_LIBFDT_H
#define _SHIM_LINUX_LIBFDT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <libfdt.h>

#endif
