// SPDX-License-Identifier: GPL-2.0-only
/*
 * The correct driver's steps: it writes both instances, S2CR before SMR, children before
 * parents; an invalidation is complete when both instances have confirmed it.
 */
#include "driver.h"

#define NR_GROUPS	128u
#define NR_BANKS	128u
#define POLLS		100u

void both(struct board *b, uint32_t off, uint32_t val)
{
	unsigned int i;

	for (i = 0; i < INSTANCES; i++)
		reg_write(b, i, off, val);
}

void both64(struct board *b, uint32_t off, uint64_t val)
{
	unsigned int i;

	for (i = 0; i < INSTANCES; i++)
		reg_write64(b, i, off, val);
}

static bool confirmed(struct board *b, unsigned int inst)
{
	unsigned int i;

	for (i = 0; i < POLLS; i++)
		if (!(reg_read(b, inst, TLBGSTATUS) & 1))
			return true;
	return false;
}

bool wait_both(struct board *b)
{
	bool done = true;
	unsigned int i;

	for (i = 0; i < INSTANCES; i++)
		done &= confirmed(b, i);
	return done;
}

bool sync_both(struct board *b)
{
	both(b, TLBGSYNC, 0);
	return wait_both(b);
}

void flush_vmid(struct board *b, unsigned int vmid)
{
	both(b, TLBIVMID, vmid);
	sync_both(b);
}

void flush_ipa(struct board *b, const struct domain *d, uint64_t ipa)
{
	both64(b, CB(d->bank, TLBIIPAS2), ipa >> 12);
	sync_both(b);
}

static void quiet_bank(struct board *b, unsigned int bank)
{
	bank_off(b, bank);
	both(b, CB(bank, ACTLR), 0);
}

void takeover(struct board *b)
{
	unsigned int i;

	for (i = 0; i < NR_GROUPS; i++) {
		both(b, S2CR(i), S2CR_FAULT);
		both(b, SMR(i), 0);
	}
	both(b, SACR, reg_read(b, 0, SACR) & ~SACR_CACHE_LOCK);
	for (i = 0; i < NR_BANKS; i++)
		quiet_bank(b, i);
	both(b, TLBIALLNSNH, 0);
	both(b, TLBIALLH, 0);
	sync_both(b);
	both(b, SCR0, SCR0_GOOD);
}

void bank_off(struct board *b, unsigned int bank)
{
	both(b, CB(bank, SCTLR), 0);
}

void bank_stage2(struct board *b, const struct domain *d)
{
	both(b, CBAR(d->bank), d->vmid);
	both(b, CBA2R(d->bank), CBA2R_VA64);
	both(b, CB(d->bank, TCR), VTCR_GOOD);
	both64(b, CB(d->bank, TTBR0), d->root);
	both(b, CB(d->bank, SCTLR), SCTLR_GOOD);
}

void bank_stage1(struct board *b, unsigned int bank, uint32_t cbar, uint64_t root,
		 unsigned int asid)
{
	both(b, CBAR(bank), cbar);
	both(b, CBA2R(bank), CBA2R_VA64);
	both(b, CB(bank, TCR2), TCR2_GOOD);
	both(b, CB(bank, TCR), TCR_S1_GOOD);
	both64(b, CB(bank, TTBR0), root | (uint64_t)asid << 48);
	both(b, CB(bank, SCTLR), SCTLR_GOOD);
}

void stream_to(struct board *b, unsigned int group, unsigned int sid, unsigned int bank)
{
	both(b, S2CR(group), bank);
	both(b, SMR(group), SMR_OF(sid, STREAM_MASK));
}

void stream_block(struct board *b, unsigned int group)
{
	both(b, S2CR(group), S2CR_FAULT);
}

/* ---- tables ---- */

uint64_t table_new(struct board *b)
{
	uint64_t pa = page_alloc(b, OWNER_TABLE), off;

	for (off = 0; off < PAGE_SIZE; off += 8)
		store64(b, pa + off, 0);
	clean(b, pa, PAGE_SIZE);
	return pa;
}

void entry_set(struct board *b, uint64_t at, uint64_t desc)
{
	store64(b, at, desc);
	clean(b, at, 8);
}

static uint64_t slot(uint64_t table, unsigned int level, uint64_t iova)
{
	return table + 8 * (iova >> (39 - 9 * level) & 511);
}

/* The entry for @iova at @level; allocates the tables above it. */
uint64_t entry_at(struct board *b, uint64_t root, unsigned int level, uint64_t iova)
{
	uint64_t table = root, at;
	unsigned int l;

	for (l = 1; l < level; l++) {
		at = slot(table, l, iova);
		if (!load64(b, at))
			entry_set(b, at, table_new(b) | DESC_TABLE);
		table = load64(b, at) & DESC_ADDR;
	}
	return slot(table, level, iova);
}

void map_page(struct board *b, uint64_t root, uint64_t iova, uint64_t pa, uint64_t prot)
{
	entry_set(b, entry_at(b, root, 3, iova), pa | prot | DESC_AF | DESC_PAGE);
}

void map_block(struct board *b, uint64_t root, uint64_t iova, uint64_t pa, uint64_t prot)
{
	entry_set(b, entry_at(b, root, 2, iova), pa | prot | DESC_AF | DESC_BLOCK);
}

void unmap_page(struct board *b, uint64_t root, uint64_t iova)
{
	entry_set(b, entry_at(b, root, 3, iova), 0);
}

/* ---- sequences ---- */

void domain_new(struct board *b, struct domain *d, unsigned int bank, unsigned int vmid)
{
	*d = (struct domain){ .bank = bank, .vmid = vmid, .root = table_new(b) };
	bank_stage2(b, d);
}

void begin(struct board *b, struct domain *d)
{
	takeover(b);
	judge_start(b);
	domain_new(b, d, 3, 7);
	stream_to(b, 0, b->dev[0].sid, d->bank);
}

uint64_t begin_mapped(struct board *b, struct domain *d, uint64_t iova)
{
	uint64_t pa = page_alloc(b, OWNER_HOST);

	begin(b, d);
	map_page(b, d->root, iova, pa, S2_RW);
	expect_lands(b, 0, iova, false, pa);
	return pa;
}
