/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A deep sleep of the machine, and EL2's count of restores.
 */
#ifndef BOOT_SLEEP_H
#define BOOT_SLEEP_H

#include <stdbool.h>

/* True: the kernel entered deep sleep and resumed, once. */
bool sleep_deep(void);

/* The errno of the last try, 0 if it was made; -1: no try. */
int sleep_error(void);

/* EL2's count of restores; -1 if it is not available. */
long sleep_restores(void);

#endif /* BOOT_SLEEP_H */
