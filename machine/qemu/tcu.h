/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the combined UART.
 *
 * Properties: "rx" and "tx", the HSPs whose mailboxes are for the CPUs and from
 * them (links); "chardev", the serial line. Input "mailbox" makes it look at
 * both.
 */

#ifndef HW_ARM_TEGRA234_TCU_H
#define HW_ARM_TEGRA234_TCU_H

#include "chardev/char-fe.h"
#include "glue.h"
#include "hsp.h"
#include "models/tcu/tcu.h"

/* Mailboxes: for the CPUs in "rx", from them in "tx". */
#define TEGRA234_TCU_RX         0
#define TEGRA234_TCU_TX         1

#define TYPE_TEGRA234_TCU "tegra234-tcu"
OBJECT_DECLARE_SIMPLE_TYPE(Tegra234Tcu, TEGRA234_TCU)

struct Tegra234Tcu {
    SysBusDevice parent_obj;

    Tegra234Hsp *rx;
    Tegra234Hsp *tx;
    CharBackend chr;

    struct tcu *model;
    QEMUTimer *timer;
};

#endif
