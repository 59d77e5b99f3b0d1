/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * BPMP firmware as the CPU complex sees it: message channels in on-chip memory,
 * and the requests for clocks, resets, power domains and PCIe controllers.
 */
#ifndef MODELS_BPMP_H
#define MODELS_BPMP_H

#include "../bus/bus.h"

struct bpmp;

/* The most numbers that a SoC can use. */
#define BPMP_MAX_CLOCKS		512u
#define BPMP_MAX_RESETS		256u
#define BPMP_MAX_DOMAINS	64u
#define BPMP_MAX_BLOCKS		16u

/* A clock's flags, as MRQ_CLK reports them. */
#define BPMP_CLOCK_MUX		(UINT32_C(1) << 0)
#define BPMP_CLOCK_SET_RATE	(UINT32_C(1) << 1)
#define BPMP_CLOCK_ROOT		(UINT32_C(1) << 2)
/* The CPU complex may change neither state nor rate nor parent. */
#define BPMP_CLOCK_DENIED	(UINT32_C(3) << 30)

/**
 * struct bpmp_clock_kind - what similar clocks have in common
 * @flags:	BPMP_CLOCK_*
 * @rate:	in Hz, after boot
 * @parents:	possible parents, up to the first 0; the first is the one after
 *		boot
 */
struct bpmp_clock_kind {
	uint32_t flags;
	uint64_t rate;
	uint16_t parents[4];
};

struct bpmp_clock {
	const char *name;
	const struct bpmp_clock_kind *kind;	/* NULL: no clock has this number */
};

/* Reset lines with consecutive numbers. */
struct bpmp_resets {
	uint16_t first;
	uint16_t last;
};

/**
 * struct bpmp_block - registers that answer only out of reset, and with a clock
 * @base, @size: their physical addresses
 * @reset:	the block's reset line
 * @clock:	its clock; 0: no clock is known to stop it
 */
struct bpmp_block {
	uint64_t base;
	uint64_t size;
	uint16_t reset;
	uint16_t clock;
};

/* Bytes of the firmware's tag, padded with zeroes. */
#define BPMP_TAG_SIZE		32u

/**
 * struct bpmp_soc - what the firmware of a SoC manages
 * @fw_tag:	the firmware's version
 * @clocks, @nr_clocks: by number
 * @reset_runs, @nr_reset_runs: the reset lines that exist
 * @nr_resets:	the highest reset number, plus one
 * @domains, @nr_domains: names of the power domains by number; NULL: no domain
 *		has this number
 * @domains_on:	a bit for each domain that is on after boot
 * @blocks, @nr_blocks: blocks whose accesses fail in reset or without a clock
 */
struct bpmp_soc {
	char fw_tag[BPMP_TAG_SIZE];
	const struct bpmp_clock *clocks;
	unsigned int nr_clocks;
	const struct bpmp_resets *reset_runs;
	unsigned int nr_reset_runs;
	unsigned int nr_resets;
	const char *const *domains;
	unsigned int nr_domains;
	uint64_t domains_on;
	const struct bpmp_block *blocks;
	unsigned int nr_blocks;
};

/**
 * struct bpmp_config - the firmware's SoC, and what it is connected to
 * @soc:	its clocks, reset lines and power domains
 * @tx_base, @rx_base: physical addresses of the two channel areas, from the CPU
 *		complex to BPMP and back
 * @mem:	access to the on-chip memory that holds them
 * @ring:	ring the CPU complex's doorbell; may be NULL
 * @dma:	the firmware's DMA, used by MRQ_QUERY_TAG; may be NULL, then that
 *		request fails
 * @dma_client:	memory controller client of the DMA
 * @dma_sid:	stream ID of the DMA
 * @dma_tbu:	TBU of the DMA
 * @offer_fw_tag: answer MRQ_QUERY_FW_TAG; if not, drivers use MRQ_QUERY_TAG
 * @reset:	reset line @id changed (@asserted); may be NULL
 * @held_reset:	a reset line that is asserted after boot; 0: none
 * @block:	block number @nr answers accesses from now on (@answers), or answers none;
 *		may be NULL
 * @pcie_controllers: a bit for each PCIe controller that there is; without any,
 *		MRQ_UPHY is refused
 * @pcie_state:	controller @id is started or stopped; may be NULL
 */
struct bpmp_config {
	const struct bpmp_soc *soc;
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
	uint16_t held_reset;
	void (*block)(void *opaque, unsigned int nr, bool answers);
	void *block_opaque;
	uint32_t pcie_controllers;
	void (*pcie_state)(void *opaque, unsigned int id, bool enable);
	void *pcie_opaque;
	bus_log_fn log;
	void *log_opaque;
};

/* Return: NULL when out of memory or when @cfg is incomplete. */
struct bpmp *bpmp_new(const struct bpmp_config *cfg);
void bpmp_free(struct bpmp *b);

/**
 * bpmp_reset() - the firmware has just booted
 *
 * Deasserts all reset lines but the one that firmware holds, without a call of @reset
 * or @block, since the machine's reset resets the blocks too. The caller clears the shared memory.
 */
void bpmp_reset(struct bpmp *b);

/**
 * bpmp_doorbell() - the CPU complex rang
 *
 * Advances every channel's handshake and answers every pending request before it
 * returns; calls @ring of the configuration if a state changed or an answer was sent.
 */
void bpmp_doorbell(struct bpmp *b);

/* Does block @nr of the SoC answer accesses? */
bool bpmp_block_answers(const struct bpmp *b, unsigned int nr);

/* Counters since bpmp_new(). */
struct bpmp_stats {
	uint64_t doorbells, requests, refused;
};

void bpmp_get_stats(const struct bpmp *b, struct bpmp_stats *st);

#endif
