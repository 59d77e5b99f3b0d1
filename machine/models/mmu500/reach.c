// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The oracle: what a stream can reach, by the tables as they are, and by
 * whatever the cache still holds. It reads the model's state and changes none.
 */
#include "internal.h"

#define PAGE		UINT64_C(0x1000)
/* Most descriptors that one call reads: tables may form a loop. */
#define BUDGET		(UINT64_C(1) << 27)

struct reach {
	struct mmu500 *m;
	const struct stage *s1, *s2;	/* NULL where absent or off */
	unsigned int device_perm;	/* what S2CR lets the device ask for */
	enum walk_mode mode;
	bool from_tlb;
	uint64_t budget;
	mmu500_visit_fn visit;
	void *opaque;
};

static bool readable(unsigned int perm)
{
	return ((perm & (PERM_PR | PERM_UR)) && (perm & PERM_S2R)) ||
	       ((perm & (PERM_PX | PERM_UX)) && (perm & PERM_S2X));
}

static bool writable(unsigned int perm)
{
	return (perm & (PERM_PW | PERM_UW)) && (perm & PERM_S2W);
}

static void emit_page(struct reach *r, uint64_t va, uint64_t pa, unsigned int perm)
{
	perm &= r->device_perm;
	if (readable(perm) || writable(perm))
		r->visit(r->opaque, va, pa, PAGE, readable(perm), writable(perm), r->from_tlb,
			 false);
}

/* A page of stage 1 with stage 2 enabled: each 4 KiB is translated on its own. */
static void emit_through_s2(struct reach *r, uint64_t va, uint64_t ipa, unsigned int perm)
{
	struct walk_fault f = { 0 };
	struct mapping below;

	if (mmu500_resolve_s2(r->m, r->s2, ipa, r->mode, &below, &f))
		emit_page(r, va, below.pa, perm & below.perm);
}

static void emit_leaf(struct reach *r, const struct stage *st, uint64_t va,
		      const struct mapping *map)
{
	/* A supersection or large page is one of 16 entries alike. */
	unsigned int shift = stage_shift(st, map->level);
	uint64_t off;

	for (off = 0; off < BIT64(shift); off += PAGE) {
		if (!st->s2 && r->s2)
			emit_through_s2(r, va + off, map->pa + off, map->perm);
		else
			emit_page(r, va + off, map->pa + off, map->perm);
	}
}

static void visit_table(struct reach *r, const struct stage *st, const struct walk_node *n,
			uint64_t va, uint64_t nr);

static void visit_entry(struct reach *r, const struct stage *st, const struct walk_node *n,
			uint64_t addr, uint64_t va)
{
	struct walk_fault f = { 0 };
	struct walk_node below = *n;
	struct mapping map;
	enum desc_kind kind;
	uint64_t desc;

	if (!mmu500_fetch(r->m, st, st->s2 ? NULL : r->s2, addr, n, r->mode, &desc, &f))
		return;
	kind = mmu500_desc_kind(st, n->level, desc);
	if (kind == DESC_IS_PAGE && mmu500_leaf(st, n, va, desc, &map, &f))
		emit_leaf(r, st, va, &map);
	else if (kind == DESC_IS_TABLE && mmu500_descend(st, desc, &below, &f))
		visit_table(r, st, &below, va, BIT64(st->stride));
}

static void visit_table(struct reach *r, const struct stage *st, const struct walk_node *n,
			uint64_t va, uint64_t nr)
{
	unsigned int shift = stage_shift(st, n->level), size = stage_desc_size(st);
	uint64_t i;

	for (i = 0; i < nr && r->budget; i++) {
		r->budget--;
		visit_entry(r, st, n, n->table + size * i, va + (i << shift));
	}
}

static void visit_root(struct reach *r, const struct stage *st)
{
	unsigned int shift = stage_shift(st, st->start_level);
	uint64_t first = st->low >> shift;
	struct walk_node n = { st->root + stage_desc_size(st) * first, st->start_level, PERM_ALL,
			       false };

	visit_table(r, st, &n, st->top + st->low, BIT64(st->ia_bits - shift) - first);
}

/* Is @table what the entry points to, by stage 2 as it is now? */
static bool points_to(struct reach *r, const struct tlb_entry *e, uint64_t table)
{
	struct walk_fault f = { 0 };
	struct mapping map;

	if (!e->combined)
		return table == e->pa;
	return mmu500_resolve_s2(r->m, r->s2, table, r->mode, &map, &f) && map.pa == e->pa &&
	       (map.perm & PERM_S2R);
}

/* Do the tables themselves lead to what this walk-cache entry points to? */
static bool node_is_live(struct reach *r, const struct stage *st, const struct tlb_entry *e)
{
	struct walk_node n = { st->root, st->start_level, PERM_ALL, false };
	struct walk_fault f = { 0 };
	uint64_t desc, addr;

	while (n.level < e->level) {
		addr = mmu500_entry_address(st, &n, e->va);
		if (!mmu500_fetch(r->m, st, st->s2 ? NULL : r->s2, addr, &n, r->mode, &desc, &f) ||
		    mmu500_desc_kind(st, n.level, desc) != DESC_IS_TABLE ||
		    !mmu500_descend(st, desc, &n, &f))
			return false;
	}
	return points_to(r, e, n.table) && (n.perm & e->perm) == e->perm;
}

/* Tables that only the walk cache leads to, as after they were freed. */
static void visit_stale_nodes(struct reach *r, const struct stage *st)
{
	struct tlb_tag tag = mmu500_table_tag(st);
	const struct tlb_entry *e;

	for (e = mmu500_tlb_next(r->m->tlb, NULL); e; e = mmu500_tlb_next(r->m->tlb, e)) {
		struct walk_node n = { e->pa, e->level, e->perm, e->combined };

		if (!mmu500_tlb_tag_hits(e, &tag) || e->level <= st->start_level ||
		    e->va >> st->ia_bits << st->ia_bits != st->top || e->va < st->low ||
		    node_is_live(r, st, e))
			continue;
		visit_table(r, st, &n, e->va, BIT64(st->stride));
	}
}

static void visit_cached_pages(struct reach *r, const struct stage *st)
{
	const struct tlb_entry *e;
	uint64_t off;

	for (e = mmu500_tlb_next(r->m->tlb, NULL); e; e = mmu500_tlb_next(r->m->tlb, e)) {
		if (!mmu500_tlb_tag_hits(e, &st->tag))
			continue;
		for (off = 0; off < BIT64(e->shift); off += PAGE)
			emit_page(r, e->va + off, e->pa + off, e->perm);
	}
}

/* Cached pages are hit even where no walk may start. */
static void visit_stage(struct reach *r, const struct stage *st)
{
	r->mode = WALK_PURE;
	r->from_tlb = false;
	if (!st->bad)
		visit_root(r, st);
	r->from_tlb = true;
	if (!st->bad && !st->s2 && r->s2) {
		r->mode = WALK_PEEK;
		visit_root(r, st);
	}
	if (!st->bad)
		visit_stale_nodes(r, st);
	visit_cached_pages(r, st);
}

static void visit_whole(mmu500_visit_fn visit, void *opaque)
{
	visit(opaque, 0, 0, UINT64_MAX, true, true, false, true);
}

static void visit_s1(struct reach *r, unsigned int bank)
{
	unsigned int upper;

	for (upper = 0; upper <= mmu500_has_upper_half(r->m, bank); upper++) {
		struct stage s1;

		mmu500_stage1(r->m, bank, upper, &s1);
		visit_stage(r, &s1);
	}
}

static void visit_context(struct reach *r, const struct route *route)
{
	struct stage s1 = { 0 }, s2 = { 0 };

	if (route->s1 >= 0)
		mmu500_stage1(r->m, (unsigned int)route->s1, false, &s1);
	if (route->s2 >= 0)
		mmu500_stage2(r->m, (unsigned int)route->s2, &s2);
	r->s2 = s2.enabled ? &s2 : NULL;
	if (!s1.enabled && !s2.enabled)
		visit_whole(r->visit, r->opaque);
	else if (!s1.enabled)
		visit_stage(r, &s2);
	else
		visit_s1(r, (unsigned int)route->s1);
}

static unsigned int device_perm(const struct mmu500 *m, const struct route *route)
{
	uint32_t s2cr = m->s2cr[route->group];
	unsigned int perm = PERM_ALL;

	if (S2CR_PRIVCFG(s2cr) == S2CR_PRIVCFG_UNPRIV)
		perm &= ~(PERM_PR | PERM_PW | PERM_PX);
	else if (S2CR_PRIVCFG(s2cr) == S2CR_PRIVCFG_PRIV)
		perm &= ~(PERM_UR | PERM_UW | PERM_UX);
	if (S2CR_INSTCFG(s2cr) == S2CR_INSTCFG_DATA)
		perm &= ~(PERM_PX | PERM_UX | PERM_S2X);
	else if (S2CR_INSTCFG(s2cr) == S2CR_INSTCFG_INSN)
		perm &= ~(PERM_PR | PERM_UR | PERM_S2R);
	return perm;
}

void mmu500_reach(struct mmu500 *m, uint16_t stream, mmu500_visit_fn visit, void *opaque)
{
	struct reach r = { .m = m, .visit = visit, .opaque = opaque, .budget = BUDGET };
	struct route route;

	mmu500_route(m, stream, &route);
	if (route.kind == ROUTE_BYPASS)
		visit_whole(visit, opaque);
	if (route.kind != ROUTE_CONTEXT)
		return;
	r.device_perm = device_perm(m, &route);
	visit_context(&r, &route);
	if (!r.budget)
		mmu500_log(m, "stream 0x%x reaches more than this oracle looks at", stream);
}
