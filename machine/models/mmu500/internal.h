/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Internals of the MMU-500 model: the state of an instance, and the functions that
 * its files share. Users include mmu500.h only.
 */
#ifndef MODELS_MMU500_INTERNAL_H
#define MODELS_MMU500_INTERNAL_H

#include "mmu500.h"
#include "regs.h"
#include "tlb.h"

/* Registers of one context bank: its frame, and its words in global frame 1. */
struct mmu500_bank {
	uint32_t cbar, cbfrsynra, cba2r;
	uint32_t sctlr, actlr, tcr, tcr2, contextidr, mair[2];
	uint32_t fsr, fsynr0, fsynr1;
	uint64_t ttbr[2], par, far, ipafar;
	uint64_t tlbi_arg;	/* halves of a 64-bit invalidation, as they arrive */
};

/*
 * An invalidation is accepted when written, and takes effect when a sync that
 * was started later has been seen to complete: the latest moment that the
 * architecture allows.
 */
struct mmu500_pending {
	struct tlb_inval op;
	unsigned int source;
	uint64_t seq;
};

struct mmu500_sync {
	bool active;
	unsigned int polls_left;
	uint64_t last;		/* covers the invalidations accepted before it */
};

/* Sources of invalidations and syncs: a bank's number, or the global frame. */
#define SOURCE_GLOBAL		MAX_BANKS
#define MAX_PENDING		4096u

struct mmu500_pmu {
	uint32_t cr, enabled, interrupts, overflowed;
	uint32_t cgcr[PMU_GROUPS], cgsmr[PMU_GROUPS];
	uint32_t counter[PMU_COUNTERS], type[PMU_COUNTERS];
};

struct mmu500 {
	struct mmu500_config cfg;
	uint32_t scr0, scr2, sacr;
	uint32_t sgfsr, sgfsynr0, sgfsynr1, sgfsynr2;
	uint64_t sgfar;
	uint64_t tlbi_arg;
	uint32_t smr[MAX_GROUPS], s2cr[MAX_GROUPS];
	struct mmu500_bank bank[MAX_BANKS];
	struct tlb *tlb;
	uint32_t bypassed[(STREAM_ID_MASK + 1) / 32];	/* streams with a cached bypass */
	struct mmu500_pending pending[MAX_PENDING];
	unsigned int nr_pending;
	struct mmu500_pmu pmu;
	uint64_t seq;
	struct mmu500_sync sync[MAX_BANKS + 1];
	unsigned int options[MMU500_NR_OPTIONS];
	bool irq_level;
	struct mmu500_stats stats;
};

void mmu500_log(const struct mmu500 *m, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* One line to @out (show.c) */
void mmu500_say(bus_text_fn out, void *opaque, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Stream matching (stream.c) */
enum stream_route {
	ROUTE_BYPASS,
	ROUTE_FAULT,
	ROUTE_CONTEXT,
};

/*
 * struct route - where a stream's transactions go
 * @fault: sGFSR bits if @kind is ROUTE_FAULT
 * @group: matching entry, -1 if none
 * @s1, @s2: context banks of the stages, -1 if the stage is absent
 */
struct route {
	enum stream_route kind;
	uint32_t fault;
	int group;
	int s1, s2;
};

void mmu500_route(const struct mmu500 *m, uint16_t stream, struct route *r);
/* A stream has bypassed by @r: sACR may cache that. */
void mmu500_cache_bypass(struct mmu500 *m, uint16_t stream, const struct route *r);
void mmu500_apply_s2cr(const struct mmu500 *m, const struct route *r, struct bus_txn *txn);

/* Stages: a bank's registers, decoded (stage.c) */
struct stage {
	bool enabled;		/* SCTLR.M */
	bool s2;
	bool affd, wxn, uwxn;
	bool is_short, afe;	/* AArch32's short descriptors; SCTLR.AFE */
	unsigned int bank;
	uint32_t format;	/* FSR.FORMAT */
	struct tlb_tag tag;
	uint64_t root;
	unsigned int grain, stride, start_level, last_level;
	unsigned int ia_bits, oa_bits;
	uint64_t top;		/* required value of the input's bits above ia_bits */
	uint64_t low;		/* lower inputs are translated by the other TTBR */
	uint32_t bad;		/* FSR bits: no walk can start here */
};

/* Why a translation failed; @fsr is 0 while it has not. */
struct walk_fault {
	uint32_t fsr;
	unsigned int level;
	bool s2;		/* found in stage 2 */
	bool ptw;		/* found while fetching a stage-1 descriptor */
	uint64_t ipa;
};

static inline void mmu500_fail(struct walk_fault *f, const struct stage *st, uint32_t bits,
			       unsigned int level)
{
	f->fsr = bits;
	f->level = level;
	f->s2 = st->s2;
}

struct mapping {
	uint64_t pa, ipa;	/* of the address asked for, not of the page */
	unsigned int shift;	/* size of the translated page */
	unsigned int s1_shift;	/* size of stage 1's page alone */
	unsigned int perm;
	unsigned int level, s2_level;
	bool global;
};

void mmu500_stage2(const struct mmu500 *m, unsigned int bank, struct stage *st);
/* Stage 1 as the half @upper of the address space sees it: TTBR0 or TTBR1. */
bool mmu500_is_upper(const struct mmu500 *m, unsigned int bank, uint64_t va);
void mmu500_stage1(const struct mmu500 *m, unsigned int bank, bool upper, struct stage *st);
/* Sign-extend what arrives on the upstream bus (TCR2.SEP). */
uint64_t mmu500_extend_va(const struct mmu500 *m, unsigned int bank, uint64_t va);
bool mmu500_has_upper_half(const struct mmu500 *m, unsigned int bank);
/* What of @exec is left by SCTLR and the format for a page that allows @perm. */
unsigned int mmu500_may_execute(const struct stage *st, unsigned int perm, unsigned int exec);

static inline unsigned int stage_shift(const struct stage *st, unsigned int level)
{
	return st->grain + st->stride * (st->last_level - level);
}

static inline unsigned int stage_desc_size(const struct stage *st)
{
	return st->is_short ? 4 : 8;
}

/* The state of a walk: a table, its level, and the permissions so far. */
struct walk_node {
	uint64_t table;
	unsigned int level;
	unsigned int perm;	/* allowed by the tables above */
	bool physical;		/* stage 2 has translated @table already */
};

enum desc_kind {
	DESC_IS_INVALID,
	DESC_IS_TABLE,
	DESC_IS_PAGE,
};

/* Descriptors of either format (desc.c, which calls short.c for the short one) */
enum desc_kind mmu500_desc_kind(const struct stage *st, unsigned int level, uint64_t desc);
/* Both return false with @f filled in when the descriptor is unusable. */
bool mmu500_leaf(const struct stage *st, const struct walk_node *n, uint64_t ia, uint64_t desc,
		 struct mapping *map, struct walk_fault *f);
bool mmu500_descend(const struct stage *st, uint64_t desc, struct walk_node *n,
		    struct walk_fault *f);

enum desc_kind mmu500_short_kind(unsigned int level, uint64_t desc);
void mmu500_short_descend(uint64_t desc, struct walk_node *n);
bool mmu500_short_leaf(const struct stage *st, const struct walk_node *n, uint64_t ia,
		       uint64_t desc, struct mapping *map, struct walk_fault *f);

/* Walks (walk.c) */
enum walk_mode {
	WALK_CACHED,	/* look up and fill */
	WALK_PURE,	/* tables only; nothing looked up, nothing kept */
	WALK_PEEK,	/* look up stage 2, keep nothing, change no age */
};

/*
 * The descriptor at @addr in the table of @n. Returns false with @f filled in when it can't
 * be read.
 */
bool mmu500_fetch(struct mmu500 *m, const struct stage *st, const struct stage *s2,
		  uint64_t addr, const struct walk_node *n, enum walk_mode mode,
		  uint64_t *desc, struct walk_fault *f);
/* Where the descriptor for @ia lies in the table of @n. */
uint64_t mmu500_entry_address(const struct stage *st, const struct walk_node *n, uint64_t ia);
/* The tag of pointers to tables of @st. */
struct tlb_tag mmu500_table_tag(const struct stage *st);
/* @s1, @s2: NULL where the stage is absent. No permission is checked. */
bool mmu500_resolve(struct mmu500 *m, const struct stage *s1, const struct stage *s2,
		    uint64_t va, enum walk_mode mode, struct mapping *map,
		    struct walk_fault *f);
bool mmu500_resolve_s2(struct mmu500 *m, const struct stage *s2, uint64_t ipa,
		       enum walk_mode mode, struct mapping *map, struct walk_fault *f);
/* Fills @f in with FSR_PF if the access lacks a permission. */
void mmu500_check(const struct mapping *map, const struct bus_txn *txn, struct walk_fault *f);

/* Fault records and the interrupt (fault.c) */
void mmu500_global_fault(struct mmu500 *m, uint32_t bits, uint16_t stream,
			 const struct bus_txn *txn, struct mmu500_result *res);
void mmu500_context_fault(struct mmu500 *m, const struct route *r, uint16_t stream,
			  const struct bus_txn *txn, const struct walk_fault *f,
			  uint32_t format, struct mmu500_result *res);
/* The bank of @r whose pending fault stalls or ends other transactions; -1 if none. */
int mmu500_blocking_bank(const struct mmu500 *m, const struct route *r);
/* End the transaction, or hold it without a record, as the bank says. */
void mmu500_hold_or_end(const struct mmu500 *m, unsigned int bank, struct mmu500_result *res);
/* FSR of @bank has changed: if it is clear, transactions that wait for it go on. */
void mmu500_release(struct mmu500 *m, unsigned int bank);
/* A reset ends all stalled transactions; @before: the banks as they were. */
void mmu500_lose_held(struct mmu500 *m, const struct mmu500_bank *before);
void mmu500_update_irq(struct mmu500 *m);

/* Invalidation and sync (maint.c) */
void mmu500_post(struct mmu500 *m, unsigned int source, const struct tlb_inval *op);
void mmu500_sync_start(struct mmu500 *m, unsigned int source);
bool mmu500_sync_poll(struct mmu500 *m, unsigned int source);

/* Performance monitors (pmu.c); @missed: the cache had no entry for it */
void mmu500_pmu_count(struct mmu500 *m, uint16_t stream, const struct bus_txn *txn,
		      const struct mmu500_result *res, bool missed);

/* Register frames (global.c, bank.c, pmu.c) */
struct reg {
	const char *name;	/* with the frame's prefix, as in regs.h */
	uint16_t off;
	uint16_t count;
	uint8_t width;
	bool backed;		/* kept at @field + index * @step */
	uint32_t field, step;
	uint64_t writable;
	uint64_t (*read)(struct mmu500 *m, unsigned int n);
	void (*write)(struct mmu500 *m, unsigned int n, uint64_t val);
};

/* For a name of regs.h itself; an argument of another macro would be expanded. */
#define REG_AT(o)	.off = (o), .name = #o

struct frame {
	const struct reg *regs;
	size_t nr;
};

extern const struct frame mmu500_frame_gr0, mmu500_frame_gr1, mmu500_frame_pmu,
	mmu500_frame_bank;
uint64_t mmu500_read_as_zero(struct mmu500 *m, unsigned int n);

#endif
