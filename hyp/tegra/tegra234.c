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
 * if firmware allows it). A client with a row has registers in the memory controller:
 * NVIDIA's driver for this SoC lists them (tegra234-mc-sid.c of its 5.10 kernel), the
 * kernel's has NVDISPLAYR and NVDISPLAYR1 besides. That NVDISPNISOR and NVDISPNISOW have
 * them is assumed. Where no device tree pairs a client with a stream ID, the name of
 * the stream ID in tegra234-mc.h does (assumed).
 *
 * Besides, a device may be described with any stream ID that tegra234-mc.h has for its
 * SMMU: with those of virtual functions and of a processor's contexts. Each channel of
 * GPCDMA may be described with one of GPCDMA's.
 *
 * PTCR (table walks of the SMMUs), MPCORE (CPUs), MIU and NVL (GPU) and DPMU have no
 * registers by these lists: they pass no SMMU.
 */
#define CLIENT(_smmu, _sid, _client)	{ .smmu = (_smmu), .sid = (_sid), .client = (_client) }
#define DEVICE(_smmu, _sid)		CLIENT(_smmu, _sid, PKVM_IOMMU_NO_CLIENT)
#define CHANNEL(_smmu, _sid)		CLIENT(_smmu, _sid, SOC_ANY_CHANNEL)

static const struct soc_row rows[] = {
	/* niso0: clients */
	CLIENT(NISO0, 0x03, 0x015),	/* HDAR */
	CLIENT(NISO0, 0x24, 0x01c),	/* NVENCSRD */
	CLIENT(NISO0, 0x15, 0x028),	/* PCIE6AR */
	CLIENT(NISO0, 0x15, 0x029),	/* PCIE6AW */
	CLIENT(NISO0, 0x24, 0x02b),	/* NVENCSWR */
	CLIENT(NISO0, 0x23, 0x02f),	/* DLA1RDB */
	CLIENT(NISO0, 0x09, 0x033),	/* PSCR */
	CLIENT(NISO0, 0x09, 0x034),	/* PSCW */
	CLIENT(NISO0, 0x03, 0x035),	/* HDAW */
	CLIENT(NISO0, 0x26, 0x03a),	/* OFAR1 */
	CLIENT(NISO0, 0x1f, 0x03c),	/* PCIE9AR */
	CLIENT(NISO0, 0x15, 0x03d),	/* PCIE6AR1 */
	CLIENT(NISO0, 0x1f, 0x03e),	/* PCIE9AW */
	CLIENT(NISO0, 0x06, 0x058),	/* MGBEARD */
	CLIENT(NISO0, 0x49, 0x059),	/* MGBEBRD */
	CLIENT(NISO0, 0x4a, 0x05a),	/* MGBECRD */
	CLIENT(NISO0, 0x4b, 0x05b),	/* MGBEDRD */
	CLIENT(NISO0, 0x06, 0x05c),	/* MGBEAWR */
	CLIENT(NISO0, 0x26, 0x05d),	/* OFAR */
	CLIENT(NISO0, 0x26, 0x05e),	/* OFAW */
	CLIENT(NISO0, 0x49, 0x05f),	/* MGBEBWR */
	CLIENT(NISO0, 0x4a, 0x061),	/* MGBECWR */
	CLIENT(NISO0, 0x4b, 0x065),	/* MGBEDWR */
	CLIENT(NISO0, 0x08, 0x06a),	/* DCER */
	CLIENT(NISO0, 0x08, 0x06b),	/* DCEW */
	CLIENT(NISO0, 0x23, 0x06e),	/* DLA1RDB1 */
	CLIENT(NISO0, 0x23, 0x06f),	/* DLA1WRB */
	CLIENT(NISO0, 0x07, 0x073),	/* NVDISPNISOR */
	CLIENT(NISO0, 0x07, 0x074),	/* NVDISPNISOW */
	CLIENT(NISO0, 0x02, 0x07a),	/* APER */
	CLIENT(NISO0, 0x02, 0x07b),	/* APEW */
	CLIENT(NISO0, 0x05, 0x084),	/* ETRR */
	CLIENT(NISO0, 0x05, 0x085),	/* ETRW */
	CLIENT(NISO0, 0x08, 0x088),	/* DCEDMAR */
	CLIENT(NISO0, 0x08, 0x089),	/* DCEDMAW */
	CLIENT(NISO0, 0x04, 0x08c),	/* AXISR, GPCDMA's: assumed */
	CLIENT(NISO0, 0x04, 0x08d),	/* AXISW, GPCDMA's: assumed */
	CLIENT(NISO0, 0x0c, 0x090),	/* UFSHCR */
	CLIENT(NISO0, 0x0c, 0x091),	/* UFSHCW */
	CLIENT(NISO0, 0x01, 0x097),	/* AONR */
	CLIENT(NISO0, 0x01, 0x098),	/* AONW */
	CLIENT(NISO0, 0x01, 0x099),	/* AONDMAR */
	CLIENT(NISO0, 0x01, 0x09a),	/* AONDMAW */
	CLIENT(NISO0, 0x0b, 0x09b),	/* SCER */
	CLIENT(NISO0, 0x0b, 0x09c),	/* SCEW */
	CLIENT(NISO0, 0x0b, 0x09d),	/* SCEDMAR */
	CLIENT(NISO0, 0x0b, 0x09e),	/* SCEDMAW */
	CLIENT(NISO0, 0x02, 0x09f),	/* APEDMAR */
	CLIENT(NISO0, 0x02, 0x0a0),	/* APEDMAW */
	CLIENT(NISO0, 0x23, 0x0c2),	/* DLA1RDA */
	CLIENT(NISO0, 0x23, 0x0c3),	/* DLA1FALRDB */
	CLIENT(NISO0, 0x23, 0x0c4),	/* DLA1WRA */
	CLIENT(NISO0, 0x23, 0x0c5),	/* DLA1FALWRB */
	CLIENT(NISO0, 0x0a, 0x0d2),	/* RCER */
	CLIENT(NISO0, 0x0a, 0x0d3),	/* RCEW */
	CLIENT(NISO0, 0x0a, 0x0d4),	/* RCEDMAR */
	CLIENT(NISO0, 0x0a, 0x0d5),	/* RCEDMAW */
	CLIENT(NISO0, 0x12, 0x0d8),	/* PCIE0R */
	CLIENT(NISO0, 0x12, 0x0d9),	/* PCIE0W */
	CLIENT(NISO0, 0x13, 0x0e0),	/* PCIE4R */
	CLIENT(NISO0, 0x13, 0x0e1),	/* PCIE4W */
	CLIENT(NISO0, 0x14, 0x0e2),	/* PCIE5R */
	CLIENT(NISO0, 0x14, 0x0e3),	/* PCIE5W */
	CLIENT(NISO0, 0x23, 0x0ea),	/* DLA1RDA1 */
	CLIENT(NISO0, 0x14, 0x0ef),	/* PCIE5R1 */
	CLIENT(NISO0, 0x24, 0x0f0),	/* NVENCSRD1 */
	CLIENT(NISO0, 0x25, 0x123),	/* NVJPG1SRD */
	CLIENT(NISO0, 0x25, 0x124),	/* NVJPG1SWR */

	/* niso0: devices that no client is known for */
	DEVICE(NISO0, 0x04),	/* GPCDMA */
	DEVICE(NISO0, 0x35),	/* HOST1X_CTX0 */
	DEVICE(NISO0, 0x36),	/* HOST1X_CTX1 */
	DEVICE(NISO0, 0x37),	/* HOST1X_CTX2 */
	DEVICE(NISO0, 0x38),	/* HOST1X_CTX3 */
	DEVICE(NISO0, 0x39),	/* HOST1X_CTX4 */
	DEVICE(NISO0, 0x3a),	/* HOST1X_CTX5 */
	DEVICE(NISO0, 0x3b),	/* HOST1X_CTX6 */
	DEVICE(NISO0, 0x3c),	/* HOST1X_CTX7 */
	DEVICE(NISO0, 0x0d),	/* APE_1 */
	DEVICE(NISO0, 0x16),	/* RCE_VM2 */
	DEVICE(NISO0, 0x17),	/* RCE_SERVER */
	DEVICE(NISO0, 0x18),	/* SMMU_TEST */
	DEVICE(NISO0, 0x19),	/* UFS_1 */
	DEVICE(NISO0, 0x1a),	/* UFS_2 */
	DEVICE(NISO0, 0x1b),	/* UFS_3 */
	DEVICE(NISO0, 0x1c),	/* UFS_4 */
	DEVICE(NISO0, 0x1d),	/* UFS_5 */
	DEVICE(NISO0, 0x1e),	/* UFS_6 */
	DEVICE(NISO0, 0x4c),	/* MGBE_VF4 */
	DEVICE(NISO0, 0x4d),	/* MGBE_VF5 */
	DEVICE(NISO0, 0x4e),	/* MGBE_VF6 */
	DEVICE(NISO0, 0x4f),	/* MGBE_VF7 */
	DEVICE(NISO0, 0x50),	/* MGBE_VF8 */
	DEVICE(NISO0, 0x51),	/* MGBE_VF9 */
	DEVICE(NISO0, 0x52),	/* MGBE_VF10 */
	DEVICE(NISO0, 0x53),	/* MGBE_VF11 */
	DEVICE(NISO0, 0x54),	/* MGBE_VF12 */
	DEVICE(NISO0, 0x55),	/* MGBE_VF13 */
	DEVICE(NISO0, 0x56),	/* MGBE_VF14 */
	DEVICE(NISO0, 0x57),	/* MGBE_VF15 */
	DEVICE(NISO0, 0x58),	/* MGBE_VF16 */
	DEVICE(NISO0, 0x59),	/* MGBE_VF17 */
	DEVICE(NISO0, 0x5a),	/* MGBE_VF18 */
	DEVICE(NISO0, 0x5b),	/* MGBE_VF19 */
	DEVICE(NISO0, 0x5c),	/* MGBE_VF20 */
	DEVICE(NISO0, 0x5e),	/* APE_2 */
	DEVICE(NISO0, 0x5f),	/* APE_3 */
	DEVICE(NISO0, 0x60),	/* UFS_7 */
	DEVICE(NISO0, 0x61),	/* UFS_8 */
	DEVICE(NISO0, 0x62),	/* UFS_9 */
	DEVICE(NISO0, 0x63),	/* UFS_10 */
	DEVICE(NISO0, 0x64),	/* UFS_11 */
	DEVICE(NISO0, 0x65),	/* UFS_12 */
	DEVICE(NISO0, 0x66),	/* UFS_13 */
	DEVICE(NISO0, 0x67),	/* UFS_14 */
	DEVICE(NISO0, 0x68),	/* UFS_15 */
	DEVICE(NISO0, 0x69),	/* UFS_16 */
	DEVICE(NISO0, 0x6a),	/* UFS_17 */
	DEVICE(NISO0, 0x6b),	/* UFS_18 */
	DEVICE(NISO0, 0x6c),	/* UFS_19 */
	DEVICE(NISO0, 0x6d),	/* UFS_20 */

	/* niso0: channels of GPCDMA */
	CHANNEL(NISO0, 0x04),	/* GPCDMA */
	CHANNEL(NISO0, 0x0e),	/* GPCDMA_1 */
	CHANNEL(NISO0, 0x0f),	/* GPCDMA_2 */
	CHANNEL(NISO0, 0x10),	/* GPCDMA_3 */
	CHANNEL(NISO0, 0x11),	/* GPCDMA_4 */
	CHANNEL(NISO0, 0x20),	/* VSE_GPCDMA_VM0 */
	CHANNEL(NISO0, 0x21),	/* VSE_GPCDMA_VM1 */
	CHANNEL(NISO0, 0x22),	/* VSE_GPCDMA_VM2 */
	CHANNEL(NISO0, 0x6e),	/* GPCDMA_5 */
	CHANNEL(NISO0, 0x6f),	/* GPCDMA_6 */
	CHANNEL(NISO0, 0x70),	/* GPCDMA_7 */
	CHANNEL(NISO0, 0x71),	/* GPCDMA_8 */
	CHANNEL(NISO0, 0x72),	/* GPCDMA_9 */

	/* niso1: clients */
	CLIENT(NISO1, 0x27, 0x016),	/* HOST1XDMAR */
	CLIENT(NISO1, 0x08, 0x02a),	/* PCIE7AR */
	CLIENT(NISO1, 0x2b, 0x02c),	/* DLA0RDB */
	CLIENT(NISO1, 0x2b, 0x02d),	/* DLA0RDB1 */
	CLIENT(NISO1, 0x2b, 0x02e),	/* DLA0WRB */
	CLIENT(NISO1, 0x08, 0x030),	/* PCIE7AW */
	CLIENT(NISO1, 0x09, 0x032),	/* PCIE8AR */
	CLIENT(NISO1, 0x09, 0x03b),	/* PCIE8AW */
	CLIENT(NISO1, 0x0b, 0x03f),	/* PCIE10AR */
	CLIENT(NISO1, 0x0b, 0x040),	/* PCIE10AW */
	CLIENT(NISO1, 0x28, 0x044),	/* ISPRA */
	CLIENT(NISO1, 0x48, 0x045),	/* ISPFALR */
	CLIENT(NISO1, 0x28, 0x046),	/* ISPWA */
	CLIENT(NISO1, 0x28, 0x047),	/* ISPWB */
	CLIENT(NISO1, 0x0b, 0x048),	/* PCIE10AR1 */
	CLIENT(NISO1, 0x08, 0x049),	/* PCIE7AR1 */
	CLIENT(NISO1, 0x0e, 0x04a),	/* XUSB_HOSTR */
	CLIENT(NISO1, 0x0e, 0x04b),	/* XUSB_HOSTW */
	CLIENT(NISO1, 0x0f, 0x04c),	/* XUSB_DEVR */
	CLIENT(NISO1, 0x0f, 0x04d),	/* XUSB_DEVW */
	CLIENT(NISO1, 0x33, 0x054),	/* TSECSRD */
	CLIENT(NISO1, 0x33, 0x055),	/* TSECSWR */
	CLIENT(NISO1, 0x0d, 0x056),	/* XSPI1W */
	CLIENT(NISO1, 0x01, 0x060),	/* SDMMCRA */
	CLIENT(NISO1, 0x02, 0x063),	/* SDMMCRAB */
	CLIENT(NISO1, 0x01, 0x064),	/* SDMMCWA */
	CLIENT(NISO1, 0x02, 0x067),	/* SDMMCWAB */
	CLIENT(NISO1, 0x30, 0x068),	/* SEU1RD */
	CLIENT(NISO1, 0x30, 0x069),	/* SEU1WR */
	CLIENT(NISO1, 0x34, 0x06c),	/* VICSRD */
	CLIENT(NISO1, 0x34, 0x06d),	/* VICSWR */
	CLIENT(NISO1, 0x0c, 0x075),	/* XSPI0R */
	CLIENT(NISO1, 0x0c, 0x076),	/* XSPI0W */
	CLIENT(NISO1, 0x0d, 0x077),	/* XSPI1R */
	CLIENT(NISO1, 0x29, 0x078),	/* NVDECSRD */
	CLIENT(NISO1, 0x29, 0x079),	/* NVDECSWR */
	CLIENT(NISO1, 0x2a, 0x07e),	/* NVJPGSRD */
	CLIENT(NISO1, 0x2a, 0x07f),	/* NVJPGSWR */
	CLIENT(NISO1, 0x03, 0x08e),	/* EQOSR */
	CLIENT(NISO1, 0x03, 0x08f),	/* EQOSW */
	CLIENT(NISO1, 0x10, 0x093),	/* BPMPR */
	CLIENT(NISO1, 0x10, 0x094),	/* BPMPW */
	CLIENT(NISO1, 0x10, 0x095),	/* BPMPDMAR */
	CLIENT(NISO1, 0x10, 0x096),	/* BPMPDMAW */
	CLIENT(NISO1, 0x34, 0x0a2),	/* VICSRD1 */
	CLIENT(NISO1, 0x2b, 0x0be),	/* DLA0RDA */
	CLIENT(NISO1, 0x2b, 0x0bf),	/* DLA0FALRDB */
	CLIENT(NISO1, 0x2b, 0x0c0),	/* DLA0WRA */
	CLIENT(NISO1, 0x2b, 0x0c1),	/* DLA0FALWRB */
	CLIENT(NISO1, 0x2c, 0x0c6),	/* PVA0RDA */
	CLIENT(NISO1, 0x2c, 0x0c7),	/* PVA0RDB */
	CLIENT(NISO1, 0x2c, 0x0c8),	/* PVA0RDC */
	CLIENT(NISO1, 0x2c, 0x0c9),	/* PVA0WRA */
	CLIENT(NISO1, 0x2c, 0x0ca),	/* PVA0WRB */
	CLIENT(NISO1, 0x2c, 0x0cb),	/* PVA0WRC */
	CLIENT(NISO1, 0x05, 0x0da),	/* PCIE1R */
	CLIENT(NISO1, 0x05, 0x0db),	/* PCIE1W */
	CLIENT(NISO1, 0x06, 0x0dc),	/* PCIE2AR */
	CLIENT(NISO1, 0x06, 0x0dd),	/* PCIE2AW */
	CLIENT(NISO1, 0x07, 0x0de),	/* PCIE3R */
	CLIENT(NISO1, 0x07, 0x0df),	/* PCIE3W */
	CLIENT(NISO1, 0x48, 0x0e4),	/* ISPFALW */
	CLIENT(NISO1, 0x2b, 0x0e9),	/* DLA0RDA1 */
	CLIENT(NISO1, 0x2c, 0x0eb),	/* PVA0RDA1 */
	CLIENT(NISO1, 0x2c, 0x0ec),	/* PVA0RDB1 */
	CLIENT(NISO1, 0x28, 0x0f2),	/* ISPRA1 */
	CLIENT(NISO1, 0x04, 0x122),	/* PMA0AWR */

	/* niso1: devices that no client is known for */
	DEVICE(NISO1, 0x0c),	/* QSPI0 */
	DEVICE(NISO1, 0x0d),	/* QSPI1 */
	DEVICE(NISO1, 0x2e),	/* SES_SE1 */
	DEVICE(NISO1, 0x2f),	/* SES_SE2 */
	DEVICE(NISO1, 0x35),	/* HOST1X_CTX0 */
	DEVICE(NISO1, 0x36),	/* HOST1X_CTX1 */
	DEVICE(NISO1, 0x37),	/* HOST1X_CTX2 */
	DEVICE(NISO1, 0x38),	/* HOST1X_CTX3 */
	DEVICE(NISO1, 0x39),	/* HOST1X_CTX4 */
	DEVICE(NISO1, 0x3a),	/* HOST1X_CTX5 */
	DEVICE(NISO1, 0x3b),	/* HOST1X_CTX6 */
	DEVICE(NISO1, 0x3c),	/* HOST1X_CTX7 */
	DEVICE(NISO1, 0x11),	/* FSI */
	DEVICE(NISO1, 0x12),	/* PVA0_VM0 */
	DEVICE(NISO1, 0x13),	/* PVA0_VM1 */
	DEVICE(NISO1, 0x14),	/* PVA0_VM2 */
	DEVICE(NISO1, 0x15),	/* PVA0_VM3 */
	DEVICE(NISO1, 0x16),	/* PVA0_VM4 */
	DEVICE(NISO1, 0x17),	/* PVA0_VM5 */
	DEVICE(NISO1, 0x18),	/* PVA0_VM6 */
	DEVICE(NISO1, 0x19),	/* PVA0_VM7 */
	DEVICE(NISO1, 0x1a),	/* XUSB_VF0 */
	DEVICE(NISO1, 0x1b),	/* XUSB_VF1 */
	DEVICE(NISO1, 0x1c),	/* XUSB_VF2 */
	DEVICE(NISO1, 0x1d),	/* XUSB_VF3 */
	DEVICE(NISO1, 0x1e),	/* EQOS_VF1 */
	DEVICE(NISO1, 0x1f),	/* EQOS_VF2 */
	DEVICE(NISO1, 0x20),	/* EQOS_VF3 */
	DEVICE(NISO1, 0x21),	/* EQOS_VF4 */
	DEVICE(NISO1, 0x22),	/* ISP_VM2 */
	DEVICE(NISO1, 0x2d),	/* SES_SE0 */
	DEVICE(NISO1, 0x31),	/* SEU1_SE1 */
	DEVICE(NISO1, 0x32),	/* SEU1_SE2 */
	DEVICE(NISO1, 0x3d),	/* HC_VM0 */
	DEVICE(NISO1, 0x3e),	/* HC_VM1 */
	DEVICE(NISO1, 0x3f),	/* HC_VM2 */
	DEVICE(NISO1, 0x40),	/* HC_VM3 */
	DEVICE(NISO1, 0x41),	/* HC_VM4 */
	DEVICE(NISO1, 0x42),	/* HC_VM5 */
	DEVICE(NISO1, 0x43),	/* HC_VM6 */
	DEVICE(NISO1, 0x44),	/* HC_VM7 */
	DEVICE(NISO1, 0x45),	/* SE_VM0 */
	DEVICE(NISO1, 0x46),	/* SE_VM1 */
	DEVICE(NISO1, 0x47),	/* SE_VM2 */
	DEVICE(NISO1, 0x49),	/* NISO1_SMMU_TEST */
	DEVICE(NISO1, 0x4a),	/* TSEC_VM0 */

	/* iso: clients */
	CLIENT(ISO, 0x04, 0x070),	/* VI2W */
	CLIENT(ISO, 0x05, 0x071),	/* VI2FALR */
	CLIENT(ISO, 0x02, 0x072),	/* VIW */
	CLIENT(ISO, 0x05, 0x07c),	/* VI2FALW */
	CLIENT(ISO, 0x01, 0x092),	/* NVDISPLAYR */
	CLIENT(ISO, 0x01, 0x0a1),	/* NVDISPLAYR1 */
	CLIENT(ISO, 0x03, 0x0bc),	/* VIFALR */
	CLIENT(ISO, 0x03, 0x0bd),	/* VIFALW */

	/* iso: devices that no client is known for */
	DEVICE(ISO, 0x06),	/* ISO_VI_VM2 */
	DEVICE(ISO, 0x07),	/* ISO_VI2_VM2 */
};

/*
 * Clients with registers, whose stream ID no table tells: SESRD and SESWR, which the two
 * described engines of the security engine share with different stream IDs, and the
 * debug access port's.
 */
static const u16 mc_unpaired[] = { 0x080, 0x081, 0x082, 0x083 };

/* The platform security controller's, PSCR and PSCW: it boots the SoC. */
static const u16 mc_secure[] = { 0x033, 0x034 };

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
	.unpaired = mc_unpaired,
	.nr_unpaired = ARRAY_SIZE(mc_unpaired),
	.secure = mc_secure,
	.nr_secure = ARRAY_SIZE(mc_secure),
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
 * The page of the power management controller's scratch words that has the secure ones.
 * Mainline's driver uses one word of the aperture, two pages further on.
 */
static const u32 pmc_base[] = { 0x0c390000 };

static struct iommu_guard pmc = {
	.ops = &pkvm_tegra_scratch_ops, .id = PKVM_IOMMU_GUARD_TEGRA_PMC,
};

/* Two ranges, of 0x90000 and 0x80000 bytes. Mainline's driver accesses neither. */
static const u32 emc_base[] = {
	0x02c60000, 0x02c70000, 0x02c80000, 0x02c90000, 0x02ca0000, 0x02cb0000,
	0x02cc0000, 0x02cd0000, 0x02ce0000,
	0x01780000, 0x01790000, 0x017a0000, 0x017b0000, 0x017c0000, 0x017d0000,
	0x017e0000, 0x017f0000,
};

static struct iommu_guard emc = {
	.ops = &pkvm_iommu_closed_ops, .id = PKVM_IOMMU_GUARD_TEGRA_EMC,
};

/*
 * All but the memory controller are guarded on every board, whatever the device tree
 * contains. GPCDMA's probe comes first, since the memory controller's writes registers,
 * and puts them back. That one comes before the probe of the devices whose stream ID it
 * cannot force.
 */
static const struct soc_guard guards[] = {
	{
		.guard = &gpcdma.guard, .described = false,
		.nr_regs = ARRAY_SIZE(gpcdma_base), .base = gpcdma_base, .size = 0x210000,
	}, {
		.guard = &mc.guard, .described = true,
		.nr_regs = ARRAY_SIZE(mc_base), .base = mc_base, .size = 0x10000,
	}, {
		.guard = &sid.guard, .described = false,
		.nr_regs = ARRAY_SIZE(sid_base), .base = sid_base, .size = 0x20000,
	}, {
		.guard = &pmc, .described = false,
		.nr_regs = ARRAY_SIZE(pmc_base), .base = pmc_base, .size = 0x1000,
	}, {
		.guard = &emc, .described = false,
		.nr_regs = ARRAY_SIZE(emc_base), .base = emc_base, .size = 0x10000,
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
