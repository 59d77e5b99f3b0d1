/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A deep sleep of the machine, and how often EL2 has brought the SMMUs back.
 */
#ifndef BOOT_SLEEP_H
#define BOOT_SLEEP_H

#include <stdbool.h>

/* True: the kernel went to sleep, the deep one, and has come back, once. */
bool sleep_deep(void);

/* EL2's count; -1: it doesn't say. */
long sleep_restores(void);

#endif /* BOOT_SLEEP_H */
