/* SPDX-License-Identifier: GPL-2.0-only */
/* Hosted programs keep all of their sections. */
#ifndef _SHIM_LINUX_INIT_H
#define _SHIM_LINUX_INIT_H

#define __init
#define __initdata
#define __initconst

#endif
