// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows for each board: its CPUs, the drivers of the devices that DMA isolation uses, and
 * that the kernel logs no warning.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../tap.h"
#include "devices.h"

#define DEVICES		"/sys/bus/platform/devices/"

static bool driven_by(const char *device, const char *want)
{
	char path[160], target[256];
	const char *base;
	ssize_t n;

	snprintf(path, sizeof(path), DEVICES "%s/driver", device);
	n = readlink(path, target, sizeof(target) - 1);
	target[n > 0 ? n : 0] = 0;
	base = strrchr(target, '/');
	tap_note("%s: %s", device, base ? base + 1 : "no driver");
	return base && !strcmp(base + 1, want);
}

static void row_drivers(void)
{
	const char *smmu = boot == BOOT_ON ? "pkvm-smmu" : "arm-smmu";
	const struct {
		const char *device, *driver;
	} want[] = {
		{ "8000000.iommu", smmu },
		{ "10000000.iommu", smmu },
		{ "12000000.iommu", smmu },
		{ "2c00000.memory-controller", "tegra-mc" },
		{ "2600000.dma-controller", "tegra-gpcdma" },
		{ "bpmp", "tegra-bpmp" },
		{ "serial", "tegra-tcu" },
	};
	unsigned int wrong = 0;

	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		wrong += !driven_by(want[i].device, want[i].driver);
	tap_ok(!wrong, "board-drivers", "SMMUs, memory controller, DMA engine, BPMP, console => %s",
	       wrong ? "NOT ALL DRIVEN" : smmu);
}

/* maxcpus= is the machine's number; the device tree may have more. */
static void row_cpus(void)
{
	const char *at = log_after("maxcpus=");
	long want = at ? strtol(at, NULL, 10) : 0, have = sysconf(_SC_NPROCESSORS_ONLN);

	tap_ok(want && have == want, "board-cpus", "CPUs online => %ld", have);
}

void rows_board(void)
{
	const char *model = log_after("Machine model: ");

	tap_ok(model && strstr(model, "NVIDIA"), "board-model", "the board => %s",
	       model ? model : "NOT NAMED");
	row_cpus();
	row_drivers();
	tap_ok(!log_after("------------[ cut here ]"), "board-log",
	       "no stack trace in the kernel's log => none");
}

/* If FW_TAG is refused, BPMP writes the driver's buffer by DMA. */
void rows_bpmp(void)
{
	const char *tag = log_after("tegra-bpmp bpmp: firmware: ");
	const char *len = tag;

	while (len && *len >= ' ' && *len <= '~')
		len++;
	tap_ok(tag && len > tag && !*len, "bpmp-tag",
	       "BPMP's version, by message or by DMA => %s", tag ? tag : "NONE");
}
