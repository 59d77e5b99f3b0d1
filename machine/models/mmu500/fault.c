// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Fault records of the global frame and of the context banks, how a faulting
 * transaction ends, and the interrupt.
 */
#include "internal.h"

static void end_txn(struct mmu500_result *res, int bank, bool report)
{
	res->status = BUS_FAULT;
	res->bank = bank;
	res->quiet = !report;
}

static uint32_t global_syndrome(const struct bus_txn *txn, bool nested)
{
	return (nested ? SGFSYNR0_NESTED : 0) | (txn->write ? SGFSYNR0_WNR : 0) |
	       (txn->priv ? SGFSYNR0_PNU : 0) | (txn->insn ? SGFSYNR0_IND : 0);
}

/* The first fault is kept until cleared; the ones after it only set MULTI. */
void mmu500_global_fault(struct mmu500 *m, uint32_t bits, uint16_t stream,
			 const struct bus_txn *txn, struct mmu500_result *res)
{
	m->stats.faults++;
	end_txn(res, -1, m->scr0 & SCR0_GFRE);
	if (m->sgfsr) {
		m->sgfsr |= SGFSR_MULTI;
	} else {
		m->sgfsr = bits;
		m->sgfar = txn->addr & FAR_WRITABLE;
		m->sgfsynr0 = global_syndrome(txn, false);
		m->sgfsynr1 = stream & STREAM_ID_MASK;
	}
	mmu500_update_irq(m);
}

/*
 * Without a nested stage 1, S1CBNDX is neither zero nor the bank's own number on other
 * parts (LS1028A: 0x30 for bank 10). What it means is not known: another bank's number.
 */
static unsigned int s1cbndx(const struct route *r, const struct walk_fault *f)
{
	if (f->s2 && r->s1 >= 0)
		return (unsigned int)r->s1;
	return ((unsigned int)(f->s2 ? r->s2 : r->s1) + 0x25) % (MAX_BANKS - 1) + 1;
}

static uint32_t context_syndrome(const struct route *r, const struct bus_txn *txn,
				 const struct walk_fault *f)
{
	return FSYNR0_PLVL(f->level) | (txn->write ? FSYNR0_WNR : 0) |
	       (txn->priv ? FSYNR0_PNU : 0) | (txn->insn ? FSYNR0_IND : 0) |
	       (f->ptw ? FSYNR0_PTWF : 0) | FSYNR0_S1CBNDX(s1cbndx(r, f));
}

static bool may_stall(const struct mmu500 *m, const struct mmu500_bank *b)
{
	return (b->sctlr & SCTLR_CFCFG) && m->cfg.resume;
}

void mmu500_hold_or_end(const struct mmu500 *m, unsigned int bank, struct mmu500_result *res)
{
	end_txn(res, (int)bank, m->bank[bank].sctlr & SCTLR_CFRE);
	res->stalled = may_stall(m, &m->bank[bank]);
}

void mmu500_release(struct mmu500 *m, unsigned int bank)
{
	if (m->cfg.release && !(m->bank[bank].fsr & (FSR_FAULTS | FSR_SS)))
		m->cfg.release(m->cfg.resume_opaque, bank, false);
}

void mmu500_lose_held(struct mmu500 *m, const struct mmu500_bank *before)
{
	unsigned int i;

	for (i = 0; i < m->cfg.num_cb; i++) {
		if (m->cfg.resume && (before[i].fsr & FSR_SS))
			m->cfg.resume(m->cfg.resume_opaque, i, true);
		if (m->cfg.release && before[i].fsr)
			m->cfg.release(m->cfg.resume_opaque, i, true);
	}
}

static void record(struct mmu500_bank *b, const struct route *r, uint16_t stream,
		   const struct bus_txn *txn, const struct walk_fault *f, uint32_t format)
{
	b->fsr = f->fsr | format;
	b->far = txn->addr & FAR_WRITABLE;
	b->fsynr0 = context_syndrome(r, txn, f);
	b->cbfrsynra = stream & STREAM_ID_MASK;
	if (f->s2)
		b->ipafar = f->ipa & IPAFAR_WRITABLE;
}

/*
 * A fault of stage 2 is recorded in the bank that holds stage 2. A stalled one
 * keeps the record until RESUME, even if the fault's own bit is cleared first.
 */
void mmu500_context_fault(struct mmu500 *m, const struct route *r, uint16_t stream,
			  const struct bus_txn *txn, const struct walk_fault *f,
			  uint32_t format, struct mmu500_result *res)
{
	unsigned int bank = (unsigned int)(f->s2 ? r->s2 : r->s1);
	struct mmu500_bank *b = &m->bank[bank];

	m->stats.faults++;
	mmu500_hold_or_end(m, bank, res);
	if (b->fsr & (FSR_FAULTS | FSR_SS)) {
		b->fsr |= FSR_MULTI;
	} else {
		record(b, r, stream, txn, f, format);
		res->recorded = res->stalled;
		if (res->stalled)
			b->fsr |= FSR_SS;
	}
	mmu500_update_irq(m);
}

static bool blocks(const struct mmu500 *m, int bank)
{
	const struct mmu500_bank *b;

	if (bank < 0)
		return false;
	b = &m->bank[bank];
	return (b->fsr & (FSR_FAULTS | FSR_SS)) && (b->sctlr & SCTLR_M) &&
	       !(b->sctlr & SCTLR_HUPCF);
}

/*
 * An unhandled fault stops the bank's other transactions too, unless HUPCF. A bank that
 * is off stops nothing: the reading that lets more through, and the oracle's.
 */
int mmu500_blocking_bank(const struct mmu500 *m, const struct route *r)
{
	if (blocks(m, r->s1))
		return r->s1;
	return blocks(m, r->s2) ? r->s2 : -1;
}

static bool bank_interrupt(const struct mmu500_bank *b)
{
	return (b->fsr & (FSR_FAULTS | FSR_SS)) && (b->sctlr & SCTLR_CFIE);
}

static bool global_interrupt(const struct mmu500 *m)
{
	return (m->sgfsr & ~SGFSR_MULTI) && (m->scr0 & SCR0_GFIE);
}

void mmu500_update_irq(struct mmu500 *m)
{
	bool level = global_interrupt(m);
	unsigned int i;

	for (i = 0; i < m->cfg.num_cb && !level; i++)
		level = bank_interrupt(&m->bank[i]);
	if (level == m->irq_level)
		return;
	m->irq_level = level;
	if (m->cfg.irq && m->cfg.irq->set)
		m->cfg.irq->set(m->cfg.irq_opaque, 0, level);
}
