// SPDX-License-Identifier: GPL-2.0-only
/*
 * pkvm.c at EL2 and at EL1: when a protected VM may be made, and is counted; when the state of
 * DMA isolation is decided. And how much memory is reserved.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include <asm/kvm_pkvm_iommu.h>
#include <linux/memblock.h>
#include <nvhe/spinlock.h>

#include "shim_base.h"

#define __init
#define HANDLE_OFFSET		0x1000
#define KVM_VM_TYPE_ARM_PROTECTED	1UL
#define pr_warn_once(...)	((void)0)
#define pr_err(...)		((void)0)
#define add_taint(...)		((void)0)
#define PMD_SHIFT		21
#define PUD_SHIFT		30

typedef unsigned int pkvm_handle_t;

struct kvm_hyp_memcache {
	unsigned long nr_pages;
};

struct kvm_mmu {
	u64 vtcr;
};

struct kvm {
	unsigned int created_vcpus;
	struct {
		struct kvm_mmu mmu;
		struct {
			pkvm_handle_t handle;
			bool is_protected, is_dying;
			struct kvm_hyp_memcache teardown_mc, stage2_teardown_mc;
		} pkvm;
	} arch;
};

struct pkvm_hyp_vcpu {
	struct {
		struct {
			struct kvm_hyp_memcache pkvm_memcache;
		} arch;
	} vcpu;
};

struct pkvm_hyp_vm {
	struct kvm kvm;
	struct kvm *host_kvm;
	struct pkvm_hyp_vcpu *vcpus[2];
};

static struct {
	struct {
		struct kvm_mmu mmu;
	} arch;
} host_mmu;

static struct kvm host_vm;
static struct pkvm_hyp_vm hyp_vm;
static hyp_spinlock_t vm_table_lock;
static bool published, forbidden, allowed, pkvm_on, kvm_on;
static int fail_stage2, fail_insert, held, pinned, mapped, stage2s;

/*
 * In order: S the state is decided with pKVM, N without it, D the host's privileges end,
 * R a VM is reserved at EL2.
 */
static char happened[8];

static void happens(const char *what)
{
	assert_true(strlen(happened) < sizeof(happened) - 1);
	strcat(happened, what);
}

void shim_panic(const char *what, const char *file, int line)
{
	fail_msg("EL2 panic: %s at %s:%d", what, file, line);
	exit(1);
}

void shim_lock(hyp_spinlock_t *lock, const char *name)
{
}

void shim_unlock(hyp_spinlock_t *lock)
{
}

/* ---- what the functions call ---- */

bool pkvm_iommu_forbids_pvms(void)
{
	return forbidden;
}

bool pkvm_iommu_allows_pvms(void)
{
	return allowed;
}

void pkvm_iommu_guest_get(void)
{
	held++;
}

void pkvm_iommu_guest_put(void)
{
	held--;
}

static int hyp_pin_shared_mem(void *from, void *to)
{
	pinned++;
	return 0;
}

static void hyp_unpin_shared_mem(void *from, void *to)
{
	pinned--;
}

static void *map_donated_memory(unsigned long va, size_t size)
{
	mapped++;
	return (void *)va;
}

#define map_donated_memory_noclear	map_donated_memory

static void unmap_donated_memory(void *va, size_t size)
{
	mapped -= !!va;
}

static void init_pkvm_hyp_vm(struct kvm *host, struct pkvm_hyp_vm *vm, unsigned int nr_vcpus,
			     pkvm_handle_t handle)
{
	vm->host_kvm = host;
	vm->kvm.arch.pkvm.is_protected = host->arch.pkvm.is_protected;
}

static int kvm_guest_prepare_stage2(struct pkvm_hyp_vm *vm, void *pgd)
{
	stage2s += !fail_stage2;
	return fail_stage2;
}

static void kvm_guest_destroy_stage2(struct pkvm_hyp_vm *vm)
{
	stage2s--;
}

/* The VM counts before others can see it. */
static int insert_vm_table_entry(pkvm_handle_t handle, struct pkvm_hyp_vm *vm)
{
	assert_int_equal(held, vm->kvm.arch.pkvm.is_protected);
	published = !fail_insert;
	return fail_insert;
}

static struct pkvm_hyp_vm *get_pkvm_unref_hyp_vm_locked(pkvm_handle_t handle)
{
	return published ? &hyp_vm : NULL;
}

static void remove_vm_table_entry(pkvm_handle_t handle)
{
	published = false;
}

/* The VM's own structure is the host's from here on. */
static void teardown_donated_memory(struct kvm_hyp_memcache *mc, void *va, size_t size)
{
	memset(va, 0, sizeof(hyp_vm));
	mapped -= 2;
	stage2s--;
}

#define kvm_vm_is_protected(vm)			((vm)->arch.pkvm.is_protected)

static size_t pkvm_get_hyp_vm_size(unsigned int nr_vcpus)
{
	return sizeof(hyp_vm);
}

static size_t kvm_pgtable_stage2_pgd_size(u64 vtcr)
{
	return PAGE_SIZE;
}

static void __kvm_tlb_flush_vmid(struct kvm_mmu *mmu)
{
}

static void reclaim_pgtable_pages(struct pkvm_hyp_vm *vm, struct kvm_hyp_memcache *mc)
{
}

static void unpin_host_vcpus(struct pkvm_hyp_vcpu **vcpus, unsigned int nr)
{
}

/* No vCPU has pages. */
static int hyp_phys_to_virt, hyp_virt_to_phys;

#define pop_hyp_memcache(mc, to_va)		((void)(to_va), (mc)->nr_pages--, (void *)NULL)
#define push_hyp_memcache(mc, va, to_pa)	((void)(va), (void)(to_pa), (mc)->nr_pages++)
#define unmap_donated_memory_noclear		unmap_donated_memory

int __pkvm_init_vm(struct kvm *host_kvm, unsigned long vm_hva, unsigned long pgd_hva);
int __pkvm_finalize_teardown_vm(pkvm_handle_t handle);

#include "functions_vm.h"

static bool is_protected_kvm_enabled(void)
{
	return pkvm_on;
}

static bool is_kvm_arm_initialised(void)
{
	return kvm_on;
}

void pkvm_iommu_finalise(bool pkvm)
{
	happens(pkvm ? "S" : "N");
}

static int pkvm_drop_host_privileges(void)
{
	happens("D");
	return 0;
}

static int __pkvm_reserve_vm(void)
{
	happens("R");
	return HANDLE_OFFSET;
}

#define kvm_call_hyp_nvhe(call)		call()

static void kmemleak_free_part(const void *from, size_t size)
{
}

static void kmemleak_free_part_phys(u64 from, size_t size)
{
}

static char __hyp_bss_start[1], __hyp_bss_end[1], __hyp_data_start[1], __hyp_data_end[1],
	__hyp_rodata_start[1], __hyp_rodata_end[1];
static u64 hyp_mem_base, hyp_mem_size;

int pkvm_init_host_vm(struct kvm *kvm, unsigned long type);

#include "functions_el1.h"

static struct memblock_region regions[4];
static unsigned int nr_regions;
static bool pkvm_iommu_without_memory;
static int smmu_v3, tree;	/* options */

#define hyp_memblock_nr		nr_regions
#define hyp_memory		regions
#define kvm_nvhe_sym(sym)	sym
#undef CONFIG_PKVM_SMMU_V3
#define CONFIG_PKVM_SMMU_V3	smmu_v3
#define CONFIG_PKVM_IOMMU_FDT_AT_EL2	tree
#undef IS_ENABLED
#define IS_ENABLED(CONFIG_option)	CONFIG_option

#include "functions_memory.h"

/* ---- tests ---- */

static int setup(void **state)
{
	memset(&host_vm, 0, sizeof(host_vm));
	memset(&hyp_vm, 0, sizeof(hyp_vm));
	memset(happened, 0, sizeof(happened));
	host_vm.created_vcpus = 1;
	host_vm.arch.pkvm.handle = HANDLE_OFFSET;
	host_vm.arch.pkvm.is_protected = true;
	published = false;
	forbidden = false;
	allowed = true;
	pkvm_on = true;
	kvm_on = true;
	fail_stage2 = 0;
	fail_insert = 0;
	held = 0;
	pinned = 0;
	mapped = 0;
	stage2s = 0;
	return 0;
}

static int init_vm(void)
{
	return __pkvm_init_vm(&host_vm, (uintptr_t)&hyp_vm, 1);
}

static void expect_no_vm(void)
{
	assert_false(published);
	assert_int_equal(held | pinned | mapped | stage2s, 0);
}

static void a_protected_vm_counts_until_its_end(void **state)
{
	assert_int_equal(init_vm(), 0);
	assert_true(published);
	assert_int_equal(held, 1);
	hyp_vm.kvm.arch.pkvm.is_dying = true;
	assert_int_equal(__pkvm_finalize_teardown_vm(HANDLE_OFFSET), 0);
	expect_no_vm();
	assert_int_equal(__pkvm_finalize_teardown_vm(HANDLE_OFFSET), -EINVAL);
	expect_no_vm();
}

static void a_vm_that_is_not_protected_does_not_count(void **state)
{
	host_vm.arch.pkvm.is_protected = false;
	forbidden = true;
	assert_int_equal(init_vm(), 0);
	assert_int_equal(held, 0);
	hyp_vm.kvm.arch.pkvm.is_dying = true;
	assert_int_equal(__pkvm_finalize_teardown_vm(HANDLE_OFFSET), 0);
	expect_no_vm();
	fail_insert = -EEXIST;
	assert_int_equal(init_vm(), -EEXIST);
	expect_no_vm();
}

static void a_protected_vm_is_refused_without_isolation(void **state)
{
	forbidden = true;
	assert_int_equal(init_vm(), -EPERM);
	expect_no_vm();
}

static void a_vm_that_fails_leaves_nothing(void **state)
{
	fail_stage2 = -ENOMEM;
	assert_int_equal(init_vm(), -ENOMEM);
	expect_no_vm();
	fail_stage2 = 0;
	fail_insert = -EEXIST;
	assert_int_equal(init_vm(), -EEXIST);
	expect_no_vm();
}

static void el1_asks_before_it_reserves(void **state)
{
	allowed = false;
	assert_int_equal(pkvm_init_host_vm(&host_vm, KVM_VM_TYPE_ARM_PROTECTED), -EPERM);
	assert_string_equal(happened, "");
	assert_int_equal(pkvm_init_host_vm(&host_vm, 0), 0);
	allowed = true;
	assert_int_equal(pkvm_init_host_vm(&host_vm, KVM_VM_TYPE_ARM_PROTECTED), 0);
	assert_string_equal(happened, "RR");
}

static void expect_finalised(bool pkvm, bool kvm, const char *what)
{
	memset(happened, 0, sizeof(happened));
	pkvm_on = pkvm;
	kvm_on = kvm;
	assert_int_equal(finalize_pkvm(), 0);
	assert_string_equal(happened, what);
}

/* While the host is trusted, and on every way. */
static void the_state_is_decided_before_the_privileges_end(void **state)
{
	expect_finalised(true, true, "SD");
	expect_finalised(true, false, "N");
	expect_finalised(false, true, "N");
	expect_finalised(false, false, "N");
}

/* What a table of 4 KiB leaves needs: its root, and each table that a region touches. */
static unsigned long tables_touched(u64 base, u64 size, unsigned int shift)
{
	unsigned long nr = 0;
	u64 at;

	for (at = base >> shift << shift; at < base + size; at += 1ULL << shift)
		nr++;
	return nr;
}

static void every_table_has_its_page(void **state)
{
	static const struct memblock_region some[] = {
		{ .base = 0x80000000, .size = 0x1000 },
		{ .base = 0x80200000, .size = 0x200000 },
		{ .base = 0xbffff000, .size = 0x2000 },
		{ .base = 0x100001000, .size = 0x40000000 },
	};
	unsigned long nr = 1;

	for (nr_regions = 0; nr_regions < ARRAY_SIZE(some); ) {
		assert_int_equal(pkvm_iommu_pages(), nr);
		regions[nr_regions] = some[nr_regions];
		nr += tables_touched(some[nr_regions].base, some[nr_regions].size, PMD_SHIFT) +
		      tables_touched(some[nr_regions].base, some[nr_regions].size, PUD_SHIFT);
		nr_regions++;
	}
	assert_int_equal(pkvm_iommu_pages(), nr);
	smmu_v3 = 1;
	nr += PKVM_IOMMU_MAX_SMMUS * PKVM_IOMMU_SMMU_V3_PAGES;
	assert_int_equal(pkvm_iommu_pages(), nr);
	tree = 1;
	assert_int_equal(pkvm_iommu_pages(), nr + PKVM_IOMMU_TREE_PAGES);
	pkvm_iommu_without_memory = true;
	assert_int_equal(pkvm_iommu_pages(), 1);
	pkvm_iommu_without_memory = false;
	smmu_v3 = 0;
	tree = 0;
}

#define T(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_protected_vm_counts_until_its_end),
		T(a_vm_that_is_not_protected_does_not_count),
		T(a_protected_vm_is_refused_without_isolation),
		T(a_vm_that_fails_leaves_nothing),
		T(el1_asks_before_it_reserves),
		T(the_state_is_decided_before_the_privileges_end),
		T(every_table_has_its_page),
	};

	return cmocka_run_group_tests_name("kernel_vm", tests, NULL, NULL);
}
