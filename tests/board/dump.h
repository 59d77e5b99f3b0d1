/* SPDX-License-Identifier: GPL-2.0-only */
/* Takes a board dump: see docs/board-dump.md for the format. */
#ifndef BOARD_DUMP_H
#define BOARD_DUMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* CRC-32 as of zlib and gzip, of @len more bytes; starts with @crc 0. */
uint32_t board_crc(uint32_t crc, const void *data, size_t len);

enum board_read { BOARD_OK, BOARD_ABORT, BOARD_DENIED };

/**
 * struct board_source - where registers and texts come from
 * @read: read a register; BOARD_ABORT: the bus refused it, BOARD_DENIED: the kernel
 *	did, and the dump ends
 * @opaque: for @read
 * @root: folder with proc/ and sys/
 * @log: the kernel's log, or NULL if it can't be read
 * @progress: the address of each register is written here, before it is read
 */
struct board_source {
	enum board_read (*read)(void *opaque, uint32_t addr, uint32_t *val);
	void *opaque;
	const char *root;
	const char *log;
	FILE *progress;
};

/* Returns 0, or -1: a register could not be read, or @out not be written. */
int board_dump(FILE *out, const struct board_source *src);
/* Prints the addresses, with the reason why a read changes nothing. Reads none. */
void board_list(FILE *out);

#endif
