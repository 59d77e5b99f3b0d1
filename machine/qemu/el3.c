/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the firmware at EL3, apart from QEMU's own PSCI: its SMCs, and what
 * it does at the watchdog's FIQ. No instruction of it is executed: the model
 * changes the CPU's registers.
 */

#include "qemu/osdep.h"
#include "hw/irq.h"
#include "models/el3/el3.h"
#include "target/arm/cpu.h"
#include "target/arm/internals.h"
#include "target/arm/multiprocessing.h"
#include "tegra234.h"
#include "trace.h"

/* The watchdog's FIQ goes to the boot CPU: assumed. */
#define FIQ_CPU     0
#define SPSR_EL2(env)   ((env)->banked_spsr[aarch64_banked_spsr_index(2)])

static void get_regs(CPUARMState *env, struct el3_regs *regs)
{
    memcpy(regs->x, env->xregs, sizeof(regs->x));
    regs->pc = env->pc;
    regs->pstate = pstate_read(env);
    regs->elr_el2 = env->elr_el[2];
    regs->spsr_el2 = SPSR_EL2(env);
}

/* As an exception return from EL3 does it. */
static void set_regs(ARMCPU *cpu, const struct el3_regs *regs)
{
    CPUARMState *env = &cpu->env;

    arm_call_pre_el_change_hook(cpu);
    memcpy(env->xregs, regs->x, sizeof(regs->x));
    env->elr_el[2] = regs->elr_el2;
    SPSR_EL2(env) = regs->spsr_el2;
    aarch64_save_sp(env, arm_current_el(env));
    pstate_write(env, regs->pstate);
    aarch64_restore_sp(env, arm_current_el(env));
    env->pc = regs->pc;
    arm_clear_exclusive(env);
    arm_rebuild_hflags(env);
    arm_call_el_change_hook(cpu);
}

static bool smc(ARMCPU *cpu)
{
    Tegra234Machine *s = TEGRA234_MACHINE(qdev_get_machine());
    unsigned int n = CPU(cpu)->cpu_index;
    struct el3_regs regs;
    uint64_t func;

    if (!is_a64(&cpu->env)) {
        return false;
    }
    get_regs(&cpu->env, &regs);
    func = regs.x[0];
    if (!el3_smc(s->el3, n, &regs)) {
        return false;
    }
    trace_tegra234_el3_smc(n, func, regs.x[0], regs.pc);
    set_regs(cpu, &regs);
    return true;
}

/* In the CPU's own thread, between two instructions. */
static void enter(CPUState *cs, bool (*what)(Tegra234Machine *s, CPUState *cs,
                                             struct el3_regs *regs))
{
    Tegra234Machine *s = TEGRA234_MACHINE(qdev_get_machine());
    ARMCPU *cpu = ARM_CPU(cs);
    struct el3_regs regs;

    if (cpu->power_state != PSCI_ON || !is_a64(&cpu->env)) {
        return;
    }
    get_regs(&cpu->env, &regs);
    trace_tegra234_el3_interrupts(cs->cpu_index, regs.pc, regs.pstate);
    if (what(s, cs, &regs)) {
        set_regs(cpu, &regs);
        cs->halted = 0;
    }
}

static bool deliver(Tegra234Machine *s, CPUState *cs, struct el3_regs *regs)
{
    return el3_deliver(s->el3, cs->cpu_index, regs);
}

static bool fiq(Tegra234Machine *s, CPUState *cs, struct el3_regs *regs)
{
    return el3_fiq(s->el3, regs);
}

static void take_event(CPUState *cs, run_on_cpu_data data)
{
    enter(cs, deliver);
}

static void take_fiq(CPUState *cs, run_on_cpu_data data)
{
    enter(cs, fiq);
}

static void kick(void *opaque, unsigned int cpu)
{
    Tegra234Machine *s = opaque;

    async_run_on_cpu(CPU(s->cpu[cpu]), take_event, RUN_ON_CPU_NULL);
}

static void on_fiq(void *opaque, int n, int level)
{
    Tegra234Machine *s = opaque;

    if (level) {
        async_run_on_cpu(CPU(s->cpu[FIQ_CPU]), take_fiq, RUN_ON_CPU_NULL);
    }
}

static int cpu_of(void *opaque, uint64_t mpidr)
{
    Tegra234Machine *s = opaque;

    for (unsigned int i = 0; i < MACHINE(s)->smp.cpus; i++) {
        if (arm_cpu_mp_affinity(s->cpu[i]) == (mpidr & ARM64_AFFINITY_MASK)) {
            return i;
        }
    }
    return -1;
}

void tegra234_create_el3(Tegra234Machine *s)
{
    struct el3_config cfg = {
        .nr_cpus = MACHINE(s)->smp.cpus,
        .dram_base = TEGRA234_DRAM_BASE,
        .dram_size = MACHINE(s)->ram_size,
        .mem = &tegra234_mem_ops,
        .mem_opaque = &s->el3_memory,
        .cpu_of = cpu_of,
        .kick = kick,
        .power_down = tegra234_cpu_suspend,
        .cpu_opaque = s,
        .log = tegra234_model_log,
        .log_opaque = (void *)"EL3",
    };

    address_space_init(&s->el3_memory, &s->memory_side, "tegra234-el3");
    s->el3 = el3_new(&cfg);
    assert(s->el3);
    arm_smc_board = smc;
    qdev_connect_gpio_out_named(DEVICE(&s->watchdog), "fiq", 0,
                                qemu_allocate_irq(on_fiq, s, 0));
}

void tegra234_reset_el3(Tegra234Machine *s)
{
    el3_reset(s->el3);
}
