// SPDX-License-Identifier: GPL-2.0-only
/*
 * The system as the device tree describes it, which EL2 parses by itself
 * (CONFIG_PKVM_IOMMU_FDT_AT_EL2). EL1 names the blob. EL2 copies it once, to memory of its
 * own, and reads nothing but the copy from then on.
 *
 * The copy is not checked as a whole first (fdt_check_full()): the parser calls only
 * functions of libfdt that check each offset against the sizes in the header, and the
 * header's total size is at most that of the copy.
 */
#include <nvhe/mem_protect.h>
#include <nvhe/mm.h>
#include <nvhe/trap_handler.h>

#include "../core/core.h"
#include "tree.h"

#define TREE_BYTES	((u64)PKVM_IOMMU_TREE_PAGES << PAGE_SHIFT)

/* Under setup_lock. */
static struct pkvm_topology tree;
static void *copy;

/* What lies in one page. Another CPU may write it meanwhile: it is read once. */
static int copy_piece(void *to, u64 phys, u64 len)
{
	u64 page = ALIGN_DOWN(phys, PAGE_SIZE);
	int ret = -EPERM;

	hyp_spin_lock(&host_mmu.lock);
	if (pkvm_iommu_page_is_memory(page) &&
	    get_host_state(hyp_phys_to_page(page)) == PKVM_PAGE_OWNED) {
		memcpy(to, hyp_fixmap_map(page) + (phys - page), len);
		hyp_fixmap_unmap();
		ret = 0;
	}
	hyp_spin_unlock(&host_mmu.lock);
	return ret;
}

static int copy_blob(u64 phys, u64 size)
{
	u64 done, len;
	int ret = 0;

	for (done = 0; done < size && !ret; done += len) {
		len = min(size - done, PAGE_SIZE - ((phys + done) & ~PAGE_MASK));
		ret = copy_piece(copy + done, phys + done, len);
	}
	return ret;
}

/* Pages of the pool are contiguous. */
static int reserve_copy(void)
{
	unsigned int i;

	if (copy)
		return 0;
	copy = pkvm_iommu_reserve(1);
	for (i = 1; copy && i < PKVM_IOMMU_TREE_PAGES; i++) {
		if (!pkvm_iommu_reserve(1))
			copy = NULL;
	}
	return copy ? 0 : -ENOMEM;
}

static int parse_copy(u64 size)
{
	if (fdt_magic(copy) != FDT_MAGIC || fdt_totalsize(copy) > size)
		return -EINVAL;
	return pkvm_topology_parse(copy, &tree);
}

static const struct pkvm_topology_calls calls = {
	.smmu = pkvm_iommu_setup_smmu,
	.smmu_regs = pkvm_iommu_add_smmu_regs,
	.guard_regs = pkvm_iommu_add_guard_regs,
	.streams = pkvm_iommu_setup_row,
	.memory = pkvm_iommu_add_device_memory,
};

static int describe_copy(u64 size)
{
	int ret = parse_copy(size);

	if (!ret)
		ret = pkvm_topology_describe(&tree, &calls);
	if (ret)
		pkvm_iommu_set_state(PKVM_IOMMU_FAILED);
	else
		pkvm_iommu_close_description();
	return ret ?: tree.nr_rows;
}

/* Nothing has been described yet? SMMUs come first in any description. */
static int check_blob(u64 phys, u64 size)
{
	unsigned int i;

	for (i = 0; i < PKVM_IOMMU_NR_GUARDS; i++) {
		if (pkvm_iommu_topology->guards[i].nr)
			return -EEXIST;
	}
	if (pkvm_iommu_topology->nr_smmus)
		return -EEXIST;
	if (size > TREE_BYTES)
		return -E2BIG;
	return size < sizeof(struct fdt_header) || phys + size < phys ? -EINVAL : 0;
}

static int describe_tree(u64 phys, u64 size)
{
	int ret = pkvm_iommu_describe_gate() ?: check_blob(phys, size) ?: reserve_copy() ?:
		  copy_blob(phys, size);

	return ret ?: describe_copy(size);
}

int __pkvm_iommu_describe_tree(u64 phys, u64 size)
{
	int ret;

	hyp_spin_lock(&pkvm_iommu_setup_lock);
	ret = describe_tree(phys, size);
	hyp_spin_unlock(&pkvm_iommu_setup_lock);
	return ret;
}

static int tree_row(u64 index, u64 *stream, u64 *client)
{
	const struct pkvm_topology_row *row;

	if (pkvm_iommu_setup_gate())
		return pkvm_iommu_setup_gate();
	if (index >= tree.nr_rows)
		return -ENOENT;
	row = &tree.rows[index];
	*stream = (u64)row->smmu << 32 | row->sid;
	*client = (u64)row->nr_sids << 32 | row->client;
	return row->error;
}

int __pkvm_iommu_tree_row(u64 index, u64 *stream, u64 *client)
{
	int ret;

	*stream = 0;
	*client = 0;
	hyp_spin_lock(&pkvm_iommu_setup_lock);
	ret = tree_row(index, stream, client);
	hyp_spin_unlock(&pkvm_iommu_setup_lock);
	return ret;
}

void handle___pkvm_iommu_describe_tree(struct kvm_cpu_context *host_ctxt)
{
	DECLARE_REG(u64, phys, host_ctxt, 1);
	DECLARE_REG(u64, size, host_ctxt, 2);

	cpu_reg(host_ctxt, 1) = __pkvm_iommu_describe_tree(phys, size);
}

void handle___pkvm_iommu_tree_row(struct kvm_cpu_context *host_ctxt)
{
	DECLARE_REG(u64, index, host_ctxt, 1);
	u64 stream, client;

	cpu_reg(host_ctxt, 1) = __pkvm_iommu_tree_row(index, &stream, &client);
	cpu_reg(host_ctxt, 2) = stream;
	cpu_reg(host_ctxt, 3) = client;
}

#ifndef __KVM_NVHE_HYPERVISOR__
/* Hosted tests only: back to the state at boot. */
void pkvm_iommu_reset_tree(void)
{
	memset(&tree, 0, sizeof(tree));
	copy = NULL;
}
#endif
