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

static void show_client(const struct view *v, const struct mc_client *c)
{
	uint32_t sid, sec;

	if (!mc_client_has_sid(v->clients, c->id)) {
		say(v, "client 0x%03x %s: no SMMU", c->id, c->name);
		return;
	}
	sid = word(v, MC_REGION_SID, 8 * c->id);
	sec = word(v, MC_REGION_SID, 8 * c->id + 4);
	say(v, "client 0x%03x %s: %s, stream 0x%02x %s%s", c->id, c->name,
	    v->clients->smmu_name[c->node], sid,
	    sec & MC_SID_SECURITY_OVERRIDE ? "forced" : "not forced",
	    sec & MC_SID_SECURITY_LOCKED ? ", locked" : "");
}

void mc_show(struct mc *mc, bus_text_fn out, void *opaque)
{
	const struct view v = { mc, mc_get_clients(mc), out, opaque };
	unsigned int i;

	show_bypass(&v);
	show_errors(&v);
	for (i = 0; i < v.clients->nr; i++)
		show_client(&v, &v.clients->client[i]);
}
