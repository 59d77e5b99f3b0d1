// SPDX-License-Identifier: GPL-2.0-only
/*
 * A deep sleep of the machine, through the kernel's files in sysfs.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sleep.h"

#define POWER		"/sys/power/"
#define RESTORES	"/sys/kernel/debug/pkvm_smmu/restores"

static int last_error = -1;

static long number_in(const char *path)
{
	FILE *f = fopen(path, "re");
	long val = -1;

	if (f && fscanf(f, "%ld", &val) != 1)
		val = -1;
	if (f)
		fclose(f);
	return val;
}

long sleep_restores(void)
{
	return number_in(RESTORES);
}

static bool kind_is_deep(void)
{
	char line[64] = "";
	FILE *f = fopen(POWER "mem_sleep", "re");

	if (f && !fgets(line, sizeof(line), f))
		line[0] = 0;
	if (f)
		fclose(f);
	return strstr(line, "[deep]");
}

static bool write_state(void)
{
	int fd = open(POWER "state", O_WRONLY | O_CLOEXEC);

	last_error = fd >= 0 && write(fd, "mem", 3) == 3 ? 0 : errno;
	if (fd >= 0)
		close(fd);
	return !last_error;
}

int sleep_error(void)
{
	return last_error;
}

bool sleep_deep(void)
{
	long before = number_in(POWER "suspend_stats/success");

	return kind_is_deep() && write_state() &&
	       number_in(POWER "suspend_stats/success") - before == 1;
}
