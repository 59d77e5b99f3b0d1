// SPDX-License-Identifier: GPL-2.0-only
/*
 * Several CPUs and devices use the same domains, streams and pages concurrently. A
 * guest's page holds a secret from the return of its donation until it is reclaimed:
 * no device may read or overwrite it. At the end, the invariants are checked.
 *
 * SEED=<number> starts the same sequences, STEPS=<number> sets their length.
 */
#include <pthread.h>
#include <stdio.h>
#include <time.h>

#include "account.h"
#include "nested.h"

#define NR_THREADS		4
#define NR_HANDLES	5
#define NR_IOVAS	24
#define RW		(PKVM_IOMMU_PROT_READ | PKVM_IOMMU_PROT_WRITE)
#define SECRET		0x5ec4e7ULL

static const struct { u8 smmu, sid; } toys[] = {
	{ 0, 0x01 }, { 0, 0x0e }, { 1, 0x01 }, { 2, 0x04 }, { 2, 0x03 },
};

static u64 nr_steps;
static const char *broken;	/* the first error */
static bool quiet;
static unsigned long did[4];	/* maps, attaches, donations, accesses */

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

static u64 some_iova(void)
{
	return SZ_2M + (rnd(NR_IOVAS) - NR_IOVAS / 2) * PAGE_SIZE;
}

static u64 some_page(void)
{
	return MEM2 + rnd(MEM2_PAGES) * PAGE_SIZE;
}

static u64 some_handle(void)
{
	return 1 + rnd(NR_HANDLES);
}

/* Other threads may free the domain concurrently: end when nothing is left. */
static void free_all(u64 handle)
{
	s64 ret;

	do {
		ret = sys_free_domain(handle);
	} while (ret > 0 || ret == -EAGAIN);
	expect(!ret || ret == -ENOENT || ret == -EBUSY, "a domain can't be freed");
}

static void step_alloc(void)
{
	s64 ret = sys_alloc_domain(hyp_phys_to_pfn(some_page()));

	if (ret > NR_HANDLES)
		free_all(ret);
}

static void step_map(void)
{
	u64 handle = some_handle(), iova = some_iova(), need;
	s64 ret = sys_map(handle, iova, some_page(), 1 + rnd(3), RW, &need);

	if (ret == -ENOMEM)
		sys_topup(handle, hyp_phys_to_pfn(some_page()));
	count(0, ret);
}

static void step_unmap(void)
{
	expect(sys_unmap(some_handle(), some_iova(), 1 + rnd(4)) != -ETIMEDOUT, "unmap lost");
}

static void step_attach(void)
{
	unsigned int toy = rnd(ARRAY_SIZE(toys));

	if (rnd(3))
		count(1, sys_attach(toys[toy].smmu, toys[toy].sid, rnd(NR_HANDLES + 1)));
	else
		expect(!sys_detach(toys[toy].smmu, toys[toy].sid), "detach lost");
}

static void step_free(void)
{
	if (!rnd(4))
		free_all(some_handle());
}

/* Donates a page to a guest, keeps a secret in it for a while, and reclaims it. */
static void step_guest(void)
{
	u64 i, phys = some_page(), *secret = shim_mem(phys);
	int ret = shim_host_donate_guest(phys);

	count(2, ret);
	if (ret)
		return;
	for (i = 0; i < PAGE_SIZE / 8; i++)
		secret[i] = SECRET;
	for (i = 0; i < 4; i++)
		sys_query(PKVM_IOMMU_QUERY_SYNCS, 0);
	for (i = 0; i < PAGE_SIZE / 8; i++)
		expect(secret[i] == SECRET, "a guest's page was written by a device");
	expect(!shim_guest_reclaim(phys), "a guest's page is lost");
}

static void step_share(void)
{
	u64 phys = some_page();

	if (!shim_host_share_hyp(phys))
		expect(!shim_host_unshare_hyp(phys), "a shared page is lost");
}

static void *cpu(void *seed)
{
	static void (* const steps[])(void) = {
		step_alloc, step_map, step_map, step_map, step_unmap, step_unmap, step_attach,
		step_free, step_guest, step_guest, step_share,
	};
	u64 i;

	seed_rng((uintptr_t)seed);
	for (i = 0; i < nr_steps; i++)
		steps[rnd(ARRAY_SIZE(steps))]();
	return NULL;
}

static void *device(void *seed)
{
	seed_rng((uintptr_t)seed);
	while (!__atomic_load_n(&quiet, __ATOMIC_RELAXED)) {
		unsigned int row = rnd(NR_ORIN_ROWS);
		struct world_access a = {
			.node = orin_rows[row].smmu, .client = orin_rows[row].client,
			.sid = orin_rows[row].sid, .tbu = rnd(32), .write = rnd(2),
			.addr = (rnd(2) ? some_page() : some_iova()) + 8 * rnd(512),
		};

		world_dma(&a);
		expect(!a.ok || a.write || a.data != SECRET, "DMA read a guest's page");
		count(3, a.ok ? 0 : -1);
	}
	return NULL;
}

/* Fills the account from EL2's state, to compare it with the models. */
static void take_stock(void)
{
	unsigned int n, i, h;

	for (n = 0; n < WORLD_NODES; n++)
		for (i = 0; i < pkvm_iommu_topology->smmus[n]->nr_streams; i++)
			account.stream[n][pkvm_iommu_topology->smmus[n]->streams[i].sid] =
				pkvm_iommu_topology->smmus[n]->streams[i].domain;
	for (h = 1; h < PKVM_IOMMU_MAX_DOMAINS; h++) {
		struct account_domain *d = &account.domain[h];

		for (i = 0; i < NR_IOVAS + 4; i++) {
			u64 iova = SZ_2M + ((u64)i - NR_IOVAS / 2) * PAGE_SIZE;
			s64 phys = sys_iova_to_phys(h, iova);

			if (phys < 0)
				continue;
			d->map[d->nr++] = (struct mapping) { iova, phys, RW, false };
			account.pins[page_nr(phys)]++;
		}
	}
}

static void all_cpus_at_once(void **state)
{
	u64 seed = env_number("SEED", time(NULL));
	pthread_t cpus[NR_THREADS], devices[1];
	uintptr_t i;

	nr_steps = env_number("STEPS", 6000);
	printf("# SEED=%llu STEPS=%llu\n", seed, nr_steps);
	seed_rng(seed);
	account_start(8, 0);
	for (i = 0; i < ARRAY_SIZE(devices); i++)
		pthread_create(&devices[i], NULL, device, (void *)(seed * 16 + 8 + i));
	for (i = 0; i < NR_THREADS; i++)
		pthread_create(&cpus[i], NULL, cpu, (void *)(seed * 16 + i));
	for (i = 0; i < NR_THREADS; i++)
		pthread_join(cpus[i], NULL);
	__atomic_store_n(&quiet, true, __ATOMIC_RELAXED);
	for (i = 0; i < ARRAY_SIZE(devices); i++)
		pthread_join(devices[i], NULL);
	printf("# %lu maps, %lu attaches, %lu donations, %lu accesses through\n", did[0], did[1],
	       did[2], did[3]);
	if (broken)
		fail_msg("%s", broken);
	take_stock();
	check_all();
	assert_true(did[0] && did[1] && did[2] && did[3]);
}

/*
 * Each CPU has a nested domain of its own now and then, with tables in pages that nobody
 * donates and entries for pages that others do.
 */
static _Thread_local struct nested own;
static _Thread_local u64 tables[3];

static void step_lend(void)
{
	u64 page[NESTED_PAGES];
	unsigned int i;

	for (i = 0; i < NESTED_PAGES; i++)
		page[i] = some_page();
	if (!own.handle && nested_alloc(&own, rnd(WORLD_NODES)) < 0)
		own.handle = 0;
	if (own.handle)
		nested_program(&own, tables, page, NESTED_PAGES);
}

static void step_attach_nested(void)
{
	unsigned int toy = rnd(ARRAY_SIZE(toys));

	if (own.handle)
		count(1, sys_attach(toys[toy].smmu, toys[toy].sid, own.handle));
}

static void step_scribble(void)
{
	if (own.handle)
		nested_scribble(&own);
}

static void step_take(void)
{
	s64 ret = own.handle ? sys_free_nested(own.handle) : 0;

	expect(!ret || ret == -EBUSY, "a nested domain can't be freed");
	if (!ret)
		own.handle = 0;
}

static void *nesting_cpu(void *seed)
{
	static void (* const steps[])(void) = {
		step_lend, step_lend, step_attach_nested, step_attach_nested, step_scribble,
		step_take, step_attach, step_guest, step_guest, step_share,
	};
	uintptr_t nr = (uintptr_t)seed % NR_THREADS;
	u64 i;

	seed_rng((uintptr_t)seed);
	for (i = 0; i < ARRAY_SIZE(tables); i++)
		tables[i] = MEM1 + (2 * POOL_PAGES + 3 * nr + i) * PAGE_SIZE;
	own.handle = 0;
	for (i = 0; i < nr_steps; i++)
		steps[rnd(ARRAY_SIZE(steps))]();
	while (own.handle) {
		for (i = 0; i < ARRAY_SIZE(toys); i++)
			sys_detach(toys[i].smmu, toys[i].sid);
		step_take();
	}
	return NULL;
}

static void *nested_device(void *seed)
{
	seed_rng((uintptr_t)seed);
	while (!__atomic_load_n(&quiet, __ATOMIC_RELAXED)) {
		unsigned int toy = rnd(ARRAY_SIZE(toys));
		struct world_access a = {
			.node = toys[toy].smmu, .client = WORLD_NO_CLIENT, .sid = toys[toy].sid,
			.tbu = rnd(32), .write = rnd(2),
			.addr = (rnd(4) ? NESTED_IOVA + rnd(NESTED_PAGES) * PAGE_SIZE :
					  some_page()) + 8 * rnd(512),
		};

		world_dma(&a);
		expect(!a.ok || a.write || a.data != SECRET, "DMA read a guest's page");
		count(3, a.ok ? 0 : -1);
	}
	return NULL;
}

static void nested_domains_on_all_cpus(void **state)
{
	u64 seed = env_number("SEED", time(NULL));
	pthread_t cpus[NR_THREADS], engine;
	uintptr_t i;

	nr_steps = env_number("STEPS", 3000);
	printf("# SEED=%llu STEPS=%llu\n", seed, nr_steps);
	memset(did, 0, sizeof(did));
	__atomic_store_n(&quiet, false, __ATOMIC_RELAXED);
	account_start(8, 0);
	pthread_create(&engine, NULL, nested_device, (void *)(seed * 16 + 8));
	for (i = 0; i < NR_THREADS; i++)
		pthread_create(&cpus[i], NULL, nesting_cpu, (void *)(seed * 16 + i));
	for (i = 0; i < NR_THREADS; i++)
		pthread_join(cpus[i], NULL);
	__atomic_store_n(&quiet, true, __ATOMIC_RELAXED);
	pthread_join(engine, NULL);
	printf("# %lu attaches, %lu donations, %lu accesses through\n", did[1], did[2], did[3]);
	if (broken)
		fail_msg("%s", broken);
	for (i = 0; i < ARRAY_SIZE(toys); i++)
		assert_int_equal(sys_attach(toys[i].smmu, toys[i].sid, 0), 0);
	for (i = 0; i < WORLD_NODES; i++)
		assert_int_equal(sys_query(PKVM_IOMMU_QUERY_LENT, i), 0);
	check_all();
	assert_true(did[1] && did[2] && did[3]);
}

/* Donates pages and takes them back; every other one it leaves with the guest. */
static void *donor(void *seed)
{
	seed_rng((uintptr_t)seed);
	while (!__atomic_load_n(&quiet, __ATOMIC_RELAXED)) {
		u64 phys = some_page();

		if (!shim_host_donate_guest(phys) && rnd(2))
			expect(!shim_guest_reclaim(phys), "a guest's page is lost");
	}
	return NULL;
}

/* Makes run-time calls, which must be refused until EL2 owns all. */
static void *hasty(void *unused)
{
	while (!__atomic_load_n(&quiet, __ATOMIC_RELAXED)) {
		s64 state = sys_query(PKVM_IOMMU_QUERY_STATE, 0);
		s64 ret = sys_attach(2, 0x04, PKVM_IOMMU_MAX_DOMAINS);

		expect(ret == -ENOENT || (ret == -EPERM && state == PKVM_IOMMU_PENDING),
		       "a run-time call before the takeover");
	}
	return NULL;
}

/* A page that leaves while EL2 takes over is out of reach afterwards. */
static void a_takeover_beside_other_cpus(void **state)
{
	u64 seed = env_number("SEED", time(NULL));
	pthread_t donors[2], caller;
	unsigned int round;
	uintptr_t i;

	printf("# SEED=%llu\n", seed);
	for (round = 0; round < 12; round++) {
		__atomic_store_n(&quiet, false, __ATOMIC_RELAXED);
		system_new(8, round);
		system_describe();
		for (i = 0; i < ARRAY_SIZE(donors); i++)
			pthread_create(&donors[i], NULL, donor, (void *)(seed + 32 * round + i));
		pthread_create(&caller, NULL, hasty, NULL);
		assert_int_equal(hvc(handle___pkvm_iommu_seal, 0, 0, 0, 0, 0, NULL, NULL), 0);
		__atomic_store_n(&quiet, true, __ATOMIC_RELAXED);
		for (i = 0; i < ARRAY_SIZE(donors); i++)
			pthread_join(donors[i], NULL);
		pthread_join(caller, NULL);
		if (broken)
			fail_msg("%s", broken);
		account_open(8);
		check_all();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_cpus_at_once),
		cmocka_unit_test(nested_domains_on_all_cpus),
		cmocka_unit_test(a_takeover_beside_other_cpus),
	};

	return cmocka_run_group_tests_name("system_threads", tests, NULL, NULL);
}
