// SPDX-License-Identifier: GPL-2.0-only
/*
 * Register accesses through the attacker's module, and a page of the test process.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../attacker/attacker.h"
#include "devices.h"

#define PAGE		4096
#define PFN_MASK	((1ULL << 55) - 1)

bool dead;

static int fd = -1;

bool access_open(void)
{
	fd = open("/dev/attacker", O_RDWR | O_CLOEXEC);
	return fd >= 0;
}

static bool word(uint64_t addr, bool write, uint64_t *val)
{
	struct att_access a = { .phys = addr, .val = *val, .size = 4, .write = write };

	if (ioctl(fd, ATT_IOC_ACCESS, &a) || a.aborted)
		return false;
	*val = a.val;
	return true;
}

uint32_t reg(uint64_t addr)
{
	uint64_t val = 0;

	if (!word(addr, false, &val))
		dead = true;
	return (uint32_t)val;
}

void set_reg(uint64_t addr, uint32_t val)
{
	uint64_t wide = val;

	if (!word(addr, true, &wide))
		dead = true;
}

bool slave_transfers(struct att_slave *result)
{
	return !ioctl(fd, ATT_IOC_SLAVE, result);
}

uint64_t *own_page(void)
{
	static void *page;

	if (!page)
		page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE | MAP_LOCKED, -1, 0);
	return page;
}

uint64_t own_page_phys(void)
{
	int map = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	uint64_t entry = 0;

	own_page()[0]++;
	if (pread(map, &entry, sizeof(entry), (uintptr_t)own_page() / PAGE * 8) != sizeof(entry))
		entry = 0;
	close(map);
	return (entry & PFN_MASK) * PAGE;
}
