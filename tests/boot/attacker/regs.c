// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPU accesses to any physical address, which survive an abort.
 *
 * The hypervisor answers an access that it refuses with a data abort; the
 * exception table turns that into a flag.
 */
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/mm.h>

#include <asm/asm-extable.h>

#include "internal.h"

#define TRY_LOAD(insn, reg, p, val, err)					\
	asm volatile("1:	" insn "	%" reg "1, [%2]\n"		\
		     "2:\n"							\
		     _ASM_EXTABLE_KACCESS_ERR(1b, 2b, %w0)			\
		     : "+r" (err), "+r" (val) : "r" (p) : "memory")

#define TRY_STORE(insn, reg, p, val, err)					\
	asm volatile("1:	" insn "	%" reg "1, [%2]\n"		\
		     "2:\n"							\
		     _ASM_EXTABLE_KACCESS_ERR(1b, 2b, %w0)			\
		     : "+r" (err) : "r" (val), "r" (p) : "memory")

static int try_load(void *p, u32 size, u64 *out)
{
	u64 val = 0;
	int err = 0;

	switch (size) {
	case 1:
		TRY_LOAD("ldrb", "w", p, val, err);
		break;
	case 2:
		TRY_LOAD("ldrh", "w", p, val, err);
		break;
	case 4:
		TRY_LOAD("ldr", "w", p, val, err);
		break;
	case 8:
		TRY_LOAD("ldr", "x", p, val, err);
		break;
	}
	*out = val;
	return err;
}

static int try_store(void *p, u32 size, u64 val)
{
	int err = 0;

	switch (size) {
	case 1:
		TRY_STORE("strb", "w", p, val, err);
		break;
	case 2:
		TRY_STORE("strh", "w", p, val, err);
		break;
	case 4:
		TRY_STORE("str", "w", p, val, err);
		break;
	case 8:
		TRY_STORE("str", "x", p, val, err);
		break;
	}
	return err;
}

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
	void *p;
	int err;

	if ((size != 1 && size != 2 && size != 4 && size != 8) || access->phys % size)
		return -EINVAL;
	p = att_window(access->phys);
	if ((unsigned long)p < PAGE_SIZE)
		return -ENOMEM;
	if (access->write)
		err = try_store(p, size, access->val);
	else
		err = try_load(p, size, &access->val);
	access->aborted = err != 0;
	if (!is_ram(access->phys))
		iounmap((void __iomem __force *)p);
	return 0;
}
