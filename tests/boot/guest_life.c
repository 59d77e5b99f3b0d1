// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows about the guest's ordinary life: it draws, shares, takes back, finishes,
 * and its memory comes back zeroed.
 */
#include <setjmp.h>
#include <signal.h>

#include "rows.h"

static sigjmp_buf load_failed;

static void on_segv(int sig)
{
	siglongjmp(load_failed, sig);
}

bool host_loads(const volatile uint64_t *va, uint64_t *val)
{
	struct sigaction act = { .sa_handler = on_segv, .sa_flags = SA_NODEFER }, old;
	volatile bool loaded = false;

	sigaction(SIGSEGV, &act, &old);
	if (!sigsetjmp(load_failed, 1)) {
		*val = *va;
		loaded = true;
	}
	sigaction(SIGSEGV, &old, NULL);
	return loaded;
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

/* The host may load the page before the guest has it, and not after. */
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

static unsigned int pages_not_zero(struct vm *vm)
{
	unsigned int bad = 0;

	for (unsigned int page = 0; page < GUEST_PAGES; page++) {
		const volatile uint64_t *words = vm_page(vm, page);
		uint64_t val, any = 0;

		for (unsigned int i = 0; i < GUEST_WORDS; i++)
			any |= host_loads(words + i, &val) ? val : 1;
		bad += any != 0;
	}
	return bad;
}

/* Every page, the image too: what is drawn last must not be seen by the host. */
void row_finish(struct vm *vm)
{
	uint64_t val;
	unsigned int bad;
	bool closed;
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
		tap_note("%u pages hold something", bad);
	vm_release(vm);
}
