// SPDX-License-Identifier: GPL-2.0-only
/* Transfers of GPCDMA, by the attacker's module. */
#include "attack.h"
#include "vmm.h"

static bool run_dma(struct att_dma *dma)
{
	uint32_t sid, channel = dma_used_channel(&sid);

	dma->channel = channel ? channel : DMA_CHANNEL;
	if (channel && dma->sid == ATT_SID_DRIVER)
		dma->sid = sid;
	if (!dma->len)
		dma->len = GUEST_PAGE;
	return !attack_ioctl(ATT_IOC_DMA, dma) && dma->done;
}

bool dma_copy(uint64_t src, uint64_t dst, uint32_t sid)
{
	struct att_dma dma = { .mode = ATT_DMA_COPY, .src = src, .dst = dst, .sid = sid };

	return run_dma(&dma);
}

bool dma_copy_start(uint64_t src, uint64_t dst, uint32_t sid)
{
	return dma_copy(src, dst, sid);
}

bool dma_copy_end(uint64_t dst)
{
	(void)dst;
	return true;
}

bool dma_fill(uint64_t dst, uint32_t pattern, uint32_t sid)
{
	struct att_dma dma = { .mode = ATT_DMA_FILL, .dst = dst, .pattern = pattern, .sid = sid };

	return run_dma(&dma);
}

bool dma_from_io(uint64_t reg, uint64_t dst)
{
	struct att_dma dma = {
		.mode = ATT_DMA_FROM_IO, .src = reg, .dst = dst, .sid = ATT_SID_DRIVER, .len = 4,
	};

	return run_dma(&dma);
}

bool dma_to_io(uint64_t reg, uint64_t src)
{
	struct att_dma dma = {
		.mode = ATT_DMA_TO_IO, .src = src, .dst = reg, .sid = ATT_SID_DRIVER, .len = 4,
	};

	return run_dma(&dma);
}
