// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows of nested domains: EL2 lends the host the register page of a context bank, and that
 * page alone. Without protection there is no such page: only one boot has these rows.
 */
#include "dma_rows.h"
#include "nested.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* EL2 keeps ACTLR as it was, whatever is written to it. */
static bool keeps_actlr(uint64_t smmu, uint32_t bits)
{
	uint32_t was, now;

	if (!reg_read(smmu + lent_page() + CB_ACTLR, &was))
		return false;
	reg_write(smmu + lent_page() + CB_ACTLR, bits);
	return reg_read(smmu + lent_page() + CB_ACTLR, &now) && now == was &&
	       !(now & CB_ACTLR_CPRE);
}

static void row_prefetch(void)
{
	bool right = paging_with_host_pages() && lent_find();

	for (unsigned int i = 0; i < DMA_INSTANCES && right; i++)
		right = keeps_actlr(lent_instances[i], CB_ACTLR_CPRE) &&
			keeps_actlr(lent_instances[i], ~0U);
	right = right && dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER);
	tap_ok(right, "nested-cpre", "the host turns prefetch on in a lent bank => %s",
	       right ? "no effect" : "WRONG");
	dma_domain(ATT_DOMAIN_DEFAULT);
}

/* Banks whose page the host can read on an instance; one it can't read it can't write. */
static int readable_banks(uint64_t smmu)
{
	uint32_t val;
	int n = 0;

	for (unsigned int bank = 0; bank < NR_BANKS; bank++) {
		uint64_t page = smmu + SMMU_CB(bank);

		if (reg_read(page, &val))
			n++;
		else if (reg_write(page, 0) || reg_read(page + LENT_SIZE - 4, &val))
			return -1;
	}
	return n;
}

static bool only_lent_pages_pass(long lent)
{
	for (unsigned int i = 0; i < DMA_INSTANCES; i++) {
		int n = readable_banks(lent_instances[i]);

		tap_note("%d pages can be accessed, %ld banks are lent", n, lent);
		if (n != lent)
			return false;
	}
	return true;
}

static bool page_passes(uint64_t offset)
{
	uint32_t val;
	bool any = false;

	for (unsigned int i = 0; i < DMA_INSTANCES; i++)
		any |= reg_read(lent_instances[i] + offset, &val) ||
		       reg_write(lent_instances[i] + offset, 0);
	return any;
}

/* The bank is lent as long as there is the domain; the page before it and after it never. */
static void row_pages(void)
{
	uint64_t page;
	long lent;
	bool right;

	right = paging_with_host_pages() && lent_find();
	lent = banks_lent();
	page = lent_page();
	right = right && lent > 0 && page_passes(page) && only_lent_pages_pass(lent);
	dma_domain(ATT_DOMAIN_DEFAULT);
	right = right && banks_lent() == lent - 1 && !page_passes(page);
	tap_ok(right, "nested-pages",
	       "the host accesses the pages of all banks, lent or not => %s",
	       right ? "only lent ones pass" : "WRONG");
}

static void row_calls(void)
{
	bool right = paging_with_host_pages();
	uint64_t dom = dma_domain_handle(), own = host_pa(HOST_SOURCE);
	uint64_t smmu = (dom - NESTED_FIRST) / NR_BANKS;
	const struct nested_try tries[] = {
		{ ATT_MAP, { dom, IOVA_GUEST, own, 1, 1 } },
		{ ATT_UNMAP, { dom, IOVA_SOURCE, 1 } },
		{ ATT_IOVA_TO_PHYS, { dom, IOVA_SOURCE } },
		{ ATT_TOPUP, { dom, own / GUEST_PAGE } },
		{ ATT_FREE_DOMAIN, { dom } },
		{ ATT_FREE_NESTED, { dom } },		/* in use */
		{ ATT_FREE_NESTED, { 0 } },
		{ ATT_FREE_NESTED, { NESTED_FIRST + smmu * NR_BANKS } },	/* bank 0 */
		{ ATT_FREE_NESTED, { NESTED_FIRST + 4 * NR_BANKS } },
		{ ATT_FREE_NESTED, { ~0ULL } },
		{ ATT_ALLOC_NESTED, { 4 } },
		{ ATT_ALLOC_NESTED, { ~0ULL } },
		{ ATT_ATTACH, { smmu, DMA_SID, NESTED_FIRST + smmu * NR_BANKS } },
		{ ATT_ATTACH, { smmu, DMA_SID, NESTED_FIRST + 4 * NR_BANKS } },
		{ ATT_ATTACH, { 0, NISO1_STREAM, dom } },	/* another SMMU's stream */
	};

	row_nested_calls(right, tries, ARRAY_SIZE(tries));
}

void rows_nested(struct vm *vm)
{
	row_nested_kind();
	row_prefetch();
	row_pages();
	row_calls();
	rows_nested_dma(vm);
}
