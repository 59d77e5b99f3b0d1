/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the devices at their addresses, with their interrupts, and what
 * connects them.
 */

#include "qemu/osdep.h"
#include "hw/qdev-properties.h"
#include "qapi/error.h"
#include "tegra234.h"

#define MC_SPI          223

/* Address and interrupt are those of window 0 and line 0. */
static void place(SysBusDevice *sbd, hwaddr base, qemu_irq irq)
{
    sysbus_realize(sbd, &error_fatal);
    sysbus_mmio_map(sbd, 0, base);
    sysbus_connect_irq(sbd, 0, irq);
}

void tegra234_create_mc(Tegra234Machine *s)
{
    SysBusDevice *sbd;

    object_initialize_child(OBJECT(s), "mc", &s->mc, TYPE_TEGRA234_MC);
    qdev_prop_set_uint64(DEVICE(&s->mc), "dram-size", MACHINE(s)->ram_size);
    qdev_prop_set_bit(DEVICE(&s->mc), "around", s->mc_around);
    sbd = SYS_BUS_DEVICE(&s->mc);
    place(sbd, tegra234_mc_region[0], tegra234_spi(s, MC_SPI));
    for (unsigned int i = 1; i < MC_NR_REGIONS; i++) {
        sysbus_mmio_map(sbd, i, tegra234_mc_region[i]);
    }
}
