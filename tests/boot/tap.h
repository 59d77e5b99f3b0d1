/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Results as TAP 13: "ok N - id: words", with notes as diagnostics.
 */
#ifndef BOOT_TAP_H
#define BOOT_TAP_H

#include <stdbool.h>

void tap_start(void);
__attribute__((format(printf, 3, 4)))
bool tap_ok(bool ok, const char *id, const char *fmt, ...);
__attribute__((format(printf, 1, 2)))
void tap_note(const char *fmt, ...);

/* Prints the plan. Returns the number of failures. */
int tap_finish(void);

#endif /* BOOT_TAP_H */
