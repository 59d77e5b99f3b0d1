/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One DMA attack on a guest's page, and what came of it.
 */
#ifndef BOOT_DMA_ROWS_H
#define BOOT_DMA_ROWS_H

#include "attack.h"
#include "rows.h"

/* Where the attacker's paging domain maps what it is given. */
#define IOVA_SOURCE	0x1000000000UL
#define IOVA_TARGET	0x1000002000UL
#define IOVA_GUEST	0x1000005000UL

#define FAULT_WORDS	"fault, named with SMMU, SID, address"

/**
 * struct attempt - an attack by DMA on a page of the guest
 * @page: which
 * @addr: the page's address, as the device is told
 * @dst: where a stolen page goes: HOST_TARGET, as the device is told
 * @sid: for MC_SEQ
 * @fault_sid: the stream that must be named if it faults
 */
struct attempt {
	struct vm *vm;
	unsigned int page;
	uint64_t addr;
	uint64_t dst;
	uint32_t sid;
	uint32_t fault_sid;
};

/* True: HOST_TARGET holds what the guest drew. The guest is asked afterwards. */
bool attempt_read(const struct attempt *a);

/* True: the guest finds its page overwritten. */
bool attempt_write(const struct attempt *a);

/*
 * The same, where it must fail. True: the device reported an error, a fault
 * names SMMU, stream, direction and address, nothing came out of the page, and
 * the guest finds it unchanged.
 */
bool attempt_read_faults(const struct attempt *a);
bool attempt_write_faults(const struct attempt *a);

/* True: a transfer from @addr to @dst faults, and the record is right. */
bool transfer_faults(uint64_t addr, uint64_t dst, uint32_t sid, uint32_t fault_sid);

/* An empty paging domain, in which HOST_SOURCE and HOST_TARGET are mapped. */
bool paging_with_host_pages(void);

/*
 * In a paging domain nothing but these two pages is mapped. What then reads the
 * guest's page at its physical address has gone around translation, and so has the
 * write to HOST_TARGET that follows. @sid is for MC_SEQ.
 */
bool went_around(struct vm *vm, uint64_t pa, uint32_t sid);
/* True: it faults, and what is mapped arrives. */
bool still_contained(struct vm *vm, uint64_t pa, uint32_t sid);

/* Put a secret into @page of the guest; returns its physical address or 0. */
uint64_t draw_secret(struct vm *vm, unsigned int page);

#endif /* BOOT_DMA_ROWS_H */
