// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Stalled accesses: which bank of which SMMU each waits for, and in which order they
 * are repeated.
 */
#include "wait.h"

void fabric_hold(struct fabric_queue *q, struct bus_wait *wait, const struct mmu500 *smmu,
		 const struct mmu500_result *res)
{
	struct bus_wait **last = &q->first;

	wait->state = BUS_WAIT_HELD;
	wait->holder = smmu;
	wait->bank = (unsigned int)res->bank;
	wait->recorded = res->recorded;
	wait->quiet = res->quiet;
	wait->next = NULL;
	while (*last)
		last = &(*last)->next;
	*last = wait;
}

void fabric_unhold(struct fabric_queue *q, struct bus_wait *wait)
{
	struct bus_wait **at;

	for (at = &q->first; *at; at = &(*at)->next) {
		if (*at != wait)
			continue;
		*at = wait->next;
		break;
	}
	wait->state = BUS_WAIT_NONE;
}

static void wake(struct fabric_queue *q, struct bus_wait *wait, enum bus_wait_state state)
{
	fabric_unhold(q, wait);
	wait->state = state;
	wait->wake(wait->opaque);
}

static bool waits_for(const struct bus_wait *w, const struct mmu500 *smmu, unsigned int bank,
		      bool recorded)
{
	return w->holder == smmu && w->bank == bank && w->recorded == recorded;
}

void fabric_wake_recorded(struct fabric_queue *q, const struct mmu500 *smmu, unsigned int bank,
			  bool terminate)
{
	struct bus_wait *w;

	for (w = q->first; w; w = w->next) {
		if (!waits_for(w, smmu, bank, true))
			continue;
		wake(q, w, terminate ? BUS_WAIT_END : BUS_WAIT_RETRY);
		return;
	}
}

static struct bus_wait *next_let_go(struct fabric_queue *q)
{
	struct bus_wait *w;

	for (w = q->first; w; w = w->next)
		if (w->state != BUS_WAIT_HELD)
			return w;
	return NULL;
}

void fabric_wake_others(struct fabric_queue *q, const struct mmu500 *smmu, unsigned int bank,
			bool terminate)
{
	enum bus_wait_state state = terminate ? BUS_WAIT_END : BUS_WAIT_RETRY;
	struct bus_wait *w;

	for (w = q->first; w; w = w->next)
		if (waits_for(w, smmu, bank, false))
			w->state = state;
	while ((w = next_let_go(q)))
		wake(q, w, w->state);
}
