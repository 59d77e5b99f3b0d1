/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A small correct driver for an SMMUv3, as steps that a seeded driver calls, leaves out or
 * reorders. Its names and its code are independent of the model and of EL2.
 */
#ifndef SEEDED_SMMUV3_DRIVER_H
#define SEEDED_SMMUV3_DRIVER_H

#include "board.h"

#define CR0		0x20u
#define CR0_SMMUEN		1u
#define CR0_EVENTQEN		4u
#define CR0_CMDQEN		8u
#define CR0_ATSCHK		0x10u
#define CR0_GOOD	(CR0_SMMUEN | CR0_EVENTQEN | CR0_CMDQEN | CR0_ATSCHK)
#define CR0ACK		0x24u
#define CR2		0x2cu
#define CR2_RECINVSID		2u
#define GBPA		0x44u
#define GBPA_ABORT		(1u << 20)
#define GBPA_UPDATE		(1u << 31)
#define GERROR		0x60u
#define GERRORN		0x64u
#define STRTAB_BASE	0x80u
#define STRTAB_CFG	0x88u
#define STRTAB_2LEVEL(log2)	((log2) | 6u << 6 | 1u << 16)
#define CMDQ_BASE	0x90u
#define CMDQ_PROD	0x98u
#define CMDQ_CONS	0x9cu
#define EVENTQ_BASE	0xa0u
#define EVENTQ_PROD	0x100a8u
#define EVENTQ_CONS	0x100acu
#define OVERFLOW		(1u << 31)

/* Both queues have 16 entries; indexes have a wrap bit. */
#define LOG2		4u
#define ENTRIES		16u
#define WRAP		31u
#define CMD_BYTES	16u
#define EVENT_BYTES	32u

#define CFGI_STE	0x03ULL
#define CFGI_RANGE	0x04ULL
#define RANGE_ALL		31ULL
#define CFGI_CD_ALL	0x06ULL
#define TLBI_ASID	0x11ULL
#define TLBI_VA		0x12ULL
#define TLBI_VMALL	0x28ULL
#define TLBI_IPA	0x2aULL
#define TLBI_ALL	0x30ULL
#define SYNC		0x46ULL
#define OF_SID(sid)	((uint64_t)(sid) << 32)
#define OF_VMID(vmid)	((uint64_t)(vmid) << 32)
#define OF_ASID(asid)	((uint64_t)(asid) << 48)
#define LEAF		1ULL
#define TG_4K		(1ULL << 10)
#define TG_64K		(3ULL << 10)
/* @num << @scale pages, for the command's first word */
#define PAGES(num, scale)	((uint64_t)((num) - 1) << 12 | (uint64_t)(scale) << 20)

#define L1_SPAN_64	7ULL
#define STE_BYTES	64u
#define STE_VALID	1ULL
#define STE_BYPASS	(STE_VALID | 4 << 1)
#define STE_S2		(STE_VALID | 6 << 1)
#define STE_S1_S2	(STE_VALID | 7 << 1)
#define STE1_EATS	(1ULL << 28)
#define STE1_SHCFG	(1ULL << 44)
#define STE2_GEOMETRY	(25ULL << 32 | 1ULL << 38 | 4ULL << 48)
#define STE2_AA64	(1ULL << 51)
#define STE2_RECORD	(1ULL << 58)
#define STE2_GOOD	(STE2_GEOMETRY | STE2_AA64 | STE2_RECORD)

#define DESC_TABLE	3ULL
#define DESC_AF		(1ULL << 10)
#define S2_RO		(1ULL << 6)
#define S2_RW		(3ULL << 6)

/* struct domain - tables and their VMID */
struct domain {
	unsigned int vmid;
	uint64_t root;
};

/* struct entry - the words of a stream table entry that are not zero */
struct entry {
	uint64_t dw[4];
};

/* struct event - a record */
struct event {
	unsigned int id, sid;
	uint64_t addr;
};

bool wait_for(struct board *b, uint32_t off, uint32_t mask, uint32_t val);
void set_abort(struct board *b);
void set_cr0(struct board *b, uint32_t val);

/* Puts a command into the queue; sync() has the SMMU carry all of them out. */
void command(struct board *b, uint64_t dw0, uint64_t dw1);
bool sync(struct board *b);
void flush_vmid(struct board *b, unsigned int vmid);
void flush_all(struct board *b);

void program_tables(struct board *b);
void program_events(struct board *b);
void takeover(struct board *b);

uint64_t entry_of(struct board *b, unsigned int sid);
struct entry entry_to(const struct domain *d);
/* By way of an invalid entry; each step is confirmed. */
void stream_set(struct board *b, unsigned int sid, const struct entry *e);
void stream_block(struct board *b, unsigned int sid);
void stream_to(struct board *b, unsigned int sid, const struct domain *d);
void forget_stream(struct board *b, unsigned int sid);

uint64_t table_new(struct board *b);
/* Address of the leaf entry; makes the tables above it. */
uint64_t leaf_of(struct board *b, uint64_t root, uint64_t iova);
void map_page(struct board *b, uint64_t root, uint64_t iova, uint64_t pa, uint64_t prot);
void unmap_page(struct board *b, uint64_t root, uint64_t iova);

bool next_event(struct board *b, struct event *e);

/* Takeover; the judge starts; a domain with VMID 1 and the first device in it. */
void begin(struct board *b, struct domain *d);
/* The same, with a host page mapped at IOVA and used. */
uint64_t begin_mapped(struct board *b, struct domain *d);
/* The page at IOVA leaves the host: the first device must not reach it any more. */
void give_away(struct board *b, uint64_t pa);

/*
 * struct seed - one fault: see tests/seeded/driver.h
 */
struct seed {
	const char *name, *rule, *sign;
	void (*run)(struct board *b);
	struct firmware fw;
};

struct seed_list {
	const struct seed *seeds;
	unsigned int nr;
};

#define SEED(n, r, s, f)	{ .name = (n), .rule = (r), .sign = (s), .run = (f) }
#define SEED_ON(n, r, s, f)	{ .name = (n), .rule = (r), .sign = (s), .run = (f), \
				  .fw = { .on = true } }
#define SEED_LIST(list)	{ (list), sizeof(list) / sizeof((list)[0]) }

extern const struct seed_list seeds_takeover, seeds_streams, seeds_tlb, seeds_queue,
	seeds_tables, seeds_events, seeds_nested;

#endif
