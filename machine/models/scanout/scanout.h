/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A scan-out engine like the display that boot firmware leaves running: it reads a
 * frame buffer again and again, and can't be stopped.
 *
 * It replaces a display controller whose registers are not published. Its own are
 * for tests, 32 bits each, accessed whole:
 *
 *	0x00 ID		RO	"SCAN", little-endian
 *	0x04 FRAMES	RO	frames begun and ended
 *	0x08 FAULTS	RO	reads that did not succeed
 *	0x0c READS	RO	reads that have ended
 *	0x10 SUM	RO	checksum of the last whole frame; failed reads are left out
 *	0x14 STATUS	RO	of enum bus_status, of the last read; BUS_STALLED while an
 *				SMMU stalls it
 *	0x18 BASE_LO	RW	address of the frame buffer; firmware's at reset,
 *	0x1c BASE_HI	RW	counts from the next frame on
 *	0x20 SIZE	RO	bytes of a frame
 *	0x24 BAD	RO	failed reads in the last whole frame
 */
#ifndef MODELS_SCANOUT_H
#define MODELS_SCANOUT_H

#include "../bus/bus.h"

struct scanout;

#define SCANOUT_MMIO_SIZE	0x1000u
#define SCANOUT_ID		0x00u
#define SCANOUT_ID_VALUE		0x4e414353u
#define SCANOUT_FRAMES		0x04u
#define SCANOUT_FAULTS		0x08u
#define SCANOUT_READS		0x0cu
#define SCANOUT_SUM		0x10u
#define SCANOUT_STATUS		0x14u
#define SCANOUT_BASE_LO		0x18u
#define SCANOUT_BASE_HI		0x1cu
#define SCANOUT_SIZE		0x20u
#define SCANOUT_BAD		0x24u

/**
 * struct scanout_config - how the engine is built
 * @client, @sid, @tbu: of its reads
 * @base:	the frame buffer that firmware set up, a page's address
 * @pages:	its size in 4 KiB pages, not 0
 * @mem:	the way to memory
 */
struct scanout_config {
	uint16_t client;
	uint8_t sid;
	uint8_t tbu;
	uint64_t base;
	uint32_t pages;
	const struct bus_master_ops *mem;
	void *mem_opaque;
};

/* Return: NULL when out of memory or when @cfg has no way to memory or no page. */
struct scanout *scanout_new(const struct scanout_config *cfg);
void scanout_free(struct scanout *s);
void scanout_reset(struct scanout *s);

/* Read the next @pages pages of the frame, and of the frame after it. */
void scanout_run(struct scanout *s, unsigned int pages);

/**
 * scanout_sum() - add to a frame's checksum
 * @sum: the sum so far, 0 at a frame's begin
 *
 * Return: the sum, which depends on each byte and on its place.
 */
uint32_t scanout_sum(uint32_t sum, const void *buf, size_t len);

/* Any offset; @size 4 and aligned, other shapes read zero and are ignored. */
uint64_t scanout_mmio_read(const struct scanout *s, uint64_t off, unsigned int size);
void scanout_mmio_write(struct scanout *s, uint64_t off, uint64_t val, unsigned int size);

#endif
