/* SPDX-License-Identifier: GPL-2.0-only */
/* Says in words what EL2 would make of a board. */
#ifndef BOARD_REPORT_H
#define BOARD_REPORT_H

#include <stdio.h>

#include "replay.h"

#define BOARD_COLUMNS	100

/**
 * struct board_verdict - two readings of one dump
 * @strict: a client's lock also holds its stream ID
 * @lenient: it does not, as the kernel's driver needs it on Tegra186 and Tegra194
 */
struct board_verdict {
	struct board_result strict, lenient;
};

/* Exit status: 0: EL2 would be active, 1: it would not. */
int board_status(const struct board_verdict *v);

/* The first sentence, the reasons, the clients, the assumptions. */
void board_report(FILE *out, const struct board_file *f, const struct board_verdict *v);

/* Replaces all but printable ASCII by "?": a terminal obeys control characters. */
void board_printable(char *text);

/* Printable text with line breaks; the first line begins with @first, the others with spaces. */
void board_say(FILE *out, const char *first, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* A text that grows by pieces, with a space between them. */
struct board_words {
	char text[4000];
	size_t len;
};

void board_add(struct board_words *w, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* explain.c: why EL2 refuses. Groups have the same text. */
void board_explain(const struct board_file *f, const struct board_reason *why,
		   struct board_words *w);
const char *board_error(int err);

/* assume.c: the assumptions of docs/not-covered.md that the dump speaks of. */
void board_assumptions(FILE *out, const struct board_file *f);

#endif
