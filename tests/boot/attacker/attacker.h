/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Interface of the attacker's module: ioctls on /dev/attacker.
 *
 * An ioctl fails only if the attack could not be tried; its result is in the
 * structure.
 */
#ifndef BOOT_ATTACKER_H
#define BOOT_ATTACKER_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* Hypercalls by name: the module uses the numbers of the running kernel. */
enum att_call_name {
	ATT_DESCRIBE_SMMU,
	ATT_DESCRIBE_SMMU_REGS,
	ATT_DESCRIBE_GUARD,
	ATT_DESCRIBE_STREAMS,
	ATT_SEAL,
	ATT_SWITCH_OFF,
	ATT_ALLOC_DOMAIN,
	ATT_FREE_DOMAIN,
	ATT_TOPUP,
	ATT_ATTACH,
	ATT_DETACH,
	ATT_MAP,
	ATT_UNMAP,
	ATT_IOVA_TO_PHYS,
	ATT_GET_FAULT,
	ATT_QUERY,
	ATT_ALLOC_NESTED,
	ATT_FREE_NESTED,
	ATT_INVAL_NESTED,
	ATT_NR_CALLS,
};

enum att_call_status {
	ATT_CALL_DONE,		/* EL2's handler ran: @ret is its result */
	ATT_CALL_REFUSED,	/* the dispatcher refused it */
	ATT_CALL_UNKNOWN,	/* this kernel has no such call */
};

struct att_call {
	__u32 call;
	__u32 status;
	__u64 args[6];
	__s64 ret;
	__u64 x2;
	__u64 x3;
};

/* One access of the CPU to a physical address, of registers or of memory. */
struct att_access {
	__u64 phys;
	__u64 val;
	__u32 size;		/* 1, 2, 4, 8, or 16: a pair of 8, half of it in @val */
	__u32 write;
	__u32 aborted;		/* the access aborted */
	__u32 pad;
};

/* A reset line of BPMP's. */
struct att_reset {
	__u32 line;
	__u32 asserted;
};

enum att_dma_mode {
	ATT_DMA_COPY,
	ATT_DMA_FILL,
	ATT_DMA_FROM_IO,	/* @src is a register on the control backbone */
	ATT_DMA_TO_IO,		/* @dst is */
};

#define ATT_SID_DRIVER	(~0U)	/* the stream ID that the driver would use */

/* One transfer, programmed in the channel's registers without the driver. */
struct att_dma {
	__u32 channel;
	__u32 mode;
	__u64 src;
	__u64 dst;
	__u32 len;		/* bytes, a multiple of 4 */
	__u32 pattern;		/* of ATT_DMA_FILL */
	__u32 sid;		/* stream ID for MC_SEQ */
	__u32 done;		/* the channel reported completion, and no error */
	__u32 error;		/* its error register */
	__u32 mcseq;		/* MC_SEQ as read back */
};

/* Any SMC, from EL1. */
struct att_smc {
	__u64 args[8];
	__u64 ret;		/* x0 */
};

enum att_el2_how {
	ATT_EL2_SDEI,		/* by the handler of an SDEI event */
	ATT_EL2_FIQ,		/* by the entry point of the watchdog's FIQ */
};

/* Makes EL3 enter EL2 at an address of the host's, where code reads and writes @guest. */
struct att_el2 {
	__u32 how;
	__u32 calls;		/* SMCs made */
	__u32 refused;		/* of these: NOT_SUPPORTED */
	__u32 el;		/* CurrentEL of the code; 0: it did not run */
	__u64 guest;		/* physical address of the guest's page */
	__u64 secret;		/* its first word; the code inverts it into the second */
	__u64 lookup;		/* address of kallsyms_lookup_name() */
};

enum att_domain_kind {
	ATT_DOMAIN_DEFAULT,	/* the kernel's default */
	ATT_DOMAIN_IDENTITY,
	ATT_DOMAIN_BLOCKED,
	ATT_DOMAIN_PAGING,	/* the attacker's own, empty */
};

/*
 * Attaches the group of the DMA engine, or of one of its channels, to a domain, with the
 * kernel's IOMMU API. What was attached before goes back to its default.
 */
struct att_domain {
	__u32 kind;
	__s32 ret;
	__u32 channel;		/* 0: the engine */
	__u32 pad;
};

/* Map, unmap and look up in the attacker's paging domain. */
struct att_map {
	__u64 iova;
	__u64 phys;
	__u64 size;
	__u32 write;
	__s32 ret;
};

/* Transfers of the DMA engine's own driver to and from the test FIFO. */
struct att_slave {
	__u64 fifo;
	__u32 sent;		/* words with the expected value */
	__u32 periods;		/* periods that the driver reported */
	__u32 received;
	__u32 lost;		/* words lost to overflow or underflow of the FIFO */
};

#define ATT_SLAVE_SENT		768
#define ATT_SLAVE_PERIODS	12
#define ATT_SLAVE_RECEIVED	256

/* Allocates up to @want paging domains until the allocation fails; then frees them. */
struct att_domains {
	__u32 want;
	__u32 got;
	__s32 err;		/* why no more */
	__u32 pad;
};

/*
 * Maps while the kernel has no free memory, and repeats this as pages are freed one by
 * one; then maps with enough memory, and unmaps the middle first.
 */
struct att_starve {
	__u64 iova;
	__u32 refused;		/* maps that failed with -ENOMEM */
	__s32 err;		/* another error */
	__u32 half_way;		/* failed maps that had mapped some pages */
	__u32 left_mapped;	/* failed maps that left pages mapped */
	__u32 mapped;		/* the last map succeeded, with each page at its address */
	__u32 hole;		/* only the pages in the middle are unmapped */
	__u32 gone;		/* all pages are unmapped at the end */
	__u32 pad;
};

/* Maps one page repeatedly until this is refused; then unmaps all. */
struct att_pins {
	__u32 want;
	__u32 got;
	__s32 err;		/* why no more */
	__u32 gone;		/* successful unmaps */
};

#define ATT_NO_ID	(~0U)

/*
 * Creates another device behind the SMMUs for a device tree node, as its driver or bus
 * would. @id is looked up in the node's iommu-map; ATT_NO_ID: use the node's iommus.
 */
struct att_master {
	char node[64];
	__u32 id;
	__s32 ret;
	__u32 sid;
	__u32 nr_sids;
	__s32 group;
	__u32 slot;		/* slot number for attach and remove */
};

/* Attaches a slot's group to a paging domain with one page, and back. */
struct att_slot {
	__u32 slot;
	__s32 ret;
};

#define ATT_IOC_CALL	_IOWR('a', 1, struct att_call)
#define ATT_IOC_ACCESS	_IOWR('a', 2, struct att_access)
#define ATT_IOC_DMA	_IOWR('a', 3, struct att_dma)
#define ATT_IOC_DOMAIN	_IOWR('a', 4, struct att_domain)
#define ATT_IOC_MAP	_IOWR('a', 5, struct att_map)
#define ATT_IOC_UNMAP	_IOWR('a', 6, struct att_map)
#define ATT_IOC_PHYS	_IOWR('a', 7, struct att_map)
#define ATT_IOC_SLAVE	_IOWR('a', 8, struct att_slave)
#define ATT_IOC_SMC	_IOWR('a', 9, struct att_smc)
#define ATT_IOC_EL2	_IOWR('a', 10, struct att_el2)
#define ATT_IOC_RESET	_IOWR('a', 11, struct att_reset)
#define ATT_IOC_DOMAINS	_IOWR('a', 20, struct att_domains)
#define ATT_IOC_STARVE	_IOWR('a', 21, struct att_starve)
#define ATT_IOC_MASTER	_IOWR('a', 22, struct att_master)
#define ATT_IOC_TRY	_IOWR('a', 23, struct att_slot)
#define ATT_IOC_REMOVE	_IOWR('a', 24, struct att_slot)
#define ATT_IOC_PINS	_IOWR('a', 25, struct att_pins)

#endif /* BOOT_ATTACKER_H */
