// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * TLB maintenance: invalidations are posted, and take effect when a sync that
 * was started after them is read as complete, never before.
 */
#include <string.h>

#include "internal.h"

/* A sync is read as active this often before it completes. */
#define SYNC_POLLS	1u

static void apply(struct mmu500 *m, const struct mmu500_pending *p)
{
	mmu500_tlb_invalidate(m->tlb, &p->op);
	if (p->op.kinds == ~0u && !p->op.hyp)
		memset(m->bypassed, 0, sizeof(m->bypassed));
}

/* Early effect is allowed, and frees the queue when a guest never syncs. */
static void make_room(struct mmu500 *m)
{
	unsigned int i;

	if (m->nr_pending < MAX_PENDING)
		return;
	mmu500_log(m, "%u invalidations without a sync: all take effect now", MAX_PENDING);
	for (i = 0; i < m->nr_pending; i++)
		apply(m, &m->pending[i]);
	m->nr_pending = 0;
}

void mmu500_post(struct mmu500 *m, unsigned int source, const struct tlb_inval *op)
{
	struct mmu500_pending *p;

	m->stats.tlb_inval++;
	make_room(m);
	p = &m->pending[m->nr_pending++];
	p->op = *op;
	p->source = source;
	p->seq = ++m->seq;
}

void mmu500_sync_start(struct mmu500 *m, unsigned int source)
{
	struct mmu500_sync *s = &m->sync[source];

	m->stats.syncs++;
	s->active = true;
	s->polls_left = SYNC_POLLS;
	s->last = m->seq;
}

/* A bank's sync covers that bank's invalidations, a global one everything. */
static bool covered(const struct mmu500_pending *p, unsigned int source, uint64_t last)
{
	return p->seq <= last && (source == SOURCE_GLOBAL || p->source == source);
}

static void complete(struct mmu500 *m, unsigned int source)
{
	unsigned int i, kept = 0;

	for (i = 0; i < m->nr_pending; i++) {
		if (covered(&m->pending[i], source, m->sync[source].last))
			apply(m, &m->pending[i]);
		else
			m->pending[kept++] = m->pending[i];
	}
	m->nr_pending = kept;
	m->sync[source].active = false;
}

/* Read the status register of @source: true while the sync is under way. */
bool mmu500_sync_poll(struct mmu500 *m, unsigned int source)
{
	struct mmu500_sync *s = &m->sync[source];

	if (!s->active)
		return false;
	if (m->options[MMU500_OPT_SYNC_STUCK])
		return true;
	if (s->polls_left) {
		s->polls_left--;
		return true;
	}
	complete(m, source);
	return false;
}
