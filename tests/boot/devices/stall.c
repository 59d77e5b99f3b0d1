// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows in which an unused bank of iso stalls an access of the stream generator: it
 * waits until RESUME, while the kernel keeps running.
 */
#include <string.h>

#include "../tap.h"
#include "devices.h"
#include "streamgen/streamgen.h"
#include "tegra234/mc.h"

#define ISO		0x10000000UL
#define GROUP		127
#define BANK		127
#define SID		0x55
#define SMR		(ISO + 0x800 + 4 * GROUP)
#define S2CR		(ISO + 0xc00 + 4 * GROUP)
#define CBAR		(ISO + 0x10000 + 4 * BANK)
#define CBA2R		(ISO + 0x10800 + 4 * BANK)
#define CB		(ISO + 0x800000 + 0x10000 * BANK)
#define SCTLR		(CB + 0x0)
#define RESUME		(CB + 0x8)
#define TTBR0		(CB + 0x20)
#define TCR		(CB + 0x30)
#define FSR		(CB + 0x58)
#define FSR_TF_SS	0x40000402u
#define STALLING	0x1a1u	/* M, CFRE, CFCFG, HUPCF */
#define BLOCK		0x200000UL
#define BLOCK_RW	0x4c1UL
#define WORD		511	/* the last word of the table page: an entry that is never walked */

/* The test's page is the only table: level 2, 2 MiB per entry, 1 GiB of input. */
static void open_bank(uint64_t table)
{
	set_reg(CBAR, 9);
	set_reg(CBA2R, 1);
	set_reg(TCR, 34 | 5 << 16);
	set_reg(TTBR0, (uint32_t)table);
	set_reg(TTBR0 + 4, (uint32_t)(table >> 32));
	set_reg(SCTLR, STALLING);
	set_reg(S2CR, BANK);
	set_reg(SMR, 1u << 31 | SID);
}

static void close_bank(void)
{
	set_reg(SMR, 0);
	set_reg(S2CR, 2u << 16);
	set_reg(SCTLR, 0);
}

static uint32_t gen(uint32_t off)
{
	return reg(STREAM_GENERATOR + off);
}

static void issue(uint64_t addr)
{
	const uint32_t regs[][2] = {
		{ STREAMGEN_CLIENT, 0xffff }, { STREAMGEN_SID, SID }, { STREAMGEN_TBU, 0 },
		{ STREAMGEN_NODE, SMMU_ISO }, { STREAMGEN_KIND, 0 }, { STREAMGEN_LEN, 8 },
		{ STREAMGEN_ADDR_LO, (uint32_t)addr }, { STREAMGEN_ADDR_HI, 0 },
		{ STREAMGEN_GO, 0 },
	};

	for (size_t i = 0; i < sizeof(regs) / sizeof(regs[0]); i++)
		set_reg(STREAM_GENERATOR + regs[i][0], regs[i][1]);
}

static uint64_t data(void)
{
	return gen(STREAMGEN_DATA) | (uint64_t)gen(STREAMGEN_DATA + 4) << 32;
}

static void resume(uint32_t how)
{
	set_reg(FSR, FSR_TF_SS);
	set_reg(RESUME, how);
}

static void row_held(uint64_t iova)
{
	uint32_t status, fsr;

	issue(iova);
	fsr = reg(FSR);
	status = gen(STREAMGEN_STATUS);
	tap_ok(!dead && status == BUS_STALLED && fsr == FSR_TF_SS, "stall-held",
	       "an unmapped address, SCTLR.CFCFG set => %s, FSR %#x",
	       status == BUS_STALLED ? "waits" : "DOES NOT WAIT", fsr);
}

static void row_retry(uint64_t phys)
{
	volatile uint64_t *page = own_page();
	uint32_t before, after;

	page[0] = (phys & ~(BLOCK - 1)) | BLOCK_RW;
	page[WORD] = 0x5ca1ab1e0ddba11ULL;
	before = gen(STREAMGEN_STATUS);
	resume(0);
	after = gen(STREAMGEN_STATUS);
	tap_ok(!dead && before == BUS_STALLED && after == BUS_OK && data() == page[WORD],
	       "stall-retry", "mapped, then RESUME => %s",
	       after == BUS_OK ? "it goes on, and reads the word" : "STUCK");
}

static void row_end(uint64_t iova)
{
	uint32_t before, after;

	issue(iova + BLOCK);
	before = gen(STREAMGEN_STATUS);
	resume(1);
	after = gen(STREAMGEN_STATUS);
	tap_ok(!dead && before == BUS_STALLED && after == BUS_FAULT, "stall-end",
	       "still unmapped, RESUME to terminate => %s",
	       after == BUS_FAULT ? "it ends, as a fault" : "STUCK");
}

void rows_stall(void)
{
	uint64_t phys = own_page_phys();
	uint64_t iova = (phys & (BLOCK - 1)) + WORD * sizeof(uint64_t);

	memset(own_page(), 0, 4096);
	open_bank(phys);
	row_held(iova);
	row_retry(phys);
	row_end(iova);
	close_bank();
}
