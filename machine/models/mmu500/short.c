// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * AArch32's short descriptors: sections, supersections, large and small pages, 32
 * bits each, two levels. There is no DACR in an SMMU: each domain is checked
 * (assumed).
 */
#include "internal.h"

#define SUPERSECTION_SHIFT	24u
#define SECTION_SHIFT		20u
#define LARGE_SHIFT		16u
#define SMALL_SHIFT		12u

enum desc_kind mmu500_short_kind(unsigned int level, uint64_t desc)
{
	if (!SHORT_TYPE(desc))
		return DESC_IS_INVALID;
	return level == 1 && SHORT_TYPE(desc) == SHORT_TABLE ? DESC_IS_TABLE : DESC_IS_PAGE;
}

void mmu500_short_descend(uint64_t desc, struct walk_node *n)
{
	n->table = desc >> SHORT_TABLE_SHIFT << SHORT_TABLE_SHIFT;
	if (desc & SHORT_TABLE_PXN)
		n->perm &= ~PERM_PX;
	n->level++;
}

/* AP[2:0], or AP[2:1] where SCTLR.AFE makes AP[0] the access flag. */
static unsigned int access_of(unsigned int ap, bool afe)
{
	static const unsigned int perm[8] = {
		0,
		PERM_PR | PERM_PW,
		PERM_PR | PERM_PW | PERM_UR,
		PERM_PR | PERM_PW | PERM_UR | PERM_UW,
		0,
		PERM_PR,
		PERM_PR | PERM_UR,
		PERM_PR | PERM_UR,
	};

	return perm[afe ? ap | 1 : ap];
}

/* struct leaf - a section or a page, whichever of four it is */
struct leaf {
	uint64_t pa;
	unsigned int shift, ap;
	bool xn, pxn, global;
};

static void section(uint64_t desc, struct leaf *l)
{
	bool super = desc & SHORT_SUPERSECTION;

	l->shift = super ? SUPERSECTION_SHIFT : SECTION_SHIFT;
	l->pa = desc >> l->shift << l->shift;
	if (super)
		l->pa |= SHORT_SUPER_PA35_32(desc) << 32 | SHORT_SUPER_PA39_36(desc) << 36;
	l->ap = (unsigned int)(SHORT_SECTION_AP2(desc) << 2 | SHORT_SECTION_AP10(desc));
	l->xn = desc & SHORT_SECTION_XN;
	l->pxn = desc & SHORT_SECTION_PXN;
	l->global = !(desc & SHORT_SECTION_NG);
}

static void page(uint64_t desc, struct leaf *l)
{
	bool large = SHORT_TYPE(desc) == SHORT_LARGE;

	l->shift = large ? LARGE_SHIFT : SMALL_SHIFT;
	l->pa = desc >> l->shift << l->shift;
	l->ap = (unsigned int)(SHORT_PAGE_AP2(desc) << 2 | SHORT_PAGE_AP10(desc));
	l->xn = desc & (large ? SHORT_LARGE_XN : SHORT_SMALL_XN);
	l->global = !(desc & SHORT_PAGE_NG);
}

static unsigned int perm_of(const struct stage *st, const struct walk_node *n,
			    const struct leaf *l)
{
	unsigned int perm = access_of(l->ap, st->afe);
	unsigned int exec = l->xn ? 0 : (PERM_PX | PERM_UX) & n->perm;

	if (l->pxn)
		exec &= ~PERM_PX;
	return perm | mmu500_may_execute(st, perm, exec) | PERM_S2;
}

bool mmu500_short_leaf(const struct stage *st, const struct walk_node *n, uint64_t ia,
		       uint64_t desc, struct mapping *map, struct walk_fault *f)
{
	struct leaf l = { 0 };

	if (n->level == 1)
		section(desc, &l);
	else
		page(desc, &l);
	if (st->afe && !(l.ap & 1) && !st->affd) {
		mmu500_fail(f, st, FSR_AFF, n->level);
		return false;
	}
	*map = (struct mapping){
		.pa = l.pa | (ia & (BIT64(l.shift) - 1)), .ipa = ia,
		.shift = l.shift, .s1_shift = l.shift, .perm = perm_of(st, n, &l),
		.level = n->level, .s2_level = n->level, .global = l.global,
	};
	return true;
}
