/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A nested domain of the attacker's own, without the driver: its context descriptor (CD) and
 * its table are where a row wants them.
 */
#ifndef VIRT_OWN_DOMAIN_H
#define VIRT_OWN_DOMAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "../vmm.h"

#define CD_WORDS	8
/* Of CD.ASID, which the host chooses: it need not be EL2's. */
#define OWN_ASID	0x5aUL

/* Blocks of 1 GiB, as stage 1's first level with 39 bits of input has them. */
#define BLOCK_SOURCE	64	/* leads to HOST_SOURCE */
#define BLOCK_TARGET	65	/* leads to HOST_TARGET */
#define BLOCK_UNUSED	66	/* as 64, but no transfer has used it before the row's last */
#define BLOCK_GUEST	67	/* leads to a page that a row chooses */

/* The words of a CD that leads to the table at @table. */
void own_cd(uint64_t *cd, uint64_t table);

/* The entry of a block that leads to @pa, and the device address of @pa in @block. */
uint64_t own_block(uint64_t pa);
uint64_t own_address(unsigned int block, uint64_t pa);

/* The three blocks of the host's pages. */
void own_table(uint64_t *table);
/* The guest writes the same into its page @page: a walk would find it. */
bool guest_has_table(struct vm *vm, unsigned int page);
bool guest_has_cd(struct vm *vm, unsigned int page, uint64_t table);

/* The device's stream gets a domain with the CD at @cd; the one before is freed. */
bool own_domain(uint64_t cd);
/* The stream leaves it and gets it again: the SMMU reads the CD anew. */
bool own_domain_again(void);
/* The driver's domains again. */
void own_domain_end(void);

/* Does DMA by the blocks arrive? Does it fault, by a block that nothing has used? */
bool own_arrives(void);
bool own_faults(unsigned int block);

#endif /* VIRT_OWN_DOMAIN_H */
