/*
 * Tegra234: CPUs and their interrupt controller.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/arm/bsa.h"
#include "hw/intc/arm_gicv3_common.h"
#include "hw/qdev-properties.h"
#include "hw/sysbus.h"
#include "qapi/error.h"
#include "qobject/qlist.h"
#include "exec/address-spaces.h"
#include "tegra234.h"

/*
 * QEMU has no Cortex-A78AE. The Neoverse N1 is its near relative (Armv8.2, VHE,
 * 48-bit physical addresses, no S2FWB); only the name is wrong.
 */
#define A78AE_MODEL     ARM_CPU_TYPE_NAME("neoverse-n1")
#define A78AE_MIDR      0x410fd421

qemu_irq tegra234_spi(Tegra234Machine *s, unsigned int spi)
{
    return qdev_get_gpio_in(s->gic, spi);
}

/* Three clusters of four, affinity levels 2 and 1. */
static uint64_t cpu_affinity(unsigned int i)
{
    return (uint64_t)(i / 4) << 16 | (i % 4) << 8;
}

static void create_cpu(Tegra234Machine *s, unsigned int i)
{
    Object *obj = object_new(A78AE_MODEL);

    s->cpu[i] = ARM_CPU(obj);
    object_property_set_int(obj, "midr", A78AE_MIDR, &error_abort);
    object_property_set_int(obj, "mp-affinity", cpu_affinity(i), &error_abort);
    object_property_set_int(obj, "cntfrq", TEGRA234_CPU_HZ, &error_abort);
    object_property_set_int(obj, "reset-cbar", TEGRA234_GICD_BASE,
                            &error_abort);
    /* Secure firmware is QEMU's own PSCI; nothing here runs at EL3. */
    object_property_set_bool(obj, "has_el3", false, &error_abort);
    object_property_set_bool(obj, "has_el2", true, &error_abort);
    object_property_set_link(obj, "memory", OBJECT(get_system_memory()),
                             &error_abort);
    qdev_realize_and_unref(DEVICE(obj), NULL, &error_fatal);
}

static void create_gic(Tegra234Machine *s, unsigned int cpus)
{
    QList *regions = qlist_new();
    SysBusDevice *sbd;

    s->gic = qdev_new(gicv3_class_name());
    qlist_append_int(regions, cpus);
    qdev_prop_set_array(s->gic, "redist-region-count", regions);
    qdev_prop_set_uint32(s->gic, "revision", 3);
    qdev_prop_set_uint32(s->gic, "num-cpu", cpus);
    qdev_prop_set_uint32(s->gic, "num-irq",
                         TEGRA234_NUM_SPIS + GIC_INTERNAL);
    object_property_set_link(OBJECT(s->gic), "sysmem",
                             OBJECT(get_system_memory()), &error_abort);
    sbd = SYS_BUS_DEVICE(s->gic);
    sysbus_realize_and_unref(sbd, &error_fatal);
    sysbus_mmio_map(sbd, 0, TEGRA234_GICD_BASE);
    sysbus_mmio_map(sbd, 1, TEGRA234_GICR_BASE);
}

/* GIC input for private interrupt @intid (16 to 31) of CPU @i. */
static qemu_irq cpu_ppi(Tegra234Machine *s, unsigned int i, unsigned int intid)
{
    return qdev_get_gpio_in(s->gic,
                            TEGRA234_NUM_SPIS + i * GIC_INTERNAL + intid);
}

static void wire_cpu(Tegra234Machine *s, unsigned int i, unsigned int cpus)
{
    static const int timer_irq[] = {
        [GTIMER_PHYS] = ARCH_TIMER_NS_EL1_IRQ,
        [GTIMER_VIRT] = ARCH_TIMER_VIRT_IRQ,
        [GTIMER_HYP] = ARCH_TIMER_NS_EL2_IRQ,
        [GTIMER_SEC] = ARCH_TIMER_S_EL1_IRQ,
        [GTIMER_HYPVIRT] = ARCH_TIMER_NS_EL2_VIRT_IRQ,
    };
    static const int cpu_input[] = {
        ARM_CPU_IRQ, ARM_CPU_FIQ, ARM_CPU_VIRQ, ARM_CPU_VFIQ,
    };
    DeviceState *cpu = DEVICE(s->cpu[i]);
    unsigned int n;

    for (n = 0; n < ARRAY_SIZE(timer_irq); n++) {
        qdev_connect_gpio_out(cpu, n, cpu_ppi(s, i, timer_irq[n]));
    }
    qdev_connect_gpio_out_named(cpu, "gicv3-maintenance-interrupt", 0,
                                cpu_ppi(s, i, ARCH_GIC_MAINT_IRQ));
    qdev_connect_gpio_out_named(cpu, "pmu-interrupt", 0,
                                cpu_ppi(s, i, VIRTUAL_PMU_IRQ));
    for (n = 0; n < ARRAY_SIZE(cpu_input); n++) {
        sysbus_connect_irq(SYS_BUS_DEVICE(s->gic), i + n * cpus,
                           qdev_get_gpio_in(cpu, cpu_input[n]));
    }
}

void tegra234_create_cpus(Tegra234Machine *s)
{
    unsigned int cpus = MACHINE(s)->smp.cpus;
    unsigned int i;

    for (i = 0; i < cpus; i++) {
        create_cpu(s, i);
    }
    create_gic(s, cpus);
    for (i = 0; i < cpus; i++) {
        wire_cpu(s, i, cpus);
    }
}
