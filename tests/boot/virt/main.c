// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs the rows of QEMU's machine "virt" with an SMMUv3, as TAP on the console. Most of
 * them are those of tests/boot, with QEMU's "edu" as the DMA engine. boot_test=on: EL2 owns
 * the SMMU; off: the same kernel leaves it to arm-smmu-v3. Domains are nested, but with
 * pkvm_iommu.domains=paging.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../attack.h"
#include "../devices/devices.h"
#include "edu.h"
#include "virt.h"

static void row_driver(void)
{
	const char *want = protection ? "pkvm-smmu" : "arm-smmu-v3", *name;
	char link[256] = "";

	if (readlink("/sys/bus/platform/devices/" DMA_SMMU "/driver", link, sizeof(link) - 1) < 0)
		snprintf(link, sizeof(link), "/nobody");
	name = strrchr(link, '/') + 1;
	tap_ok(!strcmp(name, want), "drivers", "who drives the SMMUv3 => %s", name);
}

static void row_group(void)
{
	const char *type = edu_domain(), *want = boot_has("iommu.strict=0") ? "DMA-FQ" : "DMA";

	tap_ok(!strcmp(type, want), "domain", "the device's default domain => %s", type);
}

static void disks(const char *nvme, const char *virtio, const char *when)
{
	char what[64];

	snprintf(what, sizeof(what), "an NVMe disk%s", when);
	row_disk(nvme, what, "/dev/nvme0n1");
	snprintf(what, sizeof(what), "a virtio disk, behind the SMMU%s", when);
	row_disk(virtio, what, "/dev/vda");
}

/* Interrupts of the NVMe disk that came as messages, over all CPUs. */
static unsigned long messages(void)
{
	FILE *f = fopen("/proc/interrupts", "re");
	unsigned long first, second, sum = 0;
	char line[256];

	while (f && fgets(line, sizeof(line), f))
		if (strstr(line, "MSI") && strstr(line, "nvme0q") &&
		    sscanf(line, "%*[ 0-9]: %lu %lu", &first, &second) == 2)
			sum += first + second;
	if (f)
		fclose(f);
	return sum;
}

static void row_msi(void)
{
	unsigned long nr = messages();

	tap_note("%lu messages", nr);
	tap_ok(nr, "msi", "interrupts of the NVMe disk => %s", nr ? "MSIs" : "NO MSIs");
}

static void attacks(struct vm *vm)
{
	row_kernel_load(vm);
	rows_read(vm);
	rows_write(vm);
	rows_map(vm);
	row_taken(vm);
	row_donate(vm);
	row_unshare(vm);
	row_strict();
	rows_smmuv3_registers(vm);
	row_its(vm);
	row_fw_cfg(vm);
	if (protection) {
		if (!nested)
			row_race(vm);
		row_fault_log(vm);
		rows_calls(vm);
	}
	if (nested)
		rows_nested(vm);
	disks("nvme-after", "virtio-after", ", after the attacks");
	row_replug();
}

static void rows_machine(void)
{
	row_driver();
	row_group();
	disks("nvme", "virtio", "");
	row_msi();
	if (protection)
		row_early_calls();
	if (tap_ok(edu_open(DMA_DEVICE), "edu", "QEMU's edu, as the DMA engine => there"))
		rows_guest(attacks);
}

static void rows_panic(void)
{
	if (!edu_open(DMA_DEVICE))
		tap_note("no DMA engine");
	if (boot_is("crash"))
		rows_crash();
	else
		rows_second();
}

int main(void)
{
	tap_start();
	protection = boot_is("on");
	nested = protection && !boot_has("pkvm_iommu.domains=paging");
	if (boot_has("tests=vfio"))
		rows_vfio();
	else if (boot_has("tests=plug"))
		rows_plug();
	else if (boot_is("crash") || boot_is("second"))
		rows_panic();
	else
		rows_machine();
	/* Drivers warn that they did without the SMMU's. */
	if (!boot_is("second"))
		row_kernel_log(false);
	return tap_finish() ? EXIT_FAILURE : EXIT_SUCCESS;
}
