// SPDX-License-Identifier: GPL-2.0-only
/* Environment of the SMMUv3 back end's tests: see env.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <nvhe/mem_protect.h>
#include <nvhe/mm.h>

#include "env.h"
#include "shim_internal.h"

struct host_mmu host_mmu;
hyp_spinlock_t pkvm_pgd_lock;

struct env env;

static unsigned int tables_used;

static void judge(void)
{
	if (env.judge)
		env.judge(&env);
}

static u64 mmio_read(void *opaque, u64 off, unsigned int size)
{
	if (env.before_read)
		env.before_read();
	return v3_read(opaque, off, size);
}

static void mmio_write(void *opaque, u64 off, unsigned int size, u64 val)
{
	if (v3_write_uses_memory(opaque, off, val))
		shim_needs_stores();
	env.writes++;
	v3_write(opaque, off, val, size);
	judge();
}

static const struct shim_mmio_ops mmio_ops = { mmio_read, mmio_write };

#define IN_QUEUE(phys, base)	((phys) >= (base) && (phys) - (base) < 0x1000)

static u64 queue_base(u64 reg)
{
	return reg & GENMASK(51, 12);
}

static bool is_descriptor(u64 phys)
{
	u64 table = env.model.strtab_base & GENMASK(51, 6);

	return env.model.strtab_cfg >> 16 & 1 && phys >= table && phys - table < 0x2000;
}

/* The first word of a stream's entry, with the valid bit set */
static bool is_valid_entry(u64 phys)
{
	unsigned int i;

	for (i = 0; i < env.smmu->nr_streams; i++)
		if (v3_ste_address(&env.model, env.smmu->streams[i].sid) == phys)
			return *(u64 *)shim_mem(phys) & 1;
	return false;
}

/*
 * Words reach memory in any order, unless a barrier orders the stores: what a descriptor or a
 * valid bit leads to has to be there before.
 */
static void check_order(u64 phys)
{
	static unsigned int barriers;

	if (!(env.model.cr0 & 1) || IN_QUEUE(phys, queue_base(env.model.cmdq_base)))
		return;
	if (!is_descriptor(phys) && !is_valid_entry(phys))
		barriers = shim_store_barriers;
	else if (barriers == shim_store_barriers)
		shim_panic("a valid bit is stored without a barrier", __FILE__, __LINE__);
}

static void after_word(u64 phys)
{
	check_order(phys);
	env.words++;
	judge();
}

/* An index of the event queue is loaded before the record that it leads to. */
static void before_clean(u64 phys)
{
	if (IN_QUEUE(phys, queue_base(env.model.eventq_base)) && shim_loads_pending)
		shim_panic("an event is read without a barrier", __FILE__, __LINE__);
}

static void build_identity(void)
{
	u64 root = env_table();
	unsigned int i;

	for (i = 0; i < ENV_ID_PAGES; i++)
		env_map(root, ENV_ID + i * 0x1000, ENV_ID + i * 0x1000, true);
	env.identity = env_cfg(root);
}

void env_init(const struct v3_ids *ids)
{
	/* A test that failed inside an operation has left the lock held. */
	if (env.smmu && shim_holds(&env.smmu->lock))
		shim_unlock(&env.smmu->lock);
	shim_memory_reset();
	shim_mmio_reset();
	shim_add_memory(SHIM_PHYS_BASE, 0x1000000, false);
	pkvm_iommu_reset_state();
	pkvm_iommu_init(shim_hyp_pages(ENV_POOL, ENV_POOL_PAGES), ENV_POOL_PAGES);
	tables_used = 0;
	memset(&env, 0, sizeof(env));
	v3_init(&env.model, ids);
	shim_after_word = after_word;
	shim_before_clean = before_clean;

	env.smmu = pkvm_smmuv3_ops.alloc(0);
	env.smmu->ops = &pkvm_smmuv3_ops;
	env.smmu->nr_regs = 1;
	env.smmu->regs[0].base = ENV_BASE;
	env.smmu->regs[0].size = 0x20000;
	shim_add_mmio(ENV_BASE, 0x20000, &mmio_ops, &env.model);
	env.smmu->regs[0].va = shim_ioremap(ENV_BASE, 0x20000);
	hyp_spin_lock_init(&env.smmu->lock);
	build_identity();
}

void env_stream(u32 sid)
{
	env.smmu->streams[env.smmu->nr_streams++].sid = sid;
}

void env_range(u32 sid, u32 nr)
{
	env.smmu->ranges[env.smmu->nr_ranges++] = (struct smmu_range) { sid, nr };
}

int env_probe(void)
{
	return env.smmu->ops->probe(env.smmu);
}

int env_takeover(void)
{
	return env_op(env_ops->takeover(env.smmu, &env.identity));
}

void env_ready(const struct v3_ids *ids)
{
	env_init(ids);
	env_stream(SID_A);
	env_stream(SID_B);
	env_range(RANGE_FIRST, RANGE_NR);
	assert_int_equal(env_probe(), 0);
	assert_int_equal(env_takeover(), 0);
}

struct smmu_fault env_get_fault(void)
{
	struct smmu_fault fault;

	hyp_spin_lock(&env.smmu->lock);
	env.smmu->ops->get_fault(env.smmu, &fault);
	hyp_spin_unlock(&env.smmu->lock);
	return fault;
}

bool env_lost(void)
{
	return env_op(env_ops->lost(env.smmu));
}

int env_add_stream(u32 sid)
{
	unsigned int nr = env.smmu->nr_streams;
	int ret = env_op(env_ops->stream_add(env.smmu, sid));

	if (ret)
		return ret;
	env.smmu->streams[nr] = (struct smmu_stream) { .sid = sid, .ctx = SMMU_CTX_IDENTITY };
	env.smmu->nr_streams++;
	return nr;
}

u64 env_load(u64 pa)
{
	return *(u64 *)shim_mem(pa);
}

void env_store(u64 pa, u64 val)
{
	*(u64 *)shim_mem(pa) = val;
	shim_poc_write(pa, &val, sizeof(val));
}

u64 env_table(void)
{
	assert_true(tables_used < 256);
	return ENV_FIRMWARE + 0x800000 + 0x1000ULL * tables_used++;
}

void env_map(u64 root, u64 ipa, u64 pa, bool write)
{
	env_leaf(root, ipa, pa | 3 | BIT(10) | 3 << 8 | 0xf << 2 | BIT(6) | (write ? BIT(7) : 0));
}

static unsigned int reach_of(u64 out)
{
	if (out >= ENV_ID && out < ENV_ID + ENV_ID_PAGES * 0x1000)
		return BIT((out - ENV_ID) >> 12);
	if (out == ENV_SECRET)
		return REACH_SECRET;
	return out == ENV_PAGE(0) ? REACH_IOVA : REACH_OTHER;
}

static unsigned int reach_at(u32 sid, u64 addr)
{
	unsigned int n, reach = 0;
	u64 out[V3_OUTPUTS];

	n = v3_outputs(&env.model, sid, addr, out);
	while (n--)
		reach |= reach_of(out[n]);
	return reach;
}

unsigned int env_reach(u32 sid)
{
	unsigned int i, reach = reach_at(sid, ENV_SECRET) | reach_at(sid, ENV_IOVA);

	for (i = 0; i < ENV_ID_PAGES; i++)
		reach |= reach_at(sid, ENV_ID + i * 0x1000);
	return reach;
}
