/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the measuring program's files share.
 */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stdint.h>

/* Instructions so far, modulo 2^32: the counter that bench/module has started. */
static inline uint32_t now(void)
{
	uint64_t val;

	asm volatile("isb; mrs %0, pmevcntr0_el0" : "=r" (val) : : "memory");
	return val;
}

/* A line that the script on the host looks for. */
void figure(const char *name, double value);

/* Both return 0, or -1 after having said what went wrong. */
int measure_dma(const char *prefix);
int measure_guest(void);

#endif /* BENCH_MEASURE_H */
