// SPDX-License-Identifier: GPL-2.0-only
/*
 * The machine's counters of accesses while SMMUs are open after a reset: how long they
 * are open, what passes, and that nothing passes once EL2 has closed them.
 */
#include "devices.h"
#include "tap.h"
#include "window.h"

static const char *const node_name[] = {
	[NODE_ISO] = "iso", [NODE_NISO0] = "niso0", [NODE_NISO1] = "niso1",
};

uint32_t window(enum window_node node, enum window_reg r)
{
	return reg(WINDOW + 0x20 * node + r);
}

/* With -icount a nanosecond is an instruction. */
static void note(enum window_node node)
{
	tap_note("%s: %u accesses passed before the CPU's start, %u after it", node_name[node],
		 window(node, WINDOW_ASLEEP), window(node, WINDOW_AWAKE));
	tap_note("%s: closed by %u register writes in %u ns", node_name[node],
		 window(node, WINDOW_WRITES), window(node, WINDOW_NS));
}

bool window_shut(void)
{
	bool shut = !dead;

	for (enum window_node node = 0; node < NR_NODES; node++) {
		note(node);
		shut &= !window(node, WINDOW_OPEN) && !window(node, WINDOW_LATER) &&
			!window(node, WINDOW_REOPENED) && window(node, WINDOW_NS);
	}
	return shut && !dead;
}

void rows_window(void)
{
	bool shut = window_shut();

	tap_ok(shut == (boot == BOOT_ON), "window",
	       "once closed, no SMMU opens again, nothing passes untranslated => %s",
	       shut ? "shut" : "open");
}
