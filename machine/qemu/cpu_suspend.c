/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: PSCI CPU_SUSPEND of one CPU, to the state in which it has no power.
 *
 * The CPU loses its registers, those of its interrupt interface among them, and
 * starts at EL2 where it asked to as soon as an interrupt is pending for it.
 * What the kernel expects to be kept is: its generic timers, its redistributor.
 *
 * The CPU is reset when it goes to sleep, not when it wakes: then it waits,
 * with its new state, as in WFI.
 */

#include "qemu/osdep.h"
#include "hw/intc/arm_gicv3_common.h"
#include "hw/intc/gicv3_internal.h"
#include "target/arm/cpu.h"
#include "tegra234.h"
#include "trace.h"

static void (*const timer_changed[])(void *cpu) = {
    [GTIMER_PHYS] = arm_gt_ptimer_cb,
    [GTIMER_VIRT] = arm_gt_vtimer_cb,
    [GTIMER_HYP] = arm_gt_htimer_cb,
    [GTIMER_HYPVIRT] = arm_gt_hvtimer_cb,
};

static void reset_but_timers(ARMCPU *cpu)
{
    ARMGenericTimer kept[NUM_GTIMERS];

    memcpy(kept, cpu->env.cp15.c14_timer, sizeof(kept));
    cpu_reset(CPU(cpu));
    memcpy(cpu->env.cp15.c14_timer, kept, sizeof(kept));
    for (unsigned int i = 0; i < ARRAY_SIZE(timer_changed); i++) {
        if (timer_changed[i]) {
            timer_changed[i](cpu);
        }
    }
}

/*
 * The redistributor asks for a CPU's power when an interrupt is pending for it.
 * Here its interrupt interface stands in for that: it passes all on.
 */
static void wake_on_interrupts(ARMCPU *cpu)
{
    GICv3CPUState *gic = cpu->env.gicv3state;

    gic->icc_pmr_el1 = 0xff;
    gic->icc_igrpen[GICV3_G1NS] = 1;
    gicv3_cpuif_update(gic);
}

/* Property cpu-suspend-loses: once. */
static void lose_smmus(Tegra234Machine *s)
{
    if (s->suspend_loses) {
        s->suspend_loses = false;
        tegra234_lose_smmus(s);
    }
}

/* In the CPU's own thread, after its SMC. */
static void lose_power(CPUState *cs, run_on_cpu_data data)
{
    Tegra234Machine *s = TEGRA234_MACHINE(qdev_get_machine());
    ARMCPU *cpu = ARM_CPU(cs);

    reset_but_timers(cpu);
    arm_emulate_firmware_reset(cs, 2);
    cpu->env.xregs[0] = s->suspended[cs->cpu_index].context_id;
    arm_rebuild_hflags(&cpu->env);
    cpu_set_pc(cs, s->suspended[cs->cpu_index].entry);
    cpu->power_state = PSCI_ON;
    cs->halted = 1;
    wake_on_interrupts(cpu);
    lose_smmus(s);
}

void tegra234_cpu_suspend(void *opaque, unsigned int n, uint64_t entry,
                          uint64_t context_id)
{
    Tegra234Machine *s = opaque;

    s->suspended[n].entry = entry;
    s->suspended[n].context_id = context_id;
    trace_tegra234_cpu_suspend(n, entry, context_id);
    async_run_on_cpu(CPU(s->cpu[n]), lose_power, RUN_ON_CPU_NULL);
}
