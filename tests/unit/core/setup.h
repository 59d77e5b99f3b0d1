/* SPDX-License-Identifier: GPL-2.0-only */
/* The system that tests of the core run on, and what must always hold of it. */
#ifndef SETUP_H
#define SETUP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "hyp/core/core.h"
#include "hyp/core/domain.h"
#include "fake.h"
#include "shim.h"

#define MEM1		0x80000000ULL	/* the host's, but for EL2's pool at its start */
#define MEM1_SIZE	0x800000ULL
#define POOL_PAGES	16
#define CARVEOUT	0x80800000ULL	/* NOMAP */
#define CARVEOUT_SIZE	0x100000ULL
#define MEM2		0x80a00000ULL	/* starts in the middle of a 2 MiB block's span */
#define MEM2_SIZE	0x700000ULL
#define HOST_PAGE(n)	(MEM1 + 0x100000 + (u64)(n) * PAGE_SIZE)

#define SMMU0_BASE	FAKE_SMMU0_BASE
#define SMMU0_BASE1	FAKE_SMMU0_BASE1
#define SMMU1_BASE	FAKE_SMMU1_BASE
#define SMMU_SIZE	FAKE_SMMU_SIZE
#define MC_BASE		FAKE_MC_BASE
#define MC_SIZE		FAKE_MC_SIZE
#define SID_MASK	FAKE_SID_MASK

/* Two SMMUs, three streams each, sids 1 to 3; clients 0x10 + sid on SMMU 0. */
int reset_system(void **state);		/* nothing described yet */
void describe_smmus(void);		/* two, without what tells the SoC */
void describe_six_rows(void);
void describe_system(void);		/* all but the takeover */
int active_system(void **state);	/* taken over */

/* NOMAP memory that a test has described as devices'; reset_system() forgets it. */
extern u64 device_memory, device_memory_size;

/* A domain of 2 pages from HOST_PAGE(n), with @extra pages topped up. */
u64 new_domain(unsigned int n, unsigned int extra);
s64 map_pages(u64 handle, u64 iova, u64 phys, u64 nr);

/* The invariants, of the whole system; a group's test calls it after each step. */
void check_invariants(void);
/* A table that an SMMU may still walk is not the host's; also within a call. */
void check_tables(void);
int check_teardown(void **state);

#endif
