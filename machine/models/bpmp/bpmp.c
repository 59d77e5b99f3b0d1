// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * BPMP: the handshake and the transport of messages, and the requests that
 * concern the firmware itself.
 *
 * A channel is two queues of one frame, each with a header of two lines of 64
 * bytes: the writer's (count, state) and the reader's (count). The firmware
 * answers a request before the doorbell's write returns; it never starts a
 * handshake or a request of its own.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#define QUEUE_SIZE	256u
#define HDR_TX_COUNT	0u
#define HDR_TX_STATE	4u
#define HDR_RX_COUNT	64u
#define HDR_SIZE	128u
#define FRAME_SIZE	(8u + BPMP_DATA_SIZE)

#define IVC_ESTABLISHED	0u
#define IVC_SYNC	1u
#define IVC_ACK		2u

#define MAIL_DO_ACK	(UINT32_C(1) << 0)
#define MAIL_RING_DB	(UINT32_C(1) << 1)

#define TAG_SIZE	BPMP_TAG_SIZE
#define PAGE		0x1000u

/* ---- shared memory ---- */

static uint64_t cpu_queue(const struct bpmp *b, unsigned int ch)
{
	return b->cfg.tx_base + QUEUE_SIZE * ch;
}

static uint64_t own_queue(const struct bpmp *b, unsigned int ch)
{
	return b->cfg.rx_base + QUEUE_SIZE * ch;
}

/* Return: false if there is no memory; the channel then makes no progress. */
static bool read32(struct bpmp *b, uint64_t pa, uint32_t *val)
{
	uint8_t buf[4];

	if (b->cfg.mem->read(b->cfg.mem_opaque, pa, buf, sizeof(buf)) != BUS_OK)
		return false;
	*val = bpmp_get32(buf);
	return true;
}

static bool write32(struct bpmp *b, uint64_t pa, uint32_t val)
{
	uint8_t buf[4];

	bpmp_put32(buf, val);
	return b->cfg.mem->write(b->cfg.mem_opaque, pa, buf, sizeof(buf)) == BUS_OK;
}

/* ---- requests about the firmware ---- */

static bool mrq_supported(const struct bpmp *b, uint32_t mrq)
{
	switch (mrq) {
	case MRQ_PING:
	case MRQ_THREADED_PING:
	case MRQ_RESET:
	case MRQ_CLK:
	case MRQ_QUERY_ABI:
	case MRQ_PG:
		return true;
	case MRQ_UPHY:
		return b->cfg.pcie_controllers;
	case MRQ_QUERY_FW_TAG:
		return b->cfg.offer_fw_tag;
	case MRQ_QUERY_TAG:
		return b->cfg.dma;
	default:
		return false;
	}
}

static int dma_write(struct bpmp *b, uint64_t addr, const char *data, size_t len)
{
	struct bus_txn txn = {
		.client = b->cfg.dma_client,
		.sid = b->cfg.dma_sid,
		.tbu = b->cfg.dma_tbu,
		.write = true,
		.addr = addr,
	};
	char buf[TAG_SIZE];

	memcpy(buf, data, len);
	if (b->cfg.dma->access(b->cfg.dma_opaque, &txn, buf, len) != BUS_OK)
		return -BPMP_EFAULT;
	return 0;
}

/* The one request that makes the firmware a bus master. */
static int query_tag(struct bpmp *b, const uint8_t *req)
{
	const char *firmware_tag = b->cfg.soc->fw_tag;
	uint64_t addr = bpmp_get32(req);
	size_t first = PAGE - addr % PAGE;
	int err;

	if (first > TAG_SIZE)
		first = TAG_SIZE;
	err = dma_write(b, addr, firmware_tag, first);
	if (!err && first < TAG_SIZE)
		err = dma_write(b, addr + first, firmware_tag + first, TAG_SIZE - first);
	return err;
}

static int dispatch(struct bpmp *b, uint32_t mrq, const uint8_t *req, uint8_t *resp)
{
	if (!mrq_supported(b, mrq))
		return -BPMP_ENODEV;
	switch (mrq) {
	case MRQ_PING:
	case MRQ_THREADED_PING:
		bpmp_put32(resp, bpmp_get32(req) << 1);
		return 0;
	case MRQ_QUERY_ABI:
		bpmp_put32(resp, mrq_supported(b, bpmp_get32(req)) ? 0 : (uint32_t)-BPMP_ENODEV);
		return 0;
	case MRQ_QUERY_FW_TAG:
		memcpy(resp, b->cfg.soc->fw_tag, TAG_SIZE);
		return 0;
	case MRQ_QUERY_TAG:
		return query_tag(b, req);
	case MRQ_CLK:
		return bpmp_clock_request(b, req, resp);
	case MRQ_RESET:
		return bpmp_reset_request(b, req, resp);
	case MRQ_UPHY:
		return bpmp_uphy_request(b, req);
	default:
		return bpmp_domain_request(b, req, resp);
	}
}

/* ---- messages ---- */

static void log_refusal(struct bpmp *b, uint32_t mrq, const uint8_t *req, int err)
{
	char msg[96];

	b->stats.refused++;
	if (!b->cfg.log)
		return;
	snprintf(msg, sizeof(msg), "BPMP refuses MRQ %u (0x%x 0x%x) with %d", mrq,
		 bpmp_get32(req), bpmp_get32(req + 4), err);
	b->cfg.log(b->cfg.log_opaque, msg);
}

static bool respond(struct bpmp *b, unsigned int ch, int err, const uint8_t *data)
{
	uint64_t queue = own_queue(b, ch);
	uint8_t frame[FRAME_SIZE] = { 0 };

	bpmp_put32(frame, (uint32_t)err);
	memcpy(frame + 8, data, BPMP_DATA_SIZE);
	if (b->cfg.mem->write(b->cfg.mem_opaque, queue + HDR_SIZE, frame, FRAME_SIZE) != BUS_OK)
		return false;
	b->ch[ch].tx_count++;
	return write32(b, queue + HDR_TX_COUNT, b->ch[ch].tx_count);
}

/* Return: true if the sender wants to be rung. */
static bool handle_frame(struct bpmp *b, unsigned int ch, const uint8_t *frame)
{
	uint32_t mrq = bpmp_get32(frame), flags = bpmp_get32(frame + 4);
	uint8_t resp[BPMP_DATA_SIZE] = { 0 };
	int err = dispatch(b, mrq, frame + 8, resp);

	b->stats.requests++;
	if (err)
		log_refusal(b, mrq, frame + 8, err);
	if (!(flags & MAIL_DO_ACK))
		return false;
	return respond(b, ch, err, resp) && (flags & MAIL_RING_DB);
}

/* The sender has posted a frame, and there is room for the answer. */
static bool frame_ready(struct bpmp *b, unsigned int ch)
{
	const struct bpmp_channel *c = &b->ch[ch];
	uint32_t sent, taken;

	if (!read32(b, cpu_queue(b, ch) + HDR_TX_COUNT, &sent) ||
	    !read32(b, own_queue(b, ch) + HDR_RX_COUNT, &taken))
		return false;
	/* More than one frame of difference is a faulty peer: it gets no answer. */
	return sent - c->rx_count == 1 && taken == c->tx_count;
}

static bool serve(struct bpmp *b, unsigned int ch)
{
	uint64_t queue = cpu_queue(b, ch);
	uint8_t frame[FRAME_SIZE];

	if (b->ch[ch].state != IVC_ESTABLISHED || !frame_ready(b, ch))
		return false;
	if (b->cfg.mem->read(b->cfg.mem_opaque, queue + HDR_SIZE, frame, FRAME_SIZE) != BUS_OK)
		return false;
	b->ch[ch].rx_count++;
	if (!write32(b, queue + HDR_RX_COUNT, b->ch[ch].rx_count))
		return false;
	return handle_frame(b, ch, frame);
}

/* ---- handshake ---- */

static bool set_state(struct bpmp *b, unsigned int ch, uint32_t state)
{
	b->ch[ch].state = state;
	return write32(b, own_queue(b, ch) + HDR_TX_STATE, state);
}

static bool clear_counters(struct bpmp *b, unsigned int ch)
{
	b->ch[ch].tx_count = 0;
	b->ch[ch].rx_count = 0;
	return write32(b, own_queue(b, ch) + HDR_TX_COUNT, 0) &&
	       write32(b, cpu_queue(b, ch) + HDR_RX_COUNT, 0);
}

/* Return: true if the state changed, so that the peer must be notified. */
static bool handshake(struct bpmp *b, unsigned int ch)
{
	uint32_t peer;

	if (!read32(b, cpu_queue(b, ch) + HDR_TX_STATE, &peer))
		return false;
	if (peer == IVC_SYNC)
		return clear_counters(b, ch) && set_state(b, ch, IVC_ACK);
	if (b->ch[ch].state == IVC_ACK)
		return set_state(b, ch, IVC_ESTABLISHED);
	return false;
}

void bpmp_doorbell(struct bpmp *b)
{
	bool ring = false;
	unsigned int ch;

	b->stats.doorbells++;
	for (ch = 0; ch < BPMP_NR_CHANNELS; ch++) {
		ring |= handshake(b, ch);
		ring |= serve(b, ch);
	}
	if (ring && b->cfg.ring)
		b->cfg.ring(b->cfg.ring_opaque);
}

/* ---- creation and reset ---- */

static bool soc_is_valid(const struct bpmp_soc *soc)
{
	return soc && soc->nr_clocks <= BPMP_MAX_CLOCKS && soc->nr_resets <= BPMP_MAX_RESETS &&
	       soc->nr_domains <= BPMP_MAX_DOMAINS && soc->nr_blocks <= BPMP_MAX_BLOCKS;
}

void bpmp_reset(struct bpmp *b)
{
	memset(b->ch, 0, sizeof(b->ch));
	bpmp_clocks_init(b);
	bpmp_domains_init(b);
	bpmp_blocks_init(b);
}

struct bpmp *bpmp_new(const struct bpmp_config *cfg)
{
	struct bpmp *b;

	if (!cfg->mem || !soc_is_valid(cfg->soc))
		return NULL;
	b = calloc(1, sizeof(*b));
	if (!b)
		return NULL;
	b->cfg = *cfg;
	bpmp_reset(b);
	return b;
}

void bpmp_free(struct bpmp *b)
{
	free(b);
}

void bpmp_get_stats(const struct bpmp *b, struct bpmp_stats *st)
{
	*st = b->stats;
}
