// SPDX-License-Identifier: GPL-2.0-only
/* The SMMUv3 of hosted tests: see model.h. */
#include <stdlib.h>
#include <string.h>

#include "shim.h"
#include "model_nested.h"

enum {
	R_IDR0 = 0x0, R_IDR1 = 0x4, R_IDR3 = 0xc, R_IDR5 = 0x14, R_IIDR = 0x18,
	R_CR0 = 0x20, R_CR0ACK = 0x24, R_CR1 = 0x28, R_CR2 = 0x2c, R_GBPA = 0x44,
	R_IRQ_CTRL = 0x50, R_IRQ_CTRLACK = 0x54, R_GERROR = 0x60, R_GERRORN = 0x64,
	R_GERROR_CFG0 = 0x68, R_STRTAB_BASE = 0x80, R_STRTAB_CFG = 0x88, R_CMDQ_BASE = 0x90,
	R_CMDQ_PROD = 0x98, R_CMDQ_CONS = 0x9c, R_EVENTQ_BASE = 0xa0, R_EVENTQ_CFG0 = 0xb0,
	R_PRIQ_CFG0 = 0xd0, R_EVENTQ_PROD = 0x100a8, R_EVENTQ_CONS = 0x100ac,
};

#define EN_SMMU		1u
#define EN_EVENTQ	4u
#define EN_CMDQ		8u
#define EN_ATSCHK	0x10u
#define ABORT		(1u << 20)
#define UPDATE		(1u << 31)

void v3_init(struct v3_model *m, const struct v3_ids *ids)
{
	memset(m, 0, sizeof(*m));
	m->ids = *ids;
	m->coherent = ids->idr0 & 1u << 4;
}

bool v3_mem_read(struct v3_model *m, uint64_t pa, void *buf, size_t len)
{
	if (!m->coherent)
		return shim_poc_read(pa, buf, len);
	if (!shim_mem(pa))
		return false;
	memcpy(buf, shim_mem(pa), len);
	return true;
}

static uint64_t read64(struct v3_model *m, uint64_t pa)
{
	uint64_t val = 0;

	v3_mem_read(m, pa, &val, sizeof(val));
	return val;
}

/* --- caches --- */

#define REMOVE(array, nr, i)	((array)[i] = (array)[--(nr)])

static void drop_stes(struct v3_model *m, uint32_t first, uint32_t last, bool l1)
{
	unsigned int i;

	for (i = m->nr_stes; i--;)
		if (m->stes[i].sid >= first && m->stes[i].sid <= last)
			REMOVE(m->stes, m->nr_stes, i);
	for (i = m->nr_l1s; l1 && i--;)
		if (m->l1s[i].block >= first >> 6 && m->l1s[i].block <= last >> 6)
			REMOVE(m->l1s, m->nr_l1s, i);
}

static void drop_tlb(struct v3_model *m, bool all, uint16_t vmid, uint64_t first, uint64_t last)
{
	unsigned int i;

	for (i = m->nr_tlb; i--;)
		if (all || (m->tlb[i].vmid == vmid && m->tlb[i].va >= first &&
			    m->tlb[i].va <= last))
			REMOVE(m->tlb, m->nr_tlb, i);
}

/* --- commands --- */

static void apply_ipa(struct v3_model *m, const uint64_t *c)
{
	uint64_t first = c[1] & ADDR52 & ~0xfffULL, pages = 1;

	if (v3_field(c[1], 11, 10))
		pages = (v3_field(c[0], 16, 12) + 1) << v3_field(c[0], 24, 20);
	drop_tlb(m, false, v3_field(c[0], 47, 32), first, first + (pages << 12) - 1);
}

static void apply(struct v3_model *m, const uint64_t *c)
{
	uint32_t sid = c[0] >> 32, mask;

	switch (c[0] & 0xff) {
	case 0x03:
		drop_stes(m, sid, sid, !(c[1] & 1));
		v3_drop_cds(m, sid, sid);
		break;
	case 0x04:
		mask = v3_field(c[1], 4, 0) == 31 ? ~0u : (2u << v3_field(c[1], 4, 0)) - 1;
		drop_stes(m, sid & ~mask, sid | mask, true);
		v3_drop_cds(m, sid & ~mask, sid | mask);
		break;
	case 0x05: case 0x06: case 0x10: case 0x11: case 0x12:
		v3_nested_apply(m, c);
		break;
	case 0x28:
		drop_tlb(m, false, v3_field(c[0], 47, 32), 0, ~0ULL);
		v3_nested_apply(m, c);
		break;
	case 0x2a:
		apply_ipa(m, c);
		break;
	case 0x30:
		drop_tlb(m, true, 0, 0, 0);
		v3_nested_apply(m, c);
		break;
	}
}

static bool legal(const struct v3_model *m, const uint64_t *c)
{
	switch (c[0] & 0xff) {
	case 0x12: case 0x2a:
		if ((c[0] & 0xff) == 0x12 && !v3_nested_legal(m, c))
			return false;
		if (!v3_field(c[1], 11, 10))
			return !v3_field(c[0], 16, 12) && !v3_field(c[0], 24, 20);
		/* Ranges; one page of level "any" at scale 0 is reserved. */
		return m->ids.idr3 & 1u << 10 &&
		       (v3_field(c[0], 16, 12) || v3_field(c[0], 24, 20) || v3_field(c[1], 9, 8));
	case 0x20:
		return m->ids.idr0 & 1u << 9;
	case 0x05: case 0x06: case 0x10: case 0x11:
		return v3_nested_legal(m, c);
	case 0x03: case 0x04: case 0x28: case 0x30: case 0x46:
		return true;
	}
	return false;
}

static bool strike(unsigned int *n)
{
	return *n && !--*n;
}

static void cmdq_error(struct v3_model *m, uint32_t code)
{
	m->cmdq_cons = (m->cmdq_cons & ~(0x7fu << 24)) | code << 24;
	m->gerror ^= 1;
}

/* Returns false where the queue stops. */
static bool one_command(struct v3_model *m, uint32_t size)
{
	uint64_t base = m->cmdq_base & ADDR52 & ~0x1fULL, c[2];
	uint32_t at = m->cmdq_cons & (size - 1);
	unsigned int i;
	bool refuse;

	if (strike(&m->abt) || !v3_mem_read(m, base + at * 16, c, sizeof(c))) {
		cmdq_error(m, 2);
		return false;
	}
	refuse = strike(&m->ill);
	if (refuse && (c[0] & 0xff) != 0x46)
		memcpy(m->refused, c, sizeof(c));
	if (refuse || !memcmp(m->refused, c, sizeof(c)) || !legal(m, c)) {
		cmdq_error(m, 1);
		return false;
	}
	if ((c[0] & 0xff) == 0x46) {
		if (m->sync_stuck)
			return false;
		for (i = 0; i < m->nr_pending; i++) {
			apply(m, m->pending[m->backwards ? m->nr_pending - 1 - i : i].cmd);
			if (m->on_command)
				m->on_command();
		}
		m->nr_pending = 0;
		m->nr_syncs++;
		m->since_sync = 0;
	} else if (m->nr_pending < V3_PENDING) {
		memcpy(m->pending[m->nr_pending++].cmd, c, sizeof(c));
	}
	m->nr_cmds++;
	if (++m->since_sync > m->max_since_sync)
		m->max_since_sync = m->since_sync;
	m->cmdq_cons = (m->cmdq_cons + 1) & (2 * size - 1);
	return true;
}

static void run_commands(struct v3_model *m)
{
	uint32_t size = 1u << (m->cmdq_base & 0x1f);

	while (m->cr0ack & EN_CMDQ && !((m->gerror ^ m->gerrorn) & 1) &&
	       (m->cmdq_cons ^ m->cmdq_prod) & (2 * size - 1)) {
		if (!one_command(m, size))
			break;
	}
}

/* --- registers --- */

static void ack_cr0(struct v3_model *m)
{
	if (m->cr0_stuck || (m->ack_delay && --m->ack_delay))
		return;
	m->cr0ack = m->cr0;
	run_commands(m);
}

static uint32_t read_gbpa(struct v3_model *m)
{
	if (!m->gbpa_stuck && m->gbpa & UPDATE && !--m->gbpa_delay) {
		m->gbpa &= ~UPDATE;
		m->aborts = m->gbpa & ABORT;
	}
	return m->gbpa;
}

static uint32_t read32(struct v3_model *m, uint64_t off)
{
	switch (off) {
	case R_IDR0: return m->ids.idr0;
	case R_IDR1: return m->ids.idr1;
	case R_IDR3: return m->ids.idr3;
	case R_IDR5: return m->ids.idr5;
	case R_IIDR: return m->ids.iidr;
	case R_CR0: return m->cr0;
	case R_CR0ACK:
		ack_cr0(m);
		return m->cr0ack;
	case R_CR1: return m->cr1;
	case R_CR2: return m->cr2;
	case R_GBPA: return read_gbpa(m);
	case R_IRQ_CTRL: return m->irq_ctrl;
	case R_IRQ_CTRLACK:
		if (!m->irq_stuck)
			m->irq_ack = m->irq_ctrl;
		return m->irq_ack;
	case R_GERROR: return m->gerror;
	case R_GERRORN: return m->gerrorn;
	case R_STRTAB_CFG: return m->strtab_cfg;
	case R_CMDQ_PROD: return m->cmdq_prod;
	case R_CMDQ_CONS: return m->cmdq_cons;
	case R_EVENTQ_PROD: return m->eventq_prod;
	case R_EVENTQ_CONS: return m->eventq_cons;
	}
	return 0;
}

static uint64_t *reg64(struct v3_model *m, uint64_t off)
{
	switch (off) {
	case R_STRTAB_BASE: return &m->strtab_base;
	case R_CMDQ_BASE: return &m->cmdq_base;
	case R_EVENTQ_BASE: return &m->eventq_base;
	case R_GERROR_CFG0: return &m->msi[0];
	case R_EVENTQ_CFG0: return &m->msi[1];
	case R_PRIQ_CFG0: return &m->msi[2];
	}
	return NULL;
}

uint64_t v3_read(struct v3_model *m, uint64_t off, unsigned int size)
{
	if (size == 8) {
		uint64_t *r = reg64(m, off);

		if (!r)
			abort();
		return *r;
	}
	return read32(m, off);
}

/* Does a write to this register take effect in the present state? */
static bool writable(const struct v3_model *m, uint64_t off)
{
	uint32_t on = m->cr0 | m->cr0ack, irqs = m->irq_ctrl | m->irq_ack;

	switch (off) {
	case R_STRTAB_BASE: case R_STRTAB_CFG: return !(on & EN_SMMU);
	case R_CR1: return !(on & (EN_SMMU | EN_CMDQ | EN_EVENTQ));
	case R_CR2: return !(on & EN_SMMU);
	case R_CMDQ_BASE: case R_CMDQ_CONS: return !(on & EN_CMDQ);
	case R_EVENTQ_BASE: case R_EVENTQ_PROD: return !(on & EN_EVENTQ);
	case R_GERROR_CFG0: return !(irqs & 1);
	case R_EVENTQ_CFG0: return !(irqs & 4);
	case R_PRIQ_CFG0: return !(irqs & 2);
	}
	return true;
}

static void write_gbpa(struct v3_model *m, uint32_t val)
{
	if (m->gbpa & UPDATE || !(val & UPDATE))
		return;
	m->gbpa = m->gbpa_dead ? val & ~ABORT : val;
	m->gbpa_delay = 3;
}

static void write32(struct v3_model *m, uint64_t off, uint32_t val)
{
	switch (off) {
	case R_CR0:
		m->cr0 = val & 0x1f;
		if (!(m->ids.idr0 & 1u << 10))
			m->cr0 &= ~EN_ATSCHK;
		m->ack_delay = 3;
		break;
	case R_CR1:
		m->cr1 = val;
		break;
	case R_CR2:
		m->cr2 = val;
		break;
	case R_GBPA:
		write_gbpa(m, val);
		break;
	case R_IRQ_CTRL:
		m->irq_ctrl = val & 7;
		break;
	case R_GERRORN:
		m->gerrorn = val;
		run_commands(m);
		break;
	case R_STRTAB_CFG:
		m->strtab_cfg = val;
		break;
	case R_CMDQ_PROD:
		m->cmdq_prod = val;
		run_commands(m);
		break;
	case R_CMDQ_CONS:
		m->cmdq_cons = val;
		break;
	case R_EVENTQ_PROD:
		m->eventq_prod = val;
		break;
	case R_EVENTQ_CONS:
		m->eventq_cons = val;
		break;
	}
}

bool v3_write_uses_memory(const struct v3_model *m, uint64_t off, uint64_t val)
{
	switch (off) {
	case R_CR0:
		return val & EN_SMMU;
	case R_CMDQ_PROD:
	case R_GERRORN:
		return m->cr0 & EN_CMDQ;
	case R_EVENTQ_CONS:
		return m->cr0 & EN_EVENTQ;
	default:
		return false;
	}
}

void v3_write(struct v3_model *m, uint64_t off, uint64_t val, unsigned int size)
{
	uint64_t *r = size == 8 ? reg64(m, off) : NULL;

	if ((m->drop && m->drop == off) || !writable(m, off))
		return;
	if (size == 8 && !r)
		abort();
	if (r)
		*r = val;
	else
		write32(m, off, val);
}

/* --- events --- */

void v3_gerror(struct v3_model *m, uint32_t bits)
{
	m->gerror ^= bits;
}

static void record(struct v3_model *m, uint8_t id, uint32_t sid, uint64_t addr, bool write,
		   bool stage2, unsigned int class)
{
	uint32_t size = 1u << (m->eventq_base & 0x1f), ptrs = 2 * size - 1;
	uint64_t pa = (m->eventq_base & ADDR52 & ~0x1fULL) + (m->eventq_prod & (size - 1)) * 32;
	uint64_t evt[4] = { id | (uint64_t)sid << 32, write ? 0 : 1ULL << 35, addr, 0 };
	uint32_t overflow = m->eventq_prod & 1u << 31;

	evt[1] |= (uint64_t)(stage2 ? 1 : 0) << 39 | (uint64_t)class << 40;
	if (!(m->cr0ack & EN_EVENTQ))
		return;
	if (((m->eventq_prod - m->eventq_cons) & ptrs) == size) {
		/* One overflow is told at a time. */
		if (!((m->eventq_prod ^ m->eventq_cons) >> 31))
			m->eventq_prod ^= 1u << 31;
		return;
	}
	(m->coherent ? shim_dma_write : shim_stale_write)(pa, evt, sizeof(evt));
	m->eventq_prod = ((m->eventq_prod + 1) & ptrs) | overflow;
}

void v3_event(struct v3_model *m, uint8_t id, uint32_t sid, uint64_t addr, bool write)
{
	record(m, id, sid, addr, write, false, 0);
}

/* --- translation --- */

/* The address of a stream's entry, or 0; @l1: the descriptor to go by. */
static uint64_t ste_addr(struct v3_model *m, uint32_t sid, uint64_t l1)
{
	unsigned int log2 = m->strtab_cfg & 0x3f, split = v3_field(m->strtab_cfg, 10, 6), span;
	uint64_t base = m->strtab_base & ADDR52 & ~0x3fULL;

	if (log2 < 32 && sid >> log2)
		return 0;
	if (v3_field(m->strtab_cfg, 17, 16) != 1)
		return base + sid * 64ULL;
	span = l1 & 0x1f;
	if (!span || (sid & ((1u << split) - 1)) >> (span - 1))
		return 0;
	return (l1 & ADDR52 & ~0x3fULL) + (sid & ((1u << split) - 1)) * 64ULL;
}

static uint64_t l1_in_memory(struct v3_model *m, uint32_t sid)
{
	uint64_t base = m->strtab_base & ADDR52 & ~0x3fULL;
	unsigned int log2 = m->strtab_cfg & 0x3f, split = v3_field(m->strtab_cfg, 10, 6);

	/* The table is aligned to its size. */
	base &= ~((8ULL << (log2 > split ? log2 - split : 0)) - 1);
	return read64(m, base + (sid >> split) * 8ULL);
}

uint64_t v3_ste_address(struct v3_model *m, uint32_t sid)
{
	return ste_addr(m, sid, l1_in_memory(m, sid));
}

static bool load_ste(struct v3_model *m, uint32_t sid, uint64_t l1, struct v3_ste *ste)
{
	uint64_t pa = ste_addr(m, sid, l1);

	return pa && v3_mem_read(m, pa, ste, sizeof(*ste));
}

/* A walk of a stage 2 table, from memory. On a fault @why is the event's number. */
uint64_t v3_walk(struct v3_model *m, const struct v3_ste *ste, uint64_t ipa, unsigned int *perm,
		 uint8_t *why)
{
	unsigned int tsz = v3_field(ste->w[2], 37, 32), level = 2 - v3_field(ste->w[2], 39, 38);
	uint64_t table = ste->w[3] & ADDR52 & ~0xfULL, pte = 0;

	*why = E_TRANSLATION;
	/* EL2's format, AArch64 and 4 KiB, and no other. */
	if (!(ste->w[2] >> 51 & 1) || v3_field(ste->w[2], 47, 46) || tsz < 24 || level != 1 ||
	    ste->w[2] >> 52 & 1 || ste->w[2] >> 57 & 1 || ipa >> (64 - tsz))
		return V3_FAULT;
	/* Sizes beyond the SMMU's own are illegal here. */
	if (v3_field(ste->w[2], 50, 48) > (m->ids.idr5 & 7))
		return V3_FAULT;
	for (; level < 4; level++) {
		pte = read64(m, table + (ipa >> (39 - 9 * level) & 0x1ff) * 8);
		if ((pte & 3) != 3)
			return V3_FAULT;
		table = pte & ADDR52 & ~0xfffULL & 0xffffffffffffULL;
	}
	/* Access flag, unless the entry turns its faults off (S2AFFD). */
	*why = E_ACCESS;
	if (!(pte >> 10 & 1) && !(ste->w[2] >> 53 & 1))
		return V3_FAULT;
	*why = E_PERMISSION;
	*perm = pte >> 6 & 3;
	return *perm ? table | (ipa & 0xfff) : V3_FAULT;
}

int v3_tlb_find(const struct v3_model *m, uint16_t vmid, uint64_t va)
{
	unsigned int i;

	for (i = 0; i < m->nr_tlb; i++)
		if (m->tlb[i].vmid == vmid && m->tlb[i].va == (va & ~0xfffULL))
			return i;
	return -1;
}

/* What an entry makes of an address: outputs by the TLB and by the table. */
static unsigned int ste_outputs(struct v3_model *m, const struct v3_ste *ste, uint32_t sid,
				uint64_t addr, unsigned long long *out)
{
	uint16_t vmid = ste->w[2] & 0xffff;
	unsigned int n = 0, config = v3_field(ste->w[0], 3, 1), perm;
	uint8_t why;
	int t;

	if (!(ste->w[0] & 1) || !config)
		return 0;
	if (config == 7)
		return v3_nested_outputs(m, ste, sid, addr, out);
	if (config != 6) {
		/* Bypass, or a stage 1 without a stage 2. */
		out[n++] = addr;
		return n;
	}
	t = v3_tlb_find(m, vmid, addr);
	if (t >= 0)
		out[n++] = m->tlb[t].pa | (addr & 0xfff);
	out[n] = v3_walk(m, ste, addr, &perm, &why);
	return out[n] == V3_FAULT ? n : n + 1;
}

static int cached_ste(const struct v3_model *m, uint32_t sid)
{
	unsigned int i;

	for (i = 0; i < m->nr_stes; i++)
		if (m->stes[i].sid == sid)
			return i;
	return -1;
}

static int cached_l1(const struct v3_model *m, uint32_t sid)
{
	unsigned int i;

	for (i = 0; i < m->nr_l1s; i++)
		if (m->l1s[i].block == sid >> 6)
			return i;
	return -1;
}

unsigned int v3_outputs(struct v3_model *m, uint32_t sid, uint64_t addr, unsigned long long *out)
{
	unsigned int n = 0;
	struct v3_ste ste;
	int i;

	if (!(m->cr0ack & m->cr0 & EN_SMMU) && !m->aborts)
		out[n++] = addr;
	if (!((m->cr0ack | m->cr0) & EN_SMMU))
		return n;
	i = cached_ste(m, sid);
	if (i >= 0)
		n += ste_outputs(m, &m->stes[i].ste, sid, addr, out + n);
	i = cached_l1(m, sid);
	if (i >= 0 && load_ste(m, sid, m->l1s[i].desc, &ste))
		n += ste_outputs(m, &ste, sid, addr, out + n);
	if (load_ste(m, sid, l1_in_memory(m, sid), &ste))
		n += ste_outputs(m, &ste, sid, addr, out + n);
	return n;
}

/* The entry that the SMMU goes by, which it keeps; NULL: an event was recorded. */
static const struct v3_ste *find_ste(struct v3_model *m, uint32_t sid)
{
	int i = cached_ste(m, sid), l = cached_l1(m, sid);
	struct v3_ste ste;
	uint64_t desc;

	if (i >= 0)
		return &m->stes[i].ste;
	desc = l >= 0 ? m->l1s[l].desc : l1_in_memory(m, sid);
	if (!load_ste(m, sid, desc, &ste)) {
		if (m->cr2 & 2)
			v3_event(m, E_BAD_STREAMID, sid, 0, true);
		return NULL;
	}
	if (l < 0) {
		m->l1s[m->nr_l1s].block = sid >> 6;
		m->l1s[m->nr_l1s++].desc = desc;
	}
	m->stes[m->nr_stes].sid = sid;
	m->stes[m->nr_stes].ste = ste;
	return &m->stes[m->nr_stes++].ste;
}

/* A fault of a translation: recorded if the entry says so (S2R). */
static uint64_t fault(struct v3_model *m, const struct v3_ste *ste, uint8_t why, uint32_t sid,
		      uint64_t addr, bool write)
{
	if (ste->w[2] >> 58 & 1)
		v3_event(m, why, sid, addr, write);
	return V3_FAULT;
}

static uint64_t translate(struct v3_model *m, const struct v3_ste *ste, uint32_t sid,
			  uint64_t addr, bool write)
{
	uint16_t vmid = ste->w[2] & 0xffff;
	int t = v3_tlb_find(m, vmid, addr);
	unsigned int perm = 0;
	uint8_t why;
	uint64_t pa;

	if (t < 0) {
		pa = v3_walk(m, ste, addr, &perm, &why);
		if (pa == V3_FAULT)
			return fault(m, ste, why, sid, addr, write);
		t = m->nr_tlb++;
		m->tlb[t].vmid = vmid;
		m->tlb[t].va = addr & ~0xfffULL;
		m->tlb[t].pa = pa & ~0xfffULL;
		m->tlb[t].perm = perm;
	}
	if (!(m->tlb[t].perm & (write ? PERM_W : PERM_R)))
		return fault(m, ste, E_PERMISSION, sid, addr, write);
	return m->tlb[t].pa | (addr & 0xfff);
}

static uint64_t translate_both(struct v3_model *m, const struct v3_ste *ste, uint32_t sid,
			       uint64_t addr, bool write)
{
	const struct v3_look all = { true, true, true, true, true };
	struct v3_why why;
	uint64_t pa = v3_nested(m, ste, sid, addr, write, &all, &why);

	if (pa == V3_FAULT && why.recorded)
		record(m, why.event, sid, addr, !why.read, why.stage2, why.class);
	return pa;
}

uint64_t v3_access(struct v3_model *m, uint32_t sid, uint64_t addr, bool write)
{
	const struct v3_ste *ste;

	if (!(m->cr0ack & EN_SMMU))
		return m->aborts ? V3_FAULT : addr;
	ste = find_ste(m, sid);
	if (!ste)
		return V3_FAULT;
	if (!(ste->w[0] & 1)) {
		v3_event(m, E_BAD_STE, sid, 0, true);
		return V3_FAULT;
	}
	switch (v3_field(ste->w[0], 3, 1)) {
	case 0: return V3_FAULT;
	case 6: return translate(m, ste, sid, addr, write);
	case 7: return translate_both(m, ste, sid, addr, write);
	}
	return addr;
}

uint64_t v3_access_translated(struct v3_model *m, uint32_t sid, uint64_t addr)
{
	const struct v3_ste *ste;

	if (!(m->cr0ack & EN_SMMU))
		return m->aborts ? V3_FAULT : addr;
	if (!(m->cr0ack & EN_ATSCHK))
		return addr;
	ste = find_ste(m, sid);
	if (!ste || !(ste->w[0] & 1) || !v3_field(ste->w[1], 29, 28)) {
		v3_event(m, E_FORBIDDEN, sid, addr, false);
		return V3_FAULT;
	}
	return addr;
}
