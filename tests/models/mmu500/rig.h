/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Environment of the MMU-500's tests: an instance with memory, a separate copy of the
 * register offsets (to detect a wrong one in the model), a table builder, and helpers to
 * program a stream.
 */
#ifndef TESTS_MMU500_RIG_H
#define TESTS_MMU500_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mmu500/mmu500.h"
#include "tegra234/mmu500.h"

#define RAM_BASE	UINT64_C(0x80000000)
#define RAM_SIZE	(UINT64_C(32) << 20)

/* Offsets */
#define SCR0		0x0
#define SACR		0x10
#define SGFAR		0x40
#define SGFSR		0x48
#define SGFSYNR0	0x50
#define SGFSYNR1	0x54
#define TLBIVMID	0x64
#define TLBIALLNSNH	0x68
#define TLBIALLH	0x6c
#define TLBGSYNC	0x70
#define TLBGSTATUS	0x74
#define SMR(n)		(0x800 + 4 * (n))
#define S2CR(n)		(0xc00 + 4 * (n))
#define CBAR(n)		(0x10000 + 4 * (n))
#define CBFRSYNRA(n)	(0x10400 + 4 * (n))
#define CBA2R(n)	(0x10800 + 4 * (n))
#define CB(n, reg)	(0x800000u + 0x10000u * (n) + (reg))
#define SCTLR		0x0
#define ACTLR		0x4
#define RESUME		0x8
#define TCR2		0x10
#define TTBR0		0x20
#define TTBR1		0x28
#define TCR		0x30
#define FSR		0x58
#define FSRRESTORE	0x5c
#define FAR		0x60
#define FSYNR0		0x68
#define IPAFAR		0x70
#define TLBIVA		0x600
#define TLBIVAA		0x608
#define TLBIASID	0x610
#define TLBIALL		0x618
#define TLBIVAL		0x620
#define TLBIVAAL	0x628
#define TLBIIPAS2	0x630
#define TLBIIPAS2L	0x638
#define TLBSYNC		0x7f0
#define TLBSTATUS	0x7f4

/* sCR0: faults reported, unmatched streams and conflicts fault, CLIENTPD clear */
#define SCR0_STRICT	0x00200406u
/* SCTLR: CFIE, CFRE, M */
#define SCTLR_ON	0x61u
#define SCTLR_HUPCF	0x100u

#define S2CR_TRANS	0u
#define S2CR_BYPASS	1u
#define S2CR_FAULT	2u

/* Leaf attributes: AF, and read and write for both kinds of privilege. */
#define S2_RW		UINT64_C(0x4c0)
#define S2_RO		UINT64_C(0x440)
#define S1_RW		UINT64_C(0x440)
#define S1_RW_NG	UINT64_C(0xc40)
#define LEAF_PAGE	UINT64_C(3)
#define LEAF_BLOCK	UINT64_C(1)

struct rig {
	struct mmu500 *m;
	uint8_t *ram;
	uint64_t next_table;
	bool irq;
	unsigned int irq_changes;
	unsigned int logs;
	unsigned int reads;
	unsigned int resumed_bank;
	int resumed;		/* -1 none, 0 retry, 1 terminate */
};

int rig_setup(void **state);
int rig_teardown(void **state);
struct rig *rig_new(unsigned int num_smrg, unsigned int num_cb);
void rig_free(struct rig *r);

uint32_t r32(struct rig *r, uint64_t off);
void w32(struct rig *r, uint64_t off, uint32_t val);
uint64_t r64(struct rig *r, uint64_t off);
void w64(struct rig *r, uint64_t off, uint64_t val);

uint64_t new_table(struct rig *r, uint64_t bytes);
void put_desc(struct rig *r, uint64_t pa, uint64_t desc);
uint64_t get_desc(struct rig *r, uint64_t pa);
/* 4 KiB granule; allocates the tables above the leaf at @level. */
void map_at(struct rig *r, uint64_t root, unsigned int start, unsigned int level, uint64_t ia,
	    uint64_t desc);
uint64_t desc_addr(struct rig *r, uint64_t root, unsigned int start, unsigned int level,
		   uint64_t ia);
static inline void map_page(struct rig *r, uint64_t root, uint64_t ia, uint64_t pa,
			    uint64_t attr)
{
	map_at(r, root, 1, 3, ia, pa | attr | LEAF_PAGE);
}

/* 39-bit input, first table at level 1 */
void bank_s2(struct rig *r, unsigned int bank, unsigned int vmid, uint64_t root);
void bank_s1(struct rig *r, unsigned int bank, unsigned int asid, uint64_t root);
void bank_nested(struct rig *r, unsigned int bank, unsigned int s2, unsigned int vmid,
		 unsigned int asid, uint64_t root);
void stream(struct rig *r, unsigned int group, uint32_t id, uint32_t mask, unsigned int type,
	    unsigned int bank);

struct mmu500_result access(struct rig *r, uint16_t sid, uint64_t addr, const char *how);
/* @how: "r" or "w", then "p" for privileged, "x" for instruction */
void expect_pa(struct rig *r, uint16_t sid, uint64_t addr, const char *how, uint64_t pa);
void expect_fault(struct rig *r, uint16_t sid, uint64_t addr, const char *how);
/* Checks @bank's FSR for these bits, level and FAR, and clears it. */
void expect_record(struct rig *r, unsigned int bank, uint32_t bits, unsigned int level,
		   uint64_t far);
void sync_global(struct rig *r);
void sync_bank(struct rig *r, unsigned int bank);

/* The oracle's result for one page; counts are over all calls. */
struct seen {
	unsigned int calls, from_tlb, whole;
	uint64_t want_va;
	bool hit, hit_tlb, readable, writable;
	uint64_t pa, pa_tlb;
};

struct seen reach(struct rig *r, uint16_t sid, uint64_t va);

#endif
