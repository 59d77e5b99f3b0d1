// SPDX-License-Identifier: GPL-2.0-only
/* The system under test: see system.h. */
#include <stdio.h>
#include <stdlib.h>

#include <asm/esr.h>

#include "system.h"

#define SID_MASK	0x7f80

enum world_own_sids system_own_sids;
u64 system_device_accesses, system_scratch_reads;

u64 page_phys(unsigned int nr)
{
	const unsigned int low = MEM1_PAGES + CARVEOUT_PAGES;

	return nr < low ? MEM1 + nr * PAGE_SIZE : MEM2 + (nr - low) * PAGE_SIZE;
}

int page_nr(u64 phys)
{
	const unsigned int low = MEM1_PAGES + CARVEOUT_PAGES;

	if (phys >= MEM1 && phys < MEM1 + low * PAGE_SIZE)
		return (phys - MEM1) >> PAGE_SHIFT;
	if (phys >= MEM2 && phys < MEM2 + MEM2_PAGES * PAGE_SIZE)
		return low + ((phys - MEM2) >> PAGE_SHIFT);
	return -1;
}

bool host_reaches(u64 phys)
{
	if (page_nr(phys) < 0 || (phys >= CARVEOUT && phys < MEM2))
		return false;
	return get_host_state(hyp_phys_to_page(phys)) != PKVM_NOPAGE;
}

s64 hvc(hypercall handler, u64 x1, u64 x2, u64 x3, u64 x4, u64 x5, u64 *out2, u64 *out3)
{
	struct kvm_cpu_context ctxt = { .regs.regs = { 0, x1, x2, x3, x4, x5 } };

	handler(&ctxt);
	if (out2)
		*out2 = ctxt.regs.regs[2];
	if (out3)
		*out3 = ctxt.regs.regs[3];
	return ctxt.regs.regs[1];
}

s64 sys_alloc_domain(u64 pfn)
{
	return hvc(handle___pkvm_iommu_alloc_domain, pfn, 0, 0, 0, 0, NULL, NULL);
}

s64 sys_free_domain(u64 handle)
{
	return hvc(handle___pkvm_iommu_free_domain, handle, 0, 0, 0, 0, NULL, NULL);
}

s64 sys_topup(u64 handle, u64 pfn)
{
	return hvc(handle___pkvm_iommu_topup, handle, pfn, 0, 0, 0, NULL, NULL);
}

s64 sys_alloc_nested(u64 smmu, u64 *off, u64 *size)
{
	return hvc(handle___pkvm_iommu_alloc_nested, smmu, 0, 0, 0, 0, off, size);
}

s64 sys_free_nested(u64 handle)
{
	return hvc(handle___pkvm_iommu_free_nested, handle, 0, 0, 0, 0, NULL, NULL);
}

s64 sys_attach(u64 smmu, u64 sid, u64 handle)
{
	return hvc(handle___pkvm_iommu_attach, smmu, sid, handle, 0, 0, NULL, NULL);
}

s64 sys_detach(u64 smmu, u64 sid)
{
	return hvc(handle___pkvm_iommu_detach, smmu, sid, 0, 0, 0, NULL, NULL);
}

s64 sys_map(u64 handle, u64 iova, u64 phys, u64 nr, u64 prot, u64 *need)
{
	return hvc(handle___pkvm_iommu_map, handle, iova, phys, nr, prot, need, NULL);
}

s64 sys_unmap(u64 handle, u64 iova, u64 nr)
{
	return hvc(handle___pkvm_iommu_unmap, handle, iova, nr, 0, 0, NULL, NULL);
}

s64 sys_iova_to_phys(u64 handle, u64 iova)
{
	return hvc(handle___pkvm_iommu_iova_to_phys, handle, iova, 0, 0, 0, NULL, NULL);
}

s64 sys_get_fault(u64 smmu, u64 *addr, u64 *status)
{
	return hvc(handle___pkvm_iommu_get_fault, smmu, 0, 0, 0, 0, addr, status);
}

s64 sys_query(u64 what, u64 index)
{
	return hvc(handle___pkvm_iommu_query, what, index, 0, 0, 0, NULL, NULL);
}

bool sys_host_access(u64 addr, unsigned int size, bool write, u64 *val)
{
	struct kvm_cpu_context ctxt = { .regs.regs = { [3] = *val } };
	u64 esr = ESR_ELx_EC_DABT_LOW << ESR_ELx_EC_SHIFT | ESR_ELx_IL | ESR_ELx_ISV | ESR_ELx_SF |
		  (u64)__builtin_ctz(size) << ESR_ELx_SAS_SHIFT | 3ULL << ESR_ELx_SRT_SHIFT;
	unsigned int skipped = shim_skipped;
	bool handled = pkvm_iommu_host_abort(&ctxt, write ? esr | ESR_ELx_WNR : esr, addr);

	/* An instruction that aborts is not skipped: the host's handler sees where it is. */
	assert_int_equal(shim_skipped, skipped + handled);
	*val = ctxt.regs.regs[3];
	return handled;
}

int sys_clip(u64 addr, u64 *start, u64 *end)
{
	int ret;

	hyp_spin_lock(&host_mmu.lock);
	ret = pkvm_iommu_clip_mmio(addr, start, end);
	hyp_spin_unlock(&host_mmu.lock);
	return ret;
}

/* Memory for the models, and EL2's accesses to their registers. */

static bool dma_read(uint64_t pa, void *buf, size_t len)
{
	if (!shim_mem(pa))
		return false;
	memcpy(buf, shim_mem(pa), len);
	return true;
}

static bool dma_write(uint64_t pa, const void *buf, size_t len)
{
	return shim_dma_write(pa, buf, len);
}

static bool walk_read(uint64_t pa, void *buf, size_t len)
{
	return shim_poc_read(pa, buf, len);
}

static u64 smmu_read(void *opaque, u64 off, unsigned int size)
{
	uintptr_t which = (uintptr_t)opaque;

	return world_smmu_read(which / 2, which % 2, off, size);
}

static void smmu_write(void *opaque, u64 off, unsigned int size, u64 val)
{
	uintptr_t which = (uintptr_t)opaque;

	if (shim_is_mmu500_invalidation(off))
		shim_needs_stores();
	world_smmu_write(which / 2, which % 2, off, val, size);
}

static u64 mc_read(void *opaque, u64 off, unsigned int size)
{
	return world_mc_read((uintptr_t)opaque, off, size);
}

static void mc_write(void *opaque, u64 off, unsigned int size, u64 val)
{
	world_mc_write((uintptr_t)opaque, off, val, size);
}

static u64 gpcdma_read(void *opaque, u64 off, unsigned int size)
{
	return world_gpcdma_read(off, size);
}

static void gpcdma_write(void *opaque, u64 off, unsigned int size, u64 val)
{
	world_gpcdma_write(off, val, size);
}

static u64 device_read(void *opaque, u64 off, unsigned int size)
{
	system_device_accesses++;
	return world_device_read((uintptr_t)opaque, off, size);
}

static void device_write(void *opaque, u64 off, unsigned int size, u64 val)
{
	system_device_accesses++;
	world_device_write((uintptr_t)opaque, off, val, size);
}

/* An unaligned access to device memory is an abort at EL2. */
static u64 scratch_read(void *opaque, u64 off, unsigned int size)
{
	assert_int_equal(off % size, 0);
	system_scratch_reads++;
	return world_scratch_read(off, size);
}

static void scratch_write(void *opaque, u64 off, unsigned int size, u64 val)
{
	world_scratch_write(off, val, size);
}

static void add_registers(void)
{
	static const struct shim_mmio_ops device_ops = { device_read, device_write };
	static const struct shim_mmio_ops scratch_ops = { scratch_read, scratch_write };
	static const struct shim_mmio_ops gpcdma_ops = { gpcdma_read, gpcdma_write };
	static const struct shim_mmio_ops smmu_ops = { smmu_read, smmu_write };
	static const struct shim_mmio_ops mc_ops = { mc_read, mc_write };
	uintptr_t n, i;

	for (n = 0; n < WORLD_NODES; n++)
		for (i = 0; i < world_instances(n); i++)
			shim_add_mmio(world_smmu_base(n, i), WORLD_SMMU_SIZE, &smmu_ops,
				      (void *)(2 * n + i));
	for (i = 0; i < WORLD_MC_REGIONS; i++)
		shim_add_mmio(world_mc_base(i), WORLD_MC_REGION_SIZE, &mc_ops, (void *)i);
	shim_add_mmio(WORLD_GPCDMA_BASE, WORLD_GPCDMA_SIZE, &gpcdma_ops, NULL);
	for (i = 0; i < WORLD_DEVICES; i++)
		shim_add_mmio(world_device_base(i), WORLD_DEVICE_SIZE, &device_ops, (void *)i);
	shim_add_mmio(WORLD_SCRATCH_BASE, WORLD_SCRATCH_SIZE, &scratch_ops, NULL);
}

void system_new(unsigned int num_cb, u32 leftovers)
{
	const struct world_config cfg = {
		.num_cb = num_cb, .leftovers = leftovers, .own_sids = system_own_sids,
		.walk_read = walk_read, .dma_read = dma_read, .dma_write = dma_write,
	};

	system_device_accesses = 0;
	system_scratch_reads = 0;
	shim_reset();
	hyp_state_reset();
	shim_add_memory(MEM1, MEM1_PAGES * PAGE_SIZE, false);
	shim_add_memory(CARVEOUT, CARVEOUT_PAGES * PAGE_SIZE, true);
	shim_add_memory(MEM2, MEM2_PAGES * PAGE_SIZE, false);
	pkvm_iommu_init(shim_hyp_pages(MEM1, POOL_PAGES), POOL_PAGES);
	world_new(&cfg);
	add_registers();
}

void system_describe(void)
{
	unsigned int i;

	for (i = 0; i < WORLD_NODES; i++) {
		assert_int_equal(hvc(handle___pkvm_iommu_describe_smmu, i, PKVM_IOMMU_SMMU_MMU500,
				     world_smmu_base(i, 0), WORLD_SMMU_SIZE, SID_MASK, NULL,
				     NULL), 0);
		if (world_instances(i) > 1)
			assert_int_equal(hvc(handle___pkvm_iommu_describe_smmu_regs, i,
					     world_smmu_base(i, 1), WORLD_SMMU_SIZE, 0, 0, NULL,
					     NULL), 0);
	}
	for (i = 0; i < WORLD_MC_REGIONS; i++)
		assert_int_equal(hvc(handle___pkvm_iommu_describe_guard, PKVM_IOMMU_GUARD_TEGRA_MC,
				     world_mc_base(i), WORLD_MC_REGION_SIZE, 0, 0, NULL, NULL), 0);
	for (i = 0; i < NR_ORIN_DT_ROWS; i++) {
		const struct orin_row *r = &orin_rows[i];

		assert_int_equal(hvc(handle___pkvm_iommu_describe_streams, r->smmu, r->sid, 1,
				     r->client, 0, NULL, NULL), 0);
	}
}

void system_start(unsigned int num_cb, u32 leftovers)
{
	system_new(num_cb, leftovers);
	system_describe();
	assert_int_equal(hvc(handle___pkvm_iommu_seal, 0, 0, 0, 0, 0, NULL, NULL), 0);
}

void check_complaints(void)
{
	if (world_complaint())
		fail_msg("a model complains: %s", world_complaint());
}
