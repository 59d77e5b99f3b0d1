// SPDX-License-Identifier: GPL-2.0-only
/* Helpers for the rows about the host: files of the kernel. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "host.h"

void read_line(const char *path, char *line, size_t size)
{
	FILE *f = fopen(path, "re");

	if (!f || !fgets(line, size, f))
		snprintf(line, size, "-");
	line[strcspn(line, "\n")] = 0;
	if (f)
		fclose(f);
}

bool write_line(const char *path, const char *line)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : write(fd, line, strlen(line));

	if (fd >= 0)
		close(fd);
	return n == (ssize_t)strlen(line);
}

void link_name(const char *path, char *name, size_t size)
{
	char target[256];
	ssize_t n = readlink(path, target, sizeof(target) - 1);
	const char *base = NULL;

	target[n > 0 ? n : 0] = 0;
	base = strrchr(target, '/');
	snprintf(name, size, "%s", base ? base + 1 : "-");
}
