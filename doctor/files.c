// SPDX-License-Identifier: GPL-2.0-only
/* Reads files of a system that lies below a folder. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "doctor.h"

static char root[PATH_MAX / 2];

void files_root(const char *path)
{
	size_t len = strlen(path);

	while (len && path[len - 1] == '/')
		len--;
	snprintf(root, sizeof(root), "%.*s", (int)len, path);
}

/* A path that does not fit is none: it names no file. */
static void full_path(char *path, size_t size, const char *fmt, va_list args)
{
	size_t at = snprintf(path, size, "%s/", root);

	if ((size_t)vsnprintf(path + at, size - at, fmt, args) >= size - at)
		*path = 0;
}

/* Files of debugfs and sysfs are read in pieces. */
static long read_all(int fd, char *buf, size_t size)
{
	size_t len = 0;
	ssize_t n;

	while (len < size) {
		n = read(fd, buf + len, size - len);
		if (n < 0)
			return -errno;
		if (!n)
			break;
		len += n;
	}
	return len;
}

static long bytes_of(char *buf, size_t size, const char *fmt, va_list args)
{
	char path[PATH_MAX];
	long len;
	int fd;

	full_path(path, sizeof(path), fmt, args);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	len = read_all(fd, buf, size);
	close(fd);
	return len;
}

long files_bytes(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	long len;

	va_start(args, fmt);
	len = bytes_of(buf, size, fmt, args);
	va_end(args);
	return len;
}

int files_read(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	long len;

	va_start(args, fmt);
	len = bytes_of(buf, size - 1, fmt, args);
	va_end(args);
	if (len < 0) {
		*buf = 0;
		return len;
	}
	while (len && (buf[len - 1] == '\n' || !buf[len - 1]))
		len--;
	buf[len] = 0;
	return 0;
}

bool files_exist(const char *fmt, ...)
{
	char path[PATH_MAX];
	va_list args;

	va_start(args, fmt);
	full_path(path, sizeof(path), fmt, args);
	va_end(args);
	return !access(path, F_OK);
}

bool files_target(char *buf, size_t size, const char *fmt, ...)
{
	char path[PATH_MAX], target[PATH_MAX];
	va_list args;

	va_start(args, fmt);
	full_path(path, sizeof(path), fmt, args);
	va_end(args);
	if (!realpath(path, target))
		return false;
	return (size_t)snprintf(buf, size, "%s", target) < size;
}

static int is_name(const struct dirent *e)
{
	return *e->d_name != '.';
}

int files_list(const char *path, void (*each)(void *arg, const char *name), void *arg)
{
	char full[PATH_MAX];
	struct dirent **e;
	int n, i;

	snprintf(full, sizeof(full), "%s/%s", root, path);
	n = scandir(full, &e, is_name, alphasort);
	if (n < 0)
		return -errno;
	for (i = 0; i < n; i++) {
		each(arg, e[i]->d_name);
		free(e[i]);
	}
	free(e);
	return 0;
}

/* A line that is longer than DOCTOR_LINE loses its end. */
int files_lines(const char *path, void (*each)(void *arg, const char *line), void *arg)
{
	char full[PATH_MAX], line[DOCTOR_LINE];
	FILE *f;
	int c;

	snprintf(full, sizeof(full), "%s/%s", root, path);
	f = fopen(full, "re");
	if (!f)
		return -errno;
	while (fgets(line, sizeof(line), f)) {
		if (!strchr(line, '\n'))
			while ((c = fgetc(f)) != EOF && c != '\n')
				;
		line[strcspn(line, "\n")] = 0;
		each(arg, line);
	}
	c = ferror(f) ? -EIO : 0;
	fclose(f);
	return c;
}
