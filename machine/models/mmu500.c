// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An instance of the MMU-500 model: its life, its reset state, its options.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mmu500_int.h"

void mmu500_log(const struct mmu500 *m, const char *fmt, ...)
{
	char text[200];
	va_list ap;
	int n;

	if (!m->cfg.log)
		return;
	n = snprintf(text, sizeof(text), "%s: ", m->cfg.name ? m->cfg.name : "mmu500");
	if (n < 0 || (size_t)n >= sizeof(text))
		n = 0;
	va_start(ap, fmt);
	vsnprintf(text + n, sizeof(text) - (size_t)n, fmt, ap);
	va_end(ap);
	m->cfg.log(m->cfg.log_opaque, text);
}

static bool config_is_valid(const struct mmu500_config *cfg)
{
	return cfg->mem && cfg->mem->read && cfg->num_smrg && cfg->num_smrg <= MAX_GROUPS &&
	       cfg->num_cb && cfg->num_cb <= MAX_BANKS;
}

struct mmu500 *mmu500_new(const struct mmu500_config *cfg)
{
	struct mmu500 *m;

	if (!config_is_valid(cfg))
		return NULL;
	m = calloc(1, sizeof(*m));
	if (!m)
		return NULL;
	m->cfg = *cfg;
	m->tlb = tlb_new();
	if (!m->tlb) {
		free(m);
		return NULL;
	}
	m->options[MMU500_OPT_WALK_CACHE_ERRATUM] = 1;
	mmu500_reset(m);
	return m;
}

void mmu500_free(struct mmu500 *m)
{
	if (!m)
		return;
	tlb_free(m->tlb);
	free(m);
}

static uint32_t next_random(uint32_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 17;
	*x ^= *x << 5;
	return *x;
}

static void undefined_bank(struct mmu500_bank *b, uint32_t *x)
{
	b->cbar = next_random(x);
	b->cba2r = next_random(x) & CBA2R_WRITABLE;
	b->sctlr = next_random(x) & ~SCTLR_M;
	b->tcr = next_random(x);
	b->tcr2 = next_random(x) & TCR2_WRITABLE;
	b->ttbr[0] = (uint64_t)next_random(x) << 32 | next_random(x);
	b->ttbr[1] = (uint64_t)next_random(x) << 32 | next_random(x);
}

static void undefined_state(struct mmu500 *m, uint32_t x)
{
	unsigned int i;

	for (i = 0; i < m->cfg.num_smrg; i++) {
		m->smr[i] = next_random(&x) & SMR_WRITABLE;
		m->s2cr[i] = next_random(&x) & S2CR_WRITABLE;
	}
	for (i = 0; i < m->cfg.num_cb; i++)
		undefined_bank(&m->bank[i], &x);
}

static void reset_globals(struct mmu500 *m)
{
	m->scr0 = SCR0_CLIENTPD | SCR0_SMCFCFG;
	m->scr2 = 0;
	m->sacr = SACR_CACHE_LOCK;
	m->sgfsr = 0;
	m->sgfsynr0 = 0;
	m->sgfsynr1 = 0;
	m->sgfsynr2 = 0;
	m->sgfar = 0;
	m->tlbi_arg = 0;
}

/*
 * Clients bypass, conflicts fault, prefetch is on, ACTLR is locked: MMU-500's
 * documented state as far as drivers show it; the lock's and SMCFCFG's reset
 * values are assumed.
 */
void mmu500_reset(struct mmu500 *m)
{
	unsigned int i;

	reset_globals(m);
	memset(m->smr, 0, sizeof(m->smr));
	memset(m->s2cr, 0, sizeof(m->s2cr));
	memset(m->bank, 0, sizeof(m->bank));
	memset(m->sync, 0, sizeof(m->sync));
	m->nr_pending = 0;
	if (m->options[MMU500_OPT_RESET_SEED])
		undefined_state(m, m->options[MMU500_OPT_RESET_SEED]);
	for (i = 0; i < MAX_BANKS; i++)
		m->bank[i].actlr = ACTLR_CPRE | ACTLR_CMTLB;
	tlb_clear(m->tlb);
	mmu500_update_irq(m);
}

void mmu500_set_option(struct mmu500 *m, enum mmu500_option opt, unsigned int val)
{
	if ((unsigned int)opt < MMU500_NR_OPTIONS)
		m->options[opt] = val;
}

void mmu500_get_stats(const struct mmu500 *m, struct mmu500_stats *st)
{
	*st = m->stats;
	st->tlb_evictions = tlb_evictions(m->tlb);
}
