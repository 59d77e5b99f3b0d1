/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory controller's clients on Tegra234: which SMMU each one's traffic
 * passes, and the stream ID that firmware gives it.
 */
#ifndef TEGRA234_MODELS_MC_CLIENTS_H
#define TEGRA234_MODELS_MC_CLIENTS_H

#include "../bus/bus.h"

/* The three SMMUs as device-tree nodes; niso0 and niso1 are pairs. */
enum smmu_node {
	SMMU_ISO,
	SMMU_NISO0,
	SMMU_NISO1,
	SMMU_NR_NODES,
	SMMU_NONE = SMMU_NR_NODES,	/* the client passes no SMMU */
};

/* Client numbers are nine bits wide, as error status registers report them. */
#define MC_NR_CLIENTS 512u

/* Clients that the machine's own devices use. */
#define MC_CLIENT_SDMMCRA	0x60u
#define MC_CLIENT_SDMMCRAB	0x63u
#define MC_CLIENT_SDMMCWA	0x64u
#define MC_CLIENT_SDMMCWAB	0x67u
#define MC_CLIENT_AXISR		0x8cu
#define MC_CLIENT_AXISW		0x8du
#define MC_CLIENT_NVDISPLAYR	0x92u
#define MC_CLIENT_BPMPR		0x93u
#define MC_CLIENT_BPMPW		0x94u
#define MC_CLIENT_BPMPDMAR	0x95u
#define MC_CLIENT_BPMPDMAW	0x96u
#define MC_CLIENT_PCIE4R	0xe0u
#define MC_CLIENT_PCIE4W	0xe1u

/* Special stream IDs. */
#define MC_SID_INVALID		0x00u
#define MC_SID_PASSTHROUGH	0x7fu

/**
 * struct mc_client - what is known of one client
 * @id:		client number; its override register is at 8 * @id
 * @sid:	stream ID that firmware programs
 * @node:	SMMU that the client's traffic passes
 * @forced:	firmware leaves the override enabled; where it doesn't, the
 *		stream ID that the device presents counts (assumed for clients
 *		that the kernel's table doesn't hold)
 * @name:	lower case, as error messages print it
 */
struct mc_client {
	uint16_t id;
	uint8_t sid;
	enum smmu_node node;
	bool forced;
	const char *name;
};

/**
 * mc_client_find() - look a client up
 * @id: client number, any value
 *
 * Return: the entry, or NULL if no table names this client.
 */
const struct mc_client *mc_client_find(unsigned int id);

/**
 * mc_client_at() - enumerate the table
 * @index: 0 and up
 *
 * Return: the entry in order of client number, NULL beyond the last.
 */
const struct mc_client *mc_client_at(unsigned int index);

#endif
