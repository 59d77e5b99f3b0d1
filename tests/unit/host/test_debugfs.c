// SPDX-License-Identifier: GPL-2.0-only
/*
 * The files of debugfs: which there are, who may read them, and what they show. The doctor and
 * the boots' tests read these lines.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "host/debugfs.c"

#define SMMU		2
#define MAX_FILES	64

struct dentry {
	char path[64];
};

static struct file {
	char path[96];
	void *data;
	const struct debugfs_ops *ops;
} files[MAX_FILES];

static struct dentry dirs[16];
static unsigned int nr_files, nr_dirs;
static struct pkvm_topology described;
static struct pkvm_smmu smmu;
static struct device smmu_dev;
static enum pkvm_iommu_state state_now;
static s64 answer;
static u64 asked[2];

unsigned int host_fail_alloc, pkvm_smmu_early_refused = 26, pkvm_smmu_early_accepted = 1;

void shim_panic(const char *what, const char *file, int line)
{
	fail_msg("%s at %s:%d", what, file, line);
	exit(1);
}

struct dentry *debugfs_create_dir(const char *name, struct dentry *parent)
{
	struct dentry *dir = &dirs[nr_dirs++];

	assert_true(nr_dirs <= ARRAY_SIZE(dirs));
	snprintf(dir->path, sizeof(dir->path), "%.40s/%.20s", parent ? parent->path : "", name);
	return dir;
}

/* What EL2 counts tells of guests: root alone reads it. */
void debugfs_create_file(const char *name, unsigned int mode, struct dentry *dir, void *data,
			 const struct debugfs_ops *ops)
{
	struct file *f = &files[nr_files++];

	assert_true(nr_files <= MAX_FILES);
	assert_int_equal(mode, 0400);
	snprintf(f->path, sizeof(f->path), "%s/%s", dir->path, name);
	f->data = data;
	f->ops = ops;
}

void seq_printf(struct seq_file *s, const char *fmt, ...)
{
	size_t at = strlen(s->text);
	va_list args;

	va_start(args, fmt);
	vsnprintf(s->text + at, sizeof(s->text) - at, fmt, args);
	va_end(args);
}

s64 host_hvc(const char *name, struct pkvm_iommu_res *res, const u64 *a)
{
	assert_string_equal(name, "__pkvm_iommu_query");
	memcpy(asked, a, sizeof(asked));
	return answer;
}

enum pkvm_iommu_state pkvm_iommu_state(void)
{
	return state_now;
}

const char *pkvm_iommu_state_reason(void)
{
	return "the reason";
}

int pkvm_iommu_state_error(void)
{
	return -ENODEV;
}

const struct pkvm_topology *pkvm_smmu_topology(void)
{
	return &described;
}

void pkvm_smmu_row_in_words(const struct pkvm_topology_row *row, char *words, size_t size)
{
	snprintf(words, size, "row %u", row->sid);
}

const char *pkvm_smmu_fault_kind(const struct pkvm_smmu_fault *fault)
{
	return "context";
}

void pkvm_smmu_fault_in_words(const struct pkvm_smmu *s, const struct pkvm_smmu_fault *fault,
			      char *words, size_t size)
{
	assert_ptr_equal(s, &smmu);
	snprintf(words, size, "address=0x%llx", fault->address);
}

int iommu_group_id(struct iommu_group *group)
{
	return group->refs;
}

static int setup(void **unused)
{
	nr_files = 0;
	nr_dirs = 0;
	described = (struct pkvm_topology){};
	smmu = (struct pkvm_smmu){ .dev = &smmu_dev, .index = SMMU };
	state_now = PKVM_IOMMU_ACTIVE;
	answer = 0;
	assert_int_equal(debugfs_initcall(), 0);
	pkvm_smmu_debugfs_add(&smmu);
	return 0;
}

static const struct file *find(const char *path)
{
	const struct file *found = NULL, *f;

	for (f = files; f < files + nr_files; f++) {
		if (strcmp(f->path, path))
			continue;
		assert_null(found);
		found = f;
	}
	if (!found)
		fail_msg("no file %s", path);
	return found;
}

static void expect_file(const char *path, const char *text)
{
	const struct file *f = find(path);
	struct seq_file s = { .private = f->data };

	assert_int_equal(f->ops->show(&s, NULL), 0);
	assert_string_equal(s.text, text);
	assert_false(smmu.lock.held);
}

/* A counter asks EL2 for one value, and passes an error on. */
static void expect_counter(const char *path, u64 what, u64 index)
{
	const struct file *f = find(path);
	u64 val;

	answer = 0x123456789;
	assert_int_equal(f->ops->get(f->data, &val), 0);
	assert_int_equal(val, 0x123456789);
	assert_string_equal(f->ops->fmt, "%llu\n");
	assert_int_equal(asked[0], what);
	assert_int_equal(asked[1], index);
	answer = -EIO;
	assert_int_equal(f->ops->get(f->data, &val), -EIO);
	assert_int_equal(val, 0);
}

static void each_counter_has_a_file(void **unused)
{
	expect_counter("/pkvm_smmu/table_pages", PKVM_IOMMU_QUERY_TABLE_PAGES, 0);
	expect_counter("/pkvm_smmu/restores", PKVM_IOMMU_QUERY_RESTORES, 0);
	expect_counter("/pkvm_smmu/smcs_refused", PKVM_IOMMU_QUERY_SMCS_REFUSED, 0);
	expect_counter("/pkvm_smmu/trusted_os", PKVM_IOMMU_QUERY_TRUSTED_OS, 0);
	expect_counter("/pkvm_smmu/suspends_refused", PKVM_IOMMU_QUERY_SUSPENDS_REFUSED, 0);
	expect_counter("/pkvm_smmu/suspend_allowed", PKVM_IOMMU_QUERY_SUSPEND_ALLOWED, 0);
	expect_counter("/pkvm_smmu/device/reg_writes", PKVM_IOMMU_QUERY_REG_WRITES, SMMU);
	expect_counter("/pkvm_smmu/device/syncs", PKVM_IOMMU_QUERY_SYNCS, SMMU);
	expect_counter("/pkvm_smmu/device/lent", PKVM_IOMMU_QUERY_LENT, SMMU);
}

static void each_guard_has_a_folder(void **unused)
{
	static const char * const names[PKVM_IOMMU_NR_GUARDS] = {
		"tegra-mc", "tegra-gpcdma", "tegra-sid", "tegra-pmc", "tegra-emc",
		"qemu-fw-cfg",
	};
	char path[64];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(path, sizeof(path), "/pkvm_smmu/guards/%s/refused", names[i]);
		expect_counter(path, PKVM_IOMMU_QUERY_REFUSED, i);
	}
}

static void the_state_is_shown(void **unused)
{
	expect_file("/pkvm_smmu/state", "active\n");
	state_now = PKVM_IOMMU_PENDING;
	expect_file("/pkvm_smmu/state", "pending\n");
	state_now = PKVM_IOMMU_OFF;
	expect_file("/pkvm_smmu/state", "off\n");
	state_now = PKVM_IOMMU_FAILED;
	expect_file("/pkvm_smmu/state", "failed\n");
	expect_file("/pkvm_smmu/reason", "the reason (-19)\n");
	expect_file("/pkvm_smmu/early_calls", "refused 26\naccepted 1\n");
}

static void rows_are_shown_with_their_errors(void **unused)
{
	static const struct pkvm_topology_row rows[] = {
		{ .sid = 4, .smmu = 1, .client = 0x60 },
		{ .sid = 0xe, .client = PKVM_IOMMU_NO_CLIENT, .error = -ENXIO },
		{ .sid = 7, .smmu = 2, .client = PKVM_IOMMU_NO_CLIENT },
	};

	expect_file("/pkvm_smmu/topology", "");
	expect_file("/pkvm_smmu/refused", "");
	memcpy(described.rows, rows, sizeof(rows));
	described.nr_rows = ARRAY_SIZE(rows);
	expect_file("/pkvm_smmu/topology", "1 0x4 0x60\n0 0xe - refused\n2 0x7 -\n");
	expect_file("/pkvm_smmu/refused", "row 14 (-6)\n");
}

static void streams_are_shown_with_their_devices(void **unused)
{
	struct pkvm_smmu_stream with = { .sid = 4, .handle = 9 }, without = {
		.sid = 0x7f, .handle = PKVM_SMMU_BLOCKED,
	};
	struct iommu_group group = { .refs = 3 };
	struct pkvm_smmu_link link[2] = {};
	struct device dev;

	expect_file("/pkvm_smmu/device/streams", "");
	with.group = &group;
	INIT_LIST_HEAD(&with.links);
	INIT_LIST_HEAD(&without.links);
	link[0].dev = &dev;
	link[1].dev = &dev;
	mutex_lock(&smmu.lock);
	list_add_tail(&link[0].node, &with.links);
	list_add_tail(&link[1].node, &with.links);
	mutex_unlock(&smmu.lock);
	xa_store(&smmu.streams, 4, &with, 0);
	xa_store(&smmu.streams, 0x7f, &without, 0);
	expect_file("/pkvm_smmu/device/streams", "0x4 9 3 device device\n0x7f -1 -1\n");
}

static void the_kind_of_domains_is_shown(void **unused)
{
	expect_file("/pkvm_smmu/device/domains", "paging\n");
	smmu.nested = true;
	expect_file("/pkvm_smmu/device/domains", "nested\n");
}

/* As the driver keeps them: a ring. */
static void keep_fault(void)
{
	u64 nr = smmu.nr_faults++;

	smmu.faults[nr % PKVM_SMMU_KEPT_FAULTS] = (struct pkvm_smmu_fault) {
		.flags = PKVM_IOMMU_FAULT_VALID | FIELD_PREP(PKVM_IOMMU_FAULT_SID, 0x40 + nr),
		.address = nr << 12,
	};
}

/* The latest ones, oldest first, by their numbers since the probe. */
static void the_latest_faults_are_shown(void **unused)
{
	char text[4096] = "";
	size_t at;
	u64 nr, i;

	expect_file("/pkvm_smmu/device/faults", "");
	for (nr = 1; nr <= 3 * PKVM_SMMU_KEPT_FAULTS; nr++) {
		keep_fault();
		i = nr > PKVM_SMMU_KEPT_FAULTS ? nr - PKVM_SMMU_KEPT_FAULTS : 0;
		for (at = 0; i < nr; i++)
			at += snprintf(text + at, sizeof(text) - at,
				       "%llu context sid=0x%llx address=0x%llx\n", i, 0x40 + i,
				       i << 12);
		expect_file("/pkvm_smmu/device/faults", text);
	}
}

#define T(name) cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(each_counter_has_a_file),
		T(each_guard_has_a_folder),
		T(the_state_is_shown),
		T(rows_are_shown_with_their_errors),
		T(streams_are_shown_with_their_devices),
		T(the_kind_of_domains_is_shown),
		T(the_latest_faults_are_shown),
	};

	return cmocka_run_group_tests_name("host_debugfs", tests, NULL, NULL);
}
