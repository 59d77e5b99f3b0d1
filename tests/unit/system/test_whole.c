// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scenarios on the whole system: takeover from random firmware states, a page donated to
 * a guest and returned, syncs that never complete, exhausted memory and banks.
 */
#include <stdio.h>

#include "account.h"

#define IOVA	0x40000000ULL
#define RW	(PKVM_IOMMU_PROT_READ | PKVM_IOMMU_PROT_WRITE)

/* Rows that scenarios attach, one per SMMU: GPCDMA, SDMMC, the display. */
static const struct { u8 smmu, sid; } toys[] = { { 2, 0x04 }, { 0, 0x01 }, { 1, 0x01 } };

static u64 host_page(unsigned int n)
{
	return MEM2 + n * PAGE_SIZE;
}

/* Every row's device reads and writes the page, through some TBU. */
static void everybody_asks(u64 addr)
{
	unsigned int i;

	for (i = 0; i < NR_ORIN_ROWS; i++) {
		do_dma(i, orin_rows[i].sid, rnd(32), addr, false);
		do_dma(i, orin_rows[i].sid, rnd(32), addr, true);
	}
}

/* A domain of the pages from host_page(n), with @tables pages for tables. */
static u64 new_domain(unsigned int n, unsigned int tables)
{
	u64 pfn = hyp_phys_to_pfn(host_page(n));
	s64 handle = do_alloc(pfn);

	assert_true(handle > 0);
	for (pfn += 2; tables; tables--)
		assert_int_equal(do_topup(handle, pfn++), 0);
	return handle;
}

static void any_firmware_state_is_contained(void **state)
{
	static const unsigned int banks[] = { 128, 3 };
	u32 seed;

	for (seed = 0; seed < 12; seed++) {
		account_start(banks[seed / 2 % 2], seed * 77);
		check_all();
		everybody_asks(host_page(seed));
		everybody_asks(MEM1);
		everybody_asks(CARVEOUT);
		everybody_asks(BIT_ULL(39) | host_page(0));
		everybody_asks(world_smmu_base(0, 0));
		check_all();
	}
}

static unsigned int writes_locked, writes_open;

static void note_lock(u64 phys, unsigned int size, u64 val)
{
	if (!shim_holds(&host_mmu.lock))
		writes_open++;
	else if (!writes_locked++)
		writes_open = 0;
}

/* No page changes hands from the first write after the probes to the state ACTIVE. */
static void ownership_is_locked_during_the_takeover(void **state)
{
	system_new(8, 0);
	system_describe();
	writes_locked = 0;
	shim_after_write = note_lock;
	assert_int_equal(hvc(handle___pkvm_iommu_seal, 0, 0, 0, 0, 0, NULL, NULL), 0);
	assert_true(writes_locked > 1000);
	assert_int_equal(writes_open, 0);
}

/* A failure before the first write: no register changes, the host keeps them. */
static void takeover_without_mappings_changes_nothing(void **state)
{
	const unsigned int nr = 5 + WORLD_MC_REGIONS + 1;
	unsigned int n;

	for (n = 1; n <= nr; n++) {
		u64 start = 0, end = MEM1, val = 0;

		system_new(8, 0);
		system_describe();
		shim_fail_private_mapping = n;
		assert_int_equal(hvc(handle___pkvm_iommu_seal, 0, 0, 0, 0, 0, NULL, NULL),
				 -ENOMEM);
		assert_int_equal(sys_query(PKVM_IOMMU_QUERY_STATE, 0), PKVM_IOMMU_FAILED);
		assert_int_equal(shim_mmio_writes, 0);
		assert_true(pkvm_iommu_forbids_pvms());
		assert_int_equal(sys_clip(world_smmu_base(0, 0), &start, &end), 0);
		assert_false(sys_host_access(world_mc_base(0), 4, true, &val));
		assert_int_equal(sys_alloc_domain(hyp_phys_to_pfn(host_page(0))), -EOPNOTSUPP);
		assert_int_equal(shim_host_donate_guest(host_page(0)), 0);
	}
}

/* Twice, with a change between: the restored state matches the account. */
static void restored_from(u32 leftovers)
{
	u64 need, handle;

	account_start(8, leftovers);
	handle = new_domain(0, 2);
	assert_int_equal(do_attach(2, 0x04, handle), 0);
	assert_int_equal(do_map(handle, IOVA, host_page(60), 1, RW, &need), 1);
	assert_int_equal(do_donate_guest(host_page(61)), 0);
	world_lose_power();
	assert_int_equal(pkvm_iommu_resume(true), 0);
	check_all();
	assert_int_equal(do_detach(2, 0x04), 0);
	world_lose_power();
	assert_int_equal(pkvm_iommu_resume(false), 0);
	check_all();
	assert_int_equal(sys_query(PKVM_IOMMU_QUERY_RESTORES, 0), 2);
}

static void everything_is_restored_after_power_loss(void **state)
{
	u32 leftovers;

	for (leftovers = 0; leftovers < 4; leftovers++)
		restored_from(leftovers);
}

/* As the host leaves it, in the cache and at the point of coherency: entries of a table. */
static void fill_with_entries(u64 page, u64 leads_to)
{
	unsigned int i;
	u64 entry;

	for (i = 0; i < PAGE_SIZE / 8; i++) {
		entry = (leads_to + (i % 4) * PAGE_SIZE) | BIT(10) | 3 << 8 | 3 << 6 | 0xf << 2 | 3;
		memcpy((u8 *)shim_mem(page) + i * 8, &entry, 8);
		shim_poc_write(page + i * 8, &entry, 8);
	}
}

static void what_the_host_left_in_a_table_leads_nowhere(void **state)
{
	u64 guest = host_page(8), handle, need;
	unsigned int i;

	account_start(8, 0);
	assert_int_equal(do_donate_guest(guest), 0);
	for (i = 0; i < 4; i++)
		fill_with_entries(host_page(i), guest - 2 * PAGE_SIZE);
	handle = new_domain(0, 2);
	assert_int_equal(do_attach(2, 0x04, handle), 0);
	check_all();
	assert_int_equal(do_map(handle, IOVA, host_page(60), 1, RW, &need), 1);
	check_all();
	for (i = 0; i < 512; i++)
		do_dma(0, 0x04, 0, IOVA + i * PAGE_SIZE, true);
	check_all();
}

static void a_page_is_donated_to_a_guest_and_reclaimed(void **state)
{
	u64 page = host_page(3);

	account_start(8, 0);
	memset(shim_mem(page), 0x5a, PAGE_SIZE);
	everybody_asks(page);
	assert_int_equal(do_donate_guest(page), 0);
	check_all();
	everybody_asks(page);
	assert_int_equal(shim_guest_share_host(page), 0);
	check_all();
	everybody_asks(page);
	assert_int_equal(do_unshare_guest(page), 0);
	check_all();
	everybody_asks(page);
	assert_int_equal(shim_guest_reclaim(page), 0);
	check_all();
	everybody_asks(page);
}

/* Sizes below and above the limit for invalidation by page. */
static void ranges_are_donated_to_el2_and_returned(void **state)
{
	static const unsigned int sizes[] = { 1, 2, 63, 64, 65, 128 };
	unsigned int i, p;

	account_start(8, 0);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (p = 0; p < sizes[i]; p++)
			everybody_asks(host_page(7 + p));
		assert_int_equal(do_donate_hyp(host_page(7), sizes[i]), 0);
		check_all();
		assert_int_equal(__pkvm_hyp_donate_host(hyp_phys_to_pfn(host_page(7)), sizes[i]),
				 0);
		check_all();
	}
}

/* One mapped page in a range prevents the donation of the range. */
static void a_range_with_a_mapped_page_is_not_donated(void **state)
{
	u64 handle, need;

	account_start(8, 0);
	handle = new_domain(0, 2);
	assert_int_equal(do_attach(2, 0x04, handle), 0);
	assert_int_equal(do_map(handle, IOVA, host_page(60), 1, RW, &need), 1);
	assert_int_equal(do_donate_hyp(host_page(20), 80), -EBUSY);
	assert_int_equal(do_donate_guest(host_page(60)), -EBUSY);
	check_all();
	do_dma(0, 0x04, 0, IOVA, true);
	assert_int_equal(do_unmap(handle, IOVA, 1), 1);
	check_all();
	assert_int_equal(do_donate_hyp(host_page(20), 80), 0);
	check_all();
}

/* Pages that devices access after each of EL2's register writes. */
static u64 wanted[3];

static void devices_ask(u64 phys, unsigned int size, u64 val)
{
	unsigned int i, w;

	for (i = 0; i < NR_ORIN_ROWS; i++) {
		for (w = 0; w < ARRAY_SIZE(wanted); w++) {
			struct world_access a = {
				.node = orin_rows[i].smmu, .client = orin_rows[i].client,
				.sid = orin_rows[i].sid, .addr = wanted[w],
			};

			world_dma(&a);
			assert_true(!a.ok || host_reaches(a.pa));
		}
	}
}

/* A TLB entry that is refilled after the invalidation would stay. */
static void busy_devices_leave_no_stale_entry(void **state)
{
	u64 handle, need;

	account_start(8, 0);
	handle = new_domain(0, 2);
	assert_int_equal(do_attach(0, 0x01, handle), 0);
	assert_int_equal(do_attach(2, 0x04, handle), 0);
	assert_int_equal(do_map(handle, IOVA, host_page(60), 2, RW, &need), 2);
	wanted[0] = IOVA;
	wanted[1] = host_page(20);
	wanted[2] = host_page(90);
	devices_ask(0, 0, 0);
	shim_after_write = devices_ask;
	assert_int_equal(do_unmap(handle, IOVA, 2), 2);
	check_all();
	assert_int_equal(do_donate_guest(host_page(20)), 0);
	check_all();
	assert_int_equal(do_donate_hyp(host_page(61), 80), 0);
	check_all();
	assert_int_equal(do_detach(0, 0x01), 0);
	assert_int_equal(do_detach(2, 0x04), 0);
	assert_int_equal(do_free(handle), 0);
	check_all();
}

/* The alias of DRAM above bit 39: as an argument of map, and as a DMA address. */
static void the_alias_of_memory_is_out_of_reach(void **state)
{
	u64 handle, need, alias = BIT_ULL(39) | host_page(50), start = 0, end = ~0ULL;

	account_start(8, 0);
	handle = new_domain(0, 2);
	assert_int_equal(do_attach(2, 0x04, handle), 0);
	assert_true(do_map(handle, IOVA, alias, 1, RW, &need) < 0);
	assert_true(do_map(handle, alias, host_page(50), 1, RW, &need) < 0);
	assert_true(do_map(handle, BIT_ULL(39) - PAGE_SIZE, host_page(50), 2, RW, &need) < 0);
	assert_int_equal(sys_clip(alias, &start, &end), -EPERM);
	everybody_asks(alias);
	check_all();
}

/* All operations on a domain with a stream of each SMMU, with DMA after each. */
static void life(void)
{
	u64 handle, other, need;
	unsigned int i;

	handle = do_alloc(hyp_phys_to_pfn(host_page(0)));
	other = do_alloc(hyp_phys_to_pfn(host_page(2)));
	for (i = 4; i < 8; i++)
		do_topup(i < 6 ? handle : other, hyp_phys_to_pfn(host_page(i)));
	for (i = 0; i < ARRAY_SIZE(toys); i++)
		do_attach(toys[i].smmu, toys[i].sid, handle);
	do_map(handle, IOVA, host_page(20), 70, RW, &need);
	do_map(other, IOVA, host_page(10), 8, RW, &need);
	everybody_asks(IOVA);
	everybody_asks(host_page(100));
	for (i = 0; i < ARRAY_SIZE(toys); i++)
		check_stream(toys[i].smmu, toys[i].sid);
	do_attach(toys[0].smmu, toys[0].sid, other);
	everybody_asks(IOVA);
	do_unmap(handle, IOVA, 1);
	do_unmap(handle, IOVA + PAGE_SIZE, 69);
	do_unmap(other, IOVA, 4);
	everybody_asks(IOVA);
	check_pins();
	do_donate_guest(host_page(100));
	do_donate_hyp(host_page(20), 80);
	do_donate_guest(host_page(10));
	do_donate_guest(host_page(14));
	everybody_asks(host_page(100));
	for (i = 0; i < ARRAY_SIZE(toys); i++) {
		check_stream(toys[i].smmu, toys[i].sid);
		do_detach(toys[i].smmu, toys[i].sid);
	}
	do_free(handle);
	do_free(other);
	everybody_asks(IOVA);
	check_all();
}

/* Each sync of each instance gets stuck, one per run. */
static void each_stuck_sync_is_contained(void **state)
{
	unsigned int node, inst, n, nr = 0;
	u64 stuck;

	for (node = 0; node < WORLD_NODES; node++) {
		for (inst = 0; inst < world_instances(node); inst++) {
			n = 0;
			do {
				account_start(5, 0);
				world_stick(node, inst, ++n);
				life();
				stuck = world_stuck();
				nr += stuck;
			} while (stuck);
			assert_true(n > 5);
		}
	}
	printf("# %u syncs stuck\n", nr);
}

/* An unconfirmed unmap keeps its pins; a failed donation can be repeated. */
static void unconfirmed_operations_keep_their_pages(void **state)
{
	u64 handle, need;

	account_start(5, 0);
	handle = new_domain(0, 2);
	assert_int_equal(do_attach(0, 0x01, handle), 0);
	assert_int_equal(do_map(handle, IOVA, host_page(20), 2, RW, &need), 2);
	everybody_asks(IOVA);
	world_stick(0, 1, 1);
	assert_int_equal(do_unmap(handle, IOVA, 1), -ETIMEDOUT);
	check_all();
	assert_int_equal(do_donate_guest(host_page(20)), -EBUSY);
	world_stick(0, 1, 1);
	assert_int_equal(do_donate_guest(host_page(90)), -ETIMEDOUT);
	everybody_asks(host_page(90));
	check_all();
	assert_int_equal(do_donate_guest(host_page(90)), 0);
	everybody_asks(host_page(90));
	check_all();
	/* The SMMU completes syncs again: what was kept is released. */
	assert_int_equal(do_unmap(handle, IOVA, 2), 2);
	assert_int_equal(do_donate_guest(host_page(20)), 0);
	check_all();
}

/* The banks are as a reset left them, and guests still get pages. */
static void closed_smmus_are_invalidated(void **state)
{
	account_start(5, 0);
	world_lose_power();
	world_stick(2, 0, 1);
	assert_int_equal(pkvm_iommu_resume(true), 0);
	assert_int_equal(sys_query(PKVM_IOMMU_QUERY_RESTORES, 0), -EIO);
	assert_int_equal(shim_host_donate_guest(host_page(3)), 0);
	check_complaints();
	world_lose_power();
	assert_int_equal(pkvm_iommu_resume(true), 0);
	check_all();
}

static void quarantine_ends_with_a_confirmation(void **state)
{
	u64 handle, need;

	account_start(5, 0);
	handle = new_domain(0, 2);
	assert_int_equal(do_attach(0, 0x01, handle), 0);
	assert_int_equal(do_map(handle, IOVA, host_page(20), 2, RW, &need), 2);
	everybody_asks(IOVA);
	world_stick(0, 1, 2);	/* the first drains the stream */
	assert_int_equal(do_detach(0, 0x01), 0);
	world_stick(0, 1, 1);
	assert_int_equal(do_free(handle), -ETIMEDOUT);
	check_all();
	assert_int_equal(do_donate_guest(host_page(20)), -EBUSY);
	assert_int_equal(do_free(handle), 0);
	assert_int_equal(do_donate_guest(host_page(20)), 0);
	check_all();
}

/* Each donation inside a call fails, one per run: the call changes nothing. */
static void failed_donations_change_nothing(void **state)
{
	u64 handle;

	account_start(5, 0);
	shim_fail_donate = 1;
	assert_int_equal(sys_alloc_domain(hyp_phys_to_pfn(host_page(0))), -EPERM);
	check_all();
	handle = new_domain(0, 0);
	shim_fail_donate = 1;
	assert_int_equal(sys_topup(handle, hyp_phys_to_pfn(host_page(2))), -EPERM);
	check_all();
	assert_int_equal(do_free(handle), 0);
	check_all();
}

/* For each number of missing tables: the number that EL2 returns is sufficient. */
static void missing_tables_are_counted_before_any_change(void **state)
{
	u64 handle, need;

	account_start(5, 0);
	handle = new_domain(0, 0);
	assert_int_equal(do_attach(2, 0x04, handle), 0);
	assert_int_equal(do_map(handle, IOVA, host_page(20), 4, RW, &need), -ENOMEM);
	assert_int_equal(need, 2);
	check_all();
	assert_int_equal(do_topup(handle, hyp_phys_to_pfn(host_page(2))), 0);
	assert_int_equal(do_map(handle, IOVA, host_page(20), 4, RW, &need), -ENOMEM);
	assert_int_equal(need, 1);
	check_all();
	assert_int_equal(do_topup(handle, hyp_phys_to_pfn(host_page(3))), 0);
	assert_int_equal(do_map(handle, IOVA, host_page(20), 4, RW, &need), 4);
	everybody_asks(IOVA);
	check_all();
}

static void banks_run_out_and_are_freed(void **state)
{
	static const u16 sids[] = { 0x04, 0x03, 0x13, 0x12 };
	u64 handle[4];
	unsigned int i;

	account_start(4, 0);
	for (i = 0; i < 4; i++)
		handle[i] = new_domain(4 * i, 2);
	for (i = 0; i < 4; i++)
		assert_int_equal(do_attach(2, sids[i], handle[i]), i < 3 ? 0 : -ENOSPC);
	check_all();
	assert_int_equal(do_detach(2, sids[1]), 0);
	assert_int_equal(do_attach(2, sids[3], handle[3]), 0);
	everybody_asks(IOVA);
	check_all();
}

/* tegra-mc needs these to mask and clear interrupts. */
static bool is_open(unsigned int region, unsigned int off)
{
	if (region < 2)
		return region && (off == 0x4 || off == 0xf24);
	return !off;
}

/* The host writes all ones and all zeroes to all registers of the memory controller. */
static void the_host_changes_no_stream_id(void **state)
{
	unsigned int region, off, value;

	account_start(5, 0);
	world_expect_complaint("client without a stream ID");
	for (region = 0; region < WORLD_MC_REGIONS; region++) {
		for (off = 0; off < 0x2000; off += 4) {
			for (value = 0; value < 2; value++) {
				u64 val = value ? ~0U : 0, old = world_mc_read(region, off, 4);

				assert_true(sys_host_access(world_mc_base(region) + off, 4, true,
							    &val));
				if (!is_open(region, off))
					assert_int_equal(world_mc_read(region, off, 4), old);
			}
		}
		check_clients();
	}
	assert_true(sys_query(PKVM_IOMMU_QUERY_REFUSED, PKVM_IOMMU_GUARD_TEGRA_MC) > 0x2000);
	check_all();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_firmware_state_is_contained),
		cmocka_unit_test(ownership_is_locked_during_the_takeover),
		cmocka_unit_test(takeover_without_mappings_changes_nothing),
		cmocka_unit_test(everything_is_restored_after_power_loss),
		cmocka_unit_test(what_the_host_left_in_a_table_leads_nowhere),
		cmocka_unit_test(a_page_is_donated_to_a_guest_and_reclaimed),
		cmocka_unit_test(ranges_are_donated_to_el2_and_returned),
		cmocka_unit_test(a_range_with_a_mapped_page_is_not_donated),
		cmocka_unit_test(busy_devices_leave_no_stale_entry),
		cmocka_unit_test(the_alias_of_memory_is_out_of_reach),
		cmocka_unit_test(each_stuck_sync_is_contained),
		cmocka_unit_test(unconfirmed_operations_keep_their_pages),
		cmocka_unit_test(closed_smmus_are_invalidated),
		cmocka_unit_test(quarantine_ends_with_a_confirmation),
		cmocka_unit_test(failed_donations_change_nothing),
		cmocka_unit_test(missing_tables_are_counted_before_any_change),
		cmocka_unit_test(banks_run_out_and_are_freed),
		cmocka_unit_test(the_host_changes_no_stream_id),
	};

	seed_rng(env_number("SEED", 1));
	return cmocka_run_group_tests_name("system_whole", tests, NULL, NULL);
}
