// SPDX-License-Identifier: GPL-2.0-only
/* What the models know of Tegra234. EL2's headers can't be included together with theirs. */
#include "../../../machine/models/tegra234/mc.h"

#include "replay.h"

const char *board_client_name(unsigned int client)
{
	const struct mc_client *c = mc_client_find(&tegra234_mc_clients, client);

	return c ? c->name : NULL;
}

uint32_t board_assumed_idr(unsigned int n)
{
	return tegra234_mmu500_ids.idr[n];
}
