/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What pkvm-dma-audit knows of a device tree: its nodes, its DMA masters, and what EL1's
 * and EL2's own code makes of them. The files of this folder share nothing else.
 */
#ifndef AUDIT_H
#define AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "names.h"
#include "tests/unit/board/report.h"

#define AUDIT_PATH		512
#define AUDIT_NO_CLIENT		0xffffu
#define AUDIT_NONE		(-1)

/* ---- tree.c: the nodes of a blob ---- */

/**
 * struct audit_node - a node
 * @name: its name, with the unit address
 * @offset: its place in the blob, as the parser names it
 * @parent: index of its parent, or AUDIT_NONE
 */
struct audit_node {
	const char *name;
	int offset;
	int parent;
};

/**
 * struct audit_tree - a blob that has been checked
 * @fdt: the blob
 * @node: its nodes, in its order
 * @nr: how many
 */
struct audit_tree {
	const void *fdt;
	struct audit_node *node;
	int nr;
};

const char *tree_load(struct audit_tree *t, const char *path);	/* NULL, or what is wrong */
const void *tree_prop(const struct audit_tree *t, int node, const char *name, int *len);
bool tree_has(const struct audit_tree *t, int node, const char *name);
bool tree_is(const struct audit_tree *t, int node, const char *compatible);
const char *tree_text(const struct audit_tree *t, int node, const char *name);	/* or "" */
bool tree_cell(const struct audit_tree *t, int node, const char *name, int i, uint32_t *val);
bool tree_enabled(const struct audit_tree *t, int node);
int tree_at(const struct audit_tree *t, int offset);
int tree_find(const struct audit_tree *t, const char *path);
int tree_by_phandle(const struct audit_tree *t, uint32_t phandle);
const char *tree_path(const struct audit_tree *t, int node);	/* valid until the 4th next call */

/* ---- machine.c: EL1 and EL2, on models of the machine ---- */

/* What decides which stream ID a device presents. */
enum audit_hold {
	HOLD_FORCED,	/* the memory controller forces it on the client */
	HOLD_GUARD,	/* the device does; EL2 guards the register that it is in */
	HOLD_FIRMWARE,	/* the memory controller forces what firmware has locked */
	HOLD_WIRED,	/* no register decides it */
	HOLD_UNKNOWN,	/* no table tells which memory client the device has */
	HOLD_NOTHING,	/* the device does, and nothing guards it */
	NR_HOLDS,
};

/**
 * struct audit_client - a stream that EL2 knows, and the memory client that presents it
 * @smmu: the SMMU's number
 * @sid: stream ID
 * @client: memory client, or AUDIT_NO_CLIENT
 * @added: no device of the tree names it
 * @guarded: EL2 can guard the device, if the memory controller cannot force the client
 * @hold: what decides the stream ID
 */
struct audit_client {
	unsigned int smmu, sid, client;
	bool added, guarded;
	enum audit_hold hold;
};

#define AUDIT_MAX_CLIENTS	512

enum audit_state { STATE_ACTIVE, STATE_FAILED };

/**
 * struct audit_machine - what came out
 * @state: EL2's state
 * @error: and its error
 * @reason: in EL1's words
 * @log: EL1's log
 * @smmu_base: base of each SMMU
 * @nr_smmus: how many
 * @client: the streams of EL2's topology
 * @nr_clients: how many
 * @tried: EL2 took the SMMUs over, on the models
 * @from_dump: the registers are those of a board's dump
 * @depends: one reading of the dump's locks leads to ACTIVE, the other to FAILED
 */
struct audit_machine {
	enum audit_state state;
	int error;
	char reason[512];
	char log[8192];
	uint64_t smmu_base[4];
	unsigned int nr_smmus;
	struct audit_client client[AUDIT_MAX_CLIENTS];
	unsigned int nr_clients;
	bool tried, from_dump, depends;
};

struct board_file;

/* A board's dump, or NULL; *@err is what is wrong with the file then. */
const struct board_file *machine_dump(const char *path, const char **err);
/* @dump: NULL: registers are as after a reset. */
void machine_run(const void *fdt, const struct board_file *dump, struct audit_machine *m);
const char *machine_client_name(unsigned int client);	/* or NULL */

/* rows.c: the streams of one node, by EL1's parser. */
struct audit_stream {
	unsigned int smmu, sid, nr, client;
	int error;
};

/* The number of streams, at most @max; 0 if the parser refuses the tree or the node. */
int rows_of(const void *fdt, int offset, struct audit_stream *stream, int max);
/* What EL2 made of a row: its error, or 0. */
int rows_error(const struct audit_stream *stream);
/*
 * The @i-th row that is refused, in EL1's words, and the offset of the first node that
 * names it. False past the last.
 */
bool rows_refused(unsigned int i, char *words, size_t size, int *error, int *offset);

/* ---- known.c: what is known of devices and SoCs by their names ---- */

int known_gicv2(const struct audit_tree *t);	/* a node, or 0: KVM refuses protected mode */
struct audit_known known_device(const struct audit_tree *t, int node);

/**
 * struct audit_soc - a SoC that is known by name
 * @compatible: of the root node
 * @name: for people
 * @owned: EL2 has its table
 * @why: why EL2 cannot own it, or NULL
 */
struct audit_soc {
	const char *compatible;
	const char *name;
	bool owned;
	const char *why;
};

const struct audit_soc *known_soc(const struct audit_tree *t);	/* or NULL */
const char *known_smmu_name(const struct audit_soc *soc, uint64_t base);	/* or NULL */
/* What no tree of a SoC shows: line @i, or NULL past the last. */
const char *known_unseen(const struct audit_soc *soc, unsigned int i);

/* ---- report.c: the masters, and the whole in numbers ---- */

enum audit_verdict {
	VERDICT_CONTAINED,	/* an SMMU that EL2 owns translates all of its streams */
	VERDICT_FAULTS,		/* EL2 refuses streams: they fault, the device gets no driver */
	VERDICT_OPEN,		/* nothing contains it */
	VERDICT_UNKNOWN,	/* it may access memory, and no SMMU is named */
	NR_VERDICTS,
};

#define AUDIT_NODE_STREAMS	128

/**
 * struct audit_master - a node that accesses memory, or may
 * @node: the node
 * @enabled: the tree does not disable it
 * @known: what is known by name
 * @stream: its streams
 * @nr_streams: how many; 0: none, or not understood
 * @iommu: the first node that its "iommus" or "iommu-map" names, or AUDIT_NONE
 * @verdict: is it contained?
 * @hold: what decides its stream ID, the weakest of all streams
 * @if_locked: EL2 can hold the device where firmware locked the memory controller
 * @assumed: no table names its memory clients; those of its stream ID are assumed
 * @group: masters with a stream in common have the same number
 */
struct audit_master {
	int node;
	bool enabled;
	struct audit_known known;
	struct audit_stream *stream;
	int nr_streams;
	int iommu;
	enum audit_verdict verdict;
	enum audit_hold hold;
	bool if_locked, assumed;
	int group;
};

/**
 * struct audit - everything
 * @tree: the nodes
 * @machine: what EL1 and EL2 made of it
 * @soc: the SoC, or NULL
 * @master: nodes that access memory, or may
 * @nr_masters: how many
 * @other: further nodes to tell of: firmware processors, ITS, framebuffers and so on
 * @nr_others: how many
 * @count: masters, by verdict
 */
struct audit {
	struct audit_tree tree;
	struct audit_machine machine;
	const struct audit_soc *soc;
	struct audit_master *master;
	int nr_masters;
	int *other;
	int nr_others;
	int count[NR_VERDICTS];
};

void report_make(struct audit *a);
/* 0: all are contained, or fault; 1: some are not, or the state is FAILED. */
int report_status(const struct audit *a);
bool report_shares(const struct audit_master *a, const struct audit_master *b);
const struct audit_master *report_master(const struct audit *a, int node);	/* or NULL */

/* words.c: names and sentences that all forms of output use. */
const char *words_verdict(enum audit_verdict verdict);
const char *words_hold(enum audit_hold hold);
const char *words_smmu(const struct audit *a, unsigned int smmu);
void words_smmus(const struct audit *a, const struct audit_master *m, char *buf, size_t size);
void words_summary(const struct audit *a, char *buf, size_t size);
void words_streams(const struct audit_master *m, char *buf, size_t size);
void words_clients(const struct audit_master *m, char *buf, size_t size);

/* One form of output each. */
void table_print(FILE *out, const struct audit *a);
void json_print(FILE *out, const struct audit *a);
void dot_print(FILE *out, const struct audit *a);
/* 0: contained, faults, or no DMA master; 1: not contained; 2: no such node, or several. */
int explain_print(FILE *out, const struct audit *a, const char *what);

#endif
