/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Random numbers for the models' register fuzzers: prints the seed, and takes it from
 * SEED in the environment if not 0. FUZZ_RUNS is the number of rounds.
 */
#ifndef TESTS_MODELS_RNG_H
#define TESTS_MODELS_RNG_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct rng {
	uint64_t state;
};

static inline uint64_t rng_next(struct rng *r)
{
	r->state ^= r->state << 13;
	r->state ^= r->state >> 7;
	r->state ^= r->state << 17;
	return r->state;
}

static inline uint32_t rng_below(struct rng *r, uint32_t limit)
{
	return (uint32_t)(rng_next(r) >> 16) % limit;
}

static inline long rng_runs(void)
{
	const char *env = getenv("FUZZ_RUNS");

	return env ? strtol(env, NULL, 0) : 100000;
}

static inline void rng_init(struct rng *r, const char *what)
{
	const char *env = getenv("SEED");
	uint64_t seed = env ? strtoull(env, NULL, 0) : 0;

	if (!seed)
		seed = (uint64_t)time(NULL);
	printf("# %s: %ld rounds, SEED=%llu\n", what, rng_runs(), (unsigned long long)seed);
	fflush(stdout);
	/* Xorshift can't start from zero. */
	r->state = seed * UINT64_C(0x9e3779b97f4a7c15) | 1;
}

#endif
