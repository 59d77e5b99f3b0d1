/* SPDX-License-Identifier: GPL-2.0-only */
/* Strings of JSON: for pkvm-dma-audit and pkvm-dma-doctor. */
#ifndef AUDIT_QUOTE_H
#define AUDIT_QUOTE_H

#include <stdio.h>

/* Writes @s in quotes; what is no printable ASCII is written by its code. */
void json_text(FILE *out, const char *s);

/* Writes a key, and a string as its value. */
void json_field(FILE *out, const char *key, const char *val);

#endif /* AUDIT_QUOTE_H */
