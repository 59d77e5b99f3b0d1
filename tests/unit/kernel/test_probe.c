// SPDX-License-Identifier: GPL-2.0-only
/*
 * arm-smmu.c and arm-smmu-v3.c: mainline's drivers ask who owns an SMMU before anything else,
 * and do as they are told.
 */
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "shim_base.h"

#define EPROBE_DEFER	517
#define PROBE_GOES_ON	1

typedef int irqreturn_t;
typedef u64 resource_size_t;

struct resource;
struct arm_smmu_device;

struct device {
	int none;
};

struct platform_device {
	struct device dev;
};

static struct platform_device smmu;
static int owner;
static unsigned int nr_asked;

static int pkvm_smmu_owned_by_el2(struct device *dev)
{
	assert_ptr_equal(dev, &smmu.dev);
	nr_asked++;
	return owner;
}

#pragma GCC diagnostic ignored "-Wunused-variable"
#define arm_smmu_device_probe	probe_smmu
#include "probe_smmu.h"
#undef arm_smmu_device_probe
#define arm_smmu_device_probe	probe_smmuv3
#include "probe_smmuv3.h"

static void expect_probe(int says, int result)
{
	nr_asked = 0;
	owner = says;
	assert_int_equal(probe_smmu(&smmu), result);
	assert_int_equal(nr_asked, 1);
	assert_int_equal(probe_smmuv3(&smmu), result);
	assert_int_equal(nr_asked, 2);
}

static void probes_ask_first(void **state)
{
	expect_probe(0, PROBE_GOES_ON);
	expect_probe(-EPROBE_DEFER, -EPROBE_DEFER);
	expect_probe(-ENODEV, -ENODEV);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(probes_ask_first),
	};

	return cmocka_run_group_tests_name("kernel_probe", tests, NULL, NULL);
}
