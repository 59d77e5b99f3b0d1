// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest that is not protected and that reads more memory than EL2 counts mappings of
 * one page: nobody has written to it, so all of it is the zero page.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../tap.h"
#include "devices.h"
#include "host.h"

#define PAGE		4096UL
#define CODE_BASE	0UL
#define DATA_BASE	0x40000000UL
#define DATA_PAGES	0x10040UL	/* 2^16 and some */

/* Reads a word of each page, then switches itself off (PSCI). The MMU is off. */
static const unsigned int code[] = {
	0xd2a80000,	/*    mov  x0, #0x40000000 */
	0xd2800801,	/*    movz x1, #0x40 */
	0xf2a00021,	/*    movk x1, #1, lsl #16 */
	0xf9400002,	/* 1: ldr  x2, [x0] */
	0x91400400,	/*    add  x0, x0, #4096 */
	0xf1000421,	/*    subs x1, x1, #1 */
	0x54ffffa1,	/*    b.ne 1b */
	0xd2b08000,	/*    movz x0, #0x8400, lsl #16 */
	0xf2800100,	/*    movk x0, #8 */
	0xd4000002,	/*    hvc  #0 */
	0x14000000,	/*    b    . */
};

static int add_slot(int vm, unsigned int nr, unsigned long ipa, void *mem, unsigned long size)
{
	struct kvm_userspace_memory_region slot = {
		.slot = nr, .guest_phys_addr = ipa, .memory_size = size,
		.userspace_addr = (unsigned long)mem,
	};

	return ioctl(vm, KVM_SET_USER_MEMORY_REGION, &slot);
}

static void *memory(unsigned long size)
{
	void *mem = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (mem == MAP_FAILED)
		return NULL;
	madvise(mem, size, MADV_NOHUGEPAGE);
	return mem;
}

static int add_memory(int vm)
{
	void *text = memory(PAGE), *data = memory(DATA_PAGES * PAGE);

	if (!text || !data)
		return -1;
	memcpy(text, code, sizeof(code));
	return add_slot(vm, 0, CODE_BASE, text, PAGE) ?:
	       add_slot(vm, 1, DATA_BASE, data, DATA_PAGES * PAGE);
}

static int run_vcpu(int kvm, int vm)
{
	int vcpu = ioctl(vm, KVM_CREATE_VCPU, 0), size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	struct kvm_vcpu_init init = {};
	struct kvm_run *run;

	if (vcpu < 0 || size < 0 || ioctl(vm, KVM_ARM_PREFERRED_TARGET, &init))
		return -1;
	init.features[0] |= 1 << KVM_ARM_VCPU_PSCI_0_2;
	run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0);
	if (run == MAP_FAILED || ioctl(vcpu, KVM_ARM_VCPU_INIT, &init))
		return -1;
	while (ioctl(vcpu, KVM_RUN, 0)) {
		if (errno != EINTR)
			return -errno;
	}
	return run->exit_reason == KVM_EXIT_SYSTEM_EVENT ? 0 : -EPROTO;
}

void row_shares(void)
{
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	int vm = kvm < 0 ? -1 : ioctl(kvm, KVM_CREATE_VM, 0);
	int ret = vm < 0 || add_memory(vm) ? -ENODEV : run_vcpu(kvm, vm);

	tap_note("a guest reads %lu pages that nobody has written: %d", DATA_PAGES, ret);
	tap_ok(!ret, "host-shares", "a guest maps the zero page more than 65,535 times => %s",
	       ret ? "STOPS" : "goes on");
	if (vm >= 0)
		close(vm);
	if (kvm >= 0)
		close(kvm);
}
