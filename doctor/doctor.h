/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What pkvm-dma-doctor finds on a running system, in the files of debugfs, sysfs and procfs
 * below one folder. The files of this folder share nothing else but the names of devices,
 * ../audit/names.h, and strings of JSON, ../audit/quote.h.
 */
#ifndef DOCTOR_H
#define DOCTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define DOCTOR_NAME		128
#define DOCTOR_LINE		512
#define DOCTOR_LAST_FAULTS	4
/* More of a list than this is not read, and no list is taken for whole then. */
#define DOCTOR_MAX		4096

/* ---- files.c: reads files of a system that lies below a folder ---- */

/* The folder, without the slash at its end; "" is this system. */
void files_root(const char *root);
/* 0 and the file's first bytes, without a line's end at their end; or -errno. */
int files_read(char *buf, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The number of bytes, which may be zeros; or -errno. */
long files_bytes(char *buf, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
bool files_exist(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Where a path leads, without links and still with the folder before it. */
bool files_target(char *buf, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Calls @each for each name of a folder, in the order of the alphabet; or returns -errno. */
int files_list(const char *path, void (*each)(void *arg, const char *name), void *arg);
/* Calls @each for each line; or returns -errno. */
int files_lines(const char *path, void (*each)(void *arg, const char *line), void *arg);

/* ---- gather.c: what EL2 and its driver tell ---- */

enum doctor_state {
	DOCTOR_ACTIVE,
	DOCTOR_OFF,
	DOCTOR_FAILED,
	DOCTOR_PENDING,
	DOCTOR_ABSENT,		/* debugfs is there, and has nothing of the driver's */
	DOCTOR_NO_DEBUGFS,
	DOCTOR_NO_ACCESS,
	DOCTOR_UNREADABLE,	/* a file says what no driver says */
};

struct doctor_counter {
	char name[DOCTOR_NAME];
	uint64_t val;
};

/**
 * struct doctor_smmu - an SMMU that EL2 owns
 * @name: its device
 * @bound: its driver has bound; else nobody attaches its streams
 * @phandle: of its node; 0: not known
 * @reg_writes: register writes by EL2
 * @syncs: TLB syncs by EL2
 * @faults: faults since the probe
 * @last: the latest, oldest first
 * @nr_last: how many
 */
struct doctor_smmu {
	char name[DOCTOR_NAME];
	bool bound;
	uint32_t phandle;
	uint64_t reg_writes, syncs, faults;
	char last[DOCTOR_LAST_FAULTS][DOCTOR_LINE];
	int nr_last;
};

enum doctor_verdict {
	DOCTOR_CONTAINED,	/* EL2 translates its streams */
	DOCTOR_FAULTS,		/* no stream of it is attached: all of its accesses fault */
	DOCTOR_OPEN,		/* nothing contains it */
	DOCTOR_UNKNOWN,		/* its name is one of devices that access memory */
	NR_DOCTOR_VERDICTS,
};

/**
 * struct doctor_device - a device that accesses memory, or may
 * @bus: its bus
 * @name: its name on the bus
 * @verdict: is it contained?
 * @smmu: the SMMU that it is behind, or ""
 * @why: why not, or ""
 */
struct doctor_device {
	char bus[32];
	char name[DOCTOR_NAME];
	enum doctor_verdict verdict;
	char smmu[DOCTOR_NAME];
	const char *why;
};

/**
 * struct doctor - everything
 * @state: of DMA isolation
 * @reason: in the kernel's words
 * @error: that the reason ends with, or 0
 * @wants_pkvm: the command line has kvm-arm.mode=protected
 * @option: the command line's pkvm_iommu=, each one, or ""
 * @lost: a list was too long, or a file could not be read
 * @not_restored: EL2 could not restore the SMMUs after a suspend: all DMA faults
 */
struct doctor {
	enum doctor_state state;
	char reason[DOCTOR_LINE];
	int error;
	bool wants_pkvm;
	char option[DOCTOR_NAME];
	bool lost, not_restored;
	struct doctor_counter *counter, *guard;
	int nr_counters, nr_guards;
	struct doctor_smmu *smmu;
	int nr_smmus;
	struct doctor_device *device;
	int nr_devices;
	int count[NR_DOCTOR_VERDICTS];
	char (*refused)[DOCTOR_LINE];
	int nr_refused;
};

void gather(struct doctor *d);
/* One element more, zeroed; NULL after DOCTOR_MAX, which @d->lost remembers. */
void *gather_more(struct doctor *d, void *array, int *nr, size_t size);
uint64_t gather_counter(const struct doctor *d, const char *name);
/* Reads a counter of EL2's; @d remembers if it could not be read. */
void gather_number(struct doctor *d, uint64_t *val, const char *path);
void gather_free(struct doctor *d);

/* ---- smmus.c: the SMMUs that EL2 owns ---- */
void smmus_find(struct doctor *d);
const struct doctor_smmu *smmus_by_name(const struct doctor *d, const char *name);
const struct doctor_smmu *smmus_by_phandle(const struct doctor *d, uint32_t phandle);

/* ---- devices.c: which devices access memory, and whether each is contained ---- */
void devices_find(struct doctor *d);

/* ---- advice.c: what to do about a state that is not active ---- */
/* By its reason. */
const char *advice_on_reason(const struct doctor *d);
/* The advice on a reason that is not known. */
extern const char advice_otherwise[];
/* The words of a reason that row @i of the table has; NULL: there is no such row. */
const char *advice_words(unsigned int i);

/* ---- judge.c: what follows ---- */

enum doctor_status {
	STATUS_CONTAINED,	/* of all devices that can be seen */
	STATUS_NOT_ALL,
	STATUS_NOT_ACTIVE,
	STATUS_CANNOT_TELL,
};

enum doctor_status judge(const struct doctor *d);
void judge_summary(const struct doctor *d, char *buf, size_t size);
/* Calls @say with each piece of advice. */
void judge_advice(const struct doctor *d, void (*say)(void *arg, const char *line), void *arg);
const char *judge_state(enum doctor_state state);
const char *judge_verdict(enum doctor_verdict verdict);

/* ---- one form of output each ---- */
void text_print(FILE *out, const struct doctor *d);
void json_print(FILE *out, const struct doctor *d);

#endif
