// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * TCU: what firmware does with the mailboxes of the combined UART.
 *
 * The word's layout is that of the kernel's driver. Bits that say when the UART
 * is to be flushed have no effect: a byte is out as soon as it is taken.
 */
#include <stdlib.h>
#include <string.h>

#include "tcu.h"

struct tcu {
	struct tcu_config cfg;
	uint8_t input[TCU_INPUT_SIZE];
	size_t nr_input;
};

static void send(struct tcu *tcu)
{
	uint32_t word = hsp_mailbox_read(tcu->cfg.tx, tcu->cfg.tx_sm);
	unsigned int i, nr = word >> TCU_NR_BYTES_SHIFT & TCU_NR_BYTES_MASK;
	uint8_t bytes[TCU_MAX_BYTES];

	if (!(word & HSP_SM_FULL))
		return;
	for (i = 0; i < nr; i++)
		bytes[i] = word >> (8 * i) & 0xff;
	if (nr)
		tcu->cfg.put(tcu->cfg.put_opaque, bytes, nr);
	hsp_mailbox_write(tcu->cfg.tx, tcu->cfg.tx_sm, 0);
}

static void receive(struct tcu *tcu)
{
	unsigned int i, nr = tcu->nr_input < TCU_MAX_BYTES ? (unsigned int)tcu->nr_input :
							     TCU_MAX_BYTES;
	uint32_t word = HSP_SM_FULL | nr << TCU_NR_BYTES_SHIFT;

	if (!nr || hsp_mailbox_read(tcu->cfg.rx, tcu->cfg.rx_sm) & HSP_SM_FULL)
		return;
	for (i = 0; i < nr; i++)
		word |= (uint32_t)tcu->input[i] << (8 * i);
	tcu->nr_input -= nr;
	memmove(tcu->input, tcu->input + nr, tcu->nr_input);
	hsp_mailbox_write(tcu->cfg.rx, tcu->cfg.rx_sm, word);
}

void tcu_run(struct tcu *tcu)
{
	send(tcu);
	receive(tcu);
}

size_t tcu_room(const struct tcu *tcu)
{
	return TCU_INPUT_SIZE - tcu->nr_input;
}

void tcu_type(struct tcu *tcu, const uint8_t *bytes, size_t len)
{
	if (len > tcu_room(tcu))
		len = tcu_room(tcu);
	memcpy(tcu->input + tcu->nr_input, bytes, len);
	tcu->nr_input += len;
}

void tcu_reset(struct tcu *tcu)
{
	tcu->nr_input = 0;
}

struct tcu *tcu_new(const struct tcu_config *cfg)
{
	struct tcu *tcu;

	if (!cfg->tx || !cfg->rx || !cfg->put)
		return NULL;
	tcu = calloc(1, sizeof(*tcu));
	if (tcu)
		tcu->cfg = *cfg;
	return tcu;
}

void tcu_free(struct tcu *tcu)
{
	free(tcu);
}
