/* SPDX-License-Identifier: GPL-2.0-only */
/* The driver's nested domain, for a test that cannot include the kernel's headers. */
#ifndef HOST_TEST_DRIVER_NESTED_H
#define HOST_TEST_DRIVER_NESTED_H

#include "shim_base.h"

/* A domain of SMMU 0, an SMMUv3, with tables at @root. Returns EL2's handle, or an error. */
s64 driver_nested_start(u64 root);
void driver_nested_stop(void);
/* @nr pages have been cleared in the tables; a flush queue does driver_nested_flush() later. */
void driver_nested_unmapped(u64 iova, unsigned int nr);
void driver_nested_flush(void);

#endif
