/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counts of instructions, from a counter of the CPU's PMU that counts at EL2
 * as well as at EL1.
 */
#ifndef BENCH_COUNT_H
#define BENCH_COUNT_H

#include <linux/compiler_types.h>
#include <linux/types.h>

/**
 * struct hvc_result - what one hypercall returned, and what it cost
 * @x0: the dispatcher's answer
 * @x1: the call's own
 * @x2: its second result
 * @insns: instructions that ran at EL2, the HVC itself not among them
 */
struct hvc_result {
	u64 x0;
	u64 x1;
	u64 x2;
	u32 insns;
};

int count_start(void);
void count_stop(void);
void count_hvc(struct hvc_result *res, u64 func, const u64 args[6]);

/* What one access of a register runs besides itself: at EL2, if it traps. */
u32 count_load(void __iomem *reg);
u32 count_store(void __iomem *reg, u32 val);

#endif /* BENCH_COUNT_H */
