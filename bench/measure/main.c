// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measurements from user space: "measure dma PREFIX [THREADS]" runs mainline's benchmark
 * of DMA mappings, "measure guest" donates pages to a protected guest; "beside-dma": the
 * caller has the host's DMA run meanwhile.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "measure.h"

void figure(const char *name, double value)
{
	printf("# figure %s %.1f\n", name, value);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	if ((argc == 3 || argc == 4) && !strcmp(argv[1], "dma"))
		return measure_dma(argv[2], argc == 4 ? atoi(argv[3]) : 1) ? 1 : 0;
	if (argc == 2 && !strcmp(argv[1], "guest"))
		return measure_guest(false) ? 1 : 0;
	if (argc == 3 && !strcmp(argv[1], "guest") && !strcmp(argv[2], "beside-dma"))
		return measure_guest(true) ? 1 : 0;
	fprintf(stderr, "usage: measure dma PREFIX [THREADS] | measure guest [beside-dma]\n");
	return 2;
}
