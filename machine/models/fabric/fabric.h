/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The path from a device to memory: memory controller (stream ID), the SMMU
 * instance that serves the access, memory controller (address decoding), memory.
 */
#ifndef MODELS_FABRIC_H
#define MODELS_FABRIC_H

#include "../bus/bus.h"
#include "../mc/mc.h"
#include "../mmu500/mmu500.h"

struct fabric;

#define FABRIC_MAX_NODES	4u
#define FABRIC_MAX_INSTANCES	2u

/**
 * struct fabric_trace - one access and how it went, for traces
 * @txn:	as the device issued it
 * @stream:	stream ID at the SMMU, with TBU bits
 * @node:	SMMU passed, SMMU_NONE if none
 * @instance:	instance of @node that served it
 * @bypassed:	no translation: memory controller or SMMU let it pass
 * @pa:		output address, valid if @status is neither BUS_FAULT nor BUS_STALLED
 * @quiet:	@status is BUS_FAULT, but the device saw zeroes, or a write that
 *		did nothing
 */
struct fabric_trace {
	const struct bus_txn *txn;
	uint16_t stream;
	unsigned int node;
	unsigned int instance;
	bool bypassed;
	uint64_t pa;
	bool quiet;
	enum bus_status status;
};

/**
 * struct fabric_config - what the fabric connects
 * @mc:		the memory controller
 * @smmu:	instances of each node, by the SoC's number of it; unused ones NULL
 * @nr_smmu:	how many each node has, 0 to FABRIC_MAX_INSTANCES; 0 makes every
 *		access through that node end in BUS_FAULT
 * @mem:	the memory: DRAM and on-chip memory, at their addresses without the
 *		alias's bits
 * @trace:	called once per access that has ended or waits; may be NULL
 */
struct fabric_config {
	struct mc *mc;
	struct mmu500 *smmu[FABRIC_MAX_NODES][FABRIC_MAX_INSTANCES];
	unsigned int nr_smmu[FABRIC_MAX_NODES];
	const struct bus_mem_ops *mem;
	void *mem_opaque;
	void (*trace)(void *opaque, const struct fabric_trace *t);
	void *trace_opaque;
};

/* Return: NULL when out of memory or when @cfg is incomplete. */
struct fabric *fabric_new(const struct fabric_config *cfg);
void fabric_free(struct fabric *f);

/**
 * struct fabric_port - where a master is connected
 * @fabric:	the fabric
 * @node:	SMMU for accesses whose client no table routes (BUS_CLIENT_NONE
 *		and unknown clients); SMMU_NONE: they pass no SMMU
 */
struct fabric_port {
	struct fabric *fabric;
	unsigned int node;
};

/**
 * fabric_ops - the struct bus_master_ops of every port
 *
 * Its @opaque is a struct fabric_port.
 */
extern const struct bus_master_ops fabric_ops;

/* The same as a function. */
enum bus_status fabric_access(struct fabric_port *port, const struct bus_txn *txn,
			      void *buf, size_t len);

/**
 * fabric_translate() - as fabric_access(), for a caller that moves the data itself
 * @mem_pa: on BUS_OK, where in memory @txn->addr lies, as mc_decode() has it; good for
 *	this one access, and up to the end of its 4 KiB page
 *
 * Faults are recorded, logged and traced as those of fabric_access(). The caller
 * can't wait, and gets an error for a quiet fault too: there is no data to zero.
 */
enum bus_status fabric_translate(struct fabric_port *port, const struct bus_txn *txn,
				 uint64_t *mem_pa);

/**
 * fabric_resume() - an SMMU's RESUME, as its config's callback tells it
 * @smmu: the instance
 */
void fabric_resume(struct fabric *f, const struct mmu500 *smmu, unsigned int bank,
		   bool terminate);

/* The same for accesses that are stalled without a record. */
void fabric_release(struct fabric *f, const struct mmu500 *smmu, unsigned int bank, bool lost);

/**
 * fabric_reach() - the oracle: all that accesses like @txn can reach now
 * @txn:	client, stream ID and TBU count; its address does not
 * @visit:	as mmu500_reach() calls it, for each instance of the node;
 *		whole=true also when the memory controller lets it pass around
 *
 * Changes no state.
 */
void fabric_reach(struct fabric_port *port, const struct bus_txn *txn,
		  mmu500_visit_fn visit, void *opaque);

#endif
