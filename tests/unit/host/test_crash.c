// SPDX-License-Identifier: GPL-2.0-only
/*
 * crash.c: which pages of the first kernel, and which SMMUs, a crash kernel accesses.
 */
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "shim_base.h"

#define __init
#define device_initcall(fn)	int (*crash_initcall)(void) = (fn)
#define MEMREMAP_WB	1
#define PFN_PHYS(pfn)	((u64)(pfn) << 12)
#define KEPT		7	/* a page that EL2 keeps, or an SMMU */
#define __iomem
#define __force
#define dev_info(dev, ...)	((void)(dev), (void)nr_told++)

struct vmcore_cb {
	bool (*pfn_is_ram)(struct vmcore_cb *cb, unsigned long pfn);
};

struct device_node {
	unsigned int nr;
	bool no_regs;
	const char *needs;	/* a property */
};

struct device {
	struct device_node *of_node;
};

static u64 words[16];
static int nr_mapped, nr_tried, nr_told;
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
	nr_tried++;
	if (src == &words[KEPT])
		return -EFAULT;
	memcpy(dst, src, size);
	return 0;
}

static void __iomem *of_iomap(struct device_node *np, int index)
{
	assert_int_equal(index, 0);
	if (np->no_regs)
		return NULL;
	nr_mapped++;
	return &words[np->nr];
}

static void iounmap(void __iomem *regs)
{
	nr_mapped--;
}

static bool of_property_present(const struct device_node *np, const char *name)
{
	return np->needs && !strcmp(np->needs, name);
}

static bool is_kdump_kernel(void) { return kdump; }
static bool is_hyp_mode_available(void) { return at_el2; }
static void register_vmcore_cb(struct vmcore_cb *cb) { registered = cb; }

#include "host_crash.h"

static void start(bool is_kdump, bool is_at_el2)
{
	registered = NULL;
	no_room = false;
	kdump = is_kdump;
	at_el2 = is_at_el2;
	assert_int_equal(crash_initcall(), 0);
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

/* The answer for an SMMU, how often a register is read for it, and if that is logged. */
static void expect_kept(struct device_node *np, bool kept, int tried)
{
	struct device dev = { .of_node = np };

	nr_tried = 0;
	nr_told = 0;
	assert_int_equal(pkvm_smmu_crash_kept(&dev), kept);
	assert_int_equal(nr_tried, tried);
	assert_int_equal(nr_told, kept);
	assert_int_equal(nr_mapped, 0);
}

static void kept_smmus_are_found(void **state)
{
	start(true, false);
	for (unsigned int nr = 0; nr < ARRAY_SIZE(words); nr++)
		expect_kept(&(struct device_node) { .nr = nr }, nr == KEPT, 1);
	expect_kept(NULL, false, 0);
	expect_kept(&(struct device_node) { .nr = KEPT, .no_regs = true }, false, 0);
}

/* An SMMU that is off may hang the CPU that reads a register. */
static void an_smmu_that_may_be_off_is_not_tried(void **state)
{
	start(true, false);
	expect_kept(&(struct device_node) { .nr = KEPT, .needs = "clocks" }, false, 0);
	expect_kept(&(struct device_node) { .nr = KEPT, .needs = "power-domains" }, false, 0);
}

static void others_try_no_smmu(void **state)
{
	start(false, false);
	expect_kept(&(struct device_node) { .nr = KEPT }, false, 0);
	start(true, true);
	expect_kept(&(struct device_node) { .nr = KEPT }, false, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(kept_pages_are_left_out),
		cmocka_unit_test(a_page_that_cannot_be_tried_is_left_out),
		cmocka_unit_test(others_try_nothing),
		cmocka_unit_test(kept_smmus_are_found),
		cmocka_unit_test(an_smmu_that_may_be_off_is_not_tried),
		cmocka_unit_test(others_try_no_smmu),
	};

	return cmocka_run_group_tests_name("host_crash", tests, NULL, NULL);
}
