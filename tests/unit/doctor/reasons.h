/* SPDX-License-Identifier: GPL-2.0-only */
/* The reasons that the kernel's sources can give for the state. */
#ifndef TEST_DOCTOR_REASONS_H
#define TEST_DOCTOR_REASONS_H

#include <stdbool.h>

/* Calls @each for each string of a statement that sets or returns a reason. */
void reasons_each(void (*each)(const char *reason));
/* Does one of the sources have these words? */
bool reasons_have(const char *words);

#endif
