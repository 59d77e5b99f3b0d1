// SPDX-License-Identifier: GPL-2.0-only
/*
 * The system as EL1 describes it while it is still trusted: SMMUs, the memory
 * controller, and which stream each device presents. Checked as a whole, and
 * against the vendor's table, before anything is taken over.
 */
#include <nvhe/mem_protect.h>

#include "core.h"

struct topology topology;

static DEFINE_HYP_SPINLOCK(setup_lock);

#define SID_PASSTHROUGH	0x7f	/* bypasses its SMMU if firmware allows it */

static bool range_is_sane(u64 base, u64 size)
{
	return base && size && PAGE_ALIGNED(base) && PAGE_ALIGNED(size) &&
	       base < BIT_ULL(PKVM_IOMMU_IAS) && size <= BIT_ULL(PKVM_IOMMU_IAS) - base;
}

static int add_smmu(u64 nr, u64 kind, u64 base, u64 size, u64 sid_mask)
{
	struct hyp_smmu *smmu;

	if (nr != topology.nr_smmus || nr >= PKVM_IOMMU_MAX_SMMUS)
		return -EINVAL;
	if (kind != PKVM_IOMMU_SMMU_MMU500 || sid_mask >> mmu500_ops.sid_bits ||
	    !range_is_sane(base, size))
		return -EINVAL;

	smmu = mmu500_ops.alloc(nr);
	hyp_spin_lock_init(&smmu->lock);
	smmu->ops = &mmu500_ops;
	smmu->nr = nr;
	smmu->regs[smmu->nr_regs++] = (struct iommu_regs) { .base = base, .size = size };
	smmu->sid_mask = sid_mask;
	topology.smmus[topology.nr_smmus++] = smmu;
	return 0;
}

/* Register ranges of an MMU-500 are mirrored instances, all of one size. */
static int add_smmu_regs(u64 nr, u64 base, u64 size)
{
	struct hyp_smmu *smmu = topology_smmu(nr);

	if (!smmu || smmu->nr_regs == PKVM_IOMMU_MAX_SMMU_REGS)
		return -EINVAL;
	if (size != smmu->regs[0].size || !range_is_sane(base, size))
		return -EINVAL;
	smmu->regs[smmu->nr_regs++] = (struct iommu_regs) { .base = base, .size = size };
	return 0;
}

static int add_guard(u64 guard, u64 base, u64 size)
{
	struct hyp_mc *mc = &topology.mc;

	if (guard != PKVM_IOMMU_GUARD_TEGRA_MC || mc->nr_regions == PKVM_IOMMU_MAX_GUARD_REGS)
		return -EINVAL;
	if (!range_is_sane(base, size))
		return -EINVAL;

	hyp_spin_lock_init(&mc->lock);
	mc->regions[mc->nr_regions].base = base;
	mc->regions[mc->nr_regions].size = size;
	mc->nr_regions++;
	return 0;
}

static int add_stream(struct hyp_smmu *smmu, u32 sid)
{
	if (topology_stream(smmu, sid) >= 0)
		return 0;
	if (smmu->nr_streams == smmu->max_streams)
		return -ENOSPC;
	smmu->streams[smmu->nr_streams].sid = sid;
	smmu->streams[smmu->nr_streams].domain = PKVM_IOMMU_DOMAIN_IDENTITY;
	smmu->nr_streams++;
	return 0;
}

/* All of the row's streams, or none. */
static int add_streams(struct hyp_smmu *smmu, const struct iommu_row *row)
{
	unsigned int i, before = smmu->nr_streams;
	int ret = 0;

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
 * A client has exactly one stream ID; reject a second row for it. Without a
 * client, reject a row whose streams another such row has already.
 */
static bool row_is_new(const struct iommu_row *row)
{
	unsigned int i;

	for (i = 0; i < topology.nr_rows; i++) {
		const struct iommu_row *r = &topology.rows[i];

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

	if (!row->nr_sids || row->nr_sids > smmu->max_streams ||
	    ((u64)row->sid + row->nr_sids - 1) >> smmu->ops->sid_bits)
		return false;
	if (row->client != PKVM_IOMMU_NO_CLIENT && row->nr_sids != 1)
		return false;
	for (i = row->sid; i - row->sid < row->nr_sids; i++) {
		if (!i || i == SID_PASSTHROUGH || i & smmu->sid_mask)
			return false;
	}
	return true;
}

static int add_row(const struct iommu_row *row)
{
	struct hyp_smmu *smmu = topology_smmu(row->smmu);
	int ret;

	if (!smmu || !sids_are_sane(smmu, row))
		return -EINVAL;
	if (!row_is_new(row))
		return -EEXIST;
	if (topology.nr_rows == PKVM_IOMMU_MAX_ROWS)
		return -ENOSPC;
	ret = add_streams(smmu, row);
	if (!ret)
		topology.rows[topology.nr_rows++] = *row;
	return ret;
}

static int describe_row(u64 smmu, u64 sid, u64 nr_sids, u64 client)
{
	struct iommu_row row = {
		.sid = sid, .nr_sids = nr_sids, .client = client, .smmu = smmu,
	};

	/* No argument may lose bits: the row would name other hardware. */
	if (row.sid != sid || row.nr_sids != nr_sids || row.client != client || row.smmu != smmu)
		return -EINVAL;
	return add_row(&row);
}

/* Each set-up call: the gate, asked with the lock held, then the deed. */
#define SETUP_CALL(deed)						\
	({								\
		int __ret;						\
									\
		hyp_spin_lock(&setup_lock);				\
		__ret = iommu_setup_gate();				\
		if (!__ret)						\
			__ret = (deed);					\
		hyp_spin_unlock(&setup_lock);				\
		__ret;							\
	})

int __pkvm_iommu_describe_smmu(u64 smmu, u64 kind, u64 base, u64 size, u64 sid_mask)
{
	return SETUP_CALL(add_smmu(smmu, kind, base, size, sid_mask));
}

int __pkvm_iommu_describe_smmu_regs(u64 smmu, u64 base, u64 size)
{
	return SETUP_CALL(add_smmu_regs(smmu, base, size));
}

int __pkvm_iommu_describe_guard(u64 guard, u64 base, u64 size)
{
	return SETUP_CALL(add_guard(guard, base, size));
}

int __pkvm_iommu_describe_streams(u64 smmu, u64 sid, u64 nr_sids, u64 client)
{
	return SETUP_CALL(describe_row(smmu, sid, nr_sids, client));
}

int __pkvm_iommu_seal(void)
{
	return SETUP_CALL(seal());
}

static int switch_off(void)
{
	iommu_set_state(PKVM_IOMMU_OFF);
	return 0;
}

int __pkvm_iommu_switch_off(void)
{
	return SETUP_CALL(switch_off());
}

struct hyp_smmu *topology_smmu(u64 nr)
{
	return nr < topology.nr_smmus ? topology.smmus[nr] : NULL;
}

int topology_stream(const struct hyp_smmu *smmu, u64 sid)
{
	unsigned int i;

	for (i = 0; i < smmu->nr_streams; i++)
		if (smmu->streams[i].sid == sid)
			return i;
	return -ENOENT;
}

bool topology_mmio(unsigned int i, u64 *base, u64 *size)
{
	unsigned int n;

	for (n = 0; n < topology.nr_smmus; n++) {
		struct hyp_smmu *smmu = topology.smmus[n];

		if (i < smmu->nr_regs) {
			*base = smmu->regs[i].base;
			*size = smmu->regs[i].size;
			return true;
		}
		i -= smmu->nr_regs;
	}
	if (i < topology.mc.nr_regions) {
		*base = topology.mc.regions[i].base;
		*size = topology.mc.regions[i].size;
		return true;
	}
	*base = topology.gpcdma.base;
	*size = topology.gpcdma.size;
	return i == topology.mc.nr_regions;
}

static bool overlap(u64 base1, u64 size1, u64 base2, u64 size2)
{
	return base1 < base2 + size2 && base2 < base1 + size1;
}

static bool overlaps_memory(u64 base, u64 size)
{
	unsigned int i;

	for (i = 0; i < hyp_memblock_nr; i++)
		if (overlap(base, size, hyp_memory[i].base, hyp_memory[i].size))
			return true;
	return false;
}

static int check_ranges(void)
{
	u64 base1, size1, base2, size2;
	unsigned int i, j;

	for (i = 0; topology_mmio(i, &base1, &size1); i++) {
		if (overlaps_memory(base1, size1))
			return -EINVAL;
		for (j = 0; j < i && topology_mmio(j, &base2, &size2); j++)
			if (overlap(base1, size1, base2, size2))
				return -EINVAL;
	}
	return 0;
}

/* Memory at or above 2^39 would be an alias of the memory below it. */
static int check_memory(void)
{
	unsigned int i;

	for (i = 0; i < hyp_memblock_nr; i++)
		if (hyp_memory[i].base + hyp_memory[i].size > BIT_ULL(PKVM_IOMMU_IAS))
			return -ERANGE;
	return 0;
}

/* What the vendor knows and no device tree is asked for. */
static void add_gpcdma(void)
{
	hyp_spin_lock_init(&topology.gpcdma.lock);
	tegra234_gpcdma(&topology.gpcdma.base, &topology.gpcdma.size);
}

static int smmu_by_base(u64 base)
{
	unsigned int i;

	for (i = 0; i < topology.nr_smmus; i++)
		if (topology.smmus[i]->regs[0].base == base)
			return i;
	return -EINVAL;
}

/* What the vendor knows of streams and no device tree says. */
static int add_extra_rows(void)
{
	struct iommu_row row;
	unsigned int i;
	u64 base;
	int nr, ret;

	for (i = 0; tegra234_extra_row(i, &row, &base); i++) {
		nr = smmu_by_base(base);
		if (nr < 0)
			return nr;
		row.smmu = nr;
		ret = add_row(&row);
		if (ret && ret != -EEXIST)
			return ret;
	}
	return 0;
}

static int check_vendor(void)
{
	unsigned int i;
	int ret;

	ret = tegra234_check_mc(&topology.mc);
	for (i = 0; !ret && i < topology.nr_smmus; i++)
		ret = tegra234_check_smmu(topology.smmus[i]);
	for (i = 0; !ret && i < topology.nr_rows; i++) {
		const struct iommu_row *row = &topology.rows[i];

		ret = tegra234_check_row(row, topology.smmus[row->smmu]->regs[0].base);
	}
	return ret;
}

/**
 * topology_check() - is what EL1 described a system that EL2 can own?
 *
 * Return: 0, -ENODEV when nothing was described, -EINVAL when it contradicts
 * itself or the vendor's table, -ERANGE when memory lies too high.
 */
int topology_check(void)
{
	int ret;

	if (!topology.nr_smmus || !topology.mc.nr_regions || !topology.nr_rows)
		return -ENODEV;
	add_gpcdma();
	ret = check_memory();
	if (!ret)
		ret = check_ranges();
	if (!ret)
		ret = check_vendor();
	if (!ret)
		ret = add_extra_rows();
	return ret;
}
