// SPDX-License-Identifier: GPL-2.0-only
/* See own_domain.h. The fields are those of Arm IHI 0070. */
#include <string.h>

#include "../dma_rows.h"
#include "../nested.h"
#include "own_domain.h"

#define CD0_T0SZ_39	25UL		/* 39 bits of input */
#define CD0_WALKS	(0x35UL << 8)	/* inner shareable, write-back */
#define CD0_EPD1	(1UL << 30)
#define CD0_V		(1UL << 31)
#define CD0_IPS_40	(2UL << 32)
#define CD0_AA64	(1UL << 41)
#define CD0_R		(1UL << 45)
#define CD0_A		(1UL << 46)
#define CD0_ASET	(1UL << 47)
#define CD0_ASID_SHIFT	48
#define CD3_MAIR	0xff44UL	/* its second attribute is write-back */

#define NO_DOMAIN	-1

static int64_t own = NO_DOMAIN;

void own_cd(uint64_t *cd, uint64_t table)
{
	memset(cd, 0, CD_WORDS * sizeof(*cd));
	cd[0] = CD0_T0SZ_39 | CD0_WALKS | CD0_EPD1 | CD0_V | CD0_IPS_40 | CD0_AA64 | CD0_R |
		CD0_A | CD0_ASET | OWN_ASID << CD0_ASID_SHIFT;
	cd[1] = table;
	cd[3] = CD3_MAIR;
}

uint64_t own_block(uint64_t pa)
{
	return (pa & ~BLOCK_MASK) | PTE_NG | PTE_AF | PTE_SH_IS | PTE_RW | PTE_CACHED | PTE_BLOCK;
}

uint64_t own_address(unsigned int block, uint64_t pa)
{
	return (uint64_t)block << 30 | (pa & BLOCK_MASK);
}

void own_table(uint64_t *table)
{
	memset(table, 0, GUEST_PAGE);
	table[BLOCK_SOURCE] = own_block(host_pa(HOST_SOURCE));
	table[BLOCK_TARGET] = own_block(host_pa(HOST_TARGET));
	table[BLOCK_UNUSED] = table[BLOCK_SOURCE];
}

static bool guest_writes(struct vm *vm, unsigned int page, unsigned int word, uint64_t val)
{
	uint64_t cmd[4] = { GUEST_WRITE, page, word, val };

	return !vm_cmd(vm, cmd, NULL, NULL);
}

bool guest_has_table(struct vm *vm, unsigned int page)
{
	return guest_writes(vm, page, BLOCK_SOURCE, own_block(host_pa(HOST_SOURCE))) &&
	       guest_writes(vm, page, BLOCK_TARGET, own_block(host_pa(HOST_TARGET))) &&
	       guest_writes(vm, page, BLOCK_UNUSED, own_block(host_pa(HOST_SOURCE)));
}

bool guest_has_cd(struct vm *vm, unsigned int page, uint64_t table)
{
	uint64_t cd[CD_WORDS];
	bool done = true;

	own_cd(cd, table);
	for (unsigned int i = 0; i < CD_WORDS && done; i++)
		done = guest_writes(vm, page, i, cd[i]);
	return done;
}

static bool attach(uint64_t handle)
{
	const uint64_t args[6] = { 0, DMA_SID, handle };

	return !hypercall(ATT_ATTACH, args);
}

static bool detach(void)
{
	const uint64_t args[6] = { 0, DMA_SID };

	return !hypercall(ATT_DETACH, args);
}

static void free_own(void)
{
	const uint64_t args[6] = { own };

	if (own != NO_DOMAIN && hypercall(ATT_FREE_NESTED, args))
		tap_note("domain %lld is not freed", (long long)own);
	own = NO_DOMAIN;
}

bool own_domain(uint64_t cd)
{
	const uint64_t args[6] = { 0, cd };

	if (!detach())
		return false;
	free_own();
	own = hypercall(ATT_ALLOC_NESTED, args);
	if (own >= NESTED_FIRST)
		return attach(own);
	tap_note("no domain with a CD at %#llx: %lld", (unsigned long long)cd, (long long)own);
	own = NO_DOMAIN;
	return false;
}

bool own_domain_again(void)
{
	return detach() && attach(own);
}

/* The driver does not know what the stream has: it attaches when its own domain changes. */
void own_domain_end(void)
{
	dma_domain(ATT_DOMAIN_IDENTITY);
	dma_domain(ATT_DOMAIN_BLOCKED);
	free_own();
	dma_domain(ATT_DOMAIN_DEFAULT);
}

bool own_arrives(void)
{
	return dma_arrives(own_address(BLOCK_SOURCE, host_pa(HOST_SOURCE)),
			   own_address(BLOCK_TARGET, host_pa(HOST_TARGET)), ATT_SID_DRIVER);
}

bool own_faults(unsigned int block)
{
	return transfer_faults(own_address(block, host_pa(HOST_SOURCE)),
			       own_address(BLOCK_TARGET, host_pa(HOST_TARGET)), ATT_SID_DRIVER,
			       DMA_SID);
}
