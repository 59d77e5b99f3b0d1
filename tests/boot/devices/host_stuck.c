// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows about an SMMU whose syncs get stuck while drivers map and unmap: no driver may
 * get an IOVA that still translates to an earlier page.
 *
 * A line "# machine: NAME=VALUE" on the console changes the machine's property.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../dmatest.h"
#include "../tap.h"
#include "devices.h"
#include "host.h"

#define TRIES		5

/* Repeats until an unmap has failed and a later map is refused. */
static bool transfers_until_refused(void)
{
	bool refused = false;

	for (int i = 0; i < TRIES && !refused; i++) {
		sleep(1);
		dmatest_run("3", "2000", true);
		refused = log_after("these IOVAs stay unusable") && log_after("mapping error");
	}
	return refused;
}

/* The old domain is freed, too: its unmaps are confirmed now. */
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
	bool refused, mixed, same, again;

	tap_ok(before && loaded, "stuck-before", "ordinary DMA before => %s",
	       before ? "works" : "FAILS");
	tap_note("machine: smmu-sync-stuck=niso0.1");
	refused = loaded && transfers_until_refused();
	mixed = log_after("'data error'");
	tap_note("machine: smmu-sync-stuck=off");
	sleep(3);
	loaded = loaded && !system("rmmod dmatest");
	tap_ok(refused, "stuck-api",
	       "a driver maps after an unconfirmed unmap => %s",
	       refused ? "refused" : "MAPPED");
	tap_ok(!mixed, "stuck-data", "its data, by addresses used before => %s",
	       mixed ? "OVERWRITTEN" : "whole");
	same = loaded && dma_works();
	tap_ok(same, "stuck-same-domain", "syncs complete again, in the same domain => %s",
	       same ? "works" : "FAILS");
	again = loaded && new_domain() && dma_works();
	tap_ok(again, "stuck-new-domain", "syncs complete again, and it gets a new domain => %s",
	       again ? "works" : "FAILS");
}
