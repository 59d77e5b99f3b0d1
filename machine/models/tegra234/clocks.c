// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tegra234's clocks, as BPMP's firmware reports them.
 *
 * Numbers and names are the device-tree binding's. The table holds the clocks that
 * some Tegra234 device tree of the kernel uses, and their parents: each clock costs
 * boot time, and the full list takes a third of it. Possible parents follow the
 * device tree's assigned parents, and rates after boot are plausible ones (both
 * assumed).
 */
#include "bpmp.h"

/* Parents of other clocks. */
#define ID_OSC			91
#define ID_PLLA			93
#define ID_PLLP			101
#define ID_PLLP_OUT0		102
#define ID_PLLA_OUT0		104
#define ID_QSPI0_2X_PM		192
#define ID_QSPI1_2X_PM		193
#define ID_PLLC4		237
#define ID_PLLC4_OUT1		239
#define ID_PLLC4_OUT2		240
#define ID_PLLC4_MUXED		241
#define ID_PLLC4_VCO_DIV2	242
#define ID_PLLC			314

static const struct bpmp_clock_kind osc = {
	BPMP_CLOCK_ROOT | BPMP_CLOCK_DENIED, 38400000, { 0 },
};

static const struct bpmp_clock_kind clk32k = {
	BPMP_CLOCK_ROOT | BPMP_CLOCK_DENIED, 32768, { 0 },
};

static const struct bpmp_clock_kind root = { BPMP_CLOCK_ROOT, 0, { 0 } };

static const struct bpmp_clock_kind fixed = { BPMP_CLOCK_DENIED, 204000000, { ID_OSC } };

static const struct bpmp_clock_kind pll = { BPMP_CLOCK_SET_RATE, 1000000000, { ID_OSC } };

static const struct bpmp_clock_kind pllp = { BPMP_CLOCK_DENIED, 408000000, { ID_OSC } };

static const struct bpmp_clock_kind pllp_out = { BPMP_CLOCK_DENIED, 408000000, { ID_PLLP } };

static const struct bpmp_clock_kind plla_out = { BPMP_CLOCK_SET_RATE, 45158400, { ID_PLLA } };

static const struct bpmp_clock_kind pllc4_out = { BPMP_CLOCK_SET_RATE, 200000000, { ID_PLLC4 } };

static const struct bpmp_clock_kind pllc4_mux = {
	BPMP_CLOCK_SET_RATE | BPMP_CLOCK_MUX, 200000000,
	{ ID_PLLC4_OUT1, ID_PLLC4_OUT2, ID_PLLC4_VCO_DIV2 },
};

static const struct bpmp_clock_kind gate = { BPMP_CLOCK_SET_RATE, 38400000, { ID_OSC } };

static const struct bpmp_clock_kind periph = {
	BPMP_CLOCK_SET_RATE | BPMP_CLOCK_MUX, 102000000, { ID_PLLP_OUT0, ID_OSC },
};

static const struct bpmp_clock_kind audio = {
	BPMP_CLOCK_SET_RATE | BPMP_CLOCK_MUX, 1536000, { ID_PLLA_OUT0, ID_OSC },
};

static const struct bpmp_clock_kind sdmmc1 = {
	BPMP_CLOCK_SET_RATE | BPMP_CLOCK_MUX, 51000000, { ID_PLLP_OUT0, ID_PLLC4_MUXED },
};

static const struct bpmp_clock_kind sdmmc4 = {
	BPMP_CLOCK_SET_RATE | BPMP_CLOCK_MUX, 51000000, { ID_PLLP_OUT0, ID_PLLC4 },
};

static const struct bpmp_clock_kind qspi_2x = {
	BPMP_CLOCK_SET_RATE | BPMP_CLOCK_MUX, 102000000, { ID_PLLP_OUT0, ID_PLLC },
};

static const struct bpmp_clock_kind qspi0 = { BPMP_CLOCK_SET_RATE, 51000000, { ID_QSPI0_2X_PM } };

static const struct bpmp_clock_kind qspi1 = { BPMP_CLOCK_SET_RATE, 51000000, { ID_QSPI1_2X_PM } };

const struct bpmp_clock tegra234_bpmp_clocks[TEGRA234_BPMP_NR_CLOCKS] = {
	[4] = { "ahub", &periph },
	[5] = { "apb2ape", &gate },
	[6] = { "ape", &periph },
	[7] = { "aud_mclk", &audio },
	[14] = { "clk_m", &gate },
	[15] = { "dmic1", &audio },
	[16] = { "dmic2", &audio },
	[17] = { "dmic3", &audio },
	[18] = { "dmic4", &audio },
	[29] = { "dspk1", &audio },
	[30] = { "dspk2", &audio },
	[31] = { "emc", &fixed },
	[40] = { "fuse", &periph },
	[46] = { "host1x", &periph },
	[48] = { "i2c1", &periph },
	[49] = { "i2c2", &periph },
	[50] = { "i2c3", &periph },
	[51] = { "i2c4", &periph },
	[52] = { "i2c6", &periph },
	[53] = { "i2c7", &periph },
	[54] = { "i2c8", &periph },
	[55] = { "i2c9", &periph },
	[56] = { "i2s1", &audio },
	[57] = { "i2s1_sync_input", &root },
	[58] = { "i2s2", &audio },
	[59] = { "i2s2_sync_input", &root },
	[60] = { "i2s3", &audio },
	[61] = { "i2s3_sync_input", &root },
	[62] = { "i2s4", &audio },
	[63] = { "i2s4_sync_input", &root },
	[64] = { "i2s5", &audio },
	[65] = { "i2s5_sync_input", &root },
	[66] = { "i2s6", &audio },
	[67] = { "i2s6_sync_input", &root },
	[83] = { "nvdec", &gate },
	[91] = { "osc", &osc },
	[93] = { "plla", &pll },
	[100] = { "plle", &pll },
	[101] = { "pllp", &pllp },
	[102] = { "pllp_out0", &pllp_out },
	[103] = { "utmip_pll", &gate },
	[104] = { "plla_out0", &plla_out },
	[105] = { "pwm1", &periph },
	[106] = { "pwm2", &periph },
	[107] = { "pwm3", &periph },
	[108] = { "pwm4", &periph },
	[109] = { "pwm5", &periph },
	[110] = { "pwm6", &periph },
	[111] = { "pwm7", &periph },
	[112] = { "pwm8", &periph },
	[120] = { "sdmmc1", &sdmmc1 },
	[123] = { "sdmmc4", &sdmmc4 },
	[124] = { "se", &gate },
	[135] = { "spi1", &periph },
	[136] = { "spi2", &periph },
	[137] = { "spi3", &periph },
	[154] = { "tsec_pka", &gate },
	[155] = { "uarta", &periph },
	[159] = { "uarte", &periph },
	[161] = { "pex1_c6_core", &gate },
	[165] = { "usb2_trk", &gate },
	[167] = { "vic", &gate },
	[171] = { "pex2_c7_core", &gate },
	[172] = { "pex2_c8_core", &gate },
	[173] = { "pex2_c9_core", &gate },
	[187] = { "pex2_c10_core", &gate },
	[192] = { "qspi0_2x_pm", &qspi_2x },
	[193] = { "qspi1_2x_pm", &qspi_2x },
	[194] = { "qspi0_pm", &qspi0 },
	[195] = { "qspi1_pm", &qspi1 },
	[219] = { "sdmmc_legacy_tm", &periph },
	[220] = { "pex0_c0_core", &gate },
	[221] = { "pex0_c1_core", &gate },
	[222] = { "pex0_c2_core", &gate },
	[223] = { "pex0_c3_core", &gate },
	[224] = { "pex0_c4_core", &gate },
	[225] = { "pex1_c5_core", &gate },
	[237] = { "pllc4", &pll },
	[239] = { "pllc4_out1", &pllc4_out },
	[240] = { "pllc4_out2", &pllc4_out },
	[241] = { "pllc4_muxed", &pllc4_mux },
	[242] = { "pllc4_vco_div2", &pllc4_out },
	[248] = { "mgbe0_rx_input", &root },
	[249] = { "mgbe1_rx_input", &root },
	[250] = { "mgbe2_rx_input", &root },
	[251] = { "mgbe3_rx_input", &root },
	[265] = { "xusb_core_dev", &gate },
	[267] = { "xusb_core_host", &gate },
	[268] = { "xusb_core_ss", &gate },
	[269] = { "xusb_falcon", &gate },
	[272] = { "xusb_fs", &gate },
	[275] = { "xusb_ss", &gate },
	[289] = { "clk_32k", &clk32k },
	[314] = { "pllc", &pll },
	[357] = { "mgbe0_rx_input_m", &gate },
	[358] = { "mgbe1_rx_input_m", &gate },
	[359] = { "mgbe2_rx_input_m", &gate },
	[360] = { "mgbe3_rx_input_m", &gate },
	[361] = { "mgbe0_rx_pcs_m", &gate },
	[362] = { "mgbe1_rx_pcs_m", &gate },
	[363] = { "mgbe2_rx_pcs_m", &gate },
	[364] = { "mgbe3_rx_pcs_m", &gate },
	[369] = { "mgbe0_rx_pcs_input", &root },
	[370] = { "mgbe1_rx_pcs_input", &root },
	[371] = { "mgbe2_rx_pcs_input", &root },
	[372] = { "mgbe3_rx_pcs_input", &root },
	[373] = { "mgbe0_rx_pcs", &gate },
	[374] = { "mgbe0_tx", &gate },
	[375] = { "mgbe0_tx_pcs", &gate },
	[376] = { "mgbe0_mac_divider", &gate },
	[377] = { "mgbe0_mac", &gate },
	[379] = { "mgbe0_eee_pcs", &gate },
	[380] = { "mgbe0_app", &gate },
	[381] = { "mgbe0_ptp_ref", &gate },
	[382] = { "mgbe1_rx_pcs", &gate },
	[383] = { "mgbe1_tx", &gate },
	[384] = { "mgbe1_tx_pcs", &gate },
	[385] = { "mgbe1_mac_divider", &gate },
	[386] = { "mgbe1_mac", &gate },
	[388] = { "mgbe1_eee_pcs", &gate },
	[389] = { "mgbe1_app", &gate },
	[390] = { "mgbe1_ptp_ref", &gate },
	[391] = { "mgbe2_rx_pcs", &gate },
	[392] = { "mgbe2_tx", &gate },
	[393] = { "mgbe2_tx_pcs", &gate },
	[394] = { "mgbe2_mac_divider", &gate },
	[395] = { "mgbe2_mac", &gate },
	[397] = { "mgbe2_eee_pcs", &gate },
	[398] = { "mgbe2_app", &gate },
	[399] = { "mgbe2_ptp_ref", &gate },
	[400] = { "mgbe3_rx_pcs", &gate },
	[401] = { "mgbe3_tx", &gate },
	[402] = { "mgbe3_tx_pcs", &gate },
	[403] = { "mgbe3_mac_divider", &gate },
	[404] = { "mgbe3_mac", &gate },
	[406] = { "mgbe3_eee_pcs", &gate },
	[407] = { "mgbe3_app", &gate },
	[408] = { "mgbe3_ptp_ref", &gate },
	[457] = { "aza_2xbit", &gate },
	[458] = { "aza_bit", &gate },
};
