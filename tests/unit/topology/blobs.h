/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Device tree blobs that are changed at random, one after another: words, cells, lengths and
 * names of properties, pieces of the structure, the header. The same seed and the same files
 * give the same blobs.
 */
#ifndef BLOBS_H
#define BLOBS_H

#include <stdint.h>

extern char *blob;		/* the present one */
extern uint32_t blob_len;

/*
 * A fuzzer's arguments, RUNS SEED BLOB...: loads the blobs that are changed. Returns RUNS, or 0
 * after a message.
 */
uint64_t blobs_arguments(int argc, char **argv);
void blobs_make(void);			/* the next one, from any of those loaded */
void blobs_keep(const char *path);	/* writes the present one to a file */
uint32_t blobs_rnd(uint32_t n);		/* below @n, of the same sequence */

#endif
