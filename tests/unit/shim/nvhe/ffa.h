/* SPDX-License-Identifier: GPL-2.0-only */
/* Stands in for the kernel's header of this name: the range of FF-A, Arm DEN0077. */
#ifndef SHIM_FFA_H
#define SHIM_FFA_H

#define FFA_MIN_FUNC_NUM	0x60
#define FFA_MAX_FUNC_NUM	0xff

#endif
