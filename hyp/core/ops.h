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
 * Every operation acts on all mirrored instances and succeeds only when all of
 * them have confirmed. All but @probe are called with smmu->lock held. No
 * operation allocates, and each takes bounded time.
 *
 * @sid_bits: bits of a stream ID; larger ones are refused
 * @probe: read the ID registers of every instance, refuse (-ENODEV) what can't
 *	be driven, fill @nr_streams_max, @nr_ctx. Writes nothing.
 * @takeover: from any state that firmware may have left, without a moment in
 *	which a stream bypasses translation that did not before: every row of
 *	smmu->streams is translated by context 0 with table @identity, everything
 *	else faults. Chooses each stream's group. -EINVAL: streams overlap; -EIO: a
 *	register did not take its value; -ETIMEDOUT.
 * @ctx_alloc: program a free context for table @cfg, return its number, or
 *	-ENOSPC. Nothing selects it yet; its TLB entries are gone.
 * @ctx_free: invalidate the context and make it free for reuse. -ETIMEDOUT: it
 *	stays in use for good (quarantined). -EBUSY: a stream selects it.
 * @stream_set: stream number @stream (index into smmu->streams) is translated
 *	by context @ctx, or faults (SMMU_CTX_BLOCKED), from the return on, and what
 *	the old context translated is through. On any error the stream faults.
 * @inval_range: remove what the TLBs hold of @nr 4 KiB pages from @iova.
 * @inval_ctx: remove all that the TLBs and walk caches hold of the context.
 * @get_fault: read and clear a record; the sources of records take turns.
 * @lost: does an instance let streams pass that EL2 had closed, as after a reset?
 *	Reads one register an instance.
 * @close: from any state, and without a moment in which a stream reaches what it
 *	did not before: every stream faults on every instance. Goes on after an
 *	error, so that what can be closed is.
 * @restore: after @close: contexts and streams as they were before. On an error
 *	some streams may be open already, to their own context: close again.
 */
struct smmu_ops {
	unsigned int sid_bits;
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

#define SMMU_MAX_STREAMS	128	/* stream-match groups of an MMU-500 */
#define SMMU_MAX_CTX		128	/* context banks of an MMU-500 */
#define SMMU_CTX_IDENTITY	0	/* context 0 always holds the identity table */

/**
 * struct smmu_stream - a stream of the sealed topology
 * @sid: stream ID without TBU bits
 * @domain: handle of what it is attached to; -1 when blocked, -2 when not even that
 *	is sure.
 *	Guarded by smmu->lock.
 * @ctx: the context it was last put to, for the back end to restore
 * @group: stream-match group; the back end's choice at takeover
 */
struct smmu_stream {
	u32 sid;
	s16 domain;
	s16 ctx;
	u8 group;
};

/**
 * struct mmu500_table - the registers by which a bank finds its table
 * @vttbr: TTBR0; 0 for a bank that translates nothing, or nothing any more
 * @vtcr: TCR, in stage 2's format
 */
struct mmu500_table {
	u64 vttbr;
	u32 vtcr;
};

/**
 * struct mmu500_state - what the MMU-500 back end keeps of a node
 * @pgshift: log2 of the register pages' size
 * @major: major revision
 * @numpage: register pages before the first context bank
 * @nr_s2_only: banks, from 0, that can do stage 2 only
 * @fault_next: fault record to be looked at first
 * @tables: what each bank translates by, for the day that the hardware forgets
 */
struct mmu500_state {
	u8 pgshift;
	u8 major;
	u16 numpage;
	u16 nr_s2_only;
	u16 fault_next;
	struct mmu500_table tables[SMMU_MAX_CTX];
};

/**
 * struct hyp_smmu - one SMMU node, of one or two mirrored instances
 * @ops: the back end
 * @base: physical addresses of the instances' registers
 * @va: and EL2's addresses of them
 * @size: bytes of the registers of an instance
 * @nr_instances: how many are programmed alike
 * @match_mask: stream ID bits that matching ignores
 * @nr_streams: how many of @streams there are
 * @nr_streams_max: how many the hardware can match
 * @nr_ctx: how many contexts the hardware has
 * @lock: guards the registers and everything below it
 * @streams: the sealed streams
 * @ctx_used: contexts in use, quarantined ones included
 * @reg_writes: figure for PKVM_IOMMU_QUERY_REG_WRITES
 * @syncs: figure for PKVM_IOMMU_QUERY_SYNCS
 * @mmu500: the back end's own
 */
struct hyp_smmu {
	const struct smmu_ops *ops;
	u64 base[PKVM_IOMMU_MAX_SMMU_REGS];
	void __iomem *va[PKVM_IOMMU_MAX_SMMU_REGS];
	u64 size;
	unsigned int nr_instances;
	u32 match_mask;
	unsigned int nr_streams;
	unsigned int nr_streams_max;
	unsigned int nr_ctx;

	hyp_spinlock_t lock;
	struct smmu_stream streams[SMMU_MAX_STREAMS];
	DECLARE_BITMAP(ctx_used, SMMU_MAX_CTX);
	u64 reg_writes;
	u64 syncs;
	struct mmu500_state mmu500;
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
