/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The counter: it advances with each read, for each thread by itself. Its frequency is
 * shim_cntfrq.
 */
#ifndef SHIM_ASM_ARCH_TIMER_H
#define SHIM_ASM_ARCH_TIMER_H

#include "shim_base.h"

extern u32 shim_cntfrq;
extern _Thread_local u64 shim_counter;
extern u64 shim_counter_step;		/* of one read */

static inline u32 arch_timer_get_cntfrq(void)
{
	return shim_cntfrq;
}

static inline u64 __arch_counter_get_cntvct(void)
{
	return shim_counter += shim_counter_step;
}

#endif
