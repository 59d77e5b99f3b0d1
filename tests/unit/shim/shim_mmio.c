// SPDX-License-Identifier: GPL-2.0-only
/* MMIO for hosted tests: EL2's device mappings, and models behind them. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/mman.h>

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
u64 shim_mmio_writes;
unsigned int shim_fail_private_mapping;

void shim_mmio_reset(void)
{
	while (nr_mappings) {
		nr_mappings--;
		munmap(mappings[nr_mappings].va, mappings[nr_mappings].size);
	}
	nr_ranges = 0;
	shim_after_write = NULL;
	shim_mmio_writes = 0;
	shim_fail_private_mapping = 0;
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

u64 shim_mmio_read(const volatile void *va, unsigned int size)
{
	u64 phys = to_phys(va, size);
	const struct range *r = range_of(phys);

	return r->ops->read(r->opaque, phys - r->base, size);
}

void shim_mmio_write(volatile void *va, unsigned int size, u64 val)
{
	u64 phys = to_phys(va, size);
	const struct range *r = range_of(phys);

	r->ops->write(r->opaque, phys - r->base, size, val);
	__atomic_fetch_add(&shim_mmio_writes, 1, __ATOMIC_RELAXED);
	if (shim_after_write)
		shim_after_write(phys, size, val);
}
