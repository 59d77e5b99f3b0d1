/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of hyp/ share: the sealed topology, domains, the operations of
 * an SMMU back end, and the locks.
 *
 * Policy (who may map, attach, leave) is in topology.c, domain.c, identity.c
 * and pin.c and knows no register; mechanism (which register, which order) is
 * in a back end and knows no domain. Lock order: see nvhe/iommu.h.
 */
#ifndef __HYP_IOMMU_H
#define __HYP_IOMMU_H

#include <linux/io-pgtable.h>
#include <linux/kvm_host.h>
#include <linux/types.h>

#include <nvhe/iommu.h>
#include <nvhe/spinlock.h>

struct hyp_smmu;

/* What a stream does: fault, or be translated by a context of its SMMU. */
#define SMMU_CTX_BLOCKED	(-1)

/**
 * struct smmu_fault - one fault record, as the back end read and cleared it
 * @flags: PKVM_IOMMU_FAULT_*, or 0 for none
 * @addr: input address
 * @status: as x3 of __pkvm_iommu_get_fault()
 */
struct smmu_fault {
	u64 flags;
	u64 addr;
	u64 status;
};

/**
 * struct smmu_ops - an SMMU back end
 *
 * Every operation acts on all register ranges of the SMMU that are programmed
 * alike, and succeeds only when all of them have confirmed. All but @alloc and
 * @probe are called with smmu->lock held. No operation allocates memory, and each
 * takes bounded time.
 *
 * @sid_bits: bits of a stream ID; larger ones are refused
 * @alloc: return SMMU number @nr with @streams and @max_streams filled, all else
 *	zero, or NULL. During set-up only.
 * @probe: read the ID registers of every instance, refuse (-ENODEV) what the back
 *	end cannot drive. -ENOSPC: too few streams or contexts. Writes nothing.
 * @takeover: from any state that firmware may have left, and without a moment in
 *	which a stream bypasses translation that did not before: context 0 with
 *	table @identity translates every entry of smmu->streams, everything else
 *	faults. -EINVAL: streams overlap; -EIO: a register did not take its value;
 *	-ETIMEDOUT.
 * @ctx_alloc: program a free context for table @cfg, return its number, or
 *	-ENOSPC. No stream selects it yet; its TLB entries are gone.
 * @ctx_free: invalidate the context and make it free for reuse. -ETIMEDOUT: the
 *	context stays in use for good (quarantined). -EBUSY: a stream selects it.
 * @stream_set: stream number @stream (index into smmu->streams) is translated
 *	by context @ctx, or faults (SMMU_CTX_BLOCKED), from the return on, and what
 *	the old context translated has completed. On an error the stream faults.
 * @inval_range: remove the TLB entries of @nr 4 KiB pages from @iova, in bounded
 *	time whatever @nr is.
 * @inval_ctx: remove all TLB and walk-cache entries of the context.
 * @get_fault: read and clear a record; the sources of records take turns.
 * @lost: does the SMMU let streams pass that EL2 had closed, as after a reset?
 *	Reads one register of each instance.
 * @close: from any state, and without a moment in which a stream reaches what it
 *	did not before: every stream faults on every instance. Goes on after an
 *	error, to close as much as possible.
 * @restore: after @close: contexts and streams as they were before. On an error
 *	some streams may be open already, to their own context: close again.
 */
struct smmu_ops {
	unsigned int sid_bits;
	struct hyp_smmu *(*alloc)(unsigned int nr);
	int (*probe)(struct hyp_smmu *smmu);
	int (*takeover)(struct hyp_smmu *smmu, const struct io_pgtable_cfg *identity);
	int (*ctx_alloc)(struct hyp_smmu *smmu, const struct io_pgtable_cfg *cfg);
	int (*ctx_free)(struct hyp_smmu *smmu, int ctx);
	int (*stream_set)(struct hyp_smmu *smmu, unsigned int stream, int ctx);
	int (*inval_range)(struct hyp_smmu *smmu, int ctx, u64 iova, u64 nr);
	int (*inval_ctx)(struct hyp_smmu *smmu, int ctx);
	void (*get_fault)(struct hyp_smmu *smmu, struct smmu_fault *fault);
	bool (*lost)(struct hyp_smmu *smmu);
	int (*close)(struct hyp_smmu *smmu);
	int (*restore)(struct hyp_smmu *smmu);
};

/**
 * struct iommu_row - a row of the topology
 * @sid: first stream ID, without bits that the SMMU ignores
 * @nr_sids: how many, from @sid on; 1 if @client is a client
 * @client: memory client, or PKVM_IOMMU_NO_CLIENT
 * @smmu: number of the SMMU that the streams arrive at
 */
struct iommu_row {
	u32 sid;
	u32 nr_sids;
	u16 client;
	u8 smmu;
};

/* Context 0 always translates by the host identity table. */
#define SMMU_CTX_IDENTITY	0

/**
 * struct smmu_stream - a stream of the sealed topology
 * @sid: stream ID without bits that the SMMU ignores
 * @domain: handle of the domain that the stream is attached to; -1: blocked; -2:
 *	blocked, but the hardware has not confirmed it
 * @ctx: the context that the back end last gave the stream, for smmu_ops.restore
 */
struct smmu_stream {
	u32 sid;
	s16 domain;
	s16 ctx;
};

/**
 * struct iommu_regs - a range of registers that EL2 owns
 * @base: physical address
 * @size: bytes
 * @va: EL2's address, from the seal on
 */
struct iommu_regs {
	u64 base;
	u64 size;
	void __iomem *va;
};

/**
 * struct hyp_smmu - the part of an SMMU that every back end has
 *
 * A back end embeds it in a node of its own (container_of()).
 *
 * @ops: the back end
 * @nr: the SMMU's number
 * @nr_regs: how many entries of @regs are used
 * @regs: register ranges; those of an MMU-500 are mirrored instances
 * @sid_mask: stream ID bits that the SMMU ignores
 * @nr_streams: how many entries of @streams are used
 * @max_streams: how many there are
 * @streams: the back end's array; sealed after set-up
 * @lock: guards the registers, the entries of @streams and the back end's state
 * @reg_writes: counter PKVM_IOMMU_QUERY_REG_WRITES
 * @syncs: counter PKVM_IOMMU_QUERY_SYNCS
 */
struct hyp_smmu {
	const struct smmu_ops *ops;
	unsigned int nr;
	unsigned int nr_regs;
	struct iommu_regs regs[PKVM_IOMMU_MAX_SMMU_REGS];
	u32 sid_mask;
	unsigned int nr_streams;
	unsigned int max_streams;
	struct smmu_stream *streams;

	hyp_spinlock_t lock;
	u64 reg_writes;
	u64 syncs;
};

extern const struct smmu_ops mmu500_ops;

/*
 * The memory controller in front of the SMMUs, if the system has one.
 *
 * tegra_mc_probe: regions are mapped; refuse what can't be driven (-ENODEV),
 *	and a locked state in which a client can still go around its SMMU (-EPERM).
 *	Writes nothing.
 * tegra_mc_takeover: force each topology row's stream ID on its client, lock
 *	what no table names as found.
 * tegra_mc_restore: after a suspend that may have reset it, what takeover left.
 *	-EIO: firmware locked it otherwise, or a register did not take its value;
 *	then accesses may pass around the SMMUs.
 * tegra_mc_host_access: a trapped host access of @size bytes at @addr; returns
 *	true when it was within the memory controller and has been dealt with.
 */
struct mc_region {
	u64 base;
	u64 size;
	void __iomem *va;
	u32 bypass;	/* MC_SMMU_BYPASS_CONFIG since takeover */
};

/* What takeover made of a client. */
struct mc_client {
	u32 security;
	u8 sid;
};

#define MC_NR_CLIENTS	512	/* client numbers have 9 bits */

/**
 * struct hyp_mc - the memory controller
 * @lock: guards the registers and @dropped; innermost
 * @nr_regions: how many of @regions there are
 * @regions: in the order of the device tree; 0 is the stream-ID page
 * @dropped: host writes that were dropped
 * @clients: what each is bound to since takeover
 */
struct hyp_mc {
	hyp_spinlock_t lock;
	unsigned int nr_regions;
	struct mc_region regions[PKVM_IOMMU_MAX_GUARD_REGS];
	u64 dropped;
	struct mc_client clients[MC_NR_CLIENTS];
};

int tegra_mc_probe(struct hyp_mc *mc);
int tegra_mc_takeover(struct hyp_mc *mc, const struct iommu_row *rows, unsigned int nr_rows);
int tegra_mc_restore(struct hyp_mc *mc);
bool tegra_mc_host_access(struct hyp_mc *mc, u64 addr, unsigned int size, bool write,
			  u64 *val);

/*
 * Tegra's GPCDMA, whose other side is the control backbone.
 *
 * tegra_gpcdma_probe: its registers are mapped; refuse (-EBUSY) a channel that is
 *	running towards registers of EL2's. Writes nothing.
 * tegra_gpcdma_host_access: as of the memory controller.
 */
#define GPCDMA_NR_CHANNELS	32

/**
 * struct gpcdma_channel - what EL2 knows of a channel
 * @src, @dst, @high, @wcount: the registers, as last written
 * @room: of a channel that is enabled to move words to or from the backbone: how
 *	many bytes from each of its pointers, since it was enabled, are not EL2's
 * @words: and the greatest count that it had
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
 * struct hyp_gpcdma - the engine
 * @base, @size, @va: where its registers are; @va is EL2's own address
 * @lock: guards the registers and everything below it; innermost
 * @refused: host writes that were dropped, or that disabled the channel
 */
struct hyp_gpcdma {
	u64 base;
	u64 size;
	void __iomem *va;
	hyp_spinlock_t lock;
	u64 refused;
	struct gpcdma_channel channels[GPCDMA_NR_CHANNELS];
};

int tegra_gpcdma_probe(struct hyp_gpcdma *dma);
bool tegra_gpcdma_host_access(struct hyp_gpcdma *dma, u64 addr, unsigned int size, bool write,
			      u64 *val);

/* mmio.c: how many bytes from @addr on are no register that EL2 owns. */
u64 iommu_mmio_room(u64 addr);

/*
 * The vendor's table: what EL2 knows of the SoC without being told. Returns 0
 * or -EINVAL when the description names hardware that the SoC doesn't have, or
 * leaves out what it must name.
 */
int tegra234_check_smmu(const struct hyp_smmu *smmu);
int tegra234_check_mc(const struct hyp_mc *mc);
int tegra234_check_row(const struct iommu_row *row, u64 smmu_base);
/* Rows that no device tree names: the @i-th, with SMMU number 0; false past the last. */
bool tegra234_extra_row(unsigned int i, struct iommu_row *row, u64 *smmu_base);
/* The registers of the DMA engine that reaches the control backbone. */
void tegra234_gpcdma(u64 *base, u64 *size);

#endif /* __HYP_IOMMU_H */
