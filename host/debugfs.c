// SPDX-License-Identifier: GPL-2.0-only
/*
 * What tests and the curious may see: <debugfs>/pkvm_smmu/ holds the verdict, why
 * it is so, the topology and EL2's counters, and a folder for each SMMU with its
 * own, its streams and its latest faults.
 */
#include <linux/bitfield.h>
#include <linux/debugfs.h>
#include <linux/seq_file.h>

#include "pkvm-smmu.h"
#include "topology_dt.h"

static struct dentry *root;

static int query(u64 *val, u64 what, u64 index)
{
	s64 ret = pkvm_iommu_hvc(__pkvm_iommu_query, NULL, what, index);

	*val = ret < 0 ? 0 : ret;
	return ret < 0 ? ret : 0;
}

static int mc_dropped_get(void *data, u64 *val)
{
	return query(val, PKVM_IOMMU_QUERY_MC_DROPPED, 0);
}
DEFINE_DEBUGFS_ATTRIBUTE(mc_dropped_fops, mc_dropped_get, NULL, "%llu\n");

static int gpcdma_refused_get(void *data, u64 *val)
{
	return query(val, PKVM_IOMMU_QUERY_GPCDMA_REFUSED, 0);
}
DEFINE_DEBUGFS_ATTRIBUTE(gpcdma_refused_fops, gpcdma_refused_get, NULL, "%llu\n");

static int table_pages_get(void *data, u64 *val)
{
	return query(val, PKVM_IOMMU_QUERY_TABLE_PAGES, 0);
}
DEFINE_DEBUGFS_ATTRIBUTE(table_pages_fops, table_pages_get, NULL, "%llu\n");

static int restores_get(void *data, u64 *val)
{
	return query(val, PKVM_IOMMU_QUERY_RESTORES, 0);
}
DEFINE_DEBUGFS_ATTRIBUTE(restores_fops, restores_get, NULL, "%llu\n");

static int reg_writes_get(void *data, u64 *val)
{
	return query(val, PKVM_IOMMU_QUERY_REG_WRITES, ((struct pkvm_smmu *)data)->index);
}
DEFINE_DEBUGFS_ATTRIBUTE(reg_writes_fops, reg_writes_get, NULL, "%llu\n");

static int syncs_get(void *data, u64 *val)
{
	return query(val, PKVM_IOMMU_QUERY_SYNCS, ((struct pkvm_smmu *)data)->index);
}
DEFINE_DEBUGFS_ATTRIBUTE(syncs_fops, syncs_get, NULL, "%llu\n");

static int verdict_show(struct seq_file *s, void *unused)
{
	static const char * const names[] = {
		[PKVM_IOMMU_PENDING] = "pending",
		[PKVM_IOMMU_ACTIVE] = "active",
		[PKVM_IOMMU_OFF] = "off",
		[PKVM_IOMMU_NEVER] = "never",
	};

	seq_printf(s, "%s\n", names[pkvm_iommu_verdict()]);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(verdict);

static int reason_show(struct seq_file *s, void *unused)
{
	seq_printf(s, "%s (%d)\n", pkvm_iommu_verdict_reason(), pkvm_iommu_verdict_error());
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(reason);

/* What EL2 was told, one line per row: SMMU, stream ID, memory client or "-". */
static int topology_show(struct seq_file *s, void *unused)
{
	const struct pkvm_topology *topology = pkvm_smmu_topology();
	u32 i;

	for (i = 0; i < topology->nr_rows; i++) {
		u64 row = topology->rows[i];
		u64 client = FIELD_GET(PKVM_IOMMU_ROW_CLIENT, row);

		seq_printf(s, "%llu 0x%llx ", FIELD_GET(PKVM_IOMMU_ROW_SMMU, row),
			   FIELD_GET(PKVM_IOMMU_ROW_SID, row));
		if (client == PKVM_IOMMU_NO_CLIENT)
			seq_puts(s, "-\n");
		else
			seq_printf(s, "0x%llx\n", client);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(topology);

#ifdef CONFIG_PKVM_SMMU_SELFTEST
static int early_calls_show(struct seq_file *s, void *unused)
{
	seq_printf(s, "refused %u\naccepted %u\n", pkvm_smmu_early_refused,
		   pkvm_smmu_early_accepted);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(early_calls);
#endif

/* One line per stream: ID, domain at EL2, group, devices. */
static int streams_show(struct seq_file *s, void *unused)
{
	struct pkvm_smmu *smmu = s->private;
	struct pkvm_smmu_stream *stream;
	struct pkvm_smmu_link *link;
	unsigned long sid;

	mutex_lock(&smmu->lock);
	xa_for_each(&smmu->streams, sid, stream) {
		seq_printf(s, "0x%lx %lld %d", sid, stream->handle,
			   stream->group ? iommu_group_id(stream->group) : -1);
		list_for_each_entry(link, &stream->links, node)
			seq_printf(s, " %s", dev_name(link->dev));
		seq_putc(s, '\n');
	}
	mutex_unlock(&smmu->lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(streams);

/* The latest faults, oldest first, numbered since the probe. */
static int faults_show(struct seq_file *s, void *unused)
{
	struct pkvm_smmu *smmu = s->private;
	u64 i;

	mutex_lock(&smmu->lock);
	i = smmu->nr_faults > PKVM_SMMU_KEPT_FAULTS ? smmu->nr_faults - PKVM_SMMU_KEPT_FAULTS : 0;
	for (; i < smmu->nr_faults; i++) {
		const struct pkvm_smmu_fault *f = &smmu->faults[i % PKVM_SMMU_KEPT_FAULTS];

		seq_printf(s, "%llu %s sid=0x%llx %s address=0x%llx fsr=0x%x fsynr=0x%x cb=%llu instance=%llu\n",
			   i, f->flags & PKVM_IOMMU_FAULT_GLOBAL ? "global" : "context",
			   FIELD_GET(PKVM_IOMMU_FAULT_SID, f->flags),
			   f->flags & PKVM_IOMMU_FAULT_WRITE ? "write" : "read", f->address,
			   lower_32_bits(f->status), upper_32_bits(f->status),
			   FIELD_GET(PKVM_IOMMU_FAULT_BANK, f->flags),
			   FIELD_GET(PKVM_IOMMU_FAULT_INSTANCE, f->flags));
	}
	mutex_unlock(&smmu->lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(faults);

/**
 * pkvm_smmu_debugfs_add() - show an SMMU in debugfs
 * @smmu: which
 */
void pkvm_smmu_debugfs_add(struct pkvm_smmu *smmu)
{
	struct dentry *dir = debugfs_create_dir(dev_name(smmu->dev), root);

	debugfs_create_file_unsafe("reg_writes", 0400, dir, smmu, &reg_writes_fops);
	debugfs_create_file_unsafe("syncs", 0400, dir, smmu, &syncs_fops);
	debugfs_create_file("streams", 0400, dir, smmu, &streams_fops);
	debugfs_create_file("faults", 0400, dir, smmu, &faults_fops);
}

static int __init pkvm_smmu_debugfs_init(void)
{
	root = debugfs_create_dir("pkvm_smmu", NULL);
	debugfs_create_file("verdict", 0400, root, NULL, &verdict_fops);
	debugfs_create_file("reason", 0400, root, NULL, &reason_fops);
	debugfs_create_file("topology", 0400, root, NULL, &topology_fops);
	debugfs_create_file_unsafe("mc_dropped", 0400, root, NULL, &mc_dropped_fops);
	debugfs_create_file_unsafe("gpcdma_refused", 0400, root, NULL, &gpcdma_refused_fops);
	debugfs_create_file_unsafe("table_pages", 0400, root, NULL, &table_pages_fops);
	debugfs_create_file_unsafe("restores", 0400, root, NULL, &restores_fops);
#ifdef CONFIG_PKVM_SMMU_SELFTEST
	debugfs_create_file("early_calls", 0400, root, NULL, &early_calls_fops);
#endif
	return 0;
}
subsys_initcall(pkvm_smmu_debugfs_init);
