// SPDX-License-Identifier: GPL-2.0-only
/*
 * The registers that EL2 owns, as ranges: those of the SMMUs, then those of the
 * SoC's guards. The host's stage 2 does not map them, but for those of lent contexts.
 */
#include <linux/minmax.h>

#include <nvhe/mem_protect.h>

#include "core.h"

#define MAX_RANGES	(PKVM_IOMMU_MAX_SMMUS * PKVM_IOMMU_MAX_SMMU_REGS + \
			 PKVM_IOMMU_NR_GUARDS * PKVM_IOMMU_MAX_GUARD_REGS)

/* Collected by the seal. */
static struct iommu_regs *ranges[MAX_RANGES];
static unsigned int nr_ranges;

struct iommu_regs *pkvm_iommu_nth_regs(unsigned int i)
{
	return i < nr_ranges ? ranges[i] : NULL;
}

static void collect(struct iommu_regs *regs, unsigned int nr)
{
	while (nr--)
		ranges[nr_ranges++] = regs++;
}

void pkvm_iommu_collect_ranges(void)
{
	struct iommu_guard *guard;
	struct hyp_smmu *smmu;

	hyp_assert_lock_held(&pkvm_iommu_setup_lock);
	nr_ranges = 0;
	for_each_smmu(smmu)
		collect(smmu->regs, smmu->nr_regs);
	for_each_guard(guard)
		collect(guard->regs, guard->nr_regs);
}

static bool overlap(u64 base1, u64 size1, u64 base2, u64 size2)
{
	return base1 < base2 + size2 && base2 < base1 + size1;
}

static bool overlaps_memory(u64 base, u64 size)
{
	unsigned int i;

	for (i = 0; i < hyp_memblock_nr; i++)
		if (overlap(base, size, hyp_memory[i].base, hyp_memory[i].size))
			return true;
	return false;
}

/* Devices may write to a doorbell whoever owns the page: it is no memory, and not EL2's. */
static int check_doorbells(const struct iommu_soc *soc)
{
	unsigned int i;

	for (i = 0; i < soc->nr_doorbells; i++) {
		if (overlaps_memory(soc->doorbells[i], PAGE_SIZE) ||
		    pkvm_iommu_room(soc->doorbells[i]) < PAGE_SIZE)
			return pkvm_iommu_refuse(PKVM_IOMMU_REFUSED_REGS, soc->doorbells[i],
						 -EINVAL);
	}
	return 0;
}

static int check_registers(void)
{
	const struct iommu_regs *a, *b;
	unsigned int i, j;

	for (i = 0; i < nr_ranges; i++) {
		a = ranges[i];
		if (overlaps_memory(a->base, a->size))
			return pkvm_iommu_refuse(PKVM_IOMMU_REFUSED_REGS, a->base, -EINVAL);
		for (j = 0; j < i; j++) {
			b = ranges[j];
			if (overlap(a->base, a->size, b->base, b->size))
				return pkvm_iommu_refuse(PKVM_IOMMU_REFUSED_REGS, a->base, -EINVAL);
		}
	}
	return 0;
}

int pkvm_iommu_check_ranges(void)
{
	pkvm_iommu_collect_ranges();
	return check_registers() ?: check_doorbells(pkvm_iommu_topology->soc);
}

static int clip_range(u64 addr, u64 *start, u64 *end, u64 base, u64 size)
{
	if (addr >= base && addr - base < size)
		return -EPERM;
	if (addr < base && *end > base)
		*end = base;
	if (addr >= base + size && *start < base + size)
		*start = base + size;
	return 0;
}

void pkvm_iommu_lend_regs(struct hyp_smmu *smmu, int ctx)
{
	hyp_assert_lock_held(&host_mmu.lock);
	__set_bit(ctx, smmu->lent);
}

/* Every range is unmapped, also after an error: the fewer are left, the better. */
int pkvm_iommu_reclaim_regs(struct hyp_smmu *smmu, int ctx)
{
	u64 off, size;
	unsigned int i;
	int err, ret = 0;

	hyp_assert_lock_held(&host_mmu.lock);
	__clear_bit(ctx, smmu->lent);
	if (!smmu->ops->lent_regs)
		return 0;
	smmu->ops->lent_regs(smmu, ctx, &off, &size);
	for (i = 0; i < smmu->nr_regs; i++) {
		err = kvm_pgtable_stage2_unmap(&host_mmu.pgt, smmu->regs[i].base + off, size);
		ret = ret ?: err;
	}
	return ret;
}

/* Is @addr in a lent page of this range? Then the range is cut down to that page. */
static bool cut_to_lent(const struct hyp_smmu *smmu, u64 base, u64 addr, u64 *start, u64 *end)
{
	unsigned int ctx;
	u64 off, size;

	for (ctx = 0; ctx < PKVM_IOMMU_MAX_NESTED && smmu->ops->lent_regs; ctx++) {
		if (!test_bit(ctx, smmu->lent))
			continue;
		smmu->ops->lent_regs(smmu, ctx, &off, &size);
		if (addr - base - off >= size)
			continue;
		*start = max(*start, base + off);
		*end = min(*end, base + off + size);
		return true;
	}
	return false;
}

static bool clip_to_lent(u64 addr, u64 *start, u64 *end)
{
	const struct hyp_smmu *smmu;
	unsigned int i;

	for_each_smmu(smmu) {
		for (i = 0; i < smmu->nr_regs; i++) {
			if (addr - smmu->regs[i].base < smmu->regs[i].size)
				return cut_to_lent(smmu, smmu->regs[i].base, addr, start, end);
		}
	}
	return false;
}

int pkvm_iommu_clip_mmio(u64 addr, u64 *start, u64 *end)
{
	unsigned int i;
	u64 alias;
	int ret;

	hyp_assert_lock_held(&host_mmu.lock);
	if (!pkvm_iommu_active() || clip_to_lent(addr, start, end))
		return 0;

	/* DRAM, the pages of guests included, is visible again from the alias bit on. */
	alias = BIT_ULL(pkvm_iommu_topology->soc->alias_bit);
	ret = clip_range(addr, start, end, alias, BIT_ULL(63));
	for (i = 0; !ret && i < nr_ranges; i++)
		ret = clip_range(addr, start, end, ranges[i]->base, ranges[i]->size);
	return ret;
}

u64 pkvm_iommu_room(u64 addr)
{
	const struct iommu_regs *regs;
	u64 room = ~0ULL;
	unsigned int i;

	for (i = 0; i < nr_ranges; i++) {
		regs = ranges[i];
		if (addr >= regs->base && addr - regs->base < regs->size)
			return 0;
		if (addr < regs->base)
			room = min(room, regs->base - addr);
	}
	return room;
}
