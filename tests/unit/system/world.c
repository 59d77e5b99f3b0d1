// SPDX-License-Identifier: GPL-2.0-only
/* The models, connected as on Orin: see world.h. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../machine/models/fabric/fabric.h"
#include "../../../machine/models/gpcdma/gpcdma.h"
#include "../../../machine/models/mmu500/regs.h"
#include "../../../machine/models/pmc/pmc.h"
#include "../../../machine/models/sdmmc/sdmmc.h"
#include "../../../machine/models/tegra234/mc.h"

#include "world.h"

#define MAX_INST	2
#define NUM_SMRG	128

static const struct {
	enum tegra234_smmu_node model;
	unsigned int nr;
	uint64_t base[MAX_INST];
} nodes[WORLD_NODES] = {
	[WORLD_NISO1]	= { SMMU_NISO1, 2, { 0x08000000, 0x07000000 } },
	[WORLD_ISO]	= { SMMU_ISO, 1, { 0x10000000 } },
	[WORLD_NISO0]	= { SMMU_NISO0, 2, { 0x12000000, 0x11000000 } },
};

#define NR_SDMMC	2

static const uint64_t device_base[WORLD_DEVICES] = {
	0x03400000, 0x03460000, 0x06800000, 0x06900000, 0x06a00000, 0x06b00000,
};

/* SDMMC1, SDMMC4, GPCDMA, then MGBE's: of the last two one direction only. */
static const uint16_t choosers[] = {
	0x60, 0x64, 0x63, 0x67, 0x8c, 0x8d, 0x58, 0x5c, 0x59, 0x5f, 0x5a, 0x65,
};

static struct {
	struct world_config cfg;
	struct mmu500 *smmu[WORLD_NODES][MAX_INST];
	unsigned int stick[WORLD_NODES][MAX_INST];
	struct {
		unsigned int before, nr;
	} lose[WORLD_NODES][MAX_INST];
	struct mc *mc;
	struct fabric *fabric;
	struct gpcdma *gpcdma;
	struct sdmmc *sdmmc[NR_SDMMC];
	uint8_t mgbe[WORLD_DEVICES - NR_SDMMC][WORLD_DEVICE_SIZE];
	bool device_stuck[WORLD_DEVICES];
	struct pmc *pmc;
	void (*on_backbone)(uint64_t addr, size_t len, bool write);
	struct fabric_trace last;
	uint64_t stuck, lost;
	char complaint[200];	/* the first that is not expected */
	bool by_host;		/* none is about what a host writes */
	const char *expected;
} world;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static enum bus_status walk_read(void *opaque, uint64_t pa, void *buf, size_t len)
{
	(void)opaque;
	return world.cfg.walk_read(pa, buf, len) ? BUS_OK : BUS_DECERR;
}

static enum bus_status walk_write(void *opaque, uint64_t pa, const void *buf, size_t len)
{
	(void)opaque, (void)pa, (void)buf, (void)len;
	return BUS_DECERR;
}

static enum bus_status dma_read(void *opaque, uint64_t pa, void *buf, size_t len)
{
	(void)opaque;
	return world.cfg.dma_read(pa, buf, len) ? BUS_OK : BUS_DECERR;
}

static enum bus_status dma_write(void *opaque, uint64_t pa, const void *buf, size_t len)
{
	(void)opaque;
	return world.cfg.dma_write(pa, buf, len) ? BUS_OK : BUS_DECERR;
}

static const struct bus_mem_ops walk_ops = { walk_read, walk_write };
static const struct bus_mem_ops dma_ops = { dma_read, dma_write };

/* GPCDMA's two sides. Its memory side is not modelled here. */
static enum bus_status engine_memory(void *opaque, const struct bus_txn *txn, void *buf, size_t len)
{
	(void)opaque;
	if (!txn->write)
		memset(buf, 0, len);
	return BUS_OK;
}

static enum bus_status engine_backbone(void *opaque, const struct bus_txn *txn, void *buf,
				       size_t len)
{
	static const uint8_t word[4] = { 0x00, 0xee, 0xff, 0xc0 };
	size_t i;

	(void)opaque;
	if (!txn->write)
		for (i = 0; i < len; i++)
			((uint8_t *)buf)[i] = word[i % sizeof(word)];
	if (world.on_backbone)
		world.on_backbone(txn->addr, len, txn->write);
	return BUS_OK;
}

static const struct bus_master_ops engine_memory_ops = { .access = engine_memory };
static const struct bus_master_ops engine_backbone_ops = { .access = engine_backbone };

static void no_irq(void *opaque, unsigned int line, bool level)
{
	(void)opaque, (void)line, (void)level;
}

static const struct bus_irq_ops irq_ops = { no_irq };

static void trace(void *opaque, const struct fabric_trace *t)
{
	(void)opaque;
	world.last = *t;
}

static void on_complaint(void *opaque, const char *msg)
{
	(void)opaque;
	if (!world.by_host && !world.complaint[0] &&
	    !(world.expected && strstr(msg, world.expected)))
		snprintf(world.complaint, sizeof(world.complaint), "%s", msg);
}

static struct mmu500 *new_smmu(void)
{
	const struct mmu500_config cfg = {
		.name = "smmu", .ids = &tegra234_mmu500_ids,
		.num_smrg = NUM_SMRG, .num_cb = world.cfg.num_cb,
		.mem = &walk_ops, .irq = &irq_ops, .log = on_complaint,
	};
	struct mmu500 *m = mmu500_new(&cfg);

	if (!m)
		exit(99);
	mmu500_set_option(m, world.cfg.leftovers & 1 ? MMU500_OPT_RESET_WORST :
						       MMU500_OPT_RESET_SEED,
			  world.cfg.leftovers);
	mmu500_reset(m);
	return m;
}

static void reset_device(unsigned int i)
{
	if (i < NR_SDMMC)
		sdmmc_reset(world.sdmmc[i]);
	else
		memset(world.mgbe[i - NR_SDMMC], 0x7f, WORLD_DEVICE_SIZE);
}

void world_lose_power(void)
{
	unsigned int node, inst;

	for (node = 0; node < WORLD_NODES; node++)
		for (inst = 0; inst < nodes[node].nr; inst++)
			mmu500_reset(world.smmu[node][inst]);
	mc_reset(world.mc);
	gpcdma_reset(world.gpcdma);
	for (inst = 0; inst < WORLD_DEVICES; inst++)
		reset_device(inst);
}

static void let_devices_choose(struct mc_config *mc)
{
	static const unsigned int nr[] = {
		[WORLD_SOME_OWN_SIDS] = 6, [WORLD_ALL_OWN_SIDS] = 12,
	};

	mc->choosers = choosers;
	mc->nr_choosers = nr[world.cfg.own_sids];
	mc->bypass_config = MC_BYPASS_SID | MC_BYPASS_LOCKED;
}

static void new_devices(void)
{
	unsigned int i;

	for (i = 0; i < NR_SDMMC; i++) {
		world.sdmmc[i] = sdmmc_new(on_complaint, NULL);
		if (!world.sdmmc[i])
			exit(99);
	}
	for (i = 0; i < WORLD_DEVICES; i++)
		reset_device(i);
}

void world_new(const struct world_config *cfg)
{
	struct fabric_config fc = { .mem = &dma_ops, .trace = trace };
	const struct gpcdma_config gc = {
		.read_client = MC_CLIENT_AXISR, .write_client = MC_CLIENT_AXISW,
		.mem = &engine_memory_ops, .cbb = &engine_backbone_ops,
		.log = on_complaint,
	};
	struct mc_config mc = tegra234_mc_config;
	unsigned int n, i;

	world_free();
	world.cfg = *cfg;
	mc.dram_size = 0x200000000;
	mc.lock_leaves_sid = cfg->lock_leaves_sid;
	mc.log = on_complaint;
	if (cfg->own_sids)
		let_devices_choose(&mc);
	world.mc = mc_new(&mc);
	fc.mc = world.mc;
	for (n = 0; n < WORLD_NODES; n++) {
		fc.nr_smmu[nodes[n].model] = nodes[n].nr;
		for (i = 0; i < nodes[n].nr; i++) {
			world.smmu[n][i] = new_smmu();
			fc.smmu[nodes[n].model][i] = world.smmu[n][i];
		}
	}
	world.fabric = fabric_new(&fc);
	world.gpcdma = gpcdma_new(&gc);
	for (i = 0; world.gpcdma && i < GPCDMA_NR_REQUESTS; i++) {
		/* Every peripheral's request line is always active. */
		gpcdma_request(world.gpcdma, i, false, true);
		gpcdma_request(world.gpcdma, i, true, true);
	}
	world.pmc = pmc_new(&dma_ops, NULL, on_complaint, NULL);
	if (!world.mc || !world.fabric || !world.gpcdma || !world.pmc)
		exit(99);
	new_devices();
}

void world_free(void)
{
	unsigned int n, i;

	for (n = 0; n < WORLD_NODES; n++)
		for (i = 0; i < nodes[n].nr; i++)
			mmu500_free(world.smmu[n][i]);
	mc_free(world.mc);
	fabric_free(world.fabric);
	gpcdma_free(world.gpcdma);
	for (i = 0; i < NR_SDMMC; i++)
		sdmmc_free(world.sdmmc[i]);
	pmc_free(world.pmc);
	memset(&world, 0, sizeof(world));
}

unsigned int world_instances(unsigned int node)
{
	return nodes[node].nr;
}

uint64_t world_smmu_base(unsigned int node, unsigned int inst)
{
	return nodes[node].base[inst];
}

uint64_t world_smmu_read(unsigned int node, unsigned int inst, uint64_t off, unsigned int size)
{
	uint64_t val;

	pthread_mutex_lock(&lock);
	val = mmu500_mmio_read(world.smmu[node][inst], off, size);
	pthread_mutex_unlock(&lock);
	return val;
}

static bool starts_sync(uint64_t off)
{
	if (off < WORLD_SMMU_SIZE / 2)
		return off == GR0_STLBGSYNC;
	return (off & 0xffff) == CB_TLBSYNC;
}

/* A sync is stuck until the next one starts. */
static void count_sync(unsigned int node, unsigned int inst)
{
	unsigned int *left = &world.stick[node][inst];
	bool stuck = *left && !--*left;

	mmu500_set_option(world.smmu[node][inst], MMU500_OPT_SYNC_STUCK, stuck);
	world.stuck += stuck;
}

/* Not an operation, nor the status of faults: SMR, S2CR, sCR0, CBAR, CBA2R, a bank's. */
static bool is_kept(uint64_t off)
{
	const uint64_t page = 0x10000, gr1 = page, reg = off & (page - 1);

	if (off >= WORLD_SMMU_SIZE / 2)
		return reg < 0x40;		/* SCTLR to TCR */
	if (off >= gr1)
		return off < gr1 + page && (reg < 0x200 || reg >= 0x800);
	return !off || (off >= 0x800 && off < 0xe00);
}

static bool is_lost(unsigned int node, unsigned int inst, uint64_t off)
{
	if (!world.lose[node][inst].nr || !is_kept(off))
		return false;
	if (world.lose[node][inst].before) {
		world.lose[node][inst].before--;
		return false;
	}
	world.lose[node][inst].nr--;
	world.lost++;
	return true;
}

void world_smmu_write(unsigned int node, unsigned int inst, uint64_t off, uint64_t val,
		      unsigned int size)
{
	pthread_mutex_lock(&lock);
	if (starts_sync(off))
		count_sync(node, inst);
	if (!is_lost(node, inst, off))
		mmu500_mmio_write(world.smmu[node][inst], off, val, size);
	pthread_mutex_unlock(&lock);
}

void world_host_write(unsigned int node, unsigned int inst, uint64_t off, uint64_t val,
		      unsigned int size)
{
	pthread_mutex_lock(&lock);
	world.by_host = true;
	mmu500_mmio_write(world.smmu[node][inst], off, val, size);
	world.by_host = false;
	pthread_mutex_unlock(&lock);
}

uint64_t world_mc_base(unsigned int region)
{
	return tegra234_mc_region[region];
}

uint64_t world_mc_read(unsigned int region, uint64_t off, unsigned int size)
{
	uint64_t val;

	pthread_mutex_lock(&lock);
	val = mc_mmio_read(world.mc, region, off, size);
	pthread_mutex_unlock(&lock);
	return val;
}

void world_mc_write(unsigned int region, uint64_t off, uint64_t val, unsigned int size)
{
	pthread_mutex_lock(&lock);
	mc_mmio_write(world.mc, region, off, val, size);
	pthread_mutex_unlock(&lock);
}

uint64_t world_gpcdma_read(uint64_t off, unsigned int size)
{
	uint64_t val;

	pthread_mutex_lock(&lock);
	val = gpcdma_mmio_read(world.gpcdma, off, size);
	pthread_mutex_unlock(&lock);
	return val;
}

void world_gpcdma_write(uint64_t off, uint64_t val, unsigned int size)
{
	pthread_mutex_lock(&lock);
	gpcdma_mmio_write(world.gpcdma, off, val, size);
	pthread_mutex_unlock(&lock);
}

void world_gpcdma_reset(void)
{
	pthread_mutex_lock(&lock);
	gpcdma_reset(world.gpcdma);
	pthread_mutex_unlock(&lock);
}

uint64_t world_device_base(unsigned int i)
{
	return device_base[i];
}

uint64_t world_device_read(unsigned int i, uint64_t off, unsigned int size)
{
	uint64_t val = 0;

	pthread_mutex_lock(&lock);
	if (i < NR_SDMMC)
		val = sdmmc_mmio_read(world.sdmmc[i], off, size);
	else
		memcpy(&val, &world.mgbe[i - NR_SDMMC][off], size);
	pthread_mutex_unlock(&lock);
	return val;
}

static void write_device(unsigned int i, uint64_t off, uint64_t val, unsigned int size)
{
	if (i < NR_SDMMC)
		sdmmc_mmio_write(world.sdmmc[i], off, val, size);
	else
		memcpy(&world.mgbe[i - NR_SDMMC][off], &val, size);
}

void world_device_write(unsigned int i, uint64_t off, uint64_t val, unsigned int size)
{
	pthread_mutex_lock(&lock);
	if (!world.device_stuck[i] || size != 4)
		write_device(i, off, val, size);
	pthread_mutex_unlock(&lock);
}

void world_device_reset(unsigned int i)
{
	pthread_mutex_lock(&lock);
	reset_device(i);
	pthread_mutex_unlock(&lock);
}

void world_device_stick(unsigned int i)
{
	world.device_stuck[i] = true;
}

uint8_t world_sdmmc_sid(unsigned int i, bool write)
{
	return sdmmc_stream_id(world.sdmmc[i], write);
}

uint64_t world_scratch_read(uint64_t off, unsigned int size)
{
	uint64_t val;

	pthread_mutex_lock(&lock);
	val = pmc_mmio_read(world.pmc, off, size);
	pthread_mutex_unlock(&lock);
	return val;
}

void world_scratch_write(uint64_t off, uint64_t val, unsigned int size)
{
	pthread_mutex_lock(&lock);
	pmc_mmio_write(world.pmc, off, val, size);
	pthread_mutex_unlock(&lock);
}

unsigned int world_wake(void)
{
	unsigned int written;

	pthread_mutex_lock(&lock);
	written = pmc_wake(world.pmc);
	pthread_mutex_unlock(&lock);
	return written;
}

void world_gpcdma_run(size_t bytes, void (*on)(uint64_t addr, size_t len, bool write))
{
	pthread_mutex_lock(&lock);
	world.on_backbone = on;
	gpcdma_run(world.gpcdma, bytes);
	pthread_mutex_unlock(&lock);
}

void world_stick(unsigned int node, unsigned int inst, unsigned int n)
{
	pthread_mutex_lock(&lock);
	world.stick[node][inst] = n;
	pthread_mutex_unlock(&lock);
}

void world_lose_writes(unsigned int node, unsigned int inst, unsigned int n, unsigned int more)
{
	pthread_mutex_lock(&lock);
	world.lose[node][inst].before = n ? n - 1 : 0;
	world.lose[node][inst].nr = n ? 1 + more : 0;
	pthread_mutex_unlock(&lock);
}

uint64_t world_lost(void)
{
	return world.lost;
}

uint64_t world_stuck(void)
{
	return world.stuck;
}

uint64_t world_syncs(unsigned int node, unsigned int inst)
{
	struct mmu500_stats st;

	mmu500_get_stats(world.smmu[node][inst], &st);
	return st.syncs;
}

void world_dma(struct world_access *a)
{
	struct fabric_port port = { world.fabric, nodes[a->node].model };
	struct bus_txn txn = {
		.client = a->client == WORLD_NO_CLIENT ? BUS_CLIENT_NONE : a->client,
		.sid = a->sid, .tbu = a->tbu, .write = a->write, .addr = a->addr,
	};

	pthread_mutex_lock(&lock);
	a->ok = fabric_access(&port, &txn, &a->data, sizeof(a->data)) == BUS_OK &&
		!world.last.quiet;
	a->pa = world.last.pa;
	pthread_mutex_unlock(&lock);
}

struct visitor {
	void (*visit)(void *opaque, const struct world_page *page);
	void *opaque;
};

static void visit(void *opaque, uint64_t va, uint64_t pa, uint64_t len, bool readable,
		  bool writable, bool from_tlb, bool whole)
{
	const struct world_page page = { va, pa, readable, writable, from_tlb, whole };
	const struct visitor *v = opaque;

	(void)len;
	v->visit(v->opaque, &page);
}

void world_reach(unsigned int node, unsigned int inst, unsigned int stream,
		 void (*fn)(void *opaque, const struct world_page *page), void *opaque)
{
	struct visitor v = { fn, opaque };

	mmu500_reach(world.smmu[node][inst], (uint16_t)stream, visit, &v);
}

int world_client_sid(unsigned int client, unsigned int sid)
{
	struct bus_txn txn = { .client = (uint16_t)client, .sid = (uint8_t)sid };
	struct mc_resolution res;

	mc_resolve(world.mc, &txn, &res);
	return res.bypass_smmu ? -1 : res.sid;
}

bool world_client_at(unsigned int i, unsigned int *client, unsigned int *node)
{
	const struct mc_client *c;
	unsigned int k, n;

	for (k = 0; k < tegra234_mc_clients.nr; k++) {
		c = &tegra234_mc_clients.client[k];
		if (c->node == SMMU_NONE || i--)
			continue;
		for (n = 0; nodes[n].model != c->node; n++)
			;
		*client = c->id;
		*node = n;
		return true;
	}
	return false;
}

uint64_t world_evictions(void)
{
	struct mmu500_stats st;
	uint64_t sum = 0;
	unsigned int n, i;

	for (n = 0; n < WORLD_NODES; n++) {
		for (i = 0; i < nodes[n].nr; i++) {
			mmu500_get_stats(world.smmu[n][i], &st);
			sum += st.tlb_evictions;
		}
	}
	return sum;
}

const char *world_complaint(void)
{
	return world.complaint[0] ? world.complaint : NULL;
}

void world_expect_complaint(const char *part)
{
	world.expected = part;
}
