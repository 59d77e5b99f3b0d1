/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a seeded driver of an SMMUv3 runs on: memory, the model of the hosted tests, two
 * devices, and the judge. The devices belong to the host and may reach only its pages. The
 * SMMU reads memory as of its last clean.
 */
#ifndef SEEDED_SMMUV3_BOARD_H
#define SEEDED_SMMUV3_BOARD_H

#include <stddef.h>

#include "../../unit/smmuv3/model.h"

#define RAM_BASE	0x80000000ULL
#define RAM_PAGES	128u
#define PAGE_SIZE	4096ULL
#define DEVICES		2u
/* Two blocks of 64 stream IDs. */
#define SID(dev)	((dev) ? 0x48u : 0x08u)

/* Pages of a window of input addresses, which the judge looks at. */
#define IOVA		0x40000000ULL
#define WINDOW		72u

enum owner { OWNER_HOST, OWNER_TABLE, OWNER_GUEST };

/*
 * struct firmware - what the SMMU is like before the driver comes
 * @on: it translates by a table of firmware's, in which the devices' entries bypass
 * @no_ranges: no TLB invalidation by range
 */
struct firmware {
	bool on, no_ranges;
};

struct board {
	struct v3_model m;
	uint8_t cpu[RAM_PAGES * 4096], poc[RAM_PAGES * 4096];
	uint8_t owner[RAM_PAGES];
	unsigned int next_page;
	uint64_t strtab, l2[2], cmdq, eventq;
	uint32_t prod, cons;
	bool wrong, judging;
	char complaint[160];
};

/* For the model */
void *shim_mem(unsigned long long pa);
bool shim_poc_read(unsigned long long pa, void *buf, size_t len);
bool shim_dma_write(unsigned long long pa, const void *buf, size_t len);
bool shim_stale_write(unsigned long long pa, const void *buf, size_t len);

struct board *board_new(const struct firmware *fw, bool wrong);
void board_free(struct board *b);

uint32_t reg_read(struct board *b, uint32_t off);
void reg_write(struct board *b, uint32_t off, uint32_t val);
void reg_write64(struct board *b, uint32_t off, uint64_t val);
uint64_t page_alloc(struct board *b, enum owner owner);
void page_give(struct board *b, uint64_t pa, enum owner owner);
uint64_t load64(struct board *b, uint64_t pa);
/* A store, and the clean that the SMMU sees it by. */
void store64(struct board *b, uint64_t pa, uint64_t val);
void clean(struct board *b, uint64_t pa, uint64_t len);
void put64(struct board *b, uint64_t pa, uint64_t val);

/*
 * The judge: the first condition that does not hold is the complaint. After each register
 * write and each clean it asks where each device may go.
 */
void complain(struct board *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void judge_start(struct board *b);
void judge_reach(struct board *b);
void expect_lands(struct board *b, unsigned int dev, uint64_t iova, bool write, uint64_t pa);
void expect_stopped(struct board *b, unsigned int dev, uint64_t iova, bool write);
/* A request that ATS has translated is refused. */
void expect_translated_refused(struct board *b, unsigned int dev, uint64_t pa);
void expect_equal(struct board *b, const char *what, uint64_t got, uint64_t want);

#endif
