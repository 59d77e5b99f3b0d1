/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The registers that a board dump contains, in the order in which they are read. The
 * program that takes a dump and the one that replays it use the same list.
 */
#ifndef BOARD_REGISTERS_H
#define BOARD_REGISTERS_H

#include <stdbool.h>
#include <stdint.h>

#define BOARD_VERSION		1

#define BOARD_MC_SID_PAGE	0x02c00000u
#define BOARD_NR_CLIENTS	512u
#define BOARD_NR_MC_PAGES	17u	/* the broadcast page, then channels 0 to 15 */
#define BOARD_MC_BYPASS		0x1820u	/* MC_SMMU_BYPASS_CONFIG, in each of them */

#define BOARD_NR_SMMUS		5u	/* instances */
#define BOARD_SCR0		0x00u
#define BOARD_SACR		0x10u
#define BOARD_IDR0		0x20u
#define BOARD_IDR1		0x24u
#define BOARD_IDR2		0x28u
#define BOARD_IDR7		0x3cu
#define BOARD_SMR		0x800u
#define BOARD_S2CR		0xc00u
/* Global register space 1, with pages of 64 KiB */
#define BOARD_CBAR		0x10000u
#define BOARD_CBA2R		0x10800u
#define BOARD_MAX_GROUPS	128u
#define BOARD_MAX_BANKS		128u

/* Whose number of registers the SMMU's ID registers limit. */
enum board_limit { BOARD_ALL, BOARD_GROUPS, BOARD_BANKS };

/**
 * struct board_block - registers at equal distances
 * @section: header in the dump
 * @name: register, by the architecture or by the kernel's driver
 * @why: why a read changes nothing
 * @base: address of the first
 * @step: bytes from one to the next
 * @nr: how many
 * @limit: see enum board_limit
 * @optional: a dump is complete without
 */
struct board_block {
	const char *section;
	const char *name;
	const char *why;
	uint32_t base;
	uint32_t step;
	uint32_t nr;
	enum board_limit limit;
	bool optional;
};

/* Block number @i; false past the last. */
bool board_block_at(unsigned int i, struct board_block *b);
/* The block that contains the register at @addr; false if no block does. */
bool board_block_of(uint32_t addr, struct board_block *b);

uint32_t board_mc_page(unsigned int i);
uint32_t board_smmu_base(unsigned int i);
const char *board_smmu_section(unsigned int i);

#endif
