// SPDX-License-Identifier: GPL-2.0-only
/*
 * Results as TAP 13 on standard output.
 */
#include <stdarg.h>
#include <stdio.h>

#include "tap.h"

static int count, failed;

void tap_start(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	printf("TAP version 13\n");
}

bool tap_ok(bool ok, const char *id, const char *fmt, ...)
{
	va_list ap;

	failed += !ok;
	printf("%sok %d - %s: ", ok ? "" : "not ", ++count, id);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
	return ok;
}

void tap_note(const char *fmt, ...)
{
	va_list ap;

	printf("# ");
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
}

int tap_finish(void)
{
	printf("1..%d\n", count);
	return failed;
}
