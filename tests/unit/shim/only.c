// SPDX-License-Identifier: GPL-2.0-only
/*
 * UNIT_ONLY=<name> build/hosted/gcc/<program> runs that one test of the program: a
 * mutant is judged without waiting for tests that have nothing to say of it.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

__attribute__((constructor)) static void only(void)
{
	const char *name = getenv("UNIT_ONLY");

	if (name && *name)
		cmocka_set_test_filter(name);
}
