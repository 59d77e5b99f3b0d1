/* SPDX-License-Identifier: GPL-2.0-only */
/* Guards that Tegra SoCs have, and the SoCs themselves. */
#ifndef __PKVM_IOMMU_TEGRA_SOC_H
#define __PKVM_IOMMU_TEGRA_SOC_H

#include "../core/ops.h"

#define MC_NR_CLIENTS		512	/* client numbers have 9 bits */

/**
 * struct mc_client - what takeover made of a client
 * @security: its security register
 * @sid: its stream ID
 */
struct mc_client {
	u32 security;
	u8 sid;
};

/**
 * struct hyp_mc - the memory controller
 * @guard: its ranges are the stream-ID page, the broadcast page and the channels
 * @bypass: MC_SMMU_BYPASS_CONFIG of each range since takeover
 * @clients: by client number
 */
struct hyp_mc {
	struct iommu_guard guard;
	u32 bypass[PKVM_IOMMU_MAX_GUARD_REGS];
	struct mc_client clients[MC_NR_CLIENTS];
};

extern const struct iommu_guard_ops pkvm_tegra_mc_ops;

#define GPCDMA_NR_CHANNELS	32

/**
 * struct gpcdma_channel - what EL2 knows of a channel
 * @src: register SRC, as last written
 * @dst: register DST
 * @high: register HIGH
 * @wcount: register WCOUNT
 * @room: of a channel that is enabled to move words to or from the backbone: the
 *	bytes from each of its pointers, since it was enabled, that are not EL2's
 * @words: the greatest count since it was enabled
 */
struct gpcdma_channel {
	u32 src;
	u32 dst;
	u32 high;
	u32 wcount;
	u32 room;
	u32 words;
};

/**
 * struct hyp_gpcdma - the DMA engine whose other side is the control backbone
 * @guard: one range
 * @channels: by number
 */
struct hyp_gpcdma {
	struct iommu_guard guard;
	struct gpcdma_channel channels[GPCDMA_NR_CHANNELS];
};

extern const struct iommu_guard_ops pkvm_tegra_gpcdma_ops;

extern const struct iommu_soc pkvm_tegra234;

#endif /* __PKVM_IOMMU_TEGRA_SOC_H */
