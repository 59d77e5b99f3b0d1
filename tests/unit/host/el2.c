// SPDX-License-Identifier: GPL-2.0-only
/* The driver's hypercalls on the core of EL2: see el2.h. */
#include <string.h>

#include "../core/setup.h"
#include "el2.h"
#include "hooks.h"

#define FIRST_PAGE	64
#define NR_PAGES	1024

static bool used[NR_PAGES];
static unsigned long now;
static bool wants_page;

bool (*el2_on_call)(const char *call, const u64 *args, s64 *ret, u64 *x2);

static const enum fake_op ops[] = {
	[EL2_STREAM_SET] = FAKE_STREAM_SET, [EL2_CTX_FREE] = FAKE_CTX_FREE,
	[EL2_CTX_ALLOC] = FAKE_CTX_ALLOC, [EL2_INVAL] = FAKE_INVAL,
};

void el2_start(void)
{
	active_system(NULL);
	memset(used, 0, sizeof(used));
	wants_page = false;
	el2_on_call = NULL;
}

void el2_want_page(void)
{
	wants_page = true;
}

void el2_fail(enum el2_op op, int err, bool all)
{
	fake_fail(ops[op], 1, err, all);
}

unsigned int el2_calls(enum el2_op op)
{
	return fake_calls(ops[op]);
}

int el2_domain_of(unsigned int smmu, unsigned int sid)
{
	return pkvm_iommu_topology->smmus[smmu]->streams[sid - 1].domain;
}

bool el2_dma(unsigned int smmu, unsigned int sid, u64 iova, u64 *phys)
{
	*phys = fake_dma(smmu, sid, iova);
	return *phys != FAKE_FAULT;
}

unsigned int el2_pins(u64 phys)
{
	return hyp_phys_to_page(phys)->dma_pins;
}

void el2_lose(void)
{
	fake_lose_power();
	fake_fail(FAKE_CLOSE, 1, -EIO, true);
	assert_int_not_equal(pkvm_iommu_resume(true), 0);
}

unsigned int el2_free_pages(void)
{
	unsigned int i, nr = 0;

	for (i = 0; i < NR_PAGES; i++)
		nr += !used[i];
	return nr;
}

static bool is_free(unsigned int at, unsigned int nr)
{
	while (nr--) {
		if (used[at + nr])
			return false;
	}
	return true;
}

struct page *host_alloc_pages(unsigned int nr)
{
	unsigned int i;

	for (i = 0; i + nr <= NR_PAGES; i++) {
		if (!is_free(i, nr))
			continue;
		memset(&used[i], true, nr);
		return (struct page *)(uintptr_t)hyp_phys_to_pfn(HOST_PAGE(FIRST_PAGE + i));
	}
	return NULL;
}

/* A page that the host does not own must never be free. */
void host_free_pages(struct page *page, unsigned int nr)
{
	u64 phys = hyp_pfn_to_phys((uintptr_t)page);
	unsigned int i = (phys - HOST_PAGE(FIRST_PAGE)) >> PAGE_SHIFT;

	for (; nr--; i++, phys += PAGE_SIZE) {
		assert_true(i < NR_PAGES && used[i]);
		assert_int_equal(get_host_state(hyp_phys_to_page(phys)), PKVM_PAGE_OWNED);
		used[i] = false;
	}
}

unsigned long host_jiffies(void)
{
	return now++;
}

static bool is(const char *name, const char *call)
{
	return !strcmp(name + strlen("__pkvm_iommu_"), call);
}

/* EL2's fake SMMUs have an entry for each stream: they never need a page. */
static s64 stream_page(u64 handle, u64 pfn)
{
	if (handle != (u64)PKVM_IOMMU_STREAMS(0) || !wants_page)
		return -EEXIST;
	wants_page = false;
	return __pkvm_host_donate_hyp(pfn, 1);
}

s64 host_hvc(const char *name, struct pkvm_iommu_res *res, const u64 *a)
{
	struct pkvm_iommu_res none;
	s64 ret;

	res = res ? res : &none;
	*res = (struct pkvm_iommu_res){};
	if (el2_on_call && el2_on_call(name + strlen("__pkvm_iommu_"), a, &ret, &res->x2))
		return ret;
	if (is(name, "alloc_domain"))
		return __pkvm_iommu_alloc_domain(a[0]);
	if (is(name, "free_domain"))
		return __pkvm_iommu_free_domain(a[0]);
	if (is(name, "topup") && a[0] >= (u64)PKVM_IOMMU_STREAMS(0))
		return stream_page(a[0], a[1]);
	if (wants_page && (is(name, "attach") || is(name, "detach")))
		return -ENOMEM;
	if (is(name, "topup"))
		return __pkvm_iommu_topup(a[0], a[1]);
	if (is(name, "alloc_nested"))
		return __pkvm_iommu_alloc_nested(a[0], a[1], &res->x2, &res->x3);
	if (is(name, "free_nested"))
		return __pkvm_iommu_free_nested(a[0]);
	if (is(name, "inval_nested"))
		return __pkvm_iommu_inval_nested(a[0], a[1], a[2], a[3]);
	if (is(name, "attach"))
		return __pkvm_iommu_attach(a[0], a[1], a[2]);
	if (is(name, "detach"))
		return __pkvm_iommu_detach(a[0], a[1]);
	if (is(name, "map"))
		return __pkvm_iommu_map(a[0], a[1], a[2], a[3], a[4], &res->x2);
	if (is(name, "unmap"))
		return __pkvm_iommu_unmap(a[0], a[1], a[2]);
	if (is(name, "iova_to_phys"))
		return __pkvm_iommu_iova_to_phys(a[0], a[1]);
	fail_msg("unknown call %s", name);
	return -EINVAL;
}
