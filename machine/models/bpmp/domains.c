// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * BPMP: requests for reset lines and power domains.
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

static bool reset_exists(const struct bpmp_soc *soc, uint32_t id)
{
	unsigned int i;

	for (i = 0; i < soc->nr_reset_runs; i++)
		if (id >= soc->reset_runs[i].first && id <= soc->reset_runs[i].last)
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
	bpmp_blocks_update(b);
}

int bpmp_reset_request(struct bpmp *b, const uint8_t *req, uint8_t *resp)
{
	uint32_t cmd = bpmp_get32(req), id = bpmp_get32(req + 4);

	if (cmd == CMD_RESET_MAX_ID) {
		bpmp_put32(resp, b->cfg.soc->nr_resets - 1);
		return 0;
	}
	if (cmd < CMD_RESET_ASSERT || cmd > CMD_RESET_MODULE)
		return -BPMP_EBADCMD;
	if (!reset_exists(b->cfg.soc, id))
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
	const char *name;

	if (cmd == CMD_PG_QUERY_ABI)
		return domain_abi(bpmp_get32(req + 8));
	if (cmd == CMD_PG_MAX_ID) {
		bpmp_put32(resp, b->cfg.soc->nr_domains - 1);
		return 0;
	}
	if (id >= b->cfg.soc->nr_domains)
		return -BPMP_EINVAL;
	/* An enumeration gets an empty name for a number that no domain has. */
	name = b->cfg.soc->domains[id];
	if (!name)
		return cmd == CMD_PG_GET_NAME ? 0 : -BPMP_EINVAL;
	switch (cmd) {
	case CMD_PG_SET_STATE:
		return set_domain(b, id, bpmp_get32(req + 8));
	case CMD_PG_GET_STATE:
		bpmp_put32(resp, b->domain_on[id]);
		return 0;
	case CMD_PG_GET_NAME:
		memcpy(resp, name, strlen(name));
		return 0;
	default:
		return -BPMP_EBADCMD;
	}
}

void bpmp_domains_init(struct bpmp *b)
{
	uint32_t id;

	memset(b->reset_asserted, 0, sizeof(b->reset_asserted));
	b->reset_asserted[b->cfg.held_reset] = b->cfg.held_reset;
	for (id = 0; id < BPMP_MAX_DOMAINS; id++)
		b->domain_on[id] = b->cfg.soc->domains_on >> id & 1;
}
