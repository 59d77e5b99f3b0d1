// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device's registers, from docs/specs/edu.rst of QEMU: it copies between an address on
 * the bus and a buffer of 4 KiB of its own.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../attack.h"
#include "edu.h"
#include "tap.h"

#define DEVICES		"/sys/bus/pci/devices/"
#define EDU_ID		0x11e81234u
#define PCI_COMMAND	4
#define PCI_MEMORY	2
#define PCI_MASTER	4

#define DMA_SRC		0x80
#define DMA_DST		0x88
#define DMA_COUNT	0x90
#define DMA_CMD		0x98
#define CMD_START	1
#define CMD_TO_BUS	2
#define BUFFER		0x40000
#define REGS_SIZE	0x100000
#define PAGE		0x1000

#define POLL_US		1000
#define POLLS		5000

static volatile uint8_t *regs;	/* NULL: the kernel accesses the registers at @phys */
static uint64_t phys;

static int open_file(const char *bdf, const char *name, int flags)
{
	char path[96];

	snprintf(path, sizeof(path), DEVICES "%s/%s", bdf, name);
	return open(path, flags | O_CLOEXEC);
}

static bool enable_master(const char *bdf)
{
	int fd = open_file(bdf, "config", O_RDWR);
	uint16_t cmd = 0;
	uint32_t id = 0;
	bool ok;

	if (fd < 0)
		return false;
	ok = pread(fd, &id, sizeof(id), 0) == sizeof(id) && id == EDU_ID &&
	     pread(fd, &cmd, sizeof(cmd), PCI_COMMAND) == sizeof(cmd);
	cmd |= PCI_MEMORY | PCI_MASTER;
	ok = ok && pwrite(fd, &cmd, sizeof(cmd), PCI_COMMAND) == sizeof(cmd);
	close(fd);
	return ok;
}

/* The first line of "resource" has the start of the registers. */
static bool find_phys(const char *bdf)
{
	int fd = open_file(bdf, "resource", O_RDONLY);
	char line[64] = "";
	bool found = fd >= 0 && read(fd, line, sizeof(line) - 1) > 0;

	phys = strtoull(line, NULL, 16);
	if (fd >= 0)
		close(fd);
	return found && phys;
}

static bool map_regs(const char *bdf)
{
	int fd = open_file(bdf, "resource0", O_RDWR | O_SYNC);
	void *va = mmap(NULL, REGS_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (fd >= 0)
		close(fd);
	if (va == MAP_FAILED)
		tap_note("mmap of its registers: %s", strerror(errno));
	else
		regs = va;
	return va != MAP_FAILED;
}

bool edu_open(const char *bdf)
{
	if (enable_master(bdf))
		return find_phys(bdf) && map_regs(bdf);
	tap_note("no edu device at %s: %s", bdf, strerror(errno));
	return false;
}

void edu_unmap(void)
{
	if (regs)
		munmap((void *)regs, REGS_SIZE);
	regs = NULL;
}

const char *edu_domain(void)
{
	static char type[32] = "-";
	FILE *f = fopen(DEVICES DMA_DEVICE "/iommu_group/type", "re");

	if (f && fgets(type, sizeof(type), f))
		type[strcspn(type, "\n")] = 0;
	if (f)
		fclose(f);
	return type;
}

static void set(unsigned int reg, uint64_t val)
{
	struct att_access a = { .phys = phys + reg, .size = 8, .write = 1, .val = val };

	if (regs)
		*(volatile uint64_t *)(regs + reg) = val;
	else
		phys_access(&a);
}

static uint64_t get(unsigned int reg)
{
	struct att_access a = { .phys = phys + reg, .size = 8 };

	if (regs)
		return *(volatile uint64_t *)(regs + reg);
	return phys_access(&a) ? a.val : ~0ULL;
}

static bool dma(uint64_t src, uint64_t dst, uint64_t cmd)
{
	set(DMA_SRC, src);
	set(DMA_DST, dst);
	set(DMA_COUNT, PAGE);
	set(DMA_CMD, cmd | CMD_START);
	for (int i = 0; i < POLLS; i++) {
		if (!(get(DMA_CMD) & CMD_START))
			return true;
		usleep(POLL_US);
	}
	tap_note("the device does not end its transfer");
	return false;
}

bool edu_load(uint64_t from)
{
	return dma(from, BUFFER, 0);
}

bool edu_store(uint64_t to)
{
	return dma(BUFFER, to, CMD_TO_BUS);
}
