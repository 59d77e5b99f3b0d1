// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * BPMP: requests for clocks.
 *
 * Numbers and names are the device-tree binding's; the firmware shows those that
 * some Tegra234 device tree of the kernel uses, and their parents: each clock
 * costs every boot, and the full list a third of it. Which clock can have which
 * parents follows the device tree's assigned parents, rates after boot are
 * plausible ones, and any rate in range is met exactly (all assumed).
 */
#include <string.h>

#include "internal.h"

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
	[4] = { "ahub", CLK_PERIPH },
	[5] = { "apb2ape", CLK_GATE },
	[6] = { "ape", CLK_PERIPH },
	[7] = { "aud_mclk", CLK_AUDIO },
	[14] = { "clk_m", CLK_GATE },
	[15] = { "dmic1", CLK_AUDIO },
	[16] = { "dmic2", CLK_AUDIO },
	[17] = { "dmic3", CLK_AUDIO },
	[18] = { "dmic4", CLK_AUDIO },
	[29] = { "dspk1", CLK_AUDIO },
	[30] = { "dspk2", CLK_AUDIO },
	[31] = { "emc", CLK_FIXED },
	[40] = { "fuse", CLK_PERIPH },
	[46] = { "host1x", CLK_PERIPH },
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
	[83] = { "nvdec", CLK_GATE },
	[91] = { "osc", CLK_OSC },
	[93] = { "plla", CLK_PLL },
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
	[120] = { "sdmmc1", CLK_SDMMC1 },
	[123] = { "sdmmc4", CLK_SDMMC4 },
	[124] = { "se", CLK_GATE },
	[135] = { "spi1", CLK_PERIPH },
	[136] = { "spi2", CLK_PERIPH },
	[137] = { "spi3", CLK_PERIPH },
	[154] = { "tsec_pka", CLK_GATE },
	[155] = { "uarta", CLK_PERIPH },
	[159] = { "uarte", CLK_PERIPH },
	[161] = { "pex1_c6_core", CLK_GATE },
	[165] = { "usb2_trk", CLK_GATE },
	[167] = { "vic", CLK_GATE },
	[171] = { "pex2_c7_core", CLK_GATE },
	[172] = { "pex2_c8_core", CLK_GATE },
	[173] = { "pex2_c9_core", CLK_GATE },
	[187] = { "pex2_c10_core", CLK_GATE },
	[192] = { "qspi0_2x_pm", CLK_QSPI_2X },
	[193] = { "qspi1_2x_pm", CLK_QSPI_2X },
	[194] = { "qspi0_pm", CLK_QSPI0 },
	[195] = { "qspi1_pm", CLK_QSPI1 },
	[219] = { "sdmmc_legacy_tm", CLK_PERIPH },
	[220] = { "pex0_c0_core", CLK_GATE },
	[221] = { "pex0_c1_core", CLK_GATE },
	[222] = { "pex0_c2_core", CLK_GATE },
	[223] = { "pex0_c3_core", CLK_GATE },
	[224] = { "pex0_c4_core", CLK_GATE },
	[225] = { "pex1_c5_core", CLK_GATE },
	[237] = { "pllc4", CLK_PLL },
	[239] = { "pllc4_out1", CLK_PLLC4_OUT },
	[240] = { "pllc4_out2", CLK_PLLC4_OUT },
	[241] = { "pllc4_muxed", CLK_PLLC4_MUX },
	[242] = { "pllc4_vco_div2", CLK_PLLC4_OUT },
	[248] = { "mgbe0_rx_input", CLK_ROOT },
	[249] = { "mgbe1_rx_input", CLK_ROOT },
	[250] = { "mgbe2_rx_input", CLK_ROOT },
	[251] = { "mgbe3_rx_input", CLK_ROOT },
	[265] = { "xusb_core_dev", CLK_GATE },
	[267] = { "xusb_core_host", CLK_GATE },
	[268] = { "xusb_core_ss", CLK_GATE },
	[269] = { "xusb_falcon", CLK_GATE },
	[272] = { "xusb_fs", CLK_GATE },
	[275] = { "xusb_ss", CLK_GATE },
	[289] = { "clk_32k", CLK_CLK32K },
	[314] = { "pllc", CLK_PLL },
	[357] = { "mgbe0_rx_input_m", CLK_GATE },
	[358] = { "mgbe1_rx_input_m", CLK_GATE },
	[359] = { "mgbe2_rx_input_m", CLK_GATE },
	[360] = { "mgbe3_rx_input_m", CLK_GATE },
	[361] = { "mgbe0_rx_pcs_m", CLK_GATE },
	[362] = { "mgbe1_rx_pcs_m", CLK_GATE },
	[363] = { "mgbe2_rx_pcs_m", CLK_GATE },
	[364] = { "mgbe3_rx_pcs_m", CLK_GATE },
	[369] = { "mgbe0_rx_pcs_input", CLK_ROOT },
	[370] = { "mgbe1_rx_pcs_input", CLK_ROOT },
	[371] = { "mgbe2_rx_pcs_input", CLK_ROOT },
	[372] = { "mgbe3_rx_pcs_input", CLK_ROOT },
	[373] = { "mgbe0_rx_pcs", CLK_GATE },
	[374] = { "mgbe0_tx", CLK_GATE },
	[375] = { "mgbe0_tx_pcs", CLK_GATE },
	[376] = { "mgbe0_mac_divider", CLK_GATE },
	[377] = { "mgbe0_mac", CLK_GATE },
	[379] = { "mgbe0_eee_pcs", CLK_GATE },
	[380] = { "mgbe0_app", CLK_GATE },
	[381] = { "mgbe0_ptp_ref", CLK_GATE },
	[382] = { "mgbe1_rx_pcs", CLK_GATE },
	[383] = { "mgbe1_tx", CLK_GATE },
	[384] = { "mgbe1_tx_pcs", CLK_GATE },
	[385] = { "mgbe1_mac_divider", CLK_GATE },
	[386] = { "mgbe1_mac", CLK_GATE },
	[388] = { "mgbe1_eee_pcs", CLK_GATE },
	[389] = { "mgbe1_app", CLK_GATE },
	[390] = { "mgbe1_ptp_ref", CLK_GATE },
	[391] = { "mgbe2_rx_pcs", CLK_GATE },
	[392] = { "mgbe2_tx", CLK_GATE },
	[393] = { "mgbe2_tx_pcs", CLK_GATE },
	[394] = { "mgbe2_mac_divider", CLK_GATE },
	[395] = { "mgbe2_mac", CLK_GATE },
	[397] = { "mgbe2_eee_pcs", CLK_GATE },
	[398] = { "mgbe2_app", CLK_GATE },
	[399] = { "mgbe2_ptp_ref", CLK_GATE },
	[400] = { "mgbe3_rx_pcs", CLK_GATE },
	[401] = { "mgbe3_tx", CLK_GATE },
	[402] = { "mgbe3_tx_pcs", CLK_GATE },
	[403] = { "mgbe3_mac_divider", CLK_GATE },
	[404] = { "mgbe3_mac", CLK_GATE },
	[406] = { "mgbe3_eee_pcs", CLK_GATE },
	[407] = { "mgbe3_app", CLK_GATE },
	[408] = { "mgbe3_ptp_ref", CLK_GATE },
	[457] = { "aza_2xbit", CLK_GATE },
	[458] = { "aza_bit", CLK_GATE },
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
