/* SPDX-License-Identifier: GPL-2.0-only */
/* The registers of GPCDMA's channels: through EL2, and direct. */
#ifndef SYSTEM_ENGINE_H
#define SYSTEM_ENGINE_H

#include "system.h"

static inline u64 reg_addr(unsigned int ch, u32 reg)
{
	return WORLD_GPCDMA_BASE + 0x10000 * (ch + 1) + reg;
}

static inline void put(unsigned int ch, u32 reg, u32 val)
{
	u64 v = val;

	assert_true(sys_host_access(reg_addr(ch, reg), 4, true, &v));
}

/* Direct access to the engine's registers, not through EL2. */
static inline u32 peek(unsigned int ch, u32 reg)
{
	return world_gpcdma_read(0x10000 * (ch + 1) + reg, 4);
}

static inline void poke(unsigned int ch, u32 reg, u32 val)
{
	world_gpcdma_write(0x10000 * (ch + 1) + reg, val, 4);
}

/* Writes that EL2 did not carry out. */
static inline u64 refused(void)
{
	return sys_query(PKVM_IOMMU_QUERY_REFUSED, PKVM_IOMMU_GUARD_TEGRA_GPCDMA);
}

#endif /* SYSTEM_ENGINE_H */
