// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The memory controller's state as text, for a monitor.
 */
#include <stdarg.h>
#include <stdio.h>

#include "mc.h"

struct view {
	struct mc *mc;
	const struct mc_clients *clients;
	bus_text_fn out;
	void *opaque;
};

static void say(const struct view *v, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void say(const struct view *v, const char *fmt, ...)
{
	char line[160];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(line, sizeof(line), fmt, ap);
	va_end(ap);
	v->out(v->opaque, line);
}

static uint32_t word(const struct view *v, unsigned int region, uint64_t off)
{
	return (uint32_t)mc_mmio_read(v->mc, region, off, 4);
}

static void show_bypass(const struct view *v)
{
	static const char *const mode[4] = {
		"all pass around", "reserved, all pass around", "0x7f passes around",
		"none passes around",
	};
	uint32_t val, last = 0;
	unsigned int ch;

	for (ch = 0; ch < MC_NR_CHANNELS; ch++) {
		val = word(v, MC_REGION_CH0 + ch, MC_SMMU_BYPASS_CONFIG);
		if (!ch || val != last)
			say(v, "channel %u: SMMU_BYPASS_CONFIG 0x%08x, %s%s", ch, val,
			    mode[val & MC_BYPASS_MODE_MASK],
			    val & MC_BYPASS_LOCKED ? ", locked" : "");
		last = val;
	}
}

static void show_errors(const struct view *v)
{
	unsigned int ch;

	for (ch = 0; ch < MC_NR_CHANNELS; ch++)
		if (word(v, MC_REGION_CH0 + ch, MC_INTSTATUS))
			say(v, "channel %u: INTSTATUS 0x%x, ERR_STATUS 0x%08x, ERR_ADR 0x%08x", ch,
			    word(v, MC_REGION_CH0 + ch, MC_INTSTATUS),
			    word(v, MC_REGION_CH0 + ch, MC_ERR_STATUS),
			    word(v, MC_REGION_CH0 + ch, MC_ERR_ADR));
}

/* Consecutive clients without a name and with the same registers share a line. */
static unsigned int last_alike(const struct view *v, unsigned int id)
{
	uint32_t sid = word(v, MC_REGION_SID, 8 * id), sec = word(v, MC_REGION_SID, 8 * id + 4);

	while (id + 1 < MC_NR_CLIENTS && !mc_client_find(v->clients, id + 1) &&
	       word(v, MC_REGION_SID, 8 * (id + 1)) == sid &&
	       word(v, MC_REGION_SID, 8 * (id + 1) + 4) == sec)
		id++;
	return id;
}

static void show_named(const struct view *v, const struct mc_client *c, const char *binding)
{
	const char *smmu = c->node == SMMU_NONE ? "no SMMU" : v->clients->smmu_name[c->node];

	say(v, "client 0x%03x %s: %s, %s", c->id, c->name, smmu, binding);
}

static void show_unnamed(const struct view *v, unsigned int id, unsigned int last,
			 const char *binding)
{
	if (id == last)
		say(v, "client 0x%03x, not named: %s", id, binding);
	else
		say(v, "clients 0x%03x to 0x%03x, not named: %s", id, last, binding);
}

/* Returns the last client that the line is about. */
static unsigned int show_client(const struct view *v, unsigned int id)
{
	const struct mc_client *c = mc_client_find(v->clients, id);
	uint32_t sid = word(v, MC_REGION_SID, 8 * id), sec = word(v, MC_REGION_SID, 8 * id + 4);
	unsigned int last = c ? id : last_alike(v, id);
	char binding[48];

	snprintf(binding, sizeof(binding), "stream 0x%02x %s%s", sid,
		 sec & MC_SID_SECURITY_OVERRIDE ? "forced" : "not forced",
		 sec & MC_SID_SECURITY_LOCKED ? ", locked" : "");
	if (c)
		show_named(v, c, binding);
	else if (sid || sec)
		show_unnamed(v, id, last, binding);
	return last;
}

void mc_show(struct mc *mc, bus_text_fn out, void *opaque)
{
	const struct view v = { mc, mc_get_clients(mc), out, opaque };
	unsigned int id;

	show_bypass(&v);
	show_errors(&v);
	for (id = 0; id < MC_NR_CLIENTS; id++)
		id = show_client(&v, id);
}
