// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One access from a device's port to memory, and the question what a device
 * could reach.
 */
#include <stdlib.h>
#include <string.h>

#include "fabric.h"
#include "wait.h"

#define PAGE		UINT64_C(0x1000)
#define TBU_SHIFT	10
#define TBU_MASK	0x1fu

struct fabric {
	struct fabric_config cfg;
	struct fabric_queue waiting;
};

/* Where an access goes before any table is consulted. */
struct route {
	unsigned int node;
	uint16_t stream;
};

static bool instances_ok(const struct fabric_config *cfg)
{
	unsigned int n, i;

	for (n = 0; n < FABRIC_MAX_NODES; n++) {
		if (cfg->nr_smmu[n] > FABRIC_MAX_INSTANCES)
			return false;
		for (i = 0; i < cfg->nr_smmu[n]; i++)
			if (!cfg->smmu[n][i])
				return false;
	}
	return true;
}

struct fabric *fabric_new(const struct fabric_config *cfg)
{
	struct fabric *f;

	if (!cfg->mc || !cfg->mem || !instances_ok(cfg))
		return NULL;
	f = calloc(1, sizeof(*f));
	if (f)
		f->cfg = *cfg;
	return f;
}

void fabric_free(struct fabric *f)
{
	free(f);
}

static void find_route(const struct fabric_port *port, const struct bus_txn *txn,
		       struct route *r)
{
	const struct mc *mc = port->fabric->cfg.mc;
	const struct mc_client *client = mc_client_find(mc_get_clients(mc), txn->client);
	struct mc_resolution res;

	mc_resolve(mc, txn, &res);
	r->node = client ? client->node : port->node;
	if (r->node >= FABRIC_MAX_NODES || res.bypass_smmu)
		r->node = SMMU_NONE;
	r->stream = (uint16_t)((txn->tbu & TBU_MASK) << TBU_SHIFT | res.sid);
}

/* Translate; without an SMMU on the path the output address is the input address. */
static void pass_smmu(struct fabric *f, const struct route *r, struct fabric_trace *t)
{
	struct mmu500_result res;

	t->pa = t->txn->addr;
	t->bypassed = true;
	if (r->node == SMMU_NONE)
		return;
	t->bypassed = false;
	t->status = BUS_FAULT;
	if (!f->cfg.nr_smmu[r->node])
		return;
	t->instance = mmu500_interleave(f->cfg.nr_smmu[r->node], t->txn->addr);
	mmu500_translate(f->cfg.smmu[r->node][t->instance], r->stream, t->txn, &res);
	t->status = res.status;
	t->pa = res.pa;
	t->bypassed = res.bypassed;
	t->quiet = res.quiet;
	if (res.stalled && t->txn->wait) {
		t->status = BUS_STALLED;
		fabric_hold(&f->waiting, t->txn->wait, f->cfg.smmu[r->node][t->instance], &res);
	}
}

/* Where in memory the access ends; the first byte's address as mc_decode() has it. */
static void decode(struct fabric *f, size_t len, struct fabric_trace *t, uint64_t *mem_pa)
{
	uint64_t last;

	t->status = mc_decode(f->cfg.mc, t->pa, mem_pa);
	if (t->status == BUS_OK)
		t->status = mc_decode(f->cfg.mc, t->pa + (len - 1), &last);
}

static void reach_memory(struct fabric *f, void *buf, size_t len, struct fabric_trace *t)
{
	const struct bus_mem_ops *mem = f->cfg.mem;
	uint64_t pa;

	decode(f, len, t, &pa);
	if (t->status != BUS_OK)
		return;
	t->status = t->txn->write ? mem->write(f->cfg.mem_opaque, pa, buf, len) :
				    mem->read(f->cfg.mem_opaque, pa, buf, len);
}

static void report(struct fabric *f, const struct fabric_trace *t)
{
	if (t->status == BUS_FAULT)
		mc_report_smmu_fault(f->cfg.mc, t->txn);
	else if (t->status != BUS_OK && t->status != BUS_STALLED)
		mc_report_decerr(f->cfg.mc, t->txn, t->pa);
	if (f->cfg.trace)
		f->cfg.trace(f->cfg.trace_opaque, t);
}

/* A stalled access is terminated; whether the device sees it was decided when it stalled. */
static void end_stalled(struct fabric *f, struct bus_wait *wait, struct fabric_trace *t)
{
	if (t->node != SMMU_NONE)
		t->instance = mmu500_interleave(f->cfg.nr_smmu[t->node], t->txn->addr);
	t->status = BUS_FAULT;
	t->quiet = wait->quiet;
	wait->state = BUS_WAIT_NONE;
}

/* The part before the memory controller's address decoding: stream ID and translation. */
static void start(struct fabric_port *port, const struct bus_txn *txn, struct fabric_trace *t)
{
	struct bus_wait *wait = txn->wait;
	struct route r;

	find_route(port, txn, &r);
	*t = (struct fabric_trace){
		.txn = txn, .stream = r.stream, .node = r.node, .status = BUS_OK,
	};
	if (wait && wait->state == BUS_WAIT_END) {
		end_stalled(port->fabric, wait, t);
		return;
	}
	if (wait)
		wait->state = BUS_WAIT_NONE;
	pass_smmu(port->fabric, &r, t);
}

/* A quiet fault: a read returns zeroes, a write has no effect, both succeed. */
static enum bus_status seen_by_device(const struct fabric_trace *t, void *buf, size_t len)
{
	if (t->status != BUS_FAULT || !t->quiet)
		return t->status;
	if (!t->txn->write)
		memset(buf, 0, len);
	return BUS_OK;
}

enum bus_status fabric_access(struct fabric_port *port, const struct bus_txn *txn,
			      void *buf, size_t len)
{
	struct fabric_trace t;

	/* Refuse an access that crosses a page boundary. */
	if (!len || len > PAGE || (txn->addr & (PAGE - 1)) + len > PAGE)
		return BUS_SLVERR;
	if (txn->wait && txn->wait->state == BUS_WAIT_HELD)
		return BUS_STALLED;
	start(port, txn, &t);
	if (t.status == BUS_OK)
		reach_memory(port->fabric, buf, len, &t);
	report(port->fabric, &t);
	return seen_by_device(&t, buf, len);
}

enum bus_status fabric_translate(struct fabric_port *port, const struct bus_txn *txn,
				 uint64_t *mem_pa)
{
	struct bus_txn alone = *txn;
	struct fabric_trace t;

	alone.wait = NULL;
	start(port, &alone, &t);
	if (t.status == BUS_OK)
		decode(port->fabric, 1, &t, mem_pa);
	report(port->fabric, &t);
	return t.status;
}

static enum bus_status port_access(void *opaque, const struct bus_txn *txn, void *buf,
				   size_t len)
{
	return fabric_access(opaque, txn, buf, len);
}

static void port_forget(void *opaque, struct bus_wait *wait)
{
	struct fabric_port *port = opaque;

	fabric_unhold(&port->fabric->waiting, wait);
}

const struct bus_master_ops fabric_ops = {
	.access = port_access,
	.forget = port_forget,
};

void fabric_resume(struct fabric *f, const struct mmu500 *smmu, unsigned int bank,
		   bool terminate)
{
	fabric_wake_recorded(&f->waiting, smmu, bank, terminate);
}

void fabric_release(struct fabric *f, const struct mmu500 *smmu, unsigned int bank, bool lost)
{
	fabric_wake_others(&f->waiting, smmu, bank, lost);
}

void fabric_reach(struct fabric_port *port, const struct bus_txn *txn,
		  mmu500_visit_fn visit, void *opaque)
{
	const struct fabric_config *cfg = &port->fabric->cfg;
	struct route r;
	unsigned int i;

	find_route(port, txn, &r);
	if (r.node == SMMU_NONE) {
		visit(opaque, 0, 0, 0, true, true, false, true);
		return;
	}
	for (i = 0; i < cfg->nr_smmu[r.node]; i++)
		mmu500_reach(cfg->smmu[r.node][i], r.stream, visit, opaque);
}
