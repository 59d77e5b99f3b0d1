// SPDX-License-Identifier: GPL-2.0-only
/*
 * Wrappers of the attacker module's ioctls, and pages of the test process.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "attack.h"
#include "tap.h"
#include "vmm.h"

static int att_fd = -1;
static unsigned char *pages;
static uint32_t own_channel, own_sid;

int attack_ioctl(unsigned long request, void *arg)
{
	return ioctl(att_fd, request, arg);
}

int attack_open(void)
{
	att_fd = open("/dev/attacker", O_RDWR | O_CLOEXEC);
	pages = mmap(NULL, HOST_PAGES * GUEST_PAGE, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE | MAP_LOCKED, -1, 0);
	return att_fd < 0 || pages == MAP_FAILED ? -errno : 0;
}

uint64_t *host_va(enum host_page page)
{
	return (uint64_t *)(pages + page * GUEST_PAGE);
}

uint64_t host_pa(enum host_page page)
{
	return vm_phys(host_va(page));
}

void dma_use_channel(uint32_t channel, uint32_t sid)
{
	own_channel = channel;
	own_sid = sid;
}

uint32_t dma_used_channel(uint32_t *sid)
{
	*sid = own_sid;
	return own_channel;
}

bool dma_arrives(uint64_t src, uint64_t dst, uint32_t sid)
{
	static uint64_t round;

	round++;
	for (uint64_t i = 0; i < GUEST_WORDS; i++)
		host_va(HOST_SOURCE)[i] = round << 32 | i;
	memset(host_va(HOST_TARGET), 0, GUEST_PAGE);
	return dma_copy(src, dst, sid) &&
	       !memcmp(host_va(HOST_TARGET), host_va(HOST_SOURCE), GUEST_PAGE);
}

int dma_domain(enum att_domain_kind kind)
{
	struct att_domain domain = { .kind = kind, .channel = own_channel };

	return ioctl(att_fd, ATT_IOC_DOMAIN, &domain) ? -errno : domain.ret;
}

int dma_map(uint64_t iova, uint64_t phys, uint64_t size, bool write)
{
	struct att_map map = { .iova = iova, .phys = phys, .size = size, .write = write };

	return ioctl(att_fd, ATT_IOC_MAP, &map) ? -errno : map.ret;
}

int dma_unmap(uint64_t iova, uint64_t size)
{
	struct att_map map = { .iova = iova, .size = size };

	return ioctl(att_fd, ATT_IOC_UNMAP, &map) ? -errno : map.ret;
}

uint64_t dma_iova_to_phys(uint64_t iova)
{
	struct att_map map = { .iova = iova };

	return ioctl(att_fd, ATT_IOC_PHYS, &map) ? 0 : map.phys;
}

bool phys_access(struct att_access *access)
{
	return !ioctl(att_fd, ATT_IOC_ACCESS, access) && !access->aborted;
}

bool reg_read(uint64_t phys, uint32_t *val)
{
	struct att_access access = { .phys = phys, .size = 4 };
	bool done = phys_access(&access);

	*val = done ? access.val : 0;
	return done;
}

bool reg_write(uint64_t phys, uint32_t val)
{
	struct att_access access = { .phys = phys, .size = 4, .write = 1, .val = val };

	return phys_access(&access);
}

int64_t hypercall(enum att_call_name name, const uint64_t args[6])
{
	struct att_call call = { .call = name };

	memcpy(call.args, args, sizeof(call.args));
	if (ioctl(att_fd, ATT_IOC_CALL, &call))
		return -errno;
	if (call.status == ATT_CALL_UNKNOWN)
		return -ENOTTY;
	return call.status == ATT_CALL_REFUSED ? -EPERM : call.ret;
}

bool reset_line(uint32_t line, bool asserted)
{
	struct att_reset reset = { .line = line, .asserted = asserted };

	return !ioctl(att_fd, ATT_IOC_RESET, &reset);
}

uint64_t firmware_call(uint64_t func, uint64_t x1, uint64_t x2)
{
	struct att_smc smc = { .args = { func, x1, x2 } };

	return ioctl(att_fd, ATT_IOC_SMC, &smc) ? 0 : smc.ret;
}

/* The address of a symbol of the kernel's, which root may read; 0 if it has none. */
static uint64_t kernel_symbol(const char *name)
{
	FILE *f = fopen("/proc/kallsyms", "re");
	char line[512], symbol[256];
	uint64_t address, found = 0;

	while (f && !found && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%" SCNx64 " %*c %255s", &address, symbol) == 2 &&
		    !strcmp(symbol, name))
			found = address;
	}
	if (f)
		fclose(f);
	return found;
}

bool enter_el2(struct att_el2 *att)
{
	att->lookup = kernel_symbol("kallsyms_lookup_name");
	if (!att->lookup)
		tap_note("no kallsyms_lookup_name() in /proc/kallsyms: EL2's code is not found");
	return !ioctl(att_fd, ATT_IOC_EL2, att);
}

/* Of enum pkvm_iommu_query. */
#define QUERY_REFUSED		5
#define QUERY_SMCS_REFUSED	6

static uint64_t query(uint64_t what, uint64_t index)
{
	uint64_t args[6] = { what, index };
	int64_t n = hypercall(ATT_QUERY, args);

	return n < 0 ? 0 : n;
}

uint64_t smcs_refused(void)
{
	return query(QUERY_SMCS_REFUSED, 0);
}

uint64_t mc_dropped(void)
{
	return query(QUERY_REFUSED, 0);
}

uint64_t gpcdma_refused(void)
{
	return query(QUERY_REFUSED, 1);
}

uint64_t sid_refused(void)
{
	return query(QUERY_REFUSED, 2);
}
