// SPDX-License-Identifier: GPL-2.0-only
/*
 * The row about the kernel's log: only warnings that mainline logs on this machine, too,
 * and those that the attacks are expected to cause.
 */
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rows.h"

#define ALLOWED_FILE	"/etc/warnings.allowed"
#define LEVEL_WARNING	4
#define MAX_ALLOWED	64

static struct {
	char pattern[256];
	bool of_mainline;
	unsigned int hits;
} allowed[MAX_ALLOWED];
static unsigned int nr_allowed;

/* "mainline PATTERN" or "attack PATTERN" a line; '#' begins a comment. */
static bool read_allowed(void)
{
	FILE *f = fopen(ALLOWED_FILE, "re");
	char line[300], kind[16];
	int at;

	if (!f)
		return false;
	while (nr_allowed < MAX_ALLOWED && fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = 0;
		if (line[0] == '#' || sscanf(line, "%15s %n", kind, &at) != 1)
			continue;
		allowed[nr_allowed].of_mainline = !strcmp(kind, "mainline");
		snprintf(allowed[nr_allowed++].pattern, sizeof(allowed[0].pattern), "%s",
			 line + at);
	}
	fclose(f);
	return nr_allowed;
}

static bool is_allowed(const char *text)
{
	for (unsigned int i = 0; i < nr_allowed; i++) {
		if (fnmatch(allowed[i].pattern, text, 0))
			continue;
		allowed[i].hits++;
		return true;
	}
	return false;
}

/* A pattern that mainline's log no longer matches might hide a new warning. */
static unsigned int patterns_of_nothing(void)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < nr_allowed; i++) {
		if (!allowed[i].of_mainline || allowed[i].hits)
			continue;
		tap_note("mainline doesn't log: %s", allowed[i].pattern);
		n++;
	}
	return n;
}

/* "<prio>,<seq>,<usec>,<flags>;text\n more" */
static bool is_unexpected(char *record)
{
	char *text = strchr(record, ';');

	if (!text || (atoi(record) & 7) > LEVEL_WARNING)
		return false;
	text++;
	text[strcspn(text, "\n")] = 0;
	if (!text[0] || is_allowed(text))
		return false;
	tap_note("unexpected: %s", text);
	return true;
}

void row_kernel_log(bool mainline)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	unsigned int unexpected = 0, lost = 0;
	bool have = read_allowed();
	char record[4096];
	ssize_t n;

	while (fd >= 0) {
		n = read(fd, record, sizeof(record) - 1);
		if (n <= 0 && errno == EPIPE) {
			lost++;
			continue;
		}
		if (n <= 0)
			break;
		record[n] = 0;
		unexpected += is_unexpected(record);
	}
	if (mainline)
		unexpected += patterns_of_nothing();
	tap_ok(fd >= 0 && have && !unexpected && !lost, "kernel-log",
	       "no warning in the kernel's log but mainline's own => %s",
	       unexpected ? "WARNINGS" : lost ? "LOST IN PART" : "none");
}
