// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * BPMP: requests for clocks.
 *
 * Numbers and names are the device-tree binding's. Which clock can have which
 * parents follows the device tree's assigned parents, rates after boot are
 * plausible ones, and any rate in range is met exactly (all assumed).
 */
#include <string.h>

#include "bpmp-int.h"

#define MAX_PARENTS	16u
#define MAX_RATE	UINT64_C(4000000000)

#define CMD_GET_RATE	1u
#define CMD_SET_RATE	2u
#define CMD_ROUND_RATE	3u
#define CMD_GET_PARENT	4u
#define CMD_SET_PARENT	5u
#define CMD_IS_ENABLED	6u
#define CMD_ENABLE	7u
#define CMD_DISABLE	8u
#define CMD_ALL_INFO	14u
#define CMD_MAX_ID	15u

#define FLAG_MUX	(UINT32_C(1) << 0)
#define FLAG_SET_RATE	(UINT32_C(1) << 1)
#define FLAG_ROOT	(UINT32_C(1) << 2)
/* The CPU complex may change neither state nor rate nor parent. */
#define FLAG_DENIED	(UINT32_C(3) << 30)

enum clock_kind {
	CLK_HOLE,
	CLK_OSC,
	CLK_CLK32K,
	CLK_ROOT,
	CLK_FIXED,
	CLK_PLL,
	CLK_PLLP,
	CLK_PLLP_OUT,
	CLK_PLLA_OUT,
	CLK_PLLC4_OUT,
	CLK_PLLC4_MUX,
	CLK_GATE,
	CLK_PERIPH,
	CLK_AUDIO,
	CLK_SDMMC1,
	CLK_SDMMC4,
	CLK_QSPI_2X,
	CLK_QSPI0,
	CLK_QSPI1,
};

/* Clocks that others hang on. */
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

/*
 * struct kind - what clocks of a kind have in common
 * @flags:	as reported
 * @rate:	in Hz, after boot
 * @parents:	possible parents, up to the first 0; the first is the one after
 *		boot
 */
struct kind {
	uint32_t flags;
	uint64_t rate;
	uint16_t parents[4];
};

static const struct kind kinds[] = {
	[CLK_OSC] = { FLAG_ROOT | FLAG_DENIED, 38400000, { 0 } },
	[CLK_CLK32K] = { FLAG_ROOT | FLAG_DENIED, 32768, { 0 } },
	[CLK_ROOT] = { FLAG_ROOT, 0, { 0 } },
	[CLK_FIXED] = { FLAG_DENIED, 204000000, { ID_OSC } },
	[CLK_PLL] = { FLAG_SET_RATE, 1000000000, { ID_OSC } },
	[CLK_PLLP] = { FLAG_DENIED, 408000000, { ID_OSC } },
	[CLK_PLLP_OUT] = { FLAG_DENIED, 408000000, { ID_PLLP } },
	[CLK_PLLA_OUT] = { FLAG_SET_RATE, 45158400, { ID_PLLA } },
	[CLK_PLLC4_OUT] = { FLAG_SET_RATE, 200000000, { ID_PLLC4 } },
	[CLK_PLLC4_MUX] = { FLAG_SET_RATE | FLAG_MUX, 200000000,
			    { ID_PLLC4_OUT1, ID_PLLC4_OUT2, ID_PLLC4_VCO_DIV2 } },
	[CLK_GATE] = { FLAG_SET_RATE, 38400000, { ID_OSC } },
	[CLK_PERIPH] = { FLAG_SET_RATE | FLAG_MUX, 102000000, { ID_PLLP_OUT0, ID_OSC } },
	[CLK_AUDIO] = { FLAG_SET_RATE | FLAG_MUX, 1536000, { ID_PLLA_OUT0, ID_OSC } },
	[CLK_SDMMC1] = { FLAG_SET_RATE | FLAG_MUX, 51000000, { ID_PLLP_OUT0, ID_PLLC4_MUXED } },
	[CLK_SDMMC4] = { FLAG_SET_RATE | FLAG_MUX, 51000000, { ID_PLLP_OUT0, ID_PLLC4 } },
	[CLK_QSPI_2X] = { FLAG_SET_RATE | FLAG_MUX, 102000000, { ID_PLLP_OUT0, ID_PLLC } },
	[CLK_QSPI0] = { FLAG_SET_RATE, 51000000, { ID_QSPI0_2X_PM } },
	[CLK_QSPI1] = { FLAG_SET_RATE, 51000000, { ID_QSPI1_2X_PM } },
};

struct clock {
	const char *name;
	enum clock_kind kind;
};

static const struct clock clocks[BPMP_NR_CLOCKS] = {
	[1] = { "actmon", CLK_GATE },
	[2] = { "adsp", CLK_GATE },
	[3] = { "adspneon", CLK_GATE },
	[4] = { "ahub", CLK_PERIPH },
	[5] = { "apb2ape", CLK_GATE },
	[6] = { "ape", CLK_PERIPH },
	[7] = { "aud_mclk", CLK_AUDIO },
	[8] = { "axi_cbb", CLK_GATE },
	[9] = { "can1", CLK_GATE },
	[10] = { "can1_host", CLK_GATE },
	[11] = { "can2", CLK_GATE },
	[12] = { "can2_host", CLK_GATE },
	[14] = { "clk_m", CLK_GATE },
	[15] = { "dmic1", CLK_AUDIO },
	[16] = { "dmic2", CLK_AUDIO },
	[17] = { "dmic3", CLK_AUDIO },
	[18] = { "dmic4", CLK_AUDIO },
	[19] = { "dpaux", CLK_GATE },
	[20] = { "nvjpg1", CLK_GATE },
	[21] = { "aclk", CLK_GATE },
	[22] = { "mss_encrypt", CLK_GATE },
	[23] = { "eqos_rx_input", CLK_ROOT },
	[25] = { "aon_apb", CLK_GATE },
	[26] = { "aon_nic", CLK_GATE },
	[27] = { "aon_cpu_nic", CLK_GATE },
	[28] = { "plla1", CLK_PLL },
	[29] = { "dspk1", CLK_AUDIO },
	[30] = { "dspk2", CLK_AUDIO },
	[31] = { "emc", CLK_FIXED },
	[32] = { "eqos_axi", CLK_GATE },
	[33] = { "eqos_ptp_ref", CLK_GATE },
	[34] = { "eqos_rx", CLK_GATE },
	[35] = { "eqos_tx", CLK_GATE },
	[36] = { "extperiph1", CLK_GATE },
	[37] = { "extperiph2", CLK_GATE },
	[38] = { "extperiph3", CLK_GATE },
	[39] = { "extperiph4", CLK_GATE },
	[40] = { "fuse", CLK_PERIPH },
	[41] = { "gpc0clk", CLK_GATE },
	[42] = { "gpu_pwr", CLK_GATE },
	[46] = { "host1x", CLK_PERIPH },
	[47] = { "xusb_hs_hsicp", CLK_GATE },
	[48] = { "i2c1", CLK_PERIPH },
	[49] = { "i2c2", CLK_PERIPH },
	[50] = { "i2c3", CLK_PERIPH },
	[51] = { "i2c4", CLK_PERIPH },
	[52] = { "i2c6", CLK_PERIPH },
	[53] = { "i2c7", CLK_PERIPH },
	[54] = { "i2c8", CLK_PERIPH },
	[55] = { "i2c9", CLK_PERIPH },
	[56] = { "i2s1", CLK_AUDIO },
	[57] = { "i2s1_sync_input", CLK_ROOT },
	[58] = { "i2s2", CLK_AUDIO },
	[59] = { "i2s2_sync_input", CLK_ROOT },
	[60] = { "i2s3", CLK_AUDIO },
	[61] = { "i2s3_sync_input", CLK_ROOT },
	[62] = { "i2s4", CLK_AUDIO },
	[63] = { "i2s4_sync_input", CLK_ROOT },
	[64] = { "i2s5", CLK_AUDIO },
	[65] = { "i2s5_sync_input", CLK_ROOT },
	[66] = { "i2s6", CLK_AUDIO },
	[67] = { "i2s6_sync_input", CLK_ROOT },
	[69] = { "isp", CLK_GATE },
	[70] = { "eqos_rx_m", CLK_GATE },
	[71] = { "maud", CLK_GATE },
	[72] = { "mipi_cal", CLK_GATE },
	[73] = { "mphy_core_pll_fixed", CLK_GATE },
	[74] = { "mphy_l0_rx_ana", CLK_GATE },
	[75] = { "mphy_l0_rx_ls_bit", CLK_GATE },
	[76] = { "mphy_l0_rx_symb", CLK_GATE },
	[77] = { "mphy_l0_tx_ls_3xbit", CLK_GATE },
	[78] = { "mphy_l0_tx_symb", CLK_GATE },
	[79] = { "mphy_l1_rx_ana", CLK_GATE },
	[80] = { "mphy_tx_1mhz_ref", CLK_GATE },
	[81] = { "nvcsi", CLK_GATE },
	[82] = { "nvcsilp", CLK_GATE },
	[83] = { "nvdec", CLK_GATE },
	[84] = { "hub", CLK_GATE },
	[85] = { "disp", CLK_GATE },
	[86] = { "nvdisplay_p0", CLK_GATE },
	[87] = { "nvdisplay_p1", CLK_GATE },
	[88] = { "dsc", CLK_GATE },
	[89] = { "nvenc", CLK_GATE },
	[90] = { "nvjpg", CLK_GATE },
	[91] = { "osc", CLK_OSC },
	[92] = { "aon_touch", CLK_GATE },
	[93] = { "plla", CLK_PLL },
	[94] = { "pllaon", CLK_PLL },
	[100] = { "plle", CLK_PLL },
	[101] = { "pllp", CLK_PLLP },
	[102] = { "pllp_out0", CLK_PLLP_OUT },
	[103] = { "utmip_pll", CLK_GATE },
	[104] = { "plla_out0", CLK_PLLA_OUT },
	[105] = { "pwm1", CLK_PERIPH },
	[106] = { "pwm2", CLK_PERIPH },
	[107] = { "pwm3", CLK_PERIPH },
	[108] = { "pwm4", CLK_PERIPH },
	[109] = { "pwm5", CLK_PERIPH },
	[110] = { "pwm6", CLK_PERIPH },
	[111] = { "pwm7", CLK_PERIPH },
	[112] = { "pwm8", CLK_PERIPH },
	[113] = { "rce_cpu_nic", CLK_GATE },
	[114] = { "rce_nic", CLK_GATE },
	[117] = { "aon_i2c_slow", CLK_GATE },
	[118] = { "sce_cpu_nic", CLK_GATE },
	[119] = { "sce_nic", CLK_GATE },
	[120] = { "sdmmc1", CLK_SDMMC1 },
	[121] = { "uphy_pll3", CLK_GATE },
	[123] = { "sdmmc4", CLK_SDMMC4 },
	[124] = { "se", CLK_GATE },
	[125] = { "sor0_pll_ref", CLK_GATE },
	[126] = { "sor0_ref", CLK_GATE },
	[127] = { "sor1_pll_ref", CLK_GATE },
	[128] = { "pre_sor0_ref", CLK_GATE },
	[129] = { "sor1_ref", CLK_GATE },
	[130] = { "pre_sor1_ref", CLK_GATE },
	[131] = { "sor_safe", CLK_GATE },
	[132] = { "sor0_div", CLK_GATE },
	[134] = { "dmic5", CLK_AUDIO },
	[135] = { "spi1", CLK_PERIPH },
	[136] = { "spi2", CLK_PERIPH },
	[137] = { "spi3", CLK_PERIPH },
	[138] = { "i2c_slow", CLK_GATE },
	[139] = { "sync_dmic1", CLK_GATE },
	[140] = { "sync_dmic2", CLK_GATE },
	[141] = { "sync_dmic3", CLK_GATE },
	[142] = { "sync_dmic4", CLK_GATE },
	[143] = { "sync_dspk1", CLK_GATE },
	[144] = { "sync_dspk2", CLK_GATE },
	[145] = { "sync_i2s1", CLK_GATE },
	[146] = { "sync_i2s2", CLK_GATE },
	[147] = { "sync_i2s3", CLK_GATE },
	[148] = { "sync_i2s4", CLK_GATE },
	[149] = { "sync_i2s5", CLK_GATE },
	[150] = { "sync_i2s6", CLK_GATE },
	[151] = { "mphy_force_ls_mode", CLK_GATE },
	[152] = { "tach0", CLK_PERIPH },
	[153] = { "tsec", CLK_GATE },
	[154] = { "tsec_pka", CLK_GATE },
	[155] = { "uarta", CLK_PERIPH },
	[156] = { "uartb", CLK_PERIPH },
	[157] = { "uartc", CLK_PERIPH },
	[158] = { "uartd", CLK_PERIPH },
	[159] = { "uarte", CLK_PERIPH },
	[160] = { "uartf", CLK_PERIPH },
	[161] = { "pex1_c6_core", CLK_GATE },
	[162] = { "uart_fst_mipi_cal", CLK_GATE },
	[163] = { "ufsdev_ref", CLK_GATE },
	[164] = { "ufshc", CLK_GATE },
	[165] = { "usb2_trk", CLK_GATE },
	[166] = { "vi", CLK_GATE },
	[167] = { "vic", CLK_GATE },
	[168] = { "csite", CLK_GATE },
	[169] = { "ist", CLK_GATE },
	[170] = { "jtag_intfc_pre_cg", CLK_GATE },
	[171] = { "pex2_c7_core", CLK_GATE },
	[172] = { "pex2_c8_core", CLK_GATE },
	[173] = { "pex2_c9_core", CLK_GATE },
	[174] = { "dla0_falcon", CLK_GATE },
	[175] = { "dla0_core", CLK_GATE },
	[176] = { "dla1_falcon", CLK_GATE },
	[177] = { "dla1_core", CLK_GATE },
	[178] = { "sor0", CLK_GATE },
	[179] = { "sor1", CLK_GATE },
	[180] = { "sor_pad_input", CLK_ROOT },
	[181] = { "pre_sf0", CLK_GATE },
	[182] = { "sf0", CLK_GATE },
	[183] = { "sf1", CLK_GATE },
	[184] = { "dsi_pad_input", CLK_ROOT },
	[187] = { "pex2_c10_core", CLK_GATE },
	[188] = { "uarti", CLK_PERIPH },
	[189] = { "uartj", CLK_PERIPH },
	[190] = { "uarth", CLK_PERIPH },
	[191] = { "fuse_serial", CLK_GATE },
	[192] = { "qspi0_2x_pm", CLK_QSPI_2X },
	[193] = { "qspi1_2x_pm", CLK_QSPI_2X },
	[194] = { "qspi0_pm", CLK_QSPI0 },
	[195] = { "qspi1_pm", CLK_QSPI1 },
	[196] = { "vi_const", CLK_GATE },
	[197] = { "nafll_bpmp", CLK_PLL },
	[198] = { "nafll_sce", CLK_PLL },
	[199] = { "nafll_nvdec", CLK_PLL },
	[200] = { "nafll_nvjpg", CLK_PLL },
	[201] = { "nafll_tsec", CLK_PLL },
	[203] = { "nafll_vi", CLK_PLL },
	[204] = { "nafll_se", CLK_PLL },
	[205] = { "nafll_nvenc", CLK_PLL },
	[206] = { "nafll_isp", CLK_PLL },
	[207] = { "nafll_vic", CLK_PLL },
	[209] = { "nafll_axicbb", CLK_PLL },
	[210] = { "nafll_nvjpg1", CLK_PLL },
	[211] = { "nafll_pva0_core", CLK_PLL },
	[212] = { "nafll_pva0_vps", CLK_PLL },
	[213] = { "dbgapb", CLK_GATE },
	[214] = { "nafll_rce", CLK_PLL },
	[215] = { "la", CLK_GATE },
	[216] = { "pllp_out_jtag", CLK_PLL },
	[217] = { "sdmmc4_axicif", CLK_GATE },
	[219] = { "sdmmc_legacy_tm", CLK_PERIPH },
	[220] = { "pex0_c0_core", CLK_GATE },
	[221] = { "pex0_c1_core", CLK_GATE },
	[222] = { "pex0_c2_core", CLK_GATE },
	[223] = { "pex0_c3_core", CLK_GATE },
	[224] = { "pex0_c4_core", CLK_GATE },
	[225] = { "pex1_c5_core", CLK_GATE },
	[229] = { "pex0_c0_core_m", CLK_GATE },
	[230] = { "pex0_c1_core_m", CLK_GATE },
	[231] = { "pex0_c2_core_m", CLK_GATE },
	[232] = { "pex0_c3_core_m", CLK_GATE },
	[233] = { "pex0_c4_core_m", CLK_GATE },
	[234] = { "pex1_c5_core_m", CLK_GATE },
	[235] = { "pex1_c6_core_m", CLK_GATE },
	[236] = { "gpc1clk", CLK_GATE },
	[237] = { "pllc4", CLK_PLL },
	[239] = { "pllc4_out1", CLK_PLLC4_OUT },
	[240] = { "pllc4_out2", CLK_PLLC4_OUT },
	[241] = { "pllc4_muxed", CLK_PLLC4_MUX },
	[242] = { "pllc4_vco_div2", CLK_PLLC4_OUT },
	[243] = { "pllnvhs", CLK_PLL },
	[244] = { "pex2_c7_core_m", CLK_GATE },
	[245] = { "pex2_c8_core_m", CLK_GATE },
	[246] = { "pex2_c9_core_m", CLK_GATE },
	[247] = { "pex2_c10_core_m", CLK_GATE },
	[248] = { "mgbe0_rx_input", CLK_ROOT },
	[249] = { "mgbe1_rx_input", CLK_ROOT },
	[250] = { "mgbe2_rx_input", CLK_ROOT },
	[251] = { "mgbe3_rx_input", CLK_ROOT },
	[254] = { "pex_sata_usb_rx_byp", CLK_GATE },
	[255] = { "pex_usb_pad_pll0_mgmt", CLK_GATE },
	[256] = { "pex_usb_pad_pll1_mgmt", CLK_GATE },
	[257] = { "pex_usb_pad_pll2_mgmt", CLK_GATE },
	[258] = { "pex_usb_pad_pll3_mgmt", CLK_GATE },
	[263] = { "nvhs_rx_byp_ref", CLK_GATE },
	[264] = { "nvhs_pll0_mgmt", CLK_GATE },
	[265] = { "xusb_core_dev", CLK_GATE },
	[266] = { "xusb_core_mux", CLK_GATE },
	[267] = { "xusb_core_host", CLK_GATE },
	[268] = { "xusb_core_ss", CLK_GATE },
	[269] = { "xusb_falcon", CLK_GATE },
	[270] = { "xusb_falcon_host", CLK_GATE },
	[271] = { "xusb_falcon_ss", CLK_GATE },
	[272] = { "xusb_fs", CLK_GATE },
	[273] = { "xusb_fs_host", CLK_GATE },
	[274] = { "xusb_fs_dev", CLK_GATE },
	[275] = { "xusb_ss", CLK_GATE },
	[276] = { "xusb_ss_dev", CLK_GATE },
	[277] = { "xusb_ss_superspeed", CLK_GATE },
	[280] = { "nafll_cluster0_core", CLK_PLL },
	[281] = { "nafll_cluster1_core", CLK_PLL },
	[282] = { "nafll_cluster2_core", CLK_PLL },
	[284] = { "can1_core", CLK_GATE },
	[285] = { "can2_core", CLK_GATE },
	[286] = { "plla1_out1", CLK_PLL },
	[287] = { "pllnvhs_hps", CLK_PLL },
	[288] = { "pllrefe_vcoout", CLK_PLL },
	[289] = { "clk_32k", CLK_CLK32K },
	[291] = { "utmipll_clkout48", CLK_GATE },
	[292] = { "utmipll_clkout480", CLK_GATE },
	[294] = { "pllnvcsi", CLK_PLL },
	[295] = { "pva0_cpu_axi", CLK_GATE },
	[297] = { "pva0_vps", CLK_GATE },
	[299] = { "nafll_dla0_core", CLK_PLL },
	[300] = { "nafll_dla0_falcon", CLK_PLL },
	[301] = { "nafll_dla1_core", CLK_PLL },
	[302] = { "nafll_dla1_falcon", CLK_PLL },
	[303] = { "aon_uart_fst_mipi_cal", CLK_GATE },
	[304] = { "gpusys", CLK_GATE },
	[305] = { "i2c5", CLK_PERIPH },
	[306] = { "fr_se", CLK_GATE },
	[307] = { "bpmp_cpu_nic", CLK_GATE },
	[308] = { "bpmp_cpu", CLK_FIXED },
	[309] = { "tsc", CLK_GATE },
	[310] = { "emcsa_mpll", CLK_FIXED },
	[311] = { "emcsb_mpll", CLK_FIXED },
	[312] = { "emcsc_mpll", CLK_FIXED },
	[313] = { "emcsd_mpll", CLK_FIXED },
	[314] = { "pllc", CLK_PLL },
	[315] = { "pllc2", CLK_PLL },
	[317] = { "tsc_ref", CLK_GATE },
	[318] = { "fuse_burn", CLK_GATE },
	[319] = { "pllgbe", CLK_PLL },
	[320] = { "pllgbe_hps", CLK_PLL },
	[321] = { "emcsa_emc", CLK_FIXED },
	[322] = { "emcsb_emc", CLK_FIXED },
	[323] = { "emcsc_emc", CLK_FIXED },
	[324] = { "emcsd_emc", CLK_FIXED },
	[326] = { "plle_hps", CLK_PLL },
	[327] = { "pllrefe_vcoout_gated", CLK_PLL },
	[328] = { "pllp_div17", CLK_PLL },
	[329] = { "soc_therm", CLK_GATE },
	[330] = { "tsense", CLK_GATE },
	[331] = { "fr_seu1", CLK_GATE },
	[333] = { "nafll_ofa", CLK_PLL },
	[334] = { "ofa", CLK_GATE },
	[335] = { "nafll_seu1", CLK_PLL },
	[336] = { "seu1", CLK_GATE },
	[337] = { "spi4", CLK_PERIPH },
	[338] = { "spi5", CLK_PERIPH },
	[339] = { "dce_cpu_nic", CLK_GATE },
	[340] = { "dce_nic", CLK_GATE },
	[341] = { "nafll_dce", CLK_PLL },
	[342] = { "mphy_l0_rx_ana_m", CLK_GATE },
	[343] = { "mphy_l1_rx_ana_m", CLK_GATE },
	[344] = { "mphy_l0_tx_pre_symb", CLK_GATE },
	[345] = { "mphy_l0_tx_ls_symb_div", CLK_GATE },
	[346] = { "mphy_l0_tx_2x_symb", CLK_GATE },
	[347] = { "mphy_l0_tx_hs_symb_div", CLK_GATE },
	[348] = { "mphy_l0_tx_ls_3xbit_div", CLK_GATE },
	[349] = { "mphy_l0_tx_mux_symb_div", CLK_GATE },
	[350] = { "mphy_l0_tx_symb_m", CLK_GATE },
	[351] = { "mphy_l0_rx_ls_symb_div", CLK_GATE },
	[352] = { "mphy_l0_rx_hs_symb_div", CLK_GATE },
	[353] = { "mphy_l0_rx_ls_bit_div", CLK_GATE },
	[354] = { "mphy_l0_rx_mux_symb_div", CLK_GATE },
	[355] = { "mphy_l0_rx_symb_m", CLK_GATE },
	[357] = { "mgbe0_rx_input_m", CLK_GATE },
	[358] = { "mgbe1_rx_input_m", CLK_GATE },
	[359] = { "mgbe2_rx_input_m", CLK_GATE },
	[360] = { "mgbe3_rx_input_m", CLK_GATE },
	[361] = { "mgbe0_rx_pcs_m", CLK_GATE },
	[362] = { "mgbe1_rx_pcs_m", CLK_GATE },
	[363] = { "mgbe2_rx_pcs_m", CLK_GATE },
	[364] = { "mgbe3_rx_pcs_m", CLK_GATE },
	[365] = { "tach1", CLK_PERIPH },
	[366] = { "mgbes_app", CLK_GATE },
	[367] = { "uphy_gbe_pll2_tx_ref", CLK_GATE },
	[368] = { "uphy_gbe_pll2_xdig", CLK_GATE },
	[369] = { "mgbe0_rx_pcs_input", CLK_ROOT },
	[370] = { "mgbe1_rx_pcs_input", CLK_ROOT },
	[371] = { "mgbe2_rx_pcs_input", CLK_ROOT },
	[372] = { "mgbe3_rx_pcs_input", CLK_ROOT },
	[373] = { "mgbe0_rx_pcs", CLK_GATE },
	[374] = { "mgbe0_tx", CLK_GATE },
	[375] = { "mgbe0_tx_pcs", CLK_GATE },
	[376] = { "mgbe0_mac_divider", CLK_GATE },
	[377] = { "mgbe0_mac", CLK_GATE },
	[378] = { "mgbe0_macsec", CLK_GATE },
	[379] = { "mgbe0_eee_pcs", CLK_GATE },
	[380] = { "mgbe0_app", CLK_GATE },
	[381] = { "mgbe0_ptp_ref", CLK_GATE },
	[382] = { "mgbe1_rx_pcs", CLK_GATE },
	[383] = { "mgbe1_tx", CLK_GATE },
	[384] = { "mgbe1_tx_pcs", CLK_GATE },
	[385] = { "mgbe1_mac_divider", CLK_GATE },
	[386] = { "mgbe1_mac", CLK_GATE },
	[387] = { "mgbe1_macsec", CLK_GATE },
	[388] = { "mgbe1_eee_pcs", CLK_GATE },
	[389] = { "mgbe1_app", CLK_GATE },
	[390] = { "mgbe1_ptp_ref", CLK_GATE },
	[391] = { "mgbe2_rx_pcs", CLK_GATE },
	[392] = { "mgbe2_tx", CLK_GATE },
	[393] = { "mgbe2_tx_pcs", CLK_GATE },
	[394] = { "mgbe2_mac_divider", CLK_GATE },
	[395] = { "mgbe2_mac", CLK_GATE },
	[396] = { "mgbe2_macsec", CLK_GATE },
	[397] = { "mgbe2_eee_pcs", CLK_GATE },
	[398] = { "mgbe2_app", CLK_GATE },
	[399] = { "mgbe2_ptp_ref", CLK_GATE },
	[400] = { "mgbe3_rx_pcs", CLK_GATE },
	[401] = { "mgbe3_tx", CLK_GATE },
	[402] = { "mgbe3_tx_pcs", CLK_GATE },
	[403] = { "mgbe3_mac_divider", CLK_GATE },
	[404] = { "mgbe3_mac", CLK_GATE },
	[405] = { "mgbe3_macsec", CLK_GATE },
	[406] = { "mgbe3_eee_pcs", CLK_GATE },
	[407] = { "mgbe3_app", CLK_GATE },
	[408] = { "mgbe3_ptp_ref", CLK_GATE },
	[409] = { "gbe_rx_byp_ref", CLK_GATE },
	[410] = { "gbe_pll0_mgmt", CLK_GATE },
	[411] = { "gbe_pll1_mgmt", CLK_GATE },
	[412] = { "gbe_pll2_mgmt", CLK_GATE },
	[413] = { "eqos_macsec_rx", CLK_GATE },
	[414] = { "eqos_macsec_tx", CLK_GATE },
	[415] = { "eqos_tx_divider", CLK_GATE },
	[416] = { "nvhs_pll1_mgmt", CLK_GATE },
	[417] = { "emchub", CLK_FIXED },
	[418] = { "i2s7_sync_input", CLK_ROOT },
	[419] = { "sync_i2s7", CLK_GATE },
	[420] = { "i2s7", CLK_AUDIO },
	[421] = { "i2s7_pad_m", CLK_GATE },
	[422] = { "i2s8_sync_input", CLK_ROOT },
	[423] = { "sync_i2s8", CLK_GATE },
	[424] = { "i2s8", CLK_AUDIO },
	[425] = { "i2s8_pad_m", CLK_GATE },
	[426] = { "nafll_gpc0", CLK_PLL },
	[427] = { "nafll_gpc1", CLK_PLL },
	[428] = { "nafll_gpusys", CLK_PLL },
	[429] = { "nafll_cluster0_dsu", CLK_PLL },
	[430] = { "nafll_cluster1_dsu", CLK_PLL },
	[431] = { "nafll_cluster2_dsu", CLK_PLL },
	[432] = { "sce_cpu", CLK_GATE },
	[433] = { "rce_cpu", CLK_GATE },
	[434] = { "dce_cpu", CLK_GATE },
	[435] = { "dsipll_vco", CLK_GATE },
	[436] = { "dsipll_clkoutpn", CLK_GATE },
	[437] = { "dsipll_clkouta", CLK_GATE },
	[438] = { "sppll0_vco", CLK_GATE },
	[439] = { "sppll0_clkoutpn", CLK_GATE },
	[440] = { "sppll0_clkouta", CLK_GATE },
	[441] = { "sppll0_clkoutb", CLK_GATE },
	[442] = { "sppll0_div10", CLK_GATE },
	[443] = { "sppll0_div25", CLK_GATE },
	[444] = { "sppll0_div27pn", CLK_GATE },
	[445] = { "sppll1_vco", CLK_GATE },
	[446] = { "sppll1_clkoutpn", CLK_GATE },
	[447] = { "sppll1_div27pn", CLK_GATE },
	[448] = { "vpll0_ref", CLK_GATE },
	[449] = { "vpll0", CLK_GATE },
	[450] = { "vpll1", CLK_GATE },
	[451] = { "nvdisplay_p0_ref", CLK_GATE },
	[452] = { "rg0", CLK_GATE },
	[453] = { "rg1", CLK_GATE },
	[454] = { "disppll", CLK_GATE },
	[455] = { "disphubpll", CLK_GATE },
	[456] = { "dsi_lp", CLK_GATE },
	[457] = { "aza_2xbit", CLK_GATE },
	[458] = { "aza_bit", CLK_GATE },
	[459] = { "dsi_core", CLK_GATE },
	[460] = { "dsi_pixel", CLK_GATE },
	[461] = { "pre_sor0", CLK_GATE },
	[462] = { "pre_sor1", CLK_GATE },
	[463] = { "dp_link_ref", CLK_GATE },
	[464] = { "sor_linka_input", CLK_ROOT },
	[465] = { "sor_linka_afifo", CLK_GATE },
	[466] = { "sor_linka_afifo_m", CLK_GATE },
	[467] = { "rg0_m", CLK_GATE },
	[468] = { "rg1_m", CLK_GATE },
	[469] = { "sor0_m", CLK_GATE },
	[470] = { "sor1_m", CLK_GATE },
	[471] = { "pllhub", CLK_PLL },
	[472] = { "mchub", CLK_FIXED },
	[473] = { "emcsa_mc", CLK_FIXED },
	[474] = { "emcsb_mc", CLK_FIXED },
	[475] = { "emcsc_mc", CLK_FIXED },
	[476] = { "emcsd_mc", CLK_FIXED },
};

static const struct kind *kind_of(uint32_t id)
{
	return &kinds[clocks[id].kind];
}

static uint32_t count_parents(const struct kind *k)
{
	uint32_t n = 0;

	while (n < sizeof(k->parents) / sizeof(k->parents[0]) && k->parents[n])
		n++;
	return n;
}

void bpmp_clocks_init(struct bpmp *b)
{
	uint32_t id;

	for (id = 0; id < BPMP_NR_CLOCKS; id++) {
		const struct kind *k = kind_of(id);

		b->clock[id].rate = k->rate;
		b->clock[id].parent = k->parents[0];
		b->clock[id].on = k->flags & (FLAG_DENIED | FLAG_ROOT);
	}
}

/* Return: 0 or the negated error code. */
static int round_rate(const uint8_t *req, uint64_t *rate)
{
	*rate = bpmp_get64(req + 8);
	if (*rate > INT64_MAX)
		return -BPMP_EINVAL;
	if (*rate > MAX_RATE)
		*rate = MAX_RATE;
	return 0;
}

static int set_rate(struct bpmp *b, uint32_t id, const uint8_t *req, uint8_t *resp)
{
	uint64_t rate;
	int err = round_rate(req, &rate);

	if (err)
		return err;
	if (!(kind_of(id)->flags & FLAG_SET_RATE))
		return -BPMP_EACCES;
	b->clock[id].rate = rate;
	bpmp_put64(resp, rate);
	return 0;
}

static int answer_round_rate(struct bpmp *b, uint32_t id, const uint8_t *req, uint8_t *resp)
{
	uint64_t rate;
	int err = round_rate(req, &rate);

	if (err)
		return err;
	if (!(kind_of(id)->flags & FLAG_SET_RATE))
		rate = b->clock[id].rate;
	bpmp_put64(resp, rate);
	return 0;
}

static int set_parent(struct bpmp *b, uint32_t id, const uint8_t *req, uint8_t *resp)
{
	uint32_t parent = bpmp_get32(req + 4), i, n = count_parents(kind_of(id));

	if (!(kind_of(id)->flags & FLAG_MUX))
		return -BPMP_EACCES;
	for (i = 0; i < n; i++) {
		if (kind_of(id)->parents[i] != parent)
			continue;
		b->clock[id].parent = parent;
		bpmp_put32(resp, parent);
		return 0;
	}
	return -BPMP_EINVAL;
}

static int set_state(struct bpmp *b, uint32_t id, bool on)
{
	if (kind_of(id)->flags & FLAG_DENIED)
		return -BPMP_EACCES;
	b->clock[id].on = on;
	return 0;
}

static int all_info(struct bpmp *b, uint32_t id, uint8_t *resp)
{
	const struct kind *k = kind_of(id);
	uint32_t i, n = count_parents(k);

	bpmp_put32(resp, k->flags);
	bpmp_put32(resp + 4, b->clock[id].parent);
	for (i = 0; i < n; i++)
		bpmp_put32(resp + 8 + 4 * i, k->parents[i]);
	resp[8 + 4 * MAX_PARENTS] = (uint8_t)n;
	memcpy(resp + 9 + 4 * MAX_PARENTS, clocks[id].name, strlen(clocks[id].name));
	return 0;
}

static int one_clock(struct bpmp *b, uint32_t cmd, uint32_t id, const uint8_t *req, uint8_t *resp)
{
	switch (cmd) {
	case CMD_GET_RATE:
		bpmp_put64(resp, b->clock[id].rate);
		return 0;
	case CMD_SET_RATE:
		return set_rate(b, id, req, resp);
	case CMD_ROUND_RATE:
		return answer_round_rate(b, id, req, resp);
	case CMD_GET_PARENT:
		bpmp_put32(resp, b->clock[id].parent);
		return 0;
	case CMD_SET_PARENT:
		return set_parent(b, id, req, resp);
	case CMD_IS_ENABLED:
		bpmp_put32(resp, b->clock[id].on);
		return 0;
	case CMD_ENABLE:
	case CMD_DISABLE:
		return set_state(b, id, cmd == CMD_ENABLE);
	case CMD_ALL_INFO:
		return all_info(b, id, resp);
	default:
		return -BPMP_EBADCMD;
	}
}

int bpmp_clock_request(struct bpmp *b, const uint8_t *req, uint8_t *resp)
{
	uint32_t cmd = bpmp_get32(req) >> 24, id = bpmp_get32(req) & 0xffffff;

	if (cmd == CMD_MAX_ID) {
		bpmp_put32(resp, BPMP_NR_CLOCKS - 1);
		return 0;
	}
	if (id >= BPMP_NR_CLOCKS)
		return -BPMP_EINVAL;
	/* Who enumerates gets an answer without a name for a hole. */
	if (clocks[id].kind == CLK_HOLE)
		return cmd == CMD_ALL_INFO ? 0 : -BPMP_EINVAL;
	return one_clock(b, cmd, id, req, resp);
}
