/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A small correct driver for the pair of MMU-500s, as steps that a seeded driver calls,
 * leaves out or reorders. Its register names and its code are independent of the models
 * and of EL2.
 */
#ifndef TESTS_SEEDED_DRIVER_H
#define TESTS_SEEDED_DRIVER_H

#include "board.h"

/* Global registers */
#define SCR0			0x000u
#define SCR0_CLIENTPD			(1u << 0)
#define SCR0_GFRE			(1u << 1)
#define SCR0_GFIE			(1u << 2)
#define SCR0_USFCFG			(1u << 10)
#define SCR0_GOOD			(SCR0_GFRE | SCR0_GFIE | SCR0_USFCFG)
#define SACR			0x010u
#define SACR_SMTNMB_TLBEN		(1u << 8)
#define SACR_S2CRB_TLBEN		(1u << 10)
#define SACR_CACHE_LOCK			(1u << 26)
#define SGFSR			0x048u
#define TLBIVMID		0x064u
#define TLBIALLNSNH		0x068u
#define TLBIALLH		0x06cu
#define TLBGSYNC		0x070u
#define TLBGSTATUS		0x074u
#define SMR(group)		(0x800u + 4 * (group))
#define SMR_VALID			(1u << 31)
#define SMR_OF(id, mask)		(SMR_VALID | (mask) << 16 | (id))
#define S2CR(group)		(0xc00u + 4 * (group))
#define S2CR_BYPASS			(1u << 16)
#define S2CR_FAULT			(2u << 16)
#define CBAR(bank)		(0x10000u + 4 * (bank))
#define CBAR_S1				(1u << 16)
#define CBAR_NESTED(s2)			(3u << 16 | (s2) << 8)
#define CBA2R(bank)		(0x10800u + 4 * (bank))
#define CBA2R_VA64			1u

/* Registers of a context bank */
#define CB(bank, reg)		(0x800000u + 0x10000u * (bank) + (reg))
#define SCTLR			0x000u
#define SCTLR_M				(1u << 0)
#define SCTLR_CFRE			(1u << 5)
#define SCTLR_CFIE			(1u << 6)
#define SCTLR_CFCFG			(1u << 7)
#define SCTLR_HUPCF			(1u << 8)
#define SCTLR_GOOD		(SCTLR_M | SCTLR_CFRE | SCTLR_CFIE | SCTLR_HUPCF)
#define ACTLR			0x004u
#define ACTLR_CPRE			(1u << 1)
#define RESUME			0x008u
#define RESUME_TERMINATE		1u
#define TCR2			0x010u
#define TCR2_GOOD			(7u << 15 | 1u << 4 | 5u)
#define TTBR0			0x020u
#define TCR			0x030u
#define TCR_EAE				(1u << 31)
#define TCR_S1_GOOD			(1u << 23 | 25u)
/* 39-bit input from level 1, 4 KiB granule, 48-bit output */
#define VTCR_OF(t0sz, sl0, ps)		((t0sz) | (sl0) << 6 | (ps) << 16)
#define VTCR_GOOD			VTCR_OF(25u, 1u, 5u)
#define FSR			0x058u
#define FAR			0x060u
#define TLBIVA			0x600u
#define TLBIASID		0x610u
#define TLBIALL			0x618u
#define TLBIIPAS2		0x630u
#define TLBSYNC			0x7f0u
#define TLBSTATUS		0x7f4u

/* The memory controller's registers */
#define MC_OVERRIDE(client)	(8u * (client))
#define MC_SECURITY(client)	(8u * (client) + 4)
#define MC_SECURITY_NS			(1u << 0)
#define MC_SECURITY_OVERRIDE		(1u << 8)
#define MC_BYPASS_CONFIG	0x1820u

/* Descriptors */
#define DESC_TABLE		UINT64_C(3)
#define DESC_PAGE		UINT64_C(3)
#define DESC_BLOCK		UINT64_C(1)
#define DESC_ADDR		UINT64_C(0xfffffffff000)
#define DESC_AF			UINT64_C(0x400)
#define S2_RO			UINT64_C(0x40)
#define S2_RW			UINT64_C(0xc0)
#define S1_RW			UINT64_C(0x40)
#define S1_NG			UINT64_C(0x800)

/* The bits of the TBU's number in a stream ID, and one bit above the SID. */
#define STREAM_MASK		0x7f80u

/* An address that the second instance translates, and one of the first. */
#define IOVA			UINT64_C(0x40001000)
#define IOVA_EVEN		UINT64_C(0x40002000)

/* struct domain - tables, with their bank and VMID */
struct domain {
	unsigned int bank, vmid;
	uint64_t root;
};

void both(struct board *b, uint32_t off, uint32_t val);
void both64(struct board *b, uint32_t off, uint64_t val);
/* Waits for a started sync. False: an instance has not completed it. */
bool wait_both(struct board *b);
bool sync_both(struct board *b);
void flush_vmid(struct board *b, unsigned int vmid);
void flush_ipa(struct board *b, const struct domain *d, uint64_t ipa);

/* All streams fault, all banks are disabled, CLIENTPD is clear. */
void takeover(struct board *b);
void bank_stage2(struct board *b, const struct domain *d);
void bank_stage1(struct board *b, unsigned int bank, uint32_t cbar, uint64_t root,
		 unsigned int asid);
void bank_off(struct board *b, unsigned int bank);
void stream_to(struct board *b, unsigned int group, unsigned int sid, unsigned int bank);
void stream_block(struct board *b, unsigned int group);

/* A zeroed table, cleaned. */
uint64_t table_new(struct board *b);
void entry_set(struct board *b, uint64_t at, uint64_t desc);
uint64_t entry_at(struct board *b, uint64_t root, unsigned int level, uint64_t iova);
void map_page(struct board *b, uint64_t root, uint64_t iova, uint64_t pa, uint64_t prot);
void map_block(struct board *b, uint64_t root, uint64_t iova, uint64_t pa, uint64_t prot);
void unmap_page(struct board *b, uint64_t root, uint64_t iova);

void domain_new(struct board *b, struct domain *d, unsigned int bank, unsigned int vmid);
/* Takeover; starts the judge; a domain in bank 3, with the first device attached. */
void begin(struct board *b, struct domain *d);
/* The same, with a host page mapped at @iova and accessed. */
uint64_t begin_mapped(struct board *b, struct domain *d, uint64_t iova);

/*
 * struct seed - one fault
 * @name: short, for the summary
 * @rule: what a driver must do
 * @sign: part of the expected complaint, so that no other fault is accepted
 * @run: the driver; b->wrong selects the wrong one
 * @protest: part of what the model itself says of the wrong one; NULL: nothing
 */
struct seed {
	const char *name, *rule, *sign, *protest;
	void (*run)(struct board *b);
	struct board_config firmware;
};

struct seed_list {
	const struct seed *seeds;
	unsigned int nr;
};

/* MC_SMMU_BYPASS_CONFIG: no stream bypasses the SMMU. */
#define MC_CLOSED	3u
#define SEED(n, r, s, f)	{ .name = (n), .rule = (r), .sign = (s), .run = (f), \
				  .firmware = { .bypass_config = MC_CLOSED } }
/* The model notices too, and says @p. */
#define SEED_SAYS(n, r, s, f, p)	{ .name = (n), .rule = (r), .sign = (s), .run = (f), \
					  .protest = (p), \
					  .firmware = { .bypass_config = MC_CLOSED } }
#define SEED_LIST(list)	{ (list), sizeof(list) / sizeof((list)[0]) }

extern const struct seed_list seeds_tlb, seeds_streams, seeds_banks, seeds_lent, seeds_tables,
	seeds_mc, seeds_faults;

#endif
