// SPDX-License-Identifier: GPL-2.0-only
/*
 * The platform driver of SMMUs that EL2 owns. It registers the SMMU with the IOMMU core
 * and requests its interrupts.
 */
#define pr_fmt(fmt) "pkvm-smmu: " fmt

#include <linux/bitfield.h>
#include <linux/cpu_pm.h>
#include <linux/dma-mapping.h>
#include <linux/init.h>
#include <linux/mod_devicetable.h>
#include <linux/of.h>
#include <linux/platform_device.h>
#include <linux/pm.h>
#include <linux/property.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "driver.h"
#include "topology_dt.h"

/* Runs of the fault handler in a second, above which it sleeps. */
#define FAULT_PASSES_PER_SECOND	64

/*
 * Limits the load of a serial console: at 115200 baud, one line of the log takes
 * 15 ms.
 */
#define FAULTS_LOGGED		10
#define FAULT_LOG_INTERVAL	HZ

/* Kinds of domains that the command line may ask for. */
enum domain_kind {
	DOMAINS_AUTO,		/* nested where EL2 gives the host stage 1, else paging */
	DOMAINS_NESTED,		/* nested, or none */
	DOMAINS_PAGING,		/* changed by hypercalls */
};

static const char * const domain_kinds[] __initconst = {
	[DOMAINS_AUTO] = "auto",
	[DOMAINS_NESTED] = "nested",
	[DOMAINS_PAGING] = "paging",
};

static enum domain_kind domains __ro_after_init = DOMAINS_AUTO;

static int __init pkvm_smmu_domains_param(char *arg)
{
	int kind = arg ? match_string(domain_kinds, ARRAY_SIZE(domain_kinds), arg) : -EINVAL;

	if (kind >= 0)
		domains = kind;
	else
		pr_err("pkvm_iommu.domains=%s ignored, use \"auto\", \"nested\" or \"paging\"; it is \"%s\"\n",
		       arg ?: "", domain_kinds[domains]);
	return 0;
}
early_param("pkvm_iommu.domains", pkvm_smmu_domains_param);

static struct pkvm_smmu *pkvm_smmu_alloc(struct device *dev, unsigned int index)
{
	struct pkvm_smmu *smmu = devm_kzalloc(dev, sizeof(*smmu), GFP_KERNEL);

	if (!smmu)
		return NULL;
	smmu->dev = dev;
	smmu->index = index;
	of_property_read_u32(dev->of_node, "stream-match-mask", &smmu->match_mask);
	smmu->v3 = of_device_is_compatible(dev->of_node, "arm,smmu-v3");
	smmu->coherent = device_get_dma_attr(dev) == DEV_DMA_COHERENT;
	mutex_init(&smmu->lock);
	xa_init(&smmu->streams);
	INIT_LIST_HEAD(&smmu->nested_domains);
	ratelimit_state_init(&smmu->storm, HZ, FAULT_PASSES_PER_SECOND);
	ratelimit_set_flags(&smmu->storm, RATELIMIT_MSG_ON_RELEASE);
	ratelimit_state_init(&smmu->log, FAULT_LOG_INTERVAL, FAULTS_LOGGED);
	return smmu;
}

/*
 * A CPU that has lost power comes back through EL2, which restores SMMUs that have lost their
 * state. The chain runs with interrupts off, also at the end of a suspend of the system.
 */
static int pkvm_smmu_cpu_pm(struct notifier_block *nb, unsigned long action, void *data)
{
	if (action == CPU_PM_EXIT)
		pkvm_smmu_banks_restored();
	return NOTIFY_OK;
}

/* Before drivers that have their devices go on there. */
static struct notifier_block pkvm_smmu_cpu_pm_nb = {
	.notifier_call = pkvm_smmu_cpu_pm,
	.priority = INT_MAX,
};

/* Once; probes of SMMUs do not run side by side. */
static int pkvm_smmu_watch_restores(void)
{
	static bool watched;

	if (watched)
		return 0;
	watched = true;
	return cpu_pm_register_notifier(&pkvm_smmu_cpu_pm_nb);
}

/* Tables of stage 1 that walks do not snoop are cleaned by the DMA API. */
static int pkvm_smmu_choose_domains(struct pkvm_smmu *smmu)
{
	int ret = -EINVAL;

	if (domains == DOMAINS_PAGING)
		return 0;
	if (!dma_set_mask_and_coherent(smmu->dev, DMA_BIT_MASK(PKVM_IOMMU_IAS)))
		ret = pkvm_smmu_can_nest(smmu);
	smmu->nested = !ret;
	if (ret && domains == DOMAINS_NESTED)
		return dev_err_probe(smmu->dev, ret,
				     "pkvm_iommu.domains=nested, but EL2 offers no nested domains\n");
	return ret ? 0 : pkvm_smmu_watch_restores();
}

static int pkvm_smmu_register(struct pkvm_smmu *smmu)
{
	struct resource *res;
	int ret;

	res = platform_get_resource(to_platform_device(smmu->dev), IORESOURCE_MEM, 0);
	if (!res)
		return -EINVAL;

	/* The same name that arm-smmu gives it, for user space. */
	ret = iommu_device_sysfs_add(&smmu->iommu, smmu->dev, NULL, "smmu.%pa", &res->start);
	if (ret)
		return ret;

	ret = iommu_device_register(&smmu->iommu, &pkvm_smmu_ops, smmu->dev);
	if (ret)
		iommu_device_sysfs_remove(&smmu->iommu);
	return ret;
}

/* A stream has a row for each memory client that presents it. */
static bool is_first_row(const struct pkvm_topology *topology, u32 nr)
{
	u32 i;

	for (i = 0; i < nr; i++) {
		if (!topology->rows[i].error &&
		    topology->rows[i].smmu == topology->rows[nr].smmu &&
		    topology->rows[i].sid == topology->rows[nr].sid)
			return false;
	}
	return true;
}

static unsigned int count_streams(unsigned int index)
{
	const struct pkvm_topology *topology = pkvm_smmu_topology();
	unsigned int nr = 0;
	u32 i;

	for (i = 0; i < topology->nr_rows; i++) {
		if (topology->rows[i].smmu == index && !topology->rows[i].error &&
		    is_first_row(topology, i))
			nr++;
	}
	return nr;
}

static int pkvm_smmu_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	int index = pkvm_smmu_index(dev->of_node);
	struct pkvm_smmu *smmu;
	int ret;

	if (index < 0)
		return index;
	if (pkvm_iommu_state() == PKVM_IOMMU_PENDING)
		return -EPROBE_DEFER;
	if (pkvm_iommu_state() != PKVM_IOMMU_ACTIVE)
		return -ENODEV;

	smmu = pkvm_smmu_alloc(dev, index);
	if (!smmu)
		return -ENOMEM;
	platform_set_drvdata(pdev, smmu);

	ret = pkvm_smmu_choose_domains(smmu);
	if (!ret)
		ret = pkvm_smmu_request_irqs(smmu);
	if (ret)
		return ret;
	ret = pkvm_smmu_register(smmu);
	if (ret)
		return dev_err_probe(dev, ret, "can't register with the IOMMU core\n");

	pkvm_smmu_debugfs_add(smmu);
	dev_info(dev, "SMMU %u, owned by EL2; streams: %u, address bits: %u, interrupts: %u, domains: %s\n",
		 index, count_streams(index), PKVM_IOMMU_IAS, smmu->nr_irqs,
		 smmu->nested ? "nested" : "paging");
	return 0;
}

/* Devices resume after their SMMU. */
static int pkvm_smmu_resume_noirq(struct device *dev)
{
	int ret = pkvm_smmu_banks_restored();

	if (!ret)
		pkvm_smmu_nested_resume(dev_get_drvdata(dev));
	else
		dev_err(dev, "EL2 could not restore the SMMUs (%d): all DMA faults\n", ret);
	return 0;
}

static DEFINE_NOIRQ_DEV_PM_OPS(pkvm_smmu_pm_ops, NULL, pkvm_smmu_resume_noirq);

static const struct of_device_id pkvm_smmu_of_match[] = {
	{ .compatible = "nvidia,tegra234-smmu" },
#ifdef CONFIG_PKVM_SMMU_V3
	{ .compatible = "arm,smmu-v3" },
#endif
	{ }
};

/* No remove(): EL2 never returns an SMMU to the host. */
static struct platform_driver pkvm_smmu_driver = {
	.driver = {
		.name = "pkvm-smmu",
		.of_match_table = pkvm_smmu_of_match,
		.pm = pm_sleep_ptr(&pkvm_smmu_pm_ops),
		.suppress_bind_attrs = true,
		/*
		 * With driver_async_probe=* the SMMUs would be registered concurrently,
		 * each of which probes the devices of all: two such passes, and a client
		 * that binds meanwhile, can leave the client to a late IOMMU probe.
		 */
		.probe_type = PROBE_FORCE_SYNCHRONOUS,
	},
	.probe = pkvm_smmu_probe,
};

static int __init pkvm_smmu_init(void)
{
	return platform_driver_register(&pkvm_smmu_driver);
}

/*
 * Not later: without modules, the driver core stops deferring for suppliers that have
 * no driver by late_initcall().
 */
device_initcall(pkvm_smmu_init);
