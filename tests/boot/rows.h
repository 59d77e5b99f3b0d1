/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rows of the table: each function makes one or more lines of TAP. A line's
 * words after " | " are what the table shows for this boot.
 */
#ifndef BOOT_ROWS_H
#define BOOT_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "tap.h"
#include "vmm.h"

/* The guest's pages, each for one purpose. */
enum guest_page {
	PAGE_CPU = GUEST_FIRST_DATA,
	PAGE_SHARED,
	PAGE_READ,
	PAGE_WRITE,
	PAGE_MAPPED,
	PAGE_DONATED,
};

/* Load a word that may be closed to this process. */
bool host_loads(const volatile uint64_t *va, uint64_t *val);

void row_guest_starts(struct vm *vm);
void row_cpu_load(struct vm *vm);
void row_share(struct vm *vm);
void row_finish(struct vm *vm);

#endif /* BOOT_ROWS_H */
