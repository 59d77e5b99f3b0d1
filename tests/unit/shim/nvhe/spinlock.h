/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * EL2's spinlock, with the order of locks asserted. A lock's rank follows from
 * the expression by which it is taken (see shim.c): one that the order in
 * nvhe/iommu.h doesn't know ends the test.
 */
#ifndef SHIM_NVHE_SPINLOCK_H
#define SHIM_NVHE_SPINLOCK_H

#include <pthread.h>

#include "shim_base.h"

typedef struct {
	pthread_mutex_t mutex;
	bool held;
} hyp_spinlock_t;

#define __HYP_SPIN_LOCK_UNLOCKED	((hyp_spinlock_t){ PTHREAD_MUTEX_INITIALIZER, false })
#define DEFINE_HYP_SPINLOCK(x)		hyp_spinlock_t x = { PTHREAD_MUTEX_INITIALIZER, false }
#define hyp_spin_lock_init(l)		(*(l) = __HYP_SPIN_LOCK_UNLOCKED)
#define hyp_spin_lock(l)		shim_lock(l, #l)
#define hyp_spin_unlock(l)		shim_unlock(l)
#define hyp_spin_is_locked(l)		((l)->held)
#define hyp_assert_lock_held(l)		BUG_ON(!shim_holds(l))

void shim_lock(hyp_spinlock_t *lock, const char *name);
void shim_unlock(hyp_spinlock_t *lock);
bool shim_holds(const hyp_spinlock_t *lock);

#endif
