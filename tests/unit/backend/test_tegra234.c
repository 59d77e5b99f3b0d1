// SPDX-License-Identifier: GPL-2.0-only
/* The vendor's table: what it takes, and each thing that it refuses. */
#include "env.h"

#define NISO0	0x12000000
#define NISO1	0x08000000
#define ISO	0x10000000

static struct hyp_smmu niso0(void)
{
	return (struct hyp_smmu){
		.regs = {
			{ .base = NISO0, .size = 0x1000000 },
			{ .base = 0x11000000, .size = 0x1000000 },
		},
		.nr_regs = 2, .sid_mask = 0x7f80,
	};
}

static void test_smmus(void **state)
{
	struct hyp_smmu smmu = niso0();

	assert_int_equal(tegra234_check_smmu(&smmu), 0);
	smmu.regs[0].base = NISO1;
	smmu.regs[1].base = 0x07000000;
	assert_int_equal(tegra234_check_smmu(&smmu), 0);
	smmu.regs[0].base = ISO;
	smmu.nr_regs = 1;
	assert_int_equal(tegra234_check_smmu(&smmu), 0);
}

static void test_wrong_smmus(void **state)
{
	struct hyp_smmu smmu = niso0();

	smmu.nr_regs = 1;	/* the other would stay the host's */
	assert_int_equal(tegra234_check_smmu(&smmu), -EINVAL);
	smmu = niso0();
	smmu.regs[1].base = 0x07000000;
	assert_int_equal(tegra234_check_smmu(&smmu), -EINVAL);
	smmu = niso0();
	smmu.regs[0].base = 0x11000000;
	smmu.regs[1].base = NISO0;
	assert_int_equal(tegra234_check_smmu(&smmu), -EINVAL);
	smmu = niso0();
	smmu.regs[0].base = 0x13000000;
	assert_int_equal(tegra234_check_smmu(&smmu), -EINVAL);
	smmu = niso0();
	smmu.regs[0].size = 0x800000;
	assert_int_equal(tegra234_check_smmu(&smmu), -EINVAL);
	smmu = niso0();
	smmu.sid_mask = 0x7fff;
	assert_int_equal(tegra234_check_smmu(&smmu), -EINVAL);
	smmu.sid_mask = 0;
	assert_int_equal(tegra234_check_smmu(&smmu), -EINVAL);
}

static struct hyp_mc orin_mc(void)
{
	static const u32 base[] = {
		0x02c00000, 0x02c10000, 0x02c20000, 0x02c30000, 0x02c40000, 0x02c50000,
		0x02b80000, 0x02b90000, 0x02ba0000, 0x02bb0000, 0x01700000, 0x01710000,
		0x01720000, 0x01730000, 0x01740000, 0x01750000, 0x01760000, 0x01770000,
	};
	struct hyp_mc mc = { .nr_regions = ARRAY_SIZE(base) };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(base); i++)
		mc.regions[i] = (struct mc_region){ .base = base[i], .size = 0x10000 };
	return mc;
}

static void test_mc(void **state)
{
	struct hyp_mc mc = orin_mc();
	unsigned int i;

	assert_int_equal(tegra234_check_mc(&mc), 0);
	mc.nr_regions = 17;
	assert_int_equal(tegra234_check_mc(&mc), -EINVAL);
	mc.nr_regions = 19;
	assert_int_equal(tegra234_check_mc(&mc), -EINVAL);
	for (i = 0; i < 18; i++) {
		mc = orin_mc();
		mc.regions[i].size = 0x1000;
		assert_int_equal(tegra234_check_mc(&mc), -EINVAL);
		mc = orin_mc();
		mc.regions[i].base += 0x10000;
		assert_int_equal(tegra234_check_mc(&mc), -EINVAL);
	}
}

static int row(u64 client, u64 sid, u64 base)
{
	return tegra234_check_row(&ROW(1, sid, client), base);
}

static void test_rows(void **state)
{
	assert_int_equal(row(0x15, 0x03, NISO0), 0);		/* HDAR */
	assert_int_equal(row(0x60, 0x01, NISO1), 0);		/* SDMMCRA: not in mc's table */
	assert_int_equal(row(0x16, 0x27, NISO1), 0);		/* HOST1XDMAR */
	assert_int_equal(row(0x8c, 0x04, NISO0), 0);		/* AXISR */
	assert_int_equal(row(0x92, 0x01, ISO), 0);		/* NVDISPLAYR */
	assert_int_equal(row(PKVM_IOMMU_NO_CLIENT, 0x04, NISO0), 0);	/* spi */
	assert_int_equal(row(PKVM_IOMMU_NO_CLIENT, 0x0c, NISO1), 0);	/* qspi */
	assert_int_equal(row(PKVM_IOMMU_NO_CLIENT, 0x35, NISO0), 0);	/* host1x context */
	assert_int_equal(row(PKVM_IOMMU_NO_CLIENT, 0x35, NISO1), 0);
}

static void test_wrong_rows(void **state)
{
	struct iommu_row range = ROW(0, 0x35, PKVM_IOMMU_NO_CLIENT);
	unsigned int client;

	assert_int_equal(row(0x15, 0x04, NISO0), -EINVAL);
	assert_int_equal(row(0x15, 0x03, NISO1), -EINVAL);
	assert_int_equal(row(0x15, 0x03, 0x11000000), -EINVAL);
	assert_int_equal(row(0x15, 0x0803, NISO0), -EINVAL);
	assert_int_equal(row(0x16, 0x35, NISO0), -EINVAL);
	assert_int_equal(row(PKVM_IOMMU_NO_CLIENT, 0x7e, NISO0), -EINVAL);
	assert_int_equal(row(PKVM_IOMMU_NO_CLIENT, 0x35, ISO), -EINVAL);
	assert_int_equal(row(0x1000, 0x03, NISO0), -EINVAL);
	assert_int_equal(row(0x15, 0x80000003, NISO0), -EINVAL);
	/* All stream IDs of a range count: 0x35 to 0x3c are known. */
	range.nr_sids = 8;
	assert_int_equal(tegra234_check_row(&range, NISO0), 0);
	range.nr_sids = 9;
	assert_int_equal(tegra234_check_row(&range, NISO0), -EINVAL);
	for (client = 0; client < 0x200; client++) {
		assert_int_equal(row(client, 0x00, NISO0), -EINVAL);
		assert_int_equal(row(client, 0x7f, NISO0), -EINVAL);
	}
	assert_int_equal(row(PKVM_IOMMU_NO_CLIENT, 0x00, NISO0), -EINVAL);
	assert_int_equal(row(PKVM_IOMMU_NO_CLIENT, 0x7f, NISO0), -EINVAL);
}

/* A client presents one stream ID to one SMMU: no two rows of the table differ. */
static void test_one_stream_a_client(void **state)
{
	static const u32 bases[] = { NISO0, NISO1, ISO };
	unsigned int client, sid, b, found, total = 0;

	for (client = 0; client < 0x200; client++) {
		found = 0;
		for (b = 0; b < 3; b++) {
			for (sid = 0; sid < 0x80; sid++)
				found += !row(client, sid, bases[b]);
		}
		assert_in_range(found, 0, 1);
		total += found;
	}
	assert_int_equal(total, 82 + 7 + 2);
}

static void test_extra_rows(void **state)
{
	unsigned int i, gpcdma = 0;
	struct iommu_row r;
	u64 base;

	for (i = 0; tegra234_extra_row(i, &r, &base); i++) {
		assert_int_equal(tegra234_check_row(&r, base), 0);
		gpcdma += base == NISO0 && r.sid == 0x04 && (r.client & ~1) == 0x8c;
	}
	assert_int_equal(gpcdma, 2);
	assert_in_range(i, 3, 16);
	assert_false(tegra234_extra_row(~0U, &r, &base));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_smmus),
		cmocka_unit_test(test_wrong_smmus),
		cmocka_unit_test(test_mc),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_wrong_rows),
		cmocka_unit_test(test_one_stream_a_client),
		cmocka_unit_test(test_extra_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
