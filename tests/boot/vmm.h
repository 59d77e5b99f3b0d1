/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A VMM for one protected guest with one vCPU, on /dev/kvm.
 */
#ifndef BOOT_VMM_H
#define BOOT_VMM_H

#include <stdbool.h>
#include <stdint.h>

#include "guest/guest.h"

struct kvm_run;

/**
 * struct vm - a protected guest and its memory
 * @mem: the guest's memory in the host's process, GUEST_PAGES pages
 * @cmd: the guest's last command
 * @fatal: ESR of the exception that ended the guest, or 0
 * @off: the guest has switched itself off
 */
struct vm {
	int kvm, fd, vcpu;
	struct kvm_run *run;
	long run_size;
	unsigned char *mem;
	uint64_t cmd[4];
	uint64_t fatal;
	bool off;
};

/**
 * vm_create() - create a protected VM, with the guest's image in its memory
 *
 * Return: 0, or a negative errno; *@what describes the step that failed.
 */
int vm_create(struct vm *vm, const char **what);

/* The same in memory of the caller, who releases it. */
int vm_create_at(struct vm *vm, unsigned char *mem, const char **what);

/**
 * vm_cmd() - run one command in the guest
 * @result: the guest's result; may be NULL
 * @value: the value that goes with it, 0 if the guest gave none; may be NULL
 *
 * Return: 0; or the negative errno of KVM_RUN, after which vm_cmd_again() lets
 * the guest go on with the same command; or -ENOLINK if the guest is lost.
 */
int vm_cmd(struct vm *vm, const uint64_t cmd[4], uint64_t *result, uint64_t *value);
int vm_cmd_again(struct vm *vm, uint64_t *result, uint64_t *value);

/* Wrapper of vm_cmd(): returns the result, or -1 if the guest is lost. */
int64_t vm_do(struct vm *vm, enum guest_cmd cmd, unsigned int page, uint64_t word);
int vm_value(struct vm *vm, enum guest_cmd cmd, unsigned int page, uint64_t word,
	     uint64_t *value);

/**
 * vm_phys() - physical address of a page of this process, by pagemap
 *
 * Return: the address, or 0 if there is no page.
 */
uint64_t vm_phys(const void *va);

static inline void *vm_page(struct vm *vm, unsigned int page)
{
	return vm->mem + page * GUEST_PAGE;
}

/* Makes the guest switch itself off. It owns its memory until vm_destroy(). */
int vm_finish(struct vm *vm);

/* Destroys the VM; @vm->mem stays mapped until vm_release(). */
void vm_destroy(struct vm *vm);
void vm_release(struct vm *vm);

#endif /* BOOT_VMM_H */
