// SPDX-License-Identifier: GPL-2.0-only
/*
 * pkvm.c and setup.c: EL1 reserves memory for EL2 at boot, and EL2 divides it. Both count for
 * themselves: what one forgets is missing for the other.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <linux/kvm_host.h>
#include <nvhe/trap_handler.h>

#include "shim_base.h"

#define __noreturn	__attribute__((noreturn))
#define KVM_MODE_PROTECTED	1
#define STRUCT_HYP_PAGE_SIZE	8
#define kvm_err(fmt, ...)	((void)(fmt))
#define kvm_info(fmt, ...)	((void)(fmt), (void)hyp_mem_size)

/* Pages of each part: powers of 3, so that no sum of some is that of others. */
static unsigned long iommu_count = 729;

static unsigned long pkvm_selftest_pages(void) { return 1; }
static unsigned long hyp_vm_table_pages(void) { return 3; }
static unsigned long hyp_s1_pgtable_pages(void) { return 9; }
static unsigned long host_s2_pgtable_pages(void) { return 27; }
static unsigned long hyp_ffa_proxy_pages(void) { return 81; }
static unsigned long pkvm_iommu_pages(void) { return iommu_count; }

/* What EL2 has of each page, as it is built; the shim's copy must be alike. */
#include <nvhe/memory.h>
#define hyp_page	built_page
#include "page_state.h"
#undef hyp_page

static unsigned long hyp_vmemmap_pages(size_t size)
{
	assert_int_equal(size, 8);
	return 243;
}

#define ALL_PAGES	(1 + 3 + 9 + 27 + 81 + 243)

/* ---- EL1 ---- */

static u64 hyp_mem_base, hyp_mem_size;
static unsigned int regions, *hyp_memblock_nr_ptr = &regions;
static int register_error;
static u64 asked;

static bool is_hyp_mode_available(void) { return true; }
static bool is_kernel_in_hyp_mode(void) { return false; }
static int kvm_get_mode(void) { return KVM_MODE_PROTECTED; }
static int register_memblock_regions(void) { return register_error; }

/* No block is free: what is asked for then is exact. */
static u64 memblock_phys_alloc(u64 size, u64 align)
{
	if (align != PAGE_SIZE)
		return 0;
	asked = size;
	return 0x80000000;
}

void kvm_hyp_reserve(void);

#include "functions_reserve.h"

/* ---- EL2 ---- */

static void *vmemmap_base, *vm_table_base, *hyp_pgt_base, *host_s2_pgt_base, *selftest_base,
	*ffa_proxy_pages, *iommu_pages;
static unsigned long used, fail_at, given_nr;
static void *given;
static int step_error, ownership_error;
static struct { struct kvm_cpu_context host_ctxt; } cpu;
static jmp_buf entered;
static bool tested;

struct kvm_pgtable_mm_ops {
	void *zalloc_page, *phys_to_virt, *virt_to_phys, *get_page, *put_page, *page_count;
};

static struct kvm_pgtable_mm_ops pkvm_pgtable_mm_ops;
static struct { struct kvm_pgtable_mm_ops *mm_ops; } pkvm_pgtable;
static int hpool;

#define hyp_zalloc_hyp_page	NULL
#define hyp_phys_to_virt	NULL
#define hyp_virt_to_phys	NULL
#define hpool_get_page		NULL
#define hpool_put_page		NULL
#define hyp_page_count		NULL
#define host_data_ptr(member)	(&cpu.member)
#undef hyp_virt_to_pfn
#define hyp_virt_to_pfn(va)	((uintptr_t)(va) >> PAGE_SHIFT)
#define hyp_early_alloc_nr_used_pages()		0
#define hyp_pool_init(p, pfn, nr, reserved)	\
	((void)(p), (void)(pfn), (void)(nr), (void)(reserved), 0)
#define kvm_host_prepare_stage2(base)		((void)(base), step_error)
#define fix_hyp_pgtable_refcnt()		0
#define hyp_create_fixmap()			0
#define fix_host_ownership()			0
#define pkvm_check_host_ownership()		ownership_error
#define hyp_ffa_init(pages)			((void)(pages), 0)
#define pkvm_hyp_vm_table_init(base)		((void)(base))

static void hyp_early_alloc_init(void *virt, unsigned long size)
{
	used = 0;
}

/* The part that would need page number @fail_at fails; an address is its first page's. */
static void *hyp_early_alloc_contig(unsigned long nr)
{
	void *at = (void *)((0x1000 + used) << PAGE_SHIFT);

	if (!nr || (fail_at && used + nr >= fail_at))
		return NULL;
	used += nr;
	return at;
}

void pkvm_iommu_init(void *pages, unsigned long nr)
{
	given = pages;
	given_nr = nr;
}

static void pkvm_ownership_selftest(void *base)
{
	assert_non_null(given);
	tested = true;
}

static void __noreturn __host_enter(struct kvm_cpu_context *ctxt)
{
	longjmp(entered, 1);
}

void __noreturn __pkvm_init_finalise(void);

#include "functions_divide.h"
#include "without_memory.h"

static int setup(void **state)
{
	register_error = 0;
	step_error = 0;
	ownership_error = 0;
	fail_at = 0;
	iommu_count = 729;
	given = NULL;
	given_nr = 0;
	asked = 0;
	tested = false;
	return 0;
}

static void el2_divides_what_el1_reserves(void **state)
{
	/* Unless the command line says so EL2 gets what it needs. */
	assert_false(pkvm_iommu_without_memory);
	kvm_hyp_reserve();
	assert_int_equal(asked, (ALL_PAGES + iommu_count) * PAGE_SIZE);
	assert_int_equal(divide_memory_pool(NULL, 0), 0);
	assert_int_equal(used, ALL_PAGES + iommu_count);
	/* Without the option nothing is reserved, and nothing is missing. */
	iommu_count = 0;
	kvm_hyp_reserve();
	assert_int_equal(asked, ALL_PAGES * PAGE_SIZE);
	assert_int_equal(divide_memory_pool(NULL, 0), 0);
	assert_int_equal(used, ALL_PAGES);
}

static void too_little_memory_is_an_error(void **state)
{
	for (fail_at = 1; fail_at <= ALL_PAGES + iommu_count; fail_at++)
		assert_int_equal(divide_memory_pool(NULL, 0), -ENOMEM);
	assert_int_equal(divide_memory_pool(NULL, 0), 0);
}

static int finalise(void)
{
	if (!setjmp(entered))
		__pkvm_init_finalise();
	return (int)cpu.host_ctxt.regs.regs[1];
}

/* All of its pages, and none of another part's; before the host runs again. */
static void the_pages_are_handed_on(void **state)
{
	assert_int_equal(divide_memory_pool(NULL, 0), 0);
	assert_int_equal(finalise(), 0);
	assert_true(tested);
	assert_int_equal(given_nr, iommu_count);
	assert_int_equal((uintptr_t)given >> PAGE_SHIFT, 0x1000 + used - iommu_count);
}

/* EL2 that has not come up has no pages either: set-up calls are refused. */
static void a_failed_start_hands_on_nothing(void **state)
{
	assert_int_equal(divide_memory_pool(NULL, 0), 0);
	step_error = -ENOMEM;
	assert_int_equal(finalise(), -ENOMEM);
	step_error = 0;
	ownership_error = -EINVAL;
	assert_int_equal(finalise(), -EINVAL);
	assert_null(given);
	assert_false(tested);
}

#define EXPECT_ALIKE(field)						\
	do {								\
		assert_int_equal(sizeof(built.field), sizeof(shim.field));	\
		assert_int_equal(offsetof(struct built_page, field),	\
				 offsetof(struct hyp_page, field));	\
	} while (0)

/* Both counts are compared with U16_MAX, and there is a page of these for 2 MiB. */
static void a_page_has_room_for_its_counts(void **state)
{
	struct built_page built = {};
	struct hyp_page shim = {};

	assert_int_equal(sizeof(built), STRUCT_HYP_PAGE_SIZE);
	EXPECT_ALIKE(refcount);
	EXPECT_ALIKE(host_share_guest_count);
	EXPECT_ALIKE(dma_pins);
	assert_int_equal((typeof(built.host_share_guest_count))~0ULL, U16_MAX);
	assert_int_equal((typeof(built.dma_pins))~0ULL, U16_MAX);
}

#define T(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(el2_divides_what_el1_reserves),
		T(too_little_memory_is_an_error),
		T(the_pages_are_handed_on),
		T(a_failed_start_hands_on_nothing),
		T(a_page_has_room_for_its_counts),
	};

	return cmocka_run_group_tests_name("kernel_reserve", tests, NULL, NULL);
}
