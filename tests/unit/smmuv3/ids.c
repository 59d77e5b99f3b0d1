// SPDX-License-Identifier: GPL-2.0-only
/* The features of the tests' SMMUv3. */
#include "env.h"

const struct v3_ids env_ids = {
	/* S2P, S1P, AArch64, HYP, ATS, MSI, PRI, VMID16, little endian, no stall, 2 levels */
	.idr0 = 0x3 | 2 << 2 | 1 << 9 | 1 << 10 | 1 << 13 | 1 << 16 | 1 << 18 | 2 << 21 |
		1 << 24 | 1 << 27,
	.idr1 = 19 << 21 | 19 << 16 | 16,
	.idr3 = 1 << 10,
	.idr5 = 4 | 1 << 4,
};
