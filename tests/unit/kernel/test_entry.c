// SPDX-License-Identifier: GPL-2.0-only
/*
 * host.S: how EL2 takes an exception of its own while the host's vectors are in use. The
 * instructions are carried out here, one by one.
 */
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "shim_base.h"

#include "vectors.h"

#define STACK_WORDS	64
#define XZR		31

static u64 x[32], stack[STACK_WORDS], before[32];
static u64 *sp, *sp_at_call;
static unsigned int nr_calls, nr_returns;

/* The stack below SP may be overwritten at any moment, by the function that is called. */
static void move_sp(int bytes)
{
	assert_int_equal(bytes % 16, 0);
	sp += bytes / 8;
	assert_true(sp >= stack && sp <= stack + STACK_WORDS);
}

static u64 *access(int bytes, bool pre, unsigned int nr)
{
	u64 *at;

	if (pre)
		move_sp(bytes);
	at = sp;
	if (!pre)
		move_sp(bytes);
	assert_true(at + nr <= stack + STACK_WORDS);
	return at;
}

/* As any C function: what AAPCS64 lets it change is changed, with the stack below it. */
static void call_c(void)
{
	unsigned int i;
	u64 *at;

	for (i = 0; i <= 18; i++)
		x[i] = ~0ULL;
	x[30] = ~0ULL;
	sp_at_call = sp;
	for (at = stack; at < sp; at++)
		*at = ~0ULL;
	nr_calls++;
}

enum mode { POST, PRE };

static void stp(unsigned int a, unsigned int b, int off, enum mode mode)
{
	u64 *at = access(off, mode == PRE, 2);

	at[0] = x[a];
	at[1] = x[b];
}

static void ldp(unsigned int a, unsigned int b, int off, enum mode mode)
{
	u64 *at = access(off, mode == PRE, 2);

	x[a] = at[0];
	x[b] = at[1];
}

static void str(unsigned int a, int off, enum mode mode)
{
	*access(off, mode == PRE, 1) = x[a];
}

static void ldr(unsigned int a, int off, enum mode mode)
{
	x[a] = *access(off, mode == PRE, 1);
}

static void bl(const char *function)
{
	assert_string_equal(function, "kvm_host_el2_exception");
	call_c();
}

static void eret(void)
{
	nr_returns++;
}

static void __maybe_unused no_such(const char *insn)
{
	fail_msg("host.S has %s", insn);
}

static void run(void)
{
#include "instructions.h"
}

static void an_access_goes_on_with_its_registers(void **state)
{
	unsigned int i;

	for (i = 0; i < XZR; i++)
		before[i] = 0x1111111111111111ULL * (i % 15 + 1) + i;
	memcpy(x, before, sizeof(x));
	sp = stack + STACK_WORDS - 8;
	run();
	assert_int_equal(nr_calls, 1);
	assert_int_equal(nr_returns, 1);
	assert_ptr_equal(sp, stack + STACK_WORDS - 8);
	assert_true(sp_at_call < sp);
	for (i = 0; i < XZR; i++) {
		if (x[i] != before[i])
			fail_msg("x%u is lost", i);
	}
}

/* Only synchronous exceptions at EL2h may have a fixup; all others there end in a panic. */
static void no_other_exception_of_el2s_is_survived(void **state)
{
	unsigned int i;

	assert_int_equal(ARRAY_SIZE(vectors), 16);
	for (i = 0; i < 8; i++)
		assert_string_equal(vectors[i], i == 4 ? "host_el2_vect host_el2_sync" :
							 "invalid_host_el2_vect");
	for (; i < 16; i++)
		assert_string_equal(vectors[i], i % 4 ? "invalid_host_el1_vect" :
							"host_el1_sync_vect");
	assert_true(target_is_argument);
	assert_string_equal(invalid_target, "hyp_panic");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_access_goes_on_with_its_registers),
		cmocka_unit_test(no_other_exception_of_el2s_is_survived),
	};

	return cmocka_run_group_tests_name("kernel_entry", tests, NULL, NULL);
}
