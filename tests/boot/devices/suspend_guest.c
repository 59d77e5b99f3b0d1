// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows about the host's wish to suspend the system: EL2 refuses while there is a
 * protected guest, unless the command line allowed it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "devices.h"
#include "rows.h"
#include "sleep.h"
#include "vmm.h"

static long refused(void)
{
	FILE *f = fopen("/sys/kernel/debug/pkvm_smmu/suspends_refused", "re");
	long n = -1;

	if (f && fscanf(f, "%ld", &n) != 1)
		n = -1;
	if (f)
		fclose(f);
	return n;
}

static void row_sleeps(const char *id, const char *when)
{
	long restores = sleep_restores(), before = refused();
	bool slept = sleep_deep();

	restores = sleep_restores() - restores;
	slept = slept && restores == 1 && refused() == before;
	tap_ok(slept, id, "the system suspends %s => %s", when, slept ? "wakes" : "REFUSED");
}

/* Linux undoes the suspend: devices and CPUs are there again, and so is the guest. */
static void row_refused(struct vm *vm)
{
	bool drawn = !vm_do(vm, GUEST_DRAW, PAGE_READ, 0);
	long restores = sleep_restores(), before = refused();
	bool slept = sleep_deep();
	int err = sleep_error();
	bool right;

	restores = sleep_restores() - restores;
	right = drawn && !slept && err == EPERM && !restores && refused() == before + 1;
	tap_note("%s, EL2 restored %ld times and refused %ld", strerror(err), restores,
		 refused() - before);
	tap_ok(right, "guest-refused", "the system suspends while there is a guest => %s",
	       right ? "refused, counted" : "WRONG");
	right = !vm_do(vm, GUEST_CHANGED, PAGE_READ, 0);
	tap_ok(right, "guest-runs", "the guest goes on, with its secret => %s",
	       right ? "yes" : "NO");
}

void rows_suspend_guest(void)
{
	const char *what;
	struct vm vm;
	int ret;

	row_sleeps("guest-none", "before there is a guest");
	ret = vm_create(&vm, &what);
	if (!ret)
		row_refused(&vm);
	else
		tap_ok(false, "guest-refused", "%s: %s", what, strerror(-ret));
	vm_destroy(&vm);
	row_sleeps("guest-gone", "after the guest has ended");
}
