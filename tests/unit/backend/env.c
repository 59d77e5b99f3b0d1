// SPDX-License-Identifier: GPL-2.0-only
/* Environment of the back end's tests: SMMU model, memory and oracle. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nvhe/mem_protect.h>
#include <nvhe/mm.h>

#include "env.h"
#include "shim_internal.h"

struct host_mmu host_mmu;
hyp_spinlock_t pkvm_pgd_lock;

/* Stub of the core's function: without the core, no access to the backbone is allowed. */
u64 pkvm_iommu_room(u64 addr)
{
	(void)addr;
	return 0;
}

/* Stub of KVM's function: no test here probes a guard that asks. */
bool addr_is_memory(phys_addr_t phys)
{
	(void)phys;
	return false;
}

static u64 ram[ENV_RAM_PAGES][512];
static unsigned int ram_used;
static u64 ram_reads;

struct port {
	struct env *env;
	unsigned int inst;
};

static struct port ports[PKVM_IOMMU_MAX_SMMU_REGS];

static enum bus_status ram_read(void *opaque, uint64_t pa, void *buf, size_t len)
{
	(void)opaque;
	ram_reads++;
	if (pa < ENV_RAM_BASE || pa + len > ENV_RAM_BASE + sizeof(ram))
		return BUS_DECERR;
	memcpy(buf, (u8 *)ram + (pa - ENV_RAM_BASE), len);
	return BUS_OK;
}

u64 env_reads(void)
{
	return ram_reads;
}

static enum bus_status ram_write(void *opaque, uint64_t pa, const void *buf, size_t len)
{
	(void)opaque, (void)pa, (void)buf, (void)len;
	return BUS_DECERR;
}

static const struct bus_mem_ops mem_ops = { ram_read, ram_write };

static void irq_set(void *opaque, unsigned int line, bool level)
{
	(void)opaque, (void)line, (void)level;
}

static const struct bus_irq_ops irq_ops = { irq_set };

static u64 mmio_read(void *opaque, u64 off, unsigned int size)
{
	struct port *p = opaque;
	u64 val = mmu500_mmio_read(p->env->model[p->inst], off, size);

	return p->env->peek ? p->env->peek(p->env, p->inst, off, val) : val;
}

static void mmio_write(void *opaque, u64 off, unsigned int size, u64 val)
{
	struct port *p = opaque;
	struct env *env = p->env;

	if (shim_is_mmu500_invalidation(off))
		shim_needs_stores();
	env->writes++;
	if (!env->filter || env->filter(env, p->inst, off, &val))
		mmu500_mmio_write(env->model[p->inst], off, val, size);
	if (env->step)
		env->step(env, p->inst, off, val);
}

static const struct shim_mmio_ops mmio_ops = { mmio_read, mmio_write };

static void resume(void *opaque, unsigned int bank, bool terminate)
{
	struct port *p = opaque;

	(void)bank;
	p->env->terminated += terminate;
}

static void add_instance(struct env *env, unsigned int inst)
{
	struct mmu500_config cfg = {
		.name = "smmu", .ids = &tegra234_mmu500_ids,
		.num_smrg = env->num_smrg, .num_cb = env->num_cb,
		.mem = &mem_ops, .irq = &irq_ops,
		.resume = resume, .resume_opaque = &ports[inst],
	};

	env->model[inst] = mmu500_new(&cfg);
	assert_non_null(env->model[inst]);
	ports[inst] = (struct port){ env, inst };
	shim_add_mmio(ENV_BASE(inst), 0x1000000, &mmio_ops, &ports[inst]);
	env->node.smmu.regs[inst].base = ENV_BASE(inst);
	env->node.smmu.regs[inst].size = 0x1000000;
	env->node.smmu.regs[inst].va = shim_ioremap(ENV_BASE(inst), 0x1000000);
}

static void build_identity(struct env *env)
{
	u64 root = env_table();
	unsigned int i;

	for (i = 0; i < ENV_ID_PAGES; i++)
		env_map(root, ENV_ID_BASE + i * 0x1000, ENV_ID_BASE + i * 0x1000, true);
	env->identity = env_cfg(root);
}

void env_init(struct env *env, unsigned int nr_instances, unsigned int num_smrg,
	      unsigned int num_cb)
{
	unsigned int i;

	/* A test that failed inside an operation has left the lock held. */
	if (shim_holds(&env->node.smmu.lock))
		shim_unlock(&env->node.smmu.lock);
	memset(env, 0, sizeof(*env));
	memset(ram, 0, sizeof(ram));
	ram_used = 0;
	shim_mmio_reset();
	env->num_smrg = num_smrg;
	env->num_cb = num_cb;
	env->node.smmu.ops = &pkvm_mmu500_ops;
	env->node.smmu.streams = env->node.streams;
	env->node.smmu.sid_mask = ENV_MASK;
	env->node.smmu.nr_regs = nr_instances;
	hyp_spin_lock_init(&env->node.smmu.lock);
	for (i = 0; i < nr_instances; i++)
		add_instance(env, i);
	build_identity(env);
}

void env_streams(struct env *env, const u16 *sids, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		env->node.smmu.streams[i].sid = sids[i];
	env->node.smmu.nr_streams = nr;
}

void env_fini(struct env *env)
{
	unsigned int i;

	for (i = 0; i < env->node.smmu.nr_regs; i++)
		mmu500_free(env->model[i]);
	shim_mmio_reset();
}

static struct hyp_smmu *lock(struct env *env)
{
	struct hyp_smmu *smmu = &env->node.smmu;

	hyp_spin_lock(&smmu->lock);
	return smmu;
}

static int unlock(struct hyp_smmu *smmu, int ret)
{
	hyp_spin_unlock(&smmu->lock);
	return ret;
}

int env_takeover(struct env *env)
{
	struct hyp_smmu *smmu = lock(env);

	return unlock(smmu, smmu->ops->takeover(smmu, &env->identity));
}

int env_ctx_alloc(struct env *env, const struct io_pgtable_cfg *cfg)
{
	struct hyp_smmu *smmu = lock(env);

	return unlock(smmu, smmu->ops->ctx_alloc(smmu, cfg));
}

int env_ctx_free(struct env *env, int ctx)
{
	struct hyp_smmu *smmu = lock(env);

	return unlock(smmu, smmu->ops->ctx_free(smmu, ctx));
}

int env_ctx_lend(struct env *env)
{
	struct hyp_smmu *smmu = lock(env);

	return unlock(smmu, smmu->ops->ctx_lend(smmu, 0));
}

int env_ctx_take(struct env *env, int ctx)
{
	struct hyp_smmu *smmu = lock(env);

	return unlock(smmu, smmu->ops->ctx_take(smmu, ctx));
}

int env_close(struct env *env)
{
	struct hyp_smmu *smmu = lock(env);

	return unlock(smmu, smmu->ops->close(smmu));
}

int env_restore(struct env *env)
{
	struct hyp_smmu *smmu = lock(env);

	return unlock(smmu, smmu->ops->restore(smmu));
}

int env_stream_set(struct env *env, unsigned int stream, int ctx)
{
	struct hyp_smmu *smmu = lock(env);

	return unlock(smmu, smmu->ops->stream_set(smmu, stream, ctx));
}

int env_inval_range(struct env *env, int ctx, u64 iova, u64 nr)
{
	struct hyp_smmu *smmu = lock(env);

	return unlock(smmu, smmu->ops->inval_range(smmu, ctx, iova, nr));
}

int env_inval_ctx(struct env *env, int ctx)
{
	struct hyp_smmu *smmu = lock(env);

	return unlock(smmu, smmu->ops->inval_ctx(smmu, ctx));
}

struct smmu_fault env_get_fault(struct env *env)
{
	struct hyp_smmu *smmu = &env->node.smmu;
	struct smmu_fault fault;

	hyp_spin_lock(&smmu->lock);
	smmu->ops->get_fault(smmu, &fault);
	hyp_spin_unlock(&smmu->lock);
	return fault;
}

static unsigned int width(u64 off)
{
	u64 reg = off & 0xffff;

	return off >= 0x800000 && (reg == SMMU_CB_TTBR0 || reg == 0x28) ? 8 : 4;
}

void env_poke(struct env *env, unsigned int inst, u64 off, u64 val)
{
	mmu500_mmio_write(env->model[inst], off, val, width(off));
}

u32 env_peek(struct env *env, unsigned int inst, u64 off)
{
	return mmu500_mmio_read(env->model[inst], off, 4);
}

u64 env_table(void)
{
	assert_true(ram_used < 256);
	return ENV_RAM_BASE + 0x1000ULL * ram_used++;
}

/* Stage 2: S2AP read-write, normal memory. Stage 1: AP read-write at any level. */
void env_map(u64 root, u64 va, u64 pa, bool s2)
{
	u64 leaf = pa | 3 | BIT(10) | 3 << 8;

	leaf |= s2 ? 3 << 6 | 0xf << 2 : 1 << 6;
	env_leaf(root, va, leaf);
}

static u64 *word(u64 pa)
{
	return &ram[(pa - ENV_RAM_BASE) >> 12][pa >> 3 & 0x1ff];
}

u64 env_load(u64 pa)
{
	return *word(pa);
}

void env_store(u64 pa, u64 val)
{
	*word(pa) = val;
}

static void visit(void *opaque, uint64_t va, uint64_t pa, uint64_t len, bool readable,
		  bool writable, bool from_tlb, bool whole)
{
	struct reach *r = opaque;
	struct reach_page *p = from_tlb ? &r->tlb[r->nr_tlb++] : &r->page[r->nr++];

	(void)len;
	assert_true(r->nr < ENV_MAX_PAGES && r->nr_tlb < ENV_MAX_PAGES);
	r->whole |= whole;
	*p = (struct reach_page){ va, pa, readable, writable };
}

void env_reach(struct env *env, unsigned int inst, u16 stream, struct reach *r)
{
	r->whole = false;
	r->nr = 0;
	r->nr_tlb = 0;
	mmu500_reach(env->model[inst], stream, visit, r);
}

bool reach_nothing(const struct reach *r)
{
	return !r->nr && !r->nr_tlb;
}

static bool among(const struct reach_page *p, const struct reach *r)
{
	unsigned int i;

	for (i = 0; i < r->nr; i++) {
		if (r->whole || (p->va == r->page[i].va && p->pa == r->page[i].pa &&
				 p->r <= r->page[i].r && p->w <= r->page[i].w))
			return true;
	}
	return false;
}

static bool within(const struct reach_page *p, unsigned int nr, const struct reach *by)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		if (!among(&p[i], by))
			return false;
	}
	return true;
}

bool reach_same(const struct reach *a, const struct reach *b)
{
	return a->whole == b->whole && within(a->page, a->nr, b) && within(b->page, b->nr, a);
}

bool reach_tlb_within(const struct reach *r, const struct reach *by)
{
	return within(r->tlb, r->nr_tlb, by);
}

u64 env_access(struct env *env, unsigned int inst, u16 stream, u64 addr, bool write)
{
	struct bus_txn txn = { .client = BUS_CLIENT_NONE, .write = write, .addr = addr };
	struct mmu500_result res;

	mmu500_translate(env->model[inst], stream, &txn, &res);
	return res.status == BUS_OK ? res.pa : ~0ULL;
}
