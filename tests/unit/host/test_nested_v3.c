// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver's nested domains of an SMMUv3: what the SMMU finds in the context descriptor,
 * and when; which invalidations EL2 is asked for; what is kept until EL2 has ended a domain.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "nested.h"
#include "shim.h"

#define SMMU		1
#define CTX		9
#define ASID		0x1234
#define CD_ADDR		0x81234000ULL
#define CD_SIZE		64
#define IOVA		0x1234567000ULL
#define TTBR		0x98765000ULL
#define MAIR		0xf404ff44ULL
#define NR_INVALS	8

unsigned int host_fail_alloc;

static struct inval {
	u64 iova, size, flags;
	bool valid;			/* the CD's V bit at that time */
} invals[NR_INVALS];

static u64 cd[CD_SIZE / sizeof(u64)];
static struct platform_device pdev;
static struct pkvm_smmu smmu;
static struct { struct pkvm_smmu_master m; } master;
static struct device dev;
static struct io_pgtable_cfg tables;
static struct io_pgtable_ops pgtable;
static void *cookie;
static unsigned int nr_invals, nr_tables, nr_cds, nr_allocs;
static bool lent, no_memory;
static s64 alloc_error, take_error, inval_error;
static s64 attached_to;

void *host_dma_alloc(size_t size, dma_addr_t *addr)
{
	assert_int_equal(size, CD_SIZE);
	if (no_memory)
		return NULL;
	assert_int_equal(nr_cds, 0);
	nr_cds++;
	memset(cd, 0, sizeof(cd));
	*addr = CD_ADDR;
	return cd;
}

/* The SMMU may read it as long as EL2 has the domain. */
void host_dma_free(size_t size, void *va, dma_addr_t addr)
{
	assert_int_equal(size, CD_SIZE);
	assert_ptr_equal(va, cd);
	assert_true(addr == CD_ADDR);
	assert_false(lent);
	nr_cds--;
}

void *host_ioremap(u64 phys, u64 size)
{
	fail();
	return NULL;
}

void host_iounmap(void *va)
{
	fail();
}

static bool cd_valid(void)
{
	return cd[0] & BIT(31);
}

static s64 alloc_nested(struct pkvm_iommu_res *res, u64 nr, u64 addr)
{
	assert_int_equal(nr, SMMU);
	assert_true(addr == CD_ADDR);
	assert_false(cd_valid());
	nr_allocs++;
	if (alloc_error)
		return alloc_error;
	assert_false(lent);
	lent = true;
	if (res)
		*res = (struct pkvm_iommu_res){ .x2 = ASID };
	return PKVM_IOMMU_DOMAIN_NESTED(SMMU, CTX);
}

static s64 free_nested(void)
{
	if (!take_error)
		lent = false;
	return take_error;
}

static s64 inval_nested(const u64 *a)
{
	assert_true(lent);
	assert_true(nr_invals < NR_INVALS);
	invals[nr_invals++] = (struct inval){ a[1], a[2], a[3], cd_valid() };
	return inval_error;
}

s64 host_hvc(const char *name, struct pkvm_iommu_res *res, const u64 *a)
{
	if (!strcmp(name, "__pkvm_iommu_alloc_nested"))
		return alloc_nested(res, a[0], a[1]);
	assert_int_equal(a[0], PKVM_IOMMU_DOMAIN_NESTED(SMMU, CTX));
	if (!strcmp(name, "__pkvm_iommu_free_nested"))
		return free_nested();
	if (!strcmp(name, "__pkvm_iommu_inval_nested"))
		return inval_nested(a);
	fail_msg("unknown call %s", name);
	return -EINVAL;
}

int pkvm_smmu_attach(struct device *d, struct iommu_domain *domain, s64 handle)
{
	assert_ptr_equal(d, &dev);
	attached_to = handle;
	return 0;
}

void pkvm_smmu_record_fault(struct pkvm_smmu *s, const struct pkvm_smmu_fault *fault)
{
	fail_msg("EL2 reports the faults of both stages");
}

/* In place of io-pgtable: one set of tables, of which only the settings matter. */
struct io_pgtable_ops *alloc_io_pgtable_ops(enum io_pgtable_fmt fmt, struct io_pgtable_cfg *cfg,
					    void *opaque)
{
	assert_int_equal(fmt, ARM_64_LPAE_S1);
	if (no_memory)
		return NULL;
	/* Inner and outer write-back, inner shareable, 4 KiB, 40 bits of output. */
	cfg->arm_lpae_s1_cfg.ttbr = TTBR;
	cfg->arm_lpae_s1_cfg.mair = MAIR;
	cfg->arm_lpae_s1_cfg.tcr.tsz = 64 - cfg->ias;
	cfg->arm_lpae_s1_cfg.tcr.ips = 2;
	cfg->arm_lpae_s1_cfg.tcr.sh = 3;
	cfg->arm_lpae_s1_cfg.tcr.irgn = 1;
	cfg->arm_lpae_s1_cfg.tcr.orgn = 1;
	tables = *cfg;
	cookie = opaque;
	nr_tables++;
	return &pgtable;
}

/* The kernel's function flushes, too. No walk of these tables may start any more. */
void free_io_pgtable_ops(struct io_pgtable_ops *ops)
{
	assert_ptr_equal(ops, &pgtable);
	assert_true(nr_invals && invals[nr_invals - 1].flags == PKVM_IOMMU_INVAL_ALL);
	assert_false(invals[nr_invals - 1].valid);
	tables.tlb->tlb_flush_all(cookie);
	nr_tables--;
}

static int setup(void **state)
{
	shim_reset();
	memset(cd, 0, sizeof(cd));
	smmu = (struct pkvm_smmu){ .dev = &pdev.dev, .index = SMMU, .v3 = true, .coherent = true };
	INIT_LIST_HEAD(&smmu.nested_domains);
	master.m.smmu = &smmu;
	dev.priv = &master.m;
	host_fail_alloc = 0;
	nr_invals = 0;
	nr_tables = 0;
	nr_cds = 0;
	nr_allocs = 0;
	lent = false;
	no_memory = false;
	alloc_error = 0;
	take_error = 0;
	inval_error = 0;
	attached_to = -1;
	host_messages = 0;
	return 0;
}

static int teardown(void **state)
{
	assert_false(lent);
	assert_int_equal(nr_cds, 0);
	assert_int_equal(nr_tables, 0);
	return 0;
}

static struct iommu_domain *new_domain(void)
{
	struct iommu_domain *domain = pkvm_smmu_nested_alloc(&smmu);

	assert_false(IS_ERR(domain));
	return domain;
}

static u64 bits(unsigned int word, unsigned int high, unsigned int low)
{
	return (cd[word] & GENMASK_ULL(high, low)) >> low;
}

/* By the fields of Arm IHI 0070. */
static void the_descriptor_is_that_of_the_tables(void **state)
{
	struct iommu_domain *domain = new_domain();

	assert_int_equal(bits(0, 5, 0), 64 - PKVM_IOMMU_IAS);
	assert_int_equal(bits(0, 7, 6), 0);		/* TG0: 4 KiB */
	assert_int_equal(bits(0, 13, 8), 0x35);		/* SH0, OR0, IR0 */
	assert_int_equal(bits(0, 14, 14), 0);		/* EPD0 */
	assert_int_equal(bits(0, 15, 15), 0);		/* ENDI */
	assert_int_equal(bits(0, 31, 30), 3);		/* V, EPD1 */
	assert_int_equal(bits(0, 34, 32), 2);		/* IPS */
	assert_int_equal(bits(0, 41, 41), 1);		/* AA64 */
	assert_int_equal(bits(0, 43, 42), 0);		/* no HA, no HD */
	assert_int_equal(bits(0, 46, 44), 6);		/* A, R, and no S: nothing stalls */
	assert_int_equal(bits(0, 47, 47), 1);		/* ASET */
	assert_int_equal(bits(0, 63, 48), ASID);
	assert_true(cd[1] == TTBR);
	assert_true(cd[3] == MAIR);
	assert_true(!cd[2] && !cd[4] && !cd[5] && !cd[6] && !cd[7]);
	domain->ops->free(domain);
}

static void blocks_are_allowed(void **state)
{
	struct iommu_domain *domain = new_domain();

	assert_int_equal(tables.pgsize_bitmap, SZ_4K | SZ_2M | SZ_1G);
	assert_int_equal(domain->pgsize_bitmap, SZ_4K | SZ_2M | SZ_1G);
	assert_true(domain->geometry.force_aperture);
	assert_true(domain->geometry.aperture_end == BIT_ULL(PKVM_IOMMU_IAS) - 1);
	assert_true(tables.coherent_walk);
	domain->ops->free(domain);
}

static void expect_inval(unsigned int i, u64 iova, u64 size, u64 flags)
{
	assert_true(invals[i].iova == iova);
	assert_true(invals[i].size == size);
	assert_true(invals[i].flags == flags);
}

/* However many pages one unmap has. */
static void a_gather_is_one_call(void **state)
{
	struct iommu_domain *domain = new_domain();
	struct iommu_iotlb_gather gather = {};
	unsigned int i;

	for (i = 0; i < 256; i++)
		tables.tlb->tlb_add_page(&gather, IOVA + i * SZ_4K, SZ_4K, cookie);
	assert_int_equal(nr_invals, 0);
	domain->ops->iotlb_sync(domain, &gather);
	assert_int_equal(nr_invals, 1);
	expect_inval(0, IOVA, 256 * SZ_4K, 12 | PKVM_IOMMU_INVAL_LEAF);
	domain->ops->free(domain);
}

/* Other sizes, and pages elsewhere, do not fit in. */
static void another_size_is_another_call(void **state)
{
	struct iommu_domain *domain = new_domain();
	struct iommu_iotlb_gather gather = {};

	tables.tlb->tlb_add_page(&gather, 0x40000000, SZ_2M, cookie);
	tables.tlb->tlb_add_page(&gather, 0x40200000, SZ_4K, cookie);
	domain->ops->iotlb_sync(domain, &gather);
	assert_int_equal(nr_invals, 2);
	expect_inval(0, 0x40000000, SZ_2M, 21 | PKVM_IOMMU_INVAL_LEAF);
	expect_inval(1, 0x40200000, SZ_4K, 12 | PKVM_IOMMU_INVAL_LEAF);
	domain->ops->free(domain);
}

static unsigned int nr_barriers;

/* All is there but the word with the valid bit. */
static void check_before_valid(void)
{
	nr_barriers++;
	assert_true(cd[0] == 0 && cd[1] == TTBR && cd[3] == MAIR);
}

/* Stores of other words do not come after the one that makes the CD valid. */
static void a_cd_is_valid_last(void **state)
{
	struct iommu_domain *domain;

	nr_barriers = 0;
	host_on_dma_wmb = check_before_valid;
	domain = new_domain();
	host_on_dma_wmb = NULL;
	assert_int_equal(nr_barriers, 1);
	assert_true(cd_valid());
	domain->ops->free(domain);
}

static void an_empty_gather_is_no_call(void **state)
{
	struct iommu_domain *domain = new_domain();
	struct iommu_iotlb_gather gather = { .start = ~0UL };

	domain->ops->iotlb_sync(domain, &gather);
	assert_int_equal(nr_invals, 0);
	domain->ops->free(domain);
}

/* What a walk cache has of a table goes, too: not the leaves alone. */
static void a_table_that_goes_is_invalidated(void **state)
{
	struct iommu_domain *domain = new_domain();

	tables.tlb->tlb_flush_walk(0x40000000, SZ_2M, SZ_4K, cookie);
	expect_inval(0, 0x40000000, SZ_2M, 12);
	assert_int_equal(nr_invals, 1);
	domain->ops->free(domain);
}

static void a_flush_queue_needs_one_call(void **state)
{
	struct iommu_domain *domain = new_domain();

	domain->ops->flush_iotlb_all(domain);
	assert_int_equal(nr_invals, 1);
	expect_inval(0, 0, 0, PKVM_IOMMU_INVAL_ALL);
	/* io-pgtable's own, too. */
	tables.tlb->tlb_flush_all(cookie);
	assert_int_equal(nr_invals, 2);
	expect_inval(1, 0, 0, PKVM_IOMMU_INVAL_ALL);
	domain->ops->free(domain);
}

/* There is nobody to tell: EL2 keeps the guests' memory out of reach by itself. */
static void an_unconfirmed_invalidation_ends(void **state)
{
	struct iommu_domain *domain = new_domain();

	assert_int_equal(host_messages, 0);
	inval_error = -ETIMEDOUT;
	domain->ops->flush_iotlb_all(domain);
	assert_int_equal(nr_invals, 1);
	assert_int_equal(host_messages, 1);
	domain->ops->free(domain);
}

static void one_domain_is_for_one_smmu(void **state)
{
	struct iommu_domain *domain = new_domain();
	struct pkvm_smmu other = {};

	assert_int_equal(domain->ops->attach_dev(domain, &dev, NULL), 0);
	assert_int_equal(attached_to, PKVM_IOMMU_DOMAIN_NESTED(SMMU, CTX));
	master.m.smmu = &other;
	assert_int_equal(domain->ops->attach_dev(domain, &dev, NULL), -EINVAL);
	domain->ops->free(domain);
}

/* EL2 reports faults, and restores the entry that leads to the CD, which is in memory. */
static void faults_and_suspends_are_el2s(void **state)
{
	struct iommu_domain *domain = new_domain();
	u64 before[ARRAY_SIZE(cd)];

	memcpy(before, cd, sizeof(cd));
	assert_int_equal(pkvm_smmu_nested_faults(&smmu), 0);
	pkvm_smmu_nested_resume(&smmu);
	assert_memory_equal(before, cd, sizeof(cd));
	assert_int_equal(nr_invals, 0);
	domain->ops->free(domain);
}

/* The SMMU may still read the CD: its page is not given to anybody else. */
static void an_unconfirmed_end_keeps_the_descriptor(void **state)
{
	struct iommu_domain *domain = new_domain();

	take_error = -ETIMEDOUT;
	domain->ops->free(domain);
	assert_int_equal(nr_tables, 0);
	assert_int_equal(nr_cds, 1);
	take_error = 0;
	domain = new_domain();
	domain->ops->free(domain);
	assert_int_equal(nr_cds, 0);
}

static void a_refusal_frees_everything(void **state)
{
	alloc_error = -EOPNOTSUPP;
	assert_int_equal(PTR_ERR(pkvm_smmu_nested_alloc(&smmu)), -EOPNOTSUPP);
	assert_int_equal(nr_cds, 0);
	assert_int_equal(pkvm_smmu_can_nest(&smmu), -EOPNOTSUPP);
	assert_int_equal(nr_cds, 0);
	alloc_error = 0;
	assert_int_equal(pkvm_smmu_can_nest(&smmu), 0);
	assert_int_equal(nr_allocs, 3);
	host_fail_alloc = 1;
	assert_int_equal(PTR_ERR(pkvm_smmu_nested_alloc(&smmu)), -ENOMEM);
	no_memory = true;
	assert_int_equal(PTR_ERR(pkvm_smmu_nested_alloc(&smmu)), -ENOMEM);
	assert_int_equal(nr_allocs, 3);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_descriptor_is_that_of_the_tables),
		T(blocks_are_allowed),
		T(a_gather_is_one_call),
		T(another_size_is_another_call),
		T(a_cd_is_valid_last),
		T(an_empty_gather_is_no_call),
		T(a_table_that_goes_is_invalidated),
		T(a_flush_queue_needs_one_call),
		T(an_unconfirmed_invalidation_ends),
		T(one_domain_is_for_one_smmu),
		T(faults_and_suspends_are_el2s),
		T(an_unconfirmed_end_keeps_the_descriptor),
		T(a_refusal_frees_everything),
	};

	return cmocka_run_group_tests_name("host_nested_v3", tests, NULL, NULL);
}
