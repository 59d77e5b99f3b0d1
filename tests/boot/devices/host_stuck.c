// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows about an SMMU that stops confirming while drivers map and unmap as they
 * always do: none may meet an address that still leads to an earlier page.
 *
 * A line "# machine: NAME=VALUE" has the machine's property changed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../dmatest.h"
#include "../tap.h"
#include "devices.h"
#include "host.h"

#define TRIES		5

/* Until a driver's unmap has met the SMMU, and a map has come after that. */
static bool transfers_until_refused(void)
{
	bool refused = false;

	for (int i = 0; i < TRIES && !refused; i++) {
		sleep(1);
		dmatest_run("3", "2000");
		refused = log_after("takes no more mappings") && log_after("mapping error");
	}
	return refused;
}

/* What was mapped before may be reached yet, so a domain of its own is needed. */
static bool new_domain(void)
{
	char type[64];

	snprintf(type, sizeof(type), GROUPS "%d/type", group_of(ENGINE));
	return engine_unbind() && write_line(type, "identity") && write_line(type, "DMA") &&
	       engine_bind();
}

void rows_host_stuck(void)
{
	bool before = dma_works(), loaded = !system("insmod /lib/modules/dmatest.ko");
	bool refused, mixed, again;

	tap_ok(before && loaded, "stuck-before", "ordinary DMA before => %s",
	       before ? "works" : "FAILS");
	tap_note("machine: smmu-sync-stuck=niso0.1");
	refused = loaded && transfers_until_refused();
	mixed = log_after("'data error'");
	tap_note("machine: smmu-sync-stuck=off");
	sleep(3);
	loaded = loaded && !system("rmmod dmatest");
	tap_ok(refused, "stuck-api",
	       "a driver maps after an unmap that nobody confirmed => %s",
	       refused ? "refused" : "MAPPED");
	tap_ok(!mixed, "stuck-data", "its data, by addresses used before => %s",
	       mixed ? "OVERWRITTEN" : "whole");
	again = loaded && new_domain() && dma_works();
	tap_ok(again, "stuck-new-domain", "syncs complete again, and it gets a new domain => %s",
	       again ? "works" : "FAILS");
}
