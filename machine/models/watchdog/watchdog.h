/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra's timers: timer 0 and watchdog 0, which counts the timer's expirations and
 * interrupts EL3 at its second one.
 *
 * The caller asks watchdog_next_us() after each write, and calls watchdog_expire() when
 * that time is over.
 */
#ifndef MODELS_WATCHDOG_H
#define MODELS_WATCHDOG_H

#include <stdbool.h>
#include <stdint.h>

struct watchdog;

#define WATCHDOG_MMIO_SIZE	0x121000u

#define TMR0_TMRCR		0x10000u
#define TMRCR_ENABLE			(1u << 31)
#define TMRCR_PERIODIC			(1u << 30)
#define TMRCR_PTV			0x1fffffffu	/* microseconds */

#define WDT0_WDTCR		0x110000u
#define WDTCR_SOURCE			0xfu
#define WDTCR_PERIOD(cr)		((cr) >> 4 & 0xff)
#define WDTCR_LOCAL_FIQ			(1u << 13)
#define WDT0_WDTSR		0x110004u
#define WDTSR_COUNT_SHIFT		12
#define WDT0_WDTCMDR		0x110008u
#define WDTCMDR_START			(1u << 0)
#define WDTCMDR_DISABLE			(1u << 1)
#define WDT0_WDTUR		0x11000cu
#define WDTUR_UNLOCK			0xc45au

#define WATCHDOG_FIQ_AT		2	/* expirations */
#define WATCHDOG_LAST		4	/* the fifth would reset the system */

/* @fiq: the FIQ to EL3 */
struct watchdog_config {
	void (*fiq)(void *opaque);
	void *opaque;
};

/* Return: NULL when out of memory, or without a FIQ. */
struct watchdog *watchdog_new(const struct watchdog_config *cfg);
void watchdog_free(struct watchdog *w);
void watchdog_reset(struct watchdog *w);

/* Microseconds from the last start or expiration of the timer to the next; 0: it is off. */
uint32_t watchdog_next_us(const struct watchdog *w);
void watchdog_expire(struct watchdog *w);

/* Any offset; @size 4 and aligned, other shapes read zero and are ignored. */
uint64_t watchdog_mmio_read(const struct watchdog *w, uint64_t off, unsigned int size);
void watchdog_mmio_write(struct watchdog *w, uint64_t off, uint64_t val, unsigned int size);

#endif
