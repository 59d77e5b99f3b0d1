// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random sequences of calls, changes of ownership and suspends, while register writes get
 * lost and syncs never complete. Whatever EL2 answers: after each step devices reach the
 * host's pages only, by tables and by TLBs, and only the host's pages are pinned. Once
 * the SMMUs work again, everything can be detached, freed and donated.
 *
 * SEED=<number> runs one sequence again; STEPS=<number> sets its length.
 */
#include <stdio.h>
#include <time.h>

#include "nested.h"

#define NUM_CB		6
#define NR_HANDLES	9
#define NR_SEQUENCES	12

static const struct { u8 smmu, sid; } toys[] = {
	{ 0, 0x01 }, { 0, 0x0e }, { 1, 0x01 }, { 2, 0x04 }, { 2, 0x03 }, { 2, 0x13 },
};

/* Nested domains, of which the host writes the registers; handle 0: none. */
static struct nested nested[5];

static unsigned int views;
static struct {
	unsigned long lent, refused, resumed, closed, reset, accesses, lost, stuck;
} did;

static u64 some_page(void)
{
	return page_phys(rnd(NR_PAGES));
}

static u64 some_iova(void)
{
	if (!rnd(3))
		return NESTED_IOVA + rnd(NESTED_PAGES) * PAGE_SIZE;
	return SZ_2M - (12 - rnd(24)) * PAGE_SIZE;
}

static void visit(void *opaque, const struct world_page *p)
{
	views++;
	if (p->whole || !host_reaches(p->pa))
		fail_msg("a stream %s %#llx%s", p->whole ? "bypasses at" : "reaches",
			 (u64)p->pa, p->from_tlb ? " by a TLB" : "");
}

static void look(unsigned int smmu, unsigned int sid)
{
	unsigned int inst;

	for (inst = 0; inst < world_instances(smmu); inst++)
		world_reach(smmu, inst, sid, visit, NULL);
}

static void check_reach(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(toys); i++)
		look(toys[i].smmu, toys[i].sid);
	look(rnd(WORLD_NODES), rnd(128));
	for (i = 0; i < NR_PAGES; i++) {
		u64 phys = page_phys(i);

		if (hyp_phys_to_page(phys)->dma_pins && !host_reaches(phys))
			fail_msg("%#llx is pinned, but not the host's", phys);
	}
	check_complaints();
}

static s64 noted(s64 ret)
{
	did.refused += ret < 0;
	return ret;
}

static void step_alloc(void)
{
	s64 ret = noted(sys_alloc_domain(hyp_phys_to_pfn(some_page())));

	while (ret >= NR_HANDLES && sys_free_domain(ret) > 0)
		;
}

static void step_map(void)
{
	u64 handle = 1 + rnd(NR_HANDLES - 1), iova = some_iova(), phys = some_page(), need;
	s64 ret = sys_map(handle, iova, phys, 1 + rnd(6), 1 + rnd(7), &need);

	if (ret == -ENOMEM) {
		while (need--)
			noted(sys_topup(handle, hyp_phys_to_pfn(some_page())));
		ret = sys_map(handle, iova, phys, 1 + rnd(6), 1 + rnd(7), &need);
	}
	noted(ret);
}

static void step_unmap(void)
{
	noted(sys_unmap(1 + rnd(NR_HANDLES - 1), some_iova(), 1 + rnd(8)));
}

static struct nested *some_nested(void)
{
	return &nested[rnd(ARRAY_SIZE(nested))];
}

static u64 hosts_page(void)
{
	u64 phys;

	do
		phys = some_page();
	while (!host_reaches(phys));
	return phys;
}

/* With tables in the host's pages, and entries for any. */
static void program(const struct nested *n)
{
	u64 table[3] = { hosts_page(), hosts_page(), hosts_page() }, page[NESTED_PAGES];
	unsigned int i;

	for (i = 0; i < NESTED_PAGES; i++)
		page[i] = some_page();
	if (n->handle)
		nested_program(n, table, page, NESTED_PAGES);
}

static void attach(const struct nested *n)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(toys) && n->handle; i++) {
		if (toys[i].smmu == n->smmu && rnd(2))
			noted(sys_attach(toys[i].smmu, toys[i].sid, n->handle));
	}
}

static void step_lend(void)
{
	struct nested *n = some_nested();

	if (!n->handle && noted(nested_alloc(n, rnd(WORLD_NODES))) < 0)
		n->handle = 0;
	did.lent += n->handle > 0;
	program(n);
	attach(n);
}

static void step_take(void)
{
	struct nested *n = some_nested();

	if (n->handle && !noted(sys_free_nested(n->handle)))
		n->handle = 0;
}

static void step_program(void)
{
	program(some_nested());
}

static void step_scribble(void)
{
	const struct nested *n = some_nested();

	if (n->handle)
		nested_scribble(n);
}

static void step_attach_nested(void)
{
	attach(some_nested());
}

static void step_attach(void)
{
	unsigned int toy = rnd(ARRAY_SIZE(toys));

	if (rnd(4))
		noted(sys_attach(toys[toy].smmu, toys[toy].sid, rnd(NR_HANDLES)));
	else
		noted(sys_detach(toys[toy].smmu, toys[toy].sid));
}

static void step_free(void)
{
	u64 handle = 1 + rnd(NR_HANDLES - 1), n = rnd(4);

	while (n-- && noted(sys_free_domain(handle)) > 0)
		;
}

static void step_donate(void)
{
	u64 phys = some_page();

	switch (rnd(5)) {
	case 0:
		noted(shim_host_donate_guest(phys));
		break;
	case 1:
		shim_guest_share_host(phys);
		break;
	case 2:
		noted(shim_guest_unshare_host(phys));
		break;
	case 3:
		shim_guest_reclaim(phys);
		break;
	default:
		if (!noted(__pkvm_host_donate_hyp(hyp_phys_to_pfn(phys), 1)))
			assert_int_equal(__pkvm_hyp_donate_host(hyp_phys_to_pfn(phys), 1), 0);
	}
}

static void step_break(void)
{
	unsigned int node = rnd(WORLD_NODES), inst = rnd(world_instances(node));

	if (rnd(2))
		world_stick(node, inst, 1 + rnd(4));
	else
		world_lose_writes(node, inst, 1 + rnd(12), rnd(3) ? 0 : rnd(4));
}

static void mend(void)
{
	unsigned int node, inst;

	for (node = 0; node < WORLD_NODES; node++) {
		for (inst = 0; inst < world_instances(node); inst++) {
			world_stick(node, inst, 0);
			world_lose_writes(node, inst, 0, 0);
		}
	}
}

/* False: EL2 can't confirm that streams fault. The host does not run again. */
static bool suspend(bool system)
{
	s64 ret;

	world_lose_power();
	if (pkvm_iommu_resume(system)) {
		did.reset++;
		return false;
	}
	did.resumed++;
	ret = sys_query(PKVM_IOMMU_QUERY_RESTORES, 0);
	did.closed += ret < 0;
	return true;
}

static bool step_suspend(void)
{
	unsigned int node = rnd(WORLD_NODES), inst = rnd(world_instances(node));

	/* The many writes of a restore: any of them. */
	if (rnd(2))
		world_lose_writes(node, inst, 1 + rnd(400), 0);
	else if (rnd(2))
		world_stick(node, inst, 1 + rnd(3));
	if (!suspend(rnd(2)))
		return false;
	mend();
	return true;
}

static void access(struct world_access *a)
{
	a->tbu = rnd(32);
	a->write = rnd(2);
	world_dma(a);
	did.accesses += a->ok;
	if (a->ok && !host_reaches(a->pa))
		fail_msg("DMA went through to %#llx", (u64)a->pa);
}

/* Devices fill the TLBs. */
static void traffic(void)
{
	unsigned int i;

	for (i = 0; i < 12; i++) {
		const struct orin_row *r = &orin_rows[rnd(NR_ORIN_ROWS)];
		struct world_access a = {
			.node = r->smmu, .client = r->client, .sid = r->sid,
			.addr = rnd(2) ? some_iova() : some_page(),
		};

		access(&a);
	}
	for (i = 0; i < 4 * ARRAY_SIZE(toys); i++) {
		struct world_access a = {
			.node = toys[i / 4].smmu, .client = WORLD_NO_CLIENT, .sid = toys[i / 4].sid,
			.addr = some_iova(),
		};

		access(&a);
	}
}

static void (* const steps[])(void) = {
	step_alloc, step_map, step_map, step_map, step_unmap, step_unmap, step_attach,
	step_attach, step_attach, step_free, step_donate, step_donate, step_donate, step_break,
	step_lend, step_lend, step_take, step_program, step_program, step_scribble, step_scribble,
	step_attach_nested, step_attach_nested,
};

static void free_all(u64 handle)
{
	s64 ret = sys_free_domain(handle);

	if (ret == -ENOENT)
		return;
	while (ret > 0)
		ret = sys_free_domain(handle);
	assert_int_equal(ret, 0);
}

/* Nothing stays attached, allocated or pinned. */
static void everything_is_released(void)
{
	unsigned int i;

	mend();
	assert_true(suspend(true));
	check_reach();
	for (i = 0; i < ARRAY_SIZE(toys); i++)
		assert_int_equal(sys_detach(toys[i].smmu, toys[i].sid), 0);
	for (i = 1; i < PKVM_IOMMU_MAX_DOMAINS; i++)
		free_all(i);
	for (i = 0; i < ARRAY_SIZE(nested); i++)
		assert_true(!nested[i].handle || !sys_free_nested(nested[i].handle));
	for (i = 0; i < WORLD_NODES; i++)
		assert_int_equal(sys_query(PKVM_IOMMU_QUERY_LENT, i), 0);
	for (i = 0; i < NR_PAGES; i++)
		assert_int_equal(hyp_phys_to_page(page_phys(i))->dma_pins, 0);
	check_reach();
}

/* From the state that firmware leaves, after a reset too. */
static void boot(void)
{
	did.lost += world_lost();
	did.stuck += world_stuck();
	system_start(NUM_CB, rnd(BIT(31)));
	memset(nested, 0, sizeof(nested));
}

static void run(u64 seed, u64 nr_steps)
{
	u64 i;

	printf("# SEED=%llu STEPS=%llu\n", seed, nr_steps);
	fflush(stdout);
	seed_rng(seed);
	boot();
	for (i = 0; i < nr_steps; i++) {
		traffic();
		if (rnd(24))
			steps[rnd(ARRAY_SIZE(steps))]();
		else if (!step_suspend())
			boot();
		check_reach();
	}
	everything_is_released();
}

static void any_sequence_on_failing_hardware(void **state)
{
	u64 seed = env_number("SEED", 0), nr = env_number("STEPS", 250), i;

	if (seed) {
		run(seed, nr);
		return;
	}
	for (i = 0; i < NR_SEQUENCES; i++)
		run((u64)time(NULL) * 16 + i, nr);
	printf("# %lu writes lost, %lu syncs stuck, %lu calls refused, %lu accesses\n", did.lost,
	       did.stuck, did.refused, did.accesses);
	printf("# %lu resumes, %lu of them closed, %lu resets, %u pages seen\n", did.resumed,
	       did.closed, did.reset, views);
	assert_true(did.lost > 10 && did.stuck > 10 && did.refused > 100 && did.accesses > 1000);
	printf("# %lu banks lent\n", did.lent);
	assert_true(did.lent > 100);
	assert_true(did.resumed > 10 && views > 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_sequence_on_failing_hardware),
	};

	return cmocka_run_group_tests_name("system_adversity", tests, NULL, NULL);
}
