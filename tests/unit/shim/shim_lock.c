// SPDX-License-Identifier: GPL-2.0-only
/* EL2's locks for hosted tests, with their order asserted; and panics. */
#include <stdio.h>
#include <stdlib.h>

#include <nvhe/mm.h>

#include "shim.h"
#include "shim_internal.h"

#define MAX_HELD 16

/* The order that nvhe/iommu.h states, outermost first. */
static const char * const order[] = {
#include "lock_order.h"
};

static _Thread_local struct {
	hyp_spinlock_t *lock;
	size_t rank;
} held[MAX_HELD];
static _Thread_local unsigned int nr_held;
_Thread_local jmp_buf *shim_panic_to;
void (*shim_other_turn)(const hyp_spinlock_t *lock);
const hyp_spinlock_t *shim_turn_lock;

void shim_panic(const char *what, const char *file, int line)
{
	if (!shim_panic_to) {
		fprintf(stderr, "# EL2 panic: %s at %s:%d\n", what, file, line);
		abort();
	}
	while (nr_held)
		shim_unlock(held[nr_held - 1].lock);
	longjmp(*shim_panic_to, 1);
}

static size_t rank_of(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(order); i++)
		if (strstr(name, order[i]))
			return i;
	fprintf(stderr, "# lock %s has no place in the order\n", name);
	abort();
}

void shim_lock(hyp_spinlock_t *lock, const char *name)
{
	size_t rank = rank_of(name);

	if (nr_held && held[nr_held - 1].rank >= rank) {
		fprintf(stderr, "# %s taken while holding %s\n", name,
			order[held[nr_held - 1].rank]);
		abort();
	}
	pthread_mutex_lock(&lock->mutex);
	lock->held = true;
	held[nr_held].lock = lock;
	held[nr_held++].rank = rank;
}

static void give_turn(const hyp_spinlock_t *lock)
{
	void (*turn)(const hyp_spinlock_t *lock) = shim_other_turn;

	if (!turn || (nr_held && lock != shim_turn_lock))
		return;
	shim_other_turn = NULL;
	turn(lock);
	shim_other_turn = turn;
}

void shim_unlock(hyp_spinlock_t *lock)
{
	unsigned int i;

	for (i = nr_held; i--; )
		if (held[i].lock == lock)
			break;
	if (i >= nr_held) {
		fprintf(stderr, "# a lock let go of by one who doesn't hold it\n");
		abort();
	}
	memmove(&held[i], &held[i + 1], (nr_held - i - 1) * sizeof(held[0]));
	nr_held--;
	lock->held = false;
	pthread_mutex_unlock(&lock->mutex);
	give_turn(lock);
}

bool shim_holds(const hyp_spinlock_t *lock)
{
	unsigned int i;

	for (i = 0; i < nr_held; i++)
		if (held[i].lock == lock)
			return true;
	return false;
}

void shim_locks_reset(void)
{
	if (nr_held) {
		fprintf(stderr, "# %s still held\n", order[held[0].rank]);
		abort();
	}
	shim_other_turn = NULL;
	hyp_spin_lock_init(&host_mmu.lock);
	hyp_spin_lock_init(&pkvm_pgd_lock);
}
