// SPDX-License-Identifier: GPL-2.0-only
/*
 * The system as EL1 describes it while it is still trusted: SMMUs, the memory
 * controller, and which stream each device presents. Checked as a whole, and
 * against the vendor's table, before anything is taken over.
 */
#include <linux/bitfield.h>

#include <nvhe/mem_protect.h>

#include "core.h"

struct topology topology;

static DEFINE_HYP_SPINLOCK(setup_lock);

#define SID_PASSTHROUGH	0x7f	/* goes around its SMMU if firmware lets it */

static u64 row_sid(u64 row)
{
	return FIELD_GET(PKVM_IOMMU_ROW_SID, row);
}

static u64 row_smmu(u64 row)
{
	return FIELD_GET(PKVM_IOMMU_ROW_SMMU, row);
}

static u64 row_client(u64 row)
{
	return FIELD_GET(PKVM_IOMMU_ROW_CLIENT, row);
}

static bool range_is_sane(u64 base, u64 size)
{
	return base && size && PAGE_ALIGNED(base) && PAGE_ALIGNED(size) &&
	       base < BIT_ULL(PKVM_IOMMU_IAS) && size <= BIT_ULL(PKVM_IOMMU_IAS) - base;
}

static int add_smmu(u64 nr, u64 base0, u64 base1, u64 size, u64 match_mask)
{
	struct hyp_smmu *smmu = &topology.smmus[topology.nr_smmus];

	if (nr != topology.nr_smmus || nr >= PKVM_IOMMU_MAX_SMMUS)
		return -EINVAL;
	if (!range_is_sane(base0, size) || (base1 && !range_is_sane(base1, size)))
		return -EINVAL;
	if (match_mask & ~PKVM_IOMMU_ROW_SID)
		return -EINVAL;

	hyp_spin_lock_init(&smmu->lock);
	smmu->ops = &mmu500_ops;
	smmu->base[0] = base0;
	smmu->base[1] = base1;
	smmu->nr_instances = base1 ? 2 : 1;
	smmu->size = size;
	smmu->match_mask = match_mask;
	topology.nr_smmus++;
	return 0;
}

static int add_mc(u64 region, u64 base, u64 size)
{
	struct hyp_mc *mc = &topology.mc;

	if (region != mc->nr_regions || region >= PKVM_IOMMU_MAX_MC_REGIONS)
		return -EINVAL;
	if (!range_is_sane(base, size))
		return -EINVAL;

	hyp_spin_lock_init(&mc->lock);
	mc->regions[region].base = base;
	mc->regions[region].size = size;
	mc->nr_regions++;
	return 0;
}

static int add_stream(struct hyp_smmu *smmu, u64 sid)
{
	if (topology_stream(smmu, sid) >= 0)
		return 0;
	if (smmu->nr_streams == SMMU_MAX_STREAMS)
		return -ENOSPC;
	smmu->streams[smmu->nr_streams].sid = sid;
	smmu->streams[smmu->nr_streams].domain = PKVM_IOMMU_DOMAIN_IDENTITY;
	smmu->nr_streams++;
	return 0;
}

/* One client presents one stream: a second row for it would be a lie in one. */
static bool row_is_new(u64 row)
{
	unsigned int i;

	for (i = 0; i < topology.nr_rows; i++) {
		if (topology.rows[i] == row)
			return false;
		if (row_client(row) != PKVM_IOMMU_NO_CLIENT &&
		    row_client(row) == row_client(topology.rows[i]))
			return false;
	}
	return true;
}

static int add_row(u64 row)
{
	struct hyp_smmu *smmu = topology_smmu(row_smmu(row));
	u64 sid = row_sid(row);
	int ret;

	if (row != PKVM_IOMMU_ROW(row_smmu(row), sid, row_client(row)) || !smmu)
		return -EINVAL;
	if (!sid || sid == SID_PASSTHROUGH || sid & smmu->match_mask)
		return -EINVAL;
	if (!row_is_new(row))
		return -EEXIST;
	if (topology.nr_rows == PKVM_IOMMU_MAX_STREAMS)
		return -ENOSPC;
	ret = add_stream(smmu, sid);
	if (!ret)
		topology.rows[topology.nr_rows++] = row;
	return ret;
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

int __pkvm_iommu_describe_smmu(u64 smmu, u64 base0, u64 base1, u64 size, u64 match_mask)
{
	return SETUP_CALL(add_smmu(smmu, base0, base1, size, match_mask));
}

int __pkvm_iommu_describe_mc(u64 region, u64 base, u64 size)
{
	return SETUP_CALL(add_mc(region, base, size));
}

int __pkvm_iommu_describe_stream(u64 row)
{
	return SETUP_CALL(add_row(row));
}

int __pkvm_iommu_takeover(void)
{
	return SETUP_CALL(takeover());
}

static int switch_off(void)
{
	iommu_set_verdict(PKVM_IOMMU_OFF);
	return 0;
}

int __pkvm_iommu_switch_off(void)
{
	return SETUP_CALL(switch_off());
}

struct hyp_smmu *topology_smmu(u64 nr)
{
	return nr < topology.nr_smmus ? &topology.smmus[nr] : NULL;
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
		struct hyp_smmu *smmu = &topology.smmus[n];

		if (i < smmu->nr_instances) {
			*base = smmu->base[i];
			*size = smmu->size;
			return true;
		}
		i -= smmu->nr_instances;
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
		if (topology.smmus[i].base[0] == base)
			return i;
	return -EINVAL;
}

/* What the vendor knows of streams and no device tree says. */
static int add_extra_rows(void)
{
	unsigned int i;
	u64 row, base;
	int nr, ret;

	for (i = 0; (row = tegra234_extra_row(i, &base)); i++) {
		nr = smmu_by_base(base);
		if (nr < 0)
			return nr;
		row = PKVM_IOMMU_ROW(nr, row_sid(row), row_client(row));
		ret = add_row(row);
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
		ret = tegra234_check_smmu(&topology.smmus[i]);
	for (i = 0; !ret && i < topology.nr_rows; i++) {
		u64 row = topology.rows[i];

		ret = tegra234_check_row(row, topology.smmus[row_smmu(row)].base[0]);
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
