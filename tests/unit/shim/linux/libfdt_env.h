/* SPDX-License-Identifier: GPL-2.0-only */
/* Types and functions that libfdt needs. */
#ifndef SHIM_LINUX_LIBFDT_ENV_H
#define SHIM_LINUX_LIBFDT_ENV_H

#include <libfdt_env.h>

#endif
