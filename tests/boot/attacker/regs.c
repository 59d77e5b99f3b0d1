// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPU accesses to any physical address.
 *
 * The hypervisor injects a data abort into an access that it refuses; the exception
 * table turns it into a flag.
 */
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mm.h>

#include "internal.h"

typedef int (*att_access_fn)(void *p, u64 *val);

int att_load1(void *p, u64 *val);
int att_load2(void *p, u64 *val);
int att_load4(void *p, u64 *val);
int att_load8(void *p, u64 *val);
int att_load16(void *p, u64 *val);
int att_store1(void *p, u64 *val);
int att_store2(void *p, u64 *val);
int att_store4(void *p, u64 *val);
int att_store8(void *p, u64 *val);
int att_store16(void *p, u64 *val);

/* Indexed by the logarithm of the size. */
static const att_access_fn loads[] = {
	att_load1, att_load2, att_load4, att_load8, att_load16,
};

static const att_access_fn stores[] = {
	att_store1, att_store2, att_store4, att_store8, att_store16,
};

static bool is_ram(u64 phys)
{
	return pfn_valid(phys >> PAGE_SHIFT) && pfn_is_map_memory(phys >> PAGE_SHIFT);
}

static void *att_window(u64 phys)
{
	if (is_ram(phys))
		return phys_to_virt(phys);
	return (void __force *)ioremap(phys & PAGE_MASK, PAGE_SIZE) + offset_in_page(phys);
}

int att_access(struct att_access *access)
{
	u32 size = access->size;
	att_access_fn access_fn;
	void *p;
	int err;

	if (!is_power_of_2(size) || size > 16 || access->phys % min(size, 8u))
		return -EINVAL;
	p = att_window(access->phys);
	if ((unsigned long)p < PAGE_SIZE)
		return -ENOMEM;
	access_fn = access->write ? stores[ilog2(size)] : loads[ilog2(size)];
	err = access_fn(p, &access->val);
	access->aborted = err != 0;
	if (!is_ram(access->phys))
		iounmap((void __iomem __force *)p);
	return 0;
}
