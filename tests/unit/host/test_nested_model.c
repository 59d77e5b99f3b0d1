// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver's nested domain on all of EL2 and the model of an SMMUv3: what a device reaches by
 * the driver's context descriptor, after an unmap, and at the end.
 */
#include "../smmuv3/host.h"
#include "../smmuv3/whole.h"
#include "driver_nested.h"
#include "hooks.h"

#define CD		HOST_PAGE(0)

static const u64 tables[] = { HOST_PAGE(1), HOST_PAGE(2), HOST_PAGE(3) };
static const u64 pages[] = { HOST_PAGE(4), HOST_PAGE(5), HOST_PAGE(6) };
static bool cd_used;
static unsigned int nr_invals;

void *host_dma_alloc(size_t size, dma_addr_t *addr)
{
	assert_false(cd_used);
	cd_used = true;
	*addr = CD;
	memset(shim_mem(CD), 0, size);
	return shim_mem(CD);
}

void host_dma_free(size_t size, void *va, dma_addr_t addr)
{
	cd_used = false;
}

s64 host_hvc(const char *name, struct pkvm_iommu_res *res, const u64 *a)
{
	struct pkvm_iommu_res none;

	res = res ? res : &none;
	if (!strcmp(name, "__pkvm_iommu_alloc_nested"))
		return __pkvm_iommu_alloc_nested(a[0], a[1], &res->x2, &res->x3);
	if (!strcmp(name, "__pkvm_iommu_free_nested"))
		return __pkvm_iommu_free_nested(a[0]);
	if (!strcmp(name, "__pkvm_iommu_inval_nested")) {
		nr_invals++;
		return __pkvm_iommu_inval_nested(a[0], a[1], a[2], a[3]);
	}
	fail_msg("unknown call %s", name);
	return -EINVAL;
}

/* Memory that the DMA API calls coherent is seen by the SMMU at once. */
static void show_cd(void)
{
	u64 words[CD_WORDS];
	unsigned int i;

	memcpy(words, shim_mem(CD), sizeof(words));
	for (i = 0; i < CD_WORDS; i++)
		host_store(CD + i * sizeof(u64), words[i]);
}

static int setup(void **state)
{
	s64 handle;

	whole_start();
	host_tables(tables, pages, ARRAY_SIZE(pages));
	cd_used = false;
	handle = driver_nested_start(tables[0]);
	assert_true(handle > 0);
	show_cd();
	nr_invals = 0;
	return __pkvm_iommu_attach(0, SID, handle);
}

static u64 dma(unsigned int page)
{
	return v3_access(&model, SID, HOST_VA + page * PAGE_SIZE, true);
}

static void expect_all(bool mapped)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(pages); i++)
		assert_true(dma(i) == (mapped ? pages[i] : V3_FAULT));
}

static void clear_tables(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(pages); i++)
		host_map(tables, i, 0);
}

static void end(void)
{
	assert_int_equal(__pkvm_iommu_detach(0, SID), 0);
	driver_nested_stop();
	assert_false(cd_used);
}

/* Stage 1 is on: an address is not the host's by itself. */
static void the_descriptor_leads_to_the_tables(void **state)
{
	expect_all(true);
	assert_true(v3_access(&model, SID, HOST_PAGE(4), true) == V3_FAULT);
	end();
}

static void an_unmap_of_pages_is_one_call(void **state)
{
	expect_all(true);
	clear_tables();
	/* What is cached is used until then, and leads to the host's page. */
	expect_all(true);
	driver_nested_unmapped(HOST_VA, ARRAY_SIZE(pages));
	assert_int_equal(nr_invals, 1);
	expect_all(false);
	end();
}

static void a_flush_drops_everything(void **state)
{
	expect_all(true);
	clear_tables();
	driver_nested_flush();
	assert_int_equal(nr_invals, 1);
	expect_all(false);
	end();
}

/* The next domain may have the same ASID, and its tables other pages. */
static void a_new_domain_has_no_old_entries(void **state)
{
	s64 handle;

	expect_all(true);
	end();
	clear_tables();
	handle = driver_nested_start(tables[0]);
	show_cd();
	assert_int_equal(__pkvm_iommu_attach(0, SID, handle), 0);
	expect_all(false);
	end();
}

#define T(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_descriptor_leads_to_the_tables),
		T(an_unmap_of_pages_is_one_call),
		T(a_flush_drops_everything),
		T(a_new_domain_has_no_old_entries),
	};

	return cmocka_run_group_tests_name("host_nested_model", tests, NULL, NULL);
}
