// SPDX-License-Identifier: GPL-2.0-only
/* Rows of disks, as ordinary devices behind the SMMU: what was written is read back. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "virt.h"

#define CHUNK	(256 << 10)
#define CHUNKS	32

/* xorshift; not the same in any two words of a disk. */
static void fill(uint64_t *words, uint64_t seed)
{
	uint64_t x = seed * 0x9e3779b97f4a7c15ULL + 1;

	for (unsigned int i = 0; i < CHUNK / sizeof(*words); i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		words[i] = x;
	}
}

/* Every chunk is written before the first is read. O_DIRECT: no cache in between. */
static bool written_and_read(int fd, uint64_t *buf, uint64_t *want)
{
	for (unsigned int i = 0; i < CHUNKS; i++) {
		fill(buf, i);
		if (pwrite(fd, buf, CHUNK, (off_t)i * CHUNK) != CHUNK)
			return false;
	}
	for (unsigned int i = 0; i < CHUNKS; i++) {
		fill(want, i);
		memset(buf, 0, CHUNK);
		if (pread(fd, buf, CHUNK, (off_t)i * CHUNK) != CHUNK || memcmp(buf, want, CHUNK))
			return false;
	}
	return true;
}

void row_disk(const char *id, const char *what, const char *device)
{
	int fd = open(device, O_RDWR | O_DIRECT | O_CLOEXEC);
	char *buf = mmap(NULL, 2 * CHUNK, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	bool right = fd >= 0 && buf != MAP_FAILED &&
		     written_and_read(fd, (uint64_t *)buf, (uint64_t *)(buf + CHUNK));

	if (!right)
		tap_note("%s: %s", device, strerror(errno));
	tap_ok(right, id, "%s => %s", what,
	       right ? "8 MiB written, read back" : "FAILS");
	if (fd >= 0)
		close(fd);
	if (buf != MAP_FAILED)
		munmap(buf, 2 * CHUNK);
}
