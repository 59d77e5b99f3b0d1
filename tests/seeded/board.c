// SPDX-License-Identifier: GPL-2.0-only
/*
 * The board: its memory with a cache that must be cleaned, its registers, and the owner
 * of each page.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board.h"
#include "fabric/fabric.h"
#include "tegra234/mc.h"

#define RAM_SIZE	(RAM_PAGES * PAGE_SIZE)
/* Single pages come from the low half, blocks from the high half. */
#define FIRST_BLOCK	(RAM_PAGES / 2)
#define BLOCK_PAGES	(BLOCK_SIZE / PAGE_SIZE)

static enum bus_status ram_read(void *opaque, uint64_t pa, void *buf, size_t len)
{
	struct board *b = opaque;

	if (pa < RAM_BASE || pa - RAM_BASE > RAM_SIZE - len)
		return BUS_DECERR;
	memcpy(buf, b->poc + (pa - RAM_BASE), len);
	return BUS_OK;
}

static enum bus_status ram_write(void *opaque, uint64_t pa, const void *buf, size_t len)
{
	struct board *b = opaque;

	if (pa < RAM_BASE || pa - RAM_BASE > RAM_SIZE - len)
		return BUS_DECERR;
	memcpy(b->poc + (pa - RAM_BASE), buf, len);
	memcpy(b->cpu + (pa - RAM_BASE), buf, len);
	return BUS_OK;
}

static const struct bus_mem_ops ram_ops = { .read = ram_read, .write = ram_write };

static void on_irq(void *opaque, unsigned int line, bool level)
{
	bool *irq = opaque;

	(void)line;
	*irq = level;
}

static const struct bus_irq_ops irq_ops = { .set = on_irq };

static void on_resume(void *opaque, unsigned int bank, bool terminate)
{
	struct line *l = opaque;

	fabric_resume(l->board->fabric, l->board->smmu[l->inst], bank, terminate);
}

static void on_release(void *opaque, unsigned int bank, bool lost)
{
	struct line *l = opaque;

	fabric_release(l->board->fabric, l->board->smmu[l->inst], bank, lost);
}

static void on_protest(void *opaque, const char *msg)
{
	struct board *b = opaque;

	if (!b->protest[0])
		snprintf(b->protest, sizeof(b->protest), "%s", msg);
}

static void new_smmu(struct board *b, unsigned int inst)
{
	struct mmu500_config cfg = {
		.name = "seeded", .ids = &tegra234_mmu500_ids, .num_smrg = 128, .num_cb = 128,
		.mem = &ram_ops, .mem_opaque = b,
		.irq = &irq_ops, .irq_opaque = &b->irq[inst],
		.log = on_protest, .log_opaque = b,
		.resume = on_resume, .release = on_release,
		.resume_opaque = &b->line[inst],
	};

	b->line[inst] = (struct line){ b, inst };
	b->smmu[inst] = mmu500_new(&cfg);
	if (!b->smmu[inst])
		abort();
}

static void new_fabric(struct board *b)
{
	struct fabric_config cfg = {
		.mc = b->mc, .mem = &ram_ops, .mem_opaque = b,
		.smmu = { [SMMU_NISO0] = { b->smmu[0], b->smmu[1] } },
		.nr_smmu = { [SMMU_NISO0] = INSTANCES },
	};

	b->fabric = fabric_new(&cfg);
	if (!b->fabric)
		abort();
}

static void new_mc(struct board *b, const struct board_config *cfg)
{
	struct mc_config mc = tegra234_mc_config;

	mc.dram_size = RAM_SIZE;
	mc.bypass_config = cfg->bypass_config;
	mc.lock_overrides = cfg->locked;
	b->mc = mc_new(&mc);
	if (!b->mc)
		abort();
}

/* One device that chooses its stream ID, and one whose ID firmware overrides. */
static const struct device devices[DEVICES] = {
	{ .sid = 0x04, .read_client = MC_CLIENT_AXISR, .write_client = MC_CLIENT_AXISW, .tbu = 1 },
	{ .sid = 0x02, .read_client = 0x7a, .write_client = 0x7b, .tbu = 3 },
};

struct board *board_new(const struct board_config *cfg, bool wrong)
{
	struct board *b = calloc(1, sizeof(*b));
	unsigned int i;

	if (!b)
		abort();
	b->wrong = wrong;
	b->cpu = calloc(1, RAM_SIZE);
	b->poc = calloc(1, RAM_SIZE);
	if (!b->cpu || !b->poc)
		abort();
	b->next_block = FIRST_BLOCK;
	memcpy(b->dev, devices, sizeof(devices));
	new_mc(b, cfg);
	for (i = 0; i < INSTANCES; i++)
		new_smmu(b, i);
	new_fabric(b);
	return b;
}

void board_free(struct board *b)
{
	unsigned int i;

	fabric_free(b->fabric);
	for (i = 0; i < INSTANCES; i++)
		mmu500_free(b->smmu[i]);
	mc_free(b->mc);
	free(b->cpu);
	free(b->poc);
	free(b);
}

/* ---- registers ---- */

uint32_t reg_read(struct board *b, unsigned int inst, uint32_t off)
{
	return (uint32_t)mmu500_mmio_read(b->smmu[inst], off, 4);
}

uint64_t reg_read64(struct board *b, unsigned int inst, uint32_t off)
{
	return mmu500_mmio_read(b->smmu[inst], off, 8);
}

void reg_write(struct board *b, unsigned int inst, uint32_t off, uint32_t val)
{
	mmu500_mmio_write(b->smmu[inst], off, val, 4);
	judge_reach(b);
}

void reg_write64(struct board *b, unsigned int inst, uint32_t off, uint64_t val)
{
	mmu500_mmio_write(b->smmu[inst], off, val, 8);
	judge_reach(b);
}

uint32_t mc_sid_read(struct board *b, uint32_t off)
{
	return (uint32_t)mc_mmio_read(b->mc, MC_REGION_SID, off, 4);
}

void mc_sid_write(struct board *b, uint32_t off, uint32_t val)
{
	mc_mmio_write(b->mc, MC_REGION_SID, off, val, 4);
	judge_reach(b);
}

uint32_t mc_all_read(struct board *b, uint32_t off)
{
	return (uint32_t)mc_mmio_read(b->mc, MC_REGION_BROADCAST, off, 4);
}

void mc_all_write(struct board *b, uint32_t off, uint32_t val)
{
	mc_mmio_write(b->mc, MC_REGION_BROADCAST, off, val, 4);
	judge_reach(b);
}

void mc_channel_write(struct board *b, unsigned int channel, uint32_t off, uint32_t val)
{
	mc_mmio_write(b->mc, MC_REGION_CH0 + channel, off, val, 4);
	judge_reach(b);
}

/* ---- memory ---- */

static uint64_t pages_alloc(struct board *b, unsigned int *next, unsigned int nr,
			    enum owner owner)
{
	uint64_t pa = RAM_BASE + *next * PAGE_SIZE;
	unsigned int i;

	if (*next + nr > RAM_PAGES)
		abort();
	for (i = 0; i < nr; i++)
		b->owner[*next + i] = (uint8_t)owner;
	*next += nr;
	return pa;
}

uint64_t page_alloc(struct board *b, enum owner owner)
{
	return pages_alloc(b, &b->next_page, 1, owner);
}

uint64_t block_alloc(struct board *b, enum owner owner)
{
	return pages_alloc(b, &b->next_block, BLOCK_PAGES, owner);
}

uint64_t load64(struct board *b, uint64_t pa)
{
	uint64_t val;

	memcpy(&val, b->cpu + (pa - RAM_BASE), 8);
	return val;
}

void store64(struct board *b, uint64_t pa, uint64_t val)
{
	memcpy(b->cpu + (pa - RAM_BASE), &val, 8);
}

void clean(struct board *b, uint64_t pa, uint64_t len)
{
	memcpy(b->poc + (pa - RAM_BASE), b->cpu + (pa - RAM_BASE), len);
	judge_reach(b);
}

void page_give(struct board *b, uint64_t pa, enum owner owner)
{
	b->owner[(pa - RAM_BASE) / PAGE_SIZE] = (uint8_t)owner;
}
