/* SPDX-License-Identifier: GPL-2.0-only */
/* The driver core, as smmu.c sees it: what describes an SMMU, and what a probe registers. */
#ifndef HOST_TEST_DRIVER_CORE_H
#define HOST_TEST_DRIVER_CORE_H

#include <linux/init.h>

#include "core.h"

#define __ro_after_init
#define RATELIMIT_MSG_ON_RELEASE	1
#define DEV_DMA_COHERENT		1
#define PROBE_FORCE_SYNCHRONOUS		1
#define DMA_BIT_MASK(n)			(~0ULL >> (64 - (n)))
#define dev_info(dev, fmt, ...)		((void)(dev), host_log(fmt, ##__VA_ARGS__))
#define pm_sleep_ptr(ptr)		(ptr)
/* What was initialised, a bit for each. */
extern unsigned int host_initialised;
#define HOST_MUTEX			1
#define HOST_XARRAY			2
#define HOST_STORM_FLAGS		4

#define mutex_init(m)			((m)->held = false, host_initialised |= HOST_MUTEX)
#define xa_init(xa)			(*(xa) = (struct xarray){}, host_initialised |= HOST_XARRAY)
#define ratelimit_state_init(rs, i, burst)	((rs)->interval = (i) * !!(burst))
#define ratelimit_set_flags(rs, flags)		\
	((void)(rs), host_initialised |= HOST_STORM_FLAGS * ((flags) == RATELIMIT_MSG_ON_RELEASE))
#define platform_set_drvdata(pdev, data)	((pdev)->dev.drvdata = (data))
#define early_param(param, fn)		\
	static const struct {		\
		const char *name;	\
		int (*set)(char *arg);	\
	} param_##fn __attribute__((unused)) = { param, fn }
#define device_initcall(fn)		\
	static int (*initcall_##fn)(void) __attribute__((unused)) = fn

struct of_device_id {
	const char *compatible;
};

struct dev_pm_ops {
	int (*suspend_noirq)(struct device *dev);
	int (*resume_noirq)(struct device *dev);
};

#define DEFINE_NOIRQ_DEV_PM_OPS(name, suspend, resume)	\
	const struct dev_pm_ops name = { suspend, resume }

#define CPU_PM_EXIT			2
#define CPU_CLUSTER_PM_EXIT		5
#define NOTIFY_OK			1

struct notifier_block {
	int (*notifier_call)(struct notifier_block *nb, unsigned long action, void *data);
	int priority;
};

int host_watch_cpus(struct notifier_block *nb);
#define cpu_pm_register_notifier(nb)	host_watch_cpus(nb)

struct platform_driver {
	struct {
		const char *name;
		const struct of_device_id *of_match_table;
		const struct dev_pm_ops *pm;
		bool suppress_bind_attrs;
		int probe_type;
	} driver;
	int (*probe)(struct platform_device *pdev);
};

int host_register_driver(const struct platform_driver *driver);
#define platform_driver_register(driver)	host_register_driver(driver)

void *host_devm_zalloc(size_t size);
#define devm_kzalloc(dev, size, gfp)	((void)(dev), (void)(gfp), host_devm_zalloc(size))

bool host_is_v3(void);
int host_dma_mask(u64 mask);
int host_sysfs(bool add);
int host_register_iommu(struct iommu_device *iommu, const struct iommu_ops *ops);

static inline int of_property_read_u32(const struct device_node *np, const char *name, u32 *val)
{
	*val = 0x7f80;
	return 0;
}

static inline bool of_device_is_compatible(const struct device_node *np, const char *name)
{
	return host_is_v3();
}

static inline int device_get_dma_attr(const struct device *dev)
{
	return dev->coherent;
}

static inline int dma_set_mask_and_coherent(struct device *dev, u64 mask)
{
	return host_dma_mask(mask);
}

static inline int match_string(const char * const *strings, size_t nr, const char *string)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		if (!strcmp(strings[i], string))
			return i;
	}
	return -EINVAL;
}

static inline int iommu_device_sysfs_add(struct iommu_device *iommu, struct device *parent,
					 void *groups, const char *fmt, ...)
{
	return host_sysfs(true);
}

static inline void iommu_device_sysfs_remove(struct iommu_device *iommu)
{
	host_sysfs(false);
}

static inline int iommu_device_register(struct iommu_device *iommu, const struct iommu_ops *ops,
					struct device *dev)
{
	return host_register_iommu(iommu, ops);
}

#endif
