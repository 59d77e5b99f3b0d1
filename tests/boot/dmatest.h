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
 * @timeout: of a transfer, in milliseconds; a host with few CPUs makes some slow. @patient:
 * goes on after a transfer that is late, else the results are those until then.
 */
struct dmatest_sum dmatest_run(const char *iterations, const char *timeout, bool patient);

#endif /* BOOT_DMATEST_H */
