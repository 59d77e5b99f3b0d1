// SPDX-License-Identifier: GPL-2.0-only
/*
 * The row about a PCI device that is taken out of the bus and found again: its driver lets
 * go of it, its stream is blocked, and it gets a domain again.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../machine.h"
#include "virt.h"

#define NVME	"0000:00:02.0"
#define DISK	"/dev/nvme0n1"
#define WHAT	"an NVMe disk, removed from the bus and found again"

#define POLL_US	10000
#define POLLS	1000

static bool write_1(const char *path)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	bool done = fd >= 0 && write(fd, "1", 1) == 1;

	if (!done)
		tap_note("%s: %s", path, strerror(errno));
	if (fd >= 0)
		close(fd);
	return done;
}

/* A disk is there once it opens: its node is there before its driver is. */
static bool opens(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static bool becomes(const char *path, bool there)
{
	for (int i = 0; i < POLLS; i++) {
		if (there ? opens(path) : access(path, F_OK))
			return true;
		usleep(POLL_US);
	}
	tap_note("%s is %s", path, there ? "not there" : "still there");
	return false;
}

/* With protection on: debugfs has no line of the stream's device. */
static bool has_stream(void)
{
	FILE *f = fopen("/sys/kernel/debug/pkvm_smmu/" DMA_SMMU "/streams", "re");
	bool found = false;
	char line[256];

	while (f && fgets(line, sizeof(line), f))
		found |= !!strstr(line, NVME);
	if (f)
		fclose(f);
	return found;
}

void row_replug(void)
{
	bool gone = (!protection || has_stream()) &&
		    write_1("/sys/bus/pci/devices/" NVME "/remove") && becomes(DISK, false) &&
		    !has_stream();
	bool back = write_1("/sys/bus/pci/rescan") && becomes(DISK, true);

	tap_note("%s, %s", gone ? "gone" : "NOT GONE", back ? "back" : "NOT BACK");
	if (gone && back)
		row_disk("replug", WHAT, DISK);
	else
		tap_ok(false, "replug", WHAT " => FAILS");
}
