// SPDX-License-Identifier: GPL-2.0-only
/*
 * In a crash kernel: leaves alone what EL2 keeps, which are pages for the dump and the
 * registers of SMMUs. An access to them would fault for ever: without KVM the fault looks
 * like a spurious one.
 *
 * This kernel runs at EL1 and knows nothing of EL2 but that. So it tries before it reads.
 */
#include <linux/crash_dump.h>
#include <linux/device.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/pfn.h>
#include <linux/uaccess.h>

#include <asm/virt.h>

#include "driver.h"

static bool is_crash_kernel(void)
{
	return is_kdump_kernel() && !is_hyp_mode_available();
}

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

/* Without its clock or its power an SMMU may not answer at all. */
static bool has_to_be_turned_on(const struct device_node *np)
{
	return of_property_present(np, "clocks") || of_property_present(np, "power-domains");
}

/**
 * pkvm_smmu_crash_kept() - check if EL2 has kept an SMMU from a crash kernel
 * @dev: the SMMU's device
 *
 * May sleep.
 *
 * Return: true if this is a crash kernel and the SMMU's first register is not accessible;
 * false for an SMMU with clocks or power domains, which is not tried.
 */
bool pkvm_smmu_crash_kept(struct device *dev)
{
	void __iomem *regs;
	bool kept;
	u32 word;

	if (!is_crash_kernel() || !dev->of_node || has_to_be_turned_on(dev->of_node))
		return false;
	regs = of_iomap(dev->of_node, 0);
	if (!regs)
		return false;
	kept = copy_from_kernel_nofault(&word, (__force void *)regs, sizeof(word));
	iounmap(regs);
	if (kept)
		dev_info(dev, "kept by the first kernel's EL2: not used\n");
	return kept;
}

static struct vmcore_cb callbacks = { .pfn_is_ram = page_is_accessible };

static int __init crash_init(void)
{
	if (is_crash_kernel())
		register_vmcore_cb(&callbacks);
	return 0;
}
device_initcall(crash_init);
