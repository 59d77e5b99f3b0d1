// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Registers of a context bank's frame.
 */
#include <stddef.h>

#include "internal.h"

static void write_actlr(struct mmu500 *m, unsigned int n, uint64_t val)
{
	if ((m->sacr & SACR_CACHE_LOCK) || m->options[MMU500_OPT_ACTLR_LOCKED]) {
		mmu500_log(m, "bank %u: ACTLR is locked, 0x%x not taken", n, (unsigned int)val);
		return;
	}
	m->bank[n].actlr = (uint32_t)val & (ACTLR_CMTLB | ACTLR_CPRE);
}

/* FORMAT goes with the last fault. */
static void clear_fsr(struct mmu500_bank *b, uint32_t bits)
{
	b->fsr &= ~bits;
	if (!(b->fsr & (FSR_FAULTS | FSR_SS)))
		b->fsr &= ~FSR_FORMAT;
}

/* Write one to clear; SS ends by RESUME alone. */
static void write_fsr(struct mmu500 *m, unsigned int n, uint64_t val)
{
	clear_fsr(&m->bank[n], (uint32_t)val & (FSR_FAULTS | FSR_MULTI));
	mmu500_release(m, n);
}

static void write_fsrrestore(struct mmu500 *m, unsigned int n, uint64_t val)
{
	m->bank[n].fsr = ((uint32_t)val & (FSR_FAULTS | FSR_FORMAT | FSR_MULTI)) |
			 (m->bank[n].fsr & FSR_SS);
	mmu500_release(m, n);
}

static void write_resume(struct mmu500 *m, unsigned int n, uint64_t val)
{
	struct mmu500_bank *b = &m->bank[n];

	if (!(b->fsr & FSR_SS)) {
		mmu500_log(m, "bank %u: RESUME with nothing stalled", n);
		return;
	}
	clear_fsr(b, FSR_SS);
	if (m->cfg.resume)
		m->cfg.resume(m->cfg.resume_opaque, n, val & RESUME_TERMINATE);
	mmu500_release(m, n);
}

static bool is_stage2(const struct mmu500 *m, unsigned int n)
{
	return CBAR_TYPE(m->bank[n].cbar) == CBAR_TYPE_S2;
}

/* The invalidations of one stage do nothing in a bank of the other. */
static bool wrong_stage(struct mmu500 *m, unsigned int n, bool s2)
{
	m->bank[n].tlbi_arg = 0;
	if (is_stage2(m, n) == s2)
		return false;
	mmu500_log(m, "bank %u: an invalidation for stage %u, but the bank is stage %u", n,
		   s2 ? 2 : 1, s2 ? 1 : 2);
	return true;
}

static struct tlb_inval s1_op(const struct mmu500 *m, unsigned int n)
{
	uint32_t cbar = m->bank[n].cbar;

	return (struct tlb_inval){
		.kinds = TLB_KIND(TLB_S1),
		.hyp = CBAR_TYPE(cbar) == CBAR_TYPE_S1_S2BYPASS && (cbar & CBAR_HYPC),
		.by_vmid = true,
		.vmid = (uint16_t)CBAR_VMID(cbar),
	};
}

/* The address and ASID of a stage-1 invalidation, as the bank's format packs them. */
static void unpack_va(const struct mmu500 *m, unsigned int n, uint64_t val,
		      struct tlb_inval *op)
{
	const struct mmu500_bank *b = &m->bank[n];

	op->by_va = true;
	if (b->cba2r & CBA2R_VA64) {
		op->va = (uint64_t)((int64_t)(val << 20) >> 8);
		op->asid = (uint16_t)(b->tcr2 & TCR2_AS ? val >> 48 : (val >> 48) & 0xff);
	} else {
		op->va = val & 0xfffff000;
		op->asid = val & 0xff;
	}
}

static void post_s1_va(struct mmu500 *m, unsigned int n, uint64_t val, bool by_asid, bool leaf)
{
	struct tlb_inval op = s1_op(m, n);

	if (wrong_stage(m, n, false))
		return;
	unpack_va(m, n, val, &op);
	op.by_asid = by_asid;
	if (!leaf && !m->options[MMU500_OPT_WALK_CACHE_ERRATUM])
		op.kinds |= TLB_KIND(TLB_S1_TABLE);
	mmu500_post(m, n, &op);
}

static void write_tlbiva(struct mmu500 *m, unsigned int n, uint64_t val)
{
	post_s1_va(m, n, val, true, false);
}

static void write_tlbivaa(struct mmu500 *m, unsigned int n, uint64_t val)
{
	post_s1_va(m, n, val, false, false);
}

static void write_tlbival(struct mmu500 *m, unsigned int n, uint64_t val)
{
	post_s1_va(m, n, val, true, true);
}

static void write_tlbivaal(struct mmu500 *m, unsigned int n, uint64_t val)
{
	post_s1_va(m, n, val, false, true);
}

static void write_tlbiasid(struct mmu500 *m, unsigned int n, uint64_t val)
{
	struct tlb_inval op = s1_op(m, n);
	const struct mmu500_bank *b = &m->bank[n];
	bool wide = (b->cba2r & CBA2R_VA64) && (b->tcr2 & TCR2_AS);

	if (wrong_stage(m, n, false))
		return;
	op.kinds |= TLB_KIND(TLB_S1_TABLE);
	op.by_asid = true;
	op.spare_global = true;
	op.asid = (uint16_t)(wide ? val & 0xffff : val & 0xff);
	mmu500_post(m, n, &op);
}

static void write_tlbiall(struct mmu500 *m, unsigned int n, uint64_t val)
{
	struct tlb_inval op = s1_op(m, n);

	(void)val;
	if (wrong_stage(m, n, false))
		return;
	op.kinds |= TLB_KIND(TLB_S1_TABLE);
	mmu500_post(m, n, &op);
}

/*
 * By IPA: pages of stage 2 alone. What combines both stages is found by VA only,
 * so it stays, and needs an invalidation of its own.
 */
static void post_ipa(struct mmu500 *m, unsigned int n, uint64_t val, bool leaf)
{
	struct tlb_inval op = {
		.kinds = TLB_KIND(TLB_S2), .by_vmid = true, .by_va = true,
		.vmid = (uint16_t)CBAR_VMID(m->bank[n].cbar),
		.va = (val & UINT64_C(0xfffffffff)) << 12,
	};

	if (wrong_stage(m, n, true))
		return;
	if (!leaf && !m->options[MMU500_OPT_WALK_CACHE_ERRATUM])
		op.kinds |= TLB_KIND(TLB_S2_TABLE);
	mmu500_post(m, n, &op);
}

static void write_tlbiipas2(struct mmu500 *m, unsigned int n, uint64_t val)
{
	post_ipa(m, n, val, false);
}

static void write_tlbiipas2l(struct mmu500 *m, unsigned int n, uint64_t val)
{
	post_ipa(m, n, val, true);
}

static void write_tlbsync(struct mmu500 *m, unsigned int n, uint64_t val)
{
	(void)val;
	mmu500_sync_start(m, n);
}

static uint64_t read_tlbstatus(struct mmu500 *m, unsigned int n)
{
	return mmu500_sync_poll(m, n) ? TLBSTATUS_SACTIVE : 0;
}

/* Offsets of fields are within one bank; find_place() adds the bank's. */
#define F(f)	.backed = true, .field = offsetof(struct mmu500_bank, f)
#define RW(o, f, mask) \
	{ .off = (o), .name = #o, .count = 1, .width = 4, F(f), .writable = (mask) }
#define RW64(o, f) \
	{ .off = (o), .name = #o, .count = 1, .width = 8, F(f), .writable = UINT64_MAX }
#define WO(o, fn) \
	{ .off = (o), .name = #o, .count = 1, .width = 4, .read = mmu500_read_as_zero, \
	  .write = (fn) }
#define WO64(o, fn) \
	{ .off = (o), .name = #o, .count = 1, .width = 8, F(tlbi_arg), .writable = UINT64_MAX, \
	  .read = mmu500_read_as_zero, .write = (fn) }

static const struct reg bank_regs[] = {
	RW(CB_SCTLR, sctlr, SCTLR_WRITABLE),
	{ REG_AT(CB_ACTLR), .count = 1, .width = 4, F(actlr), .write = write_actlr },
	WO(CB_RESUME, write_resume),
	RW(CB_TCR2, tcr2, TCR2_WRITABLE),
	RW64(CB_TTBR0, ttbr[0]),
	RW64(CB_TTBR1, ttbr[1]),
	RW(CB_TCR, tcr, UINT32_MAX),
	RW(CB_CONTEXTIDR, contextidr, UINT32_MAX),
	{ REG_AT(CB_MAIR0), .count = 2, .width = 4, F(mair), .step = 4, .writable = UINT32_MAX },
	RW64(CB_PAR, par),
	{ REG_AT(CB_FSR), .count = 1, .width = 4, F(fsr), .write = write_fsr },
	WO(CB_FSRRESTORE, write_fsrrestore),
	{ REG_AT(CB_FAR), .count = 1, .width = 8, F(far), .writable = FAR_WRITABLE },
	RW(CB_FSYNR0, fsynr0, FSYNR0_WRITABLE),
	RW(CB_FSYNR1, fsynr1, UINT32_MAX),
	{ REG_AT(CB_IPAFAR), .count = 1, .width = 8, F(ipafar), .writable = IPAFAR_WRITABLE },
	WO64(CB_TLBIVA, write_tlbiva),
	WO64(CB_TLBIVAA, write_tlbivaa),
	WO(CB_TLBIASID, write_tlbiasid),
	WO(CB_TLBIALL, write_tlbiall),
	WO64(CB_TLBIVAL, write_tlbival),
	WO64(CB_TLBIVAAL, write_tlbivaal),
	WO64(CB_TLBIIPAS2, write_tlbiipas2),
	WO64(CB_TLBIIPAS2L, write_tlbiipas2l),
	WO(CB_TLBSYNC, write_tlbsync),
	{ REG_AT(CB_TLBSTATUS), .count = 1, .width = 4, .read = read_tlbstatus },
};

const struct frame mmu500_frame_bank = { bank_regs, sizeof(bank_regs) / sizeof(bank_regs[0]) };
