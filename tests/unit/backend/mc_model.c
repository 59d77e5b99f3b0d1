// SPDX-License-Identifier: GPL-2.0-only
/* The memory controller's model, for tests that include EL2's register names. */
#include "../../../machine/models/tegra234/mc.h"

#include "mc_model.h"

struct mc_model *mc_model_new(uint32_t bypass, const struct mc_model_firmware *fw)
{
	struct mc_config cfg = tegra234_mc_config;

	cfg.bypass_config = bypass;
	cfg.lock_overrides = fw->lock_overrides;
	cfg.lock_leaves_sid = fw->lock_leaves_sid;
	cfg.security_closed = fw->security_closed;
	return (struct mc_model *)mc_new(&cfg);
}

bool mc_model_has(unsigned int client)
{
	return mc_client_has_sid(&tegra234_mc_clients, client);
}

const char *mc_model_client_name(unsigned int client)
{
	const struct mc_client *c = mc_client_find(&tegra234_mc_clients, client);

	return c ? c->name : NULL;
}

void mc_model_free(struct mc_model *m)
{
	mc_free((struct mc *)m);
}

void mc_model_reset(struct mc_model *m)
{
	mc_reset((struct mc *)m);
}

uint64_t mc_model_base(unsigned int region)
{
	return tegra234_mc_region[region];
}

uint64_t mc_model_read(struct mc_model *m, unsigned int region, uint64_t off, unsigned int size)
{
	return mc_mmio_read((struct mc *)m, region, off, size);
}

void mc_model_write(struct mc_model *m, unsigned int region, uint64_t off, uint64_t val,
		    unsigned int size)
{
	mc_mmio_write((struct mc *)m, region, off, val, size);
}

static struct mc_resolution resolve(struct mc_model *m, unsigned int client, unsigned int sid)
{
	struct bus_txn txn = { .client = (uint16_t)client, .sid = (uint8_t)sid };
	struct mc_resolution res;

	mc_resolve((struct mc *)m, &txn, &res);
	return res;
}

unsigned int mc_model_sid(struct mc_model *m, unsigned int client, unsigned int sid)
{
	return resolve(m, client, sid).sid;
}

bool mc_model_bypasses(struct mc_model *m, unsigned int client, unsigned int sid)
{
	return resolve(m, client, sid).bypass_smmu;
}
