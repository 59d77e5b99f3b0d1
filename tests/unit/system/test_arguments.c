// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each argument of each hypercall has 64 bits. A call that would succeed is made with one
 * more bit set in one of them, above those that the argument uses: it is refused, changes
 * nothing, and succeeds when it is made as it was.
 */
#include "account.h"

#define RW	(PKVM_IOMMU_PROT_READ | PKVM_IOMMU_PROT_WRITE)
#define IOVA	0x40000000ULL
#define PAGE(n)	(MEM2 + (u64)(n) * PAGE_SIZE)
#define PFN(n)	hyp_phys_to_pfn(PAGE(n))
#define MAX_ARGS 5

/* The first bit that no value of an argument has */
#define NUMBER	32	/* SMMU, stream ID, handle, count, flags */
#define FRAME	36	/* frame number of an address of 48 bits */
#define INPUT	PKVM_IOMMU_IAS
#define OUTPUT	48

struct call {
	const char *name;
	hypercall handler;
	u64 args[MAX_ARGS];
	unsigned int first[MAX_ARGS];	/* 0: there is no such argument */
};

static s64 make(const struct call *call, unsigned int arg, u64 more)
{
	u64 a[MAX_ARGS];

	memcpy(a, call->args, sizeof(a));
	a[arg] |= more;
	return hvc(call->handler, a[0], a[1], a[2], a[3], a[4], NULL, NULL);
}

static void refuses_more_bits(const struct call *call)
{
	unsigned int arg, bit;

	for (arg = 0; arg < MAX_ARGS; arg++) {
		for (bit = call->first[arg]; bit && bit < 64; bit++) {
			if (make(call, arg, BIT_ULL(bit)) >= 0)
				fail_msg("%s: bit %u of argument %u is ignored", call->name,
					 bit, arg);
		}
	}
}

/* In a system with a paging domain, attached and mapped, and a nested one. */
static void run_time_calls_refuse_more_bits(u64 handle, u64 nested)
{
	const struct call calls[] = {
		{ "alloc_domain", handle___pkvm_iommu_alloc_domain,
		  { PFN(10) }, { FRAME } },
		{ "topup", handle___pkvm_iommu_topup,
		  { handle, PFN(12) }, { NUMBER, FRAME } },
		{ "attach", handle___pkvm_iommu_attach,
		  { 0, 0x01, handle }, { NUMBER, NUMBER, NUMBER } },
		{ "attach", handle___pkvm_iommu_attach,
		  { 0, 0x01, nested }, { NUMBER, NUMBER, NUMBER } },
		{ "alloc_nested", handle___pkvm_iommu_alloc_nested,
		  { 0 }, { NUMBER, 1 } },
		{ "free_nested", handle___pkvm_iommu_free_nested,
		  { nested }, { NUMBER } },
		{ "map", handle___pkvm_iommu_map,
		  { handle, IOVA + 0x8000, PAGE(70), 1, RW },
		  { NUMBER, INPUT, OUTPUT, NUMBER, 3 } },
		{ "iova_to_phys", handle___pkvm_iommu_iova_to_phys,
		  { handle, IOVA }, { NUMBER, INPUT } },
		{ "unmap", handle___pkvm_iommu_unmap,
		  { handle, IOVA, 1 }, { NUMBER, INPUT, NUMBER } },
		{ "detach", handle___pkvm_iommu_detach,
		  { 2, 0x04 }, { NUMBER, NUMBER } },
		{ "get_fault", handle___pkvm_iommu_get_fault,
		  { 0 }, { NUMBER } },
		{ "query", handle___pkvm_iommu_query,
		  { PKVM_IOMMU_QUERY_SYNCS, 0 }, { NUMBER, NUMBER } },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		refuses_more_bits(&calls[i]);
		check_all();
	}
}

static void no_bit_of_a_run_time_call_is_ignored(void **state)
{
	struct call free_domain = { "free_domain", handle___pkvm_iommu_free_domain,
				    { 0 }, { NUMBER } };
	u64 handle, need, off, size;
	s64 nested;

	account_start(8, 0);
	nested = sys_alloc_nested(0, &off, &size);
	assert_true(nested > 0);
	handle = do_alloc(PFN(0));
	assert_int_equal(do_topup(handle, PFN(2)), 0);
	assert_int_equal(do_topup(handle, PFN(3)), 0);
	assert_int_equal(do_attach(2, 0x04, handle), 0);
	assert_int_equal(do_map(handle, IOVA, PAGE(60), 2, RW, &need), 2);

	run_time_calls_refuse_more_bits(handle, nested);

	assert_int_equal(do_attach(0, 0x01, handle), 0);
	assert_int_equal(do_map(handle, IOVA + 0x8000, PAGE(70), 1, RW, &need), 1);
	assert_int_equal(do_unmap(handle, IOVA, 2), 2);
	assert_int_equal(do_detach(2, 0x04), 0);
	assert_int_equal(do_detach(0, 0x01), 0);
	assert_int_equal(sys_free_nested(nested), 0);
	free_domain.args[0] = handle;
	refuses_more_bits(&free_domain);
	assert_int_equal(do_free(handle), 0);
	check_all();
}

/* Then the system is described as it is, and taken over. */
static void no_bit_of_a_set_up_call_is_ignored(void **state)
{
	const struct call calls[] = {
		{ "describe_smmu", handle___pkvm_iommu_describe_smmu,
		  { 0, PKVM_IOMMU_SMMU_MMU500, world_smmu_base(0, 0), WORLD_SMMU_SIZE, 0x7f80 },
		  { NUMBER, NUMBER, OUTPUT, OUTPUT, NUMBER } },
		{ "describe_guard", handle___pkvm_iommu_describe_guard,
		  { PKVM_IOMMU_GUARD_TEGRA_MC, world_mc_base(0), WORLD_MC_REGION_SIZE },
		  { NUMBER, OUTPUT, OUTPUT } },
		{ "describe_memory", handle___pkvm_iommu_describe_memory,
		  { CARVEOUT, PAGE_SIZE }, { OUTPUT, OUTPUT } },
	};
	const struct call after_smmus[] = {
		{ "describe_smmu_regs", handle___pkvm_iommu_describe_smmu_regs,
		  { 0, world_smmu_base(0, 1), WORLD_SMMU_SIZE }, { NUMBER, OUTPUT, OUTPUT } },
		{ "describe_streams", handle___pkvm_iommu_describe_streams,
		  { 0, orin_rows[0].sid, 1, orin_rows[0].client },
		  { NUMBER, NUMBER, NUMBER, 16 } },
	};
	unsigned int i;

	system_new(8, 0);
	for (i = 0; i < ARRAY_SIZE(calls); i++)
		refuses_more_bits(&calls[i]);
	system_describe();
	for (i = 0; i < ARRAY_SIZE(after_smmus); i++)
		refuses_more_bits(&after_smmus[i]);
	assert_int_equal(hvc(handle___pkvm_iommu_seal, 0, 0, 0, 0, 0, NULL, NULL), 0);
	check_complaints();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_bit_of_a_run_time_call_is_ignored),
		cmocka_unit_test(no_bit_of_a_set_up_call_is_ignored),
	};

	return cmocka_run_group_tests_name("arguments", tests, NULL, NULL);
}
