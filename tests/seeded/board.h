/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The board that a seeded driver runs on: memory, the memory controller, one
 * pair of MMU-500s, two devices that do DMA, and the judge. The driver uses registers
 * and memory; the judge checks the memory that the devices reach. The devices belong to
 * the host and may reach only pages of the host.
 *
 * Devices and table walks read memory as of its last clean; until then, the driver's
 * stores are in the CPU's cache.
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
/* The instance that translates an address. */
#define SERVED_BY(iova)	((unsigned int)((iova) >> 12 & 1))

struct mc;
struct mmu500;
struct fabric;

/* enum owner - owner of a page */
enum owner {
	OWNER_HOST,
	OWNER_TABLE,	/* the driver, for translation tables */
	OWNER_GUEST,	/* a protected guest */
};

/*
 * struct device - a DMA-capable device
 * @sid: stream ID that the device presents
 * @read_client, @write_client: its memory controller clients
 * @tbu: TBU that its accesses enter through
 * @guests: assigned to a guest; its accesses are not checked
 */
struct device {
	uint8_t sid;
	uint16_t read_client, write_client;
	uint8_t tbu;
	bool guests;
};

#define DEVICES		2u

/* Callback data of an instance. */
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
	bool wrong;		/* run the wrong driver */
	bool judging;
	char complaint[160];
	char protest[200];	/* the first of a model */
};

/**
 * struct board_config - firmware's state
 * @bypass_config: the memory controller's MC_SMMU_BYPASS_CONFIG
 * @locked: firmware has locked the overrides that it has set
 */
struct board_config {
	uint32_t bypass_config;
	bool locked;
};

struct board *board_new(const struct board_config *cfg, bool wrong);
void board_free(struct board *b);

/* For the driver: registers of one instance, and of the memory controller */
uint32_t reg_read(struct board *b, unsigned int inst, uint32_t off);
uint64_t reg_read64(struct board *b, unsigned int inst, uint32_t off);
void reg_write(struct board *b, unsigned int inst, uint32_t off, uint32_t val);
void reg_write64(struct board *b, unsigned int inst, uint32_t off, uint64_t val);
uint32_t mc_sid_read(struct board *b, uint32_t off);
void mc_sid_write(struct board *b, uint32_t off, uint32_t val);
uint32_t mc_all_read(struct board *b, uint32_t off);
void mc_all_write(struct board *b, uint32_t off, uint32_t val);
void mc_channel_write(struct board *b, unsigned int channel, uint32_t off, uint32_t val);

/* For the driver: memory */
uint64_t page_alloc(struct board *b, enum owner owner);
/* Allocates the pages of one block, aligned. */
uint64_t block_alloc(struct board *b, enum owner owner);
uint64_t load64(struct board *b, uint64_t pa);
void store64(struct board *b, uint64_t pa, uint64_t val);
void clean(struct board *b, uint64_t pa, uint64_t len);
/* Changes the page's owner; its contents stay. */
void page_give(struct board *b, uint64_t pa, enum owner owner);

/*
 * The judge. Each function states a condition of the hardware; the first that does not
 * hold is recorded as the complaint. In addition, the judge checks all memory that running
 * devices can reach after each register write and each clean.
 */
void complain(struct board *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void judge_start(struct board *b);
void judge_reach(struct board *b);
/* An access of the device to @iova reaches @pa. */
void expect_lands(struct board *b, unsigned int dev, uint64_t iova, bool write, uint64_t pa);
/* The access is stopped, and the device gets an error. */
void expect_stopped(struct board *b, unsigned int dev, uint64_t iova, bool write);
/* A faulting access returns an error to the device. */
void expect_told(struct board *b, unsigned int dev, uint64_t iova);
/* Starts a read, which waits if it is stalled; checks that it waits no longer. */
void read_patiently(struct board *b, unsigned int dev, uint64_t iova);
void expect_ended(struct board *b);
void expect_irq(struct board *b, unsigned int inst, bool level);
void expect_equal(struct board *b, const char *what, uint64_t got, uint64_t want);
/* Makes an access and checks only ownership. */
enum bus_status touch(struct board *b, unsigned int dev, uint64_t iova, bool write);

#endif
