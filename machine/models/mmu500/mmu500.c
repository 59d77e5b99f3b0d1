// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * An instance of the MMU-500 model: creation, reset state, options.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

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
	return cfg->ids && cfg->mem && cfg->mem->read &&
	       cfg->num_smrg && cfg->num_smrg <= MAX_GROUPS &&
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
	m->tlb = mmu500_tlb_new();
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
	mmu500_tlb_free(m->tlb);
	free(m);
}

static uint32_t next_random(uint32_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 17;
	*x ^= *x << 5;
	return *x;
}

static void leftover_bank(struct mmu500_bank *b, uint32_t *x)
{
	b->cbar = next_random(x) & CBAR_WRITABLE;
	b->cba2r = next_random(x) & CBA2R_WRITABLE;
	b->sctlr = next_random(x) & SCTLR_WRITABLE & ~SCTLR_M;
	b->tcr = next_random(x);
	b->tcr2 = (next_random(x) & TCR2_WRITABLE) | TCR2_RESET;
	b->ttbr[0] = (uint64_t)next_random(x) << 32 | next_random(x);
	b->ttbr[1] = (uint64_t)next_random(x) << 32 | next_random(x);
}

static void leftover_state(struct mmu500 *m, uint32_t x)
{
	unsigned int i;

	for (i = 0; i < m->cfg.num_smrg; i++) {
		m->smr[i] = next_random(&x) & SMR_WRITABLE;
		m->s2cr[i] = next_random(&x) & S2CR_WRITABLE;
	}
	for (i = 0; i < m->cfg.num_cb; i++)
		leftover_bank(&m->bank[i], &x);
}

/* A page that firmware mapped for each VMID, in both kinds of bank. */
static void worst_tlb(struct mmu500 *m, uint32_t *x)
{
	unsigned int vmid, kind;

	for (vmid = 0; vmid < 256; vmid++) {
		for (kind = TLB_S1; kind <= TLB_S2; kind++) {
			struct tlb_tag tag = { .kind = kind, .vmid = (uint16_t)vmid };
			uint64_t va = (uint64_t)(next_random(x) & 0x3ffffff) << 12;
			struct tlb_entry *e = mmu500_tlb_insert(m->tlb, &tag, va, 12, 12, true);

			e->perm = PERM_ALL;
			e->level = 3;
			e->ipa = va;
			e->pa = (uint64_t)next_random(x) << 12 & DESC_ADDR;
		}
	}
}

/* Any stage that the bank has is off, so that what selects it passes untranslated. */
static void worst_bank(struct mmu500_bank *b, uint32_t *x)
{
	leftover_bank(b, x);
	b->cbar = (b->cbar & ~(CBAR_TYPE_MASK | CBAR_HYPC)) |
		  (next_random(x) & 1 ? CBAR_TYPE_S1_S2BYPASS << CBAR_TYPE_SHIFT : 0);
	b->fsr = next_random(x) & (FSR_FAULTS | FSR_MULTI);
	b->contextidr = next_random(x);
	b->actlr = ACTLR_CPRE | (next_random(x) & ACTLR_CMTLB);
}

static void worst_state(struct mmu500 *m, uint32_t x)
{
	unsigned int i;

	for (i = 0; i < m->cfg.num_smrg; i++) {
		m->smr[i] = next_random(&x) & SMR_WRITABLE & ~SMR_VALID;
		m->s2cr[i] = next_random(&x) & 1 ? S2CR_TYPE_BYPASS << S2CR_TYPE_SHIFT :
						   next_random(&x) % m->cfg.num_cb;
	}
	for (i = 0; i < m->cfg.num_cb; i++)
		worst_bank(&m->bank[i], &x);
	m->sacr = next_random(&x) & SACR_WRITABLE;
	m->sgfsr = next_random(&x) & SGFSR_ALL;
	worst_tlb(m, &x);
}

static void reset_globals(struct mmu500 *m)
{
	m->scr0 = SCR0_RESET;
	m->scr2 = 0;
	m->sacr = SACR_RESET;
	m->sgfsr = 0;
	m->sgfsynr0 = 0;
	m->sgfsynr1 = 0;
	m->sgfsynr2 = 0;
	m->sgfar = 0;
	m->tlbi_arg = 0;
}

static void reset_streams(struct mmu500 *m)
{
	unsigned int i;

	memset(m->smr, 0, sizeof(m->smr));
	for (i = 0; i < MAX_GROUPS; i++)
		m->s2cr[i] = S2CR_RESET;
}

static void reset_banks(struct mmu500 *m)
{
	unsigned int i;

	memset(m->bank, 0, sizeof(m->bank));
	for (i = 0; i < MAX_BANKS; i++) {
		m->bank[i].cbar = CBAR_RESET;
		m->bank[i].sctlr = SCTLR_RESET;
		m->bank[i].actlr = ACTLR_RESET;
		m->bank[i].tcr2 = TCR2_RESET;
	}
}

/*
 * Clients bypass, groups are invalid and fault, prefetch is on, ACTLR locked:
 * see regs.h for where the values come from. What has no reset value is
 * zero.
 */
void mmu500_reset(struct mmu500 *m)
{
	struct mmu500_bank before[MAX_BANKS];

	memcpy(before, m->bank, sizeof(before));
	reset_globals(m);
	reset_streams(m);
	reset_banks(m);
	if (m->options[MMU500_OPT_RESET_SEED])
		leftover_state(m, m->options[MMU500_OPT_RESET_SEED]);
	memset(&m->pmu, 0, sizeof(m->pmu));
	memset(m->sync, 0, sizeof(m->sync));
	m->nr_pending = 0;
	mmu500_tlb_clear(m->tlb);
	memset(m->bypassed, 0, sizeof(m->bypassed));
	if (m->options[MMU500_OPT_RESET_WORST])
		worst_state(m, m->options[MMU500_OPT_RESET_WORST]);
	mmu500_update_irq(m);
	mmu500_lose_held(m, before);
}

void mmu500_set_option(struct mmu500 *m, enum mmu500_option opt, unsigned int val)
{
	if ((unsigned int)opt < MMU500_NR_OPTIONS)
		m->options[opt] = val;
}

void mmu500_get_stats(const struct mmu500 *m, struct mmu500_stats *st)
{
	*st = m->stats;
	st->tlb_evictions = mmu500_tlb_evictions(m->tlb);
}
