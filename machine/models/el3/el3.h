/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Firmware at EL3: the SMCs with which a host moves memory or makes EL3 enter EL2, and
 * with which a CPU powers itself down.
 *
 * Modelled are PSCI's CPU_SUSPEND (Arm DEN0022), SDEI's event 0 (Arm DEN0054; as TF-A's
 * dispatcher serves a client at EL2) and two calls of Tegra's TF-A platform:
 * TEGRA_SIP_NEW_VIDEOMEM_REGION and TEGRA_SIP_FIQ_NS_ENTRYPOINT. docs/machine.md has the
 * sources.
 */
#ifndef MODELS_EL3_H
#define MODELS_EL3_H

#include "../bus/bus.h"

struct el3;

#define EL3_MAX_CPUS		16
#define EL3_NR_REGS		18	/* x0 to x17 */

#define SIP_NEW_VIDEOMEM_REGION	0x82000003u
#define SIP_FIQ_NS_ENTRYPOINT	0x82000005u

#define PSCI_CPU_SUSPEND	0xc4000001u
#define PSCI_CPU_SUSPEND_32	0x84000001u
#define PSCI_FEATURES		0x8400000au

/* The power state of a CPU that powers down; its ID has the extended format. */
#define PSCI_POWER_DOWN		(1u << 30)
#define PSCI_CPU_DOWN		(PSCI_POWER_DOWN | 7u)
#define PSCI_EXTENDED		2	/* PSCI_FEATURES */

#define SDEI_VERSION		0xc4000020u
#define SDEI_EVENT_REGISTER	0xc4000021u
#define SDEI_EVENT_ENABLE	0xc4000022u
#define SDEI_EVENT_DISABLE	0xc4000023u
#define SDEI_EVENT_CONTEXT	0xc4000024u
#define SDEI_EVENT_COMPLETE	0xc4000025u
#define SDEI_COMPLETE_AND_RESUME 0xc4000026u
#define SDEI_EVENT_UNREGISTER	0xc4000027u
#define SDEI_EVENT_STATUS	0xc4000028u
#define SDEI_PE_MASK		0xc400002bu
#define SDEI_PE_UNMASK		0xc400002cu
#define SDEI_EVENT_SIGNAL	0xc400002fu
#define SDEI_LAST		0xc400003fu

#define EL3_UNKNOWN		(-1)	/* also SMCCC's NOT_SUPPORTED */
#define PSCI_EINVAL		(-2)
#define PSCI_EADDRESS		(-9)
#define SDEI_EINVAL		(-2)
#define SDEI_EDENY		(-3)
#define SIP_ENOTSUP		(-45)	/* TF-A's libc has BSD's numbers */

/* State of an event, as SDEI_EVENT_STATUS reports it. */
#define SDEI_REGISTERED		1u
#define SDEI_ENABLED		2u
#define SDEI_RUNNING		4u

/* SPSR of a CPU at EL2 with its own stack pointer, and D, A, I, F masked. */
#define EL3_PSTATE_EL2H		0x3c9u
#define EL3_PSTATE_EL(pstate)	((pstate) >> 2 & 3)

/**
 * struct el3_regs - a CPU as EL3 finds it, and leaves it
 * @pc: the instruction after the SMC, or the one that a FIQ interrupts
 */
struct el3_regs {
	uint64_t x[EL3_NR_REGS];
	uint64_t pc;
	uint64_t pstate;
	uint64_t elr_el2;
	uint64_t spsr_el2;
};

/**
 * struct el3_config - what firmware knows of the machine
 * @nr_cpus:	up to EL3_MAX_CPUS
 * @dram_base, @dram_size: non-secure memory
 * @mem:	memory, written when the video memory moves
 * @cpu_of:	CPU number of an MPIDR, negative: there is none
 * @kick:	an event is pending for another CPU: it calls el3_deliver()
 * @power_down:	the calling CPU loses its state, and starts at @entry at EL2 with @context in
 *		x0 when an interrupt is pending for it; NULL: firmware has no such call
 * @log:	may be NULL
 */
struct el3_config {
	unsigned int nr_cpus;
	uint64_t dram_base, dram_size;
	const struct bus_mem_ops *mem;
	void *mem_opaque;
	int (*cpu_of)(void *opaque, uint64_t mpidr);
	void (*kick)(void *opaque, unsigned int cpu);
	void (*power_down)(void *opaque, unsigned int cpu, uint64_t entry, uint64_t context);
	void *cpu_opaque;
	bus_log_fn log;
	void *log_opaque;
};

/* Return: NULL when out of memory, or when @cfg has too many CPUs or lacks a callback. */
struct el3 *el3_new(const struct el3_config *cfg);
void el3_free(struct el3 *e);
void el3_reset(struct el3 *e);

/**
 * el3_smc() - an SMC of a CPU
 * @regs: of the caller; changed to what the CPU has after EL3
 *
 * Return: false if the call is none of these; @regs is unchanged then.
 */
bool el3_smc(struct el3 *e, unsigned int cpu, struct el3_regs *regs);

/* Enter the handler of a pending event. Return: false if there is none. */
bool el3_deliver(struct el3 *e, unsigned int cpu, struct el3_regs *regs);

/* The watchdog's FIQ. Return: false if no entry point is known. */
bool el3_fiq(struct el3 *e, struct el3_regs *regs);

#endif
