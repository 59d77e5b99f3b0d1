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
#define MC_ERR_STATUS			0x0008
#define MC_ERR_ADR			0x000c
#define MC_EMEM_ADR_CFG			0x0054
#define MC_ERR_VPR_STATUS		0x0654
#define MC_ERR_VPR_ADR			0x0658
#define MC_ERR_SEC_STATUS		0x067c
#define MC_ERR_SEC_ADR			0x0680
#define MC_ERR_MTS_STATUS		0x09b0
#define MC_ERR_MTS_ADR			0x09b4
#define MC_ERR_ROUTE_STATUS		0x09c0
#define MC_ERR_ROUTE_ADR		0x09c4
#define MC_ERR_CARVEOUT_STATUS		0x0c00
#define MC_ERR_CARVEOUT_ADR		0x0c04
#define MC_CHANNEL_ENABLE		0x0df8
#define MC_GLOBAL_INTSTATUS		0x0f24
#define MC_ERR_ADR_HI			0x11fc
#define MC_ECC_CONTROL			0x1880

/* Carveouts 1 to 31: base, its high bits, size. */
#define MC_CARVEOUT_1			0x0c0c
#define MC_CARVEOUT_6			0x2004
#define MC_NR_CARVEOUTS			32
#define MC_CARVEOUT_STRIDE		0x50
#define MC_CARVEOUT_SIZE		12

/* Broadcast page: who passes around the SMMUs */
#define MC_SMMU_BYPASS_CONFIG		0x1820
#define MC_SMMU_BYPASS_LOCKED		BIT(31)
#define MC_SMMU_BYPASS_MODE		GENMASK(1, 0)
#define MC_SMMU_BYPASS_MODE_SID		2	/* SID 0x7f does */
#define MC_SMMU_BYPASS_MODE_NONE	3

#endif /* __HYP_TEGRA_MC_REGS_H */
