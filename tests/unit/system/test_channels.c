// SPDX-License-Identifier: GPL-2.0-only
/*
 * GPCDMA with a stream for each channel: a channel presents its own stream ID, never
 * another channel's, and each stream has its own domain.
 */
#include <stdio.h>

#include "engine.h"

/* The test's own offsets and bits, taken neither from EL2 nor from the model. */
#define CSR		0x00
#define MCSEQ		0x18
#define ENB		0x80000000U
#define MEM2MEM		0x00800000U
#define BOTH(sid)	((sid) | (sid) << 7)

#define AXISR		0x8c
#define AXISW		0x8d
#define NISO0		2
#define IOVA		0x40000000ULL
#define RW		(PKVM_IOMMU_PROT_READ | PKVM_IOMMU_PROT_WRITE)

static const struct {
	u8 ch, sid;
} channels[] = {
	{ 1, 0x04 }, { 2, 0x0e }, { 3, 0x11 }, { 7, 0x20 }, { 30, 0x6e }, { 31, 0x72 },
};

#define NO_ROW		20	/* a channel without a row */

static s64 describe(u64 smmu, u64 sid, u64 client)
{
	return hvc(handle___pkvm_iommu_describe_streams, smmu, sid, 1, client, 0, NULL, NULL);
}

static s64 seal(void)
{
	return hvc(handle___pkvm_iommu_seal, 0, 0, 0, 0, 0, NULL, NULL);
}

static void new_with_channels(void)
{
	unsigned int i;

	system_new(8, 0);
	system_describe();
	for (i = 0; i < ARRAY_SIZE(channels); i++)
		assert_int_equal(describe(NISO0, channels[i].sid,
					  PKVM_IOMMU_CHANNEL(channels[i].ch)), 0);
}

static int setup(void **state)
{
	(void)state;
	new_with_channels();
	assert_int_equal(seal(), 0);
	return 0;
}

static int teardown(void **state)
{
	check_complaints();
	return 0;
}

static u8 sid_of(unsigned int ch)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(channels); i++) {
		if (channels[i].ch == ch)
			return channels[i].sid;
	}
	return 0;
}

/* In either field, and with each stream ID that there can be. */
static void a_channel_is_given_its_own_stream_id_only(void **state)
{
	unsigned int ch, sid, own;
	u64 before;

	for (ch = 1; ch < 32; ch++) {
		own = sid_of(ch);
		put(ch, MCSEQ, BOTH(own));
		assert_int_equal(peek(ch, MCSEQ), BOTH(own));
		for (sid = 1; sid < 0x80; sid++) {
			if (sid == own)
				continue;
			before = refused();
			put(ch, MCSEQ, BOTH(sid));
			put(ch, MCSEQ, own | sid << 7);
			put(ch, MCSEQ, sid | own << 7);
			assert_int_equal(refused(), before + 3);
			assert_int_equal(peek(ch, MCSEQ), BOTH(own));
		}
		put(ch, MCSEQ, own);
		assert_int_equal(peek(ch, MCSEQ), own);
		put(ch, MCSEQ, 0);
		assert_int_equal(peek(ch, MCSEQ), 0);
	}
}

/* Left by firmware before EL2 saw it, for instance. */
static void a_channel_with_anothers_stream_id_is_not_enabled(void **state)
{
	u64 before;

	poke(2, MCSEQ, BOTH(0x11));
	before = refused();
	put(2, CSR, MEM2MEM | ENB);
	assert_int_equal(peek(2, CSR) & ENB, 0);
	assert_int_equal(refused(), before + 1);
	poke(NO_ROW, MCSEQ, BOTH(0x04));
	put(NO_ROW, CSR, MEM2MEM | ENB);
	assert_int_equal(peek(NO_ROW, CSR) & ENB, 0);
	put(2, MCSEQ, BOTH(0x0e));
	put(2, CSR, MEM2MEM | ENB);
	assert_int_equal(peek(2, CSR) & ENB, ENB);
}

static void a_channel_that_runs_with_anothers_fails_the_takeover(void **state)
{
	new_with_channels();
	poke(31, MCSEQ, BOTH(0x6e));
	poke(31, CSR, MEM2MEM | ENB);
	assert_int_equal(seal(), -EBUSY);
	new_with_channels();
	poke(31, MCSEQ, BOTH(0x72));
	poke(31, CSR, MEM2MEM | ENB);
	assert_int_equal(seal(), 0);
}

static bool reaches(u16 client, u8 sid, u64 addr, u64 *pa)
{
	struct world_access a = { .node = NISO0, .client = client, .sid = sid, .addr = addr,
				  .write = client == AXISW };

	world_dma(&a);
	*pa = a.pa;
	return a.ok;
}

static u64 domain_with(u64 pfn, u64 phys)
{
	s64 handle = sys_alloc_domain(pfn);
	u64 need;

	assert_true(handle > 0);
	assert_int_equal(sys_topup(handle, pfn + 2), 0);
	assert_int_equal(sys_topup(handle, pfn + 3), 0);
	assert_int_equal(sys_map(handle, IOVA, phys, 1, RW, &need), 1);
	return handle;
}

/* Channel 2 is in one domain, channel 3 in another, channel 7 is blocked. */
static void check_domains(u64 page2, u64 page3)
{
	static const u16 clients[] = { AXISR, AXISW };
	unsigned int i;
	u64 pa;

	for (i = 0; i < ARRAY_SIZE(clients); i++) {
		assert_true(reaches(clients[i], 0x0e, IOVA, &pa));
		assert_int_equal(pa, page2);
		assert_true(reaches(clients[i], 0x11, IOVA, &pa));
		assert_int_equal(pa, page3);
		assert_false(reaches(clients[i], 0x20, IOVA, &pa));
		assert_false(reaches(clients[i], 0x20, page2, &pa));
		assert_false(reaches(clients[i], 0x7f, page2, &pa));
		assert_false(reaches(clients[i], 0x00, page2, &pa));
	}
	/* All other devices present what the memory controller forces. */
	assert_true(reaches(0x63, 0x0e, page2, &pa));
	assert_int_equal(pa, page2);
}

static void each_channel_has_a_domain_of_its_own(void **state)
{
	u64 page2 = MEM2 + 40 * PAGE_SIZE, page3 = MEM2 + 41 * PAGE_SIZE;
	u64 pfn = hyp_phys_to_pfn(MEM2);

	assert_int_equal(sys_attach(NISO0, 0x0e, domain_with(pfn, page2)), 0);
	assert_int_equal(sys_attach(NISO0, 0x11, domain_with(pfn + 4, page3)), 0);
	assert_int_equal(sys_detach(NISO0, 0x20), 0);
	check_domains(page2, page3);
	world_lose_power();
	assert_int_equal(pkvm_iommu_resume(true), 0);
	check_domains(page2, page3);
}

static void rows_of_channels_are_checked(void **state)
{
	new_with_channels();
	/* Another device's stream, another SMMU's, and no channel. */
	assert_int_equal(describe(NISO0, 0x05, PKVM_IOMMU_CHANNEL(NO_ROW)), -ENXIO);
	assert_int_equal(describe(NISO0, 0x13, PKVM_IOMMU_CHANNEL(NO_ROW)), -ENXIO);
	assert_int_equal(describe(NISO0, 0x7f, PKVM_IOMMU_CHANNEL(NO_ROW)), -ENXIO);
	assert_int_equal(describe(0, 0x0e, PKVM_IOMMU_CHANNEL(NO_ROW)), -ENXIO);
	assert_int_equal(describe(NISO0, 0x0e, PKVM_IOMMU_CHANNEL(32)), -ENXIO);
	/* A second stream of a channel. Two channels may share one. */
	assert_int_equal(describe(NISO0, 0x0f, PKVM_IOMMU_CHANNEL(2)), -EEXIST);
	assert_int_equal(describe(NISO0, 0x0e, PKVM_IOMMU_CHANNEL(NO_ROW)), 0);
	assert_int_equal(seal(), 0);
	put(NO_ROW, MCSEQ, BOTH(0x0e));
	assert_int_equal(peek(NO_ROW, MCSEQ), BOTH(0x0e));
}

/* Without rows of channels all share one stream, which the memory controller forces. */
static void without_channels_the_engine_has_one_stream(void **state)
{
	u64 before, pa;

	system_start(8, 0);
	put(2, MCSEQ, BOTH(0x04));
	assert_int_equal(peek(2, MCSEQ), BOTH(0x04));
	before = refused();
	put(2, MCSEQ, BOTH(0x0e));
	assert_int_equal(refused(), before + 1);
	assert_int_equal(sys_detach(NISO0, 0x04), 0);
	assert_false(reaches(AXISR, 0x0e, MEM2, &pa));
	assert_false(reaches(AXISR, 0x03, MEM2, &pa));	/* HDA's */
	assert_true(reaches(0x15, 0x03, MEM2, &pa));
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_channel_is_given_its_own_stream_id_only),
		T(a_channel_with_anothers_stream_id_is_not_enabled),
		T(a_channel_that_runs_with_anothers_fails_the_takeover),
		T(each_channel_has_a_domain_of_its_own),
		T(rows_of_channels_are_checked),
		T(without_channels_the_engine_has_one_stream),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
