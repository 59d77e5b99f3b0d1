// SPDX-License-Identifier: GPL-2.0-only
/*
 * The whole of EL2 on QEMU's machine "virt": described, sealed and driven by hypercalls,
 * with the model in place of the SMMU. The oracle is what the model lets a device reach.
 */
#include <asm/esr.h>

#include "whole.h"
#include "hyp/wired/soc.h"

static int boot(void **state)
{
	whole_boot(&env_ids, &v3_mmio_ops);
	return 0;
}

static int active(void **state)
{
	whole_start();
	return 0;
}

static u64 dma(u32 sid, u64 addr)
{
	return v3_access(&model, sid, addr, false);
}

static void test_seal(void **state)
{
	active(state);
	assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_STATE, 0), PKVM_IOMMU_ACTIVE);
	assert_ptr_equal(pkvm_iommu_topology->soc, &pkvm_qemu_virt);
	assert_true(dma(SID, HOST_PAGE(0)) == HOST_PAGE(0));
	assert_true(dma(0xffff, HOST_PAGE(0)) == HOST_PAGE(0));
	assert_true(dma(0x10000, HOST_PAGE(0)) == V3_FAULT);
	/* EL2's own pages, and the SMMU's registers. */
	assert_true(dma(SID, MEM) == V3_FAULT);
	assert_true(dma(SID, ENV_BASE) == V3_FAULT);
	assert_int_equal(pkvm_iommu_topology->smmus[0]->nr_streams, 0);
}

static bool host_access(u64 addr, bool write, u64 *val)
{
	struct kvm_cpu_context ctxt = { .regs.regs = { [3] = *val } };
	u64 esr = ESR_ELx_EC_DABT_LOW << ESR_ELx_EC_SHIFT | ESR_ELx_IL | ESR_ELx_ISV | ESR_ELx_SF |
		  3ULL << ESR_ELx_SAS_SHIFT | 3ULL << ESR_ELx_SRT_SHIFT |
		  (write ? ESR_ELx_WNR : 0);
	bool handled = pkvm_iommu_host_abort(&ctxt, esr, addr);

	*val = ctxt.regs.regs[3];
	return handled;
}

/* QEMU's fw_cfg is told where to copy to by the register at 0x10. */
static void test_fw_cfg_is_closed(void **state)
{
	const u64 addr = 0x09020010;
	u64 start = 0, end = BIT(40), val = HOST_PAGE(0);

	active(state);
	hyp_spin_lock(&host_mmu.lock);
	assert_int_equal(pkvm_iommu_clip_mmio(addr, &start, &end), -EPERM);
	hyp_spin_unlock(&host_mmu.lock);
	assert_true(host_access(addr, true, &val));
	assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_REFUSED,
					    PKVM_IOMMU_GUARD_QEMU_FW_CFG), 1);
	assert_true(host_access(addr, false, &val));
	assert_true(val == 0);
	assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_REFUSED, PKVM_IOMMU_GUARD_TEGRA_MC),
			 -ENODEV);
}

/* What is not this machine is refused. */
static void test_other_systems(void **state)
{
	boot(state);
	shim_add_mmio(ENV_BASE + 0x100000, 0x20000, &v3_mmio_ops, &model);
	assert_int_equal(whole_describe(ENV_BASE + 0x100000, 0, 0x10000), 0);
	assert_int_equal(__pkvm_iommu_seal(), -EINVAL);
	boot(state);
	assert_int_equal(whole_describe(ENV_BASE, 0, 0x10001), -ENXIO);
	assert_int_equal(__pkvm_iommu_seal(), -ENODEV);
	boot(state);
	assert_int_equal(whole_describe(ENV_BASE, 0x10000, 1), -ENXIO);
	assert_int_equal(__pkvm_iommu_seal(), -ENODEV);
	boot(state);
	assert_int_equal(whole_describe(ENV_BASE, 0x40, 0x100), 0);
	assert_int_equal(__pkvm_iommu_seal(), 0);
	assert_true(dma(0x40, HOST_PAGE(0)) == HOST_PAGE(0));
	assert_true(dma(0x3f, HOST_PAGE(0)) == V3_FAULT);
}

static void test_bad_descriptions(void **state)
{
	const u64 none = PKVM_IOMMU_NO_CLIENT;

	/* An SMMUv3 ignores no bit of a stream ID. */
	boot(state);
	assert_int_equal(__pkvm_iommu_describe_smmu(0, PKVM_IOMMU_SMMU_V3, ENV_BASE, 0x20000, 1),
			 -EINVAL);
	assert_int_equal(__pkvm_iommu_describe_smmu(0, PKVM_IOMMU_SMMU_V3, ENV_BASE, 0x20000, 0),
			 0);
	assert_int_equal(__pkvm_iommu_describe_streams(0, 0, 0, none), -EINVAL);
	assert_int_equal(__pkvm_iommu_describe_streams(0, 1, 0xffffffff, none), -ENXIO);
	assert_int_equal(__pkvm_iommu_describe_streams(0, 0, 0x1000, none), 0);
	assert_int_equal(__pkvm_iommu_describe_streams(0, 0xffffffff, 2, none), -EINVAL);
	assert_int_equal(__pkvm_iommu_describe_streams(0, 0x100, 2, none), -EEXIST);
	assert_int_equal(__pkvm_iommu_describe_streams(0, 0, 2, 0x11), -EINVAL);
}

static void test_ranges_are_counted(void **state)
{
	unsigned int i;

	boot(state);
	assert_int_equal(whole_describe(ENV_BASE, 0, 2), 0);
	for (i = 1; i < SMMU_MAX_RANGES; i++)
		assert_int_equal(__pkvm_iommu_describe_streams(0, i * 4, 2, PKVM_IOMMU_NO_CLIENT),
				 0);
	assert_int_equal(__pkvm_iommu_describe_streams(0, i * 4, 2, PKVM_IOMMU_NO_CLIENT),
			 -ENOSPC);
	assert_int_equal(pkvm_iommu_topology->nr_rows, SMMU_MAX_RANGES);
}

/* The tables' input addresses do not reach all memory. */
static void test_memory_too_high(void **state)
{
	boot(state);
	hyp_memory[hyp_memblock_nr++] = (struct memblock_region) {
		.base = BIT_ULL(39), .size = PAGE_SIZE,
	};
	assert_int_equal(whole_describe(ENV_BASE, 0, 0x10000), 0);
	assert_int_equal(__pkvm_iommu_seal(), -ERANGE);
}

static u64 new_domain(unsigned int n)
{
	u64 pfn = hyp_phys_to_pfn(HOST_PAGE(n));
	s64 handle = __pkvm_iommu_alloc_domain(pfn);

	assert_true(handle >= PKVM_IOMMU_DOMAIN_FIRST);
	assert_int_equal(__pkvm_iommu_topup(handle, pfn + 2), 0);
	assert_int_equal(__pkvm_iommu_topup(handle, pfn + 3), 0);
	return handle;
}

static s64 map_page(u64 handle, u64 iova, u64 phys)
{
	u64 need;

	return __pkvm_iommu_map(handle, iova, phys, 1,
				PKVM_IOMMU_PROT_READ | PKVM_IOMMU_PROT_WRITE, &need);
}

static void test_attach_map_unmap(void **state)
{
	u64 handle;

	active(state);
	handle = new_domain(0);
	assert_true(dma(SID, HOST_PAGE(9)) == HOST_PAGE(9));
	assert_int_equal(__pkvm_iommu_attach(0, SID, handle), 0);
	assert_int_equal(pkvm_iommu_topology->smmus[0]->nr_streams, 1);
	assert_true(dma(SID, HOST_PAGE(9)) == V3_FAULT);
	assert_true(dma(OTHER, HOST_PAGE(9)) == HOST_PAGE(9));
	assert_int_equal(map_page(handle, 0x1000, HOST_PAGE(20)), 1);
	assert_true(dma(SID, 0x1010) == HOST_PAGE(20) + 0x10);
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(20)), -EBUSY);
	assert_int_equal(__pkvm_iommu_unmap(handle, 0x1000, 1), 1);
	assert_true(dma(SID, 0x1010) == V3_FAULT);
	assert_int_equal(__pkvm_iommu_detach(0, SID), 0);
	assert_true(dma(SID, HOST_PAGE(9)) == V3_FAULT);
	assert_int_equal(__pkvm_iommu_attach(0, SID, PKVM_IOMMU_DOMAIN_IDENTITY), 0);
	assert_true(dma(SID, HOST_PAGE(9)) == HOST_PAGE(9));
	while (__pkvm_iommu_free_domain(handle) > 0)
		;
	assert_int_equal(pkvm_iommu_topology->smmus[0]->nr_streams, 1);
}

/* A page leaves the host: no stream reaches it, by no stale entry either. */
static void test_donated_page(void **state)
{
	u64 page = HOST_PAGE(30);

	active(state);
	assert_int_equal(__pkvm_iommu_attach(0, OTHER, PKVM_IOMMU_DOMAIN_IDENTITY), 0);
	assert_true(dma(SID, page) == page);
	assert_true(dma(OTHER, page) == page);
	assert_int_equal(shim_host_donate_guest(page), 0);
	assert_true(dma(SID, page) == V3_FAULT);
	assert_true(dma(OTHER, page) == V3_FAULT);
	assert_true(dma(0xfff8, page) == V3_FAULT);
	assert_true(dma(SID, page + PAGE_SIZE) == page + PAGE_SIZE);
	assert_int_equal(shim_guest_reclaim(page), 0);
	assert_true(dma(SID, page) == page);
}

/* Messages of interrupts reach the ITS, and nothing else of it is mapped. */
static void test_doorbell(void **state)
{
	const u64 door = 0x08090000, write = PKVM_IOMMU_PROT_WRITE;
	u64 handle, need;

	active(state);
	assert_true(v3_access(&model, OTHER, door + 0x40, true) == door + 0x40);
	assert_true(dma(OTHER, door + 0x40) == V3_FAULT);
	assert_true(v3_access(&model, OTHER, door - 0x10000, true) == V3_FAULT);
	handle = new_domain(0);
	assert_int_equal(__pkvm_iommu_attach(0, SID, handle), 0);
	assert_int_equal(__pkvm_iommu_map(handle, 0x1000, door, 1, write, &need), 1);
	assert_int_equal(__pkvm_iommu_map(handle, 0x5000, door, 1, write, &need), 1);
	assert_true(v3_access(&model, SID, 0x1040, true) == door + 0x40);
	assert_int_equal(__pkvm_iommu_unmap(handle, 0x1000, 1), 1);
	assert_true(v3_access(&model, SID, 0x1040, true) == V3_FAULT);
	assert_true(v3_access(&model, SID, 0x5040, true) == door + 0x40);
	/* The domain goes with a doorbell mapped in it. */
	assert_int_equal(__pkvm_iommu_detach(0, SID), 0);
	while (__pkvm_iommu_free_domain(handle) > 0)
		;
}

/* No reads, no other page, no page of memory by the way of a doorbell. */
static void test_not_a_doorbell(void **state)
{
	const u64 door = 0x08090000, write = PKVM_IOMMU_PROT_WRITE;
	u64 handle, need;

	active(state);
	handle = new_domain(0);
	assert_int_equal(__pkvm_iommu_map(handle, 0x1000, door, 1, PKVM_IOMMU_PROT_READ, &need),
			 -EPERM);
	assert_int_equal(map_page(handle, 0x1000, door), -EPERM);
	assert_int_equal(__pkvm_iommu_map(handle, 0x1000, door, 2, write, &need), -EPERM);
	assert_int_equal(__pkvm_iommu_map(handle, 0x1000, door - PAGE_SIZE, 2, write, &need),
			 -EPERM);
	assert_int_equal(__pkvm_iommu_map(handle, 0x1000, door - 0x10000, 1, write, &need),
			 -EPERM);
	assert_int_equal(__pkvm_iommu_map(handle, 0x1000, ENV_BASE, 1, write, &need), -EPERM);
	/* Where there is memory, there is no doorbell. */
	boot(state);
	hyp_memory[hyp_memblock_nr++] = (struct memblock_region) {
		.base = door, .size = PAGE_SIZE, .flags = MEMBLOCK_NOMAP,
	};
	assert_int_equal(whole_describe(ENV_BASE, 0, 0x10000), 0);
	assert_int_equal(__pkvm_iommu_seal(), -EINVAL);
}

/* The SMMU does not confirm: the page stays the host's. */
static void test_donation_unconfirmed(void **state)
{
	active(state);
	model.sync_stuck = true;
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(30)), -ETIMEDOUT);
	assert_true(dma(SID, HOST_PAGE(30)) == HOST_PAGE(30));
}

static void test_unknown_streams(void **state)
{
	boot(state);
	assert_int_equal(whole_describe(ENV_BASE, 0, 0x100), 0);
	assert_int_equal(__pkvm_iommu_seal(), 0);
	assert_int_equal(__pkvm_iommu_attach(0, 0x100, PKVM_IOMMU_DOMAIN_IDENTITY), -ENOENT);
	assert_int_equal(__pkvm_iommu_detach(0, ~0ULL), -ENOENT);
	assert_int_equal(__pkvm_iommu_attach(0, BIT_ULL(32), 0), -ENOENT);
	assert_int_equal(__pkvm_iommu_detach(1, 0), -ENODEV);
	assert_int_equal(pkvm_iommu_topology->smmus[0]->nr_streams, 0);
	assert_int_equal(__pkvm_iommu_detach(0, 0xff), 0);
	assert_true(dma(0xff, HOST_PAGE(0)) == V3_FAULT);
	assert_true(dma(0xfe, HOST_PAGE(0)) == HOST_PAGE(0));
}

static s64 nest(u64 cd)
{
	u64 asid, none;
	s64 handle = __pkvm_iommu_alloc_nested(0, cd, &asid, &none);

	assert_int_equal(none, 0);
	if (handle < 0)
		assert_int_equal(asid, 0);
	else
		assert_int_equal(PKVM_IOMMU_DOMAIN_NESTED(0, asid), handle);
	return handle;
}

/* Without a stage 1, or with one that errata forbid to combine. */
static void test_nothing_is_lent(void **state)
{
	static const u32 iidrs[] = { 0x4830043b, 0x4831f43b, 0x4870043b, 0x4870f43b, 0x4871043b };
	struct v3_ids ids = env_ids;
	unsigned int i;

	for (i = 0; i <= ARRAY_SIZE(iidrs); i++) {
		ids.idr0 = i ? env_ids.idr0 : env_ids.idr0 & ~BIT(1);
		ids.iidr = i ? iidrs[i - 1] : 0;
		whole_boot(&ids, &v3_mmio_ops);
		assert_int_equal(whole_describe(ENV_BASE, 0, 0x100), 0);
		assert_int_equal(__pkvm_iommu_seal(), 0);
		assert_int_equal(nest(HOST_PAGE(0)), -EOPNOTSUPP);
		assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_LENT, 0), 0);
		assert_int_equal(__pkvm_iommu_attach(0, SID, PKVM_IOMMU_DOMAIN_NESTED(0, 1)),
				 -ENOENT);
	}
}

static void test_revisions_that_lend(void **state)
{
	static const u32 iidrs[] = { 0x4832043b, 0x4871143b, 0x4830043a, 0x4820043b };
	struct v3_ids ids = env_ids;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(iidrs); i++) {
		ids.iidr = iidrs[i];
		whole_boot(&ids, &v3_mmio_ops);
		assert_int_equal(whole_describe(ENV_BASE, 0, 0x100), 0);
		assert_int_equal(__pkvm_iommu_seal(), 0);
		assert_true(nest(HOST_PAGE(0)) > 0);
	}
}

static void test_descriptor_addresses(void **state)
{
	static const u64 bad[] = {
		1, 32, BIT_ULL(39), BIT_ULL(51), BIT_ULL(52), BIT_ULL(63), ~0ULL,
	};
	unsigned int i;

	active(state);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(nest(HOST_PAGE(0) | bad[i]), -EINVAL);
	assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_LENT, 0), 0);
	/* What is there does not matter to EL2. */
	assert_true(nest(HOST_PAGE(0) + 64) > 0);
	assert_true(nest(BIT_ULL(39) - 64) > 0);
	assert_true(nest(ENV_BASE) > 0);
	assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_LENT, 0), 3);
}

static void test_nested_domains_run_out(void **state)
{
	s64 handle = 0;
	int i;

	active(state);
	for (i = 1; i < PKVM_IOMMU_MAX_NESTED; i++) {
		handle = nest(HOST_PAGE(i));
		assert_int_equal(handle, PKVM_IOMMU_DOMAIN_NESTED(0, i));
	}
	assert_int_equal(nest(HOST_PAGE(0)), -ENOSPC);
	assert_int_equal(__pkvm_iommu_free_nested(handle), 0);
	assert_int_equal(nest(HOST_PAGE(0)), handle);
}

#define INVAL(handle, iova, size, flags) \
	assert_int_equal(__pkvm_iommu_inval_nested(handle, iova, size, flags), expect)

static void test_invalidations_refused(void **state)
{
	const u64 all = PKVM_IOMMU_INVAL_ALL, leaf = PKVM_IOMMU_INVAL_LEAF;
	int expect = -ENOENT;
	unsigned int syncs;
	s64 n;

	active(state);
	n = nest(HOST_PAGE(0));
	syncs = model.nr_syncs;
	INVAL(0, 0, 0, all);
	INVAL(1, 0, 0, all);
	INVAL(n - 1, 0, 0, all);	/* context 0 */
	INVAL(n + 1, 0, 0, all);
	INVAL(n + PKVM_IOMMU_MAX_NESTED, 0, 0, all);
	INVAL(n | BIT_ULL(32), 0, 0, all);
	INVAL(~0ULL, 0, 0, all);
	expect = -EINVAL;
	INVAL(n, 0x1000, 0, all);
	INVAL(n, 0, 0x1000, all);
	INVAL(n, 0, 0, all | leaf);
	INVAL(n, 0, 0, all | 12);
	INVAL(n, 0, 0, 12);
	INVAL(n, 0x800, 0x1000, 12);
	INVAL(n, 0x1000, 0x800, 12);
	INVAL(n, 0x1000, 0x200000, 21);
	INVAL(n, 0x200000, 0x1000, 21);
	INVAL(n, ~0xfffULL, 0x2000, 12);
	INVAL(n, 0x2000, ~0xfffULL, 12);
	INVAL(n, 0x2000, 0x2000, 13);
	INVAL(n, 0, 0x1000, 0);
	INVAL(n, 0, 0x1000, 11);
	INVAL(n, 0, BIT_ULL(63), 63);
	INVAL(n, 0, 0x1000, 12 | BIT_ULL(8));
	INVAL(n, 0, 0x1000, 12 | BIT_ULL(63));
	assert_int_equal(model.nr_syncs, syncs);
	/* Up to the last address. */
	expect = 0;
	INVAL(n, ~0xfffULL, 0x1000, 12);
	INVAL(n, 0, ~0xfffULL, 12 | leaf);
	INVAL(n, 0, 0, all);
	expect = -ENOENT;
	assert_int_equal(__pkvm_iommu_free_nested(n), 0);
	INVAL(n, 0, 0, all);
}

/* A host that names ever more streams runs out of them, and nothing else happens. */
static void test_streams_run_out(void **state)
{
	unsigned int i;

	active(state);
	for (i = 0; i < SMMUV3_MAX_STREAMS; i++)
		assert_int_equal(__pkvm_iommu_detach(0, i), 0);
	assert_int_equal(__pkvm_iommu_detach(0, i), -ENOSPC);
	assert_int_equal(__pkvm_iommu_attach(0, 0x2000, 0), -ENOSPC);
	assert_true(dma(i, HOST_PAGE(0)) == HOST_PAGE(0));
	assert_int_equal(__pkvm_iommu_attach(0, 7, 0), 0);
	assert_true(dma(7, HOST_PAGE(0)) == HOST_PAGE(0));
}

/* The streams of each of so many blocks of 64 have an entry of their own. */
static unsigned int use_blocks(void **state)
{
	unsigned int i;

	active(state);
	for (i = 0; i < SMMUV3_RESERVED_L2; i++)
		assert_int_equal(__pkvm_iommu_detach(0, i * 64), 0);
	return i;
}

/* For more, the host has to give pages, of its own and no others, when one is needed. */
static void test_pages_for_streams(void **state)
{
	const u64 streams = PKVM_IOMMU_STREAMS(0), pfn = hyp_phys_to_pfn(HOST_PAGE(0));
	unsigned int i;

	active(state);
	assert_int_equal(__pkvm_iommu_topup(streams, pfn), -EEXIST);
	i = use_blocks(state);
	assert_int_equal(__pkvm_iommu_detach(0, i * 64), -ENOMEM);
	assert_int_equal(__pkvm_iommu_attach(0, i * 64, 0), -ENOMEM);
	assert_int_equal(pkvm_iommu_topology->smmus[0]->nr_streams, i);
	assert_true(dma(i * 64, HOST_PAGE(0)) == HOST_PAGE(0));
	assert_int_equal(__pkvm_iommu_topup(streams, 0), -EINVAL);
	assert_int_equal(__pkvm_iommu_topup(streams, hyp_phys_to_pfn(MEM)), -EPERM);
	assert_int_equal(__pkvm_iommu_topup(PKVM_IOMMU_STREAMS(1), pfn), -ENOENT);
	assert_int_equal(__pkvm_iommu_topup(PKVM_IOMMU_STREAMS(-1), pfn), -ENOENT);
	assert_int_equal(__pkvm_iommu_topup(~0ULL, pfn), -ENOENT);
	assert_true(dma(i * 64, HOST_PAGE(0)) == HOST_PAGE(0));
	assert_int_equal(__pkvm_iommu_topup(streams, pfn), 0);
	/* It is EL2's now, to the CPU and to devices. */
	assert_int_equal(get_host_state(hyp_phys_to_page(HOST_PAGE(0))), PKVM_NOPAGE);
	assert_true(dma(i * 64, HOST_PAGE(0)) == V3_FAULT);
	assert_int_equal(__pkvm_iommu_topup(streams, pfn), -EEXIST);
	assert_int_equal(__pkvm_iommu_detach(0, i * 64), 0);
	assert_true(dma(i * 64, HOST_PAGE(1)) == V3_FAULT);
	assert_true(dma(i * 64 + 1, HOST_PAGE(1)) == HOST_PAGE(1));
	assert_int_equal(__pkvm_iommu_topup(streams, pfn), -EPERM);
}

/* A page that is mapped for DMA does not become a table. */
static void test_mapped_page_for_streams(void **state)
{
	u64 pfn = hyp_phys_to_pfn(HOST_PAGE(0)), handle, need;

	use_blocks(state);
	handle = __pkvm_iommu_alloc_domain(hyp_phys_to_pfn(HOST_PAGE(4)));
	assert_int_equal(__pkvm_iommu_topup(handle, hyp_phys_to_pfn(HOST_PAGE(6))), 0);
	assert_int_equal(__pkvm_iommu_topup(handle, hyp_phys_to_pfn(HOST_PAGE(7))), 0);
	assert_int_equal(__pkvm_iommu_map(handle, 0, HOST_PAGE(0), 1, PKVM_IOMMU_PROT_READ, &need),
			 1);
	assert_int_equal(__pkvm_iommu_topup(PKVM_IOMMU_STREAMS(0), pfn), -EBUSY);
	assert_int_equal(__pkvm_iommu_unmap(handle, 0, 1), 1);
	assert_int_equal(__pkvm_iommu_topup(PKVM_IOMMU_STREAMS(0), pfn), 0);
}

static void test_suspend(void **state)
{
	u64 handle;

	active(state);
	handle = new_domain(0);
	assert_int_equal(map_page(handle, 0x1000, HOST_PAGE(20)), 1);
	assert_int_equal(__pkvm_iommu_attach(0, SID, handle), 0);
	assert_int_equal(shim_host_donate_guest(HOST_PAGE(30)), 0);
	v3_init(&model, &env_ids);
	assert_int_equal(pkvm_iommu_resume(true), 0);
	assert_true(dma(SID, 0x1000) == HOST_PAGE(20));
	assert_true(dma(SID, HOST_PAGE(9)) == V3_FAULT);
	assert_true(dma(OTHER, HOST_PAGE(9)) == HOST_PAGE(9));
	assert_true(dma(OTHER, HOST_PAGE(30)) == V3_FAULT);
	/* A CPU's own suspend, after which the SMMU is open. */
	v3_init(&model, &env_ids);
	assert_int_equal(pkvm_iommu_resume(false), 0);
	assert_true(dma(OTHER, HOST_PAGE(30)) == V3_FAULT);
	assert_int_equal(pkvm_iommu_restores(), 2);
}

static void test_fault(void **state)
{
	u64 addr = 0, status = 0;
	s64 flags;

	active(state);
	assert_true(dma(SID, MEM + 0x123) == V3_FAULT);
	flags = __pkvm_iommu_get_fault(0, &addr, &status);
	assert_true(flags & PKVM_IOMMU_FAULT_VALID);
	assert_int_equal(FIELD_GET(PKVM_IOMMU_FAULT_SID, flags), SID);
	assert_int_equal(addr, MEM + 0x123);
	assert_int_equal(__pkvm_iommu_get_fault(0, &addr, &status), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seal),
		cmocka_unit_test(test_fw_cfg_is_closed),
		cmocka_unit_test(test_other_systems),
		cmocka_unit_test(test_bad_descriptions),
		cmocka_unit_test(test_ranges_are_counted),
		cmocka_unit_test(test_memory_too_high),
		cmocka_unit_test(test_attach_map_unmap),
		cmocka_unit_test(test_donated_page),
		cmocka_unit_test(test_doorbell),
		cmocka_unit_test(test_not_a_doorbell),
		cmocka_unit_test(test_donation_unconfirmed),
		cmocka_unit_test(test_unknown_streams),
		cmocka_unit_test(test_nothing_is_lent),
		cmocka_unit_test(test_revisions_that_lend),
		cmocka_unit_test(test_descriptor_addresses),
		cmocka_unit_test(test_nested_domains_run_out),
		cmocka_unit_test(test_invalidations_refused),
		cmocka_unit_test(test_streams_run_out),
		cmocka_unit_test(test_pages_for_streams),
		cmocka_unit_test(test_mapped_page_for_streams),
		cmocka_unit_test(test_suspend),
		cmocka_unit_test(test_fault),
	};

	return cmocka_run_group_tests_name("smmuv3_whole", tests, NULL, NULL);
}
