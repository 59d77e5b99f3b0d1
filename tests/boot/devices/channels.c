// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows for a device tree that gives each channel of the DMA engine a stream of its own
 * (trees/channels.dtso): a channel reaches what its own stream does, and not what another
 * channel's does.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "attack.h"
#include "devices.h"
#include "dma_rows.h"
#include "host.h"
#include "rows.h"
#include "sleep.h"
#include "tap.h"

/* Of the tree: channels 1 to 13 have a stream. */
#define NR_CHANNELS	13
#define MINE		12
#define MINE_SID	0x21
#define OTHERS		13
#define OTHERS_SID	0x22

static int group_of_channel(unsigned int channel)
{
	char path[96], name[32];

	snprintf(path, sizeof(path), "/sys/class/dma/dma0chan%u/iommu_group", channel - 1);
	link_name(path, name, sizeof(name));
	return strcmp(name, "-") ? atoi(name) : -1;
}

static void row_own_groups(void)
{
	bool own = true;
	int group;

	for (unsigned int ch = 1; ch <= NR_CHANNELS; ch++) {
		group = group_of_channel(ch);
		tap_note("channel %u: group %d", ch, group);
		own = own && group >= 0;
		for (unsigned int i = 1; i < ch; i++)
			own = own && group != group_of_channel(i);
	}
	tap_ok(own, "channels-groups", "each channel of the DMA engine has a group => %s",
	       own ? "its own" : "WRONG");
}

static bool own_stream_works(void)
{
	dma_use_channel(MINE, MINE_SID);
	return !dma_domain(ATT_DOMAIN_IDENTITY) &&
	       dma_arrives(host_pa(HOST_SOURCE), host_pa(HOST_TARGET), ATT_SID_DRIVER);
}

/* Without protection the identity domain has all memory. */
static void row_own(const char *id, const char *when)
{
	uint64_t pa = el2_memory();
	bool right = own_stream_works();

	if (protection)
		right = right && pa &&
			transfer_faults(pa, host_pa(HOST_TARGET), ATT_SID_DRIVER, MINE_SID);
	tap_ok(right, id, "a channel copies by its own stream%s => %s", when,
	       !right ? "WRONG" : protection ? "arrives; EL2's page faults, named" : "arrives");
}

/* The other channel is in the identity domain, this one in its own, which is empty. */
static bool reads_as_other(bool *contained)
{
	uint64_t dst = host_pa(HOST_TARGET), src = host_pa(HOST_SOURCE), before;
	bool right;

	dma_use_channel(OTHERS, OTHERS_SID);
	right = !dma_domain(ATT_DOMAIN_IDENTITY) && dma_arrives(src, dst, ATT_SID_DRIVER);
	dma_use_channel(MINE, MINE_SID);
	before = gpcdma_refused();
	*contained = right && transfer_faults(src, dst, OTHERS_SID, MINE_SID) &&
		     gpcdma_refused() == before + 1;
	return right && !*contained && dma_arrives(src, dst, OTHERS_SID);
}

static void row_other(const char *id, const char *when)
{
	bool contained, read = reads_as_other(&contained);

	tap_ok(protection ? contained : read, id,
	       "a channel's MC_SEQ is set to another channel's SID%s => %s", when,
	       read ? "that stream is used" : contained ? "dropped, counted, fault" : "WRONG");
}

/* A channel that the device tree gives none has no stream, not even the engine's. */
static void row_none(void)
{
	uint64_t before = gpcdma_refused();
	bool moved;

	own_stream_works();
	dma_use_channel(DMA_CHANNEL, MINE_SID);
	moved = dma_copy(host_pa(HOST_SOURCE), host_pa(HOST_TARGET), MINE_SID);
	if (protection)
		moved = moved || dma_copy(host_pa(HOST_SOURCE), host_pa(HOST_TARGET), DMA_SID) ||
			gpcdma_refused() != before + 2;
	tap_ok(moved == !protection, "channels-none",
	       "a channel without a stream presents one => %s",
	       moved ? "that stream is used" : "dropped, counted, fault");
}

void rows_channels(void)
{
	bool works, slept;

	row_own_groups();
	works = dma_works();
	tap_ok(works, "channels-work", "dmatest on several channels => %s",
	       works ? "no failure" : "FAILS");
	row_own("channels-own", "");
	row_other("channels-other", "");
	row_none();
	slept = sleep_deep() && dma_works();
	tap_ok(slept, "channels-sleep", "dmatest after a sleep => %s",
	       slept ? "no failure" : "FAILS");
	row_own("channels-own-slept", " after a sleep");
	row_other("channels-other-slept", " after a sleep");
	dma_domain(ATT_DOMAIN_DEFAULT);
	dma_use_channel(0, 0);
}
