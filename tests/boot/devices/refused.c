// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows about systems that EL2 does not own, because it refused them or because the command
 * line says so: the state, its reason in words, and what becomes of a protected guest.
 * refused= on the command line is a part of the reason, such as a node's path.
 *
 * And about systems of which EL2 refused some rows: refused_rows= is their number,
 * refused= a part of one, unbound= a device that must have no driver.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/klog.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <linux/kvm.h>

#include "devices.h"
#include "rows.h"
#include "vmm.h"

#ifndef KVM_VM_TYPE_ARM_PROTECTED
#define KVM_VM_TYPE_ARM_PROTECTED	(1UL << 31)
#endif

#define DEBUGFS		"/sys/kernel/debug/pkvm_smmu/"
#define KLOG_READ_ALL	3

/* "quiet" shows records below this level. */
#define LEVEL_QUIET	4

static void first_line(const char *path, char *line, size_t size)
{
	FILE *f = fopen(path, "re");

	line[0] = 0;
	if (f && !fgets(line, size, f))
		line[0] = 0;
	if (f)
		fclose(f);
	line[strcspn(line, "\n")] = 0;
	tap_note("%s: %s", path, line);
}

static void parameter(const char *name, char *out, size_t size)
{
	char line[2048] = "", *at;

	out[0] = 0;
	first_line("/proc/cmdline", line, sizeof(line));
	at = strstr(line, name);
	if (at)
		snprintf(out, size, "%.*s", (int)strcspn(at + strlen(name), " "),
			 at + strlen(name));
}

/* The level of the line that holds @words, and the line itself; -1: there is none. */
static int log_level(const char *words, char *line, size_t size)
{
	static char log[1 << 18];
	int n = klogctl(KLOG_READ_ALL, log, sizeof(log) - 1), level = -1;
	char *at, *begin;

	log[n < 0 ? 0 : n] = 0;
	at = strstr(log, words);
	if (!at)
		return -1;
	for (begin = at; begin > log && begin[-1] != '\n'; begin--)
		;
	snprintf(line, size, "%.*s", (int)strcspn(begin, "\n"), begin);
	tap_note("log: %s", line);
	return sscanf(line, "<%d>", &level) == 1 ? level : -1;
}

static int create_vm(unsigned long type)
{
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC), fd, ret = 0;

	if (kvm < 0)
		return -errno;
	fd = ioctl(kvm, KVM_CREATE_VM, type);
	if (fd < 0)
		ret = -errno;
	else
		close(fd);
	close(kvm);
	return ret;
}

static void row_reason(const char *reason)
{
	char refused[128], line[512] = "";
	int level = log_level("DMA isolation: failed, ", line, sizeof(line));
	bool named;

	parameter("refused=", refused, sizeof(refused));
	named = refused[0] && strstr(reason, refused) && strstr(line, refused) &&
		strstr(line, "pkvm_iommu=off");
	tap_ok(named, "refused-reason", "the log and debugfs name what was refused => %s",
	       named ? "yes" : "NO");
	tap_ok(level >= 0 && level < LEVEL_QUIET, "refused-quiet",
	       "\"quiet\" shows that line => %s", level >= 0 && level < LEVEL_QUIET ? "yes" : "NO");
}

void rows_refused(void)
{
	char state[64], reason[512], line[512] = "";
	int ret;

	first_line(DEBUGFS "state", state, sizeof(state));
	first_line(DEBUGFS "reason", reason, sizeof(reason));
	tap_ok(!strcmp(state, "failed"), "refused-state", "the state => %s", state);
	row_reason(reason);

	ret = create_vm(KVM_VM_TYPE_ARM_PROTECTED);
	tap_ok(ret == -EPERM, "refused-guest", "a protected guest is created => %s",
	       strerror(-ret));
	ret = log_level("protected VM refused: DMA isolation has failed, ", line, sizeof(line));
	tap_ok(ret >= 0 && ret < LEVEL_QUIET, "refused-log", "the log tells why => %s",
	       ret >= 0 && ret < LEVEL_QUIET ? "yes" : "NO");
	ret = create_vm(0);
	tap_ok(!ret, "refused-plain", "a guest without protection is created => %s",
	       strerror(-ret));
}

/* Lines of a file, of them with @part. */
static unsigned int count_lines(const char *path, const char *part, unsigned int *with)
{
	FILE *f = fopen(path, "re");
	unsigned int n = 0;
	char line[512];

	*with = 0;
	while (f && fgets(line, sizeof(line), f)) {
		n++;
		*with += !!strstr(line, part);
		tap_note("%s: %s", path, strtok(line, "\n"));
	}
	if (f)
		fclose(f);
	return n;
}

static void row_unbound(const char *device)
{
	char path[160];
	unsigned int reasons;
	bool bound;

	snprintf(path, sizeof(path), "/sys/bus/platform/devices/%s/driver", device);
	bound = !access(path, F_OK);
	count_lines("/sys/kernel/debug/devices_deferred", "EL2 refused stream", &reasons);
	tap_ok(!bound && reasons, "rows-driver",
	       "its device has no driver, and debugfs has the reason => %s",
	       bound ? "BOUND" : reasons ? "yes" : "NO REASON");
}

void rows_refused_rows(void)
{
	char state[64], want[16], part[128], device[64], line[512] = "", words[160];
	unsigned int nr, named;
	bool told;

	first_line(DEBUGFS "state", state, sizeof(state));
	tap_ok(!strcmp(state, "active"), "rows-state", "the state => %s", state);

	parameter("refused_rows=", want, sizeof(want));
	parameter("refused=", part, sizeof(part));
	nr = count_lines(DEBUGFS "refused", part, &named);
	tap_ok(nr == (unsigned int)atoi(want) && (!nr || named), "rows-refused",
	       "rows of the device tree that EL2 refused => %u", nr);
	snprintf(words, sizeof(words), "pkvm-smmu: refused: %s", part);
	told = !nr || log_level(words, line, sizeof(line)) >= 0;
	tap_ok(told, "rows-log", "the log names them => %s", told ? "yes" : "NO");

	parameter("unbound=", device, sizeof(device));
	if (device[0])
		row_unbound(device);
}

/* As mainline's kernel reserves: the identity table alone would be 0.2 % more. */
static void row_memory(void)
{
	char line[512] = "";
	unsigned int mib = 0;
	struct sysinfo info;
	bool right;

	right = log_level("]: Reserved ", line, sizeof(line)) >= 0 && !sysinfo(&info) &&
		sscanf(strstr(line, "]: Reserved "), "]: Reserved %u MiB", &mib) == 1;
	tap_note("%u MiB of %lu MiB", mib, right ? info.totalram >> 20 : 0);
	right = right && mib && mib < info.totalram / 100 >> 20;
	tap_ok(right, "off-memory", "memory that is reserved for EL2 => %s",
	       right ? "less than 1 %" : "MORE");
}

void rows_off(void)
{
	char state[64], line[512] = "";
	int level, ret;

	first_line(DEBUGFS "state", state, sizeof(state));
	tap_ok(!strcmp(state, "off"), "off-state", "the state => %s", state);
	level = log_level("DMA isolation: off, ", line, sizeof(line));
	tap_ok(level >= 0 && level < LEVEL_QUIET && strstr(line, "pkvm_iommu=off"), "off-quiet",
	       "\"quiet\" shows that protected guests are open to devices => %s",
	       level >= 0 && level < LEVEL_QUIET ? "yes" : "NO");
	ret = create_vm(KVM_VM_TYPE_ARM_PROTECTED);
	tap_ok(!ret, "off-guest", "a protected guest is created => %s", strerror(-ret));
	row_memory();
}
