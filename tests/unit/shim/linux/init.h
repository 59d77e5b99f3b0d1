/* SPDX-License-Identifier: GPL-2.0-only */
/* Hosted programs keep all of their sections. */
#ifndef SHIM_LINUX_INIT_H
#define SHIM_LINUX_INIT_H

#define __init
#define __initdata
#define __initconst

#endif
