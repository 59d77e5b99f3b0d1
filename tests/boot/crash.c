// SPDX-License-Identifier: GPL-2.0-only
/*
 * A crash kernel: while there is a protected guest, the host's kernel panics, and starts
 * another one in the memory that crashkernel= has set apart. EL2 stays, and keeps what it
 * has. The rows are those of the second kernel (second.c), which has the same initramfs.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kexec.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "attack.h"
#include "rows.h"

#define SECOND	SECOND_CONSOLE "maxcpus=1 panic=-1 boot_test=second "
/* Drivers wait for that of the SMMU, which stays away. */
#define DISK	"deferred_probe_timeout=1 boot_disk=nvme"

static int load(const char *parameters, unsigned long flags)
{
	int image = open("/boot/Image", O_RDONLY | O_CLOEXEC);
	int initramfs = open("/boot/initramfs.cpio", O_RDONLY | O_CLOEXEC);

	return syscall(SYS_kexec_file_load, image, initramfs, strlen(parameters) + 1, parameters,
		       flags);
}

static void panic_now(void)
{
	int fd = open("/proc/sysrq-trigger", O_WRONLY | O_CLOEXEC);

	if (write(fd, "c", 1) != 1)
		perror("sysrq-trigger");
}

/* The second kernel is told where to look, and what a kernel for kexec was answered. */
static void write_parameters(char *out, size_t size, struct vm *vm)
{
	int error = load("", 0) ? errno : 0;

	snprintf(out, size,
		 SECOND "host_page=%#llx guest_page=%#llx el2_page=%#llx kexec_error=%#x",
		 (unsigned long long)host_pa(HOST_SOURCE),
		 (unsigned long long)vm_phys(vm_page(vm, PAGE_READ)),
		 (unsigned long long)el2_memory(), error);
	if (boot_has("boot_disk=nvme"))
		strncat(out, " " DISK, size - strlen(out) - 1);
	tap_note("the second kernel's parameters: %s", out);
}

/* Returns only if something is wrong. */
void rows_crash(void)
{
	char parameters[512];
	struct vm vm;
	const char *what;
	int ret = vm_create(&vm, &what);

	if (ret || attack_open() || vm_do(&vm, GUEST_DRAW, PAGE_READ, 0))
		tap_note("no attacker, no guest, or none with a secret: %s", strerror(-ret));
	/* The most that a stream may reach. */
	if (dma_domain(ATT_DOMAIN_IDENTITY))
		tap_note("the DMA engine is in no identity domain");
	for (uint64_t i = 0; i < GUEST_WORDS; i++)
		host_va(HOST_SOURCE)[i] = SECOND_PATTERN + i;
	write_parameters(parameters, sizeof(parameters), &vm);
	if (load(parameters, KEXEC_FILE_ON_CRASH))
		perror("kexec_file_load");
	else
		panic_now();
	tap_ok(false, "crash-starts", "the kernel panics and starts the second one => NO");
}
