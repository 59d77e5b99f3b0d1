// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What BPMP's firmware manages on Tegra234, but for the clocks, and where its
 * channels are.
 */
#include "bpmp.h"
#include "mc.h"

#define NR_RESETS	174u
#define NR_DOMAINS	37u
#define DOMAIN_DISP	3u

/*
 * Numbers and names of the device-tree bindings. The SMMUs and the memory controller
 * have neither a reset line nor a power domain there, so that no request reaches them.
 */
static const struct bpmp_resets reset_runs[] = {
	{ 1, 61 }, { 64, 85 }, { 87, 154 }, { 159, NR_RESETS - 1 },
};

static const char *const domain_names[NR_DOMAINS] = {
	[1] = "ofa",
	[2] = "aud",
	[3] = "disp",
	[5] = "pciex8a",
	[6] = "pciex4a",
	[7] = "pciex4ba",
	[8] = "pciex4bb",
	[9] = "pciex1a",
	[10] = "xusba",
	[11] = "xusbb",
	[12] = "xusbc",
	[13] = "pciex4ca",
	[14] = "pciex4cb",
	[15] = "pciex4cc",
	[16] = "pciex8b",
	[17] = "mgbea",
	[18] = "mgbeb",
	[19] = "mgbec",
	[20] = "mgbed",
	[22] = "ispa",
	[23] = "nvdec",
	[24] = "nvjpga",
	[25] = "nvenc",
	[28] = "vi",
	[29] = "vic",
	[30] = "pva",
	[32] = "dlaa",
	[33] = "dlab",
	[34] = "cv",
	[35] = "gpu",
	[36] = "nvjpgb",
};

/*
 * Of the blocks with a model, those whose reset line or clock the kernel's driver uses,
 * with numbers of the device tree. It names no clock of GPCDMA.
 */
static const struct bpmp_block blocks[] = {
	[TEGRA234_BLOCK_GPCDMA] = {
		.base = 0x02600000,
		.size = 0x210000,
		.reset = TEGRA234_RESET_GPCDMA,
	},
	[TEGRA234_BLOCK_SDMMC4] = {
		.base = 0x03460000,
		.size = 0x20000,
		.reset = TEGRA234_RESET_SDMMC4,
		.clock = TEGRA234_CLK_SDMMC4,
	},
};

/* Firmware leaves the display on, for its boot picture (assumed). */
static const struct bpmp_soc bpmp_soc = {
	.fw_tag = "t234-model",
	.clocks = tegra234_bpmp_clocks,
	.nr_clocks = TEGRA234_BPMP_NR_CLOCKS,
	.reset_runs = reset_runs,
	.nr_reset_runs = sizeof(reset_runs) / sizeof(reset_runs[0]),
	.nr_resets = NR_RESETS,
	.domains = domain_names,
	.nr_domains = NR_DOMAINS,
	.domains_on = UINT64_C(1) << DOMAIN_DISP,
	.blocks = blocks,
	.nr_blocks = sizeof(blocks) / sizeof(blocks[0]),
};

const struct bpmp_config tegra234_bpmp_config = {
	.soc = &bpmp_soc,
	.tx_base = TEGRA234_BPMP_TX_BASE,
	.rx_base = TEGRA234_BPMP_RX_BASE,
	.dma_client = MC_CLIENT_BPMPDMAW,
	.dma_sid = 0x10,
	.offer_fw_tag = true,
};
