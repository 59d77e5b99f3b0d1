// SPDX-License-Identifier: GPL-2.0-only
/*
 * A VMM for one protected guest: creates it, and passes commands through its mailbox, an
 * address range without memory, whose accesses exit to the VMM.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "vmm.h"

#ifndef KVM_VM_TYPE_ARM_PROTECTED
#define KVM_VM_TYPE_ARM_PROTECTED	(1UL << 31)
#endif

#define CORE_REG(name)							\
	(KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_CORE | KVM_REG_ARM_CORE_REG(name))

extern const unsigned char guest_image[], guest_image_end[];

static int memory_create(struct vm *vm, unsigned char *mem)
{
	struct kvm_userspace_memory_region slot = {
		.guest_phys_addr = GUEST_BASE,
		.memory_size = GUEST_PAGES * GUEST_PAGE,
	};

	vm->mem = mem ? mem : mmap(NULL, slot.memory_size, PROT_READ | PROT_WRITE,
				   MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (vm->mem == MAP_FAILED)
		return -1;
	memcpy(vm->mem, guest_image, guest_image_end - guest_image);
	slot.userspace_addr = (uintptr_t)vm->mem;
	return ioctl(vm->fd, KVM_SET_USER_MEMORY_REGION, &slot);
}

static int vcpu_create(struct vm *vm)
{
	struct kvm_vcpu_init init = {};
	uint64_t pc = GUEST_BASE;
	struct kvm_one_reg reg = {
		.id = CORE_REG(regs.pc),
		.addr = (uintptr_t)&pc,
	};

	vm->vcpu = ioctl(vm->fd, KVM_CREATE_VCPU, 0);
	if (vm->vcpu < 0)
		return -1;
	vm->run_size = ioctl(vm->kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (vm->run_size < 0)
		return -1;
	vm->run = mmap(NULL, vm->run_size, PROT_READ | PROT_WRITE, MAP_SHARED, vm->vcpu, 0);
	if (vm->run == MAP_FAILED)
		return -1;
	if (ioctl(vm->fd, KVM_ARM_PREFERRED_TARGET, &init))
		return -1;
	init.features[0] |= 1 << KVM_ARM_VCPU_PSCI_0_2;
	if (ioctl(vm->vcpu, KVM_ARM_VCPU_INIT, &init))
		return -1;
	return ioctl(vm->vcpu, KVM_SET_ONE_REG, &reg);
}

int vm_create_at(struct vm *vm, unsigned char *mem, const char **what)
{
	*vm = (struct vm){ .kvm = -1, .fd = -1, .vcpu = -1 };

	*what = "open /dev/kvm";
	vm->kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (vm->kvm < 0)
		return -errno;
	*what = "create a protected VM";
	vm->fd = ioctl(vm->kvm, KVM_CREATE_VM, KVM_VM_TYPE_ARM_PROTECTED);
	if (vm->fd < 0)
		return -errno;
	*what = "give it memory";
	if (memory_create(vm, mem))
		return -errno;
	*what = "create its vCPU";
	if (vcpu_create(vm))
		return -errno;
	return 0;
}

int vm_create(struct vm *vm, const char **what)
{
	return vm_create_at(vm, NULL, what);
}

/* Handles one access to the mailbox. Returns true when the command is done. */
static bool mailbox(struct vm *vm, uint64_t *result, uint64_t *value)
{
	struct kvm_run *run = vm->run;
	uint64_t reg = run->mmio.phys_addr - MBOX_BASE;
	uint64_t data = 0;

	memcpy(&data, run->mmio.data, run->mmio.len);
	if (!run->mmio.is_write) {
		data = reg <= MBOX_ARG2 ? vm->cmd[reg / 8] : 0;
		memcpy(run->mmio.data, &data, run->mmio.len);
	} else if (reg == MBOX_VALUE) {
		*value = data;
	} else if (reg == MBOX_FATAL) {
		vm->fatal = data;
	} else if (reg == MBOX_RESULT) {
		*result = data;
		return true;
	}
	return false;
}

int vm_cmd_again(struct vm *vm, uint64_t *result, uint64_t *value)
{
	uint64_t res = 0, val = 0;

	while (!vm->fatal && !vm->off) {
		if (ioctl(vm->vcpu, KVM_RUN, 0)) {
			if (errno == EINTR)
				continue;
			return -errno;
		}
		if (vm->run->exit_reason == KVM_EXIT_SYSTEM_EVENT)
			vm->off = true;
		else if (vm->run->exit_reason != KVM_EXIT_MMIO)
			return -ENOLINK;
		else if (mailbox(vm, &res, &val))
			break;
	}
	if (vm->fatal || vm->off)
		return -ENOLINK;
	if (result)
		*result = res;
	if (value)
		*value = val;
	return 0;
}

int vm_cmd(struct vm *vm, const uint64_t cmd[4], uint64_t *result, uint64_t *value)
{
	memcpy(vm->cmd, cmd, sizeof(vm->cmd));
	return vm_cmd_again(vm, result, value);
}

int64_t vm_do(struct vm *vm, enum guest_cmd cmd, unsigned int page, uint64_t word)
{
	uint64_t c[4] = { cmd, page, word }, res;

	return vm_cmd(vm, c, &res, NULL) ? -1 : (int64_t)res;
}

int vm_value(struct vm *vm, enum guest_cmd cmd, unsigned int page, uint64_t word,
	     uint64_t *value)
{
	uint64_t c[4] = { cmd, page, word }, res;
	int ret = vm_cmd(vm, c, &res, value);

	return ret ? ret : res ? -EINVAL : 0;
}

uint64_t vm_phys(const void *va)
{
	uint64_t entry = 0, pfn;
	int fd = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return 0;
	if (pread(fd, &entry, 8, (uintptr_t)va / GUEST_PAGE * 8) != 8)
		entry = 0;
	close(fd);
	pfn = entry & ((1ULL << 55) - 1);
	return entry >> 63 ? pfn * GUEST_PAGE : 0;
}

int vm_finish(struct vm *vm)
{
	uint64_t cmd[4] = { GUEST_FINISH };

	vm_cmd(vm, cmd, NULL, NULL);
	return vm->off && !vm->fatal ? 0 : -ENOLINK;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void vm_destroy(struct vm *vm)
{
	if (vm->run && vm->run != MAP_FAILED)
		munmap(vm->run, vm->run_size);
	vm->run = NULL;
	close_fd(&vm->vcpu);
	close_fd(&vm->fd);
	close_fd(&vm->kvm);
}

void vm_release(struct vm *vm)
{
	if (vm->mem && vm->mem != MAP_FAILED)
		munmap(vm->mem, GUEST_PAGES * GUEST_PAGE);
	vm->mem = NULL;
}
