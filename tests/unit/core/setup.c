// SPDX-License-Identifier: GPL-2.0-only
/* The tests' system: see setup.h. */
#include "setup.h"

u64 device_memory, device_memory_size;

int reset_system(void **state)
{
	device_memory_size = 0;
	shim_reset();
	fake_reset();
	hyp_state_reset();
	shim_add_memory(MEM1, MEM1_SIZE, false);
	shim_add_memory(CARVEOUT, CARVEOUT_SIZE, true);
	shim_add_memory(MEM2, MEM2_SIZE, false);
	pkvm_iommu_init(shim_hyp_pages(MEM1, POOL_PAGES), POOL_PAGES);
	return 0;
}

void describe_smmus(void)
{
	assert_int_equal(describe_smmu(0, SMMU0_BASE, SMMU0_BASE1, SMMU_SIZE, SID_MASK), 0);
	assert_int_equal(describe_smmu(1, SMMU1_BASE, 0, SMMU_SIZE, SID_MASK), 0);
}

void describe_six_rows(void)
{
	unsigned int sid;

	for (sid = 1; sid <= 3; sid++) {
		assert_int_equal(describe_row(ROW(0, sid, 0x10 + sid)), 0);
		assert_int_equal(describe_row(ROW(1, sid, PKVM_IOMMU_NO_CLIENT)), 0);
	}
}

void describe_system(void)
{
	describe_smmus();
	assert_int_equal(describe_mc(MC_BASE, MC_SIZE), 0);
	describe_six_rows();
}

int active_system(void **state)
{
	reset_system(state);
	describe_system();
	assert_int_equal(__pkvm_iommu_seal(), 0);
	check_invariants();
	return 0;
}

u64 new_domain(unsigned int n, unsigned int extra)
{
	u64 pfn = hyp_phys_to_pfn(HOST_PAGE(n));
	s64 handle = __pkvm_iommu_alloc_domain(pfn);
	unsigned int i;

	assert_true(handle >= PKVM_IOMMU_DOMAIN_FIRST);
	for (i = 0; i < extra; i++)
		assert_int_equal(__pkvm_iommu_topup(handle, pfn + 2 + i), 0);
	return handle;
}

s64 map_pages(u64 handle, u64 iova, u64 phys, u64 nr)
{
	u64 need;

	return __pkvm_iommu_map(handle, iova, phys, nr,
				PKVM_IOMMU_PROT_READ | PKVM_IOMMU_PROT_WRITE, &need);
}

static bool host_reaches(u64 phys)
{
	if (phys - device_memory < device_memory_size)
		return true;
	return !check_range_allowed_memory(phys, phys + PAGE_SIZE) &&
	       get_host_state(hyp_phys_to_page(phys)) != PKVM_NOPAGE;
}

/* I2 for the identity table: exactly what the host reaches, at its own address. */
static void check_identity(u64 base, u64 size)
{
	u64 phys, root = fake_root_of(0, SMMU_CTX_IDENTITY);

	for (phys = base; phys < base + size; phys += PAGE_SIZE) {
		u64 to = fake_walk(root, phys, NULL);

		if (to != (host_reaches(phys) ? phys : FAKE_FAULT))
			fail_msg("identity maps %#llx to %#llx", phys, to);
	}
}

/* I2 for TLBs: no entry leads where the host doesn't reach. */
static void check_tlbs(u64 base, u64 size)
{
	u64 phys;

	for (phys = base; phys < base + size; phys += PAGE_SIZE)
		if (!host_reaches(phys) && fake_tlb_reaches(phys))
			fail_msg("a TLB still leads to %#llx", phys);
}

/* I3: what is pinned is the host's. */
static void check_pins(u64 base, u64 size)
{
	u64 phys;

	for (phys = base; phys < base + size; phys += PAGE_SIZE)
		if (hyp_phys_to_page(phys)->dma_pins && !host_reaches(phys))
			fail_msg("%#llx is pinned and not the host's", phys);
}

/* Each attached stream selects the context of its domain, and no other. */
static void check_streams(void)
{
	unsigned int n, i;

	for (n = 0; n < pkvm_iommu_topology->nr_smmus; n++) {
		struct hyp_smmu *smmu = pkvm_iommu_topology->smmus[n];

		for (i = 0; i < smmu->nr_streams; i++) {
			int handle = smmu->streams[i].domain, ctx = fake_ctx_of(n, i);

			if (handle == -2)	/* stuck: any of its contexts */
				continue;
			if (handle < 0)
				assert_int_equal(ctx, SMMU_CTX_BLOCKED);
			else if (!handle)
				assert_int_equal(ctx, SMMU_CTX_IDENTITY);
			else
				assert_int_not_equal(fake_root_of(n, ctx), 0);
		}
	}
}

void check_tables(void)
{
	unsigned int smmu, ctx;
	u64 root;

	for (smmu = 0; smmu < 2; smmu++) {
		for (ctx = 1; ctx < fake_nr_ctx; ctx++) {
			root = fake_root_of(smmu, ctx);
			if (root && !fake_is_lent(smmu, ctx))
				assert_int_equal(get_host_state(hyp_phys_to_page(root)),
						 PKVM_NOPAGE);
		}
	}
}

void check_invariants(void)
{
	unsigned int i;

	for (i = 0; i < hyp_memblock_nr; i++) {
		struct memblock_region *reg = &hyp_memory[i];

		check_pins(reg->base, reg->size);
		if (__pkvm_iommu_query(PKVM_IOMMU_QUERY_STATE, 0) != PKVM_IOMMU_ACTIVE)
			continue;
		check_identity(reg->base, reg->size);
		check_tlbs(reg->base, reg->size);
	}
	if (__pkvm_iommu_query(PKVM_IOMMU_QUERY_STATE, 0) == PKVM_IOMMU_ACTIVE)
		check_streams();
}

int check_teardown(void **state)
{
	check_invariants();
	return 0;
}
