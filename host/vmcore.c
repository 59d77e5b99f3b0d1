// SPDX-License-Identifier: GPL-2.0-only
/*
 * In a crash kernel: leaves pages that EL2 keeps out of the dump. They are not accessible, and
 * reading one would fault for ever: without KVM the fault looks like a spurious one.
 *
 * This kernel runs at EL1 and knows nothing of EL2 but that. So it tries each page.
 */
#include <linux/crash_dump.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/pfn.h>
#include <linux/uaccess.h>

#include <asm/virt.h>

static bool page_is_accessible(struct vmcore_cb *cb, unsigned long pfn)
{
	void *page = memremap(PFN_PHYS(pfn), PAGE_SIZE, MEMREMAP_WB);
	unsigned long word;
	bool accessible;

	if (!page)
		return false;
	accessible = !copy_from_kernel_nofault(&word, page, sizeof(word));
	memunmap(page);
	return accessible;
}

static struct vmcore_cb callbacks = { .pfn_is_ram = page_is_accessible };

static int __init vmcore_init(void)
{
	if (is_kdump_kernel() && !is_hyp_mode_available())
		register_vmcore_cb(&callbacks);
	return 0;
}
device_initcall(vmcore_init);
