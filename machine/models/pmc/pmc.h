/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The power management controller's scratch words, and what firmware does by one of
 * them at the end of a deep sleep: it writes registers from a table in memory.
 *
 * The word and the table's layout are those of NVIDIA's kernel driver and of TF-A for
 * Tegra194. What firmware checks is not published: nothing, here.
 */
#ifndef MODELS_PMC_H
#define MODELS_PMC_H

#include "../bus/bus.h"

struct pmc;

#define PMC_SCRATCH_SIZE	0x10000u

/* Secure scratch word 73: the address of the table, in pages of 4 KiB. */
#define PMC_WAKE_TABLE		0x2acu

/* Pairs of two words, register and value. The first has the index of the last. */
#define PMC_TABLE_HEAD		0xcafe05c7u
#define PMC_TABLE_END		0xffffffffu
/* Pairs that are played at most, so that a wake-up takes bounded time. */
#define PMC_TABLE_MAX		0x10000u

/**
 * pmc_new() - scratch words, all zero
 * @mem: where the table and the registers are; @mem_opaque for it
 * @log: complaint about a table that does not end, may be NULL; @log_opaque for it
 *
 * Return: NULL without @mem, or when out of memory.
 */
struct pmc *pmc_new(const struct bus_mem_ops *mem, void *mem_opaque, bus_log_fn log,
		    void *log_opaque);
void pmc_free(struct pmc *p);

/* Power-on: all words are zero. A deep sleep keeps them. */
void pmc_reset(struct pmc *p);

/* Words hold what is written; an access that is not aligned, or is wide, does nothing. */
uint64_t pmc_mmio_read(const struct pmc *p, uint64_t off, unsigned int size);
void pmc_mmio_write(struct pmc *p, uint64_t off, uint64_t val, unsigned int size);

/**
 * pmc_wake() - what firmware does before the first CPU starts
 *
 * Writes each pair's value to its address, be that a register or memory, up to the last
 * pair or to the first that marks an end, and PMC_TABLE_MAX pairs at most. Does nothing
 * when the word is zero or the table has no head.
 *
 * Return: number of registers written.
 */
unsigned int pmc_wake(struct pmc *p);

#endif
