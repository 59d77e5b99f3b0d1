// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows in which the stream generator tries every client of the memory
 * controller, with many stream IDs and TBU numbers, on a page of EL2's.
 */
#include <string.h>

#include "../tap.h"
#include "devices.h"
#include "streamgen/streamgen.h"
#include "tegra234/mc.h"

#define MAX_NOTES	12

struct sweep {
	uint64_t addr;
	unsigned int tried, reached, aside;
};

static void gen(uint32_t off, uint32_t val)
{
	set_reg(STREAM_GENERATOR + off, val);
}

static void aim(uint64_t addr, uint32_t len)
{
	gen(STREAMGEN_ADDR_LO, (uint32_t)addr);
	gen(STREAMGEN_ADDR_HI, (uint32_t)(addr >> 32));
	gen(STREAMGEN_LEN, len);
	gen(STREAMGEN_KIND, 0);
}

static enum bus_status issue(unsigned int client, uint8_t sid, uint8_t tbu, unsigned int node)
{
	gen(STREAMGEN_CLIENT, client);
	gen(STREAMGEN_SID, sid);
	gen(STREAMGEN_TBU, tbu);
	gen(STREAMGEN_NODE, node);
	gen(STREAMGEN_GO, 0);
	return reg(STREAM_GENERATOR + STREAMGEN_STATUS);
}

bool gen_reads_as_display(uint64_t phys)
{
	aim(phys, 64);
	return issue(MC_CLIENT_NVDISPLAYR, 1, 3, SMMU_ISO) == BUS_OK;
}

static void try(struct sweep *s, unsigned int client, uint8_t sid, uint8_t tbu,
		unsigned int node)
{
	const struct mc_client *c = mc_client_find(&tegra234_mc_clients, client);

	s->tried++;
	if (issue(client, sid, tbu, node) != BUS_OK)
		return;
	if (s->reached++ < MAX_NOTES)
		tap_note("client %#x (%s) sid %#x tbu %u node %u reaches it", client,
			 c ? c->name : "not named", sid, tbu, node);
}

static void try_client(struct sweep *s, unsigned int client)
{
	static const uint8_t sids[] = { 0x00, 0x01, 0x02, 0x04, 0x07, 0x10, 0x2f, 0x55, 0x7f };
	const struct mc_client *c = mc_client_find(&tegra234_mc_clients, client);

	/* Clients without an SMMU can't be stopped, those without a name do not exist. */
	if (!c || c->node == SMMU_NONE) {
		s->aside++;
		return;
	}
	for (size_t i = 0; i < sizeof(sids); i++)
		try(s, client, sids[i], (uint8_t)(i * 5 % 32), c->node);
}

static void row_sweep(void)
{
	struct sweep s = { .addr = el2_memory() };

	aim(s.addr, 64);
	for (unsigned int client = 0; client < MC_NR_CLIENTS; client++)
		try_client(&s, client);
	tap_note("%u accesses, %u reached, %u client numbers without an SMMU", s.tried, s.reached,
		 s.aside);
	tap_ok(!dead && s.addr && s.tried > 1300 && !s.reached == (boot == BOOT_ON),
	       "gen-sweep", "any client, any stream reads EL2's memory => %s",
	       s.reached ? "read" : "fault");
}

/* Control: without it, a generator that does not work would pass. */
static void row_works(void)
{
	uint64_t *page = own_page();
	enum bus_status status;
	uint64_t got;

	page[0] = 0x5ca1ab1e0ddba11ULL;
	aim(own_page_phys(), 8);
	status = issue(MC_CLIENT_NVDISPLAYR, 1, 3, SMMU_ISO);
	got = reg(STREAM_GENERATOR + STREAMGEN_DATA) |
	      (uint64_t)reg(STREAM_GENERATOR + STREAMGEN_DATA + 4) << 32;
	tap_ok(!dead && status == BUS_OK && got == page[0], "gen-host",
	       "as the display, the generator reads a page of the host's => %s",
	       status == BUS_OK ? "read" : "FAULT");
}

void rows_generator(void)
{
	bool there = reg(STREAM_GENERATOR + STREAMGEN_ID) == STREAMGEN_ID_VALUE && !dead;

	tap_ok(there, "gen-there", "the stream generator is there => %s", there ? "yes" : "NO");
	if (!there)
		return;
	row_works();
	row_sweep();
	row_works();
}
