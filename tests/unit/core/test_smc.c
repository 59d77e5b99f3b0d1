// SPDX-License-Identifier: GPL-2.0-only
/* Which SMCs of the host reach firmware: each range, and its neighbours. */
#include "setup.h"

struct range {
	u32 first, last;
};

/* Fast calls that firmware may get, in 32- and 64-bit form. */
static const struct range allowed[] = {
	{ 0x80000000, 0x8000ffff },	/* architecture: version, features, workarounds */
	{ 0xc0000000, 0xc000ffff },	/* SOC_ID */
	{ 0x84000050, 0x8400005f },	/* TRNG */
	{ 0xc4000050, 0xc400005f },
	{ 0x84000060, 0x840000ff },	/* FF-A, as its proxy passed it */
	{ 0xc4000060, 0xc40000ff },
};

/* Calls that firmware must not get, by what they do. */
static const struct range refused[] = {
	{ 0x84000000, 0x8400001f },	/* PSCI: the relay handles it, or nobody */
	{ 0xc4000000, 0xc400001f },
	{ 0x84000020, 0x8400003f },	/* SDEI */
	{ 0xc4000020, 0xc400003f },
	{ 0x84000040, 0x8400004f },
	{ 0x84000100, 0x840001ff },	/* DRTM, PCI configuration */
	{ 0xc4000100, 0xc40001ff },
	{ 0x8400ff00, 0x8400ffff },
	{ 0x84010050, 0x8401005f },	/* reserved bits are set */
	{ 0x80800000, 0x80800010 },
	{ 0x81000000, 0x81000010 },	/* CPU service */
	{ 0x82000000, 0x82000010 },	/* SiP: Tegra's video memory, FIQ entry point */
	{ 0xc2000000, 0xc2000010 },
	{ 0xc2fffe00, 0xc2fffe10 },	/* Tegra's PMC */
	{ 0x82ffff00, 0x82ffff10 },	/* MCE */
	{ 0x83000000, 0x83000010 },	/* OEM */
	{ 0x85000000, 0x85000010 },	/* standard hypervisor */
	{ 0x86000000, 0x86000010 },	/* vendor hypervisor */
	{ 0x87000000, 0x87000010 },	/* vendor EL3 monitor */
	{ 0xb0000000, 0xb0000010 },	/* trusted applications */
	{ 0xb1000000, 0xb1000010 },
	{ 0x00000000, 0x00000010 },	/* yielding calls */
	{ 0x04000050, 0x040000ff },
	{ 0x02000000, 0x0200000f },
};

static const struct range trusted_os[] = {
	{ 0xb2000000, 0xb2000010 },	/* fast */
	{ 0xbf000000, 0xbf00ff03 },
	{ 0x32000000, 0x32000010 },	/* yielding: OP-TEE's calls with an argument */
	{ 0x3f000000, 0x3f000010 },
};

static void expect(const struct range *r, unsigned int nr, bool forwarded)
{
	s64 before = pkvm_iommu_smcs_refused(), asked = 0;
	unsigned int i;
	u64 id;

	for (i = 0; i < nr; i++) {
		for (id = r[i].first; id <= r[i].last; id++, asked++) {
			if (pkvm_iommu_smc_allowed(id) != forwarded)
				fail_msg("SMC %#llx", id);
		}
	}
	assert_int_equal(pkvm_iommu_smcs_refused(), before + (forwarded ? 0 : asked));
}

static void only_known_smcs_reach_firmware(void **state)
{
	expect(allowed, ARRAY_SIZE(allowed), true);
	expect(refused, ARRAY_SIZE(refused), false);
	expect(trusted_os, ARRAY_SIZE(trusted_os), false);
	assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_SMCS_REFUSED, 0),
			 pkvm_iommu_smcs_refused());
	assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_TRUSTED_OS, 0), 0);
}

/* Only these owners exist: no other bit of an ID may make it pass. */
static void random_smcs_are_judged_by_range(void **state)
{
	unsigned int i, j;
	u32 id = 1;

	for (i = 0; i < 200000; i++) {
		bool known = false;

		id = id * 1664525 + 1013904223;
		for (j = 0; j < ARRAY_SIZE(allowed); j++)
			known |= id - allowed[j].first <=
				 allowed[j].last - allowed[j].first;
		if (pkvm_iommu_smc_allowed(id) != known)
			fail_msg("SMC %#x", id);
	}
}

static void a_trusted_os_is_opt_in(void **state)
{
	reset_system(state);
	describe_system();
	assert_int_equal(__pkvm_iommu_allow_trusted_os(), 0);
	assert_int_equal(__pkvm_iommu_seal(), 0);
	expect(trusted_os, ARRAY_SIZE(trusted_os), true);
	expect(refused, ARRAY_SIZE(refused), false);
	assert_int_equal(__pkvm_iommu_query(PKVM_IOMMU_QUERY_TRUSTED_OS, 0), 1);
	assert_int_equal(__pkvm_iommu_allow_trusted_os(), -EPERM);
}

static void a_soc_may_name_more(void **state)
{
	static const u32 smcs[] = { 0x82000042, 0xc2000001 };
	const struct range named[] = { { smcs[0], smcs[0] }, { smcs[1], smcs[1] } };
	const struct range others[] = { { 0x82000041, 0x82000041 }, { 0x82000043, 0x82000043 } };

	fake_soc.smcs = smcs;
	fake_soc.nr_smcs = ARRAY_SIZE(smcs);
	expect(named, ARRAY_SIZE(named), true);
	expect(others, ARRAY_SIZE(others), false);
	fake_soc.nr_smcs = 0;
	expect(named, ARRAY_SIZE(named), false);
}

/* Until the seal the host is trusted; without isolation mainline's behaviour stays. */
static void only_the_active_state_refuses(void **state)
{
	reset_system(state);
	expect(refused, ARRAY_SIZE(refused), true);
	assert_int_equal(__pkvm_iommu_switch_off(), 0);
	expect(refused, ARRAY_SIZE(refused), true);
	reset_system(state);
	assert_int_equal(__pkvm_iommu_seal(), -ENODEV);
	expect(refused, ARRAY_SIZE(refused), true);
}

#define T(name) cmocka_unit_test_setup_teardown(name, active_system, check_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(only_known_smcs_reach_firmware),
		T(random_smcs_are_judged_by_range),
		T(a_trusted_os_is_opt_in),
		T(a_soc_may_name_more),
		T(only_the_active_state_refuses),
	};

	return cmocka_run_group_tests_name("core_smc", tests, NULL, NULL);
}
