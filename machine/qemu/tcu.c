/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tegra234: the combined UART's firmware, between its two mailboxes and a
 * serial line.
 */

#include "qemu/osdep.h"
#include "chardev/char-fe.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "hw/qdev-properties-system.h"
#include "qapi/error.h"
#include "qemu/timer.h"
#include "tcu.h"

/* Firmware's polling interval; a real UART would take 40 times as long. */
#define TCU_ANSWER_NS   2000

static void put(void *opaque, const uint8_t *bytes, size_t len)
{
    Tegra234Tcu *s = opaque;

    qemu_chr_fe_write_all(&s->chr, bytes, len);
}

static void look_soon(Tegra234Tcu *s)
{
    if (!timer_pending(s->timer)) {
        timer_mod(s->timer,
                  qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + TCU_ANSWER_NS);
    }
}

static int can_receive(void *opaque)
{
    Tegra234Tcu *s = opaque;

    return tcu_room(s->model);
}

static void receive(void *opaque, const uint8_t *buf, int size)
{
    Tegra234Tcu *s = opaque;

    tcu_type(s->model, buf, size);
    look_soon(s);
}

static void look(void *opaque)
{
    Tegra234Tcu *s = opaque;

    tcu_run(s->model);
    qemu_chr_fe_accept_input(&s->chr);
}

static void mailbox(void *opaque, int n, int level)
{
    if (level) {
        look_soon(opaque);
    }
}

static void create_model(Tegra234Tcu *s)
{
    struct tcu_config cfg = {
        .tx = s->tx->model,
        .tx_sm = TEGRA234_TCU_TX,
        .rx = s->rx->model,
        .rx_sm = TEGRA234_TCU_RX,
        .put = put,
        .put_opaque = s,
    };

    s->model = tcu_new(&cfg);
    assert(s->model);
}

static void tegra234_tcu_realize(DeviceState *dev, Error **errp)
{
    Tegra234Tcu *s = TEGRA234_TCU(dev);

    if (!s->rx || !s->tx) {
        error_setg(errp, "tegra234-tcu: no HSP");
        return;
    }
    s->timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, look, s);
    create_model(s);
    qdev_init_gpio_in_named(dev, mailbox, "mailbox", 2);
    qemu_chr_fe_set_handlers(&s->chr, can_receive, receive, NULL, NULL, s,
                             NULL, true);
}

static void tegra234_tcu_reset_hold(Object *obj, ResetType type)
{
    Tegra234Tcu *s = TEGRA234_TCU(obj);

    timer_del(s->timer);
    tcu_reset(s->model);
}

static const Property tegra234_tcu_properties[] = {
    DEFINE_PROP_LINK("rx", Tegra234Tcu, rx, TYPE_TEGRA234_HSP, Tegra234Hsp *),
    DEFINE_PROP_LINK("tx", Tegra234Tcu, tx, TYPE_TEGRA234_HSP, Tegra234Hsp *),
    DEFINE_PROP_CHR("chardev", Tegra234Tcu, chr),
};

static void tegra234_tcu_class_init(ObjectClass *oc, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(oc);

    dc->realize = tegra234_tcu_realize;
    dc->user_creatable = false;
    RESETTABLE_CLASS(oc)->phases.hold = tegra234_tcu_reset_hold;
    device_class_set_props(dc, tegra234_tcu_properties);
}

static const TypeInfo tegra234_tcu_type = {
    .name = TYPE_TEGRA234_TCU,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(Tegra234Tcu),
    .class_init = tegra234_tcu_class_init,
};

static void tegra234_tcu_register(void)
{
    type_register_static(&tegra234_tcu_type);
}

type_init(tegra234_tcu_register)
