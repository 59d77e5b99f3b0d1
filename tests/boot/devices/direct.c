// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows about a page that a guest shares, as buffer of the host's direct I/O (O_DIRECT), and
 * that the guest takes back again and again: while the page is mapped for the disk it stays
 * shared; I/O that begins after the guest has it waits, or fails.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "devices.h"
#include "rows.h"

#define DISK		"/dev/nvme0n1"
#define ROUNDS		300
/* What a guest gets for each refusal (SMCCC's INVALID_PARAMETER). */
#define REFUSED		(-3)
#define PATIENCE_MS	5000

/* A thread reads the disk into @page until @stop. */
struct reader {
	void *page;
	int fd;
	volatile bool stop;
	unsigned int done, failed, other;
	int error;
};

static void *read_on(void *arg)
{
	struct reader *r = arg;

	while (!r->stop) {
		if (pread(r->fd, r->page, GUEST_PAGE, 0) == GUEST_PAGE) {
			r->done++;
			continue;
		}
		r->error = errno;
		if (errno == EIO)
			r->failed++;
		else
			r->other++;
	}
	return NULL;
}

static int open_disk(void)
{
	int fd = -1;

	for (int ms = 0; ms < PATIENCE_MS && fd < 0; ms += 100, usleep(100000))
		fd = open(DISK, O_RDONLY | O_DIRECT | O_CLOEXEC);
	return fd;
}

/* The guest has its page for a moment, and then shares it again. */
static bool is_the_guests(struct vm *vm)
{
	bool right = !vm_do(vm, GUEST_DRAW, PAGE_SHARED, 0);

	usleep(1000);
	return right && !vm_do(vm, GUEST_CHANGED, PAGE_SHARED, 0) &&
	       !vm_do(vm, GUEST_SHARE, PAGE_SHARED, 0);
}

/* Returns false if the guest got another answer, or its page was changed. */
static bool take_back(struct vm *vm, unsigned int *busy, unsigned int *taken)
{
	for (unsigned int i = 0; i < ROUNDS; i++) {
		int64_t ret = vm_do(vm, GUEST_UNSHARE, PAGE_SHARED, 0);

		*busy += ret == REFUSED;
		*taken += !ret;
		if (ret ? ret != REFUSED : !is_the_guests(vm)) {
			tap_note("round %u: %lld", i, (long long)ret);
			return false;
		}
	}
	return true;
}

static void with_reader(struct vm *vm, struct reader *r)
{
	unsigned int busy = 0, taken = 0;
	pthread_t thread;
	bool right, quiet;

	if (pthread_create(&thread, NULL, read_on, r))
		return;
	right = take_back(vm, &busy, &taken);
	r->stop = true;
	pthread_join(thread, NULL);
	tap_note("busy %u times, taken back %u times; %u reads, %u fail, %u otherwise (%s)",
		 busy, taken, r->done, r->failed, r->other, strerror(r->error));
	right = right && taken && r->done && !r->other;
	tap_ok(right, "direct-taken", "a guest takes back what the disk is read into => %s",
	       right ? "busy, or its own" : "WRONG");
	quiet = !log_after("------------[ cut here ]");
	tap_ok(quiet, "direct-log", "no stack trace in the kernel's log => %s",
	       quiet ? "none" : "ONE");
}

static void with_guest(struct vm *vm)
{
	struct reader r = { .page = vm_page(vm, PAGE_SHARED), .fd = open_disk() };
	bool ready = r.fd >= 0 && !vm_do(vm, GUEST_DRAW, PAGE_SHARED, 0) &&
		     !vm_do(vm, GUEST_SHARE, PAGE_SHARED, 0);

	if (tap_ok(ready, "direct-ready", "a disk, and a page that the guest shares => %s",
		   ready ? "yes" : "NO"))
		with_reader(vm, &r);
	if (r.fd >= 0)
		close(r.fd);
}

void rows_direct(void)
{
	const char *what;
	struct vm vm;
	int ret = vm_create(&vm, &what);

	if (!ret)
		with_guest(&vm);
	else
		tap_ok(false, "direct-ready", "%s: %s", what, strerror(-ret));
	vm_destroy(&vm);
}
