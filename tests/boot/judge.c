// SPDX-License-Identifier: GPL-2.0-only
/*
 * A boot that tests the machine with mainline's own drivers: the default domain has the
 * type of boot_domain= on the command line, DMA works, and dma_map_benchmark runs.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "attack.h"
#include "rows.h"

/* No driver is built for this device, and it is behind an SMMU. */
#define BENCH_DEVICE	"13e00000.host1x"
#define DEVICES		"/sys/bus/platform/devices/"
#define BENCH_DRIVER	"/sys/bus/platform/drivers/dma_map_benchmark/"
#define BENCH_FILE	"/sys/kernel/debug/dma_map_benchmark"

/* The argument of include/uapi/linux/map_benchmark.h's ioctl. */
struct map_benchmark {
	uint64_t map_100ns, map_stddev, unmap_100ns, unmap_stddev;
	uint32_t threads, seconds;
	int32_t node;
	uint32_t dma_bits, dma_dir, dma_trans_ns, granule;
	uint8_t mode, expansion[75];
};

#define DMA_MAP_BENCHMARK _IOWR('d', 1, struct map_benchmark)

/* The value of boot_domain=, "DMA" without one. */
static void wanted_domain(char *out, size_t size)
{
	char line[2048] = "", *at;
	FILE *f = fopen("/proc/cmdline", "re");

	snprintf(out, size, "DMA");
	if (!f)
		return;
	if (fgets(line, sizeof(line), f)) {
		at = strstr(line, "boot_domain=");
		if (at)
			snprintf(out, size, "%.*s", (int)strcspn(at + 12, "\n "), at + 12);
	}
	fclose(f);
}

static void row_domain(void)
{
	char want[32], got[32] = "-";
	FILE *f = fopen(DEVICES DMA_DEVICE "/iommu_group/type", "re");

	wanted_domain(want, sizeof(want));
	if (f) {
		if (!fgets(got, sizeof(got), f))
			got[0] = 0;
		fclose(f);
	}
	got[strcspn(got, "\n")] = 0;
	tap_ok(!strcmp(got, want), "domain", "the DMA engine's default domain => %s", got);
}

static bool put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : write(fd, text, strlen(text));

	if (fd >= 0)
		close(fd);
	if (n < 0)
		tap_note("%s: %s", path, strerror(errno));
	return n >= 0;
}

static int bench_open(void)
{
	if (!put(DEVICES BENCH_DEVICE "/driver_override", "dma_map_benchmark") ||
	    !put(BENCH_DRIVER "bind", BENCH_DEVICE))
		return -1;
	return open(BENCH_FILE, O_RDWR | O_CLOEXEC);
}

static void row_map_benchmark(int fd, unsigned int pages)
{
	struct map_benchmark b = {
		.threads = 2, .seconds = 1, .node = -1, .dma_bits = 39, .granule = pages,
	};
	int ret = fd < 0 ? -1 : ioctl(fd, DMA_MAP_BENCHMARK, &b);

	if (ret < 0)
		tap_note("dma_map_benchmark: %s", strerror(errno));
	tap_note("%u pages, 2 threads: map %llu.%llu us, unmap %llu.%llu us", pages,
		 b.map_100ns / 10ULL, b.map_100ns % 10ULL, b.unmap_100ns / 10ULL,
		 b.unmap_100ns % 10ULL);
	tap_ok(!ret, "map-benchmark", "dma_map_benchmark, %u pages at once => %s", pages,
	       ret ? "FAILS" : "runs");
}

/* Informational only: it depends on the load of the machine that runs QEMU. */
static void note_boot_time(void)
{
	struct timespec t;

	clock_gettime(CLOCK_BOOTTIME, &t);
	tap_note("first process %ld.%02ld s after the kernel's start", (long)t.tv_sec,
		 t.tv_nsec / 10000000);
}

void judge(void)
{
	int fd;

	note_boot_time();
	row_drivers();
	row_domain();
	row_dmatest("dmatest", "on several channels at once");
	fd = bench_open();
	row_map_benchmark(fd, 1);
	row_map_benchmark(fd, 256);
	if (fd >= 0)
		close(fd);
	row_dmatest("dmatest", "on several channels at once");
	row_kernel_log(false);
}
