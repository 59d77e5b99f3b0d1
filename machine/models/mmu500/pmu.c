// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Performance monitors: six groups of four counters, each group for the accesses
 * of one TBU (assumed: group n is TBU n's). Accesses and TLB allocations are
 * counted; cycles are not, as the model has no clock. No interrupt of theirs is
 * in Tegra234's device tree: they have none here.
 */
#include <stddef.h>
#include <string.h>

#include "internal.h"

#define TBU_OF(stream)	((stream) >> 10 & 0x1f)

static bool happened(uint32_t event, const struct bus_txn *txn, bool allocated)
{
	switch (event) {
	case EVENT_TLB_ALLOC:
		return allocated;
	case EVENT_TLB_ALLOC_READ:
		return allocated && !txn->write;
	case EVENT_TLB_ALLOC_WRITE:
		return allocated && txn->write;
	case EVENT_ACCESS:
		return true;
	case EVENT_ACCESS_READ:
		return !txn->write;
	case EVENT_ACCESS_WRITE:
		return txn->write;
	default:
		return false;
	}
}

/* Is the access among those that the group looks at? TCEFCFG = 3: none (assumed). */
static bool group_sees(const struct mmu500 *m, unsigned int group, uint16_t stream, int bank)
{
	uint32_t cgcr = m->pmu.cgcr[group], cgsmr = m->pmu.cgsmr[group];

	if (!(cgcr & PMCGCR_E))
		return false;
	switch (PMCGCR_TCEFCFG(cgcr)) {
	case TCEFCFG_GLOBAL:
		return true;
	case TCEFCFG_STREAM:
		return !((stream ^ cgsmr) & STREAM_ID_MASK & ~SMR_MASK(cgsmr));
	case TCEFCFG_BANK:
		return bank == (int)PMCGCR_NDX(cgcr);
	default:
		return false;
	}
}

static void count_one(struct mmu500_pmu *p, unsigned int n)
{
	if (!++p->counter[n])
		p->overflowed |= BIT32(n);
}

void mmu500_pmu_count(struct mmu500 *m, uint16_t stream, const struct bus_txn *txn,
		      const struct mmu500_result *res, bool missed)
{
	struct mmu500_pmu *p = &m->pmu;
	unsigned int group = TBU_OF(stream), i, n;

	if (!(p->cr & PMCR_E) || group >= PMU_GROUPS || !group_sees(m, group, stream, res->bank))
		return;
	for (i = 0; i < PMU_PER_GROUP; i++) {
		n = group * PMU_PER_GROUP + i;
		if ((p->enabled & BIT32(n)) &&
		    happened(PMEVTYPER_EVENT(p->type[n]), txn, missed && res->status == BUS_OK))
			count_one(p, n);
	}
}

/* ---- registers ---- */

static void write_pmcr(struct mmu500 *m, unsigned int n, uint64_t val)
{
	(void)n;
	if (val & PMCR_P)
		memset(m->pmu.counter, 0, sizeof(m->pmu.counter));
}

static uint64_t read_pmcgcr(struct mmu500 *m, unsigned int n)
{
	return m->pmu.cgcr[n] | PMCGCR_SIDG(n) | PMCGCR_CGNC;
}

static uint64_t read_id(struct mmu500 *m, unsigned int n)
{
	(void)m;
	(void)n;
	return PMCFGR_VALUE;
}

static uint64_t read_events(struct mmu500 *m, unsigned int n)
{
	(void)m;
	return n ? 0 : PMCEID0_VALUE;
}

static uint64_t read_auth(struct mmu500 *m, unsigned int n)
{
	(void)m;
	(void)n;
	return PMAUTHSTATUS_VALUE;
}

static uint64_t read_devtype(struct mmu500 *m, unsigned int n)
{
	(void)m;
	(void)n;
	return PMDEVTYPE_VALUE;
}

/* A word of bits that one register sets and another clears; both read it. */
#define BITMAP(name, f) \
	static uint64_t read_##name(struct mmu500 *m, unsigned int n) \
	{ \
		(void)n; \
		return m->pmu.f; \
	} \
	static void set_##name(struct mmu500 *m, unsigned int n, uint64_t val) \
	{ \
		(void)n; \
		m->pmu.f |= (uint32_t)val & PMU_ALL; \
	} \
	static void clear_##name(struct mmu500 *m, unsigned int n, uint64_t val) \
	{ \
		(void)n; \
		m->pmu.f &= ~(uint32_t)val; \
	}

BITMAP(cnten, enabled)
BITMAP(inten, interrupts)
BITMAP(ovs, overflowed)

#define F(f)	.backed = true, .field = offsetof(struct mmu500, pmu.f)
#define ARRAY(o, n, f, mask) \
	{ .off = (o), .name = #o, .count = (n), .width = 4, F(f), .step = 4, .writable = (mask) }
#define RO(o, n, fn) \
	{ .off = (o), .name = #o, .count = (n), .width = 4, .read = (fn) }
#define BITS_AT(o, bits, what) \
	{ .off = (o), .name = #o, .count = 1, .width = 4, .read = read_##bits, \
	  .write = what##_##bits }

static const struct reg pmu_regs[] = {
	ARRAY(PMEVCNTR, PMU_COUNTERS, counter[0], UINT32_MAX),
	ARRAY(PMEVTYPER, PMU_COUNTERS, type[0], PMEVTYPER_WRITABLE),
	{ REG_AT(PMCGCR), .count = PMU_GROUPS, .width = 4, F(cgcr[0]), .step = 4,
	  .writable = PMCGCR_WRITABLE, .read = read_pmcgcr },
	ARRAY(PMCGSMR, PMU_GROUPS, cgsmr[0], PMCGSMR_WRITABLE),
	BITS_AT(PMCNTENSET, cnten, set),
	BITS_AT(PMCNTENCLR, cnten, clear),
	BITS_AT(PMINTENSET, inten, set),
	BITS_AT(PMINTENCLR, inten, clear),
	BITS_AT(PMOVSCLR, ovs, clear),
	BITS_AT(PMOVSSET, ovs, set),
	RO(PMCFGR, 1, read_id),
	{ REG_AT(PMCR), .count = 1, .width = 4, F(cr), .writable = PMCR_WRITABLE,
	  .write = write_pmcr },
	RO(PMCEID0, 2, read_events),
	RO(PMAUTHSTATUS, 1, read_auth),
	RO(PMDEVTYPE, 1, read_devtype),
};

const struct frame mmu500_frame_pmu = { pmu_regs, sizeof(pmu_regs) / sizeof(pmu_regs[0]) };
