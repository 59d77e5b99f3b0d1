/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The context bank that EL2 lends for the DMA engine's domain: its registers, and entries of
 * the tables that it walks.
 */
#ifndef BOOT_NESTED_H
#define BOOT_NESTED_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "attack.h"
#include "vmm.h"

/* Handles of nested domains: NR_BANKS for each SMMU, from this one on. */
#define NESTED_FIRST	256
#define NR_BANKS	128

#define LENT_SIZE	0x10000
#define CB_SCTLR	0x000
#define CB_SCTLR_CFCFG	(1u << 7)
#define CB_ACTLR	0x004
#define CB_ACTLR_CPRE	(1u << 1)
#define CB_TTBR0	0x020
#define CB_TTBR1	0x028
#define CB_TLBIASID	0x610
#define CB_TLBSYNC	0x7f0

/* Blocks of 1 GiB, of stage 1's first level with 39 bits of input. */
#define BLOCK_MASK	0x3fffffffUL
#define PTE_BLOCK	1UL
#define PTE_CACHED	(1UL << 2)	/* as MAIR of the driver has it */
#define PTE_RW		(1UL << 6)
#define PTE_SH_IS	(3UL << 8)
#define PTE_AF		(1UL << 10)
#define PTE_NG		(1UL << 11)

/* Of host1x, which no driver of this kernel drives, behind SMMU 0. */
#define NISO1_STREAM	0x27

/* A call that EL2 has to refuse. */
struct nested_try {
	enum att_call_name call;
	uint64_t args[6];
};

/*
 * Row nested-calls: @right if the DMA engine has a nested domain and host pages in it. All
 * tries are refused, and its DMA goes on.
 */
void row_nested_calls(bool right, const struct nested_try *tries, unsigned int nr);

/* A thread of the host's writes random words where it can, until told to stop. */
struct garbage {
	void (*write)(struct garbage *g);
	uint64_t tables;	/* that the words may lead to, which are not the host's */
	uint64_t seed;
	atomic_bool stop;
	atomic_uint writes;
};

uint64_t garbage_word(struct garbage *g);

/* Does a device reach no page of the guest's meanwhile, in so many rounds? */
bool garbage_is_harmless(struct garbage *g, struct vm *vm, unsigned int rounds);

/* The SMMU instances that the DMA engine's accesses are spread over. */
extern const uint64_t lent_instances[];

/* Looks up the bank of the engine's domain of now. False: the domain is not nested. */
bool lent_find(void);

/* The number of the bank that was found, and its page's offset. */
unsigned int lent_bank(void);
uint64_t lent_page(void);

/* Banks that EL2 says are lent on the DMA engine's SMMU; -1: unknown. */
long banks_lent(void);

/* Writes a register of the bank on all instances. */
bool lent_write(unsigned int reg, uint32_t val);
bool lent_write64(unsigned int reg, uint64_t val);

#endif /* BOOT_NESTED_H */
