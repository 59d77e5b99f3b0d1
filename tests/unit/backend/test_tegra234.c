// SPDX-License-Identifier: GPL-2.0-only
/* The table of Tegra234. How the core applies a table is tested in core/test_setup.c. */
#include "env.h"
#include "hyp/tegra/soc.h"
#include "mc_model.h"

#define soc	(&pkvm_tegra234)

enum { NISO0, NISO1, ISO };

static void test_smmus(void **state)
{
	static const struct {
		u64 base, mirror;
	} expected[] = {
		[NISO0] = { 0x12000000, 0x11000000 },
		[NISO1] = { 0x08000000, 0x07000000 },
		[ISO] = { 0x10000000, 0 },
	};
	unsigned int i;

	assert_int_equal(soc->nr_smmus, ARRAY_SIZE(expected));
	for (i = 0; i < soc->nr_smmus; i++) {
		const struct soc_smmu *s = &soc->smmus[i];

		assert_int_equal(s->kind, PKVM_IOMMU_SMMU_MMU500);
		assert_int_equal(s->nr_regs, expected[i].mirror ? 2 : 1);
		assert_int_equal(s->base[0], expected[i].base);
		assert_int_equal(s->base[1], expected[i].mirror);
		assert_int_equal(s->size, 0x1000000);
		assert_int_equal(s->sid_mask, 0x7f80);
	}
}

static void test_guards(void **state)
{
	static const u32 mc[] = {
		0x02c00000, 0x02c10000, 0x02c20000, 0x02c30000, 0x02c40000, 0x02c50000,
		0x02b80000, 0x02b90000, 0x02ba0000, 0x02bb0000, 0x01700000, 0x01710000,
		0x01720000, 0x01730000, 0x01740000, 0x01750000, 0x01760000, 0x01770000,
	};
	static const u32 sid[] = {
		0x03400000, 0x03460000, 0x06800000, 0x06900000, 0x06a00000, 0x06b00000,
	};
	const struct soc_guard *g = soc->guards;

	assert_int_equal(soc->nr_guards, 5);
	assert_int_equal(g[1].guard->id, PKVM_IOMMU_GUARD_TEGRA_MC);
	assert_true(g[1].described);
	assert_int_equal(g[1].nr_regs, ARRAY_SIZE(mc));
	assert_memory_equal(g[1].base, mc, sizeof(mc));
	assert_int_equal(g[1].size, 0x10000);
	/* A host that leaves GPCDMA's node out does not get the engine. */
	assert_int_equal(g[0].guard->id, PKVM_IOMMU_GUARD_TEGRA_GPCDMA);
	assert_false(g[0].described);
	assert_int_equal(g[0].nr_regs, 1);
	assert_int_equal(g[0].base[0], 0x02600000);
	assert_int_equal(g[0].size, 0x210000);
	/* The memory controller's probe decides which of these devices need a guard. */
	assert_int_equal(g[2].guard->id, PKVM_IOMMU_GUARD_TEGRA_SID);
	assert_false(g[2].described);
	assert_int_equal(g[2].nr_regs, ARRAY_SIZE(sid));
	assert_memory_equal(g[2].base, sid, sizeof(sid));
	assert_int_equal(g[2].size, 0x20000);
}

static bool has_stream_id(unsigned int smmu, u32 sid)
{
	unsigned int i;

	for (i = 0; i < soc->nr_rows; i++) {
		if (soc->rows[i].smmu == smmu && soc->rows[i].sid == sid)
			return true;
	}
	return false;
}

/* All stream IDs of the kernel's tegra234-mc.h, and no others. */
static void test_stream_ids_of_header(void **state)
{
	static const struct {
		u8 smmu, first, last;
	} want[] = {
		{ 0, 0x01, 0x26 }, { 0, 0x35, 0x3c }, { 0, 0x49, 0x5c }, { 0, 0x5e, 0x72 },
		{ 1, 0x01, 0x09 }, { 1, 0x0b, 0x22 }, { 1, 0x27, 0x4a },
		{ 2, 0x01, 0x07 },
	};
	unsigned int smmu, i;
	u32 sid;

	for (smmu = 0; smmu < soc->nr_smmus; smmu++) {
		for (sid = 0; sid < 0x100; sid++) {
			bool listed = false;

			for (i = 0; i < ARRAY_SIZE(want); i++)
				listed |= want[i].smmu == smmu && sid >= want[i].first &&
					  sid <= want[i].last;
			assert_int_equal(has_stream_id(smmu, sid), listed);
		}
	}
}

/* GPCDMA's streams, and no others, may be a channel's. */
static void test_streams_of_channels(void **state)
{
	static const u8 want[] = {
		0x04, 0x0e, 0x0f, 0x10, 0x11, 0x20, 0x21, 0x22, 0x6e, 0x6f, 0x70, 0x71, 0x72,
	};
	unsigned int i, nr = 0;

	for (i = 0; i < soc->nr_rows; i++) {
		if (soc->rows[i].client != SOC_ANY_CHANNEL)
			continue;
		assert_int_equal(soc->rows[i].smmu, 0);
		assert_true(nr < ARRAY_SIZE(want));
		assert_int_equal(soc->rows[i].sid, want[nr++]);
	}
	assert_int_equal(nr, ARRAY_SIZE(want));
}

static struct hyp_sid *sid_guard(void)
{
	return container_of(soc->guards[2].guard, struct hyp_sid, guard);
}

/* SD controllers, MGBE, and AXISR and AXISW for GPCDMA; no others. */
static void test_held_clients(void **state)
{
	static const u16 held[] = {
		0x60, 0x63, 0x64, 0x67, 0x58, 0x59, 0x5a, 0x5b, 0x5c, 0x5f, 0x61, 0x65, 0x8c, 0x8d,
	};
	unsigned int i, client, n = 0;

	for (i = 0; i < ARRAY_SIZE(held); i++)
		assert_true(pkvm_tegra_sid_is_held(sid_guard(), held[i]));
	for (client = 0; client <= PKVM_IOMMU_NO_CLIENT; client++) {
		n += pkvm_tegra_sid_is_held(sid_guard(), client);
		assert_false(pkvm_tegra_sid_is_held(NULL, client));
	}
	assert_int_equal(n, ARRAY_SIZE(held));
}

/* Each device's stream ID is that of its clients' rows. */
static void test_sid_devices(void **state)
{
	const struct hyp_sid *sid = sid_guard();
	unsigned int i, j, k, n;

	assert_int_equal(sid->nr_devices, soc->guards[2].nr_regs);
	for (i = 0; i < sid->nr_devices; i++) {
		const struct sid_device *dev = &sid->devices[i];

		assert_int_equal(dev->base, soc->guards[2].base[i]);
		for (n = 0, j = 0; j < soc->nr_rows; j++)
			for (k = 0; k < 2; k++)
				n += soc->rows[j].client == dev->clients[k] &&
				     soc->rows[j].sid == dev->sid;
		assert_int_equal(n, 2);
		assert_int_equal(dev->nr_regs, i < 2 ? 1 : 3);
		assert_int_equal(dev->regs[0].off, i < 2 ? 0x1fc : 0x8400);
		assert_int_equal(dev->regs[0].fields, i < 2 ? 0xffff : 0xffffffff);
		if (i < 2)
			continue;
		assert_int_equal(dev->regs[1].off, 0x8404);
		assert_int_equal(dev->regs[1].fields, 0xffffffff);
		assert_int_equal(dev->regs[2].off, 0x8408);
		assert_int_equal(dev->regs[2].fields, 0xffff);
	}
}

static void test_small_sid_range(void **state)
{
	const struct hyp_sid *sid = sid_guard();
	struct hyp_sid g = *sid;

	g.guard.nr_regs = 1;
	g.guard.regs[0] = (struct iommu_regs) { .base = sid->devices[0].base, .size = 0x1ff };
	assert_int_equal(g.guard.ops->probe(&g.guard, NULL, 0), -ENODEV);
	g.guard.regs[0] = (struct iommu_regs) { .base = 0x1000, .size = 0x20000 };
	assert_int_equal(g.guard.ops->probe(&g.guard, NULL, 0), -ENODEV);
}

/* The device tree may leave out both; of the scratch words no more than a page is closed. */
static void test_read_only_guards(void **state)
{
	const struct soc_guard *pmc = &soc->guards[3], *emc = &soc->guards[4];
	unsigned int i;

	assert_int_equal(pmc->guard->id, PKVM_IOMMU_GUARD_TEGRA_PMC);
	assert_false(pmc->described);
	assert_int_equal(pmc->nr_regs, 1);
	assert_int_equal(pmc->base[0], 0x0c390000);
	assert_int_equal(pmc->size, 0x1000);

	assert_int_equal(emc->guard->id, PKVM_IOMMU_GUARD_TEGRA_EMC);
	assert_false(emc->described);
	assert_int_equal(emc->nr_regs, 9 + 8);
	assert_int_equal(emc->size, 0x10000);
	for (i = 0; i < 9; i++)
		assert_int_equal(emc->base[i], 0x02c60000 + i * 0x10000);
	for (i = 0; i < 8; i++)
		assert_int_equal(emc->base[9 + i], 0x01780000 + i * 0x10000);
}

static void test_addresses(void **state)
{
	assert_int_equal(soc->ias, PKVM_IOMMU_IAS);
	assert_int_equal(soc->alias_bit, 39);
	assert_false(soc->coherent_walk);
}

static unsigned int rows_with(unsigned int smmu, u32 sid, u16 client)
{
	unsigned int i, n = 0;

	for (i = 0; i < soc->nr_rows; i++)
		n += soc->rows[i].smmu == smmu && soc->rows[i].sid == sid &&
		     soc->rows[i].client == client;
	return n;
}

static void test_rows(void **state)
{
	assert_int_equal(rows_with(NISO0, 0x03, 0x15), 1);	/* HDAR */
	assert_int_equal(rows_with(NISO1, 0x01, 0x60), 1);	/* SDMMCRA: not in mc's table */
	assert_int_equal(rows_with(NISO1, 0x27, 0x16), 1);	/* HOST1XDMAR */
	assert_int_equal(rows_with(NISO0, 0x04, 0x8c), 1);	/* AXISR */
	assert_int_equal(rows_with(ISO, 0x01, 0x92), 1);	/* NVDISPLAYR */
	assert_int_equal(rows_with(NISO0, 0x04, PKVM_IOMMU_NO_CLIENT), 1);	/* spi */
	assert_int_equal(rows_with(NISO1, 0x0c, PKVM_IOMMU_NO_CLIENT), 1);	/* qspi */
	assert_int_equal(rows_with(NISO0, 0x35, PKVM_IOMMU_NO_CLIENT), 1);	/* host1x context */
	assert_int_equal(rows_with(NISO1, 0x35, PKVM_IOMMU_NO_CLIENT), 1);
}

/* No row has a stream ID that is invalid, bypasses the SMMU or is too wide. */
static void test_stream_ids(void **state)
{
	unsigned int i;

	for (i = 0; i < soc->nr_rows; i++) {
		assert_in_range(soc->rows[i].sid, 1, 0x7e);
		assert_in_range(soc->rows[i].smmu, NISO0, ISO);
		if (soc->rows[i].client != PKVM_IOMMU_NO_CLIENT &&
		    soc->rows[i].client != SOC_ANY_CHANNEL)
			assert_in_range(soc->rows[i].client, 0, MC_NR_CLIENTS - 1);
	}
}

/* The table has one SMMU and one stream ID for each client. */
static void test_one_stream_a_client(void **state)
{
	unsigned int client, i, found, total = 0;

	for (client = 0; client < MC_NR_CLIENTS; client++) {
		for (found = i = 0; i < soc->nr_rows; i++)
			found += soc->rows[i].client == client;
		assert_in_range(found, 0, 1);
		total += found;
	}
	/* 139 of the 143 in NVIDIA's list, and the four of the display. */
	assert_int_equal(total, 139 + 4);
}

static const struct hyp_mc *mc_guard(void)
{
	return container_of(soc->guards[1].guard, struct hyp_mc, guard);
}

/* Clients with registers have one row, or none is known for them. */
static void test_unpaired_clients(void **state)
{
	const struct hyp_mc *mc = mc_guard();
	unsigned int client, i, found, total = 0;

	for (client = 0; client < MC_NR_CLIENTS; client++) {
		for (found = i = 0; i < soc->nr_rows; i++)
			found += soc->rows[i].client == client;
		for (i = 0; i < mc->nr_unpaired; i++)
			found += mc->unpaired[i] == client;
		assert_int_equal(found, mc_model_has(client));
		total += found;
	}
	assert_true(total <= MC_MAX_CLIENTS);
	assert_int_equal(mc->nr_unpaired, 4);
}

/* Only the platform security controller may be secure: nothing contains it then. */
static void test_secure_clients(void **state)
{
	const struct hyp_mc *mc = mc_guard();

	assert_int_equal(mc->nr_secure, 2);
	assert_int_equal(mc->secure[0], 0x33);
	assert_int_equal(mc->secure[1], 0x34);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_smmus),
		cmocka_unit_test(test_guards),
		cmocka_unit_test(test_stream_ids_of_header),
		cmocka_unit_test(test_streams_of_channels),
		cmocka_unit_test(test_held_clients),
		cmocka_unit_test(test_sid_devices),
		cmocka_unit_test(test_small_sid_range),
		cmocka_unit_test(test_read_only_guards),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_stream_ids),
		cmocka_unit_test(test_one_stream_a_client),
		cmocka_unit_test(test_unpaired_clients),
		cmocka_unit_test(test_secure_clients),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
