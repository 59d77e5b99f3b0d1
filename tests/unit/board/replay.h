/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What EL2 would make of a board: the registers of a dump are loaded into the models,
 * and EL2's own code probes them and takes them over.
 */
#ifndef BOARD_REPLAY_H
#define BOARD_REPLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "../../board/registers.h"
#include "reader.h"

#define BOARD_SEC_LOCKED	0x10000u
#define BOARD_SEC_OVERRIDE	0x100u
#define BOARD_SEC_NS		0x1u
#define BOARD_SEC_KNOWN		(BOARD_SEC_LOCKED | BOARD_SEC_OVERRIDE | BOARD_SEC_NS)
#define BOARD_BYPASS_LOCKED	0x80000000u
#define BOARD_SID_AROUND	0x7fu

/* Numbers of the SMMUs, as the device tree has them; names by board_smmu_name(). */
#define BOARD_NR_NODES		3u

enum board_about { ABOUT_CLIENT, ABOUT_BYPASS, ABOUT_SMMU, ABOUT_OTHER };

/**
 * struct board_reason - why EL2 refuses the board
 * @about: what is refused
 * @nr: number of the client, the page of the memory controller, or the SMMU
 * @err: the error of EL2's code
 * @addr, @val: the register that EL2 accessed last, and its value
 * @wrote: what EL2 had written there just before, if @did_write
 * @panicked: EL2's code would have panicked
 */
struct board_reason {
	enum board_about about;
	unsigned int nr;
	int err;
	uint32_t addr, val, wrote;
	bool did_write, panicked;
};

/**
 * struct board_client - a client of the memory controller
 * @found_sid, @found_sec: its registers in the dump
 * @sid, @sec: and after the takeover
 * @err: EL2 refuses the board because of this client
 * @around: after the takeover, an access can still pass around the SMMU
 */
struct board_client {
	uint32_t found_sid, found_sec, sid, sec;
	int err;
	bool around;
};

#define BOARD_MAX_REASONS	(BOARD_NR_CLIENTS + 32)

/**
 * struct board_result - what EL2 makes of a board
 * @active: EL2's state after the seal
 * @err: the seal's error
 * @aborted: a register that EL2 reads, but whose read the board refused
 * @reasons: each is removed from the dump before the next is looked for
 * @complete: no further reason is hidden behind the last
 * @clients: by number; after the takeover that followed the removal of all reasons
 */
struct board_result {
	bool active, complete;
	int err;
	const struct board_reg *aborted;
	struct board_reason reasons[BOARD_MAX_REASONS];
	unsigned int nr_reasons;
	struct board_client clients[BOARD_NR_CLIENTS];
};

/*
 * Describes a system to EL2 and seals it: if nobody sets it, upstream's developer kit.
 * Returns the error.
 */
extern int (*board_boot)(void);

/* @lock_leaves_sid: the lock of a client's security register leaves its stream ID open. */
void board_replay(const struct board_file *f, bool lock_leaves_sid, struct board_result *r);

/* The stream ID and SMMU that the topology gives a client; false if it names none. */
bool board_row(unsigned int client, unsigned int *sid, unsigned int *smmu);
/* Instance number @inst of SMMU @nr, as an index of board_smmu_base(); -1: none. */
int board_instance(unsigned int nr, unsigned int inst);
const char *board_smmu_name(unsigned int nr);
/* Lower case, or NULL. */
const char *board_client_name(unsigned int client);
/* The ID registers that the models have, as far as they are published or derived. */
uint32_t board_assumed_idr(unsigned int n);
/* Table walks and the CPUs: no device chooses their addresses. */
bool board_is_no_master(unsigned int client);

#endif
