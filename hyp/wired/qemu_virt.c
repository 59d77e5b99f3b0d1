// SPDX-License-Identifier: GPL-2.0-only
/*
 * What EL2 knows of QEMU's machine "virt" with iommu=smmuv3: one SMMUv3, and a PCIe root
 * whose devices present their requester ID as stream ID. Addresses are those of QEMU's
 * hw/arm/virt.c.
 *
 * Assumed: no bridge or device lets the host choose a requester ID that it does not have.
 */
#include <linux/bits.h>
#include <linux/kernel.h>

#include "soc.h"

static const struct soc_smmu smmus[] = {
	{ .kind = PKVM_IOMMU_SMMU_V3, .nr_regs = 1, .base = { 0x09050000 }, .size = 0x20000 },
};

static const struct soc_row rows[] = {
	{ .smmu = 0, .client = PKVM_IOMMU_NO_CLIENT, .sid = 0, .nr_sids = 0x10000 },
};

/*
 * fw_cfg copies an item of QEMU's, or zeros, to any address that it is told, around the
 * SMMU. The page has nothing else.
 */
static const u32 fw_cfg_base[] = { 0x09020000 };

static struct iommu_guard fw_cfg = {
	.ops = &pkvm_iommu_closed_ops, .id = PKVM_IOMMU_GUARD_QEMU_FW_CFG,
};

static const struct soc_guard guards[] = {
	{
		.guard = &fw_cfg, .described = false,
		.nr_regs = ARRAY_SIZE(fw_cfg_base), .base = fw_cfg_base, .size = 0x1000,
	},
};

/* The ITS's translation frame: GITS_TRANSLATER at 0x40, all else is reserved. */
static const u64 doorbells[] = { 0x08090000 };

/*
 * No memory above the 39 bits of the tables: a machine with more is refused. Registers
 * reach up to bit 40, and nothing is visible twice.
 */
const struct iommu_soc pkvm_qemu_virt = {
	.ias = 39,
	.alias_bit = 48,
	.coherent_walk = false,
	.smmus = smmus,
	.nr_smmus = ARRAY_SIZE(smmus),
	.rows = rows,
	.nr_rows = ARRAY_SIZE(rows),
	.guards = guards,
	.nr_guards = ARRAY_SIZE(guards),
	.doorbells = doorbells,
	.nr_doorbells = ARRAY_SIZE(doorbells),
};
