// SPDX-License-Identifier: GPL-2.0-only
/*
 * Programs the registers of Tegra's GPCDMA channels directly.
 *
 * The kernel's driver would choose the addresses and the stream ID; here the attacker
 * does. Use only a channel that has no client of the driver.
 */
#include <linux/bitfield.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/iopoll.h>

#include "internal.h"

#define GPCDMA_BASE		0x02600000
#define GPCDMA_CHANNEL(n)	(GPCDMA_BASE + 0x10000 * ((n) + 1))
#define GPCDMA_NR_CHANNELS	32

#define CSR			0x00
#define CSR_ENB			BIT(31)
#define CSR_ONCE		BIT(27)
#define CSR_MODE		GENMASK(23, 21)
#define CSR_MODE_IO2MEM		0
#define CSR_MODE_MEM2IO		2
#define CSR_MODE_MEM2MEM	4
#define CSR_MODE_FIXED		6
#define CSR_REQ_UNUSED		FIELD_PREP(GENMASK(20, 16), 4)
#define CSR_WEIGHT		FIELD_PREP(GENMASK(13, 10), 1)
#define STATUS			0x04
#define STATUS_BUSY		BIT(31)
#define STATUS_EOC		BIT(30)
#define SRC			0x0c
#define DST			0x10
#define HIGH			0x14
#define HIGH_SRC		GENMASK(7, 0)
#define HIGH_DST		GENMASK(23, 16)
#define MCSEQ			0x18
#define MCSEQ_BURST_16		FIELD_PREP(GENMASK(24, 23), 3)
#define MCSEQ_REQ_COUNT		FIELD_PREP(GENMASK(30, 25), 0x10)
#define MCSEQ_SID1		GENMASK(13, 7)
#define MCSEQ_SID0		GENMASK(6, 0)
#define MMIOSEQ			0x1c
#define MMIOSEQ_WIDTH_32	FIELD_PREP(GENMASK(30, 28), 2)
#define WCOUNT			0x20
#define ERR			0x30
#define PATTERN			0x34

#define GPCDMA_SID		4
#define DMA_TIMEOUT_US		2000000

static const u32 csr_modes[] = {
	[ATT_DMA_COPY] = CSR_MODE_MEM2MEM,
	[ATT_DMA_FILL] = CSR_MODE_FIXED,
	[ATT_DMA_FROM_IO] = CSR_MODE_IO2MEM,
	[ATT_DMA_TO_IO] = CSR_MODE_MEM2IO,
};

static void dma_start(void __iomem *ch, const struct att_dma *dma)
{
	u32 sid = dma->sid == ATT_SID_DRIVER ? GPCDMA_SID : dma->sid;

	writel(0, ch + CSR);
	writel(readl(ch + STATUS), ch + STATUS);
	writel(readl(ch + ERR), ch + ERR);
	writel(lower_32_bits(dma->src), ch + SRC);
	writel(lower_32_bits(dma->dst), ch + DST);
	writel(FIELD_PREP(HIGH_SRC, upper_32_bits(dma->src) & 0xff) |
	       FIELD_PREP(HIGH_DST, upper_32_bits(dma->dst) & 0xff), ch + HIGH);
	writel(MCSEQ_BURST_16 | MCSEQ_REQ_COUNT | FIELD_PREP(MCSEQ_SID0, sid & 0x7f) |
	       FIELD_PREP(MCSEQ_SID1, sid & 0x7f), ch + MCSEQ);
	writel(MMIOSEQ_WIDTH_32, ch + MMIOSEQ);
	writel(dma->pattern, ch + PATTERN);
	writel(dma->len / 4 - 1, ch + WCOUNT);
	writel(FIELD_PREP(CSR_MODE, csr_modes[dma->mode]) | CSR_ONCE | CSR_REQ_UNUSED |
	       CSR_WEIGHT | CSR_ENB, ch + CSR);
}

static bool dma_ended(void __iomem *ch)
{
	return (readl(ch + STATUS) & (STATUS_EOC | STATUS_BUSY)) == STATUS_EOC;
}

/* A channel that is not enabled moves nothing. */
static bool dma_over(void __iomem *ch)
{
	return readl(ch + ERR) || dma_ended(ch) || !(readl(ch + CSR) & CSR_ENB);
}

static void dma_stop(void __iomem *ch)
{
	writel(0, ch + CSR);
	writel(readl(ch + STATUS), ch + STATUS);
	writel(readl(ch + ERR), ch + ERR);
}

int att_dma(struct att_dma *dma)
{
	void __iomem *ch;
	bool over;
	int ret;

	if (dma->channel >= GPCDMA_NR_CHANNELS || dma->mode >= ARRAY_SIZE(csr_modes) ||
	    !dma->len || dma->len % 4)
		return -EINVAL;
	ch = ioremap(GPCDMA_CHANNEL(dma->channel), PAGE_SIZE);
	if (!ch)
		return -ENOMEM;
	dma_start(ch, dma);
	ret = read_poll_timeout(dma_over, over, over, 10, DMA_TIMEOUT_US, false, ch);
	dma->error = readl(ch + ERR);
	dma->done = !ret && !dma->error && dma_ended(ch);
	dma->mcseq = readl(ch + MCSEQ);
	dma_stop(ch);
	iounmap(ch);
	return 0;
}
