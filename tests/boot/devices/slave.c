// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows in which the DMA engine's own driver serves a peripheral that requests each
 * burst: in a cyclic and in a single transfer.
 */
#include "../attacker/attacker.h"
#include "../tap.h"
#include "devices.h"

void rows_slave(void)
{
	struct att_slave r = { .fifo = TEST_FIFO };
	bool tried = slave_transfers(&r);
	bool sent = tried && r.sent == ATT_SLAVE_SENT && r.periods >= ATT_SLAVE_PERIODS;
	bool received = tried && r.received == ATT_SLAVE_RECEIVED;

	tap_note("%u words in %u periods out, %u words in, %u lost", r.sent, r.periods, r.received,
		 r.lost);
	tap_ok(sent, "dma-periods", "cyclic transfer, on request => %s",
	       sent ? "in order" : "NOT AS SENT");
	tap_ok(received, "dma-once", "single transfer, on request => %s",
	       received ? "in order" : "NOT AS SENT");
	tap_ok(tried && !r.lost, "dma-paced", "no burst without a request => %s",
	       tried && !r.lost ? "none" : "WORDS LOST");
}
