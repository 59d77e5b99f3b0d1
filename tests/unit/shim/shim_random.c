// SPDX-License-Identifier: GPL-2.0-only
/* Random numbers for tests that print their seed: random.h. */
#include <stdio.h>
#include <stdlib.h>

#include "random.h"

static u64 state;

unsigned long env_seed(void)
{
	const char *seed = getenv("SEED");

	state = seed ? strtoul(seed, NULL, 0) : 1;
	printf("# SEED=%llu\n", state);
	return state;
}

/* splitmix64 */
u32 env_random(void)
{
	u64 z = state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
	return (z ^ z >> 31) >> 32;
}

static _Thread_local u64 rng;

void seed_rng(u64 seed)
{
	rng = seed * 2 + 1;
}

u64 rnd(u64 n)
{
	rng ^= rng << 13;
	rng ^= rng >> 7;
	rng ^= rng << 17;
	return rng % n;
}

u64 env_number(const char *name, u64 otherwise)
{
	const char *val = getenv(name);

	return val ? strtoull(val, NULL, 0) : otherwise;
}
