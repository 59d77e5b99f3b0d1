// SPDX-License-Identifier: GPL-2.0-only
/*
 * The models and the stand-ins for the kernel use cmocka's assertions. Here one that does
 * not hold ends the program: a user's machine needs no cmocka.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

void _fail(const char * const file, const int line)
{
	fprintf(stderr, "pkvm-dma-audit: internal error at %s:%d\n", file, line);
	exit(2);
}

void _assert_true(const LargestIntegralType result, const char * const expression,
		  const char * const file, const int line)
{
	(void)expression;
	if (!result)
		_fail(file, line);
}

void _assert_int_equal(const LargestIntegralType a, const LargestIntegralType b,
		       const char * const file, const int line)
{
	if (a != b)
		_fail(file, line);
}

/* fail_msg() calls the first of cmocka 1.1.5, the second of 1.1.7. */
void print_error(const char * const format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
}

void cm_print_error(const char * const format, ...) __attribute__((alias("print_error")));
