/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The contract between the wings of the driver: what the core asks of an SMMU
 * back end, of a SoC and of a guard, and what they may ask of the core. It is the
 * only header of the core that a back end or a SoC includes.
 *
 * Policy (who may map, attach, leave) is the core's, which knows no register.
 * Mechanism (which register, in which order) is a back end's, which knows no domain.
 */
#ifndef __PKVM_IOMMU_OPS_H
#define __PKVM_IOMMU_OPS_H

#include <linux/bitmap.h>
#include <linux/io-pgtable.h>
#include <linux/kvm_host.h>
#include <linux/types.h>

#include <nvhe/iommu.h>
#include <nvhe/iommu_io.h>
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
 * alike, and succeeds only when all of them have confirmed. All but @alloc, @probe,
 * @lent_regs and @lent_asid are called with smmu->lock held. No operation allocates memory,
 * and each takes bounded time.
 *
 * @sid_bits: bits of a stream ID; larger ones are refused
 * @alloc: return SMMU number @nr with @streams and @max_streams filled, all else
 *	zero, or NULL. During set-up only.
 * @probe: read the ID registers of every instance, refuse (-ENODEV) what the back
 *	end cannot drive. -ENOSPC: too few streams or contexts. -ENOMEM: too little was
 *	reserved at boot. On return every register is as before.
 * @takeover: from any state that firmware may have left, and without a moment in
 *	which a stream bypasses translation that did not before: context 0 with
 *	table @identity translates every entry of smmu->streams and of
 *	smmu->ranges, everything else faults. -EINVAL: streams overlap; -ENOSPC: too
 *	many streams; -EIO: a register did not take its value; -ETIMEDOUT.
 * @ctx_alloc: program a free context for table @cfg, return its number, or
 *	-ENOSPC. No stream selects it yet; its TLB entries are gone.
 * @ctx_free: invalidate the context and make it free for reuse. -EBUSY: a stream
 *	selects it. On any other error it stays, in quarantine: the core sets no stream
 *	to it, but may invalidate it, and asks again.
 * @stream_add: one of the streams of smmu->ranges, which is translated by context 0, is
 *	about to become an entry of smmu->streams. -ENOMEM: it needs a page of @stream_page;
 *	-ENOSPC. Changes no translation. NULL: the back end takes no ranges.
 * @stream_page: take a page of zeroes for entries of further streams, for good; NULL in the
 *	place of the page: would one be taken? -EEXIST: one is left; -ENOSPC. Present where
 *	@stream_add is.
 * @stream_set: stream number @stream (index into smmu->streams) is translated
 *	by context @ctx, or faults (SMMU_CTX_BLOCKED), from the return on, and what
 *	the old context translated has completed. On an error the stream faults.
 * @ctx_lend: make a free context translate by a stage 1 that the host programs, through
 *	context 0's table as stage 2, and return its number. The host programs it by the
 *	registers that @lent_regs tells, and until then, and again after @restore, all faults
 *	in stage 1; or by a descriptor at @cd, which the SMMU reads through stage 2. Whatever
 *	the host writes there, a stream of the context reaches what context 0 maps, or
 *	faults, and other contexts do not change. -EOPNOTSUPP: this SMMU cannot promise that;
 *	-ENOSPC; -EINVAL: no descriptor can be at @cd.
 * @ctx_take: as @ctx_free, for a context of @ctx_lend. The host does not reach its
 *	registers any more. @ctx_free refuses such a context with -EINVAL, and @ctx_take any
 *	other.
 * @lent_regs: offset and size of the registers of a lent context in each register range;
 *	whole pages. Takes no lock. NULL: contexts have no registers.
 * @lent_asid: without @lent_regs: the ASID that @inval_lent goes by. Takes no lock.
 * @inval_lent: remove the TLB entries of stage 1 at @size bytes from @iova, both multiples of
 *	the granule in @flags, or of all of a lent context, in bounded time; @flags:
 *	PKVM_IOMMU_INVAL_*. -ENOENT: the context is not lent; -EINVAL: no table has pages or
 *	blocks of that size. NULL: the host has registers for that.
 * @inval_range: remove the TLB entries of @nr 4 KiB pages from @iova, in bounded
 *	time whatever @nr is; for context 0 also what lent contexts have combined with them.
 * @inval_ctx: remove all TLB and walk-cache entries of the context.
 * @get_fault: read and clear a record; the sources of records take turns.
 * @lost: does the SMMU let streams pass that EL2 had closed, as after a reset?
 *	Reads one register of each instance.
 * @shut: the first writes after a suspend, one for each register range: a stream
 *	passes only where a leftover entry translates or bypasses it. Goes on after
 *	an error.
 * @close: from any state, and without a moment in which a stream reaches what it
 *	did not before: every stream faults on every instance, also one that the TLB
 *	let bypass. Goes on after an error, to close as much as possible.
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
	int (*ctx_lend)(struct hyp_smmu *smmu, u64 cd);
	int (*ctx_take)(struct hyp_smmu *smmu, int ctx);
	void (*lent_regs)(const struct hyp_smmu *smmu, int ctx, u64 *off, u64 *size);
	u16 (*lent_asid)(const struct hyp_smmu *smmu, int ctx);
	int (*inval_lent)(struct hyp_smmu *smmu, int ctx, u64 iova, u64 size, u64 flags);
	int (*stream_add)(struct hyp_smmu *smmu, u32 sid);
	int (*stream_page)(struct hyp_smmu *smmu, void *page);
	int (*stream_set)(struct hyp_smmu *smmu, unsigned int stream, int ctx);
	int (*inval_range)(struct hyp_smmu *smmu, int ctx, u64 iova, u64 nr);
	int (*inval_ctx)(struct hyp_smmu *smmu, int ctx);
	void (*get_fault)(struct hyp_smmu *smmu, struct smmu_fault *fault);
	bool (*lost)(struct hyp_smmu *smmu);
	int (*shut)(struct hyp_smmu *smmu);
	int (*close)(struct hyp_smmu *smmu);
	int (*restore)(struct hyp_smmu *smmu);
};

/**
 * struct iommu_row - a row of the topology
 * @sid: first stream ID, without bits that the SMMU ignores
 * @nr_sids: how many, from @sid on; 1 if @client is a client
 * @client: memory client, PKVM_IOMMU_CHANNEL(n), or PKVM_IOMMU_NO_CLIENT
 * @smmu: number of the SMMU that the streams arrive at
 * @added: by EL2 from the SoC's rows: no device was described
 */
struct iommu_row {
	u32 sid;
	u32 nr_sids;
	u16 client;
	u8 smmu;
	bool added;
};

/**
 * pkvm_iommu_channel() - the channel of the DMA engine that presents a row's stream
 * @client: of a row
 *
 * Return: its number, or -1 for a memory client and for none.
 */
static inline int pkvm_iommu_channel(u16 client)
{
	int ch = client - (int)PKVM_IOMMU_CHANNEL(0);

	return ch >= 0 && ch < PKVM_IOMMU_NR_CHANNELS ? ch : -1;
}

/* Context 0 always translates by the host identity table. */
#define SMMU_CTX_IDENTITY	0

/**
 * struct smmu_stream - a stream of the sealed topology
 * @sid: stream ID without bits that the SMMU ignores
 * @domain: handle of the domain that the stream is attached to; -1: blocked; -2:
 *	blocked, but the hardware has not confirmed it
 * @held: while @domain is -2: the two domains that the stream may still use, as @domain
 * @ctx: the context that the back end last gave the stream, for smmu_ops.restore
 */
struct smmu_stream {
	u32 sid;
	s16 domain;
	s16 held[2];
	s16 ctx;
};

/* Ranges of streams that one SMMU has. */
#define SMMU_MAX_RANGES		8

/**
 * struct smmu_range - streams of the sealed topology that are not listed one by one
 * @sid: first stream ID
 * @nr: how many
 */
struct smmu_range {
	u32 sid;
	u32 nr;
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
 * @kind: enum pkvm_iommu_smmu_kind
 * @nr: the SMMU's number
 * @nr_regs: how many entries of @regs are used
 * @regs: register ranges; those of an MMU-500 are mirrored instances
 * @sid_mask: stream ID bits that the SMMU ignores
 * @nr_streams: how many entries of @streams are used
 * @max_streams: how many there are
 * @streams: the back end's array; after set-up only streams of @ranges are added, before
 *	they are attached for the first time
 * @nr_ranges: how many entries of @ranges are used
 * @ranges: streams that context 0 translates until they are in @streams; sealed after
 *	set-up
 * @nested: contexts that are nested domains, those being freed included; guarded by
 *	attach_lock
 * @lent: those that are not being freed, whose registers the host may access if they have
 *	any; guarded by host_mmu.lock
 * @lock: guards the registers, the entries of @streams and the back end's state
 * @reg_writes: counter PKVM_IOMMU_QUERY_REG_WRITES
 * @syncs: counter PKVM_IOMMU_QUERY_SYNCS
 */
struct hyp_smmu {
	const struct smmu_ops *ops;
	unsigned int kind;
	unsigned int nr;
	unsigned int nr_regs;
	struct iommu_regs regs[PKVM_IOMMU_MAX_SMMU_REGS];
	u32 sid_mask;
	unsigned int nr_streams;
	unsigned int max_streams;
	struct smmu_stream *streams;
	unsigned int nr_ranges;
	struct smmu_range ranges[SMMU_MAX_RANGES];
	DECLARE_BITMAP(nested, PKVM_IOMMU_MAX_NESTED);
	DECLARE_BITMAP(lent, PKVM_IOMMU_MAX_NESTED);

	hyp_spinlock_t lock;
	u64 reg_writes;
	u64 syncs;
};

struct iommu_guard;

/**
 * struct iommu_guard_ops - registers that EL2 owns besides those of the SMMUs
 *
 * All but @probe are called with guard->lock held. Each takes bounded time.
 *
 * @probe: the ranges are mapped: decide what becomes of @rows, refuse what cannot be
 *	guarded. -ENODEV: a range is missing or too small; -EINVAL: a row is not
 *	possible; -EPERM: firmware locked a state that lets DMA pass; -EBUSY: DMA towards
 *	EL2's registers is running. On return every register is as before. A guard that
 *	does not need all of its ranges leaves in guard->regs those that it does.
 * @takeover: bind the clients of the rows to their stream IDs. May be NULL.
 * @lost: are the registers weaker than @takeover left them? May be NULL.
 * @close: the first writes after a suspend: nothing bypasses the SMMUs. May be NULL.
 * @restore: after @close: what @takeover programmed. -EIO: DMA may pass around the
 *	SMMUs. May be NULL.
 * @host_access: a trapped host access of @size bytes at offset @off of range
 *	number @range: read *@val, or write it if that is allowed. Counts refused
 *	writes. If an access aborts, it sets guard->aborted, and writes nothing more.
 */
struct iommu_guard_ops {
	int (*probe)(struct iommu_guard *guard, const struct iommu_row *rows,
		     unsigned int nr_rows);
	int (*takeover)(struct iommu_guard *guard);
	bool (*lost)(struct iommu_guard *guard);
	int (*close)(struct iommu_guard *guard);
	int (*restore)(struct iommu_guard *guard);
	void (*host_access)(struct iommu_guard *guard, unsigned int range, u64 off,
			    unsigned int size, bool write, u64 *val);
};

/* A guard of registers that nothing accesses: reads are 0, writes are refused. */
extern const struct iommu_guard_ops pkvm_iommu_closed_ops;

/**
 * struct iommu_guard - the part that every guard has, embedded in its own state
 * @ops: the guard's operations
 * @id: enum pkvm_iommu_guard
 * @nr_regs: how many entries of @regs are used
 * @regs: register ranges, in the SoC's order
 * @lock: guards the registers and everything below it; innermost
 * @refused: counter PKVM_IOMMU_QUERY_REFUSED
 * @aborted: an access to the registers aborted; the core clears it
 * @culprit: memory client for which the last @probe or @takeover failed, if it was for one;
 *	else PKVM_IOMMU_NO_CLIENT
 */
struct iommu_guard {
	const struct iommu_guard_ops *ops;
	unsigned int id;
	unsigned int nr_regs;
	struct iommu_regs regs[PKVM_IOMMU_MAX_GUARD_REGS];

	hyp_spinlock_t lock;
	u64 refused;
	bool aborted;
	u16 culprit;
};

/**
 * struct soc_smmu - an SMMU that a SoC has
 * @kind: enum pkvm_iommu_smmu_kind
 * @nr_regs: how many register ranges
 * @base: their bases, in the order of the device tree
 * @size: bytes of each
 * @sid_mask: stream ID bits that it ignores
 */
struct soc_smmu {
	u8 kind;
	u8 nr_regs;
	u64 base[PKVM_IOMMU_MAX_SMMU_REGS];
	u64 size;
	u32 sid_mask;
};

/* In the place of a client: each channel of the DMA engine may have the stream. */
#define SOC_ANY_CHANNEL		(PKVM_IOMMU_CHANNEL(0) + PKVM_IOMMU_NR_CHANNELS)

/**
 * struct soc_row - a client of a SoC and the stream ID that it has to present
 * @smmu: index into the SoC's SMMUs
 * @client: client number: the row is part of every topology, described or not;
 *	PKVM_IOMMU_NO_CLIENT for a device that no client is known for; or SOC_ANY_CHANNEL
 * @sid: stream ID
 * @nr_sids: how many, from @sid on, that a device without a client may have; 0: one
 */
struct soc_row {
	u8 smmu;
	u16 client;
	u32 sid;
	u32 nr_sids;
};

/**
 * struct soc_guard - a guard that a SoC has
 * @guard: the guard
 * @described: EL1 has to describe its ranges; else EL2 adds them by itself
 * @nr_regs: how many register ranges
 * @base: their bases, in the order of the device tree
 * @size: bytes of each
 */
struct soc_guard {
	struct iommu_guard *guard;
	bool described;
	unsigned int nr_regs;
	const u32 *base;
	u64 size;
};

/**
 * struct iommu_soc - what EL2 knows of a SoC without being told
 * @ias: input address bits of all tables, PKVM_IOMMU_IAS at most
 * @alias_bit: the host reaches no address from this bit on: DRAM is visible a second
 *	time there, or nothing is
 * @coherent_walk: the SMMUs' table walks snoop the CPUs' caches
 * @smmus: SMMUs; each described one must be one of them
 * @nr_smmus: how many
 * @rows: clients and devices; each described row must be one of them
 * @nr_rows: how many
 * @doorbells: pages of registers that devices may write, at page-aligned addresses: they
 *	take interrupt messages and do nothing else
 * @nr_doorbells: how many; may be none
 * @guards: guards, in the order of takeover
 * @nr_guards: how many; may be none
 * @smcs: SMCs beyond the architecture's that EL2 forwards to firmware
 * @nr_smcs: how many; may be none
 */
struct iommu_soc {
	u8 ias;
	u8 alias_bit;
	bool coherent_walk;
	const struct soc_smmu *smmus;
	unsigned int nr_smmus;
	const struct soc_row *rows;
	unsigned int nr_rows;
	const u64 *doorbells;
	unsigned int nr_doorbells;
	const struct soc_guard *guards;
	unsigned int nr_guards;
	const u32 *smcs;
	unsigned int nr_smcs;
};

/**
 * pkvm_iommu_room() - distance to the next register that EL2 owns
 * @addr: physical address
 *
 * Return: bytes from @addr on that are no register of EL2's; 0 within one.
 */
u64 pkvm_iommu_room(u64 addr);

/**
 * pkvm_iommu_reserve() - memory for the tables and queues of an SMMU
 * @nr: pages, a power of two
 *
 * For smmu_ops.probe. The memory is never given back.
 *
 * Return: zeroed pages, contiguous and aligned to their size; NULL: too few were reserved
 * at boot.
 */
void *pkvm_iommu_reserve(unsigned int nr);

#endif /* __PKVM_IOMMU_OPS_H */
