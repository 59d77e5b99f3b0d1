// SPDX-License-Identifier: GPL-2.0-only
/*
 * What EL2 knows of Tegra234 without being told: its SMMUs, the registers of its
 * memory controller, which client presents which stream ID to which SMMU, and
 * where the DMA engine is that reaches registers over the control backbone, and which
 * devices have a stream-ID register of their own.
 *
 * Facts are from tegra234.dtsi, tegra234-mc.h and the client table of the
 * kernel's memory controller driver. Where a table and the device tree name the
 * same client they agree.
 */
#include <linux/bits.h>
#include <linux/kernel.h>

#include "soc.h"

enum tegra234_smmu { NISO0, NISO1, ISO };

#define SMMU_SIZE	0x1000000
#define SID_MASK	0x7f80	/* TBU numbers are in bits 14 to 10 */

#define SMMU(_nr_regs, ...)	\
	{ .kind = PKVM_IOMMU_SMMU_MMU500, .nr_regs = (_nr_regs), .base = { __VA_ARGS__ },	\
	  .size = SMMU_SIZE, .sid_mask = SID_MASK }

static const struct soc_smmu smmus[] = {
	[NISO0] = SMMU(2, 0x12000000, 0x11000000),
	[NISO1] = SMMU(2, 0x08000000, 0x07000000),
	[ISO] = SMMU(1, 0x10000000),
};

/*
 * Rows of the SoC. No client has stream ID 0 (invalid) or 0x7f (bypasses the SMMU
 * if firmware allows it). EXTRA rows are in the topology although no device tree
 * contains them: GPCDMA's ports, the second read ports of PCIe controllers, the
 * audio engine's own, and the display that firmware may have left running.
 */
#define NAMED(_smmu, _sid, _client)	\
	{ .smmu = (_smmu), .sid = (_sid), .client = (_client), .added = false }
#define EXTRA(_smmu, _sid, _client)	\
	{ .smmu = (_smmu), .sid = (_sid), .client = (_client), .added = true }

static const struct soc_row rows[] = {
	/* niso0: clients */
	NAMED(NISO0, 0x03, 0x015),	/* HDAR */
	NAMED(NISO0, 0x24, 0x01c),	/* NVENCSRD */
	NAMED(NISO0, 0x15, 0x028),	/* PCIE6AR */
	NAMED(NISO0, 0x15, 0x029),	/* PCIE6AW */
	NAMED(NISO0, 0x24, 0x02b),	/* NVENCSWR */
	NAMED(NISO0, 0x23, 0x02f),	/* DLA1RDB */
	NAMED(NISO0, 0x03, 0x035),	/* HDAW */
	NAMED(NISO0, 0x1f, 0x03c),	/* PCIE9AR */
	EXTRA(NISO0, 0x15, 0x03d),	/* PCIE6AR1 */
	NAMED(NISO0, 0x1f, 0x03e),	/* PCIE9AW */
	NAMED(NISO0, 0x06, 0x058),	/* MGBEARD */
	NAMED(NISO0, 0x49, 0x059),	/* MGBEBRD */
	NAMED(NISO0, 0x4a, 0x05a),	/* MGBECRD */
	NAMED(NISO0, 0x4b, 0x05b),	/* MGBEDRD */
	NAMED(NISO0, 0x06, 0x05c),	/* MGBEAWR */
	NAMED(NISO0, 0x49, 0x05f),	/* MGBEBWR */
	NAMED(NISO0, 0x4a, 0x061),	/* MGBECWR */
	NAMED(NISO0, 0x4b, 0x065),	/* MGBEDWR */
	NAMED(NISO0, 0x23, 0x06e),	/* DLA1RDB1 */
	NAMED(NISO0, 0x23, 0x06f),	/* DLA1WRB */
	EXTRA(NISO0, 0x02, 0x07a),	/* APER */
	EXTRA(NISO0, 0x02, 0x07b),	/* APEW */
	NAMED(NISO0, 0x02, 0x09f),	/* APEDMAR */
	NAMED(NISO0, 0x02, 0x0a0),	/* APEDMAW */
	NAMED(NISO0, 0x23, 0x0c2),	/* DLA1RDA */
	NAMED(NISO0, 0x23, 0x0c3),	/* DLA1FALRDB */
	NAMED(NISO0, 0x23, 0x0c4),	/* DLA1WRA */
	NAMED(NISO0, 0x23, 0x0c5),	/* DLA1FALWRB */
	NAMED(NISO0, 0x0a, 0x0d2),	/* RCER */
	NAMED(NISO0, 0x0a, 0x0d3),	/* RCEW */
	NAMED(NISO0, 0x12, 0x0d8),	/* PCIE0R */
	NAMED(NISO0, 0x12, 0x0d9),	/* PCIE0W */
	NAMED(NISO0, 0x13, 0x0e0),	/* PCIE4R */
	NAMED(NISO0, 0x13, 0x0e1),	/* PCIE4W */
	NAMED(NISO0, 0x14, 0x0e2),	/* PCIE5R */
	NAMED(NISO0, 0x14, 0x0e3),	/* PCIE5W */
	NAMED(NISO0, 0x23, 0x0ea),	/* DLA1RDA1 */
	EXTRA(NISO0, 0x14, 0x0ef),	/* PCIE5R1 */
	NAMED(NISO0, 0x25, 0x123),	/* NVJPG1SRD */
	NAMED(NISO0, 0x25, 0x124),	/* NVJPG1SWR */
	EXTRA(NISO0, 0x04, 0x08c),	/* AXISR, GPCDMA's: assumed */
	EXTRA(NISO0, 0x04, 0x08d),	/* AXISW, GPCDMA's: assumed */

	/* niso0: devices that no client is known for */
	NAMED(NISO0, 0x04, PKVM_IOMMU_NO_CLIENT),	/* GPCDMA */
	NAMED(NISO0, 0x35, PKVM_IOMMU_NO_CLIENT),	/* HOST1X_CTX0 */
	NAMED(NISO0, 0x36, PKVM_IOMMU_NO_CLIENT),	/* HOST1X_CTX1 */
	NAMED(NISO0, 0x37, PKVM_IOMMU_NO_CLIENT),	/* HOST1X_CTX2 */
	NAMED(NISO0, 0x38, PKVM_IOMMU_NO_CLIENT),	/* HOST1X_CTX3 */
	NAMED(NISO0, 0x39, PKVM_IOMMU_NO_CLIENT),	/* HOST1X_CTX4 */
	NAMED(NISO0, 0x3a, PKVM_IOMMU_NO_CLIENT),	/* HOST1X_CTX5 */
	NAMED(NISO0, 0x3b, PKVM_IOMMU_NO_CLIENT),	/* HOST1X_CTX6 */
	NAMED(NISO0, 0x3c, PKVM_IOMMU_NO_CLIENT),	/* HOST1X_CTX7 */

	/* niso1: clients */
	NAMED(NISO1, 0x27, 0x016),	/* HOST1XDMAR */
	NAMED(NISO1, 0x08, 0x02a),	/* PCIE7AR */
	NAMED(NISO1, 0x2b, 0x02c),	/* DLA0RDB */
	NAMED(NISO1, 0x2b, 0x02d),	/* DLA0RDB1 */
	NAMED(NISO1, 0x2b, 0x02e),	/* DLA0WRB */
	NAMED(NISO1, 0x08, 0x030),	/* PCIE7AW */
	NAMED(NISO1, 0x09, 0x032),	/* PCIE8AR */
	NAMED(NISO1, 0x09, 0x03b),	/* PCIE8AW */
	NAMED(NISO1, 0x0b, 0x03f),	/* PCIE10AR */
	NAMED(NISO1, 0x0b, 0x040),	/* PCIE10AW */
	EXTRA(NISO1, 0x0b, 0x048),	/* PCIE10AR1 */
	EXTRA(NISO1, 0x08, 0x049),	/* PCIE7AR1 */
	NAMED(NISO1, 0x0e, 0x04a),	/* XUSB_HOSTR */
	NAMED(NISO1, 0x0e, 0x04b),	/* XUSB_HOSTW */
	NAMED(NISO1, 0x0f, 0x04c),	/* XUSB_DEVR */
	NAMED(NISO1, 0x0f, 0x04d),	/* XUSB_DEVW */
	NAMED(NISO1, 0x01, 0x060),	/* SDMMCRA */
	NAMED(NISO1, 0x02, 0x063),	/* SDMMCRAB */
	NAMED(NISO1, 0x01, 0x064),	/* SDMMCWA */
	NAMED(NISO1, 0x02, 0x067),	/* SDMMCWAB */
	NAMED(NISO1, 0x34, 0x06c),	/* VICSRD */
	NAMED(NISO1, 0x34, 0x06d),	/* VICSWR */
	NAMED(NISO1, 0x29, 0x078),	/* NVDECSRD */
	NAMED(NISO1, 0x29, 0x079),	/* NVDECSWR */
	NAMED(NISO1, 0x2a, 0x07e),	/* NVJPGSRD */
	NAMED(NISO1, 0x2a, 0x07f),	/* NVJPGSWR */
	NAMED(NISO1, 0x10, 0x093),	/* BPMPR */
	NAMED(NISO1, 0x10, 0x094),	/* BPMPW */
	NAMED(NISO1, 0x10, 0x095),	/* BPMPDMAR */
	NAMED(NISO1, 0x10, 0x096),	/* BPMPDMAW */
	NAMED(NISO1, 0x2b, 0x0be),	/* DLA0RDA */
	NAMED(NISO1, 0x2b, 0x0bf),	/* DLA0FALRDB */
	NAMED(NISO1, 0x2b, 0x0c0),	/* DLA0WRA */
	NAMED(NISO1, 0x2b, 0x0c1),	/* DLA0FALWRB */
	NAMED(NISO1, 0x05, 0x0da),	/* PCIE1R */
	NAMED(NISO1, 0x05, 0x0db),	/* PCIE1W */
	NAMED(NISO1, 0x06, 0x0dc),	/* PCIE2AR */
	NAMED(NISO1, 0x06, 0x0dd),	/* PCIE2AW */
	NAMED(NISO1, 0x07, 0x0de),	/* PCIE3R */
	NAMED(NISO1, 0x07, 0x0df),	/* PCIE3W */
	NAMED(NISO1, 0x2b, 0x0e9),	/* DLA0RDA1 */

	/* niso1: devices that no client is known for */
	NAMED(NISO1, 0x0c, PKVM_IOMMU_NO_CLIENT),	/* QSPI0 */
	NAMED(NISO1, 0x0d, PKVM_IOMMU_NO_CLIENT),	/* QSPI1 */
	NAMED(NISO1, 0x2e, PKVM_IOMMU_NO_CLIENT),	/* SES_SE1 */
	NAMED(NISO1, 0x2f, PKVM_IOMMU_NO_CLIENT),	/* SES_SE2 */
	NAMED(NISO1, 0x35, PKVM_IOMMU_NO_CLIENT),	/* HOST1X_CTX0 */
	NAMED(NISO1, 0x36, PKVM_IOMMU_NO_CLIENT),	/* HOST1X_CTX1 */
	NAMED(NISO1, 0x37, PKVM_IOMMU_NO_CLIENT),	/* HOST1X_CTX2 */
	NAMED(NISO1, 0x38, PKVM_IOMMU_NO_CLIENT),	/* HOST1X_CTX3 */
	NAMED(NISO1, 0x39, PKVM_IOMMU_NO_CLIENT),	/* HOST1X_CTX4 */
	NAMED(NISO1, 0x3a, PKVM_IOMMU_NO_CLIENT),	/* HOST1X_CTX5 */
	NAMED(NISO1, 0x3b, PKVM_IOMMU_NO_CLIENT),	/* HOST1X_CTX6 */
	NAMED(NISO1, 0x3c, PKVM_IOMMU_NO_CLIENT),	/* HOST1X_CTX7 */

	/* iso: clients */
	NAMED(ISO, 0x04, 0x070),	/* VI2W */
	NAMED(ISO, 0x05, 0x071),	/* VI2FALR */
	NAMED(ISO, 0x02, 0x072),	/* VIW */
	NAMED(ISO, 0x05, 0x07c),	/* VI2FALW */
	EXTRA(ISO, 0x01, 0x092),	/* NVDISPLAYR */
	EXTRA(ISO, 0x01, 0x0a1),	/* NVDISPLAYR1 */
	NAMED(ISO, 0x03, 0x0bc),	/* VIFALR */
	NAMED(ISO, 0x03, 0x0bd),	/* VIFALW */
};

/* In the order of the device tree: stream IDs, broadcast, channels 0 to 15. */
static const u32 mc_base[] = {
	0x02c00000, 0x02c10000,
	0x02c20000, 0x02c30000, 0x02c40000, 0x02c50000,
	0x02b80000, 0x02b90000, 0x02ba0000, 0x02bb0000,
	0x01700000, 0x01710000, 0x01720000, 0x01730000,
	0x01740000, 0x01750000, 0x01760000, 0x01770000,
};

/*
 * Devices with a stream-ID register that nothing but a CPU or GPCDMA writes, as the
 * kernel's drivers have them: CIF2AXI of sdhci-tegra.c; of dwmac-tegra.c the first of
 * three registers with a byte for each of ten DMA channels. The ranges are those of the
 * device tree without MGBE's PCS, which does no DMA.
 */
#define CIF2AXI			{ .off = 0x1fc, .fields = GENMASK(15, 0) }
#define MGBE_ASID(_n, _fields)	{ .off = 0x8400 + 4 * (_n), .fields = (_fields) }

#define SDMMC(_base, _sid, _read, _write)	\
	{ .base = (_base), .clients = { (_read), (_write) }, .sid = (_sid), .nr_regs = 1,	\
	  .regs = { CIF2AXI } }
#define MGBE(_base, _sid, _read, _write)	\
	{ .base = (_base), .clients = { (_read), (_write) }, .sid = (_sid), .nr_regs = 3,	\
	  .regs = { MGBE_ASID(0, GENMASK(31, 0)), MGBE_ASID(1, GENMASK(31, 0)),			\
		    MGBE_ASID(2, GENMASK(15, 0)) } }

static const struct sid_device sid_devices[] = {
	SDMMC(0x03400000, 0x01, 0x060, 0x064),
	SDMMC(0x03460000, 0x02, 0x063, 0x067),
	MGBE(0x06800000, 0x06, 0x058, 0x05c),
	MGBE(0x06900000, 0x49, 0x059, 0x05f),
	MGBE(0x06a00000, 0x4a, 0x05a, 0x061),
	MGBE(0x06b00000, 0x4b, 0x05b, 0x065),
};

static const u32 sid_base[] = {
	0x03400000, 0x03460000, 0x06800000, 0x06900000, 0x06a00000, 0x06b00000,
};

/* AXISR, AXISW: GPCDMA's guard checks its stream IDs. */
static const u16 sid_held[] = { 0x08c, 0x08d };

static struct hyp_mc mc;

static struct hyp_sid sid = {
	.guard = { .ops = &pkvm_tegra_sid_ops, .id = PKVM_IOMMU_GUARD_TEGRA_SID },
	.mc = &mc,
	.devices = sid_devices,
	.nr_devices = ARRAY_SIZE(sid_devices),
	.held = sid_held,
	.nr_held = ARRAY_SIZE(sid_held),
};

static struct hyp_mc mc = {
	.guard = { .ops = &pkvm_tegra_mc_ops, .id = PKVM_IOMMU_GUARD_TEGRA_MC },
	.sid = &sid,
};

/* A page that all channels share, and one for each. */
static const u32 gpcdma_base[] = { 0x02600000 };

static const u8 gpcdma_sids[] = { 0x04 };

static struct hyp_gpcdma gpcdma = {
	.guard = { .ops = &pkvm_tegra_gpcdma_ops, .id = PKVM_IOMMU_GUARD_TEGRA_GPCDMA },
	.sids = gpcdma_sids,
	.nr_sids = ARRAY_SIZE(gpcdma_sids),
};

/*
 * GPCDMA is guarded on every board, whether its node is enabled or not. The memory
 * controller's probe comes before that of the devices whose stream ID it cannot force.
 */
static const struct soc_guard guards[] = {
	{
		.guard = &mc.guard, .described = true,
		.nr_regs = ARRAY_SIZE(mc_base), .base = mc_base, .size = 0x10000,
	}, {
		.guard = &sid.guard, .described = false,
		.nr_regs = ARRAY_SIZE(sid_base), .base = sid_base, .size = 0x20000,
	}, {
		.guard = &gpcdma.guard, .described = false,
		.nr_regs = ARRAY_SIZE(gpcdma_base), .base = gpcdma_base, .size = 0x210000,
	},
};

const struct iommu_soc pkvm_tegra234 = {
	.ias = 39,
	.alias_bit = 39,
	.coherent_walk = false,
	.smmus = smmus,
	.nr_smmus = ARRAY_SIZE(smmus),
	.rows = rows,
	.nr_rows = ARRAY_SIZE(rows),
	.guards = guards,
	.nr_guards = ARRAY_SIZE(guards),
	/*
	 * No SMC of a vendor: mainline's tegra-pmc makes one on SoCs whose PMC is
	 * secure (Tegra210), and its MCE driver on Tegra186 only.
	 */
	.smcs = NULL,
	.nr_smcs = 0,
};
