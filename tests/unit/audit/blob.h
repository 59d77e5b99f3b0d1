/* SPDX-License-Identifier: GPL-2.0-only */
/* Device tree blobs like upstream's Orin developer kit, with changes. */
#ifndef AUDIT_BLOB_H
#define AUDIT_BLOB_H

#include <stdbool.h>
#include <stddef.h>

/* Phandles. The SMMU with number @nr has SMMU_PHANDLE + @nr. */
#define MC_PHANDLE	1
#define SMMU_PHANDLE	10

enum { NISO1, ISO, NISO0, NR_SMMUS };

/**
 * struct blob_config - what is different from upstream's tree
 * @compatible: of the root; NULL: Orin's
 * @off: this SMMU is disabled; negative: none is
 * @add: adds nodes to the bus, or NULL
 */
struct blob_config {
	const char *compatible;
	int off;
	void (*add)(void);
};

/* The blob, and its bytes. Its masters are named dev@SMMU.SID. */
const void *blob_make(const struct blob_config *cfg, size_t *len);

/* For @add. */
void blob_begin(const char *name);
void blob_end(void);
void blob_text(const char *name, const char *text);
void blob_cells(const char *name, int nr, ...);
/* A device behind an SMMU, with a memory client, or 0xffff. */
void blob_master(const char *name, int smmu, unsigned int sid, unsigned int client);

#endif
