/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel has its own copy of libfdt. */
#ifndef SHIM_LINUX_LIBFDT_H
#define SHIM_LINUX_LIBFDT_H

#include <libfdt.h>

#endif
