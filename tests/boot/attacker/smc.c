// SPDX-License-Identifier: GPL-2.0-only
/*
 * SMCs to firmware, and two attacks in which EL3 enters EL2 at the host's address.
 *
 * Both enter the code with which KVM prepares a kexec: it turns EL2's MMU off and jumps
 * to the physical address in x1. The host knows EL2's code, as it is part of the host's
 * image, and KVM's idmap maps this piece at its physical address.
 */
#include <linux/arm-smccc.h>
#include <linux/build_bug.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/smp.h>
#include <linux/stddef.h>

#include <asm/cputype.h>
#include <asm/ptrace.h>
#include <asm/sysreg.h>

#include "internal.h"
#include "payload.h"

#define SIP_FIQ_NS_ENTRYPOINT	0x82000005
#define SDEI_EVENT_REGISTER	0xc4000021
#define SDEI_EVENT_ENABLE	0xc4000022
#define SDEI_EVENT_COMPLETE	0xc4000025
#define SDEI_EVENT_UNREGISTER	0xc4000027
#define SDEI_PE_UNMASK		0xc400002c
#define SDEI_EVENT_SIGNAL	0xc400002f

/* CPU_SUSPEND of PSCI 0.1: the machine's PSCI has it, KVM forwards it as any other SMC. */
#define PARK			0x95c1ba5e

/* Places in EL2's assembly. */
#define SOFT_RESTART		0x0c	/* __kvm_handle_stub_hvc: msr elr_el2, x1 */
#define MMU_ON			0x28	/* __pkvm_init_switch_pgd: dsb nsh */
#define MOV_X1_X3_BR_X4		0x3c	/* elx_sync: mov x1, x3; br x4 */
#define FORWARDED_SMC		0x28	/* __kvm_hyp_host_forward_smc: smc #0 */

/* Timer 0 and watchdog 0. */
#define TIMERS			0x02080000
#define TMR0_TMRCR		0x010000
#define TMRCR_ON		(BIT(31) | BIT(30))
#define WDT0_WDTCR		0x110000
#define WDTCR_PERIOD_1		BIT(4)
#define WDTCR_LOCAL_FIQ		BIT(13)
#define WDT0_WDTCMDR		0x110008
#define WDT0_WDTUR		0x11000c
#define WDTUR_UNLOCK		0xc45a
#define WDT_US			2000	/* half of the time to the FIQ */

#define GIC_PMR			SYS_ICC_PMR_EL1

extern const char att_el2_code[], att_el2_code_end[], att_smc_insn[];

typedef unsigned long (*lookup_fn)(const char *name);

struct entry_job {
	struct att_el2 *att;
	unsigned long page;	/* of the payload */
	void __iomem *timers;
	u64 soft_restart, park_entry, forward;
};

u64 att_raw_smc(const u64 args[8]);

int att_smc(struct att_smc *smc)
{
	smc->ret = att_raw_smc(smc->args);
	return 0;
}

/* Counts, and notes if the call was refused. */
static void smc(struct att_el2 *att, u64 func, u64 x1, u64 x2, u64 x3, u64 x4, u64 x5)
{
	const u64 args[8] = { func, x1, x2, x3, x4, x5 };

	att->calls++;
	att->refused += (s64)att_raw_smc(args) == SMCCC_RET_NOT_SUPPORTED;
}

/* EL2's virtual address of its code, as kern_hyp_va() computes it. */
static u64 el2_va(lookup_fn lookup, unsigned long sym)
{
	const u8 *lsb = (void *)lookup("tag_lsb");
	const u64 *mask = (void *)lookup("va_mask"), *tag = (void *)lookup("tag_val");

	return ((u64)lm_alias(sym) & *mask) | *tag << *lsb;
}

static struct att_payload *payload_of(const struct entry_job *job)
{
	return (void *)(job->page + ATT_PAYLOAD_DATA);
}

static void clean_page(unsigned long page)
{
	unsigned long p;

	for (p = page; p < page + PAGE_SIZE; p += 16)
		asm volatile("dc civac, %0" : : "r"(p) : "memory");
	dsb(sy);
}

/* EL2 enters the host with these: what it had when the SMC trapped. */
static void note_return(struct att_payload *pl)
{
	pl->elr = (unsigned long)att_smc_insn;
	pl->spsr = PSR_MODE_EL1h | read_sysreg(daif) | read_sysreg_s(SYS_PSTATE_PAN);
}

/* Finds EL2's code; false: this kernel lacks a piece. */
static bool find_places(struct entry_job *job)
{
	struct att_payload *pl = payload_of(job);
	lookup_fn lookup = (lookup_fn)job->att->lookup;
	unsigned long stub, mmu, vec, fwd, elx;

	stub = lookup("__kvm_nvhe___kvm_handle_stub_hvc");
	mmu = lookup("__kvm_nvhe___pkvm_init_switch_pgd");
	vec = lookup("__kvm_nvhe___kvm_hyp_host_vector");
	fwd = lookup("__kvm_nvhe___kvm_hyp_host_forward_smc");
	elx = lookup("elx_sync");
	if (!stub || !mmu || !vec || !fwd || !elx || !lookup("tag_val"))
		return false;
	job->soft_restart = __pa_symbol(stub) + SOFT_RESTART;
	job->park_entry = el2_va(lookup, elx) + MOV_X1_X3_BR_X4;
	job->forward = el2_va(lookup, fwd) + FORWARDED_SMC;
	pl->mmu_on = __pa_symbol(mmu) + MMU_ON;
	pl->vbar = el2_va(lookup, vec);
	pl->sctlr = INIT_SCTLR_EL2_MMU_ON;
	return true;
}

/* The handler repeats the SMC to end the event, which restores EL2's registers. */
static void by_sdei(void *info)
{
	struct entry_job *job = info;
	struct att_payload *pl = payload_of(job);
	u64 mpidr = read_cpuid_mpidr() & MPIDR_HWID_BITMASK;
	u64 pa = virt_to_phys((void *)job->page);

	pl->resume = job->forward;
	pl->x0 = SDEI_EVENT_COMPLETE;
	note_return(pl);
	clean_page(job->page);
	smc(job->att, SDEI_EVENT_REGISTER, 0, job->soft_restart, pa, 0, 0);
	smc(job->att, SDEI_EVENT_ENABLE, 0, 0, 0, 0, 0);
	smc(job->att, SDEI_PE_UNMASK, 0, 0, 0, 0, 0);
	smc(job->att, SDEI_EVENT_SIGNAL, 0, mpidr, 0, 0, 0);
	smc(job->att, SDEI_EVENT_UNREGISTER, 0, 0, 0, 0, 0);
}

static void arm_watchdog(void __iomem *timers)
{
	writel(TMRCR_ON | WDT_US, timers + TMR0_TMRCR);
	writel(WDTCR_LOCAL_FIQ | WDTCR_PERIOD_1, timers + WDT0_WDTCR);
	writel(BIT(0), timers + WDT0_WDTCMDR);
}

static void disarm_watchdog(void __iomem *timers)
{
	writel(WDTUR_UNLOCK, timers + WDT0_WDTUR);
	writel(BIT(1), timers + WDT0_WDTCMDR);
	writel(0, timers + TMR0_TMRCR);
}

/*
 * The CPU waits in firmware, called by EL2 with the host's registers, and no interrupt
 * but the watchdog's FIQ reaches it. EL2 goes on at MOV_X1_X3_BR_X4.
 */
static void by_fiq(void *info)
{
	struct entry_job *job = info;
	struct att_payload *pl = payload_of(job);
	u64 pa = virt_to_phys((void *)job->page), pmr;

	pl->resume = job->forward + 4;
	pl->x0 = 0;
	note_return(pl);
	clean_page(job->page);
	smc(job->att, SIP_FIQ_NS_ENTRYPOINT, job->park_entry, 0, 0, 0, 0);
	pmr = read_sysreg_s(GIC_PMR);
	write_sysreg_s(0, GIC_PMR);
	isb();
	arm_watchdog(job->timers);
	smc(job->att, PARK, 0, 0, pa, job->soft_restart, 0);
	disarm_watchdog(job->timers);
	write_sysreg_s(pmr, GIC_PMR);
	isb();
}

static int run(struct entry_job *job)
{
	struct att_payload *pl = payload_of(job);
	int ret;

	BUILD_BUG_ON(offsetof(struct att_payload, x0) != ATT_PAYLOAD_X0);
	if (!job->att->lookup || !find_places(job))
		return -ENOENT;
	memcpy((void *)job->page, att_el2_code, att_el2_code_end - att_el2_code);
	pl->guest = job->att->guest;
	ret = smp_call_function_single(0, job->att->how == ATT_EL2_SDEI ? by_sdei : by_fiq,
				       job, true);
	clean_page(job->page);
	job->att->el = pl->el;
	job->att->secret = pl->secret;
	return ret;
}

int att_el2(struct att_el2 *att)
{
	struct entry_job job = { .att = att };
	int ret = -ENOMEM;

	att->calls = 0;
	att->refused = 0;
	job.page = get_zeroed_page(GFP_KERNEL);
	job.timers = ioremap(TIMERS, WDT0_WDTCR + PAGE_SIZE);
	if (job.page && job.timers)
		ret = run(&job);
	if (job.timers)
		iounmap(job.timers);
	free_page(job.page);
	return ret;
}
