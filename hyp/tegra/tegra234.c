// SPDX-License-Identifier: GPL-2.0-only
/*
 * What EL2 knows of Tegra234 without being told: its SMMUs, the regions of its
 * memory controller, which client presents which stream ID to which SMMU, and
 * where the DMA engine is that reaches registers behind EL2's back.
 *
 * Facts are from tegra234.dtsi, tegra234-mc.h and the client table of the
 * kernel's memory controller driver. Where a table and the device tree name the
 * same client they agree.
 */
#include <linux/errno.h>
#include <linux/kernel.h>

#include "../core/ops.h"

enum tegra234_node { NISO0, NISO1, ISO };

struct smmu_node {
	u64 base[PKVM_IOMMU_MAX_SMMU_REGS];
	u8 nr_instances;
};

#define SMMU_SIZE	0x1000000
#define MATCH_MASK	0x7f80	/* TBU numbers lie in bits 14 to 10 */

/* In the order of enum tegra234_node. */
static const struct smmu_node nodes[] = {
	{ { 0x12000000, 0x11000000 }, 2 },
	{ { 0x08000000, 0x07000000 }, 2 },
	{ { 0x10000000 }, 1 },
};

#define MC_SIZE		0x10000

/* In the order of the device tree: stream IDs, broadcast, channels 0 to 15. */
static const u32 mc_regions[] = {
	0x02c00000, 0x02c10000,
	0x02c20000, 0x02c30000, 0x02c40000, 0x02c50000,
	0x02b80000, 0x02b90000, 0x02ba0000, 0x02bb0000,
	0x01700000, 0x01710000, 0x01720000, 0x01730000,
	0x01740000, 0x01750000, 0x01760000, 0x01770000,
};

/* A page that all channels share, and one for each. */
#define GPCDMA_BASE	0x02600000
#define GPCDMA_SIZE	0x210000

/* Never a stream of anybody's: "invalid", and "goes around the SMMU". */
#define SID_INVALID	0x00
#define SID_PASSTHROUGH	0x7f

/*
 * struct known - a client and the stream it has to present
 * @extra: in the topology even though no device tree names it: GPCDMA's ports,
 *	the second read ports of PCIe controllers, the audio engine's own, and
 *	the display that firmware may have left running
 */
struct known {
	u8 node;
	u8 sid;
	u16 client;
	bool extra;
};

#define NAMED(_node, _sid, _client)	\
	{ .node = _node, .sid = _sid, .client = _client, .extra = false }
#define EXTRA(_node, _sid, _client)	\
	{ .node = _node, .sid = _sid, .client = _client, .extra = true }

static const struct known known[] = {
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

/**
 * tegra234_check_smmu() - is this one of the SoC's SMMUs, as it is?
 * @smmu: what was described: bases, size, mask
 *
 * Return: 0, or -EINVAL.
 */
int tegra234_check_smmu(const struct hyp_smmu *smmu)
{
	unsigned int i, inst;

	for (i = 0; i < ARRAY_SIZE(nodes); i++) {
		if (smmu->regs[0].base == nodes[i].base[0])
			break;
	}
	if (i == ARRAY_SIZE(nodes) || smmu->nr_regs != nodes[i].nr_instances)
		return -EINVAL;
	for (inst = 0; inst < smmu->nr_regs; inst++) {
		if (smmu->regs[inst].base != nodes[i].base[inst])
			return -EINVAL;
	}
	return smmu->regs[0].size == SMMU_SIZE && smmu->sid_mask == MATCH_MASK ? 0 : -EINVAL;
}

/**
 * tegra234_check_mc() - are these all the regions of the memory controller?
 * @mc: what was described
 *
 * A region that is left out would stay the host's, so none may be.
 *
 * Return: 0, or -EINVAL.
 */
int tegra234_check_mc(const struct hyp_mc *mc)
{
	unsigned int i;

	if (mc->nr_regions != ARRAY_SIZE(mc_regions))
		return -EINVAL;
	for (i = 0; i < mc->nr_regions; i++) {
		if (mc->regions[i].base != mc_regions[i] || mc->regions[i].size != MC_SIZE)
			return -EINVAL;
	}
	return 0;
}

/* A device without a client may present what some client presents: GPCDMA's SPIs. */
static bool is_known(u32 sid, u16 client, u64 smmu_base)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(known); i++) {
		const struct known *k = &known[i];

		if (nodes[k->node].base[0] == smmu_base && k->sid == sid &&
		    (client == k->client || client == PKVM_IOMMU_NO_CLIENT))
			return true;
	}
	return false;
}

/**
 * tegra234_check_row() - does the SoC have this client, stream and SMMU together?
 * @row: a row of the topology
 * @smmu_base: first base of the SMMU that the row names by number
 *
 * Return: 0, or -EINVAL.
 */
int tegra234_check_row(const struct iommu_row *row, u64 smmu_base)
{
	u32 sid, i;

	for (i = 0; i < row->nr_sids; i++) {
		sid = row->sid + i;
		if (sid == SID_INVALID || sid == SID_PASSTHROUGH ||
		    !is_known(sid, row->client, smmu_base))
			return -EINVAL;
	}
	return 0;
}

/**
 * tegra234_extra_row() - rows that no device tree names
 * @i: from 0 on
 * @row: the row, with SMMU number 0
 * @smmu_base: first base of the SMMU that the row is for
 *
 * Return: false past the last.
 */
bool tegra234_extra_row(unsigned int i, struct iommu_row *row, u64 *smmu_base)
{
	unsigned int k;

	for (k = 0; k < ARRAY_SIZE(known); k++) {
		if (!known[k].extra || i--)
			continue;
		*smmu_base = nodes[known[k].node].base[0];
		*row = (struct iommu_row) {
			.sid = known[k].sid, .nr_sids = 1, .client = known[k].client,
		};
		return true;
	}
	return false;
}

/**
 * tegra234_gpcdma() - where GPCDMA's registers are
 * @base: of them
 * @size: bytes
 *
 * Not by the device tree: the engine is there, whether a node says so or not.
 */
void tegra234_gpcdma(u64 *base, u64 *size)
{
	*base = GPCDMA_BASE;
	*size = GPCDMA_SIZE;
}
