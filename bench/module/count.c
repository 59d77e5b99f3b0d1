// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counts instructions of hypercalls and of trapped accesses with the CPU's PMU.
 *
 * With -icount, event INST_RETIRED counts the machine's instructions; without it the PMU
 * lacks this event, and nothing is measured.
 */
#include <linux/errno.h>
#include <linux/irqflags.h>

#include <asm/barrier.h>
#include <asm/sysreg.h>

#include "count.h"

#define INST_RETIRED		8
#define PMEVTYPER_NSH		BIT(27)	/* EL2 too */
#define PMCR_E			BIT(0)

#define PMCR			sys_reg(3, 3, 9, 12, 0)
#define PMCNTENSET		sys_reg(3, 3, 9, 12, 1)
#define PMCNTENCLR		sys_reg(3, 3, 9, 12, 2)
#define PMCEID0			sys_reg(3, 3, 9, 12, 6)
#define PMUSERENR		sys_reg(3, 3, 9, 14, 0)
#define PMUSERENR_EN		BIT(0)
#define PMEVTYPER0		sys_reg(3, 3, 14, 12, 0)

/* The cost of two reads of the counter with nothing between. */
static u32 overhead;

/*
 * One instruction between two reads of counter 0. Results of an HVC come in x0
 * to x3, and a callee may spoil x4 to x17, so the counts are kept above.
 */
#define COUNTED(insn, x, before, after)						\
	asm volatile("isb\n"							\
		     "mrs	%[b], pmevcntr0_el0\n"				\
		     insn "\n"							\
		     "mrs	%[a], pmevcntr0_el0\n"				\
		     : [b] "=&r" (before), [a] "=&r" (after),			\
		       "+r" (x##0), "+r" (x##1), "+r" (x##2), "+r" (x##3),	\
		       "+r" (x##4), "+r" (x##5), "+r" (x##6)			\
		     : : "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14",	\
			 "x15", "x16", "x17", "memory")

#define COUNTED_ACCESS(insn, reg, val)						\
	({									\
		register u64 x0 asm("x0") = (u64)(reg), x1 asm("x1") = (val);	\
		register u64 x2 asm("x2") = 0, x3 asm("x3") = 0;		\
		register u64 x4 asm("x4") = 0, x5 asm("x5") = 0;		\
		register u64 x6 asm("x6") = 0;					\
		unsigned long flags;						\
		u64 before, after;						\
										\
		local_irq_save(flags);						\
		COUNTED(insn, x, before, after);				\
		local_irq_restore(flags);					\
		(u32)(after - before);						\
	})

static u32 count_nop(void)
{
	return COUNTED_ACCESS("nop", 0, 0);
}

u32 count_load(void __iomem *reg)
{
	return COUNTED_ACCESS("ldr	w1, [x0]", reg, 0) - overhead;
}

u32 count_store(void __iomem *reg, u32 val)
{
	return COUNTED_ACCESS("str	w1, [x0]", reg, val) - overhead;
}

/**
 * count_hvc() - make a hypercall and count what it runs at EL2
 * @res: filled in
 * @func: function ID
 * @args: arguments
 */
void count_hvc(struct hvc_result *res, u64 func, const u64 args[6])
{
	register u64 x0 asm("x0") = func, x1 asm("x1") = args[0], x2 asm("x2") = args[1];
	register u64 x3 asm("x3") = args[2], x4 asm("x4") = args[3], x5 asm("x5") = args[4];
	register u64 x6 asm("x6") = args[5];
	unsigned long flags;
	u64 before, after;

	local_irq_save(flags);
	COUNTED("hvc	#0", x, before, after);
	local_irq_restore(flags);
	res->x0 = x0;
	res->x1 = x1;
	res->x2 = x2;
	res->insns = (u32)(after - before) - overhead;
}

/**
 * count_start() - start the counter, and allow user space to read it
 *
 * Return: 0, or -ENODEV if the CPU can't count instructions.
 */
int count_start(void)
{
	if (!(read_sysreg_s(PMCEID0) & BIT(INST_RETIRED)))
		return -ENODEV;
	write_sysreg_s(INST_RETIRED | PMEVTYPER_NSH, PMEVTYPER0);
	write_sysreg_s(BIT(0), PMCNTENSET);
	write_sysreg_s(read_sysreg_s(PMCR) | PMCR_E, PMCR);
	write_sysreg_s(PMUSERENR_EN, PMUSERENR);
	isb();
	overhead = count_nop();
	return overhead && overhead < 100 ? 0 : -ENODEV;
}

void count_stop(void)
{
	write_sysreg_s(0, PMUSERENR);
	write_sysreg_s(BIT(0), PMCNTENCLR);
	isb();
}
