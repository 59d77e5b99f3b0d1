// SPDX-License-Identifier: GPL-2.0-only
/* The driver's view of streams and domains, when EL2 refuses and SMMUs don't confirm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "driver.h"
#include "el2.h"

#define SID	2
#define IOVA	0x40000000UL
#define RW	(IOMMU_READ | IOMMU_WRITE)

unsigned int host_fail_alloc;
static struct pkvm_smmu smmu;
static struct pkvm_smmu_stream stream;
static struct pkvm_smmu_master *master;
static struct device dev;
static struct iommu_domain *domains[4];		/* that a test has not freed */

static struct iommu_domain nested_domain;

/*
 * What EL2 is made to answer to calls of two names: the first @times[0] of them with @ret[0],
 * and so on; the others are EL2's own answers.
 */
#define EL2S_OWN	INT64_MIN

static struct answer {
	const char *call;
	s64 ret[3];
	unsigned int times[3];
	u64 x2;			/* with each */
	unsigned int at, asked;
} answers[2];

static bool answer_from(struct answer *answer, s64 *ret, u64 *x2)
{
	answer->asked++;
	while (answer->at < ARRAY_SIZE(answer->times) && !answer->times[answer->at])
		answer->at++;
	if (answer->at == ARRAY_SIZE(answer->times))
		return false;
	answer->times[answer->at]--;
	*ret = answer->ret[answer->at];
	*x2 = answer->x2;
	return *ret != EL2S_OWN;
}

static bool answer_call(const char *call, const u64 *args, s64 *ret, u64 *x2)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(answers); i++) {
		if (answers[i].call && !strcmp(call, answers[i].call))
			return answer_from(&answers[i], ret, x2);
	}
	return false;
}

static void el2_answers_with(struct answer answer)
{
	answers[0] = answer;
	answers[1].call = NULL;
	el2_on_call = answer_call;
}

static void el2_answers(const char *call, s64 ret, u64 x2, unsigned int nr)
{
	el2_answers_with((struct answer) {
		.call = call, .ret = { ret }, .times = { nr }, .x2 = x2,
	});
}

/* To another call, too. */
static void el2_also_answers(const char *call, s64 ret, unsigned int nr)
{
	answers[1] = (struct answer){ .call = call, .ret = { ret }, .times = { nr } };
}

struct iommu_domain *pkvm_smmu_nested_alloc(struct pkvm_smmu *of)
{
	return of == &smmu ? &nested_domain : NULL;
}

static int setup(void **state)
{
	el2_start();
	host_messages = 0;
	smmu = (struct pkvm_smmu){};
	stream = (struct pkvm_smmu_stream) {
		.smmu = &smmu, .sid = SID, .handle = PKVM_SMMU_UNKNOWN,
	};
	master = calloc(1, sizeof(*master) + sizeof(master->links[0]));
	master->smmu = &smmu;
	master->nr = 1;
	master->links[0] = (struct pkvm_smmu_link) { .stream = &stream, .dev = &dev };
	dev.priv = master;
	return 0;
}

static int teardown(void **state)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(domains); i++) {
		free(domains[i]);	/* the driver's structure begins with it */
		domains[i] = NULL;
	}
	free(master);
	return 0;
}

static struct iommu_domain *new_domain(void)
{
	struct iommu_domain *domain = pkvm_smmu_domain_alloc(&dev);
	unsigned int i = 0;

	assert_false(IS_ERR(domain));
	while (domains[i])
		i++;
	domains[i] = domain;
	return domain;
}

static void free_domain(struct iommu_domain *domain)
{
	unsigned int i = 0;

	while (domains[i] != domain)
		i++;
	domains[i] = NULL;
	pkvm_smmu_paging_ops.free(domain);
}

static int attach(struct iommu_domain *domain)
{
	return pkvm_smmu_paging_ops.attach_dev(domain, &dev, NULL);
}

static int block(void)
{
	return pkvm_smmu_attach(&dev, NULL, PKVM_SMMU_BLOCKED);
}

/* The driver believes what EL2 has, and points to a domain only while it is attached. */
static void expect_attached(struct iommu_domain *domain)
{
	assert_ptr_equal(stream.domain, domain);
	assert_int_equal(stream.handle, el2_domain_of(0, SID));
}

static void a_failed_move_returns_to_the_old_domain(void **state)
{
	struct iommu_domain *a = new_domain(), *b = new_domain();

	assert_int_equal(attach(a), 0);
	expect_attached(a);
	el2_fail(EL2_STREAM_SET, -EIO, false);
	assert_int_equal(attach(b), -EREMOTEIO);
	expect_attached(a);
	free_domain(b);
	assert_int_equal(attach(a), 0);
	expect_attached(a);
}

/* EL2 has changed nothing: neither does the driver. */
static void a_refused_move_changes_nothing(void **state)
{
	struct iommu_domain *a = new_domain(), *b = new_domain();
	unsigned int calls;

	assert_int_equal(attach(a), 0);
	calls = el2_calls(EL2_STREAM_SET);
	el2_fail(EL2_CTX_ALLOC, -EIO, false);
	assert_int_equal(attach(b), -EIO);
	assert_int_not_equal(stream.handle, PKVM_SMMU_LOST);
	expect_attached(a);
	assert_int_equal(el2_calls(EL2_STREAM_SET), calls);
}

/* EL2 has no page for the stream's entry: the driver gives one, and asks again. */
static void a_stream_gets_a_page(void **state)
{
	struct iommu_domain *a = new_domain();
	unsigned int pages = el2_free_pages();

	el2_want_page();
	assert_int_equal(attach(a), 0);
	expect_attached(a);
	assert_int_equal(el2_free_pages(), pages - 1);
	el2_want_page();
	assert_int_equal(block(), 0);
	expect_attached(NULL);
	assert_int_equal(el2_free_pages(), pages - 2);
}

/*
 * A device's second stream is refused: the first goes back to where it was, and one that was
 * nowhere yet is blocked.
 */
static void a_device_is_attached_with_all_streams(void **state)
{
	struct pkvm_smmu_stream refused = {
		.smmu = &smmu, .sid = 99, .handle = PKVM_SMMU_UNKNOWN,
	};
	struct iommu_domain *a = new_domain(), *b = new_domain();

	master = realloc(master, sizeof(*master) + 2 * sizeof(master->links[0]));
	master->links[1] = (struct pkvm_smmu_link) { .stream = &refused, .dev = &dev };
	master->nr = 2;
	dev.priv = master;
	assert_int_equal(attach(a), -ENOENT);
	expect_attached(NULL);
	assert_int_equal(stream.handle, PKVM_SMMU_BLOCKED);
	assert_null(refused.domain);

	master->nr = 1;
	assert_int_equal(attach(a), 0);
	master->nr = 2;
	assert_int_equal(attach(b), -ENOENT);
	expect_attached(a);

	/* Nor has one of which nothing is known an old domain to go back to. */
	master->nr = 1;
	el2_fail(EL2_STREAM_SET, -EIO, true);
	assert_int_equal(attach(b), -EREMOTEIO);
	el2_fail(EL2_STREAM_SET, 0, false);
	assert_int_equal(stream.handle, PKVM_SMMU_LOST);
	master->nr = 2;
	assert_int_equal(attach(b), -ENOENT);
	expect_attached(NULL);
	assert_int_equal(stream.handle, PKVM_SMMU_BLOCKED);
	free_domain(b);
}

static void a_refused_stream_ends_the_attach(void **state)
{
	struct pkvm_smmu_stream others[] = {
		{ .smmu = &smmu, .sid = 1, .handle = PKVM_SMMU_UNKNOWN },
		{ .smmu = &smmu, .sid = 3, .handle = PKVM_SMMU_UNKNOWN },
	};
	struct iommu_domain *a = new_domain();
	unsigned int i;

	assert_int_equal(pkvm_smmu_attach(&dev, NULL, PKVM_IOMMU_DOMAIN_IDENTITY), 0);
	assert_int_equal(host_messages, 0);
	master = realloc(master, sizeof(*master) + 3 * sizeof(master->links[0]));
	for (i = 0; i < ARRAY_SIZE(others); i++)
		master->links[1 + i] =
			(struct pkvm_smmu_link) { .stream = &others[i], .dev = &dev };
	master->nr = 3;
	dev.priv = master;
	el2_answers_with((struct answer) {
		.call = "attach", .ret = { EL2S_OWN, -EPERM }, .times = { 1, 1 },
	});
	assert_int_equal(attach(a), -EPERM);
	assert_int_equal(host_messages, 1);
	/* The one that was refused, and for the first stream to and fro. */
	assert_int_equal(answers[0].asked, 3);
	assert_int_equal(el2_domain_of(0, SID), PKVM_IOMMU_DOMAIN_IDENTITY);
	assert_int_equal(stream.handle, PKVM_IOMMU_DOMAIN_IDENTITY);
	assert_int_equal(others[1].handle, PKVM_SMMU_UNKNOWN);
	assert_null(others[1].domain);
}

/* No change is confirmed: the next attach must call EL2, and detach the stuck stream first. */
static void a_stuck_stream_is_attached_again(void **state)
{
	struct iommu_domain *a = new_domain(), *b = new_domain();

	assert_int_equal(attach(a), 0);
	el2_fail(EL2_STREAM_SET, -EIO, true);
	assert_int_equal(attach(b), -EREMOTEIO);
	assert_int_equal(stream.handle, PKVM_SMMU_LOST);
	assert_null(stream.domain);
	assert_int_equal(attach(a), -EBUSY);
	assert_null(stream.domain);
	el2_fail(EL2_STREAM_SET, 0, false);
	assert_int_equal(attach(a), 0);
	expect_attached(a);
}

/* The core frees the domain after a detach, whatever came of it. */
static void a_failed_detach_forgets_the_domain(void **state)
{
	struct iommu_domain *a = new_domain();

	assert_int_equal(attach(a), 0);
	el2_fail(EL2_STREAM_SET, -EIO, true);
	assert_int_equal(block(), -EREMOTEIO);
	assert_null(stream.domain);
	assert_int_equal(stream.handle, PKVM_SMMU_LOST);
	el2_fail(EL2_STREAM_SET, 0, false);
	assert_int_equal(block(), 0);
	assert_int_equal(stream.handle, PKVM_SMMU_BLOCKED);
	assert_int_equal(el2_domain_of(0, SID), -1);

	assert_int_equal(attach(a), 0);
	el2_lose();
	assert_int_equal(block(), -EIO);
	assert_null(stream.domain);
	assert_int_equal(stream.handle, el2_domain_of(0, SID));
	/* It is attached there all the same, and the core may ask for that. */
	assert_int_equal(attach(a), 0);
	expect_attached(a);
}

/* More often than EL2 has handles. */
static void an_unconfirmed_domain_is_freed_later(void **state)
{
	unsigned int i, pages = el2_free_pages();
	struct iommu_domain *domain;

	for (i = 0; i < 2 * PKVM_IOMMU_MAX_DOMAINS; i++) {
		domain = new_domain();
		assert_int_equal(attach(domain), 0);
		el2_fail(EL2_CTX_FREE, -ETIMEDOUT, true);
		assert_int_equal(block(), 0);
		free_domain(domain);
		assert_true(el2_free_pages() < pages);
		el2_fail(EL2_CTX_FREE, 0, false);
	}
	free_domain(new_domain());
	assert_int_equal(el2_free_pages(), pages);
}

static void expect_all_pages(unsigned int pages)
{
	el2_on_call = NULL;
	free_domain(new_domain());
	assert_int_equal(el2_free_pages(), pages);
}

/* An SMMU may be slow, before each page. */
static void a_domain_is_freed_when_the_smmu_is_ready(void **state)
{
	unsigned int pages = el2_free_pages();
	struct iommu_domain *a = new_domain();

	el2_answers_with((struct answer) {
		.call = "free_domain",
		.ret = { -EAGAIN, EL2S_OWN, -EAGAIN }, .times = { 400, 1, 400 },
	});
	free_domain(a);
	assert_int_equal(el2_free_pages(), pages);
	assert_int_equal(host_messages, 0);

	/* Five seconds for a page, no longer. */
	a = new_domain();
	el2_answers("free_domain", -EAGAIN, 0, 10000);
	free_domain(a);
	assert_in_range(answers[0].asked, 490, 510);
	assert_int_equal(host_messages, 1);
	expect_all_pages(pages);

	/* No other error goes away by itself. */
	a = new_domain();
	el2_answers("free_domain", -EIO, 0, 10);
	free_domain(a);
	assert_int_equal(answers[0].asked, 1);
	expect_all_pages(pages);
}

static void a_domain_says_what_it_maps(void **state)
{
	struct iommu_domain *a = new_domain();

	assert_int_equal(a->pgsize_bitmap, SZ_4K);
	assert_int_equal(a->geometry.aperture_start, 0);
	assert_true(a->geometry.aperture_end == (1ULL << PKVM_IOMMU_IAS) - 1);
	assert_true(a->geometry.force_aperture);
}

/* A driver may map and unmap where it must not sleep. */
static size_t map(struct iommu_domain *domain, unsigned long iova, u64 phys, size_t nr, int *ret)
{
	size_t mapped = 0;

	host_atomic++;
	*ret = pkvm_smmu_paging_ops.map_pages(domain, iova, phys, SZ_4K, nr, RW, GFP_ATOMIC,
					      &mapped);
	host_atomic--;
	return mapped / SZ_4K;
}

static size_t unmap(struct iommu_domain *domain, unsigned long iova, size_t nr)
{
	size_t unmapped;

	host_atomic++;
	unmapped = pkvm_smmu_paging_ops.unmap_pages(domain, iova, SZ_4K, nr, NULL);
	host_atomic--;
	return unmapped / SZ_4K;
}

/* All of it is mapped, and only then it is no error. */
static void map_all(struct iommu_domain *domain, unsigned long iova, u64 phys, size_t nr)
{
	int ret;

	assert_int_equal(map(domain, iova, phys, nr, &ret), nr);
	assert_int_equal(ret, 0);
}

/* Nothing is mapped. */
static void expect_no_map(struct iommu_domain *domain, size_t nr, int err)
{
	int ret;

	assert_int_equal(map(domain, IOVA, DATA_PAGE(0), nr, &ret), 0);
	assert_int_equal(ret, err);
	assert_int_equal(el2_pins(DATA_PAGE(0)), 0);
}

/* -EIO: an SMMUv3 refused the command. */
static void iova_is_used_once_confirmed(int error)
{
	struct iommu_domain *domain = new_domain();
	u64 phys;
	int ret;

	assert_int_equal(attach(domain), 0);
	map_all(domain, IOVA, DATA_PAGE(0), 4);
	assert_true(el2_dma(0, SID, IOVA + 0x1000, &phys));
	el2_fail(EL2_INVAL, error, true);
	assert_int_equal(unmap(domain, IOVA, 3), 0);
	/* The device may still reach the old page, so no other may be there. */
	assert_int_equal(map(domain, IOVA, DATA_PAGE(8), 2, &ret), 0);
	assert_int_equal(ret, error);
	assert_int_equal(el2_pins(DATA_PAGE(8)), 0);
	assert_int_equal(el2_pins(DATA_PAGE(0)), 1);
	/* Elsewhere it may. */
	map_all(domain, IOVA + 0x100000, DATA_PAGE(8), 1);
	el2_fail(EL2_INVAL, 0, false);
	map_all(domain, IOVA, DATA_PAGE(8), 2);
	assert_true(el2_dma(0, SID, IOVA + 0x1000, &phys));
	assert_true(phys == DATA_PAGE(9));
	assert_int_equal(el2_pins(DATA_PAGE(0)), 0);
	/* What is mapped stays, in a stale domain too. */
	assert_int_equal(map(domain, IOVA + 0x3000, DATA_PAGE(9), 1, &ret), 0);
	assert_int_equal(ret, -EEXIST);
	assert_true(el2_dma(0, SID, IOVA + 0x3000, &phys));
	assert_true(phys == DATA_PAGE(3));
}

static void an_unconfirmed_iova_is_used_once_confirmed(void **state)
{
	iova_is_used_once_confirmed(-ETIMEDOUT);
}

static void an_iova_is_used_once_a_command_is_not_refused(void **state)
{
	iova_is_used_once_confirmed(-EIO);
}

/* Above all pages that the allocator has. */
#define MANY_PAGES(n)	DATA_PAGE(1200 + (n))

/* The core unmaps what it is told is mapped, and nothing else. */
static void a_map_that_fails_half_way_tells_how_far(void **state)
{
	struct iommu_domain *domain = new_domain();
	const size_t nr = 2 * PKVM_IOMMU_MAX_BATCH + 3;
	unsigned int i;
	int ret;

	assert_int_equal(attach(domain), 0);
	map_all(domain, IOVA + nr * SZ_4K, MANY_PAGES(0), 1);
	assert_int_equal(map(domain, IOVA, MANY_PAGES(1), nr + 1, &ret),
			 2 * PKVM_IOMMU_MAX_BATCH);
	assert_int_equal(ret, -EEXIST);
	assert_int_equal(unmap(domain, IOVA, 2 * PKVM_IOMMU_MAX_BATCH),
			 2 * PKVM_IOMMU_MAX_BATCH);
	for (i = 1; i <= nr; i++)
		assert_int_equal(el2_pins(MANY_PAGES(i)), 0);
	assert_int_equal(el2_pins(MANY_PAGES(0)), 1);
}

static void an_unmap_stops_at_a_hole(void **state)
{
	struct iommu_domain *domain = new_domain();
	const size_t nr = PKVM_IOMMU_MAX_BATCH + 2;
	int ret;

	assert_int_equal(attach(domain), 0);
	map_all(domain, IOVA, MANY_PAGES(0), nr);
	map_all(domain, IOVA + (nr + 1) * SZ_4K, MANY_PAGES(0), 1);
	assert_int_equal(unmap(domain, IOVA, nr + 2), nr);
	assert_int_equal(el2_pins(MANY_PAGES(0)), 1);
	assert_int_equal(unmap(domain, IOVA + (nr + 1) * SZ_4K, 1), 1);
	assert_int_equal(el2_pins(MANY_PAGES(0)), 0);
}

/*
 * A page of which an SMMU has not confirmed that it is unmapped, freed by its driver all the
 * same: EL2 refuses it as a page of its own, and it must not be the next one that it is given.
 */
static void a_page_in_a_tlb_is_given_to_el2_once(void **state)
{
	struct iommu_domain *domain = new_domain();
	struct page *busy = host_alloc_pages(2);
	unsigned int free;
	int ret;

	assert_int_equal(attach(domain), 0);
	map_all(domain, IOVA, (u64)(uintptr_t)busy << PAGE_SHIFT, 1);
	el2_fail(EL2_INVAL, -ETIMEDOUT, true);
	assert_int_equal(unmap(domain, IOVA, 1), 0);
	el2_fail(EL2_INVAL, 0, false);
	/* The pages that are found first: for a domain, then for a table. */
	host_free_pages(busy, 2);
	free = el2_free_pages();
	assert_int_equal(PTR_ERR(pkvm_smmu_domain_alloc(&dev)), -EBUSY);
	free_domain(new_domain());
	assert_int_equal(el2_free_pages(), free - 2);
	host_free_pages(busy, 1);
	map_all(domain, 2 * IOVA, DATA_PAGE(0), 1);
	assert_int_equal(el2_free_pages(), free - 4);
}

static void a_page_that_el2_refuses_is_free_again(void **state)
{
	struct iommu_domain *a = new_domain();
	unsigned int pages = el2_free_pages();

	/* For a stream's entry; a busy one is not freed. */
	el2_want_page();
	el2_answers("topup", -EPERM, 0, 1);
	assert_int_equal(attach(a), -ENOMEM);
	assert_int_equal(el2_free_pages(), pages);
	el2_answers("topup", -EBUSY, 0, 1);
	assert_int_equal(attach(a), -ENOMEM);
	assert_int_equal(el2_free_pages(), pages - 1);
	assert_int_equal(attach(a), 0);
	pages = el2_free_pages();
	/* For a table. */
	el2_answers("topup", -EPERM, 0, 1);
	expect_no_map(a, 1, -EPERM);
	assert_int_equal(el2_free_pages(), pages);
	/* For a domain. */
	el2_answers("alloc_domain", -EPERM, 0, 1);
	assert_int_equal(PTR_ERR(pkvm_smmu_domain_alloc(&dev)), -EPERM);
	assert_int_equal(el2_free_pages(), pages);
	/* Who has these pages is not known. */
	el2_answers("alloc_domain", PKVM_IOMMU_DOMAIN_IDENTITY, 0, 1);
	assert_int_equal(PTR_ERR(pkvm_smmu_domain_alloc(&dev)), -EPROTO);
	assert_int_equal(el2_free_pages(), pages - 2);
}

static void without_pages_nothing_is_mapped(void **state)
{
	struct iommu_domain *a = new_domain();

	assert_int_equal(attach(a), 0);
	while (host_alloc_pages(1))
		;
	expect_no_map(a, 1, -ENOMEM);
	assert_int_equal(PTR_ERR(pkvm_smmu_domain_alloc(&dev)), -ENOMEM);
	el2_want_page();
	el2_answers("topup", 0, 0, 0);
	assert_int_equal(block(), -ENOMEM);
	assert_int_equal(answers[0].asked, 0);
}

/* Other CPUs that map may take the pages first; but EL2 says how many it lacks. */
static void a_map_is_repeated_with_pages(void **state)
{
	struct iommu_domain *a = new_domain();
	unsigned int pages = el2_free_pages();

	el2_answers("map", -ENOMEM, 2, 15);
	map_all(a, IOVA, DATA_PAGE(0), 1);
	assert_int_equal(el2_free_pages(), pages - 15 * 2);
	assert_int_equal(unmap(a, IOVA, 1), 1);
	el2_answers("map", -ENOMEM, 1, 17);
	expect_no_map(a, 1, -ENOMEM);
	assert_int_equal(answers[0].asked, 16);
	assert_int_equal(host_messages, 0);
	el2_answers("map", -ENOMEM, 0, 1);
	expect_no_map(a, 1, -EPROTO);
	/* A page that is refused ends it, one that is busy does not. */
	el2_answers("map", -ENOMEM, 3, 1);
	el2_also_answers("topup", -EPERM, 1);
	expect_no_map(a, 1, -EPERM);
	assert_int_equal(answers[1].asked, 1);
	el2_answers("map", -ENOMEM, 3, 1);
	el2_also_answers("topup", -EBUSY, 1);
	map_all(a, IOVA, DATA_PAGE(0), 1);
	assert_int_equal(answers[1].asked, 1);
}

static void an_impossible_count_is_an_error(void **state)
{
	struct iommu_domain *a = new_domain();

	el2_answers("map", 0, 0, 1);
	expect_no_map(a, 2, -EPROTO);
	el2_answers("map", 3, 0, 1);
	expect_no_map(a, 2, -EPROTO);
	map_all(a, IOVA, DATA_PAGE(0), 2);
	el2_answers("unmap", 0, 0, 1);
	assert_int_equal(unmap(a, IOVA, 2), 0);
	el2_answers("unmap", 3, 0, 1);
	assert_int_equal(unmap(a, IOVA, 2), 0);
	assert_int_equal(unmap(a, IOVA, 2), 2);
}

static void failures_are_logged(void **state)
{
	struct iommu_domain *a = new_domain();
	int ret;

	assert_int_equal(attach(a), 0);
	map_all(a, IOVA, DATA_PAGE(0), 3);
	assert_int_equal(host_messages, 0);
	assert_int_equal(map(a, IOVA, DATA_PAGE(4), 1, &ret), 0);
	assert_int_equal(ret, -EEXIST);
	assert_int_equal(host_messages, 1);
	el2_answers("unmap", -EINVAL, 0, 1);
	assert_int_equal(unmap(a, IOVA, 1), 0);
	assert_int_equal(host_messages, 2);
	/* A hole is none. */
	assert_int_equal(unmap(a, 2 * IOVA, 1), 0);
	assert_int_equal(host_messages, 2);
	/* That IOVAs stay unusable is said once. */
	el2_fail(EL2_INVAL, -ETIMEDOUT, true);
	assert_int_equal(unmap(a, IOVA, 1), 0);
	assert_int_equal(host_messages, 4);
	assert_int_equal(unmap(a, IOVA + SZ_4K, 1), 0);
	assert_int_equal(host_messages, 5);
	el2_fail(EL2_INVAL, 0, false);
}

/* An unmap again costs calls, and one that fails is not followed by others. */
static void only_a_stale_domain_is_unmapped_again(void **state)
{
	struct iommu_domain *a = new_domain();
	int ret;

	assert_int_equal(attach(a), 0);
	map_all(a, IOVA, DATA_PAGE(0), 3);
	el2_answers("unmap", -EINVAL, 0, 1);
	assert_int_equal(unmap(a, IOVA, 1), 0);
	el2_answers("iova_to_phys", EL2S_OWN, 0, 0);
	assert_int_equal(map(a, IOVA, DATA_PAGE(4), 1, &ret), 0);
	assert_int_equal(ret, -EEXIST);
	assert_int_equal(answers[0].asked, 0);

	el2_fail(EL2_INVAL, -ETIMEDOUT, true);
	assert_int_equal(unmap(a, IOVA, 3), 0);
	el2_answers("unmap", EL2S_OWN, 0, 0);
	assert_int_equal(map(a, IOVA, DATA_PAGE(4), 3, &ret), 0);
	assert_int_equal(ret, -ETIMEDOUT);
	assert_int_equal(answers[0].asked, 1);
	el2_fail(EL2_INVAL, 0, false);
}

/* Where EL2 lends banks, every domain is nested; without a device none can be. */
static void domains_are_nested_where_they_can_be(void **state)
{
	struct iommu_domain *domain;

	smmu.nested = true;
	assert_ptr_equal(pkvm_smmu_domain_alloc(&dev), &nested_domain);
	domain = pkvm_smmu_domain_alloc(NULL);
	assert_false(IS_ERR(domain));
	assert_ptr_not_equal(domain, &nested_domain);
	pkvm_smmu_paging_ops.free(domain);
	smmu.nested = false;
	free_domain(new_domain());
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_failed_move_returns_to_the_old_domain),
		T(a_refused_move_changes_nothing),
		T(a_stream_gets_a_page),
		T(a_device_is_attached_with_all_streams),
		T(a_refused_stream_ends_the_attach),
		T(a_stuck_stream_is_attached_again),
		T(a_failed_detach_forgets_the_domain),
		T(an_unconfirmed_domain_is_freed_later),
		T(a_domain_is_freed_when_the_smmu_is_ready),
		T(a_domain_says_what_it_maps),
		T(an_unconfirmed_iova_is_used_once_confirmed),
		T(an_iova_is_used_once_a_command_is_not_refused),
		T(a_map_that_fails_half_way_tells_how_far),
		T(an_unmap_stops_at_a_hole),
		T(a_page_in_a_tlb_is_given_to_el2_once),
		T(a_page_that_el2_refuses_is_free_again),
		T(without_pages_nothing_is_mapped),
		T(a_map_is_repeated_with_pages),
		T(an_impossible_count_is_an_error),
		T(failures_are_logged),
		T(only_a_stale_domain_is_unmapped_again),
		T(domains_are_nested_where_they_can_be),
	};

	return cmocka_run_group_tests_name("host_driver", tests, NULL, NULL);
}
