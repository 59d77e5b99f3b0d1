/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of the BPMP model share: its state, the layout of a message,
 * error codes.
 */
#ifndef MODELS_BPMP_INTERNAL_H
#define MODELS_BPMP_INTERNAL_H

#include "bpmp.h"

#define BPMP_NR_CHANNELS	16u

/* A message: code, flags, data. */
#define BPMP_DATA_SIZE		120u
#define BPMP_NAME_SIZE		40u

/* Error codes of the firmware's interface; sent negated. */
#define BPMP_EBADCMD		6
#define BPMP_EACCES		13
#define BPMP_EFAULT		14
#define BPMP_ENODEV		19
#define BPMP_EINVAL		22

/* Request codes. */
#define MRQ_PING		0u
#define MRQ_QUERY_TAG		1u
#define MRQ_THREADED_PING	9u
#define MRQ_RESET		20u
#define MRQ_CLK			22u
#define MRQ_QUERY_ABI		23u
#define MRQ_PG			66u
#define MRQ_UPHY		69u
#define MRQ_QUERY_FW_TAG	71u

/* The firmware's end of one channel; the other end's is in shared memory. */
struct bpmp_channel {
	uint32_t state;
	uint32_t tx_count;
	uint32_t rx_count;
};

struct bpmp_clock_state {
	uint64_t rate;
	uint32_t parent;
	bool on;
};

struct bpmp {
	struct bpmp_config cfg;
	struct bpmp_channel ch[BPMP_NR_CHANNELS];
	struct bpmp_clock_state clock[BPMP_MAX_CLOCKS];
	bool reset_asserted[BPMP_MAX_RESETS];
	bool domain_on[BPMP_MAX_DOMAINS];
	bool block_answers[BPMP_MAX_BLOCKS];
	struct bpmp_stats stats;
};

static inline uint32_t bpmp_get32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static inline void bpmp_put32(uint8_t *p, uint32_t val)
{
	p[0] = val & 0xff;
	p[1] = val >> 8 & 0xff;
	p[2] = val >> 16 & 0xff;
	p[3] = (uint8_t)(val >> 24);
}

static inline uint64_t bpmp_get64(const uint8_t *p)
{
	return bpmp_get32(p) | (uint64_t)bpmp_get32(p + 4) << 32;
}

static inline void bpmp_put64(uint8_t *p, uint64_t val)
{
	bpmp_put32(p, (uint32_t)val);
	bpmp_put32(p + 4, (uint32_t)(val >> 32));
}

/*
 * Requests: @req and @resp are BPMP_DATA_SIZE bytes, @resp is zero at first.
 * Return: 0 or a negated error code.
 */
int bpmp_clock_request(struct bpmp *b, const uint8_t *req, uint8_t *resp);
int bpmp_reset_request(struct bpmp *b, const uint8_t *req, uint8_t *resp);
int bpmp_domain_request(struct bpmp *b, const uint8_t *req, uint8_t *resp);
int bpmp_uphy_request(struct bpmp *b, const uint8_t *req);

/* Firmware's state after boot. */
void bpmp_clocks_init(struct bpmp *b);
void bpmp_domains_init(struct bpmp *b);
void bpmp_blocks_init(struct bpmp *b);

/* A reset line or a clock changed. */
void bpmp_blocks_update(struct bpmp *b);

#endif
