/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What tests of lent banks share: an SMMU after the takeover, a host that programs stage 1
 * with tables in its own memory, and what its stream may reach.
 */
#ifndef BACKEND_LENT_H
#define BACKEND_LENT_H

#include "env.h"

/* Streams: one for a lent bank, one for a paging context, one in the identity domain. */
#define LENT_SID	0x01
#define PAGING_SID	0x04
#define IDENTITY_SID	0x0e

#define LENT_BANKS	6

#define IOVA		0x40000000ULL
/* The host's memory is four pages: three tables of stage 1, and data. */
#define HOST(n)		(ENV_ID_BASE + 0x1000ULL * (n))
#define DATA		HOST(3)
#define GUEST		(ENV_RAM_BASE + 0x180000)
#define ASID		5ULL

/* Stage 1 leaf: AP read-write at any level, AF, not global. */
#define S1_LEAF(pa)	((pa) | 3 | BIT(6) | BIT(10) | BIT(11) | 3 << 8)
/* TCR: 39 bits of input, 4 KiB, no upper half. TCR2: 40 bits of output, 48 of sign. */
#define S1_TCR		(25 | BIT(23) | 2U << 30)
#define S1_TCR2		(2 | 7 << 15)
#define S1_SCTLR	(SCTLR_M | SCTLR_CFRE | SCTLR_CFIE | SCTLR_HUPCF)

extern struct env lent_env;

/* The SMMU as its ID registers read and its registers take values, if set. */
typedef u64 (*lent_peek)(struct env *env, unsigned int inst, u64 off, u64 val);
typedef bool (*lent_filter)(struct env *env, unsigned int inst, u64 off, u64 *val);
void lent_start(lent_peek peek, lent_filter filter);
int lent_setup(void **state);
int lent_teardown(void **state);

/* A write of the host's to each instance. */
void lent_poke(u64 off, u64 val);
/* As a host's driver would: tables in its own memory, stage 1 on. IOVA is DATA. */
void lent_program(int ctx);
/* Undoes what a test has written to the three tables. */
void lent_tables(void);
/* The host's own invalidation of all that its stage 1 has translated. */
void lent_flush(int ctx);

/* A lent bank with the first stream, the host's stage 1 on or not. */
int lend(void);
int lend_and_program(void);

/* Where a write arrives on every instance; ~0: it faults. */
void lent_expect(u16 stream, u64 addr, u64 pa);
/* On every instance: the stream reaches nothing but host memory, by tables and by the TLB. */
void lent_check_reach(void);
void lent_check_reaches_nothing(void);

#endif
