// SPDX-License-Identifier: GPL-2.0-only
/* The fake back end: see fake.h. */
#include <stdlib.h>

#include "hyp/core/core.h"
#include "fake.h"
#include "shim.h"

#define TLB_SIZE	4096
#define FAKE_MAX_CTX	128

struct tlb_entry {
	u64 iova, phys;
	int ctx;
};

struct fake_smmu {
	struct hyp_smmu smmu;
	struct smmu_stream streams[FAKE_MAX_STREAMS];
	u64 root[FAKE_MAX_CTX];		/* 0: the context is free */
	bool stuck[FAKE_MAX_CTX];	/* its invalidation was never confirmed */
	bool lent[FAKE_MAX_CTX];
	int stream_ctx[FAKE_MAX_STREAMS];
	struct tlb_entry tlb[TLB_SIZE];
	unsigned int nr_tlb;
	enum { POWER_ON, POWER_LOST, POWER_SHUT, POWER_CLOSED } power;
};

static struct fake_smmu fakes[PKVM_IOMMU_MAX_SMMUS];

static enum { MC_GOOD, MC_OPEN, MC_CLOSED } mc_power;
static bool shut_failed;

static struct {
	unsigned int calls, nth;
	int err;
	bool all;
} ops[FAKE_NR_OPS];

void (*fake_after_restore)(unsigned int smmu);
unsigned int fake_nr_ctx;
struct soc_row fake_rows[FAKE_MAX_ROWS];
u64 fake_mc_val;
u16 fake_culprit;
struct fake_access fake_access_last;
struct smmu_fault fake_fault;
bool fake_drop_writes;

void fake_fail(enum fake_op op, unsigned int nth, int err, bool all)
{
	ops[op].nth = ops[op].calls + nth;
	ops[op].err = err;
	ops[op].all = all;
}

unsigned int fake_calls(enum fake_op op)
{
	return ops[op].calls;
}

static int outcome(enum fake_op op)
{
	ops[op].calls++;
	if (ops[op].nth == ops[op].calls || (ops[op].all && ops[op].nth &&
					     ops[op].calls > ops[op].nth))
		return ops[op].err;
	return 0;
}

static struct fake_smmu *fake_of(const struct hyp_smmu *smmu)
{
	return &fakes[smmu->nr];
}

static void check_locked(struct hyp_smmu *smmu)
{
	if (!shim_holds(&smmu->lock))
		abort();
}

static struct hyp_smmu *fake_alloc(unsigned int nr)
{
	fakes[nr].smmu = (struct hyp_smmu) {
		.streams = fakes[nr].streams, .max_streams = FAKE_MAX_STREAMS,
	};
	return &fakes[nr].smmu;
}

static void check_guard_locked(struct iommu_guard *guard)
{
	if (!shim_holds(&guard->lock))
		abort();
}

static int fake_probe(struct hyp_smmu *smmu)
{
	return outcome(FAKE_PROBE);
}

static int fake_takeover(struct hyp_smmu *smmu, const struct io_pgtable_cfg *identity)
{
	struct fake_smmu *f = fake_of(smmu);
	unsigned int i;

	check_locked(smmu);
	for (i = 0; i < FAKE_MAX_STREAMS; i++)
		f->stream_ctx[i] = i < smmu->nr_streams ? SMMU_CTX_IDENTITY : SMMU_CTX_BLOCKED;
	f->root[SMMU_CTX_IDENTITY] = identity->arm_lpae_s2_cfg.vttbr;
	return outcome(FAKE_TAKEOVER);
}

static int free_ctx(const struct fake_smmu *f)
{
	unsigned int ctx;

	for (ctx = 0; ctx < fake_nr_ctx; ctx++) {
		if (!f->root[ctx])
			return ctx;
	}
	return -ENOSPC;
}

static int fake_ctx_alloc(struct hyp_smmu *smmu, const struct io_pgtable_cfg *cfg)
{
	struct fake_smmu *f = fake_of(smmu);
	int ctx = free_ctx(f), ret = outcome(FAKE_CTX_ALLOC);

	check_locked(smmu);
	if (ret)
		return ret;
	if (ctx < 0)
		return ctx;
	f->root[ctx] = cfg->arm_lpae_s2_cfg.vttbr;
	return ctx;
}

static void drop_tlb(struct fake_smmu *f, int ctx, u64 iova, u64 nr)
{
	unsigned int i, n = 0;

	for (i = 0; i < f->nr_tlb; i++) {
		struct tlb_entry *e = &f->tlb[i];

		if (e->ctx != ctx || e->iova < iova || e->iova - iova >= nr << PAGE_SHIFT)
			f->tlb[n++] = *e;
	}
	f->nr_tlb = n;
}

static int fake_inval_range(struct hyp_smmu *smmu, int ctx, u64 iova, u64 nr)
{
	int ret = outcome(FAKE_INVAL);

	check_locked(smmu);
	if (!ret)
		drop_tlb(fake_of(smmu), ctx, iova, nr);
	return ret;
}

static int fake_inval_ctx(struct hyp_smmu *smmu, int ctx)
{
	return fake_inval_range(smmu, ctx, 0, BIT_ULL(PKVM_IOMMU_IAS - PAGE_SHIFT));
}

static int fake_ctx_free(struct hyp_smmu *smmu, int ctx)
{
	struct fake_smmu *f = fake_of(smmu);
	int i, ret = outcome(FAKE_CTX_FREE);

	check_locked(smmu);
	for (i = 0; i < FAKE_MAX_STREAMS; i++)
		if (f->stream_ctx[i] == ctx)
			abort();	/* a selected context must not be freed */
	if (ret) {
		f->stuck[ctx] = true;
		return ret;
	}
	drop_tlb(f, ctx, 0, BIT_ULL(PKVM_IOMMU_IAS - PAGE_SHIFT));
	f->root[ctx] = 0;
	return 0;
}

/* Stage 1 stays off: the host's accesses go through context 0's table as they are. */
static int fake_ctx_lend(struct hyp_smmu *smmu, u64 cd)
{
	struct fake_smmu *f = fake_of(smmu);
	int ctx = free_ctx(f), ret = outcome(FAKE_CTX_LEND);

	check_locked(smmu);
	if (ret)
		return ret;
	if (ctx < 0)
		return ctx;
	f->root[ctx] = f->root[SMMU_CTX_IDENTITY];
	f->lent[ctx] = true;
	return ctx;
}

static bool host_maps_regs(const struct hyp_smmu *smmu, int ctx)
{
	unsigned int i;
	u64 off;

	for (i = 0; i < smmu->nr_regs; i++) {
		for (off = 0; off < FAKE_LENT_SIZE; off += PAGE_SIZE) {
			if (shim_host_maps(smmu->regs[i].base + FAKE_LENT_OFF(ctx) + off))
				return true;
		}
	}
	return false;
}

/* -EPERM, which no back end returns: the host still reaches the registers. */
static int fake_ctx_take(struct hyp_smmu *smmu, int ctx)
{
	struct fake_smmu *f = fake_of(smmu);
	int i, ret = outcome(FAKE_CTX_TAKE);

	check_locked(smmu);
	for (i = 0; i < FAKE_MAX_STREAMS; i++)
		if (f->stream_ctx[i] == ctx)
			abort();
	if (!f->lent[ctx])
		abort();
	if (ret || host_maps_regs(smmu, ctx))
		return ret ?: -EPERM;
	f->root[ctx] = 0;
	f->lent[ctx] = false;
	return 0;
}

static void fake_lent_regs(const struct hyp_smmu *smmu, int ctx, u64 *off, u64 *size)
{
	*off = FAKE_LENT_OFF(ctx);
	*size = FAKE_LENT_SIZE;
}

static int fake_stream_set(struct hyp_smmu *smmu, unsigned int stream, int ctx)
{
	int ret = outcome(FAKE_STREAM_SET);

	check_locked(smmu);
	if (stream >= smmu->nr_streams || (ctx >= 0 && !fake_of(smmu)->root[ctx]))
		abort();
	if (!ret)
		fake_of(smmu)->stream_ctx[stream] = ctx;
	return ret;
}

static void fake_get_fault(struct hyp_smmu *smmu, struct smmu_fault *fault)
{
	check_locked(smmu);
	*fault = fake_fault;
	memset(&fake_fault, 0, sizeof(fake_fault));
}

static bool fake_lost(struct hyp_smmu *smmu)
{
	check_locked(smmu);
	return fake_of(smmu)->power == POWER_LOST;
}

/* The bypass of the memory controller ends first. */
static int fake_shut(struct hyp_smmu *smmu)
{
	int ret = outcome(FAKE_SHUT);

	check_locked(smmu);
	if (mc_power == MC_OPEN && !fake_calls(FAKE_MC_CLOSE))
		abort();
	if (!ret && fake_of(smmu)->power == POWER_LOST)
		fake_of(smmu)->power = POWER_SHUT;
	shut_failed = shut_failed || ret;
	return ret;
}

/* No SMMU is open any more when the first of them gets its many writes. */
static void check_all_shut(void)
{
	unsigned int i;

	for (i = 0; i < pkvm_iommu_topology->nr_smmus; i++)
		if (fakes[i].power == POWER_LOST && !shut_failed)
			abort();
}

static int fake_close(struct hyp_smmu *smmu)
{
	int ret = outcome(FAKE_CLOSE);

	check_locked(smmu);
	check_all_shut();
	if (!ret)
		fake_of(smmu)->power = POWER_CLOSED;
	return ret;
}

static bool all_closed(void)
{
	unsigned int i;

	for (i = 0; i < pkvm_iommu_topology->nr_smmus && fakes[i].power != POWER_LOST &&
	     fakes[i].power != POWER_SHUT; i++)
		;
	return i == pkvm_iommu_topology->nr_smmus;
}

static int fake_restore(struct hyp_smmu *smmu)
{
	int ret = outcome(FAKE_RESTORE);

	check_locked(smmu);
	/* A stream that translates while something else passes could be anybody's. */
	if (mc_power != MC_GOOD || !all_closed() || fake_of(smmu)->power != POWER_CLOSED)
		abort();
	fake_of(smmu)->power = POWER_ON;
	if (fake_after_restore)
		fake_after_restore(smmu->nr);
	return ret;
}

static int fake_mc_restore(struct iommu_guard *guard)
{
	int ret = outcome(FAKE_MC_RESTORE);

	check_guard_locked(guard);
	if (!all_closed() || mc_power == MC_OPEN)
		abort();
	if (!ret)
		mc_power = MC_GOOD;
	return ret;
}

static bool fake_mc_lost(struct iommu_guard *guard)
{
	check_guard_locked(guard);
	return mc_power == MC_OPEN;
}

static int fake_mc_close(struct iommu_guard *guard)
{
	int ret = outcome(FAKE_MC_CLOSE);

	check_guard_locked(guard);
	if (!ret && mc_power == MC_OPEN)
		mc_power = MC_CLOSED;
	return ret;
}

void fake_lose_power(void)
{
	unsigned int i;

	for (i = 0; i < pkvm_iommu_topology->nr_smmus; i++) {
		fakes[i].power = POWER_LOST;
		fakes[i].nr_tlb = 0;
	}
	mc_power = MC_OPEN;
	shut_failed = false;
}

void fake_open_mc(void)
{
	mc_power = MC_OPEN;
}

static const struct smmu_ops fake_ops = {
	.sid_bits = 15,
	.alloc = fake_alloc,
	.probe = fake_probe,
	.takeover = fake_takeover,
	.ctx_alloc = fake_ctx_alloc,
	.ctx_free = fake_ctx_free,
	.ctx_lend = fake_ctx_lend,
	.ctx_take = fake_ctx_take,
	.lent_regs = fake_lent_regs,
	.stream_set = fake_stream_set,
	.inval_range = fake_inval_range,
	.inval_ctx = fake_inval_ctx,
	.get_fault = fake_get_fault,
	.lost = fake_lost,
	.shut = fake_shut,
	.close = fake_close,
	.restore = fake_restore,
};

static int fake_mc_probe(struct iommu_guard *guard, const struct iommu_row *rows,
			 unsigned int nr_rows)
{
	guard->culprit = fake_culprit;
	return outcome(FAKE_MC_PROBE);
}

static int fake_mc_takeover(struct iommu_guard *guard)
{
	check_guard_locked(guard);
	return outcome(FAKE_MC_TAKEOVER);
}

static void fake_host_access(struct iommu_guard *guard, unsigned int range, u64 off,
			     unsigned int size, bool write, u64 *val)
{
	check_guard_locked(guard);
	fake_access_last = (struct fake_access) {
		.guard = guard->id, .addr = guard->regs[range].base + off, .val = *val,
		.size = size, .write = write,
	};
	if (!write)
		*val = guard->id == PKVM_IOMMU_GUARD_TEGRA_MC ? fake_mc_val : ~fake_mc_val;
	guard->refused += write && fake_drop_writes;
}

static int fake_gpcdma_probe(struct iommu_guard *guard, const struct iommu_row *rows,
			     unsigned int nr_rows)
{
	if (!guard->regs[0].va)
		abort();
	return outcome(FAKE_GPCDMA_PROBE);
}

static const struct iommu_guard_ops mc_ops = {
	.probe = fake_mc_probe,
	.takeover = fake_mc_takeover,
	.lost = fake_mc_lost,
	.close = fake_mc_close,
	.restore = fake_mc_restore,
	.host_access = fake_host_access,
};

/* Neither takeover nor restore: both are optional. */
static const struct iommu_guard_ops gpcdma_ops = {
	.probe = fake_gpcdma_probe,
	.host_access = fake_host_access,
};

static struct iommu_guard mc = { .ops = &mc_ops, .id = PKVM_IOMMU_GUARD_TEGRA_MC };
static struct iommu_guard gpcdma = { .ops = &gpcdma_ops, .id = PKVM_IOMMU_GUARD_TEGRA_GPCDMA };

static const struct soc_smmu smmus[] = {
	{
		.kind = PKVM_IOMMU_SMMU_MMU500, .nr_regs = 2,
		.base = { FAKE_SMMU0_BASE, FAKE_SMMU0_BASE1 },
		.size = FAKE_SMMU_SIZE, .sid_mask = FAKE_SID_MASK,
	}, {
		.kind = PKVM_IOMMU_SMMU_MMU500, .nr_regs = 1, .base = { FAKE_SMMU1_BASE },
		.size = FAKE_SMMU_SIZE, .sid_mask = FAKE_SID_MASK,
	},
};

static const struct soc_row rows[FAKE_NR_ROWS] = {
	{ .smmu = 0, .sid = 1, .client = 0x11 },
	{ .smmu = 0, .sid = 2, .client = 0x12 },
	{ .smmu = 0, .sid = 3, .client = 0x13 },
	{ .smmu = 1, .sid = 1, .client = 0x21 },
	{ .smmu = 1, .sid = 2, .client = 0x22 },
	{ .smmu = 1, .sid = 3, .client = PKVM_IOMMU_NO_CLIENT },
};

static const u32 mc_base[] = { FAKE_MC_BASE };
static const u32 gpcdma_base[] = { FAKE_GPCDMA_BASE };

static const struct soc_guard guards[] = {
	{ &mc, true, 1, mc_base, FAKE_MC_SIZE },
	{ &gpcdma, false, 1, gpcdma_base, FAKE_GPCDMA_SIZE },
};

struct iommu_soc fake_soc = {
	.ias = 39, .alias_bit = 39,
	.smmus = smmus, .nr_smmus = ARRAY_SIZE(smmus),
	.rows = fake_rows, .nr_rows = FAKE_MAX_ROWS,
	.guards = guards, .nr_guards = ARRAY_SIZE(guards),
};

/* A SoC without guards, and with an SMMU of another size: never picked. */
static const struct soc_smmu other_smmu = {
	.kind = PKVM_IOMMU_SMMU_MMU500, .nr_regs = 2,
	.base = { FAKE_SMMU0_BASE, FAKE_SMMU0_BASE1 },
	.size = FAKE_SMMU_SIZE * 2, .sid_mask = FAKE_SID_MASK,
};

static const struct iommu_soc other_soc = {
	.ias = 39, .alias_bit = 39, .smmus = &other_smmu, .nr_smmus = 1,
};

/* In place of systems.c. */
const struct smmu_ops * const pkvm_iommu_backends[PKVM_IOMMU_NR_SMMU_KINDS] = {
	[PKVM_IOMMU_SMMU_MMU500] = &fake_ops,
};

const struct iommu_soc * const pkvm_iommu_socs[] = { &other_soc, &fake_soc };
const unsigned int pkvm_iommu_nr_socs = ARRAY_SIZE(pkvm_iommu_socs);

/* A stage-2 walk of three levels from level 1, 4 KiB granule (Arm DDI 0487). */
u64 fake_walk(u64 root, u64 iova, u64 *leaf)
{
	u64 pte, table = root;
	int level;

	for (level = 1; ; level++) {
		u64 index = iova >> (39 - 9 * level) & 511;

		if (!shim_poc_read(table + index * 8, &pte, sizeof(pte)) || !(pte & 1))
			return FAKE_FAULT;
		if (level == 3 || !(pte & 2))
			break;
		table = pte & GENMASK_ULL(47, 12);
	}
	if (level != 3 || !(pte & 2))
		abort();		/* no block may ever be there */
	if (leaf)
		*leaf = pte;
	return (pte & GENMASK_ULL(47, 12)) | (iova & ~PAGE_MASK);
}

int fake_ctx_of(unsigned int smmu, unsigned int stream)
{
	return fakes[smmu].stream_ctx[stream];
}

u64 fake_root_of(unsigned int smmu, int ctx)
{
	return fakes[smmu].root[ctx];
}

bool fake_is_lent(unsigned int smmu, int ctx)
{
	return fakes[smmu].lent[ctx];
}

static struct tlb_entry *tlb_find(struct fake_smmu *f, int ctx, u64 iova)
{
	unsigned int i;

	for (i = 0; i < f->nr_tlb; i++)
		if (f->tlb[i].ctx == ctx && f->tlb[i].iova == (iova & PAGE_MASK))
			return &f->tlb[i];
	return NULL;
}

u64 fake_dma(unsigned int smmu, u32 sid, u64 iova)
{
	int ctx, stream = pkvm_iommu_stream(pkvm_iommu_topology->smmus[smmu], sid);
	struct fake_smmu *f = &fakes[smmu];
	struct tlb_entry *e;
	u64 phys;

	if (f->power == POWER_LOST || f->power == POWER_SHUT)
		return iova;
	if (f->power == POWER_CLOSED || stream < 0 || f->stream_ctx[stream] < 0 ||
	    iova >> PKVM_IOMMU_IAS)
		return FAKE_FAULT;
	ctx = f->lent[f->stream_ctx[stream]] ? SMMU_CTX_IDENTITY : f->stream_ctx[stream];
	e = tlb_find(f, ctx, iova);
	if (e)
		return e->phys | (iova & ~PAGE_MASK);
	phys = fake_walk(f->root[ctx], iova, NULL);
	if (phys != FAKE_FAULT && f->nr_tlb < TLB_SIZE)
		f->tlb[f->nr_tlb++] = (struct tlb_entry) {
			iova & PAGE_MASK, phys & PAGE_MASK, ctx,
		};
	return phys;
}

bool fake_tlb_reaches(u64 phys)
{
	unsigned int i, n;

	for (n = 0; n < PKVM_IOMMU_MAX_SMMUS; n++)
		for (i = 0; i < fakes[n].nr_tlb; i++)
			if (fakes[n].tlb[i].phys == (phys & PAGE_MASK))
				return true;
	return false;
}

void fake_reset(void)
{
	unsigned int i;

	memset(fakes, 0, sizeof(fakes));
	memset(ops, 0, sizeof(ops));
	fake_nr_ctx = 8;
	memcpy(fake_rows, rows, sizeof(rows));
	for (i = FAKE_NR_ROWS; i < FAKE_MAX_ROWS; i++)
		fake_rows[i] = (struct soc_row) { .client = PKVM_IOMMU_NO_CLIENT };
	fake_soc.coherent_walk = false;
	mc.refused = 0;
	gpcdma.refused = 0;
	mc_power = MC_GOOD;
	shut_failed = false;
	fake_after_restore = NULL;
	fake_drop_writes = false;
	fake_mc_val = 0;
	fake_culprit = PKVM_IOMMU_NO_CLIENT;
	memset(&fake_access_last, 0, sizeof(fake_access_last));
	memset(&fake_fault, 0, sizeof(fake_fault));
}
