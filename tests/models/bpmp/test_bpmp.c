// SPDX-License-Identifier: GPL-2.0-only
/*
 * The BPMP model, driven through its shared memory by a peer that implements the
 * channel protocol's states.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../mc/rng.h"
#include "bpmp/bpmp.h"
#include "tegra234/bpmp.h"

#define AREA		4096u
#define TX(ch)		((ch) * 256u)
#define RX(ch)		(AREA + (ch) * 256u)
#define EST		0u
#define SYNC		1u
#define ACK		2u
#define DO_ACK		1u
#define RING		2u

#define MRQ_PING	0u
#define MRQ_QUERY_TAG	1u
#define MRQ_RESET	20u
#define MRQ_CLK		22u
#define MRQ_QUERY_ABI	23u
#define MRQ_PG		66u
#define MRQ_UPHY	69u
#define MRQ_FW_TAG	71u

#define CLK(cmd, id)	((uint32_t)(cmd) << 24 | (id))

struct fixture {
	struct bpmp *b;
	uint8_t shm[2 * AREA];
	bool no_shm;
	unsigned int rings, logged;
	uint8_t dram[0x3000];
	struct bus_txn dma[4];
	unsigned int nr_dma;
	bool dma_fails;
	unsigned int reset_id, asserts, deasserts;
	unsigned int block, block_calls;
	bool block_answers;
	unsigned int pcie_id, pcie_calls;
	bool pcie_on;
	/* the peer's own counters */
	uint32_t sent[16], taken[16];
};

static enum bus_status shm_access(struct fixture *f, uint64_t pa, void *to, const void *from,
				  size_t len)
{
	uint64_t off = pa - TEGRA234_BPMP_TX_BASE;

	if (f->no_shm || off >= sizeof(f->shm) || len > sizeof(f->shm) - off)
		return BUS_DECERR;
	memcpy(to ? to : f->shm + off, from ? from : f->shm + off, len);
	return BUS_OK;
}

static enum bus_status on_read(void *opaque, uint64_t pa, void *buf, size_t len)
{
	return shm_access(opaque, pa, buf, NULL, len);
}

static enum bus_status on_write(void *opaque, uint64_t pa, const void *buf, size_t len)
{
	return shm_access(opaque, pa, NULL, buf, len);
}

static enum bus_status on_dma(void *opaque, const struct bus_txn *txn, void *buf, size_t len)
{
	struct fixture *f = opaque;

	assert_true((txn->addr & 0xfff) + len <= 0x1000);
	if (f->nr_dma < 4)
		f->dma[f->nr_dma++] = *txn;
	if (f->dma_fails || txn->addr + len > sizeof(f->dram))
		return BUS_FAULT;
	memcpy(f->dram + txn->addr, buf, len);
	return BUS_OK;
}

static void on_ring(void *opaque)
{
	((struct fixture *)opaque)->rings++;
}

static void on_reset(void *opaque, unsigned int id, bool asserted)
{
	struct fixture *f = opaque;

	f->reset_id = id;
	f->asserts += asserted;
	f->deasserts += !asserted;
}

static void on_block(void *opaque, unsigned int nr, bool answers)
{
	struct fixture *f = opaque;

	assert_int_equal(bpmp_block_answers(f->b, nr), answers);
	f->block = nr;
	f->block_answers = answers;
	f->block_calls++;
}

static void on_pcie(void *opaque, unsigned int id, bool enable)
{
	struct fixture *f = opaque;

	f->pcie_id = id;
	f->pcie_on = enable;
	f->pcie_calls++;
}

static void on_log(void *opaque, const char *msg)
{
	assert_non_null(strstr(msg, "refuses"));
	((struct fixture *)opaque)->logged++;
}

static const struct bus_mem_ops mem_ops = { .read = on_read, .write = on_write };
static const struct bus_master_ops dma_ops = { .access = on_dma };

static struct bpmp_config config(struct fixture *f)
{
	struct bpmp_config cfg = tegra234_bpmp_config;

	cfg.mem = &mem_ops;
	cfg.mem_opaque = f;
	cfg.ring = on_ring;
	cfg.ring_opaque = f;
	cfg.dma = &dma_ops;
	cfg.dma_opaque = f;
	cfg.reset = on_reset;
	cfg.reset_opaque = f;
	cfg.block = on_block;
	cfg.block_opaque = f;
	cfg.log = on_log;
	cfg.log_opaque = f;
	return cfg;
}

static int setup(void **state)
{
	static struct fixture f;
	struct bpmp_config cfg;

	memset(&f, 0, sizeof(f));
	cfg = config(&f);
	f.b = bpmp_new(&cfg);
	*state = &f;
	return f.b ? 0 : -1;
}

static int teardown(void **state)
{
	bpmp_free(((struct fixture *)*state)->b);
	return 0;
}

static uint32_t get(const struct fixture *f, uint32_t off)
{
	uint32_t val;

	memcpy(&val, f->shm + off, 4);
	return val;
}

static void put(struct fixture *f, uint32_t off, uint32_t val)
{
	memcpy(f->shm + off, &val, 4);
}

/* One step of the peer's side of the handshake. Returns true if it is established. */
static bool peer_step(struct fixture *f, unsigned int ch)
{
	uint32_t mine = get(f, TX(ch) + 4), theirs = get(f, RX(ch) + 4);
	uint32_t next = mine;

	if (theirs == SYNC)
		next = ACK;
	else if ((mine == SYNC && theirs == ACK) || mine == ACK)
		next = EST;
	if (next != mine) {
		put(f, TX(ch), 0);
		put(f, RX(ch) + 64, 0);
		f->sent[ch] = 0;
		f->taken[ch] = 0;
		put(f, TX(ch) + 4, next);
		bpmp_doorbell(f->b);
	}
	return mine == EST;
}

static void connect(struct fixture *f, unsigned int ch)
{
	int i;

	put(f, TX(ch) + 4, SYNC);
	bpmp_doorbell(f->b);
	for (i = 0; i < 10; i++)
		if (peer_step(f, ch))
			return;
	fail_msg("channel %u is not established", ch);
}

static void post(struct fixture *f, unsigned int ch, uint32_t mrq, uint32_t flags,
		 const void *data, size_t len)
{
	put(f, TX(ch) + 128, mrq);
	put(f, TX(ch) + 132, flags);
	memset(f->shm + TX(ch) + 136, 0, 120);
	if (len)
		memcpy(f->shm + TX(ch) + 136, data, len);
	put(f, TX(ch), ++f->sent[ch]);
	bpmp_doorbell(f->b);
}

/* Returns the code of the answer; its data is at RX(ch) + 136. */
static int32_t take(struct fixture *f, unsigned int ch)
{
	assert_int_equal(get(f, TX(ch) + 64), f->sent[ch]);
	assert_int_equal(get(f, RX(ch)), f->taken[ch] + 1);
	put(f, RX(ch) + 64, ++f->taken[ch]);
	return (int32_t)get(f, RX(ch) + 128);
}

static int32_t call(struct fixture *f, uint32_t mrq, const void *data, size_t len)
{
	post(f, 3, mrq, DO_ACK, data, len);
	return take(f, 3);
}

static uint32_t answer(const struct fixture *f, unsigned int word)
{
	return get(f, RX(3) + 136 + 4 * word);
}

static int32_t clk(struct fixture *f, uint32_t cmd, uint32_t id, uint32_t arg)
{
	/* rates are 64-bit words at offset 8, parents 32-bit ones at 4 */
	uint32_t req[4] = { CLK(cmd, id), arg, arg, 0 };

	return call(f, MRQ_CLK, req, sizeof(req));
}

static void handshake_on_all_channels(void **state)
{
	struct fixture *f = *state;
	unsigned int ch;

	for (ch = 0; ch < 16; ch++)
		connect(f, ch);
	assert_true(f->rings >= 16);
	/* And again, from the established state. */
	connect(f, 3);
	assert_int_equal(get(f, RX(3) + 4), EST);
}

static void counters_restart(void **state)
{
	uint32_t challenge = 5;
	struct fixture *f = *state;

	connect(f, 3);
	assert_int_equal(call(f, MRQ_PING, &challenge, 4), 0);
	connect(f, 3);
	assert_int_equal(get(f, RX(3)), 0);
	assert_int_equal(get(f, TX(3) + 64), 0);
	assert_int_equal(call(f, MRQ_PING, &challenge, 4), 0);
	assert_int_equal(answer(f, 0), 10);
}

static void ping_rings_on_request(void **state)
{
	uint32_t challenge = 0x80000003;
	struct fixture *f = *state;
	unsigned int before;

	connect(f, 0);
	before = f->rings;
	post(f, 0, MRQ_PING, DO_ACK, &challenge, 4);
	assert_int_equal(f->rings, before);
	assert_int_equal(take(f, 0), 0);
	assert_int_equal(get(f, RX(0) + 136), 6);
	post(f, 0, MRQ_PING, DO_ACK | RING, &challenge, 4);
	assert_int_equal(f->rings, before + 1);
	assert_int_equal(take(f, 0), 0);
	/* No answer requested: the message is consumed, but not answered. */
	post(f, 0, MRQ_PING, 0, &challenge, 4);
	assert_int_equal(get(f, TX(0) + 64), f->sent[0]);
	assert_int_equal(get(f, RX(0)), f->taken[0]);
}

static void silent_before_the_handshake_ends(void **state)
{
	struct fixture *f = *state;

	put(f, TX(3) + 4, SYNC);
	bpmp_doorbell(f->b);
	assert_int_equal(get(f, RX(3) + 4), ACK);
	put(f, TX(3), 1);
	bpmp_doorbell(f->b);
	assert_int_equal(get(f, TX(3) + 64), 0);
}

static void answer_waits_for_room(void **state)
{
	uint32_t challenge = 1;
	struct fixture *f = *state;

	connect(f, 3);
	post(f, 3, MRQ_PING, DO_ACK, &challenge, 4);
	/* The first answer has not been read: the second request stays in the queue. */
	post(f, 3, MRQ_PING, DO_ACK, &challenge, 4);
	assert_int_equal(get(f, TX(3) + 64), 1);
	put(f, RX(3) + 64, ++f->taken[3]);
	bpmp_doorbell(f->b);
	assert_int_equal(get(f, TX(3) + 64), 2);
	assert_int_equal(take(f, 3), 0);
}

static void broken_counts_are_ignored(void **state)
{
	struct fixture *f = *state;
	struct bpmp_stats st;

	connect(f, 3);
	put(f, TX(3), 7);
	bpmp_doorbell(f->b);
	put(f, TX(3), UINT32_MAX);
	bpmp_doorbell(f->b);
	bpmp_get_stats(f->b, &st);
	assert_int_equal(st.requests, 0);
}

static void supported_requests(void **state)
{
	static const uint32_t yes[] = { MRQ_PING, MRQ_CLK, MRQ_RESET, MRQ_PG, MRQ_FW_TAG };
	static const uint32_t no[] = { 27, 31, 75, 19, 83, 95, 4096, UINT32_MAX };
	struct fixture *f = *state;
	unsigned int i;

	connect(f, 3);
	for (i = 0; i < sizeof(yes) / sizeof(yes[0]); i++) {
		assert_int_equal(call(f, MRQ_QUERY_ABI, &yes[i], 4), 0);
		assert_int_equal(answer(f, 0), 0);
	}
	for (i = 0; i < sizeof(no) / sizeof(no[0]); i++) {
		assert_int_equal(call(f, MRQ_QUERY_ABI, &no[i], 4), 0);
		assert_int_equal((int32_t)answer(f, 0), -19);
		assert_int_equal(call(f, no[i], NULL, 0), -19);
	}
	assert_int_equal(f->logged, i);
}

static void firmware_tag(void **state)
{
	struct fixture *f = *state;

	connect(f, 3);
	assert_int_equal(call(f, MRQ_FW_TAG, NULL, 0), 0);
	assert_true(strlen((char *)f->shm + RX(3) + 136) > 0);
	assert_int_equal(f->nr_dma, 0);
}

static void old_tag_uses_dma(void **state)
{
	uint32_t addr = 0x1ff0, no_addr = 0x5000;
	struct fixture *f = *state;
	struct bpmp_config cfg = config(f);

	cfg.offer_fw_tag = false;
	bpmp_free(f->b);
	f->b = bpmp_new(&cfg);
	connect(f, 3);
	assert_int_equal(call(f, MRQ_FW_TAG, NULL, 0), -19);
	assert_int_equal(call(f, MRQ_QUERY_TAG, &addr, 4), 0);
	assert_int_equal(f->nr_dma, 2);
	assert_int_equal(f->dma[0].client, 0x96);
	assert_int_equal(f->dma[0].sid, 0x10);
	assert_true(f->dma[0].write);
	assert_int_equal(f->dma[1].addr, 0x2000);
	assert_true(strlen((char *)f->dram + 0x1ff0) > 0);
	assert_int_equal(call(f, MRQ_QUERY_TAG, &no_addr, 4), -14);
}

static void clock_tree_is_consistent(void **state)
{
	struct fixture *f = *state;
	uint32_t id, max, i, n, named = 0, parents[16];

	connect(f, 3);
	assert_int_equal(clk(f, 15, 0, 0), 0);
	max = answer(f, 0);
	assert_int_equal(max, 476);
	assert_int_equal(clk(f, 14, max + 1, 0), -22);
	for (id = 0; id <= max; id++) {
		assert_int_equal(clk(f, 14, id, 0), 0);
		if (!f->shm[RX(3) + 136 + 73]) {
			/* An unused ID: it can be queried, but not used. */
			assert_int_equal(clk(f, 7, id, 0), -22);
			continue;
		}
		named++;
		n = f->shm[RX(3) + 136 + 72];
		assert_true(f->shm[RX(3) + 136 + 73] >= 'a');
		/* A clock denies both rate and state, or drivers warn. */
		assert_int_equal(answer(f, 0) >> 30 & 1, answer(f, 0) >> 31);
		assert_true(n <= 16 && (n > 1) == (answer(f, 0) & 1));
		for (i = 0; i < n; i++)
			parents[i] = answer(f, 2 + i);
		assert_int_equal(n ? parents[0] : 0, answer(f, 1));
		for (i = 0; i < n; i++)
			assert_int_equal(clk(f, 14, parents[i], 0), 0);
	}
	assert_int_equal(named, 140);
}

static void clock_rate(void **state)
{
	struct fixture *f = *state;

	connect(f, 3);
	assert_int_equal(clk(f, 2, 123, 199999999), 0);
	assert_int_equal(answer(f, 0), 199999999);
	assert_int_equal(clk(f, 1, 123, 0), 0);
	assert_int_equal(answer(f, 0), 199999999);
	assert_int_equal(clk(f, 3, 123, 5000), 0);
	assert_int_equal(answer(f, 0), 5000);
	assert_int_equal(clk(f, 1, 123, 0), 0);
	assert_int_equal(answer(f, 0), 199999999);
	/* The oscillator can't be changed. */
	assert_int_equal(clk(f, 2, 91, 1000), -13);
	assert_int_equal(clk(f, 8, 91, 0), -13);
	assert_int_equal(clk(f, 3, 91, 1000), 0);
	assert_int_equal(answer(f, 0), 38400000);
}

static void clock_rate_limits(void **state)
{
	uint32_t negative[4] = { CLK(2, 123), 0, 0, 0x80000000 };
	uint32_t huge[4] = { CLK(2, 123), 0, UINT32_MAX, 0x7fffffff };
	struct fixture *f = *state;

	connect(f, 3);
	assert_int_equal(call(f, MRQ_CLK, negative, sizeof(negative)), -22);
	assert_int_equal(call(f, MRQ_CLK, huge, sizeof(huge)), 0);
	assert_int_equal(answer(f, 0), 4000000000u);
	assert_int_equal(answer(f, 1), 0);
}

static void clock_parent_and_gate(void **state)
{
	struct fixture *f = *state;

	connect(f, 3);
	/* SDMMC4 under PLLC4, as the device tree assigns it. */
	assert_int_equal(clk(f, 5, 123, 237), 0);
	assert_int_equal(clk(f, 4, 123, 0), 0);
	assert_int_equal(answer(f, 0), 237);
	assert_int_equal(clk(f, 5, 123, 91), -22);
	assert_int_equal(clk(f, 5, 31, 91), -13);
	assert_int_equal(clk(f, 6, 123, 0), 0);
	assert_int_equal(answer(f, 0), 0);
	assert_int_equal(clk(f, 7, 123, 0), 0);
	assert_int_equal(clk(f, 6, 123, 0), 0);
	assert_int_equal(answer(f, 0), 1);
	assert_int_equal(clk(f, 8, 123, 0), 0);
	assert_int_equal(clk(f, 6, 123, 0), 0);
	assert_int_equal(answer(f, 0), 0);
	assert_int_equal(clk(f, 99, 123, 0), -6);
	assert_int_equal(clk(f, 1, 477, 0), -22);
	assert_int_equal(clk(f, 1, 0xffffff, 0), -22);
}

static void reset_lines(void **state)
{
	uint32_t assert_it[2] = { 1, TEGRA234_RESET_GPCDMA };
	uint32_t module[2] = { 3, TEGRA234_RESET_GPCDMA };
	uint32_t max[2] = { 4 }, hole[2] = { 3, 62 };
	uint32_t far[2] = { 3, UINT32_MAX }, bad[2] = { 9, 18 };
	struct fixture *f = *state;

	connect(f, 3);
	assert_int_equal(call(f, MRQ_RESET, assert_it, 8), 0);
	assert_int_equal(f->asserts, 1);
	assert_int_equal(f->reset_id, TEGRA234_RESET_GPCDMA);
	/* The reset is asserted already: a module reset only deasserts it. */
	assert_int_equal(call(f, MRQ_RESET, module, 8), 0);
	assert_int_equal(f->asserts, 1);
	assert_int_equal(f->deasserts, 1);
	assert_int_equal(call(f, MRQ_RESET, module, 8), 0);
	assert_int_equal(f->asserts, 2);
	assert_int_equal(f->deasserts, 2);
	assert_int_equal(call(f, MRQ_RESET, hole, 8), -22);
	assert_int_equal(call(f, MRQ_RESET, far, 8), -22);
	assert_int_equal(call(f, MRQ_RESET, bad, 8), -6);
	assert_int_equal(call(f, MRQ_RESET, max, 8), 0);
	assert_int_equal(answer(f, 0), 173);
}

static void request_reset(struct fixture *f, uint32_t cmd, uint32_t line)
{
	uint32_t req[2] = { cmd, line };

	assert_int_equal(call(f, MRQ_RESET, req, 8), 0);
}

/* The last of @calls calls said that @nr answers or not. */
static void told(struct fixture *f, unsigned int calls, unsigned int nr, bool answers)
{
	assert_int_equal(f->block_calls, calls);
	assert_int_equal(f->block, nr);
	assert_int_equal(f->block_answers, answers);
}

static void blocks_in_reset(void **state)
{
	struct fixture *f = *state;

	connect(f, 3);
	assert_true(bpmp_block_answers(f->b, TEGRA234_BLOCK_GPCDMA));
	request_reset(f, 1, TEGRA234_RESET_GPCDMA);
	told(f, 1, TEGRA234_BLOCK_GPCDMA, false);
	request_reset(f, 1, TEGRA234_RESET_GPCDMA);
	request_reset(f, 1, TEGRA234_RESET_GPCDMA + 1);
	assert_int_equal(f->block_calls, 1);
	request_reset(f, 2, TEGRA234_RESET_GPCDMA);
	told(f, 2, TEGRA234_BLOCK_GPCDMA, true);
	request_reset(f, 3, TEGRA234_RESET_GPCDMA);
	told(f, 4, TEGRA234_BLOCK_GPCDMA, true);
}

static void blocks_without_clock(void **state)
{
	struct fixture *f = *state;

	connect(f, 3);
	/* A clock is off after boot. */
	assert_false(bpmp_block_answers(f->b, TEGRA234_BLOCK_SDMMC4));
	assert_int_equal(clk(f, 7, TEGRA234_CLK_SDMMC4, 0), 0);
	told(f, 1, TEGRA234_BLOCK_SDMMC4, true);
	request_reset(f, 1, TEGRA234_RESET_SDMMC4);
	told(f, 2, TEGRA234_BLOCK_SDMMC4, false);
	assert_int_equal(clk(f, 8, TEGRA234_CLK_SDMMC4, 0), 0);
	request_reset(f, 2, TEGRA234_RESET_SDMMC4);
	assert_int_equal(f->block_calls, 2);
	assert_int_equal(clk(f, 7, TEGRA234_CLK_SDMMC4, 0), 0);
	told(f, 3, TEGRA234_BLOCK_SDMMC4, true);
}

static void firmware_holds_a_reset(void **state)
{
	struct fixture *f = *state;
	struct bpmp_config cfg = config(f);

	cfg.held_reset = TEGRA234_RESET_GPCDMA;
	bpmp_free(f->b);
	f->b = bpmp_new(&cfg);
	assert_false(bpmp_block_answers(f->b, TEGRA234_BLOCK_GPCDMA));
	connect(f, 3);
	request_reset(f, 3, TEGRA234_RESET_GPCDMA);
	told(f, 1, TEGRA234_BLOCK_GPCDMA, true);
	assert_int_equal(f->asserts, 0);
	assert_int_equal(f->deasserts, 1);
	/* It is told of no change: the caller resets, too. */
	bpmp_reset(f->b);
	assert_false(bpmp_block_answers(f->b, TEGRA234_BLOCK_GPCDMA));
	assert_int_equal(f->block_calls, 1);
}

static void power_domains(void **state)
{
	uint32_t name[3] = { 3, 3 }, on[3] = { 1, 10, 1 }, state_of[3] = { 2, 10 };
	uint32_t max[3] = { 4 }, hole[3] = { 2, 21 }, far[3] = { 1, 37, 1 }, run[3] = { 1, 10, 2 };
	uint32_t known[3] = { 0, 0, 4 }, unknown[3] = { 0, 0, 5 }, bad[3] = { 5, 10 };
	uint32_t hole_name[3] = { 3, 21 };
	struct fixture *f = *state;

	connect(f, 3);
	assert_int_equal(call(f, MRQ_PG, max, 12), 0);
	assert_int_equal(answer(f, 0), 36);
	assert_int_equal(call(f, MRQ_PG, name, 12), 0);
	assert_string_equal((char *)f->shm + RX(3) + 136, "disp");
	assert_int_equal(call(f, MRQ_PG, state_of, 12), 0);
	assert_int_equal(answer(f, 0), 0);
	assert_int_equal(call(f, MRQ_PG, on, 12), 0);
	assert_int_equal(call(f, MRQ_PG, state_of, 12), 0);
	assert_int_equal(answer(f, 0), 1);
	assert_int_equal(call(f, MRQ_PG, run, 12), -22);
	assert_int_equal(call(f, MRQ_PG, hole, 12), -22);
	assert_int_equal(call(f, MRQ_PG, far, 12), -22);
	assert_int_equal(call(f, MRQ_PG, hole_name, 12), 0);
	assert_int_equal(answer(f, 0), 0);
	assert_int_equal(call(f, MRQ_PG, known, 12), 0);
	assert_int_equal(call(f, MRQ_PG, unknown, 12), -19);
	assert_int_equal(call(f, MRQ_PG, bad, 12), -6);
}

static int32_t pcie_state(struct fixture *f, uint32_t cmd, uint8_t id, uint8_t enable)
{
	/* lane and command are halves of one word */
	uint32_t req[2] = { cmd << 16, id | (uint32_t)enable << 8 };

	return call(f, MRQ_UPHY, req, 6);
}

static void pcie_controllers(void **state)
{
	struct fixture *f = *state;
	struct bpmp_config cfg = config(f);

	connect(f, 3);
	assert_int_equal(pcie_state(f, 4, 4, 1), -19);
	bpmp_free(f->b);
	cfg.pcie_controllers = 1u << 4;
	cfg.pcie_state = on_pcie;
	cfg.pcie_opaque = f;
	f->b = bpmp_new(&cfg);
	assert_non_null(f->b);
	connect(f, 3);
	assert_int_equal(pcie_state(f, 4, 4, 1), 0);
	assert_true(f->pcie_on && f->pcie_id == 4);
	assert_int_equal(pcie_state(f, 4, 4, 0), 0);
	assert_false(f->pcie_on);
	assert_int_equal(pcie_state(f, 4, 1, 1), -22);
	assert_int_equal(pcie_state(f, 4, 36, 1), -22);
	assert_int_equal(pcie_state(f, 3, 4, 1), -6);
	assert_int_equal(f->pcie_calls, 2);
}

static void failing_memory(void **state)
{
	struct fixture *f = *state;
	struct bpmp_config cfg = config(f);

	f->no_shm = true;
	bpmp_doorbell(f->b);
	assert_int_equal(f->rings, 0);
	cfg.mem = NULL;
	assert_null(bpmp_new(&cfg));
}

static void no_such_soc(void **state)
{
	struct bpmp_config cfg = config(*state);
	struct bpmp_soc soc = *cfg.soc;

	cfg.soc = &soc;
	soc.nr_clocks = BPMP_MAX_CLOCKS + 1;
	assert_null(bpmp_new(&cfg));
	soc.nr_clocks = 0;
	soc.nr_resets = BPMP_MAX_RESETS + 1;
	assert_null(bpmp_new(&cfg));
	soc.nr_resets = 0;
	soc.nr_domains = BPMP_MAX_DOMAINS + 1;
	assert_null(bpmp_new(&cfg));
	soc.nr_domains = 0;
	soc.nr_blocks = BPMP_MAX_BLOCKS + 1;
	assert_null(bpmp_new(&cfg));
	cfg.soc = NULL;
	assert_null(bpmp_new(&cfg));
}

/* Random shared memory and doorbells: work is bounded, no other memory changes. */
static void fuzz_shared_memory(void **state)
{
	struct fixture *f = *state;
	long runs = rng_runs();
	struct rng r;
	long i, n;

	rng_init(&r, "bpmp");
	for (i = 0; i < runs; i++) {
		uint32_t ch = rng_below(&r, 16);

		put(f, TX(ch) + 4, rng_below(&r, 4));
		put(f, TX(ch), get(f, TX(ch) + 64) + rng_below(&r, 3));
		put(f, RX(ch) + 64, get(f, RX(ch)) - !rng_below(&r, 8));
		put(f, TX(ch) + 128, rng_below(&r, 100));
		put(f, TX(ch) + 132, rng_below(&r, 4));
		for (n = 0; n < 4; n++)
			put(f, TX(ch) + 136 + 4 * (uint32_t)n,
			    rng_below(&r, 2) ? rng_below(&r, 500) | rng_below(&r, 17) << 24 :
					       (uint32_t)rng_next(&r));
		f->dma_fails = rng_below(&r, 2);
		f->no_shm = !rng_below(&r, 50);
		bpmp_doorbell(f->b);
	}
	f->no_shm = false;
	bpmp_reset(f->b);
	connect(f, 3);
	clock_tree_is_consistent(state);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(handshake_on_all_channels),
		T(counters_restart),
		T(ping_rings_on_request),
		T(silent_before_the_handshake_ends),
		T(answer_waits_for_room),
		T(broken_counts_are_ignored),
		T(supported_requests),
		T(firmware_tag),
		T(old_tag_uses_dma),
		T(clock_tree_is_consistent),
		T(clock_rate),
		T(clock_rate_limits),
		T(clock_parent_and_gate),
		T(reset_lines),
		T(blocks_in_reset),
		T(blocks_without_clock),
		T(firmware_holds_a_reset),
		T(power_domains),
		T(pcie_controllers),
		T(failing_memory),
		T(no_such_soc),
		T(fuzz_shared_memory),
	};

	return cmocka_run_group_tests_name("bpmp", tests, NULL, NULL);
}
