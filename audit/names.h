/* SPDX-License-Identifier: GPL-2.0-only */
/* What a device is, by its names in the device tree: for pkvm-dma-audit and pkvm-dma-doctor. */
#ifndef AUDIT_NAMES_H
#define AUDIT_NAMES_H

#include <stdbool.h>
#include <stddef.h>

enum audit_role {
	ROLE_OTHER,
	ROLE_MASTER,	/* accesses memory, or may */
	ROLE_PCIE,	/* a root port: whatever is plugged in accesses memory */
	ROLE_GPU,
	ROLE_FIRMWARE,	/* a processor with firmware of its own */
	ROLE_ITS,	/* the GIC's: tables in memory, at the host's choice */
	ROLE_TRACE,	/* writes traces to memory */
	ROLE_BACKBONE,	/* reaches registers by the control backbone */
	ROLE_PROXY,	/* its accesses are another device's */
	ROLE_CLOSED,	/* EL2 closes its registers to the host */
	ROLE_FRAMEBUFFER,
};

/**
 * struct audit_known - what is known of a device
 * @role: what it is
 * @words: one sentence more, or NULL
 * @certain: named by its compatible string, not guessed from the node's name
 */
struct audit_known {
	enum audit_role role;
	const char *words;
	bool certain;
};

/* By a "compatible" property of @len bytes. */
struct audit_known names_compatible(const char *list, size_t len);
/* By a node's name, with or without unit address: a guess. */
enum audit_role names_generic(const char *name);
/* Does a device of this role access memory by itself? */
bool names_master(enum audit_role role);
/* Does EL2 contain a device of this role, without an IOMMU in its node? */
bool names_contained(enum audit_role role);

#endif
