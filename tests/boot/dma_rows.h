/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One DMA attack on a guest's page, and its result.
 */
#ifndef BOOT_DMA_ROWS_H
#define BOOT_DMA_ROWS_H

#include "attack.h"
#include "rows.h"

/* IOVAs of the attacker's paging domain. */
#define IOVA_SOURCE	0x1000000000UL
#define IOVA_TARGET	0x1000002000UL
#define IOVA_GUEST	0x1000005000UL

#define FAULT_WORDS	"fault, named with SMMU, SID, address"

/**
 * struct attempt - an attack by DMA on a page of the guest
 * @page: number of the guest's page
 * @addr: the device address of the page
 * @dst: the device address of HOST_TARGET, which receives the stolen data
 * @sid: for MC_SEQ
 * @fault_sid: the stream ID that a fault must report
 * @unattached: the stream is attached to nothing, so that a fault may be of another kind
 */
struct attempt {
	struct vm *vm;
	unsigned int page;
	uint64_t addr;
	uint64_t dst;
	uint32_t sid;
	uint32_t fault_sid;
	bool unattached;
};

/* True: HOST_TARGET holds the guest's secret, which the guest reports afterwards. */
bool attempt_read(const struct attempt *a);

/* True: the guest finds its page overwritten. */
bool attempt_write(const struct attempt *a);

/*
 * The same, expected to fail. True: the device reported an error, a fault record has the
 * right SMMU, stream, direction and address, no data was read, and the guest finds the
 * page unchanged.
 */
bool attempt_read_faults(const struct attempt *a);
bool attempt_write_faults(const struct attempt *a);

/* True: a transfer from @addr to @dst faults, and the record is right. */
bool transfer_faults(uint64_t addr, uint64_t dst, uint32_t sid, uint32_t fault_sid);

/*
 * An attempt to read and one to write the guest's page at its physical address, and a
 * transfer of the host's own. False: the page's words came, or the guest sees another word in
 * it. @arrived counts transfers of the host's that arrived.
 */
bool guest_is_safe(struct vm *vm, uint64_t pa, unsigned int *arrived);

/* EL2's handle of the DMA engine's domain, from debugfs; -1: unknown. */
int64_t dma_domain_handle(void);

/* An empty paging domain, in which HOST_SOURCE and HOST_TARGET are mapped. */
bool paging_with_host_pages(void);

/*
 * The paging domain maps only these two pages. A read of the guest's page at its
 * physical address has bypassed translation, and so has the write to HOST_TARGET that
 * follows. @sid is for MC_SEQ.
 */
bool went_around(struct vm *vm, uint64_t pa, uint32_t sid);
/* True: the read faults, and DMA to the mapped pages arrives. */
bool still_contained(struct vm *vm, uint64_t pa, uint32_t sid);

/* Makes the guest put a secret into @page. Returns its physical address, or 0. */
uint64_t draw_secret(struct vm *vm, unsigned int page);

#endif /* BOOT_DMA_ROWS_H */
