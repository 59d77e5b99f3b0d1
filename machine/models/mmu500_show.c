// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The model's state in words, for a person at a monitor or in a trace.
 */
#include <stdio.h>

#include "mmu500_int.h"

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
