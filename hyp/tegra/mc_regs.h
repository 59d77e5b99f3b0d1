/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Registers of Tegra234's memory controller as EL2 uses them. The stream-ID
 * page and the interrupt registers are as the kernel's tegra186.c and mc.h have
 * them. The bypass configuration is that of Tegra186 and Tegra194, as public
 * firmware for these programs it; for Tegra234: assumed.
 */
#ifndef __HYP_TEGRA_MC_REGS_H
#define __HYP_TEGRA_MC_REGS_H

#include <linux/bits.h>

/* Regions, in the order that they are described in. */
#define MC_SID_PAGE			0
#define MC_BROADCAST			1
#define MC_CHANNEL0			2

/* Stream-ID page: two registers a client. */
#define MC_SID_OVERRIDE(client)		(8 * (client))
#define MC_SID_OVERRIDE_SID		GENMASK(7, 0)
#define MC_SID_SECURITY(client)		(8 * (client) + 4)
#define MC_SID_SECURITY_LOCKED		BIT(16)
#define MC_SID_SECURITY_OVERRIDE	BIT(8)
#define MC_SID_SECURITY_NS		BIT(0)	/* SCEW_NS: forced accesses are non-secure */
#define MC_SID_CLIENT(off)		((off) / 8)

#define MC_SID_INVALID			0x00
#define MC_SID_PASSTHROUGH		0x7f

/* Broadcast and channel pages */
#define MC_INTSTATUS			0x0000
#define MC_INTMASK			0x0004
#define MC_GLOBAL_INTSTATUS		0x0f24

/* Broadcast page: who passes around the SMMUs */
#define MC_SMMU_BYPASS_CONFIG		0x1820
#define MC_SMMU_BYPASS_LOCKED		BIT(31)
#define MC_SMMU_BYPASS_MODE		GENMASK(1, 0)
#define MC_SMMU_BYPASS_MODE_SID		2	/* SID 0x7f does */
#define MC_SMMU_BYPASS_MODE_NONE	3

#endif /* __HYP_TEGRA_MC_REGS_H */
