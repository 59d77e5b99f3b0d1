// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Memory, tables and programming helpers for the MMU-500's tests.
 */
#include <stdlib.h>
#include <string.h>

#include "rig.h"

static enum bus_status mem_read(void *opaque, uint64_t pa, void *buf, size_t len)
{
	struct rig *r = opaque;

	r->reads++;
	if (pa < RAM_BASE || pa - RAM_BASE > RAM_SIZE - len)
		return BUS_DECERR;
	memcpy(buf, r->ram + (pa - RAM_BASE), len);
	return BUS_OK;
}

static void set_irq(void *opaque, unsigned int line, bool level)
{
	struct rig *r = opaque;

	assert_int_equal(line, 0);
	assert_true(r->irq != level);
	r->irq = level;
	r->irq_changes++;
}

static void count_log(void *opaque, const char *msg)
{
	struct rig *r = opaque;

	assert_non_null(msg);
	r->logs++;
}

static void resumed(void *opaque, unsigned int bank, bool terminate)
{
	struct rig *r = opaque;

	r->resumed_bank = bank;
	r->resumed = terminate;
}

struct rig *rig_new(unsigned int num_smrg, unsigned int num_cb)
{
	static const struct bus_mem_ops mem = { .read = mem_read };
	static const struct bus_irq_ops irq = { .set = set_irq };
	struct rig *r = calloc(1, sizeof(*r));
	struct mmu500_config cfg = {
		.name = "rig", .ids = &tegra234_mmu500_ids, .num_smrg = num_smrg, .num_cb = num_cb,
		.mem = &mem, .irq = &irq, .log = count_log, .resume = resumed,
	};

	assert_non_null(r);
	r->ram = calloc(1, RAM_SIZE);
	assert_non_null(r->ram);
	r->next_table = RAM_BASE;
	r->resumed = -1;
	cfg.mem_opaque = r;
	cfg.irq_opaque = r;
	cfg.log_opaque = r;
	cfg.resume_opaque = r;
	r->m = mmu500_new(&cfg);
	assert_non_null(r->m);
	return r;
}

void rig_free(struct rig *r)
{
	mmu500_free(r->m);
	free(r->ram);
	free(r);
}

int rig_setup(void **state)
{
	struct rig *r = rig_new(128, 128);
	unsigned int i;

	*state = r;
	w32(r, SCR0, SCR0_STRICT);
	/* No prefetch, so that tests see the effect on one page. */
	w32(r, SACR, 0);
	for (i = 0; i < 128; i++)
		w32(r, CB(i, ACTLR), 0);
	return 0;
}

int rig_teardown(void **state)
{
	rig_free(*state);
	return 0;
}

uint32_t r32(struct rig *r, uint64_t off)
{
	return (uint32_t)mmu500_mmio_read(r->m, off, 4);
}

void w32(struct rig *r, uint64_t off, uint32_t val)
{
	mmu500_mmio_write(r->m, off, val, 4);
}

uint64_t r64(struct rig *r, uint64_t off)
{
	return mmu500_mmio_read(r->m, off, 8);
}

void w64(struct rig *r, uint64_t off, uint64_t val)
{
	mmu500_mmio_write(r->m, off, val, 8);
}

uint64_t new_table(struct rig *r, uint64_t bytes)
{
	uint64_t pa = (r->next_table + bytes - 1) / bytes * bytes;

	r->next_table = pa + bytes;
	assert_true(r->next_table <= RAM_BASE + RAM_SIZE);
	return pa;
}

void put_desc(struct rig *r, uint64_t pa, uint64_t desc)
{
	unsigned int i;

	for (i = 0; i < 8; i++)
		r->ram[pa - RAM_BASE + i] = (uint8_t)(desc >> (8 * i));
}

uint64_t get_desc(struct rig *r, uint64_t pa)
{
	uint64_t desc = 0;
	unsigned int i;

	for (i = 0; i < 8; i++)
		desc |= (uint64_t)r->ram[pa - RAM_BASE + i] << (8 * i);
	return desc;
}

static uint64_t slot(uint64_t table, unsigned int level, uint64_t ia, bool first)
{
	uint64_t index = ia >> (12 + 9 * (3 - level));

	/* The first level may have several concatenated tables. */
	return table + 8 * (first ? index & 0x1fff : index & 0x1ff);
}

uint64_t desc_addr(struct rig *r, uint64_t root, unsigned int start, unsigned int level,
		   uint64_t ia)
{
	uint64_t table = root;
	unsigned int l;

	for (l = start; l < level; l++) {
		uint64_t at = slot(table, l, ia, l == start);

		if (!(get_desc(r, at) & 1))
			put_desc(r, at, new_table(r, 4096) | 3);
		table = get_desc(r, at) & UINT64_C(0xfffffffff000);
	}
	return slot(table, level, ia, level == start);
}

void map_at(struct rig *r, uint64_t root, unsigned int start, unsigned int level, uint64_t ia,
	    uint64_t desc)
{
	put_desc(r, desc_addr(r, root, start, level, ia), desc);
}

void bank_s2(struct rig *r, unsigned int bank, unsigned int vmid, uint64_t root)
{
	w32(r, CBAR(bank), vmid);
	w32(r, CBA2R(bank), 1);
	w32(r, CB(bank, TCR), 25 | 1 << 6 | 5 << 16);
	w64(r, CB(bank, TTBR0), root);
	w32(r, CB(bank, SCTLR), SCTLR_ON);
}

static void bank_s1_rest(struct rig *r, unsigned int bank, unsigned int asid, uint64_t root)
{
	w32(r, CBA2R(bank), 1);
	w32(r, CB(bank, TCR2), 7 << 15 | 1 << 4 | 5);
	w32(r, CB(bank, TCR), 1 << 23 | 25);
	w64(r, CB(bank, TTBR0), root | (uint64_t)asid << 48);
	w32(r, CB(bank, SCTLR), SCTLR_ON);
}

void bank_s1(struct rig *r, unsigned int bank, unsigned int asid, uint64_t root)
{
	w32(r, CBAR(bank), 1 << 16);
	bank_s1_rest(r, bank, asid, root);
}

void bank_nested(struct rig *r, unsigned int bank, unsigned int s2, unsigned int vmid,
		 unsigned int asid, uint64_t root)
{
	w32(r, CBAR(bank), 3 << 16 | s2 << 8 | vmid);
	bank_s1_rest(r, bank, asid, root);
}

void stream(struct rig *r, unsigned int group, uint32_t id, uint32_t mask, unsigned int type,
	    unsigned int bank)
{
	w32(r, S2CR(group), type << 16 | bank);
	w32(r, SMR(group), UINT32_C(1) << 31 | mask << 16 | id);
}

struct mmu500_result access(struct rig *r, uint16_t sid, uint64_t addr, const char *how)
{
	struct bus_txn txn = {
		.client = BUS_CLIENT_NONE, .sid = sid & 0x7f, .tbu = (uint8_t)(sid >> 10),
		.write = strchr(how, 'w'), .priv = strchr(how, 'p'), .insn = strchr(how, 'x'),
		.addr = addr,
	};
	struct mmu500_result res;

	mmu500_translate(r->m, sid, &txn, &res);
	return res;
}

void expect_pa(struct rig *r, uint16_t sid, uint64_t addr, const char *how, uint64_t pa)
{
	struct mmu500_result res = access(r, sid, addr, how);

	assert_int_equal(res.status, BUS_OK);
	assert_true(res.pa == pa);
	assert_true(res.page_end == (pa | 0xfff));
}

void expect_fault(struct rig *r, uint16_t sid, uint64_t addr, const char *how)
{
	struct mmu500_result res = access(r, sid, addr, how);

	assert_int_equal(res.status, BUS_FAULT);
}

void expect_record(struct rig *r, unsigned int bank, uint32_t bits, unsigned int level,
		   uint64_t far)
{
	assert_int_equal(r32(r, CB(bank, FSR)), bits | 0x400);
	assert_int_equal(r32(r, CB(bank, FSYNR0)) & 3, level);
	assert_true(r64(r, CB(bank, FAR)) == far);
	w32(r, CB(bank, FSR), UINT32_MAX);
	assert_int_equal(r32(r, CB(bank, FSR)), 0);
}

static void poll_until_done(struct rig *r, uint64_t status)
{
	unsigned int i;

	for (i = 0; i < 100; i++)
		if (!(r32(r, status) & 1))
			return;
	fail_msg("the sync does not complete");
}

void sync_global(struct rig *r)
{
	w32(r, TLBGSYNC, 0);
	poll_until_done(r, TLBGSTATUS);
}

void sync_bank(struct rig *r, unsigned int bank)
{
	w32(r, CB(bank, TLBSYNC), 0);
	poll_until_done(r, CB(bank, TLBSTATUS));
}

static void see(void *opaque, uint64_t va, uint64_t pa, uint64_t len, bool readable,
		bool writable, bool from_tlb, bool whole)
{
	struct seen *s = opaque;

	s->calls++;
	s->whole += whole;
	s->from_tlb += from_tlb;
	assert_true(whole || len == 4096);
	if (whole || va != s->want_va)
		return;
	if (from_tlb) {
		s->hit_tlb = true;
		s->pa_tlb = pa;
		return;
	}
	s->hit = true;
	s->pa = pa;
	s->readable = readable;
	s->writable = writable;
}

struct seen reach(struct rig *r, uint16_t sid, uint64_t va)
{
	struct seen s = { .want_va = va };

	mmu500_reach(r->m, sid, see, &s);
	return s;
}
