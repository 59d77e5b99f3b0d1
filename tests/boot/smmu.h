/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Direct writes to the registers of the DMA engine's SMMU.
 */
#ifndef BOOT_SMMU_H
#define BOOT_SMMU_H

#include <stdbool.h>
#include <stdint.h>

/* S2CR.TYPE = bypass for the groups that match @sid, on both instances. */
bool smmu_bypass_stream(uint32_t sid);

/* Sets sCR0.CLIENTPD on both instances: every stream bypasses translation. */
bool smmu_bypass_all(void);

/* Undo both. */
void smmu_restore(void);

#endif /* BOOT_SMMU_H */
