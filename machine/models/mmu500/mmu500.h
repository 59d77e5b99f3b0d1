/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm MMU-500, one instance: registers, stream matching, translation table
 * walks, TLB, fault records. Arm IHI 0062 (SMMUv2), Arm DDI 0517 (MMU-500).
 */
#ifndef MODELS_MMU500_H
#define MODELS_MMU500_H

#include "../bus/bus.h"

struct mmu500;

/*
 * struct mmu500_ids - the values of the ID registers, which depend on the SoC
 * @idr:	IDR0 to IDR7; IDR0.NUMSMRG and IDR1.NUMCB are replaced by the
 *		instance's own
 * @pidr:	PIDR0 to PIDR7
 *
 * The values do not configure the model: frames of 64 KiB, stream IDs of 15 bits,
 * VMIDs of 8 bits, addresses of 48 bits, and 49 bits from upstream are fixed.
 */
struct mmu500_ids {
	uint32_t idr[8];
	uint8_t pidr[8];
};

/*
 * struct mmu500_config - how an instance is built
 * @name:	for messages
 * @ids:	its ID registers
 * @num_smrg, @num_cb: stream-match groups and context banks, 1 to 128
 * @mem:	table walks read here (non-coherent: what has reached PoC)
 * @irq:	line 0 is the OR of the global and all context interrupts
 * @log:	programming errors; may be NULL
 */
struct mmu500_config {
	const char *name;
	const struct mmu500_ids *ids;
	unsigned int num_smrg;
	unsigned int num_cb;
	const struct bus_mem_ops *mem;
	void *mem_opaque;
	const struct bus_irq_ops *irq;
	void *irq_opaque;
	bus_log_fn log;
	void *log_opaque;
	/*
	 * Optional: the transaction that a bank stalled and recorded is to be
	 * retried or ended (RESUME). Without it every fault terminates, whatever
	 * SCTLR.CFCFG says.
	 */
	void (*resume)(void *opaque, unsigned int bank, bool terminate);
	/*
	 * Optional: the bank's record is free, so what waited without one is to be
	 * tried again; @lost: a reset has ended it.
	 */
	void (*release)(void *opaque, unsigned int bank, bool lost);
	void *resume_opaque;
};

/* Return: NULL when out of memory or when @cfg is incomplete. */
struct mmu500 *mmu500_new(const struct mmu500_config *cfg);
void mmu500_free(struct mmu500 *m);
void mmu500_reset(struct mmu500 *m);

/*
 * Differences between implementations, and faults to inject. A reset keeps them.
 * @MMU500_OPT_WALK_CACHE_ERRATUM: an invalidation by address leaves the walk
 *		cache alone, as Tegra194's and Tegra234's may; set by mmu500_new()
 * @MMU500_OPT_SYNC_STUCK: a sync never completes
 * @MMU500_OPT_ACTLR_LOCKED: the secure side keeps ACTLR read-only, whatever
 *		sACR.CACHE_LOCK says
 * @MMU500_OPT_NO_PREFETCH: ACTLR.CPRE has no effect
 * @MMU500_OPT_CONFLICT_UNSEEN: a stream that matches several groups takes the
 *		first instead of faulting: with IDR1.SMCD = 0 detection is not guaranteed
 * @MMU500_OPT_RESET_SEED: not 0: the next reset leaves stream groups and banks
 *		(but for SCTLR.M) at random values of this seed, as an earlier owner
 *		may have
 * @MMU500_OPT_RESET_WORST: not 0: the next reset leaves what is hardest on the next
 *		owner, by this seed: invalid groups whose S2CR bypasses or selects a bank
 *		that is off, records of faults, any sACR, prefetch on, stale TLB entries
 *		of each VMID
 * @MMU500_OPT_BYPASS_CACHED: where sACR allows it, a stream that has bypassed goes on
 *		to, until TLBIALLNSNH takes effect
 */
enum mmu500_option {
	MMU500_OPT_WALK_CACHE_ERRATUM,
	MMU500_OPT_SYNC_STUCK,
	MMU500_OPT_ACTLR_LOCKED,
	MMU500_OPT_NO_PREFETCH,
	MMU500_OPT_CONFLICT_UNSEEN,
	MMU500_OPT_RESET_SEED,
	MMU500_OPT_RESET_WORST,
	MMU500_OPT_BYPASS_CACHED,
	MMU500_NR_OPTIONS,
};

void mmu500_set_option(struct mmu500 *m, enum mmu500_option opt, unsigned int val);

/* Size in bytes of the register space: 16 MiB. */
uint64_t mmu500_mmio_size(const struct mmu500 *m);
uint64_t mmu500_mmio_read(struct mmu500 *m, uint64_t off, unsigned int size);
void mmu500_mmio_write(struct mmu500 *m, uint64_t off, uint64_t val, unsigned int size);

/* The name of the register at @off, for traces: "SMR[3]", "bank 2 TTBR0". */
void mmu500_reg_name(const struct mmu500 *m, uint64_t off, char *buf, size_t len);

/*
 * struct mmu500_result - outcome of a translation
 * @pa:		output address, valid if @status is BUS_OK
 * @page_end:	last byte of the translated page (output side): the caller may
 *		use the result for the rest of that page
 * @bypassed:	no table was consulted (CLIENTPD, S2CR bypass, USFCFG=0, or a
 *		context with every stage off)
 * @quiet:	@status is BUS_FAULT, but the device is not told (GFRE=0 or
 *		CFRE=0): it reads zeroes, its writes are dropped
 * @stalled:	@status is BUS_FAULT for now: the transaction waits
 * @recorded:	@stalled, and the bank's record is of this one: it waits for RESUME;
 *		others wait for the record to be free
 * @bank:	context bank that translated, faulted or stalled, -1 if none did
 */
struct mmu500_result {
	enum bus_status status;
	uint64_t pa;
	uint64_t page_end;
	bool bypassed;
	bool quiet;
	bool stalled;
	bool recorded;
	int bank;
};

/* @stream: 15-bit stream ID with TBU bits, as it arrives at the SMMU. */
void mmu500_translate(struct mmu500 *m, uint16_t stream, const struct bus_txn *txn,
		      struct mmu500_result *res);

/*
 * The oracle: everything that @stream can reach now, by tables or by entries
 * the TLB still holds. @visit is called for each 4 KiB page of each range
 * (va, pa, readable, writable, from_tlb), and with whole=true once, instead,
 * when the stream bypasses translation. Faulting streams get no call.
 * Changes no state: no fault is recorded, no entry is cached.
 */
typedef void (*mmu500_visit_fn)(void *opaque, uint64_t va, uint64_t pa, uint64_t len,
				bool readable, bool writable, bool from_tlb, bool whole);
void mmu500_reach(struct mmu500 *m, uint16_t stream, mmu500_visit_fn visit, void *opaque);

/*
 * One line, without newline, on the configuration of @stream: group, bank,
 * stages, VMID, ASID, tables. Cut to @len like snprintf(); changes no state.
 */
int mmu500_describe(const struct mmu500 *m, uint16_t stream, char *buf, size_t len);

/*
 * The whole instance in lines: what is on, each valid stream-match group, each
 * bank that a group selects, that is on or that holds a fault.
 */
void mmu500_show(const struct mmu500 *m, bus_text_fn out, void *opaque);

/*
 * The translation of @addr for @stream: the line of mmu500_describe(), each descriptor
 * of the walk, the result, and the result of the caches if it differs. Changes no
 * state.
 */
void mmu500_show_walk(struct mmu500 *m, uint16_t stream, uint64_t addr, bus_text_fn out,
		      void *opaque);

/* Some stream may pass untranslated: CLIENTPD, USFCFG = 0, a group or bank in bypass. */
bool mmu500_may_bypass(const struct mmu500 *m);

/* Counters for tests and for the trace of the machine. */
struct mmu500_stats {
	uint64_t reg_writes, reg_reads, syncs, tlb_inval, walks, tlb_hits, faults;
	uint64_t tlb_evictions;
};

void mmu500_get_stats(const struct mmu500 *m, struct mmu500_stats *st);

/*
 * The pair: instances that share one node's traffic. Which instance serves
 * which access is not published; the model interleaves on address bit 12
 * (assumed), so that programming one instance only shows at once.
 */
unsigned int mmu500_interleave(unsigned int nr_instances, uint64_t addr);

#endif
