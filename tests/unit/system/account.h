/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The account: a simple model of EL2's state. Each call is made through these
 * functions, which compare its result with the account; check_*() compare the account
 * with the memory that devices reach in the models.
 */
#ifndef SYSTEM_ACCOUNT_H
#define SYSTEM_ACCOUNT_H

#include "system.h"

#define ACCOUNT_MAX_MAPPINGS	700
#define STREAM_NONE		(-2)
#define STREAM_BLOCKED		(-1)

/* @limbo: an unmap was not confirmed: invalid, but still pinned */
struct mapping {
	u64 iova, phys;
	u8 prot;
	bool limbo;
};

/**
 * struct account_domain - a domain as the host sees it
 * @live: the domain exists
 * @doubt: an SMMU has not confirmed an operation on it
 * @nr, @nr_limbo: entries of @map, and how many of them are in limbo
 */
struct account_domain {
	bool live, doubt;
	unsigned int nr, nr_limbo;
	struct mapping map[ACCOUNT_MAX_MAPPINGS];
};

struct account {
	struct account_domain domain[PKVM_IOMMU_MAX_DOMAINS];
	s16 stream[WORLD_NODES][128];	/* a handle, or one of the above */
	u32 pins[NR_PAGES];
	unsigned int num_cb;
	struct account_deeds {
		unsigned long mapped, unmapped, attached, left, dma, entries;
	} did;
};

/* @did counts successful operations; entries: TLB entries seen. */
extern struct account account;

/* Starts a system, takes it over, and initialises its account. */
void account_start(unsigned int num_cb, u32 leftovers);
/* Initialises the account of a system that was just taken over. */
void account_open(unsigned int num_cb);

/*
 * Calls with any arguments: legal calls must succeed unless a sync got stuck, others
 * must be refused. Each returns the result of the call.
 */
s64 do_alloc(u64 pfn);
s64 do_free(u64 handle);		/* until all pages are returned */
s64 do_topup(u64 handle, u64 pfn);
s64 do_attach(u64 smmu, u64 sid, u64 handle);
s64 do_detach(u64 smmu, u64 sid);
s64 do_map(u64 handle, u64 iova, u64 phys, u64 nr, u64 prot, u64 *need);
s64 do_unmap(u64 handle, u64 iova, u64 nr);
s64 do_iova_to_phys(u64 handle, u64 iova);
int do_donate_hyp(u64 phys, u64 nr);
int do_donate_guest(u64 phys);
int do_unshare_guest(u64 phys);
void do_dma(unsigned int row, u64 sid, u64 tbu, u64 addr, bool write);

/* Checks the pages that a row's client or device reaches, on each instance and TBU. */
void check_row(unsigned int row);
void check_stream(unsigned int smmu, unsigned int sid);
void check_pins(void);
void check_clients(void);		/* the memory controller's part */
void check_all(void);

#endif
