// SPDX-License-Identifier: GPL-2.0-only
/*
 * The seal: from the description to a state. Everything that can be refused is
 * refused before the first register write: probes come before any takeover, and
 * the identity table is complete before any SMMU uses it.
 *
 * When hardware refuses in the middle, the state becomes FAILED: no register range
 * is closed to the host, and mainline's drivers bind, which initialise the hardware
 * from any state. Until they do, the streams that were taken over translate or
 * fault. The host is still trusted at this point, and in state FAILED no protected
 * VM can be created.
 */
#include <asm/kvm_pgtable.h>

#include <nvhe/mem_protect.h>
#include <nvhe/mm.h>

#include "core.h"

static int map_mmio(u64 base, u64 size, void __iomem **va)
{
	unsigned long haddr;
	int ret;

	ret = __pkvm_create_private_mapping(base, size, PAGE_HYP_DEVICE, &haddr);
	if (!ret)
		*va = (void __iomem *)haddr;
	return ret;
}

static int map_all_mmio(void)
{
	unsigned int n, i;
	int ret = 0;

	for (n = 0; n < topology.nr_smmus; n++) {
		struct hyp_smmu *smmu = topology.smmus[n];

		for (i = 0; !ret && i < smmu->nr_regs; i++)
			ret = map_mmio(smmu->regs[i].base, smmu->regs[i].size,
				       &smmu->regs[i].va);
	}
	for (i = 0; !ret && i < topology.mc.nr_regions; i++) {
		struct mc_region *region = &topology.mc.regions[i];

		ret = map_mmio(region->base, region->size, &region->va);
	}
	if (!ret)
		ret = map_mmio(topology.gpcdma.base, topology.gpcdma.size, &topology.gpcdma.va);
	return ret;
}

static int probe_all(void)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; !ret && i < topology.nr_smmus; i++)
		ret = topology.smmus[i]->ops->probe(topology.smmus[i]);
	if (!ret)
		ret = tegra_mc_probe(&topology.mc);
	if (!ret)
		ret = tegra_gpcdma_probe(&topology.gpcdma);
	return ret;
}

static int take_smmus(void)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; !ret && i < topology.nr_smmus; i++) {
		struct hyp_smmu *smmu = topology.smmus[i];

		hyp_spin_lock(&smmu->lock);
		ret = smmu->ops->takeover(smmu, identity_cfg());
		hyp_spin_unlock(&smmu->lock);
	}
	return ret;
}

/*
 * The memory controller comes last: until it forces each client's stream, a
 * client may present another's, and by then all of them are contained.
 */
static int take_mc(void)
{
	struct hyp_mc *mc = &topology.mc;
	int ret;

	hyp_spin_lock(&mc->lock);
	ret = tegra_mc_takeover(mc, topology.rows, topology.nr_rows);
	hyp_spin_unlock(&mc->lock);
	return ret;
}

/* Ownership must not change between the table's making and the first hook. */
static int take_all(void)
{
	int ret;

	hyp_spin_lock(&host_mmu.lock);
	ret = identity_build();
	if (!ret)
		ret = take_smmus();
	if (!ret)
		ret = take_mc();
	iommu_set_state(ret ? PKVM_IOMMU_FAILED : PKVM_IOMMU_ACTIVE);
	hyp_spin_unlock(&host_mmu.lock);
	return ret;
}

/**
 * seal() - check the description, take the hardware over, decide the state
 *
 * Return: 0 for ACTIVE; else FAILED, and a negative errno that says why.
 */
int seal(void)
{
	int ret;

	ret = topology_check();
	if (!ret)
		ret = map_all_mmio();
	if (!ret)
		ret = probe_all();
	if (!ret)
		return take_all();
	iommu_set_state(PKVM_IOMMU_FAILED);
	return ret;
}
