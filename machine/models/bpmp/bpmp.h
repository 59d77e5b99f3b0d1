/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * BPMP firmware as the CPU complex sees it: message channels in on-chip memory,
 * and the requests for clocks, resets, power domains and PCIe controllers.
 */
#ifndef TEGRA234_MODELS_BPMP_H
#define TEGRA234_MODELS_BPMP_H

#include "../bus/bus.h"

struct bpmp;

/* Where the device tree puts the channels. */
#define BPMP_TX_BASE	UINT64_C(0x40070000)	/* CPU to BPMP */
#define BPMP_RX_BASE	UINT64_C(0x40071000)	/* BPMP to CPU */

/* Reset lines that the machine's models hang on. */
#define BPMP_RESET_GPCDMA	18u
#define BPMP_RESET_SDMMC4	85u
#define BPMP_RESET_PCIE4_CORE	120u
#define BPMP_RESET_PCIE4_APB	125u

/**
 * struct bpmp_config - what the firmware is connected to
 * @tx_base, @rx_base: physical addresses of the two channel areas
 * @mem:	access to the on-chip memory that holds them
 * @ring:	ring the CPU complex's doorbell; may be NULL
 * @dma:	the firmware's own way to memory, used by MRQ_QUERY_TAG; may be
 *		NULL, then that request fails
 * @dma_client:	memory controller client of that way
 * @dma_sid:	stream ID of that way
 * @dma_tbu:	TBU of that way
 * @offer_fw_tag: answer MRQ_QUERY_FW_TAG; if not, drivers use MRQ_QUERY_TAG
 * @reset:	reset line @id changed (@asserted); may be NULL
 * @pcie_controllers: a bit for each PCIe controller that there is; without any,
 *		MRQ_UPHY is refused
 * @pcie_state:	controller @id is started or stopped; may be NULL
 */
struct bpmp_config {
	uint64_t tx_base;
	uint64_t rx_base;
	const struct bus_mem_ops *mem;
	void *mem_opaque;
	void (*ring)(void *opaque);
	void *ring_opaque;
	const struct bus_master_ops *dma;
	void *dma_opaque;
	uint16_t dma_client;
	uint8_t dma_sid;
	uint8_t dma_tbu;
	bool offer_fw_tag;
	void (*reset)(void *opaque, unsigned int id, bool asserted);
	void *reset_opaque;
	uint32_t pcie_controllers;
	void (*pcie_state)(void *opaque, unsigned int id, bool enable);
	void *pcie_opaque;
	bus_log_fn log;
	void *log_opaque;
};

/* Defaults: Orin's addresses, client and stream ID; tags offered. */
void bpmp_config_init(struct bpmp_config *cfg);

/* Return: NULL when out of memory or when @cfg has no memory. */
struct bpmp *bpmp_new(const struct bpmp_config *cfg);
void bpmp_free(struct bpmp *b);

/**
 * bpmp_reset() - the firmware has just booted
 *
 * Lets go of all reset lines without a call of @reset: the blocks behind them
 * are reset by whoever resets the machine. The shared memory is the caller's to
 * clear.
 */
void bpmp_reset(struct bpmp *b);

/**
 * bpmp_doorbell() - the CPU complex rang
 *
 * Advances every channel's handshake and answers every waiting request before
 * it returns; calls @ring of the configuration when there is news.
 */
void bpmp_doorbell(struct bpmp *b);

/* Counters since bpmp_new(). */
struct bpmp_stats {
	uint64_t doorbells, requests, refused;
};

void bpmp_get_stats(const struct bpmp *b, struct bpmp_stats *st);

#endif
