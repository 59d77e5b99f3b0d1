/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Test FIFO: a device for tests that no chip has. What is written to it is read
 * from it again, and both ends ask the DMA engine for data by a request line.
 *
 * Registers, 32 bits each, accessed whole; what isn't named reads zero:
 *
 *	0x00 ID		RO	"FIFO", little-endian
 *	0x04 DATA	RW	a write puts a word in, a read takes one out
 *	0x08 LEVEL	RO	words held, at most TESTFIFO_DEPTH
 *	0x0c BURST	RW	words that a request is for, 1 to TESTFIFO_DEPTH
 *	0x10 OUT_LINE	RW	[4:0] request line, bit 31: ask while BURST words are held
 *	0x14 IN_LINE	RW	the same, while there is room for them
 *	0x18 LOST	RO	words put in when it was full, taken when it was empty
 */
#ifndef MODELS_TESTFIFO_H
#define MODELS_TESTFIFO_H

#include "../bus/bus.h"

struct testfifo;

#define TESTFIFO_MMIO_SIZE	0x1000u
#define TESTFIFO_DEPTH		32u
#define TESTFIFO_ID		0x00u
#define TESTFIFO_ID_VALUE		0x4f464946u
#define TESTFIFO_DATA		0x04u
#define TESTFIFO_LEVEL		0x08u
#define TESTFIFO_BURST		0x0cu
#define TESTFIFO_OUT_LINE	0x10u
#define TESTFIFO_IN_LINE	0x14u
#define TESTFIFO_LINE_ON		(UINT32_C(1) << 31)
#define TESTFIFO_LINE_MASK		0x1fu
#define TESTFIFO_LOST		0x18u

/*
 * testfifo_request_fn - a request line has changed
 * @in: it is for what goes in; there is one of the same number for what comes out
 */
typedef void (*testfifo_request_fn)(void *opaque, unsigned int line, bool in, bool level);

/**
 * testfifo_new() - an empty FIFO that asks for nothing
 * @request: called only on a change
 *
 * Return: NULL when out of memory or without @request.
 */
struct testfifo *testfifo_new(testfifo_request_fn request, void *opaque);
void testfifo_free(struct testfifo *fifo);
void testfifo_reset(struct testfifo *fifo);

/* Any offset; @size 4 and aligned, other shapes read zero and are ignored. */
uint64_t testfifo_mmio_read(struct testfifo *fifo, uint64_t off, unsigned int size);
void testfifo_mmio_write(struct testfifo *fifo, uint64_t off, uint64_t val, unsigned int size);

#endif
