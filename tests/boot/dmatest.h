/* SPDX-License-Identifier: GPL-2.0-only */
/* Mainline's DMA test, run on several channels at once. */
#ifndef BOOT_DMATEST_H
#define BOOT_DMATEST_H

#include <stdbool.h>

/* Results that dmatest logs: threads started and ended, transfers, failures, late transfers. */
struct dmatest_sum {
	unsigned int started;
	unsigned int threads;
	unsigned int tests;
	unsigned int failures;
	unsigned int late;
};

/*
 * Ends at the first transfer that takes longer than @timeout, in milliseconds; a host with
 * few CPUs makes some slow.
 */
struct dmatest_sum dmatest_run(const char *iterations, const char *timeout);

#endif /* BOOT_DMATEST_H */
