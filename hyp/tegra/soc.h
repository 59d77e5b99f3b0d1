/* SPDX-License-Identifier: GPL-2.0-only */
/* Guards that Tegra SoCs have, and the SoCs themselves. */
#ifndef __PKVM_IOMMU_TEGRA_SOC_H
#define __PKVM_IOMMU_TEGRA_SOC_H

#include "../core/ops.h"

#define MC_NR_CLIENTS		512	/* client numbers have 9 bits */

/* Clients of one SoC that have registers. */
#define MC_MAX_CLIENTS		160

/**
 * struct mc_client - a client, and what becomes of it
 * @client: its number
 * @sid: its stream ID, as EL2 forces it; if @left as found
 * @left: EL2 cannot force it, and leaves it as firmware has it
 * @free: its device presents several streams, which a guard holds: EL2 forces none
 * @security: its security register, as found, and after the takeover as it is then
 */
struct mc_client {
	u16 client;
	u8 sid;
	bool left;
	bool free;
	u32 security;
};

struct hyp_sid;

/**
 * struct hyp_mc - the memory controller
 * @guard: its ranges are the stream-ID page, the broadcast page and the channels
 * @sid: the guard of devices that choose their stream ID, or NULL
 * @unpaired: clients that have registers, but no row
 * @nr_unpaired: how many
 * @secure: clients of the secure world: these may be forced to be secure
 * @nr_secure: how many
 * @passthrough: firmware locked a mode in which stream ID 0x7f bypasses the SMMUs
 * @channels: the topology gives channels of the DMA engine streams of their own
 * @bypass: MC_SMMU_BYPASS_CONFIG of each range since takeover
 * @nr_clients: how many entries of @clients are used, from the probe on
 * @clients: all clients that have registers; EL2 accesses no other client's
 */
struct hyp_mc {
	struct iommu_guard guard;
	const struct hyp_sid *sid;
	const u16 *unpaired;
	unsigned int nr_unpaired;
	const u16 *secure;
	unsigned int nr_secure;
	bool passthrough;
	bool channels;
	u32 bypass[PKVM_IOMMU_MAX_GUARD_REGS];
	unsigned int nr_clients;
	struct mc_client clients[MC_MAX_CLIENTS];
};

extern const struct iommu_guard_ops pkvm_tegra_mc_ops;

/**
 * pkvm_tegra_mc_chooses_sid() - does the device behind a client choose its stream ID?
 * @mc: a memory controller whose probe has succeeded
 * @client: client number
 *
 * Return: true if firmware locked the client so, for good.
 */
bool pkvm_tegra_mc_chooses_sid(const struct hyp_mc *mc, unsigned int client);

#define SID_MAX_REGS		3

/**
 * struct sid_reg - a register that decides which stream ID a device presents
 * @off: offset
 * @fields: its bits, in bytes that each hold a stream ID; all others stay zero
 */
struct sid_reg {
	u32 off;
	u32 fields;
};

/**
 * struct sid_device - a device that can choose its stream ID, by these registers alone
 * @base: its registers, all that can make it access memory
 * @clients: the clients that it is behind
 * @sid: its own stream ID
 * @nr_regs: how many entries of @regs are used
 * @regs: the registers
 */
struct sid_device {
	u32 base;
	u16 clients[2];
	u8 sid;
	u8 nr_regs;
	struct sid_reg regs[SID_MAX_REGS];
};

/**
 * struct hyp_sid - the guard of devices that can choose their stream ID
 * @guard: a range for each device that needs it
 * @mc: decides which devices need it
 * @devices: all devices
 * @nr_devices: how many
 * @held: clients of devices whose own guard restricts their stream ID
 * @nr_held: how many
 */
struct hyp_sid {
	struct iommu_guard guard;
	const struct hyp_mc *mc;
	const struct sid_device *devices;
	unsigned int nr_devices;
	const u16 *held;
	unsigned int nr_held;
};

extern const struct iommu_guard_ops pkvm_tegra_sid_ops;

/**
 * pkvm_tegra_sid_is_held() - can the device behind a client present its own stream ID only?
 * @sid: the guard of such devices, or NULL for none
 * @client: client number
 *
 * Return: true if a guard restricts the device when the memory controller cannot.
 */
static inline bool pkvm_tegra_sid_is_held(const struct hyp_sid *sid, unsigned int client)
{
	unsigned int i;

	for (i = 0; sid && i < sid->nr_devices; i++) {
		if (sid->devices[i].clients[0] == client || sid->devices[i].clients[1] == client)
			return true;
	}
	for (i = 0; sid && i < sid->nr_held; i++) {
		if (sid->held[i] == client)
			return true;
	}
	return false;
}

#define GPCDMA_NR_CHANNELS	PKVM_IOMMU_NR_CHANNELS

/**
 * struct gpcdma_channel - what EL2 knows of a channel
 * @sid: the stream ID that it may present, if each channel has its own; 0: none
 * @src: register SRC, as last written
 * @dst: register DST
 * @high: register HIGH
 * @wcount: register WCOUNT
 * @csr: register CSR if the channel was enabled, and may still be; else 0
 * @room: of a channel that is enabled to move words to or from the backbone: the
 *	bytes from each of its pointers, since it was enabled, that are not EL2's
 * @words: the greatest count since it was enabled
 */
struct gpcdma_channel {
	u32 sid;
	u32 src;
	u32 dst;
	u32 high;
	u32 wcount;
	u32 csr;
	u32 room;
	u32 words;
};

/**
 * struct hyp_gpcdma - the DMA engine whose other side is the control backbone
 * @guard: one range
 * @sids: stream IDs that its channels may present, besides 0, if they share them
 * @nr_sids: how many
 * @own_sids: the topology gives each channel a stream ID of its own
 * @channels: by number
 */
struct hyp_gpcdma {
	struct iommu_guard guard;
	const u8 *sids;
	unsigned int nr_sids;
	bool own_sids;
	struct gpcdma_channel channels[GPCDMA_NR_CHANNELS];
};

extern const struct iommu_guard_ops pkvm_tegra_gpcdma_ops;

/* Scratch words that firmware obeys, and registers that the host has no use for. */
extern const struct iommu_guard_ops pkvm_tegra_scratch_ops;

extern const struct iommu_soc pkvm_tegra234;

#endif /* __PKVM_IOMMU_TEGRA_SOC_H */
