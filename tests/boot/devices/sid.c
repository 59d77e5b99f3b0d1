// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows for firmware that lets devices choose their stream ID (mc-own-sids=on): the host
 * writes others' to the registers of the SD controller and of the DMA engine.
 */
#include "attack.h"
#include "devices.h"
#include "dma_rows.h"
#include "rows.h"
#include "tap.h"

#define SDMMC4_CIF2AXI		0x034601fcUL
#define SDMMC4_OWN		0x0202u
#define MC_CLIENT_SDMMCRAB	0x63
#define MC_SECURITY_LOCKED	(1u << 16)

/* Firmware's lock is in place, and no override: also after EL2's takeover. */
static void row_lock(void)
{
	bool right = reg(MC_SECURITY(MC_CLIENT_SDMMCRAB)) == MC_SECURITY_LOCKED &&
		     reg(MC_SECURITY(MC_CLIENT_AXISR)) == MC_SECURITY_LOCKED && !dead;

	tap_ok(right, "sid-locked", "the memory controller forces no stream ID => %s",
	       right ? "locked" : "WRONG");
}

/* True: a write of @val does not change what the device presents, and is counted. */
static bool cif2axi_drops(uint32_t val)
{
	uint64_t before = sid_refused();

	set_reg(SDMMC4_CIF2AXI, val);
	return !dead && reg(SDMMC4_CIF2AXI) == SDMMC4_OWN && sid_refused() == before + 1;
}

static bool cif2axi_takes(uint32_t val)
{
	set_reg(SDMMC4_CIF2AXI, val);
	return !dead && reg(SDMMC4_CIF2AXI) == val;
}

static void row_cif2axi(void)
{
	bool right = cif2axi_takes(SDMMC4_OWN);

	if (protection)
		right = right && cif2axi_drops(0x7f7f) && cif2axi_drops(0x027f) &&
			cif2axi_drops(0x0101);
	else
		right = right && cif2axi_takes(0x7f7f) && cif2axi_takes(SDMMC4_OWN);
	tap_ok(right, "sid-cif2axi", "the SD controller's CIF2AXI is set to other SIDs => %s",
	       !right ? "WRONG" : protection ? "dropped, counted" : "they are taken");
}

/* The host's own pages by the engine's own stream, then EL2's page as @sid. */
static bool engine_reads_el2(uint32_t sid, bool *contained)
{
	uint64_t pa = el2_memory(), dst = host_pa(HOST_TARGET), before;
	bool right;

	right = pa && !dma_domain(ATT_DOMAIN_IDENTITY) &&
		dma_arrives(host_pa(HOST_SOURCE), dst, ATT_SID_DRIVER);
	before = gpcdma_refused();
	*contained = right && transfer_faults(pa, dst, sid, DMA_SID) &&
		     gpcdma_refused() == before + 1;
	return right && !*contained && dma_copy(pa, dst, sid);
}

static void row_mcseq(uint32_t sid, const char *id, const char *what)
{
	bool contained, read = engine_reads_el2(sid, &contained);

	tap_ok(protection ? contained : read, id,
	       "the DMA engine's MC_SEQ is set to %s, and it reads EL2's page => %s", what,
	       read ? "read" : contained ? "dropped, counted, fault" : "WRONG");
}

void rows_sid(void)
{
	row_lock();
	row_cif2axi();
	row_mcseq(PASSTHROUGH_SID, "sid-mcseq-7f", "SID 0x7f");
	/* Without protection it meets the other device's own domain. */
	if (boot == BOOT_ON)
		row_mcseq(OTHER_SID, "sid-mcseq-other", "another device's SID");
	dma_domain(ATT_DOMAIN_DEFAULT);
}
