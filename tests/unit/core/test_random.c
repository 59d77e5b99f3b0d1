// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random sequences of all operations of a host and a guest, with SMMUs that fail now
 * and then. Checks the invariants after each step, and compares each result with a
 * simple model of page owners and mappings.
 *
 * SEED=<number> runs one sequence again; STEPS=<number> makes it longer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "setup.h"

#define NR_PAGES	96	/* host pages that the sequence uses */
#define NR_IOVAS	40
#define NR_HANDLES	6

/* The expected state after the calls so far. */
static struct {
	enum { HOST, GUEST, GUEST_SHARED, HYP, TABLE } owner[NR_PAGES];
	unsigned int pins[NR_PAGES];
	bool live[NR_HANDLES];
	int map[NR_HANDLES][NR_IOVAS];	/* page number, or -1 */
	bool limbo[NR_HANDLES][NR_IOVAS];	/* an unmap was not confirmed */
} account;

static u64 rng;
static bool smmus_fail;

static u64 rnd(u64 n)
{
	rng ^= rng << 13;
	rng ^= rng >> 7;
	rng ^= rng << 17;
	return rng % n;
}

static u64 iova_of(unsigned int i)
{
	return SZ_2M - 10 * PAGE_SIZE + i * PAGE_SIZE;	/* across two tables */
}

static bool reachable(unsigned int page)
{
	return account.owner[page] == HOST || account.owner[page] == GUEST_SHARED;
}

static void step_donate(void)
{
	unsigned int page = rnd(NR_PAGES);
	bool to_hyp = rnd(2);
	u64 phys = HOST_PAGE(page);
	int ret = to_hyp ? __pkvm_host_donate_hyp(hyp_phys_to_pfn(phys), 1) :
			   shim_host_donate_guest(phys);

	if (account.owner[page] != HOST)
		assert_int_equal(ret, -EPERM);
	else if (account.pins[page])
		assert_int_equal(ret, -EBUSY);
	else if (ret)
		assert_true(smmus_fail && ret == -ETIMEDOUT);
	else
		account.owner[page] = to_hyp ? HYP : GUEST;
}

static void step_return(void)
{
	unsigned int page = rnd(NR_PAGES);
	u64 phys = HOST_PAGE(page);

	switch (account.owner[page]) {
	case HYP:
		assert_int_equal(__pkvm_hyp_donate_host(hyp_phys_to_pfn(phys), 1), 0);
		account.owner[page] = HOST;
		break;
	case GUEST:
		if (rnd(2)) {
			assert_int_equal(shim_guest_share_host(phys), 0);
			account.owner[page] = GUEST_SHARED;
			break;
		}
		fallthrough;
	case GUEST_SHARED:
		assert_int_equal(shim_guest_reclaim(phys), 0);
		account.owner[page] = HOST;
		break;
	default:
		break;
	}
}

static void step_unshare(void)
{
	unsigned int page = rnd(NR_PAGES);
	int ret = shim_guest_unshare_host(HOST_PAGE(page));

	if (account.owner[page] != GUEST_SHARED)
		assert_int_equal(ret, account.owner[page] == GUEST ? -EPERM : -ENOENT);
	else if (account.pins[page])
		assert_int_equal(ret, -EBUSY);
	else if (ret)
		assert_true(smmus_fail && ret == -ETIMEDOUT);
	else
		account.owner[page] = GUEST;
}

static void step_alloc(void)
{
	unsigned int page = rnd(NR_PAGES - 1);
	s64 ret = __pkvm_iommu_alloc_domain(hyp_phys_to_pfn(HOST_PAGE(page)));

	if (ret < 0) {
		bool free = account.owner[page] == HOST && account.owner[page + 1] == HOST &&
			    !account.pins[page] && !account.pins[page + 1];

		assert_true(!free || (smmus_fail && ret == -ETIMEDOUT));
		return;
	}
	account.owner[page] = TABLE;
	account.owner[page + 1] = TABLE;
	if (ret >= NR_HANDLES) {	/* more than the sequence tracks */
		while (ret < PKVM_IOMMU_MAX_DOMAINS && __pkvm_iommu_free_domain(ret) > 0)
			;
		account.owner[page] = HOST;
		account.owner[page + 1] = HOST;
		return;
	}
	account.live[ret] = true;
	memset(account.map[ret], 0xff, sizeof(account.map[ret]));
	memset(account.limbo[ret], 0, sizeof(account.limbo[ret]));
}

static void unaccount_map(unsigned int handle)
{
	unsigned int i;

	for (i = 0; i < NR_IOVAS; i++)
		if (account.map[handle][i] >= 0)
			account.pins[account.map[handle][i]]--;
	account.live[handle] = false;
}

static void step_free(void)
{
	unsigned int handle = rnd(NR_HANDLES);
	s64 ret = __pkvm_iommu_free_domain(handle);

	if (!account.live[handle]) {
		assert_int_equal(ret, -ENOENT);
		return;
	}
	if (ret < 0) {
		assert_true(ret == -EBUSY || (smmus_fail && ret == -ETIMEDOUT));
		return;
	}
	unaccount_map(handle);
	for (; ret > 0; ret = __pkvm_iommu_free_domain(handle)) {
		u64 page = (hyp_pfn_to_phys(ret) - HOST_PAGE(0)) >> PAGE_SHIFT;

		assert_true(page < NR_PAGES && account.owner[page] == TABLE);
		account.owner[page] = HOST;
	}
	assert_int_equal(ret, 0);
}

static bool topup(unsigned int handle, u64 need)
{
	unsigned int tries;

	for (tries = 0; need && tries < 40; tries++) {
		unsigned int page = rnd(NR_PAGES);

		if (!__pkvm_iommu_topup(handle, hyp_phys_to_pfn(HOST_PAGE(page)))) {
			assert_int_equal(account.owner[page], HOST);
			assert_int_equal(account.pins[page], 0);
			account.owner[page] = TABLE;
			need--;
		}
	}
	return !need;
}

static void account_mapped(unsigned int handle, unsigned int i, unsigned int page, u64 nr)
{
	for (; nr; nr--, i++, page++) {
		assert_true(account.map[handle][i] < 0 && reachable(page));
		account.map[handle][i] = page;
		account.pins[page]++;
	}
}

static void step_map(void)
{
	unsigned int handle = rnd(NR_HANDLES), nr = 1 + rnd(4);
	unsigned int i = rnd(NR_IOVAS - nr), page = rnd(NR_PAGES - nr);
	u64 need, prot = 1 + rnd(7);
	s64 ret;

	ret = __pkvm_iommu_map(handle, iova_of(i), HOST_PAGE(page), nr, prot, &need);
	if (ret == -ENOMEM && topup(handle, need))
		ret = __pkvm_iommu_map(handle, iova_of(i), HOST_PAGE(page), nr, prot, &need);
	if (ret > 0)
		account_mapped(handle, i, page, ret);
	else if (ret == -ENOENT)
		assert_false(account.live[handle]);
	else
		assert_true(ret == -EPERM || ret == -EEXIST || ret == -EINVAL || ret == -ENOMEM);
}

static void step_unmap(void)
{
	unsigned int handle = rnd(NR_HANDLES), nr = 1 + rnd(6), i = rnd(NR_IOVAS - nr);
	s64 j, ret = __pkvm_iommu_unmap(handle, iova_of(i), nr);

	if (ret == -ETIMEDOUT) {
		/* Invalid, but still pinned and not free for another page: not confirmed. */
		assert_true(smmus_fail);
		for (j = 0; j < nr && account.map[handle][i + j] >= 0; j++) {
			if (__pkvm_iommu_iova_to_phys(handle, iova_of(i + j)) != -ENOENT)
				break;
			account.limbo[handle][i + j] = true;
		}
		return;
	}
	for (j = 0; j < ret; j++) {
		assert_true(account.map[handle][i + j] >= 0);
		account.pins[account.map[handle][i + j]]--;
		account.map[handle][i + j] = -1;
		account.limbo[handle][i + j] = false;
	}
}

static void step_attach(void)
{
	unsigned int smmu = rnd(3), sid = rnd(5);
	int ret = rnd(4) ? __pkvm_iommu_attach(smmu, sid, rnd(NR_HANDLES)) :
			   __pkvm_iommu_detach(smmu, sid);

	if (smmu == 2 || !sid || sid == 4)
		assert_true(ret < 0);
}

static void step_dma(void)
{
	unsigned int smmu = rnd(2), sid = 1 + rnd(3);

	fake_dma(smmu, sid, rnd(2) ? iova_of(rnd(NR_IOVAS)) : HOST_PAGE(rnd(NR_PAGES)));
}

static void step_fail(void)
{
	static const enum fake_op ops[] = { FAKE_INVAL, FAKE_CTX_FREE, FAKE_CTX_ALLOC };

	if (!smmus_fail)
		return;
	if (rnd(4))
		fake_fail(ops[rnd(3)], 1 + rnd(3), -ETIMEDOUT, false);
	else	/* twice in a row: the stream is stuck, until the next failure ends */
		fake_fail(FAKE_STREAM_SET, 1 + rnd(2), -EIO, rnd(2));
}

static void (* const steps[])(void) = {
	step_donate, step_return, step_unshare, step_alloc, step_free, step_map, step_map,
	step_map, step_unmap, step_unmap, step_attach, step_attach, step_dma, step_dma, step_fail,
};

static void check_account(void)
{
	unsigned int i, h;

	for (i = 0; i < NR_PAGES; i++) {
		if (hyp_phys_to_page(HOST_PAGE(i))->dma_pins != account.pins[i])
			fail_msg("page %u: %u pins, not %u", i,
				 hyp_phys_to_page(HOST_PAGE(i))->dma_pins, account.pins[i]);
		assert_int_equal(get_host_state(hyp_phys_to_page(HOST_PAGE(i))) != PKVM_NOPAGE,
				 reachable(i));
	}
	for (h = 1; h < NR_HANDLES; h++) {
		for (i = 0; account.live[h] && i < NR_IOVAS; i++) {
			s64 phys = __pkvm_iommu_iova_to_phys(h, iova_of(i));

			assert_int_equal(phys, account.map[h][i] < 0 || account.limbo[h][i] ?
					 -ENOENT : (s64)HOST_PAGE(account.map[h][i]));
		}
	}
}

static void run(u64 seed, bool fail, unsigned int nr_steps)
{
	unsigned int i;

	printf("# seed %llu\n", seed);
	rng = seed * 2 + 1;
	smmus_fail = fail;
	active_system(NULL);
	memset(&account, 0, sizeof(account));
	for (i = 0; i < nr_steps; i++) {
		steps[rnd(ARRAY_SIZE(steps))]();
		check_account();
		if (i % 8 == 0)
			check_invariants();
	}
	check_invariants();
}

static void random_sequences(bool fail)
{
	const char *seed = getenv("SEED"), *nr = getenv("STEPS");
	unsigned int i, nr_steps = nr ? strtoul(nr, NULL, 0) : 400;

	if (seed)
		run(strtoull(seed, NULL, 0), fail, nr_steps);
	for (i = 0; !seed && i < 6; i++)
		run((u64)time(NULL) * 10 + i, fail, nr_steps);
}

static void sequences_on_sound_smmus(void **state)
{
	random_sequences(false);
}

static void sequences_on_failing_smmus(void **state)
{
	random_sequences(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sequences_on_sound_smmus),
		cmocka_unit_test(sequences_on_failing_smmus),
	};

	return cmocka_run_group_tests_name("core_random", tests, NULL, NULL);
}
