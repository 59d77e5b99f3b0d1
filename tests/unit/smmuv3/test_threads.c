// SPDX-License-Identifier: GPL-2.0-only
/*
 * Several CPUs and a device use one SMMUv3 concurrently: nested domains and their descriptors,
 * paging domains, invalidations, faults. A guest's page holds a secret from the return of its
 * donation until it is reclaimed: no device may read or overwrite it, and the SMMU fetches no
 * descriptor or table from it. A CPU whose command is confirmed relies on it.
 *
 * SEED=<number> starts the same sequences, STEPS=<number> sets their length.
 */
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <time.h>

#include "host.h"
#include "whole.h"

#define NR_THREADS	4
#define NR_DOMAINS	2
#define NR_IOVAS	24
#define IOVA		(SZ_2M - NR_IOVAS / 2 * PAGE_SIZE)	/* in two tables */
#define RW		(PKVM_IOMMU_PROT_READ | PKVM_IOMMU_PROT_WRITE)
#define SECRET		0x5ec4e7ULL

/* Of each CPU: a descriptor and three tables. Then pages for all. */
#define OWN_PAGES	4
#define FIRST_DATA	(NR_THREADS * OWN_PAGES)
#define NR_DATA		64
#define NR_PAGES	(FIRST_DATA + NR_DATA)

static const u32 sids[] = { SID, OTHER, 0x47, 0x48, 0x1234, 0xffff };

/* The SMMU does one thing at a time: an access, with what it makes of memory, or a command. */
static pthread_mutex_t smmu_lock = PTHREAD_MUTEX_INITIALIZER;
static bool guests[NR_PAGES];
static u64 nr_steps;
static const char *broken;	/* the first error */
static bool quiet;
static unsigned long did[5];	/* maps, attaches, donations, invalidations, accesses */

static void expect(bool cond, const char *what)
{
	if (!cond)
		__atomic_store_n(&broken, what, __ATOMIC_RELAXED);
}

static void count(unsigned int what, s64 ret)
{
	if (ret >= 0)
		__atomic_fetch_add(&did[what], 1, __ATOMIC_RELAXED);
}

static u64 mmio_read(void *opaque, u64 off, unsigned int size)
{
	u64 val;

	pthread_mutex_lock(&smmu_lock);
	val = v3_mmio_ops.read(opaque, off, size);
	pthread_mutex_unlock(&smmu_lock);
	return val;
}

/* Who is not kept out by a lock gets between a command and the wait for it. */
static void mmio_write(void *opaque, u64 off, unsigned int size, u64 val)
{
	pthread_mutex_lock(&smmu_lock);
	v3_mmio_ops.write(opaque, off, size, val);
	pthread_mutex_unlock(&smmu_lock);
	if (!rnd(4))
		sched_yield();
}

static const struct shim_mmio_ops locked_ops = { mmio_read, mmio_write };

static void check_fetch(uint64_t pa)
{
	u64 page = (pa - HOST_PAGE(0)) / PAGE_SIZE;

	expect(page < NR_PAGES && !__atomic_load_n(&guests[page], __ATOMIC_RELAXED),
	       "a table or a descriptor is read where it must not be");
}

static u64 some_page(void)
{
	return HOST_PAGE(FIRST_DATA + rnd(NR_DATA));
}

static u32 some_stream(void)
{
	return sids[rnd(ARRAY_SIZE(sids))];
}

/* ---- paging domains, which all CPUs share ---- */

static u64 paging[NR_DOMAINS];

static u64 some_domain(void)
{
	return paging[rnd(NR_DOMAINS)];
}

static u64 some_iova(void)
{
	return IOVA + rnd(NR_IOVAS) * PAGE_SIZE;
}

static void step_map(void)
{
	u64 handle = some_domain(), need;
	s64 ret = __pkvm_iommu_map(handle, some_iova(), some_page(), 1 + rnd(3), RW, &need);

	if (ret == -ENOMEM)
		__pkvm_iommu_topup(handle, hyp_phys_to_pfn(some_page()));
	count(0, ret);
}

static void step_unmap(void)
{
	expect(__pkvm_iommu_unmap(some_domain(), some_iova(), 1 + rnd(4)) >= 0, "unmap lost");
}

static void step_attach(void)
{
	count(1, __pkvm_iommu_attach(0, some_stream(), rnd(2) ? some_domain() : 0));
}

static void step_detach(void)
{
	expect(!__pkvm_iommu_detach(0, some_stream()), "detach lost");
}

/* ---- pages that leave ---- */

static void ask(void)
{
	u64 addr, status;

	expect(__pkvm_iommu_get_fault(0, &addr, &status) >= 0, "no answer on faults");
}

/* Donates a page to a guest, keeps a secret in it for a while, and reclaims it. */
static bool lend_to_guest(unsigned int nr)
{
	u64 i, phys = HOST_PAGE(nr), *secret = shim_mem(phys);
	int ret = shim_host_donate_guest(phys);

	expect(ret != -ETIMEDOUT && ret != -EIO, "an invalidation is lost");
	count(2, ret);
	if (ret)
		return false;
	__atomic_store_n(&guests[nr], true, __ATOMIC_RELAXED);
	for (i = 0; i < PAGE_SIZE / 8; i++)
		secret[i] = SECRET;
	for (i = 0; i < 4; i++)
		ask();
	for (i = 0; i < PAGE_SIZE / 8; i++)
		expect(secret[i] == SECRET, "a guest's page was written by a device");
	__atomic_store_n(&guests[nr], false, __ATOMIC_RELAXED);
	expect(!shim_guest_reclaim(phys), "a guest's page is lost");
	return true;
}

static void step_guest(void)
{
	lend_to_guest(FIRST_DATA + rnd(NR_DATA));
}

static void step_share(void)
{
	u64 phys = some_page();

	if (!shim_host_share_hyp(phys))
		expect(!shim_host_unshare_hyp(phys), "a shared page is lost");
}

/* ---- nested domains, of each CPU its own ---- */

static _Thread_local struct {
	unsigned int first;		/* of the CPU's pages */
	u64 cd, table[3];
	s64 handle;
	u64 asid;
} own;

static void own_pages(unsigned int cpu)
{
	unsigned int i;

	own.handle = 0;
	own.first = cpu * OWN_PAGES;
	own.cd = HOST_PAGE(own.first);
	for (i = 0; i < ARRAY_SIZE(own.table); i++)
		own.table[i] = HOST_PAGE(own.first + 1 + i);
}

static void program(void)
{
	u64 page[NR_IOVAS];
	unsigned int i;

	for (i = 0; i < NR_IOVAS; i++)
		page[i] = some_page();
	host_cd(own.cd, own.table[0], own.asid);
	host_tables(own.table, page, NR_IOVAS);
}

static void step_lend(void)
{
	u64 none;
	s64 ret;

	if (own.handle)
		return;
	ret = __pkvm_iommu_alloc_nested(0, own.cd, &own.asid, &none);
	expect(ret > 0, "no nested domain");
	own.handle = ret;
	program();
}

static void step_attach_nested(void)
{
	if (own.handle)
		count(1, __pkvm_iommu_attach(0, some_stream(), own.handle));
}

/* The host maps another page, and asks for the invalidation; of others' domains, too. */
static void step_inval(void)
{
	unsigned int n = rnd(NR_IOVAS);
	s64 ret;

	if (own.handle && rnd(2)) {
		host_map(own.table, n, rnd(2) ? some_page() : 0);
		ret = __pkvm_iommu_inval_nested(own.handle, HOST_VA + n * PAGE_SIZE, PAGE_SIZE,
						PAGE_SHIFT | PKVM_IOMMU_INVAL_LEAF);
		expect(!ret, "an invalidation of the host's is lost");
	} else {
		ret = __pkvm_iommu_inval_nested(PKVM_IOMMU_DOMAIN_NESTED(0, rnd(NR_THREADS + 2)),
						0, 0, PKVM_IOMMU_INVAL_ALL);
		expect(!ret || ret == -ENOENT, "an invalidation of any domain is lost");
	}
	count(3, ret);
}

/* A page of the descriptor or of the tables becomes a guest's under the SMMU. */
static void step_lose_table(void)
{
	if (lend_to_guest(own.first + rnd(OWN_PAGES)) && own.handle)
		program();
}

static void step_take(void)
{
	s64 ret = own.handle ? __pkvm_iommu_free_nested(own.handle) : 0;

	expect(!ret || ret == -EBUSY, "a nested domain can't be freed");
	if (!ret)
		own.handle = 0;
}

static void detach_all(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sids); i++)
		expect(!__pkvm_iommu_detach(0, sids[i]), "detach lost");
}

/* ---- all of them ---- */

static void *cpu(void *seed)
{
	static void (* const steps[])(void) = {
		step_map, step_map, step_unmap, step_attach, step_detach, step_guest, step_guest,
		step_share, step_lend, step_attach_nested, step_attach_nested, step_inval,
		step_inval, step_inval, step_lose_table, step_take, ask,
	};
	u64 i;

	seed_rng((uintptr_t)seed);
	own_pages((uintptr_t)seed % NR_THREADS);
	for (i = 0; i < nr_steps; i++)
		steps[rnd(ARRAY_SIZE(steps))]();
	while (own.handle && !broken) {
		detach_all();
		step_take();
	}
	return NULL;
}

/* The access itself is part of what the SMMU does: none is under way after a sync. */
static void access_once(u32 sid, u64 addr, bool write)
{
	u64 pa, data = 0, *at;

	pthread_mutex_lock(&smmu_lock);
	pa = v3_access(&model, sid, addr, write);
	at = pa == V3_FAULT ? NULL : shim_mem(pa);
	if (at && write)
		__atomic_store_n(at, pa, __ATOMIC_RELAXED);
	else if (at)
		data = __atomic_load_n(at, __ATOMIC_RELAXED);
	pthread_mutex_unlock(&smmu_lock);
	expect(data != SECRET, "DMA read a guest's page");
	count(4, at ? 0 : -1);
}

static void *device(void *seed)
{
	seed_rng((uintptr_t)seed);
	while (!__atomic_load_n(&quiet, __ATOMIC_RELAXED)) {
		const u64 pages[] = {
			some_page(), some_iova(), HOST_VA + rnd(NR_IOVAS) * PAGE_SIZE,
		};

		access_once(some_stream(), pages[rnd(ARRAY_SIZE(pages))] + 8 * rnd(512), rnd(2));
	}
	return NULL;
}

static void start(void)
{
	unsigned int i;

	memset(guests, 0, sizeof(guests));
	whole_boot(&env_ids, &locked_ops);
	model.on_fetch = check_fetch;
	whole_take_over();
	for (i = 0; i < NR_DOMAINS; i++) {
		paging[i] = __pkvm_iommu_alloc_domain(hyp_phys_to_pfn(HOST_PAGE(NR_PAGES + 2 * i)));
		assert_true(paging[i] >= PKVM_IOMMU_DOMAIN_FIRST);
	}
}

/* All is taken back, and no stream reaches a page that leaves now. */
static void finish(void)
{
	unsigned int i;
	u64 addr;

	detach_all();
	assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_LENT, 0), 0);
	for (i = 0; i < NR_DOMAINS; i++) {
		while (__pkvm_iommu_free_domain(paging[i]) > 0)
			;
		assert_int_equal(__pkvm_iommu_free_domain(paging[i]), -ENOENT);
	}
	for (i = 0; i < ARRAY_SIZE(sids); i++)
		assert_int_equal(__pkvm_iommu_attach(0, sids[i], PKVM_IOMMU_DOMAIN_IDENTITY), 0);
	for (addr = HOST_PAGE(0); addr < HOST_PAGE(NR_PAGES); addr += PAGE_SIZE) {
		assert_int_equal(v3_access(&model, SID, addr, true), addr);
		assert_int_equal(shim_host_donate_guest(addr), 0);
		assert_true(v3_access(&model, SID, addr, true) == V3_FAULT);
	}
}

static void all_cpus_at_once(void **state)
{
	u64 seed = env_number("SEED", time(NULL));
	pthread_t cpus[NR_THREADS], engine;
	uintptr_t i;

	nr_steps = env_number("STEPS", 3000);
	printf("# SEED=%llu STEPS=%llu\n", seed, nr_steps);
	seed_rng(seed);
	start();
	pthread_create(&engine, NULL, device, (void *)(seed * 16 + 8));
	for (i = 0; i < NR_THREADS; i++)
		pthread_create(&cpus[i], NULL, cpu, (void *)(seed * 16 + i));
	for (i = 0; i < NR_THREADS; i++)
		pthread_join(cpus[i], NULL);
	__atomic_store_n(&quiet, true, __ATOMIC_RELAXED);
	pthread_join(engine, NULL);
	printf("# %lu maps, %lu attaches, %lu donations, %lu invalidations, %lu accesses through\n",
	       did[0], did[1], did[2], did[3], did[4]);
	if (broken)
		fail_msg("%s", broken);
	finish();
	assert_true(did[0] && did[1] && did[2] && did[3] && did[4]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_cpus_at_once),
	};

	return cmocka_run_group_tests_name("smmuv3_threads", tests, NULL, NULL);
}
