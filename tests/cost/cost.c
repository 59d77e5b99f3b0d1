// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cost of translation: GPCDMA's model copies a 4 KiB page repeatedly, through the
 * SMMUs ("translated") or without them ("untranslated"). tests/cost/compare counts the
 * host's instructions; QEMU's own overhead is the same for both.
 *
 *	cost translated|untranslated COPIES
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../seeded/driver.h"
#include "fabric/fabric.h"
#include "gpcdma/gpcdma.h"
#include "tegra234/mc.h"

#define SRC_IOVA	UINT64_C(0x40001000)
#define DST_IOVA	UINT64_C(0x40002000)
#define CHANNEL		GPCDMA_CHANNEL_BASE(3)
#define SID		4u

static void chan_write(struct gpcdma *dma, uint32_t reg, uint32_t val)
{
	gpcdma_mmio_write(dma, CHANNEL + reg, val, 4);
}

static bool copy(struct gpcdma *dma, uint64_t src, uint64_t dst)
{
	uint32_t status;

	chan_write(dma, GPCDMA_SRC, (uint32_t)src);
	chan_write(dma, GPCDMA_DST, (uint32_t)dst);
	chan_write(dma, GPCDMA_HIGH, 0);
	chan_write(dma, GPCDMA_MCSEQ, SID << GPCDMA_MCSEQ_SID1_SHIFT | SID);
	chan_write(dma, GPCDMA_WCOUNT, PAGE_SIZE / 4 - 1);
	chan_write(dma, GPCDMA_CSR, GPCDMA_CSR_ENB | GPCDMA_CSR_ONCE | GPCDMA_CSR_IE_EOC |
		   GPCDMA_MEM2MEM << GPCDMA_CSR_DMA_SHIFT);
	while (gpcdma_run(dma, PAGE_SIZE))
		;
	status = (uint32_t)gpcdma_mmio_read(dma, CHANNEL + GPCDMA_STATUS, 4);
	chan_write(dma, GPCDMA_STATUS, GPCDMA_STATUS_ISE_EOC);
	return status & GPCDMA_STATUS_ISE_EOC;
}

/* Device addresses of the pages. */
struct way {
	uint64_t src, dst;
};

static struct way set_up(struct board *b, bool translated)
{
	struct way w = { page_alloc(b, OWNER_HOST), page_alloc(b, OWNER_HOST) };
	struct domain d;

	memset(b->poc + (w.src - RAM_BASE), 0xa5, PAGE_SIZE);
	takeover(b);
	if (!translated) {
		both(b, SCR0, SCR0_GOOD | SCR0_CLIENTPD);
		return w;
	}
	domain_new(b, &d, 3, 7);
	stream_to(b, 0, SID, d.bank);
	map_page(b, d.root, SRC_IOVA, w.src, S2_RO);
	map_page(b, d.root, DST_IOVA, w.dst, S2_RW);
	return (struct way){ SRC_IOVA, DST_IOVA };
}

static struct gpcdma *new_engine(struct fabric_port *port)
{
	struct gpcdma_config cfg = {
		.read_client = MC_CLIENT_AXISR, .write_client = MC_CLIENT_AXISW, .tbu = 1,
		.mem = &fabric_ops, .mem_opaque = port,
	};

	return gpcdma_new(&cfg);
}

int main(int argc, char **argv)
{
	static const struct board_config closed = { .bypass_config = MC_CLOSED };
	long i, copies = argc > 2 ? strtol(argv[2], NULL, 0) : 0, done = 0;
	bool translated = argc > 1 && !strcmp(argv[1], "translated");
	struct board *b = board_new(&closed, false);
	struct fabric_port port = { b->fabric, SMMU_NISO0 };
	struct gpcdma *dma = new_engine(&port);
	struct way w = set_up(b, translated);

	for (i = 0; i < copies; i++)
		done += copy(dma, w.src, w.dst);
	gpcdma_free(dma);
	/* The second page of the board has the first one's contents now. */
	done -= copies && memcmp(b->poc, b->poc + PAGE_SIZE, PAGE_SIZE);
	board_free(b);
	return done != copies;
}
