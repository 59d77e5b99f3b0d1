/* SPDX-License-Identifier: GPL-2.0-only */
/* A host with nested domains: what it writes to its registers, and its tables of stage 1. */
#ifndef SYSTEM_NESTED_H
#define SYSTEM_NESTED_H

#include "system.h"

/* What nested_program() maps: pages of the host's, from here on. */
#define NESTED_IOVA	BIT_ULL(30)
#define NESTED_PAGES	24

struct nested {
	s64 handle;
	unsigned int smmu;
	u64 off;
};

/* A domain on @smmu; the result of the call. */
s64 nested_alloc(struct nested *n, unsigned int smmu);
/* Stores to the registers, if the host's stage 2 maps them: on one instance, on all. */
bool nested_write(const struct nested *n, unsigned int inst, u32 off, u64 val, unsigned int size);
void nested_write_all(const struct nested *n, u32 off, u64 val, unsigned int size);
/* Stage 1 by the tables in three pages; the last has @nr entries, for @page[]. */
void nested_program(const struct nested *n, const u64 table[3], const u64 *page, unsigned int nr);
/* Any value to any register. */
void nested_scribble(const struct nested *n);

#endif
