// SPDX-License-Identifier: GPL-2.0-only
/*
 * The device's registers, from docs/specs/edu.rst of QEMU: it copies between an address on
 * the bus and a buffer of 4 KiB of its own.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "edu.h"
#include "tap.h"

#define DEVICE		"/sys/bus/pci/devices/0000:00:01.0/"
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
#define PAGE		0x1000

#define POLL_US		1000
#define POLLS		5000

static volatile uint8_t *regs;

static bool enable_master(void)
{
	int fd = open(DEVICE "config", O_RDWR | O_CLOEXEC);
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

bool edu_open(void)
{
	int fd;

	if (!enable_master()) {
		tap_note("no edu device at " DEVICE ": %s", strerror(errno));
		return false;
	}
	fd = open(DEVICE "resource0", O_RDWR | O_SYNC | O_CLOEXEC);
	if (fd < 0)
		return false;
	regs = mmap(NULL, 0x100000, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (regs == MAP_FAILED)
		tap_note("mmap of its registers: %s", strerror(errno));
	return regs != MAP_FAILED;
}

const char *edu_domain(void)
{
	static char type[32] = "-";
	FILE *f = fopen(DEVICE "iommu_group/type", "re");

	if (f && fgets(type, sizeof(type), f))
		type[strcspn(type, "\n")] = 0;
	if (f)
		fclose(f);
	return type;
}

static void set(unsigned int reg, uint64_t val)
{
	*(volatile uint64_t *)(regs + reg) = val;
}

static bool dma(uint64_t src, uint64_t dst, uint64_t cmd)
{
	set(DMA_SRC, src);
	set(DMA_DST, dst);
	set(DMA_COUNT, PAGE);
	set(DMA_CMD, cmd | CMD_START);
	for (int i = 0; i < POLLS; i++) {
		if (!(*(volatile uint64_t *)(regs + DMA_CMD) & CMD_START))
			return true;
		usleep(POLL_US);
	}
	tap_note("the device does not end its transfer");
	return false;
}

bool edu_copy(uint64_t from, uint64_t to)
{
	return dma(from, BUFFER, 0) && dma(BUFFER, to, CMD_TO_BUS);
}
