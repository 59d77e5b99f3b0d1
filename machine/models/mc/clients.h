/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory controller's clients: which SMMU each one's traffic passes, and the
 * stream ID that firmware gives it. The table is the SoC's.
 */
#ifndef MODELS_MC_CLIENTS_H
#define MODELS_MC_CLIENTS_H

#include "../bus/bus.h"

/*
 * SMMUs are numbered by the SoC, as device-tree nodes: a pair of instances is one.
 * This is the number of none.
 */
#define SMMU_NONE	0xffu

/* Client numbers are nine bits wide, as error status registers report them. */
#define MC_NR_CLIENTS 512u

/* Special stream IDs. */
#define MC_SID_INVALID		0x00u
#define MC_SID_PASSTHROUGH	0x7fu

/**
 * struct mc_client - what is known of one client
 * @id:		client number; its override register, if it has one, is at 8 * @id
 * @sid:	stream ID that firmware programs
 * @node:	SMMU that the client's traffic passes, or SMMU_NONE
 * @forced:	firmware leaves the override enabled; where it doesn't, the
 *		stream ID that the device presents counts (assumed for clients
 *		that the kernel's table doesn't hold)
 * @name:	lower case, as error messages print it
 */
struct mc_client {
	uint16_t id;
	uint8_t sid;
	uint8_t node;
	bool forced;
	const char *name;
};

/**
 * struct mc_clients - a SoC's table
 * @client:	in order of client numbers, which are below MC_NR_CLIENTS
 * @nr:		entries
 * @smmu_name:	by number of the SMMU
 */
struct mc_clients {
	const struct mc_client *client;
	unsigned int nr;
	const char *const *smmu_name;
};

/**
 * mc_client_find() - look a client up
 * @id: client number, any value
 *
 * Return: the entry, or NULL if the table doesn't name this client.
 */
const struct mc_client *mc_client_find(const struct mc_clients *clients, unsigned int id);

/* Does the client, any number, have a stream-ID register? Those behind an SMMU do. */
bool mc_client_has_sid(const struct mc_clients *clients, unsigned int id);

#endif
