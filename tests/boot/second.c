// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rows of the crash kernel that crash.c starts: what it reaches, and what it can dump.
 */
#define _GNU_SOURCE	/* O_DIRECT */
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "attack.h"
#include "rows.h"

/* Pages of the first kernel, of the guest, and of EL2. */
static uint64_t host, guest, el2;

/* An address of the command line's. */
static uint64_t told(const char *name)
{
	char line[2048] = "", *at;
	FILE *f = fopen("/proc/cmdline", "re");

	if (!f)
		return 0;
	at = fgets(line, sizeof(line), f) ? strstr(line, name) : NULL;
	fclose(f);
	return at ? strtoull(at + strlen(name), NULL, 16) : 0;
}

/* What the first kernel was told when it loaded a kernel that takes all memory. */
static void row_kexec(void)
{
	bool refused = told("kexec_error=") == EBUSY;

	tap_ok(refused, "second-kexec", "another kernel is loaded for kexec => %s",
	       refused ? "refused" : "TAKEN");
}

static bool cpu_reads(uint64_t phys)
{
	struct att_access access = { .phys = phys, .size = 8 };

	return phys_access(&access);
}

static void row_runs(void)
{
	bool kvm = !access("/dev/kvm", F_OK);

	tap_ok(!kvm && host && guest && el2, "second-runs",
	       "a crash kernel runs, without KVM => %s", kvm ? "HAS KVM" : "yes");
}

static void row_memory(void)
{
	bool own = cpu_reads(host_pa(HOST_SOURCE)) && cpu_reads(host);
	bool read = cpu_reads(guest) || cpu_reads(el2);

	tap_ok(own && !read, "second-memory",
	       "the crash kernel loads the guest's and EL2's pages => %s",
	       read ? "READ" : "stopped");
}

static void row_registers(void)
{
	static const uint64_t smmus[] = ALL_SMMUS;
	unsigned int passed = 0;
	uint32_t val;

	for (unsigned int i = 0; i < sizeof(smmus) / sizeof(smmus[0]); i++)
		passed += reg_read(smmus[i] + SMMU_IDR0, &val);
	tap_ok(!passed, "second-smmus", "the crash kernel reads registers of all SMMUs => %s",
	       passed ? "PASSES" : "aborts");
}

/* The engine's stream is where the first kernel left it: in the identity domain. */
static void row_dma(void)
{
	bool own = dma_arrives(host_pa(HOST_SOURCE), host_pa(HOST_TARGET), ATT_SID_DRIVER);
	uint64_t *target = host_va(HOST_TARGET);
	bool failed, changed = false;

	memset(target, 0, GUEST_PAGE);
	failed = !dma_copy(guest, host_pa(HOST_TARGET), ATT_SID_DRIVER) || !DMA_TELLS_ERRORS;
	for (unsigned int i = 0; i < GUEST_WORDS; i++)
		changed |= target[i];
	tap_ok(own && failed && !changed, "second-dma",
	       "the crash kernel's DMA reads the guest's page, its own arrives => %s",
	       changed ? "READ" : !failed ? "NO ERROR" : own ? "fault" : "NOT ITS OWN");
}

/* Where the dump has a page; 0 if it has none. */
static off_t dump_offset(int fd, uint64_t phys)
{
	Elf64_Ehdr head;
	Elf64_Phdr part;

	if (pread(fd, &head, sizeof(head), 0) != sizeof(head) ||
	    memcmp(head.e_ident, ELFMAG, SELFMAG))
		return 0;
	for (unsigned int i = 0; i < head.e_phnum; i++) {
		off_t at = head.e_phoff + i * sizeof(part);

		if (pread(fd, &part, sizeof(part), at) == sizeof(part) &&
		    part.p_type == PT_LOAD && phys - part.p_paddr < part.p_memsz)
			return part.p_offset + (phys - part.p_paddr);
	}
	return 0;
}

static void row_dump(int fd)
{
	static uint64_t words[GUEST_WORDS];
	off_t at = dump_offset(fd, host);
	bool same = at && pread(fd, words, sizeof(words), at) == sizeof(words);

	for (uint64_t i = 0; same && i < GUEST_WORDS; i++)
		same = words[i] == SECOND_PATTERN + i;
	tap_ok(same, "second-dump", "the dump has the first kernel's memory => %s",
	       same ? "yes" : "NO");
}

/* Is a page zero in the dump, if it is read, and if it is mapped? */
static bool zero_at(int fd, off_t at)
{
	static uint64_t words[GUEST_WORDS];
	const uint64_t *page = mmap(NULL, GUEST_PAGE, PROT_READ, MAP_PRIVATE, fd, at);
	bool zero = at && page != MAP_FAILED &&
		    pread(fd, words, sizeof(words), at) == sizeof(words);

	for (unsigned int i = 0; zero && i < GUEST_WORDS; i++)
		zero = !words[i] && !page[i];
	return zero;
}

/* In a process of its own: a page that cannot be read would fault for ever. */
static bool zero_in_dump(int fd, uint64_t phys)
{
	int status = 0, ended = 0;
	pid_t child = fork();

	if (!child)
		_exit(!zero_at(fd, dump_offset(fd, phys)));
	for (int i = 0; i < 50 && !ended; i++) {
		ended = waitpid(child, &status, WNOHANG);
		usleep(100000);
	}
	return ended == child && WIFEXITED(status) && !WEXITSTATUS(status);
}

static void row_dump_holes(int fd)
{
	bool own = zero_in_dump(fd, host);
	bool others = zero_in_dump(fd, guest) && zero_in_dump(fd, el2);

	tap_ok(!own && others, "second-dump-holes",
	       "the dump gives the guest's and EL2's pages => %s", others ? "zero" : "NOT ZERO");
}

/* Where a dump would go: the disk's stream is in the identity domain, too. */
static void row_disk(void)
{
	uint64_t *source = host_va(HOST_SOURCE), *target = host_va(HOST_TARGET);
	bool same;
	int fd = -1;

	for (unsigned int i = 0; i < 600 && fd < 0; i++) {
		usleep(100000);
		fd = open("/dev/nvme0n1", O_RDWR | O_DIRECT | O_SYNC | O_CLOEXEC);
	}
	for (uint64_t i = 0; i < GUEST_WORDS; i++)
		source[i] = SECOND_PATTERN - i;
	memset(target, 0, GUEST_PAGE);
	same = pwrite(fd, source, GUEST_PAGE, 0) == GUEST_PAGE &&
	       pread(fd, target, GUEST_PAGE, 0) == GUEST_PAGE &&
	       !memcmp(source, target, GUEST_PAGE);
	tap_ok(same, "second-disk", "the crash kernel stores a page on a disk => %s",
	       same ? "stored" : fd < 0 ? "NO DISK" : "LOST");
}

void rows_second(void)
{
	int fd = open("/proc/vmcore", O_RDONLY | O_CLOEXEC);
	bool attacker = !attack_open();

	host = told("host_page=");
	guest = told("guest_page=");
	el2 = told("el2_page=");
	row_runs();
	row_kexec();
	if (!tap_ok(attacker, "second-attacker", "the attacker's module is loaded => %s",
		    attacker ? "yes" : "no"))
		return;
	row_memory();
	row_registers();
	row_dma();
	row_dump(fd);
	row_dump_holes(fd);
	if (boot_has("boot_disk=nvme"))
		row_disk();
}
