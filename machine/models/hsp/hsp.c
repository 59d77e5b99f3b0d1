// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * HSP: one instance's pages of doorbells, shared mailboxes and semaphores.
 *
 * Layout, doorbells and mailboxes as the kernel's driver uses them. Assumed:
 * shared semaphores are a set/clear word, arbitrated ones are those of Tegra20,
 * and an enable in a mailbox's own page has no effect.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hsp.h"

#define PAGE_SIZE	UINT64_C(0x10000)
#define SM_STRIDE	UINT64_C(0x8000)
#define MAX_SM		8u
#define MAX_OTHER	15u
#define NR_MASTERS	32u

#define SM_WIDE_FIRST	0x48u
#define SM_WIDE_LAST	0x54u

#define INT_FULL_SHIFT	8

#define SEM_STATUS	0x0u
#define SEM_SET		0x4u
#define SEM_CLEAR	0x8u

struct mailbox {
	uint32_t data;
	uint32_t tag;
	uint32_t wide[4];
};

/* Bits of resources: the CPU complex's, those it waits for, another's. */
struct arbitrated {
	uint32_t granted;
	uint32_t requested;
	uint32_t foreign;
};

struct doorbell {
	uint32_t enable;
	uint32_t raw;
};

struct hsp {
	struct hsp_config cfg;
	uint32_t int_enable[MAX_OTHER];
	struct mailbox sm[MAX_SM];
	uint32_t ss[MAX_OTHER];
	struct arbitrated as[MAX_OTHER];
	struct doorbell db[MAX_OTHER];
	uint32_t lines;
};

/* Which kind of page an offset falls into, and which one of its kind. */
enum block {
	BLOCK_COMMON,
	BLOCK_SM,
	BLOCK_SS,
	BLOCK_AS,
	BLOCK_DB,
	BLOCK_NONE,
};

struct place {
	enum block block;
	unsigned int index;
	uint32_t reg;
};

static void log_access(struct hsp *hsp, const char *what, uint64_t off)
{
	char msg[96];

	if (!hsp->cfg.log)
		return;
	snprintf(msg, sizeof(msg), "HSP offset 0x%llx: %s", (unsigned long long)off, what);
	hsp->cfg.log(hsp->cfg.log_opaque, msg);
}

/* ---- interrupts ---- */

/* Bits 7:0: mailbox empty; 15:8: mailbox full. */
static uint32_t mailbox_status(const struct hsp *hsp)
{
	uint32_t status = 0;
	unsigned int i;

	for (i = 0; i < hsp->cfg.nr_sm; i++) {
		bool full = (hsp->sm[i].data | hsp->sm[i].tag) & HSP_SM_FULL;

		status |= UINT32_C(1) << (full ? i + INT_FULL_SHIFT : i);
	}
	return status;
}

static void set_line(struct hsp *hsp, unsigned int line, bool level)
{
	uint32_t bit = UINT32_C(1) << line;

	if (level == !!(hsp->lines & bit))
		return;
	hsp->lines ^= bit;
	if (hsp->cfg.irq)
		hsp->cfg.irq->set(hsp->cfg.irq_opaque, line, level);
}

static uint32_t pending(const struct hsp *hsp, unsigned int db)
{
	return hsp->db[db].raw & hsp->db[db].enable;
}

static void update_irqs(struct hsp *hsp)
{
	uint32_t status = mailbox_status(hsp);
	unsigned int i;

	for (i = 0; i < hsp->cfg.nr_si; i++)
		set_line(hsp, HSP_IRQ_SHARED(i), status & hsp->int_enable[i]);
	if (hsp->cfg.nr_db > HSP_DB_CCPLEX)
		set_line(hsp, HSP_IRQ_DOORBELL, pending(hsp, HSP_DB_CCPLEX));
}

/* ---- doorbells ---- */

/* Notify the processor behind a doorbell; it handles each master's ring at once. */
static void deliver(struct hsp *hsp, unsigned int db)
{
	uint32_t rings = pending(hsp, db);
	unsigned int master;

	if (db == HSP_DB_CCPLEX || !hsp->cfg.ring)
		return;
	hsp->db[db].raw &= ~rings;
	for (master = 0; master < NR_MASTERS; master++)
		if (rings & (UINT32_C(1) << master))
			hsp->cfg.ring(hsp->cfg.ring_opaque, db, master);
}

void hsp_ring(struct hsp *hsp, unsigned int db, unsigned int master)
{
	if (db >= hsp->cfg.nr_db || master >= NR_MASTERS)
		return;
	hsp->db[db].raw |= UINT32_C(1) << master;
	deliver(hsp, db);
	update_irqs(hsp);
}

static uint32_t read_db(const struct hsp *hsp, unsigned int db, uint32_t reg)
{
	switch (reg) {
	case HSP_DB_ENABLE:
		return hsp->db[db].enable;
	case HSP_DB_RAW:
		return hsp->db[db].raw;
	case HSP_DB_PENDING:
		return pending(hsp, db);
	default:
		return 0;
	}
}

static void write_db(struct hsp *hsp, unsigned int db, uint32_t reg, uint32_t val)
{
	switch (reg) {
	case HSP_DB_TRIGGER:
		/* The bus says who rings; here only the CPU complex can. */
		hsp_ring(hsp, db, HSP_MASTER_CCPLEX);
		break;
	case HSP_DB_ENABLE:
		hsp->db[db].enable = val;
		deliver(hsp, db);
		break;
	case HSP_DB_PENDING:
		hsp->db[db].raw &= ~(val & hsp->db[db].enable);
		break;
	default:
		break;
	}
	update_irqs(hsp);
}

/* ---- mailboxes and semaphores ---- */

static uint32_t *mailbox_reg(struct hsp *hsp, unsigned int i, uint32_t reg)
{
	if (reg == HSP_SM_DATA)
		return &hsp->sm[i].data;
	if (reg == HSP_SM_TAG)
		return &hsp->sm[i].tag;
	if (reg >= SM_WIDE_FIRST && reg <= SM_WIDE_LAST)
		return &hsp->sm[i].wide[(reg - SM_WIDE_FIRST) / 4];
	return NULL;
}

uint32_t hsp_mailbox_read(const struct hsp *hsp, unsigned int sm)
{
	return sm < hsp->cfg.nr_sm ? hsp->sm[sm].data : 0;
}

void hsp_mailbox_write(struct hsp *hsp, unsigned int sm, uint32_t val)
{
	if (sm >= hsp->cfg.nr_sm)
		return;
	hsp->sm[sm].data = val;
	update_irqs(hsp);
}

static void write_semaphore(struct hsp *hsp, unsigned int i, uint32_t reg, uint32_t val)
{
	if (reg == SEM_SET)
		hsp->ss[i] |= val;
	else if (reg == SEM_CLEAR)
		hsp->ss[i] &= ~val;
}

/* The first request is granted; a later one waits for the release. */
static void settle(struct arbitrated *as)
{
	as->granted |= as->requested & ~as->foreign;
	as->requested &= as->foreign;
}

static uint32_t read_arbitrated(const struct arbitrated *as, uint32_t reg)
{
	if (reg == HSP_AS_GRANTED)
		return as->granted;
	return reg == HSP_AS_REQUESTED ? as->requested : 0;
}

/* A request can't be cancelled: only a semaphore that is granted can be released. */
static void write_arbitrated(struct arbitrated *as, uint32_t reg, uint32_t val)
{
	if (reg == HSP_AS_GET)
		as->requested |= val & ~as->granted;
	else if (reg == HSP_AS_PUT)
		as->granted &= ~val;
	settle(as);
}

uint32_t hsp_semaphore_try(struct hsp *hsp, unsigned int as, uint32_t resources)
{
	if (as >= hsp->cfg.nr_as)
		return 0;
	hsp->as[as].foreign |= resources & ~hsp->as[as].granted;
	return hsp->as[as].foreign & resources;
}

void hsp_semaphore_put(struct hsp *hsp, unsigned int as, uint32_t resources)
{
	if (as >= hsp->cfg.nr_as)
		return;
	hsp->as[as].foreign &= ~resources;
	settle(&hsp->as[as]);
}

/* ---- common page ---- */

static uint32_t dimensions(const struct hsp *hsp)
{
	return hsp->cfg.nr_si << 16 | hsp->cfg.nr_db << 12 | hsp->cfg.nr_as << 8 |
	       hsp->cfg.nr_ss << 4 | hsp->cfg.nr_sm;
}

static uint32_t *int_enable_reg(struct hsp *hsp, uint32_t reg)
{
	if (reg < HSP_INT_IE(0) || reg >= HSP_INT_IE(hsp->cfg.nr_si))
		return NULL;
	return &hsp->int_enable[(reg - HSP_INT_IE(0)) / 4];
}

static uint32_t read_common(struct hsp *hsp, uint32_t reg)
{
	const uint32_t *enable = int_enable_reg(hsp, reg);

	if (enable)
		return *enable;
	if (reg == HSP_INT_IV || reg == HSP_INT_IR)
		return mailbox_status(hsp);
	return reg == HSP_INT_DIMENSIONING ? dimensions(hsp) : 0;
}

/* ---- dispatch ---- */

uint64_t hsp_db_offset(const struct hsp *hsp)
{
	return PAGE_SIZE * (1 + hsp->cfg.nr_sm / 2 + hsp->cfg.nr_ss + hsp->cfg.nr_as);
}

uint64_t hsp_mmio_size(const struct hsp *hsp)
{
	return hsp_db_offset(hsp) + (hsp->cfg.nr_db ? PAGE_SIZE : 0);
}

static struct place place_of(const struct hsp *hsp, uint64_t off)
{
	uint64_t sm_end = PAGE_SIZE * (1 + hsp->cfg.nr_sm / 2);
	uint64_t ss_end = sm_end + PAGE_SIZE * hsp->cfg.nr_ss;
	uint64_t db = hsp_db_offset(hsp);

	if (off < PAGE_SIZE)
		return (struct place){ BLOCK_COMMON, 0, (uint32_t)off };
	if (off < sm_end)
		return (struct place){ BLOCK_SM, (unsigned int)((off - PAGE_SIZE) / SM_STRIDE),
				       (uint32_t)(off % SM_STRIDE) };
	if (off < ss_end)
		return (struct place){ BLOCK_SS, (unsigned int)((off - sm_end) / PAGE_SIZE),
				       (uint32_t)(off % PAGE_SIZE) };
	if (off < db)
		return (struct place){ BLOCK_AS, (unsigned int)((off - ss_end) / PAGE_SIZE),
				       (uint32_t)(off % PAGE_SIZE) };
	if (off - db < (uint64_t)hsp->cfg.nr_db * HSP_DB_STRIDE)
		return (struct place){ BLOCK_DB, (unsigned int)((off - db) / HSP_DB_STRIDE),
				       (uint32_t)(off % HSP_DB_STRIDE) };
	return (struct place){ BLOCK_NONE, 0, 0 };
}

static bool find_place(struct hsp *hsp, uint64_t off, unsigned int size, struct place *p)
{
	if (size == 4 && !(off & 3)) {
		*p = place_of(hsp, off);
		if (p->block != BLOCK_NONE)
			return true;
	}
	log_access(hsp, "no register, or not a word", off);
	return false;
}

uint64_t hsp_mmio_read(struct hsp *hsp, uint64_t off, unsigned int size)
{
	const uint32_t *reg;
	struct place p;

	if (!find_place(hsp, off, size, &p))
		return 0;
	switch (p.block) {
	case BLOCK_COMMON:
		return read_common(hsp, p.reg);
	case BLOCK_SM:
		reg = mailbox_reg(hsp, p.index, p.reg);
		return reg ? *reg : 0;
	case BLOCK_SS:
		return p.reg == SEM_STATUS ? hsp->ss[p.index] : 0;
	case BLOCK_AS:
		return read_arbitrated(&hsp->as[p.index], p.reg);
	case BLOCK_DB:
		return read_db(hsp, p.index, p.reg);
	default:
		return 0;
	}
}

static void write_mailbox(struct hsp *hsp, const struct place *p, uint32_t val)
{
	uint32_t *reg = mailbox_reg(hsp, p->index, p->reg);

	if (!reg)
		return;
	*reg = val;
	if (hsp->cfg.mailbox)
		hsp->cfg.mailbox(hsp->cfg.mailbox_opaque, p->index);
}

static void write_common(struct hsp *hsp, uint32_t reg, uint32_t val)
{
	uint32_t *enable = int_enable_reg(hsp, reg);

	if (enable)
		*enable = val;
}

void hsp_mmio_write(struct hsp *hsp, uint64_t off, uint64_t val, unsigned int size)
{
	struct place p;

	if (!find_place(hsp, off, size, &p))
		return;
	switch (p.block) {
	case BLOCK_COMMON:
		write_common(hsp, p.reg, (uint32_t)val);
		break;
	case BLOCK_SM:
		write_mailbox(hsp, &p, (uint32_t)val);
		break;
	case BLOCK_SS:
		write_semaphore(hsp, p.index, p.reg, (uint32_t)val);
		break;
	case BLOCK_AS:
		write_arbitrated(&hsp->as[p.index], p.reg, (uint32_t)val);
		break;
	case BLOCK_DB:
		write_db(hsp, p.index, p.reg, (uint32_t)val);
		break;
	default:
		break;
	}
	update_irqs(hsp);
}

/* ---- life ---- */

static bool config_ok(const struct hsp_config *cfg)
{
	return cfg->nr_sm <= MAX_SM && !(cfg->nr_sm & 1) && cfg->nr_ss <= MAX_OTHER &&
	       cfg->nr_as <= MAX_OTHER && cfg->nr_db <= MAX_OTHER && cfg->nr_si <= MAX_OTHER;
}

void hsp_reset(struct hsp *hsp)
{
	unsigned int i;

	memset(hsp->int_enable, 0, sizeof(hsp->int_enable));
	memset(hsp->sm, 0, sizeof(hsp->sm));
	memset(hsp->ss, 0, sizeof(hsp->ss));
	memset(hsp->as, 0, sizeof(hsp->as));
	for (i = 0; i < MAX_OTHER; i++)
		hsp->db[i] = (struct doorbell){ .enable = hsp->cfg.db_masters[i] };
	update_irqs(hsp);
}

struct hsp *hsp_new(const struct hsp_config *cfg)
{
	struct hsp *hsp;

	if (!config_ok(cfg))
		return NULL;
	hsp = calloc(1, sizeof(*hsp));
	if (!hsp)
		return NULL;
	hsp->cfg = *cfg;
	hsp_reset(hsp);
	return hsp;
}

void hsp_free(struct hsp *hsp)
{
	free(hsp);
}
