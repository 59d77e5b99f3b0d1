// SPDX-License-Identifier: GPL-2.0-only
/*
 * The correct driver's steps: abort before disable, wait for each register that follows, entries
 * changed by way of an invalid one, invalidations confirmed by a sync.
 */
#include "driver.h"

#define POLLS	64u

bool wait_for(struct board *b, uint32_t off, uint32_t mask, uint32_t val)
{
	unsigned int i;

	for (i = 0; i < POLLS; i++)
		if ((reg_read(b, off) & mask) == val)
			return true;
	return false;
}

void set_abort(struct board *b)
{
	reg_write(b, GBPA, GBPA_ABORT | GBPA_UPDATE);
	wait_for(b, GBPA, GBPA_UPDATE, 0);
}

void set_cr0(struct board *b, uint32_t val)
{
	reg_write(b, CR0, val);
	wait_for(b, CR0ACK, ~0u, val);
}

void command(struct board *b, uint64_t dw0, uint64_t dw1)
{
	uint64_t at = b->cmdq + CMD_BYTES * (b->prod % ENTRIES);

	store64(b, at, dw0);
	store64(b, at + 8, dw1);
	clean(b, at, CMD_BYTES);
	b->prod = (b->prod + 1) & WRAP;
}

bool sync(struct board *b)
{
	command(b, SYNC, 0);
	reg_write(b, CMDQ_PROD, b->prod);
	return wait_for(b, CMDQ_CONS, WRAP, b->prod);
}

void flush_vmid(struct board *b, unsigned int vmid)
{
	command(b, TLBI_VMALL | OF_VMID(vmid), 0);
	sync(b);
}

void flush_all(struct board *b)
{
	command(b, CFGI_RANGE, RANGE_ALL);
	command(b, TLBI_ALL, 0);
	sync(b);
}

static void new_table(struct board *b)
{
	unsigned int i;

	b->strtab = page_alloc(b, OWNER_TABLE);
	for (i = 0; i < 2; i++) {
		b->l2[i] = page_alloc(b, OWNER_TABLE);
		put64(b, b->strtab + 8 * i, b->l2[i] | L1_SPAN_64);
	}
}

void program_tables(struct board *b)
{
	new_table(b);
	reg_write64(b, STRTAB_BASE, b->strtab);
	reg_write(b, STRTAB_CFG, STRTAB_2LEVEL(7));
	b->cmdq = page_alloc(b, OWNER_TABLE);
	reg_write64(b, CMDQ_BASE, b->cmdq | LOG2);
	reg_write(b, CR2, CR2_RECINVSID);
}

void program_events(struct board *b)
{
	b->eventq = page_alloc(b, OWNER_TABLE);
	reg_write64(b, EVENTQ_BASE, b->eventq | LOG2);
}

void takeover(struct board *b)
{
	set_abort(b);
	set_cr0(b, 0);
	program_tables(b);
	set_cr0(b, CR0_CMDQEN);
	flush_all(b);
	program_events(b);
	set_cr0(b, CR0_CMDQEN | CR0_EVENTQEN | CR0_ATSCHK);
	set_cr0(b, CR0_GOOD);
}

uint64_t entry_of(struct board *b, unsigned int sid)
{
	return b->l2[sid >> 6 & 1] + STE_BYTES * (sid & 63);
}

struct entry entry_to(const struct domain *d)
{
	return (struct entry){ { STE_S2, STE1_SHCFG, STE2_GOOD | d->vmid, d->root } };
}

void forget_stream(struct board *b, unsigned int sid)
{
	command(b, CFGI_STE | OF_SID(sid), LEAF);
	sync(b);
}

void stream_block(struct board *b, unsigned int sid)
{
	put64(b, entry_of(b, sid), 0);
	forget_stream(b, sid);
}

void stream_set(struct board *b, unsigned int sid, const struct entry *e)
{
	uint64_t at = entry_of(b, sid);
	unsigned int i;

	stream_block(b, sid);
	for (i = 1; i < 4; i++)
		put64(b, at + 8 * i, e->dw[i]);
	put64(b, at, e->dw[0]);
	forget_stream(b, sid);
}

void stream_to(struct board *b, unsigned int sid, const struct domain *d)
{
	const struct entry e = entry_to(d);

	stream_set(b, sid, &e);
}

uint64_t table_new(struct board *b)
{
	return page_alloc(b, OWNER_TABLE);
}

uint64_t leaf_of(struct board *b, uint64_t root, uint64_t iova)
{
	unsigned int level;
	uint64_t at = root;

	for (level = 1; level < 3; level++) {
		at += 8 * (iova >> (39 - 9 * level) & 511);
		if (!load64(b, at))
			put64(b, at, table_new(b) | DESC_TABLE);
		at = load64(b, at) & ~0xfffULL;
	}
	return at + 8 * (iova >> 12 & 511);
}

void map_page(struct board *b, uint64_t root, uint64_t iova, uint64_t pa, uint64_t prot)
{
	put64(b, leaf_of(b, root, iova), pa | prot | DESC_AF | 3);
}

void unmap_page(struct board *b, uint64_t root, uint64_t iova)
{
	put64(b, leaf_of(b, root, iova), 0);
}

bool next_event(struct board *b, struct event *e)
{
	uint64_t at = b->eventq + EVENT_BYTES * (b->cons % ENTRIES);
	uint32_t prod = reg_read(b, EVENTQ_PROD);

	if (!((prod ^ b->cons) & WRAP))
		return false;
	*e = (struct event){
		.id = load64(b, at) & 0xff, .sid = (unsigned int)(load64(b, at) >> 32),
		.addr = load64(b, at + 16),
	};
	b->cons = ((b->cons + 1) & WRAP) | (prod & OVERFLOW);
	reg_write(b, EVENTQ_CONS, b->cons);
	return true;
}

void begin(struct board *b, struct domain *d)
{
	takeover(b);
	judge_start(b);
	*d = (struct domain){ .vmid = 1, .root = table_new(b) };
	stream_to(b, SID(0), d);
}

uint64_t begin_mapped(struct board *b, struct domain *d)
{
	uint64_t pa = page_alloc(b, OWNER_HOST);

	begin(b, d);
	map_page(b, d->root, IOVA, pa, S2_RW);
	expect_lands(b, 0, IOVA, true, pa);
	return pa;
}

void give_away(struct board *b, uint64_t pa)
{
	page_give(b, pa, OWNER_GUEST);
	judge_reach(b);
	expect_stopped(b, 0, IOVA, false);
}
