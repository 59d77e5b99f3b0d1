// SPDX-License-Identifier: GPL-2.0-only
/* A folder that looks like a running system's /proc and /sys. */
#define _XOPEN_SOURCE 700
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../../doctor/doctor.h"
#include "system.h"

#define NODES	"sys/firmware/devicetree/base"

static char root[32];

static const char *failing;
static int failure;

void system_fail(const char *part, int error)
{
	failing = part;
	failure = error;
}

/* The read() of doctor/files.c */
ssize_t system_read(int fd, void *buf, size_t size);
ssize_t system_read(int fd, void *buf, size_t size)
{
	char link[64], path[512] = "";

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	if (failing && readlink(link, path, sizeof(path) - 1) > 0 && strstr(path, failing)) {
		errno = failure;
		return -1;
	}
	return read(fd, buf, size);
}

/* Creates the folders of a file. */
static void path_of(char *path, size_t size, const char *file)
{
	char *slash;

	assert_true((size_t)snprintf(path, size, "%s/%s", root, file) < size);
	for (slash = strchr(path + strlen(root) + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		mkdir(path, 0755);
		*slash = '/';
	}
}

void system_put_bytes(const char *file, const void *bytes, size_t len)
{
	char path[512];
	FILE *f;

	path_of(path, sizeof(path), file);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

void system_put(const char *path, const char *text)
{
	system_put_bytes(path, text, strlen(text));
}

void system_link(const char *target, const char *file)
{
	char path[512];

	path_of(path, sizeof(path), file);
	assert_int_equal(symlink(target, path), 0);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void system_unlink(const char *file)
{
	char path[512];

	path_of(path, sizeof(path), file);
	assert_int_equal(nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

void system_unbind(const char *smmu)
{
	char path[512];

	snprintf(path, sizeof(path), "sys/kernel/debug/pkvm_smmu/%s", smmu);
	system_unlink(path);
	snprintf(path, sizeof(path), "sys/devices/platform/%s/driver", smmu);
	system_unlink(path);
}

static void put_phandle(const char *path, unsigned int phandle, int cell)
{
	unsigned char b[8] = { 0 };

	b[4 * cell + 2] = phandle >> 8;
	b[4 * cell + 3] = phandle;
	system_put_bytes(path, b, 4 * cell + 4);
}

void system_names(const char *node, const char *prop, unsigned int phandle)
{
	char path[512];

	snprintf(path, sizeof(path), NODES "/%s/%s", node, prop);
	put_phandle(path, phandle, !strcmp(prop, "iommu-map"));
}

void system_device(const char *name, const char *node, const char *compatible)
{
	char path[512], target[512];

	snprintf(path, sizeof(path), NODES "/%s/compatible", node);
	system_put_bytes(path, compatible, strlen(compatible) + 1);
	snprintf(path, sizeof(path), NODES "/%s/reg", node);
	system_put_bytes(path, "\0\0\0\0", 4);
	snprintf(path, sizeof(path), "sys/devices/platform/%s/of_node", name);
	snprintf(target, sizeof(target), "../../../firmware/devicetree/base/%s", node);
	system_link(target, path);
	snprintf(path, sizeof(path), "sys/bus/platform/devices/%s", name);
	snprintf(target, sizeof(target), "../../../devices/platform/%s", name);
	system_link(target, path);
}

void system_attach(const char *bus, const char *name, const char *smmu)
{
	char path[512], target[512];

	snprintf(path, sizeof(path), "sys/devices/platform/%s/iommu/smmu.0x%s/uevent", smmu, smmu);
	system_put(path, "");
	snprintf(path, sizeof(path), "sys/bus/%s/devices/%s/iommu", bus, name);
	snprintf(target, sizeof(target), "%s/platform/%s/iommu/smmu.0x%s",
		 strcmp(bus, "platform") ? "../../../../devices" : "../..", smmu, smmu);
	system_link(target, path);
}

static void add_smmu(const char *name, unsigned int phandle)
{
	static const char * const files[] = { "reg_writes", "syncs" };
	char path[512], node[64];
	unsigned int i;

	snprintf(node, sizeof(node), "bus@0/iommu@%.*s", (int)strcspn(name, "."), name);
	system_device(name, node, "nvidia,tegra234-smmu");
	snprintf(path, sizeof(path), NODES "/%s/phandle", node);
	put_phandle(path, phandle, 0);
	snprintf(path, sizeof(path), "sys/devices/platform/%s/driver", name);
	system_link("../../../bus/platform/drivers/pkvm-smmu", path);
	for (i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "sys/kernel/debug/pkvm_smmu/%s/%s", name, files[i]);
		system_put(path, "7\n");
	}
	snprintf(path, sizeof(path), "sys/kernel/debug/pkvm_smmu/%s/streams", name);
	system_put(path, "");
	snprintf(path, sizeof(path), "sys/kernel/debug/pkvm_smmu/%s/faults", name);
	system_put(path, "");
}

static void add_state(void)
{
	static const char * const zeros[] = {
		"restores", "smcs_refused", "trusted_os", "suspends_refused", "suspend_allowed",
		"guards/tegra-mc/refused", "guards/tegra-gpcdma/refused",
	};
	char path[512];
	unsigned int i;

	PUT("state", "active\n");
	PUT("reason", "EL2 owns the SMMUs (0)\n");
	PUT("refused", "");
	PUT("topology", "0 0x1 -\n2 0x4 0x61\n");
	PUT("table_pages", "515\n");
	for (i = 0; i < sizeof(zeros) / sizeof(*zeros); i++) {
		snprintf(path, sizeof(path), "sys/kernel/debug/pkvm_smmu/%s", zeros[i]);
		system_put(path, "0\n");
	}
}

void system_make(void)
{
	system_fail(NULL, 0);
	snprintf(root, sizeof(root), "build/doctor-XXXXXX");
	assert_non_null(mkdtemp(root));
	files_root(root);
	system_put("proc/cmdline", "console=ttyAMA0 kvm-arm.mode=protected\n");
	system_put("proc/mounts", "debugfs /sys/kernel/debug debugfs rw,relatime 0 0\n");
	add_state();
	system_put(NODES "/bus@0/ranges", "");
	system_put("sys/bus/platform/drivers/pkvm-smmu/uevent", "");
	add_smmu("8000000.iommu", 1);
	add_smmu("10000000.iommu", 2);
	add_smmu("12000000.iommu", 0x103);
	system_device("3460000.mmc", "bus@0/mmc@3460000", "nvidia,tegra234-sdhci");
	system_names("bus@0/mmc@3460000", "iommus", 1);
	system_attach("platform", "3460000.mmc", "8000000.iommu");
	system_device("2600000.dma-controller", "bus@0/dma-controller@2600000",
		      "nvidia,tegra234-gpcdma");
	system_names("bus@0/dma-controller@2600000", "iommus", 0x103);
	system_attach("platform", "2600000.dma-controller", "12000000.iommu");
	system_device("3100000.serial", "bus@0/serial@3100000", "nvidia,tegra194-hsuart");
}

void system_remove(void)
{
	nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}
