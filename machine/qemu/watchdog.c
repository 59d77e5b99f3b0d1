/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: timer 0 and watchdog 0.
 */

#include "qemu/osdep.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "qemu/timer.h"
#include "watchdog.h"

/* From now on: a write of the timer's register starts it again. */
static void set_timer(Tegra234Watchdog *s)
{
    uint32_t us = watchdog_next_us(s->model);

    if (us) {
        timer_mod(s->timer, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) +
                            (int64_t)us * SCALE_US);
    } else {
        timer_del(s->timer);
    }
}

static void expire(void *opaque)
{
    Tegra234Watchdog *s = opaque;

    watchdog_expire(s->model);
    set_timer(s);
}

static uint64_t watchdog_read(void *opaque, hwaddr off, unsigned size)
{
    Tegra234Watchdog *s = opaque;

    return watchdog_mmio_read(s->model, off, size);
}

static void watchdog_write(void *opaque, hwaddr off, uint64_t val,
                           unsigned size)
{
    Tegra234Watchdog *s = opaque;

    watchdog_mmio_write(s->model, off, val, size);
    if (off == TMR0_TMRCR) {
        set_timer(s);
    }
}

static const MemoryRegionOps watchdog_ops = {
    .read = watchdog_read,
    .write = watchdog_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = { .min_access_size = 1, .max_access_size = 8 },
    .impl = { .min_access_size = 1, .max_access_size = 8 },
};

static void pulse_fiq(void *opaque)
{
    Tegra234Watchdog *s = opaque;

    qemu_irq_pulse(s->fiq);
}

static void tegra234_watchdog_realize(DeviceState *dev, Error **errp)
{
    Tegra234Watchdog *s = TEGRA234_WATCHDOG(dev);
    struct watchdog_config cfg = { .fiq = pulse_fiq, .opaque = s };

    s->model = watchdog_new(&cfg);
    assert(s->model);
    s->timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, expire, s);
    qdev_init_gpio_out_named(dev, &s->fiq, "fiq", 1);
    tegra234_init_mmio(SYS_BUS_DEVICE(dev), &s->mmio, &watchdog_ops, s,
                       "tegra234.watchdog", WATCHDOG_MMIO_SIZE);
}

static void tegra234_watchdog_reset_hold(Object *obj, ResetType type)
{
    Tegra234Watchdog *s = TEGRA234_WATCHDOG(obj);

    timer_del(s->timer);
    watchdog_reset(s->model);
}

static void tegra234_watchdog_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->realize = tegra234_watchdog_realize;
    dc->user_creatable = false;
    RESETTABLE_CLASS(oc)->phases.hold = tegra234_watchdog_reset_hold;
}

static const TypeInfo tegra234_watchdog_type = {
    .name = TYPE_TEGRA234_WATCHDOG,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(Tegra234Watchdog),
    .class_init = tegra234_watchdog_class_init,
};

static void tegra234_watchdog_register(void)
{
    type_register_static(&tegra234_watchdog_type);
}

type_init(tegra234_watchdog_register)
