// SPDX-License-Identifier: GPL-2.0-only
/*
 * The system as EL1 describes it while it is still trusted: SMMUs, the registers
 * of guards, and the stream of each device. It is checked as a whole, against
 * what EL2 knows of the SoC, before anything is taken over.
 */
#include <linux/minmax.h>

#include <nvhe/mem_protect.h>

#include "core.h"

static struct iommu_topology topo;

const struct iommu_topology * const pkvm_iommu_topology = &topo;

static bool range_is_sane(u64 base, u64 size)
{
	return base && size && PAGE_ALIGNED(base) && PAGE_ALIGNED(size) &&
	       base < BIT_ULL(PKVM_IOMMU_IAS) && size <= BIT_ULL(PKVM_IOMMU_IAS) - base;
}

int pkvm_iommu_add_smmu(u64 nr, u64 kind, const struct smmu_ops *ops, u64 base, u64 size,
			u64 sid_mask)
{
	struct hyp_smmu *smmu;

	hyp_assert_lock_held(&pkvm_iommu_setup_lock);
	if (nr != topo.nr_smmus || nr >= PKVM_IOMMU_MAX_SMMUS)
		return -EINVAL;
	if (!ops || sid_mask >> ops->sid_bits || !range_is_sane(base, size))
		return -EINVAL;
	if (sid_mask && ops->stream_add)
		return -EINVAL;

	smmu = ops->alloc(nr);
	smmu->ops = ops;
	smmu->kind = kind;
	smmu->nr = nr;
	smmu->regs[smmu->nr_regs++] = (struct iommu_regs) { .base = base, .size = size };
	smmu->sid_mask = sid_mask;
	hyp_spin_lock_init(&smmu->lock);
	topo.smmus[topo.nr_smmus++] = smmu;
	return 0;
}

int pkvm_iommu_add_smmu_regs(u64 nr, u64 base, u64 size)
{
	struct hyp_smmu *smmu = pkvm_iommu_smmu(nr);

	hyp_assert_lock_held(&pkvm_iommu_setup_lock);
	if (!smmu || smmu->nr_regs == PKVM_IOMMU_MAX_SMMU_REGS)
		return -EINVAL;
	if (size != smmu->regs[0].size || !range_is_sane(base, size))
		return -EINVAL;
	smmu->regs[smmu->nr_regs++] = (struct iommu_regs) { .base = base, .size = size };
	return 0;
}

int pkvm_iommu_add_guard_regs(u64 id, u64 base, u64 size)
{
	struct guard_regs *g;

	hyp_assert_lock_held(&pkvm_iommu_setup_lock);
	if (id >= PKVM_IOMMU_NR_GUARDS || !range_is_sane(base, size))
		return -EINVAL;
	g = &topo.guards[id];
	if (g->nr == PKVM_IOMMU_MAX_GUARD_REGS)
		return -EINVAL;
	g->regs[g->nr++] = (struct iommu_regs) { .base = base, .size = size };
	return 0;
}

static int add_stream(struct hyp_smmu *smmu, u32 sid)
{
	if (pkvm_iommu_stream(smmu, sid) >= 0)
		return 0;
	if (smmu->nr_streams == smmu->max_streams)
		return -ENOSPC;
	smmu->streams[smmu->nr_streams].sid = sid;
	smmu->streams[smmu->nr_streams].domain = PKVM_IOMMU_DOMAIN_IDENTITY;
	smmu->nr_streams++;
	return 0;
}

static int add_sid_range(struct hyp_smmu *smmu, const struct iommu_row *row)
{
	if (smmu->nr_ranges == SMMU_MAX_RANGES)
		return -ENOSPC;
	smmu->ranges[smmu->nr_ranges++] = (struct smmu_range) {
		.sid = row->sid, .nr = row->nr_sids,
	};
	return 0;
}

/* All of the row's streams, or none. */
static int add_streams(struct hyp_smmu *smmu, const struct iommu_row *row)
{
	unsigned int i, before = smmu->nr_streams;
	int ret = 0;

	if (smmu->ops->stream_add && row->nr_sids > 1)
		return add_sid_range(smmu, row);
	for (i = 0; i < row->nr_sids && !ret; i++)
		ret = add_stream(smmu, row->sid + i);
	if (ret)
		smmu->nr_streams = before;
	return ret;
}

static bool rows_overlap(const struct iommu_row *a, const struct iommu_row *b)
{
	return a->smmu == b->smmu && a->sid - b->sid < b->nr_sids;
}

/*
 * A client, or a channel, has exactly one stream ID; reject a second row for it. Without a
 * client, reject a row whose streams another such row has already.
 */
static bool row_is_new(const struct iommu_row *row)
{
	unsigned int i;

	for (i = 0; i < topo.nr_rows; i++) {
		const struct iommu_row *r = &topo.rows[i];

		if (r->client != row->client)
			continue;
		if (row->client != PKVM_IOMMU_NO_CLIENT || rows_overlap(row, r) ||
		    rows_overlap(r, row))
			return false;
	}
	return true;
}

/* Is every stream ID of the row one that a client may present to the SMMU? */
static bool sids_are_sane(const struct hyp_smmu *smmu, const struct iommu_row *row)
{
	u32 i;

	if (!row->nr_sids || ((u64)row->sid + row->nr_sids - 1) >> smmu->ops->sid_bits)
		return false;
	if (row->client != PKVM_IOMMU_NO_CLIENT && row->nr_sids != 1)
		return false;
	/* Such an SMMU ignores no bit. */
	if (smmu->ops->stream_add)
		return true;
	if (row->nr_sids > smmu->max_streams)
		return false;
	for (i = row->sid; i - row->sid < row->nr_sids; i++) {
		if (i & smmu->sid_mask)
			return false;
	}
	return true;
}

static int check_row(const struct iommu_row *row)
{
	struct hyp_smmu *smmu = pkvm_iommu_smmu(row->smmu);

	if (!smmu || !sids_are_sane(smmu, row))
		return -EINVAL;
	return row_is_new(row) ? 0 : -EEXIST;
}

static int add_row(const struct iommu_row *row)
{
	struct hyp_smmu *smmu = pkvm_iommu_smmu(row->smmu);
	int ret = check_row(row);

	if (ret)
		return ret;
	if (topo.nr_rows == PKVM_IOMMU_MAX_ROWS)
		return -ENOSPC;
	ret = add_streams(smmu, row);
	if (!ret)
		topo.rows[topo.nr_rows++] = *row;
	return ret;
}

int pkvm_iommu_stream(const struct hyp_smmu *smmu, u64 sid)
{
	unsigned int i;

	for (i = 0; i < smmu->nr_streams; i++)
		if (smmu->streams[i].sid == sid)
			return i;
	return -ENOENT;
}

static bool sid_in_ranges(const struct hyp_smmu *smmu, u64 sid)
{
	unsigned int i;

	for (i = 0; i < smmu->nr_ranges; i++) {
		if (sid >= smmu->ranges[i].sid && sid - smmu->ranges[i].sid < smmu->ranges[i].nr)
			return true;
	}
	return false;
}

/* A stream of a range is in the identity domain until it is listed. */
static int add_stream_of_range(struct hyp_smmu *smmu, u64 sid)
{
	int ret;

	hyp_assert_lock_held(&smmu->lock);
	if (!sid_in_ranges(smmu, sid))
		return -ENOENT;
	if (smmu->nr_streams == smmu->max_streams)
		return -ENOSPC;
	ret = smmu->ops->stream_add(smmu, sid);
	if (ret)
		return ret;
	smmu->streams[smmu->nr_streams] = (struct smmu_stream) {
		.sid = sid, .domain = PKVM_IOMMU_DOMAIN_IDENTITY, .ctx = SMMU_CTX_IDENTITY,
	};
	return smmu->nr_streams++;
}

/**
 * pkvm_iommu_find_stream() - the stream that a call names
 * @smmu: the SMMU
 * @sid: stream ID
 *
 * Return: its index in smmu->streams; -ENOENT: it is not part of the topology; -ENOMEM:
 * it is in a range, and its entry needs a page; -ENOSPC: too many of the ranges' streams are in
 * use.
 */
int pkvm_iommu_find_stream(struct hyp_smmu *smmu, u64 sid)
{
	int ret;

	hyp_spin_lock(&smmu->lock);
	ret = pkvm_iommu_stream(smmu, sid);
	if (ret == -ENOENT)
		ret = add_stream_of_range(smmu, sid);
	hyp_spin_unlock(&smmu->lock);
	return ret;
}

/* The SoC's SMMU that was described with its register ranges and mask, or NULL. */
static const struct soc_smmu *soc_smmu(const struct iommu_soc *soc, const struct hyp_smmu *smmu)
{
	const struct soc_smmu *s;
	unsigned int i;

	for (s = soc->smmus; s < soc->smmus + soc->nr_smmus; s++) {
		if (smmu->kind != s->kind || smmu->sid_mask != s->sid_mask ||
		    smmu->nr_regs != s->nr_regs)
			continue;
		for (i = 0; i < s->nr_regs; i++) {
			if (smmu->regs[i].base != s->base[i] || smmu->regs[i].size != s->size)
				break;
		}
		if (i == s->nr_regs)
			return s;
	}
	return NULL;
}

/* The described SMMU that is number @nr of the SoC, or -EINVAL. */
static int smmu_of_soc(const struct iommu_soc *soc, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < topo.nr_smmus; i++) {
		if (soc_smmu(soc, topo.smmus[i]) == &soc->smmus[nr])
			return i;
	}
	return -EINVAL;
}

/*
 * A device without a client may present the stream ID of some client. The device tree
 * decides which channel of the DMA engine has which of the engine's streams.
 */
static bool client_may_have(const struct iommu_row *row, const struct soc_row *r)
{
	if (row->client == PKVM_IOMMU_NO_CLIENT)
		return true;
	if (r->client == SOC_ANY_CHANNEL)
		return pkvm_iommu_channel(row->client) >= 0;
	return row->client == r->client;
}

static bool sid_is_known(const struct iommu_soc *soc, const struct iommu_row *row, u32 sid)
{
	const struct soc_row *r;
	unsigned int i;

	for (i = 0; i < soc->nr_rows; i++) {
		r = &soc->rows[i];
		if (r->sid == sid && smmu_of_soc(soc, r->smmu) == row->smmu &&
		    client_may_have(row, r))
			return true;
	}
	return false;
}

/* Are the row's streams all in one of the SoC's rows for devices without a client? */
static bool range_is_known(const struct iommu_soc *soc, const struct iommu_row *row)
{
	const struct soc_row *r;

	for (r = soc->rows; r < soc->rows + soc->nr_rows; r++) {
		if (r->nr_sids && smmu_of_soc(soc, r->smmu) == row->smmu && row->sid >= r->sid &&
		    row->sid - r->sid < r->nr_sids &&
		    row->nr_sids <= r->nr_sids - (row->sid - r->sid))
			return true;
	}
	return false;
}

static bool row_is_known(const struct iommu_soc *soc, const struct iommu_row *row)
{
	u32 i;

	if (row->client == PKVM_IOMMU_NO_CLIENT && range_is_known(soc, row))
		return true;
	if (topo.smmus[row->smmu]->ops->stream_add && row->nr_sids > 1)
		return false;
	for (i = 0; i < row->nr_sids; i++) {
		if (!sid_is_known(soc, row, row->sid + i))
			return false;
	}
	return true;
}

/* A range that is left out would stay the host's: all of them, in order, or none. */
static bool guard_matches(const struct soc_guard *g)
{
	const struct guard_regs *d = &topo.guards[g->guard->id];
	unsigned int i;

	if (d->nr != (g->described ? g->nr_regs : 0))
		return false;
	for (i = 0; i < d->nr; i++) {
		if (d->regs[i].base != g->base[i] || d->regs[i].size != g->size)
			return false;
	}
	return true;
}

static bool soc_has_registers(const struct iommu_soc *soc)
{
	unsigned int i;

	for (i = 0; i < topo.nr_smmus; i++) {
		if (!soc_smmu(soc, topo.smmus[i]))
			return false;
	}
	for (i = 0; i < soc->nr_guards; i++) {
		if (!guard_matches(&soc->guards[i]))
			return false;
	}
	return true;
}

static bool soc_matches(const struct iommu_soc *soc)
{
	unsigned int i;

	for (i = 0; i < topo.nr_rows; i++) {
		if (!row_is_known(soc, &topo.rows[i]))
			return false;
	}
	return soc_has_registers(soc);
}

/*
 * A row that the SoC does not have is left out, so that it costs its device, not the
 * system: its streams fault, as all that no row has. That needs the SoC to be told from the
 * SMMUs and guards described so far. Else the row stays, and the seal decides.
 */
static bool row_is_foreign(const struct iommu_soc * const *socs, unsigned int nr_socs,
			   const struct iommu_row *row)
{
	unsigned int i, nr = 0;

	for (i = 0; i < nr_socs; i++) {
		if (!soc_has_registers(socs[i]))
			continue;
		if (row_is_known(socs[i], row))
			return false;
		nr++;
	}
	return nr;
}

int pkvm_iommu_add_row(const struct iommu_soc * const *socs, unsigned int nr_socs,
		       u64 smmu, u64 sid, u64 nr_sids, u64 client)
{
	struct iommu_row row = {
		.sid = sid, .nr_sids = nr_sids, .client = client, .smmu = smmu,
	};
	int ret;

	hyp_assert_lock_held(&pkvm_iommu_setup_lock);
	/* No argument may lose bits: the row would name other hardware. */
	if (row.sid != sid || row.nr_sids != nr_sids || row.client != client || row.smmu != smmu)
		return -EINVAL;
	/* Checked first: its number of stream IDs is bounded only then. */
	ret = check_row(&row);
	if (ret)
		return ret;
	return row_is_foreign(socs, nr_socs, &row) ? -ENXIO : add_row(&row);
}

static void add_guard(const struct soc_guard *g)
{
	struct iommu_guard *guard = g->guard;

	hyp_spin_lock_init(&guard->lock);
	guard->refused = 0;
	guard->culprit = PKVM_IOMMU_NO_CLIENT;
	for (guard->nr_regs = 0; guard->nr_regs < g->nr_regs; guard->nr_regs++) {
		guard->regs[guard->nr_regs] = (struct iommu_regs) {
			.base = g->base[guard->nr_regs], .size = g->size,
		};
	}
}

static int add_soc_row(const struct iommu_soc *soc, const struct soc_row *r)
{
	struct iommu_row row = { .sid = r->sid, .nr_sids = 1, .client = r->client, .added = true };
	int smmu = smmu_of_soc(soc, r->smmu), ret;

	if (smmu < 0)
		return pkvm_iommu_refuse(PKVM_IOMMU_REFUSED_NO_SMMU,
					 soc->smmus[r->smmu].base[0], smmu);
	row.smmu = smmu;
	ret = add_row(&row);
	return ret == -EEXIST ? 0 : ret;
}

/*
 * Clients whose device was not described: firmware may have left it running, such as
 * the display, or the host may drive it all the same.
 */
static int add_soc_rows(const struct iommu_soc *soc)
{
	const struct soc_row *r;
	unsigned int i;
	int ret = 0;

	for (i = 0; i < soc->nr_rows && !ret; i++) {
		r = &soc->rows[i];
		if (r->client != PKVM_IOMMU_NO_CLIENT && r->client != SOC_ANY_CHANNEL)
			ret = add_soc_row(soc, r);
	}
	return ret;
}

static bool any_soc_has(const struct iommu_soc * const *socs, unsigned int nr_socs,
			const struct hyp_smmu *smmu)
{
	unsigned int i;

	for (i = 0; i < nr_socs; i++) {
		if (soc_smmu(socs[i], smmu))
			return true;
	}
	return false;
}

/* Names a guard of the SoC, the first that does not match. */
static void refuse_guards(const struct iommu_soc *soc)
{
	const struct soc_guard *g;

	for (g = soc->guards; g < soc->guards + soc->nr_guards; g++) {
		if (guard_matches(g))
			continue;
		pkvm_iommu_refuse(PKVM_IOMMU_REFUSED_GUARD, g->guard->id, -EINVAL);
		return;
	}
}

/* No SoC matches: which SMMU has none, or which guard is not as that of the SMMUs' SoC? */
static int refuse_socs(const struct iommu_soc * const *socs, unsigned int nr_socs)
{
	struct hyp_smmu *smmu;
	unsigned int i;

	for_each_smmu(smmu) {
		if (!any_soc_has(socs, nr_socs, smmu))
			return pkvm_iommu_refuse(PKVM_IOMMU_REFUSED_SMMU, smmu->nr, -EINVAL);
	}
	for (i = 0; i < nr_socs; i++) {
		if (soc_smmu(socs[i], topo.smmus[0]))
			refuse_guards(socs[i]);
	}
	return -EINVAL;
}

static int pick_soc(const struct iommu_soc * const *socs, unsigned int nr_socs)
{
	const struct iommu_soc *soc = NULL;
	unsigned int i;

	for (i = 0; i < nr_socs && !soc; i++) {
		if (soc_matches(socs[i]))
			soc = socs[i];
	}
	if (!soc)
		return refuse_socs(socs, nr_socs);
	topo.soc = soc;
	for (i = 0; i < soc->nr_guards; i++)
		add_guard(&soc->guards[i]);
	return add_soc_rows(soc);
}

/*
 * Memory at or above the alias bit would be an alias of the memory below it; the identity
 * table covers input addresses only.
 */
static int check_memory(void)
{
	u64 end = BIT_ULL(min(topo.soc->alias_bit, topo.soc->ias));
	unsigned int i;

	for (i = 0; i < hyp_memblock_nr; i++)
		if (hyp_memory[i].base + hyp_memory[i].size > end)
			return pkvm_iommu_refuse(PKVM_IOMMU_REFUSED_MEMORY, hyp_memory[i].base,
						 -ERANGE);
	return 0;
}

int pkvm_iommu_check_topology(const struct iommu_soc * const *socs, unsigned int nr_socs)
{
	hyp_assert_lock_held(&pkvm_iommu_setup_lock);
	if (!topo.nr_smmus || !topo.nr_rows)
		return -ENODEV;
	return pick_soc(socs, nr_socs) ?: check_memory();
}

#ifndef __KVM_NVHE_HYPERVISOR__
void pkvm_iommu_reset_topology(void)
{
	memset(&topo, 0, sizeof(topo));
}
#endif
