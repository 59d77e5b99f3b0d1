// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows about a deep sleep during which the display's engine keeps reading EL2's memory:
 * what it reads while the SMMUs are open, that it reads nothing after EL2 has closed
 * them, and that the picture is restored.
 */
#include <string.h>

#include "attack.h"
#include "devices.h"
#include "rows.h"
#include "scanout/scanout.h"
#include "sleep.h"
#include "window.h"

/* EL2's instructions from the CPU's start until the last SMMU is closed: -icount. */
#define MAX_OPEN_NS	100000

/* Reads that succeeded; the engine works while its registers are read. */
static uint32_t passed(void)
{
	uint32_t reads, faults;

	do {
		faults = scan(SCANOUT_FAULTS);
		reads = scan(SCANOUT_READS);
	} while (!dead && faults != scan(SCANOUT_FAULTS));
	return reads - faults;
}

static bool sleep_restored(void)
{
	long restores = sleep_restores();
	bool slept;

	tap_note("going to sleep");
	slept = sleep_deep();
	restores = sleep_restores() - restores;
	tap_note("%s, EL2 restored %ld times", slept ? "slept once" : "did not sleep", restores);
	tap_ok(slept && restores == 1, "sleep", "the machine sleeps, EL2 restores it => %s",
	       slept && restores == 1 ? "once" : "WRONG");
	return slept;
}

static bool is_brief(void)
{
	for (enum window_node node = 0; node < NR_NODES; node++)
		if (window(node, WINDOW_NS) > MAX_OPEN_NS)
			return false;
	return true;
}

/* Each successful read since @before must be in the machine's count. */
static void row_window(uint32_t before)
{
	uint32_t read = passed() - before;
	uint32_t asleep = window(NODE_ISO, WINDOW_ASLEEP), awake = window(NODE_ISO, WINDOW_AWAKE);
	bool shut = window_shut(), right;

	right = shut && asleep && read == asleep + awake &&
		is_brief();
	tap_note("%u pages of EL2's read in the sleep and until it was closed", read);
	tap_ok(right, "sleep-window", "reads that pass end where EL2 closes the SMMUs => %s",
	       right ? "none later" : "WRONG");
}

static void row_guest(struct vm *vm, uint64_t pa)
{
	bool host = gen_reads_as_display(host_pa(HOST_SOURCE));
	bool stolen = gen_reads_as_display(pa);
	int64_t changed = vm_do(vm, GUEST_CHANGED, PAGE_READ, 0);

	tap_ok(!dead && pa && host && !stolen && !changed, "sleep-guest",
	       "a page of the guest that slept, read as the display does => %s",
	       stolen ? "READ" : changed ? "THE GUEST IS LOST" : "fault");
}

static void with_guest(struct vm *vm)
{
	uint64_t picture = scan_base(), pa;
	uint32_t before;
	bool running;

	pa = vm_do(vm, GUEST_DRAW, PAGE_READ, 0) ? 0 : vm_phys(vm_page(vm, PAGE_READ));
	scan_point_at(el2_memory());
	running = scan_next_frame();
	before = passed();
	tap_ok(running && scan(SCANOUT_BAD) == scan(SCANOUT_SIZE) / 4096, "sleep-before",
	       "pointed at EL2's memory before the sleep => %s",
	       scan(SCANOUT_BAD) ? "fault" : "READ");
	if (!sleep_restored())
		return;
	row_window(before);
	running = scan_next_frame();
	tap_ok(running && scan(SCANOUT_BAD) == scan(SCANOUT_SIZE) / 4096, "sleep-contained",
	       "the display goes on reading there after the sleep => %s",
	       scan(SCANOUT_BAD) ? "fault" : "READ");
	row_guest(vm, pa);
	scan_point_at(picture);
	running = scan_next_frame();
	tap_ok(running && scan_is_painted(), "sleep-picture",
	       "pointed back at its picture => %s", scan_is_painted() ? "the same" : "ANOTHER");
	rows_window();
}

void rows_sleep(void)
{
	const char *what;
	struct vm vm;
	int ret;

	if (!tap_ok(scan_there(), "sleep-there", "the display's engine is there => %s",
		    scan_there() ? "yes" : "NO"))
		return;
	ret = vm_create(&vm, &what);
	if (!ret)
		with_guest(&vm);
	else
		tap_ok(false, "sleep-guest", "%s: %s", what, strerror(-ret));
	vm_destroy(&vm);
}

/* An engine whose power domain was off has stopped, and nothing restarts it. */
void rows_sleep_dead(void)
{
	bool running = scan_there() && scan_next_frame();
	uint32_t reads;

	tap_ok(running, "dead-before", "the display scans out before the sleep => %s",
	       running ? "yes" : "NO");
	if (!sleep_restored())
		return;
	reads = scan(SCANOUT_READS);
	running = scan_next_frame();
	tap_ok(!dead && !running && !reads && !scan(SCANOUT_READS) && window_shut(), "dead-after",
	       "its domain lost power, it has stopped => %s", running ? "RUNS" : "stopped");
}
