// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of the machine's boards and of masters without a driver, as TAP on the
 * console. tests= on the command line selects the tests and their order.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>

#include "attack.h"
#include "devices.h"
#include "rows.h"

#define KLOG_READ_ALL	3

static const struct {
	const char *name;
	void (*run)(void);
} all_tests[] = {
	{ "board", rows_board },
	{ "bpmp", rows_bpmp },
	{ "scanout", rows_scanout },
	{ "generator", rows_generator },
	{ "slave", rows_slave },
	{ "window", rows_window },
	{ "sid", rows_sid },
	{ "channels", rows_channels },
	{ "reserved", rows_reserved },
	{ "sleep", rows_sleep },
	{ "sleep-dead", rows_sleep_dead },
	{ "wake-table", rows_wake_table },
	{ "wake-own", rows_wake_own },
	{ "suspend-guest", rows_suspend_guest },
	{ "idle", rows_idle },
	{ "direct", rows_direct },
	{ "vfio", rows_vfio },
	{ "lost", rows_lost },
	{ "failed", rows_failed },
	{ "refused", rows_refused },
	{ "off", rows_off },
	{ "refused-rows", rows_refused_rows },
	{ "dump", rows_dump },
	{ "stuck", rows_stuck },
	{ "host", rows_host },
	{ "host-stuck", rows_host_stuck },
	{ "limits", rows_limits },
	{ "masters", rows_masters },
	{ "storm", rows_storm },
	{ "stall", rows_stall },
};

enum boot_kind boot;
bool protection, nested;

const char *log_after(const char *words)
{
	static char log[1 << 18];
	int n = klogctl(KLOG_READ_ALL, log, sizeof(log) - 1);
	char *at;

	log[n < 0 ? 0 : n] = 0;
	at = strstr(log, words);
	if (!at)
		return NULL;
	at += strlen(words);
	at[strcspn(at, "\n")] = 0;
	return at;
}

uint64_t el2_memory(void)
{
	const char *line = log_after("]: Reserved ");
	const char *at = line ? strstr(line, " MiB at ") : NULL;

	return at ? strtoull(at + 8, NULL, 16) : 0;
}

bool boot_parameter(const char *name, char *out, size_t size)
{
	char line[2048] = "", *word, *save;
	FILE *f = fopen("/proc/cmdline", "re");
	size_t len = strlen(name);

	if (f) {
		if (!fgets(line, sizeof(line), f))
			line[0] = 0;
		fclose(f);
	}
	line[strcspn(line, "\n")] = 0;
	for (word = strtok_r(line, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		if (strncmp(word, name, len) || word[len] != '=')
			continue;
		snprintf(out, size, "%s", word + len + 1);
		return true;
	}
	return false;
}

void ask_machine(const char *name, const char *value)
{
	tap_note("machine: %s=%s", name, value);
}

static bool run(const char *name)
{
	for (size_t i = 0; i < sizeof(all_tests) / sizeof(all_tests[0]); i++) {
		if (strcmp(name, all_tests[i].name))
			continue;
		all_tests[i].run();
		return true;
	}
	return false;
}

int main(void)
{
	char kind[32] = "", domains[32] = "", tests[128] = "", *name, *save;

	tap_start();
	boot_parameter("boot_test", kind, sizeof(kind));
	boot = !strcmp(kind, "on") ? BOOT_ON : !strcmp(kind, "open") ? BOOT_OPEN : BOOT_PLAIN;
	protection = boot == BOOT_ON;
	boot_parameter("pkvm_iommu.domains", domains, sizeof(domains));
	nested = protection && strcmp(domains, "paging");
	if (!access_open() || attack_open())
		tap_note("the attacker's module is not loaded");
	if (!boot_parameter("tests", tests, sizeof(tests)))
		tap_ok(false, "tests", "nothing to do: no tests= on the command line");
	for (name = strtok_r(tests, ",", &save); name; name = strtok_r(NULL, ",", &save))
		if (!run(name))
			tap_ok(false, "tests", "unknown test %s", name);
	return tap_finish() ? EXIT_FAILURE : EXIT_SUCCESS;
}
