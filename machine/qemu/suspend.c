/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: PSCI SYSTEM_SUSPEND, and what loses power meanwhile.
 *
 * Replaces the deep sleep of the SoC and the firmware that enters it:
 * blocks of the core power domain come back as after reset, and the boot CPU
 * starts at EL2 where it asked to. What firmware would save and restore (CPUs'
 * interrupt controller, UART), what stays powered (BPMP, its shared memory) and
 * DRAM keep their state, and so do PMC's scratch words, by which firmware then
 * plays a table back. Nothing but time ends the sleep: no wake source is
 * modelled.
 *
 * The SMMUs are in reset state, and so open, from the sleep's beginning on.
 * On a board nothing passes an SMMU without power, and the time that counts is
 * firmware's, from power-on to the kernel's first instruction: how long that
 * takes is not published, and a device left running makes the most of it here.
 */

#include "qemu/osdep.h"
#include "qemu/timer.h"
#include "target/arm/arm-powerctl.h"
#include "target/arm/multiprocessing.h"
#include "tegra234.h"
#include "trace.h"

#define SLEEP_NS    (20 * SCALE_MS)

static bool is_last_cpu(Tegra234Machine *s, ARMCPU *self)
{
    for (unsigned int i = 0; i < MACHINE(s)->smp.cpus; i++) {
        if (s->cpu[i] != self && s->cpu[i]->power_state != PSCI_OFF) {
            return false;
        }
    }
    return true;
}

void tegra234_lose_smmus(Tegra234Machine *s)
{
    device_cold_reset(DEVICE(&s->mc));
    for (unsigned int i = 0; i < TEGRA234_NUM_SMMUS; i++) {
        device_cold_reset(DEVICE(&s->smmu[i]));
    }
}

static void lose_power(Tegra234Machine *s)
{
    device_cold_reset(DEVICE(&s->gpcdma));
    device_cold_reset(DEVICE(&s->hsp_top0));
    device_cold_reset(DEVICE(&s->hsp_aon));
    tegra234_sdmmc_reset_all(&s->sdmmc);
    if (s->pcie_on) {
        device_cold_reset(DEVICE(&s->pcie));
    }
    tegra234_lose_smmus(s);
    /* Nothing starts it again. */
    if (s->scanout_on && s->scanout_sleeps) {
        device_cold_reset(DEVICE(&s->scanout));
    }
    if (s->scanout_on) {
        tegra234_window_begins(&s->window, false);
    }
}

/* The caller powers the CPU off when this returns success. */
static int system_suspend(ARMCPU *cpu, uint64_t entry, uint64_t context_id)
{
    Tegra234Machine *s = TEGRA234_MACHINE(qdev_get_machine());

    if (!is_last_cpu(s, cpu)) {
        return QEMU_PSCI_RET_DENIED;
    }
    if (entry % 4) {
        return QEMU_PSCI_RET_INVALID_PARAMS;
    }
    s->wake_cpu = cpu;
    s->wake_entry = entry;
    s->wake_context_id = context_id;
    lose_power(s);
    trace_tegra234_suspend(entry, context_id);
    timer_mod(s->wake_timer,
              qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + SLEEP_NS);
    return QEMU_PSCI_RET_SUCCESS;
}

static void wake(void *opaque)
{
    Tegra234Machine *s = opaque;
    int ret;

    tegra234_firmware_wakes(s);
    trace_tegra234_wake_table(pmc_wake(s->pmc.model));
    tegra234_wake_broken(s);
    if (s->scanout_on) {
        tegra234_window_cpu_starts(&s->window);
    }
    ret = arm_set_cpu_on(arm_cpu_mp_affinity(s->wake_cpu), s->wake_entry,
                         s->wake_context_id, 2, true);
    trace_tegra234_wake(ret);
}

/*
 * The CPU is off a moment after its call. On a busy host that may be later than
 * the end of the sleep, and a CPU that is still on can't be switched on.
 */
static void wake_when_off(void *opaque)
{
    Tegra234Machine *s = opaque;

    if (s->wake_cpu->power_state == PSCI_OFF) {
        wake(s);
    } else {
        timer_mod(s->wake_timer,
                  qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + SCALE_MS);
    }
}

void tegra234_create_suspend(Tegra234Machine *s)
{
    s->wake_timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, wake_when_off, s);
    arm_psci_system_suspend = system_suspend;
}

void tegra234_reset_suspend(Tegra234Machine *s)
{
    timer_del(s->wake_timer);
}
