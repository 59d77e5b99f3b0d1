// SPDX-License-Identifier: GPL-2.0-only
/* What every machine's rows begin and end with: a protected guest, and the attacker. */
#include <stdio.h>
#include <string.h>

#include "attack.h"
#include "rows.h"

bool protection, nested;

bool boot_has(const char *parameter)
{
	char line[2048] = "";
	FILE *f = fopen("/proc/cmdline", "re");

	if (f) {
		if (!fgets(line, sizeof(line), f))
			line[0] = 0;
		fclose(f);
	}
	return strstr(line, parameter);
}

bool boot_is(const char *what)
{
	char want[64];

	snprintf(want, sizeof(want), "boot_test=%s", what);
	return boot_has(want);
}

static void with_guest(struct vm *vm, void (*attacks)(struct vm *vm))
{
	int ret = attack_open();

	row_guest_starts(vm);
	row_cpu_load(vm);
	row_share(vm);
	if (tap_ok(!ret, "attacker", "the attacker's module is loaded => %s", ret ? "no" : "yes"))
		attacks(vm);
	row_finish(vm);
}

void rows_guest(void (*attacks)(struct vm *vm))
{
	struct vm vm;
	const char *what;
	int ret = vm_create(&vm, &what);

	if (tap_ok(!ret, "guest-created", "a protected guest is created => %s", ret ? "no" : "yes"))
		with_guest(&vm, attacks);
	else
		tap_note("%s: %s", what, strerror(-ret));
}
