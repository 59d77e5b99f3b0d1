// SPDX-License-Identifier: GPL-2.0-only
/* Calls and their expected results: see account.h. */
#include "account.h"

struct account account;

/* Makes @call; true if no sync of an SMMU got stuck during it. */
#define SOUND(call)							\
	({								\
		u64 _before = world_stuck();				\
									\
		call;							\
		world_stuck() == _before;				\
	})

void account_start(unsigned int num_cb, u32 leftovers)
{
	system_start(num_cb, leftovers);
	account_open(num_cb);
}

void account_open(unsigned int num_cb)
{
	unsigned int n, sid, i;

	memset(&account, 0, sizeof(account));
	account.num_cb = num_cb;
	for (n = 0; n < WORLD_NODES; n++)
		for (sid = 0; sid < 128; sid++)
			account.stream[n][sid] = STREAM_NONE;
	for (i = 0; i < NR_ORIN_ROWS; i++)
		account.stream[orin_rows[i].smmu][orin_rows[i].sid] = 0;
}

static bool live(u64 handle)
{
	return handle && handle < PKVM_IOMMU_MAX_DOMAINS && account.domain[handle].live;
}

static bool may_leave(u64 phys, u64 nr)
{
	for (; nr; nr--, phys += PAGE_SIZE) {
		if (!host_reaches(phys) ||
		    get_host_state(hyp_phys_to_page(phys)) != PKVM_PAGE_OWNED ||
		    get_hyp_state(hyp_phys_to_page(phys)) != PKVM_NOPAGE)
			return false;
	}
	return true;
}

static bool pinned(u64 phys, u64 nr)
{
	for (; nr; nr--, phys += PAGE_SIZE)
		if (account.pins[page_nr(phys)])
			return true;
	return false;
}

static bool one_region(u64 phys, u64 nr)
{
	return page_nr(phys + (nr - 1) * PAGE_SIZE) - page_nr(phys) == nr - 1;
}

/* Can the host donate @nr pages from @pfn, which may have any value? */
static bool takeable(u64 pfn, u64 nr)
{
	return pfn < BIT(36) && one_region(hyp_pfn_to_phys(pfn), nr) &&
	       may_leave(hyp_pfn_to_phys(pfn), nr);
}

/* Checks @ret of a call that takes @nr pages from the host. */
static void leave_result(s64 ret, bool legal, u64 phys, u64 nr, bool sound)
{
	if (!legal)
		assert_true(ret < 0);
	else if (pinned(phys, nr))
		assert_int_equal(ret, -EBUSY);
	else
		assert_int_equal(min(ret, 0LL), sound ? 0 : -ETIMEDOUT);
	account.did.left += ret >= 0;
}

s64 do_alloc(u64 pfn)
{
	bool legal = takeable(pfn, 2), sound;
	s64 ret;

	sound = SOUND(ret = sys_alloc_domain(pfn));
	if (ret == -ENOSPC)
		return ret;
	leave_result(ret, legal, hyp_pfn_to_phys(pfn), 2, sound);
	if (ret < 0)
		return ret;
	assert_true(ret >= PKVM_IOMMU_DOMAIN_FIRST && ret < PKVM_IOMMU_MAX_DOMAINS);
	assert_false(account.domain[ret].live);
	memset(&account.domain[ret], 0, sizeof(account.domain[ret]));
	account.domain[ret].live = true;
	return ret;
}

s64 do_topup(u64 handle, u64 pfn)
{
	bool legal = takeable(pfn, 1), sound;
	s64 ret;

	sound = SOUND(ret = sys_topup(handle, pfn));
	if (!live(handle))
		assert_int_equal(ret, -ENOENT);
	else
		leave_result(ret, legal, hyp_pfn_to_phys(pfn), 1, sound);
	return ret;
}

static bool attached(u64 handle)
{
	unsigned int n, sid;

	for (n = 0; n < WORLD_NODES; n++)
		for (sid = 0; sid < 128; sid++)
			if (account.stream[n][sid] == (s64)handle)
				return true;
	return false;
}

static void drop_mappings(struct account_domain *d)
{
	while (d->nr)
		account.pins[page_nr(d->map[--d->nr].phys)]--;
	d->live = false;
}

static void check_returned(u64 phys)
{
	static const u8 zeroes[PAGE_SIZE];

	assert_true(host_reaches(phys));
	assert_memory_equal(shim_mem(phys), zeroes, PAGE_SIZE);
}

s64 do_free(u64 handle)
{
	struct account_domain *d;
	unsigned int steps;
	bool sound;
	s64 ret;

	sound = SOUND(ret = sys_free_domain(handle));
	if (!live(handle)) {
		assert_int_equal(ret, -ENOENT);
		return ret;
	}
	d = &account.domain[handle];
	if (ret < 0) {
		assert_int_equal(ret, sound ? -EBUSY : -ETIMEDOUT);
		assert_true(attached(handle) || !sound);
		return ret;
	}
	assert_false(attached(handle));
	drop_mappings(d);
	for (steps = 0; ret > 0; ret = sys_free_domain(handle)) {
		check_returned(hyp_pfn_to_phys(ret));
		assert_true(++steps < NR_PAGES);
	}
	assert_int_equal(ret, 0);
	return 0;
}

static bool known_stream(u64 smmu, u64 sid)
{
	return smmu < WORLD_NODES && sid < 128 && account.stream[smmu][sid] != STREAM_NONE;
}

/* Number of context banks of an SMMU that are allocated or may be leaked. */
static unsigned int banks_used(u64 smmu)
{
	unsigned int sid, other, nr = 1 + world_stuck();

	for (sid = 0; sid < 128; sid++) {
		s16 handle = account.stream[smmu][sid];

		for (other = 0; other < sid && account.stream[smmu][other] != handle; other++)
			;
		nr += handle > 0 && other == sid;
	}
	return nr;
}

static void doubt(s64 handle)
{
	if (handle > 0)
		account.domain[handle].doubt = true;
}

/* Not confirmed: the code says if the stream keeps its attachment, or is blocked. */
static void stream_in_doubt(u64 smmu, u64 sid, s64 to, s64 ret)
{
	s16 *at = &account.stream[smmu][sid];

	assert_true(ret == -ETIMEDOUT || ret == -EREMOTEIO);
	doubt(*at);
	doubt(to);
	if (ret == -EREMOTEIO)
		*at = STREAM_BLOCKED;
}

static s64 stream_result(u64 smmu, u64 sid, s64 to, bool sound, s64 ret)
{
	s64 old = account.stream[smmu][sid];

	if (!ret) {
		account.stream[smmu][sid] = to;
		account.did.attached += to > 0;
		if (!sound)
			doubt(old);
	} else if (ret == -ENOSPC) {
		assert_true(to > 0 && banks_used(smmu) >= account.num_cb);
	} else {
		assert_true(!sound);
		stream_in_doubt(smmu, sid, to, ret);
	}
	return ret;
}

s64 do_attach(u64 smmu, u64 sid, u64 handle)
{
	bool sound;
	s64 ret;

	sound = SOUND(ret = sys_attach(smmu, sid, handle));
	if (known_stream(smmu, sid) && (!handle || live(handle)))
		return stream_result(smmu, sid, handle, sound, ret);
	assert_true(ret < 0);
	return ret;
}

s64 do_detach(u64 smmu, u64 sid)
{
	bool sound;
	s64 ret;

	sound = SOUND(ret = sys_detach(smmu, sid));
	if (known_stream(smmu, sid))
		return stream_result(smmu, sid, STREAM_BLOCKED, sound, ret);
	assert_true(ret < 0);
	return ret;
}

static struct mapping *find(struct account_domain *d, u64 iova)
{
	unsigned int i;

	for (i = 0; i < d->nr; i++)
		if (d->map[i].iova == (iova & PAGE_MASK))
			return &d->map[i];
	return NULL;
}

static bool in_range(u64 addr, u64 nr)
{
	return PAGE_ALIGNED(addr) && nr && addr < BIT_ULL(39) &&
	       nr <= (BIT_ULL(39) - addr) >> PAGE_SHIFT;
}

/* Pages that one call handles: at most PKVM_IOMMU_MAX_BATCH, within one table. */
static u64 batch(u64 iova, u64 nr)
{
	return min(nr, min((SZ_2M - (iova & (SZ_2M - 1))) >> PAGE_SHIFT,
			   (u64)PKVM_IOMMU_MAX_BATCH));
}

static bool may_map(struct account_domain *d, u64 iova, u64 phys, u64 nr)
{
	u64 i;

	if (!one_region(phys, nr))
		return false;
	for (i = 0; i < nr; i++)
		if (!host_reaches(phys + i * PAGE_SIZE) || find(d, iova + i * PAGE_SIZE) ||
		    account.pins[page_nr(phys) + i] == U16_MAX)
			return false;
	return true;
}

static bool legal_map(u64 handle, u64 iova, u64 phys, u64 nr, u64 prot)
{
	return live(handle) && in_range(iova, nr) && in_range(phys, nr) &&
	       !(prot & ~(u64)PKVM_IOMMU_PROT_MASK) &&
	       (prot & (PKVM_IOMMU_PROT_READ | PKVM_IOMMU_PROT_WRITE)) &&
	       may_map(&account.domain[handle], iova, phys, batch(iova, nr));
}

s64 do_map(u64 handle, u64 iova, u64 phys, u64 nr, u64 prot, u64 *need)
{
	bool legal = legal_map(handle, iova, phys, nr, prot);
	struct account_domain *d = &account.domain[legal ? handle : 0];
	s64 i, ret = sys_map(handle, iova, phys, nr, prot, need);

	if (ret == -ENOMEM) {
		assert_true(live(handle) && *need && *need <= 2);
		return ret;
	}
	if (!legal) {
		assert_true(ret < 0);
		return ret;
	}
	assert_int_equal(ret, batch(iova, nr));
	account.did.mapped += ret;
	for (i = 0; i < ret; i++) {
		assert_true(d->nr < ACCOUNT_MAX_MAPPINGS);
		d->map[d->nr++] = (struct mapping) { iova + i * PAGE_SIZE, phys + i * PAGE_SIZE,
						     prot, false };
		account.pins[page_nr(phys) + i]++;
	}
	return ret;
}

/* Removed from the table; @confirmed: also from the TLBs. */
static void forget(struct account_domain *d, u64 iova, u64 nr, bool confirmed)
{
	for (; nr; nr--, iova += PAGE_SIZE) {
		struct mapping *m = find(d, iova);

		d->nr_limbo += !m->limbo;
		m->limbo = true;
		if (!confirmed)
			continue;
		account.pins[page_nr(m->phys)]--;
		d->nr_limbo--;
		*m = d->map[--d->nr];
	}
}

s64 do_unmap(u64 handle, u64 iova, u64 nr)
{
	struct account_domain *d;
	u64 expect = 0;
	bool sound;
	s64 ret;

	sound = SOUND(ret = sys_unmap(handle, iova, nr));
	if (!live(handle) || !in_range(iova, nr)) {
		assert_true(ret < 0);
		return ret;
	}
	d = &account.domain[handle];
	while (expect < batch(iova, nr) && find(d, iova + expect * PAGE_SIZE))
		expect++;
	if (ret == -ETIMEDOUT) {
		assert_false(sound);
		d->doubt = true;
	} else {
		assert_true(sound);
		assert_int_equal(ret, expect);
	}
	account.did.unmapped += expect;
	forget(d, iova, expect, ret >= 0);
	return ret;
}

s64 do_iova_to_phys(u64 handle, u64 iova)
{
	s64 ret = sys_iova_to_phys(handle, iova);
	struct mapping *m = live(handle) ? find(&account.domain[handle], iova) : NULL;

	if (m && !m->limbo && iova < BIT_ULL(39))
		assert_int_equal(ret, m->phys | offset_in_page(iova));
	else
		assert_true(ret < 0);
	return ret;
}

int do_donate_hyp(u64 phys, u64 nr)
{
	bool legal = takeable(hyp_phys_to_pfn(phys), nr), sound;
	int ret;

	sound = SOUND(ret = __pkvm_host_donate_hyp(hyp_phys_to_pfn(phys), nr));
	leave_result(ret, legal, phys, nr, sound);
	return ret;
}

int do_donate_guest(u64 phys)
{
	bool legal = host_reaches(phys) &&
		     get_host_state(hyp_phys_to_page(phys)) == PKVM_PAGE_OWNED;
	bool sound;
	int ret;

	sound = SOUND(ret = shim_host_donate_guest(phys));
	leave_result(ret, legal, phys, 1, sound);
	return ret;
}

int do_unshare_guest(u64 phys)
{
	bool legal = host_reaches(phys) &&
		     get_host_state(hyp_phys_to_page(phys)) == PKVM_PAGE_SHARED_BORROWED;
	bool sound;
	int ret;

	sound = SOUND(ret = shim_guest_unshare_host(phys));
	leave_result(ret, legal, phys, 1, sound);
	return ret;
}
