// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Descriptors: what one is, where it leads, what it allows. The long format is here,
 * the short one in short.c.
 */
#include "internal.h"

static bool may_be_block(const struct stage *st, unsigned int level)
{
	return level == 2 || (level == 1 && st->grain == 12);
}

enum desc_kind mmu500_desc_kind(const struct stage *st, unsigned int level, uint64_t desc)
{
	if (st->is_short)
		return mmu500_short_kind(level, desc);
	if (!(desc & DESC_VALID))
		return DESC_IS_INVALID;
	if (level == 3)
		return desc & DESC_TABLE ? DESC_IS_PAGE : DESC_IS_INVALID;
	if (desc & DESC_TABLE)
		return DESC_IS_TABLE;
	return may_be_block(st, level) ? DESC_IS_PAGE : DESC_IS_INVALID;
}

static unsigned int table_limits(const struct stage *st, uint64_t desc)
{
	unsigned int perm = PERM_ALL;

	if (st->s2)
		return perm;
	if (desc & DESC_AP_TABLE_NOEL0)
		perm &= ~(PERM_UR | PERM_UW | PERM_UX);
	if (desc & DESC_AP_TABLE_RDONLY)
		perm &= ~(PERM_PW | PERM_UW);
	if (desc & DESC_XN_TABLE)
		perm &= ~PERM_UX;
	if (desc & DESC_PXN_TABLE)
		perm &= ~PERM_PX;
	return perm;
}

static unsigned int s2_perm(uint64_t desc)
{
	unsigned int perm = PERM_S1;

	if (desc & DESC_S2_READ)
		perm |= PERM_S2R;
	if (desc & DESC_S2_WRITE)
		perm |= PERM_S2W;
	if (!(desc & DESC_XN))
		perm |= PERM_S2X;
	return perm;
}

static unsigned int s1_access(uint64_t desc)
{
	unsigned int perm = PERM_PR | PERM_PW;

	if (desc & DESC_S1_UNPRIV)
		perm |= PERM_UR | PERM_UW;
	if (desc & DESC_S1_RDONLY)
		perm &= ~(PERM_PW | PERM_UW);
	return perm;
}

static unsigned int s1_perm(const struct stage *st, unsigned int limits, uint64_t desc)
{
	unsigned int perm = s1_access(desc) & limits;
	unsigned int exec = (PERM_PX | PERM_UX) & limits;
	bool aarch64 = st->format == FSR_FORMAT_AARCH64;

	if (desc & DESC_XN)
		exec &= aarch64 ? ~PERM_UX : 0;
	if (desc & DESC_PXN)
		exec &= ~PERM_PX;
	return perm | mmu500_may_execute(st, perm, exec) | PERM_S2;
}

static uint64_t table_address(const struct stage *st, uint64_t desc)
{
	return (desc & DESC_ADDR) >> st->grain << st->grain;
}

bool mmu500_descend(const struct stage *st, uint64_t desc, struct walk_node *n,
		    struct walk_fault *f)
{
	uint64_t table = table_address(st, desc);

	n->physical = false;
	if (st->is_short) {
		mmu500_short_descend(desc, n);
		return true;
	}
	if (table >> st->oa_bits) {
		mmu500_fail(f, st, FSR_ASF, n->level);
		return false;
	}
	n->table = table;
	n->perm &= table_limits(st, desc);
	n->level++;
	return true;
}

bool mmu500_leaf(const struct stage *st, const struct walk_node *n, uint64_t ia, uint64_t desc,
		 struct mapping *map, struct walk_fault *f)
{
	unsigned int shift = stage_shift(st, n->level);
	uint64_t page = (desc & DESC_ADDR) >> shift << shift;

	if (st->is_short)
		return mmu500_short_leaf(st, n, ia, desc, map, f);
	if (page >> st->oa_bits) {
		mmu500_fail(f, st, FSR_ASF, n->level);
		return false;
	}
	if (!(desc & DESC_AF) && !st->affd) {
		mmu500_fail(f, st, FSR_AFF, n->level);
		return false;
	}
	*map = (struct mapping){ .shift = shift, .s1_shift = shift };
	map->pa = page | (ia & (BIT64(shift) - 1));
	map->ipa = ia;
	map->perm = st->s2 ? s2_perm(desc) : s1_perm(st, n->perm, desc);
	map->level = n->level;
	map->s2_level = n->level;
	map->global = st->s2 || !(desc & DESC_NG);
	return true;
}
