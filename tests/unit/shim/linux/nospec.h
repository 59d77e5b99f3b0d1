/* SPDX-License-Identifier: GPL-2.0-only */
/* Stands in for the kernel's header of this name: see shim_base.h. */
#include "shim_base.h"
