/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Declarations for the tests of the machine's other masters: the kind of boot, and the
 * test devices' registers.
 */
#ifndef BOOT_DEVICES_H
#define BOOT_DEVICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STREAM_GENERATOR	0x0fa00000UL
#define TEST_FIFO		0x0fa10000UL
#define SCANOUT			0x0fb00000UL
#define WINDOW			0x0fb10000UL

/* The kind of boot; boot_test= on the kernel's command line. */
enum boot_kind {
	BOOT_ON,	/* EL2 owns the SMMUs */
	BOOT_OPEN,	/* mainline's driver, with unknown streams in bypass */
	BOOT_PLAIN,	/* mainline's driver with its defaults */
};

extern enum boot_kind boot;

/* The attacker's module, for accesses of the host kernel; false: not loaded. */
bool access_open(void);

/* A locked page of this process, and its physical address. */
uint64_t *own_page(void);
uint64_t own_page_phys(void);

/* Accesses a register; an abort sets @dead, which stays set. */
uint32_t reg(uint64_t addr);
void set_reg(uint64_t addr, uint32_t val);
extern bool dead;

/* Transfers words to and from the test FIFO with the DMA engine's own driver. */
struct att_slave;
bool slave_transfers(struct att_slave *result);

/* The value of @name= on the kernel's command line. */
bool boot_parameter(const char *name, char *out, size_t size);

/* The rest of the log's line after @words; NULL if no line has them. */
const char *log_after(const char *words);

/* Start of EL2's memory, from the kernel's log; 0 if it is not logged. */
uint64_t el2_memory(void);

/* Sets a property of the machine: tools/qmp-hand reads the request on the console. */
void ask_machine(const char *name, const char *value);

/* The display's engine (scanout.c); @next_frame: one begun after now has ended. */
bool scan_there(void);
uint32_t scan(uint32_t off);
bool scan_next_frame(void);
uint64_t scan_base(void);
void scan_point_at(uint64_t pa);
bool scan_is_painted(void);

/* Reads a page at @phys with the stream generator, as the display does; true: success. */
bool gen_reads_as_display(uint64_t phys);

void rows_board(void);
void rows_bpmp(void);
void rows_scanout(void);
void rows_generator(void);
void rows_slave(void);
void rows_window(void);
void rows_sid(void);
void rows_channels(void);
void rows_reserved(void);
void rows_sleep(void);
void rows_sleep_dead(void);
void rows_wake_table(void);
void rows_wake_own(void);
void rows_suspend_guest(void);
void rows_idle(void);
void rows_direct(void);
void rows_vfio(void);
void rows_lost(void);
void rows_failed(void);
void rows_refused(void);
void rows_off(void);
void rows_refused_rows(void);
void rows_dump(void);
void rows_stuck(void);
void rows_host(void);
void rows_host_stuck(void);
void rows_limits(void);
void row_shares(void);		/* of rows_limits() */
void rows_masters(void);
void rows_storm(void);
void rows_stall(void);

#endif /* BOOT_DEVICES_H */
