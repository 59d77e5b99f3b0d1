// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Store of the MMU-500's cached translations: one pool, hashed by page number
 * and size, ordered by age.
 */
#include <stdlib.h>
#include <string.h>

#include "tlb.h"

#define NR_BUCKETS	8192u
#define NR_SHIFTS	64u
/* Entry 0 is never used, so that zeroed memory is an empty store. */
#define NIL		0u

struct tlb {
	struct tlb_entry entry[TLB_CAPACITY + 1];
	uint32_t bucket[NR_BUCKETS];
	uint32_t nr_touched;		/* entries that were ever used */
	uint32_t free, newest, oldest;
	uint32_t nr_by_shift[TLB_KINDS][NR_SHIFTS];
	uint32_t nr_splintered;		/* entries smaller than what drops them */
	uint64_t evictions;
};

static uint32_t bucket_of(const struct tlb_tag *tag, uint64_t va, unsigned int shift)
{
	uint64_t h = va >> shift;

	h = h * 31 + shift;
	h = h * 31 + tag->kind;
	h = h * 31 + tag->hyp;
	h = h * 31 + tag->vmid;
	h *= UINT64_C(0x9e3779b97f4a7c15);
	return (uint32_t)(h >> 51);
}

_Static_assert(NR_BUCKETS == 1u << 13, "bucket_of() keeps 13 bits");

struct tlb *mmu500_tlb_new(void)
{
	return calloc(1, sizeof(struct tlb));
}

void mmu500_tlb_free(struct tlb *t)
{
	free(t);
}

uint64_t mmu500_tlb_evictions(const struct tlb *t)
{
	return t->evictions;
}

static void age_unlink(struct tlb *t, uint32_t i)
{
	struct tlb_entry *e = &t->entry[i];

	if (e->lru_prev == NIL)
		t->newest = e->lru_next;
	else
		t->entry[e->lru_prev].lru_next = e->lru_next;
	if (e->lru_next == NIL)
		t->oldest = e->lru_prev;
	else
		t->entry[e->lru_next].lru_prev = e->lru_prev;
}

static void age_link_newest(struct tlb *t, uint32_t i)
{
	struct tlb_entry *e = &t->entry[i];

	e->lru_prev = NIL;
	e->lru_next = t->newest;
	if (t->newest == NIL)
		t->oldest = i;
	else
		t->entry[t->newest].lru_prev = i;
	t->newest = i;
}

static void chain_unlink(struct tlb *t, uint32_t i)
{
	struct tlb_entry *e = &t->entry[i];

	if (e->chain_prev == NIL)
		t->bucket[bucket_of(&e->tag, e->va, e->shift)] = e->chain_next;
	else
		t->entry[e->chain_prev].chain_next = e->chain_next;
	if (e->chain_next != NIL)
		t->entry[e->chain_next].chain_prev = e->chain_prev;
}

static void chain_link(struct tlb *t, uint32_t i)
{
	struct tlb_entry *e = &t->entry[i];
	uint32_t *head = &t->bucket[bucket_of(&e->tag, e->va, e->shift)];

	e->chain_prev = NIL;
	e->chain_next = *head;
	if (*head != NIL)
		t->entry[*head].chain_prev = i;
	*head = i;
}

static void drop(struct tlb *t, uint32_t i)
{
	struct tlb_entry *e = &t->entry[i];

	chain_unlink(t, i);
	age_unlink(t, i);
	t->nr_by_shift[e->tag.kind][e->shift]--;
	t->nr_splintered -= e->inval_shift != e->shift;
	e->used = false;
	e->lru_next = t->free;
	t->free = i;
}

bool mmu500_tlb_tag_hits(const struct tlb_entry *e, const struct tlb_tag *tag)
{
	return e->tag.kind == tag->kind && e->tag.hyp == tag->hyp &&
	       e->tag.vmid == tag->vmid && e->tag.grain == tag->grain &&
	       (e->global || e->tag.asid == tag->asid);
}

static bool covers(const struct tlb_entry *e, uint64_t va)
{
	return e->va >> e->shift == va >> e->shift;
}

static uint32_t find_size(const struct tlb *t, const struct tlb_tag *tag, uint64_t va,
			  unsigned int shift)
{
	uint32_t i;

	for (i = t->bucket[bucket_of(tag, va, shift)]; i != NIL; i = t->entry[i].chain_next) {
		const struct tlb_entry *e = &t->entry[i];

		if (e->shift == shift && mmu500_tlb_tag_hits(e, tag) && covers(e, va))
			return i;
	}
	return NIL;
}

/* The smallest entry first: of two that overlap, the result doesn't depend on age. */
static uint32_t find_any(const struct tlb *t, const struct tlb_tag *tag, uint64_t va)
{
	unsigned int shift;
	uint32_t i = NIL;

	for (shift = 0; shift < NR_SHIFTS && i == NIL; shift++)
		if (t->nr_by_shift[tag->kind][shift])
			i = find_size(t, tag, va, shift);
	return i;
}

const struct tlb_entry *mmu500_tlb_peek(const struct tlb *t, const struct tlb_tag *tag,
					uint64_t va)
{
	uint32_t i = find_any(t, tag, va);

	return i == NIL ? NULL : &t->entry[i];
}

const struct tlb_entry *mmu500_tlb_find(struct tlb *t, const struct tlb_tag *tag, uint64_t va)
{
	uint32_t i = find_any(t, tag, va);

	if (i == NIL)
		return NULL;
	age_unlink(t, i);
	age_link_newest(t, i);
	return &t->entry[i];
}

void mmu500_tlb_clear(struct tlb *t)
{
	while (t->newest != NIL)
		drop(t, t->newest);
}

static uint32_t take_free(struct tlb *t)
{
	uint32_t i;

	if (t->free == NIL && t->nr_touched < TLB_CAPACITY)
		return ++t->nr_touched;
	if (t->free == NIL) {
		t->evictions++;
		drop(t, t->oldest);
	}
	i = t->free;
	t->free = t->entry[i].lru_next;
	return i;
}

struct tlb_entry *mmu500_tlb_insert(struct tlb *t, const struct tlb_tag *tag, uint64_t va,
				    unsigned int shift, unsigned int inval_shift, bool global)
{
	uint32_t i = find_size(t, tag, va, shift);
	struct tlb_entry *e;

	if (i != NIL)
		drop(t, i);
	i = take_free(t);
	e = &t->entry[i];
	memset(e, 0, sizeof(*e));
	e->tag = *tag;
	e->used = true;
	e->global = global;
	e->shift = (uint8_t)shift;
	e->inval_shift = (uint8_t)inval_shift;
	e->va = va >> shift << shift;
	chain_link(t, i);
	age_link_newest(t, i);
	t->nr_by_shift[tag->kind][shift]++;
	t->nr_splintered += inval_shift != shift;
	return e;
}

static bool asid_hit(const struct tlb_inval *op, const struct tlb_entry *e)
{
	if (e->global)
		return !op->spare_global;
	return !op->by_asid || e->tag.asid == op->asid;
}

static bool hit(const struct tlb_inval *op, const struct tlb_entry *e)
{
	return (op->kinds & TLB_KIND(e->tag.kind)) && e->tag.hyp == op->hyp &&
	       (!op->by_vmid || e->tag.vmid == op->vmid) && asid_hit(op, e) &&
	       (!op->by_va || e->va >> e->inval_shift == op->va >> e->inval_shift);
}

static void invalidate_all(struct tlb *t, const struct tlb_inval *op)
{
	uint32_t i, next;

	for (i = t->newest; i != NIL; i = next) {
		next = t->entry[i].lru_next;
		if (hit(op, &t->entry[i]))
			drop(t, i);
	}
}

static void invalidate_chain(struct tlb *t, const struct tlb_inval *op, uint32_t head)
{
	uint32_t i, next;

	for (i = head; i != NIL; i = next) {
		next = t->entry[i].chain_next;
		if (hit(op, &t->entry[i]))
			drop(t, i);
	}
}

static void invalidate_va(struct tlb *t, const struct tlb_inval *op)
{
	struct tlb_tag tag = { .hyp = op->hyp, .vmid = op->vmid };
	unsigned int kind, shift;

	for (kind = 0; kind < TLB_KINDS; kind++) {
		tag.kind = (enum tlb_kind)kind;
		for (shift = 0; (op->kinds & TLB_KIND(kind)) && shift < NR_SHIFTS; shift++)
			if (t->nr_by_shift[kind][shift])
				invalidate_chain(t, op, t->bucket[bucket_of(&tag, op->va, shift)]);
	}
}

void mmu500_tlb_invalidate(struct tlb *t, const struct tlb_inval *op)
{
	if (op->by_va && op->by_vmid && !t->nr_splintered)
		invalidate_va(t, op);
	else
		invalidate_all(t, op);
}

const struct tlb_entry *mmu500_tlb_next(const struct tlb *t, const struct tlb_entry *e)
{
	uint32_t i = e ? e->lru_next : t->newest;

	return i == NIL ? NULL : &t->entry[i];
}
