/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The machine's counters of accesses that pass its SMMUs while they are open: one set of
 * registers for each node, present with scanout=on.
 */
#ifndef BOOT_DEVICES_WINDOW_H
#define BOOT_DEVICES_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

/* In the order of the machine's registers. */
enum window_node {
	NODE_ISO,
	NODE_NISO0,
	NODE_NISO1,
	NR_NODES,
};

enum window_reg {
	WINDOW_OPEN = 0x00,
	WINDOW_ASLEEP = 0x04,
	WINDOW_AWAKE = 0x08,
	WINDOW_LATER = 0x0c,
	WINDOW_NS = 0x10,
	WINDOW_WRITES = 0x14,
	WINDOW_REOPENED = 0x18,
};

uint32_t window(enum window_node node, enum window_reg r);

/* True: since the last reset, every node was closed, and none opened again. Prints counters. */
bool window_shut(void);

#endif /* BOOT_DEVICES_WINDOW_H */
