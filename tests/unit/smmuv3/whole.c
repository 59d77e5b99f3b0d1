// SPDX-License-Identifier: GPL-2.0-only
/* All of EL2 on the model of an SMMUv3: see whole.h. */
#include "whole.h"

struct v3_model model;

static u64 mmio_read(void *opaque, u64 off, unsigned int size)
{
	return v3_read(opaque, off, size);
}

static void mmio_write(void *opaque, u64 off, unsigned int size, u64 val)
{
	if (v3_write_uses_memory(opaque, off, val))
		shim_needs_stores();
	v3_write(opaque, off, val, size);
}

const struct shim_mmio_ops v3_mmio_ops = { mmio_read, mmio_write };

void whole_boot(const struct v3_ids *ids, const struct shim_mmio_ops *ops)
{
	shim_reset();
	hyp_state_reset();
	shim_after_word = NULL;
	shim_add_memory(MEM, MEM_SIZE, false);
	pkvm_iommu_init(shim_hyp_pages(MEM, POOL_PAGES), POOL_PAGES);
	v3_init(&model, ids);
	shim_add_mmio(ENV_BASE, 0x20000, ops, &model);
}

int whole_describe(u64 base, u64 sid, u64 nr)
{
	int ret = __pkvm_iommu_describe_smmu(0, PKVM_IOMMU_SMMU_V3, base, 0x20000, 0);

	return ret ?: __pkvm_iommu_describe_streams(0, sid, nr, PKVM_IOMMU_NO_CLIENT);
}

void whole_take_over(void)
{
	assert_int_equal(whole_describe(ENV_BASE, 0, 0x10000), 0);
	assert_int_equal(__pkvm_iommu_seal(), 0);
}

void whole_start(void)
{
	whole_boot(&env_ids, &v3_mmio_ops);
	whole_take_over();
}
