/* SPDX-License-Identifier: GPL-2.0-only */
/* Random numbers, the same in each run with the same seed. */
#ifndef SHIM_RANDOM_H
#define SHIM_RANDOM_H

#include "shim_base.h"

unsigned long env_seed(void);	/* prints the seed, and takes it from SEED if set */
u32 env_random(void);

/* Of each thread its own; and a number from the environment. */
void seed_rng(u64 seed);
u64 rnd(u64 n);
u64 env_number(const char *name, u64 otherwise);

#endif
