// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The translation of one address as text: each descriptor that a walk reads, the
 * result, and the result of the caches if it differs.
 */
#include <stdio.h>
#include <string.h>

#include "internal.h"

struct view {
	struct mmu500 *m;
	bus_text_fn out;
	void *opaque;
};

/* The stages behind a stream; NULL where there is none, or it is off. */
struct stages {
	struct stage first, second;
	const struct stage *s1, *s2;
};

#define SAY(v, ...)	mmu500_say((v)->out, (v)->opaque, __VA_ARGS__)

static const char *kind_name(enum desc_kind kind)
{
	switch (kind) {
	case DESC_IS_TABLE:
		return "table";
	case DESC_IS_PAGE:
		return "page";
	default:
		return "invalid";
	}
}

static const char *rights(const struct stage *st, unsigned int perm)
{
	bool rd = perm & (st->s2 ? PERM_S2R : PERM_PR);
	bool wr = perm & (st->s2 ? PERM_S2W : PERM_PW);

	return rd && wr ? "read, write" : rd ? "read" : wr ? "write" : "nothing";
}

/* One level. Returns true to go on; @map is filled in when it was a page. */
static bool show_level(const struct view *v, const struct stage *st, const struct stage *below,
		       uint64_t ia, struct walk_node *n, struct mapping *map)
{
	uint64_t addr = mmu500_entry_address(st, n, ia), desc;
	struct walk_fault f = { 0 };
	enum desc_kind kind;

	if (!mmu500_fetch(v->m, st, below, addr, n, WALK_PURE, &desc, &f)) {
		SAY(v, "  stage %u level %u: the entry at 0x%llx can't be read, FSR 0x%x",
		    st->s2 ? 2 : 1, n->level, (unsigned long long)addr, f.fsr);
		return false;
	}
	kind = mmu500_desc_kind(st, n->level, desc);
	SAY(v, "  stage %u level %u: entry at 0x%llx is 0x%016llx, %s", st->s2 ? 2 : 1, n->level,
	    (unsigned long long)addr, (unsigned long long)desc, kind_name(kind));
	if (kind == DESC_IS_TABLE && mmu500_descend(st, desc, n, &f))
		return true;
	if (kind == DESC_IS_PAGE && !mmu500_leaf(st, n, ia, desc, map, &f))
		SAY(v, "  unusable, FSR 0x%x", f.fsr);
	return false;
}

static bool show_stage_walk(const struct view *v, const struct stage *st,
			    const struct stage *below, uint64_t *ia)
{
	struct walk_node n = { st->root, st->start_level, PERM_ALL, false };
	struct mapping map = { .shift = 0 };

	if (st->bad || *ia >> st->ia_bits << st->ia_bits != st->top) {
		SAY(v, "  stage %u: 0x%llx is not an input of it", st->s2 ? 2 : 1,
		    (unsigned long long)*ia);
		return false;
	}
	while (show_level(v, st, below, *ia, &n, &map))
		;
	if (!map.shift)
		return false;
	SAY(v, "  stage %u: 0x%llx to 0x%llx, %u KiB, may %s", st->s2 ? 2 : 1,
	    (unsigned long long)*ia, (unsigned long long)map.pa, 1u << (map.shift - 10),
	    rights(st, map.perm));
	*ia = map.pa;
	return true;
}

static void open_stages(const struct mmu500 *m, const struct route *r, uint64_t va,
			struct stages *s)
{
	memset(s, 0, sizeof(*s));
	if (r->s1 >= 0)
		mmu500_stage1(m, (unsigned int)r->s1, mmu500_is_upper(m, (unsigned int)r->s1, va),
			      &s->first);
	if (r->s2 >= 0)
		mmu500_stage2(m, (unsigned int)r->s2, &s->second);
	s->s1 = s->first.enabled ? &s->first : NULL;
	s->s2 = s->second.enabled ? &s->second : NULL;
}

/* Look the caches up as a transaction does, without a change of them. */
static void show_cached(const struct view *v, const struct stages *s, uint64_t va, bool reached,
			uint64_t pa)
{
	struct walk_fault f = { 0 };
	struct mapping map;
	bool cached = mmu500_resolve(v->m, s->s1, s->s2, va, WALK_PEEK, &map, &f);

	if (cached && (!reached || map.pa != pa))
		SAY(v, "  the caches still say 0x%llx", (unsigned long long)map.pa);
	else if (!cached && reached)
		SAY(v, "  by cached tables: fault, FSR 0x%x", f.fsr);
}

void mmu500_show_walk(struct mmu500 *m, uint16_t stream, uint64_t addr, bus_text_fn out,
		      void *opaque)
{
	const struct view v = { m, out, opaque };
	struct stages s;
	struct route r;
	char line[240];
	uint64_t at;
	bool reached = true;

	mmu500_describe(m, stream, line, sizeof(line));
	out(opaque, line);
	mmu500_route(m, stream, &r);
	if (r.kind != ROUTE_CONTEXT)
		return;
	if (r.s1 >= 0)
		addr = mmu500_extend_va(m, (unsigned int)r.s1, addr);
	open_stages(m, &r, addr, &s);
	at = addr;
	if (s.s1)
		reached = show_stage_walk(&v, s.s1, s.s2, &at);
	if (s.s2)
		reached = reached && show_stage_walk(&v, s.s2, NULL, &at);
	show_cached(&v, &s, addr, reached, at);
}
