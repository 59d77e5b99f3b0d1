// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measurements from user space: "measure dma PREFIX" runs mainline's benchmark of DMA
 * mappings, "measure guest" donates pages to a protected guest.
 */
#include <stdio.h>
#include <string.h>

#include "measure.h"

void figure(const char *name, double value)
{
	printf("# figure %s %.1f\n", name, value);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "dma"))
		return measure_dma(argv[2]) ? 1 : 0;
	if (argc == 2 && !strcmp(argv[1], "guest"))
		return measure_guest() ? 1 : 0;
	fprintf(stderr, "usage: measure dma PREFIX | measure guest\n");
	return 2;
}
