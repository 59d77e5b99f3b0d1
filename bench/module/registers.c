// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counted accesses to GPCDMA's registers, which EL2 emulates. The channel has no client
 * of the driver and is paused, so that it moves nothing.
 */
#include <linux/io.h>
#include <linux/seq_file.h>

#include "calls.h"
#include "count.h"

#define GPCDMA_CHANNEL_31	0x02800000
#define CSR			0x00
#define CSR_ENB			BIT(31)
#define CSR_ONCE		BIT(27)
#define CSR_IO2MEM		0
#define CSR_MEM2MEM		(4 << 21)
#define CSRE			0x08
#define CSRE_PAUSE		BIT(31)
#define SRC			0x0c
#define WCOUNT			0x20

#define UART			0x031d0000
#define SMMU			0x12000000

/* Prints a line like those of hypercalls: name, result, instructions, writes, syncs. */
static void show(struct seq_file *s, const char *label, u32 insns)
{
	seq_printf(s, "%s 0 %u 0 0\n", label, insns);
}

static void start(struct seq_file *s, void __iomem *ch, const char *label, u32 src, u32 mode)
{
	writel(src, ch + SRC);
	show(s, label, count_store(ch + CSR, mode | CSR_ONCE | CSR_ENB));
	writel(0, ch + CSR);
}

/**
 * bench_registers() - measure accesses to registers, which trap if EL2 owns them
 * @s: output
 */
void bench_registers(struct seq_file *s)
{
	void __iomem *ch = ioremap(GPCDMA_CHANNEL_31, PAGE_SIZE);

	if (!ch)
		return;
	writel(CSRE_PAUSE, ch + CSRE);
	writel(0, ch + WCOUNT);
	show(s, "gpcdma-load", count_load(ch + SRC));
	show(s, "gpcdma-store", count_store(ch + SRC, UART));
	start(s, ch, "gpcdma-start-copy", UART, CSR_MEM2MEM);
	start(s, ch, "gpcdma-start-io", UART, CSR_IO2MEM);
	start(s, ch, "gpcdma-start-refused", SMMU, CSR_IO2MEM);
	writel(0, ch + CSRE);
	iounmap(ch);
}
