/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Functions that the rows use for attacks: wrappers of the module's ioctls, pages of
 * the test process, and fault records.
 */
#ifndef BOOT_ATTACK_H
#define BOOT_ATTACK_H

#include <stdbool.h>
#include <stdint.h>

#include "attacker/attacker.h"
#include "machine.h"

int attack_open(void);

/* An ioctl of the attacker's module. */
int attack_ioctl(unsigned long request, void *arg);

/* Locked pages of this process. */
enum host_page {
	HOST_SOURCE,
	HOST_TARGET,
	HOST_TABLES,	/* of rows that have tables of their own */
	HOST_CD,	/* and what leads to them */
	HOST_PAGES,
};

uint64_t *host_va(enum host_page page);
uint64_t host_pa(enum host_page page);

/* Transfers a page; @sid may be ATT_SID_DRIVER. True: no error was reported. */
bool dma_copy(uint64_t src, uint64_t dst, uint32_t sid);

/*
 * dma_copy() in two steps, for an engine with a buffer of its own: the first only reads. Any
 * other engine does all in the first.
 */
bool dma_copy_start(uint64_t src, uint64_t dst, uint32_t sid);
bool dma_copy_end(uint64_t dst);
bool dma_fill(uint64_t dst, uint32_t pattern, uint32_t sid);

/* Reads or writes one register with the DMA engine, over the control backbone. */
bool dma_from_io(uint64_t reg, uint64_t dst);
bool dma_to_io(uint64_t reg, uint64_t src);

/*
 * Copies a new pattern from HOST_SOURCE to HOST_TARGET by DMA, with the device
 * addresses @src and @dst. True: it arrived.
 */
bool dma_arrives(uint64_t src, uint64_t dst, uint32_t sid);

/*
 * From now on transfers and domains are those of channel @channel, whose own stream ID is
 * @sid. 0: a channel of the engine's one stream, and the engine's domain.
 */
void dma_use_channel(uint32_t channel, uint32_t sid);
/* That channel, and its stream ID; 0: the rows use DMA_CHANNEL. */
uint32_t dma_used_channel(uint32_t *sid);

int dma_domain(enum att_domain_kind kind);
int dma_map(uint64_t iova, uint64_t phys, uint64_t size, bool write);
int dma_unmap(uint64_t iova, uint64_t size);
uint64_t dma_iova_to_phys(uint64_t iova);

/* Accesses by the host kernel, of 32 bits or any size; false: aborted. */
bool reg_read(uint64_t phys, uint32_t *val);
bool reg_write(uint64_t phys, uint32_t val);
bool phys_access(struct att_access *access);

/**
 * hypercall() - make a raw hypercall
 * @args: six arguments
 *
 * Return: EL2's result, -EPERM if the dispatcher refused, -ENOTTY if the kernel
 * has no such call.
 */
int64_t hypercall(enum att_call_name call, const uint64_t args[6]);

/* Has BPMP assert or deassert a reset line. */
bool reset_line(uint32_t line, bool asserted);

/* An SMC of the host kernel's; returns x0. */
uint64_t firmware_call(uint64_t func, uint64_t x1, uint64_t x2);

/* False: the attack could not be tried. */
bool enter_el2(struct att_el2 *att);

/* SMCs that EL2 did not forward; 0: unknown. */
uint64_t smcs_refused(void);

/* EL2's counters of dropped or refused host writes; 0: unknown. */
uint64_t mc_dropped(void);
uint64_t gpcdma_refused(void);
uint64_t sid_refused(void);

/* A fault record, as the kernel's SMMU driver reports it. */
struct fault {
	char smmu[32];
	uint32_t sid;
	uint64_t addr;
	bool global;
	bool write;
	bool has_addr;
};

/* Skips all faults so far; then waits up to a second for the next. */
void fault_mark(void);
bool fault_next(struct fault *fault);

/* True if the kernel's log names this fault, and the device, since fault_mark(). */
bool fault_in_log(const struct fault *fault);

#endif /* BOOT_ATTACK_H */
