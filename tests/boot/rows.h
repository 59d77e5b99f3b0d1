/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rows of the table: each function prints one or more lines of TAP, of the form
 * "id: title => result".
 *
 * The same rows run in every boot; their expected results depend on @protection.
 * rows.list has them too, for tools/compare-runs.
 */
#ifndef BOOT_ROWS_H
#define BOOT_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "tap.h"
#include "vmm.h"

/* True if EL2 owns the SMMUs according to the boot's parameters. */
extern bool protection;

/* True if domains are nested: what the host maps is not checked, but what a device reaches. */
extern bool nested;

/* Is this among the boot's parameters? */
bool boot_has(const char *parameter);

/* Is this the boot of boot_test=@what? */
bool boot_is(const char *what);

/* Rows of a protected guest's life; @attacks are the machine's, if the attacker is there. */
void rows_guest(void (*attacks)(struct vm *vm));

/*
 * The host accesses registers of an SMMU, @what in words, with all sizes; with protection
 * off, where the accesses are to pass, with those of the mask @sizes.
 */
void row_smmu_pages(const char *what, const uint64_t *regs, unsigned int nr, uint32_t sizes);

/* The guest's pages, each for one purpose. */
enum guest_page {
	PAGE_CPU = GUEST_FIRST_DATA,
	PAGE_SHARED,
	PAGE_READ,
	PAGE_WRITE,
	PAGE_DONATED,
	PAGE_TAKEN,
	PAGE_TABLE,
	PAGE_OWN_TABLE,
	PAGE_OWN_CD,
	PAGE_STALE,
	PAGE_RACE,	/* and those after it */
};

/* Start of EL2's memory, from the kernel's log; 0 if it is not logged. */
uint64_t el2_memory(void);

/* Loads a word that this process may not be able to access. */
bool host_loads(const volatile uint64_t *va, uint64_t *val);

void row_guest_starts(struct vm *vm);
void row_cpu_load(struct vm *vm);
void row_kernel_load(struct vm *vm);
void row_share(struct vm *vm);
void row_finish(struct vm *vm);

void rows_read(struct vm *vm);
void rows_write(struct vm *vm);
void rows_map(struct vm *vm);
void row_donate(struct vm *vm);
void row_race(struct vm *vm);
void row_taken(struct vm *vm);
void row_unshare(struct vm *vm);
void row_strict(void);
void row_fault_log(struct vm *vm);
void rows_suspend(struct vm *vm);
void rows_smmu_registers(struct vm *vm);
void rows_backbone(struct vm *vm);
void row_reset(void);
void rows_mc_registers(struct vm *vm);
void rows_mcseq(struct vm *vm);
void rows_smc(struct vm *vm);
void rows_calls(struct vm *vm);
void rows_nested(struct vm *vm);
void rows_nested_dma(struct vm *vm);
void row_nested_kind(void);
void row_nested_race(struct vm *vm);

void row_early_calls(void);
void row_drivers(void);
void row_doctor(void);
void row_groups(void);
void judge(void);

/* The kernel of boot `crash`, and the one that it starts: in a page of the first. */
#define SECOND_PATTERN	0x5ec0000000000000ULL

void rows_crash(void);
void rows_second(void);

void row_dmatest(const char *id, const char *when);
void row_dmatest_blocked(void);
void row_lazy(void);
void row_kernel_log(bool mainline);
bool trace_start(void);	/* false: the kernel has no trace events of EL2 */
void row_trace(void);

#endif /* BOOT_ROWS_H */
