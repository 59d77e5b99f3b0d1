// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * BPMP: requests for clocks. Any rate in range is met exactly (assumed).
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

static const struct bpmp_clock_kind *kind_of(const struct bpmp *b, uint32_t id)
{
	return b->cfg.soc->clocks[id].kind;
}

static uint32_t count_parents(const struct bpmp_clock_kind *k)
{
	uint32_t n = 0;

	while (n < sizeof(k->parents) / sizeof(k->parents[0]) && k->parents[n])
		n++;
	return n;
}

void bpmp_clocks_init(struct bpmp *b)
{
	uint32_t id;

	memset(b->clock, 0, sizeof(b->clock));
	for (id = 0; id < b->cfg.soc->nr_clocks; id++) {
		const struct bpmp_clock_kind *k = kind_of(b, id);

		if (!k)
			continue;
		b->clock[id].rate = k->rate;
		b->clock[id].parent = k->parents[0];
		b->clock[id].on = k->flags & (BPMP_CLOCK_DENIED | BPMP_CLOCK_ROOT);
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
	if (!(kind_of(b, id)->flags & BPMP_CLOCK_SET_RATE))
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
	if (!(kind_of(b, id)->flags & BPMP_CLOCK_SET_RATE))
		rate = b->clock[id].rate;
	bpmp_put64(resp, rate);
	return 0;
}

static int set_parent(struct bpmp *b, uint32_t id, const uint8_t *req, uint8_t *resp)
{
	uint32_t parent = bpmp_get32(req + 4), i, n = count_parents(kind_of(b, id));

	if (!(kind_of(b, id)->flags & BPMP_CLOCK_MUX))
		return -BPMP_EACCES;
	for (i = 0; i < n; i++) {
		if (kind_of(b, id)->parents[i] != parent)
			continue;
		b->clock[id].parent = parent;
		bpmp_put32(resp, parent);
		return 0;
	}
	return -BPMP_EINVAL;
}

static int set_state(struct bpmp *b, uint32_t id, bool on)
{
	if (kind_of(b, id)->flags & BPMP_CLOCK_DENIED)
		return -BPMP_EACCES;
	b->clock[id].on = on;
	bpmp_blocks_update(b);
	return 0;
}

static int all_info(struct bpmp *b, uint32_t id, uint8_t *resp)
{
	const struct bpmp_clock_kind *k = kind_of(b, id);
	const char *name = b->cfg.soc->clocks[id].name;
	uint32_t i, n = count_parents(k);

	bpmp_put32(resp, k->flags);
	bpmp_put32(resp + 4, b->clock[id].parent);
	for (i = 0; i < n; i++)
		bpmp_put32(resp + 8 + 4 * i, k->parents[i]);
	resp[8 + 4 * MAX_PARENTS] = (uint8_t)n;
	memcpy(resp + 9 + 4 * MAX_PARENTS, name, strlen(name));
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
		bpmp_put32(resp, b->cfg.soc->nr_clocks - 1);
		return 0;
	}
	if (id >= b->cfg.soc->nr_clocks)
		return -BPMP_EINVAL;
	/* An enumeration gets an empty name for a number that no clock has. */
	if (!kind_of(b, id))
		return cmd == CMD_ALL_INFO ? 0 : -BPMP_EINVAL;
	return one_clock(b, cmd, id, req, resp);
}
