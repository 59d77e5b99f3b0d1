// SPDX-License-Identifier: GPL-2.0-only
/* MMIO for hosted tests: EL2's device mappings, and models behind them. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/mman.h>

#include <asm/arch_timer.h>

#include <nvhe/mm.h>

#include "shim.h"
#include "shim_internal.h"

#define MAX_RANGES	40
#define MAX_MAPPINGS	64

struct range {
	u64 base, size;
	const struct shim_mmio_ops *ops;
	void *opaque;
};

struct mapping {
	u8 *va;
	u64 phys, size;
};

static struct range ranges[MAX_RANGES];
static struct mapping mappings[MAX_MAPPINGS];
static unsigned int nr_ranges, nr_mappings;

void (*shim_after_write)(u64 phys, unsigned int size, u64 val);
bool (*shim_mmio_aborts)(u64 phys, bool write);
bool (*shim_mmio_lost)(u64 phys, bool write);
u64 shim_mmio_lost_value;
u64 shim_mmio_writes;
unsigned int shim_fail_private_mapping;
u32 shim_cntfrq;
u64 shim_counter_step;
_Thread_local u64 shim_counter;
_Thread_local bool shim_stores_pending, shim_loads_pending;
_Thread_local unsigned int shim_store_barriers;
_Thread_local struct shim_bounded shim_bounded;
_Thread_local void (*shim_on_store)(const volatile void *at, bool pending);

void shim_mmio_reset(void)
{
	while (nr_mappings) {
		nr_mappings--;
		munmap(mappings[nr_mappings].va, mappings[nr_mappings].size);
	}
	nr_ranges = 0;
	shim_after_write = NULL;
	shim_mmio_aborts = NULL;
	shim_mmio_lost = NULL;
	shim_mmio_lost_value = 0;
	shim_mmio_writes = 0;
	shim_fail_private_mapping = 0;
	shim_cntfrq = 1000000;
	shim_counter_step = 1000;
}

void shim_add_mmio(u64 base, u64 size, const struct shim_mmio_ops *ops, void *opaque)
{
	BUG_ON(nr_ranges == MAX_RANGES);
	ranges[nr_ranges++] = (struct range) { base, size, ops, opaque };
}

/* The addresses are real but closed: only the accessors below may use them. */
void *shim_ioremap(u64 base, u64 size)
{
	void *va = mmap(NULL, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (va == MAP_FAILED || nr_mappings == MAX_MAPPINGS)
		exit(99);
	mappings[nr_mappings++] = (struct mapping) { va, base, size };
	return va;
}

int __pkvm_create_private_mapping(phys_addr_t phys, size_t size, enum kvm_pgtable_prot prot,
				  unsigned long *haddr)
{
	BUG_ON(prot != PAGE_HYP_DEVICE);
	if (shim_fail_private_mapping && !--shim_fail_private_mapping)
		return -ENOMEM;
	*haddr = (unsigned long)shim_ioremap(phys, size);
	return 0;
}

static u64 to_phys(const volatile void *va, unsigned int size)
{
	unsigned int i;

	for (i = 0; i < nr_mappings; i++) {
		u64 off = (u64)((const volatile u8 *)va - mappings[i].va);

		if (off < mappings[i].size && size <= mappings[i].size - off)
			return mappings[i].phys + off;
	}
	shim_panic("MMIO at an address that EL2 has not mapped", __FILE__, __LINE__);
}

static const struct range *range_of(u64 phys)
{
	unsigned int i;

	for (i = 0; i < nr_ranges; i++)
		if (phys >= ranges[i].base && phys - ranges[i].base < ranges[i].size)
			return &ranges[i];
	shim_panic("MMIO where there is no device", __FILE__, __LINE__);
}

static bool aborts(const volatile void *va, unsigned int size, bool write)
{
	return shim_mmio_aborts && shim_mmio_aborts(to_phys(va, size), write);
}

static u64 mmio_read(const volatile void *va, unsigned int size)
{
	u64 phys = to_phys(va, size);
	const struct range *r = range_of(phys);

	if (shim_mmio_lost && shim_mmio_lost(phys, false))
		return shim_mmio_lost_value;
	return r->ops->read(r->opaque, phys - r->base, size);
}

static void mmio_write(volatile void *va, unsigned int size, u64 val)
{
	u64 phys = to_phys(va, size);
	const struct range *r = range_of(phys);

	if (shim_mmio_lost && shim_mmio_lost(phys, true))
		return;
	r->ops->write(r->opaque, phys - r->base, size, val);
	__atomic_fetch_add(&shim_mmio_writes, 1, __ATOMIC_RELAXED);
	if (shim_after_write)
		shim_after_write(phys, size, val);
}

/* Plain accesses have no fixup: an abort is a panic at EL2. */
u64 shim_mmio_read(const volatile void *va, unsigned int size)
{
	if (aborts(va, size, false))
		shim_panic("a load at EL2 aborts", __FILE__, __LINE__);
	shim_loads_pending = true;
	return mmio_read(va, size);
}

void shim_mmio_write(volatile void *va, unsigned int size, u64 val)
{
	if (aborts(va, size, true))
		shim_panic("a store at EL2 aborts", __FILE__, __LINE__);
	mmio_write(va, size, val);
}

void shim_needs_stores(void)
{
	if (shim_stores_pending)
		shim_panic("an SMMU is told to read memory without a barrier", __FILE__, __LINE__);
}

int pkvm_iommu_read(const void *va, unsigned int size, u64 *val)
{
	if (aborts(va, size, false))
		return -EIO;
	*val = mmio_read(va, size);
	return 0;
}

int pkvm_iommu_write(void *va, unsigned int size, u64 val)
{
	if (aborts(va, size, true))
		return -EIO;
	mmio_write(va, size, val);
	return 0;
}

int pkvm_iommu_read32(const void *va, u32 *val)
{
	u64 read;
	int ret = pkvm_iommu_read(va, sizeof(*val), &read);

	if (!ret)
		*val = read;
	return ret;
}

int pkvm_iommu_write32(void *va, u32 val)
{
	return pkvm_iommu_write(va, sizeof(val), val);
}
