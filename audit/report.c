// SPDX-License-Identifier: GPL-2.0-only
/* Which nodes access memory, and whether each of them is contained. */
#include <stdlib.h>
#include <string.h>

#include "audit.h"

/* Streams of EL2's topology with a stream ID of the device's. */
static bool is_of_stream(const struct audit_client *c, const struct audit_stream *s)
{
	return c->smmu == s->smmu && c->sid - s->sid < s->nr;
}

static bool is_weaker(enum audit_hold a, enum audit_hold b)
{
	static const int strength[NR_HOLDS] = {
		[HOLD_WIRED] = 5, [HOLD_FORCED] = 5, [HOLD_GUARD] = 4, [HOLD_FIRMWARE] = 3,
		[HOLD_UNKNOWN] = 1, [HOLD_NOTHING] = 0,
	};

	return strength[a] < strength[b];
}

/* One client more that may present a stream of the device's. */
static void add_hold(struct audit_master *m, const struct audit_client *c, bool *any)
{
	if (!*any) {
		m->hold = c->hold;
		m->if_locked = c->guarded;
	}
	*any = true;
	m->if_locked &= c->guarded;
	if (is_weaker(c->hold, m->hold))
		m->hold = c->hold;
}

static bool names_client(const struct audit_master *m, unsigned int client)
{
	int i;

	for (i = 0; i < m->nr_streams; i++) {
		if (m->stream[i].client == client)
			return true;
	}
	return false;
}

static bool has_stream(const struct audit_master *m, const struct audit_client *c)
{
	int i;

	for (i = 0; i < m->nr_streams; i++) {
		if (is_of_stream(c, &m->stream[i]))
			return true;
	}
	return false;
}

static bool names_any_client(const struct audit_master *m)
{
	int i;

	for (i = 0; i < m->nr_streams; i++) {
		if (m->stream[i].client != AUDIT_NO_CLIENT)
			return true;
	}
	return false;
}

/*
 * What decides the stream ID: by the clients that the device names; if it names none, by
 * those that present its stream ID.
 */
static void find_hold(const struct audit *a, struct audit_master *m)
{
	bool named = names_any_client(m), any = false;
	const struct audit_client *c;
	unsigned int i;

	m->hold = HOLD_UNKNOWN;
	for (i = 0; i < a->machine.nr_clients; i++) {
		c = &a->machine.client[i];
		if (named ? c->client != AUDIT_NO_CLIENT && names_client(m, c->client) :
			    has_stream(m, c) &&
			    (c->client != AUDIT_NO_CLIENT || c->hold == HOLD_WIRED))
			add_hold(m, c, &any);
	}
	m->assumed = !named && any && m->hold != HOLD_WIRED;
}

static bool any_refused(const struct audit_master *m)
{
	int i;

	for (i = 0; i < m->nr_streams; i++) {
		if (m->stream[i].error)
			return true;
	}
	return false;
}

/* Which APE's DMA engine presents is in the SoC's rows, whatever the tree says. */
static enum audit_verdict verdict_of(const struct audit *a, const struct audit_master *m)
{
	bool active = a->machine.state == STATE_ACTIVE;

	if (active && names_contained(m->known.role))
		return VERDICT_CONTAINED;
	if (!active && m->iommu != AUDIT_NONE)
		return VERDICT_OPEN;
	if (m->nr_streams)
		return any_refused(m) ? VERDICT_FAULTS : VERDICT_CONTAINED;
	return m->known.certain && !names_contained(m->known.role) ? VERDICT_OPEN : VERDICT_UNKNOWN;
}

static int first_iommu(const struct audit_tree *t, int node)
{
	uint32_t phandle;

	if (!tree_cell(t, node, "iommus", 0, &phandle) &&
	    !tree_cell(t, node, "iommu-map", 1, &phandle))
		return AUDIT_NONE;
	return tree_by_phandle(t, phandle);
}

static void read_streams(struct audit *a, struct audit_master *m)
{
	static struct audit_stream s[AUDIT_NODE_STREAMS];
	int i;

	m->nr_streams = rows_of(a->tree.fdt, a->tree.node[m->node].offset, s, AUDIT_NODE_STREAMS);
	m->stream = calloc(m->nr_streams + 1, sizeof(*s));
	if (!m->stream)
		exit(2);
	memcpy(m->stream, s, m->nr_streams * sizeof(*s));
	for (i = 0; i < m->nr_streams; i++)
		m->stream[i].error = rows_error(&m->stream[i]);
}

static void add_master(struct audit *a, int node, const struct audit_known *k)
{
	struct audit_master *m = &a->master[a->nr_masters++];

	*m = (struct audit_master) {
		.node = node, .known = *k, .enabled = tree_enabled(&a->tree, node),
		.iommu = first_iommu(&a->tree, node), .group = AUDIT_NONE,
	};
	if (tree_has(&a->tree, node, "iommus") || tree_has(&a->tree, node, "iommu-map"))
		read_streams(a, m);
	find_hold(a, m);
	m->verdict = verdict_of(a, m);
	a->count[m->verdict]++;
}

bool report_shares(const struct audit_master *a, const struct audit_master *b)
{
	int i, j;

	for (i = 0; i < a->nr_streams; i++)
		for (j = 0; j < b->nr_streams; j++)
			if (a->stream[i].smmu == b->stream[j].smmu &&
			    (a->stream[i].sid - b->stream[j].sid < b->stream[j].nr ||
			     b->stream[j].sid - a->stream[i].sid < a->stream[i].nr))
				return true;
	return false;
}

static void find_groups(struct audit *a)
{
	int i, j;

	for (i = 0; i < a->nr_masters; i++) {
		for (j = 0; j < i && a->master[i].group == AUDIT_NONE; j++)
			if (report_shares(&a->master[i], &a->master[j]))
				a->master[i].group = a->master[j].group;
		if (a->master[i].group == AUDIT_NONE)
			a->master[i].group = i;
	}
}

void report_make(struct audit *a)
{
	struct audit_known k;
	int i;

	a->soc = known_soc(&a->tree);
	a->master = calloc(a->tree.nr, sizeof(*a->master));
	a->other = calloc(a->tree.nr, sizeof(*a->other));
	if (!a->master || !a->other)
		exit(2);
	for (i = 0; i < a->tree.nr; i++) {
		k = known_device(&a->tree, i);
		if (names_master(k.role) || tree_has(&a->tree, i, "iommus") ||
		    tree_has(&a->tree, i, "iommu-map"))
			add_master(a, i, &k);
		if (k.role != ROLE_OTHER && k.role != ROLE_MASTER)
			a->other[a->nr_others++] = i;
	}
	find_groups(a);
}

int report_status(const struct audit *a)
{
	return a->machine.state == STATE_ACTIVE && !a->count[VERDICT_OPEN] &&
	       !a->count[VERDICT_UNKNOWN] ? 0 : 1;
}

const struct audit_master *report_master(const struct audit *a, int node)
{
	int i;

	for (i = 0; i < a->nr_masters; i++) {
		if (a->master[i].node == node)
			return &a->master[i];
	}
	return NULL;
}
