// SPDX-License-Identifier: GPL-2.0-only
/*
 * A deep sleep of the machine, through the kernel's files in sysfs.
 */
#include <stdio.h>
#include <string.h>

#include "sleep.h"

#define POWER		"/sys/power/"
#define RESTORES	"/sys/kernel/debug/pkvm_smmu/restores"

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
	FILE *f = fopen(POWER "state", "we");
	bool done = f && fputs("mem", f) >= 0;

	if (f)
		done = !fclose(f) && done;
	return done;
}

bool sleep_deep(void)
{
	long before = number_in(POWER "suspend_stats/success");

	return kind_is_deep() && write_state() &&
	       number_in(POWER "suspend_stats/success") - before == 1;
}
