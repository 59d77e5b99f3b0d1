// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows of raw hypercalls that EL2 must refuse. Without protection there are no such
 * calls: only one boot has these rows.
 */
#include <errno.h>
#include <stdio.h>

#include "dma_rows.h"

struct try {
	enum att_call_name call;
	uint64_t args[6];
	const char *why;
};

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static bool is_refused(const struct try *t)
{
	int64_t ret = hypercall(t->call, t->args);

	if (ret < 0 && ret != -ENOTTY)
		return true;
	tap_note("not refused, %lld: %s", (long long)ret, t->why);
	return false;
}

static bool all_refused(const struct try *tries, unsigned int n)
{
	bool all = true;

	for (unsigned int i = 0; i < n; i++)
		all &= is_refused(&tries[i]);
	return all;
}

static void row_setup(void)
{
	static const struct try tries[] = SETUP_TRIES;

	bool right = all_refused(tries, ARRAY_SIZE(tries));

	tap_ok(right, "calls-setup", "set-up calls after finalisation => %s",
	       right ? "refused" : "ACCEPTED");
}

static int find_smmu(unsigned int *nr_accepted)
{
	int found = -1;

	*nr_accepted = 0;
	for (uint64_t smmu = 0; smmu < 4; smmu++) {
		const uint64_t args[6] = { smmu, OTHER_STREAM, 0 };

		if (hypercall(ATT_ATTACH, args) < 0)
			continue;
		found = smmu;
		(*nr_accepted)++;
	}
	return found;
}

static void row_attach(void)
{
	unsigned int nr_accepted;
	int smmu = find_smmu(&nr_accepted);
	bool right;
	const struct try tries[] = ATTACH_TRIES(smmu);

	tap_note("stream %#x was accepted by %u SMMU(s), number %d",
		 OTHER_STREAM, nr_accepted, smmu);
	right = all_refused(tries, ARRAY_SIZE(tries)) && nr_accepted == 1;
	tap_ok(right, "calls-attach",
	       "attach an unknown stream, or a stream of another SMMU => %s",
	       right ? "refused" : "WRONG");
	/* The kernel's calls restore the attachment that the raw attach has changed. */
	dma_domain(ATT_DOMAIN_BLOCKED);
	dma_domain(ATT_DOMAIN_DEFAULT);
}

/* Control: valid calls succeed, so the calls below are refused for their arguments. */
static bool right_calls_work(uint64_t dom, uint64_t own)
{
	const uint64_t map[6] = { dom, IOVA_GUEST, own, 1, 1 };
	const uint64_t unmap[6] = { dom, IOVA_GUEST, 1 };

	return hypercall(ATT_MAP, map) == 1 && hypercall(ATT_UNMAP, unmap) == 1;
}

static void row_map_calls(struct vm *vm)
{
	uint64_t guest = draw_secret(vm, PAGE_READ), own = host_pa(HOST_SOURCE);
	bool right = paging_with_host_pages();
	uint64_t dom = dma_domain_handle();
	const struct try tries[] = {
		{ ATT_MAP, { 0, IOVA_GUEST, own, 1, 1 }, "map in the identity domain" },
		{ ATT_MAP, { 255, IOVA_GUEST, own, 1, 1 }, "map in a domain that doesn't exist" },
		{ ATT_MAP, { ~0ULL, IOVA_GUEST, own, 1, 1 }, "map in domain -1" },
		{ ATT_MAP, { dom, IOVA_GUEST, guest, 1, 1 }, "map of a guest's page" },
		{ ATT_MAP, { dom, IOVA_GUEST, el2_memory(), 1, 1 }, "map of EL2's page" },
		{ ATT_MAP, { dom, IOVA_GUEST, OWNED_REGS, 1, 1 }, "map of registers" },
		{ ATT_MAP, { dom, IOVA_GUEST, own + 8, 1, 1 }, "map of a misaligned page" },
		{ ATT_MAP, { dom, IOVA_GUEST + 8, own, 1, 1 }, "map at a misaligned address" },
		{ ATT_MAP, { dom, IOVA_SOURCE, own, 1, 1 }, "map over a mapping" },
		{ ATT_MAP, { dom, IOVA_GUEST, own, 0, 1 }, "map of 0 pages" },
		{ ATT_MAP, { dom, IOVA_GUEST, own, 1, 0 }, "map without permissions" },
		{ ATT_MAP, { dom, IOVA_GUEST, own, 1, 8 }, "map with an unknown permission" },
		{ ATT_MAP, { dom, INPUT_END, own, 1, 1 }, "map beyond the last input address" },
		{ ATT_MAP, { dom, ~0xfffULL, own, 1, 1 }, "map at an address that wraps" },
		{ ATT_MAP, { dom, IOVA_GUEST, ~0xfffULL, 2, 1 }, "map of a range that wraps" },
		{ ATT_MAP, { dom, IOVA_GUEST, own | INPUT_END, 1, 1 }, "map of no memory" },
		{ ATT_UNMAP, { 0, own, 1 }, "unmap in the identity domain" },
		{ ATT_UNMAP, { ~0ULL, own, 1 }, "unmap in domain -1" },
		{ ATT_FREE_DOMAIN, { 0 }, "free of the identity domain" },
		{ ATT_FREE_DOMAIN, { dom }, "free of a domain in use" },
		{ ATT_FREE_DOMAIN, { ~0ULL }, "free of domain -1" },
		{ ATT_ALLOC_DOMAIN, { guest / GUEST_PAGE }, "a domain on a guest's page" },
		{ ATT_ALLOC_DOMAIN, { OWNED_REGS / GUEST_PAGE }, "a domain on registers" },
		{ ATT_ALLOC_DOMAIN, { own / GUEST_PAGE }, "a domain on a page that is mapped" },
		{ ATT_ALLOC_DOMAIN, { ~0ULL }, "a domain on page -1" },
		{ ATT_TOPUP, { dom, guest / GUEST_PAGE }, "table memory that is a guest's" },
		{ ATT_TOPUP, { dom, own / GUEST_PAGE }, "table memory that is mapped" },
		{ ATT_TOPUP, { dom, ~0ULL }, "table memory at page -1" },
		{ ATT_GET_FAULT, { 4 }, "faults of an unknown SMMU" },
		{ ATT_QUERY, { 1000 }, "an unknown query" },
	};

	right = right && right_calls_work(dom, own);
	right = all_refused(tries, ARRAY_SIZE(tries)) && right;
	right = right && right_calls_work(dom, own) && !vm_do(vm, GUEST_CHANGED, PAGE_READ, 0) &&
		dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER);
	tap_note("the attacker's domain is %d", (int)dom);
	tap_ok(right, "calls-map",
	       "map, unmap, alloc, free with invalid or foreign arguments => %s",
	       right ? "refused" : "WRONG");
	dma_domain(ATT_DOMAIN_DEFAULT);
}

void rows_calls(struct vm *vm)
{
	row_setup();
	row_attach();
	/* The handle of a nested domain is refused in all of them: rows_nested.c. */
	if (!nested)
		row_map_calls(vm);
}
