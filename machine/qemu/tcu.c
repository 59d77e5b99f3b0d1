/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the combined UART's firmware, between its two mailboxes and QEMU's
 * second serial line.
 */

#include "qemu/osdep.h"
#include "chardev/char-fe.h"
#include "qapi/error.h"
#include "qemu/timer.h"
#include "system/system.h"
#include "tegra234.h"

/* Firmware's polling interval; a real UART would take 40 times as long. */
#define TCU_ANSWER_NS   2000

static void put(void *opaque, const uint8_t *bytes, size_t len)
{
    Tegra234Machine *s = opaque;

    qemu_chr_fe_write_all(&s->tcu_chr, bytes, len);
}

static int can_receive(void *opaque)
{
    Tegra234Machine *s = opaque;

    return tcu_room(s->tcu);
}

static void receive(void *opaque, const uint8_t *buf, int size)
{
    Tegra234Machine *s = opaque;

    tcu_type(s->tcu, buf, size);
    tegra234_wake_tcu(s);
}

static void look(void *opaque)
{
    Tegra234Machine *s = opaque;

    tcu_run(s->tcu);
    qemu_chr_fe_accept_input(&s->tcu_chr);
}

void tegra234_wake_tcu(Tegra234Machine *s)
{
    if (!timer_pending(s->tcu_timer)) {
        timer_mod(s->tcu_timer,
                  qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + TCU_ANSWER_NS);
    }
}

void tegra234_create_tcu(Tegra234Machine *s)
{
    struct tcu_config cfg = {
        .tx = s->hsp_aon.model,
        .tx_sm = TEGRA234_TCU_TX,
        .rx = s->hsp_top0.model,
        .rx_sm = TEGRA234_TCU_RX,
        .put = put,
        .put_opaque = s,
    };

    s->tcu_timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, look, s);
    s->tcu = tcu_new(&cfg);
    assert(s->tcu);
    qemu_chr_fe_init(&s->tcu_chr, serial_hd(1), &error_fatal);
    qemu_chr_fe_set_handlers(&s->tcu_chr, can_receive, receive, NULL, NULL,
                             s, NULL, true);
}

void tegra234_reset_tcu(Tegra234Machine *s)
{
    timer_del(s->tcu_timer);
    tcu_reset(s->tcu);
}
