// SPDX-License-Identifier: GPL-2.0-only
/*
 * Seeded faults at the memory controller: stream IDs of clients, and bypasses of the
 * SMMU.
 */
#include "driver.h"

#define SID_PASSTHROUGH	0x7fu

static void force_client(struct board *b, unsigned int client, unsigned int sid)
{
	mc_sid_write(b, MC_OVERRIDE(client), sid);
	mc_sid_write(b, MC_SECURITY(client), mc_sid_read(b, MC_SECURITY(client)) |
		     MC_SECURITY_OVERRIDE | MC_SECURITY_NS);
}

/* The second device is assigned to a guest: its accesses are not checked. */
static void guest_behind_second(struct board *b)
{
	struct domain d;

	b->dev[1].guests = true;
	domain_new(b, &d, 9, 20);
	map_page(b, d.root, IOVA, page_alloc(b, OWNER_GUEST), S2_RW);
	stream_to(b, 5, b->dev[1].sid, d.bank);
}

/* The host controls the first device's register: it may present any stream ID. */
static void first_chooses(struct board *b, unsigned int sid)
{
	b->dev[0].sid = (uint8_t)sid;
	judge_reach(b);
}

static void override_not_enabled(struct board *b)
{
	const struct device *dev = &b->dev[0];
	struct domain d;

	begin(b, &d);
	if (b->wrong) {
		mc_sid_write(b, MC_OVERRIDE(dev->read_client), dev->sid);
		mc_sid_write(b, MC_OVERRIDE(dev->write_client), dev->sid);
	} else {
		force_client(b, dev->read_client, dev->sid);
		force_client(b, dev->write_client, dev->sid);
	}
	guest_behind_second(b);
	first_chooses(b, b->dev[1].sid);
	expect_stopped(b, 0, IOVA, true);
}

static void override_of_reads_only(struct board *b)
{
	const struct device *dev = &b->dev[0];
	struct domain d;

	begin(b, &d);
	force_client(b, dev->read_client, dev->sid);
	if (!b->wrong)
		force_client(b, dev->write_client, dev->sid);
	guest_behind_second(b);
	first_chooses(b, b->dev[1].sid);
	expect_stopped(b, 0, IOVA, true);
}

/* The old stream ID is used as soon as the override is enabled. */
static void enabled_before_value(struct board *b)
{
	const struct device *dev = &b->dev[0];
	unsigned int sid = dev->sid;
	struct domain d;

	mc_sid_write(b, MC_OVERRIDE(dev->read_client), b->dev[1].sid);
	begin(b, &d);
	guest_behind_second(b);
	if (b->wrong)
		mc_sid_write(b, MC_SECURITY(dev->read_client),
			     MC_SECURITY_OVERRIDE | MC_SECURITY_NS);
	force_client(b, dev->read_client, sid);
}

static void forced_to_passthrough(struct board *b)
{
	const struct device *dev = &b->dev[0];
	struct domain d;

	begin(b, &d);
	force_client(b, dev->read_client, b->wrong ? SID_PASSTHROUGH : dev->sid);
	force_client(b, dev->write_client, dev->sid);
	expect_stopped(b, 0, IOVA, false);
}

/* This device has no override and may present 0x7f: only the bypass mode stops it. */
static void passthrough_left_open(struct board *b)
{
	struct domain d;

	begin(b, &d);
	if (!b->wrong)
		mc_all_write(b, MC_BYPASS_CONFIG, MC_CLOSED);
	first_chooses(b, SID_PASSTHROUGH);
	expect_stopped(b, 0, IOVA, false);
}

static void all_pass_around(struct board *b)
{
	struct domain d;

	if (!b->wrong)
		mc_all_write(b, MC_BYPASS_CONFIG, MC_CLOSED);
	begin(b, &d);
	expect_stopped(b, 0, IOVA, false);
}

/* Each channel has a copy of the register. */
static void one_channel_closed(struct board *b)
{
	struct domain d;

	if (b->wrong)
		mc_channel_write(b, 0, MC_BYPASS_CONFIG, MC_CLOSED);
	else
		mc_all_write(b, MC_BYPASS_CONFIG, MC_CLOSED);
	begin(b, &d);
	expect_stopped(b, 0, IOVA, false);
}

/* Firmware has locked the override: the write is lost; only a read shows it. */
static void lock_not_noticed(struct board *b)
{
	unsigned int client = b->dev[1].read_client, sid = 0x05;
	uint64_t pa = page_alloc(b, OWNER_HOST);
	struct domain d;

	begin(b, &d);
	map_page(b, d.root, IOVA, pa, S2_RW);
	force_client(b, client, sid);
	if (!b->wrong)
		sid = mc_sid_read(b, MC_OVERRIDE(client));
	stream_to(b, 1, sid, d.bank);
	expect_lands(b, 1, IOVA, false, pa);
}

/* Writes the security register without the override bit. */
static void override_dropped(struct board *b)
{
	unsigned int client = b->dev[1].read_client;
	struct domain d;

	begin(b, &d);
	stream_to(b, 1, b->dev[1].sid, d.bank);
	mc_sid_write(b, MC_SECURITY(client), (b->wrong ? 0 : MC_SECURITY_OVERRIDE) | 1);
	b->dev[1].sid = 0x55;
	map_page(b, d.root, IOVA, page_alloc(b, OWNER_HOST), S2_RW);
	expect_equal(b, "the bus status", touch(b, 1, IOVA, false), BUS_OK);
}

static const struct seed seeds[] = {
	SEED("override-not-enabled", "an override needs bit 8 of its security register",
	     "guest's", override_not_enabled),
	SEED("reads-only", "reads and writes have a client each", "guest's",
	     override_of_reads_only),
	SEED("enabled-before-value", "the override is written before it is enabled", "guest's",
	     enabled_before_value),
	{ .name = "forced-to-0x7f", .rule = "no client is given stream ID 0x7f",
	  .sign = "around", .run = forced_to_passthrough, .firmware = { .bypass_config = 2 } },
	{ .name = "0x7f-left-open", .rule = "stream ID 0x7f doesn't bypass the SMMU",
	  .sign = "around", .run = passthrough_left_open, .firmware = { .bypass_config = 2 } },
	{ .name = "all-pass-around", .rule = "MC_SMMU_BYPASS_CONFIG is closed before all else",
	  .sign = "around", .run = all_pass_around, .firmware = { .bypass_config = 0 } },
	{ .name = "one-channel-closed", .rule = "the bypass is closed in each channel",
	  .sign = "around", .run = one_channel_closed, .firmware = { .bypass_config = 0 } },
	{ .name = "lock-not-noticed", .rule = "an override is read back", .sign = "is stopped",
	  .run = lock_not_noticed, .firmware = { .bypass_config = MC_CLOSED, .locked = true } },
	SEED("override-dropped", "bit 8 is kept when the register is written again", "bus status",
	     override_dropped),
};

const struct seed_list seeds_mc = SEED_LIST(seeds);
