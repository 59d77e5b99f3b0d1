// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The model's state as text, for a monitor or a trace.
 */
#include <stdarg.h>
#include <stdio.h>

#include "internal.h"

static int show_stage(const struct stage *st, char *buf, size_t len)
{
	if (!st->enabled)
		return snprintf(buf, len, ", stage %u off (bank %u)", st->s2 ? 2 : 1, st->bank);
	if (st->bad)
		return snprintf(buf, len, ", stage %u unusable (bank %u)", st->s2 ? 2 : 1,
				st->bank);
	return snprintf(buf, len,
			", stage %u (bank %u, VMID %u, ASID %u): table 0x%llx, level %u, %u bits in",
			st->s2 ? 2 : 1, st->bank, st->tag.vmid, st->tag.asid,
			(unsigned long long)st->root, st->start_level, st->ia_bits);
}

static int show_context(const struct mmu500 *m, const struct route *r, char *buf, size_t len)
{
	struct stage st;
	int n = 0;

	if (r->s1 >= 0) {
		mmu500_stage1(m, (unsigned int)r->s1, false, &st);
		n = show_stage(&st, buf, len);
	}
	if (n < 0 || (size_t)n >= len || r->s2 < 0)
		return n;
	mmu500_stage2(m, (unsigned int)r->s2, &st);
	return n + show_stage(&st, buf + n, len - (size_t)n);
}

static const char *verdict(const struct route *r)
{
	if (r->kind == ROUTE_BYPASS)
		return "bypass";
	if (r->kind == ROUTE_CONTEXT)
		return "translate";
	switch (r->fault) {
	case SGFSR_USF:
		return "fault (unidentified stream)";
	case SGFSR_SMCF:
		return "fault (several groups match)";
	case SGFSR_UCBF:
		return "fault (no such bank)";
	default:
		return "fault (S2CR or CBAR)";
	}
}

int mmu500_describe(const struct mmu500 *m, uint16_t stream, char *buf, size_t len)
{
	struct route r;
	int n;

	mmu500_route(m, stream, &r);
	n = snprintf(buf, len, "stream 0x%x: group %d, %s", stream, r.group, verdict(&r));
	if (n < 0 || (size_t)n >= len || r.kind != ROUTE_CONTEXT)
		return n;
	return n + show_context(m, &r, buf + n, len - (size_t)n);
}

void mmu500_say(bus_text_fn out, void *opaque, const char *fmt, ...)
{
	char line[240];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	out(opaque, line);
}

static void show_globals(const struct mmu500 *m, bus_text_fn out, void *opaque)
{
	mmu500_say(out, opaque, "%s: sCR0 0x%08x: clients %s, unmatched streams %s, sGFSR 0x%x",
		   m->cfg.name ? m->cfg.name : "mmu500", m->scr0,
		   m->scr0 & SCR0_CLIENTPD ? "bypass" : "translated",
		   m->scr0 & SCR0_USFCFG ? "fault" : "bypass", m->sgfsr);
	if (m->sgfsr)
		mmu500_say(out, opaque, "first global fault: stream 0x%x, address 0x%llx",
			   m->sgfsynr1 & STREAM_ID_MASK, (unsigned long long)m->sgfar);
}

static void show_group(const struct mmu500 *m, unsigned int n, bus_text_fn out, void *opaque)
{
	static const char *const type[4] = { "translate", "bypass", "fault", "reserved" };
	uint32_t smr = m->smr[n], s2cr = m->s2cr[n];
	char bank[20] = "";

	if (!(smr & SMR_VALID))
		return;
	if (S2CR_TYPE(s2cr) == S2CR_TYPE_TRANSLATE)
		snprintf(bank, sizeof(bank), " by bank %u", (unsigned int)S2CR_CBNDX(s2cr));
	mmu500_say(out, opaque, "group %u: stream 0x%04x mask 0x%04x: %s%s", n,
		   (unsigned int)SMR_ID(smr), (unsigned int)SMR_MASK(smr), type[S2CR_TYPE(s2cr)],
		   bank);
}

static bool is_selected(const struct mmu500 *m, unsigned int bank)
{
	unsigned int i;

	for (i = 0; i < m->cfg.num_smrg; i++)
		if ((m->smr[i] & SMR_VALID) && S2CR_CBNDX(m->s2cr[i]) == bank &&
		    S2CR_TYPE(m->s2cr[i]) == S2CR_TYPE_TRANSLATE)
			return true;
	return false;
}

static void show_fault(const struct mmu500_bank *b, unsigned int n, bus_text_fn out, void *opaque)
{
	if (!(b->fsr & FSR_FAULTS))
		return;
	mmu500_say(out, opaque, "bank %u: fault FSR 0x%x, FSYNR0 0x%x, stream 0x%x, address 0x%llx",
		   n, b->fsr, b->fsynr0, b->cbfrsynra & STREAM_ID_MASK,
		   (unsigned long long)b->far);
}

static void show_bank(const struct mmu500 *m, unsigned int n, bus_text_fn out, void *opaque)
{
	static const char *const type[4] = {
		"stage 2", "stage 1", "stage 1 over fault", "stage 1 over stage 2",
	};
	const struct mmu500_bank *b = &m->bank[n];

	if (!is_selected(m, n) && !(b->sctlr & SCTLR_M) && !(b->fsr & FSR_FAULTS))
		return;
	mmu500_say(out, opaque,
		   "bank %u: %s, %s, %s, VMID %u, TTBR0 0x%llx, TTBR1 0x%llx, TCR 0x%x, SCTLR 0x%x",
		   n, type[CBAR_TYPE(b->cbar)], b->sctlr & SCTLR_M ? "on" : "off",
		   b->cba2r & CBA2R_VA64 ? "AArch64" : "AArch32",
		   (unsigned int)CBAR_VMID(b->cbar), (unsigned long long)b->ttbr[0],
		   (unsigned long long)b->ttbr[1], b->tcr, b->sctlr);
	show_fault(b, n, out, opaque);
}

void mmu500_show(const struct mmu500 *m, bus_text_fn out, void *opaque)
{
	unsigned int i;

	show_globals(m, out, opaque);
	for (i = 0; i < m->cfg.num_smrg; i++)
		show_group(m, i, out, opaque);
	for (i = 0; i < m->cfg.num_cb; i++)
		show_bank(m, i, out, opaque);
}
