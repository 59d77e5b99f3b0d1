// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows in which masters, including a display that can't be stopped, fault continuously:
 * the host keeps running, and its log stays readable.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "../tap.h"
#include "devices.h"
#include "host.h"
#include "scanout/scanout.h"
#include "streamgen/streamgen.h"
#include "tegra234/mc.h"

#define SECONDS		3

/*
 * The driver's limits in a second: 64 passes, then one each 50 ms, for each SMMU that
 * faults; ten lines, and one with the number of suppressed lines.
 */
#define MAX_INTERRUPTS	(2 * 90)
#define MAX_LINES	(2 * 12)

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* Sum over all CPUs and lines of the interrupts of @name. */
static unsigned long irqs_of(const char *name)
{
	FILE *f = fopen("/proc/interrupts", "re");
	unsigned long sum = 0;
	char line[1024];

	while (f && fgets(line, sizeof(line), f)) {
		char *at = strchr(line, ':'), *end;
		unsigned long n;

		if (!at || !strstr(line, name))
			continue;
		for (at++; n = strtoul(at, &end, 10), end != at; at = end)
			sum += n;
	}
	if (f)
		fclose(f);
	return sum;
}

static unsigned int lines_of(int kmsg, const char *words)
{
	unsigned int lines = 0;
	char buf[2048];
	ssize_t n;

	while ((n = read(kmsg, buf, sizeof(buf) - 1)) > 0 || (n < 0 && errno == EPIPE)) {
		buf[n > 0 ? n : 0] = 0;
		lines += !!strstr(buf, words);
	}
	return lines;
}

static unsigned long long recorded(const char *smmu)
{
	unsigned long long nr = 0;
	char path[128], line[256];
	FILE *f;

	snprintf(path, sizeof(path), DEBUG "%s/faults", smmu);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		nr = strtoull(line, NULL, 10) + 1;
	if (f)
		fclose(f);
	return nr;
}

/* Issues accesses of an unknown stream on niso0 until the time is over. */
static unsigned int generate(double until)
{
	unsigned int n = 0;

	set_reg(STREAM_GENERATOR + STREAMGEN_ADDR_LO, 0);
	set_reg(STREAM_GENERATOR + STREAMGEN_ADDR_HI, 1);
	set_reg(STREAM_GENERATOR + STREAMGEN_LEN, 64);
	set_reg(STREAM_GENERATOR + STREAMGEN_KIND, 0);
	set_reg(STREAM_GENERATOR + STREAMGEN_CLIENT, MC_CLIENT_AXISR);
	set_reg(STREAM_GENERATOR + STREAMGEN_SID, 0x66);
	set_reg(STREAM_GENERATOR + STREAMGEN_NODE, SMMU_NISO0);
	for (; now() < until; n++)
		set_reg(STREAM_GENERATOR + STREAMGEN_GO, 0);
	return n;
}

static void point_at(uint64_t pa)
{
	set_reg(SCANOUT + SCANOUT_BASE_LO, (uint32_t)pa);
	set_reg(SCANOUT + SCANOUT_BASE_HI, (uint32_t)(pa >> 32));
}

static void blow(int kmsg)
{
	unsigned long irqs = irqs_of("pkvm-smmu fault"), mc = irqs_of("2c00000.memory");
	uint32_t scanned = reg(SCANOUT + SCANOUT_FAULTS);
	unsigned long long iso = recorded("10000000.iommu"), niso0 = recorded(ENGINE_SMMU);
	unsigned int lines, tried;
	double begin = now(), took;

	lseek(kmsg, 0, SEEK_END);
	tried = generate(begin + SECONDS);
	took = now() - begin;
	irqs = irqs_of("pkvm-smmu fault") - irqs;
	lines = lines_of(kmsg, "pkvm-smmu");
	scanned = reg(SCANOUT + SCANOUT_FAULTS) - scanned;
	iso = recorded("10000000.iommu") - iso;
	niso0 = recorded(ENGINE_SMMU) - niso0;
	tap_note("%.1f s: %u reads of the display and %u others faulted, %llu and %llu recorded",
		 took, scanned, tried, iso, niso0);
	tap_note("%lu interrupts of the SMMUs, %lu of the memory controller, %u lines of the log",
		 irqs, irqs_of("2c00000.memory") - mc, lines);
	tap_ok(!dead && scanned > 100 && tried > 100 && iso > 10 && niso0 > 10, "storm-blows",
	       "two masters fault continuously => both are seen");
	tap_ok(irqs < MAX_INTERRUPTS * took, "storm-interrupts", "interrupts in a second => %s",
	       irqs < MAX_INTERRUPTS * took ? "few" : "MANY");
	tap_ok(lines && lines < MAX_LINES * took, "storm-log", "lines of the log in a second => %s",
	       lines < MAX_LINES * took ? "few" : "MANY");
}

void rows_storm(void)
{
	uint64_t picture = reg(SCANOUT + SCANOUT_BASE_LO) |
			   (uint64_t)reg(SCANOUT + SCANOUT_BASE_HI) << 32;
	int kmsg = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	point_at(el2_memory());
	blow(kmsg);
	tap_ok(dma_works(), "storm-dma", "ordinary DMA in the middle of it => works");
	point_at(picture);
	sleep(1);
	tap_ok(dma_works(), "storm-over", "ordinary DMA after it => works");
	close(kmsg);
}
