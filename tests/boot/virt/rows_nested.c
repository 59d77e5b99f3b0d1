// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows of nested domains on an SMMUv3: whatever the host's context descriptor (CD) and its
 * tables are, wherever they lie, and whatever the host forgets to invalidate, a device
 * reaches no page that is not the host's. Without protection there are no such domains: only
 * the boots with pkvm_iommu.domains=nested have these rows.
 */
#include <string.h>

#include "../dma_rows.h"
#include "../nested.h"
#include "own_domain.h"
#include "virt.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define GRANULE_4K	12
#define INVAL_ALL	(1u << 7)
#define GARBAGE_RUNS	10
#define CD0_IPS		(7UL << 32)
#define CD0_IPS_48	(5UL << 32)

static void end_row(const char *id, const char *title, bool right, const char *how)
{
	own_domain_end();
	tap_ok(right, id, "%s => %s", title, right ? how : "WRONG");
}

/* The host's CD, and a table of the host's: DMA arrives. */
static bool own_works(void)
{
	own_table(host_va(HOST_TABLES));
	own_cd(host_va(HOST_CD), host_pa(HOST_TABLES));
	return own_domain(host_pa(HOST_CD)) && own_arrives();
}

static void row_calls(void)
{
	bool right = paging_with_host_pages();
	uint64_t dom = dma_domain_handle(), own = host_pa(HOST_CD), iova = IOVA_GUEST;
	const struct nested_try tries[] = {
		{ ATT_MAP, { dom, iova, own, 1, 1 } },
		{ ATT_UNMAP, { dom, IOVA_SOURCE, 1 } },
		{ ATT_IOVA_TO_PHYS, { dom, IOVA_SOURCE } },
		{ ATT_TOPUP, { dom, own / GUEST_PAGE } },
		{ ATT_FREE_DOMAIN, { dom } },
		{ ATT_FREE_NESTED, { dom } },		/* in use */
		{ ATT_FREE_NESTED, { 0 } },
		{ ATT_FREE_NESTED, { NESTED_FIRST } },	/* context 0 */
		{ ATT_FREE_NESTED, { ~0ULL } },
		{ ATT_ALLOC_NESTED, { 4, own } },
		{ ATT_ALLOC_NESTED, { ~0ULL, own } },
		{ ATT_ALLOC_NESTED, { 0, own + 8 } },
		{ ATT_ALLOC_NESTED, { 0, own | INPUT_END } },
		{ ATT_ALLOC_NESTED, { 0, own | 1UL << 52 } },
		{ ATT_ALLOC_NESTED, { 0, ~0x3fULL } },
		{ ATT_ATTACH, { 0, DMA_SID, NESTED_FIRST } },
		{ ATT_INVAL_NESTED, { 0, iova, GUEST_PAGE, GRANULE_4K } },
		{ ATT_INVAL_NESTED, { NESTED_FIRST, iova, GUEST_PAGE, GRANULE_4K } },
		{ ATT_INVAL_NESTED, { ~0ULL, iova, GUEST_PAGE, GRANULE_4K } },
		{ ATT_INVAL_NESTED, { dom, iova + 8, GUEST_PAGE, GRANULE_4K } },
		{ ATT_INVAL_NESTED, { dom, iova, 8, GRANULE_4K } },
		{ ATT_INVAL_NESTED, { dom, ~0xfffULL, 2 * GUEST_PAGE, GRANULE_4K } },
		{ ATT_INVAL_NESTED, { dom, iova, GUEST_PAGE, 63 } },
		{ ATT_INVAL_NESTED, { dom, iova, GUEST_PAGE, ~0ULL } },
	};

	row_nested_calls(right, tries, ARRAY_SIZE(tries));
}

/* A CD where the host cannot read, although its words would lead to a table of the host's. */
static void row_cd(struct vm *vm)
{
	bool right = own_works();
	uint64_t pa = draw_secret(vm, PAGE_TABLE);

	right = right && guest_has_cd(vm, PAGE_TABLE, host_pa(HOST_TABLES)) && own_domain(pa) &&
		own_faults(BLOCK_SOURCE) && own_domain(el2_memory()) && own_faults(BLOCK_SOURCE) &&
		own_domain(SMMU_BASE) && own_faults(BLOCK_SOURCE);
	end_row("nested-cd",
		"the host's context descriptor is in a page of the guest's, of EL2's, of the SMMU's",
		right, FAULT_WORDS);
}

/* PAGE_TABLE is the guest's by now. */
static void row_ttbr(struct vm *vm)
{
	bool right = own_works() && guest_has_table(vm, PAGE_TABLE);

	own_cd(host_va(HOST_CD), vm_phys(vm_page(vm, PAGE_TABLE)));
	right = right && own_domain_again() && own_faults(BLOCK_SOURCE);
	own_cd(host_va(HOST_CD), el2_memory());
	right = right && own_domain_again() && own_faults(BLOCK_SOURCE);
	end_row("nested-ttbr", "its table is in a page of the guest's, and of EL2's", right,
		FAULT_WORDS);
}

/* The SMMU has used the table, and cached what it found there. */
static void row_table(struct vm *vm)
{
	uint64_t *table = vm_page(vm, PAGE_OWN_TABLE);
	bool right;

	own_table(table);
	own_cd(host_va(HOST_CD), vm_phys(table));
	right = own_domain(host_pa(HOST_CD)) && own_arrives() &&
		guest_has_table(vm, PAGE_OWN_TABLE) && own_faults(BLOCK_UNUSED) &&
		own_faults(BLOCK_SOURCE);
	end_row("nested-table", "a page of the host's stage 1 tables becomes the guest's", right,
		"DMA faults");
}

/* The same of the page with the CD: what the guest writes there has no effect. */
static void row_cd_taken(struct vm *vm)
{
	uint64_t *cd = vm_page(vm, PAGE_OWN_CD);
	bool right;

	own_table(host_va(HOST_TABLES));
	own_cd(cd, host_pa(HOST_TABLES));
	right = own_domain(vm_phys(cd)) && own_arrives() &&
		guest_has_cd(vm, PAGE_OWN_CD, host_pa(HOST_TABLES)) && own_faults(BLOCK_UNUSED) &&
		own_domain_again() && own_faults(BLOCK_SOURCE);
	end_row("nested-cd-taken", "the page of the host's context descriptor becomes the guest's",
		right, "DMA faults");
}

/* An entry of both stages, which the host has removed from its table and not from the TLB. */
static void row_withheld(struct vm *vm)
{
	uint64_t *page = vm_page(vm, PAGE_STALE), pa = vm_phys(page);
	uint64_t *table = host_va(HOST_TABLES);
	struct attempt a = {
		.vm = vm, .page = PAGE_STALE, .addr = own_address(BLOCK_GUEST, pa),
		.dst = own_address(BLOCK_TARGET, host_pa(HOST_TARGET)),
		.sid = ATT_SID_DRIVER, .fault_sid = DMA_SID,
	};
	bool right = own_works();

	memset(page, 0x3c, GUEST_PAGE);
	table[BLOCK_GUEST] = own_block(pa);
	right = right && dma_copy(a.addr, a.dst, a.sid) &&
		!memcmp(host_va(HOST_TARGET), page, GUEST_PAGE);
	table[BLOCK_GUEST] = 0;
	right = right && dma_copy(a.addr, a.dst, a.sid) &&
		!vm_do(vm, GUEST_DRAW, PAGE_STALE, 0) && attempt_read_faults(&a);
	/* And with the entry in the table again. */
	table[BLOCK_GUEST] = own_block(pa);
	right = right && attempt_read_faults(&a) && own_arrives();
	end_row("nested-withheld",
		"the host invalidates nothing, and the page becomes the guest's", right,
		"DMA faults");
}

/*
 * The CD gets random words, and the SMMU has to read it. Every second one is right but for one
 * word. Tables are EL2's, since DMA by tables of
 * random bytes could go to any page of the host's. Output addresses of more than 48 bits are
 * left out: they end QEMU 10.0, which knows neither 52 bits nor the reserved value.
 */
static void write_cd(struct garbage *g)
{
	uint64_t cd[CD_WORDS], how = garbage_word(g) >> 16;

	own_cd(cd, g->tables);
	for (unsigned int i = 0; i < CD_WORDS; i++)
		if (how & 1 || i == (how >> 1) % CD_WORDS)
			cd[i] = garbage_word(g);
	if ((cd[0] & CD0_IPS) > CD0_IPS_48)
		cd[0] &= ~CD0_IPS;
	cd[1] = g->tables | (cd[1] & 0xf);
	cd[2] = g->tables | (cd[2] & 0xf);
	memcpy(host_va(HOST_CD), cd, sizeof(cd));
	own_domain_again();
}

static void row_garbage(struct vm *vm)
{
	struct garbage g = { .write = write_cd, .tables = el2_memory() };
	bool right = own_works() && garbage_is_harmless(&g, vm, GARBAGE_RUNS) && own_works();

	end_row("nested-garbage",
		"the host writes garbage to its context descriptor while DMA runs", right,
		"no page of the guest's is reached");
}

/* What the host asks for is done: a cleared entry is used until then, and not after it. */
static void row_inval(void)
{
	bool right = paging_with_host_pages();
	uint64_t dom = dma_domain_handle();
	const uint64_t all[6] = { dom, 0, 0, INVAL_ALL };
	const uint64_t page[6] = { dom, IOVA_SOURCE, GUEST_PAGE, GRANULE_4K };

	right = right && !hypercall(ATT_INVAL_NESTED, all) && !hypercall(ATT_INVAL_NESTED, page) &&
		dma_arrives(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER) &&
		!dma_unmap(IOVA_SOURCE, GUEST_PAGE) &&
		transfer_faults(IOVA_SOURCE, IOVA_TARGET, ATT_SID_DRIVER, DMA_SID);
	tap_ok(right, "nested-inval", "the host has entries of its domain invalidated => %s",
	       right ? "done" : "WRONG");
	dma_domain(ATT_DOMAIN_DEFAULT);
}

void rows_nested(struct vm *vm)
{
	row_nested_kind();
	row_calls();
	row_inval();
	row_cd(vm);
	row_ttbr(vm);
	row_table(vm);
	row_cd_taken(vm);
	row_withheld(vm);
	row_nested_race(vm);
	row_garbage(vm);
}
