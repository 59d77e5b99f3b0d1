// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From a stream ID to the context that serves it: stream matching, S2CR, CBAR.
 */
#include "internal.h"

static bool group_matches(uint32_t smr, uint16_t stream)
{
	uint32_t differs = (stream ^ smr) & STREAM_ID_MASK;

	return (smr & SMR_VALID) && !(differs & ~SMR_MASK(smr));
}

static void route_fault(struct route *r, uint32_t bits)
{
	r->kind = ROUTE_FAULT;
	r->fault = bits;
}

static void route_match(const struct mmu500 *m, uint16_t stream, struct route *r,
			unsigned int *matches)
{
	unsigned int i;

	*matches = 0;
	for (i = 0; i < m->cfg.num_smrg; i++) {
		if (!group_matches(m->smr[i], stream))
			continue;
		if (!(*matches)++)
			r->group = (int)i;
	}
}

static void route_nested(const struct mmu500 *m, unsigned int bank, struct route *r)
{
	unsigned int s2 = CBAR_S2_CBNDX(m->bank[bank].cbar);

	r->s1 = (int)bank;
	if (s2 >= m->cfg.num_cb)
		route_fault(r, SGFSR_UCBF);
	else if (CBAR_TYPE(m->bank[s2].cbar) != CBAR_TYPE_S2)
		route_fault(r, SGFSR_ICF);
	else
		r->s2 = (int)s2;
}

static void route_bank(const struct mmu500 *m, unsigned int bank, struct route *r)
{
	r->kind = ROUTE_CONTEXT;
	if (bank >= m->cfg.num_cb) {
		route_fault(r, SGFSR_UCBF);
		return;
	}
	switch (CBAR_TYPE(m->bank[bank].cbar)) {
	case CBAR_TYPE_S2:
		r->s2 = (int)bank;
		break;
	case CBAR_TYPE_S1_S2BYPASS:
		r->s1 = (int)bank;
		break;
	case CBAR_TYPE_S1_S2FAULT:
		route_fault(r, SGFSR_ICF);
		break;
	default:
		route_nested(m, bank, r);
	}
}

static void route_group(const struct mmu500 *m, struct route *r)
{
	uint32_t s2cr = m->s2cr[r->group];

	switch (S2CR_TYPE(s2cr)) {
	case S2CR_TYPE_TRANSLATE:
		route_bank(m, (unsigned int)S2CR_CBNDX(s2cr), r);
		break;
	case S2CR_TYPE_BYPASS:
		r->kind = ROUTE_BYPASS;
		break;
	default:
		/* TYPE 3 is reserved; taken as a fault (assumed). */
		route_fault(r, SGFSR_ICF);
	}
}

static bool bypass_is_cached(const struct mmu500 *m, uint16_t stream)
{
	stream &= STREAM_ID_MASK;
	return m->bypassed[stream / 32] & BIT32(stream % 32);
}

void mmu500_cache_bypass(struct mmu500 *m, uint16_t stream, const struct route *r)
{
	uint32_t enable = r->group < 0 ? SACR_SMTNMB_TLBEN : SACR_S2CRB_TLBEN;

	stream &= STREAM_ID_MASK;
	if (m->options[MMU500_OPT_BYPASS_CACHED] && !(m->scr0 & SCR0_CLIENTPD) &&
	    (m->sacr & enable))
		m->bypassed[stream / 32] |= BIT32(stream % 32);
}

void mmu500_route(const struct mmu500 *m, uint16_t stream, struct route *r)
{
	unsigned int matches;

	*r = (struct route){ .kind = ROUTE_BYPASS, .group = -1, .s1 = -1, .s2 = -1 };
	if ((m->scr0 & SCR0_CLIENTPD) || bypass_is_cached(m, stream))
		return;
	route_match(m, stream & STREAM_ID_MASK, r, &matches);
	if (matches > 1 && !m->options[MMU500_OPT_CONFLICT_UNSEEN])
		route_fault(r, SGFSR_SMCF);
	else if (matches)
		route_group(m, r);
	else if (m->scr0 & SCR0_USFCFG)
		route_fault(r, SGFSR_USF);
}

static bool context_is_off(const struct mmu500 *m, const struct route *r)
{
	struct stage st = { .enabled = false };

	if (r->s1 >= 0)
		mmu500_stage1(m, (unsigned int)r->s1, false, &st);
	if (!st.enabled && r->s2 >= 0)
		mmu500_stage2(m, (unsigned int)r->s2, &st);
	return !st.enabled;
}

static bool group_bypasses(const struct mmu500 *m, unsigned int group)
{
	struct route r = { .kind = ROUTE_BYPASS, .group = (int)group, .s1 = -1, .s2 = -1 };

	if (!(m->smr[group] & SMR_VALID))
		return false;
	route_group(m, &r);
	return r.kind == ROUTE_BYPASS || (r.kind == ROUTE_CONTEXT && context_is_off(m, &r));
}

bool mmu500_may_bypass(const struct mmu500 *m)
{
	unsigned int i;

	if ((m->scr0 & SCR0_CLIENTPD) || !(m->scr0 & SCR0_USFCFG))
		return true;
	for (i = 0; i < sizeof(m->bypassed) / sizeof(m->bypassed[0]); i++)
		if (m->bypassed[i])
			return true;
	for (i = 0; i < m->cfg.num_smrg; i++)
		if (group_bypasses(m, i))
			return true;
	return false;
}

/* S2CR may override the transaction's privilege and its instruction attribute. */
void mmu500_apply_s2cr(const struct mmu500 *m, const struct route *r, struct bus_txn *txn)
{
	uint32_t s2cr;

	if (r->group < 0)
		return;
	s2cr = m->s2cr[r->group];
	if (S2CR_PRIVCFG(s2cr) == S2CR_PRIVCFG_UNPRIV)
		txn->priv = false;
	else if (S2CR_PRIVCFG(s2cr) == S2CR_PRIVCFG_PRIV)
		txn->priv = true;
	if (S2CR_INSTCFG(s2cr) == S2CR_INSTCFG_DATA)
		txn->insn = false;
	else if (S2CR_INSTCFG(s2cr) == S2CR_INSTCFG_INSN)
		txn->insn = true;
}
