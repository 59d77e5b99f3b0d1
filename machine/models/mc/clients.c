// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Look-up in a SoC's table of memory controller clients.
 */
#include <stdlib.h>

#include "clients.h"

static int compare_id(const void *key, const void *entry)
{
	unsigned int id = *(const unsigned int *)key;
	unsigned int other = ((const struct mc_client *)entry)->id;

	return (id > other) - (id < other);
}

const struct mc_client *mc_client_find(const struct mc_clients *clients, unsigned int id)
{
	return bsearch(&id, clients->client, clients->nr, sizeof(clients->client[0]), compare_id);
}

bool mc_client_has_sid(const struct mc_clients *clients, unsigned int id)
{
	const struct mc_client *c = mc_client_find(clients, id);

	return c && c->node != SMMU_NONE;
}
