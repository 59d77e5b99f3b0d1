// SPDX-License-Identifier: GPL-2.0-only
/*
 * The probe of an SMMU that EL2 owns, which kind of domains it chooses, and its resume. The
 * driver core, EL2 and the driver's other files are played.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "driver.h"
#include "topology_dt.h"

#define SMMU	1

unsigned int host_fail_alloc, host_initialised;

static struct resource regs[2] = { { 0x12000000, 0x1000000 } };
static struct device_node node;
static struct platform_device pdev;
static struct pkvm_topology topology;
static const struct platform_driver *driver;
static enum pkvm_iommu_state state_now;
static int index_now, nest_error, irq_error, mask_error, register_error;
static bool v3;
static unsigned int nr_resumed, nr_sysfs, nr_registered, nr_debugfs, nr_nest_asked, nr_looks;
static int restore_error, watch_error, nr_watches;
static struct notifier_block *watch;
static void *allocated;

const struct iommu_ops pkvm_smmu_ops;

void shim_panic(const char *what, const char *file, int line)
{
	fail_msg("%s at %s:%d", what, file, line);
	exit(1);
}

int host_register_driver(const struct platform_driver *d)
{
	driver = d;
	return 0;
}

void *host_devm_zalloc(size_t size)
{
	free(allocated);
	allocated = host_zalloc(size);
	return allocated;
}

bool host_is_v3(void)
{
	return v3;
}

int host_dma_mask(u64 mask)
{
	assert_true(mask == DMA_BIT_MASK(PKVM_IOMMU_IAS));
	return mask_error;
}

int host_sysfs(bool add)
{
	nr_sysfs += add ? 1 : -1;
	return 0;
}

int host_register_iommu(struct iommu_device *iommu, const struct iommu_ops *ops)
{
	assert_ptr_equal(ops, &pkvm_smmu_ops);
	nr_registered += !register_error;
	return register_error;
}

int pkvm_smmu_index(struct device_node *np)
{
	assert_ptr_equal(np, &node);
	return index_now;
}

enum pkvm_iommu_state pkvm_iommu_state(void)
{
	return state_now;
}

const struct pkvm_topology *pkvm_smmu_topology(void)
{
	return &topology;
}

int pkvm_smmu_request_irqs(struct pkvm_smmu *smmu)
{
	return irq_error;
}

int pkvm_smmu_can_nest(struct pkvm_smmu *smmu)
{
	nr_nest_asked++;
	return nest_error;
}

void pkvm_smmu_nested_resume(struct pkvm_smmu *smmu)
{
	assert_ptr_equal(smmu, pdev.dev.drvdata);
	nr_resumed++;
}

void pkvm_smmu_debugfs_add(struct pkvm_smmu *smmu)
{
	nr_debugfs++;
}

int pkvm_smmu_banks_restored(void)
{
	nr_looks++;
	return restore_error;
}

int host_watch_cpus(struct notifier_block *nb)
{
	watch = nb;
	nr_watches++;
	return watch_error;
}

#include "host/smmu.c"

static int setup(void **unused)
{
	pdev.dev = (struct device){ .regs = regs, .of_node = &node, .coherent = true };
	state_now = PKVM_IOMMU_ACTIVE;
	index_now = SMMU;
	nest_error = 0;
	irq_error = 0;
	mask_error = 0;
	register_error = 0;
	v3 = false;
	nr_resumed = 0;
	nr_sysfs = 0;
	nr_registered = 0;
	nr_debugfs = 0;
	nr_nest_asked = 0;
	nr_looks = 0;
	restore_error = 0;
	host_fail_alloc = 0;
	host_initialised = 0;
	domains = DOMAINS_PAGING;
	assert_int_equal(pkvm_smmu_init(), 0);
	return 0;
}

static int teardown(void **unused)
{
	free(allocated);
	allocated = NULL;
	return 0;
}

static int probe(void)
{
	return driver->probe(&pdev);
}

static void an_smmu_of_el2s_is_registered(void **unused)
{
	struct pkvm_smmu *smmu;

	assert_int_equal(probe(), 0);
	smmu = pdev.dev.drvdata;
	assert_int_equal(smmu->index, SMMU);
	assert_int_equal(smmu->match_mask, 0x7f80);
	assert_true(smmu->coherent);
	assert_false(smmu->v3 || smmu->nested);
	assert_int_equal(host_initialised, HOST_MUTEX | HOST_XARRAY | HOST_STORM_FLAGS);
	assert_true(list_empty(&smmu->nested_domains));
	assert_true(smmu->storm.interval && smmu->log.interval);
	assert_int_equal(nr_registered, 1);
	assert_int_equal(nr_sysfs, 1);
	assert_int_equal(nr_debugfs, 1);
	v3 = true;
	assert_int_equal(probe(), 0);
	assert_true(((struct pkvm_smmu *)pdev.dev.drvdata)->v3);
}

/* EL2 never returns an SMMU. */
static void the_driver_cannot_be_unbound(void **unused)
{
	assert_true(driver->driver.suppress_bind_attrs);
	assert_int_equal(driver->driver.probe_type, PROBE_FORCE_SYNCHRONOUS);
}

/* Mainline's driver waits for the state, too; whoever is not to bind must say so. */
static void others_are_left_to_mainline(void **unused)
{
	state_now = PKVM_IOMMU_PENDING;
	assert_int_equal(probe(), -EPROBE_DEFER);
	state_now = PKVM_IOMMU_OFF;
	assert_int_equal(probe(), -ENODEV);
	state_now = PKVM_IOMMU_FAILED;
	assert_int_equal(probe(), -ENODEV);
	state_now = PKVM_IOMMU_ACTIVE;
	index_now = -ENODEV;
	assert_int_equal(probe(), -ENODEV);
	assert_int_equal(nr_registered | nr_sysfs, 0);
}

static void a_failed_probe_registers_nothing(void **unused)
{
	host_fail_alloc = 1;
	assert_int_equal(probe(), -ENOMEM);
	irq_error = -EINVAL;
	assert_int_equal(probe(), -EINVAL);
	irq_error = 0;
	register_error = -EBUSY;
	assert_int_equal(probe(), -EBUSY);
	assert_int_equal(nr_registered | nr_sysfs | nr_debugfs, 0);
}

static bool nested_by(char *word, int error)
{
	assert_int_equal(pkvm_smmu_domains_param(word), 0);
	nest_error = error;
	assert_int_equal(probe(), 0);
	return ((struct pkvm_smmu *)pdev.dev.drvdata)->nested;
}

static void the_command_line_chooses_domains(void **unused)
{
	assert_false(nested_by("paging", 0));
	assert_int_equal(nr_nest_asked, 0);
	assert_true(nested_by("auto", 0));
	assert_false(nested_by("auto", -EOPNOTSUPP));
	assert_true(nested_by("nested", 0));
	/* A word that is none changes nothing. */
	assert_true(nested_by("nest", 0));
	assert_true(nested_by(NULL, 0));
	nest_error = -EOPNOTSUPP;
	assert_int_equal(probe(), -EOPNOTSUPP);
	nest_error = 0;
	mask_error = -EIO;
	assert_int_not_equal(probe(), 0);
}

/* Not if EL2 could not restore the SMMUs. */
static void a_resume_writes_lent_banks(void **unused)
{
	const struct dev_pm_ops *pm = driver->driver.pm;

	assert_int_equal(probe(), 0);
	assert_int_equal(pm->resume_noirq(&pdev.dev), 0);
	assert_int_equal(nr_looks, 1);
	assert_int_equal(nr_resumed, 1);
	restore_error = -EIO;
	assert_int_equal(pm->resume_noirq(&pdev.dev), 0);
	assert_int_equal(nr_looks, 2);
	assert_int_equal(nr_resumed, 1);
}

/* From the first SMMU with nested domains on; before it, nobody has a bank to write again. */
static void a_cpu_that_had_no_power_looks_for_restores(void **unused)
{
	assert_false(nested_by("auto", -EOPNOTSUPP));
	assert_int_equal(nr_watches, 0);
	assert_true(nested_by("auto", 0));
	assert_true(nested_by("auto", 0));
	assert_int_equal(nr_watches, 1);
	assert_non_null(watch);
	watch->notifier_call(watch, CPU_CLUSTER_PM_EXIT, NULL);
	assert_int_equal(nr_looks, 0);
	watch->notifier_call(watch, CPU_PM_EXIT, NULL);
	assert_int_equal(nr_looks, 1);
}

static void streams_are_counted_once(void **unused)
{
	static const struct pkvm_topology_row rows[] = {
		{ .smmu = SMMU, .sid = 4, .nr_sids = 1, .client = 1 },
		{ .smmu = SMMU, .sid = 4, .nr_sids = 1, .client = 2 },
		{ .smmu = SMMU, .sid = 5, .nr_sids = 1, .client = 3, .error = -ENXIO },
		{ .smmu = SMMU, .sid = 5, .nr_sids = 1, .client = 4 },
		{ .smmu = SMMU + 1, .sid = 6, .nr_sids = 1, .client = 5 },
	};

	memcpy(topology.rows, rows, sizeof(rows));
	topology.nr_rows = ARRAY_SIZE(rows);
	assert_int_equal(count_streams(SMMU), 2);
	assert_int_equal(count_streams(SMMU + 1), 1);
	topology.nr_rows = 0;
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		/* First: the notifier is registered once. */
		T(a_cpu_that_had_no_power_looks_for_restores),
		T(an_smmu_of_el2s_is_registered),
		T(the_driver_cannot_be_unbound),
		T(others_are_left_to_mainline),
		T(a_failed_probe_registers_nothing),
		T(the_command_line_chooses_domains),
		T(a_resume_writes_lent_banks),
		T(streams_are_counted_once),
	};

	return cmocka_run_group_tests_name("host_smmu", tests, NULL, NULL);
}
