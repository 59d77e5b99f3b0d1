/* SPDX-License-Identifier: GPL-2.0-only */
/* Files of debugfs, as debugfs.c makes them: the test reads them by their path. */
#ifndef HOST_TEST_FILES_H
#define HOST_TEST_FILES_H

#include "core.h"

#define __init
#define __printf(fmt, args)	__attribute__((format(printf, fmt, args)))
#define subsys_initcall(fn)	int (*debugfs_initcall)(void) = (fn)

struct dentry;

struct seq_file {
	void *private;
	char text[4096];
};

/* What a file shows: a page of text, or a number. */
struct debugfs_ops {
	int (*show)(struct seq_file *s, void *unused);
	int (*get)(void *data, u64 *val);
	int (*set)(void *data, u64 val);
	const char *fmt;
};

#define DEFINE_SHOW_ATTRIBUTE(name)	\
	static const struct debugfs_ops name##_fops = { .show = name##_show }
#define DEFINE_DEBUGFS_ATTRIBUTE(name, getter, setter, format)	\
	static const struct debugfs_ops name = { .get = (getter), .set = (setter), .fmt = (format) }

struct dentry *debugfs_create_dir(const char *name, struct dentry *parent);
void debugfs_create_file(const char *name, unsigned int mode, struct dentry *dir, void *data,
			 const struct debugfs_ops *ops);
#define debugfs_create_file_unsafe	debugfs_create_file

void seq_printf(struct seq_file *s, const char *fmt, ...) __printf(2, 3);
#define seq_puts(s, text)	seq_printf(s, "%s", text)
#define seq_putc(s, c)		seq_printf(s, "%c", c)

enum pkvm_iommu_state pkvm_iommu_state(void);
const char *pkvm_iommu_state_reason(void);
int pkvm_iommu_state_error(void);
int iommu_group_id(struct iommu_group *group);

#endif
