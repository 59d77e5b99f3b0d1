/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tests of the machine's other masters share: the boot that they run
 * in, and the test devices' registers.
 */
#ifndef BOOT_DEVICES_H
#define BOOT_DEVICES_H

#include <stdbool.h>
#include <stdint.h>

#define STREAM_GENERATOR	0x0fa00000UL
#define SCANOUT			0x0fb00000UL

/* How the boot is protected; on the kernel's command line as boot_test=. */
enum boot_kind {
	BOOT_ON,	/* EL2 owns the SMMUs */
	BOOT_OPEN,	/* mainline's driver, told to let unknown streams pass */
	BOOT_PLAIN,	/* mainline's driver as it is */
};

extern enum boot_kind boot;

/* The attacker's module, for accesses of the host kernel; false: not loaded. */
bool access_open(void);

/* A page of this process that stays where it is, and its physical address. */
uint64_t *own_page(void);
uint64_t own_page_phys(void);

/* A register; @dead is set if the access aborted, and then stays set. */
uint32_t reg(uint64_t addr);
void set_reg(uint64_t addr, uint32_t val);
extern bool dead;

/* The rest of the line in the kernel's log that follows @words; NULL: none. */
const char *log_after(const char *words);

/* Where EL2's own memory begins, as the kernel's log says; 0: it doesn't. */
uint64_t el2_memory(void);

void rows_board(void);
void rows_bpmp(void);
void rows_scanout(void);
void rows_generator(void);
void rows_stall(void);

#endif /* BOOT_DEVICES_H */
