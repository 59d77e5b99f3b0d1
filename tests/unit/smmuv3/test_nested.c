// SPDX-License-Identifier: GPL-2.0-only
/*
 * Nested domains by hypercalls, on all of EL2 and the model of the SMMU. Pages of what the host
 * has programmed become a guest's, and the oracle asks the model where each stream may go, and
 * sees each read of a descriptor or table.
 */
#include <stdio.h>

#include "host.h"
#include "model_nested.h"
#include "whole.h"

#define NR_PAGES	16
#define CD		HOST_PAGE(0)
#define DATA		HOST_PAGE(4)

static const u64 tables[] = { HOST_PAGE(1), HOST_PAGE(2), HOST_PAGE(3) };
static const u64 pages[] = { HOST_PAGE(4), HOST_PAGE(5), HOST_PAGE(6) };
static const u32 sids[] = { SID, OTHER };
static bool guests[NR_PAGES];

static bool is_guests(u64 pa)
{
	return pa >= HOST_PAGE(0) && pa < HOST_PAGE(NR_PAGES) &&
	       guests[(pa - HOST_PAGE(0)) / PAGE_SIZE];
}

/* EL2's, or a guest's. */
static bool is_forbidden(u64 pa)
{
	return pa < MEM + POOL_PAGES * PAGE_SIZE || pa >= MEM + MEM_SIZE || is_guests(pa);
}

static void check_fetch(uint64_t pa)
{
	if (is_forbidden(pa))
		fail_msg("a table or a descriptor is read at %#llx", (unsigned long long)pa);
}

static void check_address(u32 sid, u64 addr)
{
	u64 out[V3_OUTPUTS];
	unsigned int n = v3_outputs(&model, sid, addr, out);

	while (n--) {
		if (is_forbidden(out[n]))
			fail_msg("stream %u, %#llx leads to %#llx", sid, (unsigned long long)addr,
				 (unsigned long long)out[n]);
	}
}

static void check(void)
{
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(sids); i++) {
		for (n = 0; n < NR_PAGES; n++) {
			check_address(sids[i], HOST_PAGE(n));
			check_address(sids[i], HOST_VA + n * PAGE_SIZE);
		}
		check_address(sids[i], MEM);
	}
}

static void reset_model(void)
{
	v3_init(&model, &env_ids);
	model.on_fetch = check_fetch;
}

static int active(void **state)
{
	memset(guests, 0, sizeof(guests));
	whole_start();
	model.on_fetch = check_fetch;
	host_tables(tables, pages, ARRAY_SIZE(pages));
	return 0;
}

static s64 alloc(u64 cd)
{
	u64 asid, none;

	return __pkvm_iommu_alloc_nested(0, cd, &asid, &none);
}

/* A domain that works, with stream @sid. */
static s64 nest(u32 sid)
{
	u64 asid = 0, none;
	s64 handle = __pkvm_iommu_alloc_nested(0, CD, &asid, &none);

	assert_true(handle > 0);
	host_cd(CD, tables[0], asid);
	assert_int_equal(__pkvm_iommu_attach(0, sid, handle), 0);
	return handle;
}

static u64 dma(u32 sid, u64 addr)
{
	return v3_access(&model, sid, addr, true);
}

static int donate(unsigned int n)
{
	int ret = shim_host_donate_guest(HOST_PAGE(n));

	guests[n] |= !ret;
	return ret;
}

static void reclaim(unsigned int n)
{
	if (guests[n])
		assert_int_equal(shim_guest_reclaim(HOST_PAGE(n)), 0);
	guests[n] = false;
}

static void test_host_memory(void **state)
{
	nest(SID);
	assert_int_equal(dma(SID, HOST_VA + 8), DATA + 8);
	assert_int_equal(dma(SID, DATA), V3_FAULT);
	assert_int_equal(dma(OTHER, DATA), DATA);
	assert_int_equal(donate(9), 0);
	host_map(tables, 7, HOST_PAGE(9));
	assert_int_equal(dma(SID, HOST_VA + 0x7000), V3_FAULT);
	host_map(tables, 8, MEM);
	assert_int_equal(dma(SID, HOST_VA + 0x8000), V3_FAULT);
	check();
}

/* The descriptor, each table, and a page that the device has used: nothing pins them. */
static void test_pages_leave(void **state)
{
	unsigned int n;

	for (n = 0; n < 5; n++) {
		active(state);
		nest(SID);
		assert_int_equal(dma(SID, HOST_VA), DATA);
		assert_int_equal(donate(n), 0);
		check();
		assert_int_equal(dma(SID, HOST_VA), V3_FAULT);
		check();
		assert_int_equal(dma(OTHER, HOST_PAGE(10)), HOST_PAGE(10));
		reclaim(n);
		host_tables(tables, pages, ARRAY_SIZE(pages));
		host_cd(CD, tables[0], 1);
		assert_int_equal(dma(SID, HOST_VA), DATA);
	}
}

/* The page stays the host's until the SMMU has confirmed that it is gone. */
static void test_unconfirmed(void **state)
{
	nest(SID);
	assert_int_equal(dma(SID, HOST_VA), DATA);
	model.sync_stuck = true;
	assert_int_equal(donate(4), -ETIMEDOUT);
	model.sync_stuck = false;
	v3_write(&model, SMMUV3_CMDQ_PROD, model.cmdq_prod, 4);
	assert_int_equal(dma(SID, HOST_VA), DATA);
	assert_int_equal(donate(4), 0);
	assert_int_equal(dma(SID, HOST_VA), V3_FAULT);
}

static void test_domains_in_use(void **state)
{
	s64 handle = nest(SID);

	/* There are no registers in it for the host. */
	assert_false(shim_host_mmio(ENV_BASE));
	assert_false(shim_host_mmio(ENV_BASE + 0x10000));
	assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_LENT, 0), 1);
	assert_int_equal(__pkvm_iommu_free_nested(handle), -EBUSY);
	assert_int_equal(__pkvm_iommu_attach(0, OTHER, handle), 0);
	assert_int_equal(dma(OTHER, HOST_VA), DATA);
	assert_int_equal(__pkvm_iommu_detach(0, SID), 0);
	assert_int_equal(dma(SID, HOST_VA), V3_FAULT);
	assert_int_equal(__pkvm_iommu_free_nested(handle), -EBUSY);
	assert_int_equal(__pkvm_iommu_attach(0, OTHER, PKVM_IOMMU_DOMAIN_IDENTITY), 0);
	assert_int_equal(__pkvm_iommu_free_nested(handle), 0);
	assert_int_equal(__pkvm_iommu_free_nested(handle), -ENOENT);
	assert_int_equal(__pkvm_iommu_attach(0, SID, handle), -ENOENT);
	assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_LENT, 0), 0);
}

/* A stream that may still use the domain keeps it, and its pages still leave by all commands. */
static void test_stuck_stream(void **state)
{
	s64 handle = nest(SID);

	assert_int_equal(dma(SID, HOST_VA), DATA);
	model.sync_stuck = true;
	assert_int_equal(__pkvm_iommu_detach(0, SID), -EREMOTEIO);
	assert_int_equal(__pkvm_iommu_free_nested(handle), -EBUSY);
	model.sync_stuck = false;
	v3_write(&model, SMMUV3_CMDQ_PROD, model.cmdq_prod, 4);
	assert_int_equal(donate(4), 0);
	check();
	assert_int_equal(__pkvm_iommu_detach(0, SID), 0);
	assert_int_equal(__pkvm_iommu_free_nested(handle), 0);
}

static void test_quarantine(void **state)
{
	s64 handle = nest(SID);

	assert_int_equal(__pkvm_iommu_detach(0, SID), 0);
	model.sync_stuck = true;
	assert_int_equal(__pkvm_iommu_free_nested(handle), -ETIMEDOUT);
	assert_int_equal(__pkvm_iommu_attach(0, SID, handle), -ENOENT);
	model.sync_stuck = false;
	v3_write(&model, SMMUV3_CMDQ_PROD, model.cmdq_prod, 4);
	assert_true(alloc(CD) > handle);
	assert_int_equal(__pkvm_iommu_free_nested(handle), 0);
	assert_int_equal(alloc(CD), handle);
}

static void test_suspend(void **state)
{
	s64 handle = nest(SID);

	assert_int_equal(donate(5), 0);
	reset_model();
	assert_int_equal(pkvm_iommu_resume(true), 0);
	assert_int_equal(dma(SID, HOST_VA), DATA);
	assert_int_equal(dma(SID, HOST_VA + 0x1000), V3_FAULT);
	check();
	assert_int_equal(__pkvm_iommu_inval_nested(handle, 0, 0, PKVM_IOMMU_INVAL_ALL), 0);
	/* One that EL2 cannot restore: nothing but its end is left of a domain. */
	reset_model();
	model.drop = 0xa0;	/* EVENTQ_BASE */
	assert_int_equal(pkvm_iommu_resume(true), 0);
	assert_int_equal(dma(SID, HOST_VA), V3_FAULT);
	assert_int_equal(__pkvm_iommu_inval_nested(handle, 0, 0, PKVM_IOMMU_INVAL_ALL), -EIO);
	assert_int_equal(alloc(CD), -EIO);
	assert_int_equal(__pkvm_iommu_attach(0, OTHER, handle), -EIO);
	assert_int_equal(__pkvm_iommu_detach(0, SID), 0);
	assert_int_equal(__pkvm_iommu_free_nested(handle), 0);
	assert_int_equal(__pkvm_iommu_free_nested(handle), -ENOENT);
}

/* The host unmaps, and asks for the invalidation: then its page is not reached. */
static void test_unmap(void **state)
{
	s64 handle = nest(SID);

	assert_int_equal(dma(SID, HOST_VA), DATA);
	host_map(tables, 0, 0);
	assert_int_equal(dma(SID, HOST_VA), DATA);
	assert_int_equal(__pkvm_iommu_inval_nested(handle, HOST_VA, PAGE_SIZE,
						   PAGE_SHIFT | PKVM_IOMMU_INVAL_LEAF), 0);
	assert_int_equal(dma(SID, HOST_VA), V3_FAULT);
	assert_int_equal(dma(SID, HOST_VA + 0x1000), pages[1]);
	host_map(tables, 1, 0);
	assert_int_equal(__pkvm_iommu_inval_nested(handle, 0, 0, PKVM_IOMMU_INVAL_ALL), 0);
	assert_int_equal(dma(SID, HOST_VA + 0x1000), V3_FAULT);
}

static s64 call(void (*handle)(struct kvm_cpu_context *ctxt), u64 a, u64 b, u64 c, u64 d)
{
	struct kvm_cpu_context ctxt = { .regs.regs = { 0, a, b, c, d } };

	handle(&ctxt);
	return ctxt.regs.regs[1];
}

/* All 64 bits of the host's registers count. */
static void test_arguments(void **state)
{
	s64 n = nest(SID);
	unsigned int bit;

	for (bit = 32; bit < 64; bit++) {
		assert_int_equal(call(handle___pkvm_iommu_inval_nested, n | BIT_ULL(bit), 0, 0,
				      PKVM_IOMMU_INVAL_ALL), -ENOENT);
		assert_int_equal(call(handle___pkvm_iommu_inval_nested, n, BIT_ULL(bit), 0,
				      PKVM_IOMMU_INVAL_ALL), -EINVAL);
		assert_int_equal(call(handle___pkvm_iommu_inval_nested, n, 0, BIT_ULL(bit),
				      PKVM_IOMMU_INVAL_ALL), -EINVAL);
		assert_int_equal(call(handle___pkvm_iommu_inval_nested, n, 0, 0,
				      PKVM_IOMMU_INVAL_ALL | BIT_ULL(bit)), -EINVAL);
		if (bit >= PKVM_IOMMU_IAS)
			assert_int_equal(call(handle___pkvm_iommu_alloc_nested, 0,
					      CD | BIT_ULL(bit), 0, 0), -EINVAL);
	}
	assert_int_equal(call(handle___pkvm_iommu_inval_nested, n, 0, 0, PKVM_IOMMU_INVAL_ALL), 0);
	assert_int_equal(call(handle___pkvm_iommu_free_nested, n, 0, 0, 0), -EBUSY);
}

/* ---- random hosts ---- */

#define MAX_DOMAINS	4
static s64 domains[MAX_DOMAINS];

static unsigned int pick_domain(void)
{
	return rnd(MAX_DOMAINS);
}

static void scribble(void)
{
	u64 at = HOST_PAGE(rnd(4)) + 8 * rnd(8), page = HOST_PAGE(rnd(NR_PAGES));

	if (is_guests(at))
		return;
	host_store(at, rnd(2) ? page | rnd(16) | 1 << 10 : *(u64 *)shim_mem(at) ^ BIT_ULL(rnd(64)));
}

static void repair(void)
{
	unsigned int n;

	for (n = 0; n < 4; n++)
		reclaim(n);
	host_tables(tables, pages, ARRAY_SIZE(pages));
	host_cd(CD, tables[0], rnd(5));
}

static void step_domain(unsigned int d)
{
	if (domains[d] <= 0)
		domains[d] = alloc(rnd(4) ? CD : HOST_PAGE(rnd(NR_PAGES)) + 64 * rnd(2));
	else if (!rnd(3) && !__pkvm_iommu_free_nested(domains[d]))
		domains[d] = 0;
}

static void step(void)
{
	u32 sid = sids[rnd(2)];

	switch (rnd(9)) {
	case 0:
		step_domain(pick_domain());
		break;
	case 1: case 2:
		__pkvm_iommu_attach(0, sid, domains[pick_domain()]);
		break;
	case 3:
		if (rnd(2))
			__pkvm_iommu_detach(0, sid);
		break;
	case 4:
		donate(rnd(NR_PAGES));
		break;
	case 5:
		reclaim(rnd(NR_PAGES));
		break;
	case 6:
		scribble();
		break;
	case 7:
		if (!rnd(4))
			repair();
		break;
	default:
		__pkvm_iommu_inval_nested(domains[pick_domain()], HOST_VA, PAGE_SIZE, PAGE_SHIFT);
	}
	dma(sid, HOST_VA + rnd(NR_PAGES) * PAGE_SIZE);
	dma(sid, HOST_PAGE(rnd(NR_PAGES)));
	model.eventq_cons = model.eventq_prod;
}

static void test_random_hosts(void **state)
{
	u64 seed = env_number("SEED", 1);
	unsigned int i, n;

	printf("# SEED=%llu\n", seed);
	seed_rng(seed);
	for (i = 0; i < 60; i++) {
		active(state);
		memset(domains, 0, sizeof(domains));
		for (n = 0; n < 150; n++) {
			step();
			check();
		}
	}
}

#define T(name)	cmocka_unit_test_setup(name, active)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_host_memory),
		T(test_pages_leave),
		T(test_unconfirmed),
		T(test_domains_in_use),
		T(test_stuck_stream),
		T(test_quarantine),
		T(test_suspend),
		T(test_unmap),
		T(test_arguments),
		T(test_random_hosts),
	};

	return cmocka_run_group_tests_name("smmuv3_nested", tests, NULL, NULL);
}
