// SPDX-License-Identifier: GPL-2.0-only
/*
 * board-dump: prints the registers of an Orin board that decide what EL2 can do with it.
 * Registers are read through a mapping of /dev/mem that does not allow writes.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/mman.h>
#include <unistd.h>

#include "dump.h"

#define KLOG_READ_ALL	3
#define WINDOW		0x10000u	/* a multiple of every page size */

struct mem {
	int fd;
	uint32_t base;
	void *va;
};

static sigjmp_buf aborted;

static void on_bus_error(int sig)
{
	(void)sig;
	siglongjmp(aborted, 1);
}

static bool map_window(struct mem *m, uint32_t base)
{
	if (m->va && m->base == base)
		return true;
	if (m->va)
		munmap(m->va, WINDOW);
	m->va = mmap(NULL, WINDOW, PROT_READ, MAP_SHARED, m->fd, base);
	if (m->va == MAP_FAILED) {
		m->va = NULL;
		return false;
	}
	m->base = base;
	return true;
}

/* One load of 32 bits. An external abort arrives as SIGBUS. */
static enum board_read read_mem(void *opaque, uint32_t addr, uint32_t *val)
{
	struct mem *m = opaque;

	if (!map_window(m, addr & ~(WINDOW - 1))) {
		fprintf(stderr, "board-dump: 0x%08x: %s\n", addr, strerror(errno));
		fputs("The kernel does not allow reads of it: see docs/board-dump.md.\n", stderr);
		return BOARD_DENIED;
	}
	if (sigsetjmp(aborted, 1))
		return BOARD_ABORT;
	*val = *(const volatile uint32_t *)((const char *)m->va + addr % WINDOW);
	return BOARD_OK;
}

static const char *kernel_log(void)
{
	static char log[1 << 20];
	int n = klogctl(KLOG_READ_ALL, log, sizeof(log) - 1);

	return n < 0 ? NULL : log;
}

static int usage(void)
{
	fputs("use: board-dump [--dry-run] [--mem FILE] > dump.txt\n"
	      "  --dry-run   list the registers, and read none\n"
	      "  --mem FILE  read FILE in place of /dev/mem\n", stderr);
	return 2;
}

static int take_dump(const char *path)
{
	struct sigaction sa = { .sa_handler = on_bus_error };
	struct mem m = { .fd = open(path, O_RDONLY | O_SYNC | O_CLOEXEC) };
	const struct board_source src = {
		.read = read_mem, .opaque = &m, .root = "", .log = kernel_log(),
		.progress = stderr,
	};

	if (m.fd < 0) {
		fprintf(stderr, "board-dump: %s: %s\n", path, strerror(errno));
		return 1;
	}
	sigaction(SIGBUS, &sa, NULL);
	return board_dump(stdout, &src) ? 1 : 0;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "dry-run", no_argument, NULL, 'n' },
		{ "mem", required_argument, NULL, 'm' },
		{ NULL, 0, NULL, 0 },
	};
	const char *path = "/dev/mem";
	bool dry = false;
	int c;

	while ((c = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (c == 'n')
			dry = true;
		else if (c == 'm')
			path = optarg;
		else
			return usage();
	}
	if (optind != argc)
		return usage();
	if (!dry)
		return take_dump(path);
	board_list(stdout);
	return 0;
}
