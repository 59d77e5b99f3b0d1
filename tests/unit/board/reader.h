/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads a board dump. The file comes from somebody else's machine: nothing in it is
 * trusted.
 */
#ifndef BOARD_READER_H
#define BOARD_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BOARD_MAX_REGS		4096u
#define BOARD_MAX_TEXTS		256u
#define BOARD_LINE		200u	/* longest line */
#define BOARD_MAX_FILE		(1u << 20)

/**
 * struct board_reg - a register of the dump
 * @aborted: the bus refused the read; @val is 0
 */
struct board_reg {
	uint32_t addr, val;
	bool aborted;
};

/**
 * struct board_file - a dump
 * @regs, @nr_regs: registers, in the order of their addresses
 * @texts, @nr_texts: lines of the sections [board] and [log]
 */
struct board_file {
	struct board_reg regs[BOARD_MAX_REGS];
	unsigned int nr_regs;
	char texts[BOARD_MAX_TEXTS][BOARD_LINE + 1];
	unsigned int nr_texts;
};

/*
 * Return: 0, or -1 with the reason in @err, which names the line.
 */
int board_parse(const char *data, size_t len, struct board_file *f, char *err, size_t size);
int board_load(const char *path, struct board_file *f, char *err, size_t size);

/* The register at @addr, or NULL. */
struct board_reg *board_find(const struct board_file *f, uint32_t addr);
/* Its value; 0 if the dump does not contain it. */
uint32_t board_value(const struct board_file *f, uint32_t addr);
void board_set(struct board_file *f, uint32_t addr, uint32_t val);
/* What follows @key in section [board], or "-". */
const char *board_text(const struct board_file *f, const char *key);

#endif
