/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The board that a seeded driver runs on: memory, the memory controller, one
 * pair of MMU-500s, two devices that do DMA, and the judge. The driver sees
 * registers and memory; the judge sees what the devices really reach. A device is
 * the host's, and may reach pages of the host's only.
 *
 * Devices and table walks see memory as of its last clean; the driver's stores
 * wait in the CPU's cache until then.
 */
#ifndef TESTS_SEEDED_BOARD_H
#define TESTS_SEEDED_BOARD_H

#include <stdbool.h>
#include <stdint.h>

#include "bus/bus.h"

#define RAM_BASE	UINT64_C(0x80000000)
#define RAM_PAGES	4096u
#define PAGE_SIZE	UINT64_C(4096)
#define BLOCK_SIZE	(UINT64_C(2) << 20)
#define RAM_ALIAS	(UINT64_C(1) << 39)
#define INSTANCES	2u
/* The instance that serves an address. */
#define SERVED_BY(iova)	((unsigned int)((iova) >> 12 & 1))

struct mc;
struct mmu500;
struct fabric;

/* enum owner - whose a page is */
enum owner {
	OWNER_HOST,
	OWNER_TABLE,	/* the driver's translation tables */
	OWNER_GUEST,	/* a protected guest's */
};

/*
 * struct device - a DMA-capable device
 * @sid: stream ID that it presents itself
 * @read_client, @write_client: its memory controller clients
 * @tbu: TBU that its accesses enter by
 * @guests: it is a guest's, so that its accesses are not judged
 */
struct device {
	uint8_t sid;
	uint16_t read_client, write_client;
	uint8_t tbu;
	bool guests;
};

#define DEVICES		2u

/* An instance, as its callbacks know it. */
struct line {
	struct board *board;
	unsigned int inst;
};

/* struct patient - a device's read that may be stalled */
struct patient {
	struct bus_wait place;
	struct board *board;
	unsigned int dev;
	uint64_t iova;
	enum bus_status status;
};

struct board {
	struct mc *mc;
	struct mmu500 *smmu[INSTANCES];
	struct fabric *fabric;
	struct device dev[DEVICES];
	uint8_t *cpu, *poc;
	uint8_t owner[RAM_PAGES];
	unsigned int next_page, next_block;
	bool irq[INSTANCES];
	struct line line[INSTANCES];
	struct patient patient;
	bool wrong;		/* the driver is the wrong one */
	bool judging;
	char complaint[160];
};

/**
 * struct board_config - what firmware left
 * @bypass_config: the memory controller's MC_SMMU_BYPASS_CONFIG
 * @locked: it has locked the overrides that it forces
 */
struct board_config {
	uint32_t bypass_config;
	bool locked;
};

struct board *board_new(const struct board_config *cfg, bool wrong);
void board_free(struct board *b);

/* The driver's side: registers of one instance, and of the memory controller */
uint32_t reg_read(struct board *b, unsigned int inst, uint32_t off);
uint64_t reg_read64(struct board *b, unsigned int inst, uint32_t off);
void reg_write(struct board *b, unsigned int inst, uint32_t off, uint32_t val);
void reg_write64(struct board *b, unsigned int inst, uint32_t off, uint64_t val);
uint32_t mc_sid_read(struct board *b, uint32_t off);
void mc_sid_write(struct board *b, uint32_t off, uint32_t val);
uint32_t mc_all_read(struct board *b, uint32_t off);
void mc_all_write(struct board *b, uint32_t off, uint32_t val);
void mc_channel_write(struct board *b, unsigned int channel, uint32_t off, uint32_t val);

/* The driver's side: memory */
uint64_t page_alloc(struct board *b, enum owner owner);
/* As many pages as a block maps, aligned like one. */
uint64_t block_alloc(struct board *b, enum owner owner);
uint64_t load64(struct board *b, uint64_t pa);
void store64(struct board *b, uint64_t pa, uint64_t val);
void clean(struct board *b, uint64_t pa, uint64_t len);
/* The page belongs to @owner from here on; its contents stay. */
void page_give(struct board *b, uint64_t pa, enum owner owner);

/*
 * The judge. Each says what must be true of the hardware now; the first thing
 * that is not is kept as the complaint. After each write to a register and
 * each clean it looks at all that running devices can reach by itself.
 */
void complain(struct board *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void judge_start(struct board *b);
void judge_reach(struct board *b);
/* The device reads, or writes, through @iova, and lands at @pa. */
void expect_lands(struct board *b, unsigned int dev, uint64_t iova, bool write, uint64_t pa);
/* The access is stopped, and the device learns of it. */
void expect_stopped(struct board *b, unsigned int dev, uint64_t iova, bool write);
/* A faulting access comes back to the device, as an error. */
void expect_told(struct board *b, unsigned int dev, uint64_t iova);
/* The device reads, and waits if it is stalled; then: it isn't waiting any more. */
void read_patiently(struct board *b, unsigned int dev, uint64_t iova);
void expect_ended(struct board *b);
void expect_irq(struct board *b, unsigned int inst, bool level);
void expect_equal(struct board *b, const char *what, uint64_t got, uint64_t want);
/* What a device's access does, without a judgement but that of ownership. */
enum bus_status touch(struct board *b, unsigned int dev, uint64_t iova, bool write);

#endif
