/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: an HSP, whose doorbells and mailboxes connect the CPUs with the
 * other processors.
 *
 * Property "aon": the one of the always-on domain, without doorbells. Interrupt
 * 0 is that of doorbells, 1 + n is shared interrupt n. Outputs "ring" and
 * "mailbox" pulse when the CPUs ring the doorbell, or use the mailbox, of that
 * number.
 */

#ifndef HW_ARM_TEGRA234_HSP_H
#define HW_ARM_TEGRA234_HSP_H

#include "glue.h"
#include "models/tegra234/hsp.h"

#define TEGRA234_HSP_NR_IRQS    (1 + 8)
/* As many doorbells and mailboxes as any HSP has. */
#define TEGRA234_HSP_NR_LINES   16

#define TYPE_TEGRA234_HSP "tegra234-hsp"
OBJECT_DECLARE_SIMPLE_TYPE(Tegra234Hsp, TEGRA234_HSP)

struct Tegra234Hsp {
    SysBusDevice parent_obj;

    bool aon;

    struct hsp *model;
    MemoryRegion mmio;
    qemu_irq irq[TEGRA234_HSP_NR_IRQS];
    qemu_irq ring[TEGRA234_HSP_NR_LINES];
    qemu_irq mailbox[TEGRA234_HSP_NR_LINES];
};

#endif
