// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Registers of the two global frames. Every access is taken as non-secure, as
 * the machine's CPUs are: the secure registers (sCR1, STLBIALL and the like, the
 * non-secure aliases at 0x400) are RAZ/WI (assumed for the aliases).
 */
#include <stddef.h>

#include "internal.h"

uint64_t mmu500_read_as_zero(struct mmu500 *m, unsigned int n)
{
	(void)m;
	(void)n;
	return 0;
}

static uint64_t read_idr(struct mmu500 *m, unsigned int n)
{
	uint32_t idr = m->cfg.ids->idr[n];

	switch (n) {
	case 0:
		return (idr & ~IDR0_NUMSMRG) | m->cfg.num_smrg;
	case 1:
		return (idr & ~IDR1_NUMCB) | m->cfg.num_cb;
	default:
		return idr;
	}
}

static uint64_t read_pidr4(struct mmu500 *m, unsigned int n)
{
	return m->cfg.ids->pidr[4 + n];
}

static uint64_t read_pidr0(struct mmu500 *m, unsigned int n)
{
	return m->cfg.ids->pidr[n];
}

static uint64_t read_cidr(struct mmu500 *m, unsigned int n)
{
	static const uint8_t id[4] = { 0x0d, 0xf0, 0x05, 0xb1 };

	(void)m;
	return id[n];
}

/* Write one to clear. */
static void write_sgfsr(struct mmu500 *m, unsigned int n, uint64_t val)
{
	(void)n;
	m->sgfsr &= ~(uint32_t)val;
}

static void write_sgfsrrestore(struct mmu500 *m, unsigned int n, uint64_t val)
{
	(void)n;
	m->sgfsr = (uint32_t)val & SGFSR_ALL;
}

static void write_tlbivmid(struct mmu500 *m, unsigned int n, uint64_t val)
{
	struct tlb_inval op = {
		.kinds = TLB_KIND(TLB_S1) | TLB_KIND(TLB_S2) | TLB_KIND(TLB_S1_TABLE) |
			 TLB_KIND(TLB_S2_TABLE),
		.by_vmid = true, .vmid = val & 0xff,
	};

	(void)n;
	mmu500_post(m, SOURCE_GLOBAL, &op);
}

static void write_tlbivmids1(struct mmu500 *m, unsigned int n, uint64_t val)
{
	struct tlb_inval op = {
		.kinds = TLB_KIND(TLB_S1) | TLB_KIND(TLB_S1_TABLE),
		.by_vmid = true, .vmid = val & 0xff,
	};

	(void)n;
	mmu500_post(m, SOURCE_GLOBAL, &op);
}

static void post_everything(struct mmu500 *m, bool hyp)
{
	struct tlb_inval op = { .kinds = ~0u, .hyp = hyp };

	mmu500_post(m, SOURCE_GLOBAL, &op);
}

static void write_tlbiallnsnh(struct mmu500 *m, unsigned int n, uint64_t val)
{
	(void)n;
	(void)val;
	post_everything(m, false);
}

static void write_tlbiallh(struct mmu500 *m, unsigned int n, uint64_t val)
{
	(void)n;
	(void)val;
	post_everything(m, true);
}

static void post_hyp_va(struct mmu500 *m, uint64_t va, bool leaf)
{
	struct tlb_inval op = {
		.kinds = TLB_KIND(TLB_S1), .hyp = true, .by_va = true, .va = va,
	};

	if (!leaf && !m->options[MMU500_OPT_WALK_CACHE_ERRATUM])
		op.kinds |= TLB_KIND(TLB_S1_TABLE);
	mmu500_post(m, SOURCE_GLOBAL, &op);
}

static void write_tlbivah(struct mmu500 *m, unsigned int n, uint64_t val)
{
	(void)n;
	post_hyp_va(m, val & 0xfffff000, false);
}

static void write_tlbivah64(struct mmu500 *m, unsigned int n, uint64_t val)
{
	(void)n;
	m->tlbi_arg = 0;
	post_hyp_va(m, val << 12, false);
}

static void write_tlbivalh64(struct mmu500 *m, unsigned int n, uint64_t val)
{
	(void)n;
	m->tlbi_arg = 0;
	post_hyp_va(m, val << 12, true);
}

static void write_stlbgsync(struct mmu500 *m, unsigned int n, uint64_t val)
{
	(void)n;
	(void)val;
	mmu500_sync_start(m, SOURCE_GLOBAL);
}

static uint64_t read_stlbgstatus(struct mmu500 *m, unsigned int n)
{
	(void)n;
	return mmu500_sync_poll(m, SOURCE_GLOBAL) ? STLBGSTATUS_GSACTIVE : 0;
}

#define F(f)	.backed = true, .field = offsetof(struct mmu500, f)
#define RW(o, f, mask) \
	{ .off = (o), .name = #o, .count = 1, .width = 4, F(f), .writable = (mask) }
#define RO(o, n, fn) \
	{ .off = (o), .name = #o, .count = (n), .width = 4, .read = (fn) }
#define WO(o, fn) \
	{ .off = (o), .name = #o, .count = 1, .width = 4, .read = mmu500_read_as_zero, \
	  .write = (fn) }
#define WO64(o, fn) \
	{ .off = (o), .name = #o, .count = 1, .width = 8, F(tlbi_arg), .writable = UINT64_MAX, \
	  .read = mmu500_read_as_zero, .write = (fn) }

static const struct reg gr0[] = {
	RW(GR0_SCR0, scr0, SCR0_WRITABLE),
	RW(GR0_SCR2, scr2, SCR2_WRITABLE),
	RW(GR0_SACR, sacr, SACR_WRITABLE),
	RO(GR0_IDR0, 8, read_idr),
	{ REG_AT(GR0_SGFAR), .count = 1, .width = 8, F(sgfar), .writable = FAR_WRITABLE },
	{ REG_AT(GR0_SGFSR), .count = 1, .width = 4, F(sgfsr), .write = write_sgfsr },
	WO(GR0_SGFSRRESTORE, write_sgfsrrestore),
	RW(GR0_SGFSYNR0, sgfsynr0, SGFSYNR0_WRITABLE),
	RW(GR0_SGFSYNR1, sgfsynr1, SYNR_STREAM),
	RW(GR0_SGFSYNR2, sgfsynr2, 0),
	WO(GR0_TLBIVMID, write_tlbivmid),
	WO(GR0_TLBIALLNSNH, write_tlbiallnsnh),
	WO(GR0_TLBIALLH, write_tlbiallh),
	WO(GR0_STLBGSYNC, write_stlbgsync),
	RO(GR0_STLBGSTATUS, 1, read_stlbgstatus),
	WO(GR0_TLBIVAH, write_tlbivah),
	WO64(GR0_TLBIVALH64, write_tlbivalh64),
	WO(GR0_TLBIVMIDS1, write_tlbivmids1),
	WO64(GR0_TLBIVAH64, write_tlbivah64),
	{ REG_AT(GR0_SMR), .count = MAX_GROUPS, .width = 4, F(smr), .step = 4,
	  .writable = SMR_WRITABLE },
	{ REG_AT(GR0_S2CR), .count = MAX_GROUPS, .width = 4, F(s2cr), .step = 4,
	  .writable = S2CR_WRITABLE },
	RO(GR0_PIDR4, 4, read_pidr4),
	RO(GR0_PIDR0, 4, read_pidr0),
	RO(GR0_CIDR0, 4, read_cidr),
};

#define PER_BANK(o, f, mask) \
	{ .off = (o), .name = #o, .count = MAX_BANKS, .width = 4, F(bank[0].f), \
	  .step = sizeof(struct mmu500_bank), .writable = (mask) }

static const struct reg gr1[] = {
	PER_BANK(GR1_CBAR, cbar, CBAR_WRITABLE),
	PER_BANK(GR1_CBFRSYNRA, cbfrsynra, SYNR_STREAM),
	PER_BANK(GR1_CBA2R, cba2r, CBA2R_WRITABLE),
};

const struct frame mmu500_frame_gr0 = { gr0, sizeof(gr0) / sizeof(gr0[0]) };
const struct frame mmu500_frame_gr1 = { gr1, sizeof(gr1) / sizeof(gr1[0]) };
