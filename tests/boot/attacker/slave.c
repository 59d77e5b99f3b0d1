// SPDX-License-Identifier: GPL-2.0-only
/*
 * A client of the DMA engine's own driver, like a peripheral's driver: a cyclic transfer
 * fills the test FIFO and the CPU reads it; then the CPU fills it and a single transfer
 * reads it. The FIFO requests each burst.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/io.h>
#include <linux/of.h>
#include <linux/of_dma.h>

#include "internal.h"

/* A peripheral that the machine does not have: its request lines are unused. */
#define NODE		"/bus@0/i2c@31e0000"
#define LINE		31

#define FIFO_DATA	0x04
#define FIFO_LEVEL	0x08
#define FIFO_BURST	0x0c
#define FIFO_OUT_LINE	0x10
#define FIFO_IN_LINE	0x14
#define FIFO_LOST	0x18
#define FIFO_LINE_ON	BIT(31)
#define FIFO_DEPTH	32

#define BURST		4
#define PERIOD		256
#define RING		(4 * PERIOD)
#define ROUNDS		3
#define PATIENCE_US	1000000

struct slave {
	void __iomem *fifo;
	struct dma_chan *chan;
	u32 *buf;
	dma_addr_t addr;
	struct att_slave *result;
	struct completion done;
};

static u32 pattern(unsigned int n)
{
	return 0x9e3779b1 * (n + 1);
}

static void on_period(void *arg)
{
	struct slave *s = arg;

	WRITE_ONCE(s->result->periods, s->result->periods + 1);
}

static void on_end(void *arg)
{
	struct slave *s = arg;

	complete(&s->done);
}

static int open_channel(struct slave *s, const char *name, enum dma_transfer_direction dir,
			u64 fifo)
{
	struct dma_slave_config cfg = {
		.direction = dir,
		.src_addr = fifo + FIFO_DATA,
		.dst_addr = fifo + FIFO_DATA,
		.src_addr_width = DMA_SLAVE_BUSWIDTH_4_BYTES,
		.dst_addr_width = DMA_SLAVE_BUSWIDTH_4_BYTES,
		.src_maxburst = BURST,
		.dst_maxburst = BURST,
	};
	struct device_node *np = of_find_node_by_path(NODE);

	s->chan = of_dma_request_slave_channel(np, name);
	of_node_put(np);
	if (IS_ERR(s->chan))
		return PTR_ERR(s->chan);
	s->buf = dma_alloc_coherent(dmaengine_get_dma_device(s->chan), RING, &s->addr, GFP_KERNEL);
	if (s->buf)
		return dmaengine_slave_config(s->chan, &cfg);
	dma_release_channel(s->chan);
	return -ENOMEM;
}

static void close_channel(struct slave *s)
{
	dmaengine_terminate_sync(s->chan);
	dma_free_coherent(dmaengine_get_dma_device(s->chan), RING, s->buf, s->addr);
	dma_release_channel(s->chan);
}

static int go(struct slave *s, struct dma_async_tx_descriptor *desc, void (*callback)(void *))
{
	if (!desc)
		return -EIO;
	desc->callback = callback;
	desc->callback_param = s;
	dmaengine_submit(desc);
	dma_async_issue_pending(s->chan);
	return 0;
}

/* Waits until the FIFO holds at least @least and at most @most words. */
static bool wait_level(struct slave *s, u32 least, u32 most)
{
	unsigned int us;

	for (us = 0; us < PATIENCE_US; us++) {
		u32 level = readl(s->fifo + FIFO_LEVEL);

		if (level >= least && level <= most)
			return true;
		udelay(1);
	}
	return false;
}

/*
 * A UART is slower than its driver, but this CPU is not: wait at the end of each period
 * until the driver has reported it.
 */
static bool wait_period(struct slave *s, unsigned int periods)
{
	unsigned int us;

	for (us = 0; us < PATIENCE_US; us++) {
		if (READ_ONCE(s->result->periods) >= periods)
			return true;
		udelay(1);
	}
	return false;
}

static void drain(struct slave *s)
{
	unsigned int n;

	for (n = 0; n < ROUNDS * RING / 4; n++) {
		if (!wait_period(s, n / (PERIOD / 4)) || !wait_level(s, 1, FIFO_DEPTH))
			return;
		s->result->sent += readl(s->fifo + FIFO_DATA) == pattern(n % (RING / 4));
	}
	wait_period(s, ROUNDS * RING / PERIOD);
}

static int send(struct slave *s, u64 fifo)
{
	unsigned int n;
	int ret;

	ret = open_channel(s, "tx", DMA_MEM_TO_DEV, fifo);
	if (ret)
		return ret;
	for (n = 0; n < RING / 4; n++)
		s->buf[n] = pattern(n);
	ret = go(s, dmaengine_prep_dma_cyclic(s->chan, s->addr, RING, PERIOD, DMA_MEM_TO_DEV,
					      DMA_PREP_INTERRUPT), on_period);
	if (!ret)
		drain(s);
	close_channel(s);
	return ret;
}

static void feed(struct slave *s)
{
	unsigned int n;

	for (n = 0; n < RING / 4 && wait_level(s, 0, FIFO_DEPTH - 1); n++)
		writel(pattern(n), s->fifo + FIFO_DATA);
	if (!wait_for_completion_timeout(&s->done, HZ))
		return;
	for (n = 0; n < RING / 4; n++)
		s->result->received += s->buf[n] == pattern(n);
}

static int receive(struct slave *s, u64 fifo)
{
	int ret = open_channel(s, "rx", DMA_DEV_TO_MEM, fifo);

	if (ret)
		return ret;
	memset(s->buf, 0, RING);
	ret = go(s, dmaengine_prep_slave_single(s->chan, s->addr, RING, DMA_DEV_TO_MEM,
						DMA_PREP_INTERRUPT), on_end);
	if (!ret)
		feed(s);
	close_channel(s);
	return ret;
}

/* Discards data in the FIFO that was sent and not read. */
static void empty(struct slave *s)
{
	writel(0, s->fifo + FIFO_IN_LINE);
	while (readl(s->fifo + FIFO_LEVEL))
		readl(s->fifo + FIFO_DATA);
}

int att_slave(struct att_slave *result)
{
	struct slave s = { .result = result };
	int ret;

	init_completion(&s.done);
	s.fifo = ioremap(result->fifo, PAGE_SIZE);
	if (!s.fifo)
		return -ENOMEM;
	writel(BURST, s.fifo + FIFO_BURST);
	writel(FIFO_LINE_ON | LINE, s.fifo + FIFO_IN_LINE);
	ret = send(&s, result->fifo);
	empty(&s);
	writel(FIFO_LINE_ON | LINE, s.fifo + FIFO_OUT_LINE);
	if (!ret)
		ret = receive(&s, result->fifo);
	writel(0, s.fifo + FIFO_OUT_LINE);
	result->lost = readl(s.fifo + FIFO_LOST);
	iounmap(s.fifo);
	return ret;
}
