// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nested domains on the whole system: a host that programs stage 1 by itself, pages that
 * become a guest's under it, and what a donation costs.
 */
#include "nested.h"

#define SMMU	WORLD_NISO0	/* two instances */
#define ROW_SID	0x04		/* GPCDMA */

static struct nested nested;

static u64 host_page(unsigned int n)
{
	return MEM2 + n * PAGE_SIZE;
}

/* A stage 1 in pages 0 to 2 that maps pages from 10 on. */
static void program(void)
{
	const u64 table[3] = { host_page(0), host_page(1), host_page(2) };
	u64 page[NESTED_PAGES];
	unsigned int i;

	for (i = 0; i < NESTED_PAGES; i++)
		page[i] = host_page(10 + i);
	nested_program(&nested, table, page, NESTED_PAGES);
}

static int setup(void **state)
{
	system_start(8, 0);
	assert_true(nested_alloc(&nested, SMMU) > 0);
	assert_int_equal(sys_attach(SMMU, ROW_SID, nested.handle), 0);
	program();
	return 0;
}

/* Where GPCDMA's access arrives, on either instance as the address has it; ~0: it faults. */
static u64 dma(u64 addr)
{
	struct world_access a = { .node = SMMU, .client = 0x8d, .sid = ROW_SID, .addr = addr,
				  .write = true };

	world_dma(&a);
	return a.ok ? a.pa : ~0ULL;
}

static u64 iova(unsigned int i)
{
	return NESTED_IOVA + i * PAGE_SIZE;
}

static void visit(void *opaque, const struct world_page *p)
{
	if (p->whole || !host_reaches(p->pa))
		fail_msg("%#llx is reached", (u64)p->pa);
}

static void check_reach(void)
{
	unsigned int inst;

	for (inst = 0; inst < world_instances(SMMU); inst++)
		world_reach(SMMU, inst, ROW_SID, visit, NULL);
	check_complaints();
}

static void the_host_maps_by_itself(void **state)
{
	unsigned int i;

	for (i = 0; i < NESTED_PAGES; i++)
		assert_true(dma(iova(i)) == host_page(10 + i));
	assert_true(dma(iova(NESTED_PAGES)) == ~0ULL);
	assert_true(dma(host_page(10)) == ~0ULL);
	check_reach();
}

/* A page needs no unmap: the host's stage 1 goes on to name it. */
static void a_guests_page_is_not_reached(void **state)
{
	unsigned int i;

	for (i = 0; i < NESTED_PAGES; i++) {
		assert_true(dma(iova(i)) == host_page(10 + i));
		assert_int_equal(shim_host_donate_guest(host_page(10 + i)), 0);
		assert_true(dma(iova(i)) == ~0ULL);
		check_reach();
	}
	assert_int_equal(shim_guest_share_host(host_page(10)), 0);
	assert_true(dma(iova(0)) == host_page(10));
	assert_int_equal(shim_guest_unshare_host(host_page(10)), 0);
	assert_true(dma(iova(0)) == ~0ULL);
	assert_int_equal(shim_guest_reclaim(host_page(10)), 0);
	assert_true(dma(iova(0)) == host_page(10));
}

/* Tables of stage 1 become a guest's, who writes what would be entries. */
static void a_guests_page_is_not_read_as_a_table(void **state)
{
	const u64 leaf = host_page(40) | 0xf43;
	unsigned int i, level;

	for (level = 0; level < 3; level++) {
		setup(state);
		for (i = 0; i < 4; i++)
			dma(iova(i));
		assert_int_equal(shim_host_donate_guest(host_page(level)), 0);
		for (i = 0; i < 512; i++)
			assert_true(shim_poc_write(host_page(level) + 8 * i, &leaf, sizeof(leaf)));
		for (i = 0; i < 8; i++)
			assert_true(dma(iova(i)) == ~0ULL);
		check_reach();
	}
}

/* By SMMU: what a donation costs while a bank is lent is no more than without. */
static void a_donation_costs_no_more(void **state)
{
	s64 writes[2], syncs[2];
	unsigned int lent, n = 50;

	for (lent = 0; lent < 2; lent++) {
		if (!lent) {
			assert_int_equal(sys_detach(SMMU, ROW_SID), 0);
			assert_int_equal(sys_free_nested(nested.handle), 0);
		} else {
			assert_true(nested_alloc(&nested, SMMU) > 0);
		}
		writes[lent] = sys_query(PKVM_IOMMU_QUERY_REG_WRITES, SMMU);
		syncs[lent] = sys_query(PKVM_IOMMU_QUERY_SYNCS, SMMU);
		assert_int_equal(shim_host_donate_guest(host_page(n++)), 0);
		writes[lent] = sys_query(PKVM_IOMMU_QUERY_REG_WRITES, SMMU) - writes[lent];
		syncs[lent] = sys_query(PKVM_IOMMU_QUERY_SYNCS, SMMU) - syncs[lent];
	}
	assert_int_equal(writes[1], writes[0]);
	assert_int_equal(syncs[1], syncs[0]);
}

/* The registers are the host's while the domain lives, and nothing beside them ever. */
static void registers_come_and_go(void **state)
{
	u64 base = world_smmu_base(SMMU, 1) + nested.off;

	assert_true(nested_write(&nested, 0, 0x58, 0, 4) && nested_write(&nested, 1, 0x58, 0, 4));
	assert_false(shim_host_mmio(base - 4) || shim_host_mmio(base + 0x10000));
	assert_false(shim_host_mmio(world_smmu_base(SMMU, 0)));
	assert_false(shim_host_mmio(world_smmu_base(WORLD_NISO1, 0) + nested.off));
	assert_int_equal(sys_attach(WORLD_NISO1, 0x01, nested.handle), -EINVAL);
	assert_int_equal(sys_free_nested(nested.handle), -EBUSY);
	assert_int_equal(sys_detach(SMMU, ROW_SID), 0);
	assert_int_equal(sys_free_nested(nested.handle), 0);
	assert_false(nested_write(&nested, 0, 0x58, 0, 4) || nested_write(&nested, 1, 0x58, 0, 4));
	check_reach();
}

/* Nothing is reached until then, also after a loss that the host has not asked for. */
static void the_host_restores_its_half(void **state)
{
	unsigned int system;

	for (system = 0; system < 2; system++) {
		world_lose_power();
		assert_int_equal(pkvm_iommu_resume(system), 0);
		assert_true(dma(host_page(10)) == ~0ULL);
		assert_true(dma(iova(0)) == ~0ULL);
		assert_int_equal(sys_query(PKVM_IOMMU_QUERY_RESTORES, 0), system + 1);
		program();
		assert_true(dma(iova(0)) == host_page(10));
	}
	assert_int_equal(shim_host_donate_guest(host_page(10)), 0);
	assert_true(dma(iova(0)) == ~0ULL);
	check_reach();
}

#define T(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_host_maps_by_itself),
		T(a_guests_page_is_not_reached),
		T(a_guests_page_is_not_read_as_a_table),
		T(a_donation_costs_no_more),
		T(registers_come_and_go),
		T(the_host_restores_its_half),
	};

	return cmocka_run_group_tests_name("system_nested", tests, NULL, NULL);
}
