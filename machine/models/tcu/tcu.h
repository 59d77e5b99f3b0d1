/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TCU, Tegra's combined UART: a console behind two mailboxes, and the firmware of
 * the processor at their other end, which owns the UART itself.
 */
#ifndef MODELS_TCU_H
#define MODELS_TCU_H

#include "../hsp/hsp.h"

struct tcu;

/* One mailbox's word: up to three bytes, how many, and what the reader does. */
#define TCU_NR_BYTES_SHIFT	24
#define TCU_NR_BYTES_MASK	3u
#define TCU_MAX_BYTES		3u

/* Bytes typed that wait for the CPU to empty its mailbox. */
#define TCU_INPUT_SIZE		64u

/**
 * struct tcu_config - the mailboxes, and the console behind them
 * @tx, @tx_sm:	what the CPU complex writes
 * @rx, @rx_sm:	what it reads
 * @put:	bytes for the console; at most TCU_MAX_BYTES
 */
struct tcu_config {
	struct hsp *tx, *rx;
	unsigned int tx_sm, rx_sm;
	void (*put)(void *opaque, const uint8_t *bytes, size_t len);
	void *put_opaque;
};

/* Return: NULL when out of memory or when @cfg lacks something. */
struct tcu *tcu_new(const struct tcu_config *cfg);
void tcu_free(struct tcu *tcu);

/* Forgets what was typed. */
void tcu_reset(struct tcu *tcu);

/* How many bytes tcu_type() would take. */
size_t tcu_room(const struct tcu *tcu);

/**
 * tcu_type() - bytes from the console
 * @len: what is beyond tcu_room() is dropped
 */
void tcu_type(struct tcu *tcu, const uint8_t *bytes, size_t len);

/* Firmware looks at both mailboxes, and does what there is to do. */
void tcu_run(struct tcu *tcu);

#endif
