/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Declarations shared by the files of the measuring program.
 */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

/* Executed instructions modulo 2^32, from the counter that bench/module has started. */
static inline uint32_t now(void)
{
	uint64_t val;

	asm volatile("isb; mrs %0, pmevcntr0_el0" : "=r" (val) : : "memory");
	return val;
}

/* Prints a figure, which the script on the host parses. */
void figure(const char *name, double value);

/* Both return 0, or -1 after printing an error. */
int measure_dma(const char *prefix, unsigned int threads);
int measure_guest(bool beside_dma);

#endif /* BENCH_MEASURE_H */
