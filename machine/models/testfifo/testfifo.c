// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Test FIFO: words in a ring, and two lines that follow how many there are.
 */
#include <stdlib.h>
#include <string.h>

#include "testfifo.h"

struct testfifo {
	testfifo_request_fn request;
	void *opaque;
	uint32_t word[TESTFIFO_DEPTH];
	unsigned int first, level, burst;
	uint32_t lost;
	uint32_t out_line, in_line;
	uint32_t high[2];	/* a bit for each line that is: of the out end, of the in end */
};

static uint32_t asks(const struct testfifo *fifo, uint32_t line, unsigned int words)
{
	if (!(line & TESTFIFO_LINE_ON) || words < fifo->burst)
		return 0;
	return UINT32_C(1) << (line & TESTFIFO_LINE_MASK);
}

static void drive(struct testfifo *fifo, bool in, uint32_t high)
{
	uint32_t changed = high ^ fifo->high[in];
	unsigned int i;

	fifo->high[in] = high;
	for (i = 0; i < 32; i++)
		if (changed >> i & 1)
			fifo->request(fifo->opaque, i, in, high >> i & 1);
}

static void update(struct testfifo *fifo)
{
	drive(fifo, false, asks(fifo, fifo->out_line, fifo->level));
	drive(fifo, true, asks(fifo, fifo->in_line, TESTFIFO_DEPTH - fifo->level));
}

static void put(struct testfifo *fifo, uint32_t val)
{
	if (fifo->level == TESTFIFO_DEPTH) {
		fifo->lost++;
		return;
	}
	fifo->word[(fifo->first + fifo->level++) % TESTFIFO_DEPTH] = val;
}

static uint32_t take(struct testfifo *fifo)
{
	uint32_t val = fifo->word[fifo->first];

	if (!fifo->level) {
		fifo->lost++;
		return 0;
	}
	fifo->first = (fifo->first + 1) % TESTFIFO_DEPTH;
	fifo->level--;
	update(fifo);
	return val;
}

uint64_t testfifo_mmio_read(struct testfifo *fifo, uint64_t off, unsigned int size)
{
	if (size != 4)
		return 0;
	switch (off) {
	case TESTFIFO_ID:
		return TESTFIFO_ID_VALUE;
	case TESTFIFO_DATA:
		return take(fifo);
	case TESTFIFO_LEVEL:
		return fifo->level;
	case TESTFIFO_BURST:
		return fifo->burst;
	case TESTFIFO_OUT_LINE:
		return fifo->out_line;
	case TESTFIFO_IN_LINE:
		return fifo->in_line;
	case TESTFIFO_LOST:
		return fifo->lost;
	default:
		return 0;
	}
}

void testfifo_mmio_write(struct testfifo *fifo, uint64_t off, uint64_t val, unsigned int size)
{
	uint32_t word = (uint32_t)val;

	if (size != 4)
		return;
	if (off == TESTFIFO_DATA)
		put(fifo, word);
	else if (off == TESTFIFO_BURST && word >= 1 && word <= TESTFIFO_DEPTH)
		fifo->burst = word;
	else if (off == TESTFIFO_OUT_LINE)
		fifo->out_line = word & (TESTFIFO_LINE_ON | TESTFIFO_LINE_MASK);
	else if (off == TESTFIFO_IN_LINE)
		fifo->in_line = word & (TESTFIFO_LINE_ON | TESTFIFO_LINE_MASK);
	update(fifo);
}

void testfifo_reset(struct testfifo *fifo)
{
	fifo->out_line = 0;
	fifo->in_line = 0;
	memset(fifo->word, 0, sizeof(fifo->word));
	fifo->first = 0;
	fifo->level = 0;
	fifo->burst = 1;
	fifo->lost = 0;
	update(fifo);
}

struct testfifo *testfifo_new(testfifo_request_fn request, void *opaque)
{
	struct testfifo *fifo;

	if (!request)
		return NULL;
	fifo = calloc(1, sizeof(*fifo));
	if (!fifo)
		return NULL;
	fifo->request = request;
	fifo->opaque = opaque;
	testfifo_reset(fifo);
	return fifo;
}

void testfifo_free(struct testfifo *fifo)
{
	free(fifo);
}
