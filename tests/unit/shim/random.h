/* SPDX-License-Identifier: GPL-2.0-only */
/* Random numbers, the same in each run with the same seed. */
#ifndef SHIM_RANDOM_H
#define SHIM_RANDOM_H

#include "shim_base.h"

unsigned long env_seed(void);	/* prints the seed, and takes it from SEED if set */
u32 env_random(void);

#endif
