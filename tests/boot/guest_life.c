// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows about the guest's normal operation: it stores secrets, shares and unshares a
 * page, ends, and its memory is returned zeroed.
 */
#include <setjmp.h>
#include <signal.h>
#include <string.h>

#include "attack.h"
#include "rows.h"

static sigjmp_buf load_failed;

static void on_segv(int sig)
{
	siglongjmp(load_failed, sig);
}

/* ORs @nr words into @bits; false if a word can't be loaded. */
static bool host_loads_bits(const volatile uint64_t *va, unsigned int nr, uint64_t *bits)
{
	struct sigaction act = { .sa_handler = on_segv, .sa_flags = SA_NODEFER }, old;
	volatile bool loaded = false;

	sigaction(SIGSEGV, &act, &old);
	if (!sigsetjmp(load_failed, 1)) {
		uint64_t any = 0;

		for (unsigned int i = 0; i < nr; i++)
			any |= va[i];
		*bits = any;
		loaded = true;
	}
	sigaction(SIGSEGV, &old, NULL);
	return loaded;
}

bool host_loads(const volatile uint64_t *va, uint64_t *val)
{
	return host_loads_bits(va, 1, val);
}

void row_guest_starts(struct vm *vm)
{
	uint64_t rndr = 0;
	int ret = vm_value(vm, GUEST_SOURCE, 0, 0, &rndr);

	tap_ok(!ret, "guest-starts", "a protected guest runs => %s", ret ? "no" : "yes");
	tap_note("its secrets come from %s", rndr ? "RNDR" : "the counter");
	if (vm->fatal)
		tap_note("exception in the guest, ESR %#llx", (unsigned long long)vm->fatal);
}

/* The host can load the page before the guest owns it, and not after. */
void row_cpu_load(struct vm *vm)
{
	volatile uint64_t *words = vm_page(vm, PAGE_CPU);
	uint64_t before = 0, after = 0, secret = 0;
	bool could, can;

	*words = 0x5ee5ee5ee5ee5ee5;
	could = host_loads(words, &before) && before == 0x5ee5ee5ee5ee5ee5;
	vm_do(vm, GUEST_DRAW, PAGE_CPU, 0);
	can = host_loads(words, &after);
	vm_value(vm, GUEST_REVEAL, PAGE_CPU, 0, &secret);
	tap_ok(could && !can && secret && vm_do(vm, GUEST_CHANGED, PAGE_CPU, 0) == 0,
	       "cpu-load", "host CPU loads the guest's page => %s",
	       can ? "read" : "stopped");
}

/* The kernel's access is refused like a process's, and it survives the abort. */
void row_kernel_load(struct vm *vm)
{
	struct att_access own = { .phys = host_pa(HOST_SOURCE), .size = 8 };
	struct att_access guest = { .size = 8 }, el2 = { .phys = el2_memory(), .size = 8 };
	bool own_read, guest_read, el2_read;

	vm_do(vm, GUEST_DRAW, PAGE_CPU, 0);
	guest.phys = vm_phys(vm_page(vm, PAGE_CPU));
	own_read = phys_access(&own);
	guest_read = phys_access(&guest);
	el2_read = phys_access(&el2);
	tap_ok(own_read && !guest_read && !el2_read && guest.phys && el2.phys &&
	       !vm_do(vm, GUEST_CHANGED, PAGE_CPU, 0), "kernel-load",
	       "host kernel loads the guest's and EL2's pages => %s",
	       guest_read || el2_read ? "read" : "stopped");
}

void row_share(struct vm *vm)
{
	volatile uint64_t *words = vm_page(vm, PAGE_SHARED);
	uint64_t seen = 0, gone = 0, secret = 0, back = 0;
	bool open, shut;

	vm_do(vm, GUEST_DRAW, PAGE_SHARED, 0);
	vm_value(vm, GUEST_REVEAL, PAGE_SHARED, 7, &secret);
	open = !vm_do(vm, GUEST_SHARE, PAGE_SHARED, 0) &&
	       host_loads(words + 7, &seen) && seen == secret;
	if (open)
		words[8] = ~secret;
	shut = !vm_do(vm, GUEST_UNSHARE, PAGE_SHARED, 0) && !host_loads(words + 7, &gone);
	vm_value(vm, GUEST_READ, PAGE_SHARED, 8, &back);
	tap_ok(open && shut && back == ~secret, "guest-shares",
	       "the guest shares a page with the host and takes it back => %s",
	       open && shut ? "done" : "failed");
}

/* The guest's former pages are accessible to the host's devices again. */
static bool dma_to_returned(struct vm *vm)
{
	void *page = vm_page(vm, PAGE_READ);
	bool arrives;

	memset(page, 0x3c, GUEST_PAGE);
	arrives = !dma_domain(ATT_DOMAIN_IDENTITY) &&
		  dma_copy(vm_phys(page), host_pa(HOST_TARGET), ATT_SID_DRIVER) &&
		  !memcmp(host_va(HOST_TARGET), page, GUEST_PAGE);
	dma_domain(ATT_DOMAIN_DEFAULT);
	return arrives;
}

static unsigned int pages_not_zero(struct vm *vm)
{
	unsigned int bad = 0;

	for (unsigned int page = 0; page < GUEST_PAGES; page++) {
		uint64_t bits;

		bad += !host_loads_bits(vm_page(vm, page), GUEST_WORDS, &bits) || bits;
	}
	return bad;
}

/* Checks every page, including the image: the host must not see the last secrets. */
void row_finish(struct vm *vm)
{
	uint64_t val;
	bool closed, arrives;
	unsigned int bad;
	int ret;

	for (unsigned int page = GUEST_FIRST_DATA; page < GUEST_PAGES; page++)
		vm_do(vm, GUEST_DRAW, page, 0);
	ret = vm_finish(vm);
	closed = !host_loads(vm_page(vm, GUEST_PAGES - 1), &val);
	vm_destroy(vm);
	bad = pages_not_zero(vm);
	tap_ok(!ret && closed && !bad, "guest-finishes",
	       "the guest runs to its end and its memory comes back zeroed => %s",
	       ret ? "lost" : bad ? "not zeroed" : "zeroed");
	if (bad)
		tap_note("%u pages are not zeroed", bad);
	arrives = dma_to_returned(vm);
	tap_ok(arrives, "guest-returned", "DMA from a page that the guest has given back => %s",
	       arrives ? "arrives" : "FAILS");
	vm_release(vm);
}
