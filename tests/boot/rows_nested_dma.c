// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows in which the host writes what it wants to a lent bank and to its tables, or keeps
 * what it should invalidate, and a device reaches no page that is not the host's.
 */
#include <string.h>

#include "dma_rows.h"
#include "nested.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/*
 * A table of stage 1 in one page, of blocks of 1 GiB. Block 64 has HOST_SOURCE, 65 has
 * HOST_TARGET, 66 is as 64, but nothing has used it before the page leaves the host.
 */
#define BLOCK_SOURCE	64
#define BLOCK_TARGET	65
#define BLOCK_UNUSED	66

static uint64_t block_to(uint64_t pa)
{
	return (pa & ~BLOCK_MASK) | PTE_NG | PTE_AF | PTE_SH_IS | PTE_RW | PTE_CACHED | PTE_BLOCK;
}

static uint64_t block_address(unsigned int block, uint64_t pa)
{
	return (uint64_t)block << 30 | (pa & BLOCK_MASK);
}

static void fill_table(uint64_t *table)
{
	memset(table, 0, GUEST_PAGE);
	table[BLOCK_SOURCE] = block_to(host_pa(HOST_SOURCE));
	table[BLOCK_TARGET] = block_to(host_pa(HOST_TARGET));
	table[BLOCK_UNUSED] = table[BLOCK_SOURCE];
}

/* From now on the DMA engine's stream uses the table at @pa, and nothing that was cached. */
static bool use_table(uint64_t pa)
{
	return lent_write64(CB_TTBR0, pa | (uint64_t)lent_bank() << 48) &&
	       lent_write(CB_TLBIASID, lent_bank()) && lent_write(CB_TLBSYNC, 0);
}

/* The guest writes its page's entries as the host had them: a walk would find them. */
static bool guest_has_table(struct vm *vm)
{
	static const unsigned int blocks[] = { BLOCK_SOURCE, BLOCK_TARGET, BLOCK_UNUSED };
	bool done = true;

	for (unsigned int i = 0; i < ARRAY_SIZE(blocks); i++) {
		enum host_page page = blocks[i] == BLOCK_TARGET ? HOST_TARGET : HOST_SOURCE;
		uint64_t cmd[4] = { GUEST_WRITE, PAGE_TABLE, blocks[i], block_to(host_pa(page)) };

		done = done && !vm_cmd(vm, cmd, NULL, NULL);
	}
	return done;
}

static void rows_table(struct vm *vm)
{
	uint64_t *table = vm_page(vm, PAGE_TABLE);
	uint64_t target = block_address(BLOCK_TARGET, host_pa(HOST_TARGET));
	uint64_t unused = block_address(BLOCK_UNUSED, host_pa(HOST_SOURCE));
	uint64_t source = block_address(BLOCK_SOURCE, host_pa(HOST_SOURCE)), pa;
	bool walks, right;

	fill_table(table);
	pa = vm_phys(table);
	walks = paging_with_host_pages() && lent_find() && use_table(pa) &&
		dma_arrives(source, target, ATT_SID_DRIVER);
	right = walks && guest_has_table(vm) &&
		transfer_faults(unused, target, ATT_SID_DRIVER, DMA_SID);
	tap_ok(right, "nested-table",
	       "a page of the host's stage 1 tables becomes the guest's => %s",
	       right ? "DMA faults" : "WRONG");
	right = walks && use_table(pa) &&
		transfer_faults(source, target, ATT_SID_DRIVER, DMA_SID) &&
		use_table(el2_memory()) &&
		transfer_faults(source, target, ATT_SID_DRIVER, DMA_SID);
	tap_ok(right, "nested-ttbr",
	       "the host sets TTBR to a page of the guest's, and of EL2's => %s",
	       right ? FAULT_WORDS : "WRONG");
	dma_domain(ATT_DOMAIN_DEFAULT);
}

#define GARBAGE_ROUNDS	48

/*
 * Tables are not the host's, since DMA by tables of random bytes could go to any page of the
 * host's; stalls are left out, since each costs the DMA engine its timeout.
 */
static uint32_t garbage_for(struct garbage *g, unsigned int reg)
{
	uint64_t val = garbage_word(g) >> 16;

	switch (reg) {
	case CB_TTBR0:
	case CB_TTBR1:
		return (uint32_t)g->tables | (val & 0xfff);
	case CB_TTBR0 + 4:
	case CB_TTBR1 + 4:
		return g->tables >> 32 | (val & 0xffff0000);
	case CB_SCTLR:
		return val & ~CB_SCTLR_CFCFG;
	}
	return val;
}

/* On all instances; the registers of translation more often than the others. */
static void write_register(struct garbage *g)
{
	uint64_t where = garbage_word(g) >> 20;
	unsigned int reg = (where & 1 ? where >> 1 & 0x3f : where >> 1 & 0x3ff) * 4;

	lent_write(reg, garbage_for(g, reg));
}

static void row_garbage(struct vm *vm)
{
	struct garbage g = { .write = write_register, .tables = el2_memory() };
	bool right;

	right = paging_with_host_pages() && lent_find() &&
		garbage_is_harmless(&g, vm, GARBAGE_ROUNDS);
	dma_domain(ATT_DOMAIN_DEFAULT);
	right = right && paging_with_host_pages() &&
		dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER);
	tap_ok(right, "nested-garbage",
	       "the host writes garbage to a lent bank while DMA runs => %s",
	       right ? "no page of the guest's is reached" : "WRONG");
	dma_domain(ATT_DOMAIN_DEFAULT);
}

void rows_nested_dma(struct vm *vm)
{
	rows_table(vm);
	row_nested_race(vm);
	row_garbage(vm);
}
