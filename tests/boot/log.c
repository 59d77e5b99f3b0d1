// SPDX-License-Identifier: GPL-2.0-only
/*
 * The row about the kernel's log: no warning but those that mainline gives on
 * this machine too, and those that the attacks are meant to cause.
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

static char allowed[MAX_ALLOWED][256];
static unsigned int nr_allowed;

/* One pattern of fnmatch() a line; '#' begins a comment. */
static bool read_allowed(void)
{
	FILE *f = fopen(ALLOWED_FILE, "re");
	char *line;

	if (!f)
		return false;
	while (nr_allowed < MAX_ALLOWED) {
		line = allowed[nr_allowed];
		if (!fgets(line, sizeof(allowed[0]), f))
			break;
		line[strcspn(line, "\n")] = 0;
		nr_allowed += line[0] && line[0] != '#';
	}
	fclose(f);
	return true;
}

static bool is_allowed(const char *text)
{
	for (unsigned int i = 0; i < nr_allowed; i++)
		if (!fnmatch(allowed[i], text, 0))
			return true;
	return false;
}

/* "<prio>,<seq>,<usec>,<flags>;text\n more" */
static bool is_unexpected(char *record)
{
	char *text = strchr(record, ';');

	if (!text || (atoi(record) & 7) > LEVEL_WARNING)
		return false;
	text++;
	text[strcspn(text, "\n")] = 0;
	if (is_allowed(text))
		return false;
	tap_note("unexpected: %s", text);
	return true;
}

void row_kernel_log(void)
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
	tap_ok(fd >= 0 && have && !unexpected && !lost, "kernel-log",
	       "no warning in the kernel's log that mainline alone doesn't give => %s",
	       unexpected ? "WARNINGS" : lost ? "LOST IN PART" : "none");
}
