// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of Tegra234, and the names that the model has, against the kernel's
 * tegra234-mc.h: hosted.mk makes a list of that header's stream IDs and memory clients.
 */
#include <ctype.h>

#include "env.h"
#include "hyp/tegra/soc.h"
#include "mc_model.h"

#define soc	(&pkvm_tegra234)

enum section { ISO, NISO0, NISO1, Shared };

static const struct sid {
	enum section section;
	u32 sid;
	const char *name;
} sids[] = {
#define SID(_section, _sid, _name)	{ _section, _sid, _name },
#define CLIENT(_client, _name)
#include "tegra234_mc.h"
#undef SID
#undef CLIENT
};

static const struct client {
	u32 client;
	const char *name;
} clients[] = {
	/* Only in NVIDIA's driver for this SoC, tegra234-mc-sid.c of its 5.10 kernel. */
	{ 0x033, "PSCR" }, { 0x034, "PSCW" }, { 0x06a, "DCER" }, { 0x06b, "DCEW" },
	{ 0x088, "DCEDMAR" }, { 0x089, "DCEDMAW" }, { 0x122, "PMA0AWR" },
#define SID(_section, _sid, _name)
#define CLIENT(_client, _name)		{ _client, _name },
#include "tegra234_mc.h"
#undef SID
#undef CLIENT
};

/* The SoC's number of the SMMU that a section's stream IDs are of. */
static bool is_of_section(const struct soc_row *row, enum section section)
{
	static const u64 base[] = {
		[ISO] = 0x10000000, [NISO0] = 0x12000000, [NISO1] = 0x08000000,
	};
	u64 is = soc->smmus[row->smmu].base[0];

	return section == Shared ? is != base[ISO] : is == base[section];
}

static bool begins(const char *name, const char *with)
{
	return !strncmp(name, with, strlen(with));
}

static unsigned int rows_of(const struct sid *s)
{
	unsigned int i, n = 0;

	for (i = 0; i < soc->nr_rows; i++)
		n += soc->rows[i].sid == s->sid && is_of_section(&soc->rows[i], s->section);
	return n;
}

static void test_stream_ids(void **state)
{
	unsigned int i;

	assert_int_equal(ARRAY_SIZE(sids), 155);
	for (i = 0; i < ARRAY_SIZE(sids); i++) {
		if (!rows_of(&sids[i]))
			fail_msg("stream ID %s has no row", sids[i].name);
	}
}

static bool is_in_header(const struct soc_row *row)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sids); i++) {
		if (sids[i].sid == row->sid && is_of_section(row, sids[i].section))
			return true;
	}
	return false;
}

static const char *client_name(u32 client)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(clients); i++) {
		if (clients[i].client == client)
			return clients[i].name;
	}
	return NULL;
}

/* No row has a stream ID or a client that the header does not know. */
static void test_rows(void **state)
{
	const struct soc_row *row;

	for (row = soc->rows; row < soc->rows + soc->nr_rows; row++) {
		if (!is_in_header(row))
			fail_msg("stream ID 0x%x of SMMU %u is not in the header", row->sid,
				 row->smmu);
		if (row->client != PKVM_IOMMU_NO_CLIENT && row->client != SOC_ANY_CHANNEL &&
		    !client_name(row->client))
			fail_msg("client 0x%x is not in the header", row->client);
	}
}

/* Table walks, CPUs, the GPU's links and a unit without documents pass no SMMU (assumed). */
static bool passes_no_smmu(const char *name)
{
	static const char * const units[] = { "PTCR", "MIU", "MPCORE", "NVL", "DPMU" };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(units); i++) {
		if (begins(name, units[i]))
			return true;
	}
	return false;
}

static bool is_known(u32 client)
{
	const struct hyp_mc *mc = container_of(soc->guards[1].guard, struct hyp_mc, guard);
	unsigned int i;

	for (i = 0; i < soc->nr_rows; i++) {
		if (soc->rows[i].client == client)
			return true;
	}
	for (i = 0; i < mc->nr_unpaired; i++) {
		if (mc->unpaired[i] == client)
			return true;
	}
	return false;
}

/* EL2 binds every client of the header that passes an SMMU. */
static void test_clients(void **state)
{
	unsigned int i;

	assert_int_equal(ARRAY_SIZE(clients), 202 + 7);
	for (i = 0; i < ARRAY_SIZE(clients); i++) {
		if (is_known(clients[i].client) == passes_no_smmu(clients[i].name))
			fail_msg("client %s is %sknown to EL2", clients[i].name,
				 is_known(clients[i].client) ? "" : "not ");
	}
}

static bool same_name(const char *lower, const char *upper)
{
	/* So spelt in the header. */
	if (!strcmp(upper, "SUE1WR"))
		upper = "SEU1WR";
	while (*lower && *lower == tolower(*upper)) {
		lower++;
		upper++;
	}
	return !*lower && !*upper;
}

/* The names that the machine, the board dump and the audit print. */
static void test_names(void **state)
{
	const char *name;
	u32 client;

	for (client = 0; client < MC_NR_CLIENTS; client++) {
		name = mc_model_client_name(client);
		if (!name != !client_name(client) ||
		    (name && !same_name(name, client_name(client))))
			fail_msg("client 0x%x is %s, not %s", client, client_name(client), name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stream_ids),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_clients),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
