// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows about idle CPUs that lose power (trees/idle.dtso): each comes back through EL2,
 * which looks whether the SMMUs are still closed. The kernel counts only entries out of
 * which a CPU came by the address that it gave firmware.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "devices.h"
#include "dma_rows.h"
#include "host.h"
#include "rows.h"
#include "sleep.h"

#define CPUIDLE		"/sys/devices/system/cpu/cpuidle/current_driver"
#define STATE		"/sys/devices/system/cpu/cpu%u/cpuidle/state1/%s"

#define MAX_CPUS	16
#define LEAST_ENTRIES	500	/* of each CPU */
#define SECONDS		10	/* at least; idle_seconds= on the command line */
#define PATIENCE	150	/* seconds beyond those */
#define NOTE_EVERY	30
#define LOST_PATIENCE_MS 20000

static volatile bool stop;

/* Longer than the state's min-residency-us: the kernel chooses it. */
static void *sleeper(void *arg)
{
	unsigned int cpu = (unsigned long)arg;
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
	while (!stop)
		usleep(4000);
	return NULL;
}

static void state_file(unsigned int cpu, const char *file, char *out, size_t size)
{
	char path[96];

	snprintf(path, sizeof(path), STATE, cpu, file);
	read_line(path, out, size);
}

static long state_number(unsigned int cpu, const char *file)
{
	char text[32];

	state_file(cpu, file, text, sizeof(text));
	return strcmp(text, "-") ? atol(text) : -1;
}

static bool row_driver(void)
{
	char driver[32], state[32];
	bool right;

	read_line(CPUIDLE, driver, sizeof(driver));
	state_file(0, "name", state, sizeof(state));
	right = !strcmp(driver, "psci_idle") && !strcmp(state, "power-down");
	return tap_ok(right, "idle-driver", "who suspends idle CPUs => %s, %s", driver, state);
}

/* The entries of the CPU that has the fewest. */
static long fewest(unsigned int cpus)
{
	long least = -1;

	for (unsigned int cpu = 0; cpu < cpus; cpu++) {
		long n = state_number(cpu, "usage");

		if (!cpu || n < least)
			least = n;
	}
	return least;
}

static void note_entries(unsigned int cpus)
{
	for (unsigned int cpu = 0; cpu < cpus; cpu++)
		tap_note("CPU %u lost power %ld times, and %ld calls failed", cpu,
			 state_number(cpu, "usage"), state_number(cpu, "rejected"));
}

/* The guest has its secret, and DMA of the host's arrives. */
static bool all_goes_on(struct vm *vm)
{
	return !vm_do(vm, GUEST_CHANGED, PAGE_READ, 0) &&
	       dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER);
}

/* Returns false if something did not go on meanwhile. */
static bool be_idle(struct vm *vm, unsigned int cpus, unsigned int seconds)
{
	time_t start = time(NULL), noted = start, now = start;
	bool right = true;

	while (right && (now - start < seconds || fewest(cpus) < LEAST_ENTRIES) &&
	       now - start < seconds + PATIENCE) {
		right = all_goes_on(vm);
		usleep(200000);
		now = time(NULL);
		if (now - noted < NOTE_EVERY)
			continue;
		noted = now;
		note_entries(cpus);
	}
	return right;
}

static void row_entered(struct vm *vm, unsigned int cpus)
{
	pthread_t threads[MAX_CPUS];
	char text[16] = "";
	unsigned int seconds, i;
	bool right, done;

	seconds = boot_parameter("idle_seconds", text, sizeof(text)) ? atoi(text) : SECONDS;
	stop = false;
	for (i = 0; i < cpus; i++)
		if (pthread_create(&threads[i], NULL, sleeper, (void *)(unsigned long)i))
			break;
	right = be_idle(vm, cpus, seconds);
	stop = true;
	while (i--)
		pthread_join(threads[i], NULL);
	note_entries(cpus);
	done = fewest(cpus) >= LEAST_ENTRIES;
	tap_ok(done, "idle-entered", "each CPU loses power when it is idle, and comes back => %s",
	       done ? "hundreds of times" : "NO");
	tap_ok(right, "idle-works", "the guest and DMA of the host's meanwhile => %s",
	       right ? "go on" : "FAIL");
}

static bool wait_for_restore(long before)
{
	for (int ms = 0; ms < LOST_PATIENCE_MS; ms += 100) {
		if (sleep_restores() != before)
			return sleep_restores() == before + 1;
		usleep(100000);
	}
	return false;
}

/* What is taken not to happen on Tegra234: such a suspend takes the SMMUs' state, too. */
static void row_lost(struct vm *vm, uint64_t pa)
{
	long before = sleep_restores();
	bool restored, right;

	ask_machine("cpu-suspend-loses", "smmus");
	restored = wait_for_restore(before);
	right = restored && still_contained(vm, pa, ATT_SID_DRIVER);
	tap_ok(right, "idle-lost", "an idle CPU takes the SMMUs' state with it => %s",
	       right ? "EL2 restores it, fault" : restored ? "NOT STOPPED" : "UNNOTICED");
}

static void row_contained(struct vm *vm, uint64_t pa)
{
	bool right = still_contained(vm, pa, ATT_SID_DRIVER);

	tap_ok(right, "idle-contained", "DMA reads the guest's page after that => %s",
	       right ? FAULT_WORDS : "NOT STOPPED");
}

static void with_guest(struct vm *vm)
{
	unsigned int cpus = sysconf(_SC_NPROCESSORS_ONLN);
	uint64_t pa = draw_secret(vm, PAGE_READ);
	bool ready = pa && cpus <= MAX_CPUS && paging_with_host_pages();

	if (!tap_ok(ready, "idle-ready", "a guest with a secret, a domain => %s",
		    ready ? "yes" : "NO"))
		return;
	row_entered(vm, cpus);
	if (boot == BOOT_ON) {
		row_contained(vm, pa);
		row_lost(vm, pa);
	}
	dma_domain(ATT_DOMAIN_DEFAULT);
}

void rows_idle(void)
{
	const char *what;
	struct vm vm;
	int ret;

	if (!row_driver())
		return;
	ret = vm_create(&vm, &what);
	if (!ret)
		with_guest(&vm);
	else
		tap_ok(false, "idle-ready", "%s: %s", what, strerror(-ret));
	vm_destroy(&vm);
}
