/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counts instructions at EL1 and EL2 with a counter of the CPU's PMU.
 */
#ifndef BENCH_COUNT_H
#define BENCH_COUNT_H

#include <linux/compiler_types.h>
#include <linux/types.h>

/**
 * struct hvc_result - results and cost of a hypercall
 * @x0: the dispatcher's result
 * @x1: the call's first result
 * @x2: the call's second result
 * @insns: instructions at EL2, without the HVC itself
 */
struct hvc_result {
	u64 x0;
	u64 x1;
	u64 x2;
	u32 insns;
};

/**
 * count_now() - executed instructions modulo 2^32
 *
 * Return: the counter, some instructions of its own included.
 */
static inline u32 count_now(void)
{
	u64 val;

	asm volatile("isb; mrs %0, pmevcntr0_el0" : "=r" (val) : : "memory");
	return val;
}

int count_start(void);
void count_stop(void);
void count_hvc(struct hvc_result *res, u64 func, const u64 args[6]);

/* Instructions of one register access besides itself: those at EL2 if it traps. */
u32 count_load(void __iomem *reg);
u32 count_store(void __iomem *reg, u32 val);

#endif /* BENCH_COUNT_H */
