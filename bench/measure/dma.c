// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mainline's benchmark of the DMA API, with either SMMU driver. bench/init has bound a
 * device to it.
 */
#include <fcntl.h>
#include <linux/map_benchmark.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "measure.h"

#define BENCHMARK	"/sys/kernel/debug/dma_map_benchmark"

static int run(int fd, unsigned int pages, const char *prefix, unsigned int threads)
{
	struct map_benchmark b = {
		.threads = threads,
		.seconds = 1,
		.node = -1,
		.dma_bits = 39,
		.dma_dir = DMA_MAP_BIDIRECTIONAL,
		.granule = pages,
		.map_mode = DMA_MAP_BENCH_SINGLE_MODE,
	};
	char name[64];

	if (ioctl(fd, DMA_MAP_BENCHMARK, &b)) {
		perror("# " BENCHMARK);
		return -1;
	}
	/* The unit is 100 ns; each sample is rounded down. */
	snprintf(name, sizeof(name), "dma-%s-map-%u", prefix, pages);
	figure(name, b.avg_map_100ns * 100.0);
	snprintf(name, sizeof(name), "dma-%s-unmap-%u", prefix, pages);
	figure(name, b.avg_unmap_100ns * 100.0);
	return 0;
}

int measure_dma(const char *prefix, unsigned int threads)
{
	static const unsigned int pages[] = { 1, 16, 256 };
	int fd = open(BENCHMARK, O_RDWR | O_CLOEXEC);
	unsigned int i;
	int ret = 0;

	if (fd < 0) {
		perror("# " BENCHMARK);
		return -1;
	}
	for (i = 0; !ret && i < sizeof(pages) / sizeof(pages[0]); i++)
		ret = run(fd, pages[i], prefix, threads);
	close(fd);
	return ret;
}
