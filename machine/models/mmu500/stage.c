// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a context bank's registers say about a stage of translation: format,
 * granule, input and output sizes, first table, tags of its cache entries, and what
 * may be executed. AArch64 with 4 and 64 KiB granules, AArch32's long format and its
 * short one.
 */
#include "internal.h"

/* IDR2.IAS and OAS: 48 bits. IDR2.UBS: 49 bits arrive from upstream. */
#define MAX_IA_BITS	48u
#define MAX_OA_BITS	48u
#define MIN_IA_BITS	25u
#define AARCH32_OA_BITS	40u

static unsigned int pa_bits(unsigned int pasize)
{
	static const unsigned int bits[8] = { 32, 36, 40, 42, 44, 48, MAX_OA_BITS, MAX_OA_BITS };

	return bits[pasize & 7];
}

static bool is_short(const struct mmu500_bank *b)
{
	return !(b->cba2r & CBA2R_VA64) && !(b->tcr & TCR_EAE);
}

static bool set_granule(struct stage *st, unsigned int shift)
{
	st->grain = shift;
	st->stride = shift - 3;
	st->last_level = 3;
	return shift;
}

/* TG0 and TG1 encode the same sizes differently; 16 KiB is not implemented. */
static unsigned int tg0_shift(uint32_t tcr)
{
	static const unsigned int shift[4] = { 12, 16, 0, 0 };

	return shift[TCR_TG0(tcr)];
}

static unsigned int tg1_shift(uint32_t tcr)
{
	static const unsigned int shift[4] = { 0, 0, 12, 16 };

	return shift[TCR_TG1(tcr)];
}

/* A first table is aligned to its size, and to 64 bytes at least. */
static void set_root(struct stage *st, uint64_t ttbr)
{
	unsigned int entries = st->ia_bits - stage_shift(st, st->start_level);
	uint64_t size = (uint64_t)stage_desc_size(st) << entries;

	if (size < 64)
		size = 64;
	st->root = ttbr & TTBR_BASE & ~(size - 1);
	if (st->root >> st->oa_bits)
		st->bad = FSR_ASF;
}

static void set_s1_tag(const struct mmu500_bank *b, struct stage *st)
{
	uint16_t asid = st->is_short ? (uint16_t)CONTEXTIDR_ASID(b->contextidr) :
		(uint16_t)TTBR_ASID(b->ttbr[b->tcr & TCR_A1 ? 1 : 0]);
	bool wide = (b->cba2r & CBA2R_VA64) && (b->tcr2 & TCR2_AS);

	st->tag.kind = TLB_S1;
	st->tag.vmid = (uint16_t)CBAR_VMID(b->cbar);
	st->tag.asid = wide ? asid : asid & 0xff;
	st->tag.hyp = CBAR_TYPE(b->cbar) == CBAR_TYPE_S1_S2BYPASS && (b->cbar & CBAR_HYPC);
}

static void set_common(const struct mmu500_bank *b, unsigned int bank, struct stage *st)
{
	st->bank = bank;
	st->enabled = b->sctlr & SCTLR_M;
	st->affd = b->sctlr & SCTLR_AFFD;
	st->wxn = b->sctlr & SCTLR_WXN;
	st->afe = b->sctlr & SCTLR_AFE;
	st->uwxn = b->sctlr & SCTLR_UWXN;
	st->format = b->cba2r & CBA2R_VA64 ? FSR_FORMAT_AARCH64 : FSR_FORMAT_AARCH32L;
}

static bool size_s1_aarch64(const struct mmu500_bank *b, bool upper, struct stage *st)
{
	unsigned int txsz = (unsigned int)(upper ? TCR_T1SZ(b->tcr) : TCR_T0SZ(b->tcr));

	st->ia_bits = 64 - txsz;
	st->oa_bits = pa_bits((unsigned int)TCR2_PASIZE(b->tcr2));
	if (st->ia_bits > MAX_IA_BITS || st->ia_bits < MIN_IA_BITS)
		return false;
	st->top = upper ? ~UINT64_C(0) << st->ia_bits : 0;
	return set_granule(st, upper ? tg1_shift(b->tcr) : tg0_shift(b->tcr));
}

/*
 * TTBCR.N: the lower 32 - N bits of input are TTBR0's, the rest TTBR1's, whose
 * first table is indexed by the whole address.
 */
static bool size_s1_short(const struct mmu500_bank *b, bool upper, struct stage *st)
{
	unsigned int n = (unsigned int)TTBCR_N(b->tcr);

	st->ia_bits = upper ? 32 : 32 - n;
	st->oa_bits = AARCH32_OA_BITS;
	st->low = upper ? BIT64(32 - n) : 0;
	st->grain = 12;
	st->stride = 8;
	st->last_level = 2;
	return !(b->tcr & (upper ? TTBCR_PD1 : TTBCR_PD0));
}

static bool size_s1_aarch32(const struct mmu500_bank *b, bool upper, struct stage *st)
{
	unsigned int txsz = (unsigned int)(upper ? TCR_T1SZ(b->tcr) : TCR_T0SZ(b->tcr)) & 7;

	st->ia_bits = 32 - txsz;
	st->oa_bits = AARCH32_OA_BITS;
	st->top = upper ? UINT32_MAX & (~UINT64_C(0) << st->ia_bits) : 0;
	return set_granule(st, 12);
}

static bool size_s1(const struct mmu500_bank *b, bool upper, struct stage *st)
{
	if (st->is_short)
		return size_s1_short(b, upper, st);
	if (b->tcr & (upper ? TCR_EPD1 : TCR_EPD0))
		return false;
	if (b->cba2r & CBA2R_VA64)
		return size_s1_aarch64(b, upper, st);
	return size_s1_aarch32(b, upper, st);
}

void mmu500_stage1(const struct mmu500 *m, unsigned int bank, bool upper, struct stage *st)
{
	const struct mmu500_bank *b = &m->bank[bank];

	*st = (struct stage){ 0 };
	set_common(b, bank, st);
	st->is_short = is_short(b);
	if (st->is_short)
		st->format = FSR_FORMAT_AARCH32S;
	set_s1_tag(b, st);
	if (!st->enabled)
		return;
	if (!size_s1(b, upper, st)) {
		st->bad = FSR_TF;
		return;
	}
	if (st->is_short)
		st->start_level = 1;
	else
		st->start_level = 4 - (st->ia_bits - st->grain + st->stride - 1) / st->stride;
	set_root(st, st->is_short ? (uint32_t)b->ttbr[upper] : b->ttbr[upper]);
}

static bool size_s2_aarch64(const struct mmu500_bank *b, struct stage *st)
{
	st->ia_bits = 64 - (unsigned int)TCR_T0SZ(b->tcr);
	st->oa_bits = pa_bits((unsigned int)VTCR_PASIZE(b->tcr));
	if (st->ia_bits > MAX_IA_BITS || st->ia_bits < MIN_IA_BITS)
		return false;
	return set_granule(st, tg0_shift(b->tcr));
}

/* VTCR.T0SZ of the 32-bit format is a signed number of four bits. */
static bool size_s2_aarch32(const struct mmu500_bank *b, struct stage *st)
{
	int t0sz = (int)BITS(b->tcr, 3, 0);

	if (t0sz >= 8)
		t0sz -= 16;
	st->ia_bits = (unsigned int)(32 - t0sz);
	st->oa_bits = AARCH32_OA_BITS;
	return set_granule(st, 12);
}

/*
 * SL0 names the first level; up to 16 tables may be concatenated there, and at
 * least one bit must be left for it to resolve.
 */
static bool set_s2_start(const struct mmu500_bank *b, struct stage *st)
{
	unsigned int sl0 = (unsigned int)VTCR_SL0(b->tcr);
	unsigned int first = st->grain == 12 ? 2 : 3;
	unsigned int below;

	if (sl0 > 2)
		return false;
	st->start_level = first - sl0;
	below = stage_shift(st, st->start_level);
	return st->ia_bits > below && st->ia_bits <= below + st->stride + 4;
}

void mmu500_stage2(const struct mmu500 *m, unsigned int bank, struct stage *st)
{
	const struct mmu500_bank *b = &m->bank[bank];
	bool sized;

	*st = (struct stage){ .s2 = true };
	set_common(b, bank, st);
	st->tag.kind = TLB_S2;
	st->tag.vmid = (uint16_t)CBAR_VMID(b->cbar);
	if (!st->enabled)
		return;
	sized = b->cba2r & CBA2R_VA64 ? size_s2_aarch64(b, st) : size_s2_aarch32(b, st);
	if (!sized || !set_s2_start(b, st)) {
		st->bad = FSR_TF;
		return;
	}
	set_root(st, b->ttbr[0]);
}

uint64_t mmu500_extend_va(const struct mmu500 *m, unsigned int bank, uint64_t va)
{
	static const unsigned int sign[8] = { 31, 35, 39, 41, 43, 47, 48, 48 };
	const struct mmu500_bank *b = &m->bank[bank];
	unsigned int up;

	if (!(b->cba2r & CBA2R_VA64))
		return va;
	up = 63 - sign[TCR2_SEP(b->tcr2)];
	return (uint64_t)((int64_t)(va << up) >> up);
}

static bool is_upper_aarch32(const struct mmu500_bank *b, uint64_t va)
{
	unsigned int t0sz = TCR_T0SZ(b->tcr) & 7, t1sz = TCR_T1SZ(b->tcr) & 7;

	if (is_short(b))
		return TTBCR_N(b->tcr) && va >> (32 - TTBCR_N(b->tcr));

	if (t1sz)
		return va >= BIT64(32) - BIT64(32 - t1sz);
	return t0sz && va >= BIT64(32 - t0sz);
}

/* @va as mmu500_extend_va() returns it. */
bool mmu500_is_upper(const struct mmu500 *m, unsigned int bank, uint64_t va)
{
	const struct mmu500_bank *b = &m->bank[bank];

	if (b->cba2r & CBA2R_VA64)
		return va >> 63;
	return is_upper_aarch32(b, va);
}

bool mmu500_has_upper_half(const struct mmu500 *m, unsigned int bank)
{
	const struct mmu500_bank *b = &m->bank[bank];

	if (b->cba2r & CBA2R_VA64)
		return !(b->tcr & TCR_EPD1);
	return is_upper_aarch32(b, UINT32_MAX) &&
	       !(b->tcr & (is_short(b) ? TTBCR_PD1 : TCR_EPD1));
}

unsigned int mmu500_may_execute(const struct stage *st, unsigned int perm, unsigned int exec)
{
	/* Pages that are writable unprivileged are never executable privileged. */
	if ((perm & PERM_UW) && (st->format == FSR_FORMAT_AARCH64 || st->uwxn))
		exec &= ~PERM_PX;
	if (st->wxn && (perm & PERM_PW))
		exec &= ~PERM_PX;
	if (st->wxn && (perm & PERM_UW))
		exec &= ~PERM_UX;
	return exec;
}
