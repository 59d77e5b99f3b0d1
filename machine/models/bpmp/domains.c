// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * BPMP: requests for reset lines and power domains.
 *
 * Numbers and names are the device-tree bindings'. No line and no domain of an
 * SMMU or of the memory controller is among them, so none can be asked for.
 */
#include <string.h>

#include "internal.h"

#define CMD_RESET_ASSERT	1u
#define CMD_RESET_DEASSERT	2u
#define CMD_RESET_MODULE	3u
#define CMD_RESET_MAX_ID	4u

#define CMD_PG_QUERY_ABI	0u
#define CMD_PG_SET_STATE	1u
#define CMD_PG_GET_STATE	2u
#define CMD_PG_GET_NAME		3u
#define CMD_PG_MAX_ID		4u

#define DOMAIN_DISP		3u

/* First and last of each run of reset numbers. */
static const uint16_t reset_runs[][2] = {
	{ 1, 61 }, { 64, 85 }, { 87, 154 }, { 159, BPMP_NR_RESETS - 1 },
};

static const char *const domain_names[BPMP_NR_DOMAINS] = {
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

static bool reset_exists(uint32_t id)
{
	unsigned int i;

	for (i = 0; i < sizeof(reset_runs) / sizeof(reset_runs[0]); i++)
		if (id >= reset_runs[i][0] && id <= reset_runs[i][1])
			return true;
	return false;
}

static void set_line(struct bpmp *b, uint32_t id, bool asserted)
{
	if (b->reset_asserted[id] == asserted)
		return;
	b->reset_asserted[id] = asserted;
	if (b->cfg.reset)
		b->cfg.reset(b->cfg.reset_opaque, id, asserted);
}

int bpmp_reset_request(struct bpmp *b, const uint8_t *req, uint8_t *resp)
{
	uint32_t cmd = bpmp_get32(req), id = bpmp_get32(req + 4);

	if (cmd == CMD_RESET_MAX_ID) {
		bpmp_put32(resp, BPMP_NR_RESETS - 1);
		return 0;
	}
	if (cmd < CMD_RESET_ASSERT || cmd > CMD_RESET_MODULE)
		return -BPMP_EBADCMD;
	if (!reset_exists(id))
		return -BPMP_EINVAL;
	if (cmd != CMD_RESET_DEASSERT)
		set_line(b, id, true);
	if (cmd != CMD_RESET_ASSERT)
		set_line(b, id, false);
	return 0;
}

static int domain_abi(uint32_t cmd)
{
	return cmd <= CMD_PG_MAX_ID ? 0 : -BPMP_ENODEV;
}

static int set_domain(struct bpmp *b, uint32_t id, uint32_t state)
{
	if (state > 1)
		return -BPMP_EINVAL;
	b->domain_on[id] = state;
	return 0;
}

int bpmp_domain_request(struct bpmp *b, const uint8_t *req, uint8_t *resp)
{
	uint32_t cmd = bpmp_get32(req), id = bpmp_get32(req + 4);

	if (cmd == CMD_PG_QUERY_ABI)
		return domain_abi(bpmp_get32(req + 8));
	if (cmd == CMD_PG_MAX_ID) {
		bpmp_put32(resp, BPMP_NR_DOMAINS - 1);
		return 0;
	}
	if (id >= BPMP_NR_DOMAINS)
		return -BPMP_EINVAL;
	/* Who enumerates gets an empty name for a hole. */
	if (!domain_names[id])
		return cmd == CMD_PG_GET_NAME ? 0 : -BPMP_EINVAL;
	switch (cmd) {
	case CMD_PG_SET_STATE:
		return set_domain(b, id, bpmp_get32(req + 8));
	case CMD_PG_GET_STATE:
		bpmp_put32(resp, b->domain_on[id]);
		return 0;
	case CMD_PG_GET_NAME:
		memcpy(resp, domain_names[id], strlen(domain_names[id]));
		return 0;
	default:
		return -BPMP_EBADCMD;
	}
}

/* Firmware leaves the display on, for its boot picture (assumed). */
void bpmp_domains_init(struct bpmp *b)
{
	uint32_t id;

	for (id = 0; id < BPMP_NR_RESETS; id++)
		b->reset_asserted[id] = false;
	for (id = 0; id < BPMP_NR_DOMAINS; id++)
		b->domain_on[id] = id == DOMAIN_DISP;
}
