// SPDX-License-Identifier: GPL-2.0-only
/*
 * <debugfs>/pkvm_smmu/: the state and its reason, the topology, EL2's counters; a
 * directory for each guard; a directory for each SMMU, with its counters, its streams
 * and its latest faults.
 */
#include <linux/bitfield.h>
#include <linux/debugfs.h>
#include <linux/seq_file.h>

#include "driver.h"
#include "topology_dt.h"

static struct dentry *root;

static int query_counter(u64 *val, u64 what, u64 index)
{
	s64 ret = pkvm_iommu_hvc(__pkvm_iommu_query, NULL, what, index);

	*val = ret < 0 ? 0 : ret;
	return ret < 0 ? ret : 0;
}

/* A file's private data: enum pkvm_iommu_query in [7:0], the index above. */
static int counter_get(void *data, u64 *val)
{
	unsigned long which = (unsigned long)data;

	return query_counter(val, which & 0xff, which >> 8);
}
DEFINE_DEBUGFS_ATTRIBUTE(counter_fops, counter_get, NULL, "%llu\n");

enum counter_scope { SYSTEM, SMMU, GUARD };

/* All values of enum pkvm_iommu_query except the state. */
static const struct {
	enum pkvm_iommu_query what;
	enum counter_scope scope;
	const char *file;
} counters[] = {
	{ PKVM_IOMMU_QUERY_TABLE_PAGES,	SYSTEM,	"table_pages" },
	{ PKVM_IOMMU_QUERY_RESTORES,	SYSTEM,	"restores" },
	{ PKVM_IOMMU_QUERY_SMCS_REFUSED, SYSTEM, "smcs_refused" },
	{ PKVM_IOMMU_QUERY_TRUSTED_OS,	SYSTEM,	"trusted_os" },
	{ PKVM_IOMMU_QUERY_SUSPENDS_REFUSED, SYSTEM, "suspends_refused" },
	{ PKVM_IOMMU_QUERY_SUSPEND_ALLOWED, SYSTEM, "suspend_allowed" },
	{ PKVM_IOMMU_QUERY_REG_WRITES,	SMMU,	"reg_writes" },
	{ PKVM_IOMMU_QUERY_SYNCS,	SMMU,	"syncs" },
	{ PKVM_IOMMU_QUERY_LENT,	SMMU,	"lent" },
	{ PKVM_IOMMU_QUERY_REFUSED,	GUARD,	"refused" },
};

static_assert(ARRAY_SIZE(counters) == PKVM_IOMMU_NR_QUERIES - 1);

static const char * const guards[] = {
	[PKVM_IOMMU_GUARD_TEGRA_MC] = "tegra-mc",
	[PKVM_IOMMU_GUARD_TEGRA_GPCDMA] = "tegra-gpcdma",
	[PKVM_IOMMU_GUARD_TEGRA_SID] = "tegra-sid",
	[PKVM_IOMMU_GUARD_TEGRA_PMC] = "tegra-pmc",
	[PKVM_IOMMU_GUARD_TEGRA_EMC] = "tegra-emc",
	[PKVM_IOMMU_GUARD_QEMU_FW_CFG] = "qemu-fw-cfg",
};

static_assert(ARRAY_SIZE(guards) == PKVM_IOMMU_NR_GUARDS);

/* Creates a file in @dir for each counter of @scope. */
static void add_counters(struct dentry *dir, enum counter_scope scope,
			 unsigned long index)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(counters); i++) {
		if (counters[i].scope == scope)
			debugfs_create_file_unsafe(counters[i].file, 0400, dir,
						   (void *)(index << 8 | counters[i].what),
						   &counter_fops);
	}
}

static void add_guards(void)
{
	struct dentry *dir = debugfs_create_dir("guards", root);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(guards); i++)
		add_counters(debugfs_create_dir(guards[i], dir), GUARD, i);
}

static int state_show(struct seq_file *s, void *unused)
{
	static const char * const names[] = {
		[PKVM_IOMMU_PENDING] = "pending",
		[PKVM_IOMMU_ACTIVE] = "active",
		[PKVM_IOMMU_OFF] = "off",
		[PKVM_IOMMU_FAILED] = "failed",
	};

	seq_printf(s, "%s\n", names[pkvm_iommu_state()]);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(state);

static int reason_show(struct seq_file *s, void *unused)
{
	seq_printf(s, "%s (%d)\n", pkvm_iommu_state_reason(), pkvm_iommu_state_error());
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(reason);

/* The device tree's topology. One line per row: SMMU, stream ID, client or "-". */
static int topology_show(struct seq_file *s, void *unused)
{
	const struct pkvm_topology *topology = pkvm_smmu_topology();
	u32 i;

	for (i = 0; i < topology->nr_rows; i++) {
		const struct pkvm_topology_row *row = &topology->rows[i];

		seq_printf(s, "%u 0x%x ", row->smmu, row->sid);
		if (row->client == PKVM_IOMMU_NO_CLIENT)
			seq_putc(s, '-');
		else
			seq_printf(s, "0x%x", row->client);
		seq_puts(s, row->error ? " refused\n" : "\n");
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(topology);

/* One line per row that was refused, as in the log. */
static int refused_show(struct seq_file *s, void *unused)
{
	const struct pkvm_topology *topology = pkvm_smmu_topology();
	const struct pkvm_topology_row *row;
	char words[384];

	for (row = topology->rows; row < topology->rows + topology->nr_rows; row++) {
		if (!row->error)
			continue;
		pkvm_smmu_row_in_words(row, words, sizeof(words));
		seq_printf(s, "%s (%d)\n", words, row->error);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(refused);

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

static int domains_show(struct seq_file *s, void *unused)
{
	struct pkvm_smmu *smmu = s->private;

	seq_printf(s, "%s\n", smmu->nested ? "nested" : "paging");
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(domains);

/* The latest faults, oldest first, numbered since the probe. */
static int faults_show(struct seq_file *s, void *unused)
{
	struct pkvm_smmu *smmu = s->private;
	char words[PKVM_SMMU_FAULT_WORDS];
	u64 i;

	mutex_lock(&smmu->lock);
	i = smmu->nr_faults > PKVM_SMMU_KEPT_FAULTS ? smmu->nr_faults - PKVM_SMMU_KEPT_FAULTS : 0;
	for (; i < smmu->nr_faults; i++) {
		const struct pkvm_smmu_fault *f = &smmu->faults[i % PKVM_SMMU_KEPT_FAULTS];

		pkvm_smmu_fault_in_words(smmu, f, words, sizeof(words));
		seq_printf(s, "%llu %s sid=0x%llx %s\n", i, pkvm_smmu_fault_kind(f),
			   FIELD_GET(PKVM_IOMMU_FAULT_SID, f->flags), words);
	}
	mutex_unlock(&smmu->lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(faults);

/**
 * pkvm_smmu_debugfs_add() - create the debugfs files of an SMMU
 * @smmu: the SMMU
 */
void pkvm_smmu_debugfs_add(struct pkvm_smmu *smmu)
{
	struct dentry *dir = debugfs_create_dir(dev_name(smmu->dev), root);

	add_counters(dir, SMMU, smmu->index);
	debugfs_create_file("domains", 0400, dir, smmu, &domains_fops);
	debugfs_create_file("streams", 0400, dir, smmu, &streams_fops);
	debugfs_create_file("faults", 0400, dir, smmu, &faults_fops);
}

static int __init pkvm_smmu_debugfs_init(void)
{
	root = debugfs_create_dir("pkvm_smmu", NULL);
	debugfs_create_file("state", 0400, root, NULL, &state_fops);
	debugfs_create_file("reason", 0400, root, NULL, &reason_fops);
	debugfs_create_file("topology", 0400, root, NULL, &topology_fops);
	debugfs_create_file("refused", 0400, root, NULL, &refused_fops);
	add_counters(root, SYSTEM, 0);
	add_guards();
#ifdef CONFIG_PKVM_SMMU_SELFTEST
	debugfs_create_file("early_calls", 0400, root, NULL, &early_calls_fops);
#endif
	return 0;
}
subsys_initcall(pkvm_smmu_debugfs_init);
