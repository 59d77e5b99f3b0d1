// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows without attacks: bound drivers, IOMMU groups, and mainline's DMA test on several
 * channels at once.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attack.h"
#include "dmatest.h"
#include "rows.h"

#define DEVICES		"/sys/bus/platform/devices/"
#define GROUPS		"/sys/kernel/iommu_groups"

/* The last part of a link's target, "-" if there is none. */
static void link_name(const char *path, char *out, size_t size)
{
	char target[256];
	ssize_t n = readlink(path, target, sizeof(target) - 1);
	const char *base = NULL;

	if (n > 0) {
		target[n] = 0;
		base = strrchr(target, '/');
	}
	snprintf(out, size, "%s", base ? base + 1 : "-");
}

static void driver_of(const char *device, char *out, size_t size)
{
	char path[128];

	snprintf(path, sizeof(path), DEVICES "%s/driver", device);
	link_name(path, out, size);
}

void row_drivers(void)
{
	const char *want = protection ? "pkvm-smmu" : "arm-smmu";
	char a[32], b[32], c[32], mc[32], dma[32];
	bool right;

	driver_of("8000000.iommu", a, sizeof(a));
	driver_of("10000000.iommu", b, sizeof(b));
	driver_of("12000000.iommu", c, sizeof(c));
	driver_of("2c00000.memory-controller", mc, sizeof(mc));
	driver_of(DMA_DEVICE, dma, sizeof(dma));
	right = !strcmp(a, want) && !strcmp(b, want) && !strcmp(c, want) &&
		!strcmp(mc, "tegra-mc") && !strcmp(dma, "tegra-gpcdma");
	tap_note("SMMUs: %s, %s, %s; memory controller: %s; DMA engine: %s", a, b, c, mc, dma);
	tap_ok(right, "drivers", "who drives the three SMMUs => %s", right ? want : "WRONG");
}

/* What pkvm-dma-doctor says, on the console, and its exit status. */
void row_doctor(void)
{
	static const char *const words[] = {
		"all contained", "NOT ALL CONTAINED", "not active", "CANNOT TELL",
	};
	int ret = system("pkvm-dma-doctor 2>&1 | sed 's/^/#   /'; pkvm-dma-doctor --quiet");
	unsigned int status = WIFEXITED(ret) ? WEXITSTATUS(ret) : 4;

	tap_ok(status == (protection ? 0 : 2), "doctor",
	       "pkvm-dma-doctor on what is contained => %s", status < 4 ? words[status] : "FAILED");
}

static void read_line(const char *path, char *out, size_t size)
{
	FILE *f = fopen(path, "re");

	if (!f || !fgets(out, size, f))
		snprintf(out, size, "-");
	out[strcspn(out, "\n")] = 0;
	if (f)
		fclose(f);
}

/* Prints each group's devices. Returns their number. */
static unsigned int note_devices(int group)
{
	char path[128], list[512] = "";
	unsigned int n = 0;
	struct dirent *d;
	DIR *dir;

	snprintf(path, sizeof(path), GROUPS "/%d/devices", group);
	dir = opendir(path);
	while (dir && (d = readdir(dir))) {
		if (d->d_name[0] == '.')
			continue;
		n++;
		snprintf(list + strlen(list), sizeof(list) - strlen(list), " %s", d->d_name);
	}
	if (dir)
		closedir(dir);
	tap_note("group %d:%s", group, list);
	return n;
}

void row_groups(void)
{
	char path[128], type[32], group[32];
	unsigned int groups = 0, devices = 0;
	int id;

	while (snprintf(path, sizeof(path), GROUPS "/%u", groups) > 0 && !access(path, F_OK))
		devices += note_devices(groups++);
	link_name(DEVICES DMA_DEVICE "/iommu_group", group, sizeof(group));
	id = strcmp(group, "-") ? atoi(group) : -1;
	snprintf(path, sizeof(path), GROUPS "/%d/type", id);
	read_line(path, type, sizeof(type));
	tap_ok(groups && id >= 0 && !strcmp(type, "DMA"), "groups",
	       "IOMMU groups and devices in sysfs => %u groups, %u devices", groups, devices);
	tap_note("the DMA engine's group is %d, of type %s", id, type);
}

void row_dmatest(const char *id, const char *when)
{
	struct dmatest_sum sum = dmatest_run("400", "5000", false);

	tap_note("%u of %u threads ended", sum.threads, sum.started);
	tap_ok(sum.threads >= 4 && sum.tests == sum.threads * 400 && !sum.failures, id,
	       "dmatest %s => %u transfers, %u failures", when, sum.tests, sum.failures);
}

/* Changes the type in sysfs. It stays until the end of the boot. */
static bool unmap_lazily(void)
{
	FILE *f = fopen(DEVICES DMA_DEVICE "/iommu_group/type", "we");
	bool done = f && fputs("DMA-FQ", f) >= 0;

	return f && !fclose(f) && done;
}

void row_lazy(void)
{
	if (unmap_lazily())
		row_dmatest("lazy", "after a switch to lazy unmapping");
	else
		tap_ok(false, "lazy", "dmatest after a switch to lazy unmapping => NO SWITCH");
}

/* Proves that the transfers above went through the SMMU. */
void row_dmatest_blocked(void)
{
	int ret = dma_domain(ATT_DOMAIN_BLOCKED);
	struct dmatest_sum sum = dmatest_run("2", "500", true);

	dma_domain(ATT_DOMAIN_DEFAULT);
	tap_ok(!ret && sum.tests && sum.failures == sum.tests, "dmatest-blocked",
	       "dmatest with the mappings taken away => %s",
	       sum.tests && sum.failures == sum.tests ? "fails" : "PASSES");
	tap_note("%u transfers, %u failures", sum.tests, sum.failures);
}
