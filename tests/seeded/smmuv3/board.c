// SPDX-License-Identifier: GPL-2.0-only
/* Memory, registers and the judge: see board.h. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board.h"

/* The model reads the one board that there is. */
static struct board *board;

static bool is_ram(uint64_t pa, size_t len)
{
	return pa >= RAM_BASE && pa - RAM_BASE <= sizeof(board->cpu) - len;
}

void *shim_mem(unsigned long long pa)
{
	return is_ram(pa, 1) ? board->cpu + (pa - RAM_BASE) : NULL;
}

bool shim_poc_read(unsigned long long pa, void *buf, size_t len)
{
	if (!is_ram(pa, len))
		return false;
	memcpy(buf, board->poc + (pa - RAM_BASE), len);
	return true;
}

bool shim_dma_write(unsigned long long pa, const void *buf, size_t len)
{
	if (!is_ram(pa, len))
		return false;
	memcpy(board->poc + (pa - RAM_BASE), buf, len);
	memcpy(board->cpu + (pa - RAM_BASE), buf, len);
	return true;
}

/* The drivers flush no line of an event before they read it. */
bool shim_stale_write(unsigned long long pa, const void *buf, size_t len)
{
	return shim_dma_write(pa, buf, len);
}

/* Incoherent, ATS, two levels of stream table, 16 bits of stream IDs, ranges. */
static const struct v3_ids ids = {
	.idr0 = 0x3 | 2 << 2 | 1 << 10 | 1 << 18 | 2 << 21 | 1 << 24 | 1 << 27,
	.idr1 = 19 << 21 | 19 << 16 | 16, .idr3 = 1 << 10, .idr5 = 4 | 1 << 4,
};

/* Firmware's table: both devices bypass. */
static void firmware_on(struct board *b)
{
	uint64_t table = page_alloc(b, OWNER_TABLE);
	unsigned int dev;

	for (dev = 0; dev < DEVICES; dev++)
		put64(b, table + SID(dev) * 64ULL, 1 | 4 << 1);
	v3_write(&b->m, 0x80, table, 8);
	v3_write(&b->m, 0x88, 7, 4);
	v3_write(&b->m, 0x20, 1, 4);
	while (v3_read(&b->m, 0x24, 4) != 1)
		;
	for (dev = 0; dev < DEVICES; dev++)
		v3_access(&b->m, SID(dev), RAM_BASE, false);
}

struct board *board_new(const struct firmware *fw, bool wrong)
{
	struct board *b = calloc(1, sizeof(*b));
	struct v3_ids features = ids;

	if (!b)
		abort();
	board = b;
	b->wrong = wrong;
	features.idr3 = fw->no_ranges ? 0 : features.idr3;
	v3_init(&b->m, &features);
	if (fw->on)
		firmware_on(b);
	return b;
}

void board_free(struct board *b)
{
	free(b);
}

uint32_t reg_read(struct board *b, uint32_t off)
{
	return (uint32_t)v3_read(&b->m, off, 4);
}

void reg_write(struct board *b, uint32_t off, uint32_t val)
{
	v3_write(&b->m, off, val, 4);
	judge_reach(b);
}

void reg_write64(struct board *b, uint32_t off, uint64_t val)
{
	v3_write(&b->m, off, val, 8);
	judge_reach(b);
}

uint64_t page_alloc(struct board *b, enum owner owner)
{
	if (b->next_page == RAM_PAGES)
		abort();
	b->owner[b->next_page] = (uint8_t)owner;
	return RAM_BASE + PAGE_SIZE * b->next_page++;
}

void page_give(struct board *b, uint64_t pa, enum owner owner)
{
	b->owner[(pa - RAM_BASE) / PAGE_SIZE] = (uint8_t)owner;
}

uint64_t load64(struct board *b, uint64_t pa)
{
	uint64_t val;

	memcpy(&val, b->cpu + (pa - RAM_BASE), sizeof(val));
	return val;
}

void store64(struct board *b, uint64_t pa, uint64_t val)
{
	memcpy(b->cpu + (pa - RAM_BASE), &val, sizeof(val));
}

void clean(struct board *b, uint64_t pa, uint64_t len)
{
	memcpy(b->poc + (pa - RAM_BASE), b->cpu + (pa - RAM_BASE), len);
	judge_reach(b);
}

void put64(struct board *b, uint64_t pa, uint64_t val)
{
	store64(b, pa, val);
	clean(b, pa, sizeof(val));
}

/* ---- the judge ---- */

static const char *const whose[] = { "the host's", "a table's", "a guest's" };

void complain(struct board *b, const char *fmt, ...)
{
	va_list ap;

	if (b->complaint[0])
		return;
	va_start(ap, fmt);
	vsnprintf(b->complaint, sizeof(b->complaint), fmt, ap);
	va_end(ap);
}

static enum owner owner_of(const struct board *b, uint64_t pa)
{
	return is_ram(pa, 1) ? b->owner[(pa - RAM_BASE) / PAGE_SIZE] : OWNER_HOST;
}

static void look_at(struct board *b, unsigned int dev, uint64_t addr)
{
	unsigned long long out[V3_OUTPUTS];
	unsigned int n = v3_outputs(&b->m, SID(dev), addr, out);

	while (n--)
		if (owner_of(b, out[n]) != OWNER_HOST)
			complain(b, "device %u reaches %s page by 0x%" PRIx64, dev,
				 whose[owner_of(b, out[n])], addr);
}

void judge_reach(struct board *b)
{
	unsigned int dev, i;

	if (!b->judging || b->complaint[0])
		return;
	for (dev = 0; dev < DEVICES; dev++) {
		for (i = 0; i < WINDOW; i++)
			look_at(b, dev, IOVA + i * PAGE_SIZE);
		for (i = 0; i < b->next_page; i++)
			if (b->owner[i] == OWNER_GUEST)
				look_at(b, dev, RAM_BASE + i * PAGE_SIZE);
	}
}

/* The SMMU reads a descriptor or a table of a host's there. */
static void judge_fetch(uint64_t pa)
{
	if (owner_of(board, pa) != OWNER_HOST)
		complain(board, "the SMMU reads %s page as a table", whose[owner_of(board, pa)]);
}

void judge_start(struct board *b)
{
	b->judging = true;
	b->m.on_fetch = judge_fetch;
	judge_reach(b);
}

static uint64_t access_page(struct board *b, unsigned int dev, uint64_t iova, bool write)
{
	uint64_t pa = v3_access(&b->m, SID(dev), iova, write);

	if (pa != V3_FAULT && owner_of(b, pa) != OWNER_HOST)
		complain(b, "device %u %s %s page through 0x%" PRIx64, dev,
			 write ? "wrote to" : "read", whose[owner_of(b, pa)], iova);
	return pa;
}

void expect_lands(struct board *b, unsigned int dev, uint64_t iova, bool write, uint64_t pa)
{
	uint64_t at = access_page(b, dev, iova, write);

	if (at == V3_FAULT)
		complain(b, "device %u's %s at 0x%" PRIx64 " is stopped", dev,
			 write ? "write" : "read", iova);
	else if (at != pa)
		complain(b, "device %u's access at 0x%" PRIx64 " lands at 0x%" PRIx64, dev, iova,
			 at);
}

void expect_stopped(struct board *b, unsigned int dev, uint64_t iova, bool write)
{
	if (access_page(b, dev, iova, write) != V3_FAULT)
		complain(b, "device %u's %s at 0x%" PRIx64 " goes through", dev,
			 write ? "write" : "read", iova);
}

void expect_translated_refused(struct board *b, unsigned int dev, uint64_t pa)
{
	if (v3_access_translated(&b->m, SID(dev), pa) != V3_FAULT)
		complain(b, "device %u's translated request passes", dev);
}

void expect_equal(struct board *b, const char *what, uint64_t got, uint64_t want)
{
	if (got != want)
		complain(b, "%s is 0x%" PRIx64 ", not 0x%" PRIx64, what, got, want);
}
