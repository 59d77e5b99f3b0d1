// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Translation of a transaction: stream matching, walk, permission check, fault.
 */
#include "internal.h"

static void finish(struct mmu500_result *res, uint64_t pa)
{
	res->status = BUS_OK;
	res->pa = pa;
	res->page_end = pa | 0xfff;
}

static void bypass(struct mmu500_result *res, uint64_t addr)
{
	res->bypassed = true;
	finish(res, addr);
}

/*
 * struct context - the stages behind a route, decoded
 * @has_s1, @has_s2: the stage exists; it may still be off
 */
struct context {
	bool has_s1, has_s2;
	struct stage s1, s2;
	uint64_t va;
};

static void open_context(const struct mmu500 *m, const struct route *r, uint64_t addr,
			 struct context *c)
{
	c->has_s1 = r->s1 >= 0;
	c->has_s2 = r->s2 >= 0;
	c->va = addr;
	if (c->has_s1) {
		unsigned int bank = (unsigned int)r->s1;

		c->va = mmu500_extend_va(m, bank, addr);
		mmu500_stage1(m, bank, mmu500_is_upper(m, bank, c->va), &c->s1);
		if (!c->s1.enabled)
			c->va = addr;
	}
	if (c->has_s2)
		mmu500_stage2(m, (unsigned int)r->s2, &c->s2);
}

static bool all_off(const struct context *c)
{
	return !(c->has_s1 && c->s1.enabled) && !(c->has_s2 && c->s2.enabled);
}

static bool resolve(struct mmu500 *m, const struct context *c, uint64_t va,
		    struct mapping *map, struct walk_fault *f)
{
	return mmu500_resolve(m, c->has_s1 ? &c->s1 : NULL, c->has_s2 ? &c->s2 : NULL, va,
			      WALK_CACHED, map, f);
}

/* ACTLR.CPRE: a miss brings in the next page too; what faults is left out. */
static void prefetch(struct mmu500 *m, const struct route *r, const struct context *c,
		     const struct mapping *map)
{
	unsigned int bank = (unsigned int)(r->s1 >= 0 ? r->s1 : r->s2);
	struct walk_fault f = { 0 };
	struct mapping next;

	if (!(m->bank[bank].actlr & ACTLR_CPRE) || m->options[MMU500_OPT_NO_PREFETCH])
		return;
	resolve(m, c, c->va + BIT64(map->shift), &next, &f);
}

static void translate_context(struct mmu500 *m, const struct route *r, uint16_t stream,
			      const struct bus_txn *txn, struct mmu500_result *res)
{
	struct walk_fault f = { 0 };
	struct context c = { 0 };
	struct mapping map;
	uint64_t walks = m->stats.walks;

	open_context(m, r, txn->addr, &c);
	if (all_off(&c)) {
		bypass(res, txn->addr);
		return;
	}
	if (resolve(m, &c, c.va, &map, &f)) {
		mmu500_check(&map, txn, &f);
		if (m->stats.walks != walks)
			prefetch(m, r, &c, &map);
	}
	/* A combined entry may outlive stage 2, if its VMID is used again. */
	f.s2 &= c.has_s2;
	if (f.fsr) {
		mmu500_context_fault(m, r, stream, txn, &f, f.s2 ? c.s2.format : c.s1.format, res);
		return;
	}
	res->bank = r->s1 >= 0 ? r->s1 : r->s2;
	finish(res, map.pa);
}

static void translate(struct mmu500 *m, uint16_t stream, const struct bus_txn *txn,
		      struct mmu500_result *res)
{
	struct bus_txn seen = *txn;
	struct route r;
	int blocking;

	*res = (struct mmu500_result){ .bank = -1 };
	mmu500_route(m, stream, &r);
	mmu500_apply_s2cr(m, &r, &seen);
	blocking = mmu500_blocking_bank(m, &r);
	if (r.kind == ROUTE_BYPASS) {
		mmu500_cache_bypass(m, stream, &r);
		bypass(res, txn->addr);
	} else if (r.kind == ROUTE_FAULT) {
		mmu500_global_fault(m, r.fault, stream, &seen, res);
	} else if (blocking >= 0) {
		mmu500_hold_or_end(m, (unsigned int)blocking, res);
	} else {
		translate_context(m, &r, stream, &seen, res);
	}
}

void mmu500_translate(struct mmu500 *m, uint16_t stream, const struct bus_txn *txn,
		      struct mmu500_result *res)
{
	uint64_t walks = m->stats.walks;

	translate(m, stream, txn, res);
	mmu500_pmu_count(m, stream, txn, res, m->stats.walks != walks);
}

unsigned int mmu500_interleave(unsigned int nr_instances, uint64_t addr)
{
	return nr_instances ? (unsigned int)((addr >> 12) % nr_instances) : 0;
}
