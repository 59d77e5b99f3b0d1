/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The fabric's queue of stalled accesses. Its entries belong to the devices, one for
 * each access that may be under way.
 */
#ifndef MODELS_FABRIC_WAIT_H
#define MODELS_FABRIC_WAIT_H

#include "../mmu500/mmu500.h"

struct fabric_queue {
	struct bus_wait *first;
};

/* @res is of a stalled access at @smmu. */
void fabric_hold(struct fabric_queue *q, struct bus_wait *wait, const struct mmu500 *smmu,
		 const struct mmu500_result *res);
void fabric_unhold(struct fabric_queue *q, struct bus_wait *wait);

/* Wake the access that the bank has recorded. */
void fabric_wake_recorded(struct fabric_queue *q, const struct mmu500 *smmu, unsigned int bank,
			  bool terminate);
/* Wake all others in the queue, in order; an access that stalls again is not woken again. */
void fabric_wake_others(struct fabric_queue *q, const struct mmu500 *smmu, unsigned int bank,
			bool terminate);

#endif
