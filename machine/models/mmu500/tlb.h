/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The translation cache of the MMU-500 model: pages of either stage, combined
 * pages, and pointers to tables (the walk cache). An entry stays until it is
 * invalidated. Only at TLB_CAPACITY entries is the least recently used one
 * dropped, and counted for tests.
 */
#ifndef MODELS_MMU500_TLB_H
#define MODELS_MMU500_TLB_H

#include <stdbool.h>
#include <stdint.h>

#define TLB_CAPACITY	32768u

/* TLB_S1 holds stage 1 alone, or stages 1 and 2 combined. */
enum tlb_kind {
	TLB_S1,
	TLB_S2,
	TLB_S1_TABLE,
	TLB_S2_TABLE,
	TLB_KINDS,
};

#define TLB_KIND(k)	(1u << (k))

/* What an access may do by stage 1, by privilege, and by stage 2. */
#define PERM_PR		0x001u
#define PERM_PW		0x002u
#define PERM_PX		0x004u
#define PERM_UR		0x008u
#define PERM_UW		0x010u
#define PERM_UX		0x020u
#define PERM_S1		0x03fu
#define PERM_S2R	0x040u
#define PERM_S2W	0x080u
#define PERM_S2X	0x100u
#define PERM_S2		0x1c0u
#define PERM_ALL	(PERM_S1 | PERM_S2)

/*
 * @grain: log2 of the granule, for pointers to tables only: a table is not read
 *	with another granule than it was cached for (assumed)
 */
struct tlb_tag {
	enum tlb_kind kind;
	bool hyp;
	uint8_t grain;
	uint16_t vmid, asid;
};

struct tlb_entry {
	struct tlb_tag tag;
	bool global;		/* matches every ASID */
	bool used;
	bool combined;		/* of a table: @pa is after stage 2, and @ipa before it */
	uint8_t shift;		/* log2 of what it translates */
	uint8_t inval_shift;	/* log2 of what an invalidation by address hits */
	uint8_t level, s2_level;
	uint16_t perm;
	uint64_t va, ipa, pa;	/* of its first byte; for a table, pa is the table's */
	uint32_t chain_next, chain_prev;	/* same bucket */
	uint32_t lru_next, lru_prev;		/* free list, or by age */
};

/* struct tlb_inval - what an invalidation drops; conditions are and-ed */
struct tlb_inval {
	unsigned int kinds;
	bool hyp;
	bool by_vmid, by_asid, by_va;
	bool spare_global;	/* global entries stay */
	uint16_t vmid, asid;
	uint64_t va;
};

struct tlb;

struct tlb *mmu500_tlb_new(void);
void mmu500_tlb_free(struct tlb *t);
void mmu500_tlb_clear(struct tlb *t);
/* mmu500_tlb_find() makes the entry the youngest; mmu500_tlb_peek() changes nothing. */
const struct tlb_entry *mmu500_tlb_find(struct tlb *t, const struct tlb_tag *tag, uint64_t va);
const struct tlb_entry *mmu500_tlb_peek(const struct tlb *t, const struct tlb_tag *tag,
					uint64_t va);
/* A blank entry for the caller to fill in; never NULL. */
struct tlb_entry *mmu500_tlb_insert(struct tlb *t, const struct tlb_tag *tag, uint64_t va,
				    unsigned int shift, unsigned int inval_shift, bool global);
void mmu500_tlb_invalidate(struct tlb *t, const struct tlb_inval *op);
uint64_t mmu500_tlb_evictions(const struct tlb *t);
bool mmu500_tlb_tag_hits(const struct tlb_entry *e, const struct tlb_tag *tag);
/* Iterate: NULL starts; NULL ends. */
const struct tlb_entry *mmu500_tlb_next(const struct tlb *t, const struct tlb_entry *e);

#endif
