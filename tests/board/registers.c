// SPDX-License-Identifier: GPL-2.0-only
/*
 * The registers of Tegra234 that a board dump contains: addresses are those of
 * tegra234.dtsi, offsets those of the kernel's arm-smmu.h and of docs/machine.md.
 *
 * A read of each changes nothing: none is a FIFO, a counter that a read clears, or a
 * status that a read acknowledges. Fault status is cleared by writing ones; it is not
 * even read, so that a dump needs no such argument.
 */
#include <stddef.h>

#include "registers.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

static const uint32_t mc_pages[BOARD_NR_MC_PAGES] = {
	0x02c10000,
	0x02c20000, 0x02c30000, 0x02c40000, 0x02c50000,
	0x02b80000, 0x02b90000, 0x02ba0000, 0x02bb0000,
	0x01700000, 0x01710000, 0x01720000, 0x01730000,
	0x01740000, 0x01750000, 0x01760000, 0x01770000,
};

static const struct {
	const char *section;
	uint32_t base;
} smmus[BOARD_NR_SMMUS] = {
	{ "smmu niso1.0", 0x08000000 },
	{ "smmu niso1.1", 0x07000000 },
	{ "smmu iso.0", 0x10000000 },
	{ "smmu niso0.0", 0x12000000 },
	{ "smmu niso0.1", 0x11000000 },
};

#define ID	"constant"
#define CONFIG	"configuration, reads as last written"

/* Of each instance; @base is an offset. ID registers first: they limit the others. */
static const struct board_block smmu_blocks[] = {
	{ NULL, "IDR0", ID, BOARD_IDR0, 4, 1, BOARD_ALL, false },
	{ NULL, "IDR1", ID, BOARD_IDR1, 4, 1, BOARD_ALL, false },
	{ NULL, "IDR2", ID, BOARD_IDR2, 4, 1, BOARD_ALL, false },
	{ NULL, "IDR7", ID, BOARD_IDR7, 4, 1, BOARD_ALL, false },
	{ NULL, "sCR0", CONFIG, BOARD_SCR0, 4, 1, BOARD_ALL, false },
	{ NULL, "sACR", CONFIG, BOARD_SACR, 4, 1, BOARD_ALL, false },
	{ NULL, "SMR", CONFIG, BOARD_SMR, 4, BOARD_MAX_GROUPS, BOARD_GROUPS, true },
	{ NULL, "S2CR", CONFIG, BOARD_S2CR, 4, BOARD_MAX_GROUPS, BOARD_GROUPS, true },
	{ NULL, "CBAR", CONFIG, BOARD_CBAR, 4, BOARD_MAX_BANKS, BOARD_BANKS, true },
	{ NULL, "CBA2R", CONFIG, BOARD_CBA2R, 4, BOARD_MAX_BANKS, BOARD_BANKS, true },
};

#define NR_SMMU_BLOCKS	ARRAY_SIZE(smmu_blocks)

uint32_t board_mc_page(unsigned int i)
{
	return mc_pages[i];
}

uint32_t board_smmu_base(unsigned int i)
{
	return smmus[i].base;
}

const char *board_smmu_section(unsigned int i)
{
	return smmus[i].section;
}

static void mc_block(unsigned int i, struct board_block *b)
{
	static const struct board_block sids = {
		"mc stream-ids", "stream ID and security of a client", CONFIG,
		BOARD_MC_SID_PAGE, 4, 2 * BOARD_NR_CLIENTS, BOARD_ALL, false,
	};
	static const struct board_block bypass = {
		"mc bypass", "MC_SMMU_BYPASS_CONFIG", CONFIG, 0, 4, 1, BOARD_ALL, false,
	};

	*b = i ? bypass : sids;
	if (i)
		b->base = mc_pages[i - 1] + BOARD_MC_BYPASS;
}

bool board_block_at(unsigned int i, struct board_block *b)
{
	unsigned int smmu;

	if (i <= BOARD_NR_MC_PAGES) {
		mc_block(i, b);
		return true;
	}
	i -= BOARD_NR_MC_PAGES + 1;
	smmu = i / NR_SMMU_BLOCKS;
	if (smmu >= BOARD_NR_SMMUS)
		return false;
	*b = smmu_blocks[i % NR_SMMU_BLOCKS];
	b->section = smmus[smmu].section;
	b->base += smmus[smmu].base;
	return true;
}

bool board_block_of(uint32_t addr, struct board_block *b)
{
	unsigned int i;

	for (i = 0; board_block_at(i, b); i++)
		if (addr >= b->base && addr - b->base < b->nr * b->step &&
		    !((addr - b->base) % b->step))
			return true;
	return false;
}
