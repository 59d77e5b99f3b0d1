// SPDX-License-Identifier: GPL-2.0-only
/*
 * The SMMUv3 of hosted tests, streams with both stages. It caches all that the architecture
 * allows, each by itself: context descriptors, together with where stage 2 had put the tables
 * that they lead to; translations of both stages in one entry, which CMD_TLBI_S2_IPA does
 * not find; last-level tables of stage 1; and translations of stage 2 alone, of descriptors
 * and tables. No command drops more than the architecture says.
 */
#include <string.h>

#include "model_nested.h"

#define CD_AA64		(1ULL << 41)
#define CD_HD_HA	(3ULL << 42)
#define CD_S		(1ULL << 44)
#define CD_R		(1ULL << 45)
#define CD_A		(1ULL << 46)
#define CD_AFFD		(1ULL << 35)
#define CD_V		(1ULL << 31)
#define CD_ENDI		(1ULL << 15)
#define REMOVE(array, nr, i)	((array)[i] = (array)[--(nr)])

static unsigned int tg_of(const uint64_t *cd, unsigned int half)
{
	static const uint8_t tg0[] = { 12, 16, 14, 0 }, tg1[] = { 0, 14, 12, 16 };

	return half ? tg1[v3_field(cd[0], 23, 22)] : tg0[v3_field(cd[0], 7, 6)];
}

static unsigned int tsz_of(const uint64_t *cd, unsigned int half)
{
	return half ? v3_field(cd[0], 21, 16) : v3_field(cd[0], 5, 0);
}

static bool disabled(const uint64_t *cd, unsigned int half)
{
	return cd[0] >> (half ? 30 : 14) & 1;
}

/* Bits of stage 1's output addresses. */
static unsigned int oas_of(const struct v3_model *m, const uint64_t *cd)
{
	static const uint8_t bits[] = { 32, 36, 40, 42, 44, 48, 48, 48 };
	unsigned int cd_bits = bits[v3_field(cd[0], 34, 32)], own = bits[m->ids.idr5 & 7];

	return cd_bits < own ? cd_bits : own;
}

/* ---- commands ---- */

void v3_drop_cds(struct v3_model *m, uint32_t first, uint32_t last)
{
	unsigned int i;

	for (i = m->nr_cds; i--;)
		if (m->cds[i].sid >= first && m->cds[i].sid <= last)
			REMOVE(m->cds, m->nr_cds, i);
}

struct scope {
	uint16_t vmid, asid;
	bool any_asid, globals, tables;
	uint64_t first, last;
	unsigned int granule;	/* 0: any */
};

static bool in_scope(const struct scope *s, const struct v3_both *e)
{
	uint64_t first = e->va & ~((1ULL << e->shift) - 1), last = first + (1ULL << e->shift) - 1;

	if (e->vmid != s->vmid || (s->granule && s->granule != e->granule))
		return false;
	if (!s->any_asid && !(e->global ? s->globals : e->asid == s->asid))
		return false;
	return first <= s->last && last >= s->first;
}

static void drop(struct v3_model *m, const struct scope *s)
{
	unsigned int i;

	for (i = m->nr_both; i--;)
		if (in_scope(s, &m->both[i]))
			REMOVE(m->both, m->nr_both, i);
	for (i = m->nr_walks; s->tables && i--;)
		if (in_scope(s, &m->walks[i]))
			REMOVE(m->walks, m->nr_walks, i);
}

/* One address is one leaf, whatever the pages of stage 2 are. */
static void apply_va(struct v3_model *m, const uint64_t *c, struct scope *s)
{
	unsigned int tg = v3_field(c[1], 11, 10), granule = 10 + 2 * tg;
	uint64_t pages = (v3_field(c[0], 16, 12) + 1) << v3_field(c[0], 24, 20);

	s->first = c[1] & ~0xfffULL;
	/* Bits of the address below the granule are ignored. */
	if (tg)
		s->first = s->first >> granule << granule;
	s->last = s->first + (tg ? (pages << granule) - 1 : 0);
	s->granule = tg ? granule : 0;
	s->globals = true;
	s->tables = !(c[1] & 1);
}

void v3_nested_apply(struct v3_model *m, const uint64_t *c)
{
	struct scope s = {
		.vmid = v3_field(c[0], 47, 32), .asid = v3_field(c[0], 63, 48), .tables = true,
		.last = ~0ULL,
	};

	switch (c[0] & 0xff) {
	case 0x05: case 0x06:
		v3_drop_cds(m, c[0] >> 32, c[0] >> 32);
		return;
	case 0x12:
		apply_va(m, c, &s);
		break;
	case 0x10: case 0x28:
		s.any_asid = true;
		break;
	case 0x30:
		m->nr_both = 0;
		m->nr_walks = 0;
		return;
	}
	drop(m, &s);
}

bool v3_nested_legal(const struct v3_model *m, const uint64_t *c)
{
	return m->ids.idr0 & 2;
}

/* ---- stage 2 of descriptors, tables and outputs ---- */

static uint64_t fail(struct v3_why *why, uint8_t event, bool stage2, int class)
{
	why->event = event;
	why->stage2 = stage2;
	why->class = class;
	return V3_FAULT;
}

static void keep_ipa(struct v3_model *m, uint16_t vmid, uint64_t ipa, uint64_t pa,
		     unsigned int perm)
{
	if (m->nr_tlb == V3_CACHE)
		return;
	m->tlb[m->nr_tlb].vmid = vmid;
	m->tlb[m->nr_tlb].va = ipa & ~0xfffULL;
	m->tlb[m->nr_tlb].pa = pa & ~0xfffULL;
	m->tlb[m->nr_tlb++].perm = perm;
}

static uint64_t stage2(struct v3_model *m, const struct v3_ste *ste, uint64_t ipa,
		       unsigned int need, unsigned int *perm, const struct v3_look *look,
		       int class, struct v3_why *why)
{
	uint16_t vmid = ste->w[2] & 0xffff;
	int t = look->ipas ? v3_tlb_find(m, vmid, ipa) : -1;
	uint8_t event;
	uint64_t pa;

	if (t >= 0) {
		pa = m->tlb[t].pa | (ipa & 0xfff);
		*perm = m->tlb[t].perm;
	} else {
		pa = v3_walk(m, ste, ipa, perm, &event);
		if (pa == V3_FAULT)
			return fail(why, event, true, class);
		if (look->keep)
			keep_ipa(m, vmid, ipa, pa, *perm);
	}
	return *perm & need ? pa : fail(why, E_PERMISSION, true, class);
}

/* The SMMU reads a descriptor or a table there. */
static bool fetch(struct v3_model *m, uint64_t pa, void *buf, size_t len)
{
	if (m->on_fetch)
		m->on_fetch(pa);
	return v3_mem_read(m, pa, buf, len);
}

/* ---- the context descriptor ---- */

static bool half_is_legal(const struct v3_model *m, const uint64_t *cd, unsigned int half)
{
	unsigned int tsz = tsz_of(cd, half);

	if (disabled(cd, half))
		return true;
	if (tsz < 16 || tsz > 39 || !tg_of(cd, half) || cd[0] & CD_ENDI)
		return false;
	return !((cd[1 + half] & ADDR52 & ~0xfULL) >> oas_of(m, cd));
}

/* Stalls: of those that an entry can allow, the host's may be used if EL2 forgot to. */
static bool stall_is_legal(const struct v3_model *m, const struct v3_ste *ste, const uint64_t *cd)
{
	if (!(cd[0] & CD_S))
		return true;
	return !v3_field(m->ids.idr0, 25, 24) && !(ste->w[1] >> 27 & 1);
}

static bool cd_is_legal(const struct v3_model *m, const struct v3_ste *ste, const uint64_t *cd)
{
	if (!(cd[0] & CD_V) || !(cd[0] & CD_AA64) || !stall_is_legal(m, ste, cd))
		return false;
	/* TERM_MODEL = 1: faults abort. No HTTU. */
	if ((m->ids.idr0 >> 26 & 1 && !(cd[0] & CD_A)) || cd[0] & CD_HD_HA)
		return false;
	return half_is_legal(m, cd, 0) && half_is_legal(m, cd, 1);
}

/* Where the top tables are is found with the descriptor, and kept with it. */
static bool locate_tables(struct v3_model *m, const struct v3_ste *ste, struct v3_cd *cd,
			  const struct v3_look *look, struct v3_why *why)
{
	unsigned int half, perm;

	for (half = 0; half < 2; half++) {
		cd->top[half] = V3_FAULT;
		if (disabled(cd->w, half))
			continue;
		cd->top[half] = stage2(m, ste, cd->w[1 + half] & ADDR52 & ~0xfffULL, PERM_R, &perm,
				       look, CLASS_TT, why);
		if (cd->top[half] == V3_FAULT)
			return false;
	}
	return true;
}

static bool read_cd(struct v3_model *m, const struct v3_ste *ste, struct v3_cd *cd,
		    const struct v3_look *look, struct v3_why *why)
{
	uint64_t addr = ste->w[0] & ADDR52 & ~0x3fULL, pa;
	unsigned int perm;

	why->read = true;
	pa = stage2(m, ste, addr, PERM_R, &perm, look, CLASS_CD, why);
	if (pa == V3_FAULT)
		return false;
	if (!fetch(m, pa, cd->w, sizeof(cd->w))) {
		fail(why, E_CD_FETCH, false, CLASS_CD);
		return false;
	}
	if (!cd_is_legal(m, ste, cd->w)) {
		fail(why, E_BAD_CD, false, CLASS_CD);
		return false;
	}
	return locate_tables(m, ste, cd, look, why);
}

static const struct v3_cd *cached_cd(const struct v3_model *m, uint32_t sid)
{
	unsigned int i;

	for (i = 0; i < m->nr_cds; i++)
		if (m->cds[i].sid == sid)
			return &m->cds[i];
	return NULL;
}

static bool find_cd(struct v3_model *m, const struct v3_ste *ste, uint32_t sid, struct v3_cd *cd,
		    const struct v3_look *look, struct v3_why *why)
{
	const struct v3_cd *cached = look->cds ? cached_cd(m, sid) : NULL;

	if (cached) {
		*cd = *cached;
		return true;
	}
	/* Nothing but the architecture's "one descriptor". */
	if (v3_field(ste->w[0], 63, 59) || v3_field(ste->w[0], 5, 4)) {
		fail(why, E_BAD_STE, false, CLASS_CD);
		return false;
	}
	cd->sid = sid;
	if (!read_cd(m, ste, cd, look, why))
		return false;
	if (look->keep && m->nr_cds < V3_CACHE)
		m->cds[m->nr_cds++] = *cd;
	return true;
}

/* ---- stage 1 ---- */

/*
 * A walk by @half of @cd, with tables of @granule. @level's table is at @ipa, or it is a page
 * that the TLB knows; the first page of it is at @table by stage 2.
 */
struct walk1 {
	const struct v3_cd *cd;
	unsigned int half, granule, level, oas;
	uint64_t addr, table, ipa;
	struct v3_both leaf;
};

static unsigned int level_shift(const struct walk1 *w)
{
	return w->granule + (3 - w->level) * (w->granule - 3);
}

static uint64_t next_output(const struct walk1 *w, uint64_t pte, unsigned int shift)
{
	return pte & 0xffffffffffffULL & ~((1ULL << shift) - 1);
}

/* A page of stage 2 may be smaller than a table: each is where stage 2 has it. */
static uint64_t entry_address(struct v3_model *m, const struct v3_ste *ste, const struct walk1 *w,
			      const struct v3_look *look, struct v3_why *why)
{
	unsigned int shift = level_shift(w), bits = w->granule - 3, perm;
	uint64_t index, ipa;

	if (shift + bits > 64 - tsz_of(w->cd->w, w->half))
		bits = 64 - tsz_of(w->cd->w, w->half) - shift;
	index = w->addr >> shift & ((1ULL << bits) - 1);
	if (w->ipa == V3_FAULT)
		return w->table + index * 8;
	ipa = (w->ipa & ~((8ULL << bits) - 1)) + index * 8;
	if (!((ipa ^ w->ipa) >> 12))
		return w->table + (ipa & 0xfff);
	return stage2(m, ste, ipa, PERM_R, &perm, look, CLASS_TT, why);
}

static uint64_t read_entry(struct v3_model *m, const struct v3_ste *ste, const struct walk1 *w,
			   const struct v3_look *look, struct v3_why *why)
{
	uint64_t at = entry_address(m, ste, w, look, why), pte = 0;

	if (at != V3_FAULT)
		fetch(m, at, &pte, sizeof(pte));
	return pte;
}

static void keep_table(struct v3_model *m, const struct walk1 *w)
{
	struct v3_both e = w->leaf;

	if (m->nr_walks == V3_CACHE)
		return;
	e.shift = w->granule + w->granule - 3;
	e.va = w->addr & ~((1ULL << e.shift) - 1);
	e.pa = w->table;
	m->walks[m->nr_walks++] = e;
}

static bool step_down(struct v3_model *m, const struct v3_ste *ste, struct walk1 *w, uint64_t pte,
		      const struct v3_look *look, struct v3_why *why)
{
	unsigned int perm;

	w->ipa = next_output(w, pte, w->granule);
	w->table = stage2(m, ste, w->ipa, PERM_R, &perm, look, CLASS_TT, why);
	if (w->table == V3_FAULT)
		return false;
	w->level++;
	/* A table of one page of stage 2's. */
	if (w->level == 3 && w->granule == 12 && look->keep)
		keep_table(m, w);
	return true;
}

static bool is_block(const struct walk1 *w, uint64_t pte)
{
	if ((pte & 3) != 1 || w->level > 2)
		return false;
	return w->level == 2 || (w->level == 1 && w->granule == 12);
}

/* Fills in w->leaf but for what stage 2 says; the IPA. */
static uint64_t leaf(struct walk1 *w, uint64_t pte, bool write, struct v3_why *why)
{
	unsigned int shift = level_shift(w);
	uint64_t ipa = next_output(w, pte, shift) | (w->addr & ((1ULL << shift) - 1));

	if (!(pte >> 10 & 1) && !(w->cd->w[0] & CD_AFFD))
		return fail(why, E_ACCESS, false, CLASS_IN);
	if (write && pte >> 7 & 1)
		return fail(why, E_PERMISSION, false, CLASS_IN);
	if (ipa >> w->oas)
		return fail(why, E_ADDR_SIZE, false, CLASS_IN);
	w->leaf.shift = shift;
	w->leaf.va = w->addr;
	w->leaf.perm1 = pte >> 7 & 1 ? PERM_R : PERM_R | PERM_W;
	w->leaf.global = !(pte >> 11 & 1);
	return ipa;
}

static uint64_t walk1(struct v3_model *m, const struct v3_ste *ste, struct walk1 *w, bool write,
		      const struct v3_look *look, struct v3_why *why)
{
	uint64_t pte;

	for (;;) {
		pte = read_entry(m, ste, w, look, why);
		if (why->event)
			return V3_FAULT;
		if (is_block(w, pte) || (w->level == 3 && (pte & 3) == 3))
			return leaf(w, pte, write, why);
		if (w->level == 3 || (pte & 3) != 3)
			return fail(why, E_TRANSLATION, false, CLASS_IN);
		if (!step_down(m, ste, w, pte, look, why))
			return V3_FAULT;
	}
}

/* Which half of the input addresses; -1: none. */
static int half_of(const uint64_t *cd, uint64_t addr)
{
	unsigned int half;

	for (half = 0; half < 2; half++) {
		if (!disabled(cd, half) &&
		    (half ? ~addr : addr) >> (64 - tsz_of(cd, half)) == 0)
			return half;
	}
	return -1;
}

static const struct v3_both *find_in(const struct v3_both *array, unsigned int nr,
				     const struct v3_both *key, unsigned int shift)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		if (array[i].vmid == key->vmid && array[i].granule == key->granule &&
		    (array[i].global || array[i].asid == key->asid) &&
		    !((array[i].va ^ key->va) >> shift))
			return &array[i];
	}
	return NULL;
}

static void start_walk(struct v3_model *m, struct walk1 *w, const struct v3_look *look)
{
	unsigned int stride = w->granule - 3, size = 64 - tsz_of(w->cd->w, w->half);
	const struct v3_both *table;

	w->level = 4 - (size - 4) / stride;
	w->table = w->cd->top[w->half];
	w->ipa = w->cd->w[1 + w->half] & ADDR52 & ~0xfULL;
	table = look->walks ? find_in(m->walks, m->nr_walks, &w->leaf, 21) : NULL;
	if (!table)
		return;
	w->level = 3;
	w->table = table->pa;
	w->ipa = V3_FAULT;
}

/* By an entry of both stages that the TLB has. */
static uint64_t by_tlb(const struct v3_both *e, uint64_t addr, bool write, struct v3_why *why)
{
	if (write && !(e->perm1 & PERM_W))
		return fail(why, E_PERMISSION, false, CLASS_IN);
	if (!(e->perm2 & (write ? PERM_W : PERM_R)))
		return fail(why, E_PERMISSION, true, CLASS_IN);
	return e->pa | (addr & 0xfff);
}

static uint64_t by_tables(struct v3_model *m, const struct v3_ste *ste, struct walk1 *w, bool write,
			  const struct v3_look *look, struct v3_why *why)
{
	uint64_t ipa, pa;

	start_walk(m, w, look);
	ipa = walk1(m, ste, w, write, look, why);
	if (ipa == V3_FAULT)
		return V3_FAULT;
	pa = stage2(m, ste, ipa, write ? PERM_W : PERM_R, &w->leaf.perm2, look, CLASS_IN, why);
	if (pa == V3_FAULT || !look->keep || m->nr_both == V3_CACHE)
		return pa;
	w->leaf.va = w->addr & ~0xfffULL;
	w->leaf.pa = pa & ~0xfffULL;
	m->both[m->nr_both++] = w->leaf;
	return pa;
}

static uint64_t by_cd(struct v3_model *m, const struct v3_ste *ste, const struct v3_cd *cd,
		      uint64_t addr, bool write, const struct v3_look *look, struct v3_why *why)
{
	int half = half_of(cd->w, addr);
	struct walk1 w = { .cd = cd, .half = half, .addr = addr, .oas = oas_of(m, cd->w) };
	const struct v3_both *hit;

	if (half < 0)
		return fail(why, E_TRANSLATION, false, CLASS_IN);
	w.granule = tg_of(cd->w, half);
	w.leaf = (struct v3_both) {
		.vmid = ste->w[2] & 0xffff, .asid = cd->w[0] >> 48, .granule = w.granule,
		.va = addr,
	};
	hit = look->both ? find_in(m->both, m->nr_both, &w.leaf, 12) : NULL;
	return hit ? by_tlb(hit, addr, write, why) : by_tables(m, ste, &w, write, look, why);
}

/* On a fault @why is filled in; why->event 0: none. */
uint64_t v3_nested(struct v3_model *m, const struct v3_ste *ste, uint32_t sid, uint64_t addr,
		   bool write, const struct v3_look *look, struct v3_why *why)
{
	struct v3_cd cd;
	uint64_t pa;

	memset(why, 0, sizeof(*why));
	why->recorded = true;
	if (!find_cd(m, ste, sid, &cd, look, why)) {
		why->recorded = !why->stage2 || ste->w[2] >> 58 & 1;
		return V3_FAULT;
	}
	why->read = !write;
	pa = by_cd(m, ste, &cd, addr, write, look, why);
	if (pa != V3_FAULT)
		return pa;
	why->recorded = why->stage2 ? ste->w[2] >> 58 & 1 : !!(cd.w[0] & CD_R);
	if (cd.w[0] & CD_S && !why->stage2)
		m->nr_stalled++;
	return V3_FAULT;
}

/* By all choices of caches. */
unsigned int v3_nested_outputs(struct v3_model *m, const struct v3_ste *ste, uint32_t sid,
			       uint64_t addr, unsigned long long *out)
{
	unsigned int choice, n = 0, stalled = m->nr_stalled;
	struct v3_look look = { 0 };
	struct v3_why why;

	for (choice = 0; choice < 16; choice++) {
		look.cds = choice & 1;
		look.both = choice & 2;
		look.walks = choice & 4;
		look.ipas = choice & 8;
		out[n] = v3_nested(m, ste, sid, addr, false, &look, &why);
		n += out[n] != V3_FAULT;
	}
	m->nr_stalled = stalled;
	return n;
}
