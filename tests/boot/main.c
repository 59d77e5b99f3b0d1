// SPDX-License-Identifier: GPL-2.0-only
/*
 * The attacks, one after another, as TAP on the console.
 */
#include <stdlib.h>
#include <string.h>

#include "rows.h"

int main(void)
{
	struct vm vm;
	const char *what;
	int ret;

	tap_start();
	ret = vm_create(&vm, &what);
	if (!tap_ok(!ret, "guest-created", "a protected guest is created"))
		tap_note("%s: %s", what, strerror(-ret));
	if (!ret) {
		row_guest_starts(&vm);
		row_cpu_load(&vm);
		row_share(&vm);
		row_finish(&vm);
	}
	return tap_finish() ? EXIT_FAILURE : EXIT_SUCCESS;
}
