/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * State of the firmware, and what its files call of each other.
 */
#ifndef MODELS_EL3_INTERNAL_H
#define MODELS_EL3_INTERNAL_H

#include "el3.h"

/**
 * struct sdei_cpu - event 0 of a CPU, and the context that its handler interrupted
 * @masked:	the CPU takes no event; so at reset
 * @pending:	signalled while it could not be dispatched
 */
struct sdei_cpu {
	uint32_t state;
	uint64_t entry, arg;
	bool masked, pending;
	struct el3_regs interrupted;
};

struct el3 {
	struct el3_config cfg;
	struct sdei_cpu sdei[EL3_MAX_CPUS];
	uint64_t video_base, video_size;
	uint64_t fiq_entry;
};

/* Calls in the range of SDEI; sets x0. */
void el3_sdei_smc(struct el3 *e, unsigned int cpu, struct el3_regs *regs);
void el3_sdei_reset(struct el3 *e);

#endif
