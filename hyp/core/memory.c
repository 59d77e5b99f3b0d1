// SPDX-License-Identifier: GPL-2.0-only
/* Memory that the kernel must not map, and that devices reach all the same. */
#include <linux/memblock.h>
#include <linux/types.h>

#include <nvhe/mem_protect.h>

#include "core.h"

/* Memory that is NOMAP and a device's all the same. Written during set-up only. */
static struct device_memory {
	u64 base;
	u64 size;
} device_memory[PKVM_IOMMU_MAX_MEMORY];
static unsigned int nr_device_memory;

/* The memblock region of @addr, or NULL. */
static const struct memblock_region *region_of(u64 addr)
{
	unsigned int i;

	for (i = 0; i < hyp_memblock_nr; i++) {
		if (addr - hyp_memory[i].base < hyp_memory[i].size)
			return &hyp_memory[i];
	}
	return NULL;
}

/*
 * Only NOMAP memory, for it stays the host's: mainline's page ownership does not let it
 * leave. All other memory is a device's as long as it is the host's.
 */
static bool is_nomap(u64 base, u64 size)
{
	const struct memblock_region *reg;
	u64 addr = base;

	while (addr - base < size) {
		reg = region_of(addr);
		if (!reg || !(reg->flags & MEMBLOCK_NOMAP))
			return false;
		addr = reg->base + reg->size;
	}
	return true;
}

static bool overlaps_device_memory(u64 base, u64 size)
{
	const struct device_memory *m;

	for (m = device_memory; m < device_memory + nr_device_memory; m++) {
		if (base - m->base < m->size || m->base - base < size)
			return true;
	}
	return false;
}

/**
 * pkvm_iommu_add_device_memory() - let devices reach memory that is NOMAP
 * @base: its first page
 * @size: its bytes, whole pages
 *
 * Return: 0; -EINVAL: no whole pages; -EPERM: not all of it is NOMAP; -EEXIST: a part was
 * described before; -ENOSPC: no more ranges.
 */
int pkvm_iommu_add_device_memory(u64 base, u64 size)
{
	hyp_assert_lock_held(&pkvm_iommu_setup_lock);
	if (!size || !PAGE_ALIGNED(base) || !PAGE_ALIGNED(size) || base + size < base)
		return -EINVAL;
	if (!is_nomap(base, size))
		return -EPERM;
	if (overlaps_device_memory(base, size))
		return -EEXIST;
	if (nr_device_memory == PKVM_IOMMU_MAX_MEMORY)
		return -ENOSPC;
	device_memory[nr_device_memory++] = (struct device_memory) { .base = base, .size = size };
	return 0;
}

/* Range number @i as [*@base, *@end); false past the last. */
bool pkvm_iommu_nth_device_memory(unsigned int i, u64 *base, u64 *end)
{
	if (i >= nr_device_memory)
		return false;
	*base = device_memory[i].base;
	*end = *base + device_memory[i].size;
	return true;
}

bool pkvm_iommu_is_device_memory(u64 phys)
{
	unsigned int i;

	for (i = 0; i < nr_device_memory; i++) {
		if (phys - device_memory[i].base < device_memory[i].size)
			return true;
	}
	return false;
}

#ifndef __KVM_NVHE_HYPERVISOR__
void pkvm_iommu_reset_memory(void)
{
	nr_device_memory = 0;
}
#endif
