/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All of EL2 on QEMU's machine "virt", with the model in place of its SMMU: described, sealed
 * and driven by hypercalls.
 */
#ifndef SMMUV3_WHOLE_H
#define SMMUV3_WHOLE_H

#include "env.h"

#define MEM		SHIM_PHYS_BASE
#define MEM_SIZE	0x1000000ULL
#define POOL_PAGES	256
#define HOST_PAGE(n)	(MEM + 0x400000 + (u64)(n) * PAGE_SIZE)
/* Two streams. */
#define SID		0x8
#define OTHER		0x10

extern struct v3_model model;
/* The model's registers, as EL2 accesses them. */
extern const struct shim_mmio_ops v3_mmio_ops;

/* The machine before the takeover. */
void whole_boot(const struct v3_ids *ids, const struct shim_mmio_ops *ops);
/* Describes an SMMU at @base, and the streams from @sid on. */
int whole_describe(u64 base, u64 sid, u64 nr);
/* Describes the machine's, and seals. */
void whole_take_over(void);
/* Both, with all that the SMMU can have. */
void whole_start(void);

#endif
