// SPDX-License-Identifier: GPL-2.0-only
/*
 * vmcore.c: which pages of the first kernel a crash kernel reads.
 */
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "shim_base.h"

#define __init
#define device_initcall(fn)	int (*vmcore_initcall)(void) = (fn)
#define MEMREMAP_WB	1
#define PFN_PHYS(pfn)	((u64)(pfn) << 12)
#define KEPT		7	/* a page that EL2 keeps */

struct vmcore_cb {
	bool (*pfn_is_ram)(struct vmcore_cb *cb, unsigned long pfn);
};

static u64 words[16];
static int nr_mapped;
static bool kdump, at_el2, no_room;
static struct vmcore_cb *registered;

static void *memremap(u64 phys, size_t size, int flags)
{
	assert_int_equal(size, PAGE_SIZE);
	assert_int_equal(flags, MEMREMAP_WB);
	if (no_room)
		return NULL;
	nr_mapped++;
	return &words[phys >> 12];
}

static void memunmap(void *page)
{
	nr_mapped--;
}

/* As in the kernel: an access that faults is an error. */
static long copy_from_kernel_nofault(void *dst, const void *src, size_t size)
{
	assert_int_equal(nr_mapped, 1);
	if (src == &words[KEPT])
		return -EFAULT;
	memcpy(dst, src, size);
	return 0;
}

static bool is_kdump_kernel(void) { return kdump; }
static bool is_hyp_mode_available(void) { return at_el2; }
static void register_vmcore_cb(struct vmcore_cb *cb) { registered = cb; }

#include "host_vmcore.h"

static void start(bool is_kdump, bool is_at_el2)
{
	registered = NULL;
	no_room = false;
	kdump = is_kdump;
	at_el2 = is_at_el2;
	assert_int_equal(vmcore_initcall(), 0);
}

static void kept_pages_are_left_out(void **state)
{
	start(true, false);
	assert_non_null(registered);
	for (unsigned long pfn = 0; pfn < ARRAY_SIZE(words); pfn++)
		assert_int_equal(registered->pfn_is_ram(registered, pfn), pfn != KEPT);
	assert_int_equal(nr_mapped, 0);
}

static void a_page_that_cannot_be_tried_is_left_out(void **state)
{
	start(true, false);
	no_room = true;
	assert_false(registered->pfn_is_ram(registered, 0));
}

static void others_try_nothing(void **state)
{
	start(false, false);
	assert_null(registered);
	start(true, true);
	assert_null(registered);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kept_pages_are_left_out),
		cmocka_unit_test(a_page_that_cannot_be_tried_is_left_out),
		cmocka_unit_test(others_try_nothing),
	};

	return cmocka_run_group_tests_name("host_vmcore", tests, NULL, NULL);
}
