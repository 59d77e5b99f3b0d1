// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Translation table walks of one and of two stages, through the cache.
 */
#include "internal.h"

/* Physical address of a descriptor: with stage 2 enabled, @addr is an IPA. */
static bool descriptor_pa(struct mmu500 *m, const struct stage *s2, uint64_t *addr,
			  enum walk_mode mode, struct walk_fault *f)
{
	struct mapping map;

	if (!s2)
		return true;
	f->ptw = true;
	if (!mmu500_resolve_s2(m, s2, *addr, mode, &map, f))
		return false;
	if (!(map.perm & PERM_S2R)) {
		mmu500_fail(f, s2, FSR_PF, map.s2_level);
		f->ipa = *addr;
		return false;
	}
	f->ptw = false;
	*addr = map.pa;
	return true;
}

static uint64_t from_le(const uint8_t *b, unsigned int len)
{
	uint64_t v = 0;
	unsigned int i;

	for (i = 0; i < len; i++)
		v |= (uint64_t)b[i] << (8 * i);
	return v;
}

bool mmu500_fetch(struct mmu500 *m, const struct stage *st, const struct stage *s2,
		  uint64_t addr, const struct walk_node *n, enum walk_mode mode,
		  uint64_t *desc, struct walk_fault *f)
{
	unsigned int len = stage_desc_size(st);
	uint8_t raw[8];

	if (!n->physical && !descriptor_pa(m, s2, &addr, mode, f))
		return false;
	if (m->cfg.mem->read(m->cfg.mem_opaque, addr, raw, len) != BUS_OK) {
		mmu500_fail(f, st, FSR_EF, n->level);
		return false;
	}
	*desc = from_le(raw, len);
	return true;
}

struct tlb_tag mmu500_table_tag(const struct stage *st)
{
	struct tlb_tag tag = st->tag;

	tag.kind = st->s2 ? TLB_S2_TABLE : TLB_S1_TABLE;
	tag.grain = (uint8_t)(st->is_short ? SHORT_TABLE_SHIFT : st->grain);
	return tag;
}

/* The deepest table known for @ia, else the first one. */
static void first_node(struct mmu500 *m, const struct stage *st, uint64_t ia,
		       enum walk_mode mode, struct walk_node *n)
{
	struct tlb_tag tag = mmu500_table_tag(st);
	const struct tlb_entry *e = NULL;

	if (mode == WALK_CACHED)
		e = mmu500_tlb_find(m->tlb, &tag, ia);
	else if (mode == WALK_PEEK)
		e = mmu500_tlb_peek(m->tlb, &tag, ia);
	if (e && e->level > st->start_level)
		*n = (struct walk_node){ e->pa, e->level, e->perm, e->combined };
	else
		*n = (struct walk_node){ st->root, st->start_level, PERM_ALL, false };
}

/* An eviction may hide a missing invalidation: the first one is logged. */
static struct tlb_entry *new_entry(struct mmu500 *m, const struct tlb_tag *tag, uint64_t ia,
				   unsigned int shift, unsigned int inval_shift, bool global)
{
	uint64_t before = mmu500_tlb_evictions(m->tlb);
	struct tlb_entry *e = mmu500_tlb_insert(m->tlb, tag, ia, shift, inval_shift, global);

	if (!before && mmu500_tlb_evictions(m->tlb))
		mmu500_log(m, "cache full at %u entries: the oldest is dropped", TLB_CAPACITY);
	return e;
}

/*
 * A pointer to a table of stage 1 is kept with stage 2's translation of it, so that neither
 * is looked at again. A table that is larger than stage 2's pages has several: it is
 * translated each time.
 */
static void keep_node(struct mmu500 *m, const struct stage *st, const struct stage *s2,
		      uint64_t ia, const struct walk_node *n)
{
	bool combined = s2 && s2->enabled && (st->is_short || st->grain <= s2->grain);
	unsigned int shift = stage_shift(st, n->level - 1);
	struct tlb_tag tag = mmu500_table_tag(st);
	struct walk_fault f = { 0 };
	uint64_t pa = n->table;
	struct tlb_entry *e;

	if (combined && !descriptor_pa(m, s2, &pa, WALK_CACHED, &f))
		return;
	e = new_entry(m, &tag, ia, shift, shift, false);
	e->pa = pa;
	e->ipa = n->table;
	e->combined = combined;
	e->level = (uint8_t)n->level;
	e->perm = (uint16_t)n->perm;
}

uint64_t mmu500_entry_address(const struct stage *st, const struct walk_node *n, uint64_t ia)
{
	unsigned int top = n->level == st->start_level ? st->ia_bits :
						       stage_shift(st, n->level - 1);
	uint64_t index = (ia & (BIT64(top) - 1)) >> stage_shift(st, n->level);

	return n->table + stage_desc_size(st) * index;
}

static bool walk_from(struct mmu500 *m, const struct stage *st, const struct stage *s2,
		      uint64_t ia, enum walk_mode mode, struct walk_node n,
		      struct mapping *map, struct walk_fault *f)
{
	uint64_t desc;

	for (;;) {
		uint64_t addr = mmu500_entry_address(st, &n, ia);

		if (!mmu500_fetch(m, st, s2, addr, &n, mode, &desc, f))
			return false;
		switch (mmu500_desc_kind(st, n.level, desc)) {
		case DESC_IS_INVALID:
			mmu500_fail(f, st, FSR_TF, n.level);
			return false;
		case DESC_IS_PAGE:
			return mmu500_leaf(st, &n, ia, desc, map, f);
		case DESC_IS_TABLE:
			if (!mmu500_descend(st, desc, &n, f))
				return false;
			if (mode == WALK_CACHED)
				keep_node(m, st, s2, ia, &n);
		}
	}
}

static bool walk(struct mmu500 *m, const struct stage *st, const struct stage *s2, uint64_t ia,
		 enum walk_mode mode, struct mapping *map, struct walk_fault *f)
{
	struct walk_node n;

	if (mode == WALK_CACHED)
		m->stats.walks++;
	if (st->bad || ia >> st->ia_bits << st->ia_bits != st->top) {
		mmu500_fail(f, st, st->bad ? st->bad : FSR_TF, st->is_short ? 1 : 0);
		return false;
	}
	first_node(m, st, ia, mode, &n);
	return walk_from(m, st, s2, ia, mode, n, map, f);
}

static bool lookup(struct mmu500 *m, const struct stage *st, uint64_t ia, enum walk_mode mode,
		   struct mapping *map)
{
	const struct tlb_entry *e = NULL;

	if (mode == WALK_CACHED)
		e = mmu500_tlb_find(m->tlb, &st->tag, ia);
	else if (mode == WALK_PEEK)
		e = mmu500_tlb_peek(m->tlb, &st->tag, ia);
	if (!e)
		return false;
	m->stats.tlb_hits += mode == WALK_CACHED;
	*map = (struct mapping){
		.pa = e->pa + (ia - e->va), .ipa = e->ipa + (ia - e->va),
		.shift = e->shift, .s1_shift = e->inval_shift, .perm = e->perm,
		.level = e->level, .s2_level = e->s2_level, .global = e->global,
	};
	return true;
}

static void keep(struct mmu500 *m, const struct stage *st, uint64_t ia,
		 const struct mapping *map)
{
	uint64_t in_page = BIT64(map->shift) - 1;
	struct tlb_entry *e = new_entry(m, &st->tag, ia, map->shift, map->s1_shift,
					map->global);

	e->pa = map->pa & ~in_page;
	e->ipa = map->ipa & ~in_page;
	e->perm = (uint16_t)map->perm;
	e->level = (uint8_t)map->level;
	e->s2_level = (uint8_t)map->s2_level;
}

/* A stage that is off or absent: output address and input address are the same. */
static bool identity(uint64_t ia, struct mapping *map)
{
	*map = (struct mapping){ .pa = ia, .ipa = ia, .shift = 12, .s1_shift = 12,
				 .perm = PERM_ALL };
	return true;
}

bool mmu500_resolve_s2(struct mmu500 *m, const struct stage *s2, uint64_t ipa,
		       enum walk_mode mode, struct mapping *map, struct walk_fault *f)
{
	if (!s2 || !s2->enabled)
		return identity(ipa, map);
	if (lookup(m, s2, ipa, mode, map))
		return true;
	if (!walk(m, s2, NULL, ipa, mode, map, f)) {
		f->ipa = ipa;
		return false;
	}
	if (mode == WALK_CACHED)
		keep(m, s2, ipa, map);
	return true;
}

/* Combine both stages: the smaller page, and the permissions that both give. */
static void combine(struct mapping *map, const struct mapping *below)
{
	map->ipa = map->pa;
	map->pa = below->pa;
	map->perm &= below->perm;
	map->s2_level = below->s2_level;
	if (below->shift < map->shift)
		map->shift = below->shift;
}

bool mmu500_resolve(struct mmu500 *m, const struct stage *s1, const struct stage *s2,
		    uint64_t va, enum walk_mode mode, struct mapping *map,
		    struct walk_fault *f)
{
	struct mapping below;

	if (!s1 || !s1->enabled)
		return mmu500_resolve_s2(m, s2, va, mode, map, f);
	if (lookup(m, s1, va, mode, map))
		return true;
	if (!walk(m, s1, s2, va, mode, map, f) ||
	    !mmu500_resolve_s2(m, s2, map->pa, mode, &below, f))
		return false;
	/* Stage 2 that is off has no page size: keep stage 1's. */
	if (s2 && s2->enabled)
		combine(map, &below);
	if (mode == WALK_CACHED)
		keep(m, s1, va, map);
	return true;
}

static unsigned int wanted(const struct bus_txn *txn)
{
	if (txn->write)
		return (txn->priv ? PERM_PW : PERM_UW) | PERM_S2W;
	if (txn->insn)
		return (txn->priv ? PERM_PX : PERM_UX) | PERM_S2X;
	return (txn->priv ? PERM_PR : PERM_UR) | PERM_S2R;
}

void mmu500_check(const struct mapping *map, const struct bus_txn *txn, struct walk_fault *f)
{
	unsigned int lacks = wanted(txn) & ~map->perm;

	if (!lacks)
		return;
	f->fsr = FSR_PF;
	f->s2 = !(lacks & PERM_S1);
	f->level = f->s2 ? map->s2_level : map->level;
	f->ipa = map->ipa;
}
