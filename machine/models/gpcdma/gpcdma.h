/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GPCDMA, Tegra's general-purpose DMA engine: 32 channels that copy
 * memory to memory, fill memory, or move words between memory and a register
 * on the control backbone.
 */
#ifndef MODELS_GPCDMA_H
#define MODELS_GPCDMA_H

#include "../bus/bus.h"

struct gpcdma;

#define GPCDMA_NR_CHANNELS	32u
#define GPCDMA_MMIO_SIZE	UINT64_C(0x210000)
/* Channel i's registers start at GPCDMA_CHANNEL_BASE(i). */
#define GPCDMA_CHANNEL_BASE(i)	(UINT64_C(0x10000) * ((i) + 1))

/* Channel registers and those of their fields that the model acts on. */
#define GPCDMA_CSR		0x00u
#define GPCDMA_CSR_ENB			(UINT32_C(1) << 31)
#define GPCDMA_CSR_IE_EOC		(UINT32_C(1) << 30)
#define GPCDMA_CSR_ONCE			(UINT32_C(1) << 27)
#define GPCDMA_CSR_FC_MODE_SHIFT	24	/* bursts a request: 0 and 1 one, 2 two, 3 four */
#define GPCDMA_CSR_FC_MODE_MASK		3u
#define GPCDMA_CSR_DMA_SHIFT		21
#define GPCDMA_CSR_DMA_MASK		7u
#define GPCDMA_CSR_REQ_SEL_SHIFT	16
#define GPCDMA_CSR_REQ_SEL_MASK		0x1fu
#define GPCDMA_CSR_IRQ_MASK		(UINT32_C(1) << 15)
#define GPCDMA_STATUS		0x04u
#define GPCDMA_STATUS_BUSY		(UINT32_C(1) << 31)
#define GPCDMA_STATUS_ISE_EOC		(UINT32_C(1) << 30)
#define GPCDMA_STATUS_PING_PONG		(UINT32_C(1) << 28)
#define GPCDMA_STATUS_ACTIVITY		(UINT32_C(1) << 27)
#define GPCDMA_STATUS_PAUSED		(UINT32_C(1) << 26)
#define GPCDMA_STATUS_RX		(UINT32_C(1) << 25)
#define GPCDMA_STATUS_TX		(UINT32_C(1) << 24)
#define GPCDMA_CSRE		0x08u
#define GPCDMA_CSRE_PAUSE		(UINT32_C(1) << 31)
#define GPCDMA_SRC		0x0cu
#define GPCDMA_DST		0x10u
#define GPCDMA_HIGH		0x14u	/* source [7:0], destination [23:16] */
#define GPCDMA_MCSEQ		0x18u
#define GPCDMA_MCSEQ_SWAP		(UINT32_C(1) << 31)
#define GPCDMA_MCSEQ_WRAP1_SHIFT	20
#define GPCDMA_MCSEQ_WRAP0_SHIFT	17
#define GPCDMA_MCSEQ_WRAP_MASK		7u	/* 16 words << value; 0: none */
#define GPCDMA_MCSEQ_INSN		(UINT32_C(1) << 16)
#define GPCDMA_MCSEQ_PRIV		(UINT32_C(1) << 14)
#define GPCDMA_MCSEQ_SID0_SHIFT		0
#define GPCDMA_MCSEQ_SID1_SHIFT		7
#define GPCDMA_MCSEQ_SID_MASK		0x7fu
#define GPCDMA_MMIOSEQ		0x1cu
#define GPCDMA_MMIOSEQ_DBL_BUF		(UINT32_C(1) << 31)
#define GPCDMA_MMIOSEQ_WIDTH_SHIFT	28	/* 1 byte << value, up to 16 bytes */
#define GPCDMA_MMIOSEQ_WIDTH_MASK	7u
#define GPCDMA_MMIOSEQ_SWAP		(UINT32_C(1) << 27)
#define GPCDMA_MMIOSEQ_BURST_SHIFT	23	/* words - 1 */
#define GPCDMA_MMIOSEQ_BURST_MASK	0xfu
#define GPCDMA_MMIOSEQ_WRAP_SHIFT	16	/* 1 word << (value - 1); 0: none */
#define GPCDMA_MMIOSEQ_WRAP_MASK	7u
#define GPCDMA_WCOUNT		0x20u	/* words - 1 */
#define GPCDMA_XFER_COUNT	0x24u	/* words left */
#define GPCDMA_WSTATUS		0x28u
#define GPCDMA_ERR		0x30u
#define GPCDMA_ERR_TYPE_SHIFT		8
#define GPCDMA_ERR_MMIO_SLAVE		0xau
#define GPCDMA_ERR_MC_SLAVE		0xbu
#define GPCDMA_FIXED_PATTERN	0x34u

/*
 * CSR.REQ_SEL: request lines of peripherals; a number stands for one line in each
 * direction. No peripheral uses this one.
 */
#define GPCDMA_NR_REQUESTS	32u
#define GPCDMA_REQUEST_UNUSED	4u

/* CSR.DMA */
enum gpcdma_mode {
	GPCDMA_IO2MEM = 0,
	GPCDMA_IO2MEM_FC = 1,
	GPCDMA_MEM2IO = 2,
	GPCDMA_MEM2IO_FC = 3,
	GPCDMA_MEM2MEM = 4,
	GPCDMA_FIXED = 6,
};

/**
 * struct gpcdma_config - how the engine is built
 * @mem:	the way to memory; accesses carry @read_client or @write_client,
 *		@tbu, and the stream ID of the channel's MC_SEQ: SID0 for the
 *		source of a copy and wherever there is one memory side only,
 *		SID1 for the destination of a copy (assumed from what the
 *		kernel's driver keeps in the two fields)
 * @cbb:	the control backbone; accesses carry BUS_CLIENT_NONE. May be
 *		NULL: then every such access ends in an error
 * @irq:	line i belongs to channel i; may be NULL
 * @kick:	gpcdma_run() has something to do; may be NULL
 */
struct gpcdma_config {
	uint16_t read_client;
	uint16_t write_client;
	uint8_t tbu;
	const struct bus_master_ops *mem;
	void *mem_opaque;
	const struct bus_master_ops *cbb;
	void *cbb_opaque;
	const struct bus_irq_ops *irq;
	void *irq_opaque;
	void (*kick)(void *opaque);
	void *kick_opaque;
	bus_log_fn log;
	void *log_opaque;
};

/* Return: NULL when out of memory or when @cfg has no way to memory. */
struct gpcdma *gpcdma_new(const struct gpcdma_config *cfg);
void gpcdma_free(struct gpcdma *dma);

/* The machine's reset, and the block's reset line from BPMP. */
void gpcdma_reset(struct gpcdma *dma);

uint64_t gpcdma_mmio_read(struct gpcdma *dma, uint64_t off, unsigned int size);
void gpcdma_mmio_write(struct gpcdma *dma, uint64_t off, uint64_t val, unsigned int size);

/**
 * gpcdma_run() - move data for up to @budget bytes over all channels
 * @budget: rounded up to one access (at most 4 KiB)
 *
 * Channels take turns, one access each. Must not be called from within one of
 * the engine's own callbacks.
 *
 * Return: true if a channel still has work.
 */
bool gpcdma_run(struct gpcdma *dma, size_t budget);

/**
 * gpcdma_request() - a peripheral raises or lowers a request line
 * @line:	its number in CSR.REQ_SEL; others, and the unused one, are ignored
 * @to_io:	it has room for a burst; else it has a burst to give
 * @level:	true: it requests a burst
 *
 * A channel with flow control moves data while the line is high. A peripheral lowers
 * it within the access to its register that satisfies the request, so that this may
 * be called within the engine's callbacks. Lines are inputs: a reset keeps them.
 */
void gpcdma_request(struct gpcdma *dma, unsigned int line, bool to_io, bool level);

/* Counters since gpcdma_new(). */
struct gpcdma_stats {
	uint64_t bytes_read, bytes_written, transfers, errors;
};

void gpcdma_get_stats(const struct gpcdma *dma, struct gpcdma_stats *st);

#endif
