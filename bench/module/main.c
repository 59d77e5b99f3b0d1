// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cost of hypercalls and trapped accesses at EL2: reading <debugfs>/bench_calls makes
 * them and prints a line of figures for each. <debugfs>/bench_maps does so for maps by the DMA
 * API. While the module is loaded, user space can
 * read the counter, too. For one CPU and -icount.
 */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/seq_file.h>

#include "calls.h"
#include "count.h"

static DEFINE_MUTEX(bench_lock);
static struct dentry *files[2];

static int bench_calls_show(struct seq_file *s, void *unused)
{
	mutex_lock(&bench_lock);
	bench_null_calls(s);
	bench_runtime_calls(s);
	if (of_machine_is_compatible("nvidia,tegra234"))
		bench_registers(s);
	mutex_unlock(&bench_lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(bench_calls);

static int bench_maps_show(struct seq_file *s, void *unused)
{
	int ret;

	mutex_lock(&bench_lock);
	ret = bench_maps(s);
	mutex_unlock(&bench_lock);
	return ret;
}
DEFINE_SHOW_ATTRIBUTE(bench_maps);

static int __init bench_init(void)
{
	int ret = count_start();

	if (ret)
		return ret;
	files[0] = debugfs_create_file("bench_calls", 0400, NULL, NULL, &bench_calls_fops);
	files[1] = debugfs_create_file("bench_maps", 0400, NULL, NULL, &bench_maps_fops);
	return 0;
}
module_init(bench_init);

static void __exit bench_exit(void)
{
	debugfs_remove(files[0]);
	debugfs_remove(files[1]);
	count_stop();
}
module_exit(bench_exit);

MODULE_DESCRIPTION("Instructions of pKVM's DMA isolation, at EL2");
MODULE_LICENSE("GPL");
